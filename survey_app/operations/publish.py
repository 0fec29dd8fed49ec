"""What the committee reads: pages put together from released cubes alone, drawn once per release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import POPULATION_UNKNOWN
from analysis.disclosure.released import ReleasedCube, ReleasedTable
from survey_app.language import N_, translate
from survey_app.operations.figures import (
    Figure,
    bars_figure,
    board_figure,
    board_tables,
    headline_figure,
)
from survey_app.operations.items import ItemPage, ItemsPage, item_page, items_page
from survey_app.operations.shelf import (
    DRAWN,
    Heading,
    Library,
    NothingReleasedError,
    heading_of,
    headline_of,
    items_of,
    library,
    page_key,
    series_of,
    steady_waves,
    ticks_of,
    toplines,
)
from survey_app.operations.sureness import Panel, period_panel
from survey_app.report import labels, numbers, wording
from survey_app.report.reading import (
    change_of,
    measure_of,
)
from survey_app.report.wording import Finding, Sureness

__all__ = [
    "ItemPage",
    "ItemsPage",
    "Kpi",
    "Library",
    "NothingReleasedError",
    "PeriodPage",
    "item_page",
    "items_page",
    "library",
    "period_page",
    "series_of",
    "steady_waves",
    "ticks_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One number on a card; ``up`` says whether its change is good to be drawn in one colour or the other."""

    label: str
    value: str
    note: str
    delta: str = ""
    up: bool = True


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
    panel: Panel


def period_page(shelf: Library, cube: ReleasedCube, language: str) -> PeriodPage:
    """Return the screen of one wave."""
    return DRAWN.get(page_key(shelf, cube, language, "period"), lambda: _period_page(shelf, cube, language))


def _period_page(shelf: Library, cube: ReleasedCube, language: str) -> PeriodPage:
    cubes = shelf.trend(cube)
    headline = headline_of(cube)
    tables = [table for table in toplines(cube) if table is not headline and not table.stub.headline]
    steady = {table.stub.column: steady_waves(cubes, table.stub.column) for table in tables}
    board = board_tables(tables)
    multis = [found for found in items_of(cube).values() if found[0].stub.kind == "multi"]
    held = dict.fromkeys(one.wave for one in reversed(shelf.cubes))
    return PeriodPage(
        heading=heading_of(shelf, cube, language),
        kpis=_kpis(cube, cubes, headline, tables, language),
        headline=None if headline is None else headline_figure(shelf, cube, headline, language),
        findings=wording.findings(tables, steady, language),
        board=board_figure(cube, board, "board", wording.board_title(board, language), language) if board else None,
        others=tuple(bars_figure(cube, found, f"multi-{found[0].stub.item}", language) for found in multis),
        lexicon=wording.lexicon(language),
        waves=tuple((wave, numbers.period(wave, language)) for wave in held),
        panel=period_panel(cube, headline, language),
    )


def _kpis(
    cube: ReleasedCube,
    cubes: Sequence[ReleasedCube],
    headline: ReleasedTable | None,
    tables: Sequence[ReleasedTable],
    language: str,
) -> tuple[Kpi, ...]:
    if labels.is_open(cube):
        return _open_kpis(cube, headline, language)
    people = cube.population
    known = POPULATION_UNKNOWN not in people.note
    earlier = cubes[-2].population if len(cubes) > 1 else None
    before = earlier.response if earlier is not None and POPULATION_UNKNOWN not in earlier.note else None
    note = translate(N_("đợt trước {response}"), language).format(
        response=numbers.percent(before, language) if before is not None else "–"
    )
    cards = [
        Kpi(
            label=translate(N_("Phiếu thu về"), language),
            value=f"{numbers.decimal(people.n, language)} / {numbers.decimal(people.N, language)}" if known else "–",
            note=numbers.days(cube.opened, cube.closed, language),
        ),
        Kpi(
            label=translate(N_("Tỷ lệ trả lời"), language),
            value=numbers.percent(people.response, language) if known else "–",
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
            if marked
            else _no_change(language, compared=bool(compared)),
        )
    )
    return tuple(cards)


def _open_kpis(cube: ReleasedCube, headline: ReleasedTable | None, language: str) -> tuple[Kpi, ...]:
    """Return the cards of a wave that anybody could answer: no response, no change."""
    taken = Kpi(
        label=translate(N_("Phiếu thu về"), language),
        value=numbers.decimal(cube.population.n, language),
        note=f"{numbers.days(cube.opened, cube.closed, language)} · {labels.short_provenance(cube, language)}",
    )
    figure = None if headline is None else measure_of(headline)
    if headline is None or figure is None:
        return (taken,)
    told = "[c]" if figure.value is None else numbers.decimal(figure.value, language)
    note = labels.mark("c", language) if figure.value is None else labels.sample(cube, language)
    return (taken, Kpi(label=labels.subject(headline.stub, language), value=told, note=note))


def _no_change(language: str, *, compared: bool) -> str:
    return translate(wording.SURENESS[Sureness.NONE] if compared else N_("chưa có đợt trước để so sánh"), language)


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
