"""Forty members in a real browser, one after the other, each from an address and with a browser of their own.

Afterwards nothing that tells on one of them lies in any byte of the server: databases, logs, copies, temporary files.
The browser's own profile is the member's device and no part of the search.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from survey_app.ballots import codes as code_words
from survey_app.ballots.keys import new_key
from survey_app.operations import secrets, waves
from survey_app.operations.tally import tally_wave
from survey_app.store import open_stores
from tests.factories.searched import WAVE, agent, ballot, hours, open_wave, places, served, text

pytestmark = pytest.mark.browser

MEMBERS = 40


@dataclass
class Coming:
    """One member, what they say, and what their browser sent."""

    at: int
    code: str
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"127.83.19.{self.at + 100}"

    def bytes_of(self, name: str) -> bytes:
        text = str(self.sent[name])
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def told(searching: Any, members: list[Coming]) -> dict[str, list[bytes]]:
    """What would tell on a member, by kind."""
    return {
        "code": [each for one in members for each in searching.spellings_of_code(one.code)],
        "right": [each for one in members for each in searching.spellings_of_bytes(one.bytes_of("right"))],
        "signature": [each for one in members for each in searching.spellings_of_bytes(one.bytes_of("signature"))],
        "blinded": [each for one in members for each in searching.spellings_of_bytes(one.bytes_of("blinded"))],
        "answers": [each for one in members for each in searching.spellings_of_answers(ballot(one.at))],
        "text": [each for one in members for each in searching.spellings_of_text(text(one.at))],
        "address": [each for one in members for each in searching.spellings_of_address(one.address)],
        "agent": [each for one in members for each in searching.spellings_of_text(agent(one.at))],
    }


@contextmanager
def relay(port: int, source: str) -> Iterator[int]:
    """Pass connections on to the server from an address of one's own; gives the port to talk to."""
    stop = threading.Event()

    def pump(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def serve(near: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
        with near, far:
            back = threading.Thread(target=pump, args=(far, near), daemon=True)
            back.start()
            pump(near, far)
            back.join(10)

    def listen() -> None:
        while not stop.is_set():
            try:
                near, _ = listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=serve, args=(near,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        stop.set()
        thread.join()


def visit(browser: Any, port: int, one: Coming) -> None:
    """One member's visit with scripts, from the QR code to the thank-you page."""
    context = browser.new_context(user_agent=agent(one.at), viewport={"width": 360, "height": 740})
    page = context.new_page()

    def note(request: Any) -> None:
        if request.method == "POST":
            one.sent |= json.loads(request.post_data)

    page.on("request", note)
    page.goto(f"http://localhost:{port}/b/{WAVE}#{one.code}")
    page.wait_for_selector("[data-scripted]:visible")
    page.check("#consent")
    page.click("main .btn")
    page.locator("fieldset label.choice").nth(one.at % 5).click()  # the start page has choices too, in no fieldset
    page.click("main .btn")
    page.fill("input#answer", str(hours(one.at)))
    page.click("main .btn")
    page.fill("textarea#answer", text(one.at))
    page.click("main .btn")
    page.click("main .btn[value=send]")
    page.wait_for_selector("[data-receipt]", state="attached")
    assert context.cookies() == []
    context.close()


def test_forty_members_in_a_browser_leave_nothing_behind(
    searching: Any,
    browser: Any,
    root: Path,
    tmp_path: Path,
    temporary: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
):
    caplog.set_level(logging.DEBUG, logger="survey_app")
    folder, copies, key = tmp_path / "var", tmp_path / "copies", new_key()
    stores = open_stores(folder)
    opened = open_wave(stores, key, headcount=21)
    members = [Coming(at, slip.code) for at, slip in enumerate(opened.slips[:MEMBERS])]
    pepper = secrets.pepper_of(folder, WAVE)
    with served(root, folder, temporary / "served.txt") as port:
        for one in members:
            with relay(port, one.address) as door:
                visit(browser, door, one)
            if one.at % 10 == 9:
                shutil.copytree(folder, copies / str(one.at))
    assert stores.box.count(WAVE) == MEMBERS
    assert searching.found(told(searching, members), places(folder, temporary, copies)) == {}, "while the wave runs"
    sealed = [record.ballot for record in stores.box.ballots(WAVE)]
    shutil.rmtree(copies)  # copies of a running wave hold its sealed ballots; nothing more can be found in them
    waves.close_wave(stores, WAVE)
    assert tally_wave(stores, WAVE, key).cube.population.n == MEMBERS
    wanted = told(searching, members)
    wanted["marks"] = [hashlib.sha256(one.bytes_of(name)).digest() for one in members for name in ("blinded", "right")]
    wanted["slips"] = [code_words.slip_key(pepper, WAVE, one.code) for one in members]
    wanted["sealed ballots"] = [each[at : at + 32] for each in sealed for at in range(3, len(each) - 31, 32)]
    logged = "\n".join([caplog.text, *(str(record.__dict__) for record in caplog.records), *capfd.readouterr()])
    left = places(folder, temporary) | {"log": logged.encode()}
    assert searching.found(wanted, left) == {}
    assert (temporary / "served.txt").stat().st_size > 0
    control(searching, members, tmp_path / "naive")


def control(searching: Any, members: list[Coming], folder: Path) -> None:
    """Keep the same forty visits as programs usually do: the search finds every one of them, in every kind."""
    folder.mkdir()
    database, log = folder / "naive.sqlite", folder / "access.log"
    with closing(sqlite3.connect(database)) as connection, log.open("w", encoding="utf-8") as lines:
        connection.execute(
            "CREATE TABLE response (id INTEGER PRIMARY KEY AUTOINCREMENT, token, signature, answers, text)"
        )
        for one in members:
            blinded = one.sent["blinded"]
            lines.write(f'{one.address} "POST /vote?code={one.code}&blinded={blinded}" "{agent(one.at)}"\n')
            row = (one.bytes_of("right"), one.sent["signature"], ballot(one.at), text(one.at))
            with connection:
                connection.execute("INSERT INTO response (token, signature, answers, text) VALUES (?, ?, ?, ?)", row)
    kept = places(folder)
    assert set(searching.found(told(searching, members), kept)) == set(told(searching, members))
    for one in members:
        assert set(searching.found(told(searching, [one]), kept)) == set(told(searching, [one])), one.at
    assert re.search(rb"INSERT|CREATE", kept[str(database)])
