"""Order taken away."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random, SystemRandom
from typing import TypeVar

Row = TypeVar("Row")


def shuffled(rows: Iterable[Row], *, randomness: Random | None = None) -> tuple[Row, ...]:
    """Return the rows in a random order; by default every order is equally likely and the system draws it."""
    mixed = list(rows)
    (randomness or SystemRandom()).shuffle(mixed)
    return tuple(mixed)
