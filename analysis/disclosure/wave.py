"""What all tables of a wave share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column
from analysis.counting import Counts
from analysis.design import Design
from analysis.disclosure.collapse import groups_of, united_design, units_of
from analysis.disclosure.composite import Shown
from analysis.disclosure.findings import ReleasedReliability
from analysis.disclosure.protect import Memory
from analysis.disclosure.released import ReleasedContinued, ReleasedCube, Text
from analysis.disclosure.rounding import Rounded
from analysis.disclosure.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Wave:
    """What all tables of a wave share."""

    counts: Counts
    design: Design
    rules: Rules
    rolls: Mapping[str, Mapping[str, int]]
    digests: Mapping[str, str]
    parents: Mapping[str, Text]
    previous: ReleasedCube | None
    continued: Mapping[str, ReleasedContinued] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    shown: Shown = field(default_factory=Shown)
    rounded: dict[str, Rounded] = field(default_factory=dict)
    """Rounded counts by column, where they were decided before its tables."""
    standing: Mapping[tuple[str, str, str, int], int] = field(default_factory=dict)
    """Counts that earlier releases of this wave show, by column, banner, level and position."""
    before: Mapping[tuple[str, str, str, int], int] = field(default_factory=dict)
    """Counts that the wave before shows, where one or two people more or fewer answered then."""
    barred: frozenset[tuple[str, str]] = frozenset()
    """Banner and level of people who are nearly the same as those of another level that is shown."""
    withheld: frozenset[tuple[str, str]] = frozenset()
    """Column and banner of tables whose levels did not pass the audit."""
    reliability: Mapping[str, ReleasedReliability] = field(default_factory=dict)
    """Classes of alpha as they are told, by index."""

    @property
    def roll(self) -> int:
        """People on the roll of the organisation."""
        return int(np.asarray(self.design.headcounts).sum())

    @property
    def people(self) -> int:
        """People who handed in a ballot."""
        return int(answers_of(self.counts).sum())

    @cached_property
    def seed(self) -> bytes:
        """What chance in rounding starts from: all true cells, so that the same counts give the same release.

        Whoever wanted to know it would have to know every cell of every table, branch by branch.
        """
        found = hashlib.sha256()
        for (column, banner), cells in sorted(self.counts.tables.items()):
            found.update(f"{column}\0{banner}\0{cells.n.shape}\0".encode())
            found.update(np.ascontiguousarray(cells.n, dtype="<i8").tobytes())
        return found.digest()

    def chance(self, what: str) -> np.random.Generator:
        """Return the chance of one column's rounding, the same whenever it is rounded again."""
        return np.random.default_rng(int.from_bytes(hashlib.sha256(self.seed + what.encode()).digest()))

    @cached_property
    def units(self) -> npt.NDArray[np.int64]:
        """Strata that are rounded and weighted together for figures of the organisation; clusters stay as they are."""
        if any(cells.clustered for cells in self.counts.tables.values()):
            return np.arange(len(self.counts.strata))
        return units_of(answers_of(self.counts), groups_of(self.counts))

    @cached_property
    def united(self) -> Design:
        """The design of these units: what errors of the organisation stand on."""
        return united_design(self.design, self.units)

    @property
    def fraction(self) -> float:
        """Answers over roll of the organisation; the published response."""
        return min(self.people / self.roll, 1.0) if self.roll else 0.0

    def digest(self, column: Column) -> str:
        """Return what a trend may be continued by: of the item, or of all members of an index."""
        own = self.digests.get(column.name) or self.digests.get(column.item)
        if own is not None or not column.members:
            return own or ""
        parts = [self.digests.get(name) or self.digests.get(name.partition(".")[0], "") for name in column.members]
        made_of = "\n".join([*column.members, *parts, *sorted(column.reversed)])
        return "sha256:" + hashlib.sha256(made_of.encode()).hexdigest()


def answers_of(counts: Counts) -> npt.NDArray[np.int64]:
    """Return the responses per stratum, shape (G,)."""
    out = np.zeros(len(counts.strata), dtype=np.int64)
    for cells in counts.tables.values():
        np.add.at(out, cells.row_stratum, cells.stratum_n)
        break
    return out
