"""What a published cube says of the people behind one column: unknown whole numbers, their bounds and their sums.

Nothing but the cube is used here. Every rule that is public is a constraint: counts are off by less than the base, so
are the sums that are published with them; who is shown has enough answers, and enough of them differ.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.disclosure.crowd import Axes, Inside, Mask, Statement
from analysis.disclosure.ladder import REST, SIDES, UNSTATED, Rung
from analysis.disclosure.released import TOTAL, ReleasedBase, ReleasedCube, ReleasedTable
from analysis.disclosure.yearly import BRANCH

Whole = npt.NDArray[np.int64]
EXITS = 3
GROUP = "group"
EXIT_NAMES = ("dont_know", "refused", "skipped")
MULTI_BANDS: Mapping[str, tuple[int, int]] = {
    "lt10": (0, 9),
    "10-33": (10, 33),
    "34-66": (34, 66),
    "67-90": (67, 90),
    "gt90": (91, 100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A bound on a weighted sum of the states of one row."""

    weights: Whole
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One level (or merged levels) of one banner: unknown people per state.

    Parameters
    ----------
    low, high : int64 arrays, shape (S,).
    shown : int64 array, shape (S,), the displayed counts where single states are shown, else -1.
    people : bounds of the number of people asked.
    """

    banner: str
    level: str
    merged: tuple[str, ...]
    low: Whole
    high: Whole
    shown: Whole
    sums: tuple[Sum, ...]
    people: tuple[int, int]
    sets: tuple[tuple[int | str, tuple[int, ...]], ...]
    """What is told of it: options or merged options, by name; every option where nothing is."""

    @property
    def inside(self) -> Inside:
        """Return the single levels that it holds; none named for the organisation."""
        return () if self.level == TOTAL else ((self.banner, self.merged or (self.level,)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """All lines of one column. ``lines[0]`` is the organisation; the single levels of each axis make up all of it.

    Parameters
    ----------
    whole : whether everybody was asked, so that the people of a line are those of every other such column.
    """

    column: str
    options: int
    multi: bool
    sensitive: bool
    whole: bool
    lines: tuple[Line, ...]
    axes: Axes
    codes: tuple[int, ...]
    statements: tuple[Statement, ...] = ()
    """What is told of the people, whatever they answered."""
    quarters: tuple[tuple[int, ...], ...] = ()
    """Of a number: its classes by quarter of its range; closer than that nothing is asked where banners cross."""
    item: str = ""
    at_most: int | None = None
    """Of a multiple response: how many options may be ticked; None for all of them."""
    members: tuple[str, ...] = ()
    """The columns that are taken together here: the options of a multiple response; see ``ticks``."""
    each: tuple[Sum, ...] = ()
    """What holds in every combination of levels."""
    counted: tuple[int, ...] = ()
    """States that make up the people, each of them once; all states where none is named."""

    @property
    def states(self) -> int:
        """Options and exits."""
        return self.options + EXITS

    @property
    def everybody(self) -> Mask:
        """Return which states make up the people, shape (S,)."""
        return np.isin(np.arange(self.states), self.counted or np.arange(self.states))

    def digest(self, *, exact: bool) -> bytes:
        """Return what tells two unknowns apart."""
        return pickle.dumps((exact, hash(self.statements), replace(self, statements=())))


def unknowns_of(cube: ReleasedCube, rolls: Mapping[str, int] | None = None) -> Iterator[Unknowns]:
    """Yield the unknowns of every column with options that has a table with counts, and all that is told of the people.

    Bands of single branches are of other numbers, pooled over a year: see ``branches``.

    Parameters
    ----------
    rolls : people on the roll of reporting groups; those that the cube tells when left out.
    """
    tables: dict[str, list[ReleasedTable]] = {}
    for table in cube.tables:
        if table.stub.options and not (table.banner == BRANCH and not table.bases):
            tables.setdefault(table.stub.column, []).append(table)
    people = _people(cube)
    made = []
    for found in tables.values():
        base = _base(found[0], TOTAL)
        if base is not None and base.answered is not None and base.asked is not None:
            made.append(_column(cube, found, people))
    statements = tuple(_statements(cube, made, people, rolls))
    for one in made:
        yield replace(one, statements=statements)


def _statements(
    cube: ReleasedCube,
    columns: Sequence[Unknowns],
    people: Mapping[tuple[str, str], int],
    rolls: Mapping[str, int] | None,
) -> Iterator[Statement]:
    """Yield what the cube tells of people: of levels, of traits by other banners, and the rolls of groups."""
    off = cube.rules["round"] - 1
    held: dict[tuple[str, str], tuple[str, ...]] = {
        (table.banner, level.level): level.merged or (level.level,) for table in cube.tables for level in table.levels
    }
    for (banner, level), shown in people.items():
        if level != TOTAL:
            inside = held[banner, level]
            far = off * len(inside)
            yield Statement.of([(1, ((banner, inside),))], low=max(shown - far, 0), high=shown + far)
    known = {one.level: one.roll for one in cube.response if one.level != TOTAL} if rolls is None else rolls
    for level, roll in known.items():
        yield Statement.of([(1, ((GROUP, (level,)),))], low=0, high=roll)
    banners = {table.banner for table in cube.tables}
    for one in columns:
        if one.column in banners:
            for line in one.lines:
                yield from _crossing(one, line, cube.population.n)


def _crossing(trait: Unknowns, line: Line, n: int) -> Iterator[Statement]:
    """Yield what a level's counts of a trait say of the people where the two cross."""
    k = trait.options
    exits = Sum(weights=np.repeat([0, 1], [k, EXITS]), low=int(line.low[k:].sum()), high=int(line.high[k:].sum()))
    singles = [
        Sum(weights=np.eye(1, k + EXITS, at, dtype=np.int64)[0], low=int(line.low[at]), high=int(line.high[at]))
        for at in range(k)
    ]
    for one in (*singles, exits, *line.sums):
        last = one.weights[k:]
        if np.any(last != last[0]) or (last[0] != 0 and not trait.whole):
            continue
        if np.all(one.weights >= 0) and one.low <= 0 and one.high >= n:
            continue
        named = [*zip(one.weights[:k].tolist(), map(str, trait.codes), strict=True), (int(last[0]), UNSTATED)]
        parts = [(weight, (*line.inside, (trait.column, (level,)))) for weight, level in named if weight]
        yield Statement.of(parts, low=one.low, high=one.high)


def _people(cube: ReleasedCube) -> dict[tuple[str, str], int]:
    """Return per banner and level the people in it: those shown as asked in columns that everybody was asked."""
    found: dict[tuple[str, str], int] = {}
    tops = {table.id: top.asked for table in cube.tables if (top := _base(table, TOTAL)) is not None}
    everybody = max((asked for asked in tops.values() if asked is not None), default=None)
    for table in cube.tables:
        if tops.get(table.id) != everybody:
            continue  # a condition led to it: its levels have fewer people than elsewhere
        for base in table.bases:
            if base.asked is not None:
                key = table.banner, base.level
                found[key] = max(found.get(key, 0), base.asked)
    return found


def _base(table: ReleasedTable, level: str) -> ReleasedBase | None:
    return next((base for base in table.bases if base.level == level), None)


def _column(cube: ReleasedCube, tables: Sequence[ReleasedTable], people: Mapping[tuple[str, str], int]) -> Unknowns:
    first = tables[0]
    off, n = cube.rules["round"] - 1, cube.population.n
    top = _base(first, TOTAL)
    asked = top.asked if top is not None and top.asked is not None else 0
    whole = abs(asked - n) <= off and asked == people.get((TOTAL, TOTAL), asked)
    lines = [_line(cube, first, TOTAL, TOTAL, (n, n) if whole else (max(asked - off, 0), min(asked + off, n)))]
    axes: list[tuple[str, tuple[str, ...]]] = []
    for table in tables:
        if table.banner == TOTAL or TOTAL not in table.rung:
            continue
        single: list[str] = []
        for level in table.levels:
            if level.level == TOTAL:
                continue
            known = people.get((table.banner, level.level)) if whole else None
            base = _base(table, level.level)
            shown = known if base is None or base.asked is None else base.asked
            far = off * max(len(level.merged), 1)
            bounds = (0, n) if shown is None else (max(shown - far, 0), min(shown + far, n))
            single += level.merged or (level.level,)
            lines.append(_line(cube, table, table.banner, level.level, bounds))
        if single:
            axes.append((table.banner, tuple(dict.fromkeys(single))))
    return Unknowns(
        column=first.stub.column,
        options=len(first.stub.options),
        multi=first.stub.kind == "multi",
        item=first.stub.item,
        at_most=first.stub.at_most,
        sensitive=first.stub.sensitive,
        whole=whole,
        lines=tuple(lines),
        axes=tuple(axes),
        codes=tuple(option.code for option in first.stub.options),
    )


def _line(cube: ReleasedCube, table: ReleasedTable, banner: str, level: str, people: tuple[int, int]) -> Line:
    merged = next((one.merged for one in table.levels if one.level == level), ())
    k, off = len(table.stub.options), (cube.rules["round"] - 1) * max(len(merged), 1)
    base = _base(table, level)
    rung = Rung(table.rung.get(level, Rung.WITHHELD.value))
    cells = [cell for cell in table.cells if cell.level == level]
    told = {cell.option: cell.count for cell in cells if cell.count is not None}
    sets = _sets(table, list(told))
    shown = np.full(k + EXITS, -1, dtype=np.int64)
    for name, positions in sets:
        if len(positions) == 1:
            shown[positions[0]] = told[name]
    if base is not None and base.answered is not None:
        exits = (base.dont_know, base.refused, base.skipped)
        shown[k:] = [-1 if count is None else count for count in exits]
    sums = [_near(k, positions, told[name], off) for name, positions in sets if len(positions) > 1]
    if base is not None and base.answered is not None:
        sums.append(_near(k, range(k), base.answered, off))
    if told and rung is Rung.ALL:
        sums += [_near(k, side, int(shown[list(side)].sum()), off) for side in _sides(table)]
    if told and banner != TOTAL:
        sums += _rules(cube, table, k)
    for cell in cells:
        if cell.band is not None:
            sums += _band(cube, table, cell.band, cell.option, off)
    every = tuple((option.code, (at,)) for at, option in enumerate(table.stub.options))
    return Line(
        banner=banner,
        level=level,
        merged=merged,
        low=np.where(shown >= 0, np.maximum(shown - off, 0), 0),
        high=np.where(shown >= 0, np.minimum(shown + off, people[1]), people[1]),
        shown=shown,
        sums=tuple(sums),
        people=people,
        sets=sets if told else every,
    )


def _near(k: int, positions: Sequence[int], shown: int, off: int) -> Sum:
    return _sum(k, positions, shown - off, shown + off)


def _sides(table: ReleasedTable) -> list[tuple[int, ...]]:
    """Return the positions of each side that has more than one option: sums that are rounded with the counts."""
    if table.stub.kind != "ordinal":
        return []
    return [found for found in (_side(table, side) for side in SIDES) if len(found) > 1]


def _sum(k: int, positions: Sequence[int], low: int, high: int) -> Sum:
    weights = np.zeros(k + EXITS, dtype=np.int64)
    weights[list(positions)] = 1
    return Sum(weights=weights, low=max(low, 0), high=high)


def _side(table: ReleasedTable, side: str) -> tuple[int, ...]:
    options = table.stub.options
    return tuple(at for at, one in enumerate(options) if one.side == side or (side == "neutral" and one.side is None))


def _sets(table: ReleasedTable, names: Sequence[int | str]) -> tuple[tuple[int | str, tuple[int, ...]], ...]:
    codes = {option.code: at for at, option in enumerate(table.stub.options)}
    single = {codes[name] for name in names if isinstance(name, int) and name in codes}
    found: list[tuple[int | str, tuple[int, ...]]] = []
    for name in names:
        if isinstance(name, int):
            found.append((name, (codes[name],)))
        elif name == REST:
            found.append((name, tuple(at for at in codes.values() if at not in single)))
        else:
            found.append((name, _side(table, name)))
    return tuple(found)


def _rules(cube: ReleasedCube, table: ReleasedTable, k: int) -> list[Sum]:
    """Return what being shown says: enough answers, and enough that differ from each option."""
    sensitive = table.stub.sensitive
    least = cube.rules["sensitive" if sensitive else "minimum"]
    apart = cube.rules["dominance_sensitive" if sensitive else "dominance"]
    return [
        _sum(k, range(k), least, cube.population.n),
        *(_sum(k, [at for at in range(k) if at != one], apart, cube.population.n) for one in range(k)),
    ]


def _band(cube: ReleasedCube, table: ReleasedTable, band: str, option: int | str, off: int) -> list[Sum]:
    """Return what a band says of the true counts: it is of rounded ones, each off by less than the base."""
    codes = {one.code: at for at, one in enumerate(table.stub.options)}
    k = len(codes)
    part = _side(table, option) if isinstance(option, str) else (codes[option],)
    weights = np.zeros(k + EXITS, dtype=np.int64)
    if band in MULTI_BANDS:
        from_, to = MULTI_BANDS[band]
        far = 1000 * cube.population.n
        made = []
        for edge, low in ((2 * from_ - 1, True), (2 * to + 1, False)):
            weights = np.zeros(k + EXITS, dtype=np.int64)
            weights[:k] = -edge
            weights[list(part)] += 200
            slack = 200 * off + edge * off
            made.append(Sum(weights=weights, low=-slack if low else -far, high=far if low else slack))
        return made
    weights[:k] = -1
    weights[list(part)] += 2
    n = cube.population.n
    return [
        Sum(weights=weights, low=-3 * off, high=n) if band == "ge50" else Sum(weights=weights, low=-n, high=3 * off)
    ]
