"""Steps of a visit in the browser on the short path, shared by the tests of the scripted form."""

from __future__ import annotations


def begin(held):
    held.page.check("#consent")
    held.press()


def to_check(held):
    """Answer on the short path."""
    begin(held)
    held.press()
    held.page.locator("label.choice").nth(3).click()
    held.press()
    held.page.locator("fieldset").nth(1).locator("label.choice").nth(2).click()
    held.press()
    held.page.fill("#answer", "40")
    held.press()
    held.page.fill("#answer", "Thêm lớp bồi dưỡng")
    held.press()
    held.press()
    held.page.wait_for_selector("main [value=send]")


def thanked(held):
    held.page.wait_for_selector("[data-receipt]", state="attached")
    return held.page.inner_text("h1")
