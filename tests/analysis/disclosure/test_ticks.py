from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from analysis.disclosure import release_wave
from analysis.disclosure.released import (
    ReleasedCell,
    ReleasedLevel,
    ReleasedOption,
    ReleasedStub,
    ReleasedTable,
)
from analysis.disclosure.ticks import told_by_ticks


def table(column: str, model: ReleasedTable, left_out: int, ticked: int) -> ReleasedTable:
    options = tuple(ReleasedOption(code=code, label={}) for code in (0, 1))
    return replace(
        model,
        stub=ReleasedStub(column=column, item="m", text={}, kind="multi", options=options),
        banner="group",
        levels=(ReleasedLevel(level="g0", label={}),),
        cells=(
            ReleasedCell(level="g0", option=0, count=left_out),
            ReleasedCell(level="g0", option=1, count=ticked),
        ),
    )


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ((15, 3), (6, 12), True),  # 13-17 left the first out, 10-14 ticked the second: both are 13 or 14
        ((15, 3), (3, 15), False),
        ((30, 3), (6, 12), False),  # nobody needs to tick here, so nothing follows
    ],
)
def test_ticks_that_leave_no_room_are_told(
    first: tuple[int, int], second: tuple[int, int], told: bool, made: Callable[..., dict[str, Any]]
) -> None:
    cube = release_wave(**made())
    model = cube.tables[0]
    beside = replace(cube, tables=(table("m.1", model, *first), table("m.2", model, *second)))
    assert bool(told_by_ticks(beside)) is told
    if told:
        assert told_by_ticks(beside) == {("m.1", "group"), ("m.2", "group")}
