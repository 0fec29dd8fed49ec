"""Public, notice and error pages: no axe finding in either scheme, nothing too wide at 320 px and 200 % text."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = ("/", "/about/stored", "/khong-co-trang", "/b/2099-Q1", "/staff/sign-in", "/about/stored?lang=en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        found = [violation["id"] for violation in Axe().run(page).response["violations"]]
        assert found == [], path
    context.close()


@pytest.mark.parametrize(("width", "text"), [(320, 100), (360, 200), (1280, 200)])
def test_nothing_scrolls_sideways(browser, address, artifacts, width, text) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        page.screenshot(path=artifacts / f"public-{width}-{text}-{PAGES.index(path)}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    context.close()
