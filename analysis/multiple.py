"""Multiple-response items: several yes/no columns that one person fills in together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Cells, Counts, Counts64, Sums
from analysis.crosstab import Association, pearson
from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, NoErrorToTestError, WrongKindError


class Marginal(NamedTuple):
    """Sum of the items' chi-squared, its second-order correction with degrees of freedom, and p."""

    total: float
    statistic: float
    df: float
    p: float


def tick_correlation(counts: Counts, columns: Sequence[str]) -> Sums:
    """Return the correlations of ticks between options, shape (c, c), over people who answered both.

    Parameters
    ----------
    counts : of one wave, with the pairs of these columns.
    columns : names of the options of one item.

    Raises
    ------
    WrongKindError
        When an option was ticked by everybody or by nobody.

    References
    ----------
    Bilder and Loughin 2004. R: ``cor(M, use = "pairwise.complete.obs")``.
    """
    matrix = np.eye(len(columns))
    for i, first in enumerate(columns):
        for j in range(i):
            both = counts.pair(first, columns[j]).sum(axis=0)[:2, :2].astype(np.float64)
            n = both.sum()
            p, q = (both[1].sum(), both[:, 1].sum())
            spread = p * (n - p) * q * (n - q)
            if spread <= 0:
                raise WrongKindError(what=first, need="an option ticked by all or by nobody has no correlation")
            matrix[i, j] = matrix[j, i] = (n * both[1, 1] - p * q) / np.sqrt(spread)
    return matrix


def marginal_independence(tables: Sequence[npt.ArrayLike], correlation: Sums) -> Marginal:
    """Return the test that no option depends on the group (unweighted, process target).

    Ticks of one person are not independent, so a chi-squared on the table of ticks is wrong; here the items' statistics
    are added up and corrected by the correlation of the ticks.

    Parameters
    ----------
    tables : per option an int array, shape (2, G): not ticked and ticked by group.
    correlation : float64 array, shape (c, c), see ``tick_correlation``.

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns, or no variation.

    References
    ----------
    Bilder and Loughin 2004; Thomas and Decady 2004. R: ``mrs_test(M, g)`` of ref_lib.R.
    """
    options = len(tables)
    groups = int((np.sum([np.asarray(table) for table in tables], axis=(0, 1)) > 0).sum())
    if groups < 2 or options < 1:
        raise DegenerateTableError(what="multiple response", rows=options, columns=groups)
    total = sum(pearson(table)[0].statistic for table in tables)
    squares = float((np.linalg.eigvalsh(correlation) ** 2).sum())
    statistic, df = total * options / squares, (groups - 1) * options**2 / squares
    return Marginal(total, statistic, df, float(special.chdtrc(df, statistic)))


def ticked(tables: Sequence[Cells]) -> tuple[Sums, Sums, Counts64]:
    """Return what was ticked, of people and of ticks: two shares that must never be mixed up.

    Parameters
    ----------
    tables : cells of each option of one item, by one banner; position 1 is ticked. The base is everybody who ticked
        something or chose "none".

    Returns
    -------
    tuple
        float64 arrays, shape (c, B): weighted share of people, which may add up to more than 1, and share of ticks;
        int64 array, shape (B,): people. Levels without anybody hold 0.

    Raises
    ------
    WrongKindError
        Columns that are not the options of one item.

    References
    ----------
    R: ``svymean(~m1 + m2, design)``; ticks: ``prop.table``.
    """
    _one_item(tables)
    weights = np.stack([cells.weighted_table()[1] for cells in tables])
    people = np.stack([cells.weighted_table().sum(axis=0) for cells in tables])
    ticks = weights.sum(axis=0)
    return (
        np.divide(weights, people, out=np.zeros_like(weights), where=people > 0),
        np.divide(weights, ticks, out=np.zeros_like(weights), where=ticks > 0),
        tables[0].base,
    )


def design_independence(tables: Sequence[Cells], design: Design, *, target: Target = Target.PROCESS) -> Association:
    """Return the test that no option of an item depends on the group, with weights and design.

    The second-order recipe of Rao and Scott on all item-by-group contrasts at once, with their design covariance.

    Parameters
    ----------
    tables : cells of each option, by one banner, whose rows are clusters; a sample of single people is counted with
        ``psu`` different for every response, because products of two columns are not in the cells.
    design : strata and headcounts.
    target : process by default.

    Returns
    -------
    Association
        F with both degrees of freedom.

    Raises
    ------
    WrongKindError
        Cells whose rows are no clusters, or that are not the options of one item.
    DegenerateTableError
        Fewer than two groups, or no option that some ticked and some did not.
    NoErrorToTestError
        Everyone was seen.

    References
    ----------
    Thomas and Decady 2004; Bilder and Loughin 2004; Rao and Scott 1984. R: none; ``MRCV`` has the unweighted test.
    """
    _one_item(tables)
    if not tables[0].clustered:
        raise WrongKindError(what=tables[0].column.name, need="this test needs cells whose rows are clusters")
    groups = np.flatnonzero(tables[0].weighted_table().sum(axis=0) > 0)
    frame = design.frame(tables[0], target)
    z, gaps, scale = [], [], []
    for cells in tables:
        yes, all_here = cells.w[:, groups, 1], cells.w[:, groups, :2].sum(axis=2)
        size = all_here.sum(axis=0)
        whole = float(size.sum())
        p = float(yes.sum()) / whole if whole else 0.0
        if not 0 < p < 1 or np.any(size <= 0):
            continue
        share = yes.sum(axis=0) / size
        own = (yes - share * all_here) / size
        common = (yes.sum(axis=1) - p * all_here.sum(axis=1)) / whole
        # linearised share of each group minus that of all, without the last group
        z.append((own - common[:, None])[:, :-1])
        gaps.append((share - p)[:-1])
        middle = np.diag(1 / size[:-1]) - 1 / whole
        scale.append(p * (1 - p) * middle * whole)
    if len(groups) < 2 or not z:
        raise DegenerateTableError(what="multiple response", rows=len(z), columns=len(groups))
    values, contrast = np.concatenate(z, axis=1), np.concatenate(gaps)
    outer = (values * frame.spread[frame.of][:, None]).T @ values
    totals = np.zeros((len(frame.units), values.shape[1]))
    np.add.at(totals, frame.of, values)
    variance = outer - (totals * frame.centre[:, None]).T @ totals
    wide = len(groups) - 1
    inverse = np.zeros_like(variance)
    for at, block in enumerate(scale):
        cut = slice(at * wide, (at + 1) * wide)
        inverse[cut, cut] = np.linalg.inv(block)
    delta = inverse @ variance
    trace, trace2 = float(np.trace(delta)), float((delta * delta.T).sum())
    if trace <= 1e-12:
        raise NoErrorToTestError(what="multiple response")
    value = float(contrast @ inverse @ contrast) / trace
    numerator = trace**2 / trace2
    df = (numerator, numerator * max(frame.df, 0))
    p_value = float(special.fdtrc(*df, value)) if df[1] > 0 else 1.0
    return Association(test="marginal_rao_scott_f", target=target, statistic=value, df=df, p=p_value)


def bonferroni(tables: Sequence[npt.ArrayLike]) -> float:
    """Return the p of the strongest option times the number of options: a check on ``marginal_independence``.

    Parameters
    ----------
    tables : per option an int array, shape (2, G), unweighted.

    Raises
    ------
    DegenerateTableError
        An option ticked by all or by nobody.

    References
    ----------
    Bilder and Loughin 2004. R: ``MRCV::MI.test(type = "bon")``.

    Examples
    --------
    >>> bonferroni([[[5, 5], [5, 5]], [[6, 6], [4, 4]]])
    1.0
    """
    return min(1.0, len(tables) * min(pearson(table)[0].p for table in tables))


def _one_item(tables: Sequence[Cells]) -> None:
    items = {(cells.column.item, cells.banner, cells.wave) for cells in tables}
    if len(items) != 1 or any(cells.options != 2 for cells in tables):
        raise WrongKindError(what="multiple response", need="the yes/no columns of one item by one banner")
