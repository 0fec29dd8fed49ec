"""Correlation of what lies behind two scales, and the reliability that follows from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.errors import EmptyBaseError, WrongKindError

LEAST = 100
"""Answers below which no polychoric correlation is given."""
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_FAR = 12.0
"""Beyond so many standard deviations nobody is."""


def polychoric(counts: npt.ArrayLike) -> float:
    """Return the correlation of two normal variables cut into the scales of a table, in two steps.

    Thresholds come from the margins, the correlation by maximum likelihood. Empty cells are left as they are.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; both scales lowest first.

    Raises
    ------
    EmptyBaseError
        Fewer than 100 answers.
    WrongKindError
        An option that nobody chose: merge it with its neighbour first.

    References
    ----------
    Olsson 1979. R: ``psych::polychoric(x, correct = 0)``.
    """
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to import

    table = np.asarray(counts, dtype=np.float64)
    if table.sum() < LEAST:
        raise EmptyBaseError(what=f"polychoric (fewer than {LEAST} answers)")
    if np.any(table.sum(axis=0) == 0) or np.any(table.sum(axis=1) == 0) or min(table.shape) < 2:
        raise WrongKindError(what="polychoric", need="every option of both scales must have been chosen by somebody")
    rows, columns = (_thresholds(table.sum(axis=axis)) for axis in (1, 0))

    def loss(rho: float) -> float:
        below = bivariate_normal(rows[:, None], columns[None, :], rho)
        cells = np.diff(np.diff(below, axis=0), axis=1)
        return -float((table * np.log(np.maximum(cells, 1e-15))).sum())

    found = minimize_scalar(loss, bounds=(-0.999, 0.999), method="bounded", options={"xatol": 1e-9})
    return float(found.x)


def _thresholds(margin: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    cuts = special.ndtri(np.cumsum(margin)[:-1] / margin.sum())
    return np.concatenate(([-_FAR], cuts, [_FAR]))


def bivariate_normal(h: npt.ArrayLike, k: npt.ArrayLike, rho: float) -> npt.NDArray[np.float64]:
    """Return P(X <= h, Y <= k) for standard normals with correlation ``rho``, for arrays that broadcast.

    References
    ----------
    Drezner and Wesolowsky 1990. R: ``mvtnorm::pmvnorm(upper = c(h, k), corr = matrix(c(1, rho, rho, 1), 2))``.
    """
    a, b = np.broadcast_arrays(np.asarray(h, dtype=np.float64), np.asarray(k, dtype=np.float64))
    end = np.arcsin(rho)
    angle = end * (_POINTS + 1) / 2
    sine, cosine2 = np.sin(angle), np.cos(angle) ** 2
    power = -(a[..., None] ** 2 + b[..., None] ** 2 - 2 * a[..., None] * b[..., None] * sine) / (2 * cosine2)
    area = (np.exp(power) * _WEIGHTS).sum(axis=-1) * end / 2 / (2 * np.pi)
    return np.asarray(special.ndtr(a) * special.ndtr(b) + area)


def ordinal_alpha(correlations: npt.ArrayLike) -> float:
    """Return alpha of k scales from their polychoric correlations, shape (k, k): k/(k - 1) (1 - k / sum).

    References
    ----------
    Zumbo, Gadermann, Zeisser 2007. R: ``psych::alpha(polychoric(x)$rho)``.
    """
    matrix = np.asarray(correlations, dtype=np.float64)
    items = len(matrix)
    if items < 2 or not matrix.sum() > 0:
        raise WrongKindError(what="ordinal alpha", need="alpha needs two scales that go together")
    return items / (items - 1) * (1 - float(np.trace(matrix)) / float(matrix.sum()))
