"""What somebody derives who holds a publication: the least and the most that a number of people can be.

Unknown are whole numbers of people in the finest cross of the banners that are told, by answer. Every figure is a row.
Written apart from the audit of the release gate, and from the attackers of ``tests/attack_tables``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from publishing import Told
from scipy.optimize import Bounds, LinearConstraint, milp


@dataclass(frozen=True)
class Reader:
    """Somebody who knows the levels of every banner, the number of people, and what is told of one column.

    Parameters
    ----------
    levels : the finest levels by banner, without the total.
    states : answers of the column, exits included.
    people : everybody who handed in a ballot and was asked, where that is told exactly.
    """

    told: Sequence[Told]
    column: str
    levels: Mapping[str, Sequence[str]]
    states: int
    people: int | None = None

    @cached_property
    def places(self) -> list[tuple[str, ...]]:
        return list(product(*self.levels.values()))

    def row(self, banner: str, level: str, states: Sequence[int]) -> np.ndarray:
        """Return the unknowns that are people of a level who gave one of these answers."""
        names = list(self.levels)
        made = np.zeros((len(self.places), self.states))
        for at, place in enumerate(self.places):
            if banner == "total" or place[names.index(banner)] in level.split("+"):
                made[at, list(states)] = 1
        return made.reshape(-1)

    @cached_property
    def known(self) -> LinearConstraint:
        rows, low, high = [], [], []
        for one in self.told:
            if one.column == self.column and (one.banner == "total" or one.banner in self.levels):
                rows.append(self.row(one.banner, one.level, one.states))
                low.append(one.low)
                high.append(one.high)
        if self.people is not None:
            rows.append(self.row("total", "total", range(self.states)))
            low.append(self.people)
            high.append(self.people)
        return LinearConstraint(np.stack(rows), low, high)

    def derive(self, wanted: np.ndarray, *more: LinearConstraint) -> tuple[int, int] | None:
        """Return the least and the most of a weighted number of people; None when nothing fits."""
        ends = []
        for sign in (1.0, -1.0):
            found = milp(
                sign * wanted,
                integrality=np.ones(wanted.size),
                bounds=Bounds(0, np.inf),
                constraints=[self.known, *more],
            )
            if found.status == 2:
                return None
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def width(self, wanted: np.ndarray, *more: LinearConstraint) -> int:
        """Return how far apart the least and the most are."""
        found = self.derive(wanted, *more)
        assert found is not None, "what is told contradicts itself"
        return found[1] - found[0]

    def answers(self, place: np.ndarray, options: int, *more: LinearConstraint) -> list[int]:
        """Return the answers that somebody among the people of a place can have given."""
        found = []
        for state in range(options):
            wanted = place.reshape(-1, self.states).copy()
            wanted[:, [at for at in range(self.states) if at != state]] = 0
            ends = self.derive(wanted.reshape(-1), *more)
            if ends is not None and ends[1] >= 1:
                found.append(state)
        return found


def exactly(row: np.ndarray, people: int) -> LinearConstraint:
    """Return what somebody knows who knows how many people stand somewhere."""
    return LinearConstraint(row[None, :], people, people)


def answers_of_who_left(before: Reader, after: Reader, banner: str, level: str, options: int) -> list[int]:
    """Return the answers that somebody can have given who answered in one wave and left before the next.

    The reader knows that he left, where he stood, and that everybody else answered as before.
    """
    found = []
    for state in range(options):
        gone = before.row(banner, level, (state,))
        place = np.flatnonzero(gone)
        for at in place:
            low, high = (np.asarray(end) + after.known.A[:, at] for end in (after.known.lb, after.known.ub))
            still = LinearConstraint(after.known.A, low, high)
            there = LinearConstraint(np.eye(gone.size)[at][None, :], 1, np.inf)
            if before.derive(np.zeros(gone.size), still, there) is not None:
                found.append(state)
                break
    return found
