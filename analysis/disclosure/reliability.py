"""How well the items of an index go together: a class of Cronbach's alpha that no single respondent decides.

Alpha needs pairs of answers, which no table shows. A class is told only when it is the same whoever is taken out; where
it is not, two neighbouring classes are told as one, and where that does not hold either, none.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from analysis.codebook import Codebook, Column, Kind
from analysis.counting import Counts
from analysis.counting.cells import EXITS, Sums
from analysis.disclosure.findings import ReleasedReliability
from analysis.errors import AnalysisError
from analysis.likert import alpha, item_covariance

LEAST = 50
"""Complete answers before the reliability of an index is told, and only as a class."""
CLASSES = (("lt.6", -np.inf), (".6", 0.6), (".7", 0.7), (".8", 0.8), ("ge.9", 0.9))
"""Names with the least alpha of each, lowest first."""


def reliabilities(counts: Counts, codebook: Codebook) -> dict[str, ReleasedReliability]:
    """Return the class of Cronbach's alpha of each index whose items many people answered together.

    Items that point the other way are turned. An index of one item, of items that are no scales, or of answers that do
    not differ has none.
    """
    found = {}
    for column in codebook.columns:
        told = _reliability(counts, column) if column.kind is Kind.INDEX else None
        if told is not None:
            found[column.name] = told
    return found


def _reliability(counts: Counts, index: Column) -> ReleasedReliability | None:
    if len(index.members) < 2:
        return None
    sign = np.array([-1.0 if name in index.reversed else 1.0 for name in index.members])
    try:
        covariance, n = item_covariance(counts, index.members)
        covariance = covariance * np.outer(sign, sign)
        value = alpha(covariance, n).alpha
    except AnalysisError:
        return None
    if n < LEAST:
        return None
    at = max(number for number, (_, least) in enumerate(CLASSES) if value >= least)
    pairs = _pairs(counts, index, sign)
    may_fall = at > 0 and _may_cross(CLASSES[at][1], covariance, n, pairs, down=True)
    may_rise = at + 1 < len(CLASSES) and _may_cross(CLASSES[at + 1][1], covariance, n, pairs, down=False)
    low, high = at - int(may_fall), at + int(may_rise)
    if high - low > 1 or not _holds(low, high, covariance, n, pairs):
        return None
    name = CLASSES[low][0]
    return ReleasedReliability(items=len(index.members), outcome=name, upto=CLASSES[high][0] if high > low else None)


def _holds(low: int, high: int, covariance: Sums, n: int, pairs: list[tuple[Sums, Sums]]) -> bool:
    """Return whether alpha stays within the classes from one to another, whoever is taken out."""
    falls = low > 0 and _may_cross(CLASSES[low][1], covariance, n, pairs, down=True)
    rises = high + 1 < len(CLASSES) and _may_cross(CLASSES[high + 1][1], covariance, n, pairs, down=False)
    return not falls and not rises


def _pairs(counts: Counts, index: Column, sign: Sums) -> list[tuple[Sums, Sums]]:
    """Return, per pair of items, the deviations from the mean of every pair of answers that somebody gave.

    An item that was not answered deviates by nothing.
    """
    made = []
    for one, two in combinations(range(len(index.members)), 2):
        table = counts.pair(index.members[one], index.members[two]).sum(axis=0)
        sides = []
        for axis, item in ((1, one), (0, two)):
            margin = table.sum(axis=axis)
            options = np.arange(len(margin) - EXITS, dtype=np.float64)
            answered = margin[:-EXITS]
            mean = float(answered @ options) / max(float(answered.sum()), 1.0)
            sides.append(sign[item] * np.concatenate([options - mean, np.zeros(EXITS)]))
        first, second = np.nonzero(table)
        made.append((sides[0][first], sides[1][second]))
    return made


def _may_cross(edge: float, covariance: Sums, n: int, pairs: list[tuple[Sums, Sums]], *, down: bool) -> bool:
    """Return whether alpha may pass an edge when one respondent is taken out.

    Alpha is at least the edge when V <= r T, with V the sum of the items' squares, T that of the sums and r what the
    edge leaves. One respondent changes V - r T by a sum over pairs of items; each pair is given its worst answers that
    somebody gave, so no respondent can change it by more.
    """
    items = len(covariance)
    ratio = 1 - edge * (items - 1) / items
    gap = (n - 1) * (float(np.trace(covariance)) - ratio * float(covariance.sum()))
    share = (1 - ratio) / (items - 1)
    change = 0.0
    for first, second in pairs:
        worst = share * (first**2 + second**2) - 2 * ratio * first * second
        change += float(worst.min() if down else worst.max())
    after = gap - n / (n - 1) * change
    return after > 0 if down else after <= 0
