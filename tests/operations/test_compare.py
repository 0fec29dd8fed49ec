"""Verdicts on changed questions agree with what the gate takes for the same question."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from survey_app.operations import compare
from survey_app.questionnaire.digest import item_digest
from survey_app.questionnaire.loader import load_questionnaire

BASE = """
questionnaire: thu
title: Phiếu
minutes: 2
languages: [vi]
purpose: Hỏi
scales:
  muc:
    options: {1: Kém, 2: Vừa, 3: Tốt}
    favourable: [3]
    unfavourable: [1]
pages:
  - page: mot
    items:
      - {item: a, type: scale, scale: muc, text: Chất lượng họp?}
      - {item: b, type: scale, scale: muc, text: Việc dân chủ?}
      - {item: c, type: single, when: a = 1, text: Vì sao?, options: {1: Nội dung, 2: Cách làm}}
      - {item: d, type: battery, scale: muc, text: Đánh giá…, parts: {x: cấp ủy, y: lãnh đạo}}
      - {item: e, type: multi, text: Khó khăn?, options: {1: Ít người, 2: Ít tiền, 3: Khác}, other: 3, at_most: 2}
      - {item: f, type: number, text: Mấy giờ một tuần?, from: 0, to: 80, unit: giờ}
      - {item: g, type: date, text: Vào Đảng năm nào?, from: 1950, to: 2025, grain: year}
      - {item: h, type: ranking, text: Việc nào trước?, options: {1: Họp, 2: Học, 3: Đi cơ sở}, at_most: 2}
indices:
  - {index: chung, title: Chung, items: [a, b], method: mean_0_100}
"""


def one(text, mode=None):
    return compare.Asked(name="x", questionnaire=load_questionnaire(text, file="x.yaml"), mode=mode)


def verdicts(rows):
    return {row.item: row.verdict.value for row in rows}


def test_nothing_changed():
    rows = compare.compare(one(BASE), one(BASE))
    assert set(verdicts(rows).values()) == {"same"}
    assert all(row.trend for row in rows)


@pytest.mark.parametrize(
    ("old", "new", "item", "verdict"),
    [
        ("Chất lượng họp?", "Chất lượng sinh hoạt?", "a", "wording"),
        ("x: cấp ủy", "x: cấp ủy chi bộ", "d", "wording"),
        ("3: Tốt", "3: Rất tốt", "a", "scale"),
        ("favourable: [3]", "favourable: [2, 3]", "a", "scale"),
        ("{item: b, type: scale, scale: muc", "{item: b, type: scale, scale: hai_long_5", "b", "scale"),
        ("2: Cách làm", "2: Cách làm, 3: Khác", "c", "options"),
        ("{1: Nội dung, 2: Cách làm}", "{2: Cách làm, 1: Nội dung}", "c", "order"),
        ("{1: Nội dung, 2: Cách làm}", "{1: Nội dung, 2: Cách làm}, order: random", "c", "order"),
        ("when: a = 1", "when: 'a in [1, 2]'", "c", "routing"),
        ("when: a = 1, ", "", "c", "routing"),
        ("{x: cấp ủy, y: lãnh đạo}", "{y: lãnh đạo, x: cấp ủy}", "d", "order"),
        ("{x: cấp ủy, y: lãnh đạo}", "{x: cấp ủy, y: lãnh đạo, z: đoàn thể}", "d", "wording"),
        ("other: 3, at_most: 2", "other: 3", "e", "options"),
        ("other: 3, at_most: 2", "at_most: 2", "e", "options"),
        ("to: 80", "to: 60", "f", "scale"),
        ("unit: giờ", "unit: tiếng", "f", "scale"),
        ("unit: giờ", "unit: giờ, whole: false", "f", "scale"),
        ("from: 1950", "from: 1960", "g", "scale"),
        ("from: 1950, to: 2025, grain: year", "from: 1950-01, to: 2025-12, grain: month", "g", "scale"),
        ("2: Học, 3: Đi cơ sở}, at_most: 2", "2: Học, 3: Đi cơ sở}", "h", "options"),
        ("2: Học, 3: Đi cơ sở", "2: Tự học, 3: Đi cơ sở", "h", "options"),
        ("3: Đi cơ sở}, at_most: 2", "3: Đi cơ sở}, at_most: 2, order: random", "h", "order"),
        ("type: ranking, text: Việc nào trước?", "type: single, text: Việc nào trước?", "h", "scale"),
        (
            "scale: muc, text: Chất lượng họp?",
            "scale: muc, text: Chất lượng họp?, no_dont_know: Ai cũng họp",
            "a",
            "options",
        ),
    ],
)
def test_what_changed_is_named_and_breaks_the_trend_as_the_gate_has_it(old, new, item, verdict):
    assert old in BASE
    changed = BASE.replace(old, new)
    if "type: single, text: Việc" in new:
        changed = changed.replace("3: Đi cơ sở}, at_most: 2}", "3: Đi cơ sở}}")
    then, now = one(BASE), one(changed)
    rows = compare.compare(then, now)
    assert verdicts(rows)[item] == verdict
    assert not next(row for row in rows if row.item == item).trend
    for row in rows:
        same = item_digest(then.questionnaire, row.item) == item_digest(now.questionnaire, row.item)
        assert row.trend is same, row.item


def test_an_index_breaks_with_its_members():
    rows = compare.compare(one(BASE), one(BASE.replace("Chất lượng họp?", "Họp?")))
    assert verdicts(rows)["chung"] == "wording"
    assert verdicts(compare.compare(one(BASE), one(BASE.replace("[a, b]", "[a, -b]"))))["chung"] == "scale"


def test_a_further_language_continues_the_trend():
    english = BASE.replace("languages: [vi]", "languages: [vi, en]").replace(
        "Chất lượng họp?", "{vi: Chất lượng họp?, en: Meetings?}"
    )
    rows = compare.compare(one(BASE), one(english))
    assert verdicts(rows)["a"] == "language added"
    assert all(row.trend for row in rows)


def test_another_mode_breaks_everything():
    rows = compare.compare(one(BASE, "single_visit"), one(BASE, "two_visits"))
    assert verdicts(rows)["a"] == "mode"
    assert not any(row.trend for row in rows)


def test_an_imported_wave_has_no_mode_to_differ_in():
    rows = compare.compare(one(BASE, "imported"), one(BASE, "single_visit"))
    assert set(verdicts(rows).values()) == {"same"}


def test_a_change_of_the_first_language_is_another_wording_as_the_gate_has_it():
    both = BASE.replace("text: Chất lượng họp?", "text: {vi: Chất lượng họp?, en: Meetings?}")
    then = one(both.replace("languages: [vi]", "languages: [vi, en]"))
    now = one(both.replace("languages: [vi]", "languages: [en, vi]"))
    row = compare.compare(then, now)[0]
    assert (row.verdict.value, row.trend) == ("wording", False)
    assert item_digest(then.questionnaire, "a") != item_digest(now.questionnaire, "a")


def test_items_come_and_go():
    later = BASE.replace("item: b, ", "item: k, ").replace("[a, b]", "[a, k]")
    found = verdicts(compare.compare(one(BASE), one(later)))
    assert (found["k"], found["b"]) == ("new", "gone")


DECLARED = BASE.replace(
    "text: Chất lượng họp?",
    "text: Chất lượng sinh hoạt?, continues: {since: 2024-Q1, why: Chỉ đổi một từ}",
)


def test_a_declared_change_continues_with_its_reason():
    row = compare.compare(one(BASE), one(DECLARED))[0]
    assert (row.verdict.value, row.trend, row.why) == ("wording", True, {"vi": "Chỉ đổi một từ"})
    text = compare.render_text([row], "vi")
    assert "nối tiếp theo khai báo: Chỉ đổi một từ" in text


def test_text_and_json_tell_before_and_after():
    then, now = one(BASE), replace(one(BASE.replace("when: a = 1", "when: a = 2")), name="y")
    rows = compare.compare(then, now)
    text = compare.render_text(rows, "vi")
    assert "c      đổi đối tượng được hỏi  [đứt chuỗi]" in text
    assert "same" not in text
    assert "same  [trend goes on]" in compare.render_text(rows, "en")
    told = json.loads(compare.render_json(then, now, rows))
    assert (told["before"], told["after"]) == ("x", "y")
    line = next(item for item in told["items"] if item["item"] == "c")
    assert (line["verdict"], line["trend"]) == ("routing", "breaks")
    assert line["differences"][0]["before"] != line["differences"][0]["after"]
