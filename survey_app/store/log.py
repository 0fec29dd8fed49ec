"""The log of staff actions: a hash chain in the registry's database. Nothing of a member is ever written here."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert, select

from survey_app.store import schema
from survey_app.store.connection import Database
from survey_app.store.records import LogRecord


class Log:
    """The log, in the registry's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, following: Callable[[LogRecord | None], LogRecord]) -> LogRecord:
        """Return the entry that ``following`` made of the last one, written under the same lock."""
        with self._database.writing() as connection:
            last = connection.execute(select(schema.entry).order_by(schema.entry.c.number.desc()).limit(1))
            row = last.mappings().one_or_none()
            record = following(None if row is None else LogRecord(**row))
            connection.execute(
                insert(schema.entry).values(
                    number=record.number,
                    minute=record.minute,
                    staff=record.staff,
                    action=record.action,
                    subject=record.subject,
                    previous=record.previous,
                    hash=record.hash,
                )
            )
            return record

    def entries(self) -> tuple[LogRecord, ...]:
        """Return every entry, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.entry).order_by(schema.entry.c.number)).mappings()
            return tuple(LogRecord(**row) for row in rows)
