"""Change between two waves whose responses cannot be linked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt
from typing import NamedTuple

from scipy import special

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
