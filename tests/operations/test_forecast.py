import pytest
from click.testing import CliRunner

from survey_app.cli import survey
from survey_app.definitions.organisation import read_organisation_file
from survey_app.operations.forecast import RATES, expected_alone, forecast, render_forecast
from survey_app.questionnaire.loader import read_questionnaire_file


@pytest.fixture(scope="module")
def found(root):
    organisation = read_organisation_file(root / "questionnaires" / "organisation.yaml")
    return forecast(read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml"), organisation)


def test_every_planned_level_has_a_verdict_at_each_response_rate(found):
    assert found.people == 184
    assert {verdict.banner for verdict in found.verdicts} == {"total", "group", "tham_nien"}
    assert all(set(verdict.rungs) == set(RATES) for verdict in found.verdicts)
    assert all(
        verdict.rungs[rate] != "withheld" for verdict in found.verdicts for rate in RATES if verdict.banner == "total"
    )


def test_the_same_files_give_the_same_forecast(root, found):
    organisation = read_organisation_file(root / "questionnaires" / "organisation.yaml")
    again = forecast(read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml"), organisation)
    assert again == found


def test_the_forecast_is_said_in_both_languages(found):
    assert "184 người" in render_forecast(found, language="vi")
    english = render_forecast(found, language="en")
    assert english.startswith("Anonymity forecast for 184 people")
    assert english.count("% answer") == len(RATES)


def test_people_expected_alone_follow_the_binomial():
    assert expected_alone([2], 1, 0.5) == pytest.approx(0.5)
    assert expected_alone([1], 4, 0.8) == pytest.approx(0.8)
    assert expected_alone([1000], 2, 0.8) < 1e-100
    coarse, fine = (expected_alone([40, 40], levels, 0.6) for levels in (3, 12))
    assert coarse < 1 < fine


def test_the_command_adds_the_forecast_of_an_organisation(root):
    folder = root / "questionnaires"
    named = [str(folder / "pulse.yaml"), "--organisation", str(folder / "organisation.yaml")]
    said = CliRunner().invoke(survey, ["check", *named])
    assert said.exit_code == 0
    assert "184" in said.output
    assert CliRunner().invoke(survey, ["check", "--format", "yaml", named[0]]).exit_code == 2
