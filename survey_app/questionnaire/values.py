"""The values that answers take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from survey_app.questionnaire.model import Exit

Value: TypeAlias = int | float | date | Exit | tuple[int, ...] | Mapping[str, int | Exit]
"""A code, a number, a date (the first day of its grain), an exit, codes, or a code or exit per part.

The codes of a multiple response rise; those of a ranking stand in order of choice.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a member answered. An absent item was not answered; the text of "other" stands under its item."""

    values: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


EMPTY = Answers()
