"""What a wave leaves behind, in the registry's database: the list of receipts, and what is known of its archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.store import schema
from survey_app.store.connection import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRecord:
    """An archive: sha256 of the sealed file, the last day on which it may be kept, the day it was destroyed."""

    wave: str
    hash: str
    until: str
    purged: str | None = None


class Papers:
    """Receipts and archives, in the registry's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_receipts(self, wave: str, receipts: Iterable[str]) -> bool:
        """Return True when the list was written, sorted; False when the wave had one, which stands."""
        with self._database.writing() as connection:
            try:
                connection.execute(insert(schema.receipts).values(wave=wave, listed="\n".join(sorted(receipts))))
            except IntegrityError:
                return False
            return True

    def receipts(self, wave: str) -> tuple[str, ...] | None:
        """Return the receipts of a wave's ballots, sorted; None before the tally."""
        with self._database.reading() as connection:
            listed = connection.scalar(select(schema.receipts.c.listed).where(schema.receipts.c.wave == wave))
            return None if listed is None else tuple(listed.split("\n")) if listed else ()

    def put_archive(self, record: ArchiveRecord) -> None:
        """Write what is known of a wave's archive, replacing what was known of one sealed before."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.archive).where(schema.archive.c.wave == record.wave))
            connection.execute(
                insert(schema.archive).values(
                    wave=record.wave, hash=record.hash, until=record.until, purged=record.purged
                )
            )

    def purge_archive(self, wave: str, day: str) -> bool:
        """Return True when the archive was not yet said to be destroyed; now it is, on this day."""
        archive = schema.archive.c
        with self._database.writing() as connection:
            written = update(schema.archive).where(archive.wave == wave, archive.purged.is_(None)).values(purged=day)
            return connection.execute(written).rowcount == 1

    def archive(self, wave: str) -> ArchiveRecord | None:
        """Return what is known of a wave's archive."""
        return next((record for record in self.archives() if record.wave == wave), None)

    def archives(self) -> tuple[ArchiveRecord, ...]:
        """Return what is known of every archive, by wave."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.archive).order_by(schema.archive.c.wave)).mappings()
            return tuple(ArchiveRecord(**row) for row in rows)
