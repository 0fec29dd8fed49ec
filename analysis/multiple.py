"""Multiple-response items: several yes/no columns that one person fills in together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Counts, Sums
from analysis.crosstab import pearson
from analysis.errors import DegenerateTableError, WrongKindError


class Marginal(NamedTuple):
    """Sum of the items' chi-squared, its second-order correction with degrees of freedom, and p."""

    total: float
    statistic: float
    df: float
    p: float


def tick_correlation(counts: Counts, columns: Sequence[str]) -> Sums:
    """Return the correlations of ticks between options, shape (c, c), over people who answered both.

    Raises
    ------
    WrongKindError
        When an option was ticked by everybody or by nobody.
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
