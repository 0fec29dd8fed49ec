"""The three requests of the member's scripts, over HTTP."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta

import pytest

from survey_app.config import Settings
from survey_app.operations import respond, waves
from survey_app.operations.rules import BallotRules
from survey_app.questionnaire.answers import Answers, payload
from survey_app.web import create_app, limits
from survey_app.web.respond import endpoints
from tests.factories import member

WAVE = "2026-Q4"
ANSWERS = Answers(values={"hai_long": 4}, texts={})
FAR = "203.0.113.77"


@pytest.fixture
def manifest(office):
    return waves.manifest_of(office.stores.registry.wave(WAVE))


def posting(office, wave=WAVE, **environment):
    def post(name, sent):
        answer = office.app.test_client().post(f"/b/{wave}/{name}", json=sent, **environment)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == "application/json"
        return answer.status_code, answer.json

    return post


@pytest.fixture
def browser(office, manifest):
    return member.Browser(manifest, posting(office))


@pytest.fixture
def sealed_payload(office):
    record = office.stores.registry.wave(WAVE)
    return payload(respond.frozen_questionnaire(record), Answers(values={}, texts={}))


def test_a_browser_collects_and_casts(browser, office, sealed_payload, tree_of):
    code = office.codes[0]
    assert browser.look(code)["state"] == "open"
    right = browser.collect(code)
    assert browser.look(code) == {"state": "collected", "stratum": right.stratum}
    before = tree_of(office.stores.folder)
    assert browser.cast(right, sealed_payload) == {"outcome": "new"}
    after = tree_of(office.stores.folder)
    assert {name for name in after if before.get(name) != after[name]} == {"box.sqlite"}, "casting knows no slip"
    assert browser.cast(right, sealed_payload) == {"outcome": "already"}
    assert office.stores.box.count(WAVE) == 1


def test_looking_a_hundred_times_and_opening_pages_changes_no_byte(browser, office, tree_of):
    browser.collect(office.codes[1])
    client, before = office.app.test_client(), tree_of(office.stores.folder)
    for at in range(100):
        assert client.get(f"/b/{WAVE}").status_code == 200
        assert client.get(f"/b/{WAVE}/cast").status_code == 405
        if at % 10 == 0:
            assert browser.look(office.codes[0])["state"] == "open"
            assert browser.look(office.codes[1])["state"] == "collected"
    assert tree_of(office.stores.folder) == before


def test_the_same_request_is_answered_the_same_and_another_refused(browser, office):
    code = office.codes[0]
    stratum = browser.look(code)["stratum"]
    asked, other = browser.prepare(stratum), browser.prepare(stratum)
    sent = {"code": code, "blinded": member.written(asked.blinding.blinded)}
    first, again = browser.post("collect", sent), browser.post("collect", sent)
    assert first == again
    assert first[0] == 200
    status, told = browser.post("collect", {**sent, "blinded": member.written(other.blinding.blinded)})
    assert (status, told["error"]) == (409, "already-collected")


def test_the_two_paths_exclude_one_another(browser, office):
    begun, paged = office.codes[:2]
    browser.collect(begun)
    office.app.testing = True
    page = office.app.test_client().post(f"/b/{WAVE}", data={"code": begun, "consent": "yes", "action": "start"})
    assert page.status_code == 409
    assert "bắt đầu trên một máy" in page.text
    stratum = browser.look(paged)["stratum"]
    respond.cast(office.stores, WAVE, paged, Answers(values={}, texts={}))
    assert browser.look(paged) == {"state": "spent", "stratum": None}
    blinded = member.written(browser.prepare(stratum).blinding.blinded)
    status, told = browser.post("collect", {"code": paged, "blinded": blinded})
    assert (status, told["error"]) == (409, "slip-spent")
    assert office.stores.box.count(WAVE) == 1


@pytest.mark.parametrize("name", ["look", "collect", "cast"])
@pytest.mark.parametrize(
    "sent",
    [b"", b"x", b"[]", b"{}", b'{"code":1}', b'{"code":"a","blinded":"a","more":1}', b"[" * 900, b'{"code":null}',
     json.dumps({"code": "x", "blinded": "ä"}).encode(),
     json.dumps({"stratum": True, "right": "AA", "signature": "AA", "ballot": "AA"}).encode(),
     json.dumps({"stratum": 0, "right": "A+", "signature": "AA", "ballot": "AA"}).encode()],
)  # fmt: skip
def test_a_body_of_another_form_is_refused(office, name, sent):
    answer = office.app.test_client().post(f"/b/{WAVE}/{name}", data=sent, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "request-unreadable")


def test_forms_and_large_bodies_are_refused(office):
    client = office.app.test_client()
    assert client.post(f"/b/{WAVE}/look", data={"code": "x"}).status_code == 400
    large = client.post(f"/b/{WAVE}/look", json={"code": "x" * 5000})
    assert (large.status_code, large.json["error"]) == (413, "http-413")
    assert client.post("/b/khong-co/look", json={"code": "x"}).json["error"] == "http-404"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_another_site_is_refused(office, headers):
    answer = office.app.test_client().post(f"/b/{WAVE}/look", json={"code": office.codes[0]}, headers=headers)
    assert (answer.status_code, answer.json["error"]) == (403, "request-foreign")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_page_is_heard(office, headers):
    answer = office.app.test_client().post(f"/b/{WAVE}/look", json={"code": office.codes[0]}, headers=headers)
    assert answer.json["state"] == "open"


def test_foreign_rights_wrong_strata_and_wrong_ballots_stay_outside(browser, office, sealed_payload):
    right = browser.collect(office.codes[0])
    ballot = browser.ballot(right.stratum, sealed_payload)
    sent = member.body(right, ballot)
    other = next(at for at in range(len(browser.manifest.strata)) if at != right.stratum)
    elsewhere = member.body(right, browser.ballot(other, sealed_payload)) | {"stratum": other}
    bad = {
        "signature": (member.body(member.Right(right.stratum, right.right, bytes(256)), ballot), "invalid-right"),
        "stratum": (elsewhere, "invalid-right"),
        "no stratum": (sent | {"stratum": 99}, "ballot-rejected"),
        "negative": (sent | {"stratum": -1}, "ballot-rejected"),
        "short": (sent | {"ballot": sent["ballot"][:-8]}, "ballot-rejected"),
        "marked otherwise": (sent | {"ballot": member.written(b"\2" + ballot[1:])}, "ballot-rejected"),
    }
    for what, (given, code) in bad.items():
        status, told = browser.post("cast", given)
        assert (status, told["error"]) == (422, code), what
    assert office.stores.box.count(WAVE) == 0
    assert browser.post("cast", sent) == (200, {"outcome": "new"})


@pytest.mark.parametrize("blinded", [b"\1", bytes(256), b"\xff" * 256, b"\1" * 257])
def test_a_blinded_message_that_nobody_sends_burns_no_slip(browser, office, blinded):
    code = office.codes[0]
    status, told = browser.post("collect", {"code": code, "blinded": member.written(blinded)})
    assert (status, told["error"]) == (422, "blinded-message")
    assert browser.look(code)["state"] == "open"


def test_refusals_speak_the_language_of_the_page_and_repeat_nothing(office, caplog):
    caplog.set_level(logging.DEBUG)
    client, typed = office.app.test_client(), "K7QM-3XTD-9VHP-C"
    vi = client.post(f"/b/{WAVE}/look", json={"code": typed}).json
    en = client.post(f"/b/{WAVE}/look?lang=en", json={"code": typed}).json
    assert vi["error"] == en["error"] == "mistyped-code"
    assert vi["text"] != en["text"]
    assert typed not in str((vi, en)) + caplog.text


def test_a_failure_of_the_server_tells_and_logs_no_content(office, monkeypatch, caplog):
    def failing(*_, **__):
        raise RuntimeError(f"could not use {office.codes[0]}")

    monkeypatch.setattr(endpoints, "look_up", failing)
    office.app.testing = False
    answer = office.app.test_client().post(f"/b/{WAVE}/look", json={"code": office.codes[0]})
    assert (answer.status_code, answer.json["error"]) == (500, "http-500")
    assert office.codes[0] not in caplog.text + answer.text
    assert "RuntimeError" in caplog.text


def test_a_closed_wave_takes_nothing_but_thanks_twice(browser, office, sealed_payload):
    right = browser.collect(office.codes[0])
    late = browser.collect(office.codes[1])
    browser.cast(right, sealed_payload)
    waves.close_wave(office.stores, WAVE)
    assert browser.cast(right, sealed_payload) == {"outcome": "already"}
    for name, sent in (
        ("cast", member.body(late, browser.ballot(late.stratum, sealed_payload))),
        ("collect", {"code": office.codes[2], "blinded": member.written(b"\1" * 256)}),
    ):
        status, told = browser.post(name, sent)
        assert (status, told["error"]) == (409, "not-accepting")


def test_two_phases_have_days_of_their_own(office, wave_questionnaire, tally_key, sealed_payload):
    opened = second(office, wave_questionnaire, tally_key, mode="two_phase",
                    collect_until=office.clock.today, cast_from=office.clock.today + timedelta(days=2))  # fmt: skip
    browser = member.Browser(opened.manifest, posting(office, "hai-pha"))
    code, paged = opened.slips[0].code, opened.slips[1].code
    right = browser.collect(code)
    sent = member.body(right, browser.ballot(right.stratum, sealed_payload))
    start = {"code": paged, "consent": "yes", "action": "start"}
    for days in (0, 1):
        office.clock.today += timedelta(days=days)
        status, told = browser.post("cast", sent)
        assert (status, told["error"]) == (409, "not-the-day")
        assert office.app.test_client().post("/b/hai-pha", data=start).status_code == 409
    status, told = browser.post("collect", {"code": paged, "blinded": member.written(b"\1" * 256)})
    assert (status, told["error"]) == (409, "not-the-day")
    office.clock.today += timedelta(days=1)
    assert browser.post("cast", sent) == (200, {"outcome": "new"})
    assert office.app.test_client().post("/b/hai-pha", data=start).status_code == 200


def test_a_wave_that_requires_scripts_takes_no_answers_page_by_page(
    office, wave_questionnaire, tally_key, sealed_payload
):
    opened = second(office, wave_questionnaire, tally_key, scripts_required=True)
    code = opened.slips[0].code
    page = office.app.test_client().post("/b/hai-pha", data={"code": code, "consent": "yes", "action": "start"})
    assert page.status_code == 409
    assert "JavaScript" in page.text
    browser = member.Browser(opened.manifest, posting(office, "hai-pha"))
    assert browser.cast(browser.collect(code), sealed_payload) == {"outcome": "new"}


def second(office, questionnaire, key, *, mode="single_visit", **rules):
    from survey_app.ballots.keys import public_text  # noqa: PLC0415 -- needed by this one alone
    from survey_app.ballots.manifest import Mode  # noqa: PLC0415 -- needed by this one alone

    record = office.stores.registry.wave(WAVE)
    manifest = waves.manifest_of(record)
    return waves.open_wave(
        office.stores,
        wave="hai-pha",
        kind="rehearsal",
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=public_text(key),
        opens=date.fromisoformat(manifest.opens),
        closes=date.fromisoformat(manifest.closes),
        results_on=date.fromisoformat(manifest.results_on),
        today=office.clock.today,
        ballots=BallotRules(mode=Mode(mode), **rules),
    )


def test_guessing_stops_an_address_for_an_hour_and_nobody_else(office, monkeypatch):
    monkeypatch.setattr(limits, "PER_HOUR", {**limits.PER_HOUR, limits.Act.REFUSED: 3})
    now = [0.0]
    office.app.extensions["member-limits"] = limits.Limits(lambda: now[0], limits.PER_HOUR)
    far, near = (posting(office, environ_overrides={"REMOTE_ADDR": at}) for at in (FAR, "198.51.100.9"))
    for _ in range(3):
        assert far("look", {"code": "K7QM-3XTD-9VHP-C"})[0] == 422
    status, told = far("look", {"code": office.codes[0]})
    assert (status, told["error"]) == (429, "too-many-requests")
    assert near("look", {"code": office.codes[0]})[0] == 200
    now[0] = 3600.0
    assert far("look", {"code": office.codes[0]})[0] == 200


@pytest.mark.parametrize(("proxies", "stopped"), [(0, False), (1, True)])
def test_an_address_that_the_visitor_claims_counts_only_behind_a_proxy(office, proxies, stopped):
    app = create_app(Settings(folder=office.stores.folder, proxies=proxies), stores=office.stores, clock=office.clock)
    app.extensions["member-limits"] = limits.Limits(lambda: 0.0, {**limits.PER_HOUR, limits.Act.LOOK: 1})
    client, claimed = app.test_client(), {"X-Forwarded-For": FAR}
    answers = [client.post(f"/b/{WAVE}/look", json={"code": office.codes[0]}, headers=claimed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429 if stopped else 200]
