"""The member's visit inside one document, in a real browser: what is sent and when, and what stops it."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.ballots.receipts import receipt_of
from survey_app.ballots.sealing import open_ballot
from survey_app.operations import respond, waves
from survey_app.operations.scripts import member_scripts
from survey_app.web.respond import endpoints
from tests.factories.visits import begin, thanked, to_check

pytestmark = pytest.mark.browser


def opened(office):
    (record,) = office.stores.box.ballots(office.wave)
    manifest_hash = office.stores.registry.wave(office.wave).manifest_hash
    raw = open_ballot(record.ballot, stratum=record.stratum, manifest_hash=manifest_hash, key=office.key)
    return record.ballot, json.loads(raw)


def test_nothing_is_posted_before_send_and_the_ballot_says_what_was_answered(office, member):
    held = member()
    to_check(held)
    assert [url.rsplit("/", 1)[1] for url in held.posted] == ["look"]
    assert office.ballots() == 0
    held.page.locator("main .btn").dblclick()
    assert thanked(held) == "Cảm ơn đồng chí, phiếu đã vào hòm"
    assert [url.rsplit("/", 1)[1] for url in held.posted] == ["look", "collect", "cast"]
    ballot, said = opened(office)
    assert said == {
        "v": 1,
        "items": {"hai_long": 4, "tin_tuong": {"lanh_dao": 3}, "gio": 40},
        "texts": {"loi": "Thêm lớp bồi dưỡng"},
    }
    held.page.click("summary")
    assert held.page.inner_text("[data-receipt]").replace("-", "") == receipt_of(ballot).replace("-", "")
    assert held.page.context.cookies() == []
    assert held.complaints == []
    kept = held.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]", "nothing stays on the device"
    held.page.go_back()
    held.page.wait_for_timeout(100)
    assert "Thêm lớp" not in held.page.content()
    assert office.ballots() == 1


def test_a_code_that_is_spent_elsewhere_unknown_or_mistyped_is_told_before_question_1(office, member):
    held = member(office.codes[1])
    to_check(held)
    held.press()
    thanked(held)
    again = member(office.codes[1])
    begin(again)
    assert again.page.inner_text("h1") == "Mã phiếu này đã bắt đầu trên một máy"
    wrong = member()
    wrong.page.fill("#code", "K7QM-3XTD")
    wrong.page.check("#consent")
    wrong.press()
    assert "8 ký tự" in wrong.page.inner_text(".wrong")
    assert wrong.page.title().startswith("Lỗi:")
    assert "wrong" in wrong.page.evaluate("document.activeElement.className")
    wrong.page.locator(".wrong a").click()
    assert wrong.page.evaluate("document.activeElement.id") == "code"
    assert wrong.posted == []


def test_the_back_button_walks_the_pages_and_keeps_the_answers(office, member):
    held = member()
    to_check(held)
    for heading in ("Việc chính", "Đồng chí đề xuất", "Tuần trước"):
        held.page.go_back()
        held.page.wait_for_selector(f"h1:has-text('{heading}')")
    assert held.page.input_value("#answer") == "40"
    with held.turning():
        held.page.click("[value=back]")
    held.page.wait_for_selector("h1:has-text('tin tưởng')")
    held.page.go_forward()
    held.page.wait_for_selector("h1:has-text('Tuần trước')")
    bar = held.page.evaluate("document.querySelector('progress').value")
    assert bar == 1000, "the bar never moves back"
    while held.page.locator("main [value=send]").count() == 0:
        held.press()
    assert "Thêm lớp bồi dưỡng" in held.page.inner_text("main")
    with held.turning():
        held.page.click("[value='change:gio']")
    held.page.fill("#answer", "41")
    held.press()
    assert "41 giờ" in held.page.inner_text("main")


def test_the_keyboard_alone_is_enough(office, member):
    held = member()
    held.ready()
    keys = held.page.keyboard
    held.page.focus("#consent")
    keys.press("Space")
    with held.turning():
        keys.press("Enter")
    assert held.page.evaluate("document.activeElement.tagName") == "H1", "a screen reader starts at the question"
    for _ in range(30):
        if held.page.locator("main [value=send]").count():
            break
        if held.page.locator("main input[type=radio]").count():
            held.page.locator("main input[type=radio]").first.focus()
            keys.press("ArrowDown")
        held.page.locator("main .btn").focus()
        with held.turning():
            keys.press("Enter")
    held.page.locator("main .btn").focus()
    keys.press("Enter")
    thanked(held)
    assert office.ballots() == 1


@pytest.mark.parametrize("lost", ["collect", "cast"])
@pytest.mark.parametrize("answered", [False, True], ids=["before the server", "after the server"])
def test_a_broken_line_burns_no_slip(office, member, lost, answered):
    held = member()
    to_check(held)
    broken = []

    def fail(route):
        if broken:
            return route.continue_()
        broken.append(route.request.post_data)
        if answered:
            route.fetch()
        return route.abort()

    held.page.route(re.compile(f"/{lost}"), fail)
    held.press()
    assert held.page.inner_text("h1") == "Phiếu chưa gửi xong"
    step = json.loads(held.page.evaluate("Object.values(localStorage)[0]"))
    assert "Thêm" not in json.dumps(step)
    if answered:
        held.page.reload()
        held.page.wait_for_selector("[data-again]")
    held.page.click("[data-again]")
    assert thanked(held) == "Cảm ơn đồng chí, phiếu đã vào hòm"
    assert office.ballots() == 1
    assert opened(office)[1]["texts"] == {"loi": "Thêm lớp bồi dưỡng"}
    assert held.page.evaluate("localStorage.length + sessionStorage.length") == 0


def closed_before(member, step):
    """Answer, press Send, and close the window when the request of a step is on its way; the device stays."""
    held = member()
    to_check(held)
    held.page.route(re.compile(f"/{step}"), lambda route: route.request.method == "POST" and None)
    with held.page.expect_request(re.compile(f"/{step}")):
        held.page.locator("main .btn").click()
    again = held.page.context.new_page()
    held.page.close()
    held.page = again
    return held


@pytest.mark.parametrize("step", ["collect", "cast"])
def test_a_window_closed_between_collect_and_cast_burns_no_slip(office, address, member, step):
    held = closed_before(member, step)
    left = held.page.context.storage_state()["origins"][0]["localStorage"]
    assert len(left) == 1
    assert "hai_long" not in left[0]["value"]
    assert "Thêm" not in left[0]["value"]
    held.page.goto(f"{address}/b/{office.wave}")
    held.page.wait_for_selector("h1:has-text('Phiếu chưa gửi xong')")
    held.page.click("[data-again]")
    assert thanked(held) == "Cảm ơn đồng chí, phiếu đã vào hòm"
    assert opened(office)[1]["texts"] == {"loi": "Thêm lớp bồi dưỡng"}
    assert held.page.evaluate("localStorage.length") == 0


def test_what_a_device_kept_of_a_wave_that_is_over_is_told_and_erased_by_hand(office, address, member):
    held = closed_before(member, "cast")
    waves.close_wave(office.stores, office.wave)
    held.page.goto(f"{address}/b/{office.wave}")
    held.page.wait_for_selector("[data-left]")
    assert held.page.inner_text("h1") == "Đợt xin ý kiến đã kết thúc"
    assert "không gửi được" in held.page.inner_text("[data-left]")
    held.page.click("[data-left] button")
    assert "Đã xóa khỏi máy này" in held.page.inner_text("[data-left]")
    assert held.page.evaluate("localStorage.length") == 0
    held.page.reload()
    assert held.page.locator("[data-left]").is_hidden()


def test_an_unsent_ballot_can_be_erased_by_hand_and_another_member_goes_on(office, address, member):
    held = closed_before(member, "collect")
    held.page.goto(f"{address}/b/{office.wave}")
    held.page.wait_for_selector("[data-again]")
    held.page.click("main summary")
    held.page.click("[data-erase]")
    held.ready()
    assert held.page.evaluate("localStorage.length") == 0
    held.page.fill("#code", office.codes[1])
    to_check(held)
    held.press()
    thanked(held)
    assert office.ballots() == 1


def test_a_tap_before_the_modules_are_there_posts_nothing(office, address, phone):
    held = phone()
    posted, waiting = [], []
    held.page.on("request", lambda each: each.method == "POST" and posted.append(each.url))
    held.page.route(re.compile(r"/member/start\.js"), lambda route: waiting.append(route))  # noqa: PLW0108 -- no method of a list
    held.page.goto(f"{address}/b/{office.wave}", wait_until="commit")
    held.page.wait_for_selector("[data-start]")
    held.page.fill("#code", office.codes[0])
    held.page.check("#consent")
    assert held.page.is_disabled("[data-start]")
    held.page.locator("[data-start]").click(force=True)
    held.page.press("#code", "Enter")
    assert posted == []
    assert not held.page.is_visible("[data-slow]")
    held.page.wait_for_function("document.getAnimations().length")
    held.page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    assert held.page.is_visible("[data-slow] button"), "after some seconds the way page by page is offered, and named"
    waiting[0].continue_()
    held.page.wait_for_selector("[data-start]:enabled")
    assert held.page.locator("[data-slow]").count() == 0
    held.press()
    assert [url.split("?")[0].rsplit("/", 1)[1] for url in posted] == ["look"]


def test_a_manifest_that_is_late_is_waited_for_and_asked_for_once(office, address, phone):
    held = phone()
    broken = []

    def once(route):
        if broken:
            return route.continue_()
        broken.append(route.request.url)
        return route.abort()

    held.page.route(re.compile(r"/manifest\.json$"), once)
    held.page.goto(f"{address}/b/{office.wave}", wait_until="commit")
    held.page.wait_for_selector("[data-start]:disabled")
    held.ready()
    assert broken
    held.page.unroute_all()
    held.requests.clear()
    held.page.reload()
    held.ready()
    assert len([url for url in held.requests if url.endswith("manifest.json")]) == 1, "the preload is what is used"


def test_a_reload_in_the_middle_forgets_unless_a_draft_was_chosen(office, address, member):
    held = member()
    to_check(held)
    held.page.reload()
    held.ready()
    assert held.page.input_value("#code") == ""
    assert held.page.evaluate("localStorage.length + sessionStorage.length") == 0
    chosen = member(office.codes[2])
    chosen.ready()
    chosen.page.check("#keep")
    to_check(chosen)
    chosen.page.goto(f"{address}/b/{office.wave}")
    chosen.ready()
    assert chosen.page.is_visible("[data-forget]")
    assert office.codes[2] not in chosen.page.evaluate("JSON.stringify({...localStorage})")
    chosen.page.fill("#code", office.codes[2])
    begin(chosen)
    assert chosen.page.inner_text("h1") == "Xem lại trước khi gửi"
    chosen.press()
    thanked(chosen)
    assert chosen.page.evaluate("localStorage.length") == 0, "the draft goes with the ballot"


def test_a_draft_can_be_erased(office, address, member):
    held = member()
    held.ready()
    held.page.check("#keep")
    begin(held)
    held.page.goto(f"{address}/b/{office.wave}")
    held.ready()
    held.page.click("[data-forget]")
    assert held.page.evaluate("localStorage.length") == 0


def test_a_server_that_refuses_is_quoted_and_one_that_is_busy_is_asked_again(office, member, monkeypatch):
    held = member()
    held.ready()
    with monkeypatch.context() as patched:
        patched.setattr(endpoints.Limits, "passes", lambda *_: False)
        begin(held)
        assert "quá nhiều yêu cầu" in held.page.inner_text("main")
    held.press()
    assert "Mấy câu đầu" in held.page.inner_text("h1")


def test_a_wave_that_closes_while_somebody_answers_says_so(office, member):
    held = member()
    to_check(held)
    office.clock.today = date(2026, 12, 1)
    held.press()
    assert held.page.inner_text("h1") == "Chưa gửi được phiếu"
    assert office.ballots() == 0
    assert respond.find_slip(office.stores, office.wave, office.codes[0]) is respond.SlipState.OPEN


def test_english_from_the_first_page_to_the_last_seen_by_axe(office, member):
    held = member(language="en", locale="en-GB", bypass_csp=True)
    found, text = [], ""

    def see():
        violations = Axe().run(held.page).response["violations"]
        found.extend(f"{held.page.title()}: {each['id']}" for each in violations)
        return held.page.inner_text("main").split("words of the manifest")[0] + "\n"

    see()
    begin(held)
    while held.page.locator("main [value=send]").count() == 0:
        text += see()
        held.press()
    text += see()
    held.press()
    thanked(held)
    text += see()
    assert found == []
    assert "Question" in text
    assert not re.search(
        "[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text.split("The eight")[0], re.IGNORECASE
    )


def test_the_whole_scripted_form_weighs_at_most_60_kb(office):
    client = office.app.test_client()
    page = client.get(f"/b/{office.wave}", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    text = gzip.decompress(page.data).decode()
    weights = {"document": len(page.data)}
    beside = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<link rel="modulepreload" href="([^"]+)"', text)
    for name in ("".join(path) for path in [*beside, (f"/m/{office.wave}/manifest.json",)]):
        found = client.get(name, headers={"Accept-Encoding": "gzip"})
        assert found.headers["Content-Encoding"] == "gzip"
        weights[name] = len(found.data)
    modules = set(member_scripts()) - {"member/left.js"}  # of the page that stands there after the last day
    assert len(weights) == 4 + len(modules)
    assert sum(weights.values()) <= 60 * 1024, weights
