from datetime import date

import pytest

from survey_app.definitions.mapping import (
    ColumnMissingError,
    UnmappedValueError,
    load_mapping,
    read_mapping_file,
)
from survey_app.questionnaire.answers import EMPTY, Answers
from survey_app.questionnaire.loader import QuestionnaireRejectedError, load_questionnaire
from survey_app.questionnaire.model import Exit

QUESTIONNAIRE = """\
questionnaire: q
title: Q
minutes: 2
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: a, type: scale, scale: hai_long_5, text: A?}
      - {item: b, type: battery, scale: dong_y_5, text: B?, parts: {x: X, y: Y}}
      - {item: n, type: number, from: 0, to: 99, whole: false, text: N?}
"""
MAPPING = """\
mapping: m
kind: rows
questionnaire: q
wave: {column: year, values: {2020: W2020}}
branch: {column: unit, values: {1: mot, "": khong-ro}}
weight: w
keep: "inside = 1 and age >= 18"
items:
  a: {column: q1, values: {1: 5, 5: 1, -1: dont_know, -2: refused, "": not_asked}}
  b.x: {column: q2, values: {1: 1, 2: 2, 9: skipped}}
  n: {column: age, values: {"": not_asked}}
"""
ROW = {"year": "2020", "unit": "1", "w": "0.5", "inside": "1", "age": "40", "q1": "1", "q2": "2"}


@pytest.fixture(scope="module")
def mapping():
    return load_mapping(MAPPING, file="m", questionnaire=load_questionnaire(QUESTIONNAIRE, file="q"))


def test_a_row_becomes_answers(mapping):
    assert mapping.answers(ROW) == Answers(values={"a": 5, "b": {"x": 2}, "n": 40})
    assert mapping.answers({**ROW, "q1": "-1", "q2": "9", "age": "40.5"}) == Answers(
        values={"a": Exit.DONT_KNOW, "n": 40.5}
    )
    assert mapping.answers({**ROW, "q1": "", "q2": "9", "age": ""}) == EMPTY


def test_a_row_has_a_wave_and_a_branch(mapping):
    assert (mapping.wave(ROW), mapping.branch(ROW), mapping.branch({**ROW, "unit": " "})) == (
        "W2020",
        "mot",
        "khong-ro",
    )
    assert mapping.columns() == ("year", "unit", "w", "q1", "q2", "age")


def test_the_condition_looks_at_columns(mapping):
    assert mapping.keeps(ROW)
    assert not mapping.keeps({**ROW, "inside": "0"})
    assert not mapping.keeps({**ROW, "age": ""})
    assert load_mapping(MAPPING.replace('keep: "inside = 1 and age >= 18"\n', ""), file="m").keeps({})


def test_what_is_not_explained_is_refused_without_the_value(mapping):
    with pytest.raises(UnmappedValueError) as refusal:
        mapping.answers({**ROW, "q1": "777"})
    assert "777" not in refusal.value.render("en")
    with pytest.raises(UnmappedValueError):
        mapping.wave({**ROW, "year": "1999"})
    with pytest.raises(ColumnMissingError, match="q2"):
        mapping.answers({name: text for name, text in ROW.items() if name != "q2"})


def test_several_answers_have_a_column_per_option():
    item = "      - {item: m, type: multi, text: M?, options: {1: X, 2: Y, 3: Z}}\n"
    asked = load_questionnaire(QUESTIONNAIRE + item, file="q")
    text = MAPPING + "".join(
        f"  m.{code}: {{column: m{code}, values: {{x: 1, '': 0, K: refused}}}}\n" for code in (1, 2)
    )
    mapping = load_mapping(text, file="m", questionnaire=asked)
    blank = {**ROW, "q1": "", "q2": "9", "age": ""}
    assert mapping.answers({**blank, "m1": "x", "m2": "x"}) == Answers(values={"m": (1, 2)})
    assert mapping.answers({**blank, "m1": "K", "m2": ""}) == Answers(values={"m": Exit.REFUSED})
    assert mapping.answers({**blank, "m1": "", "m2": ""}) == EMPTY
    with pytest.raises(QuestionnaireRejectedError):
        load_mapping(text.replace("x: 1", "x: 2"), file="m", questionnaire=asked)


def test_one_branch_for_all():
    text = MAPPING.replace('{column: unit, values: {1: mot, "": khong-ro}}', "{constant: all}")
    assert load_mapping(text, file="m").branch(ROW) == "all"


def test_a_broken_mapping_is_refused():
    with pytest.raises(QuestionnaireRejectedError):
        load_mapping("mapping: m\nkind: rows\n", file="m")


def test_the_shipped_mapping_reads_every_row_of_the_real_file(root):
    folder = root / "questionnaires"
    questionnaire = load_questionnaire((folder / "gss-work.yaml").read_text(encoding="utf-8"), file="q")
    mapping = read_mapping_file(folder / "gss-work.mapping.yaml", questionnaire=questionnaire)
    assert set(mapping.items) == {item.item for item in questionnaire.items()}
    assert mapping.dates["W2018"] == date(2018, 4, 1)
    assert len(mapping.branches) == 21
