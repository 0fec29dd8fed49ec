"""Which columns of a row differ: pairwise tests with an adjustment that is named."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.counting.cells import Sums
from analysis.errors import EmptyBaseError


class Adjustment(StrEnum):
    """How p-values of one family are adjusted (R: ``p.adjust(method =)``)."""

    NONE = "none"
    HOLM = "holm"
    BONFERRONI = "bonferroni"
    BH = "BH"


def adjust(p: npt.ArrayLike, method: Adjustment = Adjustment.HOLM) -> Sums:
    """Return adjusted p-values, in the order given.

    Holm and Bonferroni hold the chance of any false difference in the family, BH the share of false ones among those
    shown.

    References
    ----------
    Holm 1979; Benjamini and Hochberg 1995. R: ``p.adjust(p, method)``.
    """
    values = np.asarray(p, dtype=np.float64)
    many = len(values)
    if method is Adjustment.NONE or many == 0:
        return values.copy()
    if method is Adjustment.BONFERRONI:
        return np.minimum(values * many, 1.0)
    order = np.argsort(values, kind="stable")
    rank = np.arange(1, many + 1)
    if method is Adjustment.HOLM:
        stepped = np.maximum.accumulate(values[order] * (many - rank + 1))
    else:
        stepped = np.minimum.accumulate((values[order] * many / rank)[::-1])[::-1]
    out = np.empty(many)
    out[order] = np.minimum(stepped, 1.0)
    return out


def pairwise_shares(favourable: npt.ArrayLike, answers: npt.ArrayLike) -> dict[tuple[int, int], float]:
    """Return the p of the difference of each pair of unweighted shares (process target), keyed (later, earlier).

    Raises
    ------
    EmptyBaseError
        When a column has no answers.

    References
    ----------
    R: ``pairwise.prop.test(x, n, p.adjust.method = "none", correct = FALSE)``.
    """
    x, n = np.asarray(favourable, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    if np.any(n <= 0):
        raise EmptyBaseError(what="pairwise differences")
    found: dict[tuple[int, int], float] = {}
    for b in range(len(x)):
        for a in range(b):
            pooled = (x[a] + x[b]) / (n[a] + n[b])
            spread = pooled * (1 - pooled) * (1 / n[a] + 1 / n[b])
            gap = x[a] / n[a] - x[b] / n[b]
            found[b, a] = 1.0 if spread == 0 else float(special.chdtrc(1, gap**2 / spread))
    return found
