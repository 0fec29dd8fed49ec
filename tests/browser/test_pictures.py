"""The tutorial's pictures can be taken again: the same pages, of the same width."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser]


def test_the_script_walks_the_form_in_both_languages(root: Path, chromium: str, tmp_path: Path) -> None:
    """In a process of its own: a second browser of the synchronous kind cannot run beside the one of the tests."""
    script = f"import runpy, pathlib; runpy.run_path({str(root / 'docs' / 'pictures.py')!r})['take'](pathlib.Path({str(tmp_path)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "SURVEY_CHROMIUM": chromium},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    taken = sorted(tmp_path.glob("first-*.png"))
    assert {path.name for path in taken} == {path.name for path in (root / "docs" / "pictures").glob("first-*.png")}
    for path in taken:
        with Image.open(path) as image:
            assert image.width == 360
