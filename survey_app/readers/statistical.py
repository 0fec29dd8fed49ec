"""SPSS files, where the extra ``spss`` is installed. Codes stay codes; their labels are left in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from survey_app.language import N_, Said
from survey_app.readers.table import (
    MOST_CELLS,
    MOST_ROWS,
    TOO_MANY_CELLS,
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

LARGEST_SAV = 256 * MEGABYTE
CUT_SHORT = N_("tệp hỏng hoặc bị cắt cụt")
SHORT_OF = N_("tệp bị cắt cụt: phần đầu ghi {said} dòng, chỉ đọc được {held}")


def open_sav(path: Path) -> OpenTable:
    """Return the table in an SPSS file (.sav, .zsav), read in full, codes as they are, user-missing codes too.

    Raises
    ------
    UnreadableTableError
        The reader is not installed, or the file is damaged, cut short or too large.
    """
    checked_size(path, cap=LARGEST_SAV)
    where = path.name
    try:
        import pyreadstat  # noqa: PLC0415 -- an extra
    except ImportError:
        raise not_installed(where, kind="SPSS", extra="spss") from None
    _, meta = _read(pyreadstat, path, metadataonly=True)
    said = meta.number_rows
    if said is not None and said > MOST_ROWS:
        raise OversizedTableError(where=where, problem=Said(TOO_MANY_ROWS, {"cap": MOST_ROWS}))
    columns = header_of(meta.column_names, where)
    most = MOST_CELLS // len(columns)
    if said is not None and said > most:
        raise OversizedTableError(where=where, problem=Said(TOO_MANY_CELLS, {"cap": MOST_CELLS}))

    def rows_of() -> Iterator[Numbered]:
        held, _ = _read(pyreadstat, path, row_limit=most + 1)
        count = len(next(iter(held.values())))
        if said is not None and said >= 0 and count != said:
            raise UnreadableTableError(where=where, problem=Said(SHORT_OF, {"said": said, "held": count}))
        if count > most:
            raise OversizedTableError(where=where, problem=Said(TOO_MANY_CELLS, {"cap": MOST_CELLS}))
        lists = [_plain(held[name]) for name in meta.column_names]
        for line, row in enumerate(zip(*lists, strict=True), start=1):
            yield line, tuple(map(cell_of, row))

    def start() -> Iterator[Chunk]:
        return chunks_of(rows_of(), where)

    return OpenTable(name=where, columns=columns, size=max(said or 0, 0), start=start)


def _read(pyreadstat: Any, path: Path, **options: object) -> tuple[dict[str, Any], Any]:  # noqa: ANN401 -- untyped package
    try:
        held, meta = pyreadstat.read_sav(path, output_format="dict", user_missing=True, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError, OverflowError) as refusal:
        raise UnreadableTableError(where=path.name, problem=Said(CUT_SHORT)) from refusal
    return held, meta


def _plain(column: Any) -> list[object]:  # noqa: ANN401 -- an array or a list, by the kind of column
    return list(column.tolist()) if hasattr(column, "tolist") else list(column)
