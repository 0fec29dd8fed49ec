"""Tables beside charts: marks where nothing is told, taller cells where options were merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.disclosure.findings import ReleasedAbove, ReleasedLetter
from analysis.disclosure.released import ReleasedRange
from survey_app.operations.figures import likert_row
from survey_app.report import grids, labels
from survey_app.report.series import Series, Tick


def by_group(cubes):
    return next(table for table in cubes.cube().tables if table.id == "dieu_kien/group")


def test_a_table_by_group_shows_each_level_on_its_rung(cubes) -> None:
    grid = grids.banner_grid(by_group(cubes), caption="Theo nhóm", language="vi")
    assert grid.head == ("", "Toàn Đảng bộ", "Quản lý nhà nước", "Chuyên môn", "Sự nghiệp", "Văn phòng")
    first = grid.rows[0]
    assert [cell.text for cell in first[:3]] == ["Rất không hài lòng", "9%", "9%"]
    assert first[1].note == "7–11"
    assert (first[3].text, first[3].rows, first[3].note) == ("23%", 2, "gộp")
    assert first[5].mark == "c"
    assert first[5].rows == 5
    assert any(cell.text == "từ một nửa trở lên" for row in grid.rows for cell in row)


def test_every_column_is_covered_once(cubes) -> None:
    for table in cubes.cube().tables:
        grid = grids.banner_grid(table, caption="x", language="vi")
        filled = [0] * len(grid.head)
        for row in grid.rows[: len(table.stub.options)]:
            free = [at for at, rows in enumerate(filled) if rows == 0]
            assert len(free) == len(row)
            for at, cell in zip(free, row, strict=True):
                filled[at] = cell.rows
            filled = [rows - 1 for rows in filled]
        assert not any(filled)


def test_a_withheld_place_is_never_empty(cubes) -> None:
    for table in cubes.cube().tables:
        for row in grids.banner_grid(table, caption="x", language="vi").rows:
            assert all(cell.text for cell in row)


def test_the_legend_explains_the_marks_that_occur_and_no_other(cubes) -> None:
    assert [code for code, _ in labels.legend([by_group(cubes)], "vi")] == ["[c]", "[u]"]
    assert labels.legend([], "vi") == ()
    assert labels.legend([], "vi", broken=True)[0][0] == "[b]"


def test_a_multiple_response_is_one_table(cubes) -> None:
    tables = [table for table in cubes.cube().tables if table.stub.item == "ban_khoan" and table.banner == "group"]
    grid = grids.multi_grid(tables, caption="x", language="vi")
    assert [row[0].text for row in grid.rows] == [
        "Tiền lương, phúc lợi",
        "Sắp xếp bộ máy",
        "Chuyển đổi số",
        "Đào tạo",
        "Số phiếu có ý kiến",
    ]
    assert grid.rows[0][3].text == "34–66%"
    assert grid.rows[0][5].mark == "c"


def largest(table):
    """A table whose last group tells its first option alone and the two others as the rest."""
    level = table.levels[-1].level
    kept = [cell for cell in table.cells if cell.level != level]
    told = [cell for cell in table.cells if cell.level == level]
    rest = replace(told[0], option="rest", percent=44)
    return replace(table, cells=(*kept, replace(told[1], percent=56), rest), rung={**table.rung, level: "largest"})


def test_the_rest_of_a_list_is_one_number_however_its_options_lie(cubes) -> None:
    table = largest(cubes.cube().table("kenh", "group"))
    rows = grids.banner_grid(table, caption="x", language="vi").rows
    assert [row[-1].text for row in rows[:3]] == ["gộp", "56%", "gộp"]
    (rest,) = [row for row in rows if row[0].text == "Gộp: các ý còn lại"]
    assert [cell.text for cell in rest[1:]] == ["–", "–", "–", "–", "44%"]
    assert "44%" not in {cell.text for row in rows for cell in row if row is not rest}


def test_a_scale_without_a_middle_has_no_middle_of_nought(cubes) -> None:
    table = cubes.cube().table("dieu_kien", "total")
    options = tuple(option for option in table.stub.options if option.side != "neutral")
    cells = tuple(cell for cell in table.cells if cell.option != 3)
    for one, said in ((table, "19%"), (replace(table, stub=replace(table.stub, options=options), cells=cells), "–")):
        rows = {one.stub.column: likert_row(one, "vi")}
        (row,) = grids.board_grid([one], rows, caption="x", language="vi").rows
        assert row[2].text == said


def test_a_question_that_no_wave_tells_keeps_its_waves_in_sight() -> None:
    ticks = tuple(Tick(wave=f"2025-Q{at}", day=date(2025, 3 * at, 20)) for at in (1, 2))
    series = Series(column="x", measure="share", ticks=ticks, points=(), hidden={"2025-Q1": "c", "2025-Q2": "c"})
    grid = grids.series_grid(series, caption="x", language="vi")
    assert [row[1].text for row in grid.rows] == ["[c]", "[c]"]


def test_a_wave_told_as_a_band_is_listed_with_it_and_not_as_withheld() -> None:
    ticks = tuple(Tick(wave=f"2025-Q{at}", day=date(2025, 3 * at, 20)) for at in (1, 2, 3))
    hidden = {tick.wave: "c" for tick in ticks}
    bands = {"2025-Q1": "34-66", "2025-Q3": "ge50"}
    series = Series(column="x", measure="share", ticks=ticks, points=(), hidden=hidden, bands=bands)
    grid = grids.series_grid(series, caption="x", language="vi")
    assert [row[1].text for row in grid.rows] == ["từ một nửa trở lên", "[c]", "34–66%"]
    hours = ReleasedRange(low=0, high=60)
    number = replace(series, measure="median", range=hours, bands={"2025-Q2": "q2"})
    grid = grids.series_grid(number, caption="x", language="vi")
    assert [row[1].text for row in grid.rows] == ["[c]", "trong khoảng 15 đến 30", "[c]"]


def test_who_answered_a_multiple_response_is_told_where_one_option_tells_it(cubes) -> None:
    first, *others = (
        table for table in cubes.cube().tables if table.stub.item == "ban_khoan" and table.banner == "group"
    )
    silent = replace(first, bases=tuple(replace(base, answered=None) for base in first.bases))
    told = grids.multi_grid([first, *others], caption="x", language="vi").rows[-1]
    assert told[1].mark is None
    assert grids.multi_grid([silent, *others], caption="x", language="vi").rows[-1] == told


def test_a_side_that_is_told_as_a_band_is_a_band_in_its_own_line_too(cubes) -> None:
    table = by_group(cubes)
    above = ReleasedAbove(option="favourable", letters="B")
    lettered = replace(table, letters=(ReleasedLetter(level="g1", letter="A", above=(above,)),))
    rows = grids.banner_grid(lettered, caption="x", language="vi").rows
    (side,) = [row for row in rows if row[0].text == "Gộp: thuận"]
    assert [cell.text for cell in side[3:]] == ["58%", "từ một nửa trở lên", "[c]"]
