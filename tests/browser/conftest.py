"""The office of the web tests, served."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


def _web_fixtures() -> Any:
    name = "survey_web_fixtures"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "web" / "conftest.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


office = _web_fixtures().office
opened_office = _web_fixtures().opened_office
consultation = _web_fixtures().consultation
tally_key = _web_fixtures().tally_key
wave_questionnaire = _web_fixtures().wave_questionnaire
wave_organisation = _web_fixtures().wave_organisation


@pytest.fixture
def address(office: Any, serving: Any) -> Iterator[str]:
    """Where the office's application is served."""
    with serving(office.app) as served:
        yield served


@dataclass
class Phone:
    """A page of 360 px that notes every request and every console line."""

    page: Any
    scripts: bool = True
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Wait until the page was replaced: by another document, or within this one."""
        if not self.scripts:
            with self.page.expect_navigation():
                yield
            return
        self.page.evaluate("document.getElementById('main').firstElementChild.dataset.turned = ''")
        yield
        self.page.wait_for_selector("#main > :first-child:not([data-turned])")

    def press(self) -> None:
        """Press the page's button and wait for the page that answers."""
        with self.turning():
            self.page.locator("main .btn").first.click()

    def ready(self) -> None:
        """Wait until the start page has checked the manifest."""
        self.page.wait_for_selector("[data-scripted]:visible")

    def walk(self, address: str, wave: str, code: str, see: Callable[[str], None]) -> None:
        """Walk the long path from the start page to thanks, with every kind of page and mistake on the way."""
        page = self.page
        page.goto(f"{address}/b/{wave}#{code}")
        if self.scripts:
            self.ready()  # until then the page is still being put together
        see("01-start")
        self.press()
        see("02-start-mistake")
        page.fill("#code", code)
        page.check("#consent")
        self.press()
        see("03-note")
        self.press()
        self.press()
        see("04-soft-prompt")
        page.locator("label.choice").nth(1).click()
        see("05-scale")
        self.press()
        for row in (0, 1, 2):
            page.locator("label.choice").nth(row).click()
        self.press()
        see("06-multi-mistake")
        page.locator("label.choice").nth(0).click()
        self.press()
        page.locator("fieldset").nth(1).locator("label.choice").nth(2).click()
        see("07-battery")
        self.press()
        page.fill("#answer", "300")
        self.press()
        see("08-number-mistake")
        page.fill("#answer", "40")
        self.press()
        page.fill("#answer", "Thêm lớp bồi dưỡng")
        see("09-text")
        self.press()
        see("10-single")
        self.press()
        see("11-check")
        self.press()
        page.wait_for_selector("main .btn[value=send]", state="detached")
        see("12-thanks")


@pytest.fixture
def phone(browser: Any) -> Any:
    contexts = []

    def make(**options: Any) -> Phone:
        settings = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "locale": "vi-VN", **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        held = Phone(page=context.new_page(), scripts=settings.get("java_script_enabled", True))
        held.page.on("request", lambda request: held.requests.append(request.url))
        held.page.on("console", lambda line: held.complaints.append(line.text))
        held.page.on("pageerror", lambda error: held.complaints.append(str(error)))
        return held

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def member(office, address, phone):
    """A phone at the start page, and its way to the check-answers page."""

    def come(code=None, *, language="vi", **options):
        held = phone(**options)
        held.posted = []
        held.page.on("request", lambda each: each.method == "POST" and held.posted.append(each.url.split("?")[0]))
        held.page.goto(f"{address}/b/{office.wave}?lang={language}#{code or office.codes[0]}")
        return held

    return come
