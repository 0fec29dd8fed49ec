"""Two questionnaires in one plan: each in a trend of its own, both on the committee's pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from survey_app import paths
from survey_app.config import Settings
from survey_app.operations import publish
from survey_app.operations.ledger import ledger
from survey_app.operations.opening import read_office, rehearse
from survey_app.operations.run import Script, run_wave
from survey_app.operations.shelf import ticks_of
from survey_app.operations.simulation import Simulation
from survey_app.operations.waves import strata_of
from survey_app.store import open_stores


@pytest.fixture(scope="module")
def office():
    return read_office(Settings(questionnaires=paths.questionnaires()))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, office):
    """Two quarters and two yearly reviews, held in the order of the plan."""
    stores = open_stores(tmp_path_factory.mktemp("two") / "var")
    for planned in office.plan.waves():
        if planned.wave not in {"2022", "2022-Q4", "2023", "2023-Q4"}:
            continue
        form = office.questionnaire(planned.questionnaire)
        strata = strata_of(office.organisation, on=planned.opens)
        made = Simulation(form, sizes=[each.headcount for each in strata], seed=planned.opens.year).wave(quarter=4)
        script = Script(
            wave=planned.wave,
            title=planned.title,
            kind="simulated",
            opens=planned.opens,
            closes=planned.closes,
            results_on=planned.closes,
            answers=tuple((strata[at].branches[0], one) for at, one in zip(made.strata, made.answers, strict=True)),
        )
        run_wave(stores, script, questionnaire=form, organisation=office.organisation)
    return publish.library(stores, office.folder)


def test_each_questionnaire_has_its_own_trend_although_items_are_shared(shelf):
    assert [cube.wave for cube in shelf.cubes] == ["2022", "2022-Q4", "2023", "2023-Q4"]
    for wave, trend in (("2023", ["2022", "2023"]), ("2023-Q4", ["2022-Q4", "2023-Q4"])):
        cubes = shelf.trend(shelf.cube(wave))
        assert [cube.wave for cube in cubes] == trend
        series = publish.series_of(cubes, "dieu_kien", plan=shelf.plan)
        assert [point.wave for point in series.points] == trend


def test_changes_are_measured_within_the_questionnaire(shelf):
    for wave, before in (("2023", "2022"), ("2023-Q4", "2022-Q4")):
        since = {change.since for table in shelf.cube(wave).tables for change in table.changes}
        assert since == {before}
    assert not any(table.changes for table in shelf.cube("2022-Q4").tables)


def test_the_axis_of_a_trend_holds_its_own_waves_only(shelf):
    years = [tick.wave for tick in ticks_of(shelf.trend(shelf.cube("2023")), shelf.plan)]
    assert years == ["2022", "2023", "2024", "2025"]
    assert not any(len(tick.wave) == 4 for tick in ticks_of(shelf.trend(shelf.cube("2023-Q4")), shelf.plan))


def test_both_have_a_page_with_their_headline(shelf):
    year, quarter = (publish.period_page(shelf, shelf.cube(wave), "vi") for wave in ("2023", "2023-Q4"))
    assert (year.heading.wave, quarter.heading.wave) == ("2023", "2023-Q4")
    assert year.headline is not None
    assert quarter.headline is not None
    assert shelf.latest().wave == "2023-Q4"
    assert {wave for wave, _ in year.waves} == {"2022", "2022-Q4", "2023", "2023-Q4"}


def test_the_first_page_is_the_latest_wave_of_the_main_questionnaire_whatever_came_after_it(shelf):
    """A review, a pulse, a public consultation that ended later stand in the list, not on the first page."""
    assert shelf.plan.main == "tam-trang-quy"
    quarter, year = shelf.cube("2023-Q4"), shelf.cube("2023")
    review = replace(year, wave="2024", closed="2024-01-05")
    pulse = replace(quarter, wave="gio-lam", questionnaire="hoi-nhanh-gio-lam", closed="2024-01-06")
    consulted = replace(quarter, wave="rong-rai", participation="open", closed="2024-01-07")
    later = replace(shelf, cubes=(*shelf.cubes, review, pulse, consulted))
    assert later.latest() == quarter
    assert replace(later, plan=None).latest() == pulse
    assert replace(later, cubes=(year, consulted)).latest() == year
    assert replace(later, cubes=(consulted,)).latest() == consulted


def test_the_yearly_review_can_be_rehearsed(tmp_path, office):
    settings = Settings(folder=tmp_path / "var", questionnaires=paths.questionnaires())
    cube = rehearse(open_stores(tmp_path / "var"), settings, "2024", today=date(2024, 11, 1), step=lambda *_: None)
    assert cube.questionnaire == "so-ket-nam"
    assert ledger(open_stores(tmp_path / "var")) == (cube,)
