"""What may be asked for besides: letters, tests, measures, intervals, targets, an early signal."""

from __future__ import annotations

import json
from functools import partial

import pytest
from click.testing import CliRunner

from analysis.design import Target
from analysis.fitting import Ends
from analysis.letters import Adjustment
from survey_app.cli import survey
from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.flat_sheets import series_table, tables_of
from survey_app.operations.flat_trend import trend_of
from survey_app.operations.table_choices import Check, Extra, LookAlikeError, NotOfThisFileError, Wanted
from survey_app.operations.tabulate import NoMeasureError, tabulate
from tests.factories.flat import CODEBOOK, write


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(CODEBOOK, file="c")


@pytest.fixture
def file(tmp_path):
    return partial(write, tmp_path)


@pytest.fixture
def many(tmp_path):
    rows = [f"{1 + (at % 10 < (3 if at % 2 else 8))},{'AB'[at % 2]},{2015 + at % 8}" for at in range(160)]
    path = tmp_path / "many.csv"
    path.write_text("q,nhom,nam\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_letters_tell_which_column_is_higher(many, codebook):
    found = tabulate(many, codebook, Choices(stub="q", banner="nhom"), wanted=Wanted(letters=Adjustment.HOLM))

    higher = {(figure.option, figure.group): figure.letters for figure in found.of("", "share")}
    assert (higher["2", "A"], higher["1", "B"]) == ("B", "A")
    assert (higher["2", "B"], higher["2", "total"]) == ("", "")
    footers = " ".join(tables_of(found, language="en")[0].footers)
    assert "A = Nhóm A, B = Nhóm B" in footers
    assert "column A is higher than B" in footers


@pytest.mark.parametrize("test", list(Check))
def test_each_test_names_itself(many, codebook, test):
    (found,) = tabulate(many, codebook, Choices(stub="q", banner="nhom"), wanted=Wanted(test=test)).tests

    assert found.association.p < 0.05
    assert (found.association.test == "rao_scott_f") == (test in {Check.RAO_SCOTT, Check.FITTING})
    assert found.row()["p"] == found.association.p


def test_a_sparse_table_gets_the_test_that_fits(file, codebook):
    found = tabulate(file(), codebook, Choices(stub="q", banner="nhom"), wanted=Wanted(test=Check.FITTING))

    assert found.tests[0].association.test == "fisher"


def test_measures_of_a_scale_have_errors(many, codebook):
    found = tabulate(many, codebook, Choices(stub="q"), wanted=Wanted(measures=tuple(Extra)))

    for measure in ("index", "interpolated_median", "agreement", "leik"):
        (figure,) = found.of("", measure)
        assert figure.low < figure.estimate < figure.high
        assert figure.se > 0


def test_a_column_that_is_no_scale_has_none_of_them(many, codebook):
    with pytest.raises(NoMeasureError, match="ordinal"):
        tabulate(many, codebook, Choices(stub="nhom"), wanted=Wanted(measures=(Extra.MEDIAN,)))


def test_intervals_and_targets_are_chosen(many, codebook, tmp_path):
    roll = tmp_path / "roll.csv"
    roll.write_text("stratum,headcount\nA,100\nB,100\n", encoding="utf-8")
    choices = Choices(stub="q", strata=("nhom",), headcounts=roll)

    fitting, wilson, process = (
        tabulate(many, codebook, choices, wanted=wanted).of("", "share")[0]
        for wanted in (Wanted(), Wanted(ends=Ends.WILSON), Wanted(target=Target.PROCESS))
    )

    assert (fitting.target, process.target, wilson.method) == ("population", "process", "wilson")
    assert fitting.se < process.se
    assert fitting.low != wilson.low


def test_a_target_or_interval_without_its_roll_is_refused(many, codebook):
    with pytest.raises(NotOfThisFileError, match="--headcounts"):
        tabulate(many, codebook, Choices(stub="q"), wanted=Wanted(target=Target.POPULATION))
    with pytest.raises(NotOfThisFileError, match="mid-p"):
        tabulate(many, codebook, Choices(stub="q"), wanted=Wanted(ends=Ends.MID_P))
    with pytest.raises(NotOfThisFileError):
        trend_of(many, codebook, Choices(stub="q", wave="nam"), target=Target.POPULATION)


def test_values_that_look_alike_are_refused_without_telling_them(codebook, tmp_path):
    path = tmp_path / "alike.csv"
    path.write_text("mo,q\nx,1\nX,2\n", encoding="utf-8")

    with pytest.raises(LookAlikeError, match="mo") as refused:
        tabulate(path, codebook, Choices(stub="q", banner="mo"))
    assert "‘x’" not in refused.value.render("en")


def test_a_long_trend_tells_its_signal_and_a_short_one_does_not(many, file, codebook):
    found = trend_of(many, codebook, Choices(stub="q", wave="nam"), codes=("2",))

    assert found.signal is not None
    assert found.summary()["expected"][0] < found.summary()["expected"][1]
    assert found.breaks is not None
    assert "2022" in " ".join(series_table(found, language="en").footers)
    assert trend_of(file(), codebook, Choices(stub="q", wave="nam"), codes=("3",)).signal is None


def test_the_command_offers_all_of_it(many, tmp_path):
    book = tmp_path / "c.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    options = [
        "--test",
        "fitting",
        "--letters",
        "BH",
        "--measures",
        "index,median",
        "--interval",
        "wilson",
        "--target",
        "process",
    ]
    made = ["tabulate", str(many), "--codebook", str(book), "--stub", "q", "--banner", "nhom", "--format", "json"]

    found = CliRunner().invoke(survey, [*made, *options])
    wrong = CliRunner().invoke(survey, [*made, "--measures", "modus"])

    assert found.exit_code == 0, found.output
    told = json.loads(found.output)
    assert {row["measure"] for row in told["rows"]} >= {"index", "interpolated_median", "share"}
    assert any(row["letters"] for row in told["rows"])
    assert {row["method"] for row in told["rows"] if row["measure"] == "share"} == {"wilson"}
    assert (wrong.exit_code, "--measures" in wrong.output) == (2, True)
