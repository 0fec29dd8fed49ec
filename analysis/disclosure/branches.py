"""What an outsider can derive of single branches from their bands beside the counts of their groups.

Unknown are the favourable answers and the others of every branch, pooled over the waves of a year. Known are the band
of a branch, the rules that it passed to be told, the rolls, and the displayed counts of reporting groups and of the
organisation, each off by less than the rounding base in every wave; of groups told in bands, which part is larger.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.disclosure.released import ReleasedTable
from analysis.disclosure.yearly import BRANCH, BranchBands

Counts64 = npt.NDArray[np.int64]
ASIDE = 2
"""Width below which a number of people is told too closely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSum:
    """What is displayed of some branches together: by position, the least and the most of each of the two parts.

    ``lead``, of a group that is told in bands in some wave, is by how much the favourable are more than the others.
    """

    members: tuple[int, ...]
    favourable: tuple[int, int]
    others: tuple[int, int]
    lead: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfBranches:
    """The branches of a year as an outsider sees them.

    Parameters
    ----------
    bands : ``lt50``, ``ge50`` or None per branch.
    rolls : int64 array, shape (branches,), people on the roll summed over the waves.
    least : answers that a branch must have had, over all waves, to be told.
    apart : answers that each part must have had.
    base : of the rounding that a band is made from.
    """

    bands: tuple[str | None, ...]
    rolls: Counts64
    least: int
    apart: int
    base: int
    sums: tuple[KnownSum, ...]


def intervals(year: YearOfBranches) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return per branch the least and most of its favourable answers, then of the others; exact in integers.

    Where the program finds nothing or does not end, the interval is empty (a point), so that it counts as too narrow.
    """
    rows, lows, highs = _system(year)
    found = []
    for branch in range(len(year.bands)):
        parts = [_range(2 * branch + part, rows, lows, highs, year) for part in (0, 1)]
        found.append((parts[0], parts[1]))
    return tuple(found)


def too_close(year: YearOfBranches) -> tuple[int, ...]:
    """Return the branches of which a part can be told more closely than two people apart."""
    return tuple(at for at, parts in enumerate(intervals(year)) if any(high - low < ASIDE for low, high in parts))


def branch_table(model: ReleasedTable, bands: BranchBands) -> ReleasedTable:
    """Return the table of single branches of a question that a release tells already; bands and marks, nothing else."""
    return ReleasedTable(
        id=f"{model.stub.column}/{BRANCH}",
        stub=model.stub,
        banner=BRANCH,
        levels=bands.levels,
        rung=bands.rung,
        cells=bands.cells,
        bases=(),
        chart=model.chart,
        digest=model.digest,
    )


def _system(year: YearOfBranches) -> tuple[npt.NDArray[np.float64], list[float], list[float]]:
    """Return the rows of the program with their bounds; columns are favourable and others, branch by branch."""
    count = 2 * len(year.bands)
    rows, lows, highs = list[npt.NDArray[np.float64]](), list[float](), list[float]()

    def add(weights: dict[int, float], low: float, high: float) -> None:
        row = np.zeros(count)
        for at, weight in weights.items():
            row[at] = weight
        rows.append(row)
        lows.append(low)
        highs.append(high)

    slack = 2 * (year.base - 1)
    for branch, band in enumerate(year.bands):
        favourable, others = 2 * branch, 2 * branch + 1
        add({favourable: 1, others: 1}, year.least if band else 0, float(year.rolls[branch]))
        if band:
            ends = (-slack, np.inf) if band == "ge50" else (-np.inf, slack)
            add({favourable: 1, others: -1}, *ends)
    for known in year.sums:
        add({2 * branch: 1.0 for branch in known.members}, *known.favourable)
        add({2 * branch + 1: 1.0 for branch in known.members}, *known.others)
        if known.lead is not None:
            add({2 * at + part: 1.0 - 2 * part for at in known.members for part in (0, 1)}, *known.lead)
    return np.array(rows), lows, highs


def _range(
    at: int, rows: npt.NDArray[np.float64], lows: list[float], highs: list[float], year: YearOfBranches
) -> tuple[int, int]:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- scipy is slow to load

    floor = np.repeat([year.apart if band else 0 for band in year.bands], 2)
    ends = []
    for sign in (1.0, -1.0):
        wanted = np.zeros(rows.shape[1])
        wanted[at] = sign
        solved = milp(
            wanted,
            constraints=LinearConstraint(rows, lows, highs),
            bounds=Bounds(floor, np.repeat(year.rolls, 2)),
            integrality=np.ones(rows.shape[1], dtype=np.int64),
        )
        if solved.x is None or not solved.success:
            return (0, 0)
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]
