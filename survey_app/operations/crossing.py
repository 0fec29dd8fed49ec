"""Groups beside groups: any released question by any released banner. A viewer; it computes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedLevel, ReleasedTable
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, say, translate
from survey_app.operations.branch_figures import branch_figure
from survey_app.operations.figures import Figure, fieldwork, likert_row, margins, small_groups
from survey_app.operations.ledger import in_time
from survey_app.operations.panels import panels, under_panels
from survey_app.operations.shelf import DRAWN, Heading, Library, NothingReleasedError, heading_of, page_key
from survey_app.report import charts, grids, labels, numbers, sureness
from survey_app.report.grids import Grid, GridCell
from survey_app.report.heat import HeatCell, HeatRow, heat
from survey_app.report.reading import cells_of, measure_of, side_share, ticked_code, told_together
from survey_app.report.reasons import reasons
from survey_app.report.released_sheets import Question, banner_name, questions_of, title_of

NET, FAVOURABLE, UNFAVOURABLE, INDEX = "net", "favourable", "unfavourable", "index"
MEASURES = {
    NET: N_("Hiệu số"),
    FAVOURABLE: N_("Phần trăm thuận"),
    UNFAVOURABLE: N_("Phần trăm chưa thuận"),
    INDEX: N_("Chỉ số 0–100"),
}
"""What the field of all questions can show; an index stands beside indices alone."""
NOW, WAVES = "now", "waves"
OVER = {NOW: N_("Đợt này"), WAVES: N_("Qua các đợt")}
ALL = ""
"""The choice of every question at once."""
SHORT_BANDS = {"lt10": "<10%", "gt90": ">90%", "lt50": "<50%", "ge50": "≥50%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a select box."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """What was chosen, what can be chosen, and the figures that follow."""

    heading: Heading
    questions: tuple[Choice, ...]
    banners: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    over: tuple[Choice, ...]
    waves: tuple[Choice, ...]
    figures: tuple[Figure, ...]
    wording: str = ""
    under: tuple[str, ...] = ()
    """What stands below panels over the waves."""


def compare_page(
    shelf: Library,
    cube: ReleasedCube,
    language: str,
    *,
    question: str = ALL,
    banner: str = "",
    measure: str = NET,
    over: str = NOW,
) -> ComparePage:
    """Return the page of one choice; an empty banner is the first one released. ``over`` the waves: a panel per level.

    Raises
    ------
    NothingReleasedError
        when nothing of that name was released by that banner.
    """
    crossed = list(dict.fromkeys(table.banner for table in cube.tables if table.banner != TOTAL))
    chosen = banner or (crossed[0] if crossed else "")
    found = {_key(one): one for one in questions_of(cube) if one.table(chosen) is not None}
    if (chosen and chosen not in crossed) or (question and question not in found) or not _sound(measure, over):
        raise NothingReleasedError(what=question or banner or measure)

    titles = {key: title_of(one, language) for key, one in found.items()}

    def make() -> ComparePage:
        title = banner_name(chosen, cube, language)
        figures: tuple[Figure, ...] = ()
        if chosen == BRANCH:
            figures = _branches(cube, [found[question]] if question else list(found.values()), title, language)
        elif question and over == WAVES:
            figures = panels(shelf, cube, found[question], chosen, language)
        elif question:
            figures = _one(cube, found[question], chosen, title, language)
        elif found:
            figures = tuple(_every(cube, list(found.values()), chosen, title, measure, language))
        return ComparePage(
            heading=heading_of(shelf, cube, language),
            questions=(
                Choice(value=ALL, text=translate(N_("Tất cả câu hỏi"), language), chosen=not question),
                *(Choice(value=key, text=text, chosen=key == question) for key, text in titles.items()),
            ),
            banners=tuple(
                Choice(value=name, text=banner_name(name, cube, language), chosen=name == chosen) for name in crossed
            ),
            measures=tuple(
                Choice(value=name, text=translate(text, language), chosen=name == measure)
                for name, text in MEASURES.items()
                if chosen != BRANCH
            ),
            over=tuple(
                Choice(value=name, text=translate(text, language), chosen=name == over)
                for name, text in OVER.items()
                if chosen != BRANCH
            ),
            waves=tuple(
                Choice(value=one.wave, text=numbers.period(one.wave, language), chosen=one.wave == cube.wave)
                for one in _held(shelf, chosen)
            ),
            figures=figures,
            under=under_panels(shelf, cube, found[question], chosen, language)
            if question and over == WAVES and chosen != BRANCH
            else (),
            wording=labels.full_wording(found[question].stub, language)
            if question and not found[question].multi
            else "",
        )

    return DRAWN.get(page_key(shelf, cube, language, "compare", question, chosen, measure, over), make)


def _sound(measure: str, over: str) -> bool:
    return measure in MEASURES and over in OVER


def _held(shelf: Library, banner: str) -> list[ReleasedCube]:
    """Return the releases that tell something by this banner, one per wave, the latest first."""
    found = {one.wave: one for one in shelf.cubes if any(table.banner == banner for table in one.tables)}
    return sorted(found.values(), key=in_time, reverse=True)


def _key(question: Question) -> str:
    return question.stub.item if question.multi else question.stub.column


def _leaning(question: Question) -> bool:
    return any(option.side == "favourable" for option in question.stub.options)


def _branches(cube: ReleasedCube, questions: Sequence[Question], title: str, language: str) -> tuple[Figure, ...]:
    tables = [table for one in questions if (table := one.table(BRANCH)) is not None]
    if not tables:
        return ()
    heading = title
    if len(questions) == 1:
        told = {"name": title_of(questions[0], language), "banner": _inside(title, language)}
        heading = translate(N_("{name} – theo {banner}"), language).format(**told)
    return (branch_figure(cube, tables, language, name="crossed", heading=heading),)


# --- every question ---------------------------------------------------------------------------------------------------


def _every(
    cube: ReleasedCube, questions: Sequence[Question], banner: str, title: str, measure: str, language: str
) -> list[Figure]:
    tables = [
        table
        for one in questions
        if (one.stub.kind == INDEX if measure == INDEX else _leaning(one)) and (table := one.table(banner)) is not None
    ]
    if not tables:
        return []
    levels = grids.levels_of(tables)
    rows = [
        HeatRow(
            label=labels.whole_subject(table.stub, language),
            cells=tuple(_told(table, level, measure, language) for level in levels),
        )
        for table in tables
    ]
    heading = translate(N_("{measure} theo {banner}"), language).format(
        measure=translate(MEASURES[measure], language), banner=_inside(title, language)
    )
    return [_heat_figure(cube, tables, rows, levels, heading, language)]


def _inside(title: str, language: str) -> str:
    return title[:1].lower() + title[1:] if language == "vi" or title[1:2].islower() else title


def _told(table: ReleasedTable, level: ReleasedLevel, measure: str, language: str) -> HeatCell:
    if all(level.level != one.level for one in table.levels):
        return HeatCell(text="[c]", mark="c")
    if measure in {NET, INDEX}:
        figure = measure_of(table, measure, level.level)
        if figure is None or figure.value is None:
            mark = (figure.mark if figure else None) or "c"
            return HeatCell(text=f"[{mark}]", mark=mark)
        spoken = numbers.signed if measure == NET else numbers.decimal
        return HeatCell(text=spoken(figure.value, language), depth=figure.value / 100)
    share = side_share(table, measure, level.level)
    if share is not None:
        depth = share.percent / 100
        return HeatCell(
            text=numbers.percent(share.percent, language), depth=-depth if measure == UNFAVOURABLE else depth
        )
    return _banded(table, level, measure)


def _banded(table: ReleasedTable, level: ReleasedLevel, option: int | str) -> HeatCell:
    cell = next((one for one in cells_of(table, level.level) if one.option == option), None)
    if cell is not None and cell.band is not None:
        return HeatCell(text=SHORT_BANDS.get(cell.band, cell.band.replace("-", "–") + "%"))
    mark = (cell.mark if cell else None) or "c"
    return HeatCell(text=f"[{mark}]", mark=mark)


def _heat_figure(
    cube: ReleasedCube,
    tables: Sequence[ReleasedTable],
    rows: Sequence[HeatRow],
    levels: Sequence[ReleasedLevel],
    heading: str,
    language: str,
) -> Figure:
    heads = [labels.level(level, tables[0].banner, language) for level in levels]
    cautious = translate(
        N_("Ô càng đậm, con số càng xa 0. Đừng xếp hạng các nhóm theo vài điểm."),
        language,
    )
    return Figure(
        name="heat",
        heading=heading,
        sub=cautious,
        chart=heat(rows, heads, name="heat", title=heading, language=language),
        grid=Grid(
            caption=heading,
            head=("", *heads),
            rows=tuple(
                (
                    GridCell(text=row.label, head=True),
                    *(GridCell(text=cell.text, mark=cell.mark) for cell in row.cells),
                )
                for row in rows
            ),
        ),
        foot=f"{small_groups(cube, tables, language)} {fieldwork(cube, language)}",
        legend=_legend(rows, language),
        tested=sureness.questions_sentence(tables, language),
        reasons=reasons(cube, tables, language),
    )


def _legend(rows: Sequence[HeatRow], language: str) -> tuple[tuple[str, str], ...]:
    seen = {cell.mark for row in rows for cell in row.cells if cell.mark}
    return tuple((f"[{code}]", labels.mark(code, language)) for code in labels.MARKS if code in seen)


# --- one question -----------------------------------------------------------------------------------------------------


def _one(cube: ReleasedCube, question: Question, banner: str, title: str, language: str) -> tuple[Figure, ...]:
    tables = [table for column in question.columns() if (table := question.table(banner, column)) is not None]
    name = title_of(question, language)
    heading = translate(N_("{name} – theo {banner}"), language).format(name=name, banner=_inside(title, language))
    table = tables[0]
    if question.multi:
        chart = _option_heat(tables, heading, language)
        grid = grids.multi_grid(tables, caption=heading, language=language)
    else:
        chart = _likert(table, heading, language) if _leaning(question) else _option_heat(tables, heading, language)
        grid = grids.banner_grid(table, caption=heading, language=language)
    return (
        Figure(
            name="crossed",
            heading=heading,
            sub=margins(
                cube, N_("Phần trăm trong từng nhóm; chữ nhỏ: khoảng 95%"), N_("Phần trăm trong từng nhóm"), language
            ),
            chart=chart,
            grid=grid,
            foot=f"{small_groups(cube, tables, language)} {fieldwork(cube, language)}",
            legend=grids.legend_of(grid, language),
            tested=(sureness.options_sentence if question.multi else sureness.group_sentence)(tables, language),
            letters=sureness.letters_legend(tables, language),
            reasons=reasons(cube, tables, language),
        ),
    )


def _likert(table: ReleasedTable, heading: str, language: str) -> charts.Chart:
    """Return one diverging bar per level, on one scale."""
    rows = []
    for level in grids.levels_of([table]):
        row = likert_row(table, language, level=level)
        rows.append(replace(row, mark=_banded(table, level, FAVOURABLE).text.strip("[]")) if row.mark else row)
    return charts.likert(rows, name="crossed", title=heading, language=language)


def _option_heat(tables: Sequence[ReleasedTable], heading: str, language: str) -> charts.Chart | None:
    """Return the answers by levels; None for a column that has none."""
    levels = grids.levels_of(tables)
    if tables[0].stub.kind == "multi":
        wanted = [(labels.subject(one.stub, language), one, ticked_code(one)) for one in tables]
    else:
        wanted = [(say(option.label, language), tables[0], option.code) for option in tables[0].stub.options]
    rows = [
        HeatRow(label=label, cells=tuple(_share(table, level, code, language) for level in levels))
        for label, table, code in wanted
    ]
    heads = [labels.level(level, tables[0].banner, language) for level in levels]
    return heat(rows, heads, name="crossed", title=heading, language=language)


def _share(table: ReleasedTable, level: ReleasedLevel, code: int, language: str) -> HeatCell:
    cell = next((one for one in cells_of(table, level.level) if one.option == code), None)
    if cell is not None and cell.percent is not None:
        return HeatCell(text=numbers.percent(cell.percent, language), depth=cell.percent / 100)
    if cell is None and told_together(table, level.level):
        return HeatCell(text=translate(N_("gộp"), language))
    return _banded(table, level, code)
