"""Half a century of one question: thirty-five imported waves drawn as one trend."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from survey_app import paths
from survey_app.operations.importing import Imported, import_file
from survey_app.operations.publish import item_page
from survey_app.operations.shelf import Library, library, series_of
from survey_app.store import Stores, open_stores

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("import")]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return open_stores(tmp_path_factory.mktemp("trend") / "var")


@pytest.fixture(scope="module")
def imported(stores: Stores, shared: Path) -> Imported:
    examples = paths.questionnaires() / "examples"
    return import_file(
        stores,
        shared / "data" / "gss_trend.csv.gz",
        mapping_file=examples / "gss-trend.mapping.yaml",
        organisation_file=examples / "gss-trend-organisation.yaml",
    )


@pytest.fixture(scope="module")
def shelf(imported: Imported, stores: Stores) -> Library:
    return library(stores)


@pytest.fixture(scope="module")
def asked(shared: Path) -> dict[str, Counter[str]]:
    """Answers by item and year, counted plainly."""
    found: dict[str, Counter[str]] = {"fefam": Counter(), "polviews": Counter()}
    with gzip.open(shared / "data" / "gss_trend.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for item, years in found.items():
                years[row["year"]] += row[item] not in {"", "-1", "-2", "-3"}
    return found


def test_thirty_five_waves_hold_everybody(shelf: Library) -> None:
    assert len(shelf.cubes) == 35
    assert sum(cube.population.n for cube in shelf.cubes) == 75_699


@pytest.mark.parametrize(("item", "measure"), [("fefam", "net")])
def test_the_trend_has_a_point_for_every_wave_that_asked(
    shelf: Library, asked: dict[str, Counter[str]], item: str, measure: str
) -> None:
    series = series_of(shelf.trend(shelf.latest()), item)
    assert series.measure == measure
    assert len(series.ticks) >= 35
    assert [point.wave for point in series.points] == [
        f"W{year}" for year, count in sorted(asked[item].items()) if count
    ]
    assert all(point.imported and point.low is not None for point in series.points)
    assert series.points[-1].value - series.points[0].value > 50


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_trend_is_drawn(shelf: Library, language: str) -> None:
    drawn = str(item_page(shelf, shelf.latest(), "fefam", language))
    assert drawn.count("<svg") >= 2
    for year in ("1977", "2022"):
        assert year in drawn
    assert item_page(shelf, shelf.latest(), "polviews", language)
