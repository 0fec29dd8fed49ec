"""Files in: one table of text cells, whatever the kind of file; size, rows, cells and compression capped."""

from survey_app.readers.reading import open_table, read_table
from survey_app.readers.table import Chunk, OpenTable, Table, UnreadableTableError

__all__ = ["Chunk", "OpenTable", "Table", "UnreadableTableError", "open_table", "read_table"]
