"""Dates and rankings as answers: read, written, kept, and what makes them another question."""

from __future__ import annotations

import json
from datetime import date
from typing import get_args

import pytest

from survey_app.questionnaire.answers import (
    Answers,
    ForeignAnswersError,
    payload,
    read_payload,
    read_value,
    worst_payload,
)
from survey_app.questionnaire.digest import item_digest, kind
from survey_app.questionnaire.loader import examine, load_questionnaire, read_questionnaire_file
from survey_app.questionnaire.model import Exit, Item
from survey_app.questionnaire.routing import reached

TEXT = """\
questionnaire: phieu
title: Phiếu
languages: [vi]
minutes: 2
purpose: Để biết.
pages:
  - page: mot
    items:
      - {item: nam, type: date, grain: year, from: 1960, to: 2026, text: Năm nào?}
      - {item: thang, type: date, grain: month, from: 2020-01, to: 2026-12, text: Tháng nào?}
      - {item: ngay, type: date, from: 2026-01-01, to: 2026-12-31, text: Ngày nào?}
      - {item: xep, type: ranking, text: Xếp?, options: {1: Học, 2: Họp, 3: Nghỉ}, at_most: 2, order: random}
      - {item: sau, type: single, text: Vì sao?, options: {1: A, 2: B}, when: "thang < 2021-06 and selected(xep, 3)"}
tests:
  - {name: học đã lâu và xếp nghỉ, answers: {thang: 2021-05, xep: [1, 3]}, asks: [sau]}
  - {name: mới học, answers: {thang: 2021-06, xep: [1, 3]}, skips: [sau]}
  - {name: năm và ngày đọc được, answers: {nam: 1987, ngay: 2026-02-28}, skips: [sau]}
"""


@pytest.fixture(scope="module")
def questionnaire():
    return load_questionnaire(TEXT, file="phieu.yaml")


def test_answers_are_written_by_grain_and_in_order_of_choice(questionnaire):
    answers = Answers(
        values={"nam": date(1987, 1, 1), "thang": date(2020, 5, 1), "ngay": date(2026, 2, 28), "xep": (3, 1), "sau": 2}
    )
    raw = payload(questionnaire, answers)
    assert json.loads(raw)["items"] == {
        "nam": "1987",
        "thang": "2020-05",
        "ngay": "2026-02-28",
        "xep": [3, 1],
        "sau": 2,
    }
    assert read_payload(questionnaire, raw) == answers
    assert len(raw) <= worst_payload(questionnaire)
    assert [item.item for item in reached(questionnaire, answers)][-1] == "sau"


@pytest.mark.parametrize(
    ("item", "raw", "reason"),
    [
        ("nam", "1987-01", "not-a-date"),
        ("nam", 1987, "not-a-date"),
        ("thang", "2021", "not-a-date"),
        ("ngay", "2026-02-30", "not-a-date"),
        ("ngay", "2025-12-31", "out-of-range"),
        ("ngay", "skipped", "unknown-exit"),
        ("xep", [1, 1], "repeated-code"),
        ("xep", [1, 2, 3], "too-many"),
        ("xep", [4], "unknown-code"),
        ("xep", [], "wrong-type"),
        ("xep", 1, "wrong-type"),
    ],
)
def test_what_the_form_cannot_give_is_refused(questionnaire, item, raw, reason):
    with pytest.raises(ForeignAnswersError) as refusal:
        read_value(questionnaire.item(item), raw)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("item", ["nam", "ngay", "xep"])
def test_exits_are_answers_of_their_own(questionnaire, item):
    assert read_value(questionnaire.item(item), "refused") is Exit.REFUSED


@pytest.mark.parametrize(
    ("item", "old", "new"),
    [
        ("thang", "to: 2026-12,", "to: 2027-12,"),
        ("nam", "from: 1960", "from: 1970"),
        ("xep", "at_most: 2", "at_most: 3"),
        ("xep", "order: random", "order: fixed"),
        ("xep", "2: Họp", "2: Hội họp"),
    ],
)
def test_other_limits_are_another_question(questionnaire, item, old, new):
    changed = load_questionnaire(TEXT.replace(old, new), file="phieu.yaml")
    assert item_digest(changed, item) != item_digest(questionnaire, item)
    others = {each.item for each in questionnaire.items()} - {item}
    assert all(item_digest(changed, other) == item_digest(questionnaire, other) for other in others)


def test_a_routing_test_that_is_no_date_is_told():
    found = examine(TEXT.replace("nam: 1987", "nam: 87"), file="phieu.yaml").problems
    assert "test-answer" in {problem.rule for problem in found}


def test_the_shipped_example_holds_every_type_and_feature(root):
    path = root / "questionnaires" / "examples" / "every-type.yaml"
    example = read_questionnaire_file(path)
    assert {type(item) for item in example.items()} == set(get_args(Item))
    assert len({kind(item) for item in example.items()}) == len(get_args(Item))
    assert examine(path.read_text(encoding="utf-8"), file=path.name).problems == ()
    assert any(index.reversed for index in example.indices)
    assert any(item.required for item in example.items())
    assert any(item.sensitive for item in example.items())
    assert {getattr(item, "random", False) for item in example.items()} == {True, False}
