"""The tables of one column: counts rounded together, levels placed on their rungs, every figure computed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.counting import Cells
from analysis.disclosure import composite, figures
from analysis.disclosure.changes import changes_since, comparability
from analysis.disclosure.collapse import united_cells
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
from analysis.disclosure.magnitudes import classed, classes_of, sums_from_below
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
from analysis.disclosure.rounding import Rounded, Row
from analysis.disclosure.rules import Rules
from analysis.disclosure.wave import Wave
from analysis.errors import AnalysisError

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
    shape = shape_of(cells.column, total)
    rounded = wave.rounded.get(column.name) or round_column(wave, column, banners, memory=wave.memory)
    routed = bool(cells.n[:, :, -1].sum() > 0)
    whole = Block(
        key=TOTAL,
        label=cells.levels[0].label,
        true=total,
        rounded=rounded.total,
        roll=None,
        members=(0,),
        dominated=column.kind is Kind.INDEX and not wave.shown.has(column, TOTAL),
    )
    top = Placed(block=whole, step=_topline(whole, shape, wave.rules, routed=routed))
    sides = [_Side(banner=TOTAL, placed=(), levels=())]
    for one, true, found in zip(by, full, rounded.banners, strict=True):
        levels = tuple((level.key, level.label) for level in one.levels)
        placed = _place(wave, one, true, found, shape, top)
        sides.append(_Side(banner=one.banner, placed=placed, levels=levels))
    if shape.kind is not Kind.INDEX:
        sums = sums_from_below(total[: shape.options], wave.rules.round) if shape.scored else []
        roll = np.asarray(wave.united.headcounts, dtype=np.float64)
        cells = protected_cells(united_cells(cells, wave.units), rounded.total, roll, sums=sums)
    if not shape.scored:
        wave.shown.columns[column.name], wave.shown.cells[column.name] = column, cells
        wave.shown.rows[column.name, TOTAL], wave.shown.true[column.name, TOTAL] = (
            rounded.total[None, :],
            total[None, :],
        )
        for one, true, found in zip(by, full, rounded.banners, strict=True):
            if found is not None and (column.name, one.banner) not in wave.withheld:
                wave.shown.rows[column.name, one.banner], wave.shown.true[column.name, one.banner] = found, true
    made = [_table(wave, column, shape, top, cells, side, chart) for side in sides]
    complete = all(found is not None for found in rounded.banners)
    return made, complete and all((column.name, one.banner) not in wave.withheld for one in by)


def round_column(wave: Wave, column: Column, banners: tuple[str, ...], *, memory: Memory) -> Rounded:
    """Return the rounded counts of a column with all its banners, the numbers of people as in ``memory``."""
    total, breakdowns = rows_of(wave, column, banners)
    shape = shape_of(_counted(wave, column, TOTAL).column, total)
    return protect(
        column,
        shape,
        total,
        breakdowns,
        margins=_margins(column, shape, total, wave.rules.round),
        rules=wave.rules,
        memory=memory,
        standing=wave.standing,
        before=wave.before,
        chance=wave.chance(memory.named(column.name)),
    )


def rows_of(wave: Wave, column: Column, banners: tuple[str, ...]) -> tuple[Row, list[Breakdown]]:
    """Return who answered what of those asked, in the organisation and in the levels of each banner."""
    total = _states(_counted(wave, column, TOTAL))[0]
    return total, [
        Breakdown(
            banner=one.banner,
            levels=_with_unstated(_states(one), total),
            rolls=_rolls_in_order(wave, one),
            keys=(*(level.key for level in one.levels), UNSTATED),
        )
        for one in (_counted(wave, column, banner) for banner in banners)
    ]


def settled_people(wave: Wave, columns: Iterable[Column], memory: Memory) -> Memory:
    """Return the memory, the people of every trait's levels rounded in it, once for all tables of the wave."""
    for column in columns:
        if column.trait and (column.name, TOTAL) in wave.counts.tables:
            settle(
                column,
                _states(_counted(wave, column, TOTAL))[0],
                wave.rules,
                memory,
                wave.chance(memory.named(f"{column.name} by itself")),
            )
    return memory


def _counted(wave: Wave, column: Column, banner: str) -> Cells:
    member = composite.base_member(column, wave.rounded, wave.counts) if column.kind is Kind.INDEX else None
    try:
        cells = wave.counts.tables[member or column.name, banner]
    except KeyError:
        raise UnplannedBannerError(stub=column.name, banner=banner) from None
    if member is not None:
        return composite.people_of(column, cells)
    return classed(replace(cells, column=column)) if column.kind is Kind.NUMBER else cells


def _states(cells: Cells) -> npt.NDArray[np.int64]:
    """Return people per level and state, without those who were not asked, shape (B, K + 3)."""
    return np.asarray(cells.n[:, :, :-1].sum(axis=0), dtype=np.int64)


def _with_unstated(levels: npt.NDArray[np.int64], total: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the levels with a last one of those who named none, so that they add up to the organisation."""
    return np.concatenate([levels, (total - levels.sum(axis=0))[None, :]])


def _margins(column: Column, shape: Shape, total: npt.NDArray[np.int64], base: int) -> list[tuple[int, ...]]:
    answered = tuple(range(shape.options))
    if shape.kind is Kind.NUMBER:
        merged = sums_from_below(total[: shape.options], base)
    else:
        merged = [positions for _, positions in shape.coarse] or list(sides_of(column).values())
    return [*merged, answered, tuple(range(len(total)))]


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
    # of a question with a condition too: that nobody unstated was asked would tell how these answered it
    unstated = wave.counts.tables[cells.column.name, TOTAL].n.sum() > cells.n.sum()
    index = shape.kind is Kind.INDEX
    told = not index or wave.shown.has(cells.column, cells.banner)
    alike = composite.one_sided(cells.column, wave.shown, cells.banner, wave.rules) if index and told else ()
    blocks = [
        Block(
            key=key,
            label=label,
            true=true[at],
            rounded=true[at] if rounded is None else rounded[at],
            roll=rolls.get(key),
            members=(at,),
            dominated=at < len(alike) and alike[at],
        )
        for at, (key, label) in enumerate(keys)
        if key != UNSTATED or (unstated and not index)
    ]
    if rounded is None or not told or top.step is Step.NOTHING or (cells.column.name, cells.banner) in wave.withheld:
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
    chart: str,
) -> ReleasedTable:
    released_cells = list(_cells(wave, column, shape, top, _ground(wave, top.block, whole=True), cells))
    bases = [_base(wave, top, shape, told=True, empty=cells.n.sum() == 0)]
    measures = list(_measures(wave, column, shape, top, _ground(wave, top.block, whole=True), TOTAL, cells))
    told = all(one.step < Step.NOTHING and not _covered(wave, one.block, shape) for one in side.placed)
    for one in side.placed:
        ground = _ground(wave, one.block, whole=False)
        released_cells += _cells(wave, column, shape, one, ground, None)
        bases.append(_base(wave, one, shape, told=told, empty=False))
        measures += _measures(wave, column, shape, one, ground, side.banner, None)
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
        classes=figures.classes_told(column, [top, *side.placed]) if column.kind is Kind.NUMBER else None,
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
        at_most=column.at_most,
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
        return figures.weighted_cells(block.key, parts, estimated, wave.united, base=wave.rules.round, precise=precise)
    return [figures.counted_cell(block.key, name, count, base, ground, precise=precise) for name, count in parts]


def _measures(
    wave: Wave, column: Column, shape: Shape, one: Placed, ground: Ground, banner: str, cells: Cells | None
) -> list[ReleasedMeasure]:
    """Return net and sides of a scale, the share of a multi option, the value of an index or a number.

    ``cells`` are the protected ones of the organisation; None for other levels.
    """
    if shape.scored:
        return _scored(wave, column, shape, one, ground, banner, cells)
    names = figures.measures_of(shape)
    if not names or one.step > Step.COARSE:
        return [ReleasedMeasure(level=one.block.key, measure=name, value=None, mark="c") for name in names]
    if not _precise(wave, one, shape):
        return [ReleasedMeasure(level=one.block.key, measure=name, value=None, mark="u") for name in names]
    weights = {name: figures.scores_of(name, shape, column) for name in names}
    if cells is not None and one.step is Step.FINE:
        return [
            figures.weighted_measure(name, scores, cells, wave.united, base=wave.rules.round)
            for name, scores in weights.items()
        ]
    return [figures.counted_measure(one.block, name, scores, ground) for name, scores in weights.items()]


def _scored(
    wave: Wave, column: Column, shape: Shape, one: Placed, ground: Ground, banner: str, cells: Cells | None
) -> list[ReleasedMeasure]:
    """Return an index from its members' counts; mean and median of a number, or its quarter, from those of classes."""
    key, precise = one.block.key, _precise(wave, one, shape)
    if shape.kind is Kind.INDEX:
        if one.step is not Step.FINE:
            return [ReleasedMeasure(level=key, measure="index", value=None, mark="c")]
        return [figures.index_measure(key, _index(wave, column, one, ground, banner), precise=precise)]
    classes, counts = classes_of(column), one.block.rounded[: shape.options]
    if one.step is not Step.FINE:
        return figures.withheld_number(key, column, classes, counts if one.step is Step.BAND else None)
    if cells is None:
        return figures.numbers_of_level(key, column, classes, counts, ground, precise=precise)
    return figures.numbers_of_all(column, classes, counts, cells, wave.united, base=wave.rules.round, precise=precise)


def _index(wave: Wave, column: Column, one: Placed, ground: Ground, banner: str) -> composite.Told:
    """Return an index of a level from the rounded counts of its members."""
    answered, base = int(one.block.rounded[0]), wave.rules.round
    ratio = composite.together(column, wave.reliability.get(column.name))
    if ground.whole:
        return composite.index_of_all(column, wave.shown, wave.united, answered=answered, base=base, ratio=ratio)
    return composite.index_of_level(
        column,
        wave.shown,
        banner,
        one.block.members,
        answered=answered,
        sampled=ground.sampled(answered),
        base=base,
        ratio=ratio,
    )
