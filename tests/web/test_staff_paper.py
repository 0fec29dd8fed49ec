"""Answers on paper at the desk of staff: two accounts, one sheet, the same macros as the member's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from survey_app.operations import addending, staff, waves
from survey_app.operations.permissions import Role

PASSWORD = "một hai ba bốn năm"
TYPED = {
    "hai_long--answer": "2",
    "ly_do--answer": ["1", "3"],
    "tin_tuong--part_cap_uy": "3",
    "tin_tuong--part_lanh_dao": "refused",
    "gio--answer": "40",
    "loi--answer": "Thêm đào tạo",
    "viec--answer": "2",
}


@pytest.fixture
def typist(office):
    """Sign somebody in who keys paper in; returns the browser."""

    def sign_in(name, role=Role.COLLABORATOR):
        staff.add_staff(office.stores, staff=name, title=name.title(), role=role.value, password=PASSWORD)
        client = office.app.test_client()
        given = fields(client.get("/staff/sign-in"))
        answer = client.post("/staff/sign-in", data={**given, "staff": name, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return sign_in


def fields(page):
    soup = BeautifulSoup(page.data, "html5lib")
    main = soup.find("main")
    return {each["name"]: each.get("value", "") for each in main.find_all("input", type="hidden")}


def send(client, office, code, **changed):
    held = fields(client.get(f"/staff/paper/{office.wave}"))
    return client.post(f"/staff/paper/{office.wave}", data={**held, "code": code, **TYPED, **changed})


def test_two_people_type_a_sheet_and_it_is_a_ballot(office, typist):
    lan, hoa = typist("lan"), typist("hoa")
    first = send(lan, office, office.codes[0])
    assert first.status_code == 200
    assert "Mời người thứ hai" in first.text
    assert office.ballots() == 0
    second = send(hoa, office, office.codes[0].lower())
    assert "Hai lượt nhập khớp nhau" in second.text
    assert (office.ballots(), office.slips()) == (1, len(office.codes) - 1)
    assert "Thêm đào tạo" not in second.text


def test_where_they_differ_the_question_is_named_and_the_other_answer_is_not(office, typist):
    lan, hoa = typist("lan"), typist("hoa")
    send(lan, office, office.codes[0])
    page = send(hoa, office, office.codes[0], **{"loi--answer": "Bớt họp"})
    assert page.status_code == 409
    soup = BeautifulSoup(page.data, "html5lib")
    (link,) = soup.select(".wrong a")
    assert link["href"] == "#loi"
    assert soup.find(id="loi") is not None
    assert "Bớt họp" in page.text
    assert "Thêm đào tạo" not in page.text
    assert office.ballots() == 0
    assert send(lan, office, office.codes[0], **{"loi--answer": "Bớt họp"}).status_code == 200
    assert office.ballots() == 1


def test_one_account_cannot_be_both(office, typist):
    lan = typist("lan")
    send(lan, office, office.codes[0])
    assert "Mời người thứ hai" in send(lan, office, office.codes[0]).text
    assert office.ballots() == 0


def test_an_entry_that_waited_too_long_is_gone_at_the_next_request_of_anybody(office, typist):
    send(typist("lan"), office, office.codes[0])
    desk = office.app.extensions["paper-desk"]
    browser = office.app.test_client()
    browser.get("/")
    assert desk.waiting() == 1
    office.clock.today = office.clock.today + timedelta(days=1)
    browser.get("/")
    assert desk.waiting() == 0


@pytest.mark.parametrize(
    ("code", "says"), [("", "Xin nhập mã"), ("K7QM", "có 4 ký tự"), ("0MSN-2AJD-8Y8P-Y", "không thuộc đợt")]
)
def test_a_code_that_buys_nothing_keeps_what_was_typed(office, typist, code, says):
    page = send(typist("lan"), office, code)
    assert page.status_code == 422
    assert says in page.text
    assert "Thêm đào tạo" in page.text
    assert 'href="#code"' in page.text


def test_a_number_out_of_range_is_told_beside_its_field(office, typist):
    page = send(typist("lan"), office, office.codes[0], **{"gio--answer": "400"})
    soup = BeautifulSoup(page.data, "html5lib")
    assert page.status_code == 422
    (link,) = soup.select(".wrong a")
    assert soup.find(id=link["href"][1:])["name"] == "gio--answer"


def test_fields_that_the_page_does_not_have_are_refused(office, typist):
    lan = typist("lan")
    for changed in ({"hai_long--answer": "9"}, {"khac--answer": "1"}, {"gio--nhanh": "1"}):
        assert send(lan, office, office.codes[0], **changed).status_code == 400


def test_every_name_and_anchor_stands_once_on_the_page(office, typist):
    page = typist("lan").get(f"/staff/paper/{office.wave}")
    soup = BeautifulSoup(page.data, "html5lib")
    found = [each["id"] for each in soup.find_all(id=True)]
    assert len(found) == len(set(found))
    assert {label["for"] for label in soup.find_all("label") if label.get("for")} <= set(found)
    assert len(soup.find_all("h1")) == 1
    assert {each["name"].partition("--")[0] for each in soup.select(".asked [name]")} == {
        "hai_long",
        "ly_do",
        "tin_tuong",
        "gio",
        "loi",
        "viec",
    }


def test_a_post_without_the_token_enters_nothing(office, typist):
    lan, hoa = typist("lan"), typist("hoa")
    send(lan, office, office.codes[0])
    page = hoa.post(f"/staff/paper/{office.wave}", data={"code": office.codes[0], **TYPED})
    assert page.status_code == 422
    assert office.ballots() == 0


def test_a_wave_that_is_over_takes_no_paper(office, typist):
    lan = typist("lan")
    assert office.wave in lan.get("/staff/paper").text
    waves.close_wave(office.stores, office.wave)
    assert lan.get(f"/staff/paper/{office.wave}").status_code == 404
    assert "Không có đợt nào nhận phiếu giấy" in lan.get("/staff/paper").text


def test_a_secretary_keys_nothing_in(office, typist):
    secretary = typist("bi-thu", Role.SECRETARY)
    assert secretary.get(f"/staff/paper/{office.wave}").status_code == 403
    assert secretary.get("/staff/participation").status_code == 403


def test_participation_is_a_band_and_the_reminder_is_for_everybody(office, typist):
    from survey_app.operations import participation  # noqa: PLC0415 -- beside its use

    committee = typist("cap-uy", Role.COMMITTEE)
    assert "Chưa xem lần nào" in committee.get("/staff/participation").text
    record = waves.find_wave(office.stores, office.wave)
    participation.refresh_bands(office.stores, record, office.clock.today)
    page = committee.get("/staff/participation").text
    assert "dưới 25 %" in page
    assert "Toàn đảng bộ" in page
    assert "Chi bộ 1" not in page
    assert "không ai biết ai đã trả lời" in page
    assert "below 25 %" in committee.get("/staff/participation?lang=en").text


def test_members_pages_show_the_day_that_an_addendum_set(office):
    addending.extend_wave(office.stores, office.wave, days=7, today=office.clock.today)
    client = office.app.test_client()
    assert "07/12/2026" in client.get(f"/b/{office.wave}").text
    assert "07/12/2026" in client.get("/").text
    office.clock.today = office.clock.today.replace(month=12, day=8)
    page = client.get(f"/b/{office.wave}").text
    assert "07/12/2026" in page
    assert "12/12/2026" in page


def test_the_wave_s_page_tells_its_addenda_in_words(office):
    client = office.app.test_client()
    assert "không có" in client.get(f"/m/{office.wave}").text
    name = waves.manifest_of(waves.find_wave(office.stores, office.wave)).strata[0].stratum
    addending.add_spares(office.stores, office.wave, stratum=name, count=2, today=office.clock.today)
    assert "thêm 2 phiếu dự phòng cho Chi bộ 1" in client.get(f"/m/{office.wave}").text
    assert "2 spare slips added for Branch 1" in client.get(f"/m/{office.wave}?lang=en").text
