"""Cells: everything that leaves the rows. What is counted, by what, in which stratum; and how two countings add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Missing
from analysis.counting.spread import Spread
from analysis.errors import CellsMismatchError, NotCountedError

Counts64: TypeAlias = npt.NDArray[np.int64]
Sums: TypeAlias = npt.NDArray[np.float64]

EXITS = len(Missing)
"""States after the options: don't know, refused, skipped, not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a banner: a column of a two-way table."""

    key: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What a column is broken down by.

    Parameters
    ----------
    name : ``total`` (one level ``total``), ``group``, or the name of a trait column.
    levels : fixed list of levels; a level that nobody has keeps its place.
    positions : int64 array, shape (n,): position of the level of each response, -1 for none of them.
    """

    name: str
    levels: tuple[Level, ...]
    positions: Counts64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One column by one banner in one wave.

    Rows (first axis, length H) are strata; in a clustered design they are (stratum, cluster) pairs and ``row_stratum``
    says which stratum each belongs to. States (last axis, length S = K + 4) are the K options in order and then don't
    know, refused, skipped, not asked. A column with scores instead of options has K = 1.

    Parameters
    ----------
    n : int64 array, shape (H, B, S), unweighted responses.
    w, w2 : float64 arrays, shape (H, B, S), sums of weights and of squared weights.
    wy, w2y, w2y2 : float64 arrays, shape (H, B), over responses with a score; None for columns with options.
    row_stratum : int64 array, shape (H,), position in ``strata``.
    stratum_n : int64 array, shape (H,), all responses of the row, whatever they answered and in whatever level.
    stratum_w : float64 array, shape (H,), their weights.
    stratum_seen : int64 array, shape (H,), responses whose state on this column is known: an option or a score,
        don't know (known to hold no opinion) or not asked (known to be outside); the others are unseen people.
    clustered : whether rows are clusters.
    """

    wave: str
    column: Column
    banner: str
    levels: tuple[Level, ...]
    strata: tuple[str, ...]
    n: Counts64
    w: Sums
    w2: Sums
    wy: Sums | None = None
    w2y: Sums | None = None
    w2y2: Sums | None = None
    row_stratum: Counts64
    stratum_n: Counts64
    stratum_w: Sums
    stratum_seen: Counts64
    clustered: bool = False
    spread: Spread | None = None
    """Of a number: the weight of every value."""

    @property
    def options(self) -> int:
        """K, the number of option states."""
        return int(self.n.shape[2]) - EXITS

    @property
    def base(self) -> Counts64:
        """Unweighted people per level who gave an option or a score, shape (B,)."""
        return np.asarray(self.n[:, :, : self.options].sum(axis=(0, 2)))

    @property
    def asked(self) -> Counts64:
        """Unweighted people per level who were asked, shape (B,)."""
        return np.asarray(self.n[:, :, :-1].sum(axis=(0, 2)))

    def named(self, option: int, level: int) -> dict[str, object]:
        """Return what a tidy row about one option and one level begins with; both by their position."""
        return {
            "wave": self.wave,
            "stub": self.column.name,
            "option": self.column.options[option].code,
            "banner": self.banner,
            "group": self.levels[level].key,
        }

    def exits(self, why: Missing) -> Counts64:
        """Return the unweighted people per level without an answer for that reason, shape (B,)."""
        return np.asarray(self.n[:, :, self.options - 1 - int(why)].sum(axis=0))

    def domain_df(self, *, together: bool = False) -> Counts64:
        """Return units minus strata among those who gave an option or a score, per level, shape (B,).

        ``together``: of all levels as one domain, shape (1,).

        Units are clusters, or people where rows are strata. R: ``degf(subset(design, g == level & !is.na(q)))``.
        """
        here = self.n[:, :, : self.options].sum(axis=2)
        if together:
            here = here.sum(axis=1, keepdims=True)
        units = np.minimum(here, 1) if self.clustered else here
        found = np.zeros((len(self.strata), here.shape[1]), dtype=np.int64)
        np.add.at(found, self.row_stratum, units)
        return np.asarray(found.sum(axis=0) - np.count_nonzero(found, axis=0), dtype=np.int64)

    def table(self) -> Counts64:
        """Return the unweighted options-by-levels table, shape (K, B)."""
        return np.asarray(self.n[:, :, : self.options].sum(axis=0).T)

    def weighted_table(self) -> Sums:
        """Return the weighted options-by-levels table, shape (K, B)."""
        return np.asarray(self.w[:, :, : self.options].sum(axis=0).T)

    def __add__(self, other: Cells) -> Cells:
        """Return the cells of both sets of responses together.

        Raises
        ------
        CellsMismatchError
            When the two do not count the same thing in the same rows.
        """
        if self._frame() != other._frame() or not np.array_equal(self.row_stratum, other.row_stratum):
            raise CellsMismatchError(what=f"{self.column.name} x {self.banner}")
        return replace(
            self,
            n=self.n + other.n,
            w=self.w + other.w,
            w2=self.w2 + other.w2,
            wy=_plus(self.wy, other.wy),
            w2y=_plus(self.w2y, other.w2y),
            w2y2=_plus(self.w2y2, other.w2y2),
            spread=None if self.spread is None or other.spread is None else self.spread + other.spread,
            stratum_n=self.stratum_n + other.stratum_n,
            stratum_w=self.stratum_w + other.stratum_w,
            stratum_seen=self.stratum_seen + other.stratum_seen,
        )

    def _frame(self) -> tuple[object, ...]:
        keys = tuple(level.key for level in self.levels)
        return self.wave, self.column.name, self.banner, keys, self.strata, self.n.shape, self.wy is None


def _plus(left: Sums | None, right: Sums | None) -> Sums | None:
    return None if left is None or right is None else left + right


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All cells of one wave: the planned columns by the banners, and pairs of columns of one item or index.

    Parameters
    ----------
    tables : cells by (column name, banner name).
    pairs : int64 arrays, shape (H, Sa, Sb), unweighted, by the names of two columns.
    """

    wave: str
    strata: tuple[str, ...]
    tables: Mapping[tuple[str, str], Cells]
    pairs: Mapping[tuple[str, str], Counts64] = field(default_factory=dict)

    def cells(self, column: str, banner: str = "total") -> Cells:
        """Return the cells of one column by one banner.

        Raises
        ------
        NotCountedError
            When the column was not counted by that banner.
        """
        try:
            return self.tables[column, banner]
        except KeyError:
            raise NotCountedError(what=f"{column} x {banner}") from None

    def pair(self, a: str, b: str) -> Counts64:
        """Return the unweighted table of two columns of one item or index, shape (H, Sa, Sb).

        Raises
        ------
        NotCountedError
            When the two do not belong to one item or index.
        """
        if (a, b) in self.pairs:
            return self.pairs[a, b]
        if (b, a) in self.pairs:
            return self.pairs[b, a].transpose(0, 2, 1)
        raise NotCountedError(what=f"{a} x {b}")

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both sets of responses together; they must count the same things."""
        if self.tables.keys() != other.tables.keys() or self.pairs.keys() != other.pairs.keys():
            raise CellsMismatchError(what=f"counts of {self.wave}")
        return replace(
            self,
            tables={key: cells + other.tables[key] for key, cells in self.tables.items()},
            pairs={key: table + other.pairs[key] for key, table in self.pairs.items()},
        )
