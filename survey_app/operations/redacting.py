"""The redaction assistant: what in a text might tell who wrote it, or whom it speaks of. It marks and promises nothing.

Rules of its own for Vietnamese and English, with and without diacritics; no model and no network. It errs towards
marking: whoever reads the text decides. What it cannot see is said in its name for the rest, ``detail``: a story that
only one person can tell has no pattern.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from survey_app.language import N_, translate
from survey_app.operations.redaction_words import (
    DETAILS,
    FAMILY_NAMES,
    FIRST_WORDS,
    GIVEN,
    MIDDLE,
    MONTHS,
    POSITIONS,
    TITLES,
)


class Sort(StrEnum):
    """What a mark takes a passage for, the surest first: of two that overlap the first stands."""

    EMAIL = "email"
    LINK = "link"
    PHONE = "phone"
    PLATE = "plate"
    NUMBER = "number"
    DATE = "date"
    BRANCH = "branch"
    POSITION = "position"
    ADDRESS = "address"
    PERSON = "person"
    NAME = "name"
    DETAIL = "detail"


BLACKENED = {
    Sort.EMAIL: N_("[thư điện tử]"),
    Sort.LINK: N_("[liên kết]"),
    Sort.PHONE: N_("[số điện thoại]"),
    Sort.PLATE: N_("[biển số xe]"),
    Sort.NUMBER: N_("[số]"),
    Sort.DATE: N_("[ngày tháng]"),
    Sort.BRANCH: N_("[đơn vị]"),
    Sort.ADDRESS: N_("[địa chỉ]"),
    Sort.PERSON: N_("[tên người]"),
    Sort.POSITION: N_("[chức vụ]"),
    Sort.NAME: N_("[tên riêng]"),
    Sort.DETAIL: N_("[chi tiết riêng]"),
}
"""What stands in a text where a passage was taken out."""


UNTYPED = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cc"})
"""Kinds of signs that no keyboard has on its keys: emoji, invisible ones."""
SHOUTED = 8
"""Letters from which on a text in capitals is taken for shouting, not for an abbreviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A passage, by its first and last-but-one position in the text, and what it might be."""

    start: int
    end: int
    sort: Sort


@cache
def _capital() -> str:
    """Return a class of every capital letter of Vietnamese; the blocks mix the two cases."""
    letters = (chr(point) for point in (*range(0x41, 0x180), 0x1A0, 0x1AF, *range(0x1EA0, 0x1EFA)))
    return "[" + "".join(letter for letter in letters if unicodedata.category(letter) == "Lu") + "]"


def _word() -> str:
    return rf"{_capital()}\w*"


def _any(words: Iterable[str]) -> str:
    """Return an alternation of words, longest first, also as typed without diacritics."""
    spelled = {form for word in words for form in (word, bare(word))}
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(spelled, key=lambda one: (-len(one), one))
    )


@cache
def _patterns() -> tuple[tuple[Sort, re.Pattern[str]], ...]:
    word, months = _word(), _any(MONTHS)
    small = re.IGNORECASE
    titled = rf"(?:{_any(TITLES)})\.?\s+(?-i:{word}(?:\s+{word}){{0,3}})"
    return (
        (Sort.EMAIL, re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
        (Sort.LINK, re.compile(r"(?:https?://|www\.)\S+|\b(?:zalo|facebook|fb|tiktok)(?:\.me|\.com)?/\S+", small)),
        (Sort.PHONE, re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.-]?\d){8,10}(?!\d)")),
        (Sort.PLATE, re.compile(r"\b\d{2}[\s-]?[A-ZĐ]{1,2}\d?[\s.-]?\d{3}[\s.]?\d{1,2}\b")),
        (
            Sort.DATE,
            re.compile(
                r"\b(?:ngày\s+|ngay\s+|hôm\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?\b"
                r"|\b(?:ngày|ngay|mùng|mồng)\s+\d{1,2}(?:\s+tháng\s+\d{1,2})?(?:\s+năm\s+\d{4})?"
                r"|\b(?:tháng|thang)\s+\d{1,2}(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4})?"
                r"|\b(?:năm|nam)\s+(?:19|20)\d{2}\b|\b(?:sinh\s+năm|sn)\s*\d{4}"
                rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{months})\b(?:\s+\d{{4}})?|\b(?:{months})\s+\d{{1,2}}(?:,?\s+\d{{4}})?\b",
                small,
            ),
        ),
        (Sort.NUMBER, re.compile(r"\b\d[\d.,]{4,}\d\b|\b\d{5,}\b")),
        (
            Sort.BRANCH,
            re.compile(
                rf"\b(?:chi\s+bộ|chi\s+bo|đảng\s+bộ|branch|party\s+cell)\s+(?:\d+|(?-i:{word})(?:\s+(?-i:{word}|\d+)){{0,4}})",
                small,
            ),
        ),
        (
            Sort.BRANCH,
            re.compile(rf"\b(?:phòng|ban|tổ|đội|trạm|văn\s+phòng)\s+(?:\d+|(?-i:{word})(?:\s+\w+)?)", small),
        ),
        (
            Sort.ADDRESS,
            re.compile(
                r"\b(?:số\s+nhà|nhà\s+số|so\s+nha)\s+\d+\w*(?:[/-]\d+\w*)*"
                rf"|\b(?:số\s+\d+\w*,?\s+)?(?:đường|phố|ngõ|hẻm|ngách|thôn|xóm|ấp|khối|tổ|xã|phường|huyện|quận|thị\s+xã|thị\s+trấn|tầng)\s+(?:\d+\w*|(?-i:{word})(?:\s+(?-i:{word}|\d+)){{0,4}})"
                r"|\b\d+\w?\s+(?-i:[A-Z]\w+\s+){1,3}(?:street|road|avenue|lane)\b|\b(?:room|floor)\s+\d+\w*",
                small,
            ),
        ),
        (Sort.PERSON, re.compile(rf"\b{titled}", small)),
        (Sort.PERSON, re.compile(rf"\b(?:{_any(FAMILY_NAMES)})(?:\s+{word}){{1,4}}\b")),
        (Sort.PERSON, re.compile(rf"\b(?:{_any(FAMILY_NAMES)})\s+(?:{_any(MIDDLE)})\s+\w+(?:\s+(?-i:{word}))?", small)),
        (
            Sort.PERSON,
            re.compile(rf"\b(?:{_any(name.upper() for name in FAMILY_NAMES)})(?:\s+{_capital()}{{2,}}){{1,4}}\b"),
        ),
        (Sort.PERSON, re.compile(rf"\b(?:{_any(GIVEN)})\s+{word}(?:\s+{word})?\b")),
        (Sort.POSITION, re.compile(rf"\b(?:{_any(POSITIONS)})\b(?:\s+(?-i:{word}(?:\s+{word}){{0,3}}))?", small)),
        (
            Sort.DETAIL,
            re.compile(rf"\b(?:{_any(DETAILS)})\b|\b\d{{1,3}}\s+(?:tuổi|tuoi|years?\s+old|con|children)\b", small),
        ),
    )


def marks_of(text: str, known: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Return the passages of a text that somebody should look at, in order, none overlapping.

    Parameters
    ----------
    known : names that the organisation itself uses, such as those of branches; found with and without diacritics.
    """
    found: list[Mark] = []
    order = list(Sort)
    for mark in sorted((*_found(text), *_known(text, known), *_proper(text)), key=lambda one: order.index(one.sort)):
        if all(mark.end <= other.start or other.end <= mark.start for other in found):
            found.append(mark)
    return tuple(sorted(found, key=lambda one: one.start))


def blackened(text: str, marks: Sequence[Mark], language: str = "vi") -> str:
    """Return the text with every marked passage replaced by what it might be."""
    out, at = [], 0
    for mark in marks:
        out += [text[at : mark.start], translate(BLACKENED[mark.sort], language)]
        at = mark.end
    return "".join([*out, text[at:]])


def shown(text: str, marks: Sequence[Mark]) -> str:
    """Return the text with every marked passage between double brackets, for a reader at a terminal."""
    out, at = [], 0
    for mark in marks:
        out += [text[at : mark.start], "⟦", text[mark.start : mark.end], "⟧"]
        at = mark.end
    return "".join([*out, text[at:]])


def tidied(text: str) -> str:
    """Return the text composed (NFC), without emoji, doubled spaces or signs, curly quotes, long dashes."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(one for one in normal if one.isspace() or unicodedata.category(one) not in UNTYPED)
    for given, plain in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("…", "..."), ("–", "-"), ("—", "-")):
        kept = kept.replace(given, plain)
    kept = re.sub(r"([!?.,;:\-])\1+", r"\1", " ".join(kept.split()))
    return re.sub(r"\s+([!?.,;:])", r"\1", kept)


def plainly(text: str) -> str:
    """Return the text without habits of typing that a colleague would know: tidied, not shouted, capital first."""
    kept = tidied(text)
    letters = [letter for letter in kept if letter.isalpha()]
    if len(letters) > SHOUTED and sum(letter.isupper() for letter in letters) > len(letters) / 2:
        kept = kept.lower()
    return kept[:1].upper() + kept[1:]


def bare(text: str) -> str:
    """Return the text as typed without Vietnamese diacritics; as long as the text when that is composed (NFC)."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _found(text: str) -> Iterator[Mark]:
    for sort, pattern in _patterns():
        for match in pattern.finditer(text):
            yield Mark(start=match.start(), end=match.end(), sort=sort)


def _known(text: str, known: Sequence[str]) -> Iterator[Mark]:
    plain = bare(text).lower()
    if len(plain) != len(text):  # a text that is not composed; the patterns see it all the same
        return
    for name in known:
        wanted = bare(unicodedata.normalize("NFC", name)).lower().strip()
        for match in re.finditer(rf"\b{re.escape(wanted)}\b", plain) if wanted else ():
            yield Mark(start=match.start(), end=match.end(), sort=Sort.BRANCH)


def _proper(text: str) -> Iterator[Mark]:
    """Yield capitalised words inside a sentence: a name of somebody or something."""
    for match in re.finditer(rf"(?<=[\w,;)\"'] ){_word()}(?:\s+{_word()})*", text):
        if match.group().lower() not in FIRST_WORDS:
            yield Mark(start=match.start(), end=match.end(), sort=Sort.NAME)
