"""Tables of a flat file: figures, tests, and everything that is refused."""

from __future__ import annotations

import json
from functools import partial
from math import sqrt

import pytest

from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.tabulate import tabulate
from survey_app.questionnaire.expressions import ExpressionError
from tests.factories.flat import CODEBOOK, ROWS, found, told, write


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(CODEBOOK, file="c")


@pytest.fixture
def file(tmp_path):
    return partial(write, tmp_path)


def test_shares_are_among_those_with_an_option_and_exits_are_counted_apart(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q"))
    assert [found(made, "share", code).estimate for code in "123"] == [0.25, 0.25, 0.5]
    assert [found(made, "share", code).n for code in "123"] == [1, 1, 2]
    assert found(made, "share", "1").base == 4
    assert {name: found(made, "count", name).estimate for name in ("dont_know", "refused", "not_asked")} == {
        "dont_know": 1,
        "refused": 0,
        "not_asked": 1,
    }


def test_weights_mean_net_and_favourable_share(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q", weight="w"))
    assert found(made, "share", "3").estimate == pytest.approx(3 / 6)
    assert found(made, "together", "3").estimate == pytest.approx(3 / 6)
    assert found(made, "mean").estimate == pytest.approx((1 + 3 + 2 * 2 + 2 * 3) / 6)
    assert found(made, "net").estimate == pytest.approx((3 - 1) / 6)


def test_codes_are_told_together_with_their_own_error(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q"), codes=("2", "3"))
    figure = found(made, "together")
    assert (figure.option, figure.option_label["vi"]) == ("2+3", "Vừa / Rất")
    assert figure.estimate == 0.75
    assert figure.se == pytest.approx(found(made, "share", "1").se)


def test_a_banner_gives_levels_and_a_test(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q", banner="nhom"))
    assert found(made, "share", "3", "A").estimate == 0.5
    assert found(made, "share", "2", "A").estimate == 0
    assert found(made, "count", "not_asked", "A").estimate == 1
    (test,) = made.tests
    assert test.association.test == "rao_scott_f"
    assert test.base == 4
    assert test.sparse


def test_a_number_has_a_mean_and_no_shares(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="tuoi"))
    assert {figure.measure for figure in made.figures} == {"mean", "count"}
    assert found(made, "mean").estimate == 40
    assert found(made, "count", "dont_know").estimate == 1


def test_a_multi_column_is_counted_by_option_among_those_who_answered(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="chon", banner="nhom"))
    assert [found(made, "share", code).estimate for code in "123"] == [0.6, 0.4, 0.4]
    assert found(made, "share", "1").base == 5
    assert [test.column for test in made.tests] == ["chon.1", "chon.2", "chon.3"]


def test_options_that_no_codebook_lists_come_from_the_file(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="mo"))
    assert [figure.option for figure in made.figures if figure.measure == "share"] == ["x", "y"]


def test_a_domain_keeps_the_other_rows_in_the_design(file, codebook):
    design = {"weight": "w", "strata": ("tang",), "psu": "cum"}
    domain = tabulate(file(), codebook, Choices(stub="q", keep="trong = 1", **design))
    filtered = tabulate(file([row for row in ROWS if row.endswith("1")]), codebook, Choices(stub="q", **design))
    assert found(domain, "share", "3").estimate == found(filtered, "share", "3").estimate
    assert found(domain, "count", "dont_know").estimate == 0


def test_a_missing_value_is_unknown_in_a_domain(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q", keep="tuoi <= 30"))
    assert found(made, "share", "1").base == 1


def test_clusters_give_the_error_of_their_totals_and_the_freedom_of_the_domain(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q", weight="w", strata=("tang",), psu="cum"))
    figure = found(made, "share", "3")
    # z by cluster: (-1/2, 1/2 | -1, 1) / 6 with two clusters a stratum: sum of squared differences
    assert figure.se == pytest.approx(sqrt((1**2 + 2**2) / 6**2))
    assert figure.freedom == 2
    assert found(made, "share", "3").target == "process"


def test_strata_may_be_combined_from_columns(file, codebook):
    made = tabulate(file(), codebook, Choices(stub="q", strata=("tang", "nhom")))
    assert found(made, "share", "1").freedom == 4


def test_headcounts_weight_and_correct(file, codebook, tmp_path):
    roll = tmp_path / "n.csv"
    roll.write_text("stratum,headcount\nI,3\nII,6\n", encoding="utf-8")
    made = tabulate(file(), codebook, Choices(stub="q", strata=("tang",), headcounts=roll))
    assert found(made, "share", "3").estimate == pytest.approx((1 + 2) / (2 * 1 + 2 * 2))
    assert found(made, "share", "3").target == "population"
    roll.write_text("stratum,headcount,wave\nI,3,2020\nII,3,2020\nI,1,2021\n", encoding="utf-8")
    full = [row.replace("-1,B", "2,B").replace(",A,20", "2,A,20") for row in ROWS]
    complete = tabulate(file(full), codebook, Choices(stub="q", strata=("tang",), headcounts=roll, wave="nam"))
    assert {figure.se for figure in complete.figures if figure.measure == "share"} == {0}


def test_each_wave_is_computed_on_its_own(file, codebook):
    made = tabulate(file([*ROWS, "1,A,30,1,x,2019,1,I,1,1"]), codebook, Choices(stub="q", wave="nam"))
    assert made.waves == ("2019", "2020")
    assert found_in(made, "2019", "1").estimate == 1
    assert found_in(made, "2020", "1").estimate == 0.25


def found_in(tabulation, wave, option):
    (figure,) = (one for one in tabulation.of(wave, "share") if one.option == option)
    return figure


def test_a_wave_without_any_design_is_computed_as_a_simple_sample_and_told(file, codebook):
    rows = [*ROWS, *(f"{q},A,30,1,x,2019,1,,,1" for q in (1, 2, 3))]
    made = tabulate(file(rows), codebook, Choices(stub="q", strata=("tang",), psu="cum", wave="nam"))
    assert "2019" in made.notes[1].render("en")
    assert found_in(made, "2019", "1").se == pytest.approx(sqrt(2 / 9 / 2))


def test_every_row_says_that_it_is_not_for_publication(file, codebook):
    rows = list(tabulate(file(), codebook, Choices(stub="q", banner="nhom")).rows())
    assert {row["status"] for row in rows} == {"not-for-publication"}
    assert json.dumps(rows)
    assert all(row["estimate"] is None or row["estimate"] == row["estimate"] for row in rows)


def test_a_level_that_nobody_is_in_has_no_figures(file, codebook):
    made = tabulate(file([row for row in ROWS if ",A," in row]), codebook, Choices(stub="q", banner="nhom"))
    figure = found(made, "share", "1", "B")
    assert (figure.estimate, figure.se, figure.marks) == (None, None, ("empty-base",))
    assert "two of each" in made.tests[0].refusal.render("en")


def test_all_columns_that_are_missing_are_told_at_once(file, codebook):
    assert told(file(), codebook, stub="p", banner="tuoi", weight="ww", strata=("t",), psu="c", keep="x = 1") == [
        "column “p”: the file has no such column",
        "column “p”: the codebook has no such column",
        "column “tuoi”: a banner must be ordinal or nominal; the codebook calls it number",
        "column “ww”: the file has no such column; is it “w”?",
        "column “t”: the file has no such column",
        "column “c”: the file has no such column",
        "column “x”: the file has no such column",
    ]
    assert told(file(), codebook, stub="ten", wave="nm") == [
        "column “ten”: the file has no such column",
        "column “ten”: the codebook calls it text; only ordinal, nominal, number and multi are tabulated",
        "column “nm”: the file has no such column; is it “nam”?",
    ]


def test_codes_outside_the_codebook_are_told_by_row_and_never_by_content(file, codebook):
    rows = [*ROWS, "9,C,abc,7,x,2020,1,I,1,1", "9,A,nan,1,x,2020,1,I,1,1"]
    assert told(file(rows), codebook, stub="q", banner="nhom") == [
        "column “q”: code not in the codebook – 2 rows: 8, 9",
        "column “nhom”: code not in the codebook – 1 rows: 8",
    ]
    assert told(file(rows), codebook, stub="tuoi") == ["column “tuoi”: not a number – 2 rows: 8, 9"]
    assert told(file(rows), codebook, stub="chon") == ["column “chon”: code not in the codebook – 1 rows: 8"]


@pytest.mark.parametrize(
    ("weight", "why"),
    [
        ("", "no weight"),
        ("0", "the weight is no positive finite number"),
        ("-2", "the weight is no positive finite number"),
        ("inf", "the weight is no positive finite number"),
        ("nan", "the weight is no positive finite number"),
        ("x", "the weight is no positive finite number"),
    ],
)
def test_a_weight_is_a_positive_number(file, codebook, weight, why):
    rows = [*ROWS, f"1,A,30,1,x,2020,{weight},I,1,1"]
    assert told(file(rows), codebook, stub="q", weight="w") == [f"column “w”: {why} – 1 rows: 8"]


def test_many_rows_are_counted_and_the_first_named(file, codebook):
    rows = [*ROWS, *(["1,A,30,1,x,2020,,I,1,1"] * 10)]
    assert told(file(rows), codebook, stub="q", weight="w") == ["column “w”: no weight – 10 rows: 8, 9, 10, 11, 12, …"]


def test_half_a_design_is_refused(file, codebook):
    rows = [*ROWS, "1,A,30,1,x,2020,1,,,1"]
    assert told(file(rows), codebook, stub="q", strata=("tang",), psu="cum", wave="nam") == [
        "column “tang”: empty, while other rows of wave 2020 have a value – 1 rows: 8",
        "column “cum”: empty, while other rows of wave 2020 have a value – 1 rows: 8",
    ]


def test_a_row_without_a_wave_is_told(file, codebook):
    assert told(file([*ROWS, "1,A,30,1,x,,1,I,1,1"]), codebook, stub="q", wave="nam") == [
        "column “nam”: no wave – 1 rows: 8"
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("stratum,headcount\nI,2\n", ["I”: 3 answers from 2 people", "II” is not in the file of headcounts"]),
        ("stratum,headcount\nI,3\nII,x\n", ["n.csv:3: the headcount", "II” is not in the file"]),
        ("stratum,headcount\nI,3\nI,3\nII,3\n", ["two headcounts"]),
        ("tang,N\nI,3\n", ["needs the columns stratum and headcount", "I” is not", "II” is not"]),
    ],
)
def test_headcounts_must_hold_the_answers(file, codebook, tmp_path, text, problems):
    roll = tmp_path / "n.csv"
    roll.write_text(text, encoding="utf-8")
    said = told(file(), codebook, stub="q", strata=("tang",), headcounts=roll)
    assert len(said) == len(problems)
    assert [part in line for part, line in zip(problems, said, strict=True)] == [True] * len(problems)


def test_headcounts_need_strata_and_no_clusters(file, codebook, tmp_path):
    roll = tmp_path / "n.csv"
    assert len(told(file(), codebook, stub="q", psu="cum", headcounts=roll)) == 2


def test_a_condition_that_does_not_parse_is_refused(file, codebook):
    with pytest.raises(ExpressionError):
        tabulate(file(), codebook, Choices(stub="q", keep="tuoi is 3"))


def test_an_empty_file_and_too_many_levels_are_refused(file, codebook):
    assert told(file([]), codebook, stub="q") == ["the file has no rows"]
    assert "free text" in told(file([f"1,A,30,1,{'x' * 201},2020,1,I,1,1"]), codebook, stub="mo")[0]
    rows = [f"1,A,30,1,x{at},2020,1,I,1,1" for at in range(201)]
    assert "more than 200" in told(file(rows), codebook, stub="mo")[0]
