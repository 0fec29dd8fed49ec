"""How much of a change comes from who is on the roll, and how much from what they think."""

from __future__ import annotations

from itertools import permutations
from math import factorial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.errors import EmptyBaseError, WrongKindError


class Split(NamedTuple):
    """``total`` = ``within`` + ``composition``, in the unit of the shares; ``se`` belongs to ``within``."""

    total: float
    within: float
    composition: float
    se: float


def kitagawa(
    then: npt.ArrayLike,
    now: npt.ArrayLike,
    then_headcounts: npt.ArrayLike,
    now_headcounts: npt.ArrayLike,
    *,
    then_variances: npt.ArrayLike = 0.0,
    now_variances: npt.ArrayLike = 0.0,
) -> Split:
    """Return the split of a change into change of opinion within strata and change of composition.

    Parameters
    ----------
    then, now : float arrays, shape (H,), the share of each stratum in both waves.
    then_headcounts, now_headcounts : arrays, shape (H,), known without error.
    then_variances, now_variances : float arrays, shape (H,).

    Raises
    ------
    EmptyBaseError
        When a stratum has no share in one of the waves (NaN): merge it before decomposing.

    References
    ----------
    Kitagawa 1955. R: item ``dept.kitagawa`` of make_reference.R.
    """
    p1, p2 = (np.asarray(part, dtype=np.float64) for part in (then, now))
    if np.any(np.isnan(p1) | np.isnan(p2)):
        raise EmptyBaseError(what="stratum of the decomposition")
    w1, w2 = (
        np.asarray(part, dtype=np.float64) / np.sum(np.asarray(part, dtype=np.float64))
        for part in (then_headcounts, now_headcounts)
    )
    weight, level = (w1 + w2) / 2, (p1 + p2) / 2
    within, composition = float(weight @ (p2 - p1)), float(level @ (w2 - w1))
    v1, v2 = (np.asarray(part, dtype=np.float64) for part in (then_variances, now_variances))
    variances = np.broadcast_to(v1 + v2, weight.shape)
    return Split(within + composition, within, composition, float(np.sqrt(weight**2 @ variances)))


class Factors(NamedTuple):
    """``total`` = ``within`` + sum of ``factors``, averaged over the orders in which factors change.

    ``spread`` is how far apart the orders put each factor, and must be shown with it.
    """

    total: float
    within: float
    factors: tuple[float, ...]
    spread: tuple[float, ...]


def several_factors(
    then: npt.ArrayLike, now: npt.ArrayLike, then_headcounts: npt.ArrayLike, now_headcounts: npt.ArrayLike
) -> Factors:
    """Return the split of a change by several traits at once: opinion, and the make-up by each trait in turn.

    The make-up by the first trait is its margin, by the next one its shares within the first, and so on; since the
    order matters, all orders are averaged.

    Parameters
    ----------
    then, now : float arrays, one axis per trait, the share of each combination in both waves.
    then_headcounts, now_headcounts : arrays of the same shape, known without error.

    Returns
    -------
    Factors
        In the unit of the shares.

    Raises
    ------
    EmptyBaseError
        A combination with people and without a share (NaN), or nobody at all.
    WrongKindError
        More than five traits, or arrays that do not fit.

    References
    ----------
    Kitagawa 1955; Das Gupta 1993; Shorrocks 2013. R: ``DasGuptR::dgnpop``.

    Examples
    --------
    >>> found = several_factors([[0.2, 0.4]], [[0.3, 0.4]], [[5, 5]], [[4, 6]])
    >>> round(found.total - found.within - sum(found.factors), 12)
    0.0
    """
    p1, p2, n1, n2 = (np.asarray(part, dtype=np.float64) for part in (then, now, then_headcounts, now_headcounts))
    traits = p1.ndim
    if not p1.shape == p2.shape == n1.shape == n2.shape or not 1 <= traits <= 5:
        raise WrongKindError(what="decomposition", need="four arrays of one shape, one axis for each of 1 to 5 traits")
    if n1.sum() <= 0 or n2.sum() <= 0 or np.any(np.isnan(p1 + p2) & (n1 + n2 > 0)):
        raise EmptyBaseError(what="combination of the decomposition")
    p1, p2 = np.nan_to_num(p1), np.nan_to_num(p2)
    level = (p1 + p2) / 2
    w1, w2 = n1 / n1.sum(), n2 / n2.sum()
    within = float(((w1 + w2) / 2 * (p2 - p1)).sum())
    parts = np.zeros((factorial(traits), traits))
    for row, order in enumerate(permutations(range(traits))):
        before = w1
        for done, trait in enumerate(order, 1):
            kept = order[:done]
            others = tuple(axis for axis in range(traits) if axis not in kept)
            old, new = w1.sum(axis=others, keepdims=True), w2.sum(axis=others, keepdims=True)
            ratio = np.divide(w1, old, out=np.zeros_like(w1), where=old > 0)
            spread = np.where(old > 0, ratio, np.divide(w2, new, out=np.zeros_like(w2), where=new > 0))
            after = w2 if done == traits else new * spread
            parts[row, trait] = float((level * (after - before)).sum())
            before = after
    factors = parts.mean(axis=0)
    return Factors(
        total=within + float(factors.sum()),
        within=within,
        factors=tuple(float(one) for one in factors),
        spread=tuple(float(one) for one in np.ptp(parts, axis=0)),
    )
