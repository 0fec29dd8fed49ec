"""What the committee reads: pages put together from released cubes alone, drawn once per release.

Nothing is estimated here. A trend is a row of figures looked up in the cubes of its waves; it is broken where the
digest of a question differs from the wave before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedTable
from survey_app.definitions.organisation import load_organisation
from survey_app.definitions.plan import Plan, load_plan
from survey_app.errors import SurveyError
from survey_app.language import N_, Text, say, translate
from survey_app.operations.ledger import in_trend, ledger
from survey_app.report import charts, grids, labels, numbers, wording
from survey_app.report.charts import BarRow, Chart, LikertRow
from survey_app.report.grids import Grid
from survey_app.report.reading import (
    base_of,
    cells_of,
    change_of,
    leading_code,
    measure_of,
    option_share,
    side_share,
    ticked_code,
)
from survey_app.report.series import Event, Point, Series, Tick
from survey_app.report.style import ramp
from survey_app.report.wording import Finding, Sureness
from survey_app.store import Stores

Made = TypeVar("Made")


class NothingReleasedError(SurveyError):
    """A wave or an item that no release speaks of."""

    code = "not-released"
    found = N_("Chưa có kết quả nào được công bố cho {what}.")
    fix = N_("Xem danh sách các đợt đã công bố ở trang tổng quan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Every release in order, with the plan whose calendar and events the trends are drawn on."""

    cubes: tuple[ReleasedCube, ...]
    title: Text = field(default_factory=dict)
    plan: Plan | None = None

    def latest(self) -> ReleasedCube | None:
        """Return the latest release that is no rehearsal; a rehearsal where there is nothing else."""
        lasting = [cube for cube in self.cubes if cube.provenance != "rehearsal"]
        return next(reversed(lasting or list(self.cubes)), None)

    def cube(self, wave: str) -> ReleasedCube:
        """Return the latest release of a wave.

        Raises
        ------
        NothingReleasedError
            when the wave has none.
        """
        for cube in reversed(self.cubes):
            if cube.wave == wave:
                return cube
        raise NothingReleasedError(what=wave)

    def trend(self, cube: ReleasedCube) -> tuple[ReleasedCube, ...]:
        """Return the cubes that stand in one trend with this one, up to it, one per wave, oldest first."""
        upto = self.cubes[: self.cubes.index(cube) + 1]
        found = in_trend(upto, questionnaire=cube.questionnaire, kind=cube.provenance) or (cube,)
        by_wave = {one.wave: one for one in found}
        return tuple(sorted(by_wave.values(), key=lambda one: (one.closed, one.wave)))


def library(stores: Stores, folder: Path | None = None) -> Library:
    """Return the releases of an installation, their chain checked, with organisation and plan from the YAML folder.

    Read again only when a release was added or a file changed.
    """
    texts = tuple(
        path.read_text(encoding="utf-8") if folder is not None and path.is_file() else ""
        for path in ((folder or Path()) / "organisation.yaml", (folder or Path()) / "plan.yaml")
    )
    written = tuple((record.wave, record.number, record.hash) for record in stores.registry.releases())

    def read() -> Library:
        return Library(
            cubes=ledger(stores),
            title=load_organisation(texts[0], file="organisation.yaml").title if texts[0] else {},
            plan=load_plan(texts[1], file="plan.yaml") if texts[1] else None,
        )

    return _DRAWN.get(("library", str(stores.folder), written, texts), read)


# --- series -----------------------------------------------------------------------------------------------------------


def ticks_of(cubes: Sequence[ReleasedCube], plan: Plan | None) -> tuple[Tick, ...]:
    """Return the time axis: every planned wave of this questionnaire, and every wave held, by closing day."""
    days = {cube.wave: _day(cube.closed) for cube in cubes}
    if plan is not None:
        questionnaire = cubes[-1].questionnaire
        for planned in plan.waves():
            if planned.questionnaire == questionnaire:
                days.setdefault(planned.wave, planned.closes)
    return tuple(Tick(wave=wave, day=day) for wave, day in sorted(days.items(), key=lambda pair: (pair[1], pair[0])))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def series_of(
    cubes: Sequence[ReleasedCube], column: str, *, plan: Plan | None = None, code: int | None = None
) -> Series:
    """Return the figures of a column over the waves: its net, index or mean, else the share of option ``code``."""
    points: list[Point] = []
    name = "share"
    for cube in cubes:
        table = topline(cube, column)
        figure = None if table is None else _figure(table, code)
        if table is None or figure is None:
            continue
        name, value, low, high = figure
        broken = bool(points) and points[-1].digest != table.digest
        points.append(Point(wave=cube.wave, value=value, low=low, high=high, broken=broken, digest=table.digest))
    return Series(column=column, measure=name, ticks=ticks_of(cubes, plan), points=tuple(points))


def _figure(table: ReleasedTable, code: int | None) -> tuple[str, float, float | None, float | None] | None:
    if table.stub.kind in {"multi", "nominal"} and code is not None:
        share = option_share(table, code)
        return None if share is None else ("share", share.percent, share.low, share.high)
    figure = measure_of(table)
    if figure is None or figure.value is None:
        return None
    return figure.measure, figure.value, figure.low, figure.high


def topline(cube: ReleasedCube, column: str) -> ReleasedTable | None:
    """Return the table of a column for the organisation; None when it was not asked or not planned."""
    tables = [table for table in cube.tables if table.stub.column == column]
    return next((table for table in tables if table.banner == TOTAL), None) or next(
        (table for table in tables if any(level.level == TOTAL for level in table.levels)), None
    )


def toplines(cube: ReleasedCube) -> tuple[ReleasedTable, ...]:
    """Return one table per column for the organisation, in the order of the questionnaire."""
    columns = dict.fromkeys(table.stub.column for table in cube.tables)
    return tuple(table for column in columns if (table := topline(cube, column)) is not None)


def headline_of(cube: ReleasedCube) -> ReleasedTable | None:
    """Return the table of the headline index."""
    tables = toplines(cube)
    return next((table for table in tables if table.stub.headline), None) or next(
        (table for table in tables if table.stub.kind == "index"), None
    )


def steady_waves(cubes: Sequence[ReleasedCube], column: str) -> int:
    """Return in how many waves in a row, up to the last, a comparison was made and no change could be told."""
    count = 0
    for cube in reversed(cubes):
        table = topline(cube, column)
        change = None if table is None else change_of(table)
        if change is None or change.mark is not None:
            break
        count += 1
    return count


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands at the top of every page of a wave."""

    wave: str
    title: str
    notes: tuple[str, ...]
    banner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One number on a card; ``up`` says whether its change is good to be drawn in one colour or the other."""

    label: str
    value: str
    note: str
    delta: str = ""
    up: bool = True


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """The committee's screen of one wave."""

    heading: Heading
    kpis: tuple[Kpi, ...]
    headline: Figure | None
    findings: tuple[Finding, ...]
    board: Figure | None
    others: tuple[Figure, ...]
    lexicon: tuple[tuple[str, str], ...]
    waves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item in the list: its wording, its figure, its change, its trend in small."""

    item: str
    text: str
    figure: str
    change: str
    sureness: str
    trend: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsPage:
    """The list of items of a wave."""

    heading: Heading
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One column of an item: its trend and its tables by group and by trait."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """Everything released about one item in one wave."""

    heading: Heading
    item: str
    wording: str
    options: tuple[str, ...]
    distribution: Figure
    sections: tuple[Section, ...]
    before: str | None
    after: str | None


class _Drawn:
    """Pages already made, by what they were made from."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._pages: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                found: Made = self._pages[key]
                return found
        made = make()
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return made


_DRAWN = _Drawn()


def _key(shelf: Library, cube: ReleasedCube, language: str, *rest: object) -> tuple[object, ...]:
    return (cube.hash, tuple(one.hash for one in shelf.cubes), repr(shelf.plan), language, *rest)


def period_page(shelf: Library, cube: ReleasedCube, language: str) -> PeriodPage:
    """Return the screen of one wave."""
    return _DRAWN.get(_key(shelf, cube, language, "period"), lambda: _period_page(shelf, cube, language))


def items_page(shelf: Library, cube: ReleasedCube, language: str) -> ItemsPage:
    """Return the list of items of one wave."""
    return _DRAWN.get(_key(shelf, cube, language, "items"), lambda: _items_page(shelf, cube, language))


def item_page(shelf: Library, cube: ReleasedCube, item: str, language: str) -> ItemPage:
    """Return the page of one item.

    Raises
    ------
    NothingReleasedError
        when the release has no table of it.
    """
    if item not in _items(cube):
        raise NothingReleasedError(what=item)
    return _DRAWN.get(_key(shelf, cube, language, "item", item), lambda: _item_page(shelf, cube, item, language))


def _items(cube: ReleasedCube) -> dict[str, list[ReleasedTable]]:
    found: dict[str, list[ReleasedTable]] = {}
    for table in toplines(cube):
        found.setdefault(table.stub.item, []).append(table)
    return found


def _heading(shelf: Library, cube: ReleasedCube, language: str) -> Heading:
    headline = headline_of(cube)
    notes = []
    if headline is not None:
        cubes = shelf.trend(cube)
        notes.append(wording.plan_note(series_of(cubes, headline.stub.column, plan=shelf.plan), language))
    short = labels.short_provenance(cube, language)
    notes += [note for note in (say(cube.title, language), short) if note]
    return Heading(
        wave=cube.wave,
        title=numbers.period(cube.wave, language),
        notes=tuple(note for note in notes if note),
        banner=labels.provenance(cube, language),
    )


def _fieldwork(cube: ReleasedCube, language: str) -> str:
    said = translate(
        N_(
            "{n} phiếu trong {N} người có tên trong danh sách, {days}; "
            "gia quyền theo chi bộ, có hiệu chỉnh tổng thể hữu hạn."
        ),
        language,
    ).format(
        n=numbers.decimal(cube.population.n, language),
        N=numbers.decimal(cube.population.N, language),
        days=numbers.days(cube.opened, cube.closed, language),
    )
    return " ".join([said, *filter(None, (labels.note(code, language) for code in cube.population.note))])


def _small_groups(cube: ReleasedCube, language: str) -> str:
    return translate(N_("Nhóm dưới {least} phiếu không công bố [c]."), language).format(
        least=cube.rules.get("minimum", 10)
    )


def _period_page(shelf: Library, cube: ReleasedCube, language: str) -> PeriodPage:
    cubes = shelf.trend(cube)
    headline = headline_of(cube)
    tables = [table for table in toplines(cube) if table is not headline and not table.stub.headline]
    steady = {table.stub.column: steady_waves(cubes, table.stub.column) for table in tables}
    board = _board_tables(tables)
    multis = [found for found in _items(cube).values() if found[0].stub.kind == "multi"]
    held = dict.fromkeys(one.wave for one in reversed(shelf.cubes))
    return PeriodPage(
        heading=_heading(shelf, cube, language),
        kpis=_kpis(cube, cubes, headline, tables, language),
        headline=None if headline is None else _headline(shelf, cube, headline, language),
        findings=wording.findings(tables, steady, language),
        board=_board(cube, board, "board", wording.board_title(board, language), language) if board else None,
        others=tuple(_bars(cube, found, f"multi-{found[0].stub.item}", language) for found in multis),
        lexicon=wording.lexicon(language),
        waves=tuple((wave, numbers.period(wave, language)) for wave in held),
    )


def _kpis(
    cube: ReleasedCube,
    cubes: Sequence[ReleasedCube],
    headline: ReleasedTable | None,
    tables: Sequence[ReleasedTable],
    language: str,
) -> tuple[Kpi, ...]:
    people = cube.population
    before = cubes[-2].population.response if len(cubes) > 1 else None
    note = translate(N_("đợt trước {response}"), language).format(
        response=numbers.percent(before, language) if before is not None else "–"
    )
    cards = [
        Kpi(
            label=translate(N_("Phiếu thu về"), language),
            value=f"{numbers.decimal(people.n, language)} / {numbers.decimal(people.N, language)}",
            note=numbers.days(cube.opened, cube.closed, language),
        ),
        Kpi(
            label=translate(N_("Tỷ lệ trả lời"), language),
            value=numbers.percent(people.response, language),
            note=note if before is not None else translate(N_("chưa có đợt trước để so sánh"), language),
        ),
    ]
    if headline is not None:
        cards.append(_headline_kpi(headline, language))
    compared = [change for table in tables if (change := change_of(table)) is not None]
    marked = [change for change in compared if wording.sureness_of(change) is not Sureness.NONE]
    solid = sum(wording.sureness_of(change) is Sureness.SOLID for change in marked)
    cards.append(
        Kpi(
            label=translate(N_("Thay đổi đáng chú ý"), language),
            value=translate(N_("{count} / {of} mục"), language).format(count=len(marked), of=len(compared)),
            note=translate(N_("{up} tăng, {down} giảm; {solid} vững"), language).format(
                up=sum(change.value > 0 for change in marked),
                down=sum(change.value < 0 for change in marked),
                solid=solid,
            )
            if compared
            else translate(N_("chưa có đợt trước để so sánh"), language),
        )
    )
    return tuple(cards)


def _headline_kpi(table: ReleasedTable, language: str) -> Kpi:
    figure, change = measure_of(table), change_of(table)
    label = labels.subject(table.stub, language)
    if figure is None or figure.value is None:
        return Kpi(label=label, value="[c]", note=labels.mark("c", language))
    moved = wording.sureness_of(change) is not Sureness.NONE and change is not None
    limits = ""
    if figure.low is not None and figure.high is not None:
        limits = translate(N_("khoảng {interval}"), language).format(
            interval=numbers.interval(figure.low, figure.high, language)
        )
    if change is None:
        told = translate(N_("chưa có đợt trước để so sánh"), language)
    else:
        told = translate(wording.SURENESS[wording.sureness_of(change)], language)
    return Kpi(
        label=label,
        value=numbers.decimal(figure.value, language),
        note=" · ".join(part for part in (limits, told) if part),
        delta=f"{'▲' if change.value > 0 else '▼'} {numbers.decimal(abs(change.value), language)}"
        if moved and change is not None
        else "",
        up=change is None or change.value > 0,
    )


def _events(shelf: Library) -> tuple[Event, ...]:
    return () if shelf.plan is None else tuple(Event(day=event.date, title=event.title) for event in shelf.plan.events)


def _inside(series: Series, events: Sequence[Event], language: str) -> tuple[str, ...]:
    if not series.ticks:
        return ()
    first, last = series.ticks[0].day, series.ticks[-1].day
    return tuple(
        f"{say(event.title, language)} ({numbers.day(event.day, language)})"
        for event in sorted(events, key=lambda event: event.day)
        if first <= event.day <= last
    )


def _headline(shelf: Library, cube: ReleasedCube, table: ReleasedTable, language: str) -> Figure:
    series = series_of(shelf.trend(cube), table.stub.column, plan=shelf.plan)
    name = labels.subject(table.stub, language)
    heading = wording.headline_title(name, series, change_of(table), language)
    broken = any(point.broken for point in series.points)
    events = _events(shelf)
    return Figure(
        name="headline",
        heading=heading,
        sub=translate(N_("Chỉ số 0–100, toàn tổ chức, từng đợt, dải 95%"), language),
        chart=charts.trend(series, name="headline", title=heading, language=language, events=events),
        grid=grids.series_grid(series, caption=name, language=language),
        foot=_fieldwork(cube, language),
        events=_inside(series, events, language),
        legend=labels.legend([table], language, broken=broken),
    )


def _board_tables(tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    """Return the tables that have two sides, highest net first; those without a released net last."""
    leaning = [table for table in tables if any(option.side == "favourable" for option in table.stub.options)]

    def net(table: ReleasedTable) -> float:
        figure = measure_of(table, "net")
        return -999.0 if figure is None or figure.value is None else figure.value

    return sorted(leaning, key=lambda table: (-net(table), table.stub.column))


def likert_row(table: ReleasedTable, language: str) -> LikertRow:
    """Return one bar of the board."""
    label = labels.subject(table.stub, language)
    favourable, unfavourable = _side(table, "favourable"), _side(table, "unfavourable")
    neutral, base, net = side_share(table, "neutral"), base_of(table), measure_of(table, "net")
    exits = None
    if base is not None and base.dont_know is not None and base.refused is not None:
        exits = base.dont_know + base.refused
    known = favourable is not None and unfavourable is not None
    return LikertRow(
        label=label,
        favourable=charts.segments("favourable", favourable or ()),
        unfavourable=charts.segments("unfavourable", unfavourable or ()),
        neutral=neutral.percent if neutral is not None and known else None,
        exits=exits,
        net=None if net is None else net.value,
        mark=None if known else "c",
    )


def _side(table: ReleasedTable, side: str) -> tuple[int, ...] | None:
    """Return the released shares of one side, mildest first: of each option, or of the side as one."""
    codes = [option.code for option in table.stub.options if option.side == side]
    if side == "unfavourable":
        codes.reverse()
    shares = [share.percent for code in codes if (share := option_share(table, code)) is not None]
    if len(shares) == len(codes):
        return tuple(shares)
    whole = side_share(table, side)
    return None if whole is None else (whole.percent,)


def _board(cube: ReleasedCube, tables: Sequence[ReleasedTable], name: str, heading: str, language: str) -> Figure:
    rows = {table.stub.column: likert_row(table, language) for table in tables}
    bases = [base.answered for table in tables if (base := base_of(table)) and base.answered is not None]
    spread = numbers.decimal(min(bases), language) if bases else "–"
    if bases and max(bases) != min(bases):
        spread = f"{spread}–{numbers.decimal(max(bases), language)}"
    foot = translate(
        N_(
            "Cơ sở: {bases} phiếu mỗi câu (làm tròn đến 3). Hiệu số: phần trăm thuận trừ phần trăm chưa thuận. "
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
        grid=grids.board_grid(tables, rows, caption=heading, language=language),
        foot=f"{foot} {_small_groups(cube, language)}",
        legend=labels.legend(tables, language),
    )


def _shared_sides(tables: Sequence[ReleasedTable], language: str) -> tuple[str, str] | None:
    """Return the words of the two ends when all the questions have the same."""
    words = {
        (labels.stance(table.stub, "unfavourable", language), labels.stance(table.stub, "favourable", language))
        for table in tables
    }
    return words.pop() if len(words) == 1 else None


def _bars(cube: ReleasedCube, tables: Sequence[ReleasedTable], name: str, language: str) -> Figure:
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
    base = base_of(tables[0])
    answered = "–" if base is None or base.answered is None else numbers.decimal(base.answered, language)
    foot = translate(N_("Cơ sở: {base} phiếu có ý kiến (làm tròn đến 3). Vạch ngang: khoảng 95%."), language).format(
        base=answered
    )
    if multi:
        foot += " " + translate(N_("Mỗi người được chọn nhiều ý nên tổng có thể vượt 100%."), language)
    return Figure(
        name=name,
        heading=heading,
        sub=sub,
        chart=charts.bars(rows, name=name, title=heading, language=language),
        grid=grids.bar_grid(tables, caption=heading, language=language),
        foot=f"{foot} {_fieldwork(cube, language)}",
        legend=labels.legend(tables, language),
    )


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
    counts = {side: [o.code for o in table.stub.options if o.side == side] for side in ("favourable", "unfavourable")}
    cells = {cell.option: cell for cell in cells_of(table)}
    rows = []
    for option in table.stub.options:
        cell = cells.get(option.code)
        colour, alpha = "fav", 1.0
        if option.side is not None:
            codes = counts.get(option.side, [])
            at = codes.index(option.code) if option.code in codes else 0
            if option.side == "unfavourable":
                at = len(codes) - 1 - at
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


def _items_page(shelf: Library, cube: ReleasedCube, language: str) -> ItemsPage:
    cubes = shelf.trend(cube)
    lines = []
    found = _items(cube)
    all_series = {
        item: series_of(cubes, _speaker(tables).stub.column, plan=shelf.plan, code=_code(_speaker(tables)))
        for item, tables in found.items()
    }
    for item, tables in found.items():
        table, series = _speaker(tables), all_series[item]
        same = [other for other in all_series.values() if other.measure == series.measure]
        drawn = len(series.points) >= 2
        lines.append(
            ItemLine(
                item=item,
                text=say(table.stub.parent or table.stub.text, language),
                figure=_figure_text(tables, language),
                change=_change_text(tables, language),
                sureness=wording.sureness_of(change_of(table)).value,
                trend=charts.trend(
                    series,
                    name=f"small-{item}",
                    title=labels.subject(table.stub, language),
                    language=language,
                    scale=charts.scale_of(same),
                    small=True,
                )
                if drawn
                else None,
            )
        )
    return ItemsPage(heading=_heading(shelf, cube, language), items=tuple(lines))


def _speaker(tables: Sequence[ReleasedTable]) -> ReleasedTable:
    """Return the column that stands for an item in a list: its lowest net, else its largest share, else its first."""
    if len(tables) == 1:
        return tables[0]
    if tables[0].stub.kind == "multi":
        return max(
            tables,
            key=lambda table: share.percent if (share := option_share(table, ticked_code(table))) is not None else -1,
        )
    known = [table for table in tables if (net := measure_of(table, "net")) is not None and net.value is not None]
    return min(known or tables, key=lambda table: net.value or 0.0 if (net := measure_of(table, "net")) else 0.0)


def _code(table: ReleasedTable) -> int | None:
    if table.stub.kind == "multi":
        return ticked_code(table)
    return leading_code(table) if table.stub.kind == "nominal" else None


def _figure_text(tables: Sequence[ReleasedTable], language: str) -> str:
    table = _speaker(tables)
    if table.stub.kind == "multi":
        return wording.multi_title(tables, language)
    figure = measure_of(table)
    said = wording.opinion(table, language, side="unfavourable" if figure and (figure.value or 0) < 0 else "favourable")
    parts = [said or ""]
    if figure is not None and figure.value is not None:
        text = numbers.signed if figure.measure == "net" else numbers.decimal
        parts.append(f"{labels.measure(figure.measure, language).lower()} {text(figure.value, language)}")
    told = "; ".join(part for part in parts if part)
    if len(tables) > 1:
        return translate(N_("Thấp nhất trong {count} mục: {name} – {told}"), language).format(
            count=len(tables), name=labels.subject(table.stub, language), told=told
        )
    return told


def _change_text(tables: Sequence[ReleasedTable], language: str) -> str:
    if len(tables) == 1:
        return wording.change_note(change_of(tables[0]), language)
    changes = [change for table in tables if (change := change_of(table)) is not None]
    if not changes:
        return wording.change_note(None, language)
    marked = [change for change in changes if change.mark is not None]
    if not marked:
        return translate(wording.SURENESS[Sureness.NONE], language)
    return translate(N_("{count} / {of} mục có thay đổi"), language).format(count=len(marked), of=len(changes))


def _item_page(shelf: Library, cube: ReleasedCube, item: str, language: str) -> ItemPage:
    found = _items(cube)
    tables, order = found[item], list(found)
    at = order.index(item)
    stub = tables[0].stub
    leaning = any(option.side == "favourable" for option in stub.options)
    if len(tables) > 1 and leaning:
        ranked = _board_tables(tables)
        distribution = _board(cube, ranked, "distribution", wording.board_title(ranked, language), language)
    elif stub.options:
        distribution = _bars(cube, tables, "distribution", language)
    else:
        distribution = _number_figure(cube, tables[0], language)
    options = () if stub.kind == "multi" else tuple(say(option.label, language) for option in stub.options)
    if stub.kind == "multi":
        options = tuple(say(table.stub.text, language) for table in tables)
    return ItemPage(
        heading=_heading(shelf, cube, language),
        item=item,
        wording=say(stub.parent or stub.text, language),
        options=options,
        distribution=distribution,
        sections=_multi_sections(shelf, cube, tables, language)
        if stub.kind == "multi"
        else tuple(_section(shelf, cube, table, tables, language) for table in tables),
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
    )


def _number_figure(cube: ReleasedCube, table: ReleasedTable, language: str) -> Figure:
    figure = measure_of(table)
    heading = translate(N_("Chưa công bố [c]"), language)
    if figure is not None and figure.value is not None:
        heading = f"{labels.measure(figure.measure, language)}: {numbers.decimal(figure.value, language)}"
        if figure.low is not None and figure.high is not None:
            heading += f" ({numbers.interval(figure.low, figure.high, language)})"
    return Figure(
        name="distribution",
        heading=heading,
        sub=labels.full_wording(table.stub, language),
        grid=grids.banner_grid(table, caption=labels.subject(table.stub, language), language=language),
        foot=_fieldwork(cube, language),
        legend=labels.legend([table], language),
    )


def _trend_figure(
    shelf: Library, cube: ReleasedCube, table: ReleasedTable, series: Series, scale: charts.Scale, language: str
) -> Figure:
    heading = wording.trend_title(series, change_of(table), language)
    name = f"trend-{table.stub.column.replace('.', '-')}"
    events = _events(shelf)
    sub = translate(N_("{measure}, từng đợt, dải 95%"), language).format(
        measure=labels.measure(series.measure, language)
    )
    if series.measure == "share" and table.stub.kind == "nominal":
        leading = labels.option_labels(table.stub, [_code(table) or 0], language)
        sub += f" – “{leading[0]}”" if leading else ""
    return Figure(
        name=name,
        heading=heading,
        sub=sub,
        chart=charts.trend(series, name=name, title=heading, language=language, events=events, scale=scale)
        if series.points
        else None,
        grid=grids.series_grid(series, caption=labels.subject(table.stub, language), language=language),
        foot=_fieldwork(cube, language),
        events=_inside(series, events, language),
        legend=labels.legend([], language, broken=any(point.broken for point in series.points)),
    )


def _banner_title(table: ReleasedTable, cube: ReleasedCube, language: str) -> str:
    if table.banner == "group":
        return translate(N_("Theo nhóm chi bộ"), language)
    trait = topline(cube, table.banner)
    if trait is not None:
        name = labels.subject(trait.stub, language)
    else:
        name = ", ".join(say(level.label, language) for level in table.levels if level.level != TOTAL)
    return translate(N_("Theo: {trait}"), language).format(trait=name)


def _caption(table: ReleasedTable, cube: ReleasedCube, language: str) -> str:
    return f"{_banner_title(table, cube, language)} – {labels.subject(table.stub, language)}"


def _by(cube: ReleasedCube, column: str) -> list[ReleasedTable]:
    return [table for table in cube.tables if table.stub.column == column and table.banner != TOTAL]


def _section(
    shelf: Library, cube: ReleasedCube, table: ReleasedTable, together: Sequence[ReleasedTable], language: str
) -> Section:
    cubes = shelf.trend(cube)
    series = {one.stub.column: series_of(cubes, one.stub.column, plan=shelf.plan, code=_code(one)) for one in together}
    figure = _trend_figure(
        shelf, cube, table, series[table.stub.column], charts.scale_of(list(series.values())), language
    )
    tables = tuple(
        Figure(
            name=f"by-{by.banner}-{by.stub.column.replace('.', '-')}",
            heading=_banner_title(by, cube, language),
            sub=translate(N_("Phần trăm số người có ý kiến trong từng nhóm; chữ nhỏ: khoảng 95%"), language),
            grid=grids.banner_grid(by, caption=_caption(by, cube, language), language=language),
            foot=_small_groups(cube, language),
            legend=labels.legend([by], language),
        )
        for by in _by(cube, table.stub.column)
    )
    return Section(
        name=table.stub.column.replace(".", "-"),
        title=labels.subject(table.stub, language) if len(together) > 1 else "",
        figures=(figure,),
        tables=tables,
    )


def _multi_sections(
    shelf: Library, cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str
) -> tuple[Section, ...]:
    """Return one section with the trend of every option on one scale, and the options by each banner."""
    cubes = shelf.trend(cube)
    series = [series_of(cubes, one.stub.column, plan=shelf.plan, code=ticked_code(one)) for one in tables]
    scale = charts.scale_of(series)
    small = []
    for table, one in zip(tables, series, strict=True):
        name = f"trend-{table.stub.column.replace('.', '-')}"
        title = labels.subject(table.stub, language)
        small.append(
            Figure(
                name=name,
                heading=title,
                sub=wording.trend_title(one, change_of(table), language),
                chart=charts.trend(one, name=name, title=title, language=language, scale=scale, small=True)
                if one.points
                else None,
                grid=grids.series_grid(one, caption=title, language=language),
                foot="",
                legend=labels.legend([], language, broken=any(point.broken for point in one.points)),
            )
        )
    banners: dict[str, list[ReleasedTable]] = {}
    for table in tables:
        for by in _by(cube, table.stub.column):
            banners.setdefault(by.banner, []).append(by)
    crossed = tuple(
        Figure(
            name=f"by-{banner}",
            heading=_banner_title(found[0], cube, language),
            sub=translate(N_("Phần trăm số người chọn từng ý trong từng nhóm; chữ nhỏ: khoảng 95%"), language),
            grid=grids.multi_grid(found, caption=_banner_title(found[0], cube, language), language=language),
            foot=_small_groups(cube, language),
            legend=labels.legend(found, language),
        )
        for banner, found in banners.items()
    )
    return (Section(name="options", title="", figures=tuple(small), tables=crossed),)
