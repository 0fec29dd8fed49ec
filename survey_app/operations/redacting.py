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
    CALLED,
    CALLED_BARE,
    DETAILS,
    FAMILY_NAMES,
    GIVEN,
    IN_SMALL,
    MIDDLE,
    MONTHS,
    POSITIONS,
    PUBLIC,
    SHORTENED,
    TITLES,
    UNITS,
    WORKPLACES,
)


class Sort(StrEnum):
    """What a mark takes a passage for, the surest first: it gives its name to a passage of two that overlap."""

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


def _units() -> str:
    """Return the name of a unit: each of its words with a capital may have a small one after it (Quản lý Khoa học)."""
    small = rf"(?!{_capital()})[^\W\d_]\w*"
    one = rf"(?-i:{_capital()}{{2,}}\d*\b|{_word()}(?:\s+{small})?)"
    return rf"(?:\d+|{one}(?:(?:\s+|\s*[–&-]\s*|\s+và\s+){one}){{0,4}})"


@cache
def _patterns() -> tuple[tuple[Sort, re.Pattern[str]], ...]:
    word, capital, months = _word(), _capital(), _any(MONTHS)
    small = re.IGNORECASE
    titled = rf"(?:(?:{_any(TITLES)})\s+|(?:{_any(SHORTENED)})\.\s*)(?-i:{word}(?:\s+{word}){{0,3}})"
    return (
        (Sort.EMAIL, re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
        (Sort.LINK, re.compile(r"(?:https?://|www\.)\S+|\b(?:zalo|facebook|fb|tiktok)(?:\.me|\.com)?/\S+", small)),
        (Sort.PHONE, re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.-]?\d){8,10}(?!\d)")),
        (Sort.PLATE, re.compile(r"\b\d{2}[\s-]?[A-ZĐ]{1,2}\d?[\s.-]?\d{3}[\s.]?\d{1,2}\b", small)),
        (Sort.DATE, re.compile(_dates(months), small)),
        (Sort.NUMBER, re.compile(r"\b\d[\d.,]{4,}\d\b|\b\d{5,}\b")),
        (
            Sort.NUMBER,
            re.compile(rf"\b{capital}{{2,}}[\w.]*[.-][\w./-]*\d[\w/-]*|\b\d+/(?:\d{{4}}/)?{capital}{{2,}}[\w-]*"),
        ),
        (Sort.BRANCH, re.compile(rf"\b(?:{_any(('chi bộ', 'đảng bộ', 'branch', 'party cell'))})\s+{_units()}", small)),
        (Sort.BRANCH, re.compile(rf"\b(?:{_any(UNITS)})\s+{_units()}", small)),
        (Sort.BRANCH, re.compile(rf"\b(?:P|TT|CC|VP)\.\s?{capital}{{2,}}\w*|\bP\s?{capital}{{3,}}\b")),
        (
            Sort.BRANCH,
            re.compile(
                rf"\b(?:[Tt]he\s+)?{word}(?:\s+(?:(?:and|of|&)\s+)?{word}){{0,4}}"
                r"\s+(?:[Dd]ivision|[Dd]epartment|[Oo]ffice|[Ss]ection|[Uu]nit|[Cc]ent(?:re|er))\b"
            ),
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
        (Sort.PERSON, re.compile(rf"\b(?:{'|'.join(TITLES)})\s+(?:{'|'.join(CALLED)})\b(?!\s+lao\s+động)", small)),
        (Sort.PERSON, re.compile(rf"(?:^|(?<=[.!?] ))(?:{_any(CALLED)})(?=\s+(?:{_any(WORKPLACES)})\b)")),
        (Sort.PERSON, re.compile(rf"\b(?:{_any(FAMILY_NAMES)})(?:\s+{word}){{1,4}}\b")),
        *(
            (Sort.PERSON, re.compile(rf"\b(?:{families})\s+(?:{middles})\s+\w+(?:\s+(?-i:{word}))?", small))
            for families, middles in (
                ("|".join(IN_SMALL), "|".join(MIDDLE)),
                ("|".join(map(bare, IN_SMALL)), "|".join(map(bare, MIDDLE))),
            )
        ),
        (
            Sort.PERSON,
            re.compile(rf"\b(?:{_any(name.upper() for name in FAMILY_NAMES)})(?:\s+{capital}{{2,}}){{1,4}}\b"),
        ),
        (Sort.PERSON, re.compile(rf"\b(?:{_any(GIVEN)})\b(?:\s+(?-i:{word})){{0,2}}", small)),
        (Sort.POSITION, re.compile(rf"\b(?:{_any(POSITIONS)})\b(?:\s+(?-i:{word}(?:\s+{word}){{0,3}}))?", small)),
        (
            Sort.POSITION,
            re.compile(rf"\b(?:PGĐ|GĐ|PGD|PTP|PBT|CVP|PCVP|KTT)\b(?:\.?\s{word})?|\bTP\.?\s?{capital}{{2,}}\b"),
        ),
        (Sort.POSITION, re.compile(r"\b(?:head|chief|deputy head)\s+of\s+(?:the\s+)?\w+", small)),
        (
            Sort.DETAIL,
            re.compile(
                rf"\b(?:{_any(DETAILS)})\b|\b\d{{1,3}}\s+(?:tuổi|tuoi|years?\s+old|con|children)\b"
                r"|\b(?:là\s+)?(?:người\s+)?(?:(?:nữ|nam|đảng viên)\s+)?duy\s+nhất\b|\bthe\s+only\s+\w+",
                small,
            ),
        ),
    )


def _dates(months: str) -> str:
    return (
        r"\b(?:ngày\s+|ngay\s+|hôm\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?\b"
        r"|\b(?:ngày|ngay|mùng|mồng)\s+\d{1,2}(?:\s+tháng\s+\d{1,2})?(?:\s+năm\s+\d{4})?"
        r"|\b(?:tháng|thang)\s+\d{1,2}(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4})?"
        r"|\b(?:năm|nam)\s+(?:19|20)\d{2}\b|\b(?:sinh\s+năm|sn)\s*\d{4}"
        r"|\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ\s+nhật)\s+(?:tuần\s+(?:trước|này|rồi|vừa)|vừa\s+(?:rồi|qua))"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{months})\b(?:\s+\d{{4}})?"
        rf"|\b(?:{months})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    )


def marks_of(text: str, known: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Return the passages of a text that somebody should look at, in order; those that overlap are one passage.

    Parameters
    ----------
    known : names that the organisation itself uses, such as those of branches; found with and without diacritics.
    """
    found: list[Mark] = []
    order = list(Sort)
    for mark in sorted((*_found(text), *_known(text, known), *_proper(text)), key=lambda one: order.index(one.sort)):
        if text[mark.start : mark.end].lower() in PUBLIC:
            continue
        touched = [other for other in found if mark.start < other.end and other.start < mark.end]
        found = [other for other in found if other not in touched]
        found.append(
            Mark(
                start=min(one.start for one in (mark, *touched)),
                end=max(one.end for one in (mark, *touched)),
                sort=min((one.sort for one in (mark, *touched)), key=order.index),
            )
        )
    return tuple(sorted(found, key=lambda one: one.start))


def blackened(text: str, marks: Sequence[Mark], language: str = "vi") -> str:
    """Return the text with every marked passage replaced by what it might be."""
    out, at = [], 0
    for mark in marks:
        out += [text[at : mark.start], translate(BLACKENED[mark.sort], language)]
        at = mark.end
    return "".join([*out, text[at:]])


def tells_anything(text: str, marks: Sequence[Mark]) -> bool:
    """Return whether a word or number is left when every marked passage is taken out."""
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    return any(sign.isalnum() for at, sign in enumerate(text) if at not in inside)


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
    kept = kept.lower() if _shouted(kept) else kept
    return kept[:1].upper() + kept[1:]


def bare(text: str) -> str:
    """Return the text as typed without Vietnamese diacritics; as long as the text when that is composed (NFC)."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _found(text: str) -> Iterator[Mark]:
    for sort, pattern in (*_patterns(), *(_bare_patterns() if bare(text) == text else ())):
        for match in pattern.finditer(text):
            yield Mark(start=match.start(), end=match.end(), sort=sort)


@cache
def _bare_patterns() -> tuple[tuple[Sort, re.Pattern[str]], ...]:
    """Return what is looked for only where a whole text is typed without diacritics."""
    named = rf"\b(?:{'|'.join(map(bare, TITLES))})\s+(?:{'|'.join(CALLED_BARE)})\b"
    return ((Sort.PERSON, re.compile(named, re.IGNORECASE)),)


def _known(text: str, known: Sequence[str]) -> Iterator[Mark]:
    plain = bare(text).lower()
    if len(plain) != len(text):  # a text that is not composed; the patterns see it all the same
        return
    for name in known:
        wanted = bare(unicodedata.normalize("NFC", name)).lower().strip()
        for match in re.finditer(rf"\b{re.escape(wanted)}\b", plain) if wanted else ():
            yield Mark(start=match.start(), end=match.end(), sort=Sort.BRANCH)


def _proper(text: str) -> Iterator[Mark]:
    """Yield capitalised words inside a sentence: a name of somebody or something. A text in capitals has none."""
    if _shouted(text):
        return
    for match in re.finditer(rf"(?<=[\w,;)\"'] )(?<!tiếng ){_word()}(?:\s+{_word()})*", text):
        yield Mark(start=match.start(), end=match.end(), sort=Sort.NAME)


def _shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > SHOUTED and sum(letter.isupper() for letter in letters) > len(letters) / 2
