from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SUMS = {"blindrsa-ts.js": "23af55d7888e529d3106972d38362af5ad1fdec3dce360bfcc2160cb41ed3cad"}


@pytest.mark.parametrize(("name", "expected"), SUMS.items())
def test_an_oracle_is_the_one_that_was_looked_at(name: str, expected: str):
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == expected


def test_every_oracle_has_its_sum_and_its_licence():
    assert {path.name for path in HERE.glob("*.js")} == set(SUMS)
    assert "Apache License" in (HERE / "LICENSES.txt").read_text(encoding="utf-8")
