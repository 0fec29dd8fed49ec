"""Figures of small areas that lend each other strength. The product never releases them for branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Sums
from analysis.errors import EmptyBaseError, NoVarianceError, TooFewWavesError, TooManyAnswersError, WrongKindError

LEAST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallAreas:
    """Estimates of areas drawn to their mean.

    Parameters
    ----------
    between : variance between areas, by restricted likelihood; 0 draws every area to the mean.
    mean : the common mean; with covariates, the mean of the fitted values.
    weight : float64 array, shape (A,), how much of its own estimate each area keeps.
    value : float64 array, shape (A,), the best linear predictor.
    mse : float64 array, shape (A,), its mean squared error (g1 + g2 + 2 g3).
    adjusted : the variance between areas was 0 and was lifted, so that areas keep something of their own.
    """

    between: float
    mean: float
    weight: Sums
    value: Sums
    mse: Sums
    adjusted: bool = False


def fay_herriot(
    values: npt.ArrayLike,
    variances: npt.ArrayLike,
    *,
    covariates: npt.ArrayLike | None = None,
    lift: bool = False,
) -> SmallAreas:
    """Return area estimates drawn to their common mean, the more the less sure they are.

    Parameters
    ----------
    values : float array, shape (A,), direct estimates.
    variances : float array, shape (A,), their sampling variances, known and smoothed: an area of all or none has
        variance 0 by itself, so use the pooled share (``pooled_variances``).
    covariates : float array, shape (A, M), with a column of ones; only the ones by default.
    lift : where the variance between areas comes out 0, take that of the adjusted likelihood, which never is.

    Returns
    -------
    SmallAreas

    Raises
    ------
    TooFewWavesError
        Fewer than three areas, or not more areas than covariates.
    NoVarianceError
        An area without variance.
    WrongKindError
        Values that are not finite, or arrays that do not fit.

    References
    ----------
    Fay and Herriot 1979; Prasad and Rao 1990; Li and Lahiri 2010; Rao and Molina 2015, section 5.2. R: ``fh_reml(y,
    D)`` of ref_lib.R; ``sae::eblupFH``, ``sae::mseFH``.
    """
    y, known = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    x = np.ones((len(y), 1)) if covariates is None else np.asarray(covariates, dtype=np.float64)
    if len(y) < max(LEAST, x.shape[1] + 1):
        need = max(LEAST, x.shape[1] + 1)
        raise TooFewWavesError(what="Drawing areas together (areas in place of waves)", need=need, have=len(y))
    if x.shape[0] != len(y) or known.shape != y.shape or not (np.all(np.isfinite(y)) and np.all(np.isfinite(x))):
        raise WrongKindError(what="small areas", need="a finite value, a variance and covariates for each area")
    if not np.all(np.isfinite(known) & (known > 0)):
        raise NoVarianceError(what="small areas")
    between = _between(y, known, x, adjusted=False)
    adjusted = bool(lift and between == 0)
    if adjusted:
        between = _between(y, known, x, adjusted=True)
    weight = 1 / (between + known)
    inner = np.linalg.inv((x.T * weight) @ x)
    fit = x @ (inner @ (x.T @ (weight * y)))
    kept = between * weight
    g1, g2 = kept * known, (1 - kept) ** 2 * np.einsum("am,mn,an->a", x, inner, x)
    g3 = known**2 * weight**3 * 2 / float((weight**2).sum())
    return SmallAreas(
        between=between,
        mean=float(fit.mean()),
        weight=kept,
        value=kept * y + (1 - kept) * fit,
        mse=g1 + g2 + 2 * g3,
        adjusted=adjusted,
    )


def _between(y: Sums, known: Sums, x: Sums, *, adjusted: bool) -> float:
    """Return the variance between areas of most restricted likelihood, times itself for the adjusted one."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to import

    def loss(between: float) -> float:
        weight = 1 / (between + known)
        inner = (x.T * weight) @ x
        left = y - x @ np.linalg.solve(inner, x.T @ (weight * y))
        told = 0.5 * (-np.log(weight).sum() + np.linalg.slogdet(inner)[1] + weight @ left**2)
        return float(told - (np.log(between) if adjusted else 0.0))

    most = 10 * float(np.var(y, ddof=1)) + 1e-12
    least = most * 1e-9 if adjusted else 0.0
    found = minimize_scalar(loss, bounds=(least, most), method="bounded", options={"xatol": most * 1e-10})
    return 0.0 if not adjusted and loss(0.0) <= float(found.fun) else float(found.x)


def pooled_variances(x: npt.ArrayLike, n: npt.ArrayLike) -> Sums:
    """Return sampling variances of area shares from the pooled share, shape (A,): no area has 0.

    Parameters
    ----------
    x, n : favourable answers and answers of each area.

    Raises
    ------
    EmptyBaseError
        An area without answers.
    NoVarianceError
        All or nobody favourable everywhere.

    References
    ----------
    Rao and Molina 2015, section 6.4. R: ``pbar * (1 - pbar) / n``.

    Examples
    --------
    >>> pooled_variances([5, 0], [5, 5]).tolist()
    [0.05, 0.05]
    """
    seen, size = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if np.any(size <= 0):
        raise EmptyBaseError(what="small areas")
    p = float(seen.sum() / size.sum())
    if not 0 < p < 1:
        raise NoVarianceError(what="small areas")
    return p * (1 - p) / size


def finite_areas(values: npt.ArrayLike, drawn: SmallAreas, n: npt.ArrayLike, headcounts: npt.ArrayLike) -> Sums:
    """Return the share of each area's whole roll: what was seen as it is, and only the unseen part drawn to the mean.

    Parameters
    ----------
    values : float array, shape (A,), direct shares.
    drawn : from ``fay_herriot`` with variances of the process.
    n, headcounts : answers and people of each area. An area seen in full keeps its own share.

    Returns
    -------
    numpy.ndarray
        Shape (A,), 0-1.

    Raises
    ------
    TooManyAnswersError
        More answers than people.

    References
    ----------
    Rao and Molina 2015, section 5.3. R: ``f * p + (1 - f) * eblup``.
    """
    y, size, people = (np.asarray(part, dtype=np.float64) for part in (values, n, headcounts))
    for at in np.flatnonzero(size > people):
        raise TooManyAnswersError(what=f"area {at + 1}", n=int(size[at]), N=int(people[at]))
    fraction = size / people
    return np.asarray(fraction * y + (1 - fraction) * np.clip(drawn.value, 0.0, 1.0))


def benchmarked(values: npt.ArrayLike, headcounts: npt.ArrayLike, total: float) -> Sums:
    """Return area values moved by one amount, so that they add up to the value of the whole, shape (A,).

    Parameters
    ----------
    values : float array, shape (A,).
    headcounts : people of each area.
    total : the value of the whole.

    Raises
    ------
    EmptyBaseError
        Nobody on the rolls.

    References
    ----------
    Rao and Molina 2015, section 6.4.6. R: ``y + (total - weighted.mean(y, N))``.

    Examples
    --------
    >>> benchmarked([0.25, 0.75], [10, 10], 0.625).tolist()
    [0.375, 0.875]
    """
    y, people = np.asarray(values, dtype=np.float64), np.asarray(headcounts, dtype=np.float64)
    if not people.sum() > 0:
        raise EmptyBaseError(what="areas")
    return np.asarray(y + (total - float(people @ y / people.sum())))
