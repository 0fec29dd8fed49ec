"""How many favourable people a roll can hold when some of it answered: the exact ends, one by one or all at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.errors import EmptyBaseError, TooManyAnswersError

Reals = npt.NDArray[np.float64]
People = npt.NDArray[np.int64]
SMALL_ROLL = 300
"""People on a roll up to which the ends of all numbers of favourable answers are had from one table."""


@lru_cache(maxsize=8192)
def roll_ends(x: int, n: int, N: int, confidence: float, *, mid: bool) -> tuple[int, int]:
    """Return the fewest and the most favourable people on a roll of N that x of n answers do not contradict.

    Parameters
    ----------
    x : favourable answers.
    n : unweighted answers.
    N : people on the roll.
    confidence : 0-1, equal tails.
    mid : count half of the probability of x itself.

    Raises
    ------
    EmptyBaseError, TooManyAnswersError
        When nobody is on the roll, or fewer than answered.

    References
    ----------
    Wright 1991. R: ``hyp_ci(x, n, N)``, ``hyp_midp(x, n, N)`` of ref_lib.R.
    """
    checked(x, n, N)
    if N <= SMALL_ROLL:
        fewest, most = all_roll_ends(n, N, confidence, mid=mid)
        return int(fewest[x]), int(most[x])
    tail = (1 - confidence) / 2
    least, greatest = x, x + N - n
    own = 0.5 if mid else 1.0
    below, above = np.arange(x), np.arange(x + 1, n + 1)

    def upper(total: int) -> float:
        return own * float(_pmf(np.array([x]), n, total, N)[0]) + float(_pmf(above, n, total, N).sum())

    def lower(total: int) -> float:
        return own * float(_pmf(np.array([x]), n, total, N)[0]) + float(_pmf(below, n, total, N).sum())

    low, end = least, greatest  # the first total that x or more would not contradict; the upper tail grows with it
    while low < end:
        middle = (low + end) // 2
        low, end = (low, middle) if upper(middle) > tail else (middle + 1, end)
    start, high = least, greatest
    while start < high:
        middle = (start + high + 1) // 2
        start, high = (middle, high) if lower(middle) > tail else (start, middle - 1)
    return (low, high) if low <= high else (least, greatest)


@lru_cache(maxsize=1024)
def all_roll_ends(n: int, N: int, confidence: float, *, mid: bool) -> tuple[People, People]:
    """Return ``roll_ends`` of every x from 0 to n, from one table of probabilities by total and x.

    Parameters
    ----------
    n : unweighted answers.
    N : people on the roll; the table has (N + 1)(n + 1) entries.
    confidence : 0-1, equal tails.
    mid : count half of the probability of x itself.

    Returns
    -------
    tuple
        int64 arrays, shape (n + 1,), read only.

    References
    ----------
    Wright 1991. R: ``sapply(0:n, hyp_ci, n, N)`` of ref_lib.R.
    """
    checked(0, n, N)
    tail, own = (1 - confidence) / 2, 0.5 if mid else 1.0
    total, x = np.arange(N + 1)[:, None], np.arange(n + 1)[None, :]
    pmf = _table(n, N)
    above, below = np.zeros_like(pmf), np.zeros_like(pmf)
    above[:, :-1] = np.cumsum(pmf[:, :0:-1], axis=1)[:, ::-1]
    below[:, 1:] = np.cumsum(pmf[:, :-1], axis=1)
    least, greatest = x[0], x[0] + N - n
    possible = (total >= least) & (total <= greatest)
    from_below = possible & (own * pmf + above > tail)
    from_above = possible & (own * pmf + below > tail)
    low = np.where(from_below.any(axis=0), from_below.argmax(axis=0), greatest)
    high = np.where(from_above.any(axis=0), N - from_above[::-1].argmax(axis=0), least)
    crossed = low > high
    low, high = np.where(crossed, least, low), np.where(crossed, greatest, high)
    low.flags.writeable = high.flags.writeable = False
    return low, high


def choose(n: int, k: npt.NDArray[np.int64] | int) -> Reals:
    """Return the logarithm of the number of ways to choose k of n.

    Parameters
    ----------
    n, k : whole; k may be an array.

    References
    ----------
    R: ``lchoose(n, k)``.
    """
    return np.asarray(special.gammaln(n + 1) - special.gammaln(np.asarray(k) + 1.0) - special.gammaln(n - k + 1.0))


def checked(x: int, n: int, N: int) -> None:
    """Return nothing; a roll without people, and more answers than people, are refused.

    Parameters
    ----------
    x : favourable answers.
    n : unweighted answers.
    N : people on the roll.

    Raises
    ------
    EmptyBaseError, TooManyAnswersError
        When nobody is on the roll, or fewer than answered.

    References
    ----------
    None. R: ``stopifnot(x <= n, n <= N)``.
    """
    if N <= 0:
        raise EmptyBaseError(what="roll")
    if n > N or x > n:
        raise TooManyAnswersError(what="roll", n=max(n, x), N=min(n, N))


def _table(n: int, N: int) -> Reals:
    """Return P(X = x) for n draws from N of which M are favourable, shape (N + 1, n + 1), 0 where impossible."""
    log = special.gammaln(np.arange(N + 1) + 1.0)
    total, x = np.arange(N + 1)[:, None], np.arange(n + 1)[None, :]
    missed, others = total - x, N - total - n + x
    fits = (missed >= 0) & (others >= 0)
    ways = log[total] - log[x] - log[np.maximum(missed, 0)]
    rest = log[N - total] - log[n - x] - log[np.maximum(others, 0)]
    every = log[N] - log[n] - log[N - n]
    return np.exp(np.where(fits, ways + rest - every, -np.inf))


def _pmf(j: npt.NDArray[np.int64], n: int, M: int, N: int) -> Reals:
    """Return P(X = j) for n draws from N of which M are favourable, 0 where impossible."""
    fits = (j <= M) & (n - j <= N - M)
    j = np.where(fits, j, max(0, n - (N - M)))
    log = choose(M, j) + choose(N - M, n - j) - choose(N, n)
    return np.where(fits, np.exp(log), 0.0)
