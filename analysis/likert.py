"""Measures of a scale: net balance, 0-100 index, medians, agreement, and reliability of a set of items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.codebook import Column
from analysis.counting.cells import EXITS, Cells, Counts, Sums
from analysis.design import Design, Target
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.estimate import Estimates, mean, scored

Histogram = npt.ArrayLike
"""Weights or counts per option, lowest first, shape (K,)."""


class Reliability(NamedTuple):
    """Cronbach's alpha with Feldt's interval; n complete responses."""

    alpha: float
    low: float
    high: float
    n: int


def net(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return favourable minus unfavourable share per level, -1 to 1, with its own variance.

    Options in the middle, and options that do not lean, count in the base with 0; exits are outside.

    Raises
    ------
    WrongKindError
        When no option leans either way.

    References
    ----------
    R: ``svycontrast(svymean(~top2 + bot2, design, na.rm = TRUE), c(top2 = 1, bot2 = -1))``.
    """
    scores = np.zeros(cells.options)
    favourable, unfavourable = cells.column.positions("favourable"), cells.column.positions("unfavourable")
    if not favourable or not unfavourable:
        raise WrongKindError(what=cells.column.name, need="a net needs favourable and unfavourable options")
    scores[list(favourable)] = 1.0
    scores[list(unfavourable)] = -1.0
    return scored(cells, scores, design, target=target, measure="net")


def mean_index(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return the mean on 0-100 per level: 0 everybody at the unfavourable end, 100 at the favourable end.

    Options are equally spaced. A scale whose options lean is turned so that 100 is favourable whatever their order; one
    without leaning options runs in the order of the options. An index column, already on 0-100, is averaged as it is.

    Raises
    ------
    WrongKindError
        For a scale of fewer than two options.

    References
    ----------
    R: ``100 * (svymean(~q, design, na.rm = TRUE) - 1) / (K - 1)``.
    """
    if cells.wy is not None:
        return mean(cells, design, target=target)
    options = cells.options
    if options < 2:
        raise WrongKindError(what=cells.column.name, need="an index needs a scale of at least two options")
    scores = 100.0 * np.arange(options) / (options - 1)
    if descending(cells.column):
        scores = scores[::-1].copy()
    return scored(cells, scores, design, target=target, measure="index")


def descending(column: Column) -> bool:
    """Return whether the favourable options come before the unfavourable ones.

    Parameters
    ----------
    column : a scale whose options lean.

    References
    ----------
    None; a rule of this library. R: none.
    """
    favourable, unfavourable = column.positions("favourable"), column.positions("unfavourable")
    return bool(
        favourable and unfavourable and sum(favourable) * len(unfavourable) < sum(unfavourable) * len(favourable)
    )


def median_position(histogram: Histogram) -> int:
    """Return the position (0 first) of the smallest option with half of the answers at or below it.

    Parameters
    ----------
    histogram : weights or counts per option, lowest first, shape (K,).

    References
    ----------
    R: ``svyquantile(~q, design, .5)``, ``qrule = "math"`` (there options count from 1).
    """
    cumulative = np.cumsum(_shares(histogram, "median"))
    return int(np.argmax(cumulative >= 0.5 - 1e-12))


def interpolated_median(histogram: Histogram) -> float:
    """Return the median on 1 to K with each option one unit wide: k - .5 + (.5 - F below k) / share of k.

    Parameters
    ----------
    histogram : weights or counts per option, lowest first, shape (K,).

    References
    ----------
    R: ``int_median(p)`` of ref_lib.R; ``psych::interp.median``.
    """
    share = _shares(histogram, "interpolated median")
    at = median_position(histogram)
    below = float(share[:at].sum())
    return at + 0.5 + (0.5 - below) / float(share[at])


def agreement(histogram: Histogram) -> float:
    """Return van der Eijk's agreement A: 1 all in one option, 0 evenly spread, -1 split between the ends.

    Parameters
    ----------
    histogram : weights or counts per option, lowest first, shape (K,).

    Raises
    ------
    WrongKindError
        For fewer than three options.

    References
    ----------
    van der Eijk 2001, Quality and Quantity 35. R: ``agreeA(v)`` of ref_lib.R; ``agrmt::agreement``.
    """
    left = _shares(histogram, "agreement").copy()
    options = len(left)
    if options < 3:
        raise WrongKindError(what="agreement", need="agreement needs a scale of at least three options")
    result = 0.0
    while left.sum() > 1e-12:
        filled = left > 1e-12
        layer = float(left[filled].min())
        result += _layer_agreement(filled) * layer * int(filled.sum())
        left = np.where(filled, left - layer, 0.0)
    return result


def _layer_agreement(filled: npt.NDArray[np.bool_]) -> float:
    options, some = len(filled), int(filled.sum())
    if some == 1:
        return 1.0
    if some == options:
        return 0.0
    # ordered triples i < j < k: 110 and 011 are unimodal, 101 is not
    before = np.concatenate(([0], np.cumsum(filled)[:-1]))
    after = some - before - filled
    empty_before, empty_after = np.arange(options) - before, options - 1 - np.arange(options) - after
    unimodal = int((before * empty_after)[filled].sum() + (empty_before * after)[filled].sum())
    divided = int((before * after)[~filled].sum())
    if unimodal + divided == 0:
        return 1 - (some - 1) / (options - 1)
    u = ((options - 2) * unimodal - (options - 1) * divided) / ((options - 2) * (unimodal + divided))
    return u * (1 - (some - 1) / (options - 1))


def leik(histogram: Histogram) -> float:
    """Return Leik's consensus: 1 all in one option, 0 split between the ends.

    Parameters
    ----------
    histogram : weights or counts per option, lowest first, shape (K,).

    Raises
    ------
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    Leik 1966. R: ``leik(p)`` of ref_lib.R.
    """
    cumulative = np.cumsum(_shares(histogram, "Leik"))[:-1]
    if not len(cumulative):
        raise WrongKindError(what="Leik", need="consensus needs a scale of at least two options")
    return float(1 - 2 * np.minimum(cumulative, 1 - cumulative).sum() / len(cumulative))


def alpha(covariance: npt.ArrayLike, n: int, *, confidence: float = 0.95) -> Reliability:
    """Return Cronbach's alpha of k items with Feldt's interval.

    Parameters
    ----------
    covariance : float array, shape (k, k), of complete responses.
    n : their number.

    Raises
    ------
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    Feldt 1965. R: ``psych::alpha``.
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    items = len(matrix)
    whole = float(matrix.sum())
    if items < 2 or whole <= 0 or n < 2:
        raise WrongKindError(what="alpha", need="alpha needs two items and two responses that differ")
    value = items / (items - 1) * (1 - float(np.trace(matrix)) / whole)
    tail = (1 - confidence) / 2
    upper, lower = (special.fdtri(n - 1, (n - 1) * (items - 1), at) for at in (1 - tail, tail))
    return Reliability(value, 1 - (1 - value) * float(upper), 1 - (1 - value) * float(lower), n)


def item_covariance(counts: Counts, columns: Sequence[str]) -> tuple[Sums, int]:
    """Return the covariance of the scales of one item or index, and the answers of the pair with the fewest.

    Options count 1 to K. Unweighted; every pair uses the people who answered both.

    Parameters
    ----------
    counts : of a wave, with the pairs of these columns.
    columns : names of two or more scales that point the same way.

    Returns
    -------
    tuple
        float64 array, shape (k, k), and n; for ``alpha``.

    Raises
    ------
    EmptyBaseError
        A pair that fewer than two people answered.
    NotCountedError
        Columns that do not belong together.

    References
    ----------
    R: ``cov(x, use = "pairwise.complete.obs")``.
    """
    matrix, fewest = np.zeros((len(columns), len(columns))), 0
    for i, first in enumerate(columns):
        for j in range(i):
            table = counts.pair(first, columns[j]).sum(axis=0)[:-EXITS, :-EXITS].astype(np.float64)
            n = float(table.sum())
            if n < 2:
                raise EmptyBaseError(what=f"{first} x {columns[j]}")
            fewest = int(n) if not fewest else min(fewest, int(n))
            x, y = (np.arange(1.0, size + 1) for size in table.shape)
            x, y = x - float(table.sum(axis=1) @ x) / n, y - float(table.sum(axis=0) @ y) / n
            matrix[i, j] = matrix[j, i] = float(x @ table @ y) / (n - 1)
    for i, name in enumerate(columns):
        own = counts.cells(name).table().sum(axis=1).astype(np.float64)
        n, x = float(own.sum()), np.arange(1.0, len(own) + 1)
        if n < 2:
            raise EmptyBaseError(what=name)
        matrix[i, i] = float(own @ (x - float(own @ x) / n) ** 2) / (n - 1)
    return matrix, fewest


def _shares(histogram: Histogram, what: str) -> npt.NDArray[np.float64]:
    weights = np.asarray(histogram, dtype=np.float64)
    total = float(weights.sum())
    if total <= 0:
        raise EmptyBaseError(what=what)
    return weights / total
