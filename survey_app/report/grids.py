"""Tables beside the charts, ready to be printed: a text in every place, marks where nothing is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.released import TOTAL, ReleasedCell, ReleasedLevel, ReleasedStub, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.report.amounts import amount, amounts, banded, told
from survey_app.report.charts import LikertRow
from survey_app.report.labels import BANDS, MARKS, SIDES, band, mark, measure, subject
from survey_app.report.labels import level as level_label
from survey_app.report.numbers import decimal, interval, percent, period, signed
from survey_app.report.reading import (
    base_of,
    base_told,
    cells_of,
    change_of,
    each_told,
    measure_of,
    option_share,
    side_share,
    ticked_code,
)
from survey_app.report.series import Series
from survey_app.report.sureness import higher, letter_of
from survey_app.report.wording import change_note

WITHHELD = "c"
REST = "rest"
"""Options told together that need not stand beside one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One place of a table. ``mark`` makes it hatched; ``note`` and ``higher`` are printed small below."""

    text: str
    note: str = ""
    mark: str | None = None
    rows: int = 1
    head: bool = False
    higher: str = ""
    """Than which columns it is higher beyond chance, by their letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with its caption; the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    length: int
    cell: GridCell
    option: int | str | None = None


def _head(text: str) -> GridCell:
    return GridCell(text=text, head=True)


def _withheld(code: str | None) -> GridCell:
    return GridCell(text=f"[{code or WITHHELD}]", mark=code or WITHHELD)


def share_cell(cell: ReleasedCell, language: str, *, merged: bool = False) -> GridCell:
    """Return a share with its limits, a band, or a mark."""
    if cell.percent is not None:
        limits = "" if cell.low is None or cell.high is None else interval(cell.low, cell.high, language)
        together = translate(N_("gộp"), language) if merged else (f"[{cell.mark}]" if cell.mark else "")
        return GridCell(
            text=percent(cell.percent, language),
            note=" · ".join(part for part in (together, limits) if part),
            mark=None,
        )
    if cell.band is not None:
        return GridCell(text=band(cell.band, language))
    return _withheld(cell.mark)


def _covered(stub: ReleasedStub, cells: Sequence[ReleasedCell]) -> dict[int, ReleasedCell]:
    """Return for each option (by position) the cell that tells of it."""
    positions = {option.code: at for at, option in enumerate(stub.options)}
    out: dict[int, ReleasedCell] = {}
    for cell in cells:
        if isinstance(cell.option, int) and cell.option in positions:
            out[positions[cell.option]] = cell
    for cell in cells:
        if isinstance(cell.option, str):
            for at, option in enumerate(stub.options):
                side = option.side or "neutral"
                if at not in out and cell.option in {side, "rest"}:
                    out[at] = cell
    return out


def _spans(table: ReleasedTable, level: str, language: str) -> tuple[_Span, ...]:
    options = len(table.stub.options)
    cells = cells_of(table, level)
    told = [cell for cell in cells if cell.percent is not None or cell.band is not None]
    if not told:
        mark = next((cell.mark for cell in cells if cell.mark), None)
        return (_Span(start=0, length=options, cell=_withheld(mark)),)
    covered = _covered(table.stub, cells)
    spans: list[_Span] = []
    at = 0
    while at < options:
        cell = covered.get(at)
        end = at + 1
        while end < options and covered.get(end) is cell:
            end += 1
        shown = _withheld(None) if cell is None else _spoken(cell, language)
        spans.append(_Span(start=at, length=end - at, cell=shown, option=None if cell is None else cell.option))
        at = end
    return tuple(spans)


def _spoken(cell: ReleasedCell, language: str) -> GridCell:
    """Return what stands for the options of a cell; the number of a rest has a line of its own."""
    if cell.option == REST and cell.percent is not None:
        return GridCell(text=translate(N_("gộp"), language))
    return share_cell(cell, language, merged=isinstance(cell.option, str))


def legend_of(grid: Grid, language: str) -> tuple[tuple[str, str], ...]:
    """Return the marks that stand in a table with their meanings, in the order of the standard list."""
    texts = " ".join(f"{cell.text} {cell.note}" for row in grid.rows for cell in row)
    return tuple((f"[{code}]", mark(code, language)) for code in MARKS if f"[{code}]" in texts)


def levels_of(tables: Sequence[ReleasedTable]) -> tuple[ReleasedLevel, ...]:
    """Return the levels of several tables, the organisation first, each once."""
    found: dict[str, ReleasedLevel] = {}
    for table in tables:
        for level in table.levels:
            found.setdefault(level.level, level)
    return tuple(sorted(found.values(), key=lambda level: level.level != TOTAL))


def banner_grid(table: ReleasedTable, *, caption: str, language: str) -> Grid:
    """Return options by levels: shares with limits, options told together in one taller cell, then bases."""
    levels = levels_of([table])
    rows: list[list[GridCell]] = [[_head(say(option.label, language))] for option in table.stub.options]
    for level in levels if rows else ():
        for span in _spans(table, level.level, language):
            above = "" if span.option is None else higher(table, level.level, span.option, language)
            rows[span.start].append(replace(span.cell, rows=span.length, higher=above))
    rows.extend(_rest_rows(table, levels, language))
    rows.extend(_side_rows(table, levels, language))
    rows.extend(_measure_rows(table, levels, language))
    rows.extend(_base_rows(table, levels, language))
    return Grid(
        caption=caption,
        head=("", *(_lettered(table, level, language) for level in levels)),
        rows=tuple(tuple(row) for row in rows),
    )


def _lettered(table: ReleasedTable, level: ReleasedLevel, language: str) -> str:
    """Return the head of a column, with its letter where letters are told."""
    letter = letter_of(table, level.level)
    name = level_label(level, table.banner, language)
    return f"{name} ({letter})" if letter else name


def _rest_rows(table: ReleasedTable, levels: Sequence[ReleasedLevel], language: str) -> list[list[GridCell]]:
    """Return the line of what options tell together as the rest; none where every level tells its options."""
    found = {level.level: [cell for cell in cells_of(table, level.level) if cell.option == REST] for level in levels}
    if not any(cell.percent is not None for cells in found.values() for cell in cells):
        return []
    row = [_head(translate(N_("Gộp: {side}"), language).format(side=translate(SIDES[REST], language)))]
    for level in levels:
        cell = next(iter(found[level.level]), None)
        if cell is not None:
            row.append(replace(share_cell(cell, language), higher=higher(table, level.level, REST, language)))
        else:
            row.append(GridCell(text="–") if each_told(table, level.level) else _withheld(None))
    return [row]


def _side_rows(table: ReleasedTable, levels: Sequence[ReleasedLevel], language: str) -> list[list[GridCell]]:
    """Return the sides of a scale in which some level is higher than another."""
    lettered = {one.option for level in table.letters for one in level.above}
    rows = []
    for side in ("favourable", "unfavourable"):
        if side not in lettered:
            continue
        row = [_head(translate(N_("Gộp: {side}"), language).format(side=translate(SIDES[side], language)))]
        for level in levels:
            share = side_share(table, side, level.level)
            if share is None:
                banded = next((cell for cell in cells_of(table, level.level) if cell.option == side), None)
                row.append(_withheld(None) if banded is None else share_cell(banded, language))
                continue
            limits = "" if share.low is None or share.high is None else interval(share.low, share.high, language)
            above = higher(table, level.level, side, language)
            row.append(GridCell(text=percent(share.percent, language), note=limits, higher=above))
        rows.append(row)
    return rows


def _measure_rows(table: ReleasedTable, levels: Sequence[ReleasedLevel], language: str) -> list[list[GridCell]]:
    names = dict.fromkeys(
        figure.measure for figure in table.measures if figure.measure in {"net", "index", "mean", "median"}
    )
    rows = []
    for name in names:
        row = [_head(measure(name, language))]
        for level in levels:
            figure = measure_of(table, name, level.level)
            span = table.stub.range
            text = None if figure is None else told(figure, span, language)
            if figure is None or text is None:
                row.append(_withheld(figure.mark if figure else None))
                continue
            above = higher(table, level.level, name, language)
            row.append(GridCell(text=text, note=amounts(figure.low, figure.high, span, language), higher=above))
        rows.append(row)
    return rows


def _base_rows(table: ReleasedTable, levels: Sequence[ReleasedLevel], language: str) -> list[list[GridCell]]:
    names = (
        ("answered", N_("Số phiếu có ý kiến")),
        ("dont_know", N_("Khó trả lời")),
        ("refused", N_("Không muốn trả lời")),
        ("skipped", N_("Bỏ qua")),
    )
    rows = []
    for name, label in names:
        row = [_head(translate(label, language))]
        for level in levels:
            base = base_of(table, level.level)
            count = None if base is None else getattr(base, name)
            row.append(
                _withheld(base.mark if base else None) if count is None else GridCell(text=decimal(count, language))
            )
        if any(cell.mark is None for cell in row[1:]):
            rows.append(row)
    return rows


def multi_grid(tables: Sequence[ReleasedTable], *, caption: str, language: str) -> Grid:
    """Return the options of a multiple-response item by levels: the share of those who ticked each."""
    levels = levels_of(tables)
    rows = []
    for table in tables:
        row = [_head(subject(table.stub, language))]
        for level in levels:
            told = [cell for cell in cells_of(table, level.level) if cell.option == ticked_code(table)]
            above = higher(table, level.level, ticked_code(table), language)
            row.append(replace(share_cell(told[0], language), higher=above) if told else _withheld(None))
        rows.append(tuple(row))
    bases = [_head(translate(N_("Số phiếu có ý kiến"), language))]
    for level in levels:
        count, marked = base_told(tables, level.level, "answered")
        bases.append(_withheld(marked) if count is None else GridCell(text=decimal(count, language)))
    return Grid(
        caption=caption,
        head=("", *(level_label(level, tables[0].banner, language) for level in levels)),
        rows=(*rows, tuple(bases)),
    )


def series_grid(series: Series, *, caption: str, language: str) -> Grid:
    """Return the points of a trend, the latest first."""
    at = {point.wave: point for point in series.points}
    told = [point.wave for point in series.points]
    held = [tick.wave for tick in series.ticks if tick.wave in series.hidden or (told and tick.wave <= told[-1])]
    rows = []
    for wave in reversed(held):
        point = at.get(wave)
        if point is None:
            rows.append((_head(period(wave, language)), _untold(series, wave, language), GridCell(text="")))
            continue
        spoken = amount(point.value, series.range, language)
        value = signed(point.value, language) if series.measure == "net" else spoken
        limits = amounts(point.low, point.high, series.range, language)
        rows.append(
            (
                _head(period(wave, language)),
                GridCell(text=value + ("%" if series.measure == "share" else ""), note="[b]" if point.broken else ""),
                GridCell(text=limits),
            )
        )
    head = (translate(N_("Đợt"), language), measure(series.measure, language), translate(N_("Khoảng 95%"), language))
    return _without_empty(Grid(caption=caption, head=head, rows=tuple(rows)), 2)


def _untold(series: Series, wave: str, language: str) -> GridCell:
    """Return what stands where a wave has no point: its band, or a mark."""
    code = series.bands.get(wave)
    if code is None:
        return _withheld(series.hidden.get(wave, "x"))
    if series.range is not None and code not in BANDS:
        return GridCell(text=banded(code, series.range, language))
    return GridCell(text=band(code, language))


def _without_empty(grid: Grid, at: int) -> Grid:
    """Return the grid without a column of margins or of changes in which no row says anything."""
    if not grid.rows or any(row[at].text for row in grid.rows):
        return grid
    rows = tuple((*row[:at], *row[at + 1 :]) for row in grid.rows)
    return replace(grid, head=(*grid.head[:at], *grid.head[at + 1 :]), rows=rows)


def board_grid(tables: Sequence[ReleasedTable], rows: Mapping[str, LikertRow], *, caption: str, language: str) -> Grid:
    """Return the Likert board as numbers, with the change of each question."""
    out = []
    for table in tables:
        row = rows[table.stub.column]
        base = base_of(table)
        favourable = row.favourable_percent
        unfavourable = row.unfavourable_percent
        if favourable is None or unfavourable is None:
            favourable = sum(part.percent for part in row.favourable)
            unfavourable = sum(part.percent for part in row.unfavourable)
        cells = [_head(row.label)]
        if row.mark:
            cells += [_withheld(row.mark)] * 3
        else:
            middle = any((option.side or "neutral") == "neutral" for option in table.stub.options)
            shares = (unfavourable, (row.neutral or 0) if middle else None, favourable)
            cells += [GridCell(text="–" if share is None else percent(share, language)) for share in shares]
        cells.append(GridCell(text="" if row.net is None else signed(row.net, language)))
        cells.append(GridCell(text=change_note(change_of(table), language)))
        answered = None if base is None else base.answered
        cells.append(_withheld(None) if answered is None else GridCell(text=decimal(answered, language)))
        cells.append(GridCell(text="" if row.exits is None else decimal(row.exits, language)))
        out.append(tuple(cells))
    words = (
        N_("Câu"),
        N_("Chưa thuận"),
        N_("Ở giữa"),
        N_("Thuận"),
        N_("Hiệu số"),
        N_("So với đợt trước"),
        N_("Số phiếu có ý kiến"),
        N_("Không nêu ý"),
    )
    return Grid(caption=caption, head=tuple(translate(word, language) for word in words), rows=tuple(out))


def bar_grid(tables: Sequence[ReleasedTable], *, caption: str, language: str) -> Grid:
    """Return the shares of the organisation: options of one table, or the ticked option of several."""
    if len(tables) == 1 and tables[0].stub.kind != "multi":
        return banner_grid(tables[0], caption=caption, language=language)
    shares = [(table, option_share(table, ticked_code(table))) for table in tables]
    rows = tuple(
        (
            _head(subject(table.stub, language)),
            _withheld(None) if share is None else GridCell(text=percent(share.percent, language)),
            GridCell(
                text=""
                if share is None or share.low is None or share.high is None
                else interval(share.low, share.high, language)
            ),
            GridCell(text=change_note(change_of(table), language)),
        )
        for table, share in shares
    )
    words = (N_("Ý trả lời"), N_("Phần trăm"), N_("Khoảng 95%"), N_("So với đợt trước"))
    grid = Grid(caption=caption, head=tuple(translate(word, language) for word in words), rows=rows)
    return _without_empty(_without_empty(grid, 3), 2)
