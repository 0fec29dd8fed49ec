"""Every possible table bounds every number at once: what is found is pooled, and few programs are left to solve.

A number whose smallest and largest value among all tables found so far are two apart is not told. Tables come from a
walk that begins at the truth (which is possible) and moves one or a few people of a cell to another answer, always
toward what is still open; every table speaks also for all tables one move away. What the walk leaves is pulled at by
integer programs together, and what these leave gets two programs of its own: its least and its most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

LEAST = 2
STEPS, PATIENCE = 400, 6
"""Moves of the walk, and moves in vain after which it ends."""
TRIES = 6
"""Linear programs whose corner may be whole numbers, before an integer program is solved."""
PULLS = 4
"""Programs that pull at all open numbers together."""
NODES = 20_000
Stacked = list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Sets of people with rows of them: who, weights by answer, low and high."""


class NothingFitsError(Exception):
    """The attacker's model is wrong, or the file is."""


class UnsolvedError(Exception):
    """A program that did not end."""


@dataclass(frozen=True)
class Number:
    """A number of people that may not be told: some answers of one question, of one set of people."""

    stub: str
    level: str
    option: int | str
    mask: np.ndarray
    weights: np.ndarray
    others: bool = False
    """Whether it is everybody who answered, but for that option."""
    aside: bool = False
    """Whether it is only asked for on the way: it may be told."""

    @property
    def answers(self) -> tuple[str, int | str, bool]:
        """The question and the answers, whoever gives them."""
        return self.stub, self.option, self.others

    @property
    def name(self) -> str:
        """What it is, in a line of print."""
        return f"{self.stub} by {self.level}, {'not ' * self.others}{self.option}"


FREE = 1e6
"""More people than anybody can move."""


@dataclass(frozen=True)
class _Moves:
    """What every row leaves to somebody who gives another answer; rows (R, W), pairs of answers (R, W * W)."""

    members: np.ndarray
    """The sets of people that rows are about, shape (sets, combos)."""
    holding: np.ndarray
    """The sets that hold each combo, shape (most, combos); one more than there are for none."""
    first: np.ndarray
    """Where the rows of each set begin."""
    owner: np.ndarray
    weights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    up: np.ndarray
    down: np.ndarray
    free: np.ndarray

    @classmethod
    def of(cls, stacked: Stacked, combos: int, width: int) -> _Moves:
        """Return what the rows of some sets leave."""
        sizes = np.array([len(one[1]) for one in stacked], dtype=np.int64)
        weights = np.concatenate([one[1] for one in stacked])
        step = (weights[:, None, :] - weights[:, :, None]).reshape(len(weights), -1)
        with np.errstate(divide="ignore"):
            part = np.where(step == 0, 0, 1 / step)
        members = np.array([one[0] for one in stacked], dtype=np.float64).reshape(len(stacked), combos)
        inside = [np.flatnonzero(column) for column in members.T]
        holding = np.full((max(len(one) for one in inside), combos), len(stacked), dtype=np.int64)
        for combo, sets in enumerate(inside):
            holding[: len(sets), combo] = sets
        return cls(
            members=members,
            holding=holding,
            first=np.cumsum(sizes) - sizes,
            owner=np.repeat(np.arange(len(stacked)), sizes),
            weights=weights,
            low=np.concatenate([one[2] for one in stacked]),
            high=np.concatenate([one[3] for one in stacked]),
            up=np.maximum(part, 0),
            down=np.maximum(-part, 0),
            free=np.where(part == 0, FREE, 0),
        )

    def value(self, people: np.ndarray) -> np.ndarray:
        """Return what every row counts."""
        return np.asarray(np.einsum("rw,rw->r", self.weights, (self.members @ people)[self.owner]))

    def room(self, people: np.ndarray) -> np.ndarray:
        """Return per set how many may give answer t instead of s as far as its own rows go; of none, all."""
        made = np.full((len(self.members) + 1, self.up.shape[1]), FREE)
        now = self.value(people)
        over, under = np.minimum(self.high - now, FREE), np.minimum(now - self.low, FREE)
        room = over[:, None] * self.up
        room += under[:, None] * self.down
        room += self.free
        np.floor(np.minimum.reduceat(room, self.first) + 1e-9, out=made[:-1])
        return made


class Pool:
    """The tables found so far, as what they say of each number."""

    def __init__(self, outsider: Any, numbers: Sequence[Number]) -> None:
        self.outsider, self.numbers = outsider, list(numbers)
        self.combos, self.width = len(outsider.combos), outsider.width
        self.low = np.full(len(self.numbers), np.inf)
        self.high = np.full(len(self.numbers), -np.inf)
        self.programs = 0
        self.told: list[int] = []
        """Numbers that stand in the file as they are."""
        self.wanted: list[tuple[int, int, int]] = []
        """Number, own answer and how many it must be able to be: what insiders may not rule out."""
        self.masks = np.array([number.mask for number in self.numbers], dtype=np.float64)
        self.weights = np.array([number.weights for number in self.numbers])
        self._inside = self.weights > 0
        self._targets = np.array([not number.aside for number in self.numbers])
        self._enter = ~self._inside[:, :, None] & self._inside[:, None, :]
        unique, self._group = np.unique(self.masks, axis=0, return_inverse=True)
        self._people = unique > 0
        self._members = [np.flatnonzero(self._group == at) for at in range(len(unique))]

    # --- programs -----------------------------------------------------------------------------------------------------

    @cached_property
    def _matrix(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        parts, lows, highs = [], [], []
        for mask, weights, low, high in self.outsider.stacked:
            people = np.flatnonzero(mask)
            at, answer = np.nonzero(weights)
            columns = (people[:, None] * self.width + answer[None, :]).reshape(-1)
            rows = np.broadcast_to(at, (len(people), len(at))).reshape(-1)
            entries = np.broadcast_to(weights[at, answer], (len(people), len(at))).reshape(-1)
            parts.append(csr_array((entries, (rows, columns)), shape=(len(low), self.combos * self.width)))
            lows.append(low)
            highs.append(high)
        return vstack(parts, format="csr"), np.concatenate(lows), np.concatenate(highs)

    def solve(
        self,
        cost: np.ndarray | None,
        *,
        exact: bool = False,
        more: Sequence[tuple[np.ndarray, float, float]] = (),
    ) -> np.ndarray | None:
        """Return a possible table of small cost, of the smallest when ``exact``; None where nothing fits.

        ``more`` adds rows over all unknowns.
        """
        matrix, low, high = self._matrix
        if more:
            matrix = vstack([matrix, csr_array(np.stack([row for row, _, _ in more]))], format="csr")
            low = np.concatenate([low, [one for _, one, _ in more]])
            high = np.concatenate([high, [one for _, _, one in more]])
        size = self.combos * self.width
        rows = LinearConstraint(matrix, low, high)
        found = self._corner(cost, rows, tries=1 if exact else TRIES)
        if found is not None:
            return found if found.size else None
        self.programs += 1
        solved = milp(
            np.zeros(size) if cost is None else cost,
            integrality=np.ones(size),
            bounds=Bounds(0, self.outsider.n),
            constraints=rows,
            options={"time_limit": 60.0, "node_limit": NODES, "mip_rel_gap": 0.0 if exact else 0.5},
        )
        if solved.status == 2:
            return None
        if solved.x is None or (exact and solved.status != 0):
            raise UnsolvedError(solved.message)
        return np.asarray(np.rint(solved.x).reshape(self.combos, self.width))

    def _corner(self, cost: np.ndarray | None, rows: LinearConstraint, *, tries: int) -> np.ndarray | None:
        """Return a corner in whole numbers of what real numbers allow: of least cost, or near it after the first try.

        None where there is none among those tried; nothing (an empty table) where not even real numbers fit.
        """
        size = self.combos * self.width
        random = np.random.default_rng(size)
        for turn in range(tries):
            noise = random.uniform(-1, 1, size) if cost is None or turn else np.zeros(size)
            solved = milp(
                noise if cost is None else cost + 0.1 * noise,
                bounds=Bounds(0, self.outsider.n),
                constraints=rows,
                options={"presolve": False, "time_limit": 60.0},
            )
            if solved.status == 2:
                return np.zeros(0)
            if solved.x is None:
                return None
            people = np.rint(solved.x)
            if np.abs(people - solved.x).max() < 1e-6:
                return np.asarray(people.reshape(self.combos, self.width))
        return None

    # --- pooling ------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Take the numbers that stand in the file as they are."""
        rows = {
            (mask.tobytes(), weights.tobytes()): ends
            for mask, many, low, high in self.outsider.stacked
            for weights, *ends in zip(many, low, high, strict=True)
        }
        for at, number in enumerate(self.numbers):
            low, high = rows.get((number.mask.tobytes(), number.weights.tobytes()), (0, LEAST))
            if high - low < LEAST:
                self.low[at], self.high[at] = low, high
                self.told.append(at)

    def add(self, people: np.ndarray) -> np.ndarray:
        """Take in a possible table and all that are one move away; return the moves, shape (combos, W, W)."""
        table = self.masks @ people
        value = (table * self.weights).sum(axis=1)
        gain = self._gain(people)
        best = [gain[mask].max(axis=0) for mask in self._people]
        self._take(value, best)
        self.wanted = [one for one in self.wanted if not self._leaves(one, table, value, best[self._group[one[0]]])]
        return gain

    def _take(self, value: np.ndarray, best: Sequence[np.ndarray]) -> None:
        """Take in how far each number can be moved by so many people, who give answer t instead of s."""
        up, down = np.zeros(len(value)), np.zeros(len(value))
        for moves, numbers in zip(best, self._members, strict=True):
            enter = self._enter[numbers]
            up[numbers] = np.where(enter, moves, 0).max(axis=(1, 2))
            down[numbers] = np.where(enter, moves.T, 0).max(axis=(1, 2))
        self.low = np.minimum(self.low, value - down)
        self.high = np.maximum(self.high, value + up)

    def _leaves(self, one: tuple[int, int, int], table: np.ndarray, value: np.ndarray, best: np.ndarray) -> bool:
        """Return whether a table, or one a move away, leaves an insider in doubt."""
        at, own, least = one
        inside = self._inside[at]
        if table[at, own] >= 1:
            if value[at] >= least:
                return True
            from_ = ~inside & (np.arange(self.width) != own)
            return bool(value[at] + best[np.ix_(from_, inside)].max(initial=0) >= least)
        if inside[own]:
            return bool(value[at] + best[~inside, own].max(initial=0) >= least and best[:, own].max() >= 1)
        if value[at] >= least and best[~inside, own].max(initial=0) >= 1:
            return True
        return bool(value[at] - 1 >= least and best[inside, own].max(initial=0) >= 1)

    @cached_property
    def _moves(self) -> _Moves:
        return _Moves.of(self.outsider.stacked, self.combos, self.width)

    def _gain(self, people: np.ndarray) -> np.ndarray:
        """Return how many people of each cell may give answer t instead of s, shape (combos, W, W)."""
        room = self._moves.room(people)
        gain = np.repeat(people, self.width, axis=1)
        for sets in self._moves.holding:
            np.minimum(gain, room[sets], out=gain)
        return np.asarray(np.maximum(gain, 0).reshape(self.combos, self.width, self.width))

    def open(self) -> list[int]:
        """Return the numbers that may still be told too closely."""
        return np.flatnonzero((self.high - self.low < LEAST) & self._targets).tolist()

    def search(self, random: np.random.Generator, truth: np.ndarray) -> None:
        """Fill the pool until no number is open, or none can be opened."""
        self._walk(random, truth)
        for turn in range(PULLS):
            left = self.open()
            if not left:
                return
            cost = np.zeros((self.combos, self.width))
            for at in left:
                cost += (-1) ** turn * random.uniform(0.2, 1) * np.outer(self.masks[at], self.weights[at])
            found = self.solve(cost.reshape(-1))
            if found is not None:
                self._walk(random, found)
        for at in self.open():
            self._widen(at)

    def _widen(self, at: int) -> None:
        """Ask for a table below the least found so far, and above the most, until a number is open or none is left."""
        value, sides = np.outer(self.masks[at], self.weights[at]).reshape(-1), [-1, 1]
        while sides and self.high[at] - self.low[at] < LEAST:
            ends = (-np.inf, self.low[at] - 1) if sides[-1] < 0 else (self.high[at] + 1, np.inf)
            found = self.solve(None, more=[(value, *ends)])
            if found is None:
                sides.pop()
            else:
                self.add(found)

    def _walk(self, random: np.random.Generator, truth: np.ndarray) -> None:
        """Move people from answer to answer, toward what is open."""
        people, since, fewest = truth.copy(), 0, len(self.numbers) + 1
        for _ in range(STEPS):
            gain = self.add(people)
            left = self.open() or [at for at, _, _ in self.wanted]
            since, fewest = (0, len(left)) if len(left) < fewest else (since + 1, fewest)
            if not left or since > PATIENCE:
                return
            at = left[int(random.integers(len(left)))]
            upward = self.low[at] == 0 or random.random() < 0.5
            able = (gain > 0) & self._people[self._group[at]][:, None, None]
            able &= self._enter[at] if upward else self._enter[at].T
            places = np.argwhere(able if able.any() else gain > 0)
            if not len(places):
                return
            c, s, t = places[int(random.integers(len(places)))]
            people[c, s] -= 1
            people[c, t] += 1

    def ends(self, at: int) -> tuple[int, int]:
        """Return the least and the most that a number can be."""
        cost = np.outer(self.masks[at], self.weights[at]).reshape(-1)
        for sign in (1.0, -1.0):
            found = self.solve(sign * cost, exact=True)
            if found is None:
                raise NothingFitsError(self.outsider.stubs)
            self.add(found)
        return int(self.low[at]), int(self.high[at])

    # --- insiders -----------------------------------------------------------------------------------------------------

    def proven(self) -> list[tuple[int, int]]:
        """Return number and own answer of the insiders who are sure of all others; ``wanted`` is emptied."""
        proven = []
        while self.wanted:
            at, own, least = self.wanted.pop()
            here = np.zeros((self.combos, self.width))
            here[self.numbers[at].mask, own] = 1
            value = np.outer(self.masks[at], self.weights[at])
            found = self.solve(None, more=[(here.reshape(-1), 1, np.inf), (value.reshape(-1), least, np.inf)])
            if found is None:
                proven.append((at, own))
            else:
                self.add(found)
        return proven
