"""The audit: how closely anybody can tell, from released figures alone, how many of a group gave an answer.

Columns are audited one by one, each over all combinations of the levels of its banners: what ties columns together are
numbers of people, by level and where levels cross, and these are the same figures in every table. Whatever is settled
by moving people is settled at once; the rest by integer programs, many numbers with one where that is possible.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import prod

import numpy as np

from analysis.disclosure.bounds import ContradictionError, Cross, Interval
from analysis.disclosure.crowd import Axes, Statement, Whole
from analysis.disclosure.magnitude_audit import Extreme, number_unknowns
from analysis.disclosure.released import ReleasedCube
from analysis.disclosure.settling import LEAST, Settled, Without, wanted_of
from analysis.disclosure.system import Line, Unknowns, unknowns_of
from analysis.disclosure.ticks import SettledTicks, items_of, together
from analysis.disclosure.walk import Walk
from analysis.errors import AnalysisError

LARGEST = 20_000
"""Unknowns of a column up to which all its banners are crossed at once; beyond, every two of them."""


class MixedWavesError(AnalysisError):
    """Releases of different waves where one wave is audited."""

    code = "mixed-waves"
    template = "releases of {waves}: audit the releases of one wave together, and other waves on their own."


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an outsider can derive of one answer of one level.

    Parameters
    ----------
    banner, level : two of each, with a cross between, where people are meant in whom two banners cross.
    option : code of the option, the name of merged options, or of a way to give none; ``others`` of an option is
        everybody who answered otherwise.
    interval : None when the solver did not finish.
    drop : of a number told too closely, the banner without which this column tells it no longer; None where it is told
        by the organisation's own row.
    """

    column: str
    banner: str
    level: str
    option: int | str
    others: bool
    interval: Interval | None
    drop: str | None = None
    beside: tuple[str, ...] = ()
    """Options of a multiple response that tell it only together: what is withheld, is withheld of them too."""

    @property
    def key(self) -> tuple[str, str, int | str, bool]:
        """Return what names it in its column."""
        return self.banner, self.level, self.option, self.others

    @property
    def narrow(self) -> bool:
        """Whether more can be told than is allowed: closer than two, or that nobody else answered otherwise."""
        return self.interval is None or self.interval.width < LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All targets of a release."""

    targets: tuple[Target, ...]
    solved: int
    """Targets that needed an integer program."""
    seconds: float
    extremes: tuple[Extreme, ...] = ()
    """Of numbers: what can be derived of the largest answers, where that was asked for."""

    @property
    def narrow(self) -> tuple[Target, ...]:
        """Targets that are told too closely."""
        return tuple(target for target in self.targets if target.narrow)

    @property
    def narrowest(self) -> int:
        """The smallest width found; 0 when a program did not finish."""
        return min((one.interval.width if one.interval else 0 for one in self.targets), default=LEAST)

    def told(self) -> dict[str, float]:
        """Return the audit as a released cube states it."""
        return {
            "targets": len(self.targets),
            "narrowest": min(self.narrowest, LEAST),
            "joint": 1,
            "solved": self.solved,
            "seconds": round(self.seconds, 2),
        }


def audit_cube(cube: ReleasedCube, *, exact: bool = False) -> Audit:
    """Return what an outsider, and an insider who takes himself out, can derive from a released cube.

    Parameters
    ----------
    exact : solve every target; otherwise those that are safe by moving people are given as wide as found. What the
        options of a multiple response tell together narrows a target only where that is too close.

    Notes
    -----
    An insider who knows one respondent's answer proves that all others gave option A only when at most one answered
    otherwise in every possible table: so the number of those who answered otherwise is a target too, and safe from
    width two on. That nobody else chose an option is proven only when at most one can have; the same.

    Raises
    ------
    ContradictionError
        Nothing fits: headcounts, answers or tables contradict each other.
    """
    return _audit(_everything(cube), exact=exact)


def audit_union(
    cubes: Sequence[ReleasedCube],
    *,
    exact: bool = False,
    refuse: bool = True,
    apart: bool = False,
    rolls: Mapping[str, int] | None = None,
    memory: Memory | None = None,
    droppable: Collection[tuple[str, str]] = (),
) -> Audit:
    """Return what can be derived from several releases of one wave together: the people behind them are the same.

    Parameters
    ----------
    refuse : raise when nothing fits; otherwise all numbers of the column count as told too closely.
    apart : where nothing fits all releases of a column, audit the last one by itself: then one of them was mistaken,
        and whoever does not know in what cannot hold them against each other.
    rolls : people on the roll of reporting groups, which everybody may know; as the releases tell them when left out.
    memory : of audits of nearly the same release; columns that are the same are not audited again.
    droppable : columns and banners that may be withheld. The audit of a column ends at the first number told too
        closely that one of them helps: it is audited anew without that one.

    Raises
    ------
    MixedWavesError
        The releases are of different waves; those share no people's answers and are audited one by one.
    ContradictionError
        The releases contradict each other.
    """
    waves = list(dict.fromkeys(cube.wave for cube in cubes))
    if len(waves) != 1:
        raise MixedWavesError(waves=", ".join(waves))
    if len(cubes) == 1:
        alone = _everything(cubes[0], rolls=rolls)
        return _audit(alone, exact=exact, refuse=refuse, memory=memory, droppable=droppable)
    found: dict[tuple[str, tuple[int, ...]], list[Unknowns]] = {}
    for cube in cubes:
        for one in _everything(cube, cubes, rolls=rolls):
            found.setdefault((one.column, one.codes), []).append(one)
    if len({cube.population.n for cube in cubes}) > 1:
        raise ContradictionError(column=f"{waves[0]}: n")
    unions = tuple(_fitting(parts) if apart else union_of(parts) for parts in found.values())
    return _audit(unions, exact=exact, refuse=refuse, memory=memory, droppable=droppable)


def _everything(
    cube: ReleasedCube, releases: Sequence[ReleasedCube] = (), *, rolls: Mapping[str, int] | None = None
) -> tuple[Unknowns, ...]:
    """Return the unknowns of the columns with options, and of the classes of numbers."""
    return (*unknowns_of(cube, rolls), *number_unknowns(cube, releases, rolls))


def audit_releases(cubes: Sequence[ReleasedCube], *, exact: bool = False) -> dict[str, Audit]:
    """Return the audit of every wave among the releases, all releases of a wave together."""
    by_wave: dict[str, list[ReleasedCube]] = {}
    for cube in cubes:
        by_wave.setdefault(cube.wave, []).append(cube)
    return {wave: audit_union(found, exact=exact) for wave, found in by_wave.items()}


def _fitting(parts: Sequence[Unknowns]) -> Unknowns:
    """Return the union where some table fits it, else what the last release alone says."""
    union = union_of(parts)
    return parts[-1] if len(parts) > 1 and Walk(Cross(union)).table() is None else union


def union_of(parts: Sequence[Unknowns]) -> Unknowns:
    """Return the unknowns of one column with everything that any release of the wave says of them."""
    lines: list[Line] = []
    places: dict[tuple[str, str], int] = {}
    levels: dict[str, dict[str, None]] = {}
    for one in parts:
        for line in one.lines:
            key = line.banner, line.level
            if key not in places:
                places[key] = len(lines)
                lines.append(line)
            else:
                lines[places[key]] = both(lines[places[key]], line)
        for banner, single in one.axes:
            levels.setdefault(banner, {}).update(dict.fromkeys(single))
    missing = [
        Statement.of([(1, ((banner, (level,)),))], low=0, high=0)
        for one in parts
        for banner, single in one.axes
        for level in levels[banner]
        if level not in single
    ]
    return replace(
        parts[0],
        whole=any(one.whole for one in parts),
        lines=tuple(lines),
        axes=tuple((banner, tuple(single)) for banner, single in levels.items()),
        statements=tuple(dict.fromkeys([*(said for one in parts for said in one.statements), *missing])),
    )


def both(one: Line, other: Line) -> Line:
    """Return what two releases say of one level."""
    return replace(
        one,
        low=np.maximum(one.low, other.low),
        high=np.minimum(one.high, other.high),
        shown=np.where(one.shown >= 0, one.shown, other.shown),
        sums=(*one.sums, *other.sums),
        people=(max(one.people[0], other.people[0]), min(one.people[1], other.people[1])),
        sets=max(one.sets, other.sets, key=len),
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """What audits of nearly the same release share: the people of every combination, and whole columns."""

    people: dict[object, Whole | None] = field(default_factory=dict)
    columns: dict[tuple[bytes, frozenset[str]], tuple[list[Target], int]] = field(default_factory=dict)


def _audit(
    unknowns: tuple[Unknowns, ...],
    *,
    exact: bool,
    refuse: bool = True,
    memory: Memory | None = None,
    droppable: Collection[tuple[str, str]] = (),
) -> Audit:
    began = time.perf_counter()
    memory = memory or Memory()
    targets: dict[tuple[object, ...], Target] = {}
    solved = 0

    def take(one: Unknowns, *, exact: bool) -> list[Target]:
        nonlocal solved
        may_go = frozenset(banner for column, banner in droppable if column in (one.members or (one.column,)))
        key = one.digest(exact=exact), may_go
        if key not in memory.columns:
            memory.columns[key] = _column(one, memory, exact=exact, refuse=refuse, may_go=may_go)
        made, programs = memory.columns[key]
        solved += programs
        return made

    for one in unknowns:
        targets |= {(target.column, *target.key): target for target in take(one, exact=exact)}
    told = {target.column for target in targets.values() if target.drop is not None}
    for options in items_of(unknowns):
        if told.isdisjoint(one.column for one in options):
            closely = [target for target in take(together(options), exact=False) if target.narrow]
            targets |= {
                (target.column, *target.key): target for one in closely for target in [_of_option(one, options)]
            }
    return Audit(targets=tuple(targets.values()), solved=solved, seconds=time.perf_counter() - began)


def _axes_of(unknowns: Unknowns) -> list[Axes]:
    """Return which banners are crossed at once: all, or every two where that would be too many."""
    if prod(len(levels) for _, levels in unknowns.axes) * unknowns.states <= LARGEST or len(unknowns.axes) < 3:
        return [unknowns.axes]
    return [tuple(pair) for pair in combinations(unknowns.axes, 2)]


def _column(
    unknowns: Unknowns, memory: Memory, *, exact: bool, refuse: bool, may_go: frozenset[str]
) -> tuple[list[Target], int]:
    narrowest: dict[tuple[str, str, int | str, bool], Interval | None] = {}
    solved, without = 0, Without(unknowns, memory.people)
    for axes in _axes_of(unknowns):
        cross = Cross(unknowns, axes, memory.people)
        wanted = wanted_of(cross)
        settled = (SettledTicks if unknowns.each else Settled)(cross, wanted, without)
        if settled.nothing and unknowns.members:
            continue
        if settled.nothing and refuse:
            raise ContradictionError(column=unknowns.column)
        if may_go and not settled.nothing:
            first = settled.first_helped(may_go)
            if first is not None:
                one, interval, drop = first
                return [_target(unknowns, one.key, interval, drop)], solved + settled.programs
        found = settled.intervals(exact=exact)
        solved += settled.programs
        for one, interval in zip(wanted, found, strict=True):
            narrowest[one.key] = _both_told(narrowest.get(one.key, interval), interval)
    made = []
    for key, interval in narrowest.items():
        target = _target(unknowns, key, interval)
        made.append(replace(target, drop=without.to_drop(key)) if target.narrow else target)
    return made, solved


def _both_told(one: Interval | None, other: Interval | None) -> Interval | None:
    """Return what two audits of a number leave: what both allow; the narrower where one says no more than a width."""
    if one is None or other is None:
        return None
    if one.exact and other.exact:
        return Interval(low=max(one.low, other.low), high=min(one.high, other.high))
    return min(one, other, key=lambda each: each.width)


def _of_option(target: Target, options: Sequence[Unknowns]) -> Target:
    """Return what all options together tell, as a number of one of them."""
    at, code = divmod(target.option, 2) if isinstance(target.option, int) else (0, None)
    names = tuple(one.column for one in options)
    return replace(
        target,
        column=names[at],
        option=target.option if code is None else options[at].codes[code],
        beside=(*names[:at], *names[at + 1 :]),
    )


def _target(
    unknowns: Unknowns, key: tuple[str, str, int | str, bool], interval: Interval | None, drop: str | None = None
) -> Target:
    banner, level, name, others = key
    return Target(
        column=unknowns.column,
        banner=banner,
        level=level,
        option=name,
        others=others,
        interval=interval,
        drop=drop,
    )
