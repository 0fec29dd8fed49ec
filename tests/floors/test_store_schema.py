"""What the tables on a member's path may never have."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, Text

from survey_app.store import open_stores, schema

FORBIDDEN_NAMES = re.compile(
    r"time|date|day|hour|minute|stamp|created|updated|used|seen|when|_at$|^at$|seq|serial|number|order|position|rowid|^id$|_id$"
    r"|addr|^ip|_ip|agent|browser|device|phone|mail|name|person|member|user|session|cookie|token|code|receipt|log",
    re.IGNORECASE,
)
ALLOWED = {
    "slip": {"key": LargeBinary, "wave": Text, "stratum": Integer, "collected": LargeBinary},
    "ballot": {"nullifier": LargeBinary, "wave": Text, "stratum": Integer, "ballot": LargeBinary},
    "accepting": {"wave": Text},
}


def faults(table: Table) -> list[str]:
    """Return what a table on the member's path must not have."""
    found = [f"{table.name}.{column.name}" for column in table.columns if FORBIDDEN_NAMES.search(column.name)]
    found += [
        f"{table.name}.{column.name} type"
        for column in table.columns
        if not isinstance(column.type, Text | Integer | LargeBinary)
    ]
    found += [
        f"{table.name}.{column.name} default"
        for column in table.columns
        if column.default is not None or column.server_default is not None or column.onupdate is not None
    ]
    if table.dialect_options["sqlite"]["with_rowid"] or table.dialect_options["sqlite"]["autoincrement"]:
        found.append(f"{table.name} numbers its rows")
    if len(table.primary_key.columns) != 1 or any(
        isinstance(column.type, Integer) for column in table.primary_key.columns
    ):
        found.append(f"{table.name} key")
    if table.indexes:
        found.append(f"{table.name} index")
    return found


def on_the_path() -> list[Table]:
    return [
        table
        for tables in (schema.registry, schema.box)
        for table in tables.sorted_tables
        if table.name in schema.MEMBER_PATH
    ]


def test_tables_on_the_members_path_have_no_time_sequence_address_or_agent():
    assert [fault for table in on_the_path() for fault in faults(table)] == []


def test_their_columns_are_exactly_those_that_were_argued_for():
    found = {table.name: {column.name: type(column.type) for column in table.columns} for table in on_the_path()}
    assert found == ALLOWED


def test_every_table_of_the_box_and_every_other_table_that_knows_slips_is_on_the_list():
    assert {table.name for table in schema.box.sorted_tables} <= schema.MEMBER_PATH
    pointing = {
        table.name
        for table in schema.registry.sorted_tables
        if any(key.column.table.name == "slip" for key in table.foreign_keys)
    }
    assert pointing == set()


def test_no_table_of_either_store_numbers_its_rows(tmp_path: Path):
    open_stores(tmp_path)
    for store in ("registry", "box"):
        with closing(sqlite3.connect(tmp_path / f"{store}.sqlite")) as connection:
            written = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
        assert "sqlite_sequence" not in written
        assert {name for name, sql in written.items() if "WITHOUT ROWID" not in sql} == {"alembic_version"}


@pytest.mark.parametrize(
    "naive",
    [
        Table("slip", MetaData(), Column("key", LargeBinary, primary_key=True), Column("used_at", Text)),
        Table("slip", MetaData(), Column("number", Integer, primary_key=True), sqlite_autoincrement=True),
        Table("ballot", MetaData(), Column("nullifier", LargeBinary, primary_key=True), sqlite_with_rowid=True),
        Table(
            "ballot",
            MetaData(),
            Column("nullifier", LargeBinary, primary_key=True),
            Column("cast", DateTime),
            sqlite_with_rowid=False,
        ),
        Table(
            "ballot",
            MetaData(),
            Column("nullifier", LargeBinary, primary_key=True),
            Column("ip_address", Text),
            sqlite_with_rowid=False,
        ),
    ],
)
def test_a_naive_table_is_caught(naive: Table):
    assert faults(naive)
