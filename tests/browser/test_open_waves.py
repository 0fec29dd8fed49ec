"""A wave that anybody may answer, in a real browser: nothing is asked but consent, one request, no code anywhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.ballots.receipts import receipt_of
from survey_app.ballots.sealing import open_ballot
from tests.factories.visits import thanked, to_check

pytestmark = pytest.mark.browser


@pytest.fixture
def held(consultation, serving, phone):
    """A phone at the start page of the wave, noting what it posts."""
    with serving(consultation.app) as served:

        def come(**options):
            one = phone(**options)
            one.posted, one.bodies = [], []
            one.page.on("request", lambda each: each.method == "POST" and one.bodies.append(each.post_data))
            one.page.on("request", lambda each: each.method == "POST" and one.posted.append(each.url.split("?")[0]))
            one.page.goto(f"{served}/b/{consultation.wave}")
            return one

        yield come


def look(one, name):
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        one.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_one_request_and_the_ballot_says_what_was_answered(consultation, held):
    one = held()
    one.ready()
    look(one, "open-start")
    assert one.page.locator("#code").count() == 0
    assert "không phải mẫu ngẫu nhiên" in one.page.inner_text("main")
    assert Axe().run(one.page).response["violations"] == []
    one.press()
    assert one.page.locator(".wrong li").count() == 1
    to_check(one)
    assert one.posted == []
    one.page.locator("main .btn").dblclick()
    assert thanked(one) == "Cảm ơn đồng chí, phiếu đã vào hòm"
    look(one, "open-thanks")
    assert [url.rsplit("/", 1)[1] for url in one.posted] == ["cast"]
    assert sorted(json.loads(one.bodies[0])) == ["ballot", "right", "stratum"]
    (record,) = consultation.stores.box.ballots(consultation.wave)
    manifest_hash = consultation.stores.registry.wave(consultation.wave).manifest_hash
    raw = json.loads(open_ballot(record.ballot, stratum=0, manifest_hash=manifest_hash, key=consultation.key))
    assert raw["items"] == {"hai_long": 4, "tin_tuong": {"lanh_dao": 3}, "gio": 40}
    one.page.click("summary")
    assert one.page.inner_text("[data-receipt]").replace("-", "") == receipt_of(record.ballot).replace("-", "")
    assert one.page.context.cookies() == []
    assert one.complaints == []
    kept = one.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]"


def test_a_lost_line_is_repeated_with_the_same_ballot(consultation, held):
    one = held()
    to_check(one)
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.request.post_data)
            route.fetch()  # the server took it, the answer never came
            route.abort()
        else:
            route.continue_()

    one.page.route("**/cast*", lose)
    one.press()
    one.page.wait_for_selector("[data-again]")
    assert "mã phiếu" not in one.page.inner_text("main").lower()
    one.page.click("[data-again]")
    assert thanked(one)
    assert consultation.ballots() == 1
    assert one.bodies[-1] == lost[0]


def test_a_page_that_lies_about_who_may_answer_is_refused(consultation, held):
    one = held()

    def lie(route):
        answered = route.fetch()
        route.fulfill(response=answered, body=answered.text().replace('"open": true', '"open": false'))

    one.page.route("**/b/2026-Q4*", lie)
    one.page.reload()
    one.page.wait_for_selector("text=Xin đừng trả lời ở trang này")


def test_on_a_desk_and_without_scripts(consultation, held):
    desk = held(viewport={"width": 1280, "height": 900}, device_scale_factor=1)
    desk.ready()
    look(desk, "open-start-desk")
    bare = held(java_script_enabled=False)
    bare.scripts = False
    to_check(bare)
    bare.press()
    assert "Cảm ơn" in bare.page.inner_text("h1")
    assert consultation.ballots() == 1
