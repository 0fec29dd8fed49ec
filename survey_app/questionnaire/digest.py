"""Fingerprints: of a whole questionnaire, and of what must stay the same for an item's trend to go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import assert_never

from survey_app.language import Text, say
from survey_app.questionnaire.expressions import (
    Among,
    Answered,
    Both,
    Compare,
    Constant,
    Count,
    Either,
    Expression,
    Literal,
    Name,
    Negation,
    Operand,
    Selected,
)
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


def digest(questionnaire: Questionnaire) -> str:
    """Return the sha256 of the canonical text, as ``sha256:…``."""
    return _sha256(questionnaire.canonical)


def item_digest(questionnaire: Questionnaire, item_id: str, known: Mapping[str, str] | None = None) -> str:
    """Return the sha256 of what an item asks, of whom, and how its answers lean, in the first language.

    The same digest in two waves means the same question: the trend may go on. An index is named by its own id and
    takes in the digests of its members: those in ``known``, else their own.
    """
    held = known or {}
    first = questionnaire.languages[0]
    for index in questionnaire.indices:
        if index.index == item_id:
            members = [
                [column, column in index.reversed, held.get(name) or item_digest(questionnaire, name)]
                for column, name in ((column, column.split(".")[0]) for column in index.columns)
            ]
            return _sha256(json.dumps(["index", members], ensure_ascii=False))
    item = questionnaire.item(item_id)
    asked: list[object] = [
        kind(item),
        say(item.text, first),
        _options(item, first),
        _rest(item, first),
        _leans(item),
        _asks(item),
    ]
    # What was added later is written only where it is there, so that older digests stay what they were.
    return _sha256(json.dumps(asked + _dropped(item), ensure_ascii=False))


def _dropped(item: Item) -> list[object]:
    return [["no_dont_know"]] if item.exits == (Exit.REFUSED,) else []


def kind(item: Item) -> str:  # noqa: PLR0911 -- one per type
    """Return the item's type as written in YAML."""
    match item:
        case Single():
            return "single"
        case Multi():
            return "multi"
        case ScaleItem():
            return "scale"
        case Battery():
            return "battery"
        case Number():
            return "number"
        case DateItem():
            return "date"
        case Ranking():
            return "ranking"
        case FreeText():
            return "text"
        case Note():
            return "note"
        case _:  # pragma: no cover
            assert_never(item)


def _leans(item: Item) -> object:
    if isinstance(item, (ScaleItem, Battery)):
        return [sorted(item.scale.favourable), sorted(item.scale.unfavourable)]
    return item.random if isinstance(item, (Single, Multi, Ranking)) else None


def _asks(item: Item) -> object:
    return None if item.when is None else spelled(item.when)


def spelled(condition: Expression) -> list[object]:  # noqa: PLR0911 -- one per kind of test
    """Return a condition as a list, the same for the same condition however it was spaced or bracketed."""
    match condition:
        case Both(parts=parts):
            return ["and", *map(spelled, parts)]
        case Either(parts=parts):
            return ["or", *map(spelled, parts)]
        case Negation(inner=inner):
            return ["not", spelled(inner)]
        case Compare(left=left, sign=sign, right=right):
            return [sign, _operand(left), _operand(right)]
        case Among(operand=operand, values=values):
            return ["in", _operand(operand), *map(_constant, values)]
        case Answered(name=name):
            return ["answered", str(name)]
        case Selected(name=name, value=value):
            return ["selected", str(name), value]
        case _:  # pragma: no cover
            assert_never(condition)


def _operand(operand: Operand) -> list[object]:
    match operand:
        case Count(name=name):
            return ["count", str(name)]
        case Literal(value=value):
            return ["value", _constant(value)]
        case Name():
            return ["name", str(operand)]
        case _:  # pragma: no cover
            assert_never(operand)


def _constant(value: Constant) -> object:
    return ["date", value.isoformat()] if isinstance(value, date) else value


def _options(item: Item, language: str) -> list[tuple[int, str]]:
    return [(option.code, say(option.label, language)) for option in options_of(item)]


def _rest(item: Item, language: str) -> object:
    if isinstance(item, Battery):
        return [(part.part, say(part.text, language)) for part in item.parts]
    if isinstance(item, Multi):
        return [item.at_most, item.other]
    if isinstance(item, Number):
        unit: Text = item.unit or {}
        return [item.low, item.high, item.whole, say(unit, language)]
    if isinstance(item, DateItem):
        return [item.earliest.isoformat(), item.latest.isoformat(), item.grain.value]
    return [item.places] if isinstance(item, Ranking) else None


def _sha256(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
