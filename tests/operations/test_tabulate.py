import gzip
import json
from math import sqrt

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from analysis.design import Target
from analysis.fitting import Ends
from analysis.letters import Adjustment
from survey_app.cli import survey
from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import Choices, FlatFileError
from survey_app.operations.flat_sheets import series_table, tables_of
from survey_app.operations.flat_trend import Measure, times_of, trend_of
from survey_app.operations.table_choices import Check, Extra, LookAlikeError, NotOfThisFileError, Wanted
from survey_app.operations.tabulate import NoMeasureError, tabulate
from survey_app.questionnaire.expressions import ExpressionError

CODEBOOK = """\
columns:
  q:
    label: {vi: Hài lòng, en: Satisfied}
    kind: ordinal
    options: {1: Không, 2: Vừa, 3: Rất}
    missing: {-1: dont_know, -2: refused}
    favourable: [3]
    unfavourable: [1]
  nhom: {label: Nhóm, kind: nominal, options: {A: Nhóm A, B: Nhóm B}}
  tuoi: {label: Tuổi, kind: number, missing: {-1: dont_know}}
  chon: {kind: multi, options: {1: Lương, 2: Việc, 3: Phòng}}
  mo: {kind: nominal}
  nam: {kind: wave}
  w: {kind: weight}
  ten: {kind: text}
"""
HEAD = "q,nhom,tuoi,chon,mo,nam,w,tang,cum,trong"
ROWS = [
    "1,A,30,1 2,x,2020,1,I,1,1",
    "3,A,40,2,y,2020,1,I,2,1",
    "2,B,50,,x,2020,2,II,1,1",
    "3,B,-1,3,x,2020,2,II,2,1",
    "-1,B,60,1;3,y,2020,2,II,2,0",
    ",A,20,1,x,2020,1,I,1,0",
]


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(CODEBOOK, file="c")


@pytest.fixture
def file(tmp_path):
    def write(rows=ROWS, head=HEAD, name="a.csv"):
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def found(tabulation, measure, option=None, group="total"):
    (figure,) = (
        one
        for one in tabulation.figures
        if one.measure == measure and one.group == group and option in {None, one.option}
    )
    return figure


def told(file, codebook, **chosen):
    with pytest.raises(FlatFileError) as refusal:
        tabulate(file, codebook, Choices(**chosen))
    return [problem.render("en") for problem in refusal.value.problems]


# --- the working case --------------------------------------------------------------------------------------------------


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


# --- over waves ------------------------------------------------------------------------------------------------------


def waves(shares, people=40):
    rows = []
    for year, share in shares.items():
        yes = round(share * people)
        rows += [f"{3 if at < yes else 1},A,30,1,x,{year},1,I,{at},1" for at in range(people)]
    return rows


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


# --- refusals ------------------------------------------------------------------------------------------------------


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


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(file, tmp_path, monkeypatch):
    def run(*arguments, language="en", rows=ROWS):
        monkeypatch.setenv("SURVEY_LANGUAGE", language)
        (tmp_path / "c.yaml").write_text(CODEBOOK, encoding="utf-8")
        verb, *rest = arguments
        return CliRunner().invoke(
            survey, [verb, str(file(rows)), "--codebook", str(tmp_path / "c.yaml"), *map(str, rest)]
        )

    return run


def test_text_is_aligned_and_says_what_it_is(run):
    printed = run("tabulate", "--stub", "q", "--weight", "w").output.splitlines()
    assert printed[0] == "Satisfied"
    assert printed[2].split() == ["Option", "Share", "Standard", "error", "Low", "(95%)", "High", "(95%)"]
    assert printed[4].split()[:2] == ["Không", "16.7%"]
    assert "Plain results that passed no release gate: not for publication, not to be handed on." in printed
    assert "Weight: w." in printed


def test_vietnamese_is_the_language_of_the_place(run):
    printed = run("tabulate", "--stub", "q", "--banner", "nhom", language="vi").output
    assert "Hài lòng, theo Nhóm" in printed
    assert "25,0%" in printed
    assert "không phát hành" in printed


def test_json_holds_tidy_rows_and_tests(run):
    made = json.loads(run("tabulate", "--stub", "q", "--banner", "nhom", "--format", "json").output)
    assert made["status"] == "not-for-publication"
    assert len(made["rows"]) == 3 * (3 + 1 + 1 + 1 + 4)
    assert made["tests"][0]["test"] == "rao_scott_f"


def test_xlsx_holds_a_sheet_per_table_with_real_numbers(run, tmp_path):
    out = tmp_path / "a.xlsx"
    assert run("tabulate", "--stub", "q", "--banner", "nhom", "--format", "xlsx", "--out", out).exit_code == 0
    book = load_workbook(out)
    assert len(book.sheetnames) == 3
    numbers = {cell.value for row in book[book.sheetnames[1]].iter_rows() for cell in row}
    assert {0.25, 0.5} <= numbers
    assert any("không" in str(value).lower() or "not" in str(value).lower() for value in numbers)


def test_a_workbook_needs_a_place(run):
    refusal = run("tabulate", "--stub", "q", "--format", "xlsx").exception
    assert "--out" in refusal.render("en")


def test_trend_prints_levels_changes_and_the_verdict(run, tmp_path):
    rows = waves({"2018": 0.2, "2019": 0.4, "2020": 0.6})
    printed = run("trend", "--item", "q", "--wave", "nam", "--codes", "3", rows=rows).output
    assert "Satisfied: share of Rất, 2018–2020" in printed
    assert "+" not in printed.split("\n")[4]
    assert "From 2018 to 2020: 40 points" in printed
    assert "Steady change: 20 points a year" in printed
    out = tmp_path / "t.json"
    run("trend", "--item", "q", "--wave", "nam", "--format", "json", "--out", out, rows=rows)
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["summary"]["verdict"] == "linear"
    assert [row["change"] is None for row in made["rows"]] == [True, False, False]
    book = tmp_path / "t.xlsx"
    run("trend", "--item", "q", "--wave", "nam", "--format", "xlsx", "--out", book, rows=rows)
    assert len(load_workbook(book).sheetnames) == 2


def test_gzip_and_excel_are_read_too(codebook, file, tmp_path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(file().read_bytes()))
    assert found(tabulate(packed, codebook, Choices(stub="q")), "share", "1").estimate == 0.25


# --- what may be asked for besides --------------------------------------------------------------------------------


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
