"""The list of items of a wave, and the page of one item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedTable
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, say, translate
from survey_app.operations.branch_figures import branch_figure
from survey_app.operations.breaks import trend_notes
from survey_app.operations.figures import (
    Figure,
    bars_figure,
    board_figure,
    board_tables,
    margins,
    number_figure,
    small_groups,
    spoken_code,
    trend_figure,
    with_imports,
)
from survey_app.operations.shelf import (
    DRAWN,
    Heading,
    Library,
    NothingReleasedError,
    heading_of,
    items_of,
    page_key,
    series_of,
    topline,
)
from survey_app.operations.sureness import Panel, item_panel
from survey_app.report import amounts, grids, labels, sureness, trends, wording
from survey_app.report.charts import Chart
from survey_app.report.reading import (
    change_of,
    measure_of,
    option_share,
    ticked_code,
)
from survey_app.report.reasons import reasons
from survey_app.report.released_sheets import banner_name
from survey_app.report.wording import Sureness

OF_SHARES = N_("Phần trăm số người có ý kiến trong từng nhóm; chữ nhỏ: khoảng 95%")
BARE_SHARES = N_("Phần trăm số người có ý kiến trong từng nhóm")
BARE_MEANS = N_("Số chung của những người có ý kiến trong từng nhóm")
OF_MEANS = N_("Số chung của những người có ý kiến trong từng nhóm; chữ nhỏ: khoảng 95%")


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
    panel: Panel
    before: str | None
    after: str | None


def items_page(shelf: Library, cube: ReleasedCube, language: str) -> ItemsPage:
    """Return the list of items of one wave."""
    return DRAWN.get(page_key(shelf, cube, language, "items"), lambda: _items_page(shelf, cube, language))


def item_page(shelf: Library, cube: ReleasedCube, item: str, language: str) -> ItemPage:
    """Return the page of one item.

    Raises
    ------
    NothingReleasedError
        when the release has no table of it.
    """
    if item not in items_of(cube):
        raise NothingReleasedError(what=item)
    return DRAWN.get(page_key(shelf, cube, language, "item", item), lambda: _item_page(shelf, cube, item, language))


def _items_page(shelf: Library, cube: ReleasedCube, language: str) -> ItemsPage:
    cubes = shelf.trend(cube)
    lines = []
    found = items_of(cube)
    all_series = {
        item: series_of(cubes, _speaker(tables).stub.column, plan=shelf.plan, code=spoken_code(_speaker(tables)))
        for item, tables in found.items()
    }
    for item, tables in found.items():
        table, series = _speaker(tables), all_series[item]
        same = [
            other for other in all_series.values() if (other.measure, other.range) == (series.measure, series.range)
        ]
        drawn = len(series.points) >= 2 and series.drawable
        lines.append(
            ItemLine(
                item=item,
                text=say(table.stub.parent or table.stub.text, language),
                figure=_figure_text(tables, language),
                change=_change_text(tables, language),
                sureness=wording.sureness_of(change_of(table)).value,
                trend=trends.trend(
                    series,
                    name=f"small-{item}",
                    title=labels.subject(table.stub, language),
                    language=language,
                    scale=trends.scale_of(same),
                    small=True,
                )
                if drawn
                else None,
            )
        )
    return ItemsPage(heading=heading_of(shelf, cube, language), items=tuple(lines))


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


def _figure_text(tables: Sequence[ReleasedTable], language: str) -> str:
    table = _speaker(tables)
    if table.stub.kind == "multi":
        return wording.multi_title(tables, language)
    figure = measure_of(table)
    said = wording.opinion(table, language, side="unfavourable" if figure and (figure.value or 0) < 0 else "favourable")
    parts = [said or ""]
    if figure is not None and figure.value is not None:
        spoken = amounts.told(figure, table.stub.range, language)
        name = labels.measure(figure.measure, language).lower()
        parts.append(f"{name}: {spoken}" if figure.measure == "index" else f"{name} {spoken}")
    told = "; ".join(part for part in parts if part) or translate(N_("Chưa công bố [c]"), language)
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
    found = items_of(cube)
    tables, order = found[item], list(found)
    at = order.index(item)
    stub = tables[0].stub
    leaning = any(option.side == "favourable" for option in stub.options)
    if len(tables) > 1 and leaning:
        ranked = board_tables(tables)
        distribution = board_figure(cube, ranked, "distribution", wording.board_title(ranked, language), language)
    elif stub.options:
        distribution = bars_figure(cube, tables, "distribution", language)
    else:
        distribution = number_figure(cube, tables[0], language)
    options = () if stub.kind == "multi" else tuple(say(option.label, language) for option in stub.options)
    if stub.kind == "multi":
        options = tuple(say(table.stub.text, language) for table in tables)
    return ItemPage(
        heading=heading_of(shelf, cube, language),
        item=item,
        wording=say(stub.parent or stub.text, language),
        options=options,
        distribution=distribution,
        sections=_multi_sections(shelf, cube, tables, language)
        if stub.kind == "multi"
        else tuple(_section(shelf, cube, table, tables, language) for table in tables),
        panel=item_panel(cube, tables, language),
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
    )


def _banner_title(table: ReleasedTable, cube: ReleasedCube, language: str) -> str:
    if table.banner == "group":
        return translate(N_("Theo nhóm chi bộ"), language)
    if table.banner == BRANCH:
        return banner_name(BRANCH, cube, language)
    trait = topline(cube, table.banner)
    if trait is not None:
        name = labels.subject(trait.stub, language)
    else:
        name = ", ".join(labels.level(level, table.banner, language) for level in table.levels if level.level != TOTAL)
    return translate(N_("Theo: {trait}"), language).format(trait=name)


def _caption(table: ReleasedTable, cube: ReleasedCube, language: str) -> str:
    return f"{_banner_title(table, cube, language)} – {labels.subject(table.stub, language)}"


def _by(cube: ReleasedCube, column: str) -> list[ReleasedTable]:
    return [table for table in cube.tables if table.stub.column == column and table.banner != TOTAL]


def _section(
    shelf: Library, cube: ReleasedCube, table: ReleasedTable, together: Sequence[ReleasedTable], language: str
) -> Section:
    cubes = shelf.trend(cube)
    series = {
        one.stub.column: series_of(cubes, one.stub.column, plan=shelf.plan, code=spoken_code(one)) for one in together
    }
    figure = trend_figure(
        shelf, cube, table, series[table.stub.column], trends.scale_of(list(series.values())), language
    )
    tables = tuple(
        branch_figure(cube, [by], language, name=_name_of(by), heading=_banner_title(by, cube, language))
        if by.banner == BRANCH
        else Figure(
            name=_name_of(by),
            heading=_banner_title(by, cube, language),
            sub=margins(cube, OF_SHARES, BARE_SHARES, language)
            if by.stub.options
            else margins(cube, OF_MEANS, BARE_MEANS, language),
            grid=(grid := grids.banner_grid(by, caption=_caption(by, cube, language), language=language)),
            foot=small_groups(cube, [by], language),
            legend=grids.legend_of(grid, language),
            tested=sureness.difference_sentence(by, language),
            letters=sureness.letters_legend([by], language),
            reasons=reasons(cube, [by], language),
        )
        for by in _by(cube, table.stub.column)
    )
    return Section(
        name=table.stub.column.replace(".", "-"),
        title=labels.subject(table.stub, language) if len(together) > 1 else "",
        figures=(figure,),
        tables=tables,
    )


def _name_of(by: ReleasedTable) -> str:
    return f"by-{by.banner}-{by.stub.column.replace('.', '-')}"


def _multi_sections(
    shelf: Library, cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str
) -> tuple[Section, ...]:
    """Return one section with the trend of every option on one scale, and the options by each banner."""
    cubes = shelf.trend(cube)
    series = [series_of(cubes, one.stub.column, plan=shelf.plan, code=ticked_code(one)) for one in tables]
    scale = trends.scale_of(series)
    small = []
    for table, one in zip(tables, series, strict=True):
        name = f"trend-{table.stub.column.replace('.', '-')}"
        title = labels.subject(table.stub, language)
        small.append(
            Figure(
                name=name,
                heading=title,
                sub=wording.trend_title(one, change_of(table), language),
                chart=trends.trend(one, name=name, title=title, language=language, scale=scale, small=True)
                if one.points
                else None,
                grid=(grid := grids.series_grid(one, caption=title, language=language)),
                foot=with_imports(
                    " ".join(
                        filter(None, [labels.sample(cube, language), *trend_notes(cubes, table.stub.column, language)])
                    ),
                    one,
                    language,
                ),
                legend=grids.legend_of(grid, language),
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
            sub=margins(
                cube,
                N_("Phần trăm số người chọn từng ý trong từng nhóm; chữ nhỏ: khoảng 95%"),
                N_("Phần trăm số người chọn từng ý trong từng nhóm"),
                language,
            ),
            grid=(grid := grids.multi_grid(found, caption=_banner_title(found[0], cube, language), language=language)),
            foot=small_groups(cube, found, language),
            legend=grids.legend_of(grid, language),
            tested=sureness.options_sentence(found, language),
            letters=sureness.letters_legend(found, language),
            reasons=reasons(cube, found, language),
        )
        for banner, found in banners.items()
    )
    return (Section(name="options", title="", figures=tuple(small), tables=crossed),)
