"""A column of a flat file over waves: levels, changes, a line."""

from __future__ import annotations

from functools import partial
from math import sqrt

import pytest

from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.flat_trend import Measure, times_of, trend_of
from survey_app.operations.tabulate import NoMeasureError
from tests.factories.flat import CODEBOOK, waves, write


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(CODEBOOK, file="c")


@pytest.fixture
def file(tmp_path):
    return partial(write, tmp_path)


def test_a_trend_gives_levels_changes_and_a_line(file, codebook):
    shares = {"2018": 0.2, "2019": 0.35, "2021": 0.65, "2022": 0.8}
    made = trend_of(file(waves(shares)), codebook, Choices(stub="q", wave="nam"))
    assert made.measure is Measure.SHARE
    assert [point.figure.estimate for point in made.points] == pytest.approx(list(shares.values()))
    assert [point.time for point in made.points] == [2018, 2019, 2021, 2022]
    assert made.steps[1].change.value == pytest.approx(0.3)
    assert made.steps[1].change.se == pytest.approx(sqrt(0.35 * 0.65 / 39 + 0.65 * 0.35 / 39))
    assert made.steps[1].told
    assert made.line.verdict == "linear"
    assert made.line.slope == pytest.approx(0.15, abs=0.01)
    assert made.overall.value == pytest.approx(0.6)


def test_a_wave_that_did_not_ask_leaves_a_gap(file, codebook):
    rows = [*waves({"2018": 0.2, "2020": 0.3}), ",A,30,1,x,2019,1,I,1,1"]
    made = trend_of(file(rows), codebook, Choices(stub="q", wave="nam"))
    assert [point.wave for point in made.points] == ["2018", "2020"]
    assert "2019" in made.notes[1].render("en")


def test_two_waves_have_a_change_and_no_line(file, codebook):
    made = trend_of(file(waves({"2018": 0.2, "2020": 0.3})), codebook, Choices(stub="q", wave="nam"))
    assert made.line is None
    assert made.refusal.render("en") == "a trend needs at least 3 waves with answers; there are 2"
    assert made.summary()["verdict"] is None


def test_a_wave_without_error_gives_no_line(file, codebook):
    made = trend_of(file(waves({"2018": 0, "2019": 0.3, "2020": 0.3})), codebook, Choices(stub="q", wave="nam"))
    assert made.line is None
    assert "no error" in made.refusal.render("en")


def test_the_measure_may_be_chosen(file, codebook):
    path = file(waves({"2018": 0.2, "2019": 0.3, "2020": 0.4}))

    def values(stub="q", **asked):
        made = trend_of(path, codebook, Choices(stub=stub, wave="nam"), **asked)
        return [round(point.figure.estimate, 9) for point in made.points]

    assert values(measure=Measure.MEAN) == [1.4, 1.6, 1.8]
    assert values(measure=Measure.NET) == [-0.6, -0.4, -0.2]
    assert values(codes=("1",)) == [0.8, 0.7, 0.6]
    assert values("tuoi") == [30, 30, 30]
    assert values("chon", codes=("1",)) == [1, 1, 1]


def test_times_are_read_from_the_names_of_waves():
    assert times_of(["2021-Q1", "2021-Q3", "W2022"]) == ((2021.0, 2021.5, 2022.0), True)
    assert times_of(["trước", "sau"]) == ((0.0, 1.0), False)
    assert times_of(["2021", "W2021"]) == ((0.0, 1.0), False)


@pytest.mark.parametrize(
    ("stub", "asked", "why"),
    [
        ("q", {"codes": ("7",)}, "7"),
        ("mo", {}, "favourable"),
        ("mo", {"measure": Measure.MEAN}, "mean"),
        ("mo", {"measure": Measure.NET}, "favourable"),
        ("tuoi", {"codes": ("1",)}, "share of codes"),
    ],
)
def test_a_measure_that_the_column_does_not_have_is_refused(file, codebook, stub, asked, why):
    with pytest.raises(NoMeasureError) as refusal:
        trend_of(file(), codebook, Choices(stub=stub, wave="nam"), **asked)
    assert why in refusal.value.render("en")
