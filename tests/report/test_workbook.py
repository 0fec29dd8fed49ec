"""Workbooks read back: numbers are numbers, marks are marks, links lead, nothing is a formula, bytes repeat."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from analysis.disclosure.released import ReleasedRange
from survey_app.report.workbook import Column, Form, Line, PlainTable, plain_workbook, released_workbook
from tests.conftest import lacking

INJECTIONS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


@pytest.fixture(scope="module")
def raw(cubes):
    return released_workbook(cubes.cube(), organisation="Đảng bộ Sở Thử nghiệm")


@pytest.fixture(scope="module")
def book(raw):
    return openpyxl.load_workbook(BytesIO(raw))


def sheet_of(book, text):
    return next(book[name] for name in book.sheetnames if text in name)


def rows(sheet):
    return {row[0].value: row[1:] for row in sheet.iter_rows() if row[0].value}


def first(sheet, label):
    return next(row[1:] for row in sheet.iter_rows() if row[0].value == label)


def test_cover_contents_and_notes_stand_first_then_one_sheet_per_question(book, cubes):
    assert book.sheetnames[:4] == ["Bìa", "Mục lục", "Ghi chú", "Cách làm"]
    questions = {table.stub.item if table.stub.kind == "multi" else table.stub.column for table in cubes.cube().tables}
    assert len(book.sheetnames) == 4 + len(questions)
    for sheet in book.worksheets:
        assert sheet["A1"].value
        assert not sheet.merged_cells.ranges
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert len(sheet.title) <= 31


def test_the_cover_tells_where_the_figures_come_from(book, cubes):
    told = {row[0].value: row[1].value for row in book["Bìa"].iter_rows(max_col=2)}
    cube = cubes.cube()
    assert told["Mã băm bản công bố"] == cube.manifest
    assert told["Mã băm bản phát hành"] == cube.hash
    assert told["Phiên bản phần mềm"] == cube.code
    assert told["Phiếu thu về"] == "151 phiếu trong 184 người có tên trong danh sách (82%)"
    assert told["Nguồn số liệu"].startswith("Dữ liệu mô phỏng")


def test_every_line_of_the_contents_leads_to_its_sheet_and_back(book):
    links = [cell.hyperlink.location for row in book["Mục lục"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[4:]]
    for name in book.sheetnames[4:]:
        assert book[name]["A2"].hyperlink.location == "'Mục lục'!A1"


def test_shares_are_numbers_shown_as_percent(book):
    sheet = sheet_of(book, "dieu_kien")
    shown = first(sheet, "Hài lòng")[0]
    assert (shown.value, shown.number_format, shown.data_type) == (0.38, "0%", "n")
    net = first(sheet, "Hiệu số")[0]
    assert (net.value, net.data_type) == (35, "n")
    assert net.number_format.startswith("+0")
    assert first(sheet, "Số phiếu có ý kiến")[0].value == 147


def test_groups_tell_what_was_released_and_marks_for_the_rest(book):
    sheet = sheet_of(book, "dieu_kien")
    option, side = first(sheet, "Hài lòng"), first(sheet, "Gộp: thuận")
    assert [cell.value for cell in option[:5]] == [0.38, 0.38, "gộp", "[c]", "[c]"]
    assert [cell.value for cell in side[:5]] == [0.58, 0.58, 0.58, "từ một nửa trở lên", "[c]"]
    assert [cell.value for cell in first(sheet, "Số phiếu được hỏi")[:5]] == [150, 150, 21, 12, "[c]"]
    withheld = option[4]
    assert withheld.data_type == "s"
    assert withheld.fill.patternType == "lightUp"
    footers = " ".join(str(row[0].value) for row in sheet.iter_rows(max_col=1))
    assert "[c] không công bố, để không lộ câu trả lời của ai" in footers


def test_a_multiple_response_is_one_table(book):
    sheet = sheet_of(book, "ban_khoan")
    assert first(sheet, "Tiền lương, phúc lợi")[0].value == 0.44
    assert first(sheet, "Đào tạo")[0].value == 0.17


def test_who_answered_a_multiple_response_is_told_where_one_option_tells_it(book, cubes):
    cube = cubes.cube()
    silent = next(table for table in cube.tables if table.stub.item == "ban_khoan" and table.banner != "total")
    hidden = replace(silent, bases=tuple(replace(base, answered=None) for base in silent.bases))
    changed = replace(cube, tables=tuple(hidden if table is silent else table for table in cube.tables))
    again = openpyxl.load_workbook(BytesIO(released_workbook(changed, organisation="Đảng bộ Sở Thử nghiệm")))
    told, still = (
        [cell.value for cell in first(sheet_of(one, "ban_khoan"), "Số phiếu có ý kiến")] for one in (book, again)
    )
    assert any(isinstance(value, int) for value in told[1:])
    assert still == told


def test_intervals_errors_counts_and_changes_stand_below(book):
    told = [row[0].value for row in sheet_of(book, "dieu_kien").iter_rows(max_col=1)]
    for title in (
        "Khoảng 95%: cận dưới",
        "Sai số chuẩn (điểm phần trăm)",
        "Số phiếu (làm tròn đến 3)",
        "So với đợt trước",
    ):
        assert title in told
    sheet = sheet_of(book, "dieu_kien")
    assert first(sheet, "Hiệu số: mức chắc chắn")[0].value == "vững"


def test_the_head_is_frozen_and_the_table_has_a_name(book):
    sheet = sheet_of(book, "dieu_kien")
    assert re.fullmatch(r"B\d+", sheet.freeze_panes)
    head = int(sheet.freeze_panes[1:]) - 1
    assert sheet.cell(row=head, column=2).value == "Toàn Đảng bộ"
    assert book.defined_names["bang_01"].attr_text.startswith(f"'{book.sheetnames[4]}'!$A$")
    assert "co_so_01" in book.defined_names


def test_every_table_has_a_native_chart_that_reads_its_cells(raw, book):
    charts = [name for name in ZipFile(BytesIO(raw)).namelist() if name.startswith("xl/charts/chart")]
    drawn = [sheet for sheet in book.worksheets[4:] if "tam_trang" not in sheet.title]
    assert len(charts) == len(drawn)
    one = ZipFile(BytesIO(raw)).read("xl/charts/chart1.xml").decode()
    assert "percentStacked" in one
    assert f"'{book.sheetnames[4]}'!" in one


def test_marks_and_every_wording_are_explained(book):
    told = {row[0].value: row[1].value for row in book["Ghi chú"].iter_rows(max_col=2)}
    assert {"[c]", "[u]", "[x]", "[z]", "[b]", "[k]", "[w]"} <= set(told)
    assert told["dieu_kien"].startswith("Mức độ hài lòng của đồng chí với điều kiện làm việc hiện nay?")
    assert "Rất hài lòng" in told["dieu_kien"]


def test_english_is_chosen(cubes):
    book = openpyxl.load_workbook(BytesIO(released_workbook(cubes.cube(), language="en")))
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Method"]
    words = " ".join(
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value
    )
    assert "Phiếu" not in words
    assert "Gộp" not in words
    assert "withheld, so that nobody's answers show" in words


def test_the_same_release_gives_the_same_bytes_and_no_time_of_the_day(raw, cubes):
    assert released_workbook(cubes.cube(), organisation="Đảng bộ Sở Thử nghiệm") == raw
    with ZipFile(BytesIO(raw)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-\d\d-\d\dT[^<]*)<", core)) == {"2025-09-25T00:00:00Z"}


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_becomes_a_formula(cubes, text):
    table = PlainTable(
        name=text,
        title=text,
        stub=text,
        columns=(Column(head=text),),
        lines=(Line(label=text, values=(text,)),),
        notes=(text,),
        footers=(text,),
    )
    raw = plain_workbook([table], title=text, notes=(text,))
    with ZipFile(BytesIO(raw)) as file:
        sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            xml = file.read(name).decode()
            assert "<f>" not in xml
            held = re.findall(r'<c r="\w+"(?: s="\d+")?(?: t="(\w+)")?>', xml)
            assert set(held) <= {"inlineStr", "s", "n"}
        assert 'quotePrefix="1"' in file.read("xl/styles.xml").decode()


def test_plain_results_say_on_every_sheet_that_they_passed_no_gate():
    table = PlainTable(
        name="satjob",
        title="Mức hài lòng",
        stub="Ý trả lời",
        columns=(Column(head="Tỷ lệ", form=Form.SHARE), Column(head="Sai số chuẩn", form=Form.FINE)),
        lines=(Line(label="Hài lòng", values=(0.8125, 0.0123)), Line(label="Khác", values=("[x]", None))),
        bases=(Line(label="Số phiếu", values=(1234, None)),),
        chart="bar",
    )
    book = openpyxl.load_workbook(BytesIO(plain_workbook([table, table], title="GSS")))
    assert len(set(book.sheetnames)) == 3
    for sheet in book.worksheets:
        assert any("chưa qua cổng công bố" in str(row[0].value) for row in sheet.iter_rows(max_col=1))
        assert "chưa qua cổng công bố" in sheet.oddFooter.left.text
    sheet = book.worksheets[1]
    assert first(sheet, "Hài lòng")[0].value == 0.8125
    assert first(sheet, "Hài lòng")[0].number_format == "0.0%"
    assert first(sheet, "Số phiếu")[0].number_format == "#,##0"


def test_characters_that_no_sheet_holds_are_left_out():
    table = PlainTable(
        name="a[b]*?/\\:c" * 5, title="x\x00y", columns=(Column(head="n"),), lines=(Line(label="a\x0b", values=(1,)),)
    )
    book = openpyxl.load_workbook(BytesIO(plain_workbook([table], title="T")))
    assert book.worksheets[1]["A1"].value == "xy"


@pytest.mark.office
def test_libreoffice_opens_it_and_shows_the_numbers(raw, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        lacking("LibreOffice (libreoffice-calc-nogui)")
    (tmp_path / "wave.xlsx").write_bytes(raw)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", str(tmp_path), str(tmp_path / "wave.xlsx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")}
    assert len(sheets) >= 10
    text = next(content for name, content in sheets.items() if name.endswith("dieu_kien"))
    assert "Hài lòng,38%,38%,gộp,[c]" in text
    assert "Hiệu số,+35" in text
    assert not re.search(r"#(REF|NAME|VALUE|DIV)", "".join(sheets.values()))


def test_a_number_has_its_unit_and_the_digits_that_were_told(cubes):
    one = cubes.cube()
    table = cubes.index_table(43.0)
    hours = ReleasedRange(low=0, high=90, unit={"vi": "giờ", "en": "hours"})
    mean = replace(table.measures[0], measure="mean", se=0.46)
    asked = replace(table, stub=replace(table.stub, column="gio", kind="number", range=hours), measures=(mean,))
    made = openpyxl.load_workbook(BytesIO(released_workbook(replace(one, tables=(asked,)))))
    (told,) = first(sheet_of(made, "gio"), "Trung bình (giờ)")
    assert (told.value, told.number_format) == (43, "General")
    assert first(sheet_of(made, "gio"), "Trung bình: sai số chuẩn (giờ)")[0].value == 0.46


def test_a_level_that_tells_every_option_has_nothing_left_to_tell_together(cubes):
    table = cubes.nominal_table(banner="group", levels=(cubes.TOTAL, *cubes.GROUPS))
    silent, level = table.levels[-2].level, table.levels[-1].level
    kept = [cell for cell in table.cells if (cell.level, cell.option) not in {(level, 1), (level, 3)}]
    cells = [replace(cell, percent=None, count=None, mark="c") if cell.level == silent else cell for cell in kept]
    rest = replace(kept[-1], level=level, option="rest", percent=44)
    cube = replace(cubes.cube(), tables=(replace(table, cells=(*cells, rest)),))
    made = openpyxl.load_workbook(BytesIO(released_workbook(cube)))
    told = first(sheet_of(made, "kenh"), "Gộp: các ý còn lại")
    assert [cell.value for cell in told] == [None, None, None, "[c]", 0.44]
