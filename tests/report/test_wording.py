"""Sentences: a word of quantity never without its figure, a change never without its mark."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure.released import ReleasedChange
from survey_app.report import wording
from survey_app.report.reading import Share
from survey_app.report.series import Point, Series, Tick

LOWER = [word for _, word in wording.LEXICON]


def questions(cube):
    return [table for table in cube.tables if table.banner == "total" and not table.stub.headline]


def test_three_findings_are_the_solid_change_the_hollow_change_and_the_steady_worry(cubes) -> None:
    found = wording.findings(questions(cubes.cube()), {"thu_nhap": 4}, "vi")
    assert [one.column for one in found] == ["dieu_kien", "danh_gia.kien_nghi", "thu_nhap"]
    assert [one.tag for one in found] == ["vững", "chưa vững", ""]
    assert found[0].text.endswith("đa số (58%) hài lòng; hiệu số tăng 10 điểm so với quý II năm 2025, đạt +35.")
    assert "Chưa loại trừ dao động ngẫu nhiên" in found[1].text
    assert "Chưa loại trừ" not in found[0].text
    assert "chưa có thay đổi rõ trong 4 đợt gần đây" in found[2].text


def test_english_findings_hold_no_vietnamese(cubes) -> None:
    found = wording.findings(questions(cubes.cube()), {"thu_nhap": 4}, "en")
    assert found[0].text.endswith(
        "a majority (58%) answered “satisfied”; the net is up 10 points since Quarter II 2025, at +35."
    )
    assert not re.search(r"[ạảấầậắặẻếềệịọốồộớờợụủứừựỳđ]", " ".join(one.text + one.tag for one in found))


def test_without_any_change_the_findings_are_levels(cubes) -> None:
    found = wording.findings(questions(cubes.cube(0)), {}, "vi")
    assert len(found) == 3
    assert "hiệu số cao nhất" in found[0].text
    assert "hiệu số thấp nhất" in found[1].text
    assert len({one.column for one in found}) == 3


@pytest.mark.parametrize(
    ("percent", "low", "word"),
    [
        (92, 90, "tuyệt đại đa số"),
        (92, 88, "đại đa số"),
        (66, None, "đại đa số"),
        (58, 55, "đa số"),
        (52, 49, "nhiều ý kiến"),
        (34, 34, "nhiều ý kiến"),
        (20, 12, "một số ý kiến"),
        (10, 7, "ít ý kiến"),
        (0, 0, "ít ý kiến"),
    ],
)
def test_the_weaker_word_is_used_where_the_interval_straddles_a_cut_off(percent, low, word) -> None:
    assert wording.quantifier(Share(percent=percent, low=low, high=100), "vi") == word


def test_the_lexicon_is_printed_without_gaps() -> None:
    assert [span for span, _ in wording.lexicon("vi")] == ["≥ 90%", "66–89%", "51–65%", "34–50%", "10–33%", "< 10%"]


shares = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda parts: sum(parts) > 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=shares,
    value=st.integers(-60, 60),
    mark=st.sampled_from(["solid", "hollow", None]),
    process=st.booleans(),
    language=st.sampled_from(["vi", "en"]),
)
def test_a_word_of_quantity_is_always_followed_by_its_figure(cubes, parts, value, mark, process, language) -> None:
    change = ReleasedChange(
        level="total", measure="net", since="2025-Q2", value=float(value), mark=mark, process=process
    )
    tables = [replace(one, changes=(change,)) for one in questions(cubes.cube(0)) if one.stub.kind == "ordinal"]
    made = cubes.scale_table("x", "x", None, "Câu", "Question", tuple(parts), change=change)
    for finding in wording.findings([made, *tables], {"x": 2}, language):
        words = [wording.translate(word, language) for word in LOWER]
        for found in re.finditer("|".join(sorted(map(re.escape, words), key=len, reverse=True)), finding.text):
            assert re.match(r" \(\d+%\)", finding.text[found.end() :]), finding.text
        if finding.sureness in {wording.Sureness.SOLID, wording.Sureness.HOLLOW}:
            assert finding.tag
            assert str(abs(value)) in finding.text
            assert process or re.search("Chưa loại trừ|not ruled out", finding.text)


def series(values, low=2, high=2):
    ticks = tuple(
        Tick(wave=f"{2021 + at // 4}-Q{at % 4 + 1}", day=date(2021 + at // 4, 3 * (at % 4) + 3, 25))
        for at in range(len(values))
    )
    return Series(
        column="i",
        measure="index",
        ticks=ticks,
        points=tuple(
            Point(wave=tick.wave, value=value, low=value - low, high=value + high)
            for tick, value in zip(ticks, values, strict=True)
        ),
    )


def test_a_record_is_claimed_only_when_the_whole_interval_lies_beyond() -> None:
    change = ReleasedChange(level="total", measure="index", since="2021-Q4", value=2.0, mark=None)
    assert wording.headline_title("Chỉ số", series([58, 59, 60, 61, 70]), None, "vi") == "Chỉ số cao nhất từ đầu kỳ"
    assert wording.headline_title("Chỉ số", series([58, 59, 60, 61, 50]), None, "vi") == "Chỉ số thấp nhất từ đầu kỳ"
    assert "cao nhất" not in wording.headline_title("Chỉ số", series([60, 61, 60, 61, 62]), change, "vi")
    assert (
        wording.headline_title("Chỉ số", series([60, 61, 60, 61, 62]), change, "vi")
        == "Chỉ số chưa có thay đổi rõ so với đợt trước"
    )
    assert wording.headline_title("Chỉ số", series([60]), None, "vi") == "Chỉ số trong đợt đầu tiên"
