"""The sheet of single branches: two levels over a year for every question side by side, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.disclosure.released import ReleasedCube, ReleasedLevel, ReleasedTable
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, translate
from survey_app.report import grids, labels, numbers
from survey_app.report.reading import cells_of
from survey_app.report.reasons import reasons
from survey_app.report.released_sheets import banner_name
from survey_app.report.sheets import Column, Line, Sheet, sheet_name

ASKED = N_(
    "Phần trả lời thuận trong số phiếu có ý kiến của cả năm: từ một nửa trở lên (≥50%), hay dưới một nửa (<50%)."
)
POOLED = N_("Gộp các đợt năm {year} có hứa điều này khi mở; đếm phiếu, không gia quyền, không có khoảng sai số.")
BRANCHES = N_("Chi bộ")
SHORT = {"lt50": "<50%", "ge50": "≥50%"}
"""The levels where several questions stand side by side."""


def branch_tables(cube: ReleasedCube) -> tuple[ReleasedTable, ...]:
    """Return the tables of single branches in a release."""
    return tuple(table for table in cube.tables if table.banner == BRANCH)


def level_of(table: ReleasedTable, level: ReleasedLevel, language: str, *, alone: bool) -> tuple[str, str | None]:
    """Return what stands for a branch, in words or in short, and the mark where there is no level."""
    cell = next(iter(cells_of(table, level.level)), None)
    if cell is None or cell.band is None:
        mark = (cell.mark if cell else None) or "c"
        return f"[{mark}]", mark
    return labels.band(cell.band, language) if alone else SHORT.get(cell.band, cell.band), None


def branch_sheet(cube: ReleasedCube, number: int, language: str) -> Sheet | None:
    """Return the sheet of the branches of a year; None where a release tells of none."""
    tables = branch_tables(cube)
    if not tables:
        return None
    title = banner_name(BRANCH, cube, language)
    lines = tuple(
        Line(
            label=labels.level(level, BRANCH, language),
            values=tuple(level_of(table, level, language, alone=len(tables) == 1)[0] for table in tables),
        )
        for level in grids.levels_of(tables)
    )
    return Sheet(
        name=sheet_name(f"{translate(BRANCHES, language)} {cube.closed[:4]}", number),
        title=title,
        stub=translate(BRANCHES, language),
        columns=tuple(Column(head=labels.whole_subject(table.stub, language)) for table in tables),
        lines=lines,
        notes=(translate(ASKED, language), translate(POOLED, language).format(year=cube.closed[:4])),
        footers=tuple(_footers(cube, tables, language)),
    )


def _footers(cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str) -> Iterable[str]:
    yield "; ".join(f"{mark} {meaning}" for mark, meaning in labels.legend(tables, language))
    yield from reasons(cube, tables, language)
    yield translate(N_("Nguồn: {title}, {days}. Bản phát hành {hash}."), language).format(
        title=labels.wave_title(cube, language),
        days=numbers.days(cube.opened, cube.closed, language),
        hash=cube.hash.removeprefix("sha256:")[:12],
    )
