"""A served application and Debian's chromium, which may reach nothing but this machine."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server


def _web_fixtures() -> Any:
    name = "survey_web_fixtures"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "web" / "conftest.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


office = _web_fixtures().office
tally_key = _web_fixtures().tally_key
wave_questionnaire = _web_fixtures().wave_questionnaire

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_request(self, *_: object, **__: object) -> None:
        """Write nothing."""


@pytest.fixture
def address(office: Any) -> Iterator[str]:
    """Where the office's application is served."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, headless."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- starts a driver process

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()
