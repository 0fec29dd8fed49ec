"""Addenda of a wave: what holds after them, and what they may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.disclosure import read_cube, write_cube
from survey_app.ballots.addenda import AddendumRejectedError
from survey_app.operations import addending, respond, waves
from survey_app.operations.addending import UnknownStratumError
from survey_app.operations.bundle import (
    BundleRejectedError,
    WaveCancelledError,
    export_bundle,
    read_bundle,
    write_bundle,
)
from survey_app.operations.lookup import SlipState, find_slip
from survey_app.operations.release import ForeignReleaseError, import_release
from survey_app.operations.secrets import MissingSecretError
from survey_app.operations.tally import tally_bundle
from survey_app.operations.waves import WaveNotOpenError, WaveStatus, status_of
from survey_app.questionnaire.answers import Answers
from survey_app.store import WaveState
from survey_app.store.errors import NotAcceptingError

TODAY = date(2025, 12, 1)
WAVE = "2025-Q4"
AFTER = date(2025, 12, 12)


@pytest.fixture
def record(stores, opened):
    return lambda: waves.find_wave(stores, WAVE)


def test_an_extension_moves_the_closing_and_the_day_of_results(stores, record):
    assert status_of(record(), AFTER) is WaveStatus.CLOSED
    signed = addending.extend_wave(stores, WAVE, days=5, today=TODAY)
    assert signed.addendum.number == 1
    assert status_of(record(), AFTER) is WaveStatus.OPEN
    assert status_of(record(), date(2025, 12, 16)) is WaveStatus.CLOSED
    standing = waves.standing_of(record())
    assert (standing.closes, standing.results_on, standing.head) == ("2025-12-15", "2025-12-25", signed.addendum.hash)
    assert waves.manifest_of(record()).closes == "2025-12-10"


def test_a_bundle_carries_the_addenda_and_a_release_without_them_is_refused(stores, opened, custodian):
    signed = addending.extend_wave(stores, WAVE, days=5, today=TODAY)
    waves.close_wave(stores, WAVE)
    bundle = export_bundle(stores, WAVE)
    assert read_bundle(write_bundle(bundle)).addenda == bundle.addenda == (signed,)
    broken = replace(signed, signature=signed.signature[:-8] + "AAAAAAA=")
    with pytest.raises(BundleRejectedError):
        read_bundle(write_bundle(replace(bundle, addenda=(broken,))))
    told = tally_bundle(bundle, custodian).cube
    assert (told.head, told.closed) == (signed.addendum.hash, "2025-12-15")
    withheld = tally_bundle(replace(bundle, addenda=()), custodian).cube
    assert (withheld.head, withheld.closed) == (None, "2025-12-10")
    with pytest.raises(ForeignReleaseError):
        import_release(stores, withheld)
    assert read_cube(write_cube(told)) == told
    assert import_release(stores, told).hash == told.hash


def test_a_ballot_is_taken_on_an_added_day(stores, opened):
    code = opened.slips[0].code
    with pytest.raises(NotAcceptingError):
        respond.cast(stores, WAVE, code, Answers(values={}, texts={}), today=AFTER)
    addending.extend_wave(stores, WAVE, days=5, today=TODAY)
    respond.cast(stores, WAVE, code, Answers(values={}, texts={}), today=AFTER)
    assert stores.box.count(WAVE) == 1


def test_all_extensions_together_are_fourteen_days_at_most(stores, opened):
    addending.extend_wave(stores, WAVE, days=9, today=TODAY)
    with pytest.raises(AddendumRejectedError):
        addending.extend_wave(stores, WAVE, days=6, today=TODAY)
    addending.extend_wave(stores, WAVE, days=5, today=TODAY)
    with pytest.raises(AddendumRejectedError):
        addending.extend_wave(stores, WAVE, days=1, today=TODAY)
    assert len(waves.find_wave(stores, WAVE).addenda) == 2


@pytest.mark.parametrize("days", [0, -1, 15])
def test_an_extension_that_is_none_is_refused(stores, opened, days):
    with pytest.raises(AddendumRejectedError):
        addending.extend_wave(stores, WAVE, days=days, today=TODAY)
    assert waves.find_wave(stores, WAVE).addenda == ()


def test_a_wave_whose_last_day_is_over_is_not_extended(stores, opened):
    with pytest.raises(WaveNotOpenError):
        addending.extend_wave(stores, WAVE, days=3, today=date(2025, 12, 11))
    waves.close_wave(stores, WAVE)
    with pytest.raises(WaveNotOpenError):
        addending.extend_wave(stores, WAVE, days=3, today=TODAY)


def test_spare_slips_are_counted_in_public_and_can_be_cast(stores, opened, record):
    manifest = opened.manifest
    name = manifest.strata[1].stratum
    before = len(stores.registry.slips(WAVE))
    made = addending.add_spares(stores, WAVE, stratum=name, count=3, today=TODAY)
    assert {slip.stratum for slip in made.slips} == {1}
    assert len({slip.code for slip in made.slips}) == 3
    assert len(stores.registry.slips(WAVE)) == before + 3
    assert waves.standing_of(record()).spares[1] == manifest.strata[1].spares + 3
    assert find_slip(stores, WAVE, made.slips[0].code) is SlipState.OPEN
    respond.cast(stores, WAVE, made.slips[0].code, Answers(values={}, texts={}), today=TODAY)
    assert stores.box.counts(WAVE) == {1: 1}


def test_spare_slips_of_nobody_are_refused_and_none_is_made(stores, opened):
    before = len(stores.registry.slips(WAVE))
    with pytest.raises(UnknownStratumError):
        addending.add_spares(stores, WAVE, stratum="nowhere", count=1, today=TODAY)
    for count in (0, 501):
        with pytest.raises(AddendumRejectedError):
            addending.add_spares(stores, WAVE, stratum=opened.manifest.strata[0].stratum, count=count, today=TODAY)
    assert len(stores.registry.slips(WAVE)) == before


def test_a_cancelled_wave_says_so_in_its_chain_and_keeps_nothing(stores, opened, record):
    respond.cast(stores, WAVE, opened.slips[0].code, Answers(values={}, texts={}), today=TODAY)
    addending.cancel(stores, WAVE, today=TODAY)
    assert record().state is WaveState.CANCELLED
    assert waves.standing_of(record()).cancelled
    assert stores.box.count(WAVE) == len(stores.registry.slips(WAVE)) == 0
    assert not (stores.folder / "secrets" / WAVE).exists()
    assert addending.cancel(stores, WAVE, today=TODAY).state is WaveState.CANCELLED
    assert len(record().addenda) == 1


def test_a_cancellation_cut_off_in_the_middle_counts_already_and_is_finished_later(stores, opened, record, monkeypatch):
    monkeypatch.setattr(addending, "cancel_wave", lambda *_: None)
    addending.cancel(stores, WAVE, today=TODAY)
    assert record().state is WaveState.OPEN
    assert status_of(record(), TODAY) is WaveStatus.CANCELLED
    with pytest.raises(NotAcceptingError):
        respond.cast(stores, WAVE, opened.slips[0].code, Answers(values={}, texts={}), today=TODAY)
    with pytest.raises(WaveNotOpenError):
        waves.close_wave(stores, WAVE)
    monkeypatch.undo()
    addending.cancel(stores, WAVE, today=TODAY + timedelta(days=30))
    assert record().state is WaveState.CANCELLED
    assert len(record().addenda) == 1
    with pytest.raises(WaveCancelledError):
        export_bundle(stores, WAVE)


def test_without_the_key_nobody_cancels_in_silence(stores, opened):
    (stores.folder / "secrets" / WAVE / "addenda.pem").unlink()
    with pytest.raises(MissingSecretError):
        addending.cancel(stores, WAVE, today=TODAY)


def test_two_addenda_at_the_same_moment_do_not_both_stand(stores, opened, record):
    stale = record()
    addending.extend_wave(stores, WAVE, days=1, today=TODAY)
    signed = addending._signed(stores, stale, addending.AddendumKind.EXTEND, TODAY, days=2)
    with pytest.raises(addending.AddendumRaceError):
        addending._publish(stores, stale, signed)
    assert waves.standing_of(record()).closes == "2025-12-11"


def test_an_addendum_changed_in_the_database_stops_everything_that_rests_on_it(stores, opened, record):
    addending.extend_wave(stores, WAVE, days=1, today=TODAY)
    kept = record().addenda[0]
    forged = type(record())(
        **{
            **{name: getattr(record(), name) for name in record().__slots__},
            "addenda": (
                type(kept)(
                    wave=WAVE, number=1, text=kept.text.replace('"days":1', '"days":9'), signature=kept.signature
                ),
            ),
        }
    )
    with pytest.raises(AddendumRejectedError):
        status_of(forged, TODAY)
