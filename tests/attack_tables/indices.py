"""An index beside its members: what its value, and the people under it, say of the answers to each of them.

The members stand side by side as unknowns. An index of a group is the mean of its members' mean points, to half a
point, from their rounded counts; where the counts of a member are not displayed one by one it says something of them.
Its people are those of the member that fewest answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from outsider import EXITS, Document, Known, Outsider
from pooling import Number, Stacked
from sequels import System

from analysis.codebook import Column

HALF = 0.25
"""How far a value that is told to half a point may be off."""


class Beside:
    """The members of an index as unknowns side by side, with all that files say of them and of the index."""

    def __init__(self, documents: Sequence[Document], index: Column, known: Known) -> None:
        self.index, self.off = index, known.off
        self.documents = list(documents)
        self.members = [Outsider(documents, [name], known) for name in index.members]
        self.first = np.cumsum([0, *(one.width for one in self.members)])
        self.fits = all(one.stubs and np.array_equal(one.combos, self.members[0].combos) for one in self.members)

    @cached_property
    def told(self) -> Stacked:
        """What the tables of the index say that those of its members do not."""
        tables = [(document, table) for document in self.documents for table in document["tables"]]
        own = (self._told(*one) for one in tables if one[1]["stub"]["column"] == self.index.name)
        return [row for rows in own for row in rows]

    def system(self) -> System:
        """Return everything that is said as rows over people by answer to each member."""
        stacked = [
            (mask, self._padded(at, weights), low, high)
            for at, one in enumerate(self.members)
            for mask, weights, low, high in one.stacked
        ]
        stacked += self.told
        one = self.members[0]
        return System(one.combos, int(self.first[-1]), one.n, self.index.members, stacked)

    def numbers(self, of: Sequence[Sequence[Number]]) -> list[Number]:
        """Return the numbers of every member, in order, as numbers of all together: of the people the index is of."""
        people = [mask for mask, *_ in self.told]
        return [
            replace(number, weights=self._padded(at, number.weights))
            for at, own in enumerate(of)
            for number in own
            if any(np.array_equal(number.mask, mask) for mask in people)
        ]

    def _padded(self, at: int, weights: np.ndarray) -> np.ndarray:
        before, after = self.first[at], self.first[-1] - self.first[at + 1]
        return np.pad(weights, [(0, 0)] * (weights.ndim - 1) + [(int(before), int(after))])

    def _told(self, document: Document, table: Document) -> Stacked:
        """Return what the table of an index says of levels: the value where the members' people are told, the base."""
        banner, found = table["banner"]["column"], list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]()
        if banner not in self.members[0].banners:
            return []
        fewest = self._fewest(document)
        for base in table["bases"]:
            level = base["level"]
            if level == "total":
                continue
            mask = self.members[0].mask(banner, level)
            off = self.off * (level.count("+") + 1)
            if base["answered"] is None:
                continue
            if fewest is not None and self._answered(document, self.index.members[fewest], banner, level) is None:
                found.append((mask, *self._people(fewest, base, off)))
            value = next((one["value"] for one in table["measures"] if one["level"] == level), None)
            people = [self._answered(document, name, banner, level) for name in self.index.members]
            if value is not None and all(people) and not all(self._open(document, banner, level)):
                found.append((mask, *self._value(value, [n or 1 for n in people], off)))
        return found

    def _value(self, value: float, people: Sequence[int], off: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the row of a value: points over people, each count off as far as it may be."""
        row, slack = np.zeros(int(self.first[-1])), HALF * len(people) + 1e-6
        for at, (one, n) in enumerate(zip(self.members, people, strict=True)):
            k = len(one.options[one.stubs[0]])
            points = 100 * np.arange(k) / (k - 1)
            points = points[::-1] if one.stubs[0] in self.index.reversed else points
            row[self.first[at] : self.first[at] + k] = points / n
            slack += off * float(points.sum()) / n
        told = value * len(people)
        return row[None], np.array([told - slack]), np.array([told + slack])

    def _people(self, at: int, base: Document, off: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the rows of the people under an index: those of one member."""
        one = self.members[at]
        k = len(one.options[one.stubs[0]])
        rows = [one.states(one.stubs[0], range(k)), *(one.states(one.stubs[0], [k + exit_]) for exit_ in range(3))]
        shown = np.array([base["answered"], *(base[exit_] for exit_ in EXITS)], dtype=float)
        return self._padded(at, np.stack(rows)), np.maximum(shown - off, 0), shown + off

    def _fewest(self, document: Document) -> int | None:
        """Return the member that fewest answered, as displayed; None where several did."""
        people = [self._answered(document, name, "total", "total") for name in self.index.members]
        told = [n for n in people if n is not None]
        if len(told) < len(people) or told.count(min(told)) > 1:
            return None
        return int(np.argmin(told))

    def _open(self, document: Document, banner: str, level: str) -> Iterator[bool]:
        """Yield per member whether its counts of a level are displayed one by one: a value then adds nothing."""
        for one in self.members:
            (table,) = (
                table
                for table in document["tables"]
                if (table["stub"]["column"], table["banner"]["column"]) == (one.stubs[0], banner)
            )
            yield table["rung"].get(level) == "all"

    def _answered(self, document: Document, name: str, banner: str, level: str) -> int | None:
        for table in document["tables"]:
            if (table["stub"]["column"], table["banner"]["column"]) == (name, banner):
                for base in table["bases"]:
                    if base["level"] == level and base["answered"]:
                        return int(base["answered"])
        return None
