"""An empty pair of stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_app.store import Stores, open_stores


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return open_stores(tmp_path / "var")
