"""Excel workbooks: one plain sheet, values only. Nothing in a workbook is ever computed or run.

A workbook is a zip of XML. Sizes, ratios and counts are checked before any of it is parsed; the XML is read by
defusedxml, which refuses entities. Merged cells, error values and formulas whose value was never stored are refused
with their place.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from posixpath import join, normpath

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse

from survey_app.language import N_, Said
from survey_app.readers.table import (
    EMPTY,
    MOST_COLUMNS,
    TOO_LARGE,
    TOO_MANY_COLUMNS,
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
)
from survey_app.zipped import MEGABYTE, bomb, too_much

LARGEST_WORKBOOK = 64 * MEGABYTE
LARGEST_UNFOLDED = 256 * MEGABYTE
MOST_PARTS = 2_000
MOST_ROWS = 1_048_576
NO_WORKBOOK = N_("không phải tệp Excel .xlsx đọc được")
MERGED = N_("có ô gộp {cells}; bỏ gộp ô, mỗi cột một tên, mỗi dòng một phiếu")
FORMULA = N_("ô {cell} là công thức chưa có giá trị; mở tệp trong Excel, lưu lại, hoặc dán dạng giá trị")
ERROR_VALUE = N_("ô {cell} mang lỗi của Excel")
SHEETS = N_("tệp có nhiều trang tính ({sheets}); nêu rõ trang cần đọc")
NO_SHEET = N_("không có trang tính “{sheet}”; có: {sheets}")
WIDE_ROW = N_("có ô nằm ngoài các cột có tên")

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def open_workbook(path: Path, *, sheet: str | None = None) -> OpenTable:
    """Return the table on a sheet of an .xlsx file, to be read in chunks; ``sheet`` may be left out when there is one.

    Raises
    ------
    UnreadableTableError
        No workbook, a bomb, several sheets, merged cells, formulas without values, error values, no plain header.
    """
    checked_size(path, cap=LARGEST_WORKBOOK)
    with _archive(path) as archive:
        name, part = _chosen(archive, sheet, path.name)
        where = f"{path.name}:{name}"
        _examine(archive, part, where)
    head = next(_rows(path, name, where), None)
    if head is None:
        raise UnreadableTableError(where=where, problem=Said(EMPTY))
    columns = header_of(head[1], f"{where}:{head[0]}")

    def rows() -> Iterator[Numbered]:
        numbered = _rows(path, name, where)
        next(numbered, None)
        for line, cells in numbered:
            if len(cells) > len(columns):
                raise UnreadableTableError(where=f"{where}:{line}", problem=Said(WIDE_ROW))
            yield line, cells + ("",) * (len(columns) - len(cells))

    def start() -> Iterator[Chunk]:
        return chunks_of(rows(), where)

    return OpenTable(name=where, columns=columns, size=0, header=head[0], start=start)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield the zip, its parts within the caps; whatever is broken in it is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if too_much(parts, most=MOST_PARTS, largest=LARGEST_UNFOLDED):
                raise OversizedTableError(
                    where=path.name, problem=Said(TOO_LARGE, {"cap": LARGEST_UNFOLDED // MEGABYTE})
                )
            if (problem := bomb(parts)) is not None:
                raise UnreadableTableError(where=path.name, problem=problem)
            yield archive
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, OSError, EOFError, ValueError):
        raise UnreadableTableError(where=path.name, problem=Said(NO_WORKBOOK)) from None


def _chosen(archive: zipfile.ZipFile, sheet: str | None, where: str) -> tuple[str, str]:
    """Return the name of the sheet to read and the part it lies in."""
    links = {link.get("Id"): link.get("Target", "") for link in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    found = fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    sheets = {
        each.get("name", ""): normpath(join("xl", links[each.get(RELATION)])).lstrip("/")
        for each in found
        if "worksheets/" in links.get(each.get(RELATION), "") and (sheet or each.get("state", "visible") == "visible")
    }
    named = ", ".join(sheets)
    if sheet is not None and sheet not in sheets:
        raise UnreadableTableError(where=where, problem=Said(NO_SHEET, {"sheet": sheet, "sheets": named}))
    if sheet is None and len(sheets) != 1:
        raise UnreadableTableError(where=where, problem=Said(SHEETS, {"sheets": named or "—"}))
    chosen = sheet or next(iter(sheets))
    part = sheets[chosen]
    return chosen, part if part in archive.namelist() else part.removeprefix("xl/")


def _examine(archive: zipfile.ZipFile, part: str, where: str) -> None:
    """Refuse what no plain table holds: merged cells, error values, formulas without a stored value."""
    merged: list[str] = []
    with archive.open(part) as stream:
        for _, element in iterparse(stream):
            if element.tag == f"{MAIN}c":
                value = element.find(f"{MAIN}v")
                place = {"cell": element.get("r", "")}
                if element.get("t") == "e":
                    raise UnreadableTableError(where=where, problem=Said(ERROR_VALUE, place))
                if element.find(f"{MAIN}f") is not None and (value is None or not value.text):
                    raise UnreadableTableError(where=where, problem=Said(FORMULA, place))
            elif element.tag == f"{MAIN}row":
                element.clear()
            elif element.tag == f"{MAIN}mergeCell":
                merged.append(element.get("ref", ""))
    if merged:
        raise UnreadableTableError(where=where, problem=Said(MERGED, {"cells": ", ".join(merged[:3])}))


def _rows(path: Path, sheet: str, where: str) -> Iterator[Numbered]:
    """Yield the rows that hold anything, with their numbers, empty cells at the end cut off."""
    with _archive(path):
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            worksheet = workbook[sheet]
            worksheet.reset_dimensions()
            for number, values in enumerate(worksheet.iter_rows(values_only=True), start=1):
                if number > MOST_ROWS:
                    raise OversizedTableError(where=where, problem=Said(TOO_MANY_ROWS, {"cap": MOST_ROWS}))
                cells = tuple(map(cell_of, values))
                while cells and not cells[-1].strip():
                    cells = cells[:-1]
                if len(cells) > MOST_COLUMNS:
                    problem = Said(TOO_MANY_COLUMNS, {"cap": MOST_COLUMNS})
                    raise OversizedTableError(where=f"{where}:{number}", problem=problem)
                if cells:
                    yield number, cells
        finally:
            workbook.close()
