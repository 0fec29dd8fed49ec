"""The demo, served by the real program: what `make run` starts."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from survey_app.config import Settings
from survey_app.operations import demo


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

    def close_and_tally(self, wave: str) -> subprocess.CompletedProcess[str]:
        """Close the wave and tally it with the printed key and passphrase."""
        closed = self.command("wave", "close", wave)
        assert closed.returncode == 0, closed.stderr
        passphrase = self.folder.parent / "passphrase"
        found = re.search(r"mật khẩu khóa: (\S+)", self.printed)
        assert found
        passphrase.write_text(found.group(1))
        return self.command("tally", wave, "--key", self.key(), "--passphrase-file", passphrase)

    def key(self) -> Path:
        return self.folder / "demo" / "tally.key.json"

    def command(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "survey_app", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organisation, made once."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    demo.prepare(Settings(folder=folder), today=date.today(), step=lambda *_: None)  # noqa: DTZ011 -- the wave is open today
    return folder


@pytest.fixture
def served(demo_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """`survey start --demo` on a free port, on a copy of the demo."""
    folder = Path(shutil.copytree(demo_folder, tmp_path / "var"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    environment |= {"SURVEY_FOLDER": str(folder), "SURVEY_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    log = tmp_path / "printed.txt"
    with log.open("w") as printed:
        server = subprocess.Popen(
            [sys.executable, "-m", "survey_app", "start", "--demo"],
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if server.poll() is not None:
                pytest.fail(log.read_text())
            try:
                with urlopen(address, timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.1)
        yield Served(address=address, folder=folder, printed=log.read_text(), environment=environment)
    finally:
        server.terminate()
        server.wait(timeout=20)
