"""What every test may use: where things are, and what to do when a machine lacks a part."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"


def lacking(what: str) -> None:
    """Skip a test whose real part is missing here; under REQUIRE_ALL that is a failure."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"REQUIRE_ALL is set and {what} is missing")
    pytest.skip(f"{what} is missing on this machine")


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
