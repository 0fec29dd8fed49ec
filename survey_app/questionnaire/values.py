"""The values that answers take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from survey_app.questionnaire.model import Exit

Value: TypeAlias = int | float | Exit | tuple[int, ...] | Mapping[str, int | Exit]
"""A code, a number, an exit, the codes of a multiple response in rising order, or a code or exit per part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a member answered. An absent item was not answered; the text of "other" stands under its item."""

    values: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


EMPTY = Answers()
