"""Levels over several waves: constant, a line, or something else; and tests on unlinked responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Cells
from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, NoConvergenceError, NoVarianceError, TooFewWavesError

LEVEL = 0.05


class Verdict(StrEnum):
    """What may be said of a series, in the order in which it is asked."""

    CONSTANT = "constant"
    LINEAR = "linear"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Q = linear + departure.

    Parameters
    ----------
    slope, se : points (or shares) per unit of time.
    total, linear, departure : chi-squared parts with T - 1, 1 and T - 2 degrees of freedom.
    verdict : ``constant`` when total is not significant; ``linear`` when the line is and the departure is not;
        ``changed`` otherwise.
    """

    slope: float
    se: float
    total: float
    linear: float
    departure: float
    waves: int
    p_total: float
    p_linear: float
    p_departure: float
    verdict: Verdict


class Trial(NamedTuple):
    """A test over waves."""

    statistic: float
    df: float
    p: float


class Ordered(NamedTuple):
    """Jonckheere's J with its moments under no trend."""

    statistic: float
    mean: float
    variance: float
    z: float
    p: float


def rounding_variance(unit: float) -> float:
    """Return the variance that rounding to multiples of ``unit`` adds to a released value: unit squared over 12.

    Parameters
    ----------
    unit : points, or shares.

    References
    ----------
    Sheppard 1898. R: ``unit^2 / 12``.
    """
    return unit**2 / 12


def trend(times: npt.ArrayLike, values: npt.ArrayLike, variances: npt.ArrayLike, *, rounding: float = 0.0) -> Trend:
    """Return the split of the differences between waves into a line and the departure from it.

    Parameters
    ----------
    times : float array, shape (T,), in the unit of the slope; gaps may differ.
    values, variances : float arrays, shape (T,), estimates of independent waves and their variances.
    rounding : variance added to each wave, for values that were rounded at release; see ``rounding_variance``.

    Raises
    ------
    TooFewWavesError
        Fewer than 3 waves: two waves have a difference only.
    NoVarianceError
        A wave without error (everybody answered); use the process target or the rounding variance.

    References
    ----------
    Taylor 1980, Public Opinion Quarterly 44. R: item ``dept.trend`` of make_reference.R.
    """
    t, y, v = (np.asarray(part, dtype=np.float64) for part in (times, values, variances))
    v = v + rounding
    if len(t) < 3:
        raise TooFewWavesError(what="A trend", need=3, have=len(t))
    if not np.all(v > 0):
        raise NoVarianceError(what="trend")
    weight = 1 / v
    centre_t, centre_y = (float(weight @ part / weight.sum()) for part in (t, y))
    width = float(weight @ (t - centre_t) ** 2)
    if width <= 0:
        raise TooFewWavesError(what="A trend", need=3, have=1)
    slope, se = float(weight @ ((t - centre_t) * y)) / width, 1 / sqrt(width)
    total, linear = float(weight @ (y - centre_y) ** 2), (slope / se) ** 2
    departure = max(total - linear, 0.0)
    p_total, p_linear = _tail(total, len(t) - 1), _tail(linear, 1)
    p_departure = _tail(departure, len(t) - 2)
    if p_total >= LEVEL:
        verdict = Verdict.CONSTANT
    else:
        verdict = Verdict.LINEAR if p_linear < LEVEL <= p_departure else Verdict.CHANGED
    return Trend(
        slope=slope,
        se=se,
        total=total,
        linear=linear,
        departure=departure,
        waves=len(t),
        p_total=p_total,
        p_linear=p_linear,
        p_departure=p_departure,
        verdict=verdict,
    )


def cochran_armitage(favourable: npt.ArrayLike, answers: npt.ArrayLike, scores: npt.ArrayLike) -> Trial:
    """Return the test of a trend in unweighted proportions over waves (process target).

    Parameters
    ----------
    favourable, answers : int arrays, shape (T,).
    scores : float array, shape (T,), times of the waves.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Armitage 1955. R: ``prop.trend.test(x, n, score)``.
    """
    x, n, t = (np.asarray(part, dtype=np.float64) for part in (favourable, answers, scores))
    p = x.sum() / n.sum()
    spread = p * (1 - p) * (n @ t**2 - (n @ t) ** 2 / n.sum())
    if spread <= 0:
        raise DegenerateTableError(what="Cochran-Armitage", rows=int(p > 0) + int(p < 1), columns=int((n > 0).sum()))
    value = float((t @ (x - n * p)) ** 2 / spread)
    return Trial(value, 1, _tail(value, 1))


class LogitTrend(NamedTuple):
    """A line through the log odds of a share: at time 0, per unit of time, and the errors of both."""

    intercept: float
    slope: float
    intercept_se: float
    slope_se: float


def logit_trend(
    cells: Cells, times: npt.ArrayLike, favourable: Sequence[int], design: Design, *, target: Target = Target.PROCESS
) -> LogitTrend:
    """Return the line through the log odds of some options over the levels of a banner, weighted, with design errors.

    Parameters
    ----------
    cells : of a column with options by a banner whose levels are waves; strata belong to one wave each.
    times : float array, shape (B,).
    favourable : positions of the options whose share is followed.

    Raises
    ------
    TooFewWavesError
        Fewer than two waves with answers.
    DegenerateTableError
        Everybody or nobody is favourable.
    NoConvergenceError
        No solution was found.

    References
    ----------
    Binder 1983. R: ``svyglm(y ~ time, design, family = quasibinomial)``.
    """
    t = np.asarray(times, dtype=np.float64)
    chosen = np.isin(np.arange(cells.options), list(favourable))
    parts = [part[:, :, : cells.options] for part in (cells.w, cells.w2)]
    yes, no = (np.concatenate([part[..., flag].sum(axis=2)[None] for part in parts]) for flag in (chosen, ~chosen))
    total_yes, total = yes[0].sum(axis=0), (yes[0] + no[0]).sum(axis=0)
    if np.count_nonzero(total) < 2 or not np.ptp(t[total > 0]) > 0:
        raise TooFewWavesError(what="A trend of log odds", need=2, have=int(np.count_nonzero(total)))
    if not 0 < total_yes.sum() < total.sum():
        raise DegenerateTableError(what="log odds", rows=1, columns=int(np.count_nonzero(total)))
    x = np.column_stack((np.ones_like(t), t))
    beta = np.array([float(special.logit(total_yes.sum() / total.sum())), 0.0])
    for _ in range(100):
        p = special.expit(x @ beta)
        information = (x.T * (total * p * (1 - p))) @ x
        step = np.linalg.solve(information, x.T @ (total_yes - total * p))
        beta = beta + step
        if float(np.abs(step).max()) < 1e-12:
            break
    else:
        raise NoConvergenceError(what="log odds", sweeps=100, deviation=float(np.abs(step).max()))
    own = np.linalg.solve(information, x.T)
    contrast = np.concatenate((own * (1 - p), -own * p), axis=1)
    sums, squares = (np.concatenate((yes[at], no[at]), axis=1) for at in (0, 1))
    variance = contrast @ design.frame(cells, target).covariance(sums, squares) @ contrast.T
    first, second = (sqrt(max(float(variance[at, at]), 0.0)) for at in (0, 1))
    return LogitTrend(float(beta[0]), float(beta[1]), first, second)


def jonckheere(table: npt.ArrayLike) -> Ordered:
    """Return the Jonckheere-Terpstra test that answers rise (z > 0) or fall over waves, with the variance under ties.

    Parameters
    ----------
    table : int array, shape (K, T), unweighted; options lowest first, waves in order.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Hollander and Wolfe 1999, section 6.2. R: ``jt(x, wave)`` of ref_lib.R; z of ``cor.test(method = "kendall")``.
    """
    counts = np.asarray(table, dtype=np.float64)
    below = np.cumsum(counts, axis=0) - counts
    earlier_below, earlier_same = (np.cumsum(part, axis=1) - part for part in (below, counts))
    value = float((counts * (earlier_below + earlier_same / 2)).sum())
    by_wave, by_option, n = counts.sum(axis=0), counts.sum(axis=1), float(counts.sum())
    if np.count_nonzero(by_wave) < 2 or np.count_nonzero(by_option) < 2 or n < 3:
        raise DegenerateTableError(
            what="Jonckheere", rows=np.count_nonzero(by_option), columns=np.count_nonzero(by_wave)
        )
    mean = (n**2 - float((by_wave**2).sum())) / 4

    def cubic(m: npt.NDArray[np.float64]) -> float:
        return float((m * (m - 1) * (2 * m + 5)).sum())

    def triples(m: npt.NDArray[np.float64]) -> float:
        return float((m * (m - 1) * (m - 2)).sum())

    def pairs(m: npt.NDArray[np.float64]) -> float:
        return float((m * (m - 1)).sum())

    variance = (n * (n - 1) * (2 * n + 5) - cubic(by_wave) - cubic(by_option)) / 72
    variance += triples(by_wave) * triples(by_option) / (36 * n * (n - 1) * (n - 2))
    variance += pairs(by_wave) * pairs(by_option) / (8 * n * (n - 1))
    z = (value - mean) / sqrt(variance)
    return Ordered(value, mean, variance, z, float(2 * special.ndtr(-abs(z))))


def kruskal(table: npt.ArrayLike) -> Trial:
    """Return the Kruskal-Wallis test that waves (or groups) differ, with the correction for ties.

    Parameters
    ----------
    table : int array, shape (K, T), unweighted; options lowest first.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Kruskal and Wallis 1952. R: ``kruskal.test(q ~ wave)``.
    """
    counts = np.asarray(table, dtype=np.float64)
    by_wave, by_option, n = counts.sum(axis=0), counts.sum(axis=1), float(counts.sum())
    ties = 1 - float((by_option**3 - by_option).sum()) / (n**3 - n) if n > 1 else 0.0
    found = by_wave > 0
    if ties <= 0 or np.count_nonzero(found) < 2:
        raise DegenerateTableError(
            what="Kruskal-Wallis", rows=np.count_nonzero(by_option), columns=np.count_nonzero(found)
        )
    ranks = np.cumsum(by_option) - by_option + (by_option + 1) / 2
    sums = ranks @ counts
    value = 12 / (n * (n + 1)) * float((sums[found] ** 2 / by_wave[found]).sum()) - 3 * (n + 1)
    free = int(np.count_nonzero(found)) - 1
    return Trial(value / ties, free, _tail(value / ties, free))


def _tail(value: float, free: float) -> float:
    return float(special.chdtrc(free, value))
