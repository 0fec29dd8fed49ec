"""Breaks and declared continuations, from the questionnaire through the gate to the words under a trend."""

from __future__ import annotations

from dataclasses import replace

from survey_app.operations.breaks import trend_notes
from survey_app.operations.gating import continued_of, digests_in_trend, digests_of
from survey_app.operations.shelf import Library, series_of
from survey_app.questionnaire.loader import load_questionnaire
from tests.factories import cubes

OLD = """
questionnaire: thu
title: Phiếu
minutes: 1
purpose: Hỏi
pages:
  - page: mot
    items:
      - {item: a, type: scale, scale: danh_gia_5, text: Chất lượng họp?}
      - {item: b, type: scale, scale: danh_gia_5, text: Việc dân chủ?}
indices:
  - {index: chung, title: Chung, items: [a, b], method: mean_0_100}
"""
NEW = OLD.replace("Chất lượng họp?", "Chất lượng sinh hoạt?")
BROKEN = "[b] Từ quý II năm 2024 câu hỏi đã đổi nên không so sánh với các đợt trước"
DECLARED = OLD.replace(
    "text: Chất lượng họp?", "text: Chất lượng sinh hoạt?, continues: {since: 2024-Q2, why: Chỉ đổi một từ.}"
)


def asked(text):
    return load_questionnaire(text, file="thu.yaml")


def released(text, *earlier, **fields):
    """A cube whose table of ``a`` carries what the gate would be given."""
    questionnaire = asked(text)
    digests, continued = digests_in_trend(questionnaire, earlier), continued_of(questionnaire, earlier)
    table = cubes.scale_table("a", "a", None, questionnaire.item("a").text["vi"], "A?", (10, 20, 20, 30, 20))
    index = replace(cubes.index_table(60.0), stub=replace(cubes.index_table(60.0).stub, column="chung", item="chung"))
    table = replace(table, digest=digests["a"], continues=continued.get("a"))
    index = replace(index, digest=digests["chung"])
    return replace(cubes.cube(0), tables=(table, index), **fields)


def test_without_a_word_a_reworded_item_breaks_its_trend_and_its_index():
    first = released(OLD)
    second = released(NEW, first)
    assert [one.digest for one in first.tables] != [one.digest for one in second.tables]
    assert continued_of(asked(NEW), [first]) == {}


def test_a_declared_change_keeps_the_digest_of_item_and_index_for_good():
    first = released(OLD)
    second = released(DECLARED, first)
    third = released(DECLARED, second)
    assert [one.digest for one in first.tables] == [one.digest for one in second.tables]
    assert [one.digest for one in first.tables] == [one.digest for one in third.tables]
    assert third.tables[0].continues.why == {"vi": "Chỉ đổi một từ."}
    assert third.tables[0].continues.own == digests_of(asked(DECLARED))["a"]


def test_a_second_change_under_the_old_reason_breaks():
    second = released(DECLARED, released(OLD))
    again = DECLARED.replace("Chất lượng sinh hoạt?", "Sinh hoạt thế nào?")
    assert continued_of(asked(again), [second]) == {}
    assert released(again, second).tables[0].digest != second.tables[0].digest
    anew = again.replace("2024-Q2", "2024-Q3")
    assert released(anew, second).tables[0].digest == second.tables[0].digest


def test_a_first_wave_has_nothing_to_continue():
    assert digests_in_trend(asked(DECLARED), []) == digests_of(asked(DECLARED))


def test_a_break_is_told_in_words_and_left_open():
    first = released(OLD, wave="2024-Q1", closed="2024-03-25")
    second = released(NEW, first, wave="2024-Q2", closed="2024-06-25")
    assert trend_notes([first, second], "a", "vi") == (
        f"{BROKEN}: lời văn từ “Chất lượng họp?” thành “Chất lượng sinh hoạt?”.",
    )
    assert "một câu nằm trong chỉ số đã đổi" in trend_notes([first, second], "chung", "vi")[0]
    series = series_of([first, second], "a")
    assert [point.broken for point in series.points] == [False, True]
    assert [len(run) for run in series.stretches()] == [1, 1]


def test_a_continuation_is_told_for_ever_and_joined():
    first = released(OLD, wave="2024-Q1", closed="2024-03-25")
    second = released(DECLARED, first, wave="2024-Q2", closed="2024-06-25")
    third = released(DECLARED, second, wave="2024-Q3", closed="2024-09-25")
    assert trend_notes([first, second, third], "a", "vi") == (
        "Từ quý II năm 2024 câu hỏi có sửa; chuỗi vẫn nối tiếp vì: Chỉ đổi một từ.",
    )
    assert not any(point.broken for point in series_of([first, second, third], "a").points)
    assert trend_notes(Library(cubes=(first,)).cubes, "a", "vi") == ()


def test_changed_answers_and_sides_are_told():
    stub = cubes.scale_table("a", "a", None, "A?", "A?", (10, 20, 20, 30, 20)).stub
    from survey_app.operations.breaks import what_changed  # noqa: PLC0415 -- wanted here only

    labelled = replace(stub, options=(replace(stub.options[0], label={"vi": "Kém"}), *stub.options[1:]))
    assert "các ý trả lời từ “Rất không hài lòng" in next(iter(what_changed(stub, labelled, "vi")))
    sided = replace(stub, options=(replace(stub.options[0], side="neutral"), *stub.options[1:]))
    assert list(what_changed(stub, sided, "vi")) == ["cách xếp bên thuận, bên chưa thuận"]
    assert list(what_changed(stub, stub, "en")) == [
        "the order of the answers, who is asked, or another part of the question"
    ]
