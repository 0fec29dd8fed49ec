"""The values of a number with the people and the weight that stand on each: what medians and classes are taken from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST = 2_000_000
"""Entries of the table of one column; beyond that, values are first rounded to fewer figures."""
FIGURES = (3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """People and weights by row, level and value.

    Parameters
    ----------
    values : float64 array, shape (V,), rising.
    w : float64 array, shape (H, B, V), sums of weights.
    n : int64 array, shape (H, B, V), unweighted people.
    """

    values: npt.NDArray[np.float64]
    w: npt.NDArray[np.float64]
    n: npt.NDArray[np.int64]

    def __add__(self, other: Spread) -> Spread:
        """Return both sets of responses together."""
        values = np.union1d(self.values, other.values)
        w, n = np.zeros((*self.w.shape[:2], len(values))), np.zeros((*self.w.shape[:2], len(values)), dtype=np.int64)
        for one in (self, other):
            at = np.searchsorted(values, one.values)
            w[:, :, at] += one.w
            n[:, :, at] += one.n
        return Spread(values=values, w=w, n=n)

    def quantile(self, share: float, level: int) -> float:
        """Return the smallest value with ``share`` of a level's weight at or below it; NaN where nobody answered.

        References
        ----------
        R: ``svyquantile(~y, design, share)``, ``qrule = "math"``.
        """
        below = np.cumsum(self.w[:, level, :].sum(axis=0))
        if not len(below) or not below[-1] > 0:
            return float("nan")
        return float(self.values[int(np.argmax(below >= share * below[-1] * (1 - 1e-12)))])


def distinct(scores: npt.NDArray[np.float64], cells: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the values that occur, rising, and the position of each score among them.

    ``cells`` is the number of rows times levels: a column with so many values that the table would not be small is
    taken to three figures, then to two.

    Parameters
    ----------
    scores : float64 array of scores.

    References
    ----------
    None; a design of this library. R: ``unique(x)``.
    """
    values, at = np.unique(scores, return_inverse=True)
    for figures in FIGURES:
        if len(values) * cells <= MOST:
            break
        values, at = np.unique(_figures(scores, figures), return_inverse=True)
    return values, at.reshape(-1).astype(np.int64)


def _figures(scores: npt.NDArray[np.float64], figures: int) -> npt.NDArray[np.float64]:
    size = np.floor(np.log10(np.maximum(np.abs(scores), 1e-12)))
    unit = 10.0 ** (size - figures + 1)
    return np.asarray(np.rint(scores / unit) * unit, dtype=np.float64)
