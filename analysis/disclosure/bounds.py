"""How closely an outsider can tell a number: integer programs over all combinations of levels at once.

The unknowns of a column are people by combination of levels (group, trait, trait) and by what they answered. A line is
a level as published; what is known of it bounds the sum over all combinations in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from analysis.disclosure.crowd import (
    BOUNDLESS,
    NODES,
    Axes,
    Crowd,
    Mask,
    Shifts,
    Whole,
    combinations_of,
    crowd_of,
    within,
)
from analysis.disclosure.system import Unknowns
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint, OptimizeResult

FAR = 2
"""How far from a corner of the linear program whole numbers are looked for."""
NEAR = 0.1
"""How much dearer than the cheapest a point may be where any that is nearly the cheapest will do."""
INFEASIBLE = 2
"""What the solver says where it has shown that there is nothing."""


class ContradictionError(AnalysisError):
    """Released figures that no people can have given."""

    code = "contradicting-figures"
    template = "{column}: no numbers of people fit all that is released of it. Compare the headcounts with the answers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What an outsider can derive of one number of people; ``exact`` when solved, else known to be at least so wide."""

    low: int
    high: int
    exact: bool = True

    @property
    def width(self) -> int:
        """Largest minus smallest possible value."""
        return self.high - self.low


class Cross:
    """One column over all combinations of the levels of some banners: lines, what bounds them, whom they hold.

    Attributes
    ----------
    inside : bool array, shape (L, C), which combinations a line holds.
    line, weights, low, high, middle : one row per bound of a line: shapes (K,), (K, S), (K,), (K,), (K,); ``middle``
        is what is displayed, or the least where nothing is.
    """

    def __init__(self, unknowns: Unknowns, axes: Axes | None = None, crowds: dict[Any, Any] | None = None) -> None:
        self.unknowns = unknowns
        self.axes = unknowns.axes if axes is None else axes
        self.crowds = {} if crowds is None else crowds
        self.combinations = combinations_of(self.axes)
        names = {banner for banner, _ in self.axes}
        self.lines = [at for at, line in enumerate(unknowns.lines) if at == 0 or line.banner in names]
        told = [unknowns.lines[at] for at in self.lines]
        self.inside = np.array([within(self.axes, self.combinations, line.inside) for line in told], dtype=np.bool_)
        states = unknowns.states
        rows: list[tuple[int, Whole, int, int, float]] = []
        for at, line in enumerate(told):
            for state in range(states):
                unit = np.zeros(states, dtype=np.int64)
                unit[state] = 1
                shown = float(line.shown[state]) if line.shown[state] >= 0 else np.nan
                rows.append((at, unit, int(line.low[state]), int(line.high[state]), shown))
            rows += [(at, one.weights, one.low, one.high, np.nan) for one in line.sums]
        self.line = np.array([row[0] for row in rows], dtype=np.int64)
        self.weights = np.array([row[1] for row in rows], dtype=np.int64)
        self.low = np.array([max(row[2], -BOUNDLESS) for row in rows], dtype=np.int64)
        self.high = np.array([min(row[3], BOUNDLESS) for row in rows], dtype=np.int64)
        self.shown = np.array([row[4] for row in rows])

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many combinations and states there are."""
        return len(self.combinations), self.unknowns.states

    def place(self, line: int) -> int:
        """Return where a line of the unknowns stands among the lines here."""
        return self.lines.index(line)

    @cached_property
    def crowd(self) -> Crowd:
        """What bounds the people of every combination."""
        told = [self.unknowns.lines[at] for at in self.lines]
        lines = [(inside, *line.people) for inside, line in zip(self.inside, told, strict=True)]
        return crowd_of(self.axes, self.combinations, self.unknowns.statements, lines, whole=self.unknowns.whole)

    @cached_property
    def people(self) -> Whole | None:
        """One possible number of people per combination: the same for all columns that everybody was asked."""
        crowd = self.crowd
        key = self.axes, crowd.matrix.tobytes(), crowd.low.tobytes(), crowd.high.tobytes()
        if key not in self.crowds:
            self.crowds[key] = crowd.someone()
        found: Whole | None = self.crowds[key]
        return found

    def shifts(self, point: Whole) -> Shifts:
        """Return who may move between combinations at a point, by what bounds the crowd."""
        people = point.sum(axis=1)
        crowd = self.crowd
        key = "shifts", self.axes, crowd.matrix.tobytes(), crowd.low.tobytes(), crowd.high.tobytes(), people.tobytes()
        if key not in self.crowds:
            self.crowds[key] = crowd.shifts(self.combinations, people)
        found: Shifts = self.crowds[key]
        return found

    def values(self, point: Whole) -> Whole:
        """Return the sums that are bounded, shape (K,), at a point of shape (C, S)."""
        lines = self.inside.astype(np.int64) @ point
        return np.asarray((self.weights * lines[self.line]).sum(axis=1), dtype=np.int64)

    def holds(self, point: Whole) -> bool:
        """Return whether everything that is told of the lines fits a point."""
        found = self.values(point)
        return bool(np.all(point >= 0) and np.all(found >= self.low) and np.all(found <= self.high))

    @cached_property
    def _program(self) -> tuple[LinearConstraint, Bounds]:
        """Constraints and bounds. Unknown are people by combination and state, by line and state, and by combination.

        The sums by line, and the people of each combination, are unknowns of their own: a bound on a line then names a
        few of them, not all combinations in it.
        """
        from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415 -- slow to import
        from scipy.sparse import block_array, coo_array, csr_array, eye_array, kron  # noqa: PLC0415 -- as above

        (combinations, states), lines = self.shape, len(self.lines)
        single = np.arange(len(self.line)) - np.searchsorted(self.line, self.line) < states
        sums = ~single & ((self.low > 0) | (self.high < BOUNDLESS) | (self.weights < 0).any(axis=1))
        row, state = np.nonzero(self.weights[sums])
        column = self.line[sums][row] * states + state
        told = coo_array((self.weights[sums][row, state], (row, column)), shape=(int(sums.sum()), lines * states))
        each = self.unknowns.each
        within_each = np.array([one.weights for one in each]).reshape(-1, states)
        lows = [one.low for one in each]
        highs = [one.high if one.high < BOUNDLESS else np.inf for one in each]
        everybody = self.unknowns.everybody[None, :].astype(np.float64)
        blocks: list[list[Any]] = [
            [kron(self.inside.astype(np.float64), eye_array(states)), -eye_array(lines * states), None],
            [kron(eye_array(combinations), everybody), None, -eye_array(combinations)],
            [kron(eye_array(combinations), within_each), None, None],
            [None, told, None],
            [None, None, csr_array(self.crowd.matrix.astype(np.float64))],
        ]
        nothing = np.zeros(lines * states + combinations)
        least, most = (np.tile(np.array(ends, dtype=np.float64), combinations) for ends in (lows, highs))
        low = np.concatenate([nothing, least, self.low[sums], self.crowd.low])
        high = np.concatenate([nothing, most, self.high[sums], self.crowd.high])
        least = np.zeros(combinations * states + len(nothing))
        most = np.full(len(least), np.inf)
        own = slice(combinations * states, combinations * states + lines * states)
        least[own], most[own] = self.low[single], self.high[single]
        return LinearConstraint(csr_array(block_array(blocks)), low, high), Bounds(least, most)

    def solve(self, cost: npt.NDArray[np.float64], *, people: Whole | None = None) -> Whole | None:
        """Return the possible point of least cost, shape (C, S); None when there is none or time is over.

        ``people`` per combination may be known.
        """
        bounds = self._program[1]
        if people is not None:
            least, most = bounds.lb.copy(), bounds.ub.copy()
            least[-len(people) :] = most[-len(people) :] = people
            bounds = type(bounds)(least, most)
        return self._milp(cost, bounds=bounds)[0]

    def near_least(self, cost: npt.NDArray[np.float64], extra: Sequence[LinearConstraint] = ()) -> Whole | None:
        """Return a possible point of nearly the least cost: whole numbers beside those of the linear program.

        None where there are none within two of them; that says nothing.
        """
        corner = self._solved(cost, extra, whole=False)
        if corner.x is None:
            return None
        found = corner.x[: cost.size]
        for far in range(FAR + 1):
            bounds = self._program[1]
            least, most = bounds.lb.copy(), bounds.ub.copy()
            least[: cost.size] = np.maximum(np.floor(found + 1e-6) - far, 0)
            most[: cost.size] = np.ceil(found - 1e-6) + far
            point, _ = self._milp(cost, extra, bounds=type(bounds)(least, most), gap=NEAR)
            if point is not None:
                return point
        return None

    def find(self, inside: Mask, states: Mask, *, low: float, high: float) -> tuple[Whole | None, bool]:
        """Return a possible point with so many people in some combinations and states, and whether the search ended.

        Without a point, a search that ended has shown that there is none.
        """
        from scipy.optimize import LinearConstraint  # noqa: PLC0415 -- slow to import

        wanted = self._padded(inside[:, None] & states[None, :]).reshape(1, -1)
        told = [LinearConstraint(wanted, low, high)]
        point = self.near_least(np.zeros(self.shape), told)
        return (point, True) if point is not None else self._milp(np.zeros(self.shape), told)

    def _padded(self, weights: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return weights of combinations and states as weights of all unknowns of the program."""
        return np.concatenate([weights.reshape(-1), np.zeros(len(self._program[1].lb) - weights.size)])

    def _milp(
        self,
        cost: npt.NDArray[np.float64],
        extra: Sequence[LinearConstraint] = (),
        *,
        bounds: Bounds | None = None,
        gap: float = 0.0,
    ) -> tuple[Whole | None, bool]:
        found = self._solved(cost, extra, bounds=bounds, gap=gap)
        if found.x is None or found.status != 0:
            return None, found.status == INFEASIBLE
        return np.asarray(np.rint(found.x[: cost.size]), dtype=np.int64).reshape(cost.shape), True

    def _solved(
        self,
        cost: npt.NDArray[np.float64],
        extra: Sequence[LinearConstraint] = (),
        *,
        bounds: Bounds | None = None,
        gap: float = 0.0,
        whole: bool = True,
    ) -> OptimizeResult:
        """Return what the solver says of the program, or of the linear one."""
        from scipy.optimize import milp  # noqa: PLC0415 -- slow to import

        constraints, own = self._program
        weights = self._padded(cost)
        return milp(
            weights,
            integrality=np.full(len(weights), whole, dtype=np.int64),
            bounds=own if bounds is None else bounds,
            constraints=[constraints, *extra],
            options={"node_limit": NODES, "mip_rel_gap": gap},
        )

    def outer(self, inside: Mask, states: Mask) -> Interval | None:
        """Return an interval that certainly holds the exact one, by two linear programs; None when not solved."""
        cost = (inside[:, None] & states[None, :]).astype(np.float64)
        least, most = self._solved(cost, whole=False), self._solved(-cost, whole=False)
        if least.x is None or most.x is None:
            return None
        return Interval(low=int(np.ceil(least.fun - 1e-6)), high=int(np.floor(-most.fun + 1e-6)))

    def interval(self, inside: Mask, states: Mask) -> Interval | None:
        """Return the exact interval of the people of some combinations in some states; None when not solved in time."""
        wanted = np.ix_(inside, states)
        cost = np.zeros(self.shape)
        cost[wanted] = 1.0
        least, most = self.solve(cost), self.solve(-cost)
        if least is None or most is None:
            return None
        return Interval(low=int(least[wanted].sum()), high=int(most[wanted].sum()))
