"""The bank: enough items for every topic, clean in both languages, each block ready to paste."""

from __future__ import annotations

import json
import re

import pytest

from survey_app.operations.bank import NoBankItemError, block, read_bank, render_json, render_text
from survey_app.operations.check import check_files
from survey_app.questionnaire.digest import item_digest
from survey_app.questionnaire.loader import load_questionnaire, read_questionnaire_file
from survey_app.questionnaire.model import Battery, FreeText, ScaleItem, options_of
from survey_app.questionnaire.presets import PRESETS

TOPICS = 12
ITEMS = 40
FRAME = """\
questionnaire: thu
title: {vi: Phiếu, en: Form}
languages: [vi, en]
minutes: 5
purpose: {vi: Để biết việc cần làm., en: To learn what to do.}
"""


@pytest.fixture(scope="module")
def topics():
    return read_bank()


def items(topics):
    return [item for topic in topics for item in topic.questionnaire.items()]


def test_every_topic_has_questions_and_an_open_one(topics):
    assert len(topics) >= TOPICS
    assert len(items(topics)) >= ITEMS
    for topic in topics:
        held = list(topic.questionnaire.items())
        assert sum(isinstance(item, FreeText) for item in held) == 1
        assert len(held) >= 5


def test_there_is_no_problem_not_even_a_warning(root):
    assert check_files(sorted((root / "questionnaires" / "bank").glob("*.yaml"))) == []


def test_names_are_unique_and_scales_of_one_name_are_one_scale(topics):
    names = [item.item for item in items(topics)]
    assert len(names) == len(set(names))
    scales = {item.scale.scale: item.scale for item in items(topics) if isinstance(item, ScaleItem | Battery)}
    for item in items(topics):
        if isinstance(item, ScaleItem | Battery):
            assert item.scale.options == scales[item.scale.scale].options


def test_every_text_stands_in_both_languages_with_a_short_name(topics):
    for item in items(topics):
        texts = [item.text, item.short, *(option.label for option in options_of(item))]
        assert all(set(text) == {"vi", "en"} for text in texts), item.item
        assert all(len(short) <= 40 for short in item.short.values()), item.item


def test_scales_are_balanced_and_none_asks_for_agreement(topics):
    for item in items(topics):
        if isinstance(item, ScaleItem | Battery):
            assert len(item.scale.favourable) == len(item.scale.unfavourable) > 0, item.item
            assert item.scale.scale != "dong_y_5"


def test_nothing_asks_for_a_name_and_open_questions_say_so(topics):
    asked = "\n".join(text for item in items(topics) for text in item.text.values()).casefold()
    for forbidden in ("họ tên", "your name", "số điện thoại", "phone number", "ngày sinh", "date of birth"):
        assert forbidden not in asked
    assert all("Không ghi tên" in item.help["vi"] for item in items(topics) if isinstance(item, FreeText))


def test_every_item_says_where_its_idea_comes_from(topics):
    for topic in topics:
        comments = re.findall(r"^      # (.+)\n      - item: ", topic.written, flags=re.MULTILINE)
        assert len(comments) == len(list(topic.questionnaire.items())), topic.topic
        assert all(re.search(r"1[89]\d\d|20\d\d|our own", comment) for comment in comments)


def test_an_item_shared_with_a_shipped_questionnaire_is_the_same_question(topics, root):
    quarter = read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml")
    asked = {item.item for item in quarter.items()}
    shared = [(topic, item) for topic in topics for item in topic.questionnaire.items() if item.item in asked]
    assert shared
    for topic, item in shared:
        assert item_digest(topic.questionnaire, item.item) == item_digest(quarter, item.item)


def test_each_block_is_ready_to_paste(topics):
    for topic in topics:
        for item in topic.questionnaire.items():
            if item.when is not None:
                continue
            pasted = block(topics, item.item).splitlines()
            at = next(number for number, line in enumerate(pasted) if line == "# Dưới items: của một trang")
            scales = ["scales:", *pasted[1:at]] if at else []
            text = FRAME + "\n".join([*scales, "pages:", "  - page: mot", "    items:", *pasted[at + 1 :]])
            made = load_questionnaire(text, file="thu.yaml")
            assert item_digest(made, item.item) == item_digest(topic.questionnaire, item.item)


def test_a_block_brings_its_own_scale_and_names_what_it_depends_on(topics):
    told = block(topics, "khoa_hoc_co_ich", "en")
    assert told.startswith("# Under scales:\n  co_ich_4:\n    options:")
    assert "# Its when names: da_hoc." in told
    assert told.rstrip().endswith("en: How useful for your work was your training of the past 12 months?")
    preset = next(item for item in items(topics) if isinstance(item, ScaleItem) and item.scale.scale in PRESETS)
    assert block(topics, preset.item).startswith("# Dưới items:")


def test_an_unknown_item_is_refused_with_the_nearest_name(topics):
    with pytest.raises(NoBankItemError) as refusal:
        block(topics, "khoa_hoc_co_ik")
    assert "khoa_hoc_co_ich" in refusal.value.render("vi")


def test_the_list_names_every_item_in_text_and_json(topics):
    text = render_text(topics, "en")
    told = json.loads(render_json(topics))
    for item in items(topics):
        assert f"  {item.item} " in text
    assert [topic["topic"] for topic in told] == [topic.topic for topic in topics]
    assert sum(len(topic["items"]) for topic in told) == len(items(topics))


def test_an_office_may_keep_a_bank_of_its_own(tmp_path, topics):
    assert read_bank(tmp_path) == topics
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "rieng.yaml").write_text(topics[0].written, encoding="utf-8")
    assert [topic.topic for topic in read_bank(tmp_path)] == ["rieng"]
