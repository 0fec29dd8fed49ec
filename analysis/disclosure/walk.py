"""Possible tables found by moving people from answer to answer, one at a time: no program is needed for most numbers.

At a table that fits, whoever may give another answer without anything displayed being broken shows that the numbers of
his levels can be others. People stay in their combination, so what is found holds for all columns together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.disclosure.bounds import Cross
from analysis.disclosure.crowd import BOUNDLESS, Mask, Shifts, Whole

Real: TypeAlias = npt.NDArray[np.float64]
HARD = 100.0
"""Cost of one person beyond a bound; one person off the displayed count costs one."""
STEPS = 400
"""Moves after which the search is given up."""


class Walk:
    """The moves of one column. ``frozen`` states hold the same people in other columns too."""

    def __init__(self, cross: Cross, *, frozen: Sequence[int] = ()) -> None:
        self.cross = cross
        self.frozen = list(frozen)
        weights = cross.weights
        self.step = weights[:, :, None] - weights[:, None, :]
        """What a move from the third to the second index does to a bounded sum."""
        self.scale = HARD / np.abs(weights).max(axis=1).clip(1)
        self.starts = np.flatnonzero(np.r_[True, np.diff(cross.line) > 0])
        self.middle = np.nan_to_num(cross.shown)
        self.soft = (~np.isnan(cross.shown)).astype(np.float64)

    @cached_property
    def layers(self) -> list[Whole]:
        """Lines of which no two hold the same combination, as the line of each combination (L where none)."""
        found: list[Whole] = []
        none = len(self.cross.inside)
        for number, inside in enumerate(self.cross.inside):
            layer = next((one for one in found if np.all(one[inside] == none)), None)
            if layer is None:
                layer = np.full(len(inside), none, dtype=np.int64)
                found.append(layer)
            layer[inside] = number
        return found

    def _cost(self, values: Whole) -> Real:
        over = np.maximum(self.cross.low - values, 0) + np.maximum(values - self.cross.high, 0)
        return np.asarray(self.scale * over + self.soft * np.abs(values - self.middle), dtype=np.float64)

    def _changes(self, values: Whole, lines: Mask) -> Real:
        """Return what each move costs in some lines, shape (L, S, S): from the last state to the one before."""
        rows = np.flatnonzero(lines[self.cross.line])
        starts = np.flatnonzero(np.r_[True, np.diff(self.cross.line[rows]) > 0])
        extra = (rows, None, None)
        after = values[extra] + self.step[rows]
        over = np.maximum(self.cross.low[extra] - after, 0)
        over += np.maximum(after - self.cross.high[extra], 0)
        cost = self.scale[extra] * over
        told = np.flatnonzero(self.soft[rows])
        cost[told] += np.abs(after[told] - self.middle[rows][told][:, None, None])
        cost -= self._cost(values)[extra]
        return np.asarray(np.add.reduceat(cost, starts, axis=0), dtype=np.float64)

    def near(self, point: Whole) -> Whole | None:
        """Return a table that fits, reached by moves that each make it better; None where they end short of one."""
        now = point.copy()
        values = self.cross.values(now)
        made = self._changes(values, np.ones(len(self.cross.inside), dtype=np.bool_))
        for _ in range(STEPS):
            cost, where, to, of = self._turn(now, made)
            if not cost < -1e-9:
                break
            now[where, of] -= 1
            now[where, to] += 1
            values = self.cross.values(now)
            lines = self.cross.inside[:, where]
            made[lines] = self._changes(values, lines)
        return now if self.cross.holds(now) else None

    def _turn(self, now: Whole, made: Real) -> tuple[float, int, int, int]:
        """Return what the best change of an answer costs, in which combination, and to which state from which."""
        made = np.concatenate([made, np.zeros((1, *made.shape[1:]))])
        total = np.sum([made[layer] for layer in self.layers], axis=0)
        total[:, self.frozen, :] = np.inf
        total[:, :, self.frozen] = np.inf
        total = np.where((now > 0)[:, None, :], total, np.inf)
        best = int(np.argmin(total))
        where, to, of = (int(one) for one in np.unravel_index(best, total.shape))
        return float(total.flat[best]), where, to, of

    def table(self) -> Whole | None:
        """Return a table that fits, near what is displayed where there is one; None where there is none."""
        cross = self.cross
        if cross.people is not None:
            found = self.near(self.start(cross.people))
            if found is None:
                found = cross.solve(np.zeros(cross.shape), people=cross.people)
            if found is not None:
                return found
        return cross.solve(np.zeros(cross.shape))

    def start(self, people: Whole) -> Whole:
        """Return a table with so many people per combination, spread as the displayed counts of their levels are."""
        cross = self.cross
        per_line: list[Real | None] = []
        for number in range(len(cross.lines)):
            own = np.flatnonzero(cross.line == number)[: cross.shape[1]]
            row = cross.shown[own]
            per_line.append(None if np.any(np.isnan(row)) or row.sum() <= 0 else (row + 0.05) / (row + 0.05).sum())
        whole = per_line[0]
        if whole is None:
            whole = np.full(cross.shape[1], 1 / cross.shape[1])
        share = np.tile(whole, (cross.shape[0], 1))
        for number, one in enumerate(per_line[1:], start=1):
            if one is not None:
                share[cross.inside[number]] *= one / whole
        share /= share.sum(axis=1, keepdims=True)
        made = np.zeros(cross.shape, dtype=np.int64)
        behind = np.zeros(cross.shape[1])
        for at in np.flatnonzero(people):
            want = share[at] * people[at] + behind
            row = np.maximum(np.floor(want), 0).astype(np.int64)
            while row.sum() > people[at]:
                row[int(np.argmin(np.where(row > 0, want - row, np.inf)))] -= 1
            while row.sum() < people[at]:
                row[int(np.argmax(want - row))] += 1
            behind = want - row
            made[at] = row
        return made

    def reach(self, point: Whole) -> Reach:
        """Return how many people, up to two, may change their answer, or their combination, at a table that fits."""
        values = self.cross.values(point)
        room = self._room(values, self.step)
        lines = np.minimum.reduceat(room, self.starts, axis=0)
        lines = np.concatenate([lines, np.full((1, *lines.shape[1:]), BOUNDLESS)])
        gain = np.minimum.reduce([lines[layer] for layer in self.layers])
        gain[:, self.frozen, :] = 0
        gain[:, :, self.frozen] = 0
        states = np.arange(point.shape[1])
        gain[:, states, states] = 0
        return Reach(point=point, gain=gain, shifts=self.cross.shifts(point), rooms=self._shifted(point, values))

    def _room(self, values: Whole, step: Whole) -> Whole:
        """Return how often a step may be taken by the bounds of each row."""
        extra = (slice(None), *([None] * (step.ndim - 1)))
        up, down = (self.cross.high - values)[extra], (values - self.cross.low)[extra]
        room = np.where(step > 0, up // np.maximum(step, 1), BOUNDLESS)
        return np.where(step < 0, down // np.maximum(-step, 1), room)

    def _shifted(self, point: Whole, values: Whole) -> Whole:
        """Return how many people of a state may move from one combination to another, shape (Q, S), by all bounds."""
        shifts = self.cross.shifts(point)
        into = self._by_line(self._room(values, self.cross.weights), np.minimum)
        out = self._by_line(self._room(values, -self.cross.weights), np.minimum)
        into[-1], out[-1] = BOUNDLESS, BOUNDLESS
        found = np.repeat(shifts.room[:, None], point.shape[1], axis=1)
        for layer in self.layers:
            of, to = layer[shifts.source], layer[shifts.target]
            found = np.where((of != to)[:, None], np.minimum(found, np.minimum(out[of], into[to])), found)
        return found

    def _by_line(self, rows: npt.NDArray[Any], way: np.ufunc) -> npt.NDArray[Any]:
        """Return the rows of each line taken together, and a last one for no line."""
        found = way.reduceat(rows, self.starts, axis=0)
        return np.concatenate([found, np.zeros((1, found.shape[1]), dtype=found.dtype)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who may move at a table.

    Parameters
    ----------
    gain : int64 array, shape (C, S, S), how many may go from the last state to the one before.
    rooms : int64 array, shape (Q, S), how many of a state may go along each shift.
    """

    point: Whole
    gain: Whole
    shifts: Shifts
    rooms: Whole

    def ends(self, masks: Mask, states: Mask, of: Whole) -> tuple[Whole, Whole]:
        """Return the least and the most that is certainly possible for some numbers, shape (T,) each.

        Two people who could each move twice as far may move together, whoever they are.

        Parameters
        ----------
        masks : bool array, shape (M, C).
        states : bool array, shape (T, S); the states that are counted in each number.
        of : int64 array, shape (T,), the mask of each number.
        """
        numbers = np.unique(states, axis=0)
        order = {one.tobytes(): at for at, one in enumerate(numbers)}
        which = np.array([order[one.tobytes()] for one in states], dtype=np.int64)
        flat, chosen = masks.astype(np.float64), numbers.astype(np.float64)
        entering, leaving = self.shifts.across(masks)
        counts: list[list[Real]] = [[], []]
        for least in (1, 2):
            able = (self.gain >= least).astype(np.float64)
            moved = np.where(self.rooms >= least, self.point[self.shifts.source], 0) @ chosen.T
            come, go = (flat @ self._changing(able, one).T for one in (chosen, 1 - chosen))
            counts[0].append(come + sum(part @ moved[rows] for rows, part in entering))
            away = [part @ moved[rows] for rows, part in leaving]
            counts[1].append(np.maximum.reduce([go, *away]))
        down, up = (
            np.where(one > 0, 1, 0) + np.where((one > 0) & (two >= 2), 1, 0) for one, two in (counts[1], counts[0])
        )
        value = np.rint(flat @ self.point @ chosen.T).astype(np.int64)
        return (value - down)[of, which], (value + up)[of, which]

    def _changing(self, able: Real, chosen: Real) -> Real:
        """Return how many people of each combination may change to one of the states chosen, shape (N, C)."""
        reached = np.einsum("na,cab->ncb", chosen, able) > 0
        return np.asarray((reached * (1 - chosen)[:, None, :] * self.point[None]).sum(axis=2), dtype=np.float64)
