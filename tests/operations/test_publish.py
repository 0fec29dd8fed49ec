"""Trends and pages are looked up in released cubes; none is computed."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.definitions.plan import load_plan
from survey_app.operations import publish
from tests.factories import cubes

PLAN = """
plan: nhiem-ky
title: {vi: Kế hoạch 2021–2025, en: Plan 2021–2025}
start: 2021-09
end: 2025-12
calendar:
  - {questionnaire: tam-trang-quy, every: quarter, opens: {month: 3, day: 15}, closes: {month: 3, day: 25}}
events:
  - {date: 2024-07-01, title: {vi: Tăng lương cơ sở, en: Base pay raised}}
"""


def test_a_trend_is_what_each_cube_released() -> None:
    series = publish.series_of(cubes.plan(), "tam_trang")
    assert series.measure == "index"
    assert [point.value for point in series.points] == list(cubes.LEVELS)
    assert not any(point.broken for point in series.points)


def test_a_question_that_changed_breaks_its_trend_once() -> None:
    series = publish.series_of(cubes.plan(), "thu_nhap")
    assert [point.wave for point in series.points if point.broken] == [cubes.WAVES[6]]


def test_a_wave_without_the_question_leaves_a_gap() -> None:
    held = [cubes.without(one, "dieu_kien") if at == 4 else one for at, one in enumerate(cubes.plan(8))]
    series = publish.series_of(held, "dieu_kien")
    assert len(series.points) == 7
    assert [len(run) for run in series.stretches()] == [4, 3]


def test_the_axis_runs_over_the_whole_plan() -> None:
    plan = load_plan(PLAN, file="plan.yaml")
    ticks = publish.ticks_of(cubes.plan(5), plan)
    assert ticks[0].wave <= "2021-Q4"
    assert ticks[-1].wave == "2025-Q4"
    assert ticks[-1].day <= date(2025, 12, 31)
    page = publish.period_page(publish.Library(cubes=cubes.plan(5), plan=plan), cubes.plan(5)[-1], "vi")
    assert page.headline is not None
    assert page.headline.events == ("Tăng lương cơ sở (01/07/2024)",)


def test_steady_waves_are_counted_back_to_the_last_change() -> None:
    assert publish.steady_waves(cubes.plan(), "thu_nhap") == 15
    assert publish.steady_waves(cubes.plan(), "dieu_kien") == 0
    assert publish.steady_waves(cubes.plan(1), "thu_nhap") == 0


def test_a_rehearsal_never_stands_in_a_trend_and_is_not_the_latest() -> None:
    held = cubes.plan(3)
    rehearsal = cubes.cube(3, previous=held[-1].hash, provenance="rehearsal")
    shelf = publish.Library(cubes=(*held, rehearsal))
    assert shelf.latest() == held[-1]
    assert shelf.trend(rehearsal) == (rehearsal,)
    assert len(shelf.trend(held[-1])) == 3


def test_other_questionnaires_do_not_mix() -> None:
    held = cubes.plan(2)
    other = cubes.cube(2, previous=held[-1].hash, provenance="replay", questionnaire="gss", wave="2018")
    shelf = publish.Library(cubes=(*held, other))
    assert shelf.trend(other) == (other,)
    assert publish.period_page(shelf, other, "vi").heading.title == "Năm 2018"


def test_the_same_release_is_drawn_once() -> None:
    shelf = publish.Library(cubes=cubes.plan(2))
    assert publish.period_page(shelf, shelf.cubes[1], "vi") is publish.period_page(shelf, shelf.cubes[1], "vi")
    assert publish.period_page(shelf, shelf.cubes[1], "en") is not publish.period_page(shelf, shelf.cubes[1], "vi")


def test_what_no_release_speaks_of_is_refused() -> None:
    shelf = publish.Library(cubes=cubes.plan(1))
    with pytest.raises(publish.NothingReleasedError, match="2031-Q1"):
        shelf.cube("2031-Q1")
    with pytest.raises(publish.NothingReleasedError):
        publish.item_page(shelf, shelf.cubes[0], "khong_co", "vi")
    assert publish.Library(cubes=()).latest() is None
