"""Names of columns: short texts first, sentences left open are closed, parts never stand alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_app.report import labels


@pytest.fixture
def stub(cubes):
    return next(table.stub for table in cubes.cube().tables if table.stub.column == "danh_gia.sinh_hoat")


def test_a_part_is_named_by_its_short_text(stub):
    short = replace(stub, short={"vi": "Sinh hoạt chi bộ", "en": "Branch meetings"})
    assert labels.whole_subject(short, "vi") == "Sinh hoạt chi bộ"
    assert labels.whole_subject(short, "en") == "Branch meetings"


def test_under_its_item_a_part_keeps_its_own_words(stub):
    short = replace(stub, text={"vi": "sinh hoạt"}, short={"vi": "Mức hài lòng về sinh hoạt"})
    assert labels.subject(short, "vi") == "Sinh hoạt"


def test_a_part_closes_the_sentence_that_its_item_leaves_open(stub):
    opened = replace(stub, text={"vi": "cấp ủy chi bộ"}, parent={"vi": "Mức độ tin tưởng của đồng chí đối với…"})
    assert labels.whole_subject(opened, "vi") == "Mức độ tin tưởng của đồng chí đối với cấp ủy chi bộ"


def test_a_part_of_a_whole_question_stands_before_it(stub):
    assert labels.whole_subject(stub, "vi") == "Sinh hoạt chi bộ – Đồng chí hài lòng thế nào với các mặt sau"


def test_a_question_is_named_by_its_short_text_and_told_in_full(stub):
    single = replace(stub, parent=None, text={"vi": "Đồng chí đánh giá thế nào?"}, short={"vi": "Đánh giá"})
    assert labels.subject(single, "vi") == labels.whole_subject(single, "vi") == "Đánh giá"
    assert labels.full_wording(single, "vi") == "Đồng chí đánh giá thế nào?"
    assert labels.subject(replace(single, short=None), "vi") == "Đồng chí đánh giá thế nào"
