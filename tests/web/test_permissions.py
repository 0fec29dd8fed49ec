"""Every page, every role, every method: allowed or refused as the table of permissions declares."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from survey_app.operations import second_step, staff, staff_log
from survey_app.operations.permissions import HALFWAY, PAGES, PUBLIC, TWO_STEPS, Role, allowed
from tests.factories import cubes, published
from tests.factories.signing_in import fields

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PASSWORD = "một hai ba bốn năm"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made = published.application(tmp_path_factory.mktemp("permissions"), cubes.plan())

    @made.route("/staff/nobody-declared-this", endpoint="staff.forgotten", methods=["GET", "POST"])
    def forgotten() -> str:
        return "open"

    return made


def digits_of(secret, client):
    return second_step._totp(secret.replace(" ", "")).generate(
        int(client.application.extensions["survey"].clock().timestamp())
    )


def sign_in(app, role):
    """Return a browser in which this role is signed in, by the pages alone."""
    app.extensions["survey"].stores.registry.drop_second_step(role.value)
    client = app.test_client()
    given = {**fields(client.get("/staff/sign-in")), "staff": role.value, "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=given)
    assert answer.status_code == 303
    if "/staff/second-step" in answer.location:
        page = fields(client.get(answer.location))
        shown = client.post(answer.location, data={**page, "digits": digits_of(page["secret"], client).decode()})
        assert shown.status_code == 200
        assert len(BeautifulSoup(shown.data, "html.parser").select(".codes li")) == 10
    return client


@pytest.fixture(scope="module")
def browsers(app):
    return {role: sign_in(app, role) for role in Role} | {None: app.test_client()}


def address(rule, app):
    wave = app.extensions["survey"].stores.registry.waves()[-1].wave
    wave = wave if rule.endpoint.startswith("committee.") else "no-such-wave"
    values = {"wave": wave, "item": "dieu_kien", "filename": "style.css"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "x"), rule.rule)


def fits(answer, endpoint, method, role):
    """Return whether an answer is what the table declares; ``endpoint`` is None for a method that a page has not."""
    if endpoint is None:
        return answer.status_code == 405
    if allowed(endpoint, method, role):
        return answer.status_code not in {403, 405} and "/staff/sign-in" not in (answer.location or "")
    if role is None:
        return answer.status_code == 302 and "/staff/sign-in" in answer.location
    return answer.status_code == 403


def test_every_page_is_declared_and_nothing_else_is(app) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"staff.forgotten"}
    assert endpoints == PUBLIC | set(PAGES)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PAGES:
            assert rule.methods - {"HEAD", "OPTIONS"} == set(PAGES[rule.endpoint]), rule


def test_every_page_answers_every_role_and_method_as_declared(app, browsers) -> None:
    paths: dict[str, dict[str, str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in {"static", "staff.forgotten"} | HALFWAY:
            paths.setdefault(address(rule, app), {}).update(dict.fromkeys(rule.methods, rule.endpoint))
    walked, wrong = 0, []
    for path, endpoints in paths.items():
        for role, browser in browsers.items():
            for method in METHODS:
                answer = browser.open(path, method=method)
                answer.close()  # files are streamed
                walked += 1
                if not fits(answer, endpoints.get(method), method, role):
                    wrong.append((path, method, role, answer.status_code))
    assert wrong == []
    assert walked >= 8 * 6 * 10


def test_a_page_that_nobody_declared_opens_for_nobody(browsers) -> None:
    for role, browser in browsers.items():
        assert browser.get("/staff/nobody-declared-this").status_code == (302 if role is None else 403)


def test_who_has_given_the_password_alone_reaches_only_the_second_step(app) -> None:
    sign_in(app, Role.CUSTODIAN)
    client = app.test_client()
    door = client.get("/staff/sign-in")
    answer = client.post("/staff/sign-in", data={**fields(door), "staff": "custodian", "password": PASSWORD})
    assert "/staff/code" in answer.location
    for page in PAGES:
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == page and "GET" in rule.methods]
        for rule in rules if page not in HALFWAY else ():
            refused = client.get(address(rule, app))
            assert refused.status_code == 302, page
            assert "/staff/code" in refused.location
    wrong = client.post("/staff/code", data={**fields(client.get("/staff/code")), "digits": "000 000"})
    assert wrong.status_code == 401
    assert client.get("/staff").status_code == 302


def test_the_session_before_the_second_step_is_another_one_than_after_it(app) -> None:
    client = app.test_client()
    app.extensions["survey"].stores.registry.drop_second_step("reporter")
    answer = client.post(
        "/staff/sign-in", data={**fields(client.get("/staff/sign-in")), "staff": "reporter", "password": PASSWORD}
    )
    before = client.get_cookie("staff").value
    page = fields(client.get(answer.location))
    client.post(answer.location, data={**page, "digits": digits_of(page["secret"], client).decode()})
    after = client.get_cookie("staff").value
    assert before != after
    old = app.test_client()
    old.set_cookie("staff", before)
    assert old.get("/staff").status_code == 302
    assert client.get("/committee").status_code == 200


def half_way(app):
    """Return a browser in which the administrator has given the password and not the digits."""
    sign_in(app, Role.ADMINISTRATOR)
    client = app.test_client()
    given = {**fields(client.get("/staff/sign-in")), "staff": "administrator", "password": PASSWORD}
    assert "/staff/code" in client.post("/staff/sign-in", data=given).location
    return client


def test_a_wait_after_wrong_digits_ends_however_often_somebody_asks_meanwhile(app, monkeypatch) -> None:
    """What is refused unread counts for nothing: neither the wait nor the log grows by it."""
    moment = [0.0]
    counting = staff.Throttle(most=2, minutes=10, clock=lambda: moment[0])
    monkeypatch.setitem(app.extensions, "code-throttle", counting)
    stores = app.extensions["survey"].stores
    client = half_way(app)

    def give(digits):
        return client.post("/staff/code", data={**fields(client.get("/staff/code")), "digits": digits}).status_code

    assert [give("000 000"), give("000 000")] == [401, 401]
    written = len(staff_log.entries(stores))
    moment[0] = 599.0
    assert [give("000 000") for _ in range(3)] == [429] * 3
    assert len(staff_log.entries(stores)) == written
    moment[0] = 601.0
    assert give("000 000") == 401


def test_names_typed_at_the_door_do_not_lock_anybody_s_second_step(app, monkeypatch) -> None:
    monkeypatch.setitem(app.extensions, "staff-throttle", staff.Throttle())
    monkeypatch.setitem(app.extensions, "code-throttle", staff.Throttle())
    door = app.test_client()
    for _ in range(9):
        given = {**fields(door.get("/staff/sign-in")), "staff": "second step of administrator", "password": "sai"}
        door.post("/staff/sign-in", data=given)
    client = half_way(app)
    given = {**fields(client.get("/staff/code")), "digits": "000 000"}
    assert client.post("/staff/code", data=given).status_code == 401


def test_a_recovery_code_opens_the_session_and_the_log_says_so(app) -> None:
    stores = app.extensions["survey"].stores
    secret = second_step.new_secret()
    now = app.extensions["survey"].clock().timestamp()
    codes = second_step.enrol(
        stores, "administrator", secret, second_step._totp(secret).generate(int(now)).decode(), now=now
    )
    client = app.test_client()
    client.post(
        "/staff/sign-in", data={**fields(client.get("/staff/sign-in")), "staff": "administrator", "password": PASSWORD}
    )
    answer = client.post("/staff/code", data={**fields(client.get("/staff/code")), "digits": codes[0]})
    assert answer.status_code == 303
    actions = [entry.action for entry in staff_log.entries(stores)]
    assert actions[-2:] == ["recovery-code-used", "signed-in"]
    page = client.get("/staff/log")
    assert "dùng mã dự phòng" in page.text
    assert PASSWORD not in page.text


def test_roles_of_two_steps_cannot_go_on_without_one(app) -> None:
    for role in TWO_STEPS:
        app.extensions["survey"].stores.registry.drop_second_step(role.value)
        client = app.test_client()
        client.post(
            "/staff/sign-in", data={**fields(client.get("/staff/sign-in")), "staff": role.value, "password": PASSWORD}
        )
        refused = client.get("/staff")
        assert refused.status_code == 302
        assert "/staff/second-step" in refused.location


def test_posts_of_staff_without_their_token_or_from_another_site_are_refused(browsers) -> None:
    for page in ("/staff/second-step", "/staff/sign-out"):
        inside = browsers[Role.COMMITTEE]
        assert inside.post(page, data={"digits": "123456", "secret": "A" * 32}).status_code == 400
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert inside.post(page, headers=headers).status_code == 403
    assert browsers[Role.COMMITTEE].get("/committee").status_code == 200


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example/staff", "/\\elsewhere", "/b/x", "javascript:1"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(app, target) -> None:
    client = app.test_client()
    given = {**fields(client.get(f"/staff/sign-in?next={target}")), "staff": "committee", "password": PASSWORD}
    answer = client.post("/staff/sign-in", data={**given, "onward": target})
    assert answer.location.split("?")[0] == "/committee"


def test_pages_of_staff_cannot_be_framed_cached_or_scripted(browsers) -> None:
    answer = browsers[Role.INSPECTION].get("/staff/log")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
