"""Trends over the waves of a plan: the 95 % band, gaps and breaks left open, events marked, the end labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from survey_app.language import N_, say, translate
from survey_app.report.canvas import Canvas, width_of
from survey_app.report.charts import Chart
from survey_app.report.numbers import decimal, inside, interval, period, short_period, signed
from survey_app.report.numbers import quarter as quarter_of
from survey_app.report.series import Event, Point, Series
from survey_app.report.style import BAND, NARROW, SMALL, WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The value axis: from, to, and the distance of its lines."""

    low: float
    high: float
    step: float

    @property
    def lines(self) -> tuple[float, ...]:
        """The values that have a line."""
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + at * self.step for at in range(count + 1))


def scale_of(series: Sequence[Series], *, span: float = 40) -> Scale:
    """Return one axis for all the series: whole tens, at least ``span`` high, inside what the measure can be."""
    values = [
        value
        for one in series
        for point in one.points
        for value in (point.value, point.low, point.high)
        if value is not None
    ] or [0.0, span]
    names = {one.measure for one in series}
    if names <= {"index", "share"}:
        floor, ceiling = 0.0, 100.0
    else:
        floor, ceiling = (-100.0, 100.0) if names == {"net"} else (-math.inf, math.inf)
    low, high = math.floor(min(values) / 10) * 10.0, math.ceil(max(values) / 10) * 10.0
    while high - low < span:
        nearer_top = high - max(values) <= min(values) - low
        if high + 10 <= ceiling and (nearer_top or low - 10 < floor):
            high += 10
        elif low - 10 >= floor:
            low -= 10
        else:
            break
    if high - low <= span:
        return Scale(low=low, high=high, step=10)
    low, high = max(floor, math.floor(low / 20) * 20.0), min(ceiling, math.ceil(high / 20) * 20.0)
    step = 20.0 if high - low <= 120 else 50.0
    if step == 50.0:
        low, high = math.floor(low / 50) * 50.0, math.ceil(high / 50) * 50.0
    return Scale(low=low, high=high, step=step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    left: float
    right: float
    top: float
    bottom: float
    days: tuple[int, ...]
    scale: Scale

    def x(self, at: float) -> float:
        """Return the place of a tick, or of a point between two ticks; waves stand as far apart as they were held."""
        first, last = self.days[0], self.days[-1]
        if first == last:
            return (self.left + self.right) / 2
        before = min(max(int(at), 0), len(self.days) - 2)
        day = self.days[before] + (at - before) * (self.days[before + 1] - self.days[before])
        return self.left + (day - first) * (self.right - self.left) / (last - first)

    def y(self, value: float) -> float:
        return self.top + (self.scale.high - value) * (self.bottom - self.top) / (self.scale.high - self.scale.low)


def trend(
    series: Series,
    *,
    name: str,
    title: str,
    language: str,
    events: Sequence[Event] = (),
    scale: Scale | None = None,
    small: bool = False,
) -> Chart:
    """Return the trend with its 95 % band over all ticks: gaps and breaks open, events marked, the end labelled."""
    axis = scale or scale_of([series])
    description = describe_trend(series, language)
    marks = _events_inside(series, events)

    def drawn(width: float, variant: str) -> str:
        canvas = _trend(series, axis, marks, width=width, language=language, small=small)
        return canvas.svg(name=f"{name}-{variant}", title=title, description=description, variant=variant)

    if small:
        one = drawn(NARROW, "small")
        return Chart(wide=one, narrow="", description=description)
    return Chart(wide=drawn(WIDE, "wide"), narrow=drawn(NARROW, "narrow"), description=description)


def describe_trend(series: Series, language: str) -> str:
    """Return the series in a sentence: first and last value, how many waves, where it is broken."""
    if not series.points:
        return translate(N_("Chưa có đợt nào có số liệu."), language)
    first, last = series.points[0], series.points[-1]
    text = translate(N_("{count} đợt có số liệu; {first_wave}: {first}; {last_wave}: {last}."), language).format(
        count=len(series.points),
        first_wave=period(first.wave, language),
        first=decimal(first.value, language),
        last_wave=period(last.wave, language),
        last=decimal(last.value, language),
    )
    breaks = [inside(point.wave, language) for point in series.points if point.broken]
    if breaks:
        text += " " + translate(N_("Câu hỏi đã đổi ở {waves}."), language).format(waves=", ".join(breaks))
    imported = imported_note(series, language)
    return f"{text} {imported}" if imported else text


def imported_note(series: Series, language: str) -> str:
    """Return which points were imported, as the footnote of their mark; an empty text where none was."""
    waves = [inside(point.wave, language) for point in series.points if point.imported]
    if not waves:
        return ""
    said = N_("○ Số liệu nhập từ đợt hỏi có trước phần mềm này: {waves}.")
    return translate(said, language).format(waves=", ".join(waves))


def _events_inside(series: Series, events: Sequence[Event]) -> tuple[tuple[float, Event], ...]:
    """Return the events between the first and last tick with their place on the axis, in ticks."""
    days = _days(series)
    if len(days) < 2:
        return ()
    return tuple(
        (_place(event.day, days), event)
        for event in sorted(events, key=lambda event: event.day)
        if days[0] <= event.day.toordinal() <= days[-1]
    )


def _days(series: Series) -> tuple[int, ...]:
    """Return where each wave stands in time: in the middle of its quarter's last month, or on its last day."""
    held = []
    for tick in series.ticks:
        named = quarter_of(tick.wave)
        held.append((date(named[0], 3 * named[1], 15) if named else tick.day).toordinal())
    return tuple(held)


def _place(day: date, days: Sequence[int]) -> float:
    at = day.toordinal()
    for position in range(len(days) - 1):
        if days[position] <= at <= days[position + 1]:
            return position + (at - days[position]) / max(days[position + 1] - days[position], 1)
    return float(len(days) - 1)


def _event_rows(marks: Sequence[tuple[float, str]], frame: _Frame, width: float) -> list[int]:
    """Return for each event label the line it stands on, so that no two labels touch."""
    ends: list[float] = []
    rows: list[int] = []
    for at, label in marks:
        x = frame.x(at)
        length = width_of(label, SMALL)
        start = x - length - 5 if x + 5 + length > width else x + 5
        row = next((line for line, end in enumerate(ends) if end + 8 <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = start + length
        rows.append(row)
    return rows


def _trend(
    series: Series,
    axis: Scale,
    marks: Sequence[tuple[float, Event]],
    *,
    width: float,
    language: str,
    small: bool,
) -> Canvas:
    narrow = width < 500
    right = width - (64.0 if narrow else 104.0)
    days = _days(series)
    rough = _Frame(left=34, right=right, top=0, bottom=1, days=days, scale=axis)
    named = [
        (at, str(number) if narrow else say(event.title, language)) for number, (at, event) in enumerate(marks, start=1)
    ]
    rows = [] if small else _event_rows(named, rough, width)
    top = 14.0 + 15.0 * (max(rows, default=-1) + 1)
    height = (150.0 if small else 220.0) + top
    frame = _Frame(left=34, right=right, top=top, bottom=height - (24 if narrow else 38), days=days, scale=axis)
    canvas = Canvas(width, height)
    for value in axis.lines:
        y = frame.y(value)
        canvas.line([(frame.left, y), (frame.right, y)], "soft" if value == 0 and axis.low < 0 else "line")
        canvas.text(frame.left - 7, y + 4, decimal(value, language), size=SMALL, colour="soft", anchor="right")
    _time_axis(canvas, series, frame, narrow=narrow)
    for (at, label), row in zip(named if rows else (), rows, strict=True):
        x, y = frame.x(at), 12.0 + 15 * row
        canvas.line([(x, y - 8), (x, frame.bottom)], "soft", dashes=(3, 4))
        after = x + 5 + width_of(label, SMALL) <= width
        canvas.text(x + 5 if after else x - 5, y, label, size=SMALL, colour="soft", anchor="left" if after else "right")
    _line_and_band(canvas, series, frame, small=small)
    if series.points:
        _end_label(canvas, series, frame, language)
    return canvas


def _time_axis(canvas: Canvas, series: Series, frame: _Frame, *, narrow: bool) -> None:
    """Draw quarters and years; a year that has no room beside the one before is left out."""
    year_before = ""
    free = -math.inf
    for at, tick in enumerate(series.ticks):
        x = frame.x(at)
        quarter, year = short_period(tick.wave)
        if narrow:
            canvas.line([(x, frame.bottom), (x, frame.bottom + (6 if year != year_before else 3))], "soft")
            named = quarter in {"", "I"} or (at == 0 and (len(frame.days) < 4 or quarter == "II"))
        else:
            if quarter:
                canvas.text(x, frame.bottom + 16, quarter, size=SMALL, colour="soft", anchor="center")
            named = year != year_before
        half = width_of(year, SMALL) / 2
        if named and x - half > free:
            below = 18 if narrow else 31 if quarter else 16
            canvas.text(x, frame.bottom + below, year, size=SMALL, colour="soft", anchor="center")
            free = x + half + 2
        year_before = year


def _line_and_band(canvas: Canvas, series: Series, frame: _Frame, *, small: bool) -> None:
    at = {tick.wave: position for position, tick in enumerate(series.ticks)}

    def place(point: Point, value: float) -> tuple[float, float]:
        return frame.x(at[point.wave]), frame.y(min(max(value, frame.scale.low), frame.scale.high))

    for run in series.stretches():
        banded = [point for point in run if point.low is not None and point.high is not None]
        if len(banded) == len(run) > 1:
            upper = [place(point, point.high or 0.0) for point in run]
            lower = [place(point, point.low or 0.0) for point in reversed(run)]
            canvas.area(upper + lower, "fav", BAND)
        elif banded:
            for point in banded:
                canvas.line([place(point, point.low or 0.0), place(point, point.high or 0.0)], "fav-2", 2)
        if len(run) > 1:
            canvas.line([place(point, point.value) for point in run], "fav", 2.0 if small else 2.5)
        for point in run:
            mark = canvas.ring if point.imported else canvas.dot
            mark(*place(point, point.value), 2.4 if small else 3.2, "fav")
        if run[0].broken:
            x = frame.x(at[run[0].wave] - 0.5)
            canvas.line([(x, frame.top), (x, frame.bottom)], "unf", dashes=(2, 3))
            canvas.text(x, frame.bottom - 4, "[b]", size=SMALL, colour="unf", anchor="center", bold=True)


def _end_label(canvas: Canvas, series: Series, frame: _Frame, language: str) -> None:
    last = series.points[-1]
    at = next(position for position, tick in enumerate(series.ticks) if tick.wave == last.wave)
    x, y = frame.x(at) + 9, min(max(frame.y(last.value), frame.top + 8), frame.bottom - 20)
    number = signed(last.value, language) if series.measure == "net" else decimal(last.value, language)
    canvas.text(x, y + 3, number + ("%" if series.measure == "share" else ""), size=16, bold=True)
    if last.low is not None and last.high is not None:
        canvas.text(x, y + 18, interval(last.low, last.high, language), size=SMALL, colour="soft")
