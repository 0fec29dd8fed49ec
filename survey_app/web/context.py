"""What a view needs from outside: settings, stores and the clock. Set once by ``create_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

from flask import Flask, current_app

from survey_app.clock import now_of
from survey_app.config import Settings

if TYPE_CHECKING:
    from survey_app.store import Stores

Clock: TypeAlias = Callable[[], datetime]
"""Gives the present moment with its zone. Views on the member's path take nothing from it but the day."""

KEY = "survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The surroundings of every view."""

    settings: Settings
    stores: Stores
    clock: Clock

    def today(self) -> date:
        """Return the day of the server's own zone."""
        return self.clock().date()


def current() -> Context:
    """Return the surroundings of the running application."""
    return cast("Context", current_app.extensions[KEY])


def place(app: Flask, context: Context) -> None:
    """Give the application its surroundings."""
    app.extensions[KEY] = context


def system_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or one that stands at noon of the day that the settings fix."""
    return partial(now_of, settings)
