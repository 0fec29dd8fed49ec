"""The member's path over HTTP, without scripts."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from io import BytesIO

import pytest

from survey_app.ballots.codes import ALPHABET, new_code
from survey_app.ballots.sealing import open_ballot
from survey_app.operations import waves
from survey_app.web.limits import PER_HOUR, Act, Limits
from survey_app.web.respond import pages

SECRET = "Thêm đào tạo"


def opened(office):
    """Every ballot of the box, opened as the tally would."""
    manifest_hash = office.stores.registry.wave(office.wave).manifest_hash
    return [
        json.loads(open_ballot(record.ballot, stratum=record.stratum, manifest_hash=manifest_hash, key=office.key))
        for record in office.stores.box.ballots(office.wave)
    ]


def test_a_member_answers_and_one_sealed_ballot_is_cast(office):
    member = office.member()
    assert member.open().status_code == 200
    member.to_check(office.codes[0])
    assert member.heading == "Xem lại trước khi gửi"
    assert office.ballots() == 0
    member.go("send")
    assert member.page.status_code == 200
    assert "05/12/2026" in member.soup.text
    assert office.ballots() == 1
    assert office.slips() == len(office.codes) - 1
    (ballot,) = opened(office)
    assert ballot["items"] == {"gio": 40, "hai_long": 4, "tin_tuong": {"cap_uy": 3, "lanh_dao": "refused"}, "viec": 2}
    assert ballot["texts"] == {"loi": SECRET}


def test_the_start_page_says_what_is_true_of_this_wave(office):
    member = office.member()
    member.open()
    text = " ".join(member.soup.text.split())
    assert "Đảng bộ Sở Thử xin ý kiến đồng chí." in text
    assert "5–6 câu, khoảng 3 phút" in text
    assert "30/11/2026" in text
    assert "Nhóm dưới 10 phiếu" in text
    assert "Không nhập nội dung mật" in text
    assert "Dữ liệu mô phỏng" in text
    assert not member.soup.find("input", {"name": "consent"}).has_attr("checked")
    assert member.soup.find("meta", {"property": "og:title"})["content"].startswith("Phiếu xin ý kiến quý IV")


def test_everything_may_be_skipped(office):
    member = office.member()
    member.start(office.codes[0])
    member.go()
    member.go()
    assert "rất cần ý kiến" in member.soup.text, "a required question asks once more, softly"
    member.go()
    for _ in range(4):
        member.go()
    assert member.heading == "Xem lại trước khi gửi"
    member.go("send")
    assert opened(office) == [{"v": 1, "items": {}, "texts": {}}]


def test_a_routed_question_comes_when_its_condition_holds_and_leaves_with_it(office):
    member = office.member()
    member.start(office.codes[0])
    member.go()
    member.go(answer="1")
    assert member.heading == "Những khó khăn chính là gì?"
    member.go(answer=["2", "4"], other="Ồn")
    member.go()
    member.go("back")
    member.go("back")
    assert [box["value"] for box in member.soup.find_all("input", checked=True)] == ["2........", "4........"]
    member.go("back")
    member.go(answer="5")
    assert member.heading == "Đồng chí tin tưởng đến mức nào?"
    for _ in range(4):
        member.go()
    member.go("send")
    assert opened(office)[0] == {"v": 1, "items": {"hai_long": 5}, "texts": {}}


def test_a_change_from_the_check_page_asks_what_it_opens_and_returns(office):
    member = office.member()
    member.to_check(office.codes[0])
    member.go("change:hai_long")
    assert member.soup.find("input", checked=True)["value"] == "4........"
    member.go(answer="2")
    assert member.heading == "Những khó khăn chính là gì?"
    member.go(answer="1")
    assert member.heading == "Xem lại trước khi gửi"
    assert "Khối lượng việc" in member.soup.text
    member.go("change:gio")
    member.go("back", answer="41")
    assert member.heading == "Xem lại trước khi gửi"
    assert "41 giờ" in member.soup.text


def test_the_bar_never_moves_back(office):
    member = office.member()
    member.start(office.codes[0])
    bars = []
    for action, fields in [
        ("next", {}),
        ("next", {"answer": "4"}),
        ("next", {}),
        ("back", {}),
        ("back", {}),
        ("next", {"answer": "1"}),
    ]:
        member.go(action, **fields)
        bars.append(int(member.soup.find("progress")["value"]))
    assert bars == sorted(bars)
    assert bars[0] < bars[2]


def test_progress_counts_questions_on_the_path_but_no_notes(office):
    member = office.member()
    member.start(office.codes[0])
    assert "Câu" not in member.soup.find(class_="progress").text
    member.go()
    assert "Câu 1/5" in member.soup.text
    assert "Công việc" in member.soup.text
    assert member.title.startswith("Câu 1/5")


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "O").replace("1", "l")]
)
def test_a_code_may_be_typed_as_people_type(office, change):
    member = office.member()
    code = next((code for code in office.codes if "0" in code or "1" in code), office.codes[0])
    assert member.start(change(code)).status_code == 200
    assert member.heading == "Mấy câu đầu hỏi về công việc."


def test_a_mistyped_code_is_told_and_nothing_typed_is_lost(office):
    member = office.member()
    code = office.codes[0]
    wrong = next(letter for letter in ALPHABET if letter != code[0]) + code[1:]
    assert member.start(wrong).status_code == 422
    assert member.title.startswith("Lỗi:")
    assert member.soup.find("input", {"name": "code"})["value"] == wrong
    assert member.soup.find("input", {"name": "consent"}).has_attr("checked")
    summary = member.soup.find(class_="wrong")
    assert summary.has_attr("autofocus")
    assert summary.find("a")["href"] == "#code"
    assert "gõ nhầm" in summary.text


def test_without_consent_or_code_nothing_starts(office):
    member = office.member()
    assert member.post(code=office.codes[0], action="start").status_code == 422
    assert "đồng ý" in member.soup.find(class_="wrong").text
    assert member.post(consent="yes", action="start").status_code == 422
    assert "Xin nhập mã" in member.soup.find(class_="wrong").text


def test_unknown_and_spent_codes_have_their_pages_before_question_one(office):
    member = office.member()
    assert member.start(new_code()).status_code == 422
    assert member.heading == "Không tìm thấy mã phiếu này"
    member.to_check(office.codes[0])
    member.go("send")
    assert member.start(office.codes[0]).status_code == 409
    assert member.heading == "Phiếu này đã được dùng"


def test_resent_pages_double_taps_and_two_tabs_cast_one_ballot(office):
    first, second = office.member(), office.member()
    first.to_check(office.codes[0])
    second.to_check(office.codes[0])
    last = first.state
    for _ in range(3):
        assert "phiếu đã vào hòm" in first.post(state=last, action="send").text
    second.go("change:hai_long")
    second.go(answer="1")
    second.go()
    assert "phiếu đã vào hòm" in second.go("send").text
    assert office.ballots() == 1
    assert opened(office)[0]["items"]["hai_long"] == 4, "the first ballot stands"


def test_back_after_sending_and_sending_again_changes_nothing(office):
    member = office.member()
    member.to_check(office.codes[0])
    state = member.state
    member.go("send")
    member.post(state=state, action="change:gio")
    member.go(answer="80")
    member.go("send")
    assert office.ballots() == 1
    assert opened(office)[0]["items"]["gio"] == 40


def test_opening_pages_a_hundred_times_changes_no_byte(office, tree_of):
    client = office.app.test_client()
    client.get(f"/b/{office.wave}")
    before = tree_of(office.stores.folder)
    for _ in range(100):
        client.get(f"/b/{office.wave}")
        client.head(f"/b/{office.wave}")
    assert tree_of(office.stores.folder) == before


@pytest.mark.parametrize(
    "fields", [{"name": "Nguyễn Văn A"}, {"answer": "17"}, {"answer": ["1", "2"]}, {"part_cap_uy": "1"}]
)
def test_foreign_fields_get_a_plain_page_and_nothing_is_lost(office, fields):
    member = office.member()
    member.start(office.codes[0])
    member.go()
    assert member.go(**fields).status_code == 400
    assert member.title.startswith("Lỗi:")
    assert "Nguyễn" not in member.page.text
    assert member.go("resume").status_code == 200
    assert "Câu 1/5" in member.soup.text


@pytest.mark.parametrize("action", ["delete", "change:hai_long", "send"])
def test_a_button_that_the_page_does_not_have_is_refused(office, action):
    member = office.member()
    member.start(office.codes[0])
    assert member.go(action).status_code == 400
    assert office.ballots() == 0


def test_a_file_is_refused(office):
    member = office.member()
    member.start(office.codes[0])
    page = office.app.test_client().post(
        f"/b/{office.wave}",
        data={"state": member.state, "action": "next", "extra": (BytesIO(b"x"), "x.txt")},
    )
    assert page.status_code == 400


@pytest.mark.parametrize("size", [65 * 1024, 10 * 1024 * 1024])
def test_a_body_that_is_too_large_gets_a_page(office, size):
    page = office.app.test_client().post(f"/b/{office.wave}", data={"state": "x" * size})
    assert page.status_code == 413
    assert "quá lớn" in page.text
    assert office.ballots() == 0


def test_a_tampered_field_leads_back_to_the_start(office):
    member = office.member()
    member.start(office.codes[0])
    state = member.state
    for broken in (state[:-8] + "AAAAAAA=", "", "ế", state[: len(state) // 2]):
        page = member.post(state=broken, action="next")
        assert page.status_code == 400
        assert f"/b/{office.wave}" in page.text


def test_before_after_and_cancelled_have_their_pages(office):
    member = office.member()
    office.clock.today = date(2026, 11, 19)
    member.open()
    assert member.heading == "Chưa đến ngày mở phiếu"
    assert "20/11/2026" in member.soup.text
    office.clock.today = date(2026, 12, 1)
    member.open()
    assert member.heading == "Đợt xin ý kiến đã kết thúc"
    office.clock.today = date(2026, 11, 23)
    waves.cancel_wave(office.stores, office.wave)
    member.open()
    assert member.heading == "Đợt xin ý kiến đã hủy"


def test_closing_in_the_middle_of_answering_says_so(office):
    member = office.member()
    member.to_check(office.codes[0])
    waves.close_wave(office.stores, office.wave)
    member.go("send")
    assert member.heading == "Đợt xin ý kiến đã kết thúc"
    assert office.ballots() == 0
    assert office.slips() == len(office.codes)


def test_an_unknown_wave_is_not_found(office):
    assert office.app.test_client().get("/b/1999-Q1").status_code == 404
    assert office.app.test_client().post("/b/1999-Q1", data={"code": "x"}).status_code == 404


def test_english_all_the_way(office):
    member = office.member()
    member.language = "en"
    member.open()
    assert member.soup.html["lang"] == "en"
    member.to_check(office.codes[0])
    assert member.heading == "Check your answers"
    assert "Satisfied" in member.soup.text
    left = re.sub(r"Thêm đào tạo|Tiếng Việt", "", member.soup.text)
    assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", left, re.IGNORECASE)


def test_no_cookie_and_strict_headers_on_every_answer(office):
    member = office.member()
    pages = [member.open(), member.start("x"), member.start(office.codes[0]), member.go(nonsense="1")]
    member.to_check(office.codes[1])
    pages += [member.page, member.go("send"), member.client.get("/b/none")]
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(
            r'style=|<script(?! type="(?:module" src=|application/json" id="wave"))|\son\w+=', page.text
        )


def test_after_casting_over_https_the_browser_is_asked_to_forget(office):
    member = office.member()
    member.to_check(office.codes[0])
    state = member.state
    secure = member.client.post(
        f"/b/{office.wave}", data={"state": state, "action": "send"}, base_url="https://localhost"
    )
    assert secure.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in member.post(state=state, action="send").headers


def test_the_field_hides_the_answers_and_hardly_changes_its_length(office):
    member = office.member()
    member.start(office.codes[0])
    lengths = {len(member.state)}
    member.go()
    member.go(answer="4")
    lengths.add(len(member.state))
    member.go(part_cap_uy="3", part_lanh_dao="refused")
    lengths.add(len(member.state))
    assert len(lengths) == 1
    assert office.codes[0] not in member.page.text


def test_every_page_weighs_at_most_15_kb_with_its_styles(office):
    member = office.member()
    with member.client.get("/static/style.css") as found:
        css, packed = len(found.data), len(gzip.compress(found.data))
    # the start page carries the whole form for browsers with scripts, and travels compressed
    sizes = {"start": len(gzip.compress(member.open().data)) + packed}
    member.start(office.codes[0])
    for step in range(6):
        sizes[str(step)] = len(member.go(answer="1").data if step == 1 else member.go().data) + css
    sizes["check"] = len(member.page.data) + css
    assert max(sizes.values()) <= 15 * 1024, sizes
    for page in (member.open(),):
        links = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page.text)
        named = [link.partition("?")[0] for link in links if not link.startswith("/s/")]
        assert named == ["/static/style.css", "/static/noscript.css"]


def test_a_failure_is_logged_without_what_was_typed(office, monkeypatch, caplog):
    member = office.member()
    member.to_check(office.codes[0])

    def fail(*_, **__):
        raise ValueError(SECRET)

    office.app.testing = False
    monkeypatch.setattr(pages, "thanks_page", fail)
    page = member.go("send")
    assert page.status_code == 500
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text + page.text
    assert office.codes[0] not in caplog.text


def test_guessing_codes_page_by_page_is_stopped_as_it_is_for_scripts(office):
    few = Limits(lambda: 0.0, {**PER_HOUR, Act.REFUSED: 3, Act.CAST: 1})
    office.app.extensions["member-limits"] = few
    client, away = office.app.test_client(), {"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}

    def start(code):
        fields = {"code": code, "consent": "yes", "action": "start"}
        return client.post(f"/b/{office.wave}", data=fields, **away).status_code

    assert [start("0MSN-2AJD-8Y8P-Y"), start("K7QM"), start("0MSN-2AJD-8Y8P-Y")] == [422] * 3
    assert [start("0MSN-2AJD-8Y8P-Y"), start(office.codes[0])] == [429] * 2
    assert office.member().start(office.codes[0]).status_code == 200, "another address is not stopped"


def test_one_address_sends_so_many_ballots_page_by_page(office):
    office.app.extensions["member-limits"] = Limits(lambda: 0.0, {**PER_HOUR, Act.CAST: 1})
    away = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}
    sent = []
    for code in office.codes[:2]:
        member = office.member()
        member.to_check(code)
        fields = {"state": member.state, "action": "send"}
        sent.append(member.client.post(f"/b/{office.wave}", data=fields, **away).status_code)
    assert sent == [200, 429]
    assert office.ballots() == 1
