"""What one level of a released table says, looked up and never estimated.

Shares of a side are those released on a merged rung; where every option is released they are the sum of whole percents,
with the sum of the limits as a (wide) interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure.released import (
    TOTAL,
    ReleasedBase,
    ReleasedCell,
    ReleasedChange,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedTable,
)

SCORED = ("net", "index", "mean", "share")
"""The measure that speaks for a column, the first that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share in whole percent with its released limits."""

    percent: int
    low: int | None = None
    high: int | None = None


def cells_of(table: ReleasedTable, level: str = TOTAL) -> tuple[ReleasedCell, ...]:
    """Return the cells of one level, in released order."""
    return tuple(cell for cell in table.cells if cell.level == level)


def base_of(table: ReleasedTable, level: str = TOTAL) -> ReleasedBase | None:
    """Return the base of one level."""
    return next((base for base in table.bases if base.level == level), None)


def base_told(tables: Sequence[ReleasedTable], level: str, name: str) -> tuple[int | None, str]:
    """Return a count of an item's base, and a mark: of the first column that tells it. All have the same people."""
    bases = [base for table in tables if (base := base_of(table, level)) is not None]
    told = [count for base in bases if (count := getattr(base, name)) is not None]
    return (told[0] if told else None), (bases[0].mark if bases else None) or "c"


def measure_of(table: ReleasedTable, measure: str | None = None, level: str = TOTAL) -> ReleasedMeasure | None:
    """Return a measure of one level (the one that speaks for the column unless named); None when it has none."""
    found = {figure.measure: figure for figure in table.measures if figure.level == level}
    if measure is not None:
        return found.get(measure)
    return next((found[name] for name in SCORED if name in found), None)


def change_of(table: ReleasedTable, level: str = TOTAL, measure: str | None = None) -> ReleasedChange | None:
    """Return the change from the wave before, as decided at release."""
    for change in table.changes:
        if change.level == level and (measure is None or change.measure == measure):
            return change
    return None


def _sum(cells: list[ReleasedCell]) -> Share | None:
    percents = [cell.percent for cell in cells if cell.percent is not None]
    if not cells or len(percents) != len(cells):
        return None
    lows = [cell.low for cell in cells if cell.low is not None]
    highs = [cell.high for cell in cells if cell.high is not None]
    whole = len(lows) == len(highs) == len(cells)
    return Share(
        percent=min(sum(percents), 100),
        low=min(sum(lows), sum(percents)) if whole else None,
        high=min(max(sum(highs), sum(percents)), 100) if whole else None,
    )


def side_share(table: ReleasedTable, side: str, level: str = TOTAL) -> Share | None:
    """Return the share of one side; None when it was not released."""
    figure = measure_of(table, side, level)
    if figure is not None and figure.value is not None:
        return Share(
            percent=round(figure.value),
            low=None if figure.low is None else round(figure.low),
            high=None if figure.high is None else round(figure.high),
        )
    cells = cells_of(table, level)
    merged = [cell for cell in cells if cell.option == side]
    if merged:
        return _sum(merged)
    codes = {option.code for option in table.stub.options if option.side == side}
    own = [cell for cell in cells if cell.option in codes]
    return _sum(own) if len(own) == len(codes) else None


def side_count(table: ReleasedTable, side: str, level: str = TOTAL) -> int | None:
    """Return the displayed number of people of one side; 0 for a side without options, None where not displayed."""
    cells = cells_of(table, level)
    codes = {option.code for option in table.stub.options if (option.side or "neutral") == side}
    if not codes:
        return 0
    own = [cell for cell in cells if cell.option == side] or [cell for cell in cells if cell.option in codes]
    counts = [cell.count for cell in own if cell.count is not None]
    whole = len(counts) == len(own) and (len(own) == len(codes) or any(cell.option == side for cell in own))
    return sum(counts) if own and whole else None


def told_together(table: ReleasedTable | None, level: str) -> bool:
    """Return whether options of a level are told together: by side, or in part as the rest."""
    cells = () if table is None else cells_of(table, level)
    return any(isinstance(cell.option, str) and cell.percent is not None for cell in cells)


def each_told(table: ReleasedTable | None, level: str) -> bool:
    """Return whether a level tells each of its options, so that nothing is left to tell together."""
    told = {cell.option for cell in cells_of(table, level) if cell.percent is not None} if table is not None else set()
    return table is not None and bool(told) and all(option.code in told for option in table.stub.options)


def option_share(table: ReleasedTable, code: int, level: str = TOTAL) -> Share | None:
    """Return the share of one option; None when it was not released."""
    return _sum([cell for cell in cells_of(table, level) if cell.option == code])


def ticked_code(table: ReleasedTable) -> int:
    """Return the code that means "ticked" in a column of a multiple-response item: the last of its two."""
    return table.stub.options[-1].code if table.stub.options else 1


def leading_code(table: ReleasedTable) -> int | None:
    """Return the option most often chosen in the organisation; None when no option is released."""
    known = [cell for cell in cells_of(table) if cell.percent is not None and isinstance(cell.option, int)]
    if not known:
        return None
    best = max(known, key=lambda cell: (cell.percent or 0, -_code(cell)))
    return _code(best)


def _code(cell: ReleasedCell) -> int:
    return cell.option if isinstance(cell.option, int) else 0


def mildest_first(options: Sequence[ReleasedOption], side: str) -> tuple[int, ...]:
    """Return the codes of one side from the middle of the scale outwards, whichever way round the scale is written."""
    codes = tuple(option.code for option in options if option.side == side)
    begins_here = bool(options) and options[0].side == side
    return codes[::-1] if begins_here else codes
