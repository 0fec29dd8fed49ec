"""How closely an outsider can tell a number: moves of people first, integer programs where they do not settle it.

A move takes some people of a line from one state to another, and either people of another line the other way or the
same people of every other banner along. If moves reach two values two apart, the number is safe; no program is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.disclosure.system import Unknowns, Whole
from analysis.errors import AnalysisError

NODES = 20_000
"""Search nodes after which a program is given up; its target then counts as narrow. A count, so it can be repeated."""
SECONDS = 60.0
"""A last guard against a solver that hangs."""


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


class Program:
    """The integer program of one column."""

    def __init__(self, unknowns: Unknowns, people: Mapping[tuple[str, str], int] | None = None) -> None:
        self.unknowns = unknowns
        fixed = people or {}
        self.people = [
            (fixed[line.banner, line.level],) * 2 if (line.banner, line.level) in fixed else line.people
            for line in unknowns.lines
        ]

    @cached_property
    def _parts(self) -> tuple[Any, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        from scipy.sparse import csr_array  # noqa: PLC0415 -- slow to import, used at release and audit only

        at: list[int] = []
        column: list[int] = []
        entry: list[float] = []
        low: list[float] = []
        high: list[float] = []
        states = self.unknowns.states

        def add(places: Sequence[int], weights: Sequence[float], bounds: tuple[float, float]) -> None:
            at.extend([len(low)] * len(places))
            column.extend(places)
            entry.extend(weights)
            low.append(bounds[0])
            high.append(bounds[1])

        for number, (line, people) in enumerate(zip(self.unknowns.lines, self.people, strict=True)):
            start = number * states
            add(range(start, start + states), [1.0] * states, people)
            for one in line.sums:
                used = np.flatnonzero(one.weights)
                add((start + used).tolist(), one.weights[used].tolist(), (one.low, one.high))
        for banner in self.unknowns.banners:
            for state in range(states):
                places = [state, *(number * states + state for number in banner)]
                add(places, [-1.0, *([1.0] * len(banner))], (0, 0))
        for whole, parts in self.unknowns.links:
            for state in range(states):
                places = [number * states + state for number in (whole, *parts)]
                add(places, [-1.0, *([1.0] * len(parts))], (0, 0))
        shape = (len(low), len(self.unknowns.lines) * states)
        return csr_array((entry, (at, column)), shape=shape), np.array(low), np.array(high)

    @cached_property
    def _bounds(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        low = np.stack([line.low for line in self.unknowns.lines]).reshape(-1)
        high = np.stack([line.high for line in self.unknowns.lines]).reshape(-1)
        return low.astype(np.float64), high.astype(np.float64)

    def holds(self, point: Whole) -> bool:
        """Return whether a point, shape (L, S), is possible."""
        matrix, low, high = self._parts
        found = matrix @ point.reshape(-1)
        at_least, at_most = self._bounds
        inside = np.all(point.reshape(-1) >= at_least) and np.all(point.reshape(-1) <= at_most)
        return bool(inside and np.all(found >= low) and np.all(found <= high))

    def solve(self, cost: npt.NDArray[np.float64]) -> Whole | None:
        """Return the possible point of least cost, shape (L, S); None when there is none or time is over."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- as above

        matrix, low, high = self._parts
        found = milp(
            cost.reshape(-1),
            integrality=np.ones(cost.size, dtype=np.int64),
            bounds=Bounds(*self._bounds),
            constraints=LinearConstraint(matrix, low, high),
            options={"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if found.x is None or found.status != 0:
            return None
        return np.asarray(np.rint(found.x), dtype=np.int64).reshape(cost.shape)

    def start(self) -> Whole | None:
        """Return a possible point, near what is displayed where that is possible."""
        shown = np.stack([line.shown for line in self.unknowns.lines])
        guess = shown.copy()
        if np.all(shown >= 0):
            state = int(np.argmax(shown[:, : self.unknowns.options].min(axis=0)))
            guess[:, state] += np.array([people[0] for people in self.people]) - shown.sum(axis=1)
            if self.holds(guess):
                return guess
        return self.solve(np.where(shown >= 0, 0.0, 1e-3) * np.linspace(1, 2, shown.size).reshape(shown.shape))

    def interval(self, line: int, positions: Sequence[int]) -> Interval | None:
        """Return the exact interval of the people of a line in some states; None when not solved in time."""
        cost = np.zeros((len(self.unknowns.lines), self.unknowns.states))
        cost[line, list(positions)] = 1.0
        least, most = self.solve(cost), self.solve(-cost)
        if least is None or most is None:
            return None
        ends = [int(point[line, list(positions)].sum()) for point in (least, most)]
        return Interval(low=ends[0], high=ends[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How many people may move at a point. ``gain[r, s, t]``: in line r, from state t to state s."""

    point: Whole
    gain: Whole
    up: Whole
    """With what must move elsewhere too: as ``gain``, when all lines of other banners follow."""

    @classmethod
    def at(cls, unknowns: Unknowns, point: Whole, *, frozen: Sequence[int] = ()) -> Moves:
        """Return the moves at a possible point. ``frozen`` states hold the same people in other columns too."""
        gain = _gain(unknowns, point)
        gain[:, list(frozen), :] = 0
        gain[:, :, list(frozen)] = 0
        best = np.zeros_like(gain)
        others = [gain[list(banner)].max(axis=0) for banner in unknowns.banners]
        along = np.minimum.reduce([gain[0], *others])
        best[0] = along
        for number, banner in enumerate(unknowns.banners):
            rest = [other for at, other in enumerate(others) if at != number]
            shared = np.minimum.reduce([gain[0], *rest])
            for line in banner:
                back = [gain[other] for other in banner if other != line]
                swap = np.maximum.reduce(back).transpose(1, 0) if back else np.zeros_like(gain[0])
                best[line] = np.minimum(gain[line], np.maximum(swap, shared))
        return cls(point=point, gain=gain, up=best)

    def interval(self, line: int, positions: Sequence[int]) -> Interval:
        """Return an interval that is certainly possible for the people of a line in some states."""
        rest = [state for state in range(self.point.shape[1]) if state not in positions]
        value = int(self.point[line, list(positions)].sum())
        up = int(self.up[line][np.ix_(positions, rest)].max(initial=0))
        down = int(self.up[line][np.ix_(rest, positions)].max(initial=0))
        return Interval(low=value - down, high=value + up, exact=False)


def _gain(unknowns: Unknowns, point: Whole) -> Whole:
    """Return how many people of a line may go from state t to state s by the bounds of that line, shape (L, S, S)."""
    low = np.stack([line.low for line in unknowns.lines])
    high = np.stack([line.high for line in unknowns.lines])
    gain = np.minimum((high - point)[:, :, None], (point - low)[:, None, :])
    for number, line in enumerate(unknowns.lines):
        for one in line.sums:
            now = int(one.weights @ point[number])
            step = one.weights[:, None] - one.weights[None, :]
            room = np.where(step > 0, (one.high - now) // np.maximum(step, 1), gain[number])
            room = np.where(step < 0, (now - one.low) // np.maximum(-step, 1), room)
            gain[number] = np.minimum(gain[number], room)
    states = np.arange(unknowns.states)
    gain[:, states, states] = 0
    return np.asarray(np.maximum(gain, 0), dtype=np.int64)


def whole_people(unknowns: Sequence[Unknowns], n: int) -> dict[tuple[str, str], int]:
    """Return one possible number of people for every level, the same for all columns that everybody was asked."""
    ranges: dict[str, dict[str, tuple[int, int]]] = {}
    for one in unknowns:
        if one.whole:
            for numbers in one.banners:
                for line in (one.lines[at] for at in numbers):
                    low, high = ranges.setdefault(line.banner, {}).get(line.level, (0, n))
                    ranges[line.banner][line.level] = max(low, line.people[0]), min(high, line.people[1])
    found: dict[tuple[str, str], int] = {}
    for banner, levels in ranges.items():
        if any(low == 0 and high == n for low, high in levels.values()):
            continue
        middle = {level: (low + high) // 2 for level, (low, high) in levels.items()}
        short = n - sum(middle.values())
        for level in sorted(levels, key=lambda name: -middle[name]):
            low, high = levels[level]
            step = max(min(short, high - middle[level]), low - middle[level])
            middle[level] += step
            short -= step
        if short == 0:
            found |= {(banner, level): value for level, value in middle.items()}
    return found


def with_people(unknowns: Unknowns, people: Mapping[tuple[str, str], int]) -> Unknowns:
    """Return the unknowns with the people of some levels known: what somebody with the lists in hand may use."""
    lines = tuple(
        replace(line, people=(people[line.banner, line.level],) * 2) if (line.banner, line.level) in people else line
        for line in unknowns.lines
    )
    return replace(unknowns, lines=lines)
