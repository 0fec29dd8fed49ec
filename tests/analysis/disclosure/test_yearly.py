from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from analysis.codebook import Column
from analysis.disclosure import Rules
from analysis.disclosure.yearly import BranchWave, OverlappingYearsError, yearly_bands

BRANCHES = [("b0", {"vi": "A", "en": "A"}), ("b1", {"vi": "B", "en": "B"})]
Columns = Callable[..., Column]


def wave(closed: str = "2024-03-20", rolls: tuple[int, int] = (20, 22), **rows: list[int]) -> BranchWave:
    answers = np.array([rows.get("a", [2, 2, 2, 4, 5]), rows.get("b", [5, 4, 3, 2, 1])])
    return BranchWave(closed=closed, answers=answers, rolls=np.array(rolls))


def told(columns: Columns, waves: list[BranchWave], **more: Any) -> dict[str, str | None]:
    found = yearly_bands(columns("ordinal", 5), BRANCHES, waves, rules=Rules(), **more)
    return {cell.level: cell.band for cell in found.cells}


def test_a_branch_is_told_in_two_bands_and_nothing_else(columns: Columns) -> None:
    found = yearly_bands(columns("ordinal", 5), BRANCHES, [wave(), wave("2024-06-20")], rules=Rules())
    assert {cell.level: cell.band for cell in found.cells} == {"b0": "ge50", "b1": "lt50"}
    assert all(cell.count is None and cell.percent is None and cell.low is None for cell in found.cells)


def test_the_base_is_the_smallest_single_wave(columns: Columns) -> None:
    assert told(columns, [wave(), wave("2024-06-20", a=[1, 2, 2, 2, 2])])["b0"] is None


def test_a_branch_of_one_mind_is_withheld(columns: Columns) -> None:
    assert told(columns, [wave(a=[0, 0, 0, 8, 7]), wave("2024-06-20", a=[0, 0, 1, 8, 7])])["b0"] is None


@pytest.mark.parametrize(("roll", "band"), [(20, "ge50"), (21, None), (18, None), (23, "ge50")])
def test_a_roster_that_moved_by_one_or_two_is_not_told(roll: int, band: str | None, columns: Columns) -> None:
    assert told(columns, [wave(), wave("2024-06-20", rolls=(roll, 22))])["b0"] == band
    assert told(columns, [wave()], before=np.array([roll, 22]))["b0"] == band


def test_years_do_not_overlap(columns: Columns) -> None:
    with pytest.raises(OverlappingYearsError):
        told(columns, [wave(), wave("2025-03-20")])
    with pytest.raises(OverlappingYearsError, match="told already"):
        told(columns, [wave()], told=["2024"])
