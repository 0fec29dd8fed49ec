import pytest

from survey_app.definitions.organisation import read_organisation_file
from survey_app.operations.check import check_files, exit_status, render_text


def test_the_shipped_files_have_no_problem(root):
    files = sorted((root / "questionnaires").glob("*.yaml"))
    assert len(files) >= 6
    organisation = read_organisation_file(root / "questionnaires" / "organisation.yaml")
    problems = check_files(files, organisation=organisation)
    assert render_text(problems, files=len(files), language="vi") == f"Không có vấn đề nào trong {len(files)} tệp."
    assert exit_status(problems) == 0


def test_one_file_named_twice_is_one_file(root):
    path = root / "questionnaires" / "plan.yaml"
    assert check_files([path, path]) == []


def test_no_files_have_no_problems():
    assert check_files([]) == []


@pytest.mark.parametrize(
    "broken", ["questionnaire: [a]\n", "plan: {a: b}\n", "organisation:\n", "mapping: - \n", "a: b\n"]
)
def test_an_id_that_is_no_text_is_told_not_raised(tmp_path, broken):
    path = tmp_path / "a.yaml"
    path.write_text(broken, encoding="utf-8")
    assert exit_status(check_files([path])) == 1
