"""Every possible table bounds every number at once: what is found is pooled, and few programs are left to solve.

A number whose smallest and largest value among all tables found so far are two apart is not told. Tables come from a
walk that begins at the truth (which is possible) and moves one or a few people of a cell to another answer, always
toward what is still open; every table speaks also for all tables one move away. Where nobody can move alone, two people
change places. What the walk leaves is pulled at by integer programs together, and what these leave gets two programs of
its own: less than its least so far, and more than its most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from moves import Moves
from programs import Program, Wish

LEAST = 2
STEPS, PATIENCE = 400, 6
"""Moves of the walk, and moves in vain after which it ends."""
PAIRS, FROM = 6, 3
"""Pairs of people who are moved toward one number, and tables from which that is tried."""
FEWER = 0.8
"""Programs pull at all open numbers together as long as each leaves so many of them, or fewer."""
Stacked = list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Sets of people with rows of them: who, weights by answer, low and high."""


class NothingFitsError(Exception):
    """The attacker's model is wrong, or the file is."""


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
    crossed: bool = False
    """Whether it is of people where two banners cross."""

    @property
    def answers(self) -> tuple[str, int | str, bool]:
        """The question and the answers, whoever gives them."""
        return self.stub, self.option, self.others

    @property
    def name(self) -> str:
        """What it is, in a line of print."""
        return f"{self.stub} by {self.level}, {'not ' * self.others}{self.option}"


class Pool:
    """The tables found so far, as what they say of each number."""

    def __init__(self, outsider: Any, numbers: Sequence[Number]) -> None:
        self.outsider, self.numbers = outsider, list(numbers)
        self.combos, self.width = len(outsider.combos), outsider.width
        self.low = np.full(len(self.numbers), np.inf)
        self.high = np.full(len(self.numbers), -np.inf)
        self.told: list[int] = []
        """Numbers that stand in the file as they are."""
        self.wanted: list[tuple[int, int, int]] = []
        """Number, own answer and how many it must be able to be: what insiders may not rule out."""
        self._near: np.ndarray | None = None
        """A possible table, where one is known."""
        self._room = np.zeros(0), np.zeros(0)
        """A table, and what its rows leave."""
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
    def _program(self) -> Program:
        return Program(self.outsider.stacked, self.masks, self.width, self.outsider.n)

    @property
    def programs(self) -> int:
        """How many programs in whole numbers were solved."""
        return self._program.solved

    def anything(self, *wishes: Wish, near: np.ndarray | None = None) -> np.ndarray | None:
        """Return a possible table in which some rows hold too; None where there is none."""
        return self._program.possible(wishes, near=near)

    def _wish(self, at: int, low: float, high: float) -> Wish:
        number = self.numbers[at]
        return number.mask, number.weights, low, high

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
    def _moves(self) -> Moves:
        return Moves.of(self.outsider.stacked, self.combos, self.width)

    def _gain(self, people: np.ndarray) -> np.ndarray:
        """Return how many people of each cell may give answer t instead of s, shape (combos, W, W)."""
        room = self._moves.room(people)
        self._room = people.copy(), room
        gain = np.repeat(people, self.width, axis=1)
        for sets in self._moves.holding:
            np.minimum(gain, room[sets], out=gain)
        return np.asarray(np.maximum(gain, 0).reshape(self.combos, self.width, self.width))

    def open(self) -> list[int]:
        """Return the numbers that may still be told too closely."""
        return np.flatnonzero((self.high - self.low < LEAST) & self._targets).tolist()

    def search(self, random: np.random.Generator, truth: np.ndarray) -> None:
        """Fill the pool until no number is open, or none can be opened."""
        self._near = truth
        self._walk(random, truth)
        self._pushed(random, [truth])
        left, tables, enough = self.open(), [truth], True
        while left and enough:
            found = self._program.possible(hopes=[self._hope(at, random) for at in left], near=truth)
            if found is None:
                return
            tables.append(found)
            self._walk(random, found)
            self._pushed(random, [found])
            before, left = len(left), self.open()
            enough = len(left) < FEWER * before
        for at in left:
            self._pushed(random, tables[-FROM:][::-1], [at])
            tables += self._widen(at, tables[-1])

    def _pushed(
        self, random: np.random.Generator, tables: Sequence[np.ndarray], numbers: Sequence[int] | None = None
    ) -> None:
        """Push the numbers that are open, from tables found."""
        for at in self.open() if numbers is None else numbers:
            for found in tables:
                self._push(random, found, at)

    def _hope(self, at: int, random: np.random.Generator) -> Wish:
        """Return a row that would open a number: enough above the least found so far, or below the most."""
        if self.low[at] == 0 or random.random() < 0.5:
            return self._wish(at, self.low[at] + LEAST, np.inf)
        return self._wish(at, -np.inf, self.high[at] - LEAST)

    def _widen(self, at: int, near: np.ndarray) -> list[np.ndarray]:
        """Return the tables found below the least so far, and above the most, until a number is open or none is left."""
        sides, tables = [-1, 1], []
        while sides and self.high[at] - self.low[at] < LEAST:
            ends = (-np.inf, self.low[at] - 1) if sides[-1] < 0 else (self.high[at] + 1, np.inf)
            found = self.anything(self._wish(at, *ends), near=near)
            if found is None:
                sides.pop()
            else:
                self.add(found)
                tables.append(found)
        return tables

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

    def _push(self, random: np.random.Generator, truth: np.ndarray, at: int) -> None:
        """Move two people at a time toward one number that is open."""
        people = truth.copy()
        upward = bool(self.low[at] == 0 or random.random() < 0.5)
        for _ in range(PAIRS):
            if self.high[at] - self.low[at] >= LEAST:
                return
            room = self._room[1] if np.array_equal(self._room[0], people) else self._moves.room(people)
            mask, enter = self.masks[at] > 0, self._enter[at]
            moves = self._moves.toward(people, room, mask, enter, upward=upward)
            if not len(moves):
                return
            np.add.at(people.reshape(-1), moves[int(random.integers(len(moves)))], [-1, 1, -1, 1])
            self.add(people)

    def ends(self, at: int) -> tuple[int, int]:
        """Return the least and the most that a number can be."""
        number = self.numbers[at]
        for sign in (1.0, -1.0):
            found = self._program.least(number.mask, sign * number.weights)
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
            mine = self.numbers[at].mask, np.arange(self.width) == own, 1, np.inf
            found = self.anything(mine, self._wish(at, least, np.inf), near=self._near)
            if found is None:
                proven.append((at, own))
            else:
                self.add(found)
        return proven
