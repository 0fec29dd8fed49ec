"""Two-way tables: shares by column, bases, and tests of association that respect the design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Target
from analysis.distribution import Distribution, distribution
from analysis.errors import AnalysisError, DegenerateTableError, EmptyCellsError, NoErrorToTestError, WrongKindError

SMALLEST_PIVOT = 1e-6
"""Of the scaled matrix that a test solves; below, its statistic would be rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """A test of association.

    Parameters
    ----------
    test : ``rao_scott_f``, ``rao_scott_chi2``, ``rao_scott_saddlepoint``, ``wald``, ``adjusted_wald``, ``pearson``...
    statistic, df, p : ``df`` is numerator and denominator for F, one number for chi-squared.
    """

    test: str
    target: Target
    statistic: float
    df: tuple[float, ...]
    p: float
    p_se: float = 0.0
    """Monte Carlo error of p; 0 where p was computed."""

    @property
    def outcome(self) -> str:
        """The class of p that may be told: ``ns``, ``.05``, ``.01``, ``.001``."""
        return next((name for limit, name in ((0.001, ".001"), (0.01, ".01"), (0.05, ".05")) if self.p < limit), "ns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosstab:
    """A column by a banner.

    Parameters
    ----------
    columns : shares within each level, with errors and intervals.
    counts : int64 array, shape (K, B), unweighted.
    weighted : float64 array, shape (K, B).
    row_share : float64 array, shape (K, B), share of each level within an option; 0 where nobody chose the option.
    association : test of independence; None when it is not defined, and then ``refusal`` says why.
    """

    columns: Distribution
    counts: Counts64
    weighted: Sums
    row_share: Sums
    association: Association | None
    refusal: AnalysisError | None

    @property
    def base(self) -> Counts64:
        """Unweighted people per level, shape (B,)."""
        return self.columns.base

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one tidy row per level and option."""
        return self.columns.rows()


def crosstab(
    cells: Cells,
    design: Design,
    *,
    target: Target = Target.POPULATION,
    test_target: Target = Target.PROCESS,
    domain: bool = False,
) -> Crosstab:
    """Return the two-way table of a column by a banner with column shares, bases and the Rao-Scott F.

    Levels of shares concern the population by default, the test the process: in a near-census any gap differs from 0
    for the people on the roll, which is true and useless. ``domain``: see ``rao_scott``.

    Parameters
    ----------
    test_target : of the test; see above.
    domain : see ``rao_scott``.

    References
    ----------
    R: ``svytable(~q + g, design)``, ``svyby(~factor(q), ~g, design, svymean)``, ``svychisq(~q + g, design)``.
    """
    weighted = cells.weighted_table()
    by_option = weighted.sum(axis=1, keepdims=True)
    association, refusal = None, None
    try:
        association = rao_scott(cells, design, target=test_target, domain=domain)
    except (DegenerateTableError, NoErrorToTestError) as error:
        refusal = error
    return Crosstab(
        columns=distribution(cells, design, target=target),
        counts=cells.table(),
        weighted=weighted,
        row_share=np.divide(weighted, by_option, out=np.zeros_like(weighted), where=by_option > 0),
        association=association,
        refusal=refusal,
    )


def rao_scott(
    cells: Cells, design: Design, *, target: Target = Target.PROCESS, statistic: str = "F", domain: bool = False
) -> Association:
    """Return the Rao-Scott test of independence between a column and a banner.

    Pearson's statistic on weighted shares, corrected by the eigenvalues of the design effect matrix. Options and levels
    that nobody chose are left out; people in no level or without an option stay in the design with zero.

    Parameters
    ----------
    statistic : ``F`` (second order; free of the scale of weights), ``Chisq`` (first order) or ``saddlepoint``
        (for p below 1e-4 or few degrees of freedom). The last two scale the statistic to all responses, as R does.
    domain : take the degrees of freedom, and the number of responses to scale to, from the people in the table, as R
        does after ``subset``.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns.
    EmptyCellsError
        So many cells are empty that design errors cannot be told; ``sparse.independence`` has exact tests.
    NoErrorToTestError
        Everyone was seen: the table is exact for the population.
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    Rao and Scott 1981, 1984; Thomas and Rao 1987; Kuonen 1999. R: ``svychisq(~q + g, design, statistic = statistic)``.
    """
    table, keep = filled_table(cells)
    frame = design.frame(cells, target)
    rows, columns = table.shape
    total = table.sum()
    p = (table / total).reshape(-1)
    sums, squares = flat_sums(cells, keep)
    variance = frame.covariance(sums / total, squares / total**2, p)
    contrast = _interaction(rows, columns)
    inverse = 1 / np.where(p > 0, p, 1 / total)
    if np.any(p == 0):  # R keeps empty cells in the contrast with weight 0
        inverse = np.where(p > 0, inverse, 0.0)
    n = int(cells.base.sum()) if domain else int(cells.stratum_n.sum())
    free_units = int(cells.domain_df(together=True)[0]) if domain else frame.df
    middle = contrast.T * inverse
    whole, errors = middle @ contrast / n, middle @ variance @ middle.T
    delta = _solved(whole, errors, cells, table.shape) if np.any(p == 0) else np.asarray(np.linalg.solve(whole, errors))
    trace, trace2 = float(np.trace(delta)), float((delta * delta.T).sum())
    if trace <= 1e-12 * n / max(free_units, 1):
        raise NoErrorToTestError(what=f"{cells.column.name} x {cells.banner}")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total**2
    pearson_x2 = float(n * ((table / total - expected) ** 2 / expected).sum())
    free = (rows - 1) * (columns - 1)
    if statistic == "F":
        numerator = trace**2 / trace2
        value, df = pearson_x2 / trace, (numerator, numerator * free_units)
        return Association(test="rao_scott_f", target=target, statistic=value, df=df, p=_f_tail(value, *df))
    if statistic == "Chisq":
        tail = float(special.chdtrc(free, pearson_x2 / (trace / free)))
        return Association(test="rao_scott_chi2", target=target, statistic=pearson_x2, df=(free,), p=tail)
    if statistic == "saddlepoint":
        # as in the F test, the denominator has trace^2/trace2 times the design's degrees of freedom
        denominator = trace**2 / trace2 * free_units
        tail = saddlepoint_tail(pearson_x2, np.linalg.eigvals(delta).real, denominator=denominator)
        return Association(test="rao_scott_saddlepoint", target=target, statistic=pearson_x2, df=(free,), p=tail)
    raise WrongKindError(what=statistic, need="the statistic is F, Chisq or saddlepoint")


def wald(cells: Cells, design: Design, *, target: Target = Target.PROCESS, adjusted: bool = True) -> Association:
    """Return the Wald test of independence, with the adjustment for few clusters by default; unstable with few df.

    Parameters
    ----------
    adjusted : F with the denominator corrected for few clusters.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.
    NoErrorToTestError
        Everyone was seen: the table is exact.

    References
    ----------
    Koch, Freeman, Freeman 1975; Thomas and Rao 1987. R: ``svychisq(statistic = "adjWald")``, ``"Wald"``.
    """
    table, keep = filled_table(cells)
    frame = design.frame(cells, target)
    rows, columns = table.shape
    sums, squares = flat_sums(cells, keep)
    variance = frame.covariance(sums, squares)
    total, by_row, by_column = table.sum(), table.sum(axis=1), table.sum(axis=0)
    r, c = (axis.reshape(-1) for axis in np.indices((rows, columns)))
    jacobian = np.eye(rows * columns)
    jacobian -= (r[:, None] == r[None, :]) * (by_column[c] / total)[:, None]
    jacobian -= (c[:, None] == c[None, :]) * (by_row[r] / total)[:, None]
    jacobian += (by_row[r] * by_column[c] / total**2)[:, None]
    gap = (table - np.outer(by_row, by_column) / total).reshape(-1)
    use = (r > 0) & (c > 0)
    spread = (jacobian @ variance @ jacobian.T)[np.ix_(use, use)]
    if not np.any(spread):
        raise NoErrorToTestError(what=f"{cells.column.name} x {cells.banner}")
    free = (rows - 1) * (columns - 1)
    value = float(gap[use] @ _solved(spread, gap[use], cells, table.shape))
    if not adjusted:
        value, df = value / free, (float(free), float(frame.df))
        return Association(test="wald", target=target, statistic=value, df=df, p=_f_tail(value, *df))
    denominator = frame.df - free + 1
    if denominator <= 0:
        raise DegenerateTableError(what=f"{cells.column.name} x {cells.banner}", rows=rows, columns=columns)
    value, df = value * denominator / (free * frame.df), (float(free), float(denominator))
    return Association(test="adjusted_wald", target=target, statistic=value, df=df, p=_f_tail(value, *df))


def pearson(counts: npt.ArrayLike) -> tuple[Association, Sums]:
    """Return Pearson's test of an unweighted table, and its adjusted standardised residuals, shape (r, c).

    For unweighted counts of a simple sample only; rows and columns without anybody are left out of the test and have
    residual 0.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.

    References
    ----------
    Haberman 1973. R: ``chisq.test(t, correct = FALSE)``, ``$stdres``.
    """
    whole = np.asarray(counts, dtype=np.float64)
    rows, columns = whole.sum(axis=1) > 0, whole.sum(axis=0) > 0
    _two(int(rows.sum()), int(columns.sum()), "table")
    table = whole[np.ix_(rows, columns)]
    n, by_row, by_column = table.sum(), table.sum(axis=1), table.sum(axis=0)
    expected = np.outer(by_row, by_column) / n
    gap = table - expected
    value = float((gap**2 / expected).sum())
    free = (len(by_row) - 1) * (len(by_column) - 1)
    residuals = np.zeros_like(whole)
    residuals[np.ix_(rows, columns)] = gap / np.sqrt(expected * np.outer(1 - by_row / n, 1 - by_column / n))
    test = Association(
        test="pearson", target=Target.PROCESS, statistic=value, df=(free,), p=float(special.chdtrc(free, value))
    )
    return test, residuals


def saddlepoint_tail(value: float, weights: Sums, *, denominator: float = np.inf) -> float:
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


def filled_table(cells: Cells) -> tuple[Sums, tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    """Return the weighted table without empty rows and columns, and which of them are filled.

    Parameters
    ----------
    cells : of a column with options by a banner.

    Returns
    -------
    tuple
        float64 array, shape (r, c); bool arrays, shape (K,) and (B,).

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns.

    References
    ----------
    R: ``svytable(~q + g, design)``.
    """
    table = cells.weighted_table()
    rows, columns = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    _two(int(rows.sum()), int(columns.sum()), f"{cells.column.name} x {cells.banner}")
    return table[np.ix_(rows, columns)], (rows, columns)


def _two(rows: int, columns: int, what: str) -> None:
    if rows < 2 or columns < 2:
        raise DegenerateTableError(what=what, rows=rows, columns=columns)


def flat_sums(cells: Cells, keep: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]) -> tuple[Sums, Sums]:
    """Return sums of w and of w squared of the filled cells, shape (H, rows x columns), rows of the table first.

    Parameters
    ----------
    cells : of a column with options by a banner.
    keep : which options and which levels are filled, from ``filled_table``.

    References
    ----------
    R: ``model.matrix(~interaction(q, g))``, summed by stratum.
    """
    options, (rows, columns) = cells.options, keep
    flat = []
    for part in (cells.w, cells.w2):
        kept = part[:, columns, :options][:, :, rows]
        flat.append(kept.transpose(0, 2, 1).reshape(len(part), -1))
    return flat[0], flat[1]


def _solved(matrix: Sums, right: Sums, cells: Cells, shape: tuple[int, ...]) -> Sums:
    """Return the solution of a system that empty cells may have left without one."""
    scale = np.sqrt(np.abs(np.diag(matrix)))
    try:
        pivots = np.diag(np.linalg.cholesky(matrix / np.outer(scale, scale))) if np.all(scale > 0) else scale
    except np.linalg.LinAlgError:
        pivots = np.zeros(1)
    if pivots.min() < SMALLEST_PIVOT:
        raise EmptyCellsError(what=f"{cells.column.name} x {cells.banner}", rows=shape[0], columns=shape[1])
    return np.asarray(np.linalg.solve(matrix, right))


@lru_cache(maxsize=256)
def _interaction(rows: int, columns: int) -> Sums:
    """Return the interaction columns free of main effects, shape (rows x columns, (rows - 1)(columns - 1))."""

    def deviations(size: int) -> Sums:
        return np.asarray(np.eye(size)[:, 1:] - 1 / size, dtype=np.float64)

    made = np.asarray(np.kron(deviations(rows), deviations(columns)), dtype=np.float64)
    made.flags.writeable = False
    return made


def _f_tail(value: float, numerator: float, denominator: float) -> float:
    if denominator <= 0:
        return 1.0
    return float(special.fdtrc(numerator, denominator, value))
