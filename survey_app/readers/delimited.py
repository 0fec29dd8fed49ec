"""Delimited text, plain or gzip, comma or semicolon, read line by line within caps."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from survey_app.language import N_, Said
from survey_app.readers.table import (
    EMPTY,
    TOO_LARGE,
    Chunk,
    Numbered,
    OpenTable,
    OversizedTableError,
    Table,
    UnreadableTableError,
    checked_size,
    chunks_of,
    header_of,
)
from survey_app.zipped import MEGABYTE

LARGEST_FILE = 512 * MEGABYTE
"""Bytes after decompression; a bomb is stopped while it unfolds."""
LONGEST_LINE = 4 * MEGABYTE
RAGGED = N_("dòng có {row} ô, dòng tiêu đề có {header} ô")
NOT_UTF_8 = N_("không phải mã UTF-8; tệp tiếng Việt cũ thường ở mã windows-1258, TCVN3 hoặc VNI")
UTF_16 = N_("tệp ở mã UTF-16, không phải UTF-8 (Excel: lưu kiểu “CSV UTF-8”)")
LONG_LINE = N_("dòng dài hơn {cap} MB")
MARK = b"\xef\xbb\xbf"


class _Lines:
    """The lines of a file, decoded one by one, with the bytes taken so far."""

    def __init__(self, stream: IO[bytes], where: str) -> None:
        self._stream = stream
        self._where = where
        self.number = 0
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(LONGEST_LINE):
            self.number += 1
            self.bytes += len(line)
            if self.bytes > LARGEST_FILE:
                problem = Said(TOO_LARGE, {"cap": LARGEST_FILE // MEGABYTE})
                raise OversizedTableError(where=self._where, problem=problem)
            if len(line) == LONGEST_LINE:
                self._refuse(Said(LONG_LINE, {"cap": LONGEST_LINE // MEGABYTE}))
            if self.number == 1:
                if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in line:
                    self._refuse(Said(UTF_16))
                line = line.removeprefix(MARK)
            try:
                yield line.decode()
            except UnicodeDecodeError:
                self._refuse(Said(NOT_UTF_8))

    def _refuse(self, problem: Said) -> None:
        raise UnreadableTableError(where=f"{self._where}:{self.number}", problem=problem) from None


def open_delimited(path: Path) -> OpenTable:
    """Return the table in a CSV file, comma or semicolon, gzip or plain, to be read in chunks.

    Raises
    ------
    UnreadableTableError
        Not UTF-8, larger than the cap, no header, a column named twice; while it is read, a row of another length (its
        line is named).
    """
    size = checked_size(path, cap=LARGEST_FILE)
    where = path.name
    with _opened(path) as stream:
        first = next(iter(_Lines(stream, where)), "")
    if not first.strip():
        raise UnreadableTableError(where=f"{where}:1", problem=Said(EMPTY))
    delimiter = _delimiter(first)
    columns = header_of(_header(path, delimiter), f"{where}:1")
    return OpenTable(name=where, columns=columns, size=size, start=lambda: _chunks(path, delimiter, len(columns)))


def read_delimited(path: Path) -> Table:
    """Return the whole table in a CSV file."""
    return open_delimited(path).whole()


def _delimiter(first: str) -> str:
    """Return the delimiter that makes more columns of the first line."""
    counts = {mark: len(next(csv.reader([first], delimiter=mark), ())) for mark in ",;"}
    return max(counts, key=lambda mark: counts[mark])


def _header(path: Path, delimiter: str) -> list[str]:
    with _opened(path) as stream, _refused(path.name) as at:
        at.append(reader := csv.reader(iter(_Lines(stream, path.name)), delimiter=delimiter, strict=True))
        return next(reader, [])


def _chunks(path: Path, delimiter: str, width: int) -> Iterator[Chunk]:
    with _opened(path) as stream, _refused(path.name) as at:
        lines = _Lines(stream, path.name)
        at.append(reader := csv.reader(iter(lines), delimiter=delimiter, strict=True))
        raw = getattr(stream, "fileobj", None) or stream
        yield from chunks_of(_rows(reader, width, path.name), path.name, read=lambda: int(raw.tell()))


def _rows(reader: Iterator[list[str]], width: int, where: str) -> Iterator[Numbered]:
    counted = cast("csv.DictReader[str]", reader)  # every reader of the csv module knows its line
    next(reader, None)
    for row in reader:
        if len(row) != width:
            if not row:
                continue
            place = f"{where}:{counted.line_num}"
            raise UnreadableTableError(where=place, problem=Said(RAGGED, {"row": len(row), "header": width}))
        yield counted.line_num, tuple(row)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as raw:
            if path.suffix.lower() != ".gz":
                yield raw
            else:
                with gzip.GzipFile(fileobj=raw) as unfolded:
                    yield cast("IO[bytes]", unfolded)
    except (OSError, EOFError) as refusal:
        raise UnreadableTableError(where=path.name, problem=str(refusal)) from None


@contextmanager
def _refused(where: str) -> Iterator[list[object]]:
    """Turn a refusal of the csv module into one that names the line."""
    readers: list[object] = []
    try:
        yield readers
    except csv.Error as refusal:
        line = getattr(readers[0], "line_num", 0) if readers else 0
        raise UnreadableTableError(where=f"{where}:{line}", problem=str(refusal)) from None
