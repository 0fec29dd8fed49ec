"""What a pipe shows, and what it never shows."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.loader import examine, load_questionnaire
from survey_app.questionnaire.model import Exit
from survey_app.questionnaire.piping import piped, piped_item, pipes, stray_brace, unpiped

TEXT = """\
questionnaire: phieu
title: Phiếu
languages: [vi]
minutes: 4
purpose: Để biết.
pages:
  - page: mot
    title: Phần một
    items:
      - {item: mot, type: single, text: Chọn?, options: {1: Việc, 2: "Lương {{tháng}}"}}
      - {item: nhieu, type: multi, text: Gì?, options: {1: Nhà, 2: Xe, 3: Khác}, other: 3}
      - {item: bo, type: battery, scale: dong_y_5, text: Nghĩ gì về…, parts: {a: phần a, b: phần b}}
      - {item: gio, type: number, from: 0, to: 90, whole: false, unit: giờ, text: Mấy giờ?}
      - {item: ngay, type: date, from: 2021-01-01, to: 2022-01-01, text: Ngày nào?}
      - {item: xep, type: ranking, text: Xếp?, options: {1: Học, 2: Họp, 3: Nghỉ}}
      - {item: viet, type: text, text: Viết?}
  - page: hai
    title: "Về {mot}"
    items:
      - item: sau
        type: battery
        scale: dong_y_5
        text: "{mot} {nhieu} {bo.a} {gio} {ngay} {xep} {{mot}}"
        help: "Nhắc lại: {mot}"
        parts: {mot_y: "về {xep}"}
        when: answered(mot) and selected(nhieu, 1) and bo.a >= 1 and gio > 0 and ngay > 2021-01-01 and count(xep) > 0
"""
ANSWERS = Answers(
    values={
        "mot": 1,
        "nhieu": (1, 3),
        "bo": {"a": 4, "b": Exit.REFUSED},
        "gio": 2.5,
        "ngay": date(2021, 3, 5),
        "xep": (3, 1),
    },
    texts={"nhieu": "lời riêng", "viet": "lời riêng"},
)


@pytest.fixture(scope="module")
def questionnaire():
    return load_questionnaire(TEXT, file="phieu.yaml")


def test_a_pipe_shows_the_label_of_the_answer(questionnaire):
    item = questionnaire.item("sau")
    said = piped(item.text, questionnaire, ANSWERS, "vi")
    assert said == "Việc Nhà, Khác Đồng ý 2,5 giờ 05/03/2021 Nghỉ, Học {mot}"
    read = piped_item(item, questionnaire, ANSWERS)
    assert read.help == {"vi": "Nhắc lại: Việc"}
    assert read.parts[0].text == {"vi": "về Nghỉ, Học"}
    assert piped(questionnaire.pages[1].title, questionnaire, ANSWERS, "vi") == "Về Việc"


@pytest.mark.parametrize("value", [None, Exit.REFUSED, Exit.DONT_KNOW])
def test_no_answer_and_an_exit_are_an_ellipsis(questionnaire, value):
    answers = Answers(values={} if value is None else {"mot": value, "xep": value, "ngay": value})
    assert piped({"vi": "{mot} {xep} {ngay} {gio}"}, questionnaire, answers, "vi") == "… … … …"


def test_own_words_never_come_back(questionnaire):
    assert "lời riêng" not in piped({"vi": "{viet} {nhieu}"}, questionnaire, ANSWERS, "vi")


def test_what_was_piped_in_is_not_read_again(questionnaire):
    assert piped({"vi": "{mot}"}, questionnaire, Answers(values={"mot": 2}), "vi") == "Lương {{tháng}}"


def test_reports_show_an_ellipsis():
    assert unpiped({"vi": "Về {mot} và {{mot}}"}) == {"vi": "Về … và {mot}"}


def test_pipes_and_stray_braces_are_found():
    assert pipes("{a} {{b}} {c.d} {a}") == ("a", "c.d")
    assert stray_brace("{a} {{b}}") is None
    assert stray_brace("xong } ở đây") == 5
    assert stray_brace("{A}") == 0


def problems(text):
    return {(found.rule, found.line) for found in examine(text, file="phieu.yaml").problems if "pipe" in found.rule}


def test_a_condition_that_needs_the_answer_is_proof_enough():
    assert problems(TEXT) == set()


@pytest.mark.parametrize(
    ("when", "certain"),
    [
        ("mot in [1, 2]", True),
        ("not (mot = 1)", True),
        ("not (not answered(mot))", True),
        ("answered(mot) or mot = 2", True),
        ("answered(mot) or answered(gio)", False),
        ("not answered(mot)", False),
        ("gio > 1", False),
    ],
)
def test_the_warning_of_an_empty_pipe_follows_the_condition(when, certain):
    text = TEXT[: TEXT.index("  - page: hai")] + (
        "  - page: hai\n    items:\n"
        f'      - {{item: sau, type: single, text: "Vì sao {{mot}}?", options: {{1: A, 2: B}}, when: "{when}"}}\n'
    )
    assert (problems(text) == set()) is certain


@pytest.mark.parametrize(
    ("first", "second", "when", "certain"),
    [
        ("mot = 1", "mot = 2", "answered(a) or answered(b)", True),
        ("mot = 1", "mot = 2", "a = 1 or b in [1, 2]", True),
        ("mot in [1, 2]", "a = 1", "not (a = 1 and b = 1) and (answered(b) or answered(a))", True),
        ("mot = 1", "gio > 1", "answered(a) or answered(b)", False),
        ("mot = 1", "mot = 2", "not answered(a) or answered(b)", False),
    ],
)
def test_routes_that_lead_through_the_answer_fill_the_pipe(first, second, when, certain):
    text = TEXT[: TEXT.index("  - page: hai")] + (
        "  - page: hai\n    items:\n"
        f'      - {{item: a, type: single, text: A?, options: {{1: X, 2: Y}}, when: "{first}"}}\n'
        f'      - {{item: b, type: single, text: B?, options: {{1: X, 2: Y}}, when: "{second}"}}\n'
        f'      - {{item: sau, type: single, text: "Vì sao {{mot}}?", options: {{1: A, 2: B}}, when: "{when}"}}\n'
    )
    assert (problems(text) == set()) is certain


def test_an_ellipsis_takes_the_full_stop_after_it_in():
    assert unpiped({"vi": "Vừa nêu: {mot}. Vì sao?", "en": "Since {mot}, {mot}?"}) == {
        "vi": "Vừa nêu: … Vì sao?",
        "en": "Since …, …?",
    }
