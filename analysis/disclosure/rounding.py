"""Controlled rounding: every figure a neighbouring multiple of the base, and everything still adds up.

The organisation's row of one column and the levels of all its banners are rounded in one solve, so that no figure can
be computed back from two that were rounded apart.

References
----------
Cox, L. H. (1987), A constructive procedure for unbiased controlled rounding, JASA 82, section 2.
Salazar-González, J.-J. (2006), Controlled rounding and cell perturbation, Mathematical Programming 105, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError

Row: TypeAlias = npt.NDArray[np.int64]
Wish: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.float64]

NODES = 5_000
"""Search nodes after which the solver gives its best rounding so far; a count, not a time, so it can be repeated."""
MARGIN_COST = 4.0
"""Sums are kept nearer to the truth than the figures inside: they stand on every table."""
LEAN_COST = 100.0
"""Cost of rounding to the wrong side of a threshold: paid only where nothing else adds up."""
FAR = 0.25
"""How often, by chance, the farther multiple is the one that is wished for."""


class NotPartitionError(AnalysisError):
    """The levels of a banner do not add up to the organisation."""

    code = "not-a-partition"
    template = (
        "banner {banner}: its levels do not add up to the total. Count everybody in one level; "
        "those who named none are the level 'unstated'."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """Rounded counts.

    Parameters
    ----------
    total : int64 array, shape (S,).
    banners : per banner an int64 array, shape (levels, S); None where no rounding was found that adds up (the banner is
        then withheld).
    """

    total: Row
    banners: tuple[npt.NDArray[np.int64] | None, ...]


def round_together(
    total: Row,
    banners: Sequence[npt.NDArray[np.int64]],
    *,
    margins: Sequence[tuple[int, ...]] = (),
    base: int = 3,
    leans: Mapping[tuple[int, ...], Wish] | None = None,
    pins: Mapping[tuple[int, ...], Row] | None = None,
    chance: np.random.Generator | None = None,
) -> Rounded:
    """Return the organisation's row and the levels of its banners rounded to multiples of ``base``.

    Parameters
    ----------
    total : int64 array, shape (S,), unweighted people per state.
    banners : int64 arrays, shape (levels, S), each adding up to ``total``.
    margins : sets of states whose sums are published too: the answered, the asked, the sides. Their sums are kept to
        the neighbouring multiples as well.
    leans : per set of states which way each row (the organisation, then the levels of all banners) should be rounded:
        1 up, -1 down, 0 either. A wish, not a rule.
    pins : per set of states the multiple that each row was given elsewhere, -1 where none was. A rule.
    chance : wishes for the farther multiple now and then. Without it whoever knows that the nearest rounding was taken
        could rule out others that add up just as well.

    Notes
    -----
    Each value moves by less than ``base``, multiples stay, states add up to their sums and levels to the total; among
    such roundings the one nearest to the truth, or to what chance wishes. When no joint rounding is found one banner is
    dropped (traits before groups), then two; the organisation alone can always be rounded.

    Raises
    ------
    NotPartitionError
        When a banner does not add up to the total.
    """
    for at, levels in enumerate(banners):
        if not np.array_equal(levels.sum(axis=0), total):
            raise NotPartitionError(banner=at)
    starts = np.cumsum([1, *(len(levels) for levels in banners)]).tolist()
    for kept in _most_first(len(banners)):
        rows = [0, *(row for at in kept for row in range(starts[at], starts[at + 1]))]
        ways = {states: row[rows] for states, row in (leans or {}).items()}
        fixed = {states: row[rows] for states, row in (pins or {}).items()}
        solved = _solve(total, [banners[at] for at in kept], _distinct(margins), base, ways, fixed, chance)
        if solved is not None:
            made = dict(zip(kept, solved.banners, strict=True))
            return Rounded(total=solved.total, banners=tuple(made.get(at) for at in range(len(banners))))
    alone = _solve(total, (), _distinct(margins), base, {}, {}, chance)
    rounded = nearest(total, base) if alone is None else alone.total
    return Rounded(total=rounded, banners=tuple(None for _ in banners))


def count_variance(base: int = 3) -> float:
    """Return the variance that rounding adds to a count: that of unbiased rounding to one of the two neighbours.

    (base^2 - 1) / 6 for remainders that are equally frequent, 1.33 for base 3. Joint roundings with chance came to 1.2
    in simulations, those to the nearest to 1.1; the 1/12 of the squared unit that holds for a value rounded by itself,
    0.75, would be too small.
    """
    return (base**2 - 1) / 6


def _most_first(number: int) -> Iterator[tuple[int, ...]]:
    """Yield which banners to keep: all, all but one (the last first), all but two, none."""
    for dropped in range(number + 1):
        for left_out in combinations(reversed(range(number)), dropped):
            yield tuple(at for at in range(number) if at not in left_out)


def nearest(values: Row, base: int = 3) -> Row:
    """Return each value rounded to its nearest multiple, halves down; sums are not kept."""
    rest = values % base
    return np.asarray(values - rest + np.where(2 * rest > base, base, 0), dtype=np.int64)


def _distinct(margins: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(dict.fromkeys(tuple(sorted(margin)) for margin in margins if len(margin) > 1))


def _solve(
    total: Row,
    banners: Sequence[npt.NDArray[np.int64]],
    margins: tuple[tuple[int, ...], ...],
    base: int,
    leans: Mapping[tuple[int, ...], Wish],
    pins: Mapping[tuple[int, ...], Row],
    chance: np.random.Generator | None,
) -> Rounded | None:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- slow to import, used at release only
    from scipy.sparse import csr_array  # noqa: PLC0415 -- as above

    states = len(total)
    rows = np.concatenate([total[None, :], *banners]).astype(np.int64)
    sums = np.stack([rows[:, list(margin)].sum(axis=1) for margin in margins], axis=1) if margins else rows[:, :0]
    true = np.concatenate([rows, sums], axis=1)
    width = true.shape[1]
    rest = true % base
    floor = (true - rest) // base
    cost = np.where(rest > 0, base - 2.0 * rest, 0.0)
    cost[:, states:] *= MARGIN_COST
    if chance is not None:
        cost[chance.random(cost.shape) < FAR] *= -1
    place = {(state,): state for state in range(states)} | {m: states + at for at, m in enumerate(margins)}
    for wanted, way in leans.items():
        cost[:, place[wanted]] -= LEAN_COST * way
    low, high = np.zeros(true.shape), (rest > 0).astype(np.float64)
    for pinned, value in pins.items():
        at_column = place[pinned]
        up = np.clip((value - floor[:, at_column] * base) // base, 0, high[:, at_column])
        low[:, at_column] = np.where(value >= 0, up, low[:, at_column])
        high[:, at_column] = np.where(value >= 0, up, high[:, at_column])
    at, column, entry, right = _equations(floor, [len(levels) for levels in banners], states, margins)
    if not right:
        return Rounded(total=nearest(total, base), banners=tuple(nearest(levels, base) for levels in banners))
    matrix = csr_array((entry, (at, column)), shape=(len(right), true.size))
    found = milp(
        cost.reshape(-1),
        integrality=np.ones(true.size, dtype=np.int64),
        bounds=Bounds(low.reshape(-1), high.reshape(-1)),
        constraints=LinearConstraint(matrix, right, right),
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    ups = np.rint(found.x).astype(np.int64).reshape(len(rows), width)
    if np.any(matrix @ ups.reshape(-1) != np.asarray(right)):
        return None
    rounded = (floor + ups)[:, :states] * base
    cuts = np.cumsum([1, *(len(levels) for levels in banners)])
    return Rounded(
        total=rounded[0],
        banners=tuple(rounded[start:stop] for start, stop in pairwise(cuts)),
    )


def _equations(
    floor: npt.NDArray[np.int64], heights: Sequence[int], states: int, margins: tuple[tuple[int, ...], ...]
) -> tuple[list[int], list[int], list[float], list[int]]:
    """Return equation, variable, coefficient of every entry, and the right-hand sides, in units of the base."""
    width = floor.shape[1]
    at: list[int] = []
    column: list[int] = []
    entry: list[float] = []
    right: list[int] = []

    def add(parts: Sequence[tuple[int, int]], whole: tuple[int, int]) -> None:
        here = len(right)
        for row, state in parts:
            at.append(here)
            column.append(row * width + state)
            entry.append(1.0)
        at.append(here)
        column.append(whole[0] * width + whole[1])
        entry.append(-1.0)
        right.append(int(floor[whole]) - sum(int(floor[part]) for part in parts))

    for row in range(len(floor)):
        for number, margin in enumerate(margins):
            add([(row, state) for state in margin], (row, states + number))
    start = 1
    for height in heights:
        for state in range(states):
            add([(start + level, state) for level in range(height)], (0, state))
        start += height
    return at, column, entry, right
