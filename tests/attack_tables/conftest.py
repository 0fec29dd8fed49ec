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
def attacking() -> ModuleType:
    return _module("attacking")


@pytest.fixture(scope="session")
def outsider() -> ModuleType:
    return _module("outsider")


@pytest.fixture(scope="session")
def organisations() -> ModuleType:
    return _module("organisations")


@pytest.fixture(scope="session")
def publishers() -> ModuleType:
    return _module("publishers")
