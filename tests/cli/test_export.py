"""The workbook from the command line is the one that the committee downloads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from survey_app.cli import survey
from survey_app.operations.shelf import NothingReleasedError
from tests.factories import cubes, published


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    published.installation(tmp_path, cubes.plan(2))
    monkeypatch.setenv("SURVEY_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("SURVEY_LANGUAGE", "vi")
    return tmp_path


def test_a_released_wave_is_written_as_a_workbook(office: Path) -> None:
    out = office / "dot.xlsx"
    done = CliRunner().invoke(survey, ["export", "2022-Q1", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert openpyxl.load_workbook(BytesIO(out.read_bytes())).sheetnames[0] == "Bìa"
    again = office / "again.xlsx"
    CliRunner().invoke(survey, ["export", "2022-Q1", "--out", str(again)])
    assert again.read_bytes() == out.read_bytes()


def test_english_is_asked_for(office: Path) -> None:
    out = office / "wave.xlsx"
    assert CliRunner().invoke(survey, ["export", "2022-Q1", "--out", str(out), "--language", "en"]).exit_code == 0
    assert openpyxl.load_workbook(BytesIO(out.read_bytes())).sheetnames[0] == "Cover"


def test_a_wave_without_release_is_refused(office: Path) -> None:
    done = CliRunner().invoke(survey, ["export", "2030-Q1", "--out", str(office / "x.xlsx")])
    assert isinstance(done.exception, NothingReleasedError)
    assert not (office / "x.xlsx").exists()
