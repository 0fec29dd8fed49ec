"""Digits, signs, dates and periods as each language writes them. Nothing is rounded here that was not released so."""

from __future__ import annotations

import re
from datetime import date

from survey_app.language import N_, Language, translate

MINUS = "\u2212"
ROMAN = ("I", "II", "III", "IV")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEAR = re.compile(r"W?(\d{4})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z")


def decimal(value: float, language: str) -> str:
    """Return the number with the digits it was released with, after a comma (vi) or a point (en)."""
    digits = f"{abs(value):,.10g}"
    if language == Language.VI:
        digits = digits.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return (MINUS if value < 0 else "") + digits


def signed(value: float, language: str) -> str:
    """Return the number with its sign printed: ``+35``, ``−12``, ``0``."""
    return ("+" if value > 0 else "") + decimal(value, language)


def percent(value: float, language: str) -> str:
    """Return ``58%``."""
    return decimal(value, language) + "%"


def interval(low: float, high: float, language: str) -> str:
    """Return ``67–71``, or with words between when a limit is negative."""
    if low < 0 or high < 0:
        return translate(N_("{low} đến {high}"), language).format(
            low=decimal(low, language), high=decimal(high, language)
        )
    return f"{decimal(low, language)}–{decimal(high, language)}"


def day(value: date | str, language: str) -> str:
    """Return ``25/09/2025`` or ``25 September 2025``; a text that is no date comes back as it is."""
    if isinstance(value, str):
        try:
            return day(date.fromisoformat(value[:10]), language)
        except ValueError:
            return value
    if language == Language.VI:
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(first: str, last: str, language: str) -> str:
    """Return a span of days: ``15–25/09/2025``, ``15 to 25 September 2025``; the whole of both days across months."""
    if first == last:
        return day(first, language)
    try:
        opened, closed = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    except ValueError:
        return f"{first}–{last}"
    if (opened.year, opened.month) == (closed.year, closed.month):
        head = f"{opened.day:02d}–" if language == Language.VI else f"{opened.day}–"
        return head + day(closed, language)
    return f"{day(opened, language)}–{day(closed, language)}"


def quarter(wave: str) -> tuple[int, int] | None:
    """Return year and quarter of a wave named like ``2025-Q4``, else None."""
    found = _QUARTER.match(wave)
    return (int(found[1]), int(found[2])) if found else None


def period(wave: str, language: str) -> str:
    """Return the wave's name in a sentence: ``Quý IV năm 2025``, ``Quarter IV 2025``, ``năm 2018``."""
    found = quarter(wave)
    if found:
        return translate(N_("Quý {quarter} năm {year}"), language).format(year=found[0], quarter=ROMAN[found[1] - 1])
    year = _YEAR.fullmatch(wave)
    return translate(N_("Năm {year}"), language).format(year=year[1]) if year else wave


def inside(wave: str, language: str) -> str:
    """Return the wave's name as it stands inside a sentence: ``quý IV năm 2025``."""
    name = period(wave, language)
    return name[0].lower() + name[1:] if language == Language.VI and name != wave else name


def short_period(wave: str) -> tuple[str, str]:
    """Return the two lines of an axis label: ``("IV", "2025")``; for a wave that is a year, the year alone."""
    found = quarter(wave)
    if found:
        return ROMAN[found[1] - 1], str(found[0])
    year = _YEAR.fullmatch(wave)
    return "", year[1] if year else wave
