"""`survey tabulate` and `survey trend`: what they print and write."""

from __future__ import annotations

import gzip
import json
from functools import partial

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from survey_app.cli import survey
from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.tabulate import tabulate
from tests.factories.flat import CODEBOOK, ROWS, found, waves, write


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(CODEBOOK, file="c")


@pytest.fixture
def file(tmp_path):
    return partial(write, tmp_path)


@pytest.fixture
def run(file, tmp_path, monkeypatch):
    def run(*arguments, language="en", rows=ROWS):
        monkeypatch.setenv("SURVEY_LANGUAGE", language)
        (tmp_path / "c.yaml").write_text(CODEBOOK, encoding="utf-8")
        verb, *rest = arguments
        return CliRunner().invoke(
            survey, [verb, str(file(rows)), "--codebook", str(tmp_path / "c.yaml"), *map(str, rest)]
        )

    return run


def test_text_is_aligned_and_says_what_it_is(run):
    printed = run("tabulate", "--stub", "q", "--weight", "w").output.splitlines()
    assert printed[0] == "Satisfied"
    assert printed[2].split() == ["Option", "Share", "Standard", "error", "Low", "(95%)", "High", "(95%)"]
    assert printed[4].split()[:2] == ["Không", "16.7%"]
    assert "Plain results that passed no release gate: not for publication, not to be handed on." in printed
    assert "Weight: w." in printed


def test_vietnamese_is_the_language_of_the_place(run):
    printed = run("tabulate", "--stub", "q", "--banner", "nhom", language="vi").output
    assert "Hài lòng, theo Nhóm" in printed
    assert "25,0%" in printed
    assert "không phát hành" in printed


def test_json_holds_tidy_rows_and_tests(run):
    made = json.loads(run("tabulate", "--stub", "q", "--banner", "nhom", "--format", "json").output)
    assert made["status"] == "not-for-publication"
    assert len(made["rows"]) == 3 * (3 + 1 + 1 + 1 + 4)
    assert made["tests"][0]["test"] == "rao_scott_f"


def test_xlsx_holds_a_sheet_per_table_with_real_numbers(run, tmp_path):
    out = tmp_path / "a.xlsx"
    assert run("tabulate", "--stub", "q", "--banner", "nhom", "--format", "xlsx", "--out", out).exit_code == 0
    book = load_workbook(out)
    assert len(book.sheetnames) == 3
    numbers = {cell.value for row in book[book.sheetnames[1]].iter_rows() for cell in row}
    assert {0.25, 0.5} <= numbers
    assert any("không" in str(value).lower() or "not" in str(value).lower() for value in numbers)


def test_a_workbook_needs_a_place(run):
    refusal = run("tabulate", "--stub", "q", "--format", "xlsx").exception
    assert "--out" in refusal.render("en")


def test_trend_prints_levels_changes_and_the_verdict(run, tmp_path):
    rows = waves({"2018": 0.2, "2019": 0.4, "2020": 0.6})
    printed = run("trend", "--item", "q", "--wave", "nam", "--codes", "3", rows=rows).output
    assert "Satisfied: share of Rất, 2018–2020" in printed
    assert "+" not in printed.split("\n")[4]
    assert "From 2018 to 2020: 40 points" in printed
    assert "Steady change: 20 points a year" in printed
    out = tmp_path / "t.json"
    run("trend", "--item", "q", "--wave", "nam", "--format", "json", "--out", out, rows=rows)
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["summary"]["verdict"] == "linear"
    assert [row["change"] is None for row in made["rows"]] == [True, False, False]
    book = tmp_path / "t.xlsx"
    run("trend", "--item", "q", "--wave", "nam", "--format", "xlsx", "--out", book, rows=rows)
    assert len(load_workbook(book).sheetnames) == 2


def test_gzip_and_excel_are_read_too(codebook, file, tmp_path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(file().read_bytes()))
    assert found(tabulate(packed, codebook, Choices(stub="q")), "share", "1").estimate == 0.25
