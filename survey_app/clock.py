"""The present day: the machine's, or the one that the settings fix for rehearsals and tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from survey_app.config import Settings


def now_of(settings: Settings) -> datetime:
    """Return the present moment in the server's own zone; noon of the fixed day where the settings name one."""
    if settings.today:
        return datetime.combine(date.fromisoformat(settings.today), time(12), tzinfo=UTC)
    return datetime.now(tz=UTC).astimezone()


def second_of(settings: Settings) -> float:
    """Return the present second since 1970; see ``now_of``."""
    return now_of(settings).timestamp()


def minute_of(settings: Settings) -> int:
    """Return the present minute since 1970; see ``now_of``."""
    return int(second_of(settings) // 60)


def today_of(settings: Settings) -> date:
    """Return the present day in the server's own zone."""
    return now_of(settings).date()
