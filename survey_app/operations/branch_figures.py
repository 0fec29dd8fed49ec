"""Single branches on the committee's pages: a table of two levels over a year, with what these levels do not say."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.disclosure.released import ReleasedCube, ReleasedLevel, ReleasedTable
from survey_app.language import N_, translate
from survey_app.operations.figures import Figure
from survey_app.report import grids, labels
from survey_app.report.branch_sheet import ASKED, BRANCHES, POOLED, level_of
from survey_app.report.grids import Grid, GridCell
from survey_app.report.reasons import reasons


def branch_figure(
    cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str, *, name: str, heading: str
) -> Figure:
    """Return the table of the branches of a year: one question in words, several side by side in short."""
    alone = len(tables) == 1
    heads = (
        [translate(N_("Cả năm"), language)] if alone else [labels.whole_subject(one.stub, language) for one in tables]
    )
    rows = tuple(
        (
            GridCell(text=labels.level(level, tables[0].banner, language), head=True),
            *(_cell(table, level, language, alone=alone) for table in tables),
        )
        for level in grids.levels_of(tables)
    )
    return Figure(
        name=name,
        heading=heading,
        sub=translate(ASKED, language),
        grid=Grid(caption=heading, head=(translate(BRANCHES, language), *heads), rows=rows),
        foot=translate(POOLED, language).format(year=cube.closed[:4]),
        legend=labels.legend(tables, language),
        reasons=reasons(cube, tables, language),
    )


def _cell(table: ReleasedTable, level: ReleasedLevel, language: str, *, alone: bool) -> GridCell:
    text, mark = level_of(table, level, language, alone=alone)
    return GridCell(text=text, mark=mark)
