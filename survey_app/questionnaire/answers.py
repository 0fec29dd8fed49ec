"""A member's answers: typed, bounded, and written as the one payload that is sealed."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import assert_never

from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.questionnaire.dates import read_date, write_date
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
from survey_app.questionnaire.routing import reached
from survey_app.questionnaire.values import EMPTY, Answers, Value

__all__ = [
    "EMPTY",
    "LARGEST_PAYLOAD",
    "OTHER_LONGEST",
    "Answers",
    "ForeignAnswersError",
    "Value",
    "clean_text",
    "kept",
    "longest_text",
    "payload",
    "read_payload",
    "read_value",
    "worst_payload",
]

VERSION = 1
OTHER_LONGEST = 120
"""Characters that the text box of "other" takes."""
LARGEST_PAYLOAD = 4000
"""Bytes that the worst case may need; the sealed ballot has one fixed size."""


class ForeignAnswersError(SurveyError):
    """Answers that this questionnaire could not have produced. The reason is a code; the content is never quoted."""

    code = "foreign-answers"
    found = N_("Phiếu trả lời không khớp với bộ câu hỏi của đợt này ({reason}).")
    fix = N_("Mở lại đường dẫn của đợt và trả lời lại; nếu vẫn gặp, báo cho người phụ trách đợt.")

    def __init__(self, *, reason: str, item: str = "") -> None:
        super().__init__(where=item, reason=reason)
        self.reason = reason
        self.item = item


def kept(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """Return only the answers to items that routing reaches, and only texts whose box was open."""
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for item in reached(questionnaire, answers):
        value = answers.values.get(item.item)
        if value is not None and value not in ((), {}):
            values[item.item] = value
        text = answers.texts.get(item.item, "")
        if text and _takes_text(item, value):
            texts[item.item] = text
    return Answers(values=values, texts=texts)


def payload(questionnaire: Questionnaire, answers: Answers) -> bytes:
    """Return the canonical JSON of the answers: keys sorted, no spaces, unreached items dropped."""
    remaining = kept(questionnaire, answers)
    written = {
        "v": VERSION,
        "items": {
            item.item: _written(item, remaining.values[item.item])
            for item in questionnaire.items()
            if item.item in remaining.values
        },
        "texts": dict(remaining.texts),
    }
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_payload(questionnaire: Questionnaire, raw: bytes) -> Answers:
    """Return the answers of a payload.

    Raises
    ------
    ForeignAnswersError
        Unknown items or codes, wrong types, texts that are too long, answers to items that routing does not reach.
    """
    if len(raw) > LARGEST_PAYLOAD:
        raise ForeignAnswersError(reason="too-large")
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_no_repeats, parse_constant=_no_constants)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ForeignAnswersError(reason="not-json") from None
    if not isinstance(document, dict) or set(document) != {"v", "items", "texts"} or document["v"] != VERSION:
        raise ForeignAnswersError(reason="shape")
    items, texts = document["items"], document["texts"]
    if not isinstance(items, dict) or not isinstance(texts, dict):
        raise ForeignAnswersError(reason="shape")
    known = {item.item: item for item in questionnaire.items()}
    for name in (*items, *texts):
        if name not in known:
            raise ForeignAnswersError(reason="unknown-item")
    answers = Answers(
        values={name: read_value(known[name], value) for name, value in items.items()},
        texts={name: _read_text(known[name], text) for name, text in texts.items()},
    )
    remaining = kept(questionnaire, answers)
    if dict(remaining.values) != dict(answers.values) or dict(remaining.texts) != dict(answers.texts):
        raise ForeignAnswersError(reason="not-asked")
    return answers


def read_value(item: Item, raw: object) -> Value:  # noqa: PLR0911 -- one per type
    """Return a plain JSON value as an answer to ``item``, or refuse it."""
    if isinstance(item, Battery):
        return _read_parts(item, raw)
    if isinstance(raw, str) and not (isinstance(item, DateItem) and raw[:1].isdecimal()):
        return _read_exit(item, raw)
    match item:
        case Single() | ScaleItem():
            return _read_code(item, raw)
        case Multi():
            return _read_codes(item, raw)
        case Ranking():
            return _read_ranks(item, raw)
        case DateItem():
            return _read_date(item, raw)
        case Number():
            return _read_number(item, raw)
        case FreeText() | Note():
            raise ForeignAnswersError(reason="value-not-expected", item=item.item)
        case _:  # pragma: no cover
            assert_never(item)


def _takes_text(item: Item, value: Value | None) -> bool:
    if isinstance(item, FreeText):
        return True
    return isinstance(item, Multi) and isinstance(value, tuple) and item.other is not None and item.other in value


def _written(item: Item, value: Value) -> object:
    if isinstance(item, DateItem) and isinstance(value, date):
        return write_date(value, item.grain)
    if isinstance(value, Mapping):
        return {part: str(code) if isinstance(code, Exit) else code for part, code in value.items()}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer():
        # 1 and 1.0 are one answer, and the browser knows only the first spelling.
        return int(value)
    return str(value) if isinstance(value, Exit) else value


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("repeated key")
    return dict(pairs)


def _no_constants(_: str) -> object:
    raise ValueError("not a number")


def _read_exit(item: Item, raw: str) -> Exit:
    for way in item.exits:
        if way.value == raw:
            return way
    raise ForeignAnswersError(reason="unknown-exit", item=item.item)


def _read_code(item: Item, raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and any(option.code == raw for option in options_of(item)):
        return raw
    raise ForeignAnswersError(reason="unknown-code", item=item.item)


def _read_codes(item: Multi, raw: object) -> tuple[int, ...]:
    if not isinstance(raw, list) or not raw:
        raise ForeignAnswersError(reason="wrong-type", item=item.item)
    codes = tuple(_read_code(item, code) for code in raw)
    if list(codes) != sorted(set(codes)):
        raise ForeignAnswersError(reason="repeated-code", item=item.item)
    if item.at_most is not None and len(codes) > item.at_most:
        raise ForeignAnswersError(reason="too-many", item=item.item)
    return codes


def _read_ranks(item: Ranking, raw: object) -> tuple[int, ...]:
    if not isinstance(raw, list) or not raw:
        raise ForeignAnswersError(reason="wrong-type", item=item.item)
    codes = tuple(_read_code(item, code) for code in raw)
    if len(set(codes)) != len(codes):
        raise ForeignAnswersError(reason="repeated-code", item=item.item)
    if len(codes) > item.places:
        raise ForeignAnswersError(reason="too-many", item=item.item)
    return codes


def _read_date(item: DateItem, raw: object) -> date:
    said = read_date(raw, item.grain) if isinstance(raw, str) else None
    if said is None:
        raise ForeignAnswersError(reason="not-a-date", item=item.item)
    if not item.earliest <= said <= item.latest:
        raise ForeignAnswersError(reason="out-of-range", item=item.item)
    return said


def _read_parts(item: Battery, raw: object) -> dict[str, int | Exit]:
    if not isinstance(raw, dict) or not raw:
        raise ForeignAnswersError(reason="wrong-type", item=item.item)
    known = {part.part for part in item.parts}
    if not set(raw) <= known:
        raise ForeignAnswersError(reason="unknown-part", item=item.item)
    return {
        part: _read_exit(item, code) if isinstance(code, str) else _read_code(item, code) for part, code in raw.items()
    }


def _read_number(item: Number, raw: object) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        raise ForeignAnswersError(reason="wrong-type", item=item.item)
    if not item.low <= raw <= item.high:
        raise ForeignAnswersError(reason="out-of-range", item=item.item)
    if item.whole and not isinstance(raw, int):
        raise ForeignAnswersError(reason="not-whole", item=item.item)
    return raw


def longest_text(item: Item) -> int:
    """Return how many characters the item's text box takes; 0 when it has none."""
    if isinstance(item, FreeText):
        return item.longest
    return OTHER_LONGEST if isinstance(item, Multi) and item.other is not None else 0


def clean_text(text: str) -> str:
    """Return a member's text in NFC, without control characters, blanks collapsed."""
    spaced = (" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    plain = "".join(letter for letter in spaced if not _is_no_letter(letter))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _is_no_letter(letter: str) -> bool:
    """Return whether a character stands for nothing; letters that a newer Unicode added are left alone."""
    code = ord(letter)
    return unicodedata.category(letter) in {"Cf", "Cs", "Co"} or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _read_text(item: Item, raw: object) -> str:
    if not isinstance(raw, str) or not raw:
        raise ForeignAnswersError(reason="wrong-type", item=item.item)
    if len(raw) > longest_text(item):
        raise ForeignAnswersError(reason="too-long", item=item.item)
    if raw != clean_text(raw):
        raise ForeignAnswersError(reason="unclean-text", item=item.item)
    return raw


def worst_payload(questionnaire: Questionnaire) -> int:
    """Return the bytes of the largest payload that a member could send: every item, every letter of text."""
    items: dict[str, object] = {}
    texts: dict[str, str] = {}
    for item in questionnaire.items():
        options = options_of(item)
        if isinstance(item, Battery):
            items[item.item] = {part.part: Exit.DONT_KNOW.value for part in item.parts}
        elif isinstance(item, (Multi, Ranking)):
            longest = sorted((option.code for option in options), key=lambda code: -len(str(code)))[: item.at_most]
            items[item.item] = max(longest, Exit.DONT_KNOW.value, key=lambda value: len(json.dumps(value)))
        elif isinstance(item, Number):
            items[item.item] = "9" * (max(len(f"{item.low:g}"), len(f"{item.high:g}")) + (0 if item.whole else 16))
        elif not isinstance(item, (FreeText, Note)):
            items[item.item] = Exit.DONT_KNOW.value
        if longest_text(item):
            texts[item.item] = "ộ" * longest_text(item)
    written = {"v": VERSION, "items": items, "texts": texts}
    return len(json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode())
