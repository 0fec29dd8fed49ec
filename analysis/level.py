"""The level behind a series: a random walk seen with error, its next value, and one break if the series is long."""

from __future__ import annotations

from math import exp, log, pi, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.errors import NoVarianceError, TooFewWavesError

FEWEST_LEVEL = 5
FEWEST_BREAK = 8


class LocalLevel(NamedTuple):
    """A local level: variances of its steps and of the error around it, and where it stands after the last value."""

    step_variance: float
    error_variance: float
    level: float
    level_variance: float

    def ahead(self, steps: int = 1) -> tuple[float, float]:
        """Return the expected value so many steps ahead and its standard error, the new error included."""
        return self.level, sqrt(self.level_variance + steps * self.step_variance + self.error_variance)


class Break(NamedTuple):
    """The best single break: values before it, sums of squares with and without it."""

    before: int
    squares: float
    squares_without: float


def local_level(values: npt.ArrayLike) -> LocalLevel:
    """Return the local level model of an evenly spaced series by maximum likelihood, starting from its first value.

    With few waves likelihood often puts the step variance at 0, which is too sure of itself: give a result of fewer
    than eight values as indicative.

    Parameters
    ----------
    values : float array, shape (T,), in time order.

    Raises
    ------
    TooFewWavesError
        Fewer than 5 values.
    NoVarianceError
        All values equal.

    References
    ----------
    Durbin and Koopman 2012, chapter 2. R: ``StructTS(y, "level")``, ``predict(fit, n.ahead = k)``.
    """
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to import

    y = np.asarray(values, dtype=np.float64)
    if len(y) < FEWEST_LEVEL:
        raise TooFewWavesError(what="A smoothed level", need=FEWEST_LEVEL, have=len(y))
    if not np.ptp(y) > 0:
        raise NoVarianceError(what="level")
    found = minimize_scalar(
        lambda size: -_filter(y, exp(size))[0], bounds=(-16.0, 8.0), method="bounded", options={"xatol": 1e-9}
    )
    ratio = exp(float(found.x))
    _, variance, level, spread = _filter(y, ratio)
    return LocalLevel(ratio * variance, variance, level, spread * variance)


def _filter(y: npt.NDArray[np.float64], ratio: float) -> tuple[float, float, float, float]:
    """Return log likelihood, error variance, level and its variance over the error variance, for one ratio."""
    level, spread, squares, logs = float(y[0]), 1.0, 0.0, 0.0
    for value in y[1:]:
        spread += ratio
        total = spread + 1.0
        gap = float(value) - level
        squares += gap**2 / total
        logs += log(total)
        level += spread / total * gap
        spread /= total
    n = len(y) - 1
    variance = squares / n
    return -0.5 * (n * log(2 * pi * variance) + logs + n), variance, level, spread


def single_break(values: npt.ArrayLike, *, least: int = 5) -> Break:
    """Return the break into two constant parts with the smallest sum of squares, each of ``least`` values or more.

    The search is exact. Whether there is a break at all is for a penalty to say: 3 ln T at known variances.

    Parameters
    ----------
    values : float array, shape (T,), in time order.
    least : fewest values of a part.

    Raises
    ------
    TooFewWavesError
        Fewer than 8 values, or than two parts.

    References
    ----------
    Killick, Fearnhead, Eckley 2012. R: ``changepoint::cpt.mean(y, method = "AMOC", minseglen = least)``.
    """
    y = np.asarray(values, dtype=np.float64)
    need = max(FEWEST_BREAK, 2 * least)
    if len(y) < need:
        raise TooFewWavesError(what="A break", need=need, have=len(y))
    centred = y - y.mean()
    before = np.arange(1, len(y))
    sums = np.cumsum(centred)[:-1]
    whole = float(centred @ centred)
    # with the whole centred at 0, both parts explain sums^2 (1/k + 1/(T - k))
    left = whole - sums**2 * (1 / before + 1 / (len(y) - before))
    allowed = (before >= least) & (before <= len(y) - least)
    best = int(np.argmin(np.where(allowed, left, np.inf)))
    return Break(int(before[best]), float(left[best]), whole)
