"""survey xlsform and survey paper."""

from __future__ import annotations

import json

import openpyxl
from click.testing import CliRunner

from survey_app.cli import survey
from survey_app.cli.paper import LanguageMissingError


def run(*arguments):
    return CliRunner().invoke(survey, [str(argument) for argument in arguments])


def test_a_questionnaire_goes_out_and_comes_back(root, tmp_path):
    form, file = tmp_path / "form.xlsx", tmp_path / "back.yaml"
    out = run("xlsform", "export", root / "questionnaires" / "tam-trang-quy.yaml", "--out", form)
    assert out.exit_code == 0
    back = run("xlsform", "import", form, "--out", file, "--format", "json")
    assert back.exit_code == 0
    lines = json.loads(back.stdout)
    assert {line["sheet"] for line in lines} == {"survey", "choices", "settings"}
    assert all(set(line) == {"sheet", "row", "name", "verdict", "why"} for line in lines)
    assert run("check", file).exit_code == 0


def test_the_report_is_readable(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "survey"
    for row in (("type", "name", "label"), ("integer", "tuoi", "Tuổi?"), ("image", "anh", "Ảnh?")):
        workbook.active.append(row)
    workbook.save(tmp_path / "form.xlsx")
    done = run("xlsform", "import", tmp_path / "form.xlsx", "--out", tmp_path / "form.yaml")
    assert done.exit_code == 0
    assert "survey:2  có đổi  tuoi: biểu mẫu không nêu giới hạn" in done.stdout
    assert "survey:3  để ngoài  anh: phiếu không nhận ảnh" in done.stdout


def test_paper_in_a_language_that_there_is(root, tmp_path):
    questionnaire = root / "questionnaires" / "tam-trang-quy.yaml"
    assert run("paper", questionnaire, "--out", tmp_path / "p.html", "--language", "en").exit_code == 0
    assert '<html lang="en">' in (tmp_path / "p.html").read_text(encoding="utf-8")
    refused = run(
        "paper", root / "tests" / "questionnaire" / "language.yaml", "--out", tmp_path / "p.html", "--language", "en"
    )
    assert isinstance(refused.exception, LanguageMissingError)
