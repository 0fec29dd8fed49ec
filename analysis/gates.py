"""What a number of comparable waves supports, and refusals that say what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from analysis.errors import AcrossBreakError, TooFewWavesError


class Method(StrEnum):
    """What may be done with a series, in the order in which waves allow it."""

    DIFFERENCE = "difference"
    TREND = "trend"
    LEVEL = "level"
    """A smoothed level and the interval of the next wave; to be marked as indicative."""
    SIGNAL = "signal"
    """The next wave's interval, scored against "same as last time"."""
    BREAK = "break"
    """One break, by exact search."""
    BREAKS = "breaks"
    """Several breaks."""
    CONTROL = "control"
    """Control charts."""
    SEASON = "season"
    """Terms for the time of the year; needs three full years besides."""


LEAST: dict[Method, int] = {
    Method.DIFFERENCE: 2,
    Method.TREND: 3,
    Method.LEVEL: 5,
    Method.SIGNAL: 5,
    Method.BREAK: 8,
    Method.BREAKS: 12,
    Method.CONTROL: 20,
    Method.SEASON: 20,
}
SURE_LEVEL = 8
"""Waves from which a smoothed level is no longer marked as indicative."""
SEASONS, PER_SEASON = 3, 2
"""Full years, and waves in each, that a season needs."""


def allowed(waves: int) -> tuple[Method, ...]:
    """Return what a series of so many comparable waves supports.

    Parameters
    ----------
    waves : comparable waves with a figure.

    References
    ----------
    Killick, Fearnhead, Eckley 2012 (breaks); Laney 2002 (charts). R: none; the numbers are rules of this house.

    Examples
    --------
    >>> [method.value for method in allowed(5)]
    ['difference', 'trend', 'level', 'signal']
    """
    return tuple(method for method in Method if method is not Method.SEASON and waves >= LEAST[method])


def require(method: Method, waves: int, parts: Sequence[object] | None = None) -> None:
    """Return nothing when a series supports the method; otherwise refuse and say what it takes.

    Parameters
    ----------
    waves : comparable waves with a figure.
    parts : for each wave the part of the series that it belongs to; waves across a break of wording, scale or mode
        belong to different parts.
    method : what is to be done with the series.

    Raises
    ------
    TooFewWavesError
        Fewer waves than the method needs.
    AcrossBreakError
        Waves from more than one part.

    References
    ----------
    R: none; the numbers are rules of this house.
    """
    if waves < LEAST[method]:
        raise TooFewWavesError(what=method.value, need=LEAST[method], have=waves)
    different = list(dict.fromkeys(parts)) if parts is not None else []
    if len(different) > 1:
        raise AcrossBreakError(what=method.value, parts=len(different))


def require_season(times: Sequence[float]) -> None:
    """Return nothing when a series is long enough for terms of the season; otherwise refuse.

    Parameters
    ----------
    times : of the waves, in years.

    Raises
    ------
    TooFewWavesError
        Fewer than three full years, or fewer than two waves in one of them.

    References
    ----------
    R: ``stl`` refuses series of less than two periods.

    Examples
    --------
    >>> require_season([2021.0, 2021.5, 2022.0, 2022.5, 2023.0, 2023.5, 2024.0])
    """
    span = max(times) - min(times) if times else 0.0
    per_year = [sum(1 for time in times if year <= time - min(times) < year + 1) for year in range(int(span))]
    if len(per_year) < SEASONS or min(per_year) < PER_SEASON:
        raise TooFewWavesError(what=Method.SEASON.value, need=SEASONS * PER_SEASON, have=len(times))
