"""Keys made once: generating RSA-3072 takes longer than most tests."""

from __future__ import annotations

import pytest

from survey_app.ballots.keys import PrivateKey, new_key


@pytest.fixture(scope="session")
def custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="session")
def second_custodian() -> PrivateKey:
    return new_key()
