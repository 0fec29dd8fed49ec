"""What a posted page says about its item."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from survey_app.questionnaire.answers import EMPTY
from survey_app.questionnaire.model import (
    Battery,
    Exit,
    FreeText,
    Multi,
    Note,
    Number,
    Option,
    Part,
    Scale,
    ScaleItem,
    Single,
)
from survey_app.web import forms
from survey_app.web.forms import ForeignFieldError, Reading, read_item

TEXT = {"vi": "Câu hỏi?"}
OPTIONS = tuple(Option(code=code, label={"vi": f"Ý {code}"}) for code in (1, 2, 3))
SCALE = Scale(scale="thang", options=OPTIONS, favourable=frozenset({3}), unfavourable=frozenset({1}))
SINGLE = Single(item="mot", text=TEXT, options=OPTIONS)
POINT = ScaleItem(item="muc", text=TEXT, scale=SCALE)
MULTI = Multi(item="nhieu", text=TEXT, options=OPTIONS, other=3, at_most=2)
BATTERY = Battery(item="bo", text=TEXT, scale=SCALE, parts=(Part(part="a", text=TEXT), Part(part="b", text=TEXT)))
WHOLE = Number(item="so", text=TEXT, low=0, high=60)
REAL = Number(item="so_le", text=TEXT, low=0, high=10, whole=False)
WORDS = FreeText(item="loi", text=TEXT, longest=10, exits=())
NOTE = Note(item="ghi_chu", text=TEXT, exits=())


@pytest.fixture(autouse=True)
def request_context():
    with Flask("form").test_request_context():
        yield


def post(**fields):
    return MultiDict(
        [(name, value) for name, given in fields.items() for value in (given if isinstance(given, list) else [given])]
    )


@pytest.mark.parametrize(
    ("item", "posted", "value", "text"),
    [
        (SINGLE, post(answer="2"), 2, ""),
        (SINGLE, post(), None, ""),
        (POINT, post(answer="dont_know"), Exit.DONT_KNOW, ""),
        (MULTI, post(answer=["2", "1"]), (1, 2), ""),
        (MULTI, post(answer="refused"), Exit.REFUSED, ""),
        (MULTI, post(answer=["1", "3"], other="  khác  nữa "), (1, 3), "khác nữa"),
        (MULTI, post(other="chỉ ghi"), (3,), "chỉ ghi"),
        (MULTI, post(other=""), None, ""),
        (BATTERY, post(part_a="1"), {"a": 1}, ""),
        (BATTERY, post(part_a="1", part_b="refused"), {"a": 1, "b": Exit.REFUSED}, ""),
        (BATTERY, post(), None, ""),
        (WHOLE, post(answer=" 40 "), 40, ""),
        (WHOLE, post(answer="", exit="dont_know"), Exit.DONT_KNOW, ""),
        (REAL, post(answer="2,5"), 2.5, ""),
        (REAL, post(answer="2.5"), 2.5, ""),
        (WORDS, post(answer="một\r\nhai"), None, "một hai"),
        (WORDS, post(answer="e\u0302\u0301"), None, "ế"),
        (NOTE, post(), None, ""),
    ],
)
def test_an_answer_is_read(item, posted, value, text):
    assert read_item(item, posted) == Reading(value=value, text=text)


@pytest.mark.parametrize(
    ("item", "posted"),
    [
        (MULTI, post(answer=["1", "refused"])),
        (MULTI, post(answer=["dont_know", "refused"])),
        (MULTI, post(answer=["1", "2", "3"])),
        (MULTI, post(answer=["3"], other="x" * 121)),
        (WHOLE, post(answer="61")),
        (WHOLE, post(answer="-1")),
        (WHOLE, post(answer="2,5")),
        (WHOLE, post(answer="bốn")),
        (WHOLE, post(answer="٣")),
        (WHOLE, post(answer="5", exit="refused")),
        (WHOLE, post(exit=["refused", "dont_know"])),
        (REAL, post(answer="1e3")),
        (REAL, post(answer="nan")),
        (WORDS, post(answer="x" * 11)),
    ],
)
def test_a_mistake_is_told_in_words_and_holds_nothing_typed(item, posted):
    reading = read_item(item, posted)
    assert reading.mistakes
    assert reading.value is None
    assert all("xxxx" not in mistake.text and "bốn" not in mistake.text for mistake in reading.mistakes)


@pytest.mark.parametrize(
    ("item", "posted"),
    [
        (SINGLE, post(answer="4")),
        (SINGLE, post(answer="98")),
        (SINGLE, post(answer=["1", "2"])),
        (SINGLE, post(other="x")),
        (Single(item="mot", text=TEXT, options=OPTIONS, exits=(Exit.REFUSED,)), post(answer="dont_know")),
        (MULTI, post(answer="9")),
        (BATTERY, post(answer="1")),
        (BATTERY, post(part_c="1")),
        (WHOLE, post(exit="1")),
        (NOTE, post(answer="1")),
        (NOTE, post(csrf_token="x")),
    ],
)
def test_foreign_fields_and_codes_are_refused(item, posted):
    with pytest.raises(ForeignFieldError) as refusal:
        read_item(item, posted)
    assert refusal.value.args == ()


def test_a_reading_takes_the_place_of_the_earlier_answer():
    answers = forms.kept(MULTI, EMPTY, Reading(value=(1, 3), text="a"))
    assert forms.kept(MULTI, answers, Reading(value=Exit.REFUSED)).texts == {}
    assert forms.kept(MULTI, answers, Reading()) == EMPTY


def test_a_battery_is_complete_with_all_its_parts():
    assert not forms.complete(BATTERY, Reading(value={"a": 1}))
    assert forms.complete(BATTERY, Reading(value={"a": 1, "b": Exit.REFUSED}))
    assert forms.complete(NOTE, Reading())


def test_a_random_order_is_the_members_own_and_keeps_other_last():
    many = tuple(Option(code=code, label={"vi": "x"}) for code in range(1, 9))
    item = Multi(item="nhieu", text=TEXT, options=many, other=3, random=True)
    orders = {tuple(option.code for option in forms.ordered(item, seed)) for seed in "abcdefgh"}
    assert len(orders) > 1
    assert all(order[-1] == 3 and sorted(order) == list(range(1, 9)) for order in orders)
    assert forms.ordered(item, "a") == forms.ordered(item, "a")
