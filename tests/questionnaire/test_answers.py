import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.answers import (
    EMPTY,
    LARGEST_PAYLOAD,
    Answers,
    ForeignAnswersError,
    clean_text,
    payload,
    read_payload,
    worst_payload,
)
from survey_app.questionnaire.model import Exit

FULL = Answers(
    values={
        "dieu_kien": 1,
        "ap_luc": Exit.REFUSED,
        "kho_khan": (1, 5),
        "tin_tuong": {"cap_uy": 3, "lanh_dao": Exit.DONT_KNOW},
        "tham_nien": 2,
    },
    texts={"kho_khan": "đường xa"},
)


def test_a_payload_is_canonical_and_comes_back(example):
    raw = payload(example, FULL)
    assert raw.decode() == (
        '{"items":{"ap_luc":"refused","dieu_kien":1,"kho_khan":[1,5],"tham_nien":2,'
        '"tin_tuong":{"cap_uy":3,"lanh_dao":"dont_know"}},"texts":{"kho_khan":"đường xa"},"v":1}'
    )
    assert read_payload(example, raw) == FULL


def test_nothing_answered_is_a_ballot_too(example):
    assert read_payload(example, payload(example, EMPTY)) == EMPTY


def test_items_that_routing_does_not_reach_are_dropped(example):
    content = Answers(values={**FULL.values, "dieu_kien": 5}, texts=FULL.texts)
    written = json.loads(payload(example, content))
    assert "kho_khan" not in written["items"]
    assert written["texts"] == {}


def test_the_text_of_other_goes_when_other_is_not_chosen(example):
    content = Answers(values={"dieu_kien": 1, "kho_khan": (1,)}, texts={"kho_khan": "đường xa"})
    assert json.loads(payload(example, content))["texts"] == {}


@pytest.mark.parametrize(
    ("items", "texts", "reason"),
    [
        ({"la": 1}, {}, "unknown-item"),
        ({"dieu_kien": 9}, {}, "unknown-code"),
        ({"dieu_kien": 1.0}, {}, "unknown-code"),
        ({"dieu_kien": True}, {}, "unknown-code"),
        ({"dieu_kien": None}, {}, "unknown-code"),
        ({"dieu_kien": "98"}, {}, "unknown-exit"),
        ({"dieu_kien": [1]}, {}, "unknown-code"),
        ({"dieu_kien": 1, "kho_khan": 1}, {}, "wrong-type"),
        ({"dieu_kien": 1, "kho_khan": []}, {}, "wrong-type"),
        ({"dieu_kien": 1, "kho_khan": [2, 1]}, {}, "repeated-code"),
        ({"dieu_kien": 1, "kho_khan": [1, 1]}, {}, "repeated-code"),
        ({"dieu_kien": 1, "kho_khan": [1, 2, 3, 4]}, {}, "too-many"),
        ({"dieu_kien": 5, "kho_khan": [1]}, {}, "not-asked"),
        ({"tin_tuong": 3}, {}, "wrong-type"),
        ({"tin_tuong": {}}, {}, "wrong-type"),
        ({"tin_tuong": {"ai": 3}}, {}, "unknown-part"),
        ({}, {"kho_khan": "x"}, "not-asked"),
        ({"dieu_kien": 1, "kho_khan": [5]}, {"kho_khan": "x" * 121}, "too-long"),
        ({"dieu_kien": 1, "kho_khan": [5]}, {"kho_khan": ""}, "wrong-type"),
        ({"dieu_kien": 1, "kho_khan": [5]}, {"kho_khan": "a\u0000b"}, "unclean-text"),
        ({}, {"dieu_kien": "x"}, "too-long"),
    ],
)
def test_foreign_answers_are_refused_without_quoting_them(example, items, texts, reason):
    raw = json.dumps({"v": 1, "items": items, "texts": texts}).encode()
    with pytest.raises(ForeignAnswersError) as refusal:
        read_payload(example, raw)
    assert refusal.value.reason == reason
    assert "đường xa" not in refusal.value.render("en")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not-json"),
        (b"\xff", "not-json"),
        (b"[]", "shape"),
        (b'{"v":2,"items":{},"texts":{}}', "shape"),
        (b'{"v":1,"items":{},"texts":{},"x":1}', "shape"),
        (b'{"v":1,"items":[],"texts":{}}', "shape"),
        (b'{"v":1,"items":{"ap_luc":1,"ap_luc":2},"texts":{}}', "not-json"),
        (b'{"v":1,"items":{"ap_luc":NaN},"texts":{}}', "not-json"),
        (b"[" * 3000, "not-json"),
        (b" " * 5000, "too-large"),
    ],
)
def test_bytes_that_are_no_payload_are_refused(example, raw, reason):
    with pytest.raises(ForeignAnswersError) as refusal:
        read_payload(example, raw)
    assert refusal.value.reason == reason


@given(raw=st.binary(max_size=200))
def test_no_bytes_give_another_error(example, raw):
    with pytest.raises(ForeignAnswersError):
        read_payload(example, raw)


def test_texts_are_cleaned():
    assert clean_text("  a\r\n\tb\u200b\u202e  e\u0302 ") == "a b ê"


def test_the_worst_ballot_fits(example, quarterly):
    assert len(payload(example, FULL)) < worst_payload(example) < worst_payload(quarterly) < LARGEST_PAYLOAD
