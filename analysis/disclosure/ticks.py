"""What the options of one multiple response tell together: whoever answered it has ticked at least one.

So those who left an option out are at most as many as the ticks of all others. Where counts were rounded so that hardly
any room is left between the two, each is told by the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedTable

LEAST = 2
"""Room that must be left."""
LEFT_OUT, TICKED = 0, 1


def told_by_ticks(cube: ReleasedCube) -> frozenset[tuple[str, str]]:
    """Return columns and banners of multiple responses in which some level leaves less room than allowed.

    Less than none says that nobody needs to tick: then nothing follows.
    """
    items: dict[tuple[str, str], list[ReleasedTable]] = {}
    for table in cube.tables:
        if table.stub.kind == "multi" and table.banner != TOTAL:
            items.setdefault((table.stub.item, table.banner), []).append(table)
    off = cube.rules["round"] - 1
    return frozenset(
        (table.stub.column, banner)
        for (_, banner), tables in items.items()
        if any(0 <= room < LEAST for room in _rooms(tables, off))
        for table in tables
    )


def _rooms(tables: list[ReleasedTable], off: int) -> Iterator[int]:
    """Yield, of every level, how many more at least may have ticked another option than must have left one out."""
    for level in tables[0].levels:
        far = off * max(len(level.merged), 1)
        shown = [
            {cell.option: cell.count for cell in table.cells if cell.level == level.level and cell.count is not None}
            for table in tables
        ]
        if all(LEFT_OUT in one and TICKED in one for one in shown):
            most = [one[TICKED] + far for one in shown]
            yield min(sum(most) - most[at] - max(one[LEFT_OUT] - far, 0) for at, one in enumerate(shown))
