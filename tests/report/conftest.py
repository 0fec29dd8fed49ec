"""Released cubes made by hand."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.factories import cubes as factory


@pytest.fixture(scope="session")
def cubes() -> ModuleType:
    """The factory of released cubes."""
    return factory
