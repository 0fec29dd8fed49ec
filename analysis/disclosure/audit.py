"""The audit: how closely anybody can tell, from released figures alone, how many of a group gave an answer.

Columns are audited one by one: what ties them together are numbers of people, and these are the same figure in every
table. Whatever is settled by moving people is settled at once; the rest is solved as integer programs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from analysis.disclosure.bounds import ContradictionError, Interval, Moves, Program, whole_people
from analysis.disclosure.released import ReleasedCube
from analysis.disclosure.system import Unknowns, unknowns_of

LEAST = 2
"""Smallest distance between the least and the most that an outsider may be left with."""


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
    began = time.perf_counter()
    unknowns = tuple(unknowns_of(cube))
    people = whole_people(unknowns, cube.population.n)
    targets: list[Target] = []
    solved = 0
    for one in unknowns:
        made, programs = _column(one, people, exact=exact)
        targets += made
        solved += programs
    return Audit(targets=tuple(targets), solved=solved, seconds=time.perf_counter() - began)


def targets_of(unknowns: Unknowns) -> list[tuple[int, int | str, bool, tuple[int, ...]]]:
    """Return line, name, whether it is the others, and positions of every number that may not be told closely."""
    answered = tuple(range(unknowns.options))
    found: list[tuple[int, int | str, bool, tuple[int, ...]]] = []
    for number, line in enumerate(unknowns.lines):
        for name, positions in line.sets:
            found.append((number, name, False, positions))
            rest = tuple(at for at in answered if at not in positions)
            if len(line.sets) > 2 or unknowns.options > 2:
                found.append((number, name, True, rest))
    return found


def _column(unknowns: Unknowns, people: dict[tuple[str, str], int], *, exact: bool) -> tuple[list[Target], int]:
    known = people if unknowns.whole else {}
    program = Program(unknowns, known)
    point = program.start()
    free = Program(unknowns)
    if point is None:
        point = free.start()
    if point is None:
        raise ContradictionError(column=unknowns.column)
    frozen = range(unknowns.options, unknowns.states) if unknowns.multi else ()
    moves = Moves.at(unknowns, point, frozen=tuple(frozen))
    made, solved = [], 0
    for number, name, others, positions in targets_of(unknowns):
        line = unknowns.lines[number]
        interval: Interval | None = moves.interval(number, positions)
        if exact or (interval is not None and interval.width < LEAST):
            interval = free.interval(number, positions)
            solved += 1
        made.append(
            Target(
                column=unknowns.column,
                banner=line.banner,
                level=line.level,
                option=name,
                others=others,
                interval=interval,
            )
        )
    return made, solved
