"""How much of a change comes from who is on the roll, and how much from what they think."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.errors import EmptyBaseError


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
