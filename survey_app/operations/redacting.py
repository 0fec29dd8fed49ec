"""The redaction assistant: what in a text might tell who wrote it, or whom it speaks of. It marks and promises nothing.

Rules of its own for Vietnamese and English, with and without diacritics; no model and no network. It errs towards
marking: whoever reads the text decides. What it cannot see is said in its name for the rest, ``detail``: a story that
only one person can tell has no pattern.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_app.language import N_, translate
from survey_app.operations.redaction_rules import Sort, bare, proper, public, rules, rules_bare
from survey_app.operations.redaction_words import ENGLISH, VIETNAMESE

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
WHOLE = frozenset({Sort.BRANCH, Sort.POSITION, Sort.DATE})
HARMLESS = frozenset({Sort.NUMBER, Sort.PERSON, Sort.NAME})
"""Sorts of marks that are dropped where they hold nothing but what everybody knows."""
SHOUTED = 8
"""Letters from which on a text in capitals is taken for shouting, not for an abbreviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A passage, by its first and last-but-one position in the text, and what it might be."""

    start: int
    end: int
    sort: Sort


def marks_of(text: str, known: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Return the passages of a text that somebody should look at, in order; those that overlap are one passage.

    Parameters
    ----------
    known : names that the organisation itself uses, such as those of branches; found with and without diacritics.
    """
    found: list[Mark] = []
    order = list(Sort)
    known_to_all = [match.span() for match in public().finditer(text)]
    for mark in sorted((*_found(text), *_known(text, known), *_proper(text)), key=lambda one: order.index(one.sort)):
        if _is_public(text, mark, known_to_all):
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


def _found(text: str) -> Iterator[Mark]:
    for sort, pattern in (*rules(), *(rules_bare() if bare(text) == text and not _english(text) else ())):
        for match in pattern.finditer(text):
            yield Mark(start=match.start(), end=match.end(), sort=sort)


def _english(text: str) -> bool:
    """Return whether more small words of English than of Vietnamese stand in a text without diacritics."""
    words = re.findall(r"[a-z']+", text.lower())
    return sum(one in ENGLISH for one in words) > sum(one in VIETNAMESE for one in words)


def _is_public(text: str, mark: Mark, known: Sequence[tuple[int, int]]) -> bool:
    """Return whether a mark holds only what everybody knows; of a unit or a position, one such thing alone."""
    if mark.sort in WHOLE:
        return any(start <= mark.start and mark.end <= end for start, end in known)
    inside = {at for start, end in known for at in range(start, end)}
    return mark.sort in HARMLESS and not any(
        text[at].isalnum() and at not in inside for at in range(mark.start, mark.end)
    )


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
    for match in proper().finditer(text):
        yield Mark(start=match.start(), end=match.end(), sort=Sort.NAME)


def _shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > SHOUTED and sum(letter.isupper() for letter in letters) > len(letters) / 2
