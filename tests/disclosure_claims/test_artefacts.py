"""Pages and workbook against the release: each number stands in the release, each figure of the release in its place."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from analysis.disclosure.released import TOTAL
from survey_app.operations.crossing import MEASURES, OVER, compare_page
from survey_app.operations.items import item_page, items_page
from survey_app.operations.publish import NothingReleasedError, period_page
from survey_app.operations.shelf import Library, items_of
from survey_app.report import labels
from survey_app.report.reading import ticked_code
from survey_app.report.released_sheets import questions_of
from survey_app.report.workbook import released_workbook

LANGUAGES = ("vi", "en")
WAVES = ("2025-Q3", "2025-Q4")


@pytest.fixture(scope="module")
def cubes(artefacts: ModuleType) -> tuple[Any, Any]:
    first = artefacts.poll(1, WAVES[0]).release()
    return first, artefacts.poll(2, WAVES[1]).release(previous=first)


@pytest.fixture(scope="module")
def shelf(cubes: tuple[Any, Any]) -> Library:
    """A library of nothing but released cubes: whatever is made from it can tell nothing else."""
    return Library(cubes=cubes)


def test_the_poll_has_every_kind_and_hides_something(cubes: tuple[Any, Any]) -> None:
    kinds = {table.stub.kind for table in cubes[1].tables}
    assert kinds == {"ordinal", "nominal", "multi", "number", "index"}
    rungs = {rung for table in cubes[1].tables for rung in table.rung.values()}
    assert {"all", "withheld"} <= rungs
    assert rungs & {"three", "largest", "band", "merged"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_figures_of_the_release_and_no_other(
    language: str, cubes: tuple[Any, Any], artefacts: ModuleType
) -> None:
    """Number by number, as often as it is told: none too many on a sheet, none of the release's missing."""
    cube = cubes[1]
    questions = questions_of(cube)
    sheets = list(artefacts.sheets(released_workbook(cube, language=language)).values())
    for question, sheet in zip(questions, sheets[-len(questions) :], strict=True):
        written, told = artefacts.numbers_of(sheet), artefacts.told_of(question.tables)
        if question.multi:  # the share of those who did not tick, and the same bases again, are left out
            assert set(written) <= set(told), question.stub.item
        else:
            assert written - told == {}, question.stub.column
            assert told - written == {}, question.stub.column


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_sheets_tell_no_figure(language: str, cubes: tuple[Any, Any], artefacts: ModuleType) -> None:
    cube = cubes[1]
    sheets = list(artefacts.sheets(released_workbook(cube, language=language)).values())
    bases = {float(base.asked) for table in cube.tables for base in table.bases if base.asked is not None}
    for sheet in sheets[: -len(questions_of(cube))]:
        places = {float(number) for number in range(1, len(sheets) + 1)}
        assert {value for _, value in artefacts.numbers_of(sheet)} <= places | bases


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_an_items_page_are_those_of_the_release(
    language: str, shelf: Library, cubes: tuple[Any, Any], artefacts: ModuleType
) -> None:
    """Place by place: the option of a level is the released percentage, or a mark, a band, a merged figure."""
    cube, compared = cubes[1], 0
    for item in items_of(cube):
        page = item_page(shelf, cube, item, language)
        for figure in (figure for section in page.sections for figure in section.tables):
            banner = next(table.banner for table in cube.tables if figure.name.startswith(f"by-{table.banner}"))
            tables = [table for table in cube.tables if (table.stub.item, table.banner) == (item, banner)]
            for at, table in enumerate(tables):
                rows = figure.grid.rows[at : at + 1] if table.stub.kind == "multi" else figure.grid.rows
                compared += _compare(table, rows, language)
    assert compared > 50


def _compare(table: Any, rows: Any, language: str) -> int:
    levels = sorted((level.level for level in table.levels), key=lambda level: level != TOTAL)
    codes = [ticked_code(table)] if table.stub.kind == "multi" else [option.code for option in table.stub.options]
    told = {(cell.level, cell.option): cell for cell in table.cells}
    compared = 0
    for code, row in zip(codes, rows, strict=False):
        plain = [cell for cell in row[1:] if cell.rows == 1]
        if len(plain) != len(levels):
            continue  # some level is told together, in a taller cell
        for level, cell in zip(levels, plain, strict=True):
            released = told.get((level, code))
            if released is not None and released.percent is not None:
                assert cell.text == f"{released.percent}%"
                compared += 1
            elif released is not None and released.band is not None:
                assert cell.text == labels.band(released.band, language)
            else:
                assert cell.text.startswith("[")
    return compared


def pages(shelf: Library, cube: Any, language: str) -> list[Any]:
    found = [period_page(shelf, cube, language), items_page(shelf, cube, language)]
    found += [item_page(shelf, cube, item, language) for item in items_of(cube)]
    for banner in ("group", "age"):
        found += [compare_page(shelf, cube, language, banner=banner, measure=measure) for measure in MEASURES]
        found += [compare_page(shelf, cube, language, question="trust", banner=banner, over=over) for over in OVER]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_say_no_number_that_the_release_does_not(
    language: str, shelf: Library, cubes: tuple[Any, Any], artefacts: ModuleType
) -> None:
    """Headings, tables, and what is written, titled or read aloud in the drawings of every page."""
    known = artefacts.known(*cubes)
    scales = {float(tick) for tick in range(0, 101, 5)}
    names = {float(part) for wave in WAVES for part in wave.replace("Q", "").split("-")} | {95.0, 67.0, 33.0}
    options = {float(at) for at in range(6)}
    seen = 0
    for page in pages(shelf, cubes[1], language):
        for figure in artefacts.figures_in(page):
            drawn = (
                [] if figure.chart is None else artefacts.words_of(f"{figure.chart.wide}{figure.chart.narrow or ''}")
            )
            cells = [f"{cell.text} {cell.note}" for row in figure.grid.rows for cell in row if not cell.head]
            for text in (figure.heading, *drawn, *cells):
                for number in artefacts.numbers_in(text):
                    assert number in known | scales | names | options, (figure.name, text)
                    seen += 1
    assert seen > 300


def test_the_explorer_makes_no_table_that_was_not_released(shelf: Library, cubes: tuple[Any, Any]) -> None:
    for chosen in ({"banner": "wish.1"}, {"question": "nobody"}, {"question": "trust", "banner": "topic"}):
        with pytest.raises(NothingReleasedError):
            compare_page(shelf, cubes[1], "vi", **chosen)
    for chosen in ({"measure": "count"}, {"over": "people", "question": "trust"}):
        with pytest.raises(NothingReleasedError):
            compare_page(shelf, cubes[1], "vi", **chosen)
