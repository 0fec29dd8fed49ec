"""Answers in words in the custodian's browser: split as the command splits, sealed so that the same readers open them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from typing import Any

import pytest

from survey_app.ballots.keys import PrivateKey, new_key, public_text
from survey_app.ballots.texts import Stage, head_of, open_texts
from survey_app.compilers.form import form_of
from survey_app.operations.keeping_texts import split, takers
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire

QUESTIONNAIRE = """
questionnaire: hai-cau
title: Hai câu
languages: [vi]
minutes: 1
purpose: Đảng ủy xin ý kiến đảng viên về điều kiện làm việc để kịp thời giải quyết kiến nghị.
pages:
  - page: mot
    title: Một
    items:
      - {item: hai_long, type: scale, scale: hai_long_5, text: Đồng chí hài lòng với điều kiện làm việc đến mức nào?}
      - {item: loi, type: text, longest: 80, text: Đồng chí đề xuất điều gì?}
      - item: ly_do
        type: multi
        text: Những khó khăn chính là gì?
        options: {1: Khối lượng việc, 2: Thu nhập, 3: Ý khác}
        other: 3
"""


@pytest.fixture(scope="module")
def custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def vector(root: Any) -> dict[str, Any]:
    return json.loads((root / "tests" / "vectors" / "sealed-texts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers() -> list[Answers]:
    """Twelve ballots with a proposal, three of them with a difficulty of their own."""
    said = [{"loi": f"Ý kiến số {number}"} for number in range(12)]
    for number in (0, 4, 8):
        said[number]["ly_do"] = f"Khó khăn {number}"
    return [
        Answers(values={"hai_long": 3, **({"ly_do": (3,)} if "ly_do" in one else {})}, texts=one)
        for one in [*said, {}, {}]
    ]


def test_the_same_content_and_draws_give_the_same_bytes_as_the_command(script: Any, vector: Any, custodian: PrivateKey):
    draws = [vector["secret"], vector["iv"]]
    document = script("sealTexts", vector["head"], vector["content"], [public_text(custodian)], draws)
    closed = base64.b64decode(json.loads(document)["closed"])
    assert len(closed) == vector["closed_bytes"]
    assert hashlib.sha256(closed).hexdigest() == vector["closed_sha256"]


def test_either_custodian_opens_what_a_browser_sealed(script: Any, vector: Any, custodian: PrivateKey):
    other = new_key()
    document = script("sealTexts", vector["head"], vector["content"], [public_text(custodian), public_text(other)])
    for key in (custodian, other):
        opened = open_texts(document, stage=Stage.WRITTEN, manifest=vector["head"]["manifest"], key=key)
        assert opened == vector["content"]
    assert head_of(document) == vector["head"]
    again = script("sealTexts", vector["head"], vector["content"], [public_text(custodian)])
    assert json.loads(again)["closed"] != json.loads(document)["closed"]


def test_a_browser_splits_as_the_command_splits(in_node: Any, answers: list[Answers]):
    questionnaire = load_questionnaire(QUESTIONNAIRE, file="hai-cau.yaml")
    form = form_of(questionnaire)
    found = [in_node("partsOf", form, payload(questionnaire, one).hex(), 1) for one in answers]
    assert [one["row"]["texts"] for one in found] == [sorted(one.texts) for one in answers]
    assert not [one for one in found if "Ý kiến" in json.dumps(one["row"], ensure_ascii=False)]
    items = [{"item": item.item, "text": dict(item.text)} for item in takers(questionnaire)]
    for least in (3, 4, 10, 13):
        of_browser = in_node("split", items, [one["texts"] for one in found], least)
        of_command = split(questionnaire, answers, least=least)
        assert [(one["item"], one["text"], Counter(one["texts"])) for one in of_browser] == [
            (one["item"], one["text"], Counter(one["texts"])) for one in of_command
        ]


def test_each_item_is_shuffled_on_its_own(in_node: Any):
    said = [{"a": str(number), "b": str(number)} for number in range(60)]
    items = [{"item": name, "text": {}} for name in ("a", "b")]
    one, other = (each["texts"] for each in in_node("split", items, said, 10))
    assert sorted(one, key=int) == sorted(other, key=int) == [str(number) for number in range(60)]
    assert one != other  # the same order once in 60!
    assert sorted(one, key=int) != one


def test_what_a_payload_should_not_hold_yields_nothing(in_node: Any, answers: list[Answers]):
    questionnaire = load_questionnaire(QUESTIONNAIRE, file="hai-cau.yaml")
    raw = payload(questionnaire, answers[0])
    for wrong in (raw[:-1], raw.replace(b"\xc3\x9d", b"\xff"), raw.replace(b'"loi"', b'"__proto__"'), b"null", b""):
        assert in_node("partsOf", form_of(questionnaire), wrong.hex(), 1) is None


def test_a_long_document_is_sent_in_parts(in_node: Any):
    text = "abcdefghij" * 5
    sent = in_node("pieces", text, 16)
    assert "".join(one["part"] for one in sent) == text
    assert [one["at"] for one in sent] == [0, 16, 32, 48]
    assert in_node("pieces", "", 16) == []
