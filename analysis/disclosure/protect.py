"""Protection of one column with all its banners: counts rounded once, on the right side of every threshold.

Whatever is decided or computed afterwards follows from these rounded counts: who is shown, on which rung, percentages,
errors, weighted shares of the organisation. So a reader who knew them all could still not tell a count more closely
than two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.counting import Cells
from analysis.counting.cells import Counts64, Sums
from analysis.disclosure.ladder import Shape
from analysis.disclosure.released import TOTAL
from analysis.disclosure.rounding import Rounded, Row, Wish, round_together
from analysis.disclosure.rules import Rules

Standing: TypeAlias = Mapping[tuple[str, str, str, int], int]
"""Displayed counts by column, banner, level and position."""
EXITS = 3
"""States after the options that are told: don't know, refused, skipped."""
ASKED = -1
"""Stands for all states together where counts are named by state."""
TOGETHER = 200
"""Branches up to which sums of states are kept in each of them; in more, what rounding does to each hardly counts."""
STAY = 10
"""Weight of the wish to stay with an earlier release of the wave, in other wishes."""
NEAR = 0.1
"""Weight of the wish to stay with the wave before, where one or two people more or fewer answered."""


@dataclass(slots=True)
class Memory:
    """How numbers of people were rounded so far in a wave: the same people are the same figure in every table."""

    held: dict[tuple[object, ...], tuple[int, ...]] = field(default_factory=dict)
    crossed: dict[tuple[str, str], Counts64] = field(default_factory=dict)
    """Rounded counts of one trait by another, shape (levels, S): the same people as the other by the one."""

    routed: frozenset[tuple[object, ...]] = frozenset()
    """Who was asked by a condition, as keys of ``held``: the same people as those who gave the answers it names."""
    attempt: int = 0
    """How often the wave was rounded before: chance is another then, so that another way may be found."""

    def named(self, what: str) -> str:
        """Return what chance is drawn for, in this attempt."""
        return what if self.attempt == 0 else f"{what} once more {self.attempt}"

    def pins(self, keys: Sequence[tuple[object, ...]], sizes: Sequence[int]) -> Row:
        """Return the multiples known for each block of rows, -1 for those of blocks not met before."""
        return np.array([at for key, size in zip(keys, sizes, strict=True) for at in self.held.get(key, (-1,) * size)])

    def keep(self, keys: Sequence[tuple[object, ...]], sizes: Sequence[int], values: Row) -> None:
        """Remember how blocks of rows were rounded."""
        for key, (start, stop) in zip(keys, pairwise(np.cumsum([0, *sizes]).tolist()), strict=True):
            self.held.setdefault(key, tuple(int(value) for value in values[start:stop]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The levels of one banner, with the people on the roll of each where known."""

    banner: str
    levels: Counts64
    rolls: tuple[int | None, ...]
    keys: tuple[str, ...]


def protect(
    column: Column,
    shape: Shape,
    total: Row,
    breakdowns: Sequence[Breakdown],
    *,
    margins: Sequence[tuple[int, ...]],
    rules: Rules,
    memory: Memory,
    standing: Standing | None = None,
    before: Standing | None = None,
    chance: np.random.Generator | None = None,
) -> Rounded:
    """Return the rounded counts of a column: those asked as in every table before, options as near as can be.

    ``standing`` counts of an earlier release of the wave are kept where the new ones allow it, those of the wave
    ``before`` where nothing else is wished for; ``chance`` is that of ``round_together``. Answers that a condition of
    another column names are rounded as the people whom it was asked of.
    """
    rows = np.concatenate([total[None, :], *(one.levels for one in breakdowns)])
    rolls = [None, *(roll for one in breakdowns for roll in one.rolls)]
    sizes = [1, *(len(one.levels) for one in breakdowns)]
    names = [TOTAL, *(one.banner for one in breakdowns)]
    shared = _shared(column, shape, len(total))
    keys = {states: keys_of(what, names, sizes, rows[:, list(states)].sum(axis=1)) for what, states in shared.items()}
    named = list(_named(rows, shape.options, names, sizes, memory.routed))
    keys |= {states: keys_of(("asked",), names, sizes, rows[:, list(states)].sum(axis=1)) for states in named}
    leans: dict[tuple[int, ...], Wish] = dict(_leans(shape, rows, rolls, rules))
    places = [(TOTAL, TOTAL), *((one.banner, key) for one in breakdowns for key in one.keys)]
    for told, weight in ((standing, STAY), (before, NEAR)):
        if told:
            _stay(column.name, rows, places, told, leans, weight)
    known = {states: memory.pins(found, sizes) for states, found in keys.items()}
    if column.trait:
        known |= _as_levels(column, total, names, sizes, shape.options, memory)
    pins = {states: found for states, found in known.items() if np.any(found >= 0)}
    found = round_together(
        total,
        [one.levels for one in breakdowns],
        margins=[*margins, *shared.values(), *named, tuple(range(shape.options, len(total)))],
        base=rules.round,
        leans=leans,
        pins=pins,
        chance=chance,
    )
    blocks = [found.total[None, :], *found.banners]
    for states, whole in keys.items():
        for key, block in zip(whole, blocks, strict=True):
            if block is not None:
                memory.keep([key], [len(block)], block[:, list(states)].sum(axis=1))
    if column.trait:
        k = shape.options
        memory.held.setdefault(
            _level_key(column.name, total, k), (*found.total[:k].tolist(), int(found.total[k:].sum()))
        )
        for name, levels in zip(names[1:], found.banners, strict=True):
            if levels is not None:
                memory.crossed[column.name, name] = levels
    return found


def settle(column: Column, total: Row, rules: Rules, memory: Memory, chance: np.random.Generator | None = None) -> None:
    """Round the people of the levels of a trait, before any table by it is made: its own table must show the same."""
    k = len(column.options)
    every, answered, exits = tuple(range(len(total))), tuple(range(k)), tuple(range(k, len(total)))
    thresholds = [rules.minimum, rules.least(sensitive=True), rules.numbers, rules.precise]
    keys = keys_of(("asked",), [TOTAL], [1], np.array([total.sum()]))
    found = round_together(
        total,
        [],
        margins=[every, answered, exits],
        base=rules.round,
        leans={
            **{(at,): _sides(total[at : at + 1], thresholds, [None], rules) for at in answered},
            every: _downwards(_sides(total.sum(keepdims=True), thresholds, [None], rules)),
        },
        pins={every: memory.pins(keys, [1])},
        chance=chance,
    ).total
    memory.keep(keys, [1], np.array([found.sum()]))
    memory.held.setdefault(_level_key(column.name, total, k), (*found[:k].tolist(), int(found[k:].sum())))


def _level_key(trait: str, total: Row, options: int) -> tuple[object, ...]:
    return ("asked", trait, *total[:options].tolist(), int(total[options:].sum()))


def _as_levels(
    column: Column, total: Row, names: Sequence[str], sizes: Sequence[int], options: int, memory: Memory
) -> dict[tuple[int, ...], Row]:
    """Return what is known of a trait's own counts: its levels in other tables, and its tables by other traits."""
    pins: dict[tuple[int, ...], Row] = {(state,): np.full(sum(sizes), -1, dtype=np.int64) for state in range(options)}
    levels = memory.held.get(_level_key(column.name, total, options))
    starts = np.cumsum([0, *sizes]).tolist()
    for state in range(options):
        if levels is not None:
            pins[state,][0] = levels[state]
        for name, start in zip(names[1:], starts[1:-1], strict=True):
            crossed = memory.crossed.get((name, column.name))
            if crossed is not None:
                other = crossed[state, :-EXITS]
                pins[state,][start : start + len(other)] = other
    return pins


def _named(
    rows: Counts64,
    options: int,
    names: Sequence[str],
    sizes: Sequence[int],
    routed: frozenset[tuple[object, ...]],
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of options (one, neighbours, all but one) that a condition of another column names."""
    every = tuple(range(options))
    ranges = [every[low:high] for low in every for high in range(low + 1, options + 1)]
    others = [tuple(at for at in every if at != one) for one in every]
    for states in dict.fromkeys((*ranges, *others)):
        found = keys_of(("asked",), names, sizes, rows[:, list(states)].sum(axis=1))
        if states and len(states) < options and all(key in routed for key in found):
            yield states


def _shared(column: Column, shape: Shape, states: int) -> dict[tuple[object, ...], tuple[int, ...]]:
    """Return the sets of states that other columns count too: the asked; the answered and the exits of one item."""
    shared: dict[tuple[object, ...], tuple[int, ...]] = {("asked",): tuple(range(states))}
    if shape.kind is Kind.MULTI:
        shared[column.item, "answered"] = tuple(range(shape.options))
        for exit_ in range(shape.options, states):
            shared[column.item, exit_ - shape.options] = (exit_,)
    return shared


def keys_of(
    what: tuple[object, ...], names: Sequence[str], sizes: Sequence[int], values: Row
) -> list[tuple[object, ...]]:
    """Return per block of rows what names these people in ``Memory.held``: what they are, the banner, how many."""
    cuts = pairwise(np.cumsum([0, *sizes]).tolist())
    return [(*what, name, *values[start:stop].tolist()) for name, (start, stop) in zip(names, cuts, strict=True)]


def _leans(shape: Shape, rows: Counts64, rolls: Sequence[int | None], rules: Rules) -> dict[tuple[int, ...], Row]:
    """Return which way to round: people to the side of the thresholds they are on, the last few of a row to none."""
    least = rules.least(sensitive=shape.sensitive)
    own = [least, *([rules.numbers, rules.precise] if shape.scored else [])]
    everywhere = [rules.minimum, rules.least(sensitive=True), rules.numbers, rules.precise]
    states = rows.shape[1]
    answered, asked = rows[:, : shape.options].sum(axis=1), rows.sum(axis=1)
    leans = {
        tuple(range(states)): _sides(asked, everywhere, rolls, rules),
        tuple(range(shape.options)): _sides(answered, own, rolls, rules),
    }
    if shape.kind is not Kind.INDEX:
        few = _few(shape, rows, rules)
        for state in range(shape.options):
            leans[state,] = leans.get((state,), 0) - few[:, state].astype(np.int64)
    leans[tuple(range(states))] = _downwards(leans[tuple(range(states))])
    return leans


def _downwards(ways: Row) -> Row:
    """Return the ways with the organisation's down where no threshold forbids.

    How many answered is told exactly: displayed as more, it would leave no room for those who gave no option.
    """
    return np.concatenate([np.where(ways[:1] == 0, -1, ways[:1]), ways[1:]])


def _stay(
    column: str,
    rows: Counts64,
    places: Sequence[tuple[str, str]],
    standing: Standing,
    leans: dict[tuple[int, ...], Wish],
    weight: float,
) -> None:
    """Add the wish that counts stay as an earlier release shows them."""
    sets = {ASKED: tuple(range(rows.shape[1]))} | {state: (state,) for state in range(rows.shape[1])}
    for name, states in sets.items():
        wish = np.array(leans.get(states, np.zeros(len(rows))), dtype=np.float64)
        true = rows[:, list(states)].sum(axis=1)
        for at, (banner, level) in enumerate(places):
            shown = standing.get((column, banner, level, name))
            if shown is not None:
                wish[at] += weight * np.sign(shown - int(true[at]))
        leans[states] = wish


def _sides(people: Row, thresholds: Iterable[int], rolls: Sequence[int | None], rules: Rules) -> Row:
    found = np.zeros(len(people), dtype=np.int64)
    for at, (n, roll) in enumerate(zip(people.tolist(), rolls, strict=True)):
        limits = [*thresholds, *([] if roll is None else [rules.covered_from(roll)])]
        down = n - n % rules.round
        ways = [
            way
            for way, value in ((-1, down), (1, down + rules.round))
            if all((n >= limit) == (value >= limit) for limit in limits)
        ]
        found[at] = ways[0] if len(ways) == 1 and n % rules.round else 0
    return found


def _few(shape: Shape, rows: Counts64, rules: Rules) -> npt.NDArray[np.bool_]:
    """Return the cells of rows in which nearly all gave one answer, or one side: all others are rounded down."""
    apart = rules.apart(sensitive=shape.sensitive)
    options = rows[:, : shape.options]
    answered = options.sum(axis=1)
    few = np.zeros(options.shape, dtype=np.bool_)
    for together in (*((at,) for at in range(shape.options)), *shape.sides):
        rest = [at for at in range(shape.options) if at not in together]
        alone = answered - options[:, list(together)].sum(axis=1) < apart
        few[np.ix_(alone & (answered > 0), rest)] = True
    return few


def protected_cells(
    cells: Cells, total: Row, headcounts: Sums, *, sums: Sequence[tuple[int, ...]] = (), base: int = 3
) -> Cells:
    """Return the organisation's cells with rounded counts in every stratum that add up to its rounded row.

    Where ``sums`` of states are rounded too, they are in every stratum. Weighted shares and their errors are computed
    from these. Weights that bring a stratum to its roll do so again; weights that differ inside a stratum keep their
    average per cell. Cells of clusters are left as they are.
    """
    if cells.clustered or cells.n.shape[1] != 1:
        return cells
    true = cells.n[:, 0, :]
    states = true.shape[1]
    goal = np.concatenate([total, [true[:, -1].sum() // 3 * 3]])[:states]
    made = spread_out(true, goal)
    if sums and len(true) <= TOGETHER:
        held = _held_together(true[:, :-1], total, sums, base)
        made = made if held is None else np.concatenate([held, made[:, -1:]], axis=1)
    people = made.sum(axis=1)
    seen = people - made[:, -3] - made[:, -2]
    roll = headcounts[cells.row_stratum]
    own = np.divide(cells.w[:, 0, :], true, out=np.zeros(true.shape), where=true > 0)
    squares = np.divide(cells.w2[:, 0, :], true, out=np.zeros(true.shape), where=true > 0)
    if np.allclose(cells.stratum_w, roll * (cells.stratum_n > 0)):
        factor = roll / np.maximum(people, 1)
        own, squares = np.repeat(factor[:, None], states, axis=1), np.repeat(factor[:, None] ** 2, states, axis=1)
    w, w2 = np.asarray(made * own, dtype=np.float64), np.asarray(made * squares, dtype=np.float64)
    most = np.maximum(roll.astype(np.int64), 1)
    return replace(
        cells,
        n=made[:, None, :],
        w=w[:, None, :],
        w2=w2[:, None, :],
        stratum_n=np.minimum(people, most),
        stratum_w=w.sum(axis=1),
        stratum_seen=np.minimum(seen, most),
    )


def _held_together(parts: Counts64, total: Row, sums: Sequence[tuple[int, ...]], base: int) -> Counts64 | None:
    """Return the parts rounded so that they add up to the total and keep sums of states; None where that cannot be."""
    states = parts.shape[1]
    pins: dict[tuple[int, ...], Row] = {
        (state,): np.array([total[state], *([-1] * len(parts))], dtype=np.int64) for state in range(states)
    }
    margins = [*sums, tuple(range(states))]
    return round_together(parts.sum(axis=0), [parts], margins=margins, base=base, pins=pins).banners[0]


def spread_out(parts: Counts64, goal: Row, base: int = 3) -> Counts64:
    """Return the parts rounded to neighbouring multiples so that each column adds up to its goal.

    Parameters
    ----------
    parts : int64 array, shape (H, S).
    goal : int64 array, shape (S,), multiples of the base near the sums of the columns.

    Notes
    -----
    The largest remainders go up; a part whose other columns went down is preferred, so that rows stay near too.
    """
    rest = parts % base
    made = parts - rest
    behind = np.zeros(len(parts))
    for state in range(parts.shape[1]):
        ups = int(goal[state] - made[:, state].sum()) // base
        able = np.flatnonzero(rest[:, state])
        order = able[np.argsort(-(rest[able, state] + behind[able]), kind="stable")]
        made[order[: max(ups, 0)], state] += base
        behind += parts[:, state] - made[:, state]
    return made
