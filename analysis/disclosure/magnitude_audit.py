"""The audit of numbers and dates: what anybody can derive, from published files alone, of the people in each class.

Mean, median, errors and bands follow from the counts of classes that the cube states; so these counts are all there is
to attack. They become unknowns like those of any question, with every sum from the lowest class up and the quarter of
every band for constraints. From them follow how many may be in each class, the largest answer, and whether all may be
proven to have given the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.disclosure.bounds import Cross
from analysis.disclosure.crowd import Mask
from analysis.disclosure.magnitudes import END, END_OF_DATES, QUARTERS
from analysis.disclosure.released import (
    TOTAL,
    ReleasedCell,
    ReleasedClasses,
    ReleasedCube,
    ReleasedOption,
    ReleasedRange,
    ReleasedTable,
)
from analysis.disclosure.rules import Rules
from analysis.disclosure.system import Line, Sum, Unknowns, Whole, unknowns_of
from analysis.disclosure.walk import Reach, Walk

ENOUGH = 3
"""Times the base: so many displayed above a sum say that enough are there for the sum to be rounded with the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """What an outsider can derive of the largest answer of a level; of a date and below nought, of the smallest too.

    Parameters
    ----------
    low, high : it certainly lies between these; ``high`` is infinite where a number has no range.
    narrow : whether that is closer than allowed: a tenth either way of the largest number possible, of a date a tenth
        of its span in all.
    alike : whether all, or all but one, can be proven to lie in one class.
    """

    column: str
    banner: str
    level: str
    smallest: bool
    low: float
    high: float
    narrow: bool
    alike: bool


def number_unknowns(
    cube: ReleasedCube, releases: Sequence[ReleasedCube] = (), rolls: Mapping[str, int] | None = None
) -> Iterator[Unknowns]:
    """Yield the unknowns of every number that a cube tells by its classes.

    ``releases`` are all that are audited together: the classes that none of them shows anybody in are taken as one
    between two others. That leaves the attacker with fewer possibilities than he has.
    """
    together = releases or (cube,)
    numbers = _tables(cube)
    parts = {column: _parts(column, together) for column in numbers}
    tables = tuple(
        _as_options(table, parts[table.stub.column]) if table.stub.column in numbers else table for table in cube.tables
    )
    for one in unknowns_of(replace(cube, tables=tables), rolls):
        if one.column in numbers:
            own = numbers[one.column]
            lines = tuple(_with_rules(line, one, own, parts[one.column], cube.rules) for line in one.lines)
            yield replace(one, lines=lines, quarters=_in_quarters(own[0], parts[one.column]))


def extremes_of(cubes: Sequence[ReleasedCube]) -> tuple[Extreme, ...]:
    """Return what follows of the largest (and smallest) answers of every number that releases of a wave tell."""
    found: list[Extreme] = []
    for cube in cubes:
        for one in number_unknowns(cube):
            table = _tables(cube)[one.column][0]
            found += _extremes(one, table, _parts(one.column, (cube,)))
    return tuple(found)


# --- from classes to unknowns -----------------------------------------------------------------------------------------


def _tables(cube: ReleasedCube) -> dict[str, list[ReleasedTable]]:
    """Return the tables of each number of which the organisation's classes are told."""
    found: dict[str, list[ReleasedTable]] = {}
    for table in cube.tables:
        if table.classes is not None and TOTAL in table.classes.counts:
            found.setdefault(table.stub.column, []).append(table)
    return found


def _parts(column: str, cubes: Sequence[ReleasedCube]) -> list[list[int]]:
    """Return the classes in runs: each that somebody is shown in alone, those between them together by quarter."""
    classes = [tables[column][0].classes for tables in map(_tables, cubes) if column in tables]
    stubs = [tables[column][0].stub for tables in map(_tables, cubes) if column in tables]
    known = [one for one in classes if one is not None]
    filled = np.sum([one.counts[TOTAL] for one in known], axis=0) > 0
    quarters = _quarters(known[0], stubs[0].range)
    runs: list[list[int]] = []
    for at in range(len(filled)):
        alone = bool(filled[at]) or at == 0 or bool(filled[at - 1]) or quarters[at] != quarters[at - 1]
        if alone:
            runs.append([at])
        else:
            runs[-1].append(at)
    return runs


def _in_quarters(table: ReleasedTable, parts: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    """Return the runs of classes by quarter of the range; in four equal parts where there is no range."""
    if table.classes is None or table.stub.range is None:
        return tuple(tuple(part.tolist()) for part in np.array_split(np.arange(len(parts)), len(QUARTERS)) if part.size)
    of = _quarters(table.classes, table.stub.range)[[run[0] for run in parts]]
    return tuple(tuple(np.flatnonzero(of == quarter).tolist()) for quarter in np.unique(of))


def _quarters(classes: ReleasedClasses, span: ReleasedRange | None) -> Whole:
    points = np.asarray(classes.points)
    if span is None:
        return np.zeros(len(points), dtype=np.int64)
    found = np.floor((points - span.low) / max(span.high - span.low, 1e-12) * len(QUARTERS))
    return np.clip(found, 0, len(QUARTERS) - 1).astype(np.int64)


def _as_options(table: ReleasedTable, parts: list[list[int]]) -> ReleasedTable:
    """Return the table of a number as one of a question whose options are its classes."""
    counts = {} if table.classes is None else table.classes.counts
    options = tuple(ReleasedOption(code=run[0] + 1, label={}) for run in parts)
    cells = tuple(
        ReleasedCell(level=level, option=run[0] + 1, count=sum(row[at] for at in run))
        for level, row in counts.items()
        for run in parts
    )
    return replace(table, stub=replace(table.stub, options=options), cells=cells)


def _with_rules(
    line: Line, unknowns: Unknowns, tables: Sequence[ReleasedTable], parts: list[list[int]], rules: Mapping[str, int]
) -> Line:
    """Return a line with what is known of numbers beside the counts: sums from below, thresholds, quarters."""
    base = rules["round"]
    k, off = unknowns.options, (base - 1) * max(len(line.merged), 1)
    most = line.people[1]
    if np.all(line.shown[:k] >= 0):
        below, whole = np.cumsum(line.shown[:k]), unknowns.lines[0].shown[:k]
        enough = int(whole.sum()) - np.cumsum(whole) >= ENOUGH * base
        near = [at for at in range(1, k) if enough[at]]
        sums = [_sum(unknowns, range(at + 1), int(below[at]) - off, int(below[at]) + off) for at in near]
        apart = rules["dominance_sensitive" if unknowns.sensitive else "dominance"]
        least = rules["sensitive" if unknowns.sensitive else "minimum"]
        sums.append(_sum(unknowns, range(k), max(rules.get("numbers", Rules().numbers), least), most))
        sums += [_sum(unknowns, [at for at in range(k) if at != one], apart, most) for one in range(k)]
        return replace(line, sums=(*line.sums, *sums))
    band = next(
        (
            QUARTERS.index(figure.band)
            for table in tables
            for figure in table.measures
            if table.banner == line.banner and figure.level == line.level and figure.band in QUARTERS
        ),
        None,
    )
    classes = tables[0].classes
    if band is None or classes is None:
        return line
    quarters = _quarters(classes, tables[0].stub.range)
    upto = np.array([quarters[run[0]] <= band for run in parts])
    under = np.array([quarters[run[0]] < band for run in parts])
    return replace(line, sums=(*line.sums, *_halves(unknowns, upto, under, off, most)))


def _halves(unknowns: Unknowns, upto: Whole, under: Whole, off: int, most: int) -> list[Sum]:
    """Return that at least half of the rounded counts lie up to a quarter, and less than half under it."""
    made = []
    for inside, low, high in ((upto, -3 * off, most), (under, -most, 3 * off)):
        weights = np.zeros(unknowns.states, dtype=np.int64)
        weights[: unknowns.options] = np.where(inside, 1, -1)
        made.append(Sum(weights=weights, low=low, high=high))
    return made


def _sum(unknowns: Unknowns, positions: Sequence[int], low: int, high: int) -> Sum:
    weights = np.zeros(unknowns.states, dtype=np.int64)
    weights[list(positions)] = 1
    return Sum(weights=weights, low=max(low, 0), high=high)


# --- the largest answer -----------------------------------------------------------------------------------------------


def _extremes(unknowns: Unknowns, table: ReleasedTable, parts: list[list[int]]) -> Iterator[Extreme]:
    people = _People.of(unknowns)
    if people is None or table.classes is None:
        return
    k, span = unknowns.options, table.stub.range
    ends = [*table.classes.edges[1:], np.inf if table.classes.top is None else table.classes.top]
    for number, line in enumerate(unknowns.lines):
        if np.any(line.shown[:k] < 0):
            continue
        most = int(np.argmax(line.shown[:k]))
        alike = not people.may_be(number, [at for at in range(k) if at != most], 2)
        for smallest in [False, True] if _both_ends(span) else [False]:
            order = list(range(k)) if smallest else list(range(k))[::-1]
            outer = next((at for at in order if people.may_be(number, [at], 1)), order[0])
            inner = next((at for at in range(1, k + 1) if people.must_be(number, order[:at])), k)
            first, second = sorted((outer, order[inner - 1]))
            low, high = table.classes.edges[parts[first][0]], float(ends[parts[second][-1]])
            yield Extreme(
                column=unknowns.column,
                banner=line.banner,
                level=line.level,
                smallest=smallest,
                low=low,
                high=high,
                narrow=not people.sure or _narrow(low, high, span, smallest=smallest),
                alike=alike,
            )


@dataclass(slots=True, kw_only=True)
class _People:
    """What may be and what must be: by moving people where that settles it, else by a program.

    ``sure`` is whether every program has come to its end.
    """

    cross: Cross
    reach: Reach
    sure: bool = True

    @classmethod
    def of(cls, unknowns: Unknowns) -> _People | None:
        cross = Cross(unknowns)
        walk = Walk(cross)
        point = walk.table()
        return None if point is None else cls(cross=cross, reach=walk.reach(point))

    def _ends(self, line: int, positions: Sequence[int]) -> tuple[Mask, Mask, int, int]:
        inside = self.cross.inside[self.cross.lines.index(line)]
        states = np.zeros(self.cross.shape[1], dtype=np.bool_)
        states[list(positions)] = True
        low, high = self.reach.ends(inside[None], states[None], np.zeros(1, dtype=np.int64))
        return inside, states, int(low[0]), int(high[0])

    def may_be(self, line: int, positions: Sequence[int], least: int) -> bool:
        """Return whether so many may be there, for all that is known."""
        inside, states, _, high = self._ends(line, positions)
        return high >= least or not self._none(inside, states, low=least, high=np.inf)

    def must_be(self, line: int, positions: Sequence[int]) -> bool:
        """Return whether somebody certainly is there."""
        if np.any(self.cross.unknowns.lines[line].low[list(positions)] > 0):
            return True
        inside, states, low, _ = self._ends(line, positions)
        return low > 0 and self._none(inside, states, low=0, high=0)

    def _none(self, inside: Mask, states: Mask, *, low: float, high: float) -> bool:
        """Return whether it is certain that there are not so many."""
        found, ended = self.cross.find(inside, states, low=low, high=high)
        self.sure = self.sure and ended
        return found is None and ended


def _both_ends(span: ReleasedRange | None) -> bool:
    return span is None or span.origin is not None or span.low < 0


def _narrow(low: float, high: float, span: ReleasedRange | None, *, smallest: bool) -> bool:
    """Return whether an answer that lies there is told more closely than allowed."""
    if span is not None and span.origin is not None:
        return high - low < END_OF_DATES * (span.high - span.low) * (1 - 1e-9)
    outer = -low if smallest else high
    if outer <= 0:
        return False
    origin = 0.0 if span is None else max(-span.high if smallest else span.low, 0.0)
    return high - low < END * (outer - origin) * (1 - 1e-9)
