"""Surveys that nobody here made, imported: counts as published, whole percentages as R computes them, and drawn."""

from __future__ import annotations

import csv
import gzip
import math
from collections import Counter
from pathlib import Path

import pytest

from analysis.codebook import Missing
from survey_app import paths
from survey_app.operations.importing import Imported, import_file
from survey_app.operations.ledger import ledger
from survey_app.operations.publish import item_page, period_page
from survey_app.operations.shelf import Library, library, series_of
from survey_app.store import Stores, open_stores
from tests.factories.gss import RESPONDENTS, YEARS, equal_published_counts

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("import")]

CSPS = ("B01", "B03", "B04", "B08", "B16")


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reference(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "reference_r_survey.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return open_stores(tmp_path_factory.mktemp("import") / "var")


@pytest.fixture(scope="module")
def gss(stores: Stores, shared: Path) -> Imported:
    shipped = paths.questionnaires()
    return import_file(
        stores,
        shared / "data" / "gss_work.csv.gz",
        mapping_file=shipped / "gss-work.mapping.yaml",
        organisation_file=shipped / "gss-organisation.yaml",
    )


@pytest.fixture(scope="module")
def fevs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    examples = paths.questionnaires() / "examples"
    return import_file(
        open_stores(tmp_path_factory.mktemp("fevs") / "var"),
        shared / "data" / "fevs2018_12.csv.gz",
        mapping_file=examples / "fevs-2018.mapping.yaml",
        organisation_file=examples / "fevs-organisation.yaml",
    )


@pytest.fixture(scope="module")
def csps(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The yearly results, turned from one column per year into one row per year and measure."""
    folder = tmp_path_factory.mktemp("csps")
    with (shared / "data" / "csps_mean_2009_2020.csv").open(encoding="utf-8", newline="") as file:
        published = {row["Measure"]: row for row in csv.DictReader(file)}
    with (folder / "csps.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["year", "measure", "share"])
        for year in range(2009, 2021):
            writer.writerows([year, measure, published[measure][str(year)]] for measure in CSPS)
    examples = paths.questionnaires() / "examples"
    stores = open_stores(folder / "var")
    import_file(
        stores,
        folder / "csps.csv",
        mapping_file=examples / "csps.mapping.yaml",
        organisation_file=examples / "csps-organisation.yaml",
    )
    return library(stores)


def test_gss_counts_equal_the_published_ones(gss: Imported, shared: Path) -> None:
    counts = {wave.cube.wave: wave.counts for wave in gss.waves}
    assert equal_published_counts(counts, [item.item for item in gss.questionnaire.items()], shared) >= 80


def test_gss_counts_equal_the_file_in_every_wave_and_twenty_sectors(gss: Imported, shared: Path) -> None:
    rows = [row for row in rows_of(shared / "data" / "gss_work.csv.gz") if row["in_module"] == "1"]
    assert {wave.cube.wave: wave.kept for wave in gss.waves} == RESPONDENTS
    assert gss.rows - gss.left_out == sum(RESPONDENTS.values())
    for wave in gss.waves:
        here = [row for row in rows if row["year"] == YEARS[wave.cube.wave]]
        assert len({row["sector"] for row in here} - {""}) == 20
        for item in (item.item for item in gss.questionnaire.items()):
            cells = wave.counts.cells(item, "total")
            plain = Counter(row[item] for row in here)
            assert [int(n) for n in cells.n.sum(axis=(0, 1))[: cells.options]] == [
                plain[str(option.code)] for option in cells.column.options
            ]
            assert cells.exits(Missing.NOT_ASKED)[0] == plain[""]
            assert cells.exits(Missing.REFUSED)[0] == plain["-2"]


def test_gss_released_percentages_are_the_weighted_ones_of_r(gss: Imported, shared: Path) -> None:
    """The reference leaves the other answers out of the base where the questionnaire has options for all of them.

    Counts are rounded to base 3 in each of the twenty sectors before they are weighted; the moves mostly cancel, so
    the sum is off by some base x sqrt(sectors) people at most.
    """
    cubes = {wave.cube.wave.removeprefix("W"): wave.cube for wave in gss.waves}
    items = {item.item for item in gss.questionnaire.items()}
    compared = 0
    for row in reference(shared):
        if row["dataset"] != "gss_work" or row["stat"] != "proportion" or row["group"] or row["variable"] not in items:
            continue
        if row["year"] not in cubes or not row["category"].isdecimal():
            continue
        table = cubes[row["year"]].table(row["variable"])
        shown = {str(cell.option): cell.percent for cell in table.cells}
        answered = next(base.answered for base in table.bases if base.level == "total")
        rounding = 100 * 3 * math.sqrt(20) / answered
        assert shown[row["category"]] == pytest.approx(100 * float(row["est"]), abs=0.5 + rounding), row
        compared += 1
    assert compared >= 40


def test_gss_stands_in_the_ledger_and_in_one_trend(gss: Imported, stores: Stores) -> None:
    assert [cube.wave for cube in ledger(stores)] == list(YEARS)
    assert {cube.provenance for cube in ledger(stores)} == {"import_rows"}
    shelf = library(stores)
    series = series_of(shelf.trend(shelf.latest()), "satjob1")
    assert [(point.wave, point.imported, point.broken) for point in series.points] == [
        (wave, True, False) for wave in YEARS
    ]
    for language, said in (("vi", "○ Số liệu nhập"), ("en", "○ Imported")):
        page = period_page(shelf, shelf.latest(), language)
        assert said in page.headline.foot
        assert "<svg" in page.headline.chart.wide
        assert item_page(shelf, shelf.latest(), "satjob1", language)


def test_importing_gss_again_changes_nothing(gss: Imported, stores: Stores, shared: Path) -> None:
    shipped = paths.questionnaires()
    before = {path: path.read_bytes() for path in stores.folder.iterdir()}
    again = import_file(
        stores,
        shared / "data" / "gss_work.csv.gz",
        mapping_file=shipped / "gss-work.mapping.yaml",
        organisation_file=shipped / "gss-organisation.yaml",
    )
    assert [wave.cube for wave in again.waves] == [wave.cube for wave in gss.waves]
    assert {path: path.read_bytes() for path in stores.folder.iterdir()} == before


def test_fevs_counts_equal_the_file_in_every_agency(fevs: Imported, shared: Path) -> None:
    rows = rows_of(shared / "data" / "fevs2018_12.csv.gz")
    (wave,) = fevs.waves
    assert wave.kept == len(rows) == 10_409
    assert [stratum.branches for stratum in wave.manifest.strata].count(("ngoai-giao",)) == 1
    assert len(wave.manifest.strata) == 12
    for item in (f"q{number}" for number in (1, 4, 6, 10, 32, 40, 52, 69, 70)):
        cells = wave.counts.cells(item, "total")
        by_agency = Counter((row["agency"], row[item]) for row in rows)
        sizes = Counter(row["agency"] for row in rows)
        found = {tuple(int(n) for n in cells.n[at, 0, :5]) for at in range(12)}
        assert found == {tuple(by_agency[agency, str(code)] for code in range(1, 6)) for agency in sizes}


def test_fevs_percentages_are_the_weighted_ones_of_r(fevs: Imported, shared: Path) -> None:
    (wave,) = fevs.waves
    compared = 0
    for row in reference(shared):
        if row["dataset"] != "fevs2018_12" or row["variable"] not in {
            "q1",
            "q4",
            "q6",
            "q10",
            "q32",
            "q40",
            "q52",
            "q69",
            "q70",
        }:
            continue
        if row["stat"] != "pct_positive":
            continue
        cells = wave.counts.cells(row["variable"], "total")
        places = (
            range(12)
            if not row["value"]
            else [at for at, one in enumerate(wave.manifest.strata) if AGENCIES[row["value"]] in one.branches]
        )
        sums = sum(cells.w[at, 0, :5] for at in places)
        assert (sums[3] + sums[4]) / sums.sum() == pytest.approx(float(row["est"]), abs=1e-6)
        compared += 1
    assert compared >= 24


AGENCIES = {
    "DL": "lao-dong",
    "DN": "nang-luong",
    "ED": "giao-duc",
    "EP": "moi-truong",
    "GS": "dich-vu-chung",
    "HU": "nha-o",
    "KS": "cong-dong",
    "NN": "hang-khong",
    "NU": "hat-nhan",
    "OM": "nhan-su",
    "SE": "chung-khoan",
    "ST": "ngoai-giao",
}


def test_csps_results_stand_as_published_and_are_drawn(csps: Library, shared: Path) -> None:
    with (shared / "data" / "csps_mean_2009_2020.csv").open(encoding="utf-8", newline="") as file:
        published = {row["Measure"]: row for row in csv.DictReader(file)}
    assert len(csps.cubes) == 12
    last = csps.latest()
    assert (last.wave, last.provenance) == ("W2020", "import_results")
    for measure in CSPS:
        series = series_of(csps.trend(last), measure.lower())
        told = [round(100 * float(published[measure][str(year)])) for year in range(2009, 2021)]
        assert [point.value for point in series.points] == told
        assert all(point.imported and point.low is None for point in series.points)
        for cube in csps.cubes:
            assert {cell.count for cell in cube.table(measure.lower()).cells} == {None}
            assert {table.banner for table in cube.tables} == {"total"}
    for language in ("vi", "en"):
        assert period_page(csps, last, language).board is None  # one side alone makes no diverging board
        page = item_page(csps, last, "b01", language)
        (trend,) = page.sections[0].figures
        assert trend.chart.wide.count("<path") > 24  # twelve rings
        assert "[c]" not in page.distribution.chart.wide
        assert "90%" in page.distribution.chart.wide
        drawn = [figure.chart.wide for figure in vars_of(page) if getattr(figure, "chart", None) is not None]
        assert drawn
        assert all(svg.startswith("<svg") or "<svg" in svg for svg in drawn)


def vars_of(page: object) -> list[object]:
    """Return every figure on a page, wherever it hangs."""
    found: list[object] = []
    for name in page.__dataclass_fields__:
        value = getattr(page, name)
        found += value if isinstance(value, tuple) else [value]
    return found
