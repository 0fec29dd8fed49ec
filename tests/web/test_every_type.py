"""A questionnaire with every type of question, answered over HTTP without scripts, tallied and released."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from survey_app.operations import tally, waves
from survey_app.questionnaire.loader import read_questionnaire_file


@pytest.fixture(scope="session")
def every_type(root) -> Any:
    return read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")


@pytest.fixture(scope="module")
def wave_questionnaire(every_type) -> Any:
    return every_type


def to_ranking(member, code, *, last=("3", "2021")):
    member.open()
    member.start(code)
    member.go()
    member.go(answer="2")
    member.go(answer="4")
    member.go(answer=["1", "5"], other="Xa nhà")
    member.go(answer="3")
    member.go(answer="45")
    member.go(part_cap_uy="3", part_lanh_dao="2")
    month, year = last
    member.go(month=month, year=year)
    if int(year) < 2024:
        member.go(answer="1")


def text_of(member):
    return " ".join(member.soup.get_text(" ").split())


def test_an_earlier_answer_is_piped_into_later_questions(office):
    member = office.member()
    member.open()
    member.start(office.codes[0])
    member.go()
    member.go(answer="2")
    member.go(answer="4")
    member.go(answer=["1", "3"])
    assert member.heading.startswith("Đồng chí vừa nêu: Khối lượng việc, Trang thiết bị.")
    member.go(answer="refused")
    member.go(answer="45")
    member.go(part_cap_uy="3", part_lanh_dao="2")
    member.go(month="11", year="2021")
    assert "tháng 11/2021" in member.heading
    member.language = "en"
    member.go(action="resume")
    assert member.heading.startswith("Your last course was in 11/2021.")


def test_the_check_page_says_dates_and_places(office):
    member = office.member()
    to_ranking(member, office.codes[0])
    member.go(place_1="3", place_2="1", place_3="no_more")
    member.go(day="15", month="3", year="2027")
    member.go(answer="Thêm lớp buổi tối")
    member.go(answer="2")
    said = text_of(member)
    assert "Lựa chọn thứ nhất: Kỹ năng giao tiếp với người dân" in said
    assert "Lựa chọn thứ hai: Chuyển đổi số" in said
    assert "15/03/2027" in said
    assert "03/2021" in said
    member.go(action="change:uu_tien")
    assert member.soup.select_one("#place_1 input[value^='3.']").has_attr("checked")
    assert member.soup.select_one("#place_2 input[value^='1.']").has_attr("checked")
    member.go(place_1="refused")
    assert "15/03/2027" not in text_of(member), "the question is not reached any more"


@pytest.mark.parametrize(
    ("posted", "told", "field"),
    [
        ({"month": "13", "year": "2021"}, "tháng từ 1 đến 12", "month"),
        ({"month": "3", "year": "21"}, "bốn chữ số", "year"),
        ({"month": "3", "year": ""}, "ghi đủ tháng và năm", "year"),
        ({"month": "ba", "year": "2021"}, "ghi đủ tháng và năm", "month"),
        ({"month": "3", "year": "2001"}, "từ 01/2018 đến 12/2026", "month"),
        ({"month": "3", "year": "2021", "exit": "dont_know"}, "chỉ chọn một ô", "month"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_words_and_stays_on_the_page(office, posted, told, field):
    member = office.member()
    member.open()
    member.start(office.codes[0])
    for answers in ({}, {"answer": "5"}, {"answer": "1"}, {"answer": "40"}, {"part_cap_uy": "3"}):
        member.go(**answers)
    page = member.go(**posted)
    assert page.status_code == 422
    assert told in member.soup.select_one(".wrong").get_text()
    assert member.soup.select_one(f".wrong a[href='#{field}']") is not None
    assert member.soup.select_one("#year")["value"] == posted["year"]


@pytest.mark.parametrize(
    ("posted", "told", "field"),
    [
        ({"place_1": "3", "place_2": "3"}, "đã ở vị trí 1", "place_2"),
        ({"place_2": "3"}, "Vị trí 1 còn trống", "place_1"),
        ({"place_1": "3", "place_2": "no_more", "place_3": "1"}, "Vị trí 2 còn trống", "place_2"),
        ({"place_1": "refused", "place_2": "1"}, "chỉ xếp các ý", "place_2"),
    ],
)
def test_a_ranking_that_cannot_be_is_refused_in_words(office, posted, told, field):
    member = office.member()
    to_ranking(member, office.codes[0], last=("5", "2025"))
    page = member.go(**posted)
    assert page.status_code == 422
    assert told in member.soup.select_one(".wrong").get_text()
    assert member.soup.select_one(f".wrong a[href='#{field}']") is not None


def test_shuffled_options_keep_their_codes_and_their_order_when_one_comes_back(office, every_type):
    codes = [str(option.code) for option in every_type.item("uu_tien").options]
    orders = set()
    for code in office.codes[:8]:
        member = office.member()
        to_ranking(member, code, last=("5", "2025"))
        first, second = (
            [box["value"].rstrip(".") for box in member.soup.select(f"#place_{place} input")] for place in (1, 2)
        )
        shown = [value for value in first if value in codes]
        assert sorted(shown) == codes
        assert [value for value in second if value in codes] == shown, "one order for all places"
        assert first[-2:] == ["dont_know", "refused"]
        assert second[-1] == "no_more"
        orders.add(tuple(shown))
        member.go(action="back")
        member.go(month="5", year="2025")
        assert [box["value"].rstrip(".") for box in member.soup.select("#place_1 input")] == first
    assert len(orders) > 1


def test_soft_required_asks_once_and_lets_pass(office):
    member = office.member()
    member.open()
    member.start(office.codes[0])
    member.go()
    asked = member.heading
    member.go()
    assert member.heading == asked
    assert "rất cần ý kiến" in text_of(member)
    member.go()
    assert member.heading != asked


def test_every_type_is_tallied_and_released(office, tally_key):
    for at, code in enumerate(office.codes):
        member = office.member()
        to_ranking(member, code, last=(str(1 + at % 12), str(2019 + at % 5)))
        member.go(place_1=str(1 + at % 2), place_2="4", place_3="3")
        member.go(day=str(4 + at % 20), month=str(1 + at % 6), year="2027")
        member.go(answer="")
        member.go(answer=str(1 + at % 3))
        page = member.go(action="send")
        assert page.status_code == 200
    office.clock.today = date(2026, 12, 1)
    waves.close_wave(office.stores, office.wave)
    released = tally.tally_wave(office.stores, office.wave, tally_key)
    assert released.set_aside == 0
    ranking = released.cube.table("uu_tien")
    assert ranking.stub.kind == "nominal"
    first = {cell.option: cell.percent for cell in ranking.cells}
    assert first[1] + first[2] == 100, "only first choices are counted"
    assert min(first[1], first[2]) > 0
    hours = {figure.measure: figure for figure in released.cube.table("gio").measures}
    assert (hours["mean"].value, hours["median"].value) == (None, None), "everybody worked 45 hours, and nobody is told"
    assert hours["median"].band == "q2"
    course = released.cube.table("lan_cuoi")
    assert (course.stub.range.origin, course.stub.range.grain) == ("2018-01-01", "month")
    assert {figure.measure for figure in course.measures} == {"mean", "median"}
    assert "{" not in released.cube.table("anh_huong").stub.text["vi"]
    assert "…" in released.cube.table("anh_huong").stub.text["vi"]
