"""The module beside, which ``run.py`` uses too."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.factories.beside import beside


@pytest.fixture(scope="session")
def measure() -> ModuleType:
    return beside(__file__, "measure")
