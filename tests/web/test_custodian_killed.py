"""kill -9 of the server between two posts of opened rows: nothing of them is left, and the tally begun anew ends the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from survey_app.ballots.sealing import open_ballot
from survey_app.operations import second_step, staff, tally, waves
from survey_app.operations.ledger import ledger
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers
from survey_app.store import open_stores

NAME, PASSWORD = "giu-khoa", "một hai ba bốn năm"


class Server:
    """The real program on a folder; it is killed, and started again on the same port."""

    def __init__(self, folder, today, root) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
        here = {"SURVEY_FOLDER": str(folder), "SURVEY_PORT": str(self.port), "SURVEY_TODAY": today.isoformat()}
        self.environment, self.root = kept | here, root
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "survey_app", "start"]
        self.process = subprocess.Popen(command, env=self.environment, cwd=self.root, stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self.ask("GET", "/favicon.ico")
            except OSError:
                assert self.process.poll() is None
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, content=None, **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = None if content is None else json.dumps(content)
        connection.request(method, path, body, {"Origin": f"http://127.0.0.1:{self.port}", **headers})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, answer


@pytest.fixture
def closed(office):
    """A closed wave of twelve ballots, opened: what a custodian's page would post."""
    for at, code in enumerate(office.codes[:12]):
        cast(office.stores, office.wave, code, Answers(values={"hai_long": 3 + at % 3}, texts={}))
    waves.close_wave(office.stores, office.wave)
    held = office.stores.registry.wave(office.wave)
    rows = []
    for one in office.stores.box.ballots(office.wave):
        raw = open_ballot(one.ballot, stratum=one.stratum, manifest_hash=held.manifest_hash, key=office.key)
        rows.append({"stratum": one.stratum, "items": json.loads(raw)["items"], "texts": []})
    return rows


def test_a_server_killed_between_two_posts_keeps_no_row_and_ends_with_the_same_release(
    office, closed, tmp_path, root
) -> None:
    control = open_stores(shutil.copytree(office.stores.folder, tmp_path / "control"))
    expected = tally.tally_wave(control, office.wave, office.key).cube
    staff.add_staff(office.stores, staff=NAME, title="Người giữ khóa", role="custodian", password=PASSWORD)
    now = int(office.clock().timestamp())
    second_step.set_up_here(office.stores, NAME, now=now)
    token, _ = staff.sign_in(office.stores, staff=NAME, password=PASSWORD, now=now // 60, throttle=staff.Throttle())
    token, who = staff.finish_sign_in(office.stores, token, now=now // 60)
    signed_in = {"Cookie": f"staff={token}", "X-Page-Token": who.csrf, "Content-Type": "application/json"}
    server = Server(office.stores.folder, office.clock.today, root)

    def post(verb, content):
        status, answer = server.ask("POST", f"/custodian/{office.wave}/{verb}", content, **signed_in)
        return status, json.loads(answer)

    try:
        status, begun = post("begin", {})
        assert (status, begun["ballots"]) == (200, 12)
        assert post("rows", {"token": begun["token"], "at": 0, "rows": closed[:7]}) == (200, {"rows": 7})
        server.kill()
        assert office.stores.box.count(office.wave) == 12
        assert ledger(office.stores) == ()
        questionnaire = office.stores.registry.wave(office.wave).questionnaire.encode()
        for path in office.stores.folder.rglob("*"):
            assert not path.is_file() or b'"hai_long":' not in path.read_bytes().replace(questionnaire, b"")
        server.start()
        status, refused = post("rows", {"token": begun["token"], "at": 7, "rows": closed[7:]})
        assert (status, refused["error"]) == (409, "tally-elsewhere")
        _, begun = post("begin", {})
        assert post("rows", {"token": begun["token"], "at": 0, "rows": closed[:7]}) == (200, {"rows": 7})
        assert post("rows", {"token": begun["token"], "at": 7, "rows": closed[7:]}) == (200, {"rows": 12})
        status, done = post("finish", {"token": begun["token"], "aside": 0, "acknowledged": False})
        assert (status, done["released"], done["n"]) == (200, expected.hash, 12)
        assert office.stores.box.count(office.wave) == 0
    finally:
        server.kill()
