"""The modules beside, which ``run.py`` uses too."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.factories.beside import beside


@pytest.fixture(scope="session")
def attacking() -> ModuleType:
    return beside(__file__, "attacking")


@pytest.fixture(scope="session")
def moving() -> ModuleType:
    return beside(__file__, "moves")


@pytest.fixture(scope="session")
def outsider() -> ModuleType:
    return beside(__file__, "outsider")


@pytest.fixture(scope="session")
def organisations() -> ModuleType:
    return beside(__file__, "organisations")


@pytest.fixture(scope="session")
def publishers() -> ModuleType:
    return beside(__file__, "publishers")


@pytest.fixture(scope="session")
def results() -> ModuleType:
    return beside(__file__, "results")
