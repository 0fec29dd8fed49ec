"""The sheet of decided texts: numbers as they may be told, texts as they stand, never a formula."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from analysis.disclosure.released import ReleasedTexts
from survey_app.report.sheets import LINE_HEIGHT, TALLEST
from survey_app.report.words_sheet import DecidedItem, DecidedTexts, received_words, withheld_words, words_sheet
from survey_app.report.workbook import released_workbook

ASKED = (
    ReleasedTexts(item="loi", text={"vi": "Đề xuất?", "en": "Proposals?"}, count=12),
    ReleasedTexts(item="it", text={"vi": "Câu ít người viết?"}, count=0),
)
SHOWN = (
    "Họp ít hơn",
    "=1+1",
    "+84 là mã nước",
    "-5 độ trong phòng họp",
    "@ai cũng biết",
    '=HYPERLINK("http://x";"y")',
    "Dòng một\nDòng hai\n\nDòng bốn",
    "dài " * 9000,
)
DECIDED = DecidedTexts(
    hash="sha256:" + "ab" * 32, items=(DecidedItem(item="loi", text=ASKED[0].text, received=12, shown=SHOWN),)
)


@pytest.fixture(scope="module")
def cube(cubes):
    return replace(cubes.cube(), texts=ASKED)


@pytest.fixture(scope="module")
def raw(cube):
    return released_workbook(cube, words=DECIDED)


@pytest.fixture(scope="module")
def sheet(raw):
    return openpyxl.load_workbook(io.BytesIO(raw))["Ý kiến bằng lời"]


def told(sheet):
    return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value is not None}


def test_the_sheet_stands_before_the_tables_and_tells_how_many(sheet, cube):
    rows = told(sheet)
    assert rows["Câu 1"] == "Đề xuất?"
    assert (rows["Số ý công bố"], rows["Số ý không công bố"]) == (8, "từ 3 đến 5 ý kiến")
    assert (rows["Câu 2"], rows["Nhận được"]) == ("Câu ít người viết?", "dưới 10 ý kiến: không giữ nội dung")
    notes = " ".join(str(row[0].value) for row in sheet.iter_rows(max_col=1))
    assert DECIDED.hash in notes
    assert "không bảo đảm" in notes
    english = openpyxl.load_workbook(io.BytesIO(released_workbook(cube, language="en", words=DECIDED)))
    assert told(english["Answers in words"])["Not shown"] == "3 to 5 answers"


def test_texts_stand_in_their_order_and_none_is_a_formula(sheet):
    cells = [row[1] for row in sheet.iter_rows(max_col=2) if isinstance(row[0].value, int)]
    assert [cell.value for cell in cells[:-1]] == list(SHOWN[:-1])
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == list(SHOWN[1:6])


def test_rows_are_as_high_as_lines_need_and_a_spreadsheet_allows(sheet):
    heights = [
        sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(max_col=2) if isinstance(row[0].value, int)
    ]
    assert heights[-2:] == [4 * LINE_HEIGHT, TALLEST]


def test_a_wave_without_decided_texts_has_no_such_sheet_and_the_same_texts_give_the_same_bytes(cube, raw):
    assert "Ý kiến bằng lời" not in openpyxl.load_workbook(io.BytesIO(released_workbook(cube))).sheetnames
    assert released_workbook(cube, words=DECIDED) == raw


@pytest.mark.parametrize(
    ("received", "shown", "range_"), [(12, 13, "không ý nào"), (12, 12, "0 đến 1"), (30, 0, "29 đến 31")]
)
def test_what_is_withheld_is_told_no_closer_than_what_came_in(cube, received, shown, range_):
    assert range_ in withheld_words(received, shown, cube, "vi")
    assert "khoảng 12" in received_words(12, cube, "vi")
    assert words_sheet(cube, DECIDED, "vi").widths
