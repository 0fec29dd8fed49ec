"""The tables on a member's path as they are, in plain records: what the page about storage is made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table

from survey_app.store import schema

_LENGTH = re.compile(r"length\((\w+)\) = (\d+)")


class Kind(StrEnum):
    """What a column holds."""

    BYTES = "bytes"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredColumn:
    """A column: its kind, the length that the database enforces (bytes), whether it may be empty."""

    name: str
    kind: Kind
    length: int | None
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table, the database it lies in, whether the database numbers its rows."""

    name: str
    store: str
    numbered: bool
    columns: tuple[StoredColumn, ...]


def member_tables() -> tuple[StoredTable, ...]:
    """Return every table that a member's request reads or writes, from the schema that the stores are made of."""
    return tuple(
        _described(store, table)
        for store, tables in (("registry", schema.registry), ("box", schema.box))
        for table in tables.sorted_tables
        if table.name in schema.MEMBER_PATH
    )


def _described(store: str, table: Table) -> StoredTable:
    lengths: dict[str, int] = {}
    for constraint in table.constraints:
        found = _LENGTH.search(str(constraint.sqltext)) if isinstance(constraint, CheckConstraint) else None
        if found:
            lengths[found[1]] = int(found[2])
    return StoredTable(
        name=table.name,
        store=store,
        numbered=table.dialect_options["sqlite"]["with_rowid"] is not False,
        columns=tuple(
            StoredColumn(
                name=column.name,
                kind=_kind(column),
                length=lengths.get(column.name),
                optional=bool(column.nullable),
            )
            for column in table.columns
        ),
    )


def _kind(column: Column[object]) -> Kind:
    match column.type:
        case LargeBinary():
            return Kind.BYTES
        case Integer():
            return Kind.NUMBER
        case _:
            return Kind.TEXT
