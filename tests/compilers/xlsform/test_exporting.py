"""Questionnaires as XLSForm: other programs compile them, and they come back the same."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from pyxform.xls2xform import convert

from survey_app.compilers.xlsform.exporting import export_form
from survey_app.compilers.xlsform.importing import import_form
from survey_app.compilers.xlsform.items import ONE_LEFT
from survey_app.compilers.xlsform.report import Verdict
from survey_app.questionnaire.loader import examine, load_questionnaire, read_questionnaire_file
from survey_app.questionnaire.model import Multi
from survey_app.questionnaire.writing import write
from tests.factories.questionnaires import documents

SHIPPED = (
    "tam-trang-quy",
    "so-ket-nam",
    "gss-work",
    "pulse",
    "examples/every-type",
    "examples/fevs-2018",
    "examples/csps",
)


def back(content, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    return load_questionnaire(import_form(path).text, file="back.yaml")


def same(one, other):
    return replace(one, canonical="") == replace(other, canonical="")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_questionnaire_compiles_elsewhere_and_comes_back_the_same(root, tmp_path, name):
    questionnaire = read_questionnaire_file(root / "questionnaires" / f"{name}.yaml")
    made = export_form(questionnaire)
    warnings = []
    compiled = convert(BytesIO(made.content), warnings=warnings, file_type=".xlsx")
    assert warnings == []
    assert all(f"/{item.item}" in compiled.xform for item in questionnaire.items())
    assert same(back(made.content, tmp_path), questionnaire)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=documents())
def test_any_questionnaire_compiles_elsewhere_and_comes_back_the_same(tmp_path, document):
    questionnaire = examine(write(document), file="made.yaml").questionnaire
    assume(questionnaire is not None)
    made = export_form(questionnaire)
    convert(BytesIO(made.content), file_type=".xlsx")
    assert same(back(made.content, tmp_path), questionnaire)


def rows_of(content, sheet="survey"):
    header, *rows = openpyxl.load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_routes_limits_and_ways_out_are_in_the_form_itself(root):
    questionnaire = read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")
    rows = {row["name"]: row for row in rows_of(export_form(questionnaire).content)}
    multi = next(row for row in rows.values() if (row["type"] or "").startswith("select_multiple"))
    assert "count-selected(.) <= 3" in multi["constraint"]
    assert "${" in multi["relevant"]
    assert any(row["type"].startswith("rank ") for row in rows.values())
    choices = rows_of(export_form(questionnaire).content, "choices")
    assert {"dont_know", "refused"} <= {row["name"] for row in choices}


def test_what_the_form_cannot_say_is_told(root):
    questionnaire = read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml")
    lines = export_form(questionnaire).lines
    kept = next(line for line in lines if line.sheet == "settings")
    assert kept.verdict is Verdict.CHANGED
    assert "indices" in kept.why.render("en")
    assert "tables" in kept.why.render("en")


def test_a_limit_of_one_written_into_a_multiple_response_of_ours_is_left_out_and_said(root, tmp_path):
    """Its routes and its text box are those of a multiple response: the limit goes, nothing else."""
    questionnaire = read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")
    multi = next(item for item in questionnaire.items() if isinstance(item, Multi))
    workbook = openpyxl.load_workbook(BytesIO(export_form(questionnaire).content))
    sheet = workbook["survey"]
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[heads.index("name")].value == multi.item)
    row[heads.index("constraint")].value = "count-selected(.) <= 1"
    path = tmp_path / "form.xlsx"
    workbook.save(path)
    made = import_form(path)
    found = load_questionnaire(made.text, file="back.yaml").item(multi.item)
    assert isinstance(found, Multi)
    assert found.at_most is None
    assert [line.name for line in made.lines if line.why.message == ONE_LEFT] == [multi.item]


def test_an_edit_in_the_spreadsheet_wins_over_what_was_kept(root, tmp_path):
    questionnaire = read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml")
    workbook = openpyxl.load_workbook(BytesIO(export_form(questionnaire).content))
    sheet = workbook["survey"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in sheet.iter_rows(min_row=2) if row[columns["name"] - 1].value == "dieu_kien")
    row[columns["label::Vietnamese (vi)"] - 1].value = "Câu đã sửa?"
    path = tmp_path / "edited.xlsx"
    workbook.save(path)
    edited = load_questionnaire(import_form(path).text, file="back.yaml")
    assert edited.item("dieu_kien").text["vi"] == "Câu đã sửa?"
    assert edited.item("dieu_kien").text["en"] == questionnaire.item("dieu_kien").text["en"]
    assert edited.item("dieu_kien").scale == questionnaire.item("dieu_kien").scale
