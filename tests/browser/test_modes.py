"""Two phases, one tablet for a room, and waves that require scripts, in a real browser."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.ballots import keys
from survey_app.ballots.manifest import Mode
from survey_app.definitions.organisation import load_organisation
from survey_app.operations import waves
from survey_app.operations.rules import BallotRules
from survey_app.web.respond import scripted
from tests.factories.one_block import organisation_of

pytestmark = pytest.mark.browser

ORGANISATION = organisation_of(25)
TWO_PHASE = BallotRules(
    mode=Mode.TWO_PHASE, scripts_required=True, collect_until=date(2026, 11, 24), cast_from=date(2026, 11, 26)
)


@pytest.fixture
def opening(office, wave_questionnaire):
    """Open a further wave under other rules; gives its codes."""

    def open_(rules):
        opened = waves.open_wave(
            office.stores,
            wave="khac",
            kind="simulated",
            questionnaire=wave_questionnaire,
            organisation=load_organisation(ORGANISATION, file="organisation.yaml"),
            tally_key=keys.public_text(office.key),
            opens=date(2026, 11, 20),
            closes=date(2026, 11, 30),
            results_on=date(2026, 12, 5),
            today=date(2026, 11, 20),
            ballots=rules,
        )
        return [slip.code for slip in opened.slips]

    return open_


def sound(page, folder, name):
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert [found["id"] for found in Axe().run(page).response["violations"]] == [], name


def to_check(held):
    while held.page.locator("main [value=send]").count() == 0:
        held.press()


@pytest.mark.parametrize("way", ["kept", "copied"])
def test_two_phases_collect_on_one_day_and_cast_on_another(office, address, phone, opening, artifacts, way):
    code = opening(TWO_PHASE)[0]
    folder = artifacts / "member-two-phase"
    folder.mkdir(exist_ok=True)
    held = phone(bypass_csp=True)
    held.page.goto(f"{address}/b/khac#{code}")
    sound(held.page, folder, "1-collect")
    assert "26/11/2026" in held.page.inner_text("main")
    held.page.check("#consent")
    held.press()
    held.page.wait_for_selector("textarea#right")
    sound(held.page, folder, "2-collected")
    text = held.page.input_value("#right")
    assert held.page.evaluate("localStorage.length") == 1
    assert code not in held.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert office.stores.box.count("khac") == 0
    if way == "copied":
        held.page.click("[data-erase]")
        assert held.page.evaluate("localStorage.length") == 0
    office.clock.today = date(2026, 11, 25)
    held.page.goto(f"{address}/b/khac")
    assert held.page.inner_text("h1") == "Chưa đến ngày gửi phiếu"
    office.clock.today = date(2026, 11, 26)
    posted = []
    held.page.on("request", lambda each: each.method == "POST" and posted.append(each.post_data))
    held.page.goto(f"{address}/b/khac")
    held.ready()
    assert not held.page.is_visible("#code")
    if way == "copied":
        held.page.fill("#right", text[:-3])
        held.page.check("#consent")
        held.press()
        assert "chép lại nguyên đoạn" in held.page.inner_text(".wrong")
        held.page.fill("#right", text)
    else:
        assert held.page.is_visible("[data-kept]")
        held.page.check("#consent")
    sound(held.page, folder, f"3-cast-{way}")
    held.press()
    to_check(held)
    assert posted == [], "the days of sending ask for nothing before the ballot"
    held.press()
    held.page.wait_for_selector("[data-receipt]", state="attached")
    assert office.stores.box.count("khac") == 1
    assert len(posted) == 1
    assert code not in posted[0]
    assert held.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_tablet_in_a_meeting_forgets_each_member(office, address, phone, opening, monkeypatch, artifacts):
    monkeypatch.setattr(scripted, "MEETING", {"idle": 60, "warning": 10, "rest": 60})
    codes = opening(BallotRules(mode=Mode.MEETING))
    held = phone(viewport={"width": 1024, "height": 768}, bypass_csp=True)
    held.page.goto(f"{address}/b/khac")
    for count, code in enumerate(codes[:2], 1):
        held.page.wait_for_selector("#code")
        assert held.page.input_value("#code") == ""
        assert held.page.locator("#keep").count() == 0, "no drafts on a tablet that everybody uses"
        held.page.fill("#code", code)
        held.page.check("#consent")
        held.press()
        to_check(held)
        held.press()
        held.page.wait_for_selector("[data-next]:visible")
        (artifacts / "member-meeting").mkdir(exist_ok=True)
        sound(held.page, artifacts / "member-meeting", "thanks")
        with held.page.expect_navigation():
            held.page.click("[data-next] .btn")
        assert office.stores.box.count("khac") == count


def test_a_tablet_that_nobody_touches_warns_and_starts_anew(office, address, phone, opening):
    code = opening(BallotRules(mode=Mode.MEETING))[0]
    idle, warning = scripted.MEETING["idle"], scripted.MEETING["warning"]
    held = phone()
    held.page.clock.install()
    held.page.goto(f"{address}/b/khac")
    held.page.fill("#code", code)
    held.page.check("#consent")
    held.press()
    assert held.page.inner_text(".idle") == ""
    held.page.clock.fast_forward(1000 * (idle - warning))
    held.page.wait_for_selector(".idle:has-text('tự xóa')")
    with held.page.expect_navigation():
        held.page.clock.fast_forward(1000 * warning)
    held.page.wait_for_selector("#code")
    assert held.page.input_value("#code") == ""
    held.page.go_back()
    held.page.wait_for_timeout(100)
    assert "Mấy câu đầu" not in held.page.inner_text("main")
    assert office.stores.box.count("khac") == 0


def test_a_wave_that_requires_scripts_says_so_without_them(office, address, phone, opening):
    code = opening(BallotRules(scripts_required=True))[0]
    held = phone(java_script_enabled=False)
    held.page.goto(f"{address}/b/khac")
    assert "phải bật JavaScript" in held.page.inner_text("main")
    held.page.fill("#code", code)
    held.page.check("#consent")
    held.press()
    assert held.page.inner_text("h1") == "Đợt này cần JavaScript"


def test_a_browser_without_cryptography_answers_page_by_page(office, address, phone):
    held = phone()
    held.page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    held.page.goto(f"{address}/b/{office.wave}")
    held.scripts = False
    held.page.fill("#code", office.codes[0])
    held.page.check("#consent")
    held.press()
    assert held.page.locator("input[name=state]").count() == 1
