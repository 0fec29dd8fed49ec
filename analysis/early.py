"""Early signal: a smoothed level with a prior, what the next wave may bring, and whether that ever helped.

Shares are 0-1 and their variances known from the design. Everything runs on the logit scale, so nothing leaves 0-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, pi, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Sums
from analysis.errors import NoVarianceError, WrongKindError
from analysis.gates import SURE_LEVEL, Method, require
from analysis.intervals import Interval, t_quantile

PRIOR_POINTS = 3.0
"""Scale of the half-normal prior of the change of the level from wave to wave, in points."""
GRID = 81
WIDEST = 4.0
"""The grid ends at so many scales of the prior."""


class Called(StrEnum):
    """What the wave that came was, against what was expected."""

    EXPECTED = "expected"
    ABOVE = "above"
    BELOW = "below"


class Source(StrEnum):
    """Whose interval is shown: the model's only when it did better in the past."""

    MODEL = "model"
    NAIVE = "same as last time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """The level behind a series of shares.

    Parameters
    ----------
    value, low, high : float64 arrays, shape (T,), 0-1; the level of each wave as known by then, with 95 % limits.
    drift : expected change of the level from wave to wave, in points, averaged over prior and likelihood.
    indicative : fewer than eight waves; say so wherever it is shown.
    """

    value: Sums
    low: Sums
    high: Sums
    drift: float
    indicative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the next wave may bring: expected share and 95 % interval, 0-1, of the figure that will be measured."""

    value: float
    low: float
    high: float
    source: Source
    indicative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How intervals did on waves that had come, by rolling origin: mean interval scores in points, lower is better."""

    model: float
    naive: float
    inside_model: int
    inside_naive: int
    tried: int

    @property
    def better(self) -> Source:
        """Whose interval to show."""
        return Source.MODEL if self.tried and self.model < self.naive else Source.NAIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """The last wave against what the waves before it led to expect."""

    called: Called
    expected: Ahead
    came: float
    score: Score


def smoothed_level(
    shares: npt.ArrayLike, variances: npt.ArrayLike, *, parts: Sequence[object] | None = None
) -> Smoothed:
    """Return the level behind a series of shares: a random walk seen with known errors.

    The size of the steps is not estimated by maximum likelihood, which with five waves puts it at 0 in every third
    series and then is too sure; it is averaged over a grid with a half-normal prior of 3 points a wave.

    Parameters
    ----------
    shares, variances : float arrays, shape (T,), of independent waves, 0-1 and squared shares.
    parts : see ``gates.require``.

    Returns
    -------
    Smoothed

    Raises
    ------
    TooFewWavesError
        Fewer than 5 waves.
    AcrossBreakError
        Waves across a break.
    NoVarianceError
        Wave without error (everybody answered): take the process target.
    WrongKindError
        Shares that are no finite numbers of 0-1.

    References
    ----------
    Durbin and Koopman 2012, chapter 2; Jackman 2005. R: ``dlm::dlmFilter(y, dlmModPoly(1, dV, dW))`` for one dW.
    """
    y, v = _logits(shares, variances)
    require(Method.LEVEL, len(y), parts)
    size, weight, runs = _average(y, v)
    mean = weight @ runs.level
    spread = weight @ (runs.spread + (runs.level - mean) ** 2)
    half = t_quantile(max(len(y) - 1, 1)) * np.sqrt(spread)
    middle = special.expit(mean)
    points = 100 * float(np.mean(middle * (1 - middle))) * float(weight @ size)
    return Smoothed(
        value=middle,
        low=special.expit(mean - half),
        high=special.expit(mean + half),
        drift=points,
        indicative=len(y) < SURE_LEVEL,
    )


def one_step(
    shares: npt.ArrayLike,
    variances: npt.ArrayLike,
    *,
    next_variance: float | None = None,
    parts: Sequence[object] | None = None,
) -> Ahead:
    """Return the 95 % interval of the share that the next wave will measure; never more than one wave ahead.

    Its variance is that of the level, of a step and of the next measurement; the naive interval, "same as last time",
    is shown instead unless the model did better on the waves that have come.

    Parameters
    ----------
    shares, variances : see ``smoothed_level``.
    next_variance : of the next measurement; the last one's by default.
    parts : see ``gates.require``.

    Returns
    -------
    Ahead

    Raises
    ------
    TooFewWavesError, AcrossBreakError, NoVarianceError, WrongKindError
        See ``smoothed_level``.

    References
    ----------
    Durbin and Koopman 2012, section 2.11. R: ``predict(StructTS(y, "level"), n.ahead = 1)``.
    """
    y, v = _logits(shares, variances)
    require(Method.SIGNAL, len(y), parts)
    given = np.asarray(shares, dtype=np.float64)
    last = given[-1]
    new = v[-1] if next_variance is None else _on_logits(float(last), float(next_variance))
    source = rolling_origin(shares, variances).better
    found = _expect(y, v, new) if source is Source.MODEL else _naive(y, v, new)
    value, interval = found
    return Ahead(value=value, low=interval.low, high=interval.high, source=source, indicative=len(y) < SURE_LEVEL)


def rolling_origin(shares: npt.ArrayLike, variances: npt.ArrayLike, *, first: int = 3) -> Score:
    """Return how the model's one-step intervals did against "same as last time", each wave told from those before it.

    Parameters
    ----------
    shares, variances : see ``smoothed_level``.
    first : waves before the first that is told.

    Returns
    -------
    Score
        Mean interval scores (width plus 40 times the miss) in points; ``tried`` is 0 for series of ``first`` waves.

    Raises
    ------
    NoVarianceError, WrongKindError
        See ``smoothed_level``.

    References
    ----------
    Gneiting and Raftery 2007, section 6.2. R: ``scoringutils::interval_score``.
    """
    y, v = _logits(shares, variances)
    came = np.asarray(shares, dtype=np.float64)
    totals, inside = [0.0, 0.0], [0, 0]
    tried = range(first, len(y))
    for at in tried:
        for which, found in enumerate((_expect(y[:at], v[:at], v[at]), _naive(y[:at], v[:at], v[at]))):
            low, high = found[1]
            miss = max(low - came[at], 0.0) + max(came[at] - high, 0.0)
            totals[which] += 100 * (high - low + 2 / 0.05 * miss)
            inside[which] += miss == 0
    count = max(len(tried), 1)
    return Score(
        model=totals[0] / count,
        naive=totals[1] / count,
        inside_model=inside[0],
        inside_naive=inside[1],
        tried=len(tried),
    )


def early_signal(shares: npt.ArrayLike, variances: npt.ArrayLike, *, parts: Sequence[object] | None = None) -> Signal:
    """Return whether the last wave lies in the interval that the waves before it gave, and how such intervals did.

    Parameters
    ----------
    shares, variances : see ``smoothed_level``; the last is the wave to judge, at least five come before it.
    parts : see ``gates.require``.

    Returns
    -------
    Signal

    Raises
    ------
    TooFewWavesError
        Fewer than 5 waves before the last.
    AcrossBreakError, NoVarianceError, WrongKindError
        See ``smoothed_level``.

    References
    ----------
    Gneiting and Raftery 2007. R: none.
    """
    came, spread = np.asarray(shares, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    _logits(came, spread)
    require(Method.SIGNAL, len(came) - 1, parts)
    expected = one_step(came[:-1], spread[:-1], next_variance=float(spread[-1]))
    value = float(came[-1])
    called = Called.ABOVE if value > expected.high else Called.BELOW if value < expected.low else Called.EXPECTED
    return Signal(called=called, expected=expected, came=value, score=rolling_origin(came[:-1], spread[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    """One filter per size of step: levels and their variances after each wave, shape (Q, T), and log likelihoods."""

    level: Sums
    spread: Sums
    likelihood: Sums


def _average(y: Sums, v: Sums) -> tuple[Sums, Sums, _Runs]:
    """Return the grid of steps on the logit scale, its posterior weights, and the filter at each."""
    centre = special.expit(float(y.mean()))
    scale = PRIOR_POINTS / 100 / (centre * (1 - centre))
    size = np.linspace(0.0, WIDEST * scale, GRID)
    runs = _filter(y, v, size**2)
    log_weight = runs.likelihood - 0.5 * (size / scale) ** 2
    weight = np.exp(log_weight - log_weight.max())
    return size, weight / weight.sum(), runs


def _filter(y: Sums, v: Sums, q: Sums) -> _Runs:
    level, spread = np.full(len(q), y[0]), np.full(len(q), v[0])
    levels, spreads, likelihood = [level], [spread], np.zeros(len(q))
    for value, error in zip(y[1:], v[1:], strict=True):
        before = spread + q
        total = before + error
        gap = value - level
        likelihood = likelihood - 0.5 * (log(2 * pi) + np.log(total) + gap**2 / total)
        level = level + before / total * gap
        spread = before * error / total
        levels.append(level)
        spreads.append(spread)
    return _Runs(level=np.stack(levels, axis=1), spread=np.stack(spreads, axis=1), likelihood=likelihood)


def _expect(y: Sums, v: Sums, new: float) -> tuple[float, Interval]:
    size, weight, runs = _average(y, v)
    level, spread = runs.level[:, -1], runs.spread[:, -1]
    mean = float(weight @ level)
    total = float(weight @ (spread + size**2 + (level - mean) ** 2)) + new
    return _carried(mean, total, len(y))


def _naive(y: Sums, v: Sums, new: float) -> tuple[float, Interval]:
    """Return the last wave again, with the errors of both measurements and the prior's usual step."""
    centre = float(special.expit(y[-1]))
    step = PRIOR_POINTS / 100 / (centre * (1 - centre))
    return _carried(float(y[-1]), float(v[-1]) + new + step**2, len(y))


def _carried(mean: float, variance: float, waves: int) -> tuple[float, Interval]:
    half = t_quantile(max(waves - 1, 1)) * sqrt(variance)
    low, high = (float(special.expit(mean + sign * half)) for sign in (-1, 1))
    return float(special.expit(mean)), Interval(low, high)


def _logits(shares: npt.ArrayLike, variances: npt.ArrayLike) -> tuple[Sums, Sums]:
    p, v = np.asarray(shares, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if p.ndim != 1 or p.shape != v.shape or not np.all(np.isfinite(p)) or not np.all((p >= 0) & (p <= 1)):
        raise WrongKindError(what="level", need="a share of 0-1 and a variance for each wave")
    if not np.all(np.isfinite(v) & (v > 0)):
        raise NoVarianceError(what="level")
    inside = _inside(p, v)
    return np.asarray(special.logit(inside)), v / (inside * (1 - inside)) ** 2


def _inside(p: Sums, v: Sums) -> Sums:
    """Return shares off 0 and 1: half a person is added to either side of the people that the variance stands for."""
    size = np.maximum(0.25 / v, 1.0)
    return np.where((p <= 0) | (p >= 1), (p * size + 0.5) / (size + 1), p)


def _on_logits(share: float, variance: float) -> float:
    return float(_logits([share], [variance])[1][0])
