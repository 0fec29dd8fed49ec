"""Two releases at the same time: two processes on one folder, let loose together once both have decided."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date

import pytest

from analysis.disclosure import write_cube
from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import new_key, public_text, wrap
from survey_app.ballots.manifest import Archive
from survey_app.operations import archives, tally, waves
from survey_app.operations.bundle import export_bundle
from survey_app.operations.ledger import ledger
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers
from survey_app.store import WaveState, open_stores

PASSPHRASE = "mot cau dai de thu nghiem"
FIRST, SECOND = "2025-Q4", "2026-Q1"
PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from survey_app.errors import SurveyError
    from survey_app.operations import keys, release, tally
    from survey_app.store import open_stores

    folder, what, name, secret = sys.argv[1:]
    stores = open_stores(Path(folder))

    def ready():
        print("ready", flush=True)
        sys.stdin.readline()

    try:
        if what == "import":
            cube, sealed = release.read_release(Path(name)), Path(secret).read_bytes()
            ready()
            print(release.import_decided(stores, cube, sealed).hash)
        else:
            take_in = tally.take_in
            def waiting(*given):
                ready()
                return take_in(*given)
            tally.take_in = waiting
            print(tally.tally_wave(stores, name, keys.open_key(Path(secret), "mot cau dai de thu nghiem")).cube.hash)
    except SurveyError as refusal:
        print(refusal.code)
    """
)


@pytest.fixture(scope="module")
def keeper():
    return new_key()


@pytest.fixture
def key_file(custodian, tmp_path):
    path = tmp_path / "tally.key.json"
    path.write_text(wrap(custodian, PASSPHRASE), encoding="utf-8")
    return path


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


def together(folder, *arguments):
    """Return what two processes said last, started together, let go together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, folder, *map(str, given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for given in arguments
    ]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("\n")
        each.stdin.flush()
    return [each.communicate()[0].strip() for each in running]


def test_one_wave_tallied_twice_at_once_is_released_once(stores, closing, key_file, keeper) -> None:
    manifest = closing(FIRST, date(2025, 12, 1), 12)
    said = together(stores.folder, *[("tally", FIRST, key_file)] * 2)
    (cube,) = ledger(stores)
    assert said == [cube.hash, cube.hash]
    assert cube.population.n == 12
    assert stores.box.count(FIRST) == 0
    rows = open_archive(archives.sealed_archive(stores, FIRST), manifest_hash=manifest.hash, key=keeper)
    assert len(rows) == 12


def test_of_two_waves_released_at_once_the_second_is_told_and_keeps_its_box(
    stores, closing, key_file, custodian
) -> None:
    closing(FIRST, date(2025, 12, 1), 12)
    closing(SECOND, date(2026, 3, 1), 8)
    said = together(stores.folder, *[("tally", wave, key_file) for wave in (FIRST, SECOND)])
    (cube,) = ledger(stores)
    assert sorted(said) == sorted([cube.hash, "ledger-moved"])
    (lost,) = {FIRST, SECOND} - {cube.wave}
    assert stores.registry.wave(lost).state is WaveState.CLOSED
    assert stores.box.count(lost) == {FIRST: 12, SECOND: 8}[lost]
    assert stores.papers.archive(lost) is None
    later = tally.tally_wave(stores, lost, custodian).cube
    assert later.previous == cube.hash
    assert [one.wave for one in ledger(stores)] == [cube.wave, lost]


def test_of_two_different_releases_of_one_wave_one_stands_with_its_own_archive(
    stores, closing, custodian, keeper, tmp_path
) -> None:
    manifest = closing(FIRST, date(2025, 12, 1), 12)
    bundle = export_bundle(stores, FIRST)
    files = []
    for count in (12, 9):
        tallied = tally.tally_bundle(replace(bundle, ballots=bundle.ballots[:count]), custodian)
        release, archive = tmp_path / f"{count}.json", tmp_path / f"{count}.archive"
        release.write_text(write_cube(tallied.cube), encoding="utf-8")
        archive.write_bytes(archives.seal_rows(manifest, tallied.rows))
        files.append(("import", release, archive))
    said = together(stores.folder, *files)
    (cube,) = ledger(stores)
    assert sorted(said) == sorted([cube.hash, "release-exists"])
    rows = open_archive(archives.sealed_archive(stores, FIRST), manifest_hash=manifest.hash, key=keeper)
    assert len(rows) == cube.population.n


def test_a_process_that_dies_while_it_takes_in_leaves_the_way_free(stores) -> None:
    program = "import sys, os; from pathlib import Path; from survey_app.store import open_stores\n"
    program += "with open_stores(Path(sys.argv[1])).alone(): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", program, stores.folder], check=False).returncode == 9
    with open_stores(stores.folder).alone():
        assert (stores.folder / "releasing.lock").stat().st_size == 0
