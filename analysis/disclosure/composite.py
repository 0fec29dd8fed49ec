"""Indices told from the rounded counts of their members, so that an index tells nothing that its items do not.

The index of a level is the mean of its members' mean scores, each from the counts that are rounded for display. It may
differ from the mean of persons' scores where some left members unanswered, and by the rounding; the errors allow for
the rounding. Where the members are not tabulated by that banner there is nothing to hold it against, and the weighted
mean of persons stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column
from analysis.counting import Cells
from analysis.counting.cells import Counts64, Sums
from analysis.design import Design, Target
from analysis.estimate import Estimates, scored
from analysis.intervals import normal_quantile

STEP = 2.5
"""Points to which the spread of persons' scores is rounded before errors are computed from it."""


@dataclass(slots=True)
class Shown:
    """The rounded counts of columns with options, by column and banner, and the cells of the organisation."""

    columns: dict[str, Column] = field(default_factory=dict)
    rows: dict[tuple[str, str], Counts64] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)

    def has(self, index: Column, banner: str) -> bool:
        """Return whether every member was tabulated by a banner."""
        return bool(index.members) and all((name, banner) in self.rows for name in index.members)


def points(index: Column, member: Column) -> Sums:
    """Return the points of each option of a member, shape (K,), 0-100 by position, from the other end when reversed."""
    found = 100 * np.arange(len(member.options)) / max(len(member.options) - 1, 1)
    return found[::-1] if member.name in index.reversed else found


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who an index is told of: displayed number, share of the roll, rows of the banner; ``rows`` None for everybody."""

    answered: int
    sampled: float
    rows: tuple[int, ...] | None


def index_of(
    index: Column,
    shown: Shown,
    design: Design,
    banner: str,
    people: People,
    person: tuple[Estimates, Estimates],
    *,
    at: int,
    base: int,
) -> tuple[Estimates, Estimates]:
    """Return an index for both targets, from its members' rounded counts; ``person`` where a member has none."""
    if people.rows is None:
        return _whole(index, shown, design, person, base)
    return _level(index, shown, banner, people, person, at=at, base=base) or person


def _whole(
    index: Column, shown: Shown, design: Design, person: tuple[Estimates, Estimates], base: int
) -> tuple[Estimates, Estimates]:
    made = []
    for target, true in zip((Target.POPULATION, Target.PROCESS), person, strict=True):
        parts = [
            scored(shown.cells[name], points(index, shown.columns[name]), design, target=target)
            for name in index.members
        ]
        n = max(int(true.base[0]), 1)
        value = float(np.mean([part.value[0] for part in parts]))
        if len(parts) == 1:
            se = float(parts[0].se[0])
        else:
            spread = float(person[1].se[0]) * math.sqrt(n)
            se = float(true.se[0]) * (_stepped(spread) / spread if spread > 0 else 1.0)
        made.append(_at(true, 0, value, math.hypot(se, _noise(index, shown, n, base))))
    return made[0], made[1]


def _level(
    index: Column,
    shown: Shown,
    banner: str,
    people: People,
    person: tuple[Estimates, Estimates],
    *,
    at: int,
    base: int,
) -> tuple[Estimates, Estimates] | None:
    means, spreads = [], []
    for name in index.members:
        column = shown.columns[name]
        row = shown.rows[name, banner][list(people.rows or ())].sum(axis=0)[: len(column.options)]
        if not row.sum():
            return None
        score = points(index, column)
        means.append(float(row @ score) / int(row.sum()))
        spreads.append(float(row @ score**2) / int(row.sum()) - means[-1] ** 2)
    n = max(people.answered, 2)
    alone = len(means) == 1
    spread = math.sqrt(max(spreads[0], 0.0)) if alone else _stepped(float(person[1].se[at]) * math.sqrt(n))
    process = spread / math.sqrt(n - 1)
    noise = _noise(index, shown, n, base)
    errors = (math.hypot(math.sqrt(1 - people.sampled) * process, noise), math.hypot(process, noise))
    value = float(np.mean(means))
    population, own = (_at(true, at, value, se) for true, se in zip(person, errors, strict=True))
    return population, own


def _stepped(spread: float) -> float:
    return max(STEP * round(spread / STEP), STEP)


def _noise(index: Column, shown: Shown, n: int, base: int) -> float:
    """Return the error, in points, that the rounding of the members' counts adds to their mean."""
    squares = sum(float((points(index, shown.columns[name]) ** 2).sum()) for name in index.members)
    return math.sqrt(base**2 / 12 * squares) / n / len(index.members)


def _at(true: Estimates, at: int, value: float, se: float) -> Estimates:
    half = normal_quantile() * se

    def put(array: npt.NDArray[np.float64], number: float) -> npt.NDArray[np.float64]:
        made = array.copy()
        made[at] = number
        return made

    return replace(
        true,
        value=put(true.value, value),
        se=put(true.se, se),
        low=put(true.low, max(value - half, 0.0)),
        high=put(true.high, min(value + half, 100.0)),
    )
