from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from survey_app.readers import delimited
from survey_app.readers.delimited import UnreadableTableError, read_delimited
from survey_app.readers.table import OversizedTableError


def written(folder: Path, content: bytes, name: str = "bang.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_comma_semicolon_gzip_and_mark_at_the_start_are_read(tmp_path: Path) -> None:
    comma = read_delimited(written(tmp_path, b'nam,"cau, 1"\n2021,4\n2022,"a ""b"""\n'))
    assert comma.columns == ("nam", "cau, 1")
    assert list(comma.records())[1] == {"nam": "2022", "cau, 1": 'a "b"'}
    semicolon = read_delimited(written(tmp_path, "\ufeffnăm;câu\r\n2021;4,5\r\n".encode()))
    assert semicolon.columns == ("năm", "câu")
    assert semicolon.rows == (("2021", "4,5"),)
    zipped = read_delimited(written(tmp_path, gzip.compress(b"a,b\n1,2\n"), "bang.csv.gz"))
    assert zipped.rows == (("1", "2"),)


@pytest.mark.parametrize(
    ("content", "name", "place"),
    [
        (b"a,b\n1,2\n1,2,3\n", "bang.csv", "bang.csv:3"),
        (b"a,a\n1,2\n", "bang.csv", "bang.csv:1"),
        (b"", "bang.csv", "bang.csv:1"),
        (b"a,b\n1,\xff\n", "bang.csv", "bang.csv:2"),
        (b'a,b\n1,"2\n', "bang.csv", "bang.csv:2"),
        (gzip.compress(b"a,b\n1,2\n" * 500, mtime=0)[:-9], "bang.csv.gz", "bang.csv.gz"),
        (b"not gzip", "bang.csv.gz", "bang.csv.gz"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_place(content: bytes, name: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableTableError) as refusal:
        read_delimited(written(tmp_path, content, name))
    assert refusal.value.where == place
    assert place in refusal.value.render("en")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTableError, match="Không có tệp số liệu này"):
        read_delimited(tmp_path / "mat.csv")


def test_a_bomb_is_stopped_while_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGEST_FILE", 1000)
    with pytest.raises(OversizedTableError, match="lớn hơn"):
        read_delimited(written(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 100_000), "bom.csv.gz"))
