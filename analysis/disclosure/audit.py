"""The audit: how closely anybody can tell, from released figures alone, how many of a group gave an answer.

Columns are audited one by one: what ties them together are numbers of people, and these are the same figure in every
table. Whatever is settled by moving people is settled at once; the rest is solved as integer programs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from analysis.disclosure.bounds import ContradictionError, Interval, Moves, Program, whole_people
from analysis.disclosure.magnitude_audit import Extreme, number_unknowns
from analysis.disclosure.released import ReleasedCube
from analysis.disclosure.system import Line, Unknowns, Whole, unknowns_of
from analysis.errors import AnalysisError

Wanted: TypeAlias = tuple[int, int | str, bool, tuple[int, ...]]
"""Line, name, whether it is everybody but those, and positions of a number that may not be told closely."""
LEAST = 2
"""Smallest distance between the least and the most that an outsider may be left with."""


class MixedWavesError(AnalysisError):
    """Releases of different waves where one wave is audited."""

    code = "mixed-waves"
    template = "releases of {waves}: audit the releases of one wave together, and other waves on their own."


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an outsider can derive of one answer of one level.

    Parameters
    ----------
    option : code of the option, the name of merged options; ``others`` of a code is everybody who answered otherwise.
    interval : None when the solver did not finish.
    """

    column: str
    banner: str
    level: str
    option: int | str
    others: bool
    interval: Interval | None

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
    exact : solve every target; otherwise those that are safe by moving people are given as wide as found.

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
    return _audit(_everything(cube), cube.population.n, exact=exact)


def audit_union(cubes: Sequence[ReleasedCube], *, exact: bool = False, refuse: bool = True) -> Audit:
    """Return what can be derived from several releases of one wave together: the people behind them are the same.

    Parameters
    ----------
    refuse : raise when nothing fits; otherwise all numbers of the column count as told too closely.

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
        return _audit(_everything(cubes[0]), cubes[0].population.n, exact=exact, refuse=refuse)
    found: dict[str, list[Unknowns]] = {}
    for cube in cubes:
        for one in _everything(cube, cubes):
            found.setdefault(one.column, []).append(one)
    if len({cube.population.n for cube in cubes}) > 1:
        raise ContradictionError(column=f"{waves[0]}: n")
    unions = tuple(union_of(parts) for parts in found.values())
    return _audit(unions, cubes[0].population.n, exact=exact, refuse=refuse)


def _everything(cube: ReleasedCube, releases: Sequence[ReleasedCube] = ()) -> tuple[Unknowns, ...]:
    """Return the unknowns of the columns with options, and of the classes of numbers."""
    return (*unknowns_of(cube), *number_unknowns(cube, releases))


def audit_releases(cubes: Sequence[ReleasedCube], *, exact: bool = False) -> dict[str, Audit]:
    """Return the audit of every wave among the releases, all releases of a wave together."""
    by_wave: dict[str, list[ReleasedCube]] = {}
    for cube in cubes:
        by_wave.setdefault(cube.wave, []).append(cube)
    return {wave: audit_union(found, exact=exact) for wave, found in by_wave.items()}


def union_of(parts: Sequence[Unknowns]) -> Unknowns:
    """Return the unknowns of one column with everything that any release of the wave says of them."""
    lines: list[Line] = []
    places: dict[tuple[str, str], int] = {}
    banners: list[tuple[int, ...]] = []
    for one in parts:
        at: dict[int, int] = {}
        for number, line in enumerate(one.lines):
            key = line.banner, line.level
            if key not in places:
                places[key] = len(lines)
                lines.append(line)
            else:
                lines[places[key]] = both(lines[places[key]], line)
            at[number] = places[key]
        banners += [tuple(at[number] for number in banner) for banner in one.banners]
    links = tuple(
        (number, tuple(places[line.banner, part] for part in line.merged))
        for number, line in enumerate(lines)
        if line.merged and all((line.banner, part) in places for part in line.merged)
    )
    return replace(
        parts[0],
        whole=any(one.whole for one in parts),
        lines=tuple(lines),
        banners=tuple(dict.fromkeys(banners)),
        links=links,
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


def _audit(unknowns: tuple[Unknowns, ...], n: int, *, exact: bool, refuse: bool = True) -> Audit:
    began = time.perf_counter()
    people = whole_people(unknowns, n)
    targets: list[Target] = []
    solved = 0
    for one in unknowns:
        made, programs = _column(one, people, exact=exact, refuse=refuse)
        targets += made
        solved += programs
    return Audit(targets=tuple(targets), solved=solved, seconds=time.perf_counter() - began)


def targets_of(unknowns: Unknowns) -> list[Wanted]:
    """Return line, name, whether it is the others, and positions of every number that may not be told closely."""
    answered = tuple(range(unknowns.options))
    found: list[Wanted] = []
    for number, line in enumerate(unknowns.lines):
        for name, positions in line.sets:
            found.append((number, name, False, positions))
            rest = tuple(at for at in answered if at not in positions)
            if len(line.sets) > 2 or unknowns.options > 2:
                found.append((number, name, True, rest))
    return found


def _column(
    unknowns: Unknowns, people: dict[tuple[str, str], int], *, exact: bool, refuse: bool
) -> tuple[list[Target], int]:
    known = people if unknowns.whole else {}
    program = Program(unknowns, known)
    point = program.start()
    free = Program(unknowns)
    if point is None:
        point = free.start()
    if point is None and refuse:
        raise ContradictionError(column=unknowns.column)
    wanted = targets_of(unknowns)
    frozen = tuple(range(unknowns.options, unknowns.states)) if unknowns.multi else ()
    found: list[Interval | None] = [None] * len(wanted)
    if point is not None:
        found = [*_moved(unknowns, program, point, wanted, frozen)]
    solved = 0
    for at, (number, _, _, positions) in enumerate(wanted):
        moved = found[at]
        if moved is not None and (exact or unknowns.links or moved.width < LEAST):
            found[at] = free.interval(number, positions)
            solved += 1
    lines = unknowns.lines
    made = [
        Target(
            column=unknowns.column,
            banner=lines[number].banner,
            level=lines[number].level,
            option=name,
            others=others,
            interval=interval,
        )
        for (number, name, others, _), interval in zip(wanted, found, strict=True)
    ]
    return made, solved


def _moved(
    unknowns: Unknowns, program: Program, point: Whole, wanted: Sequence[Wanted], frozen: tuple[int, ...]
) -> list[Interval]:
    """Return intervals that are certainly possible: by moving people at a point, and at points far from it."""
    found = _reached(unknowns, point, wanted, frozen)
    for sign in (-1.0, 1.0, -1.0):
        tight = [at for at, one in enumerate(found) if one.width < LEAST]
        if not tight:
            break
        cost = np.zeros(point.shape)
        for at in tight:
            number, _, others, positions = wanted[at]
            cost[number, list(positions)] += sign / (1 + len(tight) + at) if others else sign
        other = program.solve(cost)
        if other is not None:
            more = _reached(unknowns, other, wanted, frozen)
            found = [
                Interval(low=min(one.low, two.low), high=max(one.high, two.high), exact=False)
                for one, two in zip(found, more, strict=True)
            ]
    return found


def _reached(unknowns: Unknowns, point: Whole, wanted: Sequence[Wanted], frozen: tuple[int, ...]) -> list[Interval]:
    moves = Moves.at(unknowns, point, frozen=frozen)
    return [moves.interval(number, positions) for number, _, _, positions in wanted]
