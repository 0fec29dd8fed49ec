"""Index and median over waves, and declared breaks; levels and changes are tested beside ``tabulate``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars
import pytest
import svy
from click.testing import CliRunner
from openpyxl import load_workbook
from scipy import stats

from survey_app.cli import survey
from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.flat_sheets import series_table
from survey_app.operations.flat_trend import Measure, NoSuchWaveError, Point, Series, trend_of
from survey_app.operations.tabulate import NoMeasureError

BOOK = """\
columns:
  q1:
    label: {vi: Hài lòng, en: Satisfied}
    kind: ordinal
    options: {1: Không, 2: Ít, 3: Vừa, 4: Khá, 5: Rất}
    missing: {"": skipped}
    favourable: [4, 5]
    unfavourable: [1, 2]
  wave: {kind: wave}
  branch: {kind: stratum}
  sex: {kind: nominal}
  N: {kind: number}
"""
CHOICES = Choices(stub="q1", wave="wave", strata=("branch",), weight="w")
BY_HAND = {
    "2020": [1, 2, 3, 4, 5, 5],
    "2021": [1, 1, 2, 3, 4, 4],
    "2022": [3, 3, 4, 4, 5, 5],
    "2023": [2, 3, 4, 5, 5, 5],
}


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(BOOK, file="c")


@pytest.fixture(scope="module")
def department(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, polars.DataFrame]:
    """The synthetic department with the weights of its branches, as a file and as rows."""
    rows = polars.read_csv(shared / "reference" / "dept_a.csv", null_values="NA")
    rows = rows.with_columns((polars.col("N") / polars.len().over("wave", "branch")).alias("w"))
    path = tmp_path_factory.mktemp("trend") / "department.csv"
    rows.write_csv(path)
    return path, rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    rows = [f"{code},{wave}" for wave, codes in BY_HAND.items() for code in codes]
    path.write_text("\n".join(["q1,wave", *rows]) + "\n", encoding="utf-8")
    return path


def unlonely(found: Series) -> list[Point]:
    """The waves without a branch of one answer, for which svy wants a rule of its own."""
    return [point for point in found.points if point.wave != "2023"]


def means(rows: polars.DataFrame, values: polars.Expr) -> tuple[float, float]:
    """The mean of a column and its error in a stratified sample, by svy."""
    asked = rows.with_columns(values.alias("y"), polars.col("branch").cast(polars.String))
    found = svy.Sample(asked, svy.Design(stratum="branch", wgt="w")).estimation.mean("y", drop_nulls=True).to_polars()
    return float(found["est"][0]), float(found["se"][0])


def test_the_index_is_the_mean_between_the_ends_of_the_scale_with_its_error(department, codebook):
    path, rows = department
    found = trend_of(path, codebook, CHOICES, measure=Measure.INDEX)

    for point in unlonely(found):
        level, error = means(rows.filter(polars.col("wave") == int(point.wave)), polars.col("q1"))
        assert point.figure.estimate == pytest.approx(25 * (level - 1), rel=1e-9)
        assert point.figure.se == pytest.approx(25 * error, rel=1e-9)
    assert [point.figure.measure for point in found.points] == ["index"] * 5
    assert found.points[-1].figure.estimate == pytest.approx(25 * (4.1676300777701 - 1), rel=1e-9)  # R: dept.likert
    by_mean = trend_of(path, codebook, CHOICES, measure=Measure.MEAN)
    assert found.line.slope == pytest.approx(25 * by_mean.line.slope, rel=1e-9)
    assert found.line.p_linear == pytest.approx(by_mean.line.p_linear, rel=1e-6)
    assert [step.adjusted for step in found.steps] == pytest.approx([step.adjusted for step in by_mean.steps])


def test_the_median_has_the_interval_of_the_share_below_it(department, codebook):
    path, rows = department
    found = trend_of(path, codebook, CHOICES, measure=Measure.MEDIAN)

    assert found.points[-1].figure.estimate == pytest.approx(4.3728205021525, rel=1e-9)  # R: dept.int_median
    for point in unlonely(found):
        figure, here = point.figure, rows.filter(polars.col("wave") == int(point.wave))
        asked = here.filter(polars.col("q1").is_not_null())
        weight = np.asarray([float(asked.filter(polars.col("q1") == code)["w"].sum()) for code in range(1, 6)])
        below = np.concatenate(([0.0], np.cumsum(weight) / weight.sum()))
        code = int(np.floor(figure.estimate + 0.5))
        part = figure.estimate - (code - 0.5)
        _, error = means(
            here,
            polars.when(polars.col("q1") == code).then(part).otherwise((polars.col("q1") < code).cast(polars.Float64)),
        )
        half = error * float(stats.t.ppf(0.975, figure.freedom))
        ends = np.interp([0.5 - half, 0.5 + half], below, np.arange(6) + 0.5)
        assert (figure.low, figure.high) == pytest.approx(tuple(ends), rel=1e-9)
        assert figure.low < figure.estimate < figure.high


def test_changes_of_an_index_are_told_in_points_and_of_a_median_in_options(file, codebook):
    choices = Choices(stub="q1", wave="wave")
    index = series_table(trend_of(file, codebook, choices, measure=Measure.INDEX), language="en")
    median = series_table(trend_of(file, codebook, choices, measure=Measure.MEDIAN), language="en")

    assert index.title == "Satisfied: Index 0–100, 2020–2023"
    assert index.lines[0].values[0] == pytest.approx(25 * (20 / 6 - 1))
    assert index.lines[1].values[5] == pytest.approx(25 * (15 - 20) / 6)
    assert "points" in index.footers[0]
    assert median.title == "Satisfied: Interpolated median, 2020–2023"
    assert median.lines[0].values[0] == pytest.approx(3.5)
    assert "points" not in " ".join(median.footers)


def test_nothing_is_compared_across_a_declared_break(file, codebook):
    found = trend_of(file, codebook, Choices(stub="q1", wave="wave"), measure=Measure.INDEX, breaks=("2022",))

    assert [point.part for point in found.points] == [1, 1, 2, 2]
    assert [(step.then, step.now) for step in found.steps] == [("2020", "2021"), ("2022", "2023")]
    assert found.overall.value == pytest.approx(25 * (24 - 24) / 6)
    assert found.line is None
    assert "there are 2" in found.refusal.render("en")
    assert "2022" in found.notes[-1].render("en")
    assert found.summary()["from"] == "2022"
    with pytest.raises(NoSuchWaveError, match="2019"):
        trend_of(file, codebook, Choices(stub="q1", wave="wave"), breaks=("2019",))


def test_a_median_whose_error_nobody_can_tell_is_not_compared(tmp_path, codebook):
    path = tmp_path / "few.csv"
    rows = [
        "3,2020,a",
        "1,2020,b",
        *(f"{at % 5 + 1},{wave},{'ab'[at % 2]}" for wave in (2021, 2022) for at in range(7)),
    ]
    path.write_text("\n".join(["q1,wave,branch", *rows]) + "\n", encoding="utf-8")
    choices = Choices(stub="q1", wave="wave", strata=("branch",))
    found = trend_of(path, codebook, choices, measure=Measure.MEDIAN)

    assert found.points[0].figure.se is None
    assert [step.now for step in found.steps] == ["2022"]
    assert (found.overall, found.line, found.breaks) == (None, None, None)


def test_a_column_without_a_scale_has_neither(file, codebook, tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("sex,N,wave\nF,3,2020\nM,4,2020\n", encoding="utf-8")
    for stub in ("sex", "N"):
        for measure in (Measure.INDEX, Measure.MEDIAN):
            with pytest.raises(NoMeasureError):
                trend_of(path, codebook, Choices(stub=stub, wave="wave"), measure=measure)


def test_the_command_gives_both_as_text_json_and_workbook(file, tmp_path):
    book, out = tmp_path / "c.yaml", tmp_path / "out.xlsx"
    book.write_text(BOOK, encoding="utf-8")

    def run(measure: str, *more: str) -> str:
        words = ["trend", str(file), "--codebook", str(book), "--item", "q1", "--wave", "wave", "--measure", measure]
        done = CliRunner().invoke(survey, [*words, *more], env={"SURVEY_LANGUAGE": "en"}, catch_exceptions=False)
        return done.output

    assert "Index 0–100, 2020–2023" in run("index")
    made = json.loads(run("median", "--break", "2022", "--format", "json"))
    assert [row["part"] for row in made["rows"]] == [1, 1, 2, 2]
    assert [row["change"] is None for row in made["rows"]] == [True, False, True, False]
    assert made["rows"][0]["low"] < made["rows"][0]["estimate"] < made["rows"][0]["high"]
    assert made["summary"]["measure"] == "median"
    run("index", "--format", "xlsx", "--out", str(out))
    assert len(load_workbook(out).sheetnames) == 2
