"""SQLite as both stores use it.

Rollback journal in ``TRUNCATE`` mode, not WAL: a write-ahead log keeps the order of many transactions until it is
checkpointed, and the order of slips beside the order of ballots is a link. A truncated journal holds at most the one
transaction that is running. With ``synchronous=FULL`` the truncation itself is synced, so what was acknowledged
survives a power cut. The price, readers and a writer waiting for each other for milliseconds, does not matter here.

``secure_delete`` zeroes what is deleted; ``temp_store=MEMORY`` keeps VACUUM from writing ballots into a temporary
folder. Connections are not pooled: each is opened with these settings, used, closed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

BUSY_SECONDS = 30
SETTINGS: tuple[tuple[str, str], ...] = (
    ("journal_mode", "truncate"),
    ("synchronous", "2"),
    ("secure_delete", "1"),
    ("trusted_schema", "0"),
    ("foreign_keys", "1"),
    ("temp_store", "2"),
)
"""Pragmas set on every connection and read back, because a build of SQLite may ignore one in silence."""
IN_USE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
PRIMARY = 0xFF
"""The part of SQLite's error codes that says what happened; the rest says how."""


class Database:
    """One SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.chmod(0o600)
        self._engine = _engine(path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection in a read transaction."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that holds the write lock from its first statement; commit unless an exception leaves."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def rewrite(self) -> None:
        """Write the file anew in key order: free pages and the order of arrival go."""
        with closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")

    def mix(self) -> None:
        """Rewrite the file so that places in it tell nothing of the order in which rows came or went.

        A file that others are using is left for the next time: nobody may be refused for this. Every other failure, a
        full disk above all, is told: an order that stays in the file must not stay there in silence.

        Raises
        ------
        sqlite3.OperationalError
            when the file could not be rewritten for another reason than being in use. What was written before stands.
        """
        try:
            self.rewrite()
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode & PRIMARY not in IN_USE:
                raise


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Give the only hold on a file, which stays empty; the lock goes with the process, however it ends."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        yield


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=os.fspath(path)),
        poolclass=NullPool,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
    ).execution_options(isolation_level="AUTOCOMMIT")
    event.listen(engine, "connect", _settle)
    return engine


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for name, value in SETTINGS:
        connection.execute(f"PRAGMA {name} = {value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if str(found) != value:
            message = f"this build of SQLite refuses {name} = {value}"
            raise RuntimeError(message)
