"""Dates as files, ballots and pages write them: by grain, a month or a year standing as its first day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from survey_app.questionnaire.model import Grain

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100


def moment(text: str) -> tuple[date, Grain] | None:
    """Return the date that ``2021``, ``2021-03`` or ``2021-03-05`` says, with its grain; None when it says none."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    grain = Grain.DAY if day else Grain.MONTH if month else Grain.YEAR
    try:
        said = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return (said, grain) if FIRST_YEAR <= said.year <= LAST_YEAR else None


def read_date(text: str, grain: Grain) -> date | None:
    """Return the date written at exactly this grain; None when the text is not one."""
    found = moment(text)
    return found[0] if found is not None and found[1] is grain else None


def write_date(value: date, grain: Grain) -> str:
    """Return a date as files and ballots hold it: ``2021``, ``2021-03`` or ``2021-03-05``."""
    return value.isoformat()[: {Grain.YEAR: 4, Grain.MONTH: 7, Grain.DAY: 10}[grain]]


def elapsed(value: date, earliest: date, grain: Grain) -> int:
    """Return how many days, months or years a date lies after another."""
    if grain is Grain.DAY:
        return (value - earliest).days
    months = 12 * (value.year - earliest.year) + value.month - earliest.month
    return months if grain is Grain.MONTH else months // 12


def later(earliest: date, count: int, grain: Grain) -> date:
    """Return the date that lies so many days, months or years after another; ``elapsed`` backwards."""
    if grain is Grain.DAY:
        return earliest + timedelta(days=count)
    months = 12 * earliest.year + earliest.month - 1 + count * (12 if grain is Grain.YEAR else 1)
    return date(months // 12, months % 12 + 1, 1)


_SPOKEN = re.compile(r"(?:([0-9]{1,2})[/.])?([0-9]{1,2})[/.]([0-9]{4})")


def heard_date(text: str, grain: Grain) -> date | None:
    """Return the date in a cell of somebody's table, at this grain; None when it says none, or says it more coarsely.

    Read are ``2021-03-05`` (a time of day after it is passed over), ``05/03/2021``, ``03/2021`` and ``2021``.
    """
    written = text.strip().removesuffix("00:00:00").rstrip(" T")
    if (spoken := _SPOKEN.fullmatch(written)) is not None:
        day, month, year = spoken.groups()
        written = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    found = moment(written)
    order = list(Grain)
    if found is None or order.index(found[1]) > order.index(grain):
        return None
    said = found[0]
    return said.replace(day=1 if grain is not Grain.DAY else said.day, month=1 if grain is Grain.YEAR else said.month)


def spoken_date(value: date, grain: Grain) -> str:
    """Return a date as people here read it: ``2021``, ``03/2021`` or ``05/03/2021``."""
    return value.strftime({Grain.YEAR: "%Y", Grain.MONTH: "%m/%Y", Grain.DAY: "%d/%m/%Y"}[grain])
