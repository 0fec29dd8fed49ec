"""What is known as a program: people by cell and answer, with their sums as unknowns of their own.

A row over everybody in a level who gave some answer names hundreds of cells. Where the sums by set of people and
answer, and the people of every cell, are unknowns too, it names a few of those, and a row about one answer is a bound.
Whole numbers are looked for where real numbers end first, then beside it, then everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import block_array, csr_array, eye_array, hstack, kron, vstack

NODES, SECONDS = 20_000, 60.0
TOUCH = 0.01
"""What it costs to move somebody, where a hope that does not hold costs one."""
BESIDE, FEW = 2, 100
"""How far from a corner whole numbers may lie, and the nodes after which they are no longer looked for there."""
LOOSE = 0.5
"""How far from the least cost, as a part of it, a table may be where any would do."""
IMPOSSIBLE = 2
Stacked = Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Sets of people with rows of them: who, weights by answer, low and high."""
Wish = tuple[np.ndarray, np.ndarray, float, float]
"""A row of somebody: who, weights by answer, low and high."""


class UnsolvedError(Exception):
    """A program that did not end."""


class Program:
    """Rows over people by cell and answer. Unknown are those, people by set and answer, and people by cell."""

    def __init__(self, stacked: Stacked, masks: np.ndarray, width: int, n: int) -> None:
        self.combos, self.width, self.n = masks.shape[1], width, n
        self.rows = [
            (mask, one, least, most)
            for mask, weights, low, high in stacked
            for one, least, most in zip(weights, low, high, strict=True)
        ]
        sets = [mask for mask, one, _, _ in self.rows if not _everybody(one)]
        self.sets = list({mask.tobytes(): mask for mask in (*sets, *(masks > 0))}.values())
        self.place = {mask.tobytes(): at for at, mask in enumerate(self.sets)}
        self.cells = self.combos * width
        self.size = self.cells + len(self.sets) * width + self.combos
        self.solved = 0
        """Programs in whole numbers."""

    def row(self, mask: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return the people of a set who gave some answers as a row over all unknowns."""
        row = np.zeros(self.size)
        at = self.place.get(mask.tobytes())
        if _everybody(weights):
            row[-self.combos :] = mask * weights[0]
        elif at is None:
            row[: self.cells] = np.outer(mask, weights).reshape(-1)
        else:
            row[self.cells + at * self.width : self.cells + (at + 1) * self.width] = weights
        return row

    @cached_property
    def _inside(self) -> csr_array:
        return csr_array(np.array(self.sets, dtype=np.float64).reshape(-1, self.combos))

    @cached_property
    def _told(self) -> _Posed:
        """What is known, with nothing wished for."""
        least, most = np.zeros(self.size), np.full(self.size, np.inf)
        most[: self.cells] = self.n
        rows, lows, highs = list[np.ndarray](), list[float](), list[float]()
        for mask, weights, low, high in self.rows:
            row = self.row(mask, weights)
            (named,) = np.nonzero(row)
            if len(named) == 1 and row[named[0]] > 0:
                at, weight = named[0], row[named[0]]
                least[at], most[at] = max(least[at], low / weight), min(most[at], high / weight)
            else:
                rows.append(row)
                lows.append(low)
                highs.append(high)
        sums = block_array(
            [
                [kron(self._inside, eye_array(self.width)), -eye_array(len(self.sets) * self.width), None],
                [kron(eye_array(self.combos), np.ones((1, self.width))), None, -eye_array(self.combos)],
            ]
        )
        posed = _Posed(csr_array(sums), np.zeros(sums.shape[0]), np.zeros(sums.shape[0]), least, most)
        return posed.further(rows, lows, highs)

    def possible(
        self, wishes: Sequence[Wish] = (), hopes: Sequence[Wish] = (), near: np.ndarray | None = None
    ) -> np.ndarray | None:
        """Return a possible table, shape (combos, answers), in which all wishes hold; None where there is none.

        Parameters
        ----------
        hopes : what should hold as far as it can be had cheaply.
        near : a possible table; few people are moved from where they are in it.
        """
        posed, random = self._posed(wishes, hopes), np.random.default_rng(self.size)
        cost, noise = np.zeros(posed.size), np.zeros(posed.size)
        cost[self.size :] = 1
        if near is None:
            noise[: self.cells] = random.uniform(-1, 1, self.cells)
        else:
            noise[: self.cells] = (near.reshape(-1) == 0) * random.uniform(0.9, 1.1, self.cells)
        corner = posed.solve(cost + (TOUCH if hopes else 1) * noise, whole=0)
        if corner.status == IMPOSSIBLE:
            return None
        found = self._beside(posed, corner, cost, near=near, gap=LOOSE)
        if found is not None:
            return found
        return self._solved(posed, cost, gap=LOOSE)

    def least(self, mask: np.ndarray, weights: np.ndarray) -> np.ndarray | None:
        """Return a possible table with the fewest people of a set in some answers; None where nothing fits."""
        posed, cost = self._posed(), self.row(mask, weights)
        corner = posed.solve(cost, whole=0)
        if corner.status == IMPOSSIBLE:
            return None
        found = self._beside(posed, corner, cost, near=None, gap=0.0)
        whole = bool(np.all(weights == np.rint(weights)))
        if found is not None and corner.fun is not None:
            value = float((mask @ found) @ weights)
            if value < corner.fun + (1 - 1e-6 if whole else 1e-6):
                return found
        return self._solved(posed, cost, gap=0.0)

    def _posed(self, wishes: Sequence[Wish] = (), hopes: Sequence[Wish] = ()) -> _Posed:
        """Return the program with what is wished and hoped for."""
        posed = self._told
        for more, firm in ((wishes, True), (hopes, False)):
            rows = [self.row(mask, weights) for mask, weights, _, _ in more]
            posed = posed.further(rows, [low for _, _, low, _ in more], [high for *_, high in more], firm=firm)
        return posed

    def _beside(
        self, posed: _Posed, corner: OptimizeResult, cost: np.ndarray, *, near: np.ndarray | None, gap: float
    ) -> np.ndarray | None:
        """Return whole numbers that fit, at a corner or beside it; None where none were found.

        Beside it is nobody in a cell that is empty there, and in a possible table ``near``; without one, each number
        little larger or smaller.
        """
        if corner.x is None:
            return None
        people = corner.x[: self.cells]
        if np.abs(people - np.rint(people)).max() < 1e-6:
            return self._whole(posed, corner.x)
        self.solved += 1
        least, most = posed.least.copy(), posed.most.copy()
        if near is None:
            least[: self.cells] = np.maximum(least[: self.cells], np.floor(people + 1e-6) - BESIDE)
            most[: self.cells] = np.minimum(most[: self.cells], np.ceil(people - 1e-6) + BESIDE)
        else:
            most[: self.cells][(people < 1e-6) & (near.reshape(-1) == 0)] = 0
        found = replace(posed, least=least, most=most).solve(cost, whole=self.cells, nodes=FEW, gap=gap)
        return None if found.x is None else self._whole(posed, found.x)

    def _whole(self, posed: _Posed, found: np.ndarray) -> np.ndarray | None:
        """Return the whole numbers next to a point, if they fit."""
        people = np.asarray(np.rint(found[: self.cells]).reshape(self.combos, self.width))
        point = np.concatenate([people.reshape(-1), (self._inside @ people).reshape(-1), people.sum(axis=1)])
        return people if posed.holds(point) else None

    def _solved(self, posed: _Posed, cost: np.ndarray, *, gap: float) -> np.ndarray | None:
        """Return the whole numbers of a program; None where there are none."""
        self.solved += 1
        solved = posed.solve(cost, whole=posed.size, gap=gap)
        if solved.status == IMPOSSIBLE:
            return None
        people = None if solved.x is None or (gap == 0 and solved.status != 0) else self._whole(posed, solved.x)
        if people is None:
            raise UnsolvedError(solved.message)
        return people


@dataclass(frozen=True)
class _Posed:
    """A program: rows between two ends, and the least and the most of each unknown."""

    matrix: csr_array
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray
    most: np.ndarray
    firm: int = 0
    """How many of the rows, the first ones, may not be broken at any cost."""

    def further(
        self, rows: Sequence[np.ndarray], low: Sequence[float], high: Sequence[float], *, firm: bool = True
    ) -> _Posed:
        """Return the program with more rows; where they are not ``firm``, with unknowns for how far each is missed."""
        if not rows:
            return self
        last = len(self.low) + len(rows)
        matrix = vstack([self.matrix, csr_array(np.stack(rows))], format="csr")
        low_, high_ = np.concatenate([self.low, low]), np.concatenate([self.high, high])
        if firm:
            return _Posed(matrix, low_, high_, self.least, self.most, last)
        short = np.where(np.isfinite(low), 1.0, -1.0)
        places = np.arange(last - len(rows), last), np.arange(len(rows))
        missed = csr_array((short, places), shape=(last, len(rows)))
        least = np.concatenate([self.least, np.zeros(len(rows))])
        most = np.concatenate([self.most, np.full(len(rows), np.inf)])
        return _Posed(hstack([matrix, missed], format="csr"), low_, high_, least, most, self.firm)

    def holds(self, point: np.ndarray) -> bool:
        """Return whether a point, without what is missed, keeps to the firm rows and to the ends of its unknowns."""
        value, own = (self.matrix[:, : len(point)] @ point)[: self.firm], slice(len(point))
        inside = np.all(value >= self.low[: self.firm] - 1e-6) and np.all(value <= self.high[: self.firm] + 1e-6)
        return bool(inside and np.all(point >= self.least[own] - 1e-6) and np.all(point <= self.most[own] + 1e-6))

    @property
    def size(self) -> int:
        return len(self.least)

    def solve(self, cost: np.ndarray, *, whole: int, nodes: int = NODES, gap: float = 0.0) -> OptimizeResult:
        """Return what the solver says, the first ``whole`` unknowns in whole numbers."""
        return milp(
            cost,
            integrality=(np.arange(self.size) < whole).astype(np.int64),
            bounds=Bounds(self.least, self.most),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            options={"time_limit": SECONDS, "node_limit": nodes, "mip_rel_gap": gap},
        )


def _everybody(weights: np.ndarray) -> bool:
    """Return whether weights count people whatever they answered."""
    return bool(weights[0] != 0 and np.all(weights == weights[0]))
