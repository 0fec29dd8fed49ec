"""Opening the two databases of a folder, whatever their age."""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DatabaseError

from survey_app.store import schema
from survey_app.store.box import Box
from survey_app.store.connection import Database, alone
from survey_app.store.errors import NewerStoreError, UnreadableStoreError
from survey_app.store.log import Log
from survey_app.store.papers import Papers
from survey_app.store.registry import Registry
from survey_app.store.words import Words

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS: dict[str, tuple[str, ...]] = {
    "registry": ("registry_1", "registry_2", "registry_3", "registry_4", "registry_5", "registry_6", "registry_7"),
    "box": ("box_1",),
}
"""Every revision of each store, oldest first; a test holds this list against the migration scripts."""

_TABLES: dict[str, MetaData] = {"registry": schema.registry, "box": schema.box}
_VERSION_TABLE = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The two databases of one installation, and the folder that holds them beside the waves' secrets.

    ``log``, ``papers`` and ``words`` lie in the registry's database; the log's entries are about staff alone.
    """

    registry: Registry
    log: Log
    papers: Papers
    words: Words
    box: Box
    folder: Path

    def alone(self) -> AbstractContextManager[None]:
        """Give the only right to take a release in; whoever comes second waits and then sees what the first wrote."""
        return alone(self.folder / "releasing.lock")


def open_stores(folder: Path) -> Stores:
    """Return the stores of a folder, made or brought to the present schema where needed.

    The folder is readable by its owner alone (0700), each file too (0600).

    Raises
    ------
    NewerStoreError
        when a file carries a revision that this version does not know; it is left as it is.
    UnreadableStoreError
        when a file is no database.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    registry = open_database(folder, "registry")
    return Stores(
        registry=Registry(registry),
        log=Log(registry),
        papers=Papers(registry),
        words=Words(registry),
        box=Box(open_database(folder, "box")),
        folder=folder,
    )


def open_database(folder: Path, store: str) -> Database:
    """Return one database, ``registry`` or ``box``, at the present revision."""
    database = Database(folder / f"{store}.sqlite")
    try:
        with database.writing() as connection:
            revision = revision_of(connection)
            if revision is None:
                _make(connection, store)
            elif revision not in REVISIONS[store]:
                raise NewerStoreError(where=os.fspath(database.path), store=store, revision=revision)
            elif revision != REVISIONS[store][-1]:
                migrate(connection, store)
    except DatabaseError as refusal:
        raise UnreadableStoreError(where=os.fspath(database.path), store=store) from refusal
    return database


def registry_bytes(folder: Path) -> bytes:
    """Return a consistent copy of the registry as bytes of a database file, whoever is writing meanwhile."""
    path = folder / "registry.sqlite"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()


def write_registry(folder: Path, content: bytes) -> None:
    """Write the bytes of a registry into a folder that has none."""
    path = folder / "registry.sqlite"
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database carries; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def migrate(connection: Connection, store: str, revision: str = "head", *, down: bool = False) -> None:
    """Run the migration scripts of a store up (or down) to a revision, inside the caller's transaction."""
    from alembic import command  # noqa: PLC0415 -- costs 0.1 s that a store of the present revision need not pay
    from alembic.config import Config  # noqa: PLC0415 -- needed by old files only

    config = Config()
    config.set_main_option("script_location", os.fspath(MIGRATIONS / store).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


def _make(connection: Connection, store: str) -> None:
    """Make the tables at once and mark them as the newest revision; a test holds this against the scripts."""
    _TABLES[store].create_all(connection)
    connection.execute(text(_VERSION_TABLE))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": REVISIONS[store][-1]})
