"""How closely each number of a column is told, by what settles it at the least cost: moves at a table, then programs.

Numbers that may not be told closely are those of every level by every option, of those who gave none, and of people
where two banners cross. There a number is asked for by quarters of its range: nothing finer is told of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from analysis.disclosure.bounds import Cross, Interval
from analysis.disclosure.crowd import Mask, Whole
from analysis.disclosure.released import TOTAL
from analysis.disclosure.system import EXIT_NAMES, Line, Unknowns
from analysis.disclosure.walk import Walk

LEAST = 2
"""Smallest distance between the least and the most that an outsider may be left with."""
FRUITLESS = 2
"""Draws that settle nothing, after which the numbers that are open are looked at one by one."""
_WIDE = Interval(low=0, high=2**31, exact=False)
"""Stands for an interval that is as wide as it must be, or not settled yet."""
CROSSED = "×"
"""Stands between two banners, or two levels, where they cross."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A number that may not be told closely: people of some combinations in some states."""

    banner: str
    level: str
    name: int | str
    others: bool
    inside: Mask
    states: Mask

    @property
    def key(self) -> tuple[str, str, int | str, bool]:
        """Return what names it."""
        return self.banner, self.level, self.name, self.others


def wanted_of(cross: Cross) -> list[Wanted]:
    """Return every number of the lines and of their crossings that may not be told closely.

    Who gave no answer is one too, wherever the numbers of those are displayed.
    """
    unknowns, found = cross.unknowns, list[Wanted]()
    k, states = unknowns.options, unknowns.states
    names: tuple[int | str, ...] = (*unknowns.codes, *EXIT_NAMES)

    def add(line: Line, level: str, banner: str, inside: Mask, sets: Sequence[tuple[int | str, Sequence[int]]]) -> None:
        for name, positions in sets:
            exits = positions[0] >= k
            own, rest = np.zeros(states, dtype=np.bool_), np.arange(states) < (states if exits else k)
            own[list(positions)], rest[list(positions)] = True, False
            both = (len(line.sets) > 2 or k > 2 or exits) and not unknowns.members
            for others, counted in ((False, own), (True, rest))[: 2 if both else 1]:
                found.append(
                    Wanted(banner=banner, level=level, name=name, others=others, inside=inside, states=counted)
                )

    for at, number in enumerate(cross.lines):
        line = unknowns.lines[number]
        exits = [(names[state], (state,)) for state in range(k, states) if line.shown[state] >= 0]
        add(line, line.level, line.banner, cross.inside[at], [*line.sets, *exits])
    every: list[tuple[int | str, tuple[int, ...]]] = [(names[at], (at,)) for at in range(k)]
    every = [(f"q{at}", part) for at, part in enumerate(unknowns.quarters, start=1)] or every
    published = crossings(unknowns)
    for (first, one), (second, other) in combinations(
        [(at, unknowns.lines[number]) for at, number in enumerate(cross.lines) if number], 2
    ):
        if one.banner != other.banner and frozenset({one.banner, other.banner}) in published:
            inside = cross.inside[first] & cross.inside[second]
            add(one, f"{one.level}{CROSSED}{other.level}", f"{one.banner}{CROSSED}{other.banner}", inside, every)
    return found


def crossings(unknowns: Unknowns) -> frozenset[frozenset[str]]:
    """Return the pairs of banners of which it is published how many people are where they cross."""
    return frozenset(one.banners for one in unknowns.statements if len(one.banners) == 2)


class Without:
    """One column without the rows of some banners: what an outsider would know who never saw these tables."""

    def __init__(self, unknowns: Unknowns, people: dict[object, Whole | None]) -> None:
        self.unknowns, self.people = unknowns, people
        self.names = [banner for banner, _ in unknowns.axes]
        self.held: dict[tuple[tuple[str, ...], bool], tuple[Cross, dict[object, Wanted]]] = {}
        self.most: dict[tuple[object, ...], float] = {}

    def own(self, banner: str) -> tuple[str, ...]:
        """Return the banners that a number is of; none where it is of the organisation."""
        return tuple(name for name in self.names if name in banner.split(CROSSED))

    def interval(self, key: tuple[str, str, int | str, bool], *, rows: bool) -> Interval | None:
        """Return the interval of a number by its own banners; without ``rows`` by the organisation's row alone."""
        cross, wanted = self._told(key, rows=rows)
        return cross.interval(wanted[key].inside, wanted[key].states)

    def outer(self, key: tuple[str, str, int | str, bool]) -> Interval | None:
        """Return what certainly holds the interval of a number by its own banners."""
        cross, wanted = self._told(key, rows=True)
        return cross.outer(wanted[key].inside, wanted[key].states)

    def _told(self, key: tuple[str, str, int | str, bool], *, rows: bool) -> tuple[Cross, dict[object, Wanted]]:
        own = self.own(key[0])
        if (own, rows) not in self.held:
            axes = tuple(axis for axis in self.unknowns.axes if axis[0] in own)
            full = Cross(self.unknowns, axes, self.people)
            lines = [line for at, line in enumerate(self.unknowns.lines) if not at or (rows and line.banner in own)]
            cross = Cross(replace(self.unknowns, lines=tuple(lines)), axes, self.people)
            self.held[own, rows] = cross, {one.key: one for one in wanted_of(full)}
        return self.held[own, rows]

    def _few(self, key: tuple[str, str, int | str, bool]) -> bool:
        """Return whether there are too few people for any room: of that answer in all, or in the level at all."""
        banner, level, name, others = key
        for found in (("answer", name, others), ("people", banner, level)):
            if found not in self.most:
                whole = (TOTAL, TOTAL, name, others) if found[0] == "answer" else key
                self.most[found] = self._most(whole, everybody=found[0] == "people")
            if self.most[found] < LEAST:
                return True
        return False

    def _most(self, key: tuple[str, str, int | str, bool], *, everybody: bool) -> float:
        """Return how many people there can be at most, the organisation's row alone being known."""
        cross, wanted = self._told(key, rows=False)
        one = wanted.get(key)
        if one is None:
            return np.inf
        found = cross.interval(one.inside, cross.unknowns.everybody if everybody else one.states)
        return np.inf if found is None else found.high

    def to_drop(self, key: tuple[str, str, int | str, bool]) -> str | None:
        """Return the banner that goes: its own where its rows tell too much, else the last (traits) of the others."""
        if self._few(key):
            return None
        own = self.own(key[0])
        bare = self.interval(key, rows=False)
        if bare is None or bare.width < LEAST:
            return None
        others = [name for name in self.names if name not in own]
        alone = self.interval(key, rows=True) if others else None
        if alone is not None and alone.width >= LEAST:
            return others[-1]
        return own[-1] if own else self.names[-1]


class Settled:
    """The numbers of one cross, settled by what is cheapest: moves at a table, one program for many, one for each."""

    def __init__(self, cross: Cross, wanted: Sequence[Wanted], without: Without) -> None:
        self.cross, self.wanted, self.without, self.programs = cross, wanted, without, 0
        self.solved: dict[int, Interval | None] = {}
        masks: dict[bytes, int] = {}
        self.of = np.array([masks.setdefault(one.inside.tobytes(), len(masks)) for one in wanted], dtype=np.int64)
        self.masks = np.array([np.frombuffer(key, dtype=np.bool_) for key in masks])
        self.states = np.array([one.states for one in wanted])
        self.low = np.full(len(wanted), np.iinfo(np.int64).max, dtype=np.int64)
        self.high = np.full(len(wanted), np.iinfo(np.int64).min, dtype=np.int64)
        self.point = self._table()
        if self.point is not None:
            self._pool(self.point)

    @cached_property
    def _walks(self) -> list[tuple[Walk, Mask]]:
        """Walks, and the numbers that each tells of: who gave one option no answer gave none to the others either."""
        unknowns = self.cross.unknowns
        exits = np.array([one.name in EXIT_NAMES for one in self.wanted]) & unknowns.multi
        frozen = tuple(range(unknowns.options, unknowns.states)) if unknowns.multi else ()
        walks = [(Walk(self.cross, frozen=frozen), ~exits)]
        return [*walks, (Walk(self.cross), exits)] if np.any(exits) else walks

    def _table(self) -> Whole | None:
        """Return a table that fits; None where there is none."""
        return self._walks[0][0].table()

    @property
    def nothing(self) -> bool:
        """Return whether no table fits."""
        return self.point is None

    def _pool(self, point: Whole) -> None:
        """Take in what a table, and the moves at it, say of every number."""
        for walk, chosen in self._walks:
            low, high = walk.reach(point).ends(self.masks, self.states[chosen], self.of[chosen])
            self.low[chosen] = np.minimum(self.low[chosen], low)
            self.high[chosen] = np.maximum(self.high[chosen], high)

    def _spread(self) -> None:
        """Look for tables in which open numbers, some of them, are as large and the others as small as they can be.

        One program settles many numbers; it goes on as long as it settles any. Which ones are to be large is drawn,
        from a seed that is always the same.
        """
        random = np.random.default_rng(0)
        open_, vain = self._open(), 0
        while open_.size and vain < FRUITLESS:
            way = random.choice([-1.0, 1.0], len(open_))
            cost = (self.masks[self.of[open_]] * way[:, None]).T @ self.states[open_]
            for wanted in (cost, -cost):
                found = self.cross.near_least(wanted) if self._open().size else None
                if found is not None:
                    self._pool(found)
            before, open_ = open_, self._open()
            vain = vain + 1 if len(open_) == len(before) else 0

    def _open(self) -> Whole:
        """Return the numbers that are neither known to be wide enough nor solved."""
        found = self.high - self.low < LEAST
        found[list(self.solved)] = False
        return np.flatnonzero(found)

    def _settled(self) -> Iterator[int]:
        """Yield each number that is told too closely, as soon as that is known. All others are wide enough then."""
        self._spread()
        for settle in (self._by_own_rows, self._searched):
            for at in self._open().tolist():
                if self._tight(at) and (found := settle(at)) is not _WIDE:
                    self.solved[at] = found
                    yield at

    def first_helped(self, may_go: Collection[str]) -> tuple[Wanted, Interval | None, str] | None:
        """Return the first number told too closely that one of these banners helps, its interval and that banner."""
        for at in self._settled():
            drop = self.without.to_drop(self.wanted[at].key)
            if drop in may_go and drop is not None:
                return self.wanted[at], self.solved[at], drop
        return None

    def intervals(self, *, exact: bool) -> list[Interval | None]:
        """Return how closely each number is told; those that are wide enough are given as wide as found."""
        if self.point is None:
            return [None] * len(self.wanted)
        solved = self.solved
        deque(self._settled(), maxlen=0)
        if exact:
            for at, one in enumerate(self.wanted):
                if CROSSED not in one.banner:
                    solved[at] = self._exactly(at)
        return [
            solved[at] if at in solved else Interval(low=low, high=high, exact=False)
            for at, (low, high) in enumerate(zip(self.low.tolist(), self.high.tolist(), strict=True))
        ]

    def _tight(self, at: int) -> bool:
        """Return whether a number is not known to be wide enough."""
        return bool(self.high[at] - self.low[at] < LEAST)

    def _by_own_rows(self, at: int) -> Interval | None:
        """Return the interval where the rows of its own banner alone tell too much."""
        self.programs += 1
        outer = self.without.outer(self.wanted[at].key)
        return outer if outer is not None and outer.width < LEAST else _WIDE

    def _exactly(self, at: int) -> Interval | None:
        """Return the exact interval: what was found possible, where less is known without other banners' rows."""
        one = self.wanted[at]
        self.programs += 1
        outer = self.without.interval(one.key, rows=True)
        if outer is not None and (outer.low, outer.high) == (self.low[at], self.high[at]):
            return outer
        return self.cross.interval(one.inside, one.states)

    def _searched(self, at: int) -> Interval | None:
        """Return an interval that is wide enough, or the exact one that is not; None when a program did not finish."""
        one = self.wanted[at]
        self.programs += 1
        while self._tight(at):
            above, sure = self.cross.find(one.inside, one.states, low=self.high[at] + 1, high=np.inf)
            if above is None and self.low[at] > 0:
                above, ended = self.cross.find(one.inside, one.states, low=0, high=self.low[at] - 1)
                sure = sure and ended
            if above is None:
                return Interval(low=int(self.low[at]), high=int(self.high[at])) if sure else None
            self._pool(above)
        return _WIDE
