"""Tests for tables with few people: exact, by seeded Monte Carlo, or by permutation inside strata."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from analysis.association import draw_rows, fisher, monte_carlo
from analysis.counting.cells import Cells, Counts64, Sums
from analysis.crosstab import Association, rao_scott
from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, WrongKindError

LEAST_EXPECTED = 5.0
ENUMERABLE = 120
"""Answers up to which a table of more than two rows and columns is enumerated exactly."""
SEED = 20211


def is_sparse(counts: npt.ArrayLike) -> bool:
    """Return whether a cell of the table expects fewer than five people under independence.

    Parameters
    ----------
    counts : int array, shape (r, c), unweighted; rows and columns without anybody do not count.

    References
    ----------
    Cochran 1954. R: ``any(chisq.test(t)$expected < 5)``.

    Examples
    --------
    >>> is_sparse([[8, 2], [1, 5]]), is_sparse([[80, 20], [10, 50]])
    (True, False)
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if not table.size:
        return True
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return bool(expected.min() < LEAST_EXPECTED)


def independence(
    cells: Cells, design: Design, *, target: Target = Target.PROCESS, seed: int = SEED, domain: bool = False
) -> Association:
    """Return the test of independence that fits the table: Rao-Scott F, or one for few people when it is sparse.

    A sparse table with equal weights is tested exactly, or by seeded Monte Carlo when it is too large to enumerate;
    with unequal weights by permutation inside strata. Those speak of the process.

    Parameters
    ----------
    cells : of a column with options by a banner.
    design : strata and headcounts.
    target : of the Rao-Scott F.
    seed : of Monte Carlo and permutation.
    domain : see ``rao_scott``.

    Returns
    -------
    Association
        ``test`` names what was done; ``p_se`` is the Monte Carlo error of p.

    Raises
    ------
    DegenerateTableError, NoErrorToTestError
        See ``rao_scott``.

    References
    ----------
    Freeman and Halton 1951; Rao and Scott 1984. R: ``svychisq``, ``fisher.test(t)``,
    ``fisher.test(t, simulate.p.value = TRUE)``.
    """
    counts = cells.table()
    if not is_sparse(counts) or target is Target.POPULATION:
        return rao_scott(cells, design, target=target, domain=domain)
    n, w, w2 = (part[:, :, : cells.options].sum() for part in (cells.n, cells.w, cells.w2))
    _two(counts, cells)
    if abs(w2 * n - w**2) > 1e-9 * w**2:
        return permutation(cells, seed=seed)
    if min(counts.shape) == 2 or n <= ENUMERABLE:
        try:
            return _told("fisher", 0.0, fisher(counts), 0.0)
        except WrongKindError:
            pass
    p, error = monte_carlo(counts, seed=seed)
    return _told("monte_carlo", 0.0, p, error)


def permutation(cells: Cells, *, seed: int = SEED, tables: int = 9_999) -> Association:
    """Return the test of independence that shuffles the levels inside each stratum; the statistic is the weighted X2.

    Parameters
    ----------
    cells : of a column with options by a banner, weights being constant inside a row.
    seed : of the shuffle.
    tables : how many.

    Returns
    -------
    Association
        p = (b + 1) / (B + 1), and its Monte Carlo error. Conditional on the strata; speaks of the process.

    Raises
    ------
    WrongKindError
        Weights that differ inside a row of the cells: which weight goes with which answer is not known any more.
    DegenerateTableError
        Fewer than two filled rows or columns.

    References
    ----------
    Besag and Clifford 1991; Good 2005, chapter 3. R: ``coin::independence_test(q ~ g | stratum, distribution =
    approximate())``.
    """
    options = cells.options
    n, w = cells.n[:, :, :options], cells.w[:, :, :options]
    people = n.sum(axis=(1, 2))
    weight = np.divide(w.sum(axis=(1, 2)), people, out=np.zeros(len(n)), where=people > 0)
    if not np.allclose(w, n * weight[:, None, None], rtol=1e-9, atol=1e-12):
        raise WrongKindError(what=cells.column.name, need="a permutation needs equal weights inside each stratum")
    _two(cells.table(), cells)
    rng = np.random.default_rng(seed)
    observed = _x2(w.sum(axis=0)[None])[0]
    atleast = 0
    for start in range(0, tables, 2_000):
        size = min(2_000, tables - start)
        shuffled = np.zeros((size, n.shape[1], options))
        for h in np.flatnonzero(people):
            shuffled += weight[h] * _shuffled(rng, n[h], size)
        atleast += int(np.count_nonzero(_x2(shuffled) >= observed * (1 - 1e-9)))
    p = (atleast + 1) / (tables + 1)
    return _told("permutation", float(observed), p, sqrt(p * (1 - p) / tables))


def _shuffled(rng: np.random.Generator, table: Counts64, size: int) -> Counts64:
    """Return tables with the margins of one, shape (size, B, K)."""
    left = np.tile(table.sum(axis=0), (size, 1))
    out = np.zeros((size, *table.shape), dtype=np.int64)
    for b, total in enumerate(table.sum(axis=1)[:-1]):
        out[:, b] = draw_rows(rng, left, int(total))
        left = left - out[:, b]
    out[:, -1] = left
    return out


def _x2(tables: Sums) -> Sums:
    total = tables.sum(axis=(1, 2), keepdims=True)
    expected = tables.sum(axis=2, keepdims=True) * tables.sum(axis=1, keepdims=True) / total
    parts = np.divide((tables - expected) ** 2, expected, out=np.zeros_like(tables), where=expected > 0)
    return np.asarray(parts.sum(axis=(1, 2)))


def _two(counts: Counts64, cells: Cells) -> None:
    rows, columns = (int(np.count_nonzero(counts.sum(axis=axis))) for axis in (1, 0))
    if rows < 2 or columns < 2:
        raise DegenerateTableError(what=f"{cells.column.name} x {cells.banner}", rows=rows, columns=columns)


def _told(test: str, statistic: float, p: float, p_se: float) -> Association:
    return Association(test=test, target=Target.PROCESS, statistic=statistic, df=(), p=p, p_se=p_se)
