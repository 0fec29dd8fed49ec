"""The tally on real files: what it releases, what it leaves behind, and what an interruption does."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from analysis.disclosure import ReleasedCube, write_cube
from survey_app import paths
from survey_app.ballots.keys import WrongTallyKeyError, new_key, public_text, wrap
from survey_app.ballots.manifest import WaveKind
from survey_app.ballots.sealing import seal
from survey_app.config import Settings
from survey_app.operations import tally, waves
from survey_app.operations.bundle import (
    BundleRejectedError,
    WaveCancelledError,
    WaveNotClosedError,
    export_bundle,
    read_bundle,
    write_bundle,
)
from survey_app.operations.ledger import ledger
from survey_app.operations.opening import read_office
from survey_app.operations.release import ForeignReleaseError, UnreadableReleaseError, import_release, read_release
from survey_app.operations.run import cast_all, purses_of
from survey_app.operations.simulation import Simulation
from survey_app.operations.waves import UnknownWaveError
from survey_app.questionnaire.answers import payload
from survey_app.store import BallotRecord, WaveState, open_stores

WAVE = "2024-Q2"
PASSPHRASE = "mot cau dai de thu nghiem"


@dataclass(frozen=True)
class Closed:
    """A closed wave on disk, its key, and how many ballots it holds."""

    folder: Path
    key_file: Path
    ballots: int
    texts: tuple[str, ...]


@pytest.fixture(scope="module")
def key():
    return new_key()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, key) -> Closed:
    folder = tmp_path_factory.mktemp("closed") / "var"
    stores = open_stores(folder)
    office = read_office(Settings(questionnaires=paths.questionnaires()))
    questionnaire = office.questionnaire("tam-trang-quy")
    opened = waves.open_wave(
        stores,
        wave=WAVE,
        kind=WaveKind.SIMULATED,
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=public_text(key),
        opens=date(2024, 6, 1),
        closes=date(2024, 6, 10),
        results_on=date(2024, 6, 20),
        today=date(2024, 6, 1),
        spares=2,
    )
    sizes = [stratum.headcount for stratum in opened.manifest.strata]
    simulated = Simulation(questionnaire, sizes=sizes, seed=7).wave(quarter=2)
    branches = [opened.manifest.strata[at].branches[0] for at in simulated.strata]
    cast_all(stores, opened.manifest, purses_of(opened), zip(branches, simulated.answers, strict=True))
    waves.close_wave(stores, WAVE)
    key_file = folder.parent / "tally.key.json"
    key_file.write_text(wrap(key, PASSPHRASE), encoding="utf-8")
    texts = tuple(text for answers in simulated.answers for text in answers.texts.values())
    return Closed(folder=folder, key_file=key_file, ballots=len(simulated.answers), texts=texts)


@pytest.fixture
def copy(closed: Closed, tmp_path: Path) -> Path:
    return Path(shutil.copytree(closed.folder, tmp_path / "var"))


@pytest.fixture(scope="module")
def expected(closed: Closed, key, tmp_path_factory: pytest.TempPathFactory) -> ReleasedCube:
    """The release of an uninterrupted tally; of the bytes of another only the seconds of the audit may differ."""
    folder = shutil.copytree(closed.folder, tmp_path_factory.mktemp("control") / "var")
    return tally.tally_wave(open_stores(folder), WAVE, key).cube


def test_a_tally_releases_and_leaves_nothing_behind(copy: Path, closed: Closed, key) -> None:
    stores = open_stores(copy)
    tallied = tally.tally_wave(stores, WAVE, key)
    cube = tallied.cube
    assert (cube.population.N, cube.population.n) == (184, closed.ballots)
    assert (tallied.set_aside, tallied.overfull) == (0, ())
    assert stores.registry.wave(WAVE).state is WaveState.RELEASED
    assert [held.hash for held in ledger(stores)] == [cube.hash]
    assert stores.box.count(WAVE) == 0
    assert stores.registry.slips(WAVE) == ()
    assert not (copy / "secrets" / WAVE).exists()
    assert f"ballots destroyed={closed.ballots}" in stores.registry.purge(WAVE).record


def test_texts_are_counted_and_never_shown(expected: ReleasedCube, closed: Closed) -> None:
    assert len(closed.texts) >= 10
    assert expected.texts[-1].count > 0
    assert not [text for text in set(closed.texts) if text in write_cube(expected)]


def test_three_offline_parts_end_with_the_same_release(copy: Path, key, expected: ReleasedCube, tmp_path: Path) -> None:
    stores = open_stores(copy)
    content = write_bundle(export_bundle(stores, WAVE))
    assert content == write_bundle(export_bundle(stores, WAVE))
    tallied = tally.tally_bundle(read_bundle(content), key)
    file = tmp_path / "phat-hanh.json"
    file.write_text(write_cube(tallied.cube), encoding="utf-8")
    import_release(stores, read_release(file))
    assert ledger(stores)[0].hash == expected.hash
    assert stores.box.count(WAVE) == 0


def test_true_cells_hold_everybody(closed: Closed, key) -> None:
    counts = tally.tally_bundle(export_bundle(open_stores(closed.folder), WAVE), key).counts
    for (_, banner), cells in counts.tables.items():
        if banner == "total":
            assert cells.n.sum() == closed.ballots


@pytest.mark.parametrize("moment", ["opened", "persisted", "emptied", "slips dropped"])
def test_a_killed_tally_run_again_ends_with_the_same_release(
    moment: str, copy: Path, closed: Closed, key, expected: ReleasedCube, root: Path
) -> None:
    """SIGKILL at each step; the second run is an ordinary one."""
    program = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from survey_app.operations import keys, release, tally
        from survey_app.store import open_stores
        from survey_app.store.box import Box
        from survey_app.store.registry import Registry

        folder, key_file, passphrase, wave, moment = sys.argv[1:]
        kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
        def after(owner, name):
            whole = getattr(owner, name)
            def killed(*given, **named):
                whole(*given, **named)
                kill()
            setattr(owner, name, killed)
        owner, name = {
            "opened": (tally, "open_box"),
            "persisted": (Registry, "add_release"),
            "emptied": (Box, "empty"),
            "slips dropped": (Registry, "drop_slips"),
        }[moment]
        after(owner, name)
        tally.tally_wave(open_stores(Path(folder)), wave, keys.open_key(Path(key_file), passphrase))
        """
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, copy, closed.key_file, PASSPHRASE, WAVE, moment], cwd=root, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    stores = open_stores(copy)
    assert tally.tally_wave(stores, WAVE, key).cube.hash == expected.hash
    assert [held.wave for held in ledger(stores)] == [WAVE]
    assert stores.box.count(WAVE) == 0
    assert f"ballots destroyed={closed.ballots}" in stores.registry.purge(WAVE).record
    assert not (copy / "secrets" / WAVE).exists()


def test_a_damaged_ballot_is_set_aside_and_counted(copy: Path, closed: Closed, key) -> None:
    box = sqlite3.connect(copy / "box.sqlite")
    nullifier, ballot = box.execute("SELECT nullifier, ballot FROM ballot LIMIT 1").fetchone()
    flipped = ballot[:-1] + bytes([ballot[-1] ^ 1])
    box.execute("UPDATE ballot SET ballot = ? WHERE nullifier = ?", (flipped, nullifier))
    box.commit()
    box.close()
    tallied = tally.tally_wave(open_stores(copy), WAVE, key)
    assert tallied.set_aside == 1
    assert tallied.cube.population.n == closed.ballots - 1


def test_a_ballot_with_foreign_answers_is_set_aside(copy: Path, closed: Closed, key) -> None:
    stores = open_stores(copy)
    manifest = export_bundle(stores, WAVE).manifest
    foreign = seal(
        b'{"items":{"khong_co":1},"texts":{},"v":1}',
        stratum=0,
        manifest_hash=manifest.hash,
        keys=manifest.public_keys(),
    )
    stores.box.accept(WAVE)
    stores.box.put(BallotRecord(nullifier=os.urandom(32), wave=WAVE, stratum=0, ballot=foreign))
    stores.box.refuse(WAVE)
    tallied = tally.tally_wave(stores, WAVE, key)
    assert (tallied.set_aside, tallied.cube.population.n) == (1, closed.ballots)


def test_a_ballot_of_a_branch_that_the_manifest_does_not_have_is_set_aside(copy: Path, closed: Closed, key) -> None:
    stores = open_stores(copy)
    manifest = export_bundle(stores, WAVE).manifest
    questionnaire = read_office(Settings()).questionnaire("tam-trang-quy")
    answers = Simulation(questionnaire, sizes=[1], seed=3).wave(quarter=2).answers[0]
    stratum = len(manifest.strata)
    ballot = seal(
        payload(questionnaire, answers), stratum=stratum, manifest_hash=manifest.hash, keys=manifest.public_keys()
    )
    stores.box.accept(WAVE)
    stores.box.put(BallotRecord(nullifier=os.urandom(32), wave=WAVE, stratum=stratum, ballot=ballot))
    stores.box.refuse(WAVE)
    tallied = tally.tally_wave(stores, WAVE, key)
    assert (tallied.set_aside, tallied.cube.population.n) == (1, closed.ballots)


def test_more_ballots_than_headcount_mark_the_release_and_do_not_stop_it(copy: Path, closed: Closed, key) -> None:
    stores = open_stores(copy)
    bundle = export_bundle(stores, WAVE)
    manifest = bundle.manifest
    questionnaire = read_office(Settings()).questionnaire("tam-trang-quy")
    extra = Simulation(questionnaire, sizes=[60], seed=1).wave(quarter=2).answers
    stores.box.accept(WAVE)
    for answers in extra:
        ballot = seal(
            payload(questionnaire, answers), stratum=0, manifest_hash=manifest.hash, keys=manifest.public_keys()
        )
        stores.box.put(BallotRecord(nullifier=os.urandom(32), wave=WAVE, stratum=0, ballot=ballot))
    stores.box.refuse(WAVE)
    tallied = tally.tally_wave(stores, WAVE, key)
    assert tallied.overfull == (manifest.strata[0].stratum,)
    assert tallied.cube.population.note
    assert tallied.cube.population.n == closed.ballots + len(extra)
    assert tallied.cube.population.response <= 100


def test_a_wrong_key_changes_nothing(copy: Path, closed: Closed) -> None:
    stores = open_stores(copy)
    with pytest.raises(WrongTallyKeyError):
        tally.tally_wave(stores, WAVE, new_key())
    assert stores.box.count(WAVE) == closed.ballots
    assert ledger(stores) == ()


def test_only_a_closed_wave_is_tallied(tmp_path: Path, copy: Path, key) -> None:
    stores = open_stores(copy)
    with pytest.raises(UnknownWaveError):
        tally.tally_wave(stores, "2099-Q1", key)
    stores.registry.set_state(WAVE, WaveState.OPEN, among=[WaveState.CLOSED])
    with pytest.raises(WaveNotClosedError):
        tally.tally_wave(stores, WAVE, key)
    waves.cancel_wave(stores, WAVE)
    with pytest.raises(WaveCancelledError):
        tally.tally_wave(stores, WAVE, key)


def test_an_edited_release_is_refused(copy: Path, expected: ReleasedCube, tmp_path: Path) -> None:
    file = tmp_path / "sua.json"
    file.write_text(write_cube(expected).replace('"n":', '"n":1', 1), encoding="utf-8")
    with pytest.raises(UnreadableReleaseError) as refusal:
        read_release(file)
    assert refusal.value.where == "sua.json"


def test_a_release_that_does_not_follow_the_ledger_is_refused(copy: Path, expected: ReleasedCube, key) -> None:
    stores = open_stores(copy)
    tally.tally_wave(stores, WAVE, key)
    other = open_stores(copy.with_name("other"))
    with pytest.raises(UnknownWaveError):
        import_release(other, expected)


def test_a_release_of_another_manifest_is_refused(closed: Closed, copy: Path, key, tmp_path: Path) -> None:
    stores = open_stores(copy)
    with sqlite3.connect(copy / "registry.sqlite") as registry:
        registry.execute("UPDATE wave SET manifest_hash = 'sha256:0'")
    registry.close()
    cube = tally.tally_bundle(export_bundle(open_stores(closed.folder), WAVE), key).cube
    with pytest.raises(ForeignReleaseError):
        import_release(stores, cube)
    assert stores.box.count(WAVE) == closed.ballots


@pytest.mark.parametrize("content", [b"", b"khong phai zip", b"PK\x03\x04" + bytes(40)])
def test_a_file_that_is_no_bundle_is_refused(content: bytes) -> None:
    with pytest.raises(BundleRejectedError):
        read_bundle(content)


def test_a_bundle_whose_questionnaire_was_changed_is_refused(closed: Closed) -> None:
    bundle = export_bundle(open_stores(closed.folder), WAVE)
    content = write_bundle(bundle)
    changed = bundle.questionnaire.replace("quý", "năm", 1)
    assert changed != bundle.questionnaire
    with pytest.raises(BundleRejectedError):
        read_bundle(content.replace(bundle.questionnaire.encode(), changed.encode()))


def test_the_web_never_sees_a_private_key(root: Path) -> None:
    """No module that the server loads names the tally, key files or unwrapping."""
    forbidden = ("operations.tally", "operations.keys", "operations.demo", "unwrap", "PrivateKey", "open_ballot")
    for path in (root / "survey_app" / "web").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in forbidden if name in text], path.name
