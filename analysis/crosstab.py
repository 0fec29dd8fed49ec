"""Two-way tables: shares by column, bases, and tests of association that respect the design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Factors, Target
from analysis.distribution import Distribution, distributions, same_shape
from analysis.errors import AnalysisError, DegenerateTableError, EmptyCellsError, NoErrorToTestError, WrongKindError
from analysis.saddlepoint import saddlepoint_tail

Filled: TypeAlias = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
STATISTICS = ("F", "Chisq", "saddlepoint")
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


Outcome: TypeAlias = Association | DegenerateTableError | NoErrorToTestError


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
    return crosstabs((cells,), design, target=target, test_target=test_target, domain=domain)[0]


def crosstabs(
    tables: Sequence[Cells],
    design: Design,
    *,
    target: Target = Target.POPULATION,
    test_target: Target = Target.PROCESS,
    domain: bool = False,
) -> tuple[Crosstab, ...]:
    """Return the two-way tables of one wave, each as ``crosstab`` gives it, computed together.

    Tables of one shape go through numpy at once: hundreds of small tables take little longer than a few.

    Parameters
    ----------
    tables : cells of columns with options by a banner.
    test_target : of the test; see ``crosstab``.
    domain : see ``rao_scott``.

    References
    ----------
    See ``crosstab``. R: ``lapply(formulas, svychisq, design)``.
    """
    shares = distributions(tables, design, target=target)
    tests = _rao_scott(tables, design, target=test_target, domain=domain)
    found: dict[int, Crosstab] = {}
    for places in same_shape(tables):
        chosen = [tables[at] for at in places]
        counts, weighted = (
            np.stack([part[:, :, : chosen[0].options] for part in parts]).sum(axis=1).swapaxes(1, 2)
            for parts in ([cells.n for cells in chosen], [cells.w for cells in chosen])
        )
        by_option = weighted.sum(axis=2, keepdims=True)
        row_share = np.divide(weighted, by_option, out=np.zeros_like(weighted), where=by_option > 0)
        for at, place in enumerate(places):
            outcome = tests[place]
            found[place] = Crosstab(
                columns=shares[place],
                counts=counts[at],
                weighted=weighted[at],
                row_share=row_share[at],
                association=outcome if isinstance(outcome, Association) else None,
                refusal=None if isinstance(outcome, Association) else outcome,
            )
    return tuple(found[at] for at in range(len(tables)))


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
    if statistic not in STATISTICS:
        raise WrongKindError(what=statistic, need="the statistic is F, Chisq or saddlepoint")
    outcome = _rao_scott((cells,), design, target=target, statistic=statistic, domain=domain)[0]
    if not isinstance(outcome, Association):
        raise outcome
    return outcome


def _rao_scott(
    tables: Sequence[Cells], design: Design, *, target: Target, statistic: str = "F", domain: bool
) -> dict[int, Outcome]:
    """Return the test of every table, or why there is none, by its place."""
    found: dict[int, Outcome] = {}
    for places in same_shape(tables):
        chosen = [tables[at] for at in places]
        options = chosen[0].options
        weighted = np.stack([cells.w[:, :, :options] for cells in chosen]).sum(axis=1)
        filled: dict[tuple[bytes, bytes], list[int]] = {}
        rows, columns = weighted.sum(axis=1) > 0, weighted.sum(axis=2) > 0
        for at, place in enumerate(places):
            filled.setdefault((rows[at].tobytes(), columns[at].tobytes()), []).append(place)
        for alike in filled.values():
            tests = _alike([tables[at] for at in alike], design, target, statistic, domain=domain)
            found |= zip(alike, tests, strict=True)
    return found


def _alike(
    tables: Sequence[Cells], design: Design, target: Target, statistic: str, *, domain: bool
) -> Iterator[Outcome]:
    """Yield the test of tables with the same rows, shape, and filled options and levels; their place comes first."""
    frames = [design.frame(cells, target) for cells in tables]
    kept = _filled(tables[0])
    rows, columns = (int(np.count_nonzero(part)) for part in kept)
    if rows < 2 or columns < 2:
        yield from (DegenerateTableError(what=_named(cells), rows=rows, columns=columns) for cells in tables)
        return
    sums, squares = (
        _flat(np.stack(parts), tables[0].options, kept)
        for parts in ([cells.w for cells in tables], [cells.w2 for cells in tables])
    )
    cell = sums.sum(axis=1)
    total = cell.sum(axis=1)
    p = cell / total[:, None]
    by_size = total[:, None, None]
    variance = Factors.together(frames).covariance(sums / by_size, squares / by_size**2, p)
    if domain:
        n = np.asarray([cells.base.sum() for cells in tables], dtype=np.float64)
        free_units = [int(cells.domain_df(together=True)[0]) for cells in tables]
    else:
        n = np.asarray([cells.stratum_n.sum() for cells in tables], dtype=np.float64)
        free_units = [frame.df for frame in frames]
    contrast = _interaction(rows, columns)
    # R keeps empty cells in the contrast with weight 0
    inverse = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
    middle = contrast.T * inverse[:, None, :]
    whole, errors = middle @ contrast / n[:, None, None], middle @ variance @ middle.swapaxes(1, 2)
    full = (p > 0).all(axis=1)
    delta = np.zeros_like(whole)
    delta[full] = np.linalg.solve(whole[full], errors[full])
    share = p.reshape(-1, rows, columns)
    expected = share.sum(axis=2)[:, :, None] * share.sum(axis=1)[:, None, :]
    pearson_x2 = n * ((share - expected) ** 2 / expected).sum(axis=(1, 2))
    for at, cells in enumerate(tables):
        try:
            solved = delta[at] if full[at] else _solved(whole[at], errors[at], cells, (rows, columns))
        except EmptyCellsError as refusal:
            yield refusal
            continue
        if float(np.trace(solved)) <= 1e-12 * n[at] / max(free_units[at], 1):
            yield NoErrorToTestError(what=_named(cells))
            continue
        free = (rows - 1) * (columns - 1)
        yield _judged(statistic, target, float(pearson_x2[at]), solved, free, free_units[at])


def _judged(statistic: str, target: Target, value: float, delta: Sums, free: int, free_units: int) -> Association:
    """Return Pearson's statistic with its p under the eigenvalues of the design effect matrix."""
    trace, trace2 = float(np.trace(delta)), float((delta * delta.T).sum())
    numerator = trace**2 / trace2
    if statistic == "F":
        df = (numerator, numerator * free_units)
        return Association(
            test="rao_scott_f", target=target, statistic=value / trace, df=df, p=_f_tail(value / trace, *df)
        )
    if statistic == "Chisq":
        tail = float(special.chdtrc(free, value / (trace / free)))
        return Association(test="rao_scott_chi2", target=target, statistic=value, df=(free,), p=tail)
    # as in the F test, the denominator has trace^2/trace2 times the design's degrees of freedom
    tail = saddlepoint_tail(value, np.linalg.eigvals(delta).real, denominator=numerator * free_units)
    return Association(test="rao_scott_saddlepoint", target=target, statistic=value, df=(free,), p=tail)


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
        raise NoErrorToTestError(what=_named(cells))
    free = (rows - 1) * (columns - 1)
    value = float(gap[use] @ _solved(spread, gap[use], cells, table.shape))
    if not adjusted:
        value, df = value / free, (float(free), float(frame.df))
        return Association(test="wald", target=target, statistic=value, df=df, p=_f_tail(value, *df))
    denominator = frame.df - free + 1
    if denominator <= 0:
        raise DegenerateTableError(what=_named(cells), rows=rows, columns=columns)
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


def filled_table(cells: Cells) -> tuple[Sums, Filled]:
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
    rows, columns = _filled(cells)
    _two(int(rows.sum()), int(columns.sum()), _named(cells))
    return cells.weighted_table()[np.ix_(rows, columns)], (rows, columns)


def _filled(cells: Cells) -> Filled:
    """Return which options and which levels somebody chose."""
    table = cells.weighted_table()
    return table.sum(axis=1) > 0, table.sum(axis=0) > 0


def _named(cells: Cells) -> str:
    return f"{cells.column.name} x {cells.banner}"


def _two(rows: int, columns: int, what: str) -> None:
    if rows < 2 or columns < 2:
        raise DegenerateTableError(what=what, rows=rows, columns=columns)


def flat_sums(cells: Cells, keep: Filled) -> tuple[Sums, Sums]:
    """Return sums of w and of w squared of the filled cells, shape (H, rows x columns), rows of the table first.

    Parameters
    ----------
    cells : of a column with options by a banner.
    keep : which options and which levels are filled, from ``filled_table``.

    References
    ----------
    R: ``model.matrix(~interaction(q, g))``, summed by stratum.
    """
    return _flat(cells.w, cells.options, keep), _flat(cells.w2, cells.options, keep)


def _flat(part: Sums, options: int, keep: Filled) -> Sums:
    """Return sums of shape (..., H, B, S) as sums of the filled cells, shape (..., H, rows x columns)."""
    rows, columns = keep
    kept = part[..., columns, :options][..., rows].swapaxes(-1, -2)
    return np.ascontiguousarray(kept).reshape(*kept.shape[:-2], -1)


def _solved(matrix: Sums, right: Sums, cells: Cells, shape: tuple[int, ...]) -> Sums:
    """Return the solution of a system that empty cells may have left without one."""
    scale = np.sqrt(np.abs(np.diag(matrix)))
    try:
        pivots = np.diag(np.linalg.cholesky(matrix / np.outer(scale, scale))) if np.all(scale > 0) else scale
    except np.linalg.LinAlgError:
        pivots = np.zeros(1)
    if pivots.min() < SMALLEST_PIVOT:
        raise EmptyCellsError(what=_named(cells), rows=shape[0], columns=shape[1])
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
