"""Weights that reproduce known totals of several variables, and trimming. Works on responses, before counting."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.errors import BadWeightError, EmptyTargetError, NoConvergenceError, WrongKindError

Reals = npt.NDArray[np.float64]
STEPS = 200
TOLERANCE = 1e-12


class Distance(StrEnum):
    """How far weights may move, and how that is measured."""

    LINEAR = "linear"
    """Without bounds weights may turn negative; with bounds they stop there."""
    RAKING = "raking"
    """Always positive."""
    LOGIT = "logit"
    """Between bounds."""


def calibrate(
    weight: Reals,
    x: Reals,
    totals: Reals,
    *,
    distance: Distance = Distance.LINEAR,
    bounds: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> Reals:
    """Return the factor of each weight, shape (n,), with which the responses add up to known totals.

    Parameters
    ----------
    weight : shape (n,), design weights.
    x : shape (n, M), what is known of each response; a column of ones for the number of people.
    totals : shape (M,), of the population.
    bounds : least and most factor, for ``logit`` (0.5 to 2 by default) and ``linear`` (none by default); numbers or
        arrays (n,). In a near-census use ``bounds_at_least_one``, so that everybody stands at least for himself.
    distance : how weights may move.

    Raises
    ------
    BadWeightError
        A weight that is missing, infinite, negative or zero.
    EmptyTargetError
        A category with people of which nobody answered.
    WrongKindError
        Arrays that do not fit, or bounds on one side of 1.
    NoConvergenceError
        No such factors exist, or none were found in 200 steps.

    References
    ----------
    Deville and Sarndal 1992. R: ``calibrate(design, ~x, totals, calfun = distance, bounds = bounds)``.
    """
    _refuse(weight, x, totals)
    free = (-np.inf, np.inf) if distance is not Distance.LOGIT else (0.5, 2.0)
    least, most = free if bounds is None or distance is Distance.RAKING else bounds
    low, high = (np.broadcast_to(np.asarray(bound, dtype=np.float64), weight.shape) for bound in (least, most))
    if np.any(low >= 1) or np.any(high <= 1):
        raise WrongKindError(what="calibration", need="bounds must lie on both sides of 1")
    scale = np.maximum(np.abs(totals), 1e-300)
    multiplier = np.zeros(x.shape[1])
    deviation = np.inf
    for _ in range(STEPS):
        factor, slope = _factor(x @ multiplier, distance, low, high)
        gap = totals - (weight * factor) @ x
        deviation = float(np.max(np.abs(gap) / scale))
        if deviation < TOLERANCE:
            return factor
        if not np.isfinite(deviation):
            break
        step = np.linalg.lstsq((x.T * (weight * slope)) @ x, gap, rcond=None)[0]
        multiplier = multiplier + step
    raise NoConvergenceError(what="calibration", sweeps=STEPS, deviation=deviation)


def bounds_at_least_one(weight: Reals, *, most: float = 4.0) -> tuple[Reals, Reals]:
    """Return bounds of factors with which no weight falls below 1, and none grows more than ``most`` times.

    Parameters
    ----------
    weight : shape (n,), above 1: where everybody of a stratum answered its weight is 1 and cannot be calibrated.
    most : greatest factor.

    Returns
    -------
    tuple
        Least and most factor, shape (n,), for ``calibrate``; the least stays a hair below 1 for weights of 1.

    Raises
    ------
    WrongKindError
        A weight below 1.

    References
    ----------
    Deville and Sarndal 1992, section 2. R: ``calibrate(..., bounds = list(lower = 1/w, upper = most))``.
    """
    if np.any(weight < 1 - 1e-9) or most <= 1:
        raise WrongKindError(what="calibration", need="design weights of 1 or more, and room above them")
    return np.minimum(1 / weight, 1 - 1e-9), np.full(weight.shape, most)


def _refuse(weight: Reals, x: Reals, totals: Reals) -> None:
    bad = int(np.count_nonzero(~np.isfinite(weight) | (weight <= 0)))
    if bad:
        raise BadWeightError(what="calibration", count=bad)
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(totals))) or x.shape != (len(weight), len(totals)):
        raise WrongKindError(what="calibration", need="a finite number per response and variable, a total per variable")
    if np.any((totals != 0) & ~np.any(x != 0, axis=0)):
        at = int(np.flatnonzero((totals != 0) & ~np.any(x != 0, axis=0))[0])
        raise EmptyTargetError(what=f"variable {at + 1}", target=totals[at])


def _factor(u: Reals, distance: Distance, low: Reals, high: Reals) -> tuple[Reals, Reals]:
    if distance is Distance.LINEAR:
        return np.clip(1 + u, low, high), np.asarray((1 + u > low) & (1 + u < high), dtype=np.float64)
    if distance is Distance.RAKING:
        grown = np.exp(np.minimum(u, 50.0))
        return grown, grown
    steep = (high - low) / ((1 - low) * (high - 1))
    # (L (U - 1) + U (1 - L) e^{Au}) / ((U - 1) + (1 - L) e^{Au}), written so that nothing overflows
    part = special.expit(steep * u + np.log(1 - low) - np.log(high - 1))
    return low + (high - low) * part, (high - low) * steep * part * (1 - part)


def calibrated_residuals(y: Reals, weight: Reals, x: Reals, factor: Reals) -> tuple[float, Reals]:
    """Return the mean under calibrated weights, and the linearised value of each response, shape (n,).

    Sum these by cluster and stratum and take their variance by ``Frame.variance``.

    Parameters
    ----------
    y : float64 array, shape (n,), the answers.
    weight : float64 array, shape (n,), above 0.
    x : float64 array, shape (n, M), as given to ``calibrate``.
    factor : float64 array, shape (n,), from ``calibrate``.

    References
    ----------
    Deville and Sarndal 1992, section 3. R: ``svymean(~y, calibrate(...))``.
    """
    own = weight * factor
    mean = float(own @ y / own.sum())
    return mean, calibrated_total(y - mean, weight, x, factor) / float(own.sum())


def calibrated_total(y: Reals, weight: Reals, x: Reals, factor: Reals) -> Reals:
    """Return the linearised value of each response for the total of y under calibrated weights, shape (n,).

    Parameters
    ----------
    y : float64 array, shape (n,), the answers.
    weight : float64 array, shape (n,), above 0.
    x : float64 array, shape (n, M), as given to ``calibrate``.
    factor : float64 array, shape (n,), from ``calibrate``.

    References
    ----------
    R: ``svytotal(~y, calibrate(...))``.
    """
    beta = np.linalg.lstsq((x.T * weight) @ x, (x.T * weight) @ y, rcond=None)[0]
    return np.asarray((y - x @ beta) * weight * factor)


def trim(weight: Reals, *, lower: float, upper: float) -> Reals:
    """Return weights between bounds; what is cut is spread evenly over the others, again and again. The sum is kept.

    Parameters
    ----------
    weight : float64 array, shape (n,), above 0.
    lower : least weight.
    upper : greatest weight.

    Raises
    ------
    NoConvergenceError
        The mean weight lies outside the bounds, so no weights between them keep the sum.

    References
    ----------
    R: ``trimWeights(design, upper = upper, lower = lower, strict = TRUE)``.
    """
    mean = float(weight.mean())
    if not lower <= mean <= upper:
        raise NoConvergenceError(what="trimming", sweeps=0, deviation=max(lower - mean, mean - upper))
    trimmed = weight.astype(np.float64)
    for _ in range(STEPS):
        outside = (trimmed < lower - 1e-12 * upper) | (trimmed > upper + 1e-12 * upper)
        if not outside.any():
            return trimmed
        cut = np.clip(trimmed, lower, upper)
        cut[~outside] += float((trimmed - cut).sum()) / max(int((~outside).sum()), 1)
        trimmed = cut
    raise NoConvergenceError(what="trimming", sweeps=STEPS, deviation=float(np.max(trimmed) - upper))
