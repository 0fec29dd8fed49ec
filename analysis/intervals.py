"""Intervals for one share: exact for a finite roll, by Taylor errors for a design, and what is possible at all.

Shares are 0-1. Nothing here returns NaN or leaves what is possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.errors import EmptyBaseError, TooManyAnswersError
from analysis.rolls import checked, choose, roll_ends

CONFIDENCE = 0.95
Reals = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


class CountInterval(NamedTuple):
    """Interval for a number of people out of ``total``; divide for a share."""

    low: int
    high: int
    mean: float
    total: int


@lru_cache(maxsize=1024)
def t_quantile(df: float, confidence: float = CONFIDENCE) -> float:
    """Return the upper t quantile of a two-sided interval.

    Parameters
    ----------
    df : degrees of freedom, whole or not.

    References
    ----------
    Student 1908. R: ``qt(1 - (1 - confidence)/2, df)``.
    """
    return float(special.stdtrit(df, 1 - (1 - confidence) / 2))


def t_quantiles(df: npt.ArrayLike, confidence: float = CONFIDENCE) -> Reals:
    """Return the upper t quantiles of several degrees of freedom; 0 where there is none.

    Parameters
    ----------
    df : array of degrees of freedom.

    References
    ----------
    Student 1908. R: ``qt(1 - (1 - confidence)/2, df)``.
    """
    whole = np.asarray(df, dtype=np.float64)
    found = special.stdtrit(np.maximum(whole, 1), 1 - (1 - confidence) / 2)
    return np.where(whole > 0, found, 0.0)


def wald_interval(share: float, se: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return share plus and minus t times its error; it may leave 0-1, so nothing of the product shows it.

    Parameters
    ----------
    share : 0-1.
    se : its standard error, 0-1.
    df : degrees of freedom of the design.

    References
    ----------
    R: ``confint(svymean(~factor(q), design), df = degf(design))``.
    """
    half = t_quantile(df, confidence) * se if df > 0 else np.inf
    return Interval(share - half, share + half)


@lru_cache(maxsize=64)
def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the upper normal quantile of a two-sided interval.

    References
    ----------
    Gauss 1809. R: ``qnorm(1 - (1 - confidence)/2)``.
    """
    return float(special.ndtri(1 - (1 - confidence) / 2))


def bounds(x: int, n: int, N: int) -> Interval:
    """Return the smallest and largest share possible when x of n answers out of a roll of N are favourable.

    No assumption about those who did not answer. Raises EmptyBaseError for N = 0 and TooManyAnswersError for n > N.

    Parameters
    ----------
    x : favourable answers.
    n : unweighted answers.
    N : people on the roll.

    References
    ----------
    Horowitz and Manski 1998. R: ``x / N``, ``(x + N - n) / N``.
    """
    checked(x, n, N)
    return Interval(x / N, (x + N - n) / N)


def hypergeometric_interval(x: int, n: int, N: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact equal-tailed interval for the share in a roll of N, x of n answers being favourable.

    For a base that is everybody on the roll of the group, answered with equal chances: not for an opinion base.

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
    Wright 1991; Wang 2015. R: ``hyp_ci(x, n, N)/N`` of ref_lib.R; ``samplingbook::Sprop``.
    """
    low, high = roll_ends(int(x), int(n), int(N), confidence, mid=False)
    return Interval(low / N, high / N)


def mid_p_interval(x: int, n: int, N: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the mid-p version of the exact interval: less cautious, coverage near the nominal on average.

    Parameters
    ----------
    x : favourable answers.
    n : unweighted answers.
    N : people on the roll.

    References
    ----------
    R: ``hyp_midp(x, n, N)/N`` of ref_lib.R.
    """
    low, high = roll_ends(int(x), int(n), int(N), confidence, mid=True)
    return Interval(low / N, high / N)


def beta_binomial_interval(
    x: Sequence[int] | npt.NDArray[np.int64],
    n: Sequence[int] | npt.NDArray[np.int64],
    N: Sequence[int] | npt.NDArray[np.int64],
    *,
    prior: float | tuple[float, float] = 0.5,
    confidence: float = CONFIDENCE,
) -> CountInterval:
    """Return the interval for the number of favourable people in all strata together, and its expected value.

    The unseen part of each stratum is beta-binomial, strata are convolved. Exact width 0 for a census; never outside
    what is possible; meant for shares near 0 and 1 and for tiny strata.

    Parameters
    ----------
    x, n, N : favourable answers, answers, people on the roll, each of shape (H,).
    prior : parameter of the beta prior in each stratum; 1/2 pulls many tiny strata about 0.3 points towards 50 %. Two
        parameters from ``unseen.beta_prior`` where there are a dozen strata.

    References
    ----------
    Ericson 1969; Ghosh and Meeden 1997. R: ``bb_ci(x, n, N)`` of ref_lib.R.
    """
    first, second = prior if isinstance(prior, tuple) else (prior, prior)
    pmf = np.ones(1)
    for seen, answers, people in zip(x, n, N, strict=True):
        checked(int(seen), int(answers), int(people))
        unseen = int(people) - int(answers)
        if unseen:
            k = np.arange(unseen + 1)
            a, b = seen + first, answers - seen + second
            log = choose(unseen, k) + special.betaln(k + a, unseen - k + b) - special.betaln(a, b)
            pmf = np.convolve(pmf, np.exp(log))
    cumulative = np.cumsum(pmf)
    tail = (1 - confidence) / 2
    base = int(np.sum(x))
    return CountInterval(
        low=base + int(np.argmax(cumulative >= tail - 1e-12)),
        high=base + int(np.argmax(cumulative >= 1 - tail - 1e-12)),
        mean=base + float(np.arange(len(pmf)) @ pmf),
        total=int(np.sum(N)),
    )


def wilson_interval(x: float, n: float, N: float | None = None, *, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's interval with the sample size inflated for a finite roll; N = None means no roll.

    A fast label: it does not respect what is possible.

    Parameters
    ----------
    x : favourable answers.
    n : unweighted answers.
    N : people on the roll.

    Raises
    ------
    EmptyBaseError
        Nobody answered.
    TooManyAnswersError
        More answers than people.

    References
    ----------
    Wilson 1927. R: item ``wilson.fpc`` of make_reference.R.
    """
    if n <= 0:
        raise EmptyBaseError(what="Wilson interval")
    if N is not None and n > N:
        raise TooManyAnswersError(what="Wilson interval", n=n, N=N)
    p = x / n
    if N is not None and n == N:
        return Interval(p, p)
    size = n if N is None else n * (N - 1) / (N - n)
    z2 = normal_quantile(confidence) ** 2
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2) / (1 + z2 / size) * np.sqrt(p * (1 - p) / size + z2 / (4 * size**2))
    return Interval(max(0.0, float(centre - half)), min(1.0, float(centre + half)))


def logit_interval(p: float, se: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval symmetric on the logit scale; (p, p) when se is 0, and (0, 1) when p is 0 or 1 or df <= 0.

    Parameters
    ----------
    p : share, 0-1.
    se : its standard error, 0-1.
    df : degrees of freedom of the design.

    References
    ----------
    R: ``svyciprop(method = "logit")``, ``"xlogit"``.
    """
    if se == 0:
        return Interval(p, p)
    if not 0 < p < 1 or df <= 0:
        return Interval(0.0, 1.0)
    centre, half = special.logit(p), t_quantile(df, confidence) * se / (p * (1 - p))
    return Interval(float(special.expit(centre - half)), float(special.expit(centre + half)))


def asin_interval(p: float, se: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval symmetric on the arcsine-root scale; (0, 1) when p is 0 or 1 or df <= 0.

    Parameters
    ----------
    p : share, 0-1.
    se : its standard error, 0-1.
    df : degrees of freedom of the design.

    References
    ----------
    R: ``svyciprop(method = "asin")``.
    """
    if se == 0:
        return Interval(p, p)
    if not 0 < p < 1 or df <= 0:
        return Interval(0.0, 1.0)
    centre = np.arcsin(np.sqrt(p))
    half = t_quantile(df, confidence) * se / (2 * np.sqrt(p * (1 - p)))
    low, high = max(centre - half, 0.0), min(centre + half, np.pi / 2)
    return Interval(float(np.sin(low) ** 2), float(np.sin(high) ** 2))


def mean_interval(p: float, se: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the plain t interval cut to 0-1, to compare with older tables.

    Parameters
    ----------
    p : share, 0-1.
    se : its standard error, 0-1.
    df : degrees of freedom of the design.

    References
    ----------
    Cochran 1977, section 3.6. R: ``svyciprop(method = "mean")``.
    """
    if df <= 0:
        return Interval(0.0, 1.0)
    half = t_quantile(df, confidence) * se
    return Interval(max(0.0, p - half), min(1.0, p + half))


def likelihood_interval(p: float, se: float, n: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval where the binomial deviance, divided by the design effect, stays below its quantile.

    Parameters
    ----------
    p : share, 0-1.
    se : its standard error, 0-1.
    n : unweighted answers.
    df : degrees of freedom of the design.

    References
    ----------
    Rao and Scott 1984. R: ``svyciprop(method = "likelihood")``.
    """
    if se == 0:
        return Interval(p, p)
    if not 0 < p < 1 or df <= 0 or n <= 1:
        return Interval(0.0, 1.0)
    from scipy.optimize import brentq  # noqa: PLC0415 -- slow to import

    dispersion = n / (n - 1)  # of the fitted quasi-binomial model
    limit = t_quantile(df, confidence) ** 2 * se**2 * n / (p * (1 - p)) * dispersion

    def beyond(q: float) -> float:
        return float(2 * n * (special.rel_entr(p, q) + special.rel_entr(1 - p, 1 - q)) - limit)

    tiny = 1e-12
    low = float(brentq(beyond, tiny, p)) if beyond(tiny) > 0 else 0.0
    high = float(brentq(beyond, p, 1 - tiny)) if beyond(1 - tiny) > 0 else 1.0
    return Interval(low, high)


def beta_interval(p: float, effective: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the Clopper-Pearson interval for p seen in an effective number of people, whole or not.

    Parameters
    ----------
    p : share seen, 0-1.
    effective : people that the answers are worth, whole or not.

    References
    ----------
    Clopper and Pearson 1934. R: ``binom.test``.
    """
    if effective <= 0:
        return Interval(0.0, 1.0)
    tail = (1 - confidence) / 2
    x = p * effective
    low = 0.0 if x <= 0 else float(special.betaincinv(x, effective - x + 1, tail))
    high = 1.0 if x >= effective else float(special.betaincinv(x + 1, effective - x, 1 - tail))
    return Interval(low, high)


def korn_graubard_interval(p: float, se: float, n: float, df: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the Clopper-Pearson interval on the effective size p(1-p)/V corrected for degrees of freedom.

    With the finite correction the effective size may exceed n, and even N; it is not cut, which would undo the gain.
    When p is 0 or 1 the variance tells nothing: use ``beta_interval`` with n over the Kish effect.

    Parameters
    ----------
    p : share, 0-1.
    se : its standard error, 0-1.
    n : unweighted answers.
    df : degrees of freedom of the design.

    References
    ----------
    Korn and Graubard 1998. R: ``svyciprop(method = "beta")``.
    """
    if se == 0:
        return Interval(p, p)
    if not 0 < p < 1 or df <= 0 or n <= 1:
        return Interval(0.0, 1.0)
    stretch = t_quantile(n - 1, confidence) / t_quantile(df, confidence)
    return beta_interval(p, p * (1 - p) / se**2 * stretch**2, confidence=confidence)
