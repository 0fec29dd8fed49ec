"""Answers in words that may be read, in the registry's database: approved reports, and the texts decided since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from survey_app.store import schema
from survey_app.store.connection import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRecord:
    """That the report on a wave was approved: the day, and the account that said so."""

    wave: str
    day: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsRecord:
    """Decided texts of a wave: their document, its hash, and the hash of the document released before."""

    wave: str
    hash: str
    previous: str | None
    document: str


class Words:
    """Approvals and released texts, in the registry's database. Both are written once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def approve(self, record: ApprovalRecord) -> bool:
        """Return True when the approval was written; False when there was one, which stands."""
        with self._database.writing() as connection:
            try:
                connection.execute(insert(schema.approval).values(wave=record.wave, day=record.day, staff=record.staff))
            except IntegrityError:
                return False
            return True

    def approval(self, wave: str) -> ApprovalRecord | None:
        """Return the approval of the report on a wave."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.approval).where(schema.approval.c.wave == wave)).mappings().first()
            return None if row is None else ApprovalRecord(**row)

    def add(self, record: TextsRecord) -> bool:
        """Return True when the texts were written; False when the wave has some, or others follow the same ones."""
        with self._database.writing() as connection:
            first = connection.scalar(select(schema.released_texts.c.wave).limit(1)) is None
            if (record.previous is None) != first:
                return False
            written = {"wave": record.wave, "hash": record.hash, "previous": record.previous}
            try:
                connection.execute(insert(schema.released_texts).values(**written, document=record.document))
            except IntegrityError:
                return False
            return True

    def released(self) -> tuple[TextsRecord, ...]:
        """Return every document of released texts, in the order of waves."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.released_texts).order_by(schema.released_texts.c.wave)).mappings()
            return tuple(TextsRecord(**row) for row in rows)
