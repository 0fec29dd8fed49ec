"""An organisation where half of the groups stay silent: pages, explorer and workbook say the same, and nothing more."""

from __future__ import annotations

import io
import re
from dataclasses import asdict, replace

import pytest
from openpyxl import load_workbook

from analysis.disclosure import cube_hash
from analysis.disclosure.released import TOTAL
from survey_app.operations.crossing import MEASURES, OVER, compare_page
from survey_app.operations.items import item_page
from survey_app.operations.shelf import items_of, library
from survey_app.operations.workbooks import workbook
from survey_app.report import labels
from survey_app.report.reading import side_share
from survey_app.report.released_sheets import questions_of
from tests.factories import withheld

WAVE = "2025-Q4"
NUMBER = re.compile(r"[−-]?\d+(?:[.,]\d+)?")
SILENT = ("Văn phòng", "Thanh tra", "Trạm vùng cao")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return library(withheld.installation(tmp_path_factory.mktemp("half")))


def leaves(part):
    """Every number that stands anywhere in a part of a release."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from leaves(one)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield part


def held(cube):
    """What may be shown: every number of the release, and sums of shares that stand beside one another."""
    told = list(leaves(asdict(cube)))
    for table in cube.tables:
        for level in table.levels:
            for side in ("favourable", "neutral", "unfavourable"):
                share = side_share(table, side, level.level)
                if share is not None:
                    told += [one for one in (share.percent, share.low, share.high) if one is not None]
    return {round(abs(float(number)), 1) for number in told}


def numbers_in(grid):
    for row in grid.rows:
        for cell in row:
            if not cell.head:
                for found in NUMBER.findall(f"{cell.text} {cell.note}".replace("–", " ")):
                    yield abs(float(found.replace("−", "-").replace(",", ".")))


def crossed(shelf, cube, language):
    for banner in dict.fromkeys(table.banner for table in cube.tables if table.banner != TOTAL):
        names = {_name(question) for question in questions_of(cube) if question.table(banner) is not None}
        for question in ("", *sorted(names)):
            for measure in MEASURES if not question else ("net",):
                for over in OVER if question else ("now",):
                    yield compare_page(
                        shelf, cube, language, question=question, banner=banner, measure=measure, over=over
                    )


def test_half_of_the_groups_are_withheld_and_stay_in_sight(shelf):
    cube = shelf.cube(WAVE)
    table = cube.table("hai_long", "group")
    hidden = [level for level in table.levels if table.rung[level.level] == "withheld"]
    assert tuple(level.label["vi"] for level in hidden) == SILENT
    for language in ("vi", "en"):
        (figure,) = compare_page(shelf, cube, language, question="hai_long", banner="group").figures
        assert all(level.label[language] in figure.chart.wide for level in hidden)
        assert [level.label[language] for level in hidden] == figure.reasons[0].split(":")[0].split("; ")
        assert "organisation.yaml" in figure.reasons[-1]


def test_over_the_waves_every_group_keeps_its_panel(shelf):
    page = compare_page(shelf, shelf.cube(WAVE), "vi", question="hai_long", banner="group", over="waves")
    assert [figure.heading for figure in page.figures if figure.empty] == list(SILENT)
    drawn = [figure for figure in page.figures if figure.chart is not None]
    assert len(drawn) == 4
    assert page.under


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_click_shows_a_number_that_was_not_released(shelf, language):
    cube = shelf.cube(WAVE)
    known = held(cube) | held(shelf.cube("2025-Q3"))
    seen = 0
    for page in crossed(shelf, cube, language):
        for figure in page.figures:
            for number in numbers_in(figure.grid):
                assert round(number, 1) in known or number in {10, 90, 33, 34, 66, 67, 50}, (figure.heading, number)
                seen += 1
    for item in items_of(cube):
        page = item_page(shelf, cube, item, language)
        for figure in (page.distribution, *(table for part in page.sections for table in part.tables)):
            assert all(
                round(number, 1) in known or number in {10, 90, 33, 34, 66, 67, 50}
                for number in numbers_in(figure.grid)
            )
    assert seen > 100


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_workbook_says_what_the_pages_say_and_holds_no_other_number(shelf, language):
    cube = shelf.cube(WAVE)
    book = load_workbook(io.BytesIO(workbook(shelf, cube, language).content))
    sheets = dict(
        zip(
            (_name(question) for question in questions_of(cube)),
            book.worksheets[-len(questions_of(cube)) :],
            strict=True,
        )
    )
    known = held(cube)
    for sheet in sheets.values():
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    percent = "%" in cell.number_format
                    value = abs(cell.value * 100 if percent else cell.value)
                    assert round(value, 1) in known, (sheet.title, cell.coordinate)
    table = cube.table("hai_long", "group")
    page = compare_page(shelf, cube, language, question="hai_long", banner="group").figures[0].grid
    lines: dict[str, list[object]] = {}
    for row in sheets["hai_long"].iter_rows():  # finer figures stand below, under the same names
        lines.setdefault(str(row[0].value), [cell.value for cell in row[1:]])
    for option, row in zip(table.stub.options, page.rows, strict=False):
        values = lines[option.label[language]]
        for cell, value in zip((one for one in row[1:] if one.rows == 1), values, strict=False):
            if isinstance(value, float) and cell.text.endswith("%"):
                assert cell.text == f"{round(100 * value)}%"


def test_levels_told_together_read_as_one(shelf):
    table = shelf.cube(WAVE).table("hai_long", "group")
    assert [labels.level(level, "group", "vi") for level in table.levels][-1] == "Trạm vùng cao"


def test_a_wave_in_which_a_group_was_withheld_is_not_one_in_which_nobody_was_asked(shelf):
    cube = shelf.cube(WAVE)
    figures = [figure for page in crossed(shelf, cube, "vi") if page.under for figure in page.figures]
    gaps = [figure for figure in figures if not figure.empty and any(row[1].mark for row in figure.grid.rows)]
    assert gaps, "some group is told in one of the two waves only"
    for figure in gaps:
        assert {row[1].text for row in figure.grid.rows if row[1].mark} == {"[c]"}
        assert figure.legend == (("[c]", labels.mark("c", "vi")),)


def test_a_wave_in_which_a_group_was_told_as_a_band_says_the_band(shelf):
    before = shelf.cube("2025-Q3").table("hai_long", "group")
    bands = {
        level.label["vi"]: cell.band for level in before.levels for cell in before.cells if cell.level == level.level
    }
    page = compare_page(shelf, shelf.cube(WAVE), "vi", question="hai_long", banner="group", over="waves")
    banded = [figure for figure in page.figures if bands.get(figure.heading)]
    assert banded, "some group is told as a band in the wave before"
    for figure in banded:
        assert figure.grid.rows[-1][1].text == labels.band(bands[figure.heading], "vi")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_level_that_misses_something_is_named_with_its_reason(shelf, language):
    cube, named = shelf.cube(WAVE), 0
    for item in items_of(cube):
        page = item_page(shelf, cube, item, language)
        for figure in (table for part in page.sections for table in part.tables):
            said = " ".join(figure.reasons)
            marked = {at for row in figure.grid.rows for at, cell in enumerate(row) if cell.mark and len(row) > at}
            whole = [at for at in marked if all(len(row) == len(figure.grid.head) for row in figure.grid.rows)]
            for at in whole:
                assert figure.grid.head[at] in said or not any(name in said for name in figure.grid.head[1:])
                named += 1
            shown = {f"[{cell.mark}]" for row in figure.grid.rows for cell in row if cell.mark}
            assert shown <= {mark for mark, _ in figure.legend}
            assert bool(marked) <= bool(figure.reasons)
    assert named > 5


def test_levels_told_together_are_together_in_the_workbook_too(shelf):
    """Options of a level that is told by side say so, and the chart draws what is told of every level."""
    cube = shelf.cube(WAVE)
    table = cube.table("hai_long", "group")
    merged = [level.label["vi"] for level in table.levels if table.rung[level.level] == "three"]
    assert merged
    book = load_workbook(io.BytesIO(workbook(shelf, cube, "vi").content))
    sheet = next(book[name] for name in book.sheetnames if "hai_long" in name)
    lines = {str(row[0].value): row for row in sheet.iter_rows(max_row=40)}
    heads = {str(cell.value): at for at, cell in enumerate(lines["Ý trả lời"])}
    for name in merged:
        told = {option.label["vi"]: lines[option.label["vi"]][heads[name]].value for option in table.stub.options}
        assert set(told.values()) == {"gộp"}
        assert isinstance(lines["Gộp: thuận"][heads[name]].value, float)
    (chart,) = sheet._charts
    drawn = {int(series.val.numRef.f.rsplit("$", 1)[1]) for series in chart.series}
    assert drawn == {lines[f"Gộp: {side}"][0].row for side in ("thuận", "ở giữa", "chưa thuận")}


def _name(question):
    return question.stub.item if question.multi else question.stub.column


def places(grid):
    """Every place of a table that is one line high: its line, its column, its text."""
    taken = [0] * len(grid.head)
    for row in grid.rows:
        free = [at for at, rows in enumerate(taken) if rows == 0]
        for at, cell in zip(free, row, strict=True):
            taken[at] = cell.rows
            if at and cell.rows == 1:
                yield row[0].text, grid.head[at], cell.text
        taken = [rows - 1 for rows in taken]


def spoken(cell, language):
    """A cell of the workbook as a page says it."""
    value = cell.value
    if not isinstance(value, int | float):
        return value or "–"
    if "%" in cell.number_format:
        return f"{round(100 * value)}%"
    signed = cell.number_format.startswith("+") and value
    text = f"{value:+g}" if signed else f"{value:g}"
    return text.replace("-", "−").replace(".", "," if language == "vi" else ".")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_place_of_every_table_by_groups_says_what_the_workbook_says(shelf, language):
    cube, seen = shelf.cube(WAVE), 0
    book = load_workbook(io.BytesIO(workbook(shelf, cube, language).content))
    questions = questions_of(cube)
    for question, sheet in zip(questions, book.worksheets[-len(questions) :], strict=True):
        rows = list(sheet.iter_rows())
        heads = next(row for row in rows if row[0].value in {"Ý trả lời", "Answer"})
        columns = {cell.value: at for at, cell in enumerate(heads)}
        lines: dict[str, tuple] = {}
        for row in rows[heads[0].row :]:
            lines.setdefault(str(row[0].value).partition(" (")[0], row)
        for banner in dict.fromkeys(table.banner for table in question.tables if table.banner != TOTAL):
            (figure,) = compare_page(shelf, cube, language, question=_name(question), banner=banner).figures
            for line, level, text in places(figure.grid):
                told = spoken(lines[line.partition(" (")[0]][columns[level]], language)
                if told not in {"gộp", "merged"}:
                    assert text == told or text.startswith(f"{told} "), (sheet.title, line, level)
                    seen += 1
    assert seen > 200


def test_a_number_of_which_only_the_quarter_is_told_says_it_wave_by_wave(shelf):
    def banded(cube):
        tables = tuple(
            replace(
                table,
                measures=tuple(
                    replace(figure, value=None, se=None, low=None, high=None, band="q2") for figure in table.measures
                ),
            )
            if table.stub.column == "gio"
            else table
            for table in cube.tables
        )
        made = replace(cube, tables=tables)
        return replace(made, hash=cube_hash(made))

    quarters = replace(shelf, cubes=tuple(map(banded, shelf.cubes)))
    page = item_page(quarters, quarters.cube(WAVE), "gio", "vi")
    rows = page.sections[0].figures[0].grid.rows
    assert len(rows) == len(shelf.cubes)
    assert {row[1].text for row in rows} == {"trong khoảng 25 đến 50 giờ"}
