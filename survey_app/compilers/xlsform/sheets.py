"""A workbook as named sheets of text cells. Sizes, ratios and counts are held before anything is parsed.

A formula counts with the value that was stored beside it; nothing is computed, run or followed.
"""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl

from survey_app.compilers.xlsform.report import Report
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.zipped import MEGABYTE, bomb, too_much

LARGEST = 16 * MEGABYTE
LARGEST_UNFOLDED = 128 * MEGABYTE
MOST_PARTS = 500
MOST_SHEETS = 30
MOST_COLUMNS = 16_384
MOST_CELLS = 1_000_000
MOST_ROWS = 20_000
EMPTY_ROWS = 2_000
"""Empty rows in a row after which a sheet is over."""
LONGEST_CELL = 10_000

NO_FILE = N_("không có tệp này")
TOO_LARGE = N_("lớn hơn {cap} MB")
UNFOLDED = N_("lớn hơn {cap} MB sau khi giải nén")
LOCKED = N_("tệp đặt mật khẩu hoặc là dạng .xls cũ")
MACROS = N_("tệp có macro")
NO_WORKBOOK = N_("không phải tệp Excel .xlsx đọc được")
TOO_MANY_SHEETS = N_("nhiều hơn {cap} trang tính")
TOO_MANY_CELLS = N_("nhiều hơn {cap} ô hoặc {rows} dòng có chữ")
DUPLICATE = N_("hai cột cùng tên “{column}”")
NO_SURVEY = N_("không có trang tính “survey” (có: {sheets})")
TWO_SHEETS = N_("hai trang tính cùng tên “{sheet}”")
EMPTY_TAIL = N_("từ dòng này là hơn {count} dòng trống liền nhau; phần sau không đọc")
FORMULA = N_("ô {cell} là công thức chưa lưu giá trị")
ERROR_CELL = N_("ô {cell} mang lỗi của Excel")
CUT_CELL = N_("ô {cell} dài hơn {cap} ký tự, phần sau bị cắt")
UNNAMED = N_("ô {cell} nằm ở cột không có tên")
EXTERNAL = N_("liên kết ra tệp ngoài không được mở; chỉ lấy giá trị đã lưu")
KNOWN_SHEETS = ("survey", "choices", "settings")
FOREIGN_SHEET = N_("trang tính này không thuộc phần nhập được của XLSForm")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile("[\t\u00a0\u2028\u2029]")
_HEADER_SPACES = re.compile(r"\s+")


class UnreadableFormError(SurveyError):
    """A workbook that cannot be read as an XLSForm."""

    code = "xlsform-unreadable"
    found = N_("Không đọc được biểu mẫu XLSForm: {problem}.")
    fix = N_("Lưu lại thành .xlsx thường, không mật khẩu, không macro, có trang survey với các cột type, name, label.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that holds anything: its number in the spreadsheet and its cells by column name."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: the names of its columns, lower case and single-spaced, and its rows."""

    sheet: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The three sheets that matter; the last two may be empty."""

    survey: Sheet
    choices: Sheet
    settings: Sheet


def read_form(path: Path, report: Report) -> Form:
    """Return the sheets of an XLSForm; what was not read is noted in the report.

    Raises
    ------
    UnreadableFormError
        No workbook, a bomb, macros, a password, too large, no survey sheet, a column twice or missing.
    """
    _hold(path, report)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library tells what of Excel's decoration it does not know
            raw = path.read_bytes()  # held by us: the library would leave the file open where it stumbles
            values = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            try:
                return _form(values, formulas, path.name, report)
            finally:
                values.close()
                formulas.close()
    except SurveyError:
        raise
    except Exception:  # noqa: BLE001 -- a damaged part makes the library stumble in ways of all kinds
        raise _refused(path.name, NO_WORKBOOK) from None


def _refused(where: str, problem: str, **fields: object) -> UnreadableFormError:
    return UnreadableFormError(where=where, problem=Said(problem, fields))


def _hold(path: Path, report: Report) -> None:
    """Refuse what is too large, locked, or carries macros, from the directory of the zip alone."""
    if not path.is_file():
        raise _refused(path.name, NO_FILE)
    if path.stat().st_size > LARGEST:
        raise _refused(path.name, TOO_LARGE, cap=LARGEST // MEGABYTE)
    with path.open("rb") as stream:
        if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise _refused(path.name, LOCKED)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, zlib.error):
        raise _refused(path.name, NO_WORKBOOK) from None
    if too_much(parts, most=MOST_PARTS, largest=LARGEST_UNFOLDED):
        raise _refused(path.name, UNFOLDED, cap=LARGEST_UNFOLDED // MEGABYTE)
    _hold_parts(path, parts)
    if any("externallinks/" in part.filename.lower() for part in parts):
        report.left_out("workbook", 0, "", EXTERNAL)


def _hold_parts(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if (problem := bomb(parts)) is not None:
        raise UnreadableFormError(where=path.name, problem=problem)
    for part in parts:
        if part.filename.lower().endswith("vbaproject.bin"):
            raise _refused(path.name, MACROS)
        if part.flag_bits & 1:
            raise _refused(path.name, LOCKED)


def _form(values: openpyxl.Workbook, formulas: openpyxl.Workbook, where: str, report: Report) -> Form:
    if len(values.sheetnames) > MOST_SHEETS:
        raise _refused(where, TOO_MANY_SHEETS, cap=MOST_SHEETS)
    found: dict[str, Sheet] = {}
    budget = _Budget(where=where)
    for name in values.sheetnames:
        known = name.strip().lower()
        if known not in KNOWN_SHEETS:
            report.left_out(name, 0, "", FOREIGN_SHEET)
            continue
        if known in found:
            raise _refused(where, TWO_SHEETS, sheet=known)
        reader = _SheetReader(known, where, budget, report)
        found[known] = reader.sheet(values[name], formulas[name])
    if "survey" not in found:
        raise _refused(where, NO_SURVEY, sheets=", ".join(values.sheetnames)[:200])
    survey = found["survey"]
    return Form(
        survey=survey,
        choices=found.get("choices", Sheet(sheet="choices")),
        settings=found.get("settings", Sheet(sheet="settings")),
    )


@dataclass(slots=True, kw_only=True)
class _Budget:
    """How many cells and rows may still be read from a workbook."""

    where: str
    cells: int = MOST_CELLS
    rows: int = MOST_ROWS

    def spend(self, cells: int) -> None:
        self.cells -= cells
        self.rows -= 1
        if self.cells < 0 or self.rows < 0:
            raise _refused(self.where, TOO_MANY_CELLS, cap=MOST_CELLS, rows=MOST_ROWS)


@dataclass(slots=True)
class _SheetReader:
    """Reads one sheet, values and formulas side by side."""

    name: str
    where: str
    budget: _Budget
    report: Report
    columns: dict[int, str] = field(default_factory=dict)

    def sheet(self, values: openpyxl.worksheet.worksheet.Worksheet, formulas: object) -> Sheet:
        rows: list[Row] = []
        for number, cells in self.numbered(values, formulas):
            if not self.columns:
                self.header(cells)
                continue
            named = {}
            for place, text in cells.items():
                if place not in self.columns:
                    self.report.left_out(self.name, number, "", UNNAMED, cell=_cell(place, number))
                else:
                    named[self.columns[place]] = text
            if named:
                rows.append(Row(row=number, cells=named))
        return Sheet(sheet=self.name, columns=tuple(self.columns.values()), rows=tuple(rows))

    def header(self, cells: Mapping[int, str]) -> None:
        for place, text in cells.items():
            column = _HEADER_SPACES.sub(" ", text).strip()
            if column.lower() in {known.lower() for known in self.columns.values()}:
                raise _refused(f"{self.where}:{self.name}", DUPLICATE, column=column)
            self.columns[place] = column

    def numbered(self, values: object, formulas: object) -> Iterator[tuple[int, dict[int, str]]]:
        """Yield the rows that hold anything, with their numbers and their cells by place."""
        empty = 0
        pairs = zip(_rows_of(values), _rows_of(formulas), strict=False)
        for number, (shown, written) in enumerate(pairs, start=1):
            cells = self.cells(number, shown, written) if shown or written else {}
            if cells:
                empty = 0
                self.budget.spend(len(shown))
                yield number, cells
                continue
            empty += 1
            self.budget.cells -= len(shown)
            if self.budget.cells < 0:
                self.budget.spend(0)
            if empty > EMPTY_ROWS:
                self.report.left_out(self.name, number - empty + 1, "", EMPTY_TAIL, count=EMPTY_ROWS)
                return

    def cells(self, number: int, shown: tuple[object, ...], written: tuple[object, ...]) -> dict[int, str]:
        found: dict[int, str] = {}
        for place, cell in enumerate(shown):
            value = getattr(cell, "value", None)
            if value is None:
                formula = getattr(written[place], "value", None) if place < len(written) else None
                if formula is not None:
                    self.report.left_out(self.name, number, "", FORMULA, cell=_cell(place, number))
            elif getattr(cell, "data_type", "") == "e":
                self.report.left_out(self.name, number, "", ERROR_CELL, cell=_cell(place, number))
            elif text := self.clipped(text_of(value), place, number):
                found[place] = text
        return found

    def clipped(self, text: str, place: int, number: int) -> str:
        if len(text) > LONGEST_CELL:
            self.report.left_out(self.name, number, "", CUT_CELL, cell=_cell(place, number), cap=LONGEST_CELL)
        return text[:LONGEST_CELL]


def _rows_of(worksheet: object) -> Iterator[tuple[object, ...]]:
    reset: Callable[[], None] = getattr(worksheet, "reset_dimensions", lambda: None)
    reset()
    rows: Callable[[], Iterator[tuple[object, ...]]] = getattr(worksheet, "iter_rows", lambda: iter(()))
    return rows()


def _cell(place: int, row: int) -> str:
    return f"{openpyxl.utils.get_column_letter(place + 1)}{row}"


def text_of(value: object) -> str:
    """Return the text of a typed cell, in NFC, without invisible characters and without space around it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer() and abs(value) < 2**53
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    text = unicodedata.normalize("NFC", str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    text = _INVISIBLE.sub("", _CONTROL.sub("", _SPACES.sub(" ", text)))
    return unicodedata.normalize("NFC", text).strip()
