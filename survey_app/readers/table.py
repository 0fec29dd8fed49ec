"""A table of text cells, whatever file it came from; what every reader caps and refuses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TypeAlias

from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.zipped import MEGABYTE

LARGEST_FILE = 512 * MEGABYTE
"""Bytes after decompression."""
MOST_ROWS = 5_000_000
MOST_COLUMNS = 2_000
MOST_CELLS = 20_000_000
"""Cells of a table that is held whole; a longer one is read in chunks."""
ROWS_OF_CHUNK = 20_000

TWICE = N_("cột trùng tên: {names}")
EMPTY = N_("tệp rỗng")
TOO_LARGE = N_("lớn hơn {cap} MB sau khi giải nén")
TOO_LARGE_ON_DISK = N_("lớn hơn {cap} MB")
TOO_MANY_ROWS = N_("nhiều hơn {cap} dòng")
TOO_MANY_COLUMNS = N_("nhiều hơn {cap} cột")
TOO_MANY_CELLS = N_("nhiều hơn {cap} ô")
UNNAMED = N_("cột thứ {column} không có tên ở dòng tiêu đề")
TWO_HEADERS = N_("dòng thứ hai cũng là dòng tiêu đề; chỉ giữ một dòng tên cột")

Row: TypeAlias = tuple[str, ...]


class UnreadableTableError(SurveyError):
    """A table that cannot be read as one."""

    code = "table-unreadable"
    found = N_("Không đọc được bảng số liệu: {problem}.")
    fix = N_("Lưu lại tệp dạng CSV mã UTF-8, dòng đầu là tên cột, mỗi tên một lần.")


class AbsentTableError(UnreadableTableError):
    """A table that is not where it was said to be."""

    found = N_("Không có tệp số liệu này.")
    fix = N_("Kiểm tra tên tệp và thư mục rồi chạy lại.")


class OversizedTableError(UnreadableTableError):
    """A table beyond a cap."""

    code = "table-too-large"
    found = N_("Bảng số liệu quá lớn: {problem}.")
    fix = N_("Tách thành nhiều tệp nhỏ hơn, ví dụ mỗi đợt một tệp, hoặc xóa các cột không dùng đến, rồi chạy lại.")


class ReaderAbsentError(UnreadableTableError):
    """A table whose reader is an extra that this machine lacks."""

    code = "table-reader-absent"
    found = N_("Máy này chưa cài phần đọc tệp {kind}.")
    fix = N_(
        "Nhờ người quản trị máy cài thêm: pip install “survey_app[{extra}]”; hoặc mở tệp bằng phần mềm đã lưu nó rồi "
        "lưu lại dạng CSV mã UTF-8."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text cells: column names and rows of equal length. ``lines`` says where each row stands in the file.

    An empty cell is the empty text; whole numbers are written without a point, days as ``2022-03-31``.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...] = ()

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row by column name."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some rows in a row, with the line of each. ``read`` is how much of the file was taken in so far."""

    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    read: int = 0


Numbered: TypeAlias = tuple[int, Row]
"""A row and the line it stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTable:
    """A table that is read in chunks, as often as needed. No file stays open between two readings."""

    name: str
    columns: tuple[str, ...]
    size: int
    """What ``Chunk.read`` grows to: bytes, or rows where bytes cannot be followed."""
    header: int = 1
    """The line on which the columns are named."""
    start: Callable[[], Iterator[Chunk]]

    def __iter__(self) -> Iterator[Chunk]:
        """Yield the chunks from the first row on."""
        return self.start()

    def whole(self) -> Table:
        """Return the whole table.

        Raises
        ------
        OversizedTableError
            The table has more cells than may be held at once.
        """
        rows: list[Row] = []
        lines: list[int] = []
        for chunk in self:
            rows += chunk.rows
            lines += chunk.lines
            if len(rows) * len(self.columns) > MOST_CELLS:
                raise OversizedTableError(where=self.name, problem=Said(TOO_MANY_CELLS, {"cap": MOST_CELLS}))
        return Table(columns=self.columns, rows=tuple(rows), lines=tuple(lines))


def header_of(cells: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the column names in a header, stripped.

    Raises
    ------
    UnreadableTableError
        No column, one without a name, or one named twice; as ``OversizedTableError``, too many.
    """
    columns = tuple(cell.strip() for cell in cells)
    if not any(columns):
        raise UnreadableTableError(where=where, problem=Said(EMPTY))
    if len(columns) > MOST_COLUMNS:
        raise OversizedTableError(where=where, problem=Said(TOO_MANY_COLUMNS, {"cap": MOST_COLUMNS}))
    if "" in columns:
        raise UnreadableTableError(where=where, problem=Said(UNNAMED, {"column": columns.index("") + 1}))
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise UnreadableTableError(where=where, problem=Said(TWICE, {"names": ", ".join(twice)}))
    return columns


def chunks_of(
    rows: Iterable[Numbered], where: str, *, read: Callable[[], int] | None = None, size: int | None = None
) -> Iterator[Chunk]:
    """Yield the rows in chunks; a second header is refused in the first one, too many rows in the last."""
    held: list[Row] = []
    lines: list[int] = []
    taken = 0
    size = size or ROWS_OF_CHUNK
    for line, row in rows:
        held.append(row)
        lines.append(line)
        if taken == 0 and len(held) == 2 and _second_header(held[0], held[1]):
            raise UnreadableTableError(where=f"{where}:{lines[0]}", problem=Said(TWO_HEADERS))
        if len(held) == size:
            taken += len(held)
            if taken > MOST_ROWS:
                raise OversizedTableError(where=f"{where}:{line}", problem=Said(TOO_MANY_ROWS, {"cap": MOST_ROWS}))
            yield Chunk(rows=tuple(held), lines=tuple(lines), read=read() if read else taken)
            held, lines = [], []
    if held:
        taken += len(held)
        yield Chunk(rows=tuple(held), lines=tuple(lines), read=read() if read else taken)


def _second_header(row: Row, after: Row) -> bool:
    """Return whether a first row names columns: no number in it, and words where the row below has numbers."""
    if any(map(is_number, row)):
        return False
    numbered = [above for above, cell in zip(row, after, strict=True) if is_number(cell)]
    return bool(numbered) and 2 * sum(bool(cell.strip()) for cell in numbered) > len(numbered)


def is_number(text: str) -> bool:
    """Return whether a cell holds a finite number, with a point or a comma."""
    try:
        return math.isfinite(float(text.replace(",", ".", 1)))
    except ValueError:
        return False


def cell_of(value: object) -> str:
    """Return the text of a typed cell: whole numbers without a point, days as ISO dates, nothing as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _written(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


def _written(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def not_installed(where: str, *, kind: str, extra: str) -> ReaderAbsentError:
    """Return the refusal of a file whose reader is an extra that this machine lacks."""
    return ReaderAbsentError(where=where, kind=kind, extra=extra)


def checked_size(path: Path, *, cap: int = LARGEST_FILE) -> int:
    """Return the bytes of a file as it lies on disk.

    Raises
    ------
    AbsentTableError
        There is no such file.
    OversizedTableError
        It is larger than the cap.
    """
    if not path.is_file():
        raise AbsentTableError(where=path.name)
    size = path.stat().st_size
    if size > cap:
        raise OversizedTableError(where=path.name, problem=Said(TOO_LARGE_ON_DISK, {"cap": cap // MEGABYTE}))
    return size
