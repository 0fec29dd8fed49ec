"""The tail of a weighted sum of chi-squared variables, where a test statistic is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

Reals = npt.NDArray[np.floating[Any]]


def saddlepoint_tail(value: float, weights: Reals, *, denominator: float = np.inf) -> float:
    """Return P(sum of weighted chi-squared(1) > value), or of their ratio to a chi-squared mean of ``denominator`` df.

    Parameters
    ----------
    value : the statistic.
    weights : float64 array, eigenvalues: the weights of the chi-squared variables.
    denominator : degrees of freedom of the denominator; infinite for a chi-squared sum.

    References
    ----------
    Kuonen 1999, Biometrika 86. R: ``survey::pchisqsum``, ``survey::pFsum(method = "saddlepoint")``.
    """
    from scipy.optimize import brentq  # noqa: PLC0415 -- slow to import

    if np.isfinite(denominator):  # P(Q > value * D / df) = P(Q - value/df * D > 0), D chi-squared of df
        scales = np.concatenate((weights, [-value / denominator]))
        # R counts whole degrees of freedom here, and still divides by the broken number
        free = np.concatenate((np.ones(len(weights)), [max(np.floor(denominator), 1.0)]))
        point = 0.0
    else:
        scales, free, point = weights, np.ones(len(weights)), value
    largest = scales.max()
    scales, point = scales / largest, point / largest

    def slope(z: float) -> float:
        return float((free * scales / (1 - 2 * z * scales)).sum() - point)

    negative = scales[scales < 0]
    floor = 1 / (2 * negative.min()) if len(negative) else -len(scales) / (2 * point) - 1e3
    ceiling = 0.5
    root = float(brentq(slope, floor * (1 - 1e-9), ceiling * (1 - 1e-9), xtol=1e-14))
    if abs(root) < 1e-8:  # at the mean the formula is 0/0
        return 0.5
    cumulant = float(-0.5 * (free * np.log(1 - 2 * root * scales)).sum())
    curvature = float(2 * (free * scales**2 / (1 - 2 * root * scales) ** 2).sum())
    w = float(np.sign(root) * np.sqrt(2 * (root * point - cumulant)))
    v = float(root * np.sqrt(curvature))
    return float(special.ndtr(-(w + np.log(v / w) / w)))
