"""Columns and their response options: what the numbers in a response mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from analysis.errors import AmbiguousLabelError


class Missing(IntEnum):
    """Why a response holds no option. Negative in arrays, so an option position can never be mistaken for it."""

    DONT_KNOW = -1
    REFUSED = -2
    SKIPPED = -3
    NOT_ASKED = -4


class Kind(StrEnum):
    """How a column may be counted and displayed."""

    ORDINAL = "ordinal"
    NOMINAL = "nominal"
    MULTI = "multi"
    """One option of a multiple-response item: position 0 not ticked, position 1 ticked."""
    NUMBER = "number"
    INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A response option: its code on paper and in sheets, its label, and which way it leans."""

    code: int
    label: Mapping[str, str]
    side: str | None = None
    """``favourable``, ``unfavourable``, ``neutral`` or None for options that do not lean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What a number may be, and what it counts.

    Parameters
    ----------
    low, high : the smallest and the largest number.
    unit : in which it is told.
    origin, grain : of a date: the day (``2021-03-05``) that 0 stands for, and whether the number counts days, months or
        years (``day``, ``month``, ``year``) from there.
    whole : whether only whole numbers are answers; of a date always.
    """

    low: float
    high: float
    unit: Mapping[str, str] | None = None
    origin: str | None = None
    grain: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One variable. A battery part, a multi option, an index are their own columns (``item.part``, ``item.code``)."""

    name: str
    kind: Kind
    label: Mapping[str, str]
    item: str
    """The item it belongs to; columns of one item are counted in pairs."""
    options: tuple[Option, ...] = ()
    """Empty for numbers and indices, which carry scores."""
    sensitive: bool = False
    trait: bool = False
    members: tuple[str, ...] = ()
    """For an index: the columns it is the mean of."""
    reversed: frozenset[str] = frozenset()
    headline: bool = False
    short: Mapping[str, str] | None = None
    """A few words that name it in titles and rows, where the label is a whole question."""
    range: Range | None = None
    """Of a number, where it is known; without it no band can be told."""
    at_most: int | None = None
    """Of an option of a multiple response: how many of them may be ticked; None for all."""

    def positions(self, side: str) -> tuple[int, ...]:
        """Return the positions of the options that lean to ``side``."""
        return tuple(at for at, option in enumerate(self.options) if option.side == side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The columns of a file or a wave, in order."""

    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def check_labels(labels: Iterable[str], what: str) -> None:
    """Return nothing when no two labels could be taken for one.

    Labels that differ only by case, blanks or the way accents are written are refused: "An ninh" and "an  ninh " are
    one label to a reader; counted apart they would be two categories.

    Parameters
    ----------
    labels : of one list; empty ones are not looked at.
    what : whose they are, for the message.

    Raises
    ------
    AmbiguousLabelError
        With the places of the two, counted from 1; the labels themselves may hold names.

    References
    ----------
    Unicode Standard Annex 15. R: ``anyDuplicated(tolower(trimws(stringi::stri_trans_nfc(x))))``.

    Examples
    --------
    >>> check_labels(["An ninh", "Kinh tế"], "branches")
    """
    _check_labels(tuple(labels), what)


@lru_cache(maxsize=4096)
def _check_labels(labels: tuple[str, ...], what: str) -> None:
    seen: dict[str, int] = {}
    for place, label in enumerate(labels, 1):
        plain = " ".join(unicodedata.normalize("NFC", label).casefold().split())
        if plain and seen.setdefault(plain, place) != place:
            raise AmbiguousLabelError(what=what, first=seen[plain], second=place)
