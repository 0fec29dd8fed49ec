"""The modules beside: polls and publications, and what is derived from them."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.factories.beside import beside


@pytest.fixture(scope="session")
def publishing() -> ModuleType:
    return beside(__file__, "publishing")


@pytest.fixture(scope="session")
def deriving() -> ModuleType:
    return beside(__file__, "deriving")


@pytest.fixture(scope="session")
def artefacts() -> ModuleType:
    return beside(__file__, "artefacts")
