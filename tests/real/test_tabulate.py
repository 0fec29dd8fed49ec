"""Real files through ``survey tabulate`` and ``trend``: published counts, many waves, an index, a file in another form."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace

import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from survey_app.definitions.codebook import read_codebook
from survey_app.operations.flat import Choices, FlatFileError
from survey_app.operations.flat_sheets import series_table, tables_of
from survey_app.operations.flat_trend import Measure, trend_of
from survey_app.operations.tabulate import tabulate

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("tabulate")]

DESIGN = {"strata": ("vstrat",), "psu": "vpsu", "wave": "year"}
NO_ANSWER = {"iap", "don't know", "no answer", "can't choose"}


@pytest.fixture(scope="module")
def folder(shared):
    return shared / "data"


@pytest.fixture(scope="module")
def published(folder):
    return json.loads((folder / "published.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "key", "answers", "exits"),
    [("gss_work", "gss_work_counts", 344, 88), ("gss_trend", "gss_trend_counts", 930, 0)],
)
def test_counts_are_the_published_ones(folder, published, name, key, answers, exits):
    codebook = read_codebook(folder / f"{name}.codebook.csv")
    compared, without = 0, 0
    for variable, years in published[key]["counts"].items():
        made = tabulate(folder / f"{name}.csv.gz", codebook, Choices(stub=variable, wave="year"))
        for year, counts in years.items():
            ours = {figure.option_label["vi"]: figure.n for figure in made.of(year, "share")}
            theirs = {label: n for label, n in counts.items() if label not in NO_ANSWER}
            assert {label: ours[label] for label in theirs} == theirs, (variable, year)
            compared += len(theirs)
            if exits and "iap" in counts:
                gone = sum(figure.estimate for figure in made.of(year, "count"))
                assert gone == sum(n for label, n in counts.items() if label in NO_ANSWER), (variable, year)
                without += 1
    assert (compared, without) == (answers, exits)


def test_don_t_know_has_its_own_line_where_the_file_tells_it(folder, published):
    codebook = read_codebook(folder / "gss_work.codebook.csv")
    told = 0
    for variable, years in published["gss_work_counts"]["counts"].items():
        if "don't know" not in years["2018"]:
            continue
        made = tabulate(folder / "gss_work.csv.gz", codebook, Choices(stub=variable, wave="year"))
        (figure,) = (one for one in made.of("2018", "count") if one.option == "dont_know")
        assert figure.estimate == years["2018"]["don't know"], variable
        told += 1
    assert told > 40


def test_twenty_sectors_and_three_waves(folder):
    codebook = read_codebook(folder / "gss_work.codebook.csv")
    choices = Choices(stub="satjob1", banner="sector", weight="wtssall", keep="in_module = 1", **DESIGN)
    made = tabulate(folder / "gss_work.csv.gz", codebook, choices)
    assert made.waves == ("2006", "2010", "2018")
    for wave in made.waves:
        sectors = {figure.group: figure.base for figure in made.of(wave, "share") if figure.banner == "sector"}
        assert len(sectors) == 20
        (total,) = {figure.base for figure in made.of(wave, "share") if figure.banner == "total"}
        assert sum(sectors.values()) <= total
    shares = [figure for figure in made.figures if figure.measure == "share" and figure.estimate is not None]
    assert all(0 <= figure.low <= figure.estimate <= figure.high <= 1 for figure in shares)
    tables = tables_of(made, language="vi")
    assert [len(table.columns) for table in tables] == [21] * 6


@pytest.mark.parametrize(
    ("item", "codes", "measure", "waves", "first"),
    [("fefam", ("1", "2"), Measure.SHARE, 24, "1977"), ("polviews", (), Measure.MEAN, 33, "1974")],
)
def test_thirty_five_waves_are_one_trend(folder, item, codes, measure, waves, first):
    codebook = read_codebook(folder / "gss_trend.codebook.csv")
    choices = Choices(stub=item, weight="wtssps", **DESIGN)
    made = trend_of(folder / "gss_trend.csv.gz", codebook, choices, codes=codes)
    assert made.measure is measure
    assert (len(made.points), made.points[0].wave, made.points[-1].wave) == (waves, first, "2024")
    assert waves + len(gaps(made)) == 35
    assert made.line.waves == waves
    assert made.line.total == pytest.approx(made.line.linear + made.line.departure)
    assert made.line.verdict == "changed"
    assert len(series_table(made, language="vi").lines) == waves
    if item == "fefam":
        assert made.line.slope < -0.005  # agreement that women should stay at home falls by half a point a year
        assert made.overall.p < 1e-6


def gaps(made):
    (note,) = (note for note in made.notes if "waves" in note.fields and "Không có câu trả lời" in note.message)
    return note.fields["waves"].split(", ")


def test_a_weight_that_stops_before_the_last_waves_is_refused(folder):
    codebook = read_codebook(folder / "gss_trend.codebook.csv")
    with pytest.raises(FlatFileError) as refusal:
        trend_of(folder / "gss_trend.csv.gz", codebook, Choices(stub="fefam", weight="wtssall", **DESIGN))
    (problem,) = refusal.value.problems
    assert problem.render("en").startswith("column “wtssall”: no weight – 10885 rows: 64816,")


def test_missing_codes_never_enter_a_mean(folder):
    codebook = read_codebook(folder / "gss_work.codebook.csv")
    made = tabulate(folder / "gss_work.csv.gz", codebook, Choices(stub="age", wave="year"))
    with gzip.open(folder / "gss_work.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for wave in made.waves:
        ages = [int(row["age"]) for row in rows if row["year"] == wave and row["age"] and int(row["age"]) >= 0]
        (figure,) = made.of(wave, "mean")
        assert figure.base == len(ages)
        assert figure.estimate == pytest.approx(sum(ages) / len(ages))


def test_the_engagement_index_of_an_agency_is_near_the_published_one(folder, published):
    (check,) = published["checks"]
    codebook = read_codebook(folder / "fevs2018_12.codebook.csv")
    positive = []
    for item in check["items"]:
        choices = Choices(stub=item, banner="agency", weight="postwt")
        made = tabulate(folder / "fevs2018_12.csv.gz", codebook, choices, codes=("4", "5"))
        (figure,) = (one for one in made.of("", "together") if one.group == check["where"]["agency"])
        positive.append(100 * figure.estimate)
    index = sum(positive) / len(positive)
    assert abs(index - check["value"]) <= check["tolerance"]
    assert index == pytest.approx(check["computed_here"], abs=0.001)


def test_every_agency_is_told_its_base(folder):
    codebook = read_codebook(folder / "fevs2018_12.codebook.csv")
    made = tabulate(folder / "fevs2018_12.csv.gz", codebook, Choices(stub="q1", banner="agency", weight="postwt"))
    bases = {figure.group: figure.base for figure in made.of("", "share") if figure.banner == "agency"}
    assert (len(bases), min(bases.values()), max(bases.values())) == (12, 29, 1878)
    assert sum(bases.values()) == 10_409
    (test,) = made.tests
    assert test.association.p < 0.001


def test_parquet_gives_the_same_as_csv(folder, tmp_path):
    path = tmp_path / "work.parquet"
    parquet.write_table(arrow_csv.read_csv(folder / "gss_work.csv.gz"), path)
    codebook = read_codebook(folder / "gss_work.codebook.csv")
    choices = Choices(stub="satjob1", banner="sex", weight="wtssall", **DESIGN)
    assert tabulate(path, codebook, choices) == tabulate(folder / "gss_work.csv.gz", codebook, choices)
    assert tabulate(path, codebook, replace(choices, weight=None)).figures
