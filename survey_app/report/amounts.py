"""Means, medians and bands of numbers and dates as a reader sees them: with their unit, or as a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from analysis.disclosure.released import ReleasedMeasure, ReleasedRange
from survey_app.language import N_, say, translate
from survey_app.report.numbers import day, decimal, interval, signed

QUARTERS = 4
DISTANCES: Mapping[str | None, str] = {
    None: N_("{number} điểm"),
    "day": N_("{number} ngày"),
    "month": N_("{number} tháng"),
    "year": N_("{number} năm"),
}
"""Distances in points, and by the grain of a date."""


def amount(value: float, span: ReleasedRange | None, language: str, *, unit: bool = True) -> str:
    """Return ``45 giờ``; for a date the day, month or year that a number counts to; without a range the number."""
    if span is None:
        return decimal(value, language)
    if span.origin is not None:
        return _date(round(value), span, language)
    return f"{decimal(value, language)} {say(span.unit, language)}" if unit and span.unit else decimal(value, language)


def amounts(low: float | None, high: float | None, span: ReleasedRange | None, language: str) -> str:
    """Return two limits: ``42–48``, or two dates with words between; nothing where they are not told."""
    if low is None or high is None:
        return ""
    if span is None or span.origin is None:
        return interval(low, high, language)
    return translate(N_("{low} đến {high}"), language).format(
        low=amount(low, span, language), high=amount(high, span, language)
    )


def size(value: float, span: ReleasedRange | None, language: str) -> str:
    """Return a distance with its unit: ``0,46 giờ``, of dates ``2,3 tháng``; without a range in points."""
    if span is not None and span.origin is None:
        return amount(value, span, language)
    number, grain = decimal(value, language), None if span is None else span.grain
    told = translate(DISTANCES[grain], language).format(number=number)
    return told.removesuffix("s") if number == "1" and language == "en" else told


def counted(label: str, span: ReleasedRange | None, language: str, *, size: bool = False) -> str:
    """Return a label with what its numbers count: ``Trung bình (giờ)``.

    A date says that itself; its ``size``, a distance between dates, does not.
    """
    unit = ""
    if span is not None and span.origin is None:
        unit = say(span.unit, language) if span.unit else ""
    elif span is not None and size:
        unit = translate(DISTANCES[span.grain], language).format(number="").strip()
    return f"{label} ({unit})" if unit else label


def banded(band: str, span: ReleasedRange, language: str) -> str:
    """Return the quarter of a range in words: ``trong khoảng 22,5 đến 45 giờ``."""
    at = int(band[1:]) - 1
    width = (span.high - span.low) / QUARTERS
    low, high = span.low + at * width, span.low + (at + 1) * width
    return translate(N_("trong khoảng {low} đến {high}"), language).format(
        low=amount(low, span, language, unit=False), high=amount(high, span, language)
    )


def told(figure: ReleasedMeasure, span: ReleasedRange | None, language: str) -> str | None:
    """Return a measure as text: its value, its band; None when it is withheld."""
    if figure.value is not None:
        return signed(figure.value, language) if figure.measure == "net" else amount(figure.value, span, language)
    return banded(figure.band, span, language) if figure.band is not None and span is not None else None


def _date(count: int, span: ReleasedRange, language: str) -> str:
    origin = date.fromisoformat(span.origin or "")
    if span.grain == "day":
        return day(origin + timedelta(days=count), language)
    months = 12 * origin.year + origin.month - 1 + count * (12 if span.grain == "year" else 1)
    year, month = divmod(months, 12)
    if span.grain == "year":
        return str(year)
    return f"{month + 1:02d}/{year}"
