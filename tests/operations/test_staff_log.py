"""The log of staff actions."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from survey_app.operations import staff_log
from survey_app.operations.staff_log import Action, BrokenLogError
from survey_app.store import open_stores


@pytest.fixture
def stores(tmp_path):
    opened = open_stores(tmp_path)
    for minute, action in enumerate((Action.STAFF_ADDED, Action.WAVE_OPENED, Action.WAVE_CLOSED, Action.TALLIED)):
        staff_log.record(opened, minute=minute, action=action, subject="2025-Q4", staff="bao-cao-vien")
    return opened


def alter(stores, statement, *values) -> None:
    with closing(sqlite3.connect(stores.folder / "registry.sqlite")) as connection, connection:
        connection.execute(statement, values)


def test_entries_follow_one_another(stores) -> None:
    entries = staff_log.entries(stores)
    assert [entry.action for entry in entries] == ["staff-added", "wave-opened", "wave-closed", "tallied"]
    assert [entry.previous for entry in entries] == [None, *(entry.hash for entry in entries[:-1])]


def test_every_action_has_words() -> None:
    assert set(staff_log.SAID) == set(Action)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE entry SET staff = 'ai-khac' WHERE number = 3", 3),
        ("UPDATE entry SET minute = 99 WHERE number = 1", 1),
        ("DELETE FROM entry WHERE number = 2", 2),
        ("DELETE FROM entry WHERE number = 1", 1),
        ("UPDATE entry SET number = 9 WHERE number = 4", 4),
    ],
)
def test_an_altered_or_missing_entry_breaks_the_chain_where_it_stood(stores, statement, number) -> None:
    alter(stores, statement)
    with pytest.raises(BrokenLogError) as refusal:
        staff_log.entries(stores)
    assert refusal.value.fields["number"] == number
