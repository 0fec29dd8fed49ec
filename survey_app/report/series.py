"""What a trend chart draws: points over the waves of a plan, with the places where the line must not be joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analysis.disclosure.released import ReleasedRange
from survey_app.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One wave on the time axis, held or only planned; ``day`` is its last day."""

    wave: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the organisation, marked on the time axis."""

    day: date
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One released figure. ``broken`` says that the question before this wave was another one.

    ``imported`` says that the wave was held before this software existed.
    """

    wave: str
    value: float
    low: float | None = None
    high: float | None = None
    broken: bool = False
    digest: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure of one column over the ticks of a plan."""

    column: str
    measure: str
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    range: ReleasedRange | None = None
    """Of a number or a date: what it counts."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Marks of the waves that asked the question and tell nothing here, by wave."""
    bands: Mapping[str, str] = field(default_factory=dict)
    """Of those, the bands of the waves that tell no more than in which band it lies: listed, not drawn."""

    @property
    def drawable(self) -> bool:
        """Whether the points can be drawn: dates are told in a table."""
        return bool(self.points) and (self.range is None or self.range.origin is None)

    def stretches(self) -> tuple[tuple[Point, ...], ...]:
        """Return the runs of points that may be joined: no wave is missing between them and no question changed."""
        at = {tick.wave: position for position, tick in enumerate(self.ticks)}
        runs: list[list[Point]] = []
        for point in self.points:
            last = runs[-1][-1] if runs else None
            if last is None or point.broken or at[point.wave] - at[last.wave] > 1:
                runs.append([point])
            else:
                runs[-1].append(point)
        return tuple(tuple(run) for run in runs)

    @property
    def comparable(self) -> tuple[Point, ...]:
        """The points since the last break: the only ones that the last may be compared with."""
        start = max((at for at, point in enumerate(self.points) if point.broken), default=0)
        return self.points[start:]
