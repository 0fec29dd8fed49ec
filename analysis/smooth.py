"""Any smooth function of shares, with its error: the covariance of all shares of a table and the delta method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import NOTHING, Design, Target
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.intervals import t_quantile

STEP = 1e-6
"""Step of a numerical gradient, in shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of the options within each level, with the covariance of all of them.

    Parameters
    ----------
    value : float64 array, shape (B, K), 0-1; 0 in a level without answers.
    covariance : float64 array, shape (B, K, B, K). Levels that are strata are independent, levels of a trait are not.
    base : int64 array, shape (B,).
    df : units minus strata.
    """

    value: Sums
    covariance: Sums
    base: Counts64
    df: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Smooth:
    """A function of shares, its error and t interval. Without a degree of freedom the interval is None."""

    value: float
    se: float
    low: float | None
    high: float | None
    df: int
    target: Target


def share_covariance(cells: Cells, design: Design, *, target: Target = Target.PROCESS) -> Shares:
    """Return the shares of the options within each level, and the covariance of all of them.

    Parameters
    ----------
    cells : of a column with options.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Returns
    -------
    Shares
        Shares 0-1; the covariance is exactly 0 where everyone was seen.

    Raises
    ------
    WrongKindError
        For a column without options.

    References
    ----------
    Sarndal, Swensson, Wretman 1992, section 5.5. R: ``vcov(svyby(~factor(q), ~g, design, svymean, covmat = TRUE))``.
    """
    if not cells.column.options:
        raise WrongKindError(what=cells.column.name, need="shares need a column with options")
    frame = design.frame(cells, target)
    options, levels = cells.options, len(cells.levels)
    w, w2 = (part[:, :, :options].reshape(len(part), -1) for part in (cells.w, cells.w2))
    totals = w.sum(axis=0).reshape(levels, options)
    size = np.where(totals.sum(axis=1) > 0, totals.sum(axis=1), 1.0)
    share = totals / size[:, None]
    raw = frame.covariance(w, w2).reshape(levels, options, levels, options)
    # p_k = T_k / T: dp_k = (dT_k - p_k dT) / T, on both sides
    left = (raw - share[:, :, None, None] * raw.sum(axis=1, keepdims=True)) / size[:, None, None, None]
    both = (left - share * left.sum(axis=3, keepdims=True)) / size[:, None]
    scale = float(frame.spread @ w2.sum(axis=1)) if not frame.clustered else float((w**2).sum())
    nothing = NOTHING * scale / float(size.min()) ** 2
    return Shares(
        value=share, covariance=np.where(np.abs(both) <= nothing, 0.0, both), base=cells.base, df=max(frame.df, 0)
    )


def smooth(
    cells: Cells,
    function: Callable[[Sums], float],
    design: Design,
    *,
    gradient: Callable[[Sums], npt.ArrayLike] | None = None,
    target: Target = Target.POPULATION,
) -> Smooth:
    """Return a smooth function of the shares of a table, with its linearised error.

    Parameters
    ----------
    cells : of a column with options.
    function : of the shares, float64 array of shape (B, K): an odds ratio, a difference of nets, an index.
    gradient : its derivatives, shape (B, K); by central differences when not given.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Returns
    -------
    Smooth
        In the unit of the function.

    Raises
    ------
    WrongKindError
        For a column without options, or a function that has no value or no slope at these shares.
    EmptyBaseError
        A level that nobody answered.

    References
    ----------
    Binder 1983; Sarndal, Swensson, Wretman 1992, section 5.5. R: ``svycontrast(means, quote(f(a, b)))``.
    """
    found = share_covariance(cells, design, target=target)
    if not np.all(found.base > 0):
        raise EmptyBaseError(what=f"{cells.column.name} x {cells.banner}")
    with np.errstate(all="ignore"):
        value = float(function(found.value))
        slope = _gradient(function, found.value) if gradient is None else np.asarray(gradient(found.value))
    if not (np.isfinite(value) and np.all(np.isfinite(slope))):
        raise WrongKindError(what=cells.column.name, need="the function has a value and a slope at these shares")
    flat = slope.reshape(-1)
    variance = float(flat @ found.covariance.reshape(len(flat), -1) @ flat)
    se = float(np.sqrt(max(variance, 0.0)))
    if se == 0:
        return Smooth(value=value, se=0.0, low=value, high=value, df=found.df, target=target)
    if found.df <= 0:
        return Smooth(value=value, se=se, low=None, high=None, df=0, target=target)
    half = t_quantile(found.df) * se
    return Smooth(value=value, se=se, low=value - half, high=value + half, df=found.df, target=target)


def _gradient(function: Callable[[Sums], float], at: Sums) -> Sums:
    slope = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[place] += STEP
        down[place] -= STEP
        slope[place] = (function(up) - function(down)) / (2 * STEP)
    return slope
