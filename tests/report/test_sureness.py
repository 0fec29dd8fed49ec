"""How sure a figure is, said as released."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.findings import (
    ReleasedAbove,
    ReleasedBound,
    ReleasedCourse,
    ReleasedLetter,
    ReleasedReliability,
    ReleasedResponse,
    ReleasedSignal,
    ReleasedSplit,
    ReleasedTest,
)
from analysis.disclosure.released import ReleasedMeasure, ReleasedRange
from survey_app.report import grids, method, sureness

HOURS = ReleasedRange(low=0, high=90, unit={"vi": "giờ", "en": "hours"})
MONTHS = ReleasedRange(low=0, high=107, origin="2018-01-01", grain="month")


@pytest.fixture(scope="module")
def table(cubes):
    found = cubes.plan(2)[-1].table("dieu_kien", "group")
    levels = tuple(level.level for level in found.levels if level.level != "total")
    above = ReleasedAbove(option=found.stub.options[-1].code, letters="B")
    letters = tuple(
        ReleasedLetter(level=level, letter="ABCDE"[at], above=(above,) if at == 0 else ())
        for at, level in enumerate(levels)
    )
    test = ReleasedTest(test="rao_scott_f", df=(8.0, 400.0), outcome=".05", levels=levels)
    return replace(found, tests=(test,), letters=letters)


def test_a_test_is_an_outcome_in_words_and_never_a_number_but_its_class(table) -> None:
    assert sureness.difference_sentence(table, "vi") == "Khác biệt giữa các nhóm: rõ (p < 0,05)."
    assert sureness.difference_sentence(table, "en") == "Difference between groups: clear (p < 0.05)."
    unsure = replace(table, tests=(replace(table.tests[0], outcome="ns"),))
    assert sureness.difference_sentence(unsure, "vi") == "Khác biệt giữa các nhóm: chưa đủ chắc."


def test_without_a_test_the_reason_is_said_and_of_an_old_release_nothing(table) -> None:
    sparse = replace(table, tests=(ReleasedTest(test="rao_scott_f", refused="sparse"),))
    assert "không kiểm định được" in sureness.difference_sentence(sparse, "vi")
    assert sureness.difference_sentence(replace(table, tests=()), "vi") == ""


def test_letters_stand_in_the_head_and_below_the_share(table) -> None:
    grid = grids.banner_grid(table, caption="", language="vi")
    assert [head[-3:] for head in grid.head[2:4]] == ["(A)", "(B)"]
    assert any(cell.higher == "cao hơn B" for row in grid.rows for cell in row)
    plain = grids.banner_grid(replace(table, letters=()), caption="", language="vi")
    assert not any(cell.higher for row in plain.rows for cell in row)
    assert not any(head.endswith(")") for head in plain.head)
    assert sureness.letters_legend([replace(table, letters=())], "vi") == ""


def test_limits_courses_and_expectations_are_sentences(table) -> None:
    told = replace(
        table,
        bounds=(ReleasedBound(level="total", option="favourable", low=44, high=74),),
        course=ReleasedCourse(measure="net", waves=8, since="2023-Q1", verdict="linear", slope=-3.5, se=0.4),
        signal=ReleasedSignal(measure="net", waves=8, came=12.0, expected=30.0, low=20.0, high=40.0, called="below"),
        split=ReleasedSplit(measure="index", since="2024-Q1", total=2.0, opinion=2.4, composition=-0.4, se=1.3),
        reliability=ReleasedReliability(items=8, outcome=".7"),
    )
    assert "từ 44% đến 74%" in sureness.bounds_sentence(told, "vi")
    assert sureness.course_sentence(told, "vi") == "8 đợt từ quý I năm 2023: giảm đều, mỗi năm khoảng 3,5 điểm (± 0,4)."
    assert "thấp hơn khoảng đó: tín hiệu sớm" in sureness.signal_sentence(told, "vi")
    assert "do ý kiến trong các nhóm +2,4 (± 1,3), do cơ cấu nhóm −0,4" in sureness.split_sentence(told, "vi")
    assert "0,7–0,8: khá" in sureness.reliability_sentence(told, "vi")
    for outcome, upto, said in (("lt.6", ".6", "dưới 0,7:"), (".6", ".7", "0,6–0,8."), (".8", "ge.9", "từ 0,8: tốt")):
        either = replace(told, reliability=ReleasedReliability(items=8, outcome=outcome, upto=upto))
        assert said in sureness.reliability_sentence(either, "vi")


def test_too_few_waves_say_what_it_takes(table) -> None:
    short = replace(table, course=ReleasedCourse(measure="net", waves=2, since="2024-Q1", refused="waves", need=3))
    assert sureness.course_sentence(short, "vi") == "Chưa đủ đợt để nói diễn biến: mới có 2 đợt so sánh được, cần 3."


def test_a_withheld_response_is_a_mark() -> None:
    one = ReleasedResponse(level="g", label={"vi": "G"}, roll=30, answered=None, percent=None, mark="c")
    assert sureness.response_words(one, "vi") == "[c]"
    assert sureness.response_words(replace(one, answered=27, percent=90, mark=None), "vi") == "27 / 30 (90%)"


def test_a_mark_that_the_family_took_away_is_said_so(cubes) -> None:
    change = next(change for table in cubes.plan(2)[-1].tables for change in table.changes)
    fallen = replace(change, mark=None, alone="hollow", family=15)
    assert "xét chung 15 con số" in sureness.change_words(fallen, "vi")
    standing = replace(change, mark="hollow", process=False)
    assert sureness.change_words(standing, "vi").startswith("○ ")
    assert sureness.change_words(standing, "vi").endswith("Chưa loại trừ dao động ngẫu nhiên.")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_disclosure_list_is_complete(cubes, language: str) -> None:
    elements = method.elements(cubes.plan(1)[0], "Cơ quan", language)
    assert len(elements) == len(method.NAMES)
    assert all(name and text for name, text in elements)


def test_a_margin_is_told_in_what_was_counted_with_the_limits_of_the_table(cubes) -> None:
    counted = replace(cubes.index_table(43.0), stub=replace(cubes.index_table(43.0).stub, range=HOURS))
    assert sureness.margin_sentence(counted, "vi").startswith(
        "Chỉ số 0–100: 43 giờ; khoảng 95%: 41–45. Sai số chuẩn 1 giờ"
    )
    dated = replace(counted, stub=replace(counted.stub, range=MONTHS))
    assert "Index 0–100: 08/2021; 95% interval: 06/2021 to 10/2021. Standard error 1 month " in (
        sureness.margin_sentence(dated, "en")
    )
    ticked = cubes.multi_tables()[0]
    (cell,) = [one for one in ticked.cells if one.option == ticked.stub.options[-1].code]
    share = ReleasedMeasure(level="total", measure="share", value=40.0, se=7.5, se_process=8.9, low=0.0, high=99.0)
    told = sureness.margin_sentence(replace(ticked, measures=(share,)), "vi")
    assert f"{cell.percent}%; khoảng 95%: {cell.low}–{cell.high}." in told
