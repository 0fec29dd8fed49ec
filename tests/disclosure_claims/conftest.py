"""The modules beside: polls and publications, and what is derived from them."""

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
def publishing() -> ModuleType:
    return _module("publishing")


@pytest.fixture(scope="session")
def deriving() -> ModuleType:
    return _module("deriving")


@pytest.fixture(scope="session")
def artefacts() -> ModuleType:
    return _module("artefacts")
