"""The committee's pages in chromium: no axe finding, nothing too wide, charts in colour under the strict policy."""

from __future__ import annotations

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.factories import cubes, published

pytestmark = pytest.mark.browser

PAGES = {
    "period": "/committee",
    "items": "/committee/items",
    "compare": "/committee/2025-Q3/compare",
    "compare-one": "/committee/2025-Q3/compare?question=dieu_kien&banner=group",
    "compare-multi": "/committee/2025-Q3/compare?question=ban_khoan&banner=group",
    "battery": "/committee/2025-Q3/items/danh_gia",
    "scale": "/committee/2025-Q3/items/thu_nhap",
    "multi": "/committee/2025-Q3/items/ban_khoan",
    "single": "/committee/2025-Q3/items/kenh",
}


@pytest.fixture(scope="module")
def committee_address(serving, tmp_path_factory):
    app = published.application(tmp_path_factory.mktemp("committee"), cubes.plan())
    with serving(app) as served:
        yield served


def signed_in(browser, address, width, scheme="light", language="vi"):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/committee?lang={language}")
    page.fill("#staff", "committee")
    page.fill("#password", "một hai ba bốn năm")
    page.click("button.btn")
    page.wait_for_selector("#headline")
    return page, complaints


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [(1280, "vi", "light"), (360, "vi", "dark"), (360, "en", "light"), (320, "vi", "light")],
)
def test_pages_fit_and_axe_finds_nothing(browser, committee_address, artifacts, width, language, scheme) -> None:
    axe = Axe()
    page, complaints = signed_in(browser, committee_address, width, scheme, language)
    for name, path in PAGES.items():
        page.goto(f"{committee_address}{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        found = axe.run(page).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
        if scheme == "light" and width != 320:
            page.screenshot(path=str(artifacts / f"committee-{name}-{width}-{language}.png"), full_page=True)
    assert complaints == []
    page.context.close()


def test_the_door_passes_axe(browser, committee_address) -> None:
    axe = Axe()
    page = browser.new_page(viewport={"width": 320, "height": 700})
    for language in ("vi", "en"):
        page.goto(f"{committee_address}/staff/sign-in?lang={language}")
        assert axe.run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()


def colours(png: bytes) -> dict[tuple[int, int, int], int]:
    """Return how many pixels of each colour a picture holds."""
    with Image.open(io.BytesIO(png)) as picture:
        counted = picture.convert("RGB").getcolors(maxcolors=1 << 24)
    return {colour: count for count, colour in counted}


def variable(page, name) -> tuple[int, int, int]:
    text = page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()")
    digits = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text)[1]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_wear_the_colours_of_the_page_and_are_never_black(browser, committee_address, scheme) -> None:
    page, _ = signed_in(browser, committee_address, 900, scheme)
    assert "style-src 'self'" in page.goto(f"{committee_address}/committee").headers["content-security-policy"]
    board = colours(page.locator("#board svg.wide").screenshot())
    every = sum(board.values())
    for name in ("fav", "fav-2", "unf", "unf-2", "neu"):
        assert board.get(variable(page, name), 0) > every / 500, name
    assert board.get((0, 0, 0), 0) < every / 1000
    trend = colours(page.locator("#headline svg.wide").screenshot())
    assert trend.get(variable(page, "fav"), 0) > 300
    assert trend.get((0, 0, 0), 0) < sum(trend.values()) / 1000
    page.context.close()


def test_a_phone_gets_the_narrow_drawing_and_a_desk_the_wide_one(browser, committee_address) -> None:
    for width, shown, hidden in ((360, "narrow", "wide"), (1280, "wide", "narrow")):
        page, _ = signed_in(browser, committee_address, width)
        assert page.locator(f"#headline svg.{shown}").is_visible()
        assert not page.locator(f"#headline svg.{hidden}").is_visible()
        page.context.close()


def test_on_paper_there_is_no_navigation(browser, committee_address) -> None:
    page, _ = signed_in(browser, committee_address, 1280)
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator("#board svg.wide").is_visible()
    page.context.close()


def test_nothing_scrolls_sideways_with_text_twice_as_large(browser, committee_address) -> None:
    page, _ = signed_in(browser, committee_address, 360)
    for name, path in PAGES.items():
        page.goto(committee_address + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name
    page.context.close()
