"""The archive of a wave: sealed at the tally, purged by the calendar, counted once more for a correction."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Archive, KeptTexts
from survey_app.ballots.texts import head_of
from survey_app.operations import (
    addending,
    archives,
    correcting,
    gating,
    processing,
    release,
    staff_log,
    tally,
    ticking,
    waves,
)
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.keeping_texts import texts_file
from survey_app.operations.ledger import ledger, standing
from survey_app.operations.proof import public_proof
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers
from survey_app.store import WaveState, open_stores
from survey_app.verifying import verify

WAVE, CLOSES = "2025-Q4", date(2025, 12, 10)
SECRET_WORDS = "ghế ngồi ở hội trường"


@pytest.fixture(scope="module")
def keeper():
    return new_key()


@pytest.fixture
def closed(opening, stores, keeper):
    """A closed wave of twenty ballots whose opened ballots are to be kept 30 days."""
    opened = opening(archive=Archive(key=public_text(keeper), days=30))
    for at, slip in enumerate(opened.slips[:20]):
        values = {"dieu_kien": 1 + at % 5, "ap_luc": 1 + at % 3}
        texts = {"de_xuat": SECRET_WORDS} if at % 4 == 0 else {}
        cast(stores, WAVE, slip.code, Answers(values=values, texts=texts), today=date(2025, 12, 1))
    waves.close_wave(stores, WAVE)
    return opened.manifest


def test_the_tally_seals_codes_for_the_archive_key_alone(stores, closed, custodian, keeper) -> None:
    tally.tally_wave(stores, WAVE, custodian)
    kept = stores.papers.archive(WAVE)
    assert kept.until == (CLOSES + timedelta(days=30)).isoformat()
    rows = open_archive(archives.sealed_archive(stores, WAVE), manifest_hash=closed.hash, key=keeper)
    assert len(rows) == 20
    assert SECRET_WORDS not in "".join(row.payload for row in rows)
    assert sum('"de_xuat":"x"' in row.payload for row in rows) == 5
    path = archives.archive_file(stores.folder, WAVE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept.until in stores.registry.purge(WAVE).record
    with pytest.raises(archives.SurveyError):
        open_archive(path.read_bytes(), manifest_hash=closed.hash, key=custodian)


def test_nothing_is_kept_without_an_archive_key(opening, stores, custodian) -> None:
    opening()
    waves.close_wave(stores, WAVE)
    tally.tally_wave(stores, WAVE, custodian)
    assert stores.papers.archives() == ()
    assert not (stores.folder / archives.FOLDER).exists()
    with pytest.raises(archives.NoArchiveError):
        archives.sealed_archive(stores, WAVE)


def test_the_archive_may_not_be_opened_by_a_tally_key(opening, custodian) -> None:
    with pytest.raises(waves.ArchiveKeyError):
        opening(archive=Archive(key=public_text(custodian)))


def test_the_round_of_the_day_destroys_it_when_its_days_are_over(stores, closed, custodian) -> None:
    tally.tally_wave(stores, WAVE, custodian)
    path = archives.archive_file(stores.folder, WAVE)
    last = CLOSES + timedelta(days=30)
    assert archives.purge_archives(stores, last) == ()
    assert path.exists()
    done = ticking.tick(stores, today=last + timedelta(days=1), address="https://so.example")
    assert [one.wave for one in done if one.kind is ticking.TickKind.PURGED] == [WAVE]
    assert not path.exists()
    assert stores.papers.archive(WAVE).purged == (last + timedelta(days=1)).isoformat()
    assert staff_log.entries(stores)[-1].action == staff_log.Action.ARCHIVE_PURGED
    assert archives.purge_archives(stores, last + timedelta(days=9)) == ()


@pytest.fixture
def extended(opening, stores, keeper):
    """A wave that keeps archive and texts five days, and took ballots four days longer than it said at first."""
    opening(archive=Archive(key=public_text(keeper), days=5), texts=KeptTexts(days=5))
    addending.extend_wave(stores, WAVE, days=4, today=CLOSES)
    waves.close_wave(stores, WAVE)
    return CLOSES + timedelta(days=9)


def test_days_of_keeping_are_counted_from_the_last_day_that_addenda_set(stores, extended, custodian, tmp_path) -> None:
    apart = open_stores(shutil.copytree(stores.folder, tmp_path / "apart"))
    bundle = read_bundle(write_bundle(export_bundle(apart, WAVE)))
    elsewhere = tally.tally_bundle(bundle, custodian)
    sealed = archives.seal_rows(bundle.manifest, elsewhere.rows, closes=bundle.standing.closes)
    release.import_decided(apart, elsewhere.cube, sealed, elsewhere.texts)
    tally.tally_wave(stores, WAVE, custodian)
    for each in (stores, apart):
        held = texts_file(each.folder, WAVE)
        assert each.papers.archive(WAVE).until == head_of(held.read_text(encoding="utf-8"))["until"] == str(extended)
        gone = {ticking.TickKind.PURGED, ticking.TickKind.TEXTS_PURGED}
        assert not gone & {one.kind for one in ticking.tick(each, today=extended, address="https://so.example")}
        later = ticking.tick(each, today=extended + timedelta(days=1), address="https://so.example")
        assert gone <= {one.kind for one in later}
        assert not held.exists()
    assert extended.strftime("%d/%m/%Y") in str(processing.processing_record(stores, WAVE))


def test_texts_that_cannot_be_read_any_more_go_on_their_day_and_stop_nothing_else(stores, extended, custodian) -> None:
    tally.tally_wave(stores, WAVE, custodian)
    held = texts_file(stores.folder, WAVE)
    held.write_text("damaged", encoding="utf-8")
    stranger = held.with_name("no-such-wave.sealed")
    stranger.write_text("not ours", encoding="utf-8")
    assert ticking.TickKind.TEXTS_PURGED not in {
        one.kind for one in ticking.tick(stores, today=extended, address="https://so.example")
    }
    done = ticking.tick(stores, today=extended + timedelta(days=1), address="https://so.example")
    assert [one.wave for one in done if one.kind is ticking.TickKind.TEXTS_PURGED] == [WAVE]
    assert (held.exists(), stranger.exists()) == (False, True)


def test_a_wave_cancelled_after_an_interrupted_tally_leaves_nothing_that_anybody_could_read(
    stores, extended, custodian, monkeypatch
) -> None:
    monkeypatch.setattr(release, "import_release", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        tally.tally_wave(stores, WAVE, custodian)
    left = [archives.archive_file(stores.folder, WAVE), texts_file(stores.folder, WAVE)]
    assert all(path.exists() for path in left)
    left[0].with_suffix(".new").write_bytes(b"cut off in the middle")
    addending.cancel(stores, WAVE, today=CLOSES)
    assert [path for each in left for path in each.parent.iterdir()] == []
    assert stores.papers.archive(WAVE).purged == CLOSES.isoformat()


def test_a_wave_whose_release_was_written_down_cannot_be_cancelled_any_more(
    stores, closed, custodian, monkeypatch
) -> None:
    """The tally was cut off between the ledger and the state of the wave."""
    monkeypatch.setattr(type(stores.registry), "set_state", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        tally.tally_wave(stores, WAVE, custodian)
    monkeypatch.undo()
    with pytest.raises(waves.WaveNotOpenError):
        addending.cancel(stores, WAVE, today=CLOSES)
    assert tally.tally_wave(stores, WAVE, custodian).cube.population.n == 20


def test_an_interrupted_run_seals_it_again_and_ends_the_same(stores, closed, custodian, keeper, monkeypatch) -> None:
    monkeypatch.setattr(release, "import_release", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        tally.tally_wave(stores, WAVE, custodian)
    first = stores.papers.archive(WAVE)
    monkeypatch.undo()
    tally.tally_wave(stores, WAVE, custodian)
    assert stores.papers.archive(WAVE).hash != first.hash
    assert len(open_archive(archives.sealed_archive(stores, WAVE), manifest_hash=closed.hash, key=keeper)) == 20


def test_a_release_from_elsewhere_brings_its_archive(stores, closed, custodian, keeper) -> None:
    bundle = read_bundle(write_bundle(export_bundle(stores, WAVE)))
    tallied = tally.tally_bundle(bundle, custodian)
    with pytest.raises(archives.ForeignArchiveError):
        release.import_decided(stores, tallied.cube, None)
    other = replace(closed, archive=Archive(key=closed.archive.key, days=31))
    for sealed in (b"", archives.seal_rows(other, tallied.rows)):
        with pytest.raises(archives.ForeignArchiveError):
            release.import_decided(stores, tallied.cube, sealed)
    assert ledger(stores) == ()
    sealed = archives.seal_rows(bundle.manifest, tallied.rows)
    release.import_decided(stores, tallied.cube, sealed)
    assert archives.sealed_archive(stores, WAVE) == sealed
    release.import_decided(stores, tallied.cube, None)  # run again: the archive is there


def test_counting_again_corrects_nothing_when_nothing_changed(stores, closed, custodian, keeper) -> None:
    tally.tally_wave(stores, WAVE, custodian)
    with pytest.raises(correcting.NothingToCorrectError):
        correcting.correct(stores, WAVE, keeper)


def test_a_correction_stands_beside_the_release_and_is_the_one_shown(
    stores, closed, custodian, keeper, monkeypatch
) -> None:
    """The first count forgets a table, as a program with a mistake would; the archive gives it back."""
    whole = gating.table_plan
    monkeypatch.setattr(gating, "table_plan", lambda questionnaire, **chosen: whole(questionnaire, **chosen)[:1])
    first = tally.tally_wave(stores, WAVE, custodian).cube
    monkeypatch.undo()
    second = correcting.correct(stores, WAVE, keeper)
    assert second.previous == first.hash
    assert len(second.tables) > len(first.tables)
    assert [cube.hash for cube in ledger(stores)] == [first.hash, second.hash]
    assert [cube.hash for cube in standing(stores)] == [second.hash]
    assert stores.registry.release(WAVE).number == 2
    assert export_bundle(stores, WAVE).released.hash == second.hash
    assert [one.code for one in verify([("proof", public_proof(stores, WAVE).encode())]) if not one.holds] == []


def test_a_correction_that_would_tell_a_few_is_refused(stores, closed, custodian, keeper, monkeypatch) -> None:
    tally.tally_wave(stores, WAVE, custodian)

    def one_fewer(manifest, found):
        return archives.seal_archive(
            list(found)[1:],
            manifest_hash=manifest.hash,
            purge_on=archives.purge_on(manifest),
            key=archives.read_public(manifest.archive.key),
        )

    held = open_archive(archives.sealed_archive(stores, WAVE), manifest_hash=closed.hash, key=keeper)
    archives.keep_archive(stores, closed, one_fewer(closed, held))
    with pytest.raises(correcting.CorrectionRefusedError):
        correcting.correct(stores, WAVE, keeper)
    assert len(ledger(stores)) == 1


def test_only_a_released_wave_with_an_archive_is_corrected(opening, stores, custodian, keeper) -> None:
    opening()
    with pytest.raises(archives.NoArchiveError):
        correcting.correct(stores, WAVE, keeper)
    waves.close_wave(stores, WAVE)
    tally.tally_wave(stores, WAVE, custodian)
    assert stores.registry.wave(WAVE).state is WaveState.RELEASED
    with pytest.raises(archives.NoArchiveError):
        correcting.correct(stores, WAVE, keeper)


def test_a_copy_of_the_stores_opens_with_receipts_and_archive(stores, closed, custodian, tmp_path) -> None:
    tally.tally_wave(stores, WAVE, custodian)
    copy = open_stores(shutil.copytree(stores.folder, tmp_path / "copy"))
    assert copy.papers.receipts(WAVE) == stores.papers.receipts(WAVE)
    assert copy.papers.archives() == stores.papers.archives()
