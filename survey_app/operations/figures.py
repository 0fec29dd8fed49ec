"""Figures of the committee's pages: a chart, its finding, its table, and what its footer must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import POPULATION_UNKNOWN
from analysis.disclosure.released import TOTAL, ReleasedCell, ReleasedCube, ReleasedLevel, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.operations.breaks import trend_notes
from survey_app.operations.ledger import IMPORTED_RESULTS, OWN_WEIGHTS
from survey_app.operations.shelf import (
    Library,
    series_of,
)
from survey_app.report import amounts, charts, grids, labels, numbers, trends, wording
from survey_app.report.charts import BarRow, Chart, LikertRow
from survey_app.report.grids import Grid
from survey_app.report.reading import (
    base_of,
    cells_of,
    change_of,
    leading_code,
    measure_of,
    mildest_first,
    option_share,
    side_share,
    ticked_code,
)
from survey_app.report.reasons import least, reasons
from survey_app.report.series import Event, Series
from survey_app.report.style import ramp

FIELDWORK = N_(
    "{n} phiếu trong {N} người có tên trong danh sách, {days}; gia quyền theo chi bộ, có hiệu chỉnh tổng thể hữu hạn."
)
FIELDWORK_WEIGHTED = N_(
    "{n} phiếu trong {N} người có tên trong danh sách, {days}; dùng trọng số của tệp, có hiệu chỉnh tổng thể hữu hạn."
)
FIELDWORK_OPEN = N_("{n} phiếu, {days}; ai cũng trả lời được, mỗi phiếu tính như nhau, không có sai số.")
PUBLISHED = N_("Tỷ lệ đã công bố, {days}; không có số phiếu từng nhóm và không có sai số.")
PUBLISHED_BASE = N_("Tỷ lệ đã công bố, {days}; {n} phiếu trong {N} người; không chia nhóm và không có sai số.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with the finding as its heading, the table beside it, and everything the footer must say."""

    name: str
    heading: str
    sub: str
    grid: Grid
    foot: str
    chart: Chart | None = None
    events: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    """Why something is not told, and how more could be read."""
    tested: str = ""
    """Whether the groups beside one another differ, in a sentence."""
    letters: str = ""
    """What the letters in the table mean."""
    empty: str = ""
    """The mark of a panel of which nothing at all is told; it stays, hatched."""


def fieldwork(cube: ReleasedCube, language: str) -> str:
    """Return base, days and weighting in a sentence, with the notes of the wave."""
    told = FIELDWORK
    if labels.is_open(cube):
        told = FIELDWORK_OPEN
    elif cube.provenance == IMPORTED_RESULTS:
        told = PUBLISHED if POPULATION_UNKNOWN in cube.population.note else PUBLISHED_BASE
    elif OWN_WEIGHTS in cube.population.note:
        told = FIELDWORK_WEIGHTED
    said = translate(told, language).format(
        n=numbers.decimal(cube.population.n, language),
        N=numbers.decimal(cube.population.N, language),
        days=numbers.days(cube.opened, cube.closed, language),
    )
    notes = (labels.note(code, language) for code in cube.population.note)
    return " ".join(filter(None, [labels.sample(cube, language), said, *notes]))


def with_imports(foot: str, series: Series, language: str) -> str:
    """Return a footer with the meaning of the points that were imported."""
    note = trends.imported_note(series, language)
    return f"{foot} {note}".strip() if note else foot


def small_groups(cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str) -> str:
    """Return the rule for small groups in a sentence: sensitive questions have a stricter one."""
    rule = translate(N_("Nhóm dưới {least} phiếu không công bố [c]."), language)
    return f"{labels.sample(cube, language)} {rule.format(least=least(cube, tables, language))}".strip()


def only_some(cube: ReleasedCube, table: ReleasedTable, language: str) -> str:
    """Return that not everybody was asked a question, and how many were; empty where all were or nothing is told."""
    base, slack = base_of(table), cube.rules.get("round", 3)
    if base is None or base.asked is None or cube.population.n - base.asked < slack:
        return ""
    return translate(N_("Chỉ một phần được hỏi câu này: {asked} trong {n} phiếu."), language).format(
        asked=numbers.decimal(base.asked, language), n=numbers.decimal(cube.population.n, language)
    )


def margins(cube: ReleasedCube, told: str, bare: str, language: str) -> str:
    """Return what stands under a heading: with what it says of margins, or bare where a wave has none."""
    return translate(bare if labels.is_open(cube) else told, language)


def _banded(series: Series) -> bool:
    return any(point.low is not None for point in series.points)


def events_of(shelf: Library) -> tuple[Event, ...]:
    """Return the events of the plan as charts mark them."""
    return () if shelf.plan is None else tuple(Event(day=event.date, title=event.title) for event in shelf.plan.events)


def events_inside(series: Series, events: Sequence[Event], language: str) -> tuple[str, ...]:
    """Return the events between the first and the last tick, with their days."""
    if not series.ticks:
        return ()
    first, last = series.ticks[0].day, series.ticks[-1].day
    return tuple(
        f"{say(event.title, language)} ({numbers.day(event.day, language)})"
        for event in sorted(events, key=lambda event: event.day)
        if first <= event.day <= last
    )


def spoken_code(table: ReleasedTable) -> int | None:
    """Return the option whose share speaks for a column without a measure; None for the others."""
    if table.stub.kind == "multi":
        return ticked_code(table)
    return leading_code(table) if table.stub.kind == "nominal" else None


def _under_trend(shelf: Library, cube: ReleasedCube, table: ReleasedTable, series: Series, language: str) -> str:
    """Return what stands below a trend: where the question changed, which points were imported, the fieldwork."""
    notes = trend_notes(shelf.trend(cube), table.stub.column, language)
    return " ".join([*notes, with_imports(fieldwork(cube, language), series, language)])


def headline_figure(shelf: Library, cube: ReleasedCube, table: ReleasedTable, language: str) -> Figure:
    """Return the trend of the headline index with its title."""
    series = series_of(shelf.trend(cube), table.stub.column, plan=shelf.plan)
    name = labels.subject(table.stub, language)
    heading = wording.headline_title(name, series, change_of(table), language)
    events = events_of(shelf)
    return Figure(
        name="headline",
        heading=heading,
        sub=translate(
            N_("Chỉ số 0–100, toàn tổ chức, từng đợt, dải 95%") if _banded(series) else N_("Chỉ số 0–100, từng đợt"),
            language,
        ),
        chart=trends.trend(series, name="headline", title=heading, language=language, events=events),
        grid=(grid := grids.series_grid(series, caption=name, language=language)),
        foot=_under_trend(shelf, cube, table, series, language),
        events=events_inside(series, events, language),
        legend=grids.legend_of(grid, language),
    )


def board_tables(tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    """Return the tables that have two sides, highest net first; those without a released net last."""
    leaning = [
        table
        for table in tables
        if any(option.side == "favourable" for option in table.stub.options) and not _sides_alone(table)
    ]

    def net(table: ReleasedTable) -> float:
        figure = measure_of(table, "net")
        return -999.0 if figure is None or figure.value is None else figure.value

    return sorted(leaning, key=lambda table: (-net(table), table.stub.column))


def _sides_alone(table: ReleasedTable) -> list[ReleasedCell]:
    """Return the cells of a publication that told one side only; none of any other table."""
    cells = [cell for cell in cells_of(table) if cell.percent is not None]
    sides = {cell.option for cell in cells} & set(labels.SIDES)
    return cells if len(cells) == len(sides) == 1 else []


def likert_row(
    table: ReleasedTable, language: str, *, alone: bool = True, level: ReleasedLevel | None = None
) -> LikertRow:
    """Return one bar of the board; ``alone`` when the page does not name its item.

    Of the organisation, named by the question; or of a ``level``, named by the level.
    """
    key = TOTAL if level is None else level.level
    label = (labels.whole_subject if alone else labels.subject)(table.stub, language)
    favourable, unfavourable = _side(table, "favourable", key), _side(table, "unfavourable", key)
    neutral, base, net = side_share(table, "neutral", key), base_of(table, key), measure_of(table, "net", key)
    exits = None
    if base is not None and base.dont_know is not None and base.refused is not None:
        exits = base.dont_know + base.refused
    known = favourable is not None and unfavourable is not None
    return LikertRow(
        label=label if level is None else labels.level(level, table.banner, language),
        favourable=charts.segments("favourable", favourable or ()),
        unfavourable=charts.segments("unfavourable", unfavourable or ()),
        neutral=neutral.percent if neutral is not None and known else None,
        exits=exits,
        net=None if net is None else net.value,
        mark=None if known else "c",
        favourable_percent=_told(table, "favourable", key),
        unfavourable_percent=_told(table, "unfavourable", key),
    )


def _told(table: ReleasedTable, side: str, level: str) -> int | None:
    """Return the share of a side as it was released, which the shares of its options may miss by rounding."""
    share = side_share(table, side, level)
    return None if share is None else share.percent


def _side(table: ReleasedTable, side: str, level: str = TOTAL) -> tuple[int, ...] | None:
    """Return the released shares of one side, mildest first: of each option, or of the side as one."""
    codes = mildest_first(table.stub.options, side)
    shares = [share.percent for code in codes if (share := option_share(table, code, level)) is not None]
    if len(shares) == len(codes):
        return tuple(shares)
    whole = side_share(table, side, level)
    return None if whole is None else (whole.percent,)


def board_figure(cube: ReleasedCube, tables: Sequence[ReleasedTable], name: str, heading: str, language: str) -> Figure:
    """Return the Likert board of these tables."""
    alone = len({table.stub.item for table in tables}) > 1
    rows = {table.stub.column: likert_row(table, language, alone=alone) for table in tables}
    bases = [base.answered for table in tables if (base := base_of(table)) and base.answered is not None]
    spread = numbers.decimal(min(bases), language) if bases else "–"
    if bases and max(bases) != min(bases):
        spread = f"{spread}–{numbers.decimal(max(bases), language)}"
    foot = translate(
        N_(
            "Cơ sở: {bases} phiếu mỗi câu (làm tròn đến 3). Hiệu số: phần trăm thuận trừ phần trăm chưa thuận, tính "
            "trước khi làm tròn nên có thể lệch 1 điểm. "
            "Mức giữa ở cột riêng; “không nêu ý” là số phiếu khó trả lời hoặc không muốn trả lời."
        ),
        language,
    ).format(bases=spread)
    sides = _shared_sides(tables, language)
    return Figure(
        name=name,
        heading=heading,
        sub=translate(N_("Phần trăm số người có ý kiến, {wave}"), language).format(
            wave=numbers.inside(cube.wave, language)
        ),
        chart=charts.likert(list(rows.values()), name=name, title=heading, language=language, sides=sides),
        grid=(grid := grids.board_grid(tables, rows, caption=heading, language=language)),
        foot=f"{foot} {small_groups(cube, tables, language)}",
        legend=grids.legend_of(grid, language),
        reasons=reasons(cube, tables, language),
    )


def _shared_sides(tables: Sequence[ReleasedTable], language: str) -> tuple[str, str] | None:
    """Return the words of the two ends when all the questions have the same, one short one each."""
    words = {
        (labels.stance(table.stub, "unfavourable", language), labels.stance(table.stub, "favourable", language))
        for table in tables
    }
    short = len(words) == 1 and not any(word.startswith("“") for pair in words for word in pair)
    return words.pop() if short else None


def bars_figure(cube: ReleasedCube, tables: Sequence[ReleasedTable], name: str, language: str) -> Figure:
    """Return the distribution of one question, or of the options of a multiple response."""
    multi = tables[0].stub.kind == "multi"
    if multi:
        rows = [_ticked_row(table, language) for table in tables]
        rows.sort(key=lambda row: -(row.percent if row.percent is not None else -1))
        heading = wording.multi_title(tables, language)
        sub = say(tables[0].stub.parent or tables[0].stub.text, language)
    else:
        rows = _option_rows(tables[0], language)
        heading = wording.distribution_title(tables[0], language)
        sub = labels.full_wording(tables[0].stub, language)
    feet = [_base_sentence(cube, tables[0], language), only_some(cube, tables[0], language)]
    if multi:
        feet.append(translate(N_("Mỗi người được chọn nhiều ý nên tổng có thể vượt 100%."), language))
    return Figure(
        name=name,
        heading=heading,
        sub=sub,
        chart=charts.bars(rows, name=name, title=heading, language=language),
        grid=(grid := grids.bar_grid(tables, caption=heading, language=language)),
        foot=" ".join(filter(None, [*feet, fieldwork(cube, language)])),
        legend=grids.legend_of(grid, language),
        reasons=reasons(cube, tables, language),
    )


def _base_sentence(cube: ReleasedCube, table: ReleasedTable, language: str) -> str:
    """Return on how many ballots a distribution stands, and what its thin lines are; empty where no base is told."""
    base = base_of(table)
    if base is None or base.answered is None:
        return ""
    bare = labels.is_open(cube) or cube.provenance == IMPORTED_RESULTS
    told = (
        N_("Cơ sở: {base} phiếu có ý kiến (làm tròn đến 3).")
        if bare
        else N_("Cơ sở: {base} phiếu có ý kiến (làm tròn đến 3). Vạch ngang: khoảng 95%.")
    )
    return translate(told, language).format(base=numbers.decimal(base.answered, language))


def _ticked_row(table: ReleasedTable, language: str) -> BarRow:
    cell = next((cell for cell in cells_of(table) if cell.option == ticked_code(table)), None)
    shown = grids.share_cell(cell, language) if cell is not None else None
    return BarRow(
        label=labels.subject(table.stub, language),
        percent=None if cell is None else cell.percent,
        low=None if cell is None else cell.low,
        high=None if cell is None else cell.high,
        note=shown.text if shown is not None else "[c]",
    )


def _option_rows(table: ReleasedTable, language: str) -> list[BarRow]:
    leaning = {side: mildest_first(table.stub.options, side) for side in ("favourable", "unfavourable")}
    cells = {cell.option: cell for cell in cells_of(table)}
    rows = [
        BarRow(
            label=labels.stance(table.stub, str(cell.option), language),
            percent=cell.percent,
            note=grids.share_cell(cell, language).text,
            colour="fav" if cell.option == "favourable" else "unf",
        )
        for cell in _sides_alone(table)
    ]
    for option in () if rows else table.stub.options:
        cell = cells.get(option.code)
        colour, alpha = "fav", 1.0
        if option.side is not None:
            codes = leaning.get(option.side, (option.code,))
            at = codes.index(option.code)
            colour, alpha = ramp(option.side, at, len(codes))
        rows.append(
            BarRow(
                label=say(option.label, language),
                percent=None if cell is None else cell.percent,
                low=None if cell is None else cell.low,
                high=None if cell is None else cell.high,
                note=grids.share_cell(cell, language).text if cell is not None else "[c]",
                colour=colour,
                alpha=alpha,
            )
        )
    return rows


def number_figure(cube: ReleasedCube, table: ReleasedTable, language: str) -> Figure:
    """Return the figure of a column that has a score and no options."""
    figure = measure_of(table)
    span, middle = table.stub.range, measure_of(table, "median")
    heading = translate(N_("Chưa công bố [c]"), language)
    if figure is not None and figure.value is not None:
        heading = f"{labels.measure(figure.measure, language)}: {amounts.amount(figure.value, span, language)}"
        if figure.low is not None and figure.high is not None:
            heading += f" ({amounts.amounts(figure.low, figure.high, span, language)})"
    if middle is not None and (said := amounts.told(middle, span, language)) is not None:
        known = figure is not None and figure.value is not None
        spoken = f"{labels.measure('median', language)}: {said}"
        heading = f"{heading}; {spoken[0].lower()}{spoken[1:]}" if known else spoken
    return Figure(
        name="distribution",
        heading=heading,
        sub=labels.full_wording(table.stub, language),
        grid=(grid := grids.banner_grid(table, caption=labels.subject(table.stub, language), language=language)),
        foot=" ".join(filter(None, [only_some(cube, table, language), fieldwork(cube, language)])),
        legend=grids.legend_of(grid, language),
        reasons=reasons(cube, [table], language),
    )


def trend_figure(
    shelf: Library, cube: ReleasedCube, table: ReleasedTable, series: Series, scale: trends.Scale, language: str
) -> Figure:
    """Return the trend of one column."""
    heading = wording.trend_title(series, change_of(table), language)
    name = f"trend-{table.stub.column.replace('.', '-')}"
    events = events_of(shelf)
    told = N_("{measure}, từng đợt, dải 95%") if _banded(series) else N_("{measure}, từng đợt")
    sub = translate(told, language).format(measure=labels.measure(series.measure, language))
    if series.measure == "share" and table.stub.kind == "nominal":
        leading = labels.option_labels(table.stub, [spoken_code(table) or 0], language)
        sub += f" – “{leading[0]}”" if leading else ""
    return Figure(
        name=name,
        heading=heading,
        sub=sub,
        chart=trends.trend(series, name=name, title=heading, language=language, events=events, scale=scale)
        if series.drawable
        else None,
        grid=(grid := grids.series_grid(series, caption=labels.subject(table.stub, language), language=language)),
        foot=_under_trend(shelf, cube, table, series, language),
        events=events_inside(series, events, language),
        legend=grids.legend_of(grid, language),
    )
