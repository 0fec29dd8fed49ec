"""Brute force: every table of whole numbers that fits what a file says of one small question by two or three groups.

No program, no solver: all possible rows of each group are written down, and all ways to put them together are tried.
Rows of several groups that add up to the same are one, so three groups can be tried too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from outsider import Outsider

ROWS, PAIRS = 300_000, 12_000_000
"""Possible rows of a group, and pairs of rows, beyond which a question is too large."""


class TooLargeError(Exception):
    """A question with more tables than can be tried."""


@dataclass(frozen=True)
class Tables:
    """All tables that fit: rows of one set of groups and of all others together, and which go together."""

    mask: np.ndarray
    own: np.ndarray
    rest: np.ndarray
    fit: np.ndarray

    @property
    def number(self) -> int:
        """How many there are; ways to split the others are counted as one."""
        return int(self.fit.sum())

    def ends(self, weights: np.ndarray, *, whole: bool) -> tuple[int, int]:
        """Return the least and the most of the people of the set, or of all, who gave some answers."""
        value = self._value(weights, whole=whole)[self.fit]
        return int(value.min()), int(value.max())

    def leaves(self, weights: np.ndarray, answer: int, least: int, *, whole: bool) -> bool:
        """Return whether so many can have, with one person known to have given an answer."""
        one = np.zeros(self.own.shape[1])
        one[answer] = 1
        there = self._value(one, whole=whole) >= 1
        return bool(np.any(self.fit & there & (self._value(weights, whole=whole) >= least)))

    def _value(self, weights: np.ndarray, *, whole: bool) -> np.ndarray:
        own, rest = self.own @ weights, self.rest @ weights
        return np.asarray(own[:, None] + (rest[None, :] if whole else 0 * rest[None, :]))


def units_of(outsider: Outsider) -> list[np.ndarray]:
    """Return the sets of groups that something is said of: single groups, or groups that are told together.

    Raises
    ------
    TooLargeError
        Groups are told both alone and together.
    """
    units: list[np.ndarray] = []
    for mask, *_ in sorted(outsider.stacked, key=lambda one: -int(one[0].sum())):
        if not mask.all() and not any(np.array_equal(mask, unit) for unit in units):
            if any(np.any(mask & unit) and mask.sum() > 1 for unit in units):
                raise TooLargeError
            units.append(mask)
    pairs = [unit for unit in units if unit.sum() > 1]
    kept = [unit for unit in units if unit.sum() > 1 or not any(np.any(unit & pair) for pair in pairs)]
    covered = np.sum(kept, axis=0) > 0 if kept else np.zeros(len(outsider.combos), dtype=bool)
    return kept + [np.arange(len(covered)) == at for at in np.flatnonzero(~covered)]


def every(outsider: Outsider) -> list[Tables]:
    """Return all tables from the side of each set of groups.

    Raises
    ------
    TooLargeError
        There are too many.
    """
    units = units_of(outsider)
    rows = [_rows(outsider, unit) for unit in units]
    return [
        _seen(outsider, units[at], rows[at], [one for two, one in enumerate(rows) if two != at])
        for at in range(len(units))
    ]


def _seen(outsider: Outsider, mask: np.ndarray, own: np.ndarray, others: list[np.ndarray]) -> Tables:
    rest = np.zeros((1, outsider.width))
    for rows in others:
        if len(rest) * len(rows) > PAIRS:
            raise TooLargeError
        rest = np.unique((rest[:, None, :] + rows[None, :, :]).reshape(-1, outsider.width), axis=0)
    if len(own) * len(rest) > PAIRS:
        raise TooLargeError
    fit = np.ones((len(own), len(rest)), dtype=bool)
    for people, weights, low, high in outsider.stacked:
        if people.all():
            for one, least, most in zip(weights, low, high, strict=True):
                value = (own @ one)[:, None] + (rest @ one)[None, :]
                fit &= (value >= least) & (value <= most)
    return Tables(mask=mask, own=own, rest=rest, fit=fit)


def _rows(outsider: Outsider, unit: np.ndarray) -> np.ndarray:
    """Return every row of a set of groups that what is said of it, and of all, allows by itself."""
    most = np.full(outsider.width, float(outsider.n))
    least = np.zeros(outsider.width)
    own = []
    for mask, weights, low, high in outsider.stacked:
        here = np.array_equal(mask, unit)
        if not here and not mask.all():
            continue
        for one, at_least, at_most in zip(weights, low, high, strict=True):
            if np.all(one >= 0):
                most = np.where(one > 0, np.minimum(most, at_most / np.maximum(one, 1e-9)), most)
            if here:
                own.append((one, at_least, at_most))
                if np.count_nonzero(one) == 1 and one.max() == 1:
                    least = np.where(one > 0, np.maximum(least, at_least), least)
    ranges = [np.arange(int(low), int(high) + 1) for low, high in zip(least, most, strict=True)]
    if np.prod([float(len(one)) for one in ranges]) > ROWS:
        raise TooLargeError
    found = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, outsider.width)
    for one, at_least, at_most in own:
        value = found @ one
        found = found[(value >= at_least) & (value <= at_most)]
    return np.asarray(found)
