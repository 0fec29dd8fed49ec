"""Tables a move away from a possible one: somebody gives another answer, or two people change places.

A table is people by cell and answer. What every row leaves is written down once per table; a move is possible where all
rows of the sets that it changes leave room for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Stacked = Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Sets of people with rows of them: who, weights by answer, low and high."""
FREE = 1e6
"""More people than anybody can move."""


@dataclass(frozen=True)
class Moves:
    """What every row leaves to somebody who gives another answer; rows (R, W), pairs of answers (R, W * W)."""

    members: np.ndarray
    """The sets of people that rows are about, shape (sets, combos)."""
    holding: np.ndarray
    """The sets that hold each combo, shape (most, combos); one more than there are for none."""
    first: np.ndarray
    """Where the rows of each set begin."""
    owner: np.ndarray
    weights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    up: np.ndarray
    down: np.ndarray
    free: np.ndarray

    @classmethod
    def of(cls, stacked: Stacked, combos: int, width: int) -> Moves:
        """Return what the rows of some sets leave."""
        sizes = np.array([len(one[1]) for one in stacked], dtype=np.int64)
        weights = np.concatenate([one[1] for one in stacked])
        step = (weights[:, None, :] - weights[:, :, None]).reshape(len(weights), -1)
        with np.errstate(divide="ignore"):
            part = np.where(step == 0, 0, 1 / step)
        members = np.array([one[0] for one in stacked], dtype=np.float64).reshape(len(stacked), combos)
        inside = [np.flatnonzero(column) for column in members.T]
        holding = np.full((max(len(one) for one in inside), combos), len(stacked), dtype=np.int64)
        for combo, sets in enumerate(inside):
            holding[: len(sets), combo] = sets
        return cls(
            members=members,
            holding=holding,
            first=np.cumsum(sizes) - sizes,
            owner=np.repeat(np.arange(len(stacked)), sizes),
            weights=weights,
            low=np.concatenate([one[2] for one in stacked]),
            high=np.concatenate([one[3] for one in stacked]),
            up=np.maximum(part, 0),
            down=np.maximum(-part, 0),
            free=np.where(part == 0, FREE, 0),
        )

    def value(self, people: np.ndarray) -> np.ndarray:
        """Return what every row counts."""
        return np.asarray(np.einsum("rw,rw->r", self.weights, (self.members @ people)[self.owner]))

    def room(self, people: np.ndarray) -> np.ndarray:
        """Return per set how many may give answer t instead of s as far as its own rows go; of none, all."""
        made = np.full((len(self.members) + 1, self.up.shape[1]), FREE)
        now = self.value(people)
        over, under = np.minimum(self.high - now, FREE), np.minimum(now - self.low, FREE)
        room = over[:, None] * self.up
        room += under[:, None] * self.down
        room += self.free
        np.floor(np.minimum.reduceat(room, self.first) + 1e-9, out=made[:-1])
        return made

    def toward(
        self, people: np.ndarray, room: np.ndarray, mask: np.ndarray, enter: np.ndarray, *, upward: bool
    ) -> np.ndarray:
        """Return how two people can be moved so that one more, or one fewer, of a set gives some answers.

        They are the cells left and entered, shape (moves, 4): one of the set and one who is not give each other's
        answers, or one stands elsewhere (and the second leaves a cell that he enters).

        Parameters
        ----------
        room : what the rows leave at these people.
        enter : bool array, shape (W, W): from which answers to which it is one more.
        """
        width, into = len(enter), enter if upward else enter.T
        to_, from_ = (mask, ~mask) if upward else (~mask, mask)
        free = room[:-1].reshape(len(self.members), width, width) >= 1
        inside = self.members > 0
        found = [np.zeros((0, 4), dtype=np.int64)]
        for s, t in np.argwhere(into):
            here, there = np.flatnonzero((people[:, s] >= 1) & mask), np.flatnonzero((people[:, t] >= 1) & ~mask)
            at, to = _pairs(inside, here, there, free[:, s, t], free[:, t, s])
            found.append(np.stack([at * width + s, at * width + t, to * width + t, to * width + s], axis=1))
        more, less = self._alone(people)
        for t in np.flatnonzero(enter.any(axis=0)):
            here, there = np.flatnonzero(to_), np.flatnonzero((people[:, t] >= 1) & from_)
            at, to = _pairs(inside, here, there, more[:, t], less[:, t])
            stays = at * width + t
            found.append(np.stack([to * width + t, at * width + t, stays, stays], axis=1))
        return np.concatenate(found)

    def _alone(self, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return whether the rows of each set leave room for one more, or less, with an answer; shape (sets, W)."""
        now = self.value(people)[:, None]
        fits = [
            (now + step <= self.high[:, None] + 1e-9) & (now + step >= self.low[:, None] - 1e-9)
            for step in (self.weights, -self.weights)
        ]
        more, less = (np.logical_and.reduceat(one, self.first) for one in fits)
        return more, less


def _pairs(
    inside: np.ndarray, here: np.ndarray, there: np.ndarray, forth: np.ndarray, back: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return cells here and there where sets that hold one alone leave room: ``forth`` with the first, else ``back``."""
    one, other = inside[:, here, None], inside[:, None, there]
    fits = (forth[:, None, None] | ~one | other) & (back[:, None, None] | one | ~other)
    at, to = np.nonzero(fits.all(axis=0))
    return here[at], there[to]
