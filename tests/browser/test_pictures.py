"""The tutorial's pictures can be taken again: the same pages, of the same width."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser]


def test_the_script_walks_the_form_in_both_languages(
    root: Path, chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_CHROMIUM", chromium)
    taken = runpy.run_path(str(root / "docs" / "pictures.py"))["take"](tmp_path)
    assert {path.name for path in taken} == {path.name for path in (root / "docs" / "pictures").glob("first-*.png")}
    for path in taken:
        with Image.open(path) as image:
            assert image.width == 360
