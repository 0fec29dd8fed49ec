"""Why a place tells nothing: a reason for every kind of gap, and a way to read more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.released import ReleasedLevel
from survey_app.report.reasons import least, reasons


def with_levels(table, *levels):
    return replace(table, levels=(table.levels[0], *levels), rung={level.level: "all" for level in levels})


@pytest.fixture
def table(cubes):
    return cubes.cube().table("kenh", "group")


def merged(table, count):
    together = table.levels[1 : 1 + count]
    label = {language: "; ".join(level.label[language] for level in together) for language in together[0].label}
    return ReleasedLevel(level=together[0].level, label=label, merged=tuple(level.level for level in together))


@pytest.mark.parametrize(("language", "said"), [("vi", "gộp thành một cột"), ("en", "told as one column")])
def test_a_column_of_several_groups_says_why(cubes, table, language, said):
    told = with_levels(table, merged(table, 2), table.levels[3], table.levels[4])
    first, *_, more = reasons(cubes.cube(), [told], language)
    assert said in first
    assert "organisation.yaml" in more


@pytest.mark.parametrize(("language", "said"), [("vi", "gia quyền theo chi bộ"), ("en", "weighted by branch")])
def test_a_table_of_one_column_says_why_its_percentages_differ_from_the_whole(cubes, table, language, said):
    first, more = reasons(cubes.cube(), [with_levels(table, merged(table, 4))], language)
    assert said in first
    assert more


def test_a_question_that_is_withheld_whole_names_no_single_rule(cubes, table):
    hidden = replace(
        table,
        cells=tuple(replace(cell, count=None, percent=None, low=None, high=None, mark="c") for cell in table.cells),
    )
    first, _ = reasons(cubes.cube(), [hidden], "vi")
    assert all(said in first for said in ("chưa đủ 10 người", "trả lời giống nhau", "chỉ một phần được hỏi"))


def test_levels_are_named_in_the_order_of_the_table(cubes):
    table = cubes.cube().table("dieu_kien", "group")
    backwards = replace(table, levels=(table.levels[0], *reversed(table.levels[1:])))
    rung = dict.fromkeys((level.level for level in table.levels), "three")
    told = reasons(cubes.cube(), [replace(backwards, rung=rung)], "vi")
    named = next(line for line in told if "các ý được gộp" in line).split(":")[0].split("; ")
    shown = [level.label["vi"] for level in backwards.levels]
    assert named == sorted(named, key=shown.index)
    assert len(named) > 1


def test_sensitive_questions_have_a_stricter_rule(cubes, table):
    one = cubes.cube()
    sensitive = replace(table, stub=replace(table.stub, sensitive=True))
    assert least(one, [table], "vi") == "10"
    assert least(one, [sensitive], "vi") == "15"
    assert least(one, [table, sensitive], "en") == "10 (sensitive questions: 15)"
