"""The main job in chromium on a phone of 360 px: from the printed link to the changed figure, seen by axe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

WAVE = "2025-Q4"


class Walker:
    """Takes a numbered picture of each page and lets axe look at it."""

    def __init__(self, page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.seen = 0

    def look(self, name: str) -> None:
        self.seen += 1
        self.page.screenshot(path=self.folder / f"{self.seen:02}-{name}.png", full_page=True)
        found = Axe().run(self.page).response["violations"]
        assert [violation["id"] for violation in found] == [], (name, self.page.url)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name


def press(page) -> None:
    """Press the page's button and wait for the page that answers within this document."""
    page.evaluate("document.getElementById('main').firstElementChild.dataset.turned = ''")
    page.click("main .btn")
    page.wait_for_selector("#main > :first-child:not([data-turned])")


def test_the_main_job_on_a_phone(served, browser, artifacts: Path) -> None:
    folder = artifacts / "walk"
    folder.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    walker = Walker(page, folder)
    code = served.codes()[1]

    page.goto(f"{served.address}/b/{WAVE}#{code}")
    assert page.input_value("#code") == code
    assert code not in page.url
    walker.look("start")
    page.check("#consent")
    press(page)
    for _ in range(20):
        if page.locator("fieldset").count() == 0 and page.locator("textarea, input[type=text]").count() == 0:
            break
        for fieldset in page.locator("fieldset").all():
            fieldset.locator("label.choice").first.click()
        walker.look("question")
        press(page)
    assert "Kiểm tra" in page.inner_text("h1") or "Xem lại" in page.inner_text("h1")
    walker.look("check")
    press(page)
    assert "phiếu đã vào hòm" in page.inner_text("h1")
    walker.look("thanks")
    assert context.cookies() == []

    tallied = served.close_and_tally(WAVE)
    valid, roll = re.search(r"(\d+) phiếu hợp lệ trên (\d+) người", tallied.stdout).groups()

    name, password = served.sign_in("dang-uy")
    page.goto(f"{served.address}/committee")
    walker.look("sign-in")
    page.fill("input[autocomplete=username]", name)
    page.fill("input[type=password]", password)
    page.click("button.btn")
    page.goto(f"{served.address}/committee")
    assert "Quý IV năm 2025" in page.inner_text("main")
    assert f"{valid} / {roll}" in page.inner_text("main")
    walker.look("committee")
    page.goto(f"{served.address}/committee/{WAVE}/items/dieu_kien")
    walker.look("item")
    page.set_viewport_size({"width": 1280, "height": 900})
    walker.look("item-desk")
    page.goto(f"{served.address}/committee")
    walker.look("committee-desk")
    context.close()
