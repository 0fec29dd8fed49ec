"""The one way in: a file by its suffix."""

from __future__ import annotations

from pathlib import Path

from survey_app.language import N_, Said
from survey_app.readers.columnar import open_parquet
from survey_app.readers.delimited import open_delimited
from survey_app.readers.spreadsheet import open_workbook
from survey_app.readers.statistical import open_sav
from survey_app.readers.table import OpenTable, Table, UnreadableTableError

KINDS = (".csv", ".csv.gz", ".xlsx", ".parquet", ".sav", ".zsav")
FOREIGN = N_("không biết đọc tệp dạng “{suffix}”; đọc được: {known}")
NO_SHEETS = N_("tệp dạng này không có trang tính; bỏ tên trang “{sheet}”")


def open_table(path: Path, *, sheet: str | None = None) -> OpenTable:
    """Return the table in a file, to be read in chunks: CSV, gzip CSV, Excel, Parquet or SPSS, by the file's suffix.

    Raises
    ------
    UnreadableTableError
        The file is none of these, is damaged, exceeds a cap, or is no plain table; the place is named.
    """
    name = path.name.lower()
    if name.endswith(".xlsx"):
        return open_workbook(path, sheet=sheet)
    if sheet is not None:
        raise UnreadableTableError(where=path.name, problem=Said(NO_SHEETS, {"sheet": sheet}))
    if name.endswith((".csv", ".csv.gz")):
        return open_delimited(path)
    if name.endswith(".parquet"):
        return open_parquet(path)
    if name.endswith((".sav", ".zsav")):
        return open_sav(path)
    fields = {"suffix": path.suffix or path.name, "known": " ".join(KINDS)}
    raise UnreadableTableError(where=path.name, problem=Said(FOREIGN, fields))


def read_table(path: Path, *, sheet: str | None = None) -> Table:
    """Return the whole table in a file; see :func:`open_table`."""
    return open_table(path, sheet=sheet).whole()
