from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from survey_app.store import connection as under_test
from survey_app.store.connection import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(tmp_path / "one.sqlite")
    with made.writing() as connection:
        connection.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)"))
    return made


def words(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.scalars(text("SELECT word FROM word")))


def test_every_connection_has_the_safe_settings(database: Database):
    with database.reading() as connection:
        found = {name: str(connection.execute(text(f"PRAGMA {name}")).scalar()) for name, _ in under_test.SETTINGS}
    assert found == {
        "journal_mode": "truncate",
        "synchronous": "2",
        "secure_delete": "1",
        "trusted_schema": "0",
        "foreign_keys": "1",
        "temp_store": "2",
    }


def test_a_build_that_ignores_a_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(under_test, "SETTINGS", (("journal_mode", "impossible"),))
    with pytest.raises(RuntimeError, match="refuses journal_mode"), Database(tmp_path / "x.sqlite").reading():
        pass


def test_what_fails_in_the_middle_leaves_nothing(database: Database):
    def half() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO word VALUES ('half')"))
            connection.execute(text("INSERT INTO nowhere VALUES ('half')"))

    with pytest.raises(OperationalError):
        half()
    assert words(database) == set()


def test_a_writer_holds_the_lock_from_its_first_statement(database: Database):
    with (
        closing(sqlite3.connect(database.path, timeout=0, isolation_level=None)) as other,
        database.writing(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_many_threads_write_without_a_failure(database: Database):
    failures: list[BaseException] = []

    def run(name: str) -> None:
        try:
            for number in range(10):
                with database.writing() as connection:
                    connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": f"{name}{number}"})
        except Exception as failure:  # noqa: BLE001 -- told below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(words(database)) == 40


def test_no_write_ahead_log_and_no_old_transaction_is_left(database: Database):
    with database.writing() as connection:
        connection.execute(text("INSERT INTO word VALUES ('kept')"))
    left = {path.name: path.stat().st_size for path in database.path.parent.iterdir() if path != database.path}
    assert set(left) <= {"one.sqlite-journal"}
    assert set(left.values()) <= {0}


def test_a_file_in_use_is_mixed_another_time(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(under_test, "BUSY_SECONDS", 0)
    waiting = Database(database.path)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO word VALUES ('held')"))
        waiting.mix()
    waiting.mix()
    assert words(database) == {"held"}


def test_any_other_failure_of_mixing_is_told(database: Database, monkeypatch: pytest.MonkeyPatch):
    def broken(_: Database) -> None:
        with closing(sqlite3.connect(database.path)) as connection:
            connection.execute("SELECT * FROM nowhere")

    monkeypatch.setattr(Database, "rewrite", broken)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        database.mix()
