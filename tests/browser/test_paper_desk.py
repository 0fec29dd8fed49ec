"""Pages of staff for paper and participation, and the page about storage: axe, width, pictures to look at."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.operations import addending, participation, staff, waves
from survey_app.operations.permissions import Role

pytestmark = pytest.mark.browser

PASSWORD = "một hai ba bốn năm"
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}


@pytest.fixture
def desk(office, address, browser):
    """Sign somebody in, in a window of a size; gives the page."""
    opened = []

    def sign_in(role, size, scheme="light"):
        staff.add_staff(office.stores, staff=role.value, title="Lan", role=role.value, password=PASSWORD)
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/staff/sign-in")
        page.fill("#staff", role.value)
        page.fill("#password", PASSWORD)
        page.click("main .btn")
        return page

    yield sign_in
    for context in opened:
        context.close()


def look(page, artifacts, name):
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    page.screenshot(path=artifacts / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (found, wide) == ([], 0), name


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_a_sheet_is_typed_by_two_with_the_keyboard(office, address, desk, artifacts, size, scheme):
    page = desk(Role.COLLABORATOR, size, scheme)
    page.goto(f"{address}/staff/paper")
    look(page, artifacts, f"paper-choose-{size}")
    page.goto(f"{address}/staff/paper/{office.wave}")
    look(page, artifacts, f"paper-sheet-{size}")
    page.fill("#code", office.codes[0])
    page.check('[name="hai_long--answer"][value="4"]')
    page.fill('[name="loi--answer"]', "Bớt họp")
    page.click("main .btn")
    assert page.locator("[role=status]").is_visible()
    look(page, artifacts, f"paper-first-{size}")
    page.fill("#code", "K7QM")
    page.click("main .btn")
    assert page.locator("[role=alert]").is_visible()
    look(page, artifacts, f"paper-mistake-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_participation_and_storage(office, address, desk, artifacts, size):
    today = office.clock.today
    addending.extend_wave(office.stores, office.wave, days=3, today=today)
    participation.refresh_bands(office.stores, waves.find_wave(office.stores, office.wave), today)
    page = desk(Role.COMMITTEE, size)
    page.goto(f"{address}/staff/participation")
    look(page, artifacts, f"participation-{size}")
    for language in ("vi", "en"):
        page.goto(f"{address}/about/stored?wave={office.wave}&lang={language}")
        look(page, artifacts, f"stored-{size}-{language}")
