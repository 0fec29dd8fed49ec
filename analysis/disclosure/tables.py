"""The tables of one column: counts rounded together, levels placed on their rungs, every figure computed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.counting import Cells
from analysis.design import Target
from analysis.disclosure import composite, figures
from analysis.disclosure.changes import changes_since, comparability
from analysis.disclosure.figures import Ground
from analysis.disclosure.ladder import (
    UNSTATED,
    Block,
    Placed,
    Rung,
    Shape,
    Step,
    highest,
    place,
    shape_of,
    sides_of,
)
from analysis.disclosure.magnitudes import dominated
from analysis.disclosure.protect import Breakdown, Memory, protect, protected_cells, settle
from analysis.disclosure.released import (
    TOTAL,
    ReleasedBase,
    ReleasedCell,
    ReleasedLevel,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedRange,
    ReleasedStub,
    ReleasedTable,
    Text,
)
from analysis.disclosure.rounding import Rounded
from analysis.disclosure.rules import Rules
from analysis.disclosure.wave import Wave
from analysis.errors import AnalysisError
from analysis.estimate import Estimates, mean

GROUP = "group"
NOT_STATED: Text = {"vi": "Không nêu", "en": "Not stated"}


class UnplannedBannerError(AnalysisError):
    """A table is planned by a banner that was not counted."""

    code = "unplanned-banner"
    template = "{stub} by {banner}: not counted. Count every planned column by every planned banner, and by 'total'."


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One banner of one column, counted and rounded. ``placed`` holds the levels in order."""

    banner: str
    placed: tuple[Placed, ...]
    levels: tuple[tuple[str, Text], ...]
    """Key and label of every level before merging."""


def tables_of(wave: Wave, column: Column, banners: tuple[str, ...], chart: str) -> tuple[list[ReleasedTable], bool]:
    """Return the organisation's table of a column and one per banner, and whether all could be rounded together."""
    cells = _counted(wave, column, TOTAL)
    by = [_counted(wave, column, banner) for banner in banners]
    total = _states(cells)[0]
    full = [_with_unstated(_states(one), total) for one in by]
    shape = shape_of(column, total)
    rounded = wave.rounded.get(column.name) or round_column(wave, column, banners, memory=wave.memory)
    routed = bool(cells.n[:, :, -1].sum() > 0)
    whole = Block(
        key=TOTAL,
        label=cells.levels[0].label,
        true=total,
        rounded=rounded.total,
        roll=None,
        members=(0,),
        dominated=column.kind is Kind.NUMBER and bool(dominated(cells, wave.rules)[0]),
    )
    top = Placed(block=whole, step=_topline(whole, shape, wave.rules, routed=routed))
    sides = [_Side(banner=TOTAL, placed=(), levels=())]
    for one, true, found in zip(by, full, rounded.banners, strict=True):
        levels = tuple((level.key, level.label) for level in one.levels)
        placed = _place(wave, one, true, found, shape, top)
        sides.append(_Side(banner=one.banner, placed=placed, levels=levels))
    if not shape.scored:
        cells = protected_cells(cells, rounded.total, np.asarray(wave.design.headcounts, dtype=np.float64))
        wave.shown.columns[column.name], wave.shown.cells[column.name] = column, cells
        wave.shown.rows[column.name, TOTAL] = rounded.total[None, :]
        for one, found in zip(by, rounded.banners, strict=True):
            if found is not None:
                wave.shown.rows[column.name, one.banner] = found
    made = [_table(wave, column, shape, top, cells, side, by, chart) for side in sides]
    complete = all(found is not None for found in rounded.banners)
    return made, complete and all((column.name, one.banner) not in wave.withheld for one in by)


def round_column(wave: Wave, column: Column, banners: tuple[str, ...], *, memory: Memory) -> Rounded:
    """Return the rounded counts of a column with all its banners, the numbers of people as in ``memory``."""
    by = [_counted(wave, column, banner) for banner in banners]
    total = _states(_counted(wave, column, TOTAL))[0]
    shape = shape_of(column, total)
    breakdowns = [
        Breakdown(
            banner=one.banner,
            levels=_with_unstated(_states(one), total),
            rolls=_rolls_in_order(wave, one),
            keys=(*(level.key for level in one.levels), UNSTATED),
        )
        for one in by
    ]
    return protect(
        column,
        shape,
        total,
        breakdowns,
        margins=_margins(column, shape, len(total)),
        rules=wave.rules,
        memory=memory,
        standing=wave.standing,
    )


def settled_people(wave: Wave, columns: Iterable[Column]) -> Memory:
    """Return a memory in which the people of every trait's levels are rounded, once for all tables of the wave."""
    memory = Memory()
    for column in columns:
        if column.trait and (column.name, TOTAL) in wave.counts.tables:
            settle(column, _states(_counted(wave, column, TOTAL))[0], wave.rules, memory)
    return memory


def _counted(wave: Wave, column: Column, banner: str) -> Cells:
    try:
        return wave.counts.tables[column.name, banner]
    except KeyError:
        raise UnplannedBannerError(stub=column.name, banner=banner) from None


def _states(cells: Cells) -> npt.NDArray[np.int64]:
    """Return people per level and state, without those who were not asked, shape (B, K + 3)."""
    return np.asarray(cells.n[:, :, :-1].sum(axis=0), dtype=np.int64)


def _with_unstated(levels: npt.NDArray[np.int64], total: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the levels with a last one of those who named none, so that they add up to the organisation."""
    return np.concatenate([levels, (total - levels.sum(axis=0))[None, :]])


def _margins(column: Column, shape: Shape, states: int) -> list[tuple[int, ...]]:
    answered = tuple(range(shape.options))
    merged = [positions for _, positions in shape.coarse] or list(sides_of(column).values())
    return [*merged, answered, tuple(range(states))]


def _topline(block: Block, shape: Shape, rules: Rules, *, routed: bool) -> Step:
    """Return the step of the organisation. A question that not all were asked has a group for its base."""
    if shape.scored:
        return highest(block, shape, rules)
    answered = int(block.true[: shape.options].sum())
    if answered < rules.least(sensitive=shape.sensitive):
        return Step.NOTHING
    return highest(block, shape, rules) if routed else Step.FINE


def _place(
    wave: Wave,
    cells: Cells,
    true: npt.NDArray[np.int64],
    rounded: npt.NDArray[np.int64] | None,
    shape: Shape,
    top: Placed,
) -> tuple[Placed, ...]:
    keys = [*((level.key, level.label) for level in cells.levels), (UNSTATED, NOT_STATED)]
    rolls = _rolls(wave, cells)
    too_large = [*dominated(cells, wave.rules), False]
    blocks = [
        Block(
            key=key,
            label=label,
            true=true[at],
            rounded=true[at] if rounded is None else rounded[at],
            roll=rolls.get(key),
            members=(at,),
            dominated=bool(too_large[at]),
        )
        for at, (key, label) in enumerate(keys)
        if key != UNSTATED or (true[at].sum() > 0 and not shape.scored)
    ]
    if rounded is None or top.step is Step.NOTHING or (cells.column.name, cells.banner) in wave.withheld:
        return tuple(Placed(block=block, step=Step.NOTHING) for block in blocks)
    barred = frozenset(level for banner, level in wave.barred if banner == cells.banner)
    return place(blocks, shape, wave.rules, coarsest_shown=top.step, barred=barred)


def _rolls(wave: Wave, cells: Cells) -> dict[str, int]:
    """Return the roll of each level where it is known: as given, or for reporting groups that of their strata."""
    given = wave.rolls.get(cells.banner)
    if given is not None:
        answered = {level.key: int(cells.n[:, at, :].sum()) for at, level in enumerate(cells.levels)}
        return {key: max(roll, answered.get(key, 0)) for key, roll in given.items()}
    if cells.banner != GROUP or wave.design.headcounts is None:
        return {}
    inside = cells.n.sum(axis=2) > 0
    rolls: dict[str, int] = {}
    for at, level in enumerate(cells.levels):
        strata = np.unique(cells.row_stratum[inside[:, at]])
        rolls[level.key] = int(wave.design.headcounts[strata].sum())
    return rolls


def _rolls_in_order(wave: Wave, cells: Cells) -> tuple[int | None, ...]:
    rolls = _rolls(wave, cells)
    return (*(rolls.get(level.key) for level in cells.levels), None)


def _table(
    wave: Wave,
    column: Column,
    shape: Shape,
    top: Placed,
    cells: Cells,
    side: _Side,
    by: Sequence[Cells],
    chart: str,
) -> ReleasedTable:
    released_cells = list(_cells(wave, column, shape, top, _ground(wave, top.block, whole=True), cells))
    bases = [_base(wave, top, shape, told=True, empty=cells.n.sum() == 0)]
    measures = list(_measures(wave, column, shape, top, _ground(wave, top.block, whole=True), cells, 0))
    told = all(one.step < Step.NOTHING and not _covered(wave, one.block, shape) for one in side.placed)
    own = next((one for one in by if one.banner == side.banner), None)
    for one in side.placed:
        ground = _ground(wave, one.block, whole=False)
        released_cells += _cells(wave, column, shape, one, ground, None)
        bases.append(_base(wave, one, shape, told=told, empty=False))
        measures += _measures(wave, column, shape, one, ground, own, one.block.members[0])
    table = ReleasedTable(
        id=f"{column.name}/{side.banner}",
        stub=_stub(wave, column),
        banner=side.banner,
        levels=(
            ReleasedLevel(level=TOTAL, label=top.block.label),
            *(ReleasedLevel(level=one.block.key, label=one.block.label, merged=one.block.keys) for one in side.placed),
        ),
        rung=_rungs(top, side, shape),
        cells=tuple(released_cells),
        bases=tuple(bases),
        measures=tuple(measures),
        chart=chart,
        digest=wave.digest(column),
        continues=wave.continued.get(column.item),
    )
    if wave.previous is None:
        return table
    return replace(
        table,
        measures=comparability(table, wave.previous),
        changes=changes_since(table, wave.previous, roll=wave.roll, roll_then=wave.previous.population.N),
    )


def _rungs(top: Placed, side: _Side, shape: Shape) -> dict[str, str]:
    rungs = {TOTAL: top.rung(shape).value}
    for one in side.placed:
        rungs |= dict.fromkeys(one.block.keys, Rung.MERGED.value)
        rungs[one.block.key] = one.rung(shape).value
    return rungs


def _stub(wave: Wave, column: Column) -> ReleasedStub:
    return ReleasedStub(
        column=column.name,
        item=column.item,
        text=column.label,
        kind=column.kind.value,
        options=tuple(ReleasedOption(code=o.code, label=o.label, side=o.side) for o in column.options),
        parent=wave.parents.get(column.name),
        sensitive=column.sensitive,
        headline=column.headline,
        short=column.short,
        range=None
        if column.range is None
        else ReleasedRange(
            low=column.range.low,
            high=column.range.high,
            unit=column.range.unit,
            origin=column.range.origin,
            grain=column.range.grain,
        ),
    )


def _covered(wave: Wave, block: Block, shape: Shape) -> bool:
    return wave.rules.covered(int(block.true[: shape.options].sum()), block.roll)


def _ground(wave: Wave, block: Block, *, whole: bool) -> Ground:
    """Return what the errors of a level stand on: its roll, or the response of the organisation."""
    return Ground(roll=block.roll, fraction=wave.fraction, base=wave.rules.round, whole=whole)


def _precise(wave: Wave, one: Placed, shape: Shape) -> bool:
    """Return whether a level is large enough for errors; by its displayed base, which then says nothing new."""
    return int(one.block.rounded[: shape.options].sum()) >= wave.rules.precise


def _base(wave: Wave, one: Placed, shape: Shape, *, told: bool, empty: bool) -> ReleasedBase:
    block = one.block
    shown = one.step <= Step.COARSE or (one.step is Step.BAND and shape.kind is Kind.MULTI and told)
    if not shown:
        return ReleasedBase(
            level=block.key,
            asked=None,
            answered=None,
            dont_know=None,
            refused=None,
            skipped=None,
            mark="w" if empty else "c",
        )
    k = shape.options
    return ReleasedBase(
        level=block.key,
        asked=int(block.rounded.sum()),
        answered=int(block.rounded[:k].sum()),
        dont_know=int(block.rounded[k]),
        refused=int(block.rounded[k + 1]),
        skipped=int(block.rounded[k + 2]),
        mark=None if _precise(wave, one, shape) else "u",
    )


def _cells(
    wave: Wave, column: Column, shape: Shape, one: Placed, ground: Ground, estimated: Cells | None
) -> list[ReleasedCell]:
    """Return the cells of one level. ``estimated`` are the organisation's counts, for weighted shares."""
    if shape.scored:
        return []
    block = one.block
    if one.step is Step.NOTHING:
        return [ReleasedCell(level=block.key, option=option.code, mark="c") for option in column.options]
    counts = block.rounded[: shape.options]
    if one.step is Step.BAND:
        name: int | str = "favourable" if shape.sides else column.options[shape.leading[0]].code
        return [ReleasedCell(level=block.key, option=name, band=figures.band(block, shape, wave.rules))]
    if one.step is Step.COARSE:
        parts = [(name, int(counts[list(positions)].sum())) for name, positions in shape.coarse]
    else:
        parts = [(option.code, int(counts[at])) for at, option in enumerate(column.options)]
    base, precise = int(counts.sum()), _precise(wave, one, shape)
    if estimated is not None and one.step is Step.FINE:
        return figures.weighted_cells(block.key, parts, estimated, wave.design, precise=precise)
    return [figures.counted_cell(block.key, name, count, base, ground, precise=precise) for name, count in parts]


def _measures(
    wave: Wave, column: Column, shape: Shape, one: Placed, ground: Ground, cells: Cells | None, at: int
) -> list[ReleasedMeasure]:
    """Return net and sides of a scale, the share of a multi option, the value of an index or a number."""
    if shape.scored and cells is not None:
        if one.step is not Step.FINE:
            told = [ReleasedMeasure(level=one.block.key, measure=figures.score_name(column), value=None, mark="c")]
            return told + figures.middle(one.block.key, column, cells, at=at, banded=one.step is Step.BAND)
        targets = _means(wave, column, one, ground, cells, at)
        told = [figures.score(one.block.key, column, *targets, at=at, precise=_precise(wave, one, shape))]
        return told + figures.middle(one.block.key, column, cells, at=at)
    names = figures.measures_of(shape)
    if not names or one.step > Step.COARSE:
        return [ReleasedMeasure(level=one.block.key, measure=name, value=None, mark="c") for name in names]
    if not _precise(wave, one, shape):
        return [ReleasedMeasure(level=one.block.key, measure=name, value=None, mark="u") for name in names]
    weights = {name: figures.scores_of(name, shape, column) for name in names}
    if ground.whole and cells is not None and one.step is Step.FINE:
        return [figures.weighted_measure(name, scores, cells, wave.design) for name, scores in weights.items()]
    return [figures.counted_measure(one.block, name, scores, ground) for name, scores in weights.items()]


def _means(
    wave: Wave, column: Column, one: Placed, ground: Ground, cells: Cells, at: int
) -> tuple[Estimates, Estimates]:
    """Return the mean for both targets; of an index from its members' rounded counts where these are tabulated."""
    population, process = (mean(cells, wave.design, target=target) for target in (Target.POPULATION, Target.PROCESS))
    if column.kind is not Kind.INDEX or not wave.shown.has(column, cells.banner):
        return population, process
    people = composite.People(
        answered=int(one.block.rounded[0]),
        sampled=ground.sampled(int(one.block.rounded[0])),
        rows=None if ground.whole else one.block.members,
    )
    return composite.index_of(
        column, wave.shown, wave.design, cells.banner, people, (population, process), at=at, base=wave.rules.round
    )
