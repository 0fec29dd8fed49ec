"""The member's scripts, called from Python: in node and in chromium, with the same results."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

HERE = Path(__file__).parent


class RefusedError(Exception):
    """A refusal of the scripts; its text is the reason."""


class Engine:
    """Calls a function of harness.js with JSON values."""

    def __init__(self, ask: Callable[[list[Any]], dict[str, Any]]) -> None:
        self._ask = ask

    def __call__(self, name: str, *given: Any) -> Any:
        answer = self._ask([name, *given])
        assert "broken" not in answer, answer["broken"]
        if "refused" in answer:
            raise RefusedError(answer["refused"])
        return answer["given"]


@pytest.fixture(scope="session")
def scripts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped modules, the oracle and the harness; node is told that they are modules."""
    folder = tmp_path_factory.mktemp("scripts")
    for part in ("ballot", "form", "custodian"):
        shutil.copytree(root / "survey_app" / "web" / "static" / part, folder / part)
    for path in (root / "tests" / "vendor" / "blindrsa-ts.js", HERE / "harness.js", HERE / "serve.mjs"):
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def in_node(node: str, scripts: Path) -> Iterator[Engine]:
    with subprocess.Popen(
        [node, scripts / "serve.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:

        def ask(call: list[Any]) -> dict[str, Any]:
            running.stdin.write(json.dumps(call) + "\n")
            running.stdin.flush()
            return json.loads(running.stdout.readline())

        yield Engine(ask)
        running.stdin.close()


@pytest.fixture(scope="session")
def in_chromium(browser: Any, scripts: Path, serving: Callable[[Any], AbstractContextManager[str]]) -> Iterator[Engine]:
    app = Flask("scripts", static_folder=scripts, static_url_path="")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>scripts</title>")
    with serving(app) as address:
        page = browser.new_page()
        page.goto(address)

        def ask(call: list[Any]) -> dict[str, Any]:
            return page.evaluate("async (call) => (await import('/harness.js')).call(...call)", call)

        yield Engine(ask)
        page.close()


@pytest.fixture(params=["node", pytest.param("chromium", marks=pytest.mark.browser)])
def script(request: pytest.FixtureRequest) -> Engine:
    """The scripts in each of the two engines."""
    return request.getfixturevalue(f"in_{request.param}")
