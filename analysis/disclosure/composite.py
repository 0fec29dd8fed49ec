"""Indices told from the rounded counts of their members, so that an index tells nothing that its items do not.

The index of a level is the mean of its members' mean scores, each from the counts that are rounded for display; where a
member is not tabulated by that banner it is rounded, placed and audited all the same, and not displayed. An index whose
members have no rounded counts is not told. It may differ from the mean of persons' scores where some left members
unanswered, and by the rounding; the errors allow for the rounding.

How much persons differ is told by the members' distributions and by how well the members go together: the variance of a
sum is the sum of the variances over ``1 - alpha (k - 1) / k``. Of alpha the released class is used.

References
----------
Cronbach 1951, Psychometrika 16, equation 2, solved for the variance of the sum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.codebook import Column
from analysis.counting import Cells, Counts
from analysis.counting.cells import Counts64, Sums
from analysis.design import Design, Target
from analysis.disclosure.findings import ReleasedReliability
from analysis.disclosure.ladder import dominant, shape_of
from analysis.disclosure.protect import EXITS
from analysis.disclosure.rounding import Rounded, count_variance
from analysis.disclosure.rules import Rules
from analysis.estimate import scored
from analysis.intervals import normal_quantile

ENDS = (5.0, 95.0)
"""Values outside of which the index of a group is not told: nearly all would have given the same answer."""
CLASSES: Mapping[str, tuple[float, float]] = {
    "lt.6": (0.4, 0.6),
    ".6": (0.6, 0.7),
    ".7": (0.7, 0.8),
    ".8": (0.8, 0.9),
    "ge.9": (0.9, 0.96),
}
"""Where alpha lies in each class; at the open ends, where it usually does."""
CAUTIOUS = 0.9
"""Alpha where none is told: errors are then rather too large."""


@dataclass(slots=True)
class Shown:
    """The rounded counts of columns with options, by column and banner, and the cells of the organisation.

    ``rows`` and ``true`` hold people per level and state, the rounded ones and those they are rounded from.
    """

    columns: dict[str, Column] = field(default_factory=dict)
    rows: dict[tuple[str, str], Counts64] = field(default_factory=dict)
    true: dict[tuple[str, str], Counts64] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)

    def has(self, index: Column, banner: str) -> bool:
        """Return whether every member has rounded counts by a banner."""
        return bool(index.members) and all((name, banner) in self.rows for name in index.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value with its errors for both targets, in points."""

    value: float
    se: float
    se_process: float

    @property
    def ends(self) -> tuple[float, float]:
        """The interval of the population, inside what is possible."""
        half = normal_quantile() * self.se
        return max(self.value - half, 0.0), min(self.value + half, 100.0)


def base_member(index: Column, rounded: Mapping[str, Rounded], counts: Counts) -> str | None:
    """Return the member with the fewest answers as displayed, whose people stand under the index; None without one.

    An index has no people of its own: told beside its members' it would be a second figure of nearly the same ones.
    """
    banners = {banner for name, banner in counts.tables if name == index.name}
    known = [name for name in index.members if name in rounded]
    counted = all((name, banner) in counts.tables for name in known for banner in banners)
    if not known or len(known) < len(index.members) or not counted:
        return None
    return min(known, key=lambda name: int(rounded[name].total[:-EXITS].sum()))


def people_of(index: Column, cells: Cells) -> Cells:
    """Return the cells of a member as those of the index: all who answered are one state."""
    n, w, w2 = (
        np.concatenate([part[:, :, : cells.options].sum(axis=2, keepdims=True), part[:, :, cells.options :]], axis=2)
        for part in (cells.n, cells.w, cells.w2)
    )
    return replace(cells, column=index, n=n.astype(np.int64), w=w, w2=w2)


def people_rounded(rounded: Rounded, places: Sequence[int]) -> Rounded:
    """Return the rounded counts of a member as those of an index by some of the banners: all answers are one state."""

    def one_state(rows: Counts64) -> Counts64:
        return np.concatenate([rows[:, :-EXITS].sum(axis=1, keepdims=True), rows[:, -EXITS:]], axis=1)

    banners = (rounded.banners[at] for at in places)
    return Rounded(
        total=one_state(rounded.total[None, :])[0],
        banners=tuple(None if one is None else one_state(one) for one in banners),
    )


def points(index: Column, member: Column) -> Sums:
    """Return the points of each option of a member, shape (K,), 0-100 by position, from the other end when reversed."""
    found = 100 * np.arange(len(member.options)) / max(len(member.options) - 1, 1)
    return found[::-1] if member.name in index.reversed else found


def together(index: Column, reliability: ReleasedReliability | None) -> float:
    """Return the variance of the sum of the members over the sum of their variances, by the released class of alpha."""
    items = len(index.members)
    if items < 2:
        return 1.0
    alpha = CAUTIOUS
    if reliability is not None:
        alpha = (CLASSES[reliability.outcome][0] + CLASSES[reliability.upto or reliability.outcome][1]) / 2
    return 1 / (1 - alpha * (items - 1) / items)


def index_of_all(index: Column, shown: Shown, design: Design, *, answered: int, base: int, ratio: float) -> Told:
    """Return the index of the organisation, weighted, from the protected cells of its members.

    Parameters
    ----------
    answered : people, as displayed.
    base : what counts are rounded to.
    ratio : see ``together``.
    """
    found = []
    for target in (Target.POPULATION, Target.PROCESS):
        parts = [
            scored(shown.cells[name], points(index, shown.columns[name]), design, target=target)
            for name in index.members
        ]
        means = [float(part.value[0]) for part in parts]
        own = sum(float(part.se[0]) ** 2 for part in parts) / len(parts) ** 2 * ratio
        found.append(math.hypot(math.sqrt(own), _noise(index, shown, means, max(answered, 1), base)))
    return Told(value=float(np.mean(means)), se=found[0], se_process=found[1])


def index_of_level(
    index: Column,
    shown: Shown,
    banner: str,
    members: tuple[int, ...],
    *,
    answered: int,
    sampled: float,
    base: int,
    ratio: float,
) -> Told:
    """Return the index of some rows of a banner from the rounded counts of its members.

    Parameters
    ----------
    answered, sampled : people as displayed, and their share of the roll.
    base, ratio : as in ``index_of_all``.
    """
    means, spreads = _scores(index, shown, banner, members)
    n = max(answered, 2)
    process = math.sqrt(max(sum(spreads), 0.0) / len(spreads) ** 2 * ratio / (n - 1))
    noise = _noise(index, shown, means, n, base)
    return Told(
        value=float(np.mean(means)),
        se=math.hypot(math.sqrt(1 - sampled) * process, noise),
        se_process=math.hypot(process, noise),
    )


def one_sided(index: Column, shown: Shown, banner: str, rules: Rules) -> tuple[bool, ...]:
    """Return per level of a banner whether its index would tell of single answers.

    It would when nearly all stand at one end, or when of some member hardly anybody differs, or too few answered it:
    the index, less the other members, is that member. True and rounded counts must both pass, as everywhere.
    """
    found = []
    for level in range(len(shown.rows[index.members[0], banner])):
        few = any(
            _fails(shown.columns[name], rows[name, banner][level], rules)
            for name in index.members
            for rows in (shown.rows, shown.true)
        )
        value = 50.0 if few else float(np.mean(_scores(index, shown, banner, (level,))[0]))
        found.append(few or not ENDS[0] <= value <= ENDS[1])
    return tuple(found)


def _fails(member: Column, row: Counts64, rules: Rules) -> bool:
    shape = shape_of(member, row)
    counts = row[: shape.options]
    return int(counts.sum()) < rules.least(sensitive=shape.sensitive) or dominant(counts, shape, rules)


def _scores(index: Column, shown: Shown, banner: str, members: tuple[int, ...]) -> tuple[list[float], list[float]]:
    """Return the mean and the variance of each member's points."""
    means, spreads = [], []
    for name in index.members:
        column = shown.columns[name]
        row = shown.rows[name, banner][list(members)].sum(axis=0)[: len(column.options)]
        score, n = points(index, column), max(int(row.sum()), 1)
        means.append(float(row @ score) / n)
        spreads.append(float(row @ score**2) / n - means[-1] ** 2)
    return means, spreads


def _noise(index: Column, shown: Shown, means: Sequence[float], n: int, base: int) -> float:
    """Return the error, in points, that the rounding of the members' counts, and of their sums, adds to their mean."""
    squares = sum(
        float(((points(index, shown.columns[name]) - mean) ** 2).sum())
        for name, mean in zip(index.members, means, strict=True)
    )
    return math.sqrt(count_variance(base) * squares) / n / len(index.members)
