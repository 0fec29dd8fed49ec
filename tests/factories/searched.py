"""A wave whose every byte is searched afterwards: who comes, what they say, where it may have been written."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest

from survey_app.ballots.keys import PrivateKey, public_text
from survey_app.definitions.organisation import load_organisation
from survey_app.operations import waves
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import Stores

WAVE, TODAY = "2026-Q4", date(2026, 11, 23)
QUESTIONNAIRE = """\
questionnaire: phieu-thu
title: Phiếu xin ý kiến quý IV
languages: [vi]
minutes: 1
purpose: Để biết việc gì cần làm trước.
pages:
  - page: cong-viec
    title: Công việc
    items:
      - {item: hai_long, type: scale, scale: hai_long_5, text: Đồng chí hài lòng đến mức nào?}
      - {item: gio, type: number, from: 0, to: 100, text: Tuần trước đồng chí làm bao nhiêu giờ?}
      - {item: loi, type: text, longest: 80, text: Đồng chí đề xuất điều gì?}
"""
ORGANISATION = """\
organisation: so-thu
title: Đảng bộ Sở Thử
groups:
  - {group: khoi-a, title: Khối A}
branches:
  - {branch: cb-1, title: Chi bộ 1, group: khoi-a, headcounts: {2021-01-01: HEADCOUNT}}
  - {branch: cb-2, title: Chi bộ 2, group: khoi-a, headcounts: {2021-01-01: HEADCOUNT}}
"""


def open_wave(stores: Stores, key: PrivateKey, *, headcount: int) -> waves.Opened:
    """Return the wave just opened, for two branches of so many members each."""
    return waves.open_wave(
        stores,
        wave=WAVE,
        kind="real",
        questionnaire=load_questionnaire(QUESTIONNAIRE, file="phieu-thu.yaml"),
        organisation=load_organisation(ORGANISATION.replace("HEADCOUNT", str(headcount)), file="organisation.yaml"),
        tally_key=public_text(key),
        opens=TODAY,
        closes=TODAY,
        results_on=TODAY,
        today=TODAY,
    )


def agent(at: int) -> str:
    """Return the name of a member's browser, like no other."""
    return f"Mozilla/5.0 (Vong-Thu-{at:02d}; rv:9{at}.7) Thiet-Bi-{at * 37:04d}"


def text(at: int) -> str:
    """Return what a member writes, like nobody else."""
    return f"Đề nghị mở thêm lớp số {at + 61} ở tầng {at}"


def hours(at: int) -> int:
    """Return the number that a member gives."""
    return 31 + at


def ballot(at: int) -> bytes:
    """Return the payload of a member's ballot."""
    questionnaire = load_questionnaire(QUESTIONNAIRE, file="phieu-thu.yaml")
    said = Answers(values={"hai_long": 1 + at % 5, "gio": hours(at)}, texts={"loi": text(at)})
    return payload(questionnaire, said)


def places(*folders: Path) -> dict[str, bytes]:
    """Return every file of the folders with its bytes, and the names of all."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files} | {"names of files": "\n".join(map(str, files)).encode()}


@contextmanager
def served(root: Path, folder: Path, notes: Path) -> Iterator[int]:
    """Run ``survey start`` at its most talkative; everything that it prints and logs is kept. Gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    talkative = "import logging; logging.basicConfig(level=0); from survey_app.cli import main; main()"
    environment = os.environ | {
        "SURVEY_FOLDER": str(folder), "SURVEY_PORT": str(port), "SURVEY_TODAY": TODAY.isoformat(),
        "SURVEY_ADDRESS": f"http://localhost:{port}", "PYTHONPATH": str(root),
    }  # fmt: skip
    with notes.open("wb") as stream:
        command = [sys.executable, "-c", talkative, "start"]
        server = subprocess.Popen(command, env=environment, cwd=root, stdout=stream, stderr=stream)
        try:
            _wait_for(port, server, notes)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes], notes: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, notes.read_text(encoding="utf-8")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("the server does not answer")
