"""What the scripted form refuses: another manifest, a changed addendum or module, a key of one's own."""

from __future__ import annotations

import json
import re

import pytest

from survey_app.ballots.blind import blind_sign, new_signing_key, signing_text
from survey_app.ballots.manifest import text_hash
from survey_app.operations import addending, collecting
from tests.factories.visits import thanked, to_check

pytestmark = pytest.mark.browser


def altered(held, *, page=str, manifest=str):
    """Let the start page or the manifest beside it arrive changed, as a dishonest server would send them."""
    held.page.route(re.compile(r"/b/[^/]+$|/b/[^/]+\?"), lambda route: _change(route, page))
    held.page.route(re.compile(r"/manifest\.json$"), lambda route: _change(route, manifest))
    held.page.reload()


def _change(route, change):
    if route.request.method != "GET":
        return route.continue_()
    response = route.fetch()
    return route.fulfill(response=response, body=change(response.text()))


def own_key(text):
    """A key made for one member stands in a manifest that hashes to what the page says; only the words differ."""
    fields = json.loads(text)
    fields["blind"]["signing_keys"][0] = signing_text(new_signing_key())
    other = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"page": lambda page: page.replace(text_hash(text), text_hash(other)), "manifest": lambda _: other}


def test_days_follow_the_addenda_that_the_browser_checked(office, member):
    addending.extend_wave(office.stores, office.wave, days=4, today=office.clock.today)
    held = member()
    altered(held, page=lambda page: page.replace(">04/12/2026<", ">01/01/2027<"))
    held.ready()
    assert "04/12/2026" in held.page.inner_text("main"), "the page had another day, the chain has this one"
    held.page.fill("#code", office.codes[0])
    to_check(held)
    held.press()
    thanked(held)
    assert "09/12/2026" in held.page.inner_text("main")


@pytest.mark.parametrize(
    ("mine", "other"),
    [('\\"days\\":4', '\\"days\\":5'), ('"signature": "', '"signature": "AAAA')],
    ids=["text", "signature"],
)
def test_an_addendum_that_was_changed_is_refused(office, member, mine, other):
    addending.extend_wave(office.stores, office.wave, days=4, today=office.clock.today)
    held = member()

    def change(page):
        assert mine in page
        return page.replace(mine, other)

    altered(held, page=change)
    held.page.wait_for_selector("h1:has-text('Xin đừng trả lời ở trang này')")
    assert held.posted == []


@pytest.mark.parametrize(
    "changes",
    [
        lambda _: {"manifest": lambda text: text.replace('"closes":"2026-11-30', '"closes":"2026-11-29')},
        lambda _: {"page": lambda page: re.sub(r'(<ol class="words">\s*<li>)[^<]*', r"\1quả bóng", page, count=1)},
        own_key,
    ],
    ids=["manifest", "words", "own key"],
)
def test_another_manifest_than_the_printed_one_is_refused(office, member, changes):
    held = member()
    altered(held, **changes(office.stores.registry.wave(office.wave).manifest))
    held.page.wait_for_selector("h1:has-text('Xin đừng trả lời ở trang này')")
    assert held.page.locator("main form").count() == 0
    assert held.page.title().startswith("Lỗi:")
    assert held.posted == []


def test_a_signature_under_a_members_own_key_stops_before_the_ballot_leaves(office, member, monkeypatch):
    mine = new_signing_key()
    numbers = mine.public_key().public_numbers()

    def signed_with_mine(_, blinded):
        fitting = int.from_bytes(blinded, "big") % numbers.n
        return blind_sign(mine, fitting.to_bytes(len(blinded), "big"))

    monkeypatch.setattr(collecting, "blind_sign", signed_with_mine)
    held = member()
    to_check(held)
    held.press()
    assert held.page.inner_text("h1") == "Xin đừng trả lời ở trang này"
    assert [url.rsplit("/", 1)[1] for url in held.posted] == ["look", "collect"]
    assert office.ballots() == 0


def test_a_changed_module_does_not_run_and_the_form_without_scripts_works(office, address, phone):
    held = phone()
    held.page.route(
        re.compile(r"/ballot/seal\.js"), lambda route: route.fulfill(body="export const seal = 1;", content_type="text/javascript")
    )  # fmt: skip
    with held.page.expect_console_message(lambda line: "integrity" in line.text):
        held.page.goto(f"{address}/b/{office.wave}")
    held.scripts = False
    held.page.fill("#code", office.codes[0])
    held.page.check("#consent")
    held.page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    with held.turning():
        held.page.click("[data-slow] button")
    assert held.page.locator("input[name=state]").count() == 1, "answered page by page"
