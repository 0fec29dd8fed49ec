"""Pages of dates and rankings in a real browser: on a narrow phone, with large letters, seen by axe, without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.questionnaire.loader import read_questionnaire_file

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def wave_questionnaire(root):
    return read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")


@pytest.mark.parametrize(("width", "letters"), [(320, "100%"), (320, "200%"), (1280, "100%")])
def test_dates_and_rankings_fit_and_read_well(office, address, browser, artifacts, width, letters):
    folder = artifacts / "member"
    folder.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="vi-VN")
    page = context.new_page()

    def look(name):
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
        page.screenshot(path=folder / f"{name}-{width}-{letters[:-1]}.png", full_page=True)
        assert [found["id"] for found in Axe().run(page).response["violations"]] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        for box in page.locator("label.choice, .boxes .box").all():
            assert box.bounding_box()["height"] >= 48

    def press():
        page.evaluate("document.getElementById('main').firstElementChild.dataset.turned = ''")
        page.locator("main .btn").click()
        page.wait_for_selector("#main > :first-child:not([data-turned])")

    code = office.codes[0]
    page.goto(f"{address}/b/{office.wave}#{code}")
    page.fill("#code", code)
    page.check("#consent")
    press()
    press()
    page.locator("label.choice").nth(4).click()
    for _ in range(4):
        press()
    look("date")
    page.fill("#month", "13")
    page.fill("#year", "2025")
    press()
    look("date-mistake")
    page.locator(".wrong a").click()
    assert page.evaluate("document.activeElement.id") == "month"
    page.fill("#month", "11")
    press()
    for place in (1, 2):
        page.locator(f"#place_{place} label.choice").first.click()
    press()
    look("ranking-mistake")
    page.locator("#place_2 label.choice").nth(1).click()
    press()
    assert page.locator("#day").count() == 1
    context.close()
