"""Quantiles of a column whose values are its options, with Woodruff's interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Cells
from analysis.design import Design, Target
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.estimate import scored
from analysis.intervals import t_quantile


class Quantile(NamedTuple):
    """A quantile, its interval, and the error that the interval implies (0 where there is no degree of freedom)."""

    value: float
    low: float
    high: float
    se: float


def quantile(
    cells: Cells, values: npt.ArrayLike, share: float, design: Design, *, target: Target = Target.POPULATION
) -> Quantile:
    """Return the smallest value with ``share`` of the weight at or below it, among everybody in the levels.

    The interval of the share at or below the quantile is carried back to values; it need not be symmetric.

    Parameters
    ----------
    cells : of a column with options, by one level.
    values : float array, shape (K,), the number that each option stands for, rising.
    share : between 0 and 1.

    Raises
    ------
    WrongKindError
        Values that do not rise or are not as many as options, or a share outside 0-1.
    EmptyBaseError
        Nobody answered.

    References
    ----------
    Woodruff 1952. R: ``svyquantile(~y, design, share)``, ``qrule = "math"``.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if len(numbers) != cells.options or np.any(np.diff(numbers) <= 0) or not 0 < share < 1:
        raise WrongKindError(what=cells.column.name, need="a quantile needs a rising value per option, a share in 0-1")
    if len(cells.levels) != 1:
        raise WrongKindError(what=cells.column.name, need="a quantile is of one level")
    weight = cells.w[:, :, : cells.options].sum(axis=(0, 1))
    if not weight.sum() > 0:
        raise EmptyBaseError(what=cells.column.name)
    below = np.cumsum(weight) / weight.sum()

    def at(wanted: float) -> float:
        place = int(np.argmax(below >= min(wanted, 1.0) - 1e-12))
        return float(numbers[place])

    value = at(share)
    found = scored(cells, (numbers <= value).astype(np.float64), design, target=target)
    df = int(found.level_df[0])
    if df <= 0:
        return Quantile(value, float(numbers[weight > 0][0]), float(numbers[weight > 0][-1]), 0.0)
    t = t_quantile(df)
    half = t * float(found.se[0])
    low, high = at(max(float(found.value[0]) - half, 1e-12)), at(float(found.value[0]) + half)
    return Quantile(value, low, high, (high - low) / (2 * t))
