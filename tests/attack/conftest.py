"""The modules beside, which ``run.py`` uses too."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = str(Path(__file__).parent)


def _module(name: str) -> ModuleType:
    sys.path.insert(0, HERE)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(HERE)


@pytest.fixture(scope="session")
def polling() -> ModuleType:
    return _module("polling")


@pytest.fixture(scope="session")
def scoring() -> ModuleType:
    return _module("scoring")


@pytest.fixture(scope="session")
def searching() -> ModuleType:
    return _module("searching")
