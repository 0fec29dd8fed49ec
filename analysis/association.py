"""Strength of association in unweighted tables, and tests that fit small ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Sums
from analysis.crosstab import pearson
from analysis.errors import DegenerateTableError, WrongKindError
from analysis.intervals import Interval, normal_quantile

EXACT_LIMIT = 10_000_000
"""Half tables that exact enumeration may build; beyond, use ``monte_carlo``."""


class Strength(NamedTuple):
    """Cramér's V, plain and with the bias correction."""

    v: float
    corrected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal:
    """Gamma, tau-b and Somers' d of the column given the row, with standard errors that hold off independence."""

    gamma: float
    gamma_se: float
    tau_b: float
    tau_b_se: float
    somers_d: float
    somers_d_se: float
    z: float
    """Of the test that there is no association, from errors under independence: one and the same for the three."""
    p: float

    def interval(self, measure: str = "gamma", *, confidence: float = 0.95) -> Interval:
        """Return the normal interval of ``gamma``, ``tau_b`` or ``somers_d``, cut to what is possible.

        Parameters
        ----------
        measure : name of the measure.

        References
        ----------
        Brown and Benedetti 1977. R: ``vcdExtra::GKgamma(t)$CI``.
        """
        value, se = float(getattr(self, measure)), float(getattr(self, f"{measure}_se"))
        half = normal_quantile(confidence) * se
        return Interval(max(-1.0, value - half), min(1.0, value + half))


class Linear(NamedTuple):
    """Correlation of scores, Mantel's statistic with one degree of freedom, its p."""

    r: float
    statistic: float
    p: float


def cramers_v(counts: npt.ArrayLike) -> Strength:
    """Return Cramér's V of a table; rows and columns without anybody do not count.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.

    References
    ----------
    Bergsma 2013, Journal of the Korean Statistical Society 42. R: ``cramer_bc(t)`` of ref_lib.R.
    """
    table = _filled(counts)
    n, (rows, columns) = float(table.sum()), table.shape
    phi = pearson(table)[0].statistic / n
    plain = sqrt(phi / min(rows - 1, columns - 1))
    if n <= max(rows, columns):
        return Strength(plain, 0.0)
    excess = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    r, c = (size - (size - 1) ** 2 / (n - 1) for size in (rows, columns))
    return Strength(plain, sqrt(excess / min(r - 1, c - 1)))


def cramers_v_interval(
    statistic: float, df: float, n: float, shape: tuple[int, int], *, confidence: float = 0.95
) -> Interval:
    """Return the interval of Cramér's V from a chi-squared statistic, by inverting its noncentral distribution.

    Parameters
    ----------
    statistic : Pearson's, divided by the mean design effect where there is one (first-order Rao-Scott).
    df : (rows - 1)(columns - 1).
    n : answers.
    shape : filled rows and columns.

    Returns
    -------
    Interval
        0-1. The lower end is 0 when independence is not rejected.

    Raises
    ------
    DegenerateTableError
        Fewer than two rows or columns, or nobody.

    References
    ----------
    Smithson 2003, chapter 4; Bergsma 2013. R: ``uniroot(function(l) pchisq(x2, df, ncp = l) - .975, ...)``.
    """
    rows, columns = shape
    if min(rows, columns) < 2 or n <= 0:
        raise DegenerateTableError(what="Cramér's V", rows=rows, columns=columns)
    from scipy.optimize import brentq  # noqa: PLC0415 -- slow to import

    tail = (1 - confidence) / 2

    def centre(wanted: float) -> float:
        if float(special.chdtr(df, statistic)) <= wanted:
            return 0.0
        most = 2 * statistic + 100.0
        return float(brentq(lambda at: float(special.chndtr(statistic, df, at)) - wanted, 0.0, most, xtol=1e-10))

    small = min(rows, columns) - 1
    low, high = (min(1.0, sqrt(centre(wanted) / (n * small))) for wanted in (1 - tail, tail))
    return Interval(low, high)


def ordinal(counts: npt.ArrayLike) -> Ordinal:
    """Return measures for two ordered scales, lowest first. Gamma ignores ties: never show it without tau-b.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Brown and Benedetti 1977. R: ``ordassoc(t)`` of ref_lib.R; ``vcdExtra::GKgamma``.
    """
    table = _filled(counts)
    n, by_row, by_column = float(table.sum()), table.sum(axis=1), table.sum(axis=0)
    agree = _corner(table) + _corner(table[::-1, ::-1])[::-1, ::-1]
    against = _corner(table[:, ::-1])[:, ::-1] + _corner(table[::-1])[::-1]
    plus, minus = float((table * agree).sum()), float((table * against).sum())
    free_rows, free_columns = n**2 - float((by_row**2).sum()), n**2 - float((by_column**2).sum())
    width, gap, difference = sqrt(free_rows * free_columns), plus - minus, agree - against
    if plus + minus == 0:
        raise DegenerateTableError(what="gamma", rows=table.shape[0], columns=table.shape[1])
    gamma_se = 4 / (plus + minus) ** 2 * sqrt(float((table * (minus * agree - plus * against) ** 2).sum()))
    tau = gap / width
    v = by_row[:, None] * free_columns + by_column[None, :] * free_rows
    spread = float((table * (2 * width * difference + tau * v) ** 2).sum())
    tau_se = sqrt(max(0.0, spread - n**3 * tau**2 * (free_rows + free_columns) ** 2)) / width**2
    under = float((table * difference**2).sum()) - gap**2 / n
    z = gap / (2 * sqrt(under)) if under > 0 else 0.0
    inner = free_rows * difference - gap * (n - by_row[:, None])
    return Ordinal(
        gamma=gap / (plus + minus),
        gamma_se=gamma_se,
        tau_b=tau,
        tau_b_se=tau_se,
        somers_d=gap / free_rows,
        somers_d_se=2 / free_rows**2 * sqrt(float((table * inner**2).sum())),
        z=z,
        p=float(2 * special.ndtr(-abs(z))),
    )


def linear_by_linear(
    counts: npt.ArrayLike, row_scores: npt.ArrayLike | None = None, column_scores: npt.ArrayLike | None = None
) -> Linear:
    """Return Mantel's test of a linear association of two scored scales; scores are 1, 2, 3... by default.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.
    row_scores : float array, shape (r,).
    column_scores : float array, shape (c,).

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Mantel 1963; Agresti 2013, section 3.4. R: item ``jobsat.linear_by_linear`` of make_reference.R.
    """
    table = np.asarray(counts, dtype=np.float64)
    x, y = (
        np.arange(1.0, size + 1) if scores is None else np.asarray(scores, dtype=np.float64)
        for size, scores in zip(table.shape, (row_scores, column_scores), strict=True)
    )
    n, by_row, by_column = float(table.sum()), table.sum(axis=1), table.sum(axis=0)
    if n < 2:
        raise DegenerateTableError(what="linear by linear", rows=0, columns=0)
    x, y = x - float(by_row @ x) / n, y - float(by_column @ y) / n
    spread = float(by_row @ x**2) * float(by_column @ y**2)
    if spread <= 0:
        raise DegenerateTableError(
            what="linear by linear", rows=np.count_nonzero(by_row), columns=np.count_nonzero(by_column)
        )
    r = float(x @ table @ y) / sqrt(spread)
    statistic = (n - 1) * r**2
    return Linear(r, statistic, float(special.chdtrc(1, statistic)))


def fisher(counts: npt.ArrayLike) -> float:
    """Return the exact p of independence in a sparse unweighted table (Fisher-Freeman-Halton).

    Columns are split into two halves; for every way to share the row totals between them the tables of both halves are
    enumerated and joined by sorting, which is exact and takes the square root of the full enumeration.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.

    Raises
    ------
    WrongKindError
        When the table is too large to enumerate; use ``monte_carlo``.

    References
    ----------
    Freeman and Halton 1951. R: ``fisher.test(t)``.
    """
    table = np.rint(_filled(counts)).astype(np.int64)
    if table.shape[0] > table.shape[1]:
        table = table.T
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    half = len(columns) // 2
    used, weights = _halves(rows, columns[:half])
    others, other_weights = _halves(rows, columns[half:])
    shape = tuple(int(total) + 1 for total in rows)
    key, other_key = np.ravel_multi_index(used.T, shape), np.ravel_multi_index((rows - others).T, shape)
    order = np.lexsort((other_weights, other_key))
    other_key, other_weights = other_key[order], other_weights[order]
    whole = float(np.sum(_logs(rows)) + np.sum(_logs(columns)) - _logs(np.array([rows.sum()]))[0])
    limit = -float(np.sum(_logs(table))) + 1e-7  # as likely as the observed table, up to rounding
    p = 0.0
    for at in np.unique(key):
        mine = weights[key == at]
        start, end = np.searchsorted(other_key, (at, at + 1))
        theirs = other_weights[start:end]
        most = theirs[-1]  # every product is a probability, so nothing overflows whatever the number of people
        cumulative = np.concatenate(([0.0], np.cumsum(np.exp(theirs - most))))
        p += float(
            (np.exp(mine + whole + most) * cumulative[np.searchsorted(theirs, limit - mine, side="right")]).sum()
        )
    return min(1.0, p)


def _halves(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Sums]:
    """Return all tables of a half: the part of the row totals each uses, and minus the sum of its log factorials."""
    used, weights = np.zeros((1, len(rows)), dtype=np.int64), np.zeros(1)
    for column in columns:
        parts = _parts(int(column), rows)
        own = -_logs(parts).sum(axis=1)
        grown, grown_weights, size = [], [], 0
        for part, weight in zip(parts, own, strict=True):
            sums = used + part
            fits = (sums <= rows).all(axis=1)
            grown.append(sums[fits])
            grown_weights.append(weights[fits] + weight)
            size += int(fits.sum())
            if size > EXACT_LIMIT:
                raise WrongKindError(what="exact test", need="this table is too large to enumerate; use monte_carlo")
        used, weights = np.concatenate(grown), np.concatenate(grown_weights)
    return used, weights


def _parts(total: int, limits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return all ways to share ``total`` over rows within their limits, shape (ways, rows)."""
    ways = np.zeros((1, 0), dtype=np.int64)
    for at, limit in enumerate(limits):
        left = total - ways.sum(axis=1)
        if at == len(limits) - 1:
            fits = left <= limit
            return np.column_stack((ways[fits], left[fits]))
        step = np.arange(int(limit) + 1)
        ways = np.column_stack((np.repeat(ways, len(step), axis=0), np.tile(step, len(ways))))
        ways = ways[ways.sum(axis=1) <= total]
    return ways


def monte_carlo(counts: npt.ArrayLike, *, seed: int = 20211, tables: int = 99_999) -> tuple[float, float]:
    """Return the seeded Monte-Carlo p of the exact test, (b + 1)/(B + 1), and its standard error.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.
    seed : of the random tables; the same seed gives the same p.
    tables : how many random tables.

    References
    ----------
    Besag and Clifford 1991. R: ``fisher.test(t, simulate.p.value = TRUE, B = tables)``.
    """
    table = np.rint(_filled(counts)).astype(np.int64)
    columns = table.sum(axis=0)
    rng = np.random.default_rng(seed)
    observed, atleast = float(_logs(table).sum()), 0
    for start in range(0, tables, 10_000):
        size = min(10_000, tables - start)
        left = np.tile(columns, (size, 1))
        logs = np.zeros(size)
        for total in table.sum(axis=1)[:-1]:
            row = draw_rows(rng, left, int(total))
            logs += _logs(row).sum(axis=1)
            left -= row
        logs += _logs(left).sum(axis=1)
        atleast += int(np.count_nonzero(logs >= observed - 1e-7))
    p = (atleast + 1) / (tables + 1)
    return p, sqrt(p * (1 - p) / tables)


def draw_rows(rng: np.random.Generator, left: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.int64]:
    """Return one row of each table: ``total`` people drawn from the columns that are left, shape (tables, columns).

    Parameters
    ----------
    rng : seeded.
    left : int64 array, shape (tables, columns), people of each column not yet placed.
    total : people of the row.

    References
    ----------
    R: ``r2dtable``, row by row.
    """
    row = np.zeros_like(left)
    wanted = np.full(len(left), total)
    others = left.sum(axis=1)
    for column in range(left.shape[1] - 1):
        others = others - left[:, column]
        row[:, column] = rng.hypergeometric(left[:, column], others, wanted)
        wanted = wanted - row[:, column]
    row[:, -1] = wanted
    return row


def _logs(counts: npt.NDArray[np.int64]) -> Sums:
    return np.asarray(special.gammaln(counts + 1.0), dtype=np.float64)


def _corner(table: Sums) -> Sums:
    """Return, for each cell, the sum of the cells above it and to its left."""
    out = np.zeros_like(table)
    out[1:, 1:] = np.cumsum(np.cumsum(table, axis=0), axis=1)[:-1, :-1]
    return out


def _filled(counts: npt.ArrayLike) -> Sums:
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        raise DegenerateTableError(what="table", rows=table.shape[0], columns=table.shape[1])
    return np.asarray(table)
