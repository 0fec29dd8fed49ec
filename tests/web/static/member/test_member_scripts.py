"""The pure parts of the member's visit, run by node."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["casting", "journey"])
def test_node_passes(node: str, scripts: Path, name: str) -> None:
    command = [node, "--test", f"{name}.test.js"]
    done = subprocess.run(command, cwd=scripts, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
    passed = re.search(r"^# pass (\d+)", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) >= 7


def test_only_named_modules_reach_for_the_line_the_page_and_the_device(root: Path) -> None:
    """What decides (routing, reading, sealing, casting) touches neither page nor line; nothing names another host."""
    allowed = {
        "fetch(": {"wire.js"},
        "document.": {"page.js", "start.js", "address.js", "meeting.js", "left.js"},
        "Storage": {"start.js", "meeting.js", "left.js"},
        "location": {"address.js", "start.js", "meeting.js"},
    }
    for path in (root / "survey_app" / "web" / "static" / "member").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word, files in allowed.items():
            assert path.name in files or word not in text, (path.name, word)
        for word in ("innerHTML", "insertAdjacentHTML", "outerHTML", "eval(", "Function(", "http:", "https:", "cookie"):
            assert word not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE), (path.name, word)
