"""Figures of small areas that lend each other strength. The product never releases them for branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.errors import NoVarianceError, TooFewWavesError


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallAreas:
    """Estimates of areas drawn to their mean.

    Parameters
    ----------
    between : variance between areas, by restricted likelihood; 0 draws every area to the mean.
    mean : the common mean.
    weight : float64 array, shape (A,), how much of its own estimate each area keeps.
    value : float64 array, shape (A,), the best linear predictor.
    """

    between: float
    mean: float
    weight: npt.NDArray[np.float64]
    value: npt.NDArray[np.float64]


def fay_herriot(values: npt.ArrayLike, variances: npt.ArrayLike) -> SmallAreas:
    """Return area estimates drawn to their common mean, the more the less sure they are.

    Parameters
    ----------
    values : float array, shape (A,), direct estimates.
    variances : float array, shape (A,), their sampling variances, known and smoothed: an area of all or none has
        variance 0 by itself, so use the pooled share.

    Raises
    ------
    TooFewWavesError
        Fewer than three areas.
    NoVarianceError
        An area without variance.

    References
    ----------
    Fay and Herriot 1979; Rao and Molina 2015, section 5.2. R: ``fh_reml(y, D)`` of ref_lib.R; ``sae::eblupFH``.
    """
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to import

    y, known = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if len(y) < 3:
        raise TooFewWavesError(what="Drawing areas together (areas in place of waves)", need=3, have=len(y))
    if not np.all(known > 0):
        raise NoVarianceError(what="small areas")

    def loss(between: float) -> float:
        weight = 1 / (between + known)
        mean = float(weight @ y / weight.sum())
        return float(0.5 * (-np.log(weight).sum() + np.log(weight.sum()) + weight @ (y - mean) ** 2))

    most = 10 * float(np.var(y, ddof=1)) + 1e-12
    found = minimize_scalar(loss, bounds=(0.0, most), method="bounded", options={"xatol": most * 1e-10})
    between = 0.0 if loss(0.0) <= float(found.fun) else float(found.x)
    weight = 1 / (between + known)
    mean = float(weight @ y / weight.sum())
    kept = between * weight
    return SmallAreas(between=between, mean=mean, weight=kept, value=kept * y + (1 - kept) * mean)
