"""Change between two waves whose responses cannot be linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt
from typing import NamedTuple

from scipy import special

from analysis.errors import EmptyBaseError, TooManyAnswersError
from analysis.intervals import t_quantile

Z = 1.96
POINTS = 3.0
PEOPLE = 3.0


class Mark(StrEnum):
    """How sure a change is for the people on the roll."""

    HOLLOW = "hollow"
    """Passes under independence of the waves' errors."""
    SOLID = "solid"
    """Passes whatever the overlap of the two sets of people."""


class Wave(NamedTuple):
    """One measure of one wave.

    ``value`` and both errors are in points (0-100 for shares and indices, -100 to 100 for nets); ``people_per_point``
    is how many people of the roll one point stands for: the headcount of the level over 100.
    """

    value: float
    se_population: float
    se_process: float
    people_per_point: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference and how sure it is.

    Parameters
    ----------
    value, se, se_worst, se_best : points; errors for the population target under independence, at most, at least.
    low, high : interval from ``se``.
    mark : hollow, solid, or None where no change can be told.
    process : whether the difference would also pass for what produced the opinions; else the sentence adds that
        chance fluctuation is not ruled out.
    """

    value: float
    se: float
    se_worst: float
    se_best: float
    se_process: float
    low: float
    high: float
    mark: Mark | None
    process: bool


def change_mark(now: Wave, then: Wave) -> Change:
    """Return the change from ``then`` to ``now`` with its mark.

    Hollow when the difference passes 1.96 sqrt(V1 + V2), 3 points and 3 people; solid when it also passes
    1.96 (SE1 + SE2), which bounds the error whatever the unknown overlap of the two waves.

    Parameters
    ----------
    now : the later wave.
    then : the earlier wave.

    References
    ----------
    Tam 1984; Qualite and Tille 2008; Wood 2008. R: item ``dept.change`` of make_reference.R.
    """
    now, then = Wave(*now), Wave(*then)
    value = now.value - then.value
    size = abs(value)
    se = sqrt(now.se_population**2 + then.se_population**2)
    worst = now.se_population + then.se_population
    process = sqrt(now.se_process**2 + then.se_process**2)
    people = size * min(now.people_per_point, then.people_per_point)
    rounding = 1e-9  # 3 points computed as 2.9999999999 are 3 points
    told = size > Z * se and size >= POINTS - rounding and people >= PEOPLE - rounding
    mark = None if not told else Mark.SOLID if size > Z * worst else Mark.HOLLOW
    return Change(
        value=value,
        se=se,
        se_worst=worst,
        se_best=abs(now.se_population - then.se_population),
        se_process=process,
        low=value - Z * se,
        high=value + Z * se,
        mark=mark,
        process=size > Z * process,
    )


class Level(NamedTuple):
    """One figure of one wave: value, error, degrees of freedom."""

    value: float
    se: float
    df: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference of two independent figures.

    Parameters
    ----------
    value, se, low, high : in the unit of the figures; the interval by t.
    df : sum of both; 0 means that no interval could be had, and low and high are infinite.
    p : two-sided; 1 where there is no degree of freedom, 0 where a difference has no error.
    """

    value: float
    se: float
    low: float
    high: float
    df: float
    p: float


def difference(now: Level, then: Level) -> Difference:
    """Return ``now`` minus ``then`` for two waves with samples of their own, with its t interval and test.

    Parameters
    ----------
    now : the later wave.
    then : the earlier wave.

    References
    ----------
    Kish 1965, section 8.4. R: ``svycontrast(svyby(~y, ~wave, design, svymean), c(-1, 1))``, waves being strata.
    """
    now, then = Level(*now), Level(*then)
    value, se = now.value - then.value, sqrt(now.se**2 + then.se**2)
    df = max(now.df, 0) + max(then.df, 0)
    if se == 0:
        return Difference(value=value, se=0.0, low=value, high=value, df=df, p=1.0 if value == 0 else 0.0)
    if df <= 0:
        return Difference(value=value, se=se, low=-inf, high=inf, df=df, p=1.0)
    half = t_quantile(df) * se
    p = float(2 * special.stdtr(df, -abs(value) / se))
    return Difference(value=value, se=se, low=value - half, high=value + half, df=df, p=p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All changes of one pair of waves, judged together.

    Parameters
    ----------
    names : of the items, in the order given.
    p : two-sided p of each change for the process, from ``se_process``.
    adjusted : by Benjamini and Hochberg over the family.
    told : names whose change passes among all; at most 5 % of these are expected to be chance.
    """

    names: tuple[str, ...]
    p: tuple[float, ...]
    adjusted: tuple[float, ...]
    told: tuple[str, ...]


def change_family(changes: Mapping[str, Change], *, level: float = 0.05) -> Family:
    """Return which changes of a pair of waves pass when all items are judged together.

    The family is everything that is looked at: all items at organisation level in that pair of waves, decided once.

    Parameters
    ----------
    changes : by item, from ``change_mark``.
    level : share of false ones among those told, 0-1.

    Returns
    -------
    Family

    Raises
    ------
    EmptyBaseError
        A family without changes.

    References
    ----------
    Benjamini and Hochberg 1995. R: ``p.adjust(p, "BH") < .05``.
    """
    if not changes:
        raise EmptyBaseError(what="family of changes")
    p = [
        float(2 * special.ndtr(-abs(one.value) / one.se_process)) if one.se_process > 0 else float(one.value == 0)
        for one in changes.values()
    ]
    order = sorted(range(len(p)), key=lambda at: p[at], reverse=True)
    adjusted, least = [1.0] * len(p), 1.0
    for place, at in enumerate(order):
        least = min(least, p[at] * len(p) / (len(p) - place))
        adjusted[at] = least
    told = tuple(name for name, one in zip(changes, adjusted, strict=True) if one < level)
    return Family(names=tuple(changes), p=tuple(p), adjusted=tuple(adjusted), told=told)


def overlap_bounds(now: tuple[int, int, int], then: tuple[int, int, int], people: int) -> tuple[float, float]:
    """Return the least and the greatest error of a change in one branch, whatever the overlap of the two waves.

    Nobody knows who answered twice. Between two samples of one roll the covariance is (m / (n1 n2) - 1 / N) S12; the
    number m of people in both and the covariance S12 of their answers are bounded by the margins alone.

    Parameters
    ----------
    now, then : favourable answers, answers, of each wave; the third number is the roll of that wave.
    people : who were on the roll of both waves.

    Returns
    -------
    tuple
        Two standard errors, in shares, for the population.

    Raises
    ------
    EmptyBaseError
        A wave with fewer than two answers.
    TooManyAnswersError
        More answers than people, or more people in common than a roll holds.

    References
    ----------
    Tam 1984; Qualite and Tille 2008; Wood 2008. R: none.
    """
    for x, n, roll in (now, then):
        if n < 2:
            raise EmptyBaseError(what="overlap")
        if n > roll or x > n or people > roll:
            raise TooManyAnswersError(what="overlap", n=max(n, x, people), N=roll)
    (x2, n2, roll2), (x1, n1, roll1) = now, then
    p1, p2 = x1 / n1, x2 / n2
    first, second = ((1 - n / roll) * p * (1 - p) / (n - 1) for p, n, roll in ((p1, n1, roll1), (p2, n2, roll2)))
    least_both = max(0, n1 + n2 - (roll1 + roll2 - people))
    most_both = min(n1, n2, people)
    joint = (max(0.0, p1 + p2 - 1) - p1 * p2, min(p1, p2) - p1 * p2)
    roll = max(people, 1)
    ends = [(both / (n1 * n2) - 1 / roll) * s for both in (least_both, most_both) for s in joint]
    worst = sqrt(first) + sqrt(second)
    low, high = (sqrt(max(first + second - 2 * end, 0.0)) for end in (max(ends), min(ends)))
    return low, min(high, worst)
