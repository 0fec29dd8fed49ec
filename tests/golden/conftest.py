"""The items of the shared reference, for the test beside."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    here = str(Path(__file__).parent)
    sys.path.insert(0, here)
    try:
        importlib.import_module("items")
        importlib.import_module("items_more")
        importlib.import_module("models")
        return importlib.import_module("registry")
    finally:
        sys.path.remove(here)
