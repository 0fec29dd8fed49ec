"""Two releases at the same time: two processes on one folder, let loose together once both have decided."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import pytest

from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Archive
from survey_app.operations import archives, tally, waves
from survey_app.operations.bundle import export_bundle
from survey_app.operations.ledger import ledger
from survey_app.operations.release import import_decided, take_in
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers
from survey_app.store import WaveState, open_stores
from survey_app.store.box import Box
from tests.factories.at_once import together

FIRST, SECOND = "2025-Q4", "2026-Q1"


@pytest.fixture(scope="module")
def keeper():
    return new_key()


@pytest.fixture
def closing(opening, stores, keeper):
    """Close a wave of so many ballots; what they say is sealed for the archive."""

    def run(wave, opens, ballots):
        days = {"opens": opens, "closes": opens.replace(day=10), "results_on": opens.replace(day=20), "today": opens}
        opened = opening(wave=wave, archive=Archive(key=public_text(keeper), days=30), **days)
        for at, slip in enumerate(opened.slips[:ballots]):
            values = {"dieu_kien": 1 + at % 5, "ap_luc": 1 + at % 3}
            cast(stores, wave, slip.code, Answers(values=values, texts={}), today=opens)
        waves.close_wave(stores, wave)
        return opened.manifest

    return run


def decided(stores, wave, key, *, without=0):
    bundle = export_bundle(stores, wave)
    return tally.tally_bundle(replace(bundle, ballots=bundle.ballots[without:]), key)


def test_one_wave_released_twice_at_once_is_released_once(stores, closing, custodian, keeper) -> None:
    manifest = closing(FIRST, date(2025, 12, 1), 12)
    tallied = decided(stores, FIRST, custodian)
    said = together(*[lambda: take_in(open_stores(stores.folder), tallied)] * 2)
    (cube,) = ledger(stores)
    assert said == [cube.hash, cube.hash]
    assert cube.population.n == 12
    assert stores.box.count(FIRST) == 0
    rows = open_archive(archives.sealed_archive(stores, FIRST), manifest_hash=manifest.hash, key=keeper)
    assert len(rows) == 12


def test_of_two_waves_released_at_once_the_second_is_told_and_keeps_its_box(stores, closing, custodian) -> None:
    held = {FIRST: 12, SECOND: 8}
    closing(FIRST, date(2025, 12, 1), held[FIRST])
    closing(SECOND, date(2026, 3, 1), held[SECOND])
    one, other = (decided(stores, wave, custodian) for wave in held)
    said = together(
        lambda: take_in(open_stores(stores.folder), one), lambda: take_in(open_stores(stores.folder), other)
    )
    (cube,) = ledger(stores)
    assert sorted(said) == sorted([cube.hash, "ledger-moved"])
    (lost,) = {FIRST, SECOND} - {cube.wave}
    assert stores.registry.wave(lost).state is WaveState.CLOSED
    assert stores.box.count(lost) == held[lost]
    assert stores.papers.archive(lost) is None
    later = tally.tally_wave(stores, lost, custodian).cube
    assert later.previous == cube.hash
    assert [one.wave for one in ledger(stores)] == [cube.wave, lost]


def test_of_two_different_releases_of_one_wave_one_stands_with_its_own_archive(
    stores, closing, custodian, keeper
) -> None:
    manifest = closing(FIRST, date(2025, 12, 1), 12)
    made = [decided(stores, FIRST, custodian, without=count) for count in (0, 3)]
    sealed = [archives.seal_rows(manifest, one.rows) for one in made]
    said = together(
        *[
            lambda cube=one.cube, archive=archive: import_decided(open_stores(stores.folder), cube, archive)
            for one, archive in zip(made, sealed, strict=True)
        ]
    )
    (cube,) = ledger(stores)
    assert sorted(said) == sorted([cube.hash, "release-exists"])
    rows = open_archive(archives.sealed_archive(stores, FIRST), manifest_hash=manifest.hash, key=keeper)
    assert len(rows) == cube.population.n


def test_a_tally_that_began_before_another_emptied_the_box_ends_with_the_same_release(
    stores, closing, custodian, monkeypatch
) -> None:
    """The box is read before the ledger: what was emptied in between has its release there."""
    closing(FIRST, date(2025, 12, 1), 12)
    ballots = Box.ballots

    def slow(box, wave):
        with monkeypatch.context() as patched:
            patched.setattr(Box, "ballots", ballots)
            if box is stores.box:
                tally.tally_wave(open_stores(stores.folder), wave, custodian)
            return ballots(box, wave)

    monkeypatch.setattr(Box, "ballots", slow)
    bundle = export_bundle(stores, FIRST)
    assert bundle.ballots == ()
    assert bundle.released is not None
    assert bundle.released.population.n == 12


def test_a_process_that_dies_while_it_takes_in_leaves_the_way_free(stores) -> None:
    child = os.fork()
    if child == 0:
        with open_stores(stores.folder).alone():
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with open_stores(stores.folder).alone():
        assert (stores.folder / "releasing.lock").stat().st_size == 0
