"""A dry recount: what a box file proves of a release, what an archive proves, and what neither changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from analysis.disclosure import write_cube
from survey_app.ballots.keys import WrongTallyKeyError, new_key, public_text, wrap
from survey_app.ballots.manifest import Archive
from survey_app.ballots.sealing import open_ballot
from survey_app.cli import survey
from survey_app.operations import correcting, gating, recounting, tally, waves
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.counting_room import CountingRoom
from survey_app.operations.proof import public_proof
from survey_app.operations.recounting import (
    ForeignBoxError,
    NothingToRecountError,
    UnreadableProofError,
    Verdict,
    expected_of,
    recount_archive,
    recount_box,
    recount_box_here,
)
from survey_app.operations.respond import cast_many
from survey_app.operations.staff_log import entries
from survey_app.questionnaire.answers import Answers
from survey_app.store import open_stores

WAVE, WHO, DAY = "2025-Q4", "giu-khoa", date(2025, 12, 1)
PASSPHRASE = "mot cau mat khau dai"


@pytest.fixture(scope="module")
def second():
    """The other custodian's key."""
    return new_key()


@pytest.fixture(scope="module")
def keeper():
    return new_key()


@pytest.fixture(scope="module")
def held(tmp_path_factory, questionnaire, organisation, custodian, second, keeper):
    """The folder of a closed wave of twenty ballots for two custodians, with an archive."""
    stores = open_stores(tmp_path_factory.mktemp("held") / "var")
    opened = waves.open_wave(
        stores,
        wave=WAVE,
        kind="real",
        questionnaire=questionnaire,
        organisation=organisation,
        tally_key=[public_text(custodian), public_text(second)],
        archive=Archive(key=public_text(keeper), days=30),
        opens=DAY,
        closes=DAY,
        results_on=DAY,
        today=DAY,
    )
    ballots = [
        (slip.code, Answers(values={"dieu_kien": 1 + at % 5, "ap_luc": 1 + at % 3}, texts={}))
        for at, slip in enumerate(opened.slips[:20])
    ]
    cast_many(stores, WAVE, ballots)
    waves.close_wave(stores, WAVE)
    return stores.folder


@pytest.fixture
def stores(held, tmp_path):
    return open_stores(shutil.copytree(held, tmp_path / "var"))


@pytest.fixture
def box(stores):
    """The box file, exported before the tally."""
    return read_bundle(write_bundle(export_bundle(stores, WAVE)))


@pytest.fixture
def posted(stores, box, custodian):
    """Tally the wave as a custodian's browser does, which may say something else than it read."""

    def tell(change=lambda row: row):
        room, rows = CountingRoom(), []
        for stratum, sealed in box.ballots:
            raw = open_ballot(sealed, stratum=stratum, manifest_hash=box.manifest.hash, key=custodian)
            rows.append(change({"stratum": stratum, "items": json.loads(raw)["items"], "texts": []}))
        token = room.begin(stores, WAVE, WHO)
        room.add(token, wave=WAVE, staff=WHO, at=0, rows=rows)
        return room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False).cube

    return tell


def bytes_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def contented(row):
    """What a browser says that makes everybody content."""
    return {**row, "items": {**row["items"], "dieu_kien": 5}}


def test_every_recount_of_an_honest_tally_gives_the_release_and_changes_nothing(
    stores, box, posted, second, keeper
) -> None:
    cube = posted()
    before = bytes_of(stores.folder)
    proof = public_proof(stores, WAVE)
    found = [
        recount_box_here(stores, box, second),
        recount_box(box, second, expected_of(proof, wave=WAVE)),
        recount_box(box, second, expected_of(proof, wave=WAVE, release=write_cube(cube))),
        recount_archive(stores, WAVE, keeper),
    ]
    assert {(one.verdict, one.stated, one.n_counted, one.set_aside) for one in found} == {
        (Verdict.SAME, cube.hash, 20, 0)
    }
    assert [one.receipts for one in found] == [True, True, True, None]
    assert all(one.holds for one in found)
    assert bytes_of(stores.folder) == before


def test_the_other_custodian_finds_out_a_browser_that_said_something_else_than_it_read(
    stores, box, posted, second, keeper
) -> None:
    """The rows are as many and of the strata of the box, so the tally cannot tell; the box file can."""
    cube = posted(contented)
    found = recount_box_here(stores, box, second)
    assert (found.holds, found.verdict, found.receipts, found.n_counted) == (False, Verdict.DIFFERENT, True, 20)
    assert "dieu_kien" in " ".join(found.tables)
    assert "ap_luc" not in " ".join(found.tables)
    apart = recount_box(box, second, expected_of(public_proof(stores, WAVE), wave=WAVE))
    assert (apart.holds, apart.stated, apart.tables) == (False, cube.hash, ())
    assert recount_archive(stores, WAVE, keeper).holds, "the archive holds what that browser said"


def test_other_ballots_than_those_of_the_receipts_are_no_proof(stores, box, posted, second) -> None:
    posted()
    found = recount_box_here(stores, replace(box, ballots=box.ballots[1:]), second)
    assert (found.receipts, found.holds, found.n_counted) == (False, False, 19)


def test_the_archive_finds_a_mistake_in_counting_and_then_its_correction(
    stores, box, posted, second, keeper, monkeypatch
) -> None:
    whole = gating.table_plan
    monkeypatch.setattr(gating, "table_plan", lambda questionnaire, **chosen: whole(questionnaire, **chosen)[:1])
    posted()
    monkeypatch.undo()
    found = recount_archive(stores, WAVE, keeper)
    assert (found.verdict, bool(found.tables)) == (Verdict.DIFFERENT, True)
    correcting.correct(stores, WAVE, keeper)
    assert recount_archive(stores, WAVE, keeper).verdict is Verdict.SAME
    assert recount_box_here(stores, box, second).verdict is Verdict.SAME


def test_a_key_of_nobody_and_a_wave_without_release_are_refused(stores, box, keeper, second) -> None:
    with pytest.raises(NothingToRecountError):
        recount_archive(stores, WAVE, keeper)
    with pytest.raises(NothingToRecountError):
        recount_box_here(stores, box, second)
    with pytest.raises(NothingToRecountError):
        recounting.released_cube(stores, WAVE)
    tally.tally_wave(stores, WAVE, second)
    with pytest.raises(WrongTallyKeyError):
        recount_box_here(stores, box, keeper)


def test_proofs_of_something_else_are_refused(stores, box, posted, second) -> None:
    early = public_proof(stores, WAVE)
    cube = posted()
    proof = public_proof(stores, WAVE)
    other = write_cube(cube).replace('"wave"', '"ware"')
    for given, wave, release in (
        ("{", WAVE, None),
        (early, WAVE, None),
        (proof, "2025-Q3", None),
        (proof, WAVE, other),
    ):
        with pytest.raises(UnreadableProofError):
            expected_of(given, wave=wave, release=release)
    later = replace(expected_of(proof, wave=WAVE), previous="sha256:" + "0" * 64)
    with pytest.raises(ForeignBoxError):
        recount_box(box, second, later)
    foreign = replace(box, manifest=replace(box.manifest, closes="2025-12-02"))
    with pytest.raises(ForeignBoxError):
        recount_box_here(stores, foreign, second)


def test_the_command_says_it_and_the_log_that_it_was_done(stores, box, posted, second, keeper, tmp_path) -> None:
    cube = posted()
    for name, key in (("khoa.json", second), ("luu.json", keeper)):
        (tmp_path / name).write_text(wrap(key, PASSPHRASE), encoding="utf-8")
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "hom.zip").write_bytes(write_bundle(box))
    (tmp_path / "cut.zip").write_bytes(write_bundle(replace(box, ballots=box.ballots[1:])))
    (tmp_path / "proof.json").write_text(public_proof(stores, WAVE), encoding="utf-8")

    def run(*words, language="en", folder=stores.folder):
        settings = {"SURVEY_FOLDER": str(folder), "SURVEY_LANGUAGE": language}
        paths = [str(tmp_path / word) if "." in word else word for word in words]
        return CliRunner().invoke(survey, paths, env=settings)

    secret = ("--passphrase-file", str(tmp_path / "passphrase"))
    archive = run("recount", WAVE, "--key", "luu.json", *secret)
    assert (archive.exit_code, f"recount gives the release {cube.hash}" in archive.output) == (0, True)
    assert "a mistake in counting" in archive.output
    cut = run("recount", "--box", "cut.zip", "--key", "khoa.json", *secret, language="vi")
    assert (cut.exit_code, "không phải các phiếu có biên nhận" in cut.output) == (1, True)
    assert [entry.action for entry in entries(stores)][-2:] == ["recounted", "recounted"]
    assert run("release", "export", WAVE, "--out", "cube.json").exit_code == 0
    away = ("--proof", "proof.json", "--release", "cube.json")
    apart = run("recount", "--box", "hom.zip", "--key", "khoa.json", *away, *secret, folder=tmp_path / "nowhere")
    assert (apart.exit_code, "those of the published receipts" in apart.output) == (0, True)
    assert not (tmp_path / "nowhere").exists()
    for wrong in ((WAVE, "--box", "hom.zip"), (), (WAVE, "--proof", "proof.json"), ("--box", "hom.zip", *away[2:])):
        assert run("recount", *wrong, "--key", "khoa.json").exit_code == 2
