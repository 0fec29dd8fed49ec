"""The box: sealed ballots, and which waves may still put one in. It never meets a slip, a code or a person."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from survey_app.store import schema
from survey_app.store.connection import Database
from survey_app.store.errors import NotAcceptingError
from survey_app.store.records import BallotRecord

SMALL = 2048
"""Ballots up to which the file is rewritten after every one (0.1 s at most); a fuller box is rewritten at random, at
the same cost, so that its latest ballots may lie last for a while."""


class Box:
    """The box's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, wave: str) -> None:
        """Take ballots of this wave from now on."""
        with self._database.writing() as connection:
            connection.execute(insert_or(schema.accepting).values(wave=wave).on_conflict_do_nothing())

    def refuse(self, wave: str) -> None:
        """Take no more ballots of this wave: once this returns, what the box holds is final."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.accepting).where(schema.accepting.c.wave == wave))
        self.mix()

    def put(self, record: BallotRecord) -> bool:
        """Return True when the ballot was put in, False when its nullifier was there: the first ballot stands.

        Raises
        ------
        NotAcceptingError
            when the wave takes no ballots. Checked under the same lock, so none slips in behind a closing.
        """
        return self.put_all([record]) == 1

    def put_all(self, records: Sequence[BallotRecord]) -> int:
        """Return how many of the ballots were put in, all in one transaction; otherwise as ``put``."""
        with self._database.writing() as connection:
            new = [record for record in records if not _there(connection, record.nullifier)]
            for wave in {record.wave for record in new}:
                if connection.scalar(select(schema.accepting.c.wave).where(schema.accepting.c.wave == wave)) is None:
                    raise NotAcceptingError(wave=wave)
            put_in = sum(_inserted(connection, record) for record in new)
            held = connection.scalar(select(func.count()).select_from(schema.ballot)) or 0
        if put_in and (held <= SMALL or secrets.randbelow(held) < SMALL):
            self.mix()
        return put_in

    def has(self, nullifier: bytes) -> bool:
        """Return True when a ballot stands under this nullifier."""
        with self._database.reading() as connection:
            return _there(connection, nullifier)

    def has_any(self, nullifiers: Iterable[bytes]) -> bool:
        """Return True when a ballot stands under one of these nullifiers."""
        with self._database.reading() as connection:
            there = select(schema.ballot.c.nullifier).where(schema.ballot.c.nullifier.in_(tuple(nullifiers)))
            return connection.scalar(there.limit(1)) is not None

    def nullifiers(self, wave: str) -> frozenset[bytes]:
        """Return the nullifiers of a wave's ballots."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(schema.ballot.c.nullifier).where(schema.ballot.c.wave == wave)))

    def count(self, wave: str) -> int:
        """Return how many ballots a wave has."""
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(schema.ballot).where(schema.ballot.c.wave == wave)
            return connection.scalar(counted) or 0

    def counts(self, wave: str) -> dict[int, int]:
        """Return how many ballots a wave has, by stratum; strata without one are left out."""
        box = schema.ballot.c
        counted = select(box.stratum, func.count()).where(box.wave == wave).group_by(box.stratum)
        with self._database.reading() as connection:
            return {int(row[0]): int(row[1]) for row in connection.execute(counted)}

    def ballots(self, wave: str) -> tuple[BallotRecord, ...]:
        """Return a wave's sealed ballots in the order of their nullifiers, which is random."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(schema.ballot).where(schema.ballot.c.wave == wave).order_by(schema.ballot.c.nullifier)
            ).mappings()
            return tuple(BallotRecord(**row) for row in rows)

    def empty(self, wave: str) -> int:
        """Return how many ballots were destroyed. The file is written anew, so none of their bytes stays in it."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(schema.ballot).where(schema.ballot.c.wave == wave)).rowcount
            connection.execute(delete(schema.accepting).where(schema.accepting.c.wave == wave))
        self._database.rewrite()
        return gone

    def mix(self) -> None:
        """Rewrite the file in the order of nullifiers, so that places in it do not tell the order of arrival."""
        self._database.mix()


def _there(connection: Connection, nullifier: bytes) -> bool:
    there = select(schema.ballot.c.nullifier).where(schema.ballot.c.nullifier == nullifier)
    return connection.scalar(there) is not None


def _inserted(connection: Connection, record: BallotRecord) -> int:
    return connection.execute(
        insert_or(schema.ballot)
        .values(nullifier=record.nullifier, wave=record.wave, stratum=record.stratum, ballot=record.ballot)
        .on_conflict_do_nothing()
    ).rowcount
