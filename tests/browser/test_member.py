"""The member's path in a real browser: on a phone, with and without scripts, in both schemes, seen by axe."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Error as PlaywrightError

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_member_answers_on_a_phone(office, address, phone, artifacts, scripts):
    held = phone(java_script_enabled=scripts)
    folder = artifacts / ("member" if scripts else "member-without-scripts")
    folder.mkdir(exist_ok=True)
    held.walk(
        address,
        office.wave,
        office.codes[0],
        lambda name: held.page.screenshot(path=folder / f"{name}.png", full_page=True),
    )
    assert "phiếu đã vào hòm" in held.page.inner_text("h1")
    assert office.ballots() == 1
    assert all(url.startswith(address) for url in held.requests)
    assert not any(office.codes[0] in url for url in held.requests)
    assert [line for line in held.complaints if "422" not in line] == []
    assert held.page.context.cookies() == []


def test_the_script_moves_the_code_and_wipes_the_address(office, address, phone):
    held = phone()
    held.page.goto(f"{address}/b/{office.wave}#{office.codes[0]}")
    assert held.page.input_value("#code") == office.codes[0]
    assert "#" not in held.page.url
    held.page.click("#other-language")
    held.page.wait_for_url("**lang=en")
    assert held.page.input_value("#code") == office.codes[0], "changing the language keeps the code"
    assert "#" not in held.page.url


def test_a_word_behind_the_hash_that_is_no_code_is_left_alone(office, address, phone):
    held = phone()
    held.page.goto(f"{address}/b/{office.wave}#<img src=x>")
    assert held.page.input_value("#code") == ""


def test_without_scripts_the_code_is_typed(office, address, phone):
    held = phone(java_script_enabled=False)
    held.page.goto(f"{address}/b/{office.wave}#{office.codes[0]}")
    assert held.page.locator("#code").get_attribute("value") == ""


def test_at_most_two_requests_beyond_the_page(office, address, phone):
    held = phone(java_script_enabled=False)
    held.page.goto(f"{address}/b/{office.wave}", wait_until="networkidle")
    asked = [url for url in held.requests if not url.endswith("favicon.ico") and "/s/" not in url]
    assert len(asked) <= 3, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_member_page(office, address, phone, artifacts, scheme):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 -- reads a large script

    held = phone(color_scheme=scheme, bypass_csp=True)
    found: list[str] = []

    def see(name: str) -> None:
        result = Axe().run(held.page)
        found.extend(
            f"{name}: {entry['id']} {[node['html'] for node in entry['nodes']]}"
            for entry in result.response["violations"]
        )
        if scheme == "dark":
            (artifacts / "member-dark").mkdir(exist_ok=True)
            held.page.screenshot(path=artifacts / "member-dark" / f"{name}.png", full_page=True)

    held.walk(address, office.wave, office.codes[0], see)
    for at, path in enumerate(["/", "/?lang=en", "/about/stored", f"/about/stored?wave={office.wave}", "/nothing"]):
        held.page.goto(address + path)
        see(f"2{at}-public")
    office.clock.today = office.clock.today.replace(day=1)
    held.page.goto(f"{address}/b/{office.wave}")
    see("30-not-yet")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "text"), [(320, 100), (360, 200), (320, 200)])
def test_no_page_scrolls_sideways(office, address, phone, artifacts, width, text):
    held = phone(viewport={"width": width, "height": 640}, bypass_csp=True)
    wide: list[str] = []

    def see(name: str) -> None:
        held.page.add_style_tag(content=f"html{{font-size:{text}%!important}}")
        size = held.page.evaluate("document.documentElement.scrollWidth")
        if size > width:
            wide.append(f"{name}: {size} px")
        if text == 200 and name in {"01-start", "05-scale", "11-check"}:
            held.page.screenshot(path=artifacts / f"member-{width}-{text}-{name}.png", full_page=True)

    held.walk(address, office.wave, office.codes[0], see)
    for path in ("/", f"/about/stored?wave={office.wave}"):
        held.page.goto(address + path)
        see(path)
    assert not wide, wide


@pytest.mark.parametrize(("width", "text"), [(320, 100), (320, 200)])
def test_the_pages_without_scripts_fit_and_axe_finds_nothing(office, address, phone, width, text):
    """Neither a measuring script nor a style can be put into pages that run none, so each is looked at a second time."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 -- reads a large script

    held = phone(java_script_enabled=False, viewport={"width": width, "height": 640})
    bench = phone(viewport={"width": width, "height": 640}, bypass_csp=True)
    found: list[str] = []

    def see(name: str) -> None:
        page = re.sub(r"<script\b.*?</script>", "", held.page.content(), flags=re.DOTALL)
        page = page.replace("<noscript>", "<div>").replace("</noscript>", "</div>")
        bench.page.route("**/seen", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))
        bench.page.goto(f"{address}/seen")
        bench.page.unroute("**/seen")
        bench.page.add_style_tag(content=f"html{{font-size:{text}%!important}}")
        size = bench.page.evaluate("document.documentElement.scrollWidth")
        found.extend([f"{name}: {size} px"] if size > width else [])
        if text == 100:
            found.extend(f"{name}: {entry['id']}" for entry in Axe().run(bench.page).response["violations"])

    page = held.page
    page.goto(f"{address}/b/{office.wave}")
    see("start")
    assert page.locator("main button:visible").count() == 1, "the button that waits for scripts is not theirs"
    page.fill("#code", office.codes[0])
    page.check("#consent")
    held.press()
    held.press()
    see("question")
    page.locator("label.choice").nth(3).click()
    held.press()
    while page.locator("[value=send]").count() == 0:
        held.press()
    see("check")
    held.press()
    assert "phiếu đã vào hòm" in page.inner_text("h1")
    see("thanks")
    assert found == []


def test_rows_are_large_enough_to_touch(office, address, phone):
    held = phone()
    small: list[str] = []

    def see(name: str) -> None:
        for each in held.page.locator("label.choice, button").all():
            box = each.bounding_box()
            if box and box["height"] < 48:
                small.append(f"{name}: {each.inner_text()} {box['height']}")

    held.walk(address, office.wave, office.codes[0], see)
    assert not small, small


def test_the_error_summary_has_the_focus_and_the_title_says_error(office, address, phone):
    held = phone()
    held.page.goto(f"{address}/b/{office.wave}")
    held.press()
    assert held.page.title().startswith("Lỗi:")
    assert "wrong" in held.page.evaluate("document.activeElement.className")
    held.page.locator(".wrong a").first.click()
    assert held.page.evaluate("document.activeElement.id") == "code"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_enter_goes_forward_not_back(office, address, phone, scripts):
    held = phone(java_script_enabled=scripts)
    held.page.goto(f"{address}/b/{office.wave}")
    held.page.fill("#code", office.codes[0])
    held.page.check("#consent")
    if scripts:
        held.ready()
    with held.turning():
        held.page.press("#code", "Enter")
    held.press()
    held.page.locator("input[type=radio]").nth(4).focus()
    held.page.keyboard.press("Space")
    with held.turning():
        held.page.keyboard.press("Enter")
    assert re.match(r"Câu 2/", held.page.inner_text(".progress"))


def test_the_back_button_of_the_browser_and_a_double_tap_cast_one_ballot(office, address, phone):
    held = phone(java_script_enabled=False)
    held.walk(address, office.wave, office.codes[0], lambda _: None)
    with contextlib.suppress(PlaywrightError):  # pages are not kept, so the browser asks whether to send again
        held.page.go_back()
    for _ in range(50):  # the browser's own page has to come up before it can be sent again
        with contextlib.suppress(PlaywrightError):
            held.page.reload()
            break
        held.page.wait_for_timeout(100)
    assert held.page.inner_text("h1") == "Xem lại trước khi gửi"
    held.page.locator(".btn").dblclick()
    held.page.wait_for_load_state()
    assert office.ballots() == 1
    assert office.slips() == len(office.codes) - 1
