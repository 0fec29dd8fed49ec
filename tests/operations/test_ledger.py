"""A ledger that was tampered with, at each end and in the middle: refused, with the wave and the reason."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from analysis.disclosure import cube_hash, write_cube
from survey_app.cli import main
from survey_app.config import Settings
from survey_app.operations.ledger import BrokenLedgerError, EditedLedgerError, ledger
from survey_app.store import open_stores
from survey_app.web import create_app
from tests.factories import cubes, published

WAVES = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
ROLES = {"committee": "một hai ba bốn năm"}


@pytest.fixture(scope="module")
def chain():
    """Four releases, each naming the one before."""
    model = cubes.cube()
    made = []
    for wave in WAVES:
        cube = replace(model, wave=wave, previous=made[-1].hash if made else None)
        made.append(replace(cube, hash=cube_hash(cube)))
    return tuple(made)


@pytest.fixture(scope="module")
def whole(chain, tmp_path_factory):
    """An installation with these releases, and its accounts; every test takes a copy."""
    folder = tmp_path_factory.mktemp("whole")
    published.installation(folder, chain)
    return folder / "var"


@pytest.fixture
def app(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "var")
    made = create_app(Settings(folder=tmp_path / "var", questionnaires=tmp_path), open_stores(tmp_path / "var"))
    made.testing = True
    return made


def tampered(folder, statement, *values):
    with closing(sqlite3.connect(folder / "registry.sqlite")) as registry, registry:
        assert registry.execute(statement, values).rowcount > 0


def edited(folder, at, chain, *, anew=False, **fields):
    """Write another cube into the ledger's row; with its hash made anew in it, and in the row."""
    cube = replace(chain[at], **(fields or {"code": "9.9"}))
    if anew:
        cube = replace(cube, hash=cube_hash(cube))
    tampered(folder, "UPDATE release SET cube = ?, hash = ? WHERE wave = ?", write_cube(cube), cube.hash, WAVES[at])
    return cube


@pytest.mark.parametrize("at", range(4))
def test_an_edited_release_is_named_wherever_it_stands(at, app, chain, tmp_path) -> None:
    edited(tmp_path / "var", at, chain)
    with pytest.raises(EditedLedgerError) as refusal:
        ledger(open_stores(tmp_path / "var"))
    assert WAVES[at] in str(refusal.value)
    assert "mã băm" in str(refusal.value)


@pytest.mark.parametrize("at", range(3))
def test_an_edited_release_with_a_new_hash_breaks_the_one_behind_it(at, app, chain, tmp_path) -> None:
    edited(tmp_path / "var", at, chain, anew=True)
    with pytest.raises(BrokenLedgerError) as refusal:
        ledger(open_stores(tmp_path / "var"))
    assert refusal.value.fields["wave"] == WAVES[at + 1]
    assert chain[at].hash in str(refusal.value)


def test_a_release_exchanged_without_its_row_is_found_at_the_end_too(app, chain, tmp_path) -> None:
    forged = replace(chain[-1], code="9.9")
    forged = replace(forged, hash=cube_hash(forged))
    tampered(tmp_path / "var", "UPDATE release SET cube = ? WHERE wave = ?", write_cube(forged), WAVES[-1])
    with pytest.raises(EditedLedgerError, match="hash"):
        ledger(open_stores(tmp_path / "var"))


@pytest.mark.parametrize("at", range(4))
def test_a_release_that_is_gone_is_missed(at, app, tmp_path) -> None:
    tampered(tmp_path / "var", "DELETE FROM release WHERE wave = ?", WAVES[at])
    with pytest.raises(BrokenLedgerError) as refusal:
        ledger(open_stores(tmp_path / "var"))
    assert refusal.value.fields["wave"] == WAVES[min(at + 1, 3)]


def test_two_that_follow_the_same_one_are_both_named(app, chain, tmp_path) -> None:
    edited(tmp_path / "var", 3, chain, anew=True, previous=chain[1].hash)
    tampered(tmp_path / "var", "UPDATE release SET previous = ? WHERE wave = ?", chain[1].hash, WAVES[3])
    with pytest.raises(BrokenLedgerError) as refusal:
        ledger(open_stores(tmp_path / "var"))
    assert {WAVES[2], WAVES[3]} <= set(str(refusal.value).replace(":", " ").split())


def test_another_order_in_the_rows_is_not_the_order_of_the_releases(app, chain, tmp_path) -> None:
    for at in (1, 2):
        tampered(tmp_path / "var", "UPDATE release SET previous = ? WHERE wave = ?", chain[2 - at].hash, WAVES[at])
    with pytest.raises(EditedLedgerError, match="previous"):
        ledger(open_stores(tmp_path / "var"))


def test_rows_in_any_order_are_one_chain(app, chain, tmp_path) -> None:
    tampered(tmp_path / "var", "UPDATE wave SET number = 10 - number")
    assert ledger(open_stores(tmp_path / "var")) == chain


@pytest.mark.parametrize("content", ["", "{", "[]", '{"released_cube":1}', "[" * 100_000])
def test_a_row_that_holds_no_cube_is_refused(content, app, tmp_path) -> None:
    tampered(tmp_path / "var", "UPDATE release SET cube = ? WHERE wave = ?", content, WAVES[1])
    with pytest.raises(EditedLedgerError):
        ledger(open_stores(tmp_path / "var"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_committee_reads_where_it_broke_and_no_figure(language, app, chain, tmp_path, caplog) -> None:
    client = app.test_client()
    page = client.get("/staff/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/staff/sign-in", data={"csrf_token": token, "staff": "committee", "password": ROLES["committee"]})
    edited(tmp_path / "var", 2, chain, anew=True)
    for path in ("/committee", f"/committee/{WAVES[0]}/compare", f"/committee/{WAVES[0]}/workbook.xlsx"):
        answer = client.get(f"{path}?lang={language}")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 500
        assert WAVES[3] in text
        assert {"vi": "Khôi phục sổ đăng ký", "en": "Restore the registry"}[language] in text
        assert "Traceback" not in text
        assert "%" not in answer.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert "ledger-broken" in caplog.text


def test_the_command_line_says_it_without_a_traceback(app, chain, tmp_path, monkeypatch, capsys) -> None:
    edited(tmp_path / "var", 0, chain)
    monkeypatch.setenv("SURVEY_FOLDER", str(tmp_path / "var"))
    for language, said in (("vi", "không còn như lúc phát hành"), ("en", "is not what was released")):
        monkeypatch.setenv("SURVEY_LANGUAGE", language)
        monkeypatch.setattr("sys.argv", ["survey", "box", "export", WAVES[1], "--out", str(tmp_path / "hom.zip")])
        with pytest.raises(SystemExit) as stop:
            main()
        told = capsys.readouterr().err
        assert stop.value.code == 1
        assert told.startswith(f"{WAVES[0]}  ledger-edited\n")
        assert said in told
