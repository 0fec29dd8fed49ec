"""A wave that was withdrawn: gone from trend and pages, kept in the ledger with the reason."""

from __future__ import annotations

import pytest

from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.ledger import ledger, standing
from survey_app.operations.shelf import library
from survey_app.operations.waves import close_wave
from survey_app.operations.withdrawing import NoReasonError, NotReleasedYetError, WithdrawnBeforeError, withdraw
from tests.factories.past import Desk


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
