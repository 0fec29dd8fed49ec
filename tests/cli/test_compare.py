"""Two files, or a file and a wave, compared on the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app.cli import survey
from survey_app.config import Settings
from survey_app.operations.opening import rehearse
from survey_app.store import open_stores


def run(*words: str) -> str:
    done = CliRunner().invoke(survey, ["compare", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_two_files_need_no_installation(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SURVEY_LANGUAGE", "vi")
    monkeypatch.setenv("SURVEY_FOLDER", str(tmp_path / "nowhere"))
    folder = root / "questionnaires"
    quarter, year = str(folder / "tam-trang-quy.yaml"), str(folder / "so-ket-nam.yaml")
    text = run(quarter, year)
    assert "dieu_kien     giữ nguyên  [nối tiếp]" in text
    assert "sinh_hoat     đã bỏ" in text
    told = json.loads(run(quarter, year, "--format", "json"))
    verdicts = {item["item"]: item["verdict"] for item in told["items"]}
    assert (verdicts["tin_tuong"], verdicts["uu_tien"], verdicts["tam_trang"]) == ("same", "new", "gone")
    assert not (tmp_path / "nowhere").exists()


def test_a_wave_is_compared_as_it_was_asked(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SURVEY_LANGUAGE", "vi")
    monkeypatch.setenv("SURVEY_FOLDER", str(tmp_path))
    settings = Settings(folder=tmp_path, questionnaires=root / "questionnaires")
    cube = rehearse(open_stores(tmp_path), settings, "2024-Q1", today=date(2024, 3, 1), step=lambda *_: None)
    later = tmp_path / "later.yaml"
    text = (root / "questionnaires" / "tam-trang-quy.yaml").read_text(encoding="utf-8")
    later.write_text(text.replace("với điều kiện làm việc hiện nay?", "với điều kiện làm việc?"), encoding="utf-8")
    out = run(cube.wave, str(later))
    assert "dieu_kien  đổi lời văn  [đứt chuỗi]" in out
    assert "tam_trang  đổi lời văn  [đứt chuỗi]" in out
    assert "dan_chu    giữ nguyên  [nối tiếp]" in out
