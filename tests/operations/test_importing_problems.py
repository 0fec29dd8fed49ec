"""Every kind of broken file is refused as a whole, with its place."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from survey_app.language import Language
from survey_app.operations.importing import import_file
from survey_app.questionnaire.catalogue import CATALOGUE
from survey_app.questionnaire.door import QuestionnaireRejectedError
from tests.factories.past import MAPPING, Desk, dated


def test_every_problem_is_told_at_once_with_row_and_column(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("keep:", "weight: trong_so\nkeep:")
    for row in desk.rows:
        row[2] = "1"
    desk.set(3, "c1", "77")
    desk.set(4, "c1", "bí mật")
    desk.set(5, "chi_bo", "D")
    desk.set(6, "nam_ct", "lâu rồi")
    desk.set(7, "nam_ct", "99")
    desk.set(8, "trong_so", "0")
    desk.set(9, "trong_so", "")
    desk.set(10, "trong_so", "-1")
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        desk.run()
    told = {(found.rule, found.line, found.column): found.fields["count"] for found in refusal.value.problems}
    assert told == {
        ("import-value-unknown", 5, 4): 2,
        ("import-value-unknown", 7, 2): 1,
        ("import-number", 8, 8): 2,
        ("import-weight", 10, 10): 3,
    }
    assert "bí mật" not in refusal.value.render("vi")
    assert "77" not in refusal.value.render("en")
    assert "rows 10, 11, 12" in refusal.value.render("en")
    assert desk.stores.registry.waves() == ()


def test_many_broken_rows_are_one_problem(desk: Desk) -> None:
    for at in range(50):
        desk.set(at, "c1", "77")
    problem = desk.refused()["import-value-unknown"]
    assert problem.fields["count"] > 12
    assert problem.fields["rows"].endswith(", …")


@pytest.mark.parametrize("gone", ["c1", "dot", "hop_le"])
def test_a_missing_column_is_named(gone: str, desk: Desk) -> None:
    desk.columns[desk.columns.index(gone)] = "khac"
    problem = desk.refused()["import-column-missing"]
    assert problem.fields["given"] == gone
    assert (problem.line, problem.column) == (1, 1)


def test_missing_columns_are_placed_at_the_line_that_names_the_columns(desk: Desk) -> None:
    desk.columns[desk.columns.index("c1")] = "khac"
    desk.columns[desk.columns.index("nam_ct")] = "la"
    path = desk.write("phieu.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.insert_rows(1, 2)
    book.save(path)
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        import_file(
            desk.stores,
            path,
            mapping_file=desk.folder / "m.yaml",
            organisation_file=desk.folder / "organisation.yaml",
        )
    told = {found.fields["given"]: (found.line, found.column) for found in refusal.value.problems}
    assert told == {"c1": (3, 1), "nam_ct": (3, 1)}


def test_days_that_a_sheet_keeps_as_numbers_are_recognised(desk: Desk) -> None:
    for row in desk.rows:
        row[0], row[2] = "44562", "1"
    problem = desk.refused()["import-date-number"]
    assert (problem.line, problem.column) == (2, 1)


def test_no_day_of_a_row_is_told(desk: Desk) -> None:
    for row in desk.rows:
        row[0], row[2] = "43891", "1"
    told = desk.refused()["import-date-number"]
    for language in Language:
        said = " ".join((told.found(language), told.why(language), told.fix(language)))
        assert "43891" not in said
        assert "2020" not in said


def test_branches_and_days_that_nobody_knows_are_told(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("C: c}", "C: x}")
    assert desk.refused()["import-branch-foreign"].fields["given"] == "x"
    desk.mapping = MAPPING.replace(", dates: {W2021: 2021-06-01, W2022: 2022-06-01}", "")
    assert "import-wave-undated" in desk.refused()


def test_a_file_of_which_nothing_is_kept_is_refused(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("hop_le = 1", "hop_le = 7")
    assert desk.refused()["import-nothing-kept"].fields["count"] == len(desk.rows)


@pytest.mark.parametrize("cell", ["hôm qua", "2014-12", "2021", "13/2021", "31/02/2021"])
def test_a_cell_that_is_no_date_is_told_with_the_range(desk: Desk, cell) -> None:
    dated(desk)
    desk.rows[4][desk.columns.index("hop_le")] = "1"
    desk.set(4, "vao", cell)
    problem = desk.refused()["import-date"]
    assert problem.fields["low"] == "01/2015"
    assert problem.fields["high"] == "12/2022"
    assert cell not in problem.found("vi")


def test_every_rule_of_imports_is_refused_or_told_in_one_of_these_modules() -> None:
    modules = Path(__file__).parent.glob("test_importing*.py")
    text = "".join(module.read_text(encoding="utf-8") for module in modules)
    assert [rule for rule in CATALOGUE if rule.startswith("import-") and f'"{rule}"' not in text] == []
