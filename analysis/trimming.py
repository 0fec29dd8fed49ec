"""Large weights cut down, margins met again, and what that costs, told in one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Counts64, Sums
from analysis.errors import BadWeightError, NoConvergenceError, UnequalTargetsError, WrongKindError
from analysis.weights import kish_effect, rake

IQRS = 6.0
ROUNDS = 500
LOUD_KISH, LOUD_RATIO = 1.5, 4.0
ROUNDING = 0.005
"""Relative difference between the sums of margins that is taken for rounding."""


class Trimmed(NamedTuple):
    """Weights after raking and cutting, shape (n,), the cap, and how many rounds it took."""

    weight: Sums
    cap: float
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReport:
    """What weighting costs. ``flags`` name what a reader should be told: ``kish``, ``spread``, ``below-one``."""

    smallest: float
    largest: float
    median: float
    kish_before: float
    kish_after: float
    effective: float
    flags: tuple[str, ...]


def cap_of(weight: Sums) -> float:
    """Return the largest weight that stays: median plus six interquartile ranges.

    Parameters
    ----------
    weight : shape (n,).

    Raises
    ------
    BadWeightError
        A weight that is missing, infinite, negative or zero.

    References
    ----------
    Izrael, Battaglia, Frankel 2009. R: ``median(w) + 6 * IQR(w)``.

    Examples
    --------
    >>> cap_of(np.array([1.0, 2.0, 3.0, 4.0, 50.0]))
    15.0
    """
    check_weights(weight, "cap")
    low, middle, high = np.quantile(weight, [0.25, 0.5, 0.75])
    return float(middle + IQRS * (high - low))


def rake_trimmed(
    weight: Sums, categories: Sequence[Counts64], targets: Sequence[npt.ArrayLike], *, cap: float | None = None
) -> Trimmed:
    """Return weights that meet all margins with none above a cap: raked, cut, raked again, until both hold.

    Parameters
    ----------
    weight : float64 array, shape (n,), base weights.
    categories : per margin an int64 array, shape (n,), the category of each response.
    targets : per margin the headcounts of its categories.
    cap : by default that of the weights after the first raking, see ``cap_of``.

    Returns
    -------
    Trimmed

    Raises
    ------
    BadWeightError
        A weight that is missing, infinite, negative or zero.
    WrongKindError
        A response outside the categories: give a missing margin a category of its own.
    UnequalTargetsError, EmptyTargetError, DisconnectedTableError
        See ``rake``.
    NoConvergenceError
        The cap is too low for the margins.

    References
    ----------
    Battaglia, Izrael, Hoaglin, Frankel 2009. R: ``trimWeights(rake(...), upper = cap)`` and ``rake`` in turn.
    """
    check_weights(weight, "raking")
    shape = tuple(len(np.asarray(target)) for target in targets)
    for axis, (place, size) in enumerate(zip(categories, shape, strict=True)):
        if len(place) and (place.min() < 0 or place.max() >= size):
            raise WrongKindError(what=f"margin {axis + 1}", need="every response needs a category of the margin")
    key = np.ravel_multi_index(tuple(categories), shape)

    def raked(own: Sums) -> Sums:
        table = np.asarray(np.bincount(key, own, minlength=int(np.prod(shape))), dtype=np.float64).reshape(shape)
        return np.asarray(own * rake(table, targets).reshape(-1)[key])

    current = raked(weight)
    limit = cap_of(current) if cap is None else float(cap)
    deviation = np.inf
    for done in range(1, ROUNDS + 1):
        deviation = float(current.max() / limit - 1)
        if deviation <= 1e-9:
            return Trimmed(current, limit, done)
        current = raked(np.minimum(current, limit))
    raise NoConvergenceError(what="raking with a cap", sweeps=ROUNDS, deviation=deviation)


def matched_targets(targets: Sequence[npt.ArrayLike]) -> tuple[list[Sums], bool]:
    """Return margins with one sum, and whether any was rescaled; a difference above half a percent is refused.

    Parameters
    ----------
    targets : per margin the headcounts of its categories; the sum of the first is kept.

    Raises
    ------
    UnequalTargetsError
        Sums that differ by half a percent or more.

    References
    ----------
    Battaglia et al. 2009. R: ``rake`` does not look at it.

    Examples
    --------
    >>> matched_targets([[100, 100], [120, 79.5]])[1]
    True
    """
    wanted = [np.asarray(target, dtype=np.float64) for target in targets]
    rescaled = False
    for axis, target in enumerate(wanted):
        gap = abs(target.sum() - wanted[0].sum())
        if gap >= ROUNDING * wanted[0].sum():
            raise UnequalTargetsError(what=f"margin {axis + 1}", left=wanted[0].sum(), right=target.sum())
        if gap > 0:
            wanted[axis], rescaled = target * (wanted[0].sum() / target.sum()), True
    return wanted, rescaled


def weight_report(before: Sums, after: Sums, *, near_census: bool = False) -> WeightReport:
    """Return range, weighting loss and effective base of weights, with flags for what readers should be told.

    Parameters
    ----------
    before, after : base and final weights, shape (n,).
    near_census : weights are people; then none may stand for less than himself.

    Returns
    -------
    WeightReport

    Raises
    ------
    BadWeightError
        A weight that is missing, infinite, negative or zero.

    References
    ----------
    Kish 1965. R: ``n * sum(w^2) / sum(w)^2``.
    """
    for weights in (before, after):
        check_weights(weights, "report")
    kish = kish_effect(len(after), after, after**2)
    flags = []
    if kish > LOUD_KISH:
        flags.append("kish")
    if float(after.max() / np.median(after)) > LOUD_RATIO:
        flags.append("spread")
    if near_census and float(after.min()) < 1 - 1e-9:
        flags.append("below-one")
    return WeightReport(
        smallest=float(after.min()),
        largest=float(after.max()),
        median=float(np.median(after)),
        kish_before=kish_effect(len(before), before, before**2),
        kish_after=kish,
        effective=len(after) / kish,
        flags=tuple(flags),
    )


def check_weights(weight: Sums, what: str) -> None:
    """Return nothing when every weight is a finite number above 0; refuse otherwise.

    Parameters
    ----------
    weight : shape (n,).
    what : where they are used, for the message.

    Raises
    ------
    BadWeightError
        With how many are bad.

    References
    ----------
    R: ``svydesign`` refuses missing weights and lets zero and negative ones pass.
    """
    bad = int(np.count_nonzero(~(np.isfinite(weight) & (weight > 0))))
    if bad or not len(weight):
        raise BadWeightError(what=what, count=bad)
