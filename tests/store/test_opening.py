from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from survey_app.store import Stores, open_stores, opening, schema
from survey_app.store.connection import Database
from survey_app.store.errors import NewerStoreError, UnreadableStoreError

STORES = ("registry", "box")
TABLES = {"registry": schema.registry, "box": schema.box}


def tables(path: Path) -> dict[str, str]:
    """What SQLite wrote down, without layout and quotes."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: "".join(sql.split()).replace('"', "") for name, sql in rows}


def test_an_empty_folder_becomes_two_databases_of_their_owner_alone(tmp_path: Path):
    folder = tmp_path / "new" / "var"
    stores = open_stores(folder)
    assert stores.folder == folder
    assert {path.name for path in folder.glob("*.sqlite")} == {"registry.sqlite", "box.sqlite"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_opening_again_changes_no_byte(stores: Stores):
    before = {path: path.read_bytes() for path in stores.folder.iterdir()}
    open_stores(stores.folder)
    assert {path: path.read_bytes() for path in stores.folder.iterdir()} == before


@pytest.mark.parametrize("store", STORES)
def test_the_newest_migration_equals_the_tables(store: str, tmp_path: Path):
    made = opening.open_database(tmp_path, store)
    migrated = Database(tmp_path / "migrated.sqlite")
    with migrated.writing() as connection:
        opening.migrate(connection, store)
    assert tables(migrated.path) == tables(made.path)
    with migrated.reading() as connection:
        assert opening.revision_of(connection) == opening.REVISIONS[store][-1]
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES[store]) == []


@pytest.mark.parametrize("store", STORES)
def test_every_migration_runs_up_and_down(store: str, tmp_path: Path):
    database = Database(tmp_path / "steps.sqlite")
    empty = None
    for revision in opening.REVISIONS[store]:
        with database.writing() as connection:
            opening.migrate(connection, store, revision)
        up = tables(database.path)
        with database.writing() as connection:
            opening.migrate(connection, store, "-1", down=True)
        down = tables(database.path)
        assert down != up
        assert empty is None or down == empty
        with database.writing() as connection:
            opening.migrate(connection, store, revision)
        assert tables(database.path) == up
        empty = up
    with database.writing() as connection:
        opening.migrate(connection, store, "base", down=True)
    assert set(tables(database.path)) == {"alembic_version"}


@pytest.mark.parametrize("store", STORES)
def test_the_list_of_revisions_is_the_one_of_the_scripts(store: str):
    scripts = ScriptDirectory(str(opening.MIGRATIONS / store))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == opening.REVISIONS[store]


def test_a_store_of_an_unknown_revision_is_refused_and_left_alone(stores: Stores):
    path = stores.folder / "box.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'box-99'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NewerStoreError) as refusal:
        open_stores(stores.folder)
    assert "box-99" in refusal.value.render("vi")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "registry.sqlite"
    path.write_bytes(b"a letter, not a database\n" * 400)
    before = path.read_bytes()
    with pytest.raises(UnreadableStoreError):
        open_stores(tmp_path)
    assert path.read_bytes() == before


def test_an_odd_folder_name_is_no_obstacle(tmp_path: Path):
    folder = tmp_path / "Đợt 100% ? # thử"
    assert open_stores(folder).registry.waves() == ()
    assert (folder / "registry.sqlite").is_file()
    with opening.open_database(folder, "box").writing() as connection:
        opening.migrate(connection, "box")


def test_two_processes_may_open_an_empty_folder_at_once(tmp_path: Path):
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        try:
            open_stores(tmp_path / "var")
        except Exception as failure:  # noqa: BLE001 -- told below
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
