"""After a whole wave over HTTP nothing that tells on a member is left anywhere; the same search finds it all elsewhere."""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request

from survey_app.ballots import codes as code_words
from survey_app.ballots import rights
from survey_app.ballots.keys import new_key
from survey_app.ballots.manifest import Manifest
from survey_app.config import Settings
from survey_app.operations import respond, secrets, waves
from survey_app.operations.tally import tally_wave
from survey_app.store import open_stores
from survey_app.web import create_app
from tests.factories.searched import WAVE, agent, ballot, hours, open_wave, places, served, text

sys.path.append(str(Path(__file__).parents[1] / "factories"))
import member

MEMBERS = 14
AGENTS = [agent(at) for at in range(MEMBERS)]
ADDRESSES = [f"2001:db8:{at + 7:x}:abcd::{at + 4096:x}" for at in range(MEMBERS - 2)] + [
    "203.0.113.77",
    "198.51.100.201",
]
TEXTS = [text(at) for at in range(MEMBERS)]


def written(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """Everything that was logged, with arguments and traces, or printed."""
    logged = [f"{record.getMessage()} {record.args} {record.exc_text} {record.__dict__}" for record in caplog.records]
    shown = capfd.readouterr()
    return {"log": "\n".join([caplog.text, *logged]).encode(), "out": shown.out.encode(), "err": shown.err.encode()}


def told(searching, codes, tokens):
    """What would tell on a member, by kind."""
    answers = [spelling for at in range(MEMBERS) for spelling in searching.spellings_of_answers(ballot(at))]
    return {
        "code": [spelling for code in codes for spelling in searching.spellings_of_code(code)],
        "token": [spelling for token in tokens for spelling in searching.spellings_of_bytes(token)],
        "answers": answers,
        "text": [spelling for each in TEXTS for spelling in searching.spellings_of_text(each)],
        "address": [spelling for address in ADDRESSES for spelling in searching.spellings_of_address(address)],
        "agent": [spelling for agent in AGENTS for spelling in searching.spellings_of_text(agent)],
    }


def test_nothing_that_tells_on_a_member_is_left_anywhere(
    searching, root: Path, tmp_path: Path, temporary: Path, caplog, capfd, monkeypatch: pytest.MonkeyPatch
):
    caplog.set_level(logging.DEBUG)
    folder, key = tmp_path / "var", new_key()
    stores = open_stores(folder)
    opened = open_wave(stores, key, headcount=MEMBERS)
    app = create_app(Settings(folder=folder), stores=stores, clock=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    pepper, form_key = secrets.pepper_of(folder, WAVE), secrets.form_key_of(folder, WAVE)
    codes = [slip.code for slip in opened.slips]
    keys = [code_words.slip_key(pepper, WAVE, code) for code in codes]
    messages = [
        rights.derived_right(pepper, key, opened.manifest.hash, slip.stratum)
        for key, slip in zip(keys, opened.slips, strict=True)
    ]
    nullifiers = [code_words.nullifier_of(each) for each in messages]
    during = told(searching, codes, messages)
    spent: list[bytes] = []
    for at in range(MEMBERS - 1):
        if at % 2:
            answer(within(app, at), at, codes[at])
            spent.append(keys[at])
        else:
            sent = answer_with_scripts(app, opened.manifest, at, codes[at])
            kept = [spelling for each in sent for spelling in searching.spellings_of_bytes(each)]
            during["token"] += kept
            nullifiers.append(code_words.nullifier_of(sent[0]))
        assert searching.found(during, places(folder, temporary)) == {}
        assert searching.found({"spent": spent}, places(folder, temporary)) == {}
    with served(root, folder, temporary / "served.txt") as port:
        answer(over(port), MEMBERS - 1, codes[MEMBERS - 1])
        assert searching.found(during, places(folder, temporary)) == {}
    stumble(app, codes, monkeypatch)
    assert stores.box.count(WAVE) == MEMBERS
    waves.close_wave(stores, WAVE)
    sealed = [record.ballot for record in stores.box.ballots(WAVE)]
    assert tally_wave(stores, WAVE, key).cube.population.n == MEMBERS
    wanted = told(searching, codes, [*keys, *messages, *nullifiers])
    wanted["token"] += during["token"]
    wanted["secrets"] = [*searching.spellings_of_bytes(pepper), *searching.spellings_of_bytes(form_key)]
    wanted["sealed ballots"] = [each[at : at + 32] for each in sealed for at in range(3, len(each) - 31, 32)]
    left = places(folder, temporary) | written(caplog, capfd)
    assert searching.found(wanted, left) == {}
    assert b"RuntimeError" in left["log"], "the failure was logged, without its message"
    assert (temporary / "served.txt").stat().st_size > 0


def answer(ask: Callable[[dict[str, str] | None], bytes], at: int, code: str) -> None:
    """One member's whole visit without scripts."""
    ask(None)
    page = ask({"code": code, "consent": "yes", "action": "start"})
    steps = [
        {"action": "next", "answer": str(1 + at % 5)},
        {"action": "next", "answer": str(hours(at))},
        {"action": "next", "answer": TEXTS[at]},
        {"action": "send"},
    ]
    for step in steps:
        state = BeautifulSoup(page, "html5lib").find("input", {"name": "state"})
        assert state is not None
        page = ask({"state": str(state["value"]), **step})


def answer_with_scripts(app: Flask, manifest: Manifest, at: int, code: str) -> list[bytes]:
    """The same in a browser that runs the scripts; what it alone knows of its right is returned."""
    client, marked = app.test_client(), {"REMOTE_ADDR": ADDRESSES[at], "HTTP_USER_AGENT": AGENTS[at]}

    def post(name: str, fields: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        page = client.post(f"/b/{WAVE}/{name}", json=fields, environ_overrides=marked)
        assert "Set-Cookie" not in page.headers
        return page.status_code, page.get_json()

    browser = member.Browser(manifest, post)
    asked = browser.prepare(browser.look(code)["stratum"])
    right = browser.collect(code, asked)
    assert browser.cast(right, ballot(at)) == {"outcome": "new"}
    return [right.right, right.signature, asked.blinding.blinded, asked.blinding.inverse]


def within(app: Flask, at: int) -> Callable[[dict[str, str] | None], bytes]:
    """Ask the application as a member with a marked address and browser."""
    client, marked = app.test_client(), {"REMOTE_ADDR": ADDRESSES[at], "HTTP_USER_AGENT": AGENTS[at]}

    def ask(fields: dict[str, str] | None) -> bytes:
        method = "GET" if fields is None else "POST"
        page = client.open(f"/b/{WAVE}", method=method, data=fields, environ_overrides=marked)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        return page.data

    return ask


def over(port: int) -> Callable[[dict[str, str] | None], bytes]:
    """Ask the same over a real socket."""

    def ask(fields: dict[str, str] | None) -> bytes:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"User-Agent": AGENTS[-1], "Content-Type": "application/x-www-form-urlencoded"}
        body = None if fields is None else urlencode(fields)
        with closing(connection):
            connection.request("GET" if fields is None else "POST", f"/b/{WAVE}", body=body, headers=headers)
            page = connection.getresponse()
            assert page.status == 200
            return page.read()

    return ask


def stumble(app: Flask, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What members do wrong, and what the server does wrong: each would be a line in a careless log."""
    client, marked = app.test_client(), {"REMOTE_ADDR": ADDRESSES[0], "HTTP_USER_AGENT": AGENTS[0]}
    client.get(f"/b/{codes[0]}", environ_overrides=marked)
    for name in ("look", "collect", "cast"):
        client.post(
            f"/b/{WAVE}/{name}?code={codes[1]}", json={"code": codes[0], "texts": TEXTS[0]}, environ_overrides=marked
        )
        client.post(f"/b/{WAVE}/{name}", json={"code": codes[0], "blinded": TEXTS[0]}, environ_overrides=marked)
    client.get(f"/b/{WAVE}?code={codes[1]}", environ_overrides=marked)
    client.post(f"/b/{WAVE}", data={"code": codes[2], "foreign": TEXTS[0]}, environ_overrides=marked)
    client.post(f"/b/{WAVE}", data={"state": codes[3] + TEXTS[1], "action": "send"}, environ_overrides=marked)
    client.post(f"/b/{WAVE}", data={"code": codes[4], "consent": "yes", "answer": TEXTS[2]}, environ_overrides=marked)

    def failing(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not look up {codes[5]} with {TEXTS[3]} from {ADDRESSES[0]}")

    with monkeypatch.context() as patched:
        patched.setattr(respond, "find_slip", failing)
        page = client.post(
            f"/b/{WAVE}", data={"code": codes[5], "consent": "yes", "action": "start"}, environ_overrides=marked
        )
    assert page.status_code == 500


def test_the_same_search_finds_everything_in_a_naive_program(searching, tmp_path: Path, temporary: Path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "var"
    folder.mkdir()
    codes = [code_words.new_code() for _ in range(MEMBERS)]
    tokens = [code_words.slip_key(b"", WAVE, code) for code in codes]
    app = naive_app(folder / "naive.sqlite", dict(zip(codes, tokens, strict=True)))
    for at, code in enumerate(codes):
        marked = {"REMOTE_ADDR": ADDRESSES[at], "HTTP_USER_AGENT": AGENTS[at]}
        page = app.test_client().post(f"/vote?code={code}", data=ballot(at), environ_overrides=marked)
        assert page.status_code == 200
    hits = searching.found(told(searching, codes, tokens), places(folder, temporary) | written(caplog, capfd))
    assert set(hits) == {"code", "token", "answers", "text", "address", "agent"}
    database = str(folder / "naive.sqlite")
    for kind, names in hits.items():
        assert {"code": "log"}.get(kind, database) in names, kind
    for kind, several in told(searching, codes, tokens).items():
        lying = places(folder) | {"log": caplog.text.encode()}
        assert sum(any(each in content for content in lying.values()) for each in several) >= MEMBERS, kind


def naive_app(path: Path, tokens: dict[str, bytes]) -> Flask:
    """As it is usually written: the address carries the code, the log the request, the table who and what."""
    app = Flask("naive")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE response (id INTEGER PRIMARY KEY AUTOINCREMENT, token, answers, text, ip, agent)"
        )

    @app.post("/vote")
    def vote() -> str:
        app.logger.warning("%s %s %s", request.remote_addr, request.full_path, request.user_agent)
        given = request.get_data()
        written_text = json.loads(given)["texts"]["loi"]
        row = (tokens[request.args["code"]], given, written_text, request.remote_addr, str(request.user_agent))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO response (token, answers, text, ip, agent) VALUES (?, ?, ?, ?, ?)", row)
        return "ok"

    return app
