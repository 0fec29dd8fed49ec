"""Published results of past waves: taken as they are, refused with their row."""

from __future__ import annotations

import pytest

from survey_app.operations.ledger import ledger
from survey_app.operations.publish import period_page
from survey_app.operations.shelf import library, series_of
from tests.factories.past import FULL, MAPPING, RESULTS, Desk, results


def test_published_results_are_taken_as_they_are(desk: Desk) -> None:
    results(desk, *FULL, ("2019", "dieu_kien", "Thuận", 55, 90, 200))
    early, late = (wave.cube for wave in desk.run().waves)
    assert (late.wave, late.provenance, late.population.n, late.population.N) == ("W2020", "import_results", 100, 240)
    (table,) = late.tables
    assert [(cell.option, cell.percent, cell.count, cell.se, cell.low) for cell in table.cells] == [
        (1, 5, None, None, None),
        (2, 15, None, None, None),
        (3, 20, None, None, None),
        (4, 40, None, None, None),
        (5, 20, None, None, None),
    ]
    assert {figure.measure: figure.value for figure in table.measures} == {
        "net": 40,
        "favourable": 60,
        "unfavourable": 20,
    }
    assert [level.level for level in table.levels] == ["total"]
    assert {figure.measure: figure.value for figure in early.tables[0].measures} == {"favourable": 55, "share": 55}
    assert [cube.wave for cube in ledger(desk.stores)] == ["W2019", "W2020"]
    assert [wave.new for wave in desk.run().waves] == [False, False]


def test_published_results_stand_in_the_trend_of_later_rows(desk: Desk) -> None:
    rows, columns = desk.rows, desk.columns
    results(desk, *FULL)
    desk.run()
    desk.rows, desk.columns, desk.mapping = rows, columns, MAPPING
    desk.run()
    shelf = library(desk.stores)
    series = series_of(shelf.trend(shelf.latest()), "dieu_kien")
    assert [(point.wave, point.imported, point.broken) for point in series.points] == [
        ("W2020", True, False),
        ("W2021", True, False),
        ("W2022", True, False),
    ]
    for language in ("vi", "en"):
        assert period_page(shelf, shelf.cube("W2020"), language).kpis[0].value == "100 / 240"


def test_results_without_numbers_of_people_say_so(desk: Desk) -> None:
    results(desk, *FULL)
    desk.mapping = RESULTS.replace(", n: so_phieu, N: tong_so", "")
    (wave,) = desk.run().waves
    assert wave.cube.population.note == ("population_unknown",)
    shelf = library(desk.stores)
    page = period_page(shelf, wave.cube, "vi")
    assert [kpi.value for kpi in page.kpis[:2]] == ["–", "–"]


def test_too_few_answers_are_withheld_here_too(desk: Desk) -> None:
    results(desk, *((year, item, code, percent, 9, 12) for year, item, code, percent, _, _ in FULL))
    (table,) = desk.run().waves[0].cube.tables
    assert {cell.mark for cell in table.cells} == {"c"}
    assert {cell.percent for cell in table.cells} == {None}


def test_shares_from_nought_to_one(desk: Desk) -> None:
    results(desk, ("2020", "Câu 1", "favourable", "0,635", 100, 240))
    desk.mapping = RESULTS + "unit: share\n"
    assert desk.run().waves[0].cube.tables[0].cells[0].percent == 64


@pytest.mark.parametrize(
    ("row", "change", "rule", "line"),
    [
        (0, {3: "9"}, "import-sum", 2),
        (1, {3: "95"}, "import-sum", 2),
        (1, {3: "101"}, "import-percent", 3),
        (2, {3: "mười"}, "import-percent", 4),
        (3, {4: "241"}, "import-base", 5),
        (3, {4: "9.5"}, "import-base", 5),
        (4, {5: "250"}, "import-base", 6),
        (4, {2: "4"}, "import-twice", 6),
        (4, {2: "6"}, "import-value-unknown", 6),
        (4, {1: "Câu 9"}, "import-value-unknown", 6),
        (4, {0: "1999"}, "import-value-unknown", 6),
    ],
)
def test_broken_results_are_refused_with_their_row(
    row: int, change: dict[int, str], rule: str, line: int, desk: Desk
) -> None:
    results(desk, *FULL)
    for column, text in change.items():
        desk.rows[row][column] = text
    assert desk.refused()[rule].line == line


def test_rounding_is_no_mistake(desk: Desk) -> None:
    results(desk, *((*one[:3], percent, 100, 240) for one, percent in zip(FULL, (5, 15, 20, 41, 20), strict=True)))
    assert desk.run(dry=True).waves
