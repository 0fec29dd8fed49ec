"""The custodian's endpoints: sealed ballots out, rows in, nothing for anybody else; no private key anywhere."""

from __future__ import annotations

import ast
import json

import pytest

from analysis.disclosure.gate import OverlappingGroupsError
from survey_app.ballots.keys import new_key, public_text, wrap
from survey_app.ballots.sealing import SIZE, open_ballot
from survey_app.operations import second_step, staff, waves
from survey_app.operations.counting_room import CountingRoom
from survey_app.operations.respond import cast
from survey_app.operations.staff_log import entries
from survey_app.questionnaire.answers import Answers
from survey_app.web import create_app
from survey_app.web.custodian.endpoints import LARGEST_ROWS

NAME, PASSWORD = "giu-khoa", "một hai ba bốn năm"


class Custodian:
    """A browser in which the custodian is signed in, and the token of its pages."""

    def __init__(self, office) -> None:
        self.office, self.client = office, office.app.test_client()
        now = int(office.clock().timestamp())
        token, _ = staff.sign_in(office.stores, staff=NAME, password=PASSWORD, now=now // 60, throttle=staff.Throttle())
        token, who = staff.finish_sign_in(office.stores, token, now=now // 60)
        self.client.set_cookie("staff", token)
        self.token = who.csrf

    def post(self, verb, content, **headers):
        headers = {"X-Page-Token": self.token, **headers}
        return self.client.post(f"/custodian/{self.office.wave}/{verb}", json=content, headers=headers)


@pytest.fixture
def custodian(office):
    staff.add_staff(office.stores, staff=NAME, title="Người giữ khóa", role="custodian", password=PASSWORD)
    second_step.set_up_here(office.stores, NAME, now=office.clock().timestamp())
    return Custodian(office)


@pytest.fixture
def rows(office):
    """The rows of a closed wave of twelve ballots."""
    for at, code in enumerate(office.codes[:12]):
        cast(office.stores, office.wave, code, Answers(values={"hai_long": 3 + at % 3}, texts={}))
    waves.close_wave(office.stores, office.wave)
    manifest = waves.manifest_of(office.stores.registry.wave(office.wave))
    found = []
    for held in office.stores.box.ballots(office.wave):
        raw = open_ballot(held.ballot, stratum=held.stratum, manifest_hash=manifest.hash, key=office.key)
        found.append({"stratum": held.stratum, "items": json.loads(raw)["items"], "texts": []})
    return found


def test_a_closed_wave_is_tallied_by_posts_and_the_log_says_so(custodian, office, rows) -> None:
    ballots = custodian.client.get(f"/custodian/{office.wave}/ballots")
    assert ballots.mimetype == "application/octet-stream"
    assert len(ballots.data) == 12 * SIZE
    begun = custodian.post("begin", {}).json
    assert begun["ballots"] == 12
    assert custodian.post("rows", {"token": begun["token"], "at": 0, "rows": rows}).json == {"rows": 12}
    done = custodian.post("finish", {"token": begun["token"], "aside": 0, "acknowledged": False}).json
    assert done["released"] == office.stores.registry.release(office.wave).hash
    assert (done["n"], done["aside"]) == (12, 0)
    assert [entry.action for entry in entries(office.stores)][-3:] == ["box-exported", "tallied", "released"]
    again = custodian.post("begin", {}).json
    assert again["released"] == done["released"]
    assert "Dọn nốt hòm phiếu" in custodian.client.get(f"/custodian/{office.wave}").text


def test_two_processes_of_a_server_say_so_and_lose_nothing(custodian, office, rows) -> None:
    """What a load balancer in front of two processes does: begin here, rows there."""
    here = office.app
    there = create_app(here.extensions["survey"].settings, stores=office.stores, clock=office.clock)
    token = custodian.post("begin", {}).json["token"]
    custodian.client.application = there
    refused = custodian.post("rows", {"token": token, "at": 0, "rows": rows})
    assert (refused.status_code, refused.json["error"]) == (409, "tally-elsewhere")
    assert "một tiến trình" in refused.json["fix"]
    assert (office.ballots(), office.stores.registry.release(office.wave)) == (12, None)
    custodian.client.application = here
    assert custodian.post("rows", {"token": token, "at": 0, "rows": rows}).json == {"rows": 12}
    assert custodian.post("finish", {"token": token, "aside": 0, "acknowledged": False}).json["n"] == 12


def test_an_interruption_after_the_release_is_finished_without_a_key(custodian, office, rows, monkeypatch) -> None:
    token = custodian.post("begin", {}).json["token"]
    custodian.post("rows", {"token": token, "at": 0, "rows": rows})
    monkeypatch.setattr(type(office.stores.box), "empty", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        custodian.post("finish", {"token": token, "aside": 0, "acknowledged": False})
    monkeypatch.undo()
    assert office.ballots() == 12
    decided = office.stores.registry.release(office.wave).hash
    assert custodian.post("begin", {}).json["released"] == decided
    assert office.ballots() == 0
    assert len(office.stores.papers.receipts(office.wave)) == 12


def test_a_wave_whose_last_day_is_over_is_closed_by_beginning(custodian, office) -> None:
    cast(office.stores, office.wave, office.codes[0], Answers(values={"hai_long": 3}, texts={}))
    assert custodian.client.get(f"/custodian/{office.wave}").status_code == 404
    assert custodian.post("begin", {}).status_code == 409
    today = office.clock.today
    office.clock.today = today.replace(month=12, day=9)
    late = Custodian(office)
    assert late.client.get(f"/custodian/{office.wave}").status_code == 200
    assert office.stores.registry.wave(office.wave).state.value == "open"
    assert late.post("begin", {}).json["ballots"] == 1
    assert office.stores.registry.wave(office.wave).state.value == "closed"


@pytest.mark.parametrize("verb", ["begin", "rows", "texts", "finish"])
def test_posts_need_the_token_of_the_page_and_our_own_site(custodian, rows, verb) -> None:
    assert custodian.post(verb, {}, **{"X-Page-Token": "doan"}).status_code == 400
    assert custodian.post(verb, {}, **{"X-Page-Token": ""}).status_code == 400
    assert custodian.post(verb, {}, Origin="https://elsewhere.example").status_code == 403
    assert custodian.office.app.test_client().post(f"/custodian/x/{verb}").status_code == 302


@pytest.mark.parametrize(
    "content",
    [[], {}, {"token": 1, "at": 0, "rows": []}, {"token": "x", "at": True, "rows": []}, {"at": 0, "rows": [1]}],
)
def test_posts_of_another_shape_are_told_without_repeating_them(custodian, rows, content) -> None:
    for verb in ("rows", "texts", "finish"):
        answer = custodian.post(verb, content)
        assert answer.status_code == 409
        assert set(answer.json) == {"error", "text", "fix"}


def test_only_this_route_takes_more_than_other_pages_do(custodian, rows, office) -> None:
    token = custodian.post("begin", {}).json["token"]
    filler = " " * 200_000
    body = json.dumps({"token": token, "at": 0, "rows": rows}) + filler
    head = {"X-Page-Token": custodian.token, "Content-Type": "application/json"}
    taken = custodian.client.post(f"/custodian/{office.wave}/rows", data=body, headers=head)
    assert taken.json == {"rows": 12}
    too_much = custodian.client.post(f"/custodian/{office.wave}/rows", data=body + " " * LARGEST_ROWS, headers=head)
    assert too_much.status_code == 413
    finish = custodian.client.post(f"/custodian/{office.wave}/finish", data=body, headers=head)
    assert finish.status_code == 413


def test_pages_carry_no_form_that_could_send_what_is_typed(custodian, office, rows) -> None:
    for page in ("/custodian/key", f"/custodian/{office.wave}"):
        answer = custodian.client.get(page)
        main = answer.text.split("<main")[1].split("</main>")[0]
        assert "<form" not in main
        assert " name=" not in main
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "connect-src" not in custodian.client.get("/staff").headers["Content-Security-Policy"]


def test_scripts_stand_under_one_digest(custodian) -> None:
    page = custodian.client.get("/custodian/key").text
    address = page.split('type="module" src="')[1].split('"')[0]
    assert custodian.client.get(address).mimetype == "text/javascript"
    base = address.rsplit("/", 2)[0]
    assert custodian.client.get(f"{base}/ballot/custodian.js").status_code == 200
    for wrong in (f"{base}/ballot/none.js", f"{base}/member/journey.js", f"{base}/custodian/..", address[:-3] + ".css"):
        assert custodian.client.get(wrong).status_code == 404
    assert custodian.client.get("/custodian/scripts/0000/custodian/key.js").status_code == 404


def test_unknown_waves_are_not_found(custodian) -> None:
    custodian.office.wave = "none"
    assert custodian.client.get("/custodian/none").status_code == 404
    assert custodian.client.get("/custodian/none/ballots").status_code == 404
    assert custodian.post("begin", {}).status_code == 404


def test_a_key_that_is_posted_all_the_same_is_refused_and_kept_nowhere(custodian, office, rows) -> None:
    """No endpoint reads one: whatever carries it is told to be of another shape, and no file or log holds it."""
    key = new_key()
    wrapped = json.loads(wrap(key, "bốn từ không dính nhau"))
    for verb in ("begin", "rows", "texts", "finish"):
        custodian.post(verb, {"key": wrapped, "token": "x", "at": 0, "rows": [wrapped], "aside": 0})
    needle = wrapped["private"][:60].encode()
    kept = [path for path in office.stores.folder.rglob("*") if path.is_file() and needle in path.read_bytes()]
    assert kept == []
    assert needle.decode() not in str(entries(office.stores))


def test_no_module_that_the_server_loads_can_read_a_private_key_of_a_custodian(root) -> None:
    """Names, imports and calls: neither unwrapping nor opening is within reach of a page."""
    forbidden = {"unwrap", "open_key", "open_ballot", "open_archive", "load_pem_private_key", "load_der_private_key"}
    for path in (root / "survey_app" / "web").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names}
        assert not names & forbidden, path.name


def test_every_card_is_printed_in_both_languages(custodian) -> None:
    for role, title in (("custodian", "Custodian"), ("administrator", "Administrator")):
        assert custodian.client.get(f"/staff/card/{role}").status_code == 200
        assert f"<h1>{title}</h1>" in custodian.client.get(f"/staff/card/{role}?lang=en").text
    assert custodian.client.get("/staff/card/none").status_code == 404


def test_verify_pages_stand_before_and_after_the_tally(custodian, office, rows) -> None:
    client = office.app.test_client()
    assert "Đợt chưa kiểm phiếu" in client.get(f"/m/{office.wave}").text
    assert "sau khi kiểm phiếu" in client.get(f"/m/{office.wave}/receipts").text
    token = custodian.post("begin", {}).json["token"]
    custodian.post("rows", {"token": token, "at": 0, "rows": rows})
    custodian.post("finish", {"token": token, "aside": 0, "acknowledged": False})
    listed = client.get(f"/m/{office.wave}/receipts").text
    assert all(f"<li>{receipt}</li>" in listed for receipt in office.stores.papers.receipts(office.wave))
    assert office.stores.registry.release(office.wave).hash in client.get(f"/m/{office.wave}").text
    assert "12 sealed ballots" in client.get(f"/m/{office.wave}/record?lang=en").text
    assert client.get(f"/m/{office.wave}/proof.json").json["result"]["n"] == 12
    assert b"def verify" in client.get("/verify/verifying.py").data
    for page in ("/verify/secrets.py", "/m/none", "/m/none/receipts", "/m/none/record", "/m/none/proof.json"):
        assert client.get(page).status_code == 404
    assert "Set-Cookie" not in client.get(f"/m/{office.wave}/receipts").headers


def test_the_public_key_alone_is_what_a_wave_needs(office) -> None:
    manifest = waves.manifest_of(office.stores.registry.wave(office.wave))
    assert manifest.tally_keys == (public_text(office.key),)


def test_what_the_gate_refuses_is_said_in_the_language_of_the_page(custodian, office, monkeypatch) -> None:
    def refused(*_, **__):
        raise OverlappingGroupsError(stratum="chi-bo-1", groups="a, b")

    waves.close_wave(office.stores, office.wave)
    monkeypatch.setattr(CountingRoom, "begin", refused)
    told = custodian.post("begin", {})
    assert told.status_code == 409
    assert told.json == {
        "error": "overlapping-groups",
        "text": "chi-bo-1: chi bộ này nằm trong nhiều nhóm báo cáo cùng lúc: a, b.",
        "fix": "Xếp mỗi chi bộ vào đúng một nhóm báo cáo trong organisation.yaml.",
    }
