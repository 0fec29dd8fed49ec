"""A wave that was withdrawn: gone from trend and pages, kept in the ledger with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.audit import audit_union
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.gating import ImportNarrowedError
from survey_app.operations.ledger import ledger, standing
from survey_app.operations.shelf import library
from survey_app.operations.waves import close_wave
from survey_app.operations.withdrawing import NoReasonError, NotReleasedYetError, WithdrawnBeforeError, withdraw
from tests.factories.past import MAPPING, Desk


def test_a_withdrawn_wave_leaves_trend_and_pages_and_stays_in_the_ledger(desk: Desk) -> None:
    desk.run()
    assert withdraw(desk.stores, "W2021", reason=" Sai cột\n chi bộ. ") == "Sai cột chi bộ."
    assert desk.stores.registry.withdrawals() == {"W2021": "Sai cột chi bộ."}
    assert [cube.wave for cube in ledger(desk.stores)] == ["W2021", "W2022"]
    assert [cube.wave for cube in standing(desk.stores)] == ["W2022"]
    shelf = library(desk.stores)
    assert [cube.wave for cube in shelf.trend(shelf.latest())] == ["W2022"]
    assert [wave.new for wave in desk.run().waves] == [False, False]
    assert withdraw(desk.stores, "W2021", reason="Sai cột chi bộ.") == "Sai cột chi bộ."


def test_no_change_is_measured_from_a_withdrawn_wave_on_either_machine(desk: Desk, opening) -> None:
    desk.run()
    opening()
    close_wave(desk.stores, "2025-Q4")
    assert write_bundle(export_bundle(desk.stores, "2025-Q4")).count(b"withdrawn.txt") == 0
    withdraw(desk.stores, "W2022", reason="sai")
    bundle = export_bundle(desk.stores, "2025-Q4")
    assert read_bundle(write_bundle(bundle)) == bundle
    assert bundle.withdrawn == ("W2022",)
    assert [cube.wave for cube in bundle.previous] == ["W2021", "W2022"]


def test_a_withdrawal_needs_a_release_and_one_lasting_reason(desk: Desk, opened) -> None:
    with pytest.raises(NotReleasedYetError):
        withdraw(desk.stores, "2025-Q4", reason="thử")
    desk.run()
    with pytest.raises(NoReasonError):
        withdraw(desk.stores, "W2021", reason="  ")
    withdraw(desk.stores, "W2021", reason="một")
    with pytest.raises(WithdrawnBeforeError):
        withdraw(desk.stores, "W2021", reason="hai")


def again(desk: Desk) -> None:
    """Import the wave of 2021 once more under another name, as is said where its file gives other figures."""
    desk.rows = [row for row in desk.rows if row[0] == "2021"]
    desk.mapping = MAPPING.replace("W2021", "W2021b")


def test_a_wave_imported_again_is_audited_beside_its_withdrawn_release(desk: Desk) -> None:
    desk.run()
    first = ledger(desk.stores)[0]
    withdraw(desk.stores, "W2021", reason="Nhập lại.")
    again(desk)
    cube = desk.run().waves[0].cube
    assert cube.wave == "W2021b"
    assert {table.id: table.cells for table in cube.tables} == {table.id: table.cells for table in first.tables}
    assert audit_union([replace(first, wave="W2021b"), cube]).narrow == ()


def test_a_wave_imported_again_with_one_ballot_less_is_refused(desk: Desk) -> None:
    desk.run()
    withdraw(desk.stores, "W2021", reason="Nhập lại.")
    again(desk)
    counted = len(desk.kept("2021"))
    while len(desk.kept("2021")) == counted:
        del desk.rows[0]
    with pytest.raises(ImportNarrowedError):
        desk.run()
