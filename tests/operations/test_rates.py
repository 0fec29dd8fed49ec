"""Response rates of a flat file: those that it can tell, and why it cannot tell the others."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app.cli import survey
from survey_app.definitions.codebook import load_codebook
from survey_app.operations.flat import FlatFileError
from survey_app.operations.rates import RateChoices, rates_of

BOOK = """\
columns:
  a: {kind: ordinal, options: {1: Không, 2: Có}, missing: {-1: dont_know, "": skipped, K: not_asked}}
  b: {kind: number, missing: {"": skipped}}
  c: {kind: multi, options: {1: Lương, 2: Việc}, missing: {"": skipped}}
  nam: {kind: wave}
  w: {kind: weight}
"""
ROWS = ("1,3,1;2,2020", "2,,1,2020", "-1,4,2,2020", "K,5,1,2020", ",,,2020", "1,1,1,2021")


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(BOOK, file="c")


@pytest.fixture
def file(tmp_path):
    def write(rows=ROWS, head="a,b,c,nam", name="a.csv"):
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def roll(file):
    return file(("I,8,2020", "II,2,2020", "I,4,2021"), head="stratum,headcount,wave", name="roll.csv")


def by_name(found):
    return {one.rate.value: one.value for one in found.rates}


def refused(path, codebook, **chosen):
    with pytest.raises(FlatFileError) as refusal:
        rates_of(path, codebook, RateChoices(**chosen))
    return refusal.value.render("en")


def test_of_what_was_handed_in_two_rates_are_known_and_the_others_refused(file, codebook, roll):
    first, second = rates_of(file(), codebook, RateChoices(headcounts=roll, wave="nam"))

    # three complete (an exit is an answer, what was not asked does not count), one partial, one blank
    assert (first.dispositions.complete, first.dispositions.partial, first.dispositions.non_contact) == (3, 1, 6)
    assert by_name(first) == dict.fromkeys(by_name(first)) | {"RR1": 0.3, "RR2": 0.4}
    assert all("handed in" in one.refusal.render("en") for one in first.rates if one.value is None)
    assert by_name(second)["RR1"] == 0.25


def test_what_is_complete_may_be_agreed(file, codebook, roll):
    def complete(**chosen):
        return rates_of(file(), codebook, RateChoices(headcounts=roll, wave="nam", **chosen))[0].dispositions.complete

    assert complete(complete=0.6) == 4
    assert complete(items=("a",)) == 3


def test_a_list_with_dispositions_gives_every_rate(file, codebook):
    rows = ["1.1"] * 50 + ["complete"] * 10 + ["1.2"] * 10 + ["2.11"] * 10 + ["Refusal"] * 5
    rows += ["2.2"] * 10 + ["2.36"] * 5 + ["3.19"] * 20 + ["4.5"] * 7
    (found,) = rates_of(file(rows, head="ket_qua"), codebook, RateChoices(disposition="ket_qua", eligible=0.5))

    assert by_name(found) == pytest.approx(
        {
            "RR1": 60 / 120,
            "RR2": 70 / 120,
            "RR3": 60 / 110,
            "RR4": 70 / 110,
            "RR5": 60 / 100,
            "RR6": 70 / 100,
            "COOP1": 60 / 90,
            "REF1": 15 / 120,
            "CON1": 90 / 120,
        }
    )


def test_the_department_has_the_rates_of_r(shared: Path, file):
    reference = json.loads((shared / "reference" / "expected.json").read_text(encoding="utf-8"))
    (number,) = (item["value"] for item in reference["items"] if item["id"] == "dept.bounds")
    with (shared / "reference" / "dept_a_frame.csv").open(encoding="utf-8") as stream:
        frame = [row for row in csv.DictReader(stream) if row["wave"] == "2025"]
    lines = (shared / "reference" / "dept_a.csv").read_text(encoding="utf-8").splitlines()
    book = load_codebook("columns: {wave: {kind: number}}", file="c")
    roll = file([f"{row['branch']},{row['N']}" for row in frame], head="stratum,headcount", name="roll.csv")
    answers = file([line for line in lines if line.startswith("2025")], head=lines[0])
    (found,) = rates_of(answers, book, RateChoices(headcounts=roll))
    assert by_name(found)["RR1"] == pytest.approx(number["RR1"], rel=1e-9)

    people = [word for row in frame for word in ["complete"] * int(row["n"]) + ["refusal"] * int(row["refused"])]
    people += ["non_contact"] * (sum(int(row["N"]) for row in frame) - len(people))
    (found,) = rates_of(file(people, head="d"), book, RateChoices(disposition="d"))
    assert by_name(found)["REF1"] == pytest.approx(number["REF1"], rel=1e-9)


def test_everything_that_is_wrong_is_told_by_row_and_never_by_cell(file, codebook, roll):
    path = file(("7,1,1,2020", "1,bí mật,1,2020", "1,1,9,"))
    told = refused(path, codebook, headcounts=roll, wave="nam", items=("a", "b", "c", "d"))

    assert "bí mật" not in told
    for words in ("“d”", "“a”: 1 cells", "rows 3", "“c”", "are empty, in rows 4"):
        assert words in told
    assert "--headcounts" in refused(path, codebook)
    assert "no disposition, in rows 2, 3, 4" in refused(path, codebook, disposition="a")
    assert "“x”" in refused(path, codebook, disposition="x")


def test_more_answers_than_people_and_an_empty_roll_are_refused(file, codebook, roll):
    assert "only 4 people" in refused(file(("1,1,1,2021",) * 5), codebook, headcounts=roll, wave="nam")
    assert "nobody is on the roll" in refused(file((",,,2022",)), codebook, headcounts=roll, wave="nam")
    assert "nobody" in refused(file(("4.1",), head="d"), codebook, disposition="d")


def test_the_command_tells_rates_definitions_and_refusals(file, roll, tmp_path):
    book = tmp_path / "c.yaml"
    book.write_text(BOOK, encoding="utf-8")
    words = ["rates", str(file()), "--codebook", str(book), "--wave", "nam", "--headcounts", str(roll)]

    def run(*more):
        return CliRunner().invoke(survey, [*words, *more], env={"SURVEY_LANGUAGE": "en"}, catch_exceptions=False).output

    printed = run()
    assert "RR1: complete / all" in printed
    assert "30.0%" in printed
    assert "RR3, RR4, RR5, RR6, COOP1, REF1, CON1: cannot be known" in printed
    assert "at least 100 % of the questions asked" in printed
    made = json.loads(run("--format", "json", "--complete", "60"))
    assert (made["rows"][0]["rate"], made["rows"][0]["value"]) == ("RR1", 0.4)
    assert made["rows"][2]["why_not"]
