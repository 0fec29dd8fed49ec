"""The options of one multiple response, all at once: whoever answered it ticked at least one, and at most so many.

Each option is audited like any question, by itself. Here the numbers of all of them are unknown together, in every
combination of levels: who ticked an option, who left it out, who gave no answer. There are sets of ticks for everybody
exactly where no option has more ticks than people answered, and all ticks together are between one and ``at_most`` for
each of them: dealt out in turn, option after option, no one gets the same option twice and all get nearly as many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from analysis.disclosure.crowd import BOUNDLESS, Whole
from analysis.disclosure.settling import LEAST, Settled
from analysis.disclosure.system import EXITS, Line, Sum, Unknowns

LEFT_OUT, TICKED = 0, 1


def items_of(unknowns: Sequence[Unknowns]) -> Iterator[tuple[Unknowns, ...]]:
    """Yield the options of every multiple response that has several."""
    items: dict[str, list[Unknowns]] = {}
    for one in unknowns:
        if one.multi and one.options == len((LEFT_OUT, TICKED)):
            items.setdefault(one.item, []).append(one)
    yield from (tuple(found) for found in items.values() if len(found) > 1)


def together(options: Sequence[Unknowns]) -> Unknowns:
    """Return the unknowns of all options of a multiple response as one column.

    Its states are, option after option, who left it out and who ticked it; then who gave no answer.
    """
    k = 2 * len(options)
    first = np.eye(1, k + EXITS, 0, dtype=np.int64)[0] + np.eye(1, k + EXITS, 1, dtype=np.int64)[0]
    ticks = np.isin(np.arange(k + EXITS), range(TICKED, k, 2)).astype(np.int64)
    each = [Sum(weights=ticks - first, low=0, high=BOUNDLESS)]
    if options[0].at_most is not None:
        each.append(Sum(weights=options[0].at_most * first - ticks, low=0, high=BOUNDLESS))
    each += [Sum(weights=np.roll(first, at) - first, low=0, high=0) for at in range(2, k, 2)]
    places = dict.fromkeys((line.banner, line.level) for one in options for line in one.lines)
    levels: dict[str, dict[str, None]] = {}
    for banner, single in (axis for one in options for axis in one.axes):
        levels.setdefault(banner, {}).update(dict.fromkeys(single))
    return replace(
        options[0],
        column=options[0].item,
        options=k,
        codes=tuple(range(k)),
        whole=any(one.whole for one in options),
        lines=tuple(_line(options, place) for place in places),
        axes=tuple((banner, tuple(single)) for banner, single in levels.items()),
        statements=tuple(dict.fromkeys(said for one in options for said in one.statements)),
        members=tuple(one.column for one in options),
        each=tuple(each),
        counted=(LEFT_OUT, TICKED, *range(k, k + EXITS)),
    )


def _line(options: Sequence[Unknowns], place: tuple[str, str]) -> Line:
    """Return what the tables of all options say of one level; nothing is known of an option that has no such table."""
    told = [(at, line) for at, one in enumerate(options) for line in one.lines if (line.banner, line.level) == place]
    states = 2 * len(options) + EXITS
    people = max(line.people[0] for _, line in told), min(line.people[1] for _, line in told)
    low, high = np.zeros(states, dtype=np.int64), np.full(states, people[1], dtype=np.int64)
    shown = np.full(states, -1, dtype=np.int64)
    sums = []
    for at, line in told:
        own = [2 * at + LEFT_OUT, 2 * at + TICKED, *range(states - EXITS, states)]
        low[own], high[own] = np.maximum(low[own], line.low), np.minimum(high[own], line.high)
        shown[own] = np.where(line.shown >= 0, line.shown, shown[own])
        for one in line.sums:
            weights = np.zeros(states, dtype=np.int64)
            weights[own] = one.weights
            sums.append(replace(one, weights=weights))
    return replace(
        told[0][1],
        low=low,
        high=high,
        shown=shown,
        sums=tuple(sums),
        people=people,
        sets=tuple((at, (at,)) for at in range(states - EXITS)),
    )


class SettledTicks(Settled):
    """The numbers of all options at once. At a table that fits somebody may tick one option more, or one less."""

    sure = False

    @property
    def nothing(self) -> bool:
        """Return whether no table fits: then people need not tick anything, and nothing follows from the options."""
        return self.point is None and self.sure

    def _table(self) -> Whole | None:
        everywhere = np.ones(self.cross.shape[0], dtype=np.bool_), self.cross.unknowns.everybody
        point, self.sure = self.cross.find(*everywhere, low=0, high=np.inf)
        return point

    def _pool(self, point: Whole) -> None:
        """Take in what a table, and one or two ticks more or less at it, say of every number."""
        masks, rows = self.masks.astype(np.int64), np.arange(len(self.wanted))
        value = (masks @ point @ self.states.T.astype(np.int64))[self.of, rows]
        down, up = np.zeros_like(value), np.zeros_like(value)
        for option in range(0, self.cross.unknowns.options, 2):
            more, less = (self._reach(point, option, way)[self.of] for way in (1, -1))
            left_out, ticked = self.states[:, option + LEFT_OUT], self.states[:, option + TICKED]
            up = np.where(ticked, more, np.where(left_out, less, up))
            down = np.where(ticked, less, np.where(left_out, more, down))
        self.low, self.high = np.minimum(self.low, value - down), np.maximum(self.high, value + up)

    def _reach(self, point: Whole, option: int, way: int) -> Whole:
        """Return how many, up to two, of each set of people may tick an option more (1), or less (-1)."""
        cross, unknowns = self.cross, self.cross.unknowns
        step = np.zeros(unknowns.states, dtype=np.int64)
        step[option + LEFT_OUT], step[option + TICKED] = -way, way
        moved, values = cross.weights @ step, cross.values(point)
        room = np.where(moved > 0, (cross.high - values) // np.maximum(moved, 1), BOUNDLESS)
        room = np.where(moved < 0, (values - cross.low) // np.maximum(-moved, 1), room)
        lines = np.full(len(cross.inside), BOUNDLESS, dtype=np.int64)
        np.minimum.at(lines, cross.line, room)
        free = np.where(cross.inside, lines[:, None], BOUNDLESS).min(axis=0)
        able = point[:, option + (LEFT_OUT if way > 0 else TICKED)]
        for one in unknowns.each:
            if (one.weights @ step) < 0:
                able = np.minimum(able, point @ one.weights - one.low)
        masks = self.masks.astype(np.int64)
        single, double = (masks @ (np.minimum(able, far) * (free >= far)) for far in (1, 2))
        return np.asarray(np.where(double >= LEAST, 2, np.minimum(single, 1)), dtype=np.int64)
