"""Piping: ``{item}`` inside a text stands for the label of an earlier answer.

``{{`` and ``}}`` are braces as such. Free texts are never piped: a member's own words never come back through a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from survey_app.language import Text, say
from survey_app.questionnaire.dates import spoken_date
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Item,
    Multi,
    Note,
    Number,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
    options_of,
)
from survey_app.questionnaire.values import Answers, Value

NOTHING = "…"
"""What stands where nothing was answered, and in reports, where everybody answered something else."""
SLOT = "\ue000{}\ue001"
"""A pipe that a script fills; the signs stand for nothing in any text."""
_BRACES = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,39}(?:\.[a-z0-9_]+)?)\}|[{}]")


def pipes(text: str) -> tuple[str, ...]:
    """Return the names that a text pipes, in order, each once: an item, or a part of a battery (``item.part``)."""
    return tuple(dict.fromkeys(found[1] for found in _BRACES.finditer(text) if found[1]))


def stray_brace(text: str) -> int | None:
    """Return where a brace stands that is neither part of a pipe nor doubled; None when there is none."""
    return next((found.start() for found in _BRACES.finditer(text) if len(found[0]) == 1), None)


def piped(text: Text, questionnaire: Questionnaire, answers: Answers, language: str) -> str:
    """Return a text in one language, its pipes replaced by the labels of what was answered."""

    def label(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0][0]
        item, _, part = found[1].partition(".")
        return spoken_answer(questionnaire.item(item), answers.values.get(item), language, part=part)

    return _BRACES.sub(label, say(text, language))


def piped_item(item: Item, questionnaire: Questionnaire, answers: Answers) -> Item:
    """Return an item as this member reads it: the pipes of its text, its help and its parts replaced."""

    def every(text: Text) -> Text:
        return {language: piped(text, questionnaire, answers, language) for language in text}

    return _read_as(item, every)


def slotted_item(item: Item) -> Item:
    """Return an item for a page that fills its pipes later: each name stands between the signs of ``SLOT``."""

    def every(text: Text) -> Text:
        return {
            language: _BRACES.sub(lambda found: SLOT.format(found[1]) if found[1] else found[0][0], words)
            for language, words in text.items()
        }

    return _read_as(item, every)


def _read_as(item: Item, every: Callable[[Text], Text]) -> Item:
    read = replace(item, text=every(item.text), help=None if item.help is None else every(item.help))
    if isinstance(read, Battery):
        return replace(read, parts=tuple(replace(part, text=every(part.text)) for part in read.parts))
    return read


def unpiped(text: Text) -> Text:
    """Return a text as reports show it: every pipe an ellipsis, which takes a full stop in, doubled braces single."""
    return {
        language: _BRACES.sub(lambda found: NOTHING if found[1] else found[0][0], words).replace(f"{NOTHING}.", NOTHING)
        for language, words in text.items()
    }


def spoken_answer(item: Item, value: Value | None, language: str, *, part: str = "") -> str:
    """Return an answer as a pipe shows it; ``…`` for no answer and for an exit."""
    if isinstance(value, Mapping):
        value = value.get(part)
    if value is None or isinstance(value, Exit):
        return NOTHING
    match item:
        case Single() | ScaleItem() | Battery() | Multi() | Ranking():
            labels = {option.code: say(option.label, language) for option in options_of(item)}
            codes = value if isinstance(value, tuple) else (value,)
            return ", ".join(labels[code] for code in codes if isinstance(code, int) and code in labels) or NOTHING
        case Number():
            return _number(item, value, language)
        case DateItem():
            return spoken_date(value, item.grain) if isinstance(value, date) else NOTHING
        case FreeText() | Note():
            return NOTHING
        case _:  # pragma: no cover
            assert_never(item)


def _number(item: Number, value: Value, language: str) -> str:
    if not isinstance(value, (int, float)):
        return NOTHING
    said = f"{value + 0:.15g}".replace(".", "," if language == "vi" else ".")
    return f"{said} {say(item.unit, language)}" if item.unit else said
