"""What stands below a chart: its base, who was asked, why nothing is told, whose response is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.findings import ReleasedResponse
from analysis.disclosure.released import ReleasedRange
from survey_app.operations.crossing import compare_page
from survey_app.operations.figures import bars_figure, only_some, small_groups
from survey_app.operations.items import items_page
from survey_app.operations.shelf import Library
from survey_app.operations.sureness import period_panel
from tests.factories import cubes as factory


@pytest.fixture
def cube():
    return factory.cube()


def hidden(table):
    gone = dict.fromkeys(("count", "percent", "low", "high", "se", "se_process"))
    bases = dict.fromkeys(("asked", "answered", "dont_know", "refused", "skipped"))
    return replace(
        table,
        cells=tuple(replace(cell, mark="c", **gone) for cell in table.cells),
        bases=tuple(replace(base, mark="c", **bases) for base in table.bases),
    )


def test_a_question_that_only_some_were_asked_says_how_many(cube):
    table = factory.nominal_table()
    few = replace(table, bases=tuple(replace(base, asked=42, answered=39) for base in table.bases))
    assert only_some(cube, table, "vi") == "", "a base that rounding alone takes from the ballots"
    assert only_some(cube, few, "vi") == "Chỉ một phần được hỏi câu này: 42 trong 151 phiếu."
    assert "42 of 151 ballots" in bars_figure(cube, [few], "x", "en").foot
    assert only_some(cube, hidden(few), "vi") == ""


@pytest.mark.parametrize(("language", "base"), [("vi", "Cơ sở"), ("en", "Base")])
def test_a_question_that_is_withheld_whole_has_reasons_and_no_base(cube, language, base):
    table = factory.nominal_table()
    assert bars_figure(cube, [table], "x", language).reasons == ()
    figure = bars_figure(cube, [hidden(table)], "x", language)
    assert len(figure.reasons) == 2
    assert base not in figure.foot
    assert [mark for mark, _ in figure.legend] == ["[c]"]


def test_the_rule_under_a_sensitive_question_is_its_own(cube):
    table = factory.nominal_table()
    sensitive = replace(table, stub=replace(table.stub, sensitive=True))
    assert "dưới 10 phiếu" in small_groups(cube, [table], "vi")
    assert "dưới 15 phiếu" in small_groups(cube, [sensitive], "vi")


def test_a_group_without_a_response_says_why_and_what_would_help(cube):
    told = ReleasedResponse(level="g1", label={"vi": "Chuyên môn"}, roll=40, answered=27, percent=68)
    silent = replace(told, level="g2", label={"vi": "Văn phòng"}, answered=None, percent=None, mark="c")
    assert period_panel(replace(cube, response=(told,)), None, "vi").more == ""
    panel = period_panel(replace(cube, response=(told, silent)), None, "vi")
    assert dict(panel.groups)["Văn phòng"] == "[c]"
    assert panel.more.startswith("[c]: ")
    assert "gộp nhóm nhỏ" in panel.more


@pytest.mark.parametrize(("language", "said"), [("vi", "gộp"), ("en", "merged")])
def test_options_told_together_are_not_drawn_as_withheld(cube, language, said):
    table = factory.nominal_table(banner="group", levels=(factory.TOTAL, *factory.GROUPS))
    level = table.levels[-1].level
    kept = [cell for cell in table.cells if (cell.level, cell.option) not in {(level, 1), (level, 3)}]
    rest = replace(kept[-1], level=level, option="rest", percent=44)
    some = replace(cube, tables=(factory.nominal_table(), replace(table, cells=(*kept, rest))))
    shelf = Library(cubes=(some,), plan=None, title={"vi": "Sở"})
    (figure,) = compare_page(shelf, some, language, question="kenh", banner="group").figures
    assert f">{said}<" in figure.chart.wide
    assert "[c]" not in figure.chart.wide


@pytest.mark.parametrize(("language", "said"), [("vi", "Chưa công bố [c]"), ("en", "Not released [c]")])
def test_the_list_of_questions_says_of_a_withheld_one_that_it_is(cube, language, said):
    some = replace(cube, tables=(hidden(factory.nominal_table()), factory.index_table(59.5)))
    first, second = items_page(Library(cubes=(some,)), some, language).items
    assert first.figure == said
    assert second.figure.endswith(": 59,5" if language == "vi" else ": 59.5")


def test_hours_and_dates_have_no_scale_in_common():
    hours = ReleasedRange(low=0, high=90, unit={"vi": "giờ"})
    dates = ReleasedRange(low=0, high=177, origin="2027-01-04", grain="day")

    def mean(column, value, span):
        table = factory.index_table(value)
        stub = replace(table.stub, column=column, item=column, kind="number", headline=False, range=span)
        return replace(table, id=f"{column}/total", stub=stub, measures=(replace(table.measures[0], measure="mean"),))

    def drawn(*columns):
        cubes = tuple(
            replace(one, tables=tuple(mean(*column) for column in columns), hash=f"{one.hash}{len(columns)}")
            for one in factory.plan(3)
        )
        return items_page(Library(cubes=cubes), cubes[-1], "vi").items[0].trend

    alone = drawn(("gio", 43.0, hours))
    assert alone is not None
    assert drawn(("gio", 43.0, hours), ("ngay", 160.0, dates)) == alone
