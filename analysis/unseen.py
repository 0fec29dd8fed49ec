"""What is not known of a roll: how those who did not answer could turn a share, and what strata tell of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.errors import EmptyBaseError


class Sensitivity(NamedTuple):
    """What the share of the whole roll would be if those who did not answer differed; ``flip`` turns the majority."""

    shares: tuple[tuple[float, float], ...]
    flip: float | None


def sensitivity(
    share: float, fraction: float, *, differences: Sequence[float] = (-0.2, -0.1, 0.1, 0.2), majority: float = 0.5
) -> Sensitivity:
    """Return the share of the whole roll for given differences between those who answered and those who did not.

    Parameters
    ----------
    share : among those who answered, 0-1.
    fraction : who answered out of the roll, 0-1.
    differences : share of those who answered minus share of those who did not.
    majority : the share that decides.

    Returns
    -------
    Sensitivity
        Pairs (difference, share of the roll), differences that cannot be left out; and the difference at which the
        majority turns, None when none that is possible does.

    Raises
    ------
    EmptyBaseError
        Nobody answered.

    References
    ----------
    Horowitz and Manski 1998. R: ``share - (1 - fraction) * difference``.

    Examples
    --------
    >>> sensitivity(0.6, 0.8).flip
    0.5
    """
    if not 0 < fraction <= 1:
        raise EmptyBaseError(what="sensitivity")
    told = tuple(
        (difference, share - (1 - fraction) * difference)
        for difference in differences
        if -1e-12 <= share - difference <= 1 + 1e-12
    )
    if fraction == 1 or share == majority:
        return Sensitivity(told, None)
    flip = round((share - majority) / (1 - fraction), 12)
    return Sensitivity(told, flip if 0 <= share - flip <= 1 else None)


def beta_prior(x: npt.ArrayLike, n: npt.ArrayLike, *, least: int = 12) -> tuple[float, float]:
    """Return both parameters of the beta distribution that shares of many strata come from, by their moments.

    Parameters
    ----------
    x, n : favourable answers and answers of each stratum, shape (H,).
    least : strata below which (1/2, 1/2) is returned, as it is when strata do not differ more than chance.

    Returns
    -------
    tuple
        Parameters for ``beta_binomial_interval``, at least 1/2 in sum.

    Raises
    ------
    EmptyBaseError
        Nobody answered.

    References
    ----------
    Kleinman 1973. R: ``VGAM::vglm(cbind(x, n - x) ~ 1, betabinomial)`` maximises the likelihood instead.
    """
    seen, size = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    seen, size = seen[size > 0], size[size > 0]
    if not len(size):
        raise EmptyBaseError(what="prior of the strata")
    p = float(seen.sum() / size.sum())
    if len(size) < least or not 0 < p < 1:
        return 0.5, 0.5
    squares = float((size * (seen / size - p) ** 2).sum())
    expected = p * (1 - p)
    inner = float((size * (1 - size / size.sum())).sum())
    ratio = (squares / expected - (len(size) - 1)) / (inner - (len(size) - 1)) if inner > len(size) - 1 else 0.0
    if ratio <= 0:  # strata alike: as much weight as all answers together
        return max(0.5 * p, p * float(size.sum())), max(0.5 * (1 - p), (1 - p) * float(size.sum()))
    total = max((1 - min(ratio, 1.0)) / min(ratio, 1.0), 0.5)
    return p * total, (1 - p) * total
