"""The registry: waves, unspent slips, releases, staff. It never meets a ballot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, delete, func, insert, select, union, update
from sqlalchemy.exc import IntegrityError

from survey_app.store import schema
from survey_app.store.connection import Database
from survey_app.store.errors import LedgerMovedError, ReleaseExistsError, WaveExistsError
from survey_app.store.records import (
    AddendumRecord,
    BandRecord,
    Marking,
    PurgeRecord,
    ReleaseRecord,
    SecondStepRecord,
    SlipRecord,
    StaffRecord,
    StaffSessionRecord,
    WaveRecord,
    WaveState,
    WithdrawalRecord,
)


class Registry:
    """The registry's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # waves

    def add_wave(
        self,
        *,
        wave: str,
        kind: str,
        state: WaveState,
        questionnaire: str,
        manifest: str,
        manifest_hash: str,
        slips: Iterable[tuple[bytes, int]],
    ) -> WaveRecord:
        """Return the record of a new wave; its slips (key, stratum) are written in the same transaction.

        Raises
        ------
        WaveExistsError
            when the name is taken.
        """
        with self._database.writing() as connection:
            if connection.scalar(select(schema.wave.c.wave).where(schema.wave.c.wave == wave)) is not None:
                raise WaveExistsError(wave=wave)
            number = 1 + (connection.scalar(select(func.max(schema.wave.c.number))) or 0)
            connection.execute(
                insert(schema.wave).values(
                    wave=wave,
                    number=number,
                    kind=kind,
                    state=state.value,
                    questionnaire=questionnaire,
                    manifest=manifest,
                    manifest_hash=manifest_hash,
                )
            )
            rows = [{"key": key, "wave": wave, "stratum": stratum} for key, stratum in sorted(slips)]
            if rows:
                connection.execute(insert(schema.slip), rows)
        return WaveRecord(
            wave=wave,
            number=number,
            kind=kind,
            state=state,
            questionnaire=questionnaire,
            manifest=manifest,
            manifest_hash=manifest_hash,
        )

    def waves(self) -> tuple[WaveRecord, ...]:
        """Return every wave in the order of opening."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.wave).order_by(schema.wave.c.number)).mappings().all()
            return tuple(_wave(connection, row) for row in rows)

    def wave(self, wave: str) -> WaveRecord | None:
        """Return one wave."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.wave).where(schema.wave.c.wave == wave)).mappings().one_or_none()
            return None if row is None else _wave(connection, row)

    def named_waves(self) -> frozenset[str]:
        """Return the waves that any row of another table names."""
        naming = (table for table in schema.registry.tables.values() if table.foreign_keys and "wave" in table.columns)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(union(*(select(table.c.wave) for table in naming))))

    def set_state(self, wave: str, state: WaveState, *, among: Iterable[WaveState]) -> bool:
        """Return True when the wave stood in one of the states ``among`` and now stands in ``state``."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(schema.wave)
                .where(schema.wave.c.wave == wave, schema.wave.c.state.in_([old.value for old in among]))
                .values(state=state.value)
            )
            return changed.rowcount == 1

    # addenda

    def add_addendum(self, record: AddendumRecord, slips: Iterable[tuple[bytes, int]] = ()) -> bool:
        """Return True when the addendum was written, with its slips (key, stratum); False when its number is taken."""
        rows = [{"key": key, "wave": record.wave, "stratum": stratum} for key, stratum in sorted(slips)]
        with self._database.writing() as connection:
            try:
                connection.execute(
                    insert(schema.addendum).values(
                        wave=record.wave, number=record.number, text=record.text, signature=record.signature
                    )
                )
            except IntegrityError:
                return False
            if rows:
                connection.execute(insert(schema.slip), rows)
        if rows:
            self._database.mix()
        return True

    # participation

    def put_bands(self, records: Iterable[BandRecord]) -> None:
        """Write in which band each place stands, replacing what was known before."""
        with self._database.writing() as connection:
            for record in records:
                there = (schema.participation.c.wave == record.wave, schema.participation.c.place == record.place)
                connection.execute(delete(schema.participation).where(*there))
                connection.execute(
                    insert(schema.participation).values(
                        wave=record.wave, place=record.place, day=record.day, band=record.band
                    )
                )

    def bands(self, wave: str) -> tuple[BandRecord, ...]:
        """Return the bands of a wave, the organisation's first."""
        kept = select(schema.participation).where(schema.participation.c.wave == wave)
        with self._database.reading() as connection:
            rows = connection.execute(kept.order_by(schema.participation.c.place)).mappings()
            return tuple(BandRecord(**row) for row in rows)

    # slips

    def slip(self, key: bytes) -> SlipRecord | None:
        """Return an unspent slip."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.slip).where(schema.slip.c.key == key)).one_or_none()
            return None if row is None else _slip(row)

    def slips(self, wave: str) -> tuple[SlipRecord, ...]:
        """Return the unspent slips of a wave in the order of their keys, which is random."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.slip).where(schema.slip.c.wave == wave).order_by(schema.slip.c.key))
            return tuple(_slip(row) for row in rows)

    def mark_slip(self, key: bytes, mark: bytes, *, mixed: bool = True) -> Marking:
        """Return whether the slip now carries this mark; the first mark stands.

        Parameters
        ----------
        mixed : False where the slip is spent next, which rewrites the file anyway.
        """
        with self._database.writing() as connection:
            slip = schema.slip.c
            free = update(schema.slip).where(slip.key == key, slip.collected.is_(None)).values(collected=mark)
            written = connection.execute(free).rowcount == 1
            row = connection.execute(select(slip.collected).where(slip.key == key)).one_or_none()
        if written and mixed:
            self._database.mix()
        if row is None:
            return Marking.GONE
        return Marking.MARKED if row.collected == mark else Marking.OTHER

    def mix(self) -> None:
        """Rewrite the file in the order of keys, so that places in it do not tell which slip was touched last."""
        self._database.mix()

    def spend_slip(self, key: bytes) -> bool:
        """Return True when the slip was there; it is there no longer, nor is its gap."""
        with self._database.writing() as connection:
            spent = connection.execute(delete(schema.slip).where(schema.slip.c.key == key)).rowcount == 1
        if spent:
            self._database.mix()
        return spent

    def spend_slips(self, keys: Iterable[bytes]) -> int:
        """Return how many of the slips were there; they are there no longer. One transaction for all."""
        with self._database.writing() as connection:
            spent = sum(
                connection.execute(delete(schema.slip).where(schema.slip.c.key == key)).rowcount for key in keys
            )
        if spent:
            self._database.mix()
        return spent

    def drop_slips(self, wave: str) -> int:
        """Return how many unspent slips of a wave were destroyed. The file is written anew, gaps and all."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(schema.slip).where(schema.slip.c.wave == wave)).rowcount
        self._database.mix()
        return gone

    # releases

    def add_release(self, record: ReleaseRecord) -> bool:
        """Return True when the release was written, False when the same one already stood there.

        Raises
        ------
        ReleaseExistsError
            when another release stands under this wave and number.
        LedgerMovedError
            when another release follows the one that this one names, or it names none and is not the first.
        """
        with self._database.writing() as connection:
            there = connection.execute(
                select(schema.release).where(
                    schema.release.c.wave == record.wave, schema.release.c.number == record.number
                )
            ).one_or_none()
            if there is not None:
                if there.hash != record.hash:
                    raise ReleaseExistsError(where=record.wave, wave=record.wave, number=record.number)
                return False
            beside = schema.release.c.previous.is_not_distinct_from(record.previous)
            if connection.scalar(select(schema.release.c.wave).where(beside).limit(1)) is not None:
                raise LedgerMovedError(where=record.wave, wave=record.wave)
            connection.execute(
                insert(schema.release).values(
                    wave=record.wave,
                    number=record.number,
                    hash=record.hash,
                    previous=record.previous,
                    cube=record.cube,
                )
            )
            return True

    def release(self, wave: str) -> ReleaseRecord | None:
        """Return the latest release of a wave."""
        with self._database.reading() as connection:
            row = (
                connection.execute(
                    select(schema.release)
                    .where(schema.release.c.wave == wave)
                    .order_by(schema.release.c.number.desc())
                    .limit(1)
                )
                .mappings()
                .one_or_none()
            )
            return None if row is None else ReleaseRecord(**row)

    def releases(self) -> tuple[ReleaseRecord, ...]:
        """Return every release, waves in the order of opening."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(schema.release)
                .join(schema.wave, schema.wave.c.wave == schema.release.c.wave)
                .order_by(schema.wave.c.number, schema.release.c.number)
            ).mappings()
            return tuple(ReleaseRecord(**row) for row in rows)

    # purges

    def add_purge(self, record: PurgeRecord) -> bool:
        """Return True when the record was written, False when the wave already had one, which stands."""
        with self._database.writing() as connection:
            try:
                connection.execute(insert(schema.purge).values(wave=record.wave, record=record.record))
            except IntegrityError:
                return False
            return True

    def purge(self, wave: str) -> PurgeRecord | None:
        """Return what was destroyed after a wave."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.purge).where(schema.purge.c.wave == wave)).mappings().one_or_none()
            return None if row is None else PurgeRecord(**row)

    # withdrawals

    def add_withdrawal(self, record: WithdrawalRecord) -> bool:
        """Return True when the record was written, False when the wave was withdrawn before; that reason stands."""
        with self._database.writing() as connection:
            try:
                connection.execute(insert(schema.withdrawal).values(wave=record.wave, reason=record.reason))
            except IntegrityError:
                return False
            return True

    def withdrawals(self) -> dict[str, str]:
        """Return the reason of every withdrawn wave, by wave."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.withdrawal).order_by(schema.withdrawal.c.wave))
            return {row.wave: row.reason for row in rows}

    # staff

    def put_staff(self, record: StaffRecord) -> None:
        """Write a member of staff, replacing title, role and password when the name is known."""
        with self._database.writing() as connection:
            values = {"title": record.title, "role": record.role, "password": record.password}
            changed = connection.execute(
                update(schema.staff).where(schema.staff.c.staff == record.staff).values(**values)
            )
            if changed.rowcount == 0:
                connection.execute(insert(schema.staff).values(staff=record.staff, **values))

    def staff(self, staff: str) -> StaffRecord | None:
        """Return one member of staff."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.staff).where(schema.staff.c.staff == staff)).mappings().one_or_none()
            return None if row is None else StaffRecord(**row)

    def all_staff(self) -> tuple[StaffRecord, ...]:
        """Return all staff by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.staff).order_by(schema.staff.c.staff)).mappings()
            return tuple(StaffRecord(**row) for row in rows)

    def drop_staff(self, staff: str) -> bool:
        """Return True when the member of staff was there; sessions end with the account."""
        with self._database.writing() as connection:
            for table in (schema.staff_session, schema.second_step, schema.recovery):
                connection.execute(delete(table).where(table.c.staff == staff))
            return connection.execute(delete(schema.staff).where(schema.staff.c.staff == staff)).rowcount == 1

    # second step

    def put_second_step(self, record: SecondStepRecord, recovery: Iterable[bytes]) -> None:
        """Write the secret of an authenticator with fresh recovery codes (their hashes); older ones are gone."""
        with self._database.writing() as connection:
            _drop_second_step(connection, record.staff)
            connection.execute(
                insert(schema.second_step).values(staff=record.staff, secret=record.secret, passed=record.passed)
            )
            for code in sorted(recovery):
                connection.execute(insert(schema.recovery).values(code=code, staff=record.staff))

    def second_step(self, staff: str) -> SecondStepRecord | None:
        """Return the authenticator of a member of staff."""
        with self._database.reading() as connection:
            found = connection.execute(select(schema.second_step).where(schema.second_step.c.staff == staff))
            row = found.mappings().one_or_none()
            return None if row is None else SecondStepRecord(**row)

    def pass_second_step(self, staff: str, interval: int) -> bool:
        """Return True when this interval is later than the last one accepted; a code is worth one sign-in."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(schema.second_step)
                .where(schema.second_step.c.staff == staff, schema.second_step.c.passed < interval)
                .values(passed=interval)
            )
            return changed.rowcount == 1

    def spend_recovery(self, staff: str, code: bytes) -> bool:
        """Return True when the recovery code was there; it is there no longer."""
        with self._database.writing() as connection:
            spent = delete(schema.recovery).where(schema.recovery.c.staff == staff, schema.recovery.c.code == code)
            return connection.execute(spent).rowcount == 1

    def recovery_left(self, staff: str) -> int:
        """Return how many recovery codes somebody has left."""
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(schema.recovery).where(schema.recovery.c.staff == staff)
            return connection.scalar(counted) or 0

    def drop_second_step(self, staff: str) -> bool:
        """Return True when somebody had an authenticator; it and the recovery codes are gone."""
        with self._database.writing() as connection:
            return _drop_second_step(connection, staff)

    # staff sessions

    def put_session(self, record: StaffSessionRecord) -> None:
        """Write a session, replacing what was kept under its token."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.staff_session).where(schema.staff_session.c.token == record.token))
            connection.execute(
                insert(schema.staff_session).values(
                    token=record.token, staff=record.staff, seen=record.seen, content=record.content
                )
            )

    def session(self, token: bytes) -> StaffSessionRecord | None:
        """Return the session of a token's hash."""
        with self._database.reading() as connection:
            row = (
                connection.execute(select(schema.staff_session).where(schema.staff_session.c.token == token))
                .mappings()
                .one_or_none()
            )
            return None if row is None else StaffSessionRecord(**row)

    def end_session(self, token: bytes) -> None:
        """Forget one session."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.staff_session).where(schema.staff_session.c.token == token))

    def end_sessions(self, *, staff: str | None = None, seen_before: int | None = None) -> int:
        """Return how many sessions were forgotten: of one member of staff, or idle since before a minute, or both."""
        conditions = []
        if staff is not None:
            conditions.append(schema.staff_session.c.staff == staff)
        if seen_before is not None:
            conditions.append(schema.staff_session.c.seen < seen_before)
        with self._database.writing() as connection:
            return connection.execute(delete(schema.staff_session).where(*conditions)).rowcount


def _slip(row: Row[Any]) -> SlipRecord:
    return SlipRecord(key=row.key, wave=row.wave, stratum=row.stratum, collected=row.collected)


def _wave(connection: Connection, row: RowMapping) -> WaveRecord:
    kept = select(schema.addendum).where(schema.addendum.c.wave == row["wave"]).order_by(schema.addendum.c.number)
    addenda = tuple(AddendumRecord(**each) for each in connection.execute(kept).mappings())
    return WaveRecord(**{**row, "state": WaveState(row["state"]), "addenda": addenda})


def _drop_second_step(connection: Connection, staff: str) -> bool:
    connection.execute(delete(schema.recovery).where(schema.recovery.c.staff == staff))
    return connection.execute(delete(schema.second_step).where(schema.second_step.c.staff == staff)).rowcount == 1
