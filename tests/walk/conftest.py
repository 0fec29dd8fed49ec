"""The demo, served by the real program: what `make run` starts."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest


@dataclass(frozen=True)
class Served:
    """A running installation and what it printed."""

    address: str
    folder: Path
    printed: str
    environment: dict[str, str]

    def codes(self) -> list[str]:
        return re.findall(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}-[0-9A-Z*~$=]", self.printed)

    def sign_in(self, name: str) -> tuple[str, str]:
        found = re.search(rf"^\s+\w+\s+{name}\s+(\S+)$", self.printed, flags=re.MULTILINE)
        assert found
        return name, found.group(1)

    def command(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "survey_app", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`survey start --demo` on a free port in an empty folder."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    environment |= {"SURVEY_FOLDER": str(folder), "SURVEY_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    log = folder.parent / "printed.txt"
    with log.open("w") as printed:
        server = subprocess.Popen(
            [sys.executable, "-m", "survey_app", "start", "--demo"],
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1800):
            if server.poll() is not None:
                pytest.fail(log.read_text())
            try:
                with urlopen(address, timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.1)
        yield Served(address=address, folder=folder, printed=log.read_text(), environment=environment)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
