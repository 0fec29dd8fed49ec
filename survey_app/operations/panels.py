"""Small multiples: one question over the waves, a panel per level, all on one scale. Looked up in released cubes.

A level is the same over two waves when it is made of the same groups; where it was told together with another one, or
not at all, its line has a gap. A level that was never told keeps its panel, hatched.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedLevel, ReleasedTable
from survey_app.language import N_, translate
from survey_app.operations.breaks import trend_notes
from survey_app.operations.figures import Figure, fieldwork, small_groups, spoken_code
from survey_app.operations.ledger import IMPORTED
from survey_app.operations.shelf import Library, ticks_of
from survey_app.report import grids, labels, trends
from survey_app.report.reading import SCORED, cells_of, measure_of, option_share, side_share, ticked_code
from survey_app.report.reasons import reasons
from survey_app.report.released_sheets import Question
from survey_app.report.series import Point, Series

FAVOURABLE = N_("Phần trăm thuận")


def panels(shelf: Library, cube: ReleasedCube, question: Question, banner: str, language: str) -> tuple[Figure, ...]:
    """Return a panel per level of a question by a banner, of every option of a multiple response."""
    figures: list[Figure] = []
    for column in question.columns():
        table = question.table(banner, column)
        if table is not None:
            figures += _of_table(shelf, cube, table, language, named=question.multi)
    return tuple(figures)


def _of_table(shelf: Library, cube: ReleasedCube, table: ReleasedTable, language: str, *, named: bool) -> list[Figure]:
    cubes = shelf.trend(cube)
    levels = grids.levels_of([table])
    lines = {level.level: level_series(shelf, cubes, table, level) for level in levels}
    scale = trends.scale_of([one for one in lines.values() if one.points])
    subject = labels.subject(table.stub, language)
    spoken = translate(FAVOURABLE, language) if leaning(table) else labels.measure(_measure(table), language)
    figures = []
    for at, level in enumerate(levels):
        series = lines[level.level]
        heading = labels.level(level, table.banner, language)
        heading = f"{subject} – {heading}" if named else heading
        name = f"panel-{table.stub.column.replace('.', '-')}-{at}"
        figures.append(
            Figure(
                name=name,
                heading=heading,
                sub=translate(N_("{measure}, từng đợt; mọi ô cùng một thang"), language).format(measure=spoken),
                chart=trends.trend(series, name=name, title=heading, language=language, scale=scale, small=True)
                if series.drawable
                else None,
                grid=(grid := grids.series_grid(series, caption=heading, language=language)),
                foot="",
                legend=grids.legend_of(grid, language),
                empty="" if series.points or series.bands else mark_of(table, level),
            )
        )
    return figures


def under_panels(shelf: Library, cube: ReleasedCube, question: Question, banner: str, language: str) -> tuple[str, ...]:
    """Return what stands below the panels: what is missing and why, where the question changed, the fieldwork."""
    tables = [table for column in question.columns() if (table := question.table(banner, column)) is not None]
    cubes = shelf.trend(cube)
    notes = [note for table in tables for note in trend_notes(cubes, table.stub.column, language)]
    foot = f"{small_groups(cube, tables, language)} {fieldwork(cube, language)}"
    return (*reasons(cube, tables, language), *dict.fromkeys(notes), foot)


def mark_of(table: ReleasedTable, level: ReleasedLevel) -> str:
    """Return the mark by which nothing is told of a level."""
    cells = [cell.mark for cell in cells_of(table, level.level)]
    figures = [figure.mark for figure in table.measures if figure.level == level.level]
    return next((mark for mark in (*cells, *figures) if mark and mark != "k"), None) or "c"


def level_series(shelf: Library, cubes: Sequence[ReleasedCube], table: ReleasedTable, level: ReleasedLevel) -> Series:
    """Return the figures of one level over the waves: the favourable share, else its index or mean, else one share.

    The favourable share is told of more levels than the net is.
    """
    code = ticked_code(table) if table.stub.kind == "multi" else spoken_code(table)
    points: list[Point] = []
    hidden: dict[str, str] = {}
    bands: dict[str, str] = {}
    name = "share" if code is not None or leaning(table) else _measure(table)
    for cube in cubes:
        then = next(
            (one for one in cube.tables if (one.stub.column, one.banner) == (table.stub.column, table.banner)), None
        )
        figure = None if then is None else _figure(then, level, code)
        if then is None:
            continue
        if figure is None:
            hidden[cube.wave] = mark_of(then, level)
            if band := _band(then, level, code):
                bands[cube.wave] = band
            continue
        broken = bool(points) and points[-1].digest != then.digest
        value, low, high = figure
        imported = cube.provenance in IMPORTED
        points.append(
            Point(wave=cube.wave, value=value, low=low, high=high, broken=broken, digest=then.digest, imported=imported)
        )
    return Series(
        column=table.stub.column,
        measure=name,
        ticks=ticks_of(cubes, shelf.plan),
        points=tuple(points),
        range=table.stub.range,
        hidden=hidden,
        bands=bands,
    )


def leaning(table: ReleasedTable) -> bool:
    """Return whether a column has a favourable side."""
    return table.stub.kind != "multi" and any(option.side == "favourable" for option in table.stub.options)


def _measure(table: ReleasedTable) -> str:
    found = {figure.measure for figure in table.measures}
    return next((name for name in SCORED if name in found), "share")


def _same(table: ReleasedTable, level: ReleasedLevel) -> bool:
    """Return whether a level is made of the same groups in a table."""
    return level.level == TOTAL or any((one.level, one.merged) == (level.level, level.merged) for one in table.levels)


def _band(table: ReleasedTable, level: ReleasedLevel, code: int | None) -> str | None:
    """Return the band of a level where no more is told of it."""
    if not _same(table, level):
        return None
    figure = None if code is not None or leaning(table) else measure_of(table, None, level.level)
    if figure is not None:
        return figure.band
    option = "favourable" if code is None else code
    return next((cell.band for cell in cells_of(table, level.level) if cell.option == option), None)


def _figure(
    table: ReleasedTable, level: ReleasedLevel, code: int | None
) -> tuple[float, float | None, float | None] | None:
    if not _same(table, level):
        return None
    if code is not None or leaning(table):
        share = side_share(table, "favourable", level.level) if code is None else option_share(table, code, level.level)
        return None if share is None else (share.percent, share.low, share.high)
    figure = measure_of(table, None, level.level)
    return None if figure is None or figure.value is None else (figure.value, figure.low, figure.high)
