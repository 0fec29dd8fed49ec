"""The modules of the member's visit in node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def scripts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped modules, the oracle of blind signatures and the tests that node runs."""
    folder = tmp_path_factory.mktemp("member-scripts")
    for name in ("ballot", "form", "member"):
        shutil.copytree(root / "survey_app" / "web" / "static" / name, folder / name)
    for path in (*HERE.glob("*.js"), root / "tests" / "vendor" / "blindrsa-ts.js"):
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def in_node(node: str, scripts: Path) -> Callable[[list[list[Any]]], list[Any]]:
    """Call functions of calls.js, all in one process."""

    def call(calls: list[list[Any]]) -> list[Any]:
        done = subprocess.run(
            [node, "calls.js"],
            cwd=scripts,
            input=json.dumps(calls),
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        return json.loads(done.stdout)

    return call
