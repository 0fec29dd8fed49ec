"""What an outsider can derive of single branches from their bands beside everything told of their groups.

Unknown are the people of every branch in every wave of a year by what they answered, those who gave no answer too.
Known are the band of a branch, which is pooled over the year, the rules that it passed to be told, the rolls, and all
that the releases say of the organisation and of reporting groups: their counts, bases, rules and bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.disclosure.released import ReleasedTable
from analysis.disclosure.system import Line
from analysis.disclosure.yearly import BRANCH, BranchBands

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Counts64: TypeAlias = npt.NDArray[np.int64]
Row: TypeAlias = npt.NDArray[np.float64]
ASIDE = 2
"""Width below which a number of people is told too closely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSum:
    """What is told of some branches together in one wave: the least and most of a weighted sum of their people.

    Parameters
    ----------
    members : by position.
    weights : one per answer.
    wave : by position.
    """

    members: tuple[int, ...]
    weights: tuple[int, ...]
    low: float
    high: float
    wave: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfBranches:
    """The branches of a year as an outsider sees them.

    Parameters
    ----------
    bands : ``lt50``, ``ge50`` or None per branch.
    rolls : int64 array, shape (waves, branches), people on the roll.
    states : what one person can have answered: the options, then what is no answer.
    favourable, others : the options of the two parts, by position.
    least : answers that a branch must have had in every wave to be told.
    apart : answers that each part must have had over all waves.
    base : of the rounding that a band is made from.
    """

    bands: tuple[str | None, ...]
    rolls: Counts64
    states: int
    favourable: tuple[int, ...]
    others: tuple[int, ...]
    least: int
    apart: int
    base: int
    sums: tuple[KnownSum, ...]


def known_sums(line: Line, members: Sequence[int], wave: int) -> tuple[KnownSum, ...]:
    """Return what a release says of a group or of the organisation, of the branches that it is made of."""
    states = len(line.low)
    rows = [
        (tuple(int(at == state) for at in range(states)), line.low[state], line.high[state]) for state in range(states)
    ]
    rows += [(tuple(one.weights.tolist()), one.low, one.high) for one in line.sums]
    rows.append(((1,) * states, *line.people))
    return tuple(
        KnownSum(members=tuple(members), weights=weights, low=float(low), high=float(high), wave=wave)
        for weights, low, high in rows
    )


def intervals(year: YearOfBranches) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return per branch the least and most of its favourable answers, then of the others; exact in integers.

    Where the program finds nothing or does not end, the interval is empty (a point), so that it counts as too narrow.
    """
    program = _program(year)
    found = []
    for branch in range(len(year.bands)):
        parts = [_range(_pooled(year, branch, part), program, year) for part in (year.favourable, year.others)]
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


def _pooled(year: YearOfBranches, branch: int, part: Sequence[int]) -> Row:
    """Return the weights of some answers of a branch, over all waves."""
    row = np.zeros((*year.rolls.shape, year.states))
    row[:, branch, list(part)] = 1
    return row.ravel()


def _program(year: YearOfBranches) -> LinearConstraint:
    """Return the rows with their bounds; columns are people by wave, branch and answer."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415 -- scipy is slow to load
    from scipy.sparse import csr_array  # noqa: PLC0415 -- as above

    rows, lows, highs = list[Row](), list[float](), list[float]()

    def add(row: Row, low: float, high: float) -> None:
        rows.append(row.ravel())
        lows.append(low)
        highs.append(high)

    for (wave, branch), roll in np.ndenumerate(year.rolls):
        everybody, answered = (np.zeros((*year.rolls.shape, year.states)) for _ in range(2))
        everybody[wave, branch] = 1
        answered[wave, branch, [*year.favourable, *year.others]] = 1
        add(everybody, 0, float(roll))
        add(answered, year.least if year.bands[branch] else 0, np.inf)
    slack = 2 * (year.base - 1)
    for branch, band in enumerate(year.bands):
        if band:
            favourable, others = (_pooled(year, branch, part) for part in (year.favourable, year.others))
            add(favourable - others, *((-slack, np.inf) if band == "ge50" else (-np.inf, slack)))
            add(favourable, year.apart, np.inf)
            add(others, year.apart, np.inf)
    for known in year.sums:
        told = np.zeros((*year.rolls.shape, year.states))
        told[known.wave, list(known.members)] = known.weights
        add(told, known.low, known.high)
    return LinearConstraint(csr_array(np.array(rows)), lows, highs)


def _range(wanted: Row, program: LinearConstraint, year: YearOfBranches) -> tuple[int, int]:
    from scipy.optimize import Bounds, milp  # noqa: PLC0415 -- as above

    ends = []
    for sign in (1.0, -1.0):
        solved = milp(
            sign * wanted,
            constraints=program,
            bounds=Bounds(0, np.repeat(year.rolls.ravel(), year.states)),
            integrality=np.ones(len(wanted), dtype=np.int64),
        )
        if solved.x is None or not solved.success:
            return (0, 0)
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]
