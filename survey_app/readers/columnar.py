"""Parquet files, where the extra ``parquet`` is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from survey_app.language import N_, Said
from survey_app.readers.table import (
    LARGEST_FILE,
    MOST_ROWS,
    ROWS_OF_CHUNK,
    TOO_LARGE,
    TOO_MANY_ROWS,
    Chunk,
    Numbered,
    OpenTable,
    OversizedTableError,
    UnreadableTableError,
    cell_of,
    checked_size,
    chunks_of,
    header_of,
    not_installed,
)
from survey_app.zipped import MEGABYTE

NESTED = N_("cột “{column}” không phải chữ, số hay ngày ({kind})")


def open_parquet(path: Path) -> OpenTable:
    """Return the table in a Parquet file, to be read in chunks. Columns must be text, numbers, days or truth values.

    Raises
    ------
    UnreadableTableError
        The reader is not installed, or the file is damaged, too large or nested.
    """
    checked_size(path)
    where = path.name
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an extra
        from pyarrow import parquet  # noqa: PLC0415 -- an optional reader
    except ImportError:
        raise not_installed(where, kind="Parquet", extra="parquet") from None
    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, _checked(file.metadata, where)
    except (pa.ArrowException, OSError) as refusal:
        raise UnreadableTableError(where=where, problem=type(refusal).__name__) from None
    for field in schema:
        if any(foreign(field.type) for foreign in (pa.types.is_nested, pa.types.is_binary, pa.types.is_large_binary)):
            problem = Said(NESTED, {"column": field.name, "kind": str(field.type)})
            raise UnreadableTableError(where=where, problem=problem)
    columns = header_of(schema.names, where)

    def rows_of() -> Iterator[Numbered]:
        line = 1
        try:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=ROWS_OF_CHUNK):
                    cells = [[cell_of(value) for value in column.to_pylist()] for column in batch.columns]
                    for row in zip(*cells, strict=True):
                        line += 1
                        yield line, row
        except (pa.ArrowException, OSError) as refusal:
            raise UnreadableTableError(where=where, problem=type(refusal).__name__) from None

    def start() -> Iterator[Chunk]:
        return chunks_of(rows_of(), where)

    return OpenTable(name=where, columns=columns, size=rows, start=start)


def _checked(counted: Any, where: str) -> int:  # noqa: ANN401 -- untyped package
    """Return the number of rows that a file's own footer tells, within the caps."""
    unfolded = sum(counted.row_group(at).total_byte_size for at in range(counted.num_row_groups))
    if counted.num_rows > MOST_ROWS:
        raise OversizedTableError(where=where, problem=Said(TOO_MANY_ROWS, {"cap": MOST_ROWS}))
    if unfolded > LARGEST_FILE:
        raise OversizedTableError(where=where, problem=Said(TOO_LARGE, {"cap": LARGEST_FILE // MEGABYTE}))
    return int(counted.num_rows)
