"""What is published of the people themselves, whatever they answered: groups by traits, traits by traits, rolls.

Every level of every banner at once makes a *combination*: the women of group g1 over forty. A column's answers are
unknown in every combination; what the tables of traits say of these people bounds them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Whole: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Axes: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Banners with their single levels."""
Crossing: TypeAlias = tuple[Whole, npt.NDArray[np.float64]]
Inside: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Banners and the levels of each that somebody is in, all of them at once."""
BOUNDLESS = 2**31
NODES = 100
"""Search nodes after which a program is given up. A count, so it can be repeated."""
FEW_NODES = 200
"""The same where any table will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A bound on a weighted sum of people: of levels, or of where levels of two banners cross."""

    parts: tuple[tuple[int, Inside], ...]
    low: int
    high: int
    banners: frozenset[str]
    """The banners that it names."""

    @classmethod
    def of(cls, parts: Iterable[tuple[int, Inside]], *, low: int, high: int) -> Statement:
        """Return the statement about some parts."""
        held = tuple(parts)
        named = frozenset(banner for _, inside in held for banner, _ in inside)
        return cls(parts=held, low=low, high=high, banners=named)


def combinations_of(axes: Axes) -> Whole:
    """Return the position of the level on every axis, per combination; one combination where there is no axis."""
    ranges = [range(len(levels)) for _, levels in axes]
    found = list(product(*ranges))
    return np.array(found, dtype=np.int64).reshape(len(found), len(axes))


def within(axes: Axes, combinations: Whole, inside: Inside) -> Mask:
    """Return which combinations lie in all the levels named."""
    found = np.ones(len(combinations), dtype=np.bool_)
    at = {banner: (number, levels) for number, (banner, levels) in enumerate(axes)}
    for banner, wanted in inside:
        number, levels = at[banner]
        found &= np.array([level in wanted for level in levels], dtype=np.bool_)[combinations[:, number]]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everybody of a wave by combination: what bounds them.

    Parameters
    ----------
    matrix : int64 array, shape (R, C).
    low, high : int64 arrays, shape (R,).
    """

    matrix: Whole
    low: Whole
    high: Whole

    def someone(self) -> Whole | None:
        """Return a possible number of people per combination, shape (C,), as near the middle of all bounds as is found.

        There, most of them can be others; small crossings hold somebody whose answer can be another.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- slow to import
        from scipy.sparse import csr_array, eye_array, hstack, vstack  # noqa: PLC0415 -- as above

        count, rows = self.matrix.shape[1], len(self.matrix)
        matrix, off = csr_array(self.matrix.astype(np.float64)), eye_array(rows)
        known = np.minimum(self.high, self.low + 2 * self.matrix.shape[1] + BOUNDLESS)
        middle = (self.low + known) / 2
        useful = (known - self.low < BOUNDLESS // 2).astype(np.float64)
        bounded = vstack([hstack([matrix, 0 * off]), hstack([matrix, off]), hstack([matrix, -off])])
        low = np.concatenate([self.low, middle, np.full(rows, -np.inf)])
        high = np.concatenate([self.high, np.full(rows, np.inf), middle])
        found = milp(
            np.concatenate([np.zeros(count), useful / np.maximum(known - self.low, 1)]),
            integrality=np.repeat([1, 0], [count, rows]),
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(csr_array(bounded), low, high),
            options={"node_limit": FEW_NODES, "mip_rel_gap": 0.2},
        )
        return None if found.x is None else np.asarray(np.rint(found.x[:count]), dtype=np.int64)

    def holds(self, people: Whole) -> bool:
        """Return whether so many people of every combination are possible."""
        found = self.matrix @ people
        return bool(np.all(found >= self.low) and np.all(found <= self.high))

    def shifts(self, combinations: Whole, people: Whole) -> Shifts:
        """Return who may move from combination to combination where there are so many people in each."""
        places = {tuple(one): at for at, one in enumerate(combinations.tolist())}
        source, target, axes = list[int](), list[int](), list[int]()
        for one, at in places.items():
            for axis in range(combinations.shape[1]):
                for level in range(int(combinations[:, axis].max()) + 1):
                    if level != one[axis]:
                        source.append(at)
                        target.append(places[(*one[:axis], level, *one[axis + 1 :])])
                        axes.append(axis)
        of, to = np.array(source, dtype=np.int64), np.array(target, dtype=np.int64)
        values = self.matrix @ people
        step = self.matrix[:, to] - self.matrix[:, of]
        room = np.where(step > 0, (self.high - values)[:, None] // np.maximum(step, 1), BOUNDLESS)
        room = np.where(step < 0, (values - self.low)[:, None] // np.maximum(-step, 1), room)
        return Shifts(
            combinations=combinations,
            source=of,
            target=to,
            axis=np.array(axes, dtype=np.int64),
            room=np.asarray(room.min(axis=0, initial=BOUNDLESS), dtype=np.int64),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """Moves of one person to a combination that differs on one axis.

    Parameters
    ----------
    source, target, axis : int64 arrays, shape (Q,).
    room : int64 array, shape (Q,), how many may take it by what bounds the crowd.
    """

    combinations: Whole
    source: Whole
    target: Whole
    axis: Whole
    room: Whole
    seen: dict[bytes, tuple[list[Crossing], list[Crossing]]] = field(default_factory=dict, repr=False)

    def across(self, masks: Mask) -> tuple[list[Crossing], list[Crossing]]:
        """Return per axis which shifts enter each mask, and which leave it: their rows, and an array (M, rows).

        Each person is counted once: a shift stands for its part of those from, or to, all levels of the mask.
        """
        key = masks.tobytes()
        if key not in self.seen:
            entering, leaving = [], []
            for axis in range(self.combinations.shape[1]):
                rows = np.flatnonzero(self.axis == axis)
                levels = self.combinations[:, axis]
                width = int(levels.max()) + 1
                held = np.stack([masks[:, levels == level].any(axis=1) for level in range(width)], axis=1).sum(axis=1)
                of, to = masks[:, self.source[rows]], masks[:, self.target[rows]]
                entering.append((rows, (to & ~of) / np.maximum(held, 1)[:, None]))
                leaving.append((rows, (of & ~to) / np.maximum(width - held, 1)[:, None]))
            self.seen[key] = entering, leaving
        return self.seen[key]


def crowd_of(
    axes: Axes,
    combinations: Whole,
    statements: Iterable[Statement],
    lines: Sequence[tuple[Mask, int, int]],
    *,
    whole: bool,
) -> Crowd:
    """Return what bounds the people of a column: the statements about its banners, and the people of its lines.

    ``whole`` says that everybody was asked; otherwise those who were are at most so many, and only sums of people
    bound them, from above.
    """
    rows: dict[bytes, list[Any]] = {}

    def add(weights: Whole, low: int, high: int) -> None:
        row = rows.setdefault(weights.tobytes(), [weights, low, high])
        row[1:] = max(row[1], low), min(row[2], high)

    for mask, low, high in lines:
        add(mask.astype(np.int64), low, high)
    known = {banner: set(levels) for banner, levels in axes}
    for one in statements:
        if not one.banners <= known.keys():
            continue
        weights = np.zeros(len(combinations), dtype=np.int64)
        for weight, inside in one.parts:
            weights += weight * within(axes, combinations, inside)
        if whole:
            add(weights, one.low, one.high)
        elif np.all(weights >= 0):
            add(weights, 0, one.high)
    made = [row for row in rows.values() if np.any(row[0])]
    return Crowd(
        matrix=np.array([row[0] for row in made], dtype=np.int64).reshape(len(made), len(combinations)),
        low=np.array([row[1] for row in made], dtype=np.int64),
        high=np.array([row[2] for row in made], dtype=np.int64),
    )
