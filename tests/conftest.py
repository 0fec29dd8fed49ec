"""What every test may use: where things are, and what to do when a machine lacks a part."""

from __future__ import annotations

import itertools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from werkzeug.serving import WSGIRequestHandler, make_server

from survey_app.operations import secrets, staff

ROOT = Path(__file__).parents[1]
LONGEST_FIRST = ("walk", "attack", "browser", "cli", "attack_tables", "real", "web")
"""Folders whose modules take longest. They begin first, so that no worker is left alone with one at the end."""
POOL = 32
"""More than a wave of the tests has strata, so that no two keys of a wave are alike."""
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def lacking(what: str) -> None:
    """Skip a test whose real part is missing here; under REQUIRE_ALL that is a failure."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"REQUIRE_ALL is set and {what} is missing")
    pytest.skip(f"{what} is missing on this machine")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes make no name of a test: they may hold a clock (gzip), and two workers would then collect different tests."""
    return argname if isinstance(val, bytes) else None


def pytest_configure(config: pytest.Config) -> None:
    """Let workers take modules in the order below, not the one with most tests first."""
    config.option.loadscopereorder = False


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module on one worker, so that what it shares is made once; the order within it stays the drawn one."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    turns = {folder: at for at, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: turns.get(item.path.relative_to(ROOT / "tests").parts[0], len(turns)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs."""
    folder = Path(os.environ.get("SURVEY_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        lacking(f"the folder {folder.name} (SURVEY_SHARED)")
    return folder


@pytest.fixture(scope="session")
def node() -> str:
    """The program that runs what the browser runs."""
    path = shutil.which("node")
    if path is None:
        lacking("node")
    return str(path)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The real browser."""
    path = shutil.which("chromium") or CHROMIUM
    if not Path(path).is_file():
        lacking("chromium")
    return path


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where pictures of pages are kept for people to look at."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, headless; it may reach nothing but this machine."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- starts a driver process

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_request(self, *_: object, **__: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="session")
def serving() -> Callable[[Any], AbstractContextManager[str]]:
    """Serve an application on a free port of this machine; gives its address."""

    @contextmanager
    def serve(app: Any) -> Iterator[str]:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()
        thread.join()
        server.server_close()

    return serve


@pytest.fixture(autouse=True, scope="session")
def _signing_keys_from_a_pool() -> Iterator[None]:
    """Let waves share a pool of signing keys: making one takes a tenth of a second, and tests open hundreds of waves."""
    pool: list[Any] = []
    made = secrets.new_signing_key

    def draw() -> Any:
        if len(pool) < POOL:
            pool.append(made())
            return pool[-1]
        return next(again)

    again = itertools.cycle(pool)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "new_signing_key", draw)
        yield


@pytest.fixture(autouse=True, scope="session")
def shipped_hasher() -> Iterator[PasswordHasher]:
    """Let passwords of tests be hashed quickly: a fifth of a second each is meant for attackers. Gives the slow one."""
    shipped = staff._HASHER
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(staff, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield shipped
