"""Correlation of what lies behind two scales, and the reliability that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import EXITS, Counts, Sums
from analysis.errors import EmptyBaseError, NoConvergenceError, WrongKindError

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

    Parameters
    ----------
    h : upper limits, in standard deviations.
    k : upper limits of the other variable.
    rho : their correlation, -1 to 1.

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

    Parameters
    ----------
    correlations : polychoric, float array, shape (k, k).

    Raises
    ------
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    Zumbo, Gadermann, Zeisser 2007. R: ``psych::alpha(polychoric(x)$rho)``.
    """
    matrix = np.asarray(correlations, dtype=np.float64)
    items = len(matrix)
    if items < 2 or not matrix.sum() > 0:
        raise WrongKindError(what="ordinal alpha", need="alpha needs two scales that go together")
    return items / (items - 1) * (1 - float(np.trace(matrix)) / float(matrix.sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalReliability:
    """Reliability of a set of scales from what lies behind them.

    Parameters
    ----------
    correlations : float64 array, shape (k, k), polychoric, after mending.
    alpha, omega : None for two scales: then the one correlation is all that can be told.
    clipped : the matrix was no correlation matrix and its negative eigenvalues were lifted; say so.
    n : answers of the pair with the fewest.
    """

    correlations: Sums
    alpha: float | None
    omega: float | None
    clipped: bool
    n: int


def ordinal_reliability(counts: Counts, columns: Sequence[str]) -> OrdinalReliability:
    """Return ordinal alpha and omega of the columns of one item or index, from their pairwise tables.

    Unweighted; every pair uses the people who answered both.

    Parameters
    ----------
    counts : of a wave, with the pairs of these columns.
    columns : names of two or more scales that point the same way.

    Returns
    -------
    OrdinalReliability

    Raises
    ------
    EmptyBaseError
        A pair with fewer than 100 answers.
    WrongKindError
        An option that nobody chose, or fewer than two columns.
    NotCountedError
        Columns that do not belong together.

    References
    ----------
    Zumbo, Gadermann, Zeisser 2007; McDonald 1999. R: ``psych::polychoric(x, correct = 0)``, ``psych::alpha``,
    ``psych::fa(rho, 1, fm = "minres")``.
    """
    if len(columns) < 2:
        raise WrongKindError(what="reliability", need="two or more scales")
    matrix, fewest = np.eye(len(columns)), np.inf
    for i, j in combinations(range(len(columns)), 2):
        table = counts.pair(columns[i], columns[j]).sum(axis=0)[:-EXITS, :-EXITS]
        matrix[i, j] = matrix[j, i] = polychoric(table)
        fewest = min(fewest, float(table.sum()))
    values, vectors = np.linalg.eigh(matrix)
    clipped = bool(values.min() < 1e-10)
    if clipped:
        lifted = (vectors * np.maximum(values, 1e-6)) @ vectors.T
        scale = np.sqrt(np.diag(lifted))
        matrix = lifted / np.outer(scale, scale)
    several = len(columns) > 2
    return OrdinalReliability(
        correlations=matrix,
        alpha=ordinal_alpha(matrix) if several else None,
        omega=omega(matrix) if several else None,
        clipped=clipped,
        n=int(fewest),
    )


def omega(correlations: npt.ArrayLike) -> float:
    """Return McDonald's omega of k scales from their correlations: what one factor by minres explains of their sum.

    Parameters
    ----------
    correlations : float array, shape (k, k), k of 3 or more.

    Raises
    ------
    WrongKindError
        Fewer than three scales, or scales that do not go together.
    NoConvergenceError
        No factor was found.

    References
    ----------
    McDonald 1999; Harman and Jones 1966. R: ``psych::fa(r, 1, fm = "minres")``; sum of loadings squared over the sum
    of all.

    Examples
    --------
    >>> round(omega([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]), 6)
    0.75
    """
    from scipy.optimize import minimize  # noqa: PLC0415 -- slow to import

    matrix = np.asarray(correlations, dtype=np.float64)
    if len(matrix) < 3 or not matrix.sum() > 0:
        raise WrongKindError(what="omega", need="three or more scales that go together")
    off = ~np.eye(len(matrix), dtype=np.bool_)

    def loss(loadings: Sums) -> tuple[float, Sums]:
        gap = np.where(off, matrix - np.outer(loadings, loadings), 0.0)
        return float((gap**2).sum()), np.asarray(-4 * gap @ loadings)

    start = np.sqrt(np.clip((matrix.sum(axis=0) - 1) / (len(matrix) - 1), 0.05, 0.95))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-1.0, 1.0)] * len(matrix), tol=1e-14)
    if not found.success:
        raise NoConvergenceError(what="factor", sweeps=int(found.nit), deviation=float(found.fun))
    loadings = np.asarray(found.x)
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))
