"""Where a series changes its level: exact searches with a penalty, and control charts for long series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Sums
from analysis.errors import NoVarianceError, WrongKindError
from analysis.gates import Method, require

PENALTY = 3.0
"""Times ln T; with 2, every fifth series of five to eight waves would show a break that is none."""
SEGMENT = 3
"""Fewest waves of a part when several breaks are searched."""
WIDTH = 1.128
"""Mean range of two normal values over their standard deviation."""
SIGMAS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """Parts of a series with a constant level each.

    Parameters
    ----------
    before : number of waves before each break; empty when the series needs none.
    levels : the level of each part, weighted by precision.
    gain : fall of the weighted sum of squares that the breaks bring, before the penalty.
    penalty : what a break must bring.
    """

    before: tuple[int, ...]
    levels: tuple[float, ...]
    gain: float
    penalty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A control chart: one point and two limits per wave.

    Parameters
    ----------
    centre, low, high : float64 arrays, shape (T,), in the unit of the values.
    value : float64 array, shape (T,), what is held against the limits: the values, or their moving average or sum.
    outside : positions of the waves beyond their limits.
    inflation : how much wider than sampling error the limits are; 1 for a plain chart.
    """

    value: Sums
    centre: Sums
    low: Sums
    high: Sums
    outside: tuple[int, ...]
    inflation: float


def find_break(
    values: npt.ArrayLike,
    variances: npt.ArrayLike,
    *,
    least: int = 1,
    penalty: float = PENALTY,
    parts: Sequence[object] | None = None,
) -> Breaks:
    """Return the one break of a series with known errors, if it pays the penalty.

    Parameters
    ----------
    values, variances : float arrays, shape (T,), of independent waves.
    least : fewest waves on either side.
    penalty : times ln T. With 3 a series of eight waves without break shows one in 7 %, of twenty in 3 %.
    parts : see ``gates.require``.

    Returns
    -------
    Breaks

    Raises
    ------
    TooFewWavesError
        Fewer than 8 waves.
    AcrossBreakError
        A known break: cut the series there first.
    NoVarianceError
        A wave without error.

    References
    ----------
    Killick, Fearnhead, Eckley 2012. R: ``changepoint::cpt.mean(y, method = "AMOC", penalty = "Manual")``.
    """
    y, v = _series(values, variances)
    require(Method.BREAK, len(y), parts)
    return _search(y, v, most=1, least=least, penalty=penalty)


def find_breaks(
    values: npt.ArrayLike,
    variances: npt.ArrayLike,
    *,
    least: int = SEGMENT,
    penalty: float = PENALTY,
    parts: Sequence[object] | None = None,
) -> Breaks:
    """Return all breaks of a long series with known errors that pay their penalty, by exact search.

    Parameters
    ----------
    values, variances : float arrays, shape (T,), of independent waves.
    least : fewest waves of a part.
    penalty : times ln T, for each break.
    parts : see ``gates.require``.

    Returns
    -------
    Breaks

    Raises
    ------
    TooFewWavesError
        Fewer than 12 waves.
    AcrossBreakError, NoVarianceError
        See ``find_break``.

    References
    ----------
    Jackson et al. 2005; Killick, Fearnhead, Eckley 2012. R: ``changepoint::cpt.mean(y, method = "PELT", minseglen =
    3)``.
    """
    y, v = _series(values, variances)
    require(Method.BREAKS, len(y), parts)
    return _search(y, v, most=len(y), least=least, penalty=penalty)


def p_chart(
    values: npt.ArrayLike, variances: npt.ArrayLike, *, laney: bool = True, parts: Sequence[object] | None = None
) -> Chart:
    """Return the control chart of a share over many waves, its limits following the error of each wave.

    Parameters
    ----------
    values, variances : float arrays, shape (T,), shares 0-1 and their variances, finite correction included.
    laney : widen the limits by how much more waves differ than sampling alone would make them.
    parts : see ``gates.require``.

    Returns
    -------
    Chart

    Raises
    ------
    TooFewWavesError
        Fewer than 20 waves.
    AcrossBreakError, NoVarianceError
        See ``find_break``.

    References
    ----------
    Shewhart 1931; Laney 2002. R: ``qcc::qcc(x, type = "p", sizes = n)``, ``ggQC`` for p'.
    """
    y, v = _series(values, variances)
    require(Method.CONTROL, len(y), parts)
    centre = float((y / v).sum() / (1 / v).sum())
    z = (y - centre) / np.sqrt(v)
    inflation = float(np.abs(np.diff(z)).mean()) / WIDTH if laney else 1.0
    half = SIGMAS * inflation * np.sqrt(v)
    return _chart(y, np.full_like(y, centre), half, inflation, bounded=True)


def ewma_chart(
    values: npt.ArrayLike, variances: npt.ArrayLike, *, memory: float = 0.2, parts: Sequence[object] | None = None
) -> Chart:
    """Return the chart of the exponentially weighted moving average, which sees small lasting shifts.

    Parameters
    ----------
    values, variances : float arrays, shape (T,).
    memory : weight of the newest wave, 0-1.
    parts : see ``gates.require``.

    Returns
    -------
    Chart

    Raises
    ------
    TooFewWavesError
        Fewer than 20 waves.
    WrongKindError
        A memory outside 0-1.
    AcrossBreakError, NoVarianceError
        See ``find_break``.

    References
    ----------
    Roberts 1959; Lucas and Saccucci 1990. R: ``qcc::ewma(y, lambda = memory)``.
    """
    if not 0 < memory <= 1:
        raise WrongKindError(what="moving average", need="the weight of the newest wave lies in 0-1")
    y, v = _series(values, variances)
    require(Method.CONTROL, len(y), parts)
    centre = float((y / v).sum() / (1 / v).sum())
    average, spread = np.empty_like(y), np.empty_like(y)
    last, error = centre, 0.0
    for at, (value, variance) in enumerate(zip(y, v, strict=True)):
        last = memory * value + (1 - memory) * last
        error = memory**2 * variance + (1 - memory) ** 2 * error
        average[at], spread[at] = last, error
    return _chart(average, np.full_like(y, centre), SIGMAS * np.sqrt(spread), 1.0, bounded=False)


def cusum(
    values: npt.ArrayLike,
    variances: npt.ArrayLike,
    *,
    slack: float = 0.5,
    limit: float = 5.0,
    parts: Sequence[object] | None = None,
) -> Chart:
    """Return the cumulative sums of standardised departures; the larger of the rising and the falling one, signed.

    Parameters
    ----------
    values, variances : float arrays, shape (T,).
    slack : half of the shift to be seen, in errors.
    limit : where a sum speaks, in errors.
    parts : see ``gates.require``.

    Returns
    -------
    Chart
        In errors, around 0.

    Raises
    ------
    TooFewWavesError
        Fewer than 20 waves.
    AcrossBreakError, NoVarianceError
        See ``find_break``.

    References
    ----------
    Page 1954. R: ``qcc::cusum(y, decision.interval = 5, se.shift = 1)``.
    """
    y, v = _series(values, variances)
    require(Method.CONTROL, len(y), parts)
    centre = float((y / v).sum() / (1 / v).sum())
    up = down = 0.0
    sums = np.empty_like(y)
    for at, z in enumerate((y - centre) / np.sqrt(v)):
        up, down = max(0.0, up + z - slack), max(0.0, down - z - slack)
        sums[at] = up if up >= down else -down
    return _chart(sums, np.zeros_like(y), np.full_like(y, limit), 1.0, bounded=False)


def _chart(value: Sums, centre: Sums, half: Sums, inflation: float, *, bounded: bool) -> Chart:
    low, high = centre - half, centre + half
    if bounded:
        low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    outside = tuple(int(at) for at in np.flatnonzero((value < low) | (value > high)))
    return Chart(value=value, centre=centre, low=low, high=high, outside=outside, inflation=inflation)


def _series(values: npt.ArrayLike, variances: npt.ArrayLike) -> tuple[Sums, Sums]:
    y, v = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if y.ndim != 1 or y.shape != v.shape or not np.all(np.isfinite(y)):
        raise WrongKindError(what="series", need="a finite value and a variance for each wave")
    if not np.all(np.isfinite(v) & (v > 0)):
        raise NoVarianceError(what="series")
    return y, v


def _search(y: Sums, v: Sums, *, most: int, least: int, penalty: float) -> Breaks:
    """Return the best partition into parts of ``least`` waves or more, with at most ``most`` breaks."""
    waves = len(y)
    price = penalty * log(waves)
    centred = y - y.mean()
    weight, first, second = (np.concatenate(([0.0], np.cumsum(part))) for part in (1 / v, centred / v, centred**2 / v))

    def loss(start: int, end: int) -> float:
        w, s = weight[end] - weight[start], first[end] - first[start]
        return float(second[end] - second[start] - s**2 / w)

    # best[j][end]: least loss of the first ``end`` waves in j + 1 parts
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [
        {end: (loss(0, end), ()) for end in range(least, waves + 1)}
    ]
    for _ in range(min(most, waves // least - 1)):
        grown: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end in range(least, waves + 1):
            options = [
                (told[0] + loss(start, end), (*told[1], start))
                for start, told in best[-1].items()
                if start <= end - least
            ]
            if options:
                grown[end] = min(options)
        best.append(grown)
    found = [(parts[waves][0] + price * at, parts[waves]) for at, parts in enumerate(best) if waves in parts]
    _, (left, before) = min(found, key=lambda one: one[0])
    cuts = (0, *before, waves)
    levels = tuple(float((y[a:b] / v[a:b]).sum() / (1 / v[a:b]).sum()) for a, b in pairwise(cuts))
    return Breaks(before=before, levels=levels, gain=max(loss(0, waves) - left, 0.0), penalty=price)
