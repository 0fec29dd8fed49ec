"""The bank and the pulse on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli import survey
from survey_app.errors import SurveyError


def run(*words: str) -> Result:
    return CliRunner().invoke(survey, words)


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SURVEY_LANGUAGE", "vi")
    monkeypatch.setenv("SURVEY_FOLDER", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)


def test_the_bank_is_listed_by_topic() -> None:
    everything, one = run("bank").output, run("bank", "--topic", "neu-guong").output
    assert "chuyen-doi-so: Chuyển đổi số" in everything
    assert one.startswith("neu-guong: Nêu gương của tập thể lãnh đạo\n")
    assert set(one.split()) <= set(everything.split())
    told = json.loads(run("bank", "--topic", "neu-guong", "--format", "json").output)
    assert [topic["topic"] for topic in told] == ["neu-guong"]


def test_an_item_is_shown_in_both_languages() -> None:
    told = run("bank", "show", "dan_chu").output
    assert "      - item: dan_chu\n" in told
    assert "vi: Theo đồng chí" in told
    assert "en: How well does democracy" in told
    assert isinstance(run("bank", "show", "xyz").exception, SurveyError)


def test_a_pulse_is_written_and_the_next_steps_are_told() -> None:
    told = run("new", "pulse", "gio-lam", "--topic", "việc đổi giờ làm mùa hè")
    assert told.exit_code == 0, told.output
    assert "survey check gio-lam.yaml" in told.output
    assert "survey wave open gio-lam --outside --questionnaire gio-lam.yaml" in told.output
    assert run("check", "gio-lam.yaml").exit_code == 0
    assert not Path("var").exists()


def test_outside_the_plan_needs_a_form_and_a_last_day() -> None:
    told = run("wave", "open", "gio-lam", "--outside", "--slips", "phieu.pdf")
    assert (told.exit_code, "--closes" in told.output) == (2, True)
