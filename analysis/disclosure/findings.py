"""What is inferred from released figures, as a cube states it: tests, letters, bounds, courses, splits.

All of them are functions of figures that stand in released cubes and of headcounts that the manifest makes public; only
``ReleasedReliability`` comes from counts, and is a class that no single respondent decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "ReleasedAbove",
    "ReleasedBound",
    "ReleasedCourse",
    "ReleasedLetter",
    "ReleasedMiddle",
    "ReleasedReliability",
    "ReleasedResponse",
    "ReleasedSignal",
    "ReleasedSplit",
    "ReleasedTest",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTest:
    """Whether the levels of a banner differ in what they answered, beyond chance.

    ``test`` is ``rao_scott_f`` (options) or ``heterogeneity_q`` (an index or a number). ``outcome`` is the class of p,
    written as ``class``: ``ns``, ``.05``, ``.01``, ``.001``; None when ``refused`` says why there is no test:
    ``levels`` (fewer than two levels are large enough), ``sparse`` (too few answers in some cells), ``same`` (all
    answered alike). ``merged`` is whether options were taken together by side first.
    """

    test: str
    target: str = "process"
    df: tuple[float, ...] = ()
    outcome: str | None = None
    levels: tuple[str, ...] = ()
    merged: bool = False
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedAbove:
    """One option (or side, or measure) and the letters of the levels that are lower in it, beyond chance."""

    option: int | str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLetter:
    """The letter of a level, and in what it is higher than which others (Holm over the pairs of an option)."""

    level: str
    letter: str
    above: tuple[ReleasedAbove, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedBound:
    """Least and greatest percent of a level if all who did not answer had answered alike; no assumption is made."""

    level: str
    option: int | str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedMiddle:
    """The option that the middle answer of a level lies in, and the interpolated median (1 is the first option)."""

    level: str
    option: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCourse:
    """The levels of a measure over the comparable waves up to this one: Q = line + departure.

    ``verdict`` is ``constant``, ``linear`` or ``changed``; ``slope`` is points a year with its error; ``outcome``
    (written as ``class``) is the class of p of the whole. ``refused`` is ``waves`` when there are fewer than ``need``.
    """

    measure: str
    waves: int
    since: str
    verdict: str | None = None
    slope: float | None = None
    se: float | None = None
    outcome: str | None = None
    refused: str | None = None
    need: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedSignal:
    """What the waves before led to expect of this one, in the unit of the measure, against what came.

    ``called`` is ``expected``, ``above`` or ``below``; ``source`` is ``model`` or ``same as last time``, whichever did
    better before. ``waves`` counts the waves before this one.
    """

    measure: str
    waves: int
    came: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    called: str | None = None
    source: str | None = None
    indicative: bool = False
    refused: str | None = None
    need: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedSplit:
    """The change of a measure split in two: opinions within groups, and the make-up of the roll by group.

    ``refused`` is ``groups`` (not all groups are told in both waves, or they are others) or ``rolls`` (those of the
    earlier wave are not known).
    """

    measure: str
    since: str
    total: float | None = None
    opinion: float | None = None
    composition: float | None = None
    se: float | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedReliability:
    """How well the items of an index go together: a class of Cronbach's alpha.

    ``outcome`` (written as ``class``) is ``lt.6``, ``.6``, ``.7``, ``.8`` or ``ge.9``, the lower end of a tenth.
    ``upto`` is the next class where one respondent might decide between the two: both are then told as one.
    """

    items: int
    outcome: str
    upto: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedResponse:
    """How many of the roll of a level answered; of groups from the count that is displayed. None where withheld."""

    level: str
    label: Mapping[str, str]
    roll: int
    answered: int | None
    percent: int | None
    mark: str | None = None
