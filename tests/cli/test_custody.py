"""Commands of verification, records, archives and corrections."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app import paths
from survey_app.ballots.keys import new_key, public_text, wrap
from survey_app.ballots.manifest import Archive, BrokenChainError, read_manifest
from survey_app.cli import survey
from survey_app.config import Settings
from survey_app.errors import SurveyError
from survey_app.operations import correcting, tally, waves
from survey_app.operations.opening import read_office
from survey_app.operations.respond import cast
from survey_app.operations.simulation import Simulation
from survey_app.report.workbook import released_workbook
from survey_app.store import WaveState, open_stores

WAVE, DAY, PASSPHRASE = "2024-Q2", date(2024, 6, 1), "mot cau mat khau dai"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):
    """A folder with a closed wave of thirty ballots, tally key and archive key as files."""
    folder = tmp_path_factory.mktemp("custody")
    key, keeper = new_key(), new_key()
    for name, each in (("khoa.json", key), ("luu.json", keeper)):
        (folder / name).write_text(wrap(each, PASSPHRASE), encoding="utf-8")
    (folder / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    stores = open_stores(folder / "var")
    office = read_office(Settings(questionnaires=paths.questionnaires()))
    questionnaire = office.questionnaire("tam-trang-quy")
    opened = waves.open_wave(
        stores,
        wave=WAVE,
        kind="real",
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=public_text(key),
        archive=Archive(key=public_text(keeper), days=20),
        opens=DAY,
        closes=DAY,
        results_on=DAY,
        today=DAY,
    )
    sizes = [stratum.headcount for stratum in opened.manifest.strata]
    answers = Simulation(questionnaire, sizes=sizes, seed=3).wave(quarter=2).answers
    for slip, one in zip(opened.slips[:30], answers, strict=False):
        cast(stores, WAVE, slip.code, one, today=DAY)
    waves.close_wave(stores, WAVE)
    return folder


@pytest.fixture
def run(desk: Path):
    def typed(*words: str | Path, language: str = "en"):
        settings = {"SURVEY_FOLDER": str(desk / "var"), "SURVEY_TODAY": "2024-06-02", "SURVEY_LANGUAGE": language}
        return CliRunner().invoke(survey, [str(word) for word in words], env=settings)

    return typed


def test_a_wave_with_an_archive_from_the_offline_tally_to_its_verification(desk: Path, run) -> None:
    secret = ("--passphrase-file", desk / "passphrase")
    box, out = desk / "hom.zip", desk / "ph.json"
    assert run("verify", WAVE).output.count("✓") >= 4
    assert run("box", "export", WAVE, "--out", box).exit_code == 0
    offline = run("tally", "--offline", box, "--key", desk / "khoa.json", "--out", out, *secret)
    assert offline.exit_code == 0, offline.output
    sealed = desk / "ph.json.archive"
    kept = sealed.rename(desk / "aside")
    missing = run("release", "import", out)
    assert isinstance(missing.exception, SurveyError)
    assert missing.exception.code == "archive-foreign"
    kept.rename(sealed)
    assert {each.stat().st_mode & 0o777 for each in (box, out, sealed)} == {0o600}
    assert run("release", "import", out).exit_code == 0
    logged = run("log").output
    assert "exported the sealed box" in logged
    assert "released results" in logged
    listed = run("archive", "list").output
    assert WAVE in listed
    assert "2024-06-21" in listed

    stores = open_stores(desk / "var")
    cube = tally.tally_wave(stores, WAVE, None).cube  # decided before: no key is asked
    (desk / "so.xlsx").write_bytes(released_workbook(cube))
    assert f"made from release {cube.hash} of wave {WAVE}" in run("verify", desk / "so.xlsx").output
    verified = run("verify", WAVE, out, desk / "so.xlsx", language="vi")
    assert verified.exit_code == 0, verified.output
    assert "✗" not in verified.output
    assert "Tám từ của 2024-Q2" in verified.output
    out.write_text(out.read_text(encoding="utf-8").replace('"n":30', '"n":31'), encoding="utf-8")
    assert run("verify", WAVE, out).exit_code == 1

    record = run("wave", "record", WAVE, language="vi").output
    assert "30 phiếu niêm phong" in record
    for words in (("archive", "open"), ("release", "correct")):
        refused = run(*words, WAVE, "--key", desk / "luu.json", *secret)
        assert isinstance(refused.exception, correcting.NothingToCorrectError)


def test_a_chain_of_manifests_that_breaks_after_the_wave_is_refused_where_it_breaks(
    desk: Path, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = open_stores(desk / "var").registry.waves()
    document = json.loads(record.manifest) | {"wave": "2024-Q3", "previous": "sha256:" + 64 * "0"}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    later = replace(
        record,
        wave="2024-Q3",
        number=record.number + 1,
        state=WaveState.CLOSED,
        manifest=text,
        manifest_hash=read_manifest(text).hash,
    )
    monkeypatch.setattr(type(open_stores(desk / "var").registry), "waves", lambda _: (record, later))
    refused = run("verify", WAVE)
    assert isinstance(refused.exception, BrokenChainError)
    assert "2024-Q3" in refused.exception.render("vi")
    assert "✓" in refused.output, "what the wave published is told first"


def test_what_is_neither_file_nor_wave_is_refused(run) -> None:
    refused = run("verify", "2099-Q1")
    assert isinstance(refused.exception, SurveyError)
    assert run("verify").exit_code == 2
