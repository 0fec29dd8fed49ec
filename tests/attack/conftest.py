"""The modules beside, which ``run.py`` uses too, and a folder for whatever is temporary."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.factories.beside import beside


@pytest.fixture(scope="session")
def polling() -> ModuleType:
    return beside(__file__, "polling")


@pytest.fixture(scope="session")
def scoring() -> ModuleType:
    return beside(__file__, "scoring")


@pytest.fixture(scope="session")
def searching() -> ModuleType:
    return beside(__file__, "searching")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process, its children and SQLite put temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder
