"""The door to the staff's pages: signing in and out, its cookie, and posts that come from elsewhere."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from survey_app.operations import staff
from tests.factories import cubes, published
from tests.factories.published import PASSWORD
from tests.factories.signing_in import door, enter, fields, soup


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return published.application(tmp_path_factory.mktemp("door"), cubes.plan(1))


def fresh(client):
    """The sign-in form while a session is open: the page itself leads on, so its token is set by hand."""
    client.set_cookie("door", "một-mã")
    return {"csrf_token": "một-mã", "onward": ""}


@pytest.mark.parametrize(
    "address",
    [
        "/committee",
        "/committee/items",
        "/committee/2025-Q3",
        "/committee/2025-Q3/items/dieu_kien",
        "/committee/khong-co",
    ],
)
def test_without_a_session_every_page_leads_to_the_door(client, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.location.startswith("/staff/sign-in?next=/committee")


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client) -> None:
    held = door(client, "?next=/committee/2025-Q2")
    answer = client.post("/staff/sign-in", data={**held, "staff": "committee", "password": PASSWORD})
    assert answer.location == "/committee/2025-Q2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/committee",
        "//evil.example",
        "/\\evil.example",
        "/committee\\..",
        "/b/2025-Q3",
        "javascript:alert(1)",
        "/committeex",
    ],
)
def test_signing_in_never_leads_elsewhere(client, target) -> None:
    held = {**door(client), "onward": target}
    answer = client.post("/staff/sign-in", data={**held, "staff": "committee", "password": PASSWORD})
    assert answer.location == "/committee"


def test_an_unknown_name_and_a_wrong_password_read_the_same(client) -> None:
    wrong, unknown = enter(client, "committee", "không phải mật khẩu"), enter(client, "ai-do", "không phải mật khẩu")
    assert wrong.status_code == unknown.status_code == 401
    said = [BeautifulSoup(answer.data, "html.parser").select_one("#problem").text for answer in (wrong, unknown)]
    assert said[0] == said[1]
    assert "không đúng" in said[0]
    assert "ai-do" not in unknown.text


def test_the_cookie_is_out_of_reach_and_only_its_hash_is_kept(app, client) -> None:
    answer = enter(client)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("staff="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    token = cookie.split("=", 1)[1].split(";")[0]
    stores = app.extensions["survey"].stores
    for file in stores.folder.rglob("*"):
        if file.is_file():
            assert token.encode() not in file.read_bytes()


def test_over_an_encrypted_line_the_cookie_is_bound_to_the_host(client) -> None:
    page = client.get("/staff/sign-in", base_url="https://localhost")
    answer = client.post(
        "/staff/sign-in",
        base_url="https://localhost",
        data={**fields(page), "staff": "committee", "password": PASSWORD},
    )
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-staff="))
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_signing_in_again_ends_the_session_before(client) -> None:
    enter(client)
    first = client.get_cookie("staff").value
    enter_again = client.post("/staff/sign-in", data={**fresh(client), "staff": "committee", "password": PASSWORD})
    assert enter_again.status_code == 303
    assert client.get_cookie("staff").value != first
    client.set_cookie("staff", first)
    assert client.get("/committee").status_code == 302


def test_signing_out_ends_the_session_on_the_server(inside) -> None:
    token = inside.get_cookie("staff").value
    csrf = soup(inside.get("/committee")).select_one("nav form input")["value"]
    assert inside.post("/staff/sign-out", data={"csrf_token": csrf}).status_code == 303
    inside.set_cookie("staff", token)
    assert inside.get("/committee").status_code == 302


def test_signing_out_without_the_token_of_the_page_is_refused(inside) -> None:
    assert inside.post("/staff/sign-out", data={"csrf_token": "khác"}).status_code == 400
    assert inside.get("/committee").status_code == 200


def test_a_form_without_the_token_of_its_page_is_refused(client) -> None:
    assert client.post("/staff/sign-in", data={"staff": "committee", "password": PASSWORD}).status_code == 400
    door(client)
    refused = client.post("/staff/sign-in", data={"csrf_token": "khác", "staff": "committee", "password": PASSWORD})
    assert refused.status_code == 400
    assert client.get_cookie("staff") is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused(client, headers) -> None:
    assert enter(client).status_code == 303
    answer = client.post("/staff/sign-in", data=fresh(client), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_post_from_our_own_page_is_taken(client, headers) -> None:
    held = {**door(client), "staff": "committee", "password": PASSWORD}
    assert client.post("/staff/sign-in", data=held, headers=headers).status_code == 303


def test_an_idle_session_and_a_removed_account_are_shown_the_door(app, client) -> None:
    stores = app.extensions["survey"].stores
    token, _ = staff.sign_in(stores, staff="committee", password=PASSWORD, now=1000, throttle=staff.Throttle())
    assert staff.signed_in(stores, token, now=1000 + staff.IDLE_MINUTES)
    assert staff.signed_in(stores, token, now=1001 + 2 * staff.IDLE_MINUTES) is None
    staff.add_staff(stores, staff="tam-thoi", title="Tạm thời", role="reporter", password=PASSWORD)
    token, _ = staff.sign_in(stores, staff="tam-thoi", password=PASSWORD, now=1000, throttle=staff.Throttle())
    stores.registry.drop_staff("tam-thoi")
    assert staff.signed_in(stores, token, now=1000) is None


def test_too_many_refusals_make_a_name_wait(tmp_path) -> None:
    client = published.application(tmp_path, ()).test_client()
    codes = [enter(client, "committee", f"sai lần {at}").status_code for at in range(9)]
    assert codes == [401] * 8 + [429]
    assert enter(client, "committee").status_code == 429
    assert enter(client, "reporter").status_code == 303
