"""Delimited text, plain or gzip, read in full within caps."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from survey_app.errors import SurveyError
from survey_app.language import N_, Said

LARGEST_FILE = 512 * 1024 * 1024
"""Bytes after decompression; a bomb is stopped while it unfolds."""
CHUNK = 1024 * 1024
RAGGED = N_("dòng có {row} ô, dòng tiêu đề có {header} ô")
TWICE = N_("cột trùng tên: {names}")
EMPTY = N_("tệp rỗng")
TOO_LARGE = N_("lớn hơn {cap} MB sau khi giải nén")


class UnreadableTableError(SurveyError):
    """A table that cannot be read as one."""

    code = "table-unreadable"
    found = N_("Không đọc được bảng số liệu: {problem}.")
    fix = N_("Lưu lại tệp dạng CSV mã UTF-8, dòng đầu là tên cột, mỗi tên một lần.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text cells: column names and rows of equal length."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row by column name."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


def read_delimited(path: Path) -> Table:
    """Return the table in a CSV file, comma or semicolon, gzip or plain.

    Raises
    ------
    UnreadableTableError
        Not UTF-8, larger than the cap, no header, a column named twice, or a row of another length (its line is named).
    """
    where = path.name
    if not path.is_file():
        raise UnreadableTableError(where=where, problem=Said(N_("không có tệp này")))
    text = _decode(_bytes(path, where), where)
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = tuple(name.strip() for name in next(reader, ()))
        rows = []
        for row in reader:
            if len(row) != len(columns):
                place = f"{where}:{reader.line_num}"
                raise UnreadableTableError(where=place, problem=Said(RAGGED, {"row": len(row), "header": len(columns)}))
            rows.append(tuple(row))
    except csv.Error as refusal:
        raise UnreadableTableError(where=f"{where}:{reader.line_num}", problem=str(refusal)) from None
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or twice:
        raise UnreadableTableError(
            where=f"{where}:1", problem=Said(TWICE, {"names": ", ".join(twice)}) if twice else Said(EMPTY)
        )
    return Table(columns=columns, rows=tuple(rows))


def _bytes(path: Path, where: str) -> bytes:
    gzipped = path.suffix == ".gz"
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.open(path) if gzipped else path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                size += len(piece)
                if size > LARGEST_FILE:
                    raise UnreadableTableError(where=where, problem=Said(TOO_LARGE, {"cap": LARGEST_FILE // CHUNK}))
                pieces.append(piece)
    except (OSError, EOFError) as refusal:
        raise UnreadableTableError(where=where, problem=str(refusal)) from None
    return b"".join(pieces)


def _decode(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as refusal:
        line = content[: refusal.start].count(b"\n") + 1
        raise UnreadableTableError(where=f"{where}:{line}", problem=Said(N_("không phải mã UTF-8"))) from None
