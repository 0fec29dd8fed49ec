"""Released cubes made by hand."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def cubes(root) -> ModuleType:
    """The factory of released cubes."""
    spec = importlib.util.spec_from_file_location("factory_of_cubes", root / "tests" / "factories" / "cubes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
