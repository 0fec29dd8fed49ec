"""Sheets of a released wave: one per question, its shares by every banner side by side, then bases, then finer figures.

Only what a release tells is written, with its own digits; a place that tells nothing holds its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.disclosure.released import TOTAL, ReleasedCell, ReleasedCube, ReleasedLevel, ReleasedStub, ReleasedTable
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, say, translate
from survey_app.report import amounts, labels, numbers, sureness
from survey_app.report.reading import (
    base_of,
    base_told,
    cells_of,
    change_of,
    each_told,
    measure_of,
    side_share,
    ticked_code,
    told_together,
)
from survey_app.report.reasons import reasons
from survey_app.report.sheet_charts import COLOUR_OF, Drawing, colours_of
from survey_app.report.sheets import Block, Column, Form, Line, Marked, Sheet, Value, sheet_name
from survey_app.report.wording import SURENESS, sureness_of

SIDES = ("favourable", "neutral", "unfavourable")
MEASURES = ("net", "index", "mean", "median")
BASES = (
    ("asked", N_("Số phiếu được hỏi")),
    ("answered", N_("Số phiếu có ý kiến")),
    ("dont_know", N_("Khó trả lời")),
    ("refused", N_("Không muốn trả lời")),
    ("skipped", N_("Bỏ qua")),
)
WITHHELD, REST = "[c]", "rest"
TOGETHER = N_("gộp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One column of a sheet: a level of one banner."""

    banner: str
    over: str
    level: ReleasedLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The tables of one column, or of one multiple-response item, by banner."""

    tables: tuple[ReleasedTable, ...]

    @property
    def stub(self) -> ReleasedStub:
        """What the question is about."""
        return self.tables[0].stub

    @property
    def multi(self) -> bool:
        """Whether it is a multiple response, whose options are columns of their own."""
        return self.stub.kind == "multi"

    def columns(self) -> tuple[str, ...]:
        """Return the names of its columns, in order."""
        return tuple(dict.fromkeys(table.stub.column for table in self.tables))

    def table(self, banner: str, column: str | None = None) -> ReleasedTable | None:
        """Return the table of a column by a banner."""
        wanted = column or self.columns()[0]
        return next((one for one in self.tables if one.banner == banner and one.stub.column == wanted), None)


def questions_of(cube: ReleasedCube) -> tuple[Question, ...]:
    """Return what a wave tells, question by question, in the order of the questionnaire."""
    found: dict[str, list[ReleasedTable]] = {}
    for table in cube.tables:
        found.setdefault(table.stub.item if table.stub.kind == "multi" else table.stub.column, []).append(table)
    return tuple(Question(tables=tuple(tables)) for tables in found.values())


def title_of(question: Question, language: str) -> str:
    """Return the name of a question's sheet in the contents."""
    stub = question.stub
    if question.multi and stub.parent is not None:
        return say(stub.parent, language)
    return labels.whole_subject(stub, language)


def banner_name(banner: str, cube: ReleasedCube, language: str) -> str:
    """Return how a banner is called: reporting groups, or the trait."""
    if banner == TOTAL:
        return ""
    if banner == "group":
        return translate(N_("Nhóm chi bộ"), language)
    if banner == BRANCH:
        return translate(N_("Từng chi bộ, cả năm {year}"), language).format(year=cube.closed[:4])
    trait = next((table.stub for table in cube.tables if table.stub.column == banner), None)
    return labels.subject(trait, language) if trait is not None else banner


def released_sheet(cube: ReleasedCube, question: Question, number: int, language: str) -> Sheet:
    """Return the sheet of one question."""
    told = _told(cube, question, language)
    lines, drawn = _lines(question, told, language)
    name = question.stub.item if question.multi else question.stub.column
    return Sheet(
        name=sheet_name(name, number),
        title=title_of(question, language),
        stub=translate(N_("Ý trả lời"), language),
        columns=tuple(
            Column(head=_lettered(question, one, labels.level(one.level, one.banner, language)), over=one.over)
            for one in told
        ),
        lines=tuple(lines),
        notes=tuple(_notes(cube, question, language)),
        bases=_bases(question, told, language),
        more=tuple(block for block in _more(question, told, language) if block.lines),
        footers=tuple(_footers(cube, question, language)),
        drawing=_drawing(question, drawn, told, language),
    )


def _told(cube: ReleasedCube, question: Question, language: str) -> tuple[Told, ...]:
    columns: list[Told] = []
    banners = dict.fromkeys(table.banner for table in question.tables)
    for banner in sorted(banners, key=lambda name: name != TOTAL):
        table = question.table(banner)
        levels = () if table is None else table.levels
        over = banner_name(banner, cube, language)
        for level in levels:
            if level.level == TOTAL and any(one.level.level == TOTAL for one in columns):
                continue
            columns.append(Told(banner=banner, over=over if level.level != TOTAL else "", level=level))
    return tuple(sorted(columns, key=lambda one: one.level.level != TOTAL))


def _known(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines in which some level has a number or a word."""
    return tuple(
        line
        for line in lines
        if any(value is not None and not (isinstance(value, str) and value.startswith("[")) for value in line.values)
    )


def _cell(question: Question, one: Told, option: int | str, column: str | None = None) -> ReleasedCell | None:
    table = question.table(one.banner, column)
    if table is None:
        return None
    return next((cell for cell in cells_of(table, one.level.level) if cell.option == option), None)


def _share(question: Question, one: Told, option: int | str, language: str, column: str | None = None) -> Value:
    """Return a share as 0-1, a band in words, or a mark."""
    cell = _cell(question, one, option, column)
    if cell is None:
        if option == REST and each_told(question.table(one.banner), one.level.level):
            return None
        together = isinstance(option, int) and told_together(question.table(one.banner, column), one.level.level)
        return translate(TOGETHER, language) if together else WITHHELD
    if cell.percent is not None:
        return Marked(number=cell.percent / 100, mark=cell.mark) if cell.mark else cell.percent / 100
    return labels.band(cell.band, language) if cell.band is not None else f"[{cell.mark or 'c'}]"


def _side(question: Question, one: Told, side: str, language: str) -> Value:
    table = question.table(one.banner)
    share = None if table is None else side_share(table, side, one.level.level)
    return share.percent / 100 if share is not None else _share(question, one, side, language)


# --- the table --------------------------------------------------------------------------------------------------------


def _lines(question: Question, told: Sequence[Told], language: str) -> tuple[list[Line], int]:
    """Return the lines of the table, and how many of them, from the first, the chart draws."""
    lines: list[Line] = []
    if question.multi:
        for column in question.columns():
            stub = next(table.stub for table in question.tables if table.stub.column == column)
            code = ticked_code(next(table for table in question.tables if table.stub.column == column))
            values = tuple(_share(question, one, code, language, column) for one in told)
            lines.append(Line(label=labels.subject(stub, language), values=values))
        return lines, len(lines)
    for option in question.stub.options:
        values = tuple(_share(question, one, option.code, language) for one in told)
        lines.append(Line(label=say(option.label, language), values=values))
    drawn = len(lines)
    lines += _known(_merged(question, told, language))
    return [*lines, *_measures(question, told, language)], drawn


def _merged(question: Question, told: Sequence[Told], language: str) -> Iterable[Line]:
    """Yield what options tell together: the sides of a scale, the rest of a list."""
    together = translate(N_("Gộp: {side}"), language)
    sides = SIDES if any(option.side for option in question.stub.options) else ()
    for side in (*sides, REST):
        told_of = translate(labels.SIDES[side], language)
        look = _side if side in SIDES else _share
        yield Line(
            label=together.format(side=told_of), values=tuple(look(question, one, side, language) for one in told)
        )


def _measures(question: Question, told: Sequence[Told], language: str) -> Iterable[Line]:
    for name in MEASURES:
        if any(figure.measure == name for table in question.tables for figure in table.measures):
            yield Line(
                label=amounts.counted(labels.measure(name, language), question.stub.range, language),
                values=tuple(_figure(question, one, name, language) for one in told),
                form=Form.POINTS if name == "net" else _form(question),
            )


def _form(question: Question) -> Form:
    """Return how a measure is shown: a number that was asked for in the two figures that are told of it."""
    return Form.NUMBER if question.stub.range is None else Form.TOLD


def _figure(question: Question, one: Told, name: str, language: str, what: str = "value") -> Value:
    table = question.table(one.banner)
    figure = None if table is None else measure_of(table, name, one.level.level)
    if figure is None:
        return WITHHELD if what == "value" else None
    found: float | None = getattr(figure, what)
    span = None if table is None else table.stub.range
    if what == "value" and found is None and figure.band is not None and span is not None:
        return amounts.banded(figure.band, span, language)
    if found is not None and span is not None and span.origin is not None and what != "se":
        return amounts.amount(found, span, language)
    if found is None:
        return f"[{figure.mark or 'c'}]" if what == "value" else None
    return int(found) if float(found).is_integer() else found


def _bases(question: Question, told: Sequence[Told], language: str) -> tuple[Line, ...]:
    def base(one: Told, name: str) -> Value:
        tables = [table for table in question.tables if table.banner == one.banner]
        count, mark = base_told(tables, one.level.level, name)
        return f"[{mark}]" if count is None else count

    return _known(
        Line(label=translate(label, language), values=tuple(base(one, name) for one in told)) for name, label in BASES
    )


# --- finer figures, notes, chart --------------------------------------------------------------------------------------


def _more(question: Question, told: Sequence[Told], language: str) -> Iterable[Block]:
    rows = _rows(question, language)

    def detail(name: str, form: Form, per: float) -> tuple[Line, ...]:
        def value(one: Told, option: int | str, column: str | None) -> Value:
            cell = _cell(question, one, option, column)
            found: float | None = None if cell is None else getattr(cell, name)
            return None if found is None else found / per if per != 1 else found

        return _known(
            Line(label=label, values=tuple(value(one, option, column) for one in told), form=form)
            for label, option, column in rows
        )

    yield Block(title=translate(N_("Khoảng 95%: cận dưới"), language), lines=detail("low", Form.PERCENT, 100))
    yield Block(title=translate(N_("Khoảng 95%: cận trên"), language), lines=detail("high", Form.PERCENT, 100))
    yield Block(title=translate(N_("Sai số chuẩn (điểm phần trăm)"), language), lines=detail("se", Form.NUMBER, 1))
    yield Block(
        title=translate(N_("Sai số chuẩn kể cả dao động ngẫu nhiên"), language),
        lines=detail("se_process", Form.NUMBER, 1),
    )
    yield Block(title=translate(N_("Số phiếu (làm tròn đến 3)"), language), lines=detail("count", Form.COUNT, 1))
    yield Block(title=translate(N_("Khoảng 95% của chỉ tiêu"), language), lines=_limits(question, told, language))
    yield Block(title=translate(N_("So với đợt trước"), language), lines=_changes(question, told, language))
    yield Block(title=translate(N_("Chữ của cột"), language), lines=_letters(question, told, language))
    yield Block(
        title=translate(N_("Ít nhất, nếu mọi người chưa trả lời đều nghĩ khác"), language),
        lines=_bounds(question, told, "low", language),
    )
    yield Block(
        title=translate(N_("Nhiều nhất, nếu mọi người chưa trả lời đều nghĩ như vậy"), language),
        lines=_bounds(question, told, "high", language),
    )
    yield Block(title=translate(N_("Bậc tự do của sai số"), language), lines=_freedom(question, told, language))


def _letter(question: Question, one: Told) -> str:
    """Return the letter of a column, empty where none is told."""
    tables = [table for table in question.tables if table.banner == one.banner]
    return next(filter(None, (sureness.letter_of(table, one.level.level) for table in tables)), "")


def _lettered(question: Question, one: Told, name: str) -> str:
    letter = _letter(question, one)
    return f"{name} ({letter})" if letter else name


def _letters(question: Question, told: Sequence[Told], language: str) -> tuple[Line, ...]:
    """Return the letter of each column, and in which rows it is higher than which others."""

    def value(one: Told, option: int | str, column: str | None) -> Value:
        table = question.table(one.banner, column)
        return (sureness.above(table, one.level.level, option) or None) if table is not None else None

    scores = [(labels.measure(name, language), name, None) for name in ("index", "mean")]
    rows = [
        Line(
            label=translate(N_("{name}: cao hơn cột"), language).format(name=label),
            values=tuple(value(one, option, column) for one in told),
        )
        for label, option, column in [*_rows(question, language), *scores]
    ]
    name = Line(label=translate(N_("Chữ"), language), values=tuple(_letter(question, one) or None for one in told))
    found = _known(rows)
    return (name, *found) if found else ()


def _bounds(question: Question, told: Sequence[Told], what: str, language: str) -> tuple[Line, ...]:
    def value(one: Told, option: int | str, column: str | None) -> Value:
        table = question.table(one.banner, column)
        bounds = () if table is None else table.bounds
        found = next((each for each in bounds if each.level == one.level.level and each.option == option), None)
        return None if found is None else (found.low if what == "low" else found.high) / 100

    return _known(
        Line(label=label, values=tuple(value(one, option, column) for one in told), form=Form.PERCENT)
        for label, option, column in _rows(question, language)
    )


def _freedom(question: Question, told: Sequence[Told], language: str) -> tuple[Line, ...]:
    bases = [(question.table(one.banner), one.level.level) for one in told]
    values = [None if table is None or (base := base_of(table, level)) is None else base.df for table, level in bases]
    return _known([Line(label=translate(N_("Bậc tự do"), language), values=tuple(values), form=Form.COUNT)])


def _rows(question: Question, language: str) -> list[tuple[str, int | str, str | None]]:
    """Return label, option and column of every line that has figures of its own."""
    if question.multi:
        tables = {table.stub.column: table for table in question.tables}
        return [(labels.subject(one.stub, language), ticked_code(one), column) for column, one in tables.items()]
    rows: list[tuple[str, int | str, str | None]] = [
        (say(option.label, language), option.code, None) for option in question.stub.options
    ]
    together = translate(N_("Gộp: {side}"), language)
    return rows + [
        (together.format(side=translate(labels.SIDES[side], language)), side, None) for side in (*SIDES, REST)
    ]


def _limits(question: Question, told: Sequence[Told], language: str) -> tuple[Line, ...]:
    whats = (("low", N_("{name}: cận dưới")), ("high", N_("{name}: cận trên")), ("se", N_("{name}: sai số chuẩn")))
    span = question.stub.range
    return _known(
        Line(
            label=amounts.counted(
                translate(words, language).format(name=labels.measure(name, language)),
                span,
                language,
                size=what == "se",
            ),
            values=tuple(_figure(question, one, name, language, what) for one in told),
            form=_form(question),
        )
        for name in MEASURES
        for what, words in whats
    )


def _changes(question: Question, told: Sequence[Told], language: str) -> tuple[Line, ...]:
    lines = []
    for column in question.columns():
        found = [
            None if (table := question.table(one.banner, column)) is None else change_of(table, one.level.level)
            for one in told
        ]
        named = next((change for change in found if change is not None), None)
        if named is None:
            continue
        stub = next(table.stub for table in question.tables if table.stub.column == column)
        label = labels.subject(stub, language) if question.multi else labels.measure(named.measure, language)
        before = numbers.inside(named.since, language)
        words = [None if one is None else translate(SURENESS[sureness_of(one)], language) for one in found]
        compared = translate(N_("{name}: so với {since}"), language)
        values = tuple(None if one is None else round(one.value, 1) for one in found)
        lines += [
            Line(label=compared.format(name=label, since=before), values=values, form=Form.POINTS),
            Line(label=translate(N_("{name}: mức chắc chắn"), language).format(name=label), values=tuple(words)),
        ]
    return tuple(lines)


def _notes(cube: ReleasedCube, question: Question, language: str) -> Iterable[str]:
    if not question.multi:
        yield translate(N_("Câu hỏi: {wording}"), language).format(wording=labels.full_wording(question.stub, language))
    if question.stub.options:
        yield translate(
            N_("Phần trăm số người chọn từng ý, trong số có ý kiến; mỗi người được chọn nhiều ý.")
            if question.multi
            else N_("Phần trăm trong số người có ý kiến, theo cột."),
            language,
        )
    yield from _sure(cube, question, language)
    banner = labels.provenance(cube, language)
    if banner:
        yield banner


def _sure(cube: ReleasedCube, question: Question, language: str) -> Iterable[str]:
    """Yield how sure the figures are: the change, the groups, the course over the waves."""
    whole = question.table(TOTAL)
    if whole is not None and not question.multi:
        for said in (sureness.change_words(change_of(whole), language), sureness.course_sentence(whole, language)):
            if said:
                yield said
    for banner in dict.fromkeys(table.banner for table in question.tables if table.tests):
        tables = [table for table in question.tables if table.banner == banner]
        said = (sureness.options_sentence if question.multi else sureness.group_sentence)(tables, language)
        yield f"{banner_name(banner, cube, language)} – {said}"


def _footers(cube: ReleasedCube, question: Question, language: str) -> Iterable[str]:
    seen = {WITHHELD: labels.mark("c", language)} | dict(labels.legend(question.tables, language))
    yield from filter(None, [sureness.letters_legend(question.tables, language)])
    yield "; ".join(f"{mark} {meaning}" for mark, meaning in seen.items())
    yield from reasons(cube, question.tables, language)
    yield translate(N_("Nguồn: {title}, {days}. Bản phát hành {hash}."), language).format(
        title=labels.wave_title(cube, language),
        days=numbers.days(cube.opened, cube.closed, language),
        hash=cube.hash.removeprefix("sha256:")[:12],
    )


def _drawing(question: Question, drawn: int, told: Sequence[Told], language: str) -> Drawing | None:
    if drawn < 1:
        return None
    title = title_of(question, language)
    there = {one.side or "neutral" for one in question.stub.options}
    sides = tuple(side for side in SIDES if side in there)
    if len(sides) > 1 and any(told_together(question.table(one.banner), one.level.level) for one in told):
        colours = tuple(COLOUR_OF[side] for side in sides)
        return Drawing(title=title, lines=len(sides), columns=len(told), colours=colours, first=drawn)
    if question.multi or not any(option.side for option in question.stub.options):
        return Drawing(title=title, lines=drawn, columns=1, stacked=False)
    return Drawing(title=title, lines=drawn, columns=len(told), colours=colours_of(question.stub))
