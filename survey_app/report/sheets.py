"""Sheets of a workbook: a title in A1, notes, one table with its bases, a native chart, finer figures below.

Numbers are numbers with a format; a place without a number holds a mark as text. No cell is merged, and a text that a
spreadsheet would take for a formula is stored as a string. The same sheets are the same bytes, whenever they are made.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from math import ceil
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.report.sheet_charts import Drawing, add_chart, height_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A number that carries a mark: still a number, the mark stands in its format."""

    number: int | float
    mark: str


Value: TypeAlias = int | float | str | Marked | None
"""What a place holds: a number, a mark or a word as text, nothing."""

NAME = "Times New Roman"
FIRST_WIDTH, WIDTH = 46, 13
PORTRAIT_COLUMNS = 4
"""With more columns of numbers a sheet is printed across."""
LINE_HEIGHT = 15.0
TALLEST = 409.0
"""Points that a row may have; what is longer is read in the cell."""
ROW_CM = 0.529
"""Height of a row, in points and in centimetres."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_STAMP = (1980, 1, 1, 0, 0, 0)
_MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


class Form(StrEnum):
    """How a number is shown. Shares are stored as 0-1 and shown as percent."""

    PERCENT = "0%"
    SHARE = "0.0%"
    COUNT = "#,##0"
    POINTS = "+0;\u22120;0"
    NUMBER = "0.0"
    TOLD = "General"
    FINE = "0.0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table; ``form`` where it differs from the column's."""

    label: str
    values: tuple[Value, ...]
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of numbers: its head, the banner it stands under, how its numbers are shown."""

    head: str
    over: str = ""
    form: Form = Form.PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines under one heading, below the table."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table on its sheet. ``kind`` and ``base`` are told in the table of contents."""

    name: str
    title: str
    stub: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    bases: tuple[Line, ...] = ()
    more: tuple[Block, ...] = ()
    footers: tuple[str, ...] = ()
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text that leads to another sheet."""

    text: str
    sheet: str


Place: TypeAlias = Value | Link


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSheet:
    """A sheet of text in rows: cover, contents, notes. ``head`` is printed bold above the rows and frozen."""

    name: str
    title: str
    rows: tuple[tuple[Place, ...], ...]
    notes: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    widths: tuple[int, ...] = (30, 70)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A whole workbook. ``day`` is written as the day it was made; ``back`` is the text of the link to the contents."""

    title: str
    subject: str
    language: str
    day: datetime
    front: tuple[TextSheet, ...]
    sheets: tuple[Sheet, ...]
    contents: str = ""
    back: str = ""


def clean(text: str) -> str:
    """Return a text without the signs that no workbook may hold."""
    return _UNFIT.sub("", text)


def sheet_name(text: str, number: int) -> str:
    """Return a name that a spreadsheet takes: numbered, at most 31 signs, none of those that are forbidden."""
    return f"{number:02d} {_NO_NAME.sub('-', clean(text))}"[:31].rstrip(" '")


def put(sheet: Worksheet, row: int, column: int, value: Value, *, form: Form | None = None) -> Any:
    """Return the cell after writing a value that can never be taken for a formula."""
    cell = sheet.cell(row=row, column=column)
    cell.font = Font(name=NAME, size=11)
    if value is None:
        return cell
    if isinstance(value, str):
        text = clean(value)
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
    else:
        number, mark = (value.number, f'" [{value.mark}]"') if isinstance(value, Marked) else (value, "")
        cell.value = number
        if form is not None:
            cell.number_format = form.value + mark
    return cell


def _tall(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]]) -> None:
    """Make a row as high as its tallest text needs; each with the width of its column in signs."""
    lines = max((_lines_of(text, max(width, 4)) for text, width in texts if text), default=1)
    if lines > 1:
        sheet.row_dimensions[row].height = min(LINE_HEIGHT * lines, TALLEST)


def _lines_of(text: str, width: int) -> int:
    return sum(max(len(textwrap.wrap(line, width)), 1) for line in text.splitlines())


def write_book(book: Book) -> bytes:
    """Return the workbook as a file: the same book, the same bytes."""
    made = Workbook()
    made.remove(made.active)
    for text in book.front:
        _text_sheet(made.create_sheet(text.name), text, book)
    for number, one in enumerate(book.sheets, start=1):
        _table_sheet(made, made.create_sheet(one.name), one, book, number)
    properties = made.properties
    properties.title, properties.subject, properties.creator = clean(book.title), clean(book.subject), "survey"
    properties.language = book.language
    properties.created = properties.modified = book.day
    out = BytesIO()
    made.save(out)
    return _steady(out.getvalue(), book.day)


def _steady(raw: bytes, day: datetime) -> bytes:
    """Return the file with every time in it set to ``day``, and its parts without times of their own."""
    stamp = rb"\g<1>" + day.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<3>"
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as given, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _MADE.sub(stamp, content)
            if name.startswith("xl/charts/"):
                content = content.replace(b'formatCode="0%;;" />', b'formatCode="0%;;" sourceLinked="0" />')
            part = ZipInfo(name, date_time=_STAMP)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            kept.writestr(part, content)
    return out.getvalue()


# --- sheets of text ---------------------------------------------------------------------------------------------------


def _text_sheet(sheet: Worksheet, text: TextSheet, book: Book) -> None:
    put(sheet, 1, 1, text.title).font = Font(name=NAME, size=15, bold=True)
    row = 2
    for note in text.notes:
        for line in textwrap.wrap(note, sum(text.widths)) or [""]:
            put(sheet, row, 1, line)
            row += 1
    row += 1
    if text.head:
        for at, head in enumerate(text.head, start=1):
            cell = put(sheet, row, at, head)
            cell.font, cell.border = Font(name=NAME, size=11, bold=True), _under()
        sheet.freeze_panes = sheet.cell(row=row + 1, column=1)
        sheet.print_title_rows = f"{row}:{row}"
        row += 1
    for places in text.rows:
        for at, place in enumerate(places, start=1):
            _place(sheet, row, at, place)
        words = [place.text if isinstance(place, Link) else place for place in places]
        fitted = [(word, width) for word, width in zip(words, text.widths, strict=False) if isinstance(word, str)]
        _tall(sheet, row, fitted)
        row += 1
    for at, width in enumerate(text.widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    _page(sheet, book, text.widths)


def _place(sheet: Worksheet, row: int, column: int, place: Place) -> None:
    if isinstance(place, Link):
        _link(sheet, row, column, place.text, place.sheet)
        return
    cell = put(sheet, row, column, place, form=Form.COUNT)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _link(sheet: Worksheet, row: int, column: int, text: str, to: str) -> None:
    cell = put(sheet, row, column, text)
    target = f"{quote_sheetname(to)}!A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=clean(text))
    cell.font = Font(name=NAME, size=11, underline="single", color="FF0B5CAD")
    cell.alignment = Alignment(wrap_text=True, vertical="top")


# --- sheets with a table ----------------------------------------------------------------------------------------------


def _under() -> Border:
    return Border(bottom=Side(style="thin", color="FF1C2530"))


def _over() -> Border:
    return Border(top=Side(style="thin", color="FF1C2530"))


def _table_sheet(made: Workbook, sheet: Worksheet, one: Sheet, book: Book, number: int) -> None:
    put(sheet, 1, 1, one.title).font = Font(name=NAME, size=14, bold=True)
    row = 2
    if book.contents:
        _link(sheet, row, 1, book.back, book.contents)
        row += 1
    row = _texts(sheet, one, one.notes, row)
    head = _head(sheet, one, row + 1)
    row = _lines(sheet, one, one.lines, head + 1)
    _name(made, sheet, f"bang_{number:02d}", (head, 1), (row - 1, len(one.columns) + 1))
    if one.bases:
        first = row
        row = _lines(sheet, one, one.bases, first, form=Form.COUNT)
        for at in range(1, len(one.columns) + 2):
            sheet.cell(row=first, column=at).border = _over()
        _name(made, sheet, f"co_so_{number:02d}", (first, 1), (row - 1, len(one.columns) + 1))
    row = _texts(sheet, one, one.footers, row + 1, italic=True)
    if len(one.columns) > PORTRAIT_COLUMNS and (one.drawing or one.more):
        sheet.row_breaks.append(Break(id=row - 1))
    if one.drawing is not None:
        add_chart(sheet, replace(one.drawing, title=clean(one.drawing.title)), head=head, anchor=f"A{row + 1}")
        row += ceil(height_of(one.drawing) / ROW_CM) + 2
    for block in one.more:
        row = _block(sheet, one, block, row + 1)
    sheet.freeze_panes = sheet.cell(row=head + 1, column=2)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.column_dimensions["A"].width = FIRST_WIDTH
    for at in range(2, len(one.columns) + 2):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTH
    _page(sheet, book, (FIRST_WIDTH, *(WIDTH for _ in one.columns)))


def _texts(sheet: Worksheet, one: Sheet, texts: Sequence[str], row: int, *, italic: bool = False) -> int:
    """Return the row after the texts, each on as many rows as it needs beside the table."""
    wide = max(FIRST_WIDTH + WIDTH * len(one.columns), 80)
    for line in (line for text in texts for line in textwrap.wrap(text, wide)):
        put(sheet, row, 1, line).font = Font(name=NAME, size=10 if italic else 11, italic=italic)
        row += 1
    return row


def _block(sheet: Worksheet, one: Sheet, block: Block, row: int) -> int:
    """Return the row after a block of finer figures, headed like the table."""
    put(sheet, row, 1, block.title).font = Font(name=NAME, size=11, bold=True)
    _tall(sheet, row, [(column.head, WIDTH - 2) for column in one.columns])
    for at, column in enumerate(one.columns, start=2):
        cell = put(sheet, row, at, column.head)
        cell.font, cell.border = Font(name=NAME, size=11, bold=True), _under()
        cell.alignment = Alignment(wrap_text=True, horizontal="right", vertical="bottom")
    return _lines(sheet, one, block.lines, row + 1)


def _head(sheet: Worksheet, one: Sheet, row: int) -> int:
    """Return the row of the column heads, after writing them and, above, the banner where it begins."""
    before = ""
    if any(column.over for column in one.columns):
        for at, column in enumerate(one.columns, start=2):
            if column.over != before:
                put(sheet, row, at, column.over).font = Font(name=NAME, size=11, bold=True, italic=True)
                before = column.over
        row += 1
    _tall(sheet, row, [(column.head, WIDTH - 2) for column in one.columns])
    for at, text in enumerate([one.stub, *(column.head for column in one.columns)], start=1):
        cell = put(sheet, row, at, text)
        cell.font, cell.border = Font(name=NAME, size=11, bold=True), _under()
        cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal="left" if at == 1 else "right")
    return row


def _lines(sheet: Worksheet, one: Sheet, lines: Sequence[Line], row: int, *, form: Form | None = None) -> int:
    """Return the row after the lines."""
    for line in lines:
        put(sheet, row, 1, line.label).alignment = Alignment(wrap_text=True, vertical="top")
        for at, (value, column) in enumerate(zip(line.values, one.columns, strict=True), start=2):
            cell = put(sheet, row, at, value, form=line.form or form or column.form)
            cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=isinstance(value, str))
            if isinstance(value, str) and value.startswith("["):
                cell.fill = PatternFill(fill_type="lightUp", fgColor="FFB8B4A8", bgColor="FFFFFFFF")
        words = [(value, WIDTH - 1) for value in line.values if isinstance(value, str)]
        _tall(sheet, row, [(line.label, FIRST_WIDTH), *words])
        row += 1
    return row


def _name(made: Workbook, sheet: Worksheet, name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    corner = [f"${get_column_letter(column)}${row}" for row, column in (first, last)]
    made.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{corner[0]}:{corner[1]}")


def _page(sheet: Worksheet, book: Book, widths: Sequence[int]) -> None:
    """Set the sheet up for A4, all columns on the width of a page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if len(widths) > PORTRAIT_COLUMNS + 1 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.oddFooter.left.text = clean(book.subject).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8
    sheet.sheet_view.showGridLines = False
