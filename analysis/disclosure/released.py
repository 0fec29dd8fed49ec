"""The only figures that may leave: what reports and pages accept. Made by this package alone.

Field names and meanings follow ``released-cube.schema.json`` (version 1; later versions only add fields). ``percent``
is 0-100 and whole; ``count`` is a multiple of the rounding base. A figure that is not released is None and carries a
mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from analysis.disclosure.findings import (
    ReleasedBound,
    ReleasedCourse,
    ReleasedLetter,
    ReleasedMiddle,
    ReleasedReliability,
    ReleasedResponse,
    ReleasedSignal,
    ReleasedSplit,
    ReleasedTest,
)

Text: TypeAlias = Mapping[str, str]

TOTAL = "total"
"""Level (and banner column) of the whole organisation."""

MARKS: Mapping[str, str] = {
    "c": "withheld",
    "u": "small base",
    "x": "not asked",
    "z": "not applicable",
    "b": "break",
    "k": "rounds to zero",
    "w": "none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedOption:
    """A row of a table. ``side`` as in the codebook."""

    code: int
    label: Text
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedRange:
    """What a number may be and what it counts: fields as in ``Range`` of the codebook."""

    low: float
    high: float
    unit: Text | None = None
    origin: str | None = None
    grain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedStub:
    """What a table is about.

    ``parent`` is the text of the battery, multi or index it belongs to; ``short`` a few words for titles and rows.
    """

    column: str
    item: str
    text: Text
    kind: str
    options: tuple[ReleasedOption, ...]
    parent: Text | None = None
    sensitive: bool = False
    headline: bool = False
    short: Text | None = None
    range: ReleasedRange | None = None
    at_most: int | None = None
    """Of a multiple response: how many options may be ticked; None for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLevel:
    """A column of a table: the organisation, a reporting group (or two merged), a trait level."""

    level: str
    label: Text
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCell:
    """One share. ``option`` is the code, or the side of merged options, or ``rest``.

    Sides stand on the rungs ``three`` and ``two``, ``rest`` on ``largest``; on ``band`` there is one cell, of the
    favourable side, of the largest option or of the ticked one. ``count`` is rounded to base 3; ``low``, ``high`` and
    the errors are points, target population unless named. ``band`` is ``lt10``, ``10-33``, ``34-66``, ``67-90``,
    ``gt90`` or ``lt50``, ``ge50`` when only a band may be told.
    """

    level: str
    option: int | str
    count: int | None = None
    percent: int | None = None
    low: int | None = None
    high: int | None = None
    se: float | None = None
    se_process: float | None = None
    band: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedBase:
    """Unweighted numbers of people, rounded to base 3; None where the level is withheld."""

    level: str
    asked: int | None
    answered: int | None
    dont_know: int | None
    refused: int | None
    skipped: int | None
    mark: str | None = None
    df: int | None = None
    """Degrees of freedom of the errors of this level, from the numbers displayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedMeasure:
    """A figure of a level, named by ``measure``.

    ``net`` (whole points, -100..100), ``favourable``, ``unfavourable`` and ``share`` (whole percent), ``index`` (0-100,
    to 0.5), ``mean`` and ``median`` (two figures). ``band`` is the quarter of the range (``q1`` lowest to ``q4``) that
    the median lies in, when only a band may be told.
    """

    level: str
    measure: str
    value: float | None
    se: float | None = None
    se_process: float | None = None
    low: float | None = None
    high: float | None = None
    target: str = "population"
    mark: str | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedClasses:
    """What the figures of a number are made of: classes of values, lowest first, and how many are in each.

    ``edges`` is where each class begins, ``top`` where the last one ends (None: nowhere), ``points`` the value that
    stands for it. ``counts`` are rounded to base 3, by level, of the levels that are told by their value; so are all
    sums from the lowest class up.
    """

    edges: tuple[float, ...]
    top: float | None
    points: tuple[float, ...]
    counts: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedChange:
    """Difference of a measure from an earlier released wave, decided at release and frozen.

    ``mark`` is ``solid``, ``hollow`` or None (no change can be told); ``process`` says whether the difference would
    also pass for what produced the opinions. Both are judged within the family of all items of the organisation.
    """

    level: str
    measure: str
    since: str
    value: float
    mark: str | None
    process: bool = False
    family: int | None = None
    """How many changes it was judged together with; None where it was judged alone."""
    alone: str | None = None
    """The mark that it would have had alone, where the family took it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedContinued:
    """Why a trend goes on over a changed question: since which wave, the reason, the changed question's own digest."""

    since: str
    why: Text
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTable:
    """One stub by one banner. ``rung`` names per level how far the ladder had to be climbed down."""

    id: str
    stub: ReleasedStub
    banner: str
    levels: tuple[ReleasedLevel, ...]
    rung: Mapping[str, str]
    cells: tuple[ReleasedCell, ...]
    bases: tuple[ReleasedBase, ...]
    measures: tuple[ReleasedMeasure, ...] = ()
    changes: tuple[ReleasedChange, ...] = ()
    chart: str = "diverging"
    digest: str = ""
    """Of the stub's wording, options and scale: waves with the same digest are comparable."""
    continues: ReleasedContinued | None = None
    """Set when the digest is the one of an earlier wording."""
    tests: tuple[ReleasedTest, ...] = ()
    letters: tuple[ReleasedLetter, ...] = ()
    bounds: tuple[ReleasedBound, ...] = ()
    middles: tuple[ReleasedMiddle, ...] = ()
    course: ReleasedCourse | None = None
    signal: ReleasedSignal | None = None
    split: ReleasedSplit | None = None
    reliability: ReleasedReliability | None = None
    classes: ReleasedClasses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedPopulation:
    """Roll, answers, response in whole percent, notes as codes."""

    N: int
    n: int
    response: int
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTexts:
    """How many texts an item received, rounded to base 3. The texts themselves are never part of a cube."""

    item: str
    text: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCube:
    """Everything one wave tells, frozen and hashed."""

    wave: str
    questionnaire: str
    title: Text
    provenance: str
    opened: str
    closed: str
    manifest: str
    previous: str | None
    code: str
    population: ReleasedPopulation
    tables: tuple[ReleasedTable, ...]
    texts: tuple[ReleasedTexts, ...] = ()
    response: tuple[ReleasedResponse, ...] = ()
    marks: Mapping[str, str] = field(default_factory=lambda: dict(MARKS))
    rules: Mapping[str, int] = field(default_factory=dict)
    audit: Mapping[str, float] = field(default_factory=dict)
    hash: str = ""
    released_cube: int = 1
    participation: str | None = None
    """``open``: anybody could answer, as often as they liked. No roll (N is nought), no random sample, no error."""
    head: str | None = None
    """Hash of the last link of the wave's own chain, where something was added to the manifest; else the manifest."""

    def table(self, stub: str, banner: str = TOTAL) -> ReleasedTable:
        """Return the table of a stub column by a banner; KeyError when it was not planned."""
        for table in self.tables:
            if table.stub.column == stub and table.banner == banner:
                return table
        raise KeyError((stub, banner))
