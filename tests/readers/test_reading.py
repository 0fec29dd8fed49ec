from __future__ import annotations

import builtins
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from survey_app.readers import UnreadableTableError, columnar, open_table, read_table, spreadsheet, statistical, table
from survey_app.readers.table import OversizedTableError, ReaderAbsentError


def workbook(path: Path, *rows, sheets=(), merge=None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    for name in sheets:
        book.create_sheet(name).append(["x"])
    book.save(path)
    return path


def replaced(path: Path, part: str, change) -> Path:
    """Write a workbook again with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path, **named) -> UnreadableTableError:
    with pytest.raises(UnreadableTableError) as refused:
        read_table(path, **named)
    assert refused.value.render("vi")
    return refused.value


def english(path: Path, **named) -> str:
    return refusal(path, **named).render("en")


def test_a_sheet_becomes_text_with_whole_numbers_and_iso_days(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["nam", "q1", "ngay", "luc", "dung", None],
        [2021, 4.0, date(2022, 1, 2), datetime(2022, 1, 2, 8, 30), True],  # noqa: DTZ001 -- as sheets hold it
        [None] * 5,
        [2022, 2.5, None, None, False],
    )
    found = read_table(path)
    assert found.columns == ("nam", "q1", "ngay", "luc", "dung")
    assert found.rows == (
        ("2021", "4", "2022-01-02", "2022-01-02 08:30:00", "TRUE"),
        ("2022", "2.5", "", "", "FALSE"),
    )
    assert found.lines == (2, 4)


def test_one_of_several_sheets_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["nam"], [2021], sheets=["Ghi chú"])
    assert read_table(path, sheet="Sheet").rows == (("2021",),)
    assert "Sheet, Ghi chú" in english(path)
    assert "no sheet “Khác”" in english(path, sheet="Khác")
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    assert "has no sheets" in english(tmp_path / "a.csv", sheet="Sheet")


def test_parquet_becomes_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {"a": [1, 2, None], "b": ["x", None, "y"], "c": [1.5, 2.0, None], "d": [date(2022, 1, 2)] * 3}
    parquet.write_table(pa.table(columns), path)
    found = read_table(path)
    assert found.columns == ("a", "b", "c", "d")
    assert found.rows == (("1", "x", "1.5", "2022-01-02"), ("2", "", "2", "2022-01-02"), ("", "y", "", "2022-01-02"))


def test_sav_keeps_codes_and_leaves_labels(tmp_path: Path, sav) -> None:
    path = tmp_path / "a.sav"
    path.write_bytes(sav(["nam", "q1"], [(2021, 1), (2021, 5), (2022, 2.5)], {"q1": {1: "Không", 5: "Có"}}))
    found = read_table(path)
    assert found.columns == ("NAM", "Q1")
    assert found.rows == (("2021", "1"), ("2021", "5"), ("2022", "2.5"))


def test_a_table_is_read_in_chunks_as_often_as_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROWS_OF_CHUNK", 2)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 5, encoding="utf-8")
    opened = open_table(path)
    for _ in range(2):
        chunks = list(opened)
        assert [len(chunk.rows) for chunk in chunks] == [2, 2, 1]
        assert [line for chunk in chunks for line in chunk.lines] == [2, 3, 4, 5, 6]
        assert chunks[-1].read == opened.size


def test_a_long_file_is_never_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 50, encoding="utf-8")
    monkeypatch.setattr(table, "MOST_CELLS", 60)
    assert "more than 60 cells" in english(path)
    assert isinstance(refusal(path), OversizedTableError)
    assert "smaller files" in english(path)
    monkeypatch.setattr(table, "ROWS_OF_CHUNK", 10)
    assert sum(len(chunk.rows) for chunk in open_table(path)) == 50
    monkeypatch.setattr(table, "MOST_ROWS", 20)
    with pytest.raises(OversizedTableError, match="nhiều hơn 20 dòng"):
        list(open_table(path))


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a", "a.xlsm", "a.csv.zip"])
def test_a_foreign_kind_of_file_is_refused_with_the_known_ones(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert ".csv .csv.gz .xlsx .parquet .sav" in english(tmp_path / name)


def test_merged_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    assert "A1:B1" in english(workbook(tmp_path / "a.xlsx", ["nam", None, "q2"], [1, 2, 3], merge="A1:B1"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_two_header_rows_are_refused_with_the_line(kind: str, tmp_path: Path) -> None:
    rows = [["nam", "q1", "q2"], ["Năm", "Điều kiện", "Áp lực"], [2021, 4, 5], [2021, 3, 2]]
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        workbook(path, *rows)
    else:
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    found = refusal(path)
    assert "second line is a header too" in found.render("en")
    assert found.where.endswith(":2")


def test_words_in_the_first_row_of_a_file_of_words_are_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("chi_bo,q1,q2\nmot,,\nhai,4,5\n", encoding="utf-8")
    assert len(read_table(path).rows) == 2


def test_a_column_without_a_name_or_named_twice_is_refused(tmp_path: Path) -> None:
    assert "column number 2" in english(workbook(tmp_path / "a.xlsx", ["a", None, "c"], [1, 2, 3]))
    workbook(tmp_path / "b.xlsx", ["a", "a "], [1, 2])
    assert refusal(tmp_path / "b.xlsx").where.endswith(":1")


def test_cells_beside_the_named_columns_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["a"], [1], [1, None, "lời nhắn"])
    assert refusal(path).where.endswith(":3")


def test_a_formula_gives_its_stored_value_or_is_refused_with_its_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["a", "b"], [1, "=A2+1"])
    assert "cell B2 is a formula" in english(path)
    stored = replaced(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<f>A2+1</f><v />", b"<f>A2+1</f><v>2</v>")
    )
    assert read_table(stored).rows == (("1", "2"),)


def test_an_error_value_is_refused_with_its_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["a"], ["#N/A"])
    assert "cell A2 holds an Excel error" in english(path)


def test_a_bomb_is_refused_before_any_of_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = replaced(
        workbook(tmp_path / "a.xlsx", ["a"], [1]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>"),
    )
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(spreadsheet, "iterparse", None)
    monkeypatch.setattr(spreadsheet, "openpyxl", None)
    assert "packed beyond reason" in english(path)
    monkeypatch.setattr(spreadsheet, "LARGEST_UNFOLDED", 1000)
    assert "larger than" in english(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = replaced(
        workbook(tmp_path / "a.xlsx", ["a"], ["x"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: laughs + xml,
    )
    assert "not a readable .xlsx" in english(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"<html></html>"])
def test_a_workbook_that_is_none_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert "not a readable .xlsx" in english(tmp_path / "a.xlsx")


def test_a_row_far_down_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1000)
    path = replaced(
        workbook(tmp_path / "a.xlsx", ["a"], [1]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999"').replace(b'r="A2"', b'r="A99999999"'),
    )
    assert "more than 1000 rows" in english(path)


@pytest.mark.parametrize("cut", [8, 20, 150])
def test_a_sav_cut_short_is_refused(cut: int, tmp_path: Path, sav) -> None:
    whole = sav(["nam", "q1"], [(2021, 1)] * 10)
    (tmp_path / "a.sav").write_bytes(whole[:-cut])
    assert "cut short" in english(tmp_path / "a.sav")


def test_a_sav_of_fewer_rows_than_it_says_is_refused(tmp_path: Path, sav) -> None:
    (tmp_path / "a.sav").write_bytes(sav(["nam"], [(2021,)] * 10, said=12))
    assert "cut short" in english(tmp_path / "a.sav")


def test_a_sav_of_too_many_rows_is_refused_from_its_head(tmp_path: Path, sav, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.sav").write_bytes(sav(["nam"], [(2021,)] * 10))
    monkeypatch.setattr(statistical, "MOST_ROWS", 5)
    assert "more than 5 rows" in english(tmp_path / "a.sav")


def test_parquet_cut_short_nested_or_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"a": [1, 2, 3]}), path)
    (tmp_path / "b.parquet").write_bytes(path.read_bytes()[:-30])
    assert "ArrowInvalid" in english(tmp_path / "b.parquet")
    parquet.write_table(pa.table({"a": [[1], [2]]}), tmp_path / "c.parquet")
    assert "column “a” holds neither" in english(tmp_path / "c.parquet")
    monkeypatch.setattr(columnar, "MOST_ROWS", 2)
    assert "more than 2 rows" in english(path)


@pytest.mark.parametrize(("package", "name"), [("pyarrow", "a.parquet"), ("pyreadstat", "a.sav")])
def test_without_the_extra_its_name_is_told(
    package: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = builtins.__import__

    def lacking(wanted, *rest, **named):
        if wanted.partition(".")[0] == package:
            raise ImportError(wanted)
        return plain(wanted, *rest, **named)

    (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(builtins, "__import__", lacking)
    found = refusal(tmp_path / name)
    assert "survey_app[" in found.render("en")
    assert isinstance(found, ReaderAbsentError)
    assert "dòng đầu" not in found.render("vi")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,Nghệ An\n".encode("utf-16"), "UTF-16"),
        ("a,b\n1,Đ\n".encode("cp1258"), "windows-1258"),
    ],
)
def test_another_encoding_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert said in english(tmp_path / "a.csv")


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey_app.readers.delimited.LONGEST_LINE", 1000)
    (tmp_path / "a.csv").write_text("a\n" + "1" * 5000, encoding="utf-8")
    assert refusal(tmp_path / "a.csv").where == "a.csv:2"
