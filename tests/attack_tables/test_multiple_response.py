"""An organisation whose options of a multiple response tell of one another, found by the attacker at seed 426."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

import pytest

from analysis.disclosure import ReleasedCube, audit
from analysis.disclosure.system import Unknowns

SEED = 426


def test_options_that_tell_one_another_are_withheld_together(
    attacking: ModuleType, organisations: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = organisations.organisation(SEED).waves[-1].cube
    assert not audit.audit_cube(kept).narrow

    with monkeypatch.context() as one_by_one:
        one_by_one.setattr(audit, "items_of", _none)
        told = organisations.organisation(SEED).waves[-1].cube
        assert not audit.audit_cube(told).narrow, "one by one the options say nothing"
    narrow = audit.audit_cube(told).narrow
    assert {(one.column, one.beside, one.banner, one.drop) for one in narrow} == {
        ("multi.1", ("multi.2",), "group", "group"),
        ("multi.2", ("multi.1",), "group", "group"),
    }

    def shown(cube: ReleasedCube) -> set[tuple[str, str]]:
        cells = ((table, cell) for table in cube.tables for cell in table.cells if table.stub.kind == "multi")
        return {(table.stub.column, table.banner) for table, cell in cells if cell.level != "total" and cell.count}

    assert shown(told) - shown(kept) == {("multi.1", "group"), ("multi.2", "group")}


def _none(unknowns: Sequence[Unknowns]) -> Iterator[tuple[Unknowns, ...]]:
    """Yield no item: as if every option stood alone."""
    yield from ()
