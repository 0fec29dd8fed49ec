"""Plain results of a flat file as tables of words and numbers: what the terminal prints and the workbook holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.change import Difference
from analysis.crosstab import Association
from analysis.early import Called, Source
from analysis.letters import letter
from analysis.trend import Trend, Verdict
from survey_app.definitions.codebook import FileKind
from survey_app.language import N_, Said, say, translate
from survey_app.operations.flat import Choices
from survey_app.operations.flat_trend import NAMED, Measure, Series, interval_of
from survey_app.operations.tabulate import EXITS, LABELS, Figure, Tabulation, Tested
from survey_app.questionnaire.problems import listed
from survey_app.report.numbers import decimal
from survey_app.report.workbook import Column, Form, Line, PlainTable, Value, plain_workbook

SHARE, ERROR, LOW, HIGH, BASE = N_("Tỷ lệ"), N_("Sai số chuẩn"), N_("Thấp (95 %)"), N_("Cao (95 %)"), N_("Số phiếu")
VALUE, CHANGE, CHANGE_ERROR, ADJUSTED = N_("Giá trị"), N_("Thay đổi"), N_("Sai số thay đổi"), N_("p (chỉnh BH)")
POINTS, POINTS_ERROR = N_("Thay đổi (điểm)"), N_("Sai số thay đổi (điểm)")
WAVE, OPTION = N_("Đợt"), N_("Phương án")
TITLE = N_("{label} – đợt {wave}")
BY = N_("{label}, theo {banner}")
ERRORS_OF = N_("{title}: sai số chuẩn")
OVER_WAVES = N_("{label}: {measure}, {first}–{last}")
SHARE_OF = N_("tỷ lệ {options}")
WEIGHTED = N_("Trọng số: {column}.")
UNWEIGHTED = N_("Không có trọng số.")
BY_ROLL = N_("Trọng số: quân số chia số phiếu của từng tầng ({file}); sai số có hiệu chỉnh quần thể hữu hạn.")
STRATA = N_("Tầng: {columns}.")
CLUSTERS = N_("Cụm: {column}.")
DOMAIN = N_("Miền tính: {keep}; các dòng khác vẫn ở trong thiết kế.")
TEST = N_("Kiểm định Rao-Scott {banner}: F({numerator}; {denominator}) = {statistic}, p {p}, {base} phiếu.")
OTHER_TEST = N_("Kiểm định {banner} ({test}): p {p}, {base} phiếu.")
LETTERS = N_("Chữ của cột: {key}. So từng cặp, chỉnh {adjustment}; chỉ khi kiểm định cả bảng đạt mức 5 %.")
HIGHER = N_("“{option}”: cột {column} cao hơn {others}.")
TEST_OF = N_("{column}: {test}")
ROUGH = N_("Có ô dự kiến dưới 5 phiếu: p chỉ là gần đúng.")
NO_TEST = N_("Không kiểm định {banner}: {why}.")
CONSTANT = N_("Chưa thấy thay đổi qua {waves} đợt: Q = {total}, p {p_total}.")
LINEAR = N_("Thay đổi đều: {slope} {per} (sai số {se}), p {p_linear}; phần lệch khỏi đường thẳng p {p_departure}.")
CHANGED = N_(
    "Có thay đổi nhưng không theo một đường thẳng: Q = {total}, p {p_total}; phần lệch p {p_departure}; "
    "độ dốc trung bình {slope} {per}."
)
OVERALL = N_("Từ {then} đến {now}: {value} (95 %: {low} đến {high}), p {p}.")
NO_LINE = N_("Không tính xu hướng: {why}.")
SIGNALS = {
    Called.EXPECTED: N_("Đợt {wave} nằm trong khoảng dự báo từ các đợt trước: {low} đến {high}."),
    Called.ABOVE: N_("Đợt {wave} cao hơn khoảng dự báo từ các đợt trước: {low} đến {high}."),
    Called.BELOW: N_("Đợt {wave} thấp hơn khoảng dự báo từ các đợt trước: {low} đến {high}."),
}
BY_SOURCE = {
    Source.MODEL: N_("Dự báo theo mức trượt; ở các đợt đã qua nó tốt hơn “như lần trước”."),
    Source.NAIVE: N_("Dự báo là “như lần trước”: ở các đợt đã qua mô hình không tốt hơn."),
}
BREAKS = N_("Mức đổi hẳn sau các đợt: {waves}.")
YEARLY, BY_WAVE = N_("mỗi năm"), N_("mỗi đợt")
SMALLEST_P = 0.001
SHARES = {Measure.SHARE, Measure.NET}
IN_OPTIONS = {Measure.MEAN, Measure.MEDIAN}
"""Measures whose changes are told in the unit of the column, not in points of 100."""


def workbook_of(tables: Sequence[PlainTable], *, title: str, notes: Sequence[Said], language: str) -> bytes:
    """Return the workbook of the tables; every sheet says that it is not to be published."""
    return plain_workbook(tables, title=title, notes=[note.render(language) for note in notes], language=language)


def design_notes(choices: Choices) -> tuple[Said, ...]:
    """Return how the figures were weighted and which design their errors follow."""
    notes = []
    if choices.headcounts is not None and choices.weight is None:
        notes.append(Said(BY_ROLL, {"file": choices.headcounts.name}))
    else:
        notes.append(Said(WEIGHTED, {"column": choices.weight}) if choices.weight else Said(UNWEIGHTED))
    if choices.strata:
        notes.append(Said(STRATA, {"columns": listed(choices.strata)}))
    if choices.psu:
        notes.append(Said(CLUSTERS, {"column": choices.psu}))
    if choices.keep:
        notes.append(Said(DOMAIN, {"keep": choices.keep}))
    return tuple(notes)


def tables_of(found: Tabulation, *, language: str, errors: bool = True) -> tuple[PlainTable, ...]:
    """Return one table per wave, and one of standard errors after each that has a banner."""
    made = []
    for wave in found.waves:
        if found.banner is None:
            made.append(_alone(found, wave, language))
        else:
            made += _crossed(found, wave, language, errors=errors)
    return tuple(made)


def _title(found: Tabulation, wave: str, language: str) -> str:
    title = say(found.stub.label, language)
    if found.banner is not None:
        title = Said(BY, {"label": title, "banner": say(found.banner.label, language)}).render(language)
    return Said(TITLE, {"label": title, "wave": wave}).render(language) if wave else title


def _name(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _lines_of(found: Tabulation, wave: str) -> Iterator[tuple[Figure, ...]]:
    """Yield the figures of each printed line, by level, total first."""
    for measure in ("share", "together", "mean", "net", "index", "interpolated_median", "agreement", "leik"):
        by_option: dict[str, list[Figure]] = {}
        for figure in found.of(wave, measure):
            by_option.setdefault(figure.option, []).append(figure)
        yield from (tuple(figures) for figures in by_option.values())


def _alone(found: Tabulation, wave: str, language: str) -> PlainTable:
    number = found.stub.kind is FileKind.NUMBER
    heads = (VALUE if number else SHARE, ERROR, LOW, HIGH)
    lines = tuple(
        Line(
            label=say(figures[0].option_label, language),
            values=(figures[0].estimate, figures[0].se, figures[0].low, figures[0].high),
            form=None if figures[0].measure in {"share", "together", "net"} else Form.FINE,
        )
        for figures in _lines_of(found, wave)
    )
    return PlainTable(
        name=_name(found.stub.column, wave),
        title=_title(found, wave, language),
        stub=translate(OPTION, language),
        columns=tuple(
            Column(head=translate(head, language), form=Form.FINE if number else Form.SHARE) for head in heads
        ),
        lines=lines,
        bases=_bases(found, wave, language, banners=("total",), width=len(heads)),
        footers=_footers(found, wave, language),
        chart=None if number else "bar",
    )


def _crossed(found: Tabulation, wave: str, language: str, *, errors: bool) -> Iterator[PlainTable]:
    lines = list(_lines_of(found, wave))
    number = found.stub.kind is FileKind.NUMBER
    banner = "" if found.banner is None else say(found.banner.label, language)
    columns = tuple(
        Column(
            head=say(figure.group_label, language),
            over="" if figure.banner == "total" else banner,
            form=Form.FINE if number else Form.SHARE,
        )
        for figure in lines[0]
    )
    title = _title(found, wave, language)

    def table(name: str, title: str, part: str, *, footed: bool) -> PlainTable:
        return PlainTable(
            name=name,
            title=title,
            stub=translate(OPTION, language),
            columns=columns,
            lines=tuple(
                Line(
                    label=say(figures[0].option_label, language),
                    values=tuple(getattr(figure, part) for figure in figures),
                    form=None if figures[0].measure in {"share", "together", "net"} else Form.FINE,
                )
                for figures in lines
            ),
            bases=_bases(found, wave, language, banners=("total", lines[0][-1].banner), width=len(columns)),
            footers=_footers(found, wave, language) if footed else (),
        )

    name = _name(found.stub.column, lines[0][-1].banner, wave)
    yield table(name, title, "estimate", footed=True)
    if errors:
        yield table(_name(name, "se"), Said(ERRORS_OF, {"title": title}).render(language), "se", footed=False)


def _bases(found: Tabulation, wave: str, language: str, *, banners: Sequence[str], width: int) -> tuple[Line, ...]:
    first = next(_lines_of(found, wave))

    def line(label: str, values: Sequence[Value]) -> Line:
        filled = (*values, *(None for _ in range(width - len(values))))
        return Line(label=label, values=filled[:width], form=Form.COUNT)

    lines = [line(translate(BASE, language), [figure.base for figure in first if figure.banner in banners])]
    for exit_name in EXITS:
        counted = [one for one in found.of(wave, "count") if one.option == exit_name and one.banner in banners]
        if any(one.estimate for one in counted):
            lines.append(line(say(LABELS[exit_name], language), [int(one.estimate or 0) for one in counted]))
    return tuple(lines)


def _footers(found: Tabulation, wave: str, language: str) -> tuple[str, ...]:
    told = [_tested(found, one, language) for one in found.tests if one.wave == wave]
    if any(one.sparse for one in found.tests if one.wave == wave):
        told.append(translate(ROUGH, language))
    return (*told, *_letters(found, wave, language))


def _tested(found: Tabulation, one: Tested, language: str) -> str:
    banner = "" if found.banner is None else say(found.banner.label, language)
    if one.association is None:
        told = Said(NO_TEST, {"banner": banner, "why": one.refusal}).render(language)
    else:
        told = _outcome(one.association, banner, one.base, language)
    if one.column == found.stub.column:
        return told
    return Said(TEST_OF, {"column": one.column, "test": told}).render(language)


def _outcome(found: Association, banner: str, base: int, language: str) -> str:
    if found.test != "rao_scott_f":
        parts = {"banner": banner, "test": found.test.replace("_", " "), "base": decimal(base, language)}
        return Said(OTHER_TEST, {**parts, "p": probability(found.p, language)}).render(language)
    numerator, denominator = found.df
    return Said(
        TEST,
        {
            "banner": banner,
            "numerator": decimal(round(numerator, 2), language),
            "denominator": decimal(round(denominator, 1), language),
            "statistic": decimal(round(found.statistic, 3), language),
            "p": probability(found.p, language),
            "base": decimal(base, language),
        },
    ).render(language)


def _letters(found: Tabulation, wave: str, language: str) -> Iterator[str]:
    """Yield what the letters mean, and each share that is higher than others beyond doubt."""
    shares = [figure for figure in found.of(wave, "share") if figure.banner != "total"]
    if found.adjustment is None or not shares:
        return
    groups = list(dict.fromkeys((figure.group, say(figure.group_label, language)) for figure in shares))
    named = {group: letter(at) for at, (group, _) in enumerate(groups)}
    key = listed([f"{named[group]} = {label}" for group, label in groups])
    yield Said(LETTERS, {"key": key, "adjustment": found.adjustment.value}).render(language)
    for figure in shares:
        if figure.letters:
            parts = {"option": say(figure.option_label, language), "column": named[figure.group]}
            yield Said(HIGHER, {**parts, "others": listed(list(figure.letters))}).render(language)


def probability(p: float, language: str) -> str:
    """Return a p-value with its sign as it is printed: three digits, or below the smallest that is told."""
    if p < SMALLEST_P:
        return "< " + decimal(SMALLEST_P, language)
    return "= " + decimal(round(p, 3), language)


# --- over waves ------------------------------------------------------------------------------------------------------


def series_table(found: Series, *, language: str) -> PlainTable:
    """Return the table of a measure over waves: level, interval, base, change since the wave before."""
    form, scale = (Form.SHARE, 100.0) if found.measure in SHARES else (Form.FINE, 1.0)
    scaled = found.measure in IN_OPTIONS
    levels = ((VALUE, form), (ERROR, form), (LOW, form), (HIGH, form), (BASE, Form.COUNT))
    moved = ((CHANGE, form), (CHANGE_ERROR, form)) if scaled else ((POINTS, Form.NUMBER), (POINTS_ERROR, Form.NUMBER))
    heads = (*levels, *moved, (ADJUSTED, Form.FINE))
    steps = {step.now: step for step in found.steps}
    lines = []
    for point in found.points:
        figure, step = point.figure, steps.get(point.wave)
        change: tuple[Value, ...] = (None, None, None)
        if step is not None:
            change = (scale * step.change.value, scale * step.change.se, step.adjusted)
        values = (figure.estimate, figure.se, figure.low, figure.high, figure.base, *change)
        lines.append(Line(label=point.wave, values=values))
    label = say(found.stub.label, language)
    measure = say(LABELS.get(NAMED[found.measure], {}), language)
    if found.measure is Measure.SHARE and found.points:
        options = say(found.points[0].figure.option_label, language)
        measure = Said(SHARE_OF, {"options": options}).render(language)
    waves = [point.wave for point in found.points] or ["–"]
    title = Said(OVER_WAVES, {"label": label, "measure": measure, "first": waves[0], "last": waves[-1]})
    return PlainTable(
        name=_name(found.stub.column, found.measure.value),
        title=title.render(language),
        stub=translate(WAVE, language),
        columns=tuple(Column(head=translate(head, language), form=each) for head, each in heads),
        lines=tuple(lines),
        footers=(*_verdict(found, language), *_later(found, language)),
        chart="bar",
    )


def _verdict(found: Series, language: str) -> Iterator[str]:
    if found.overall is not None:
        waves = {"then": found.latest[0].wave, "now": found.latest[-1].wave}
        yield Said(OVERALL, {**waves, **_difference(found, found.overall, language)}).render(language)
    if found.line is None:
        yield Said(NO_LINE, {"why": found.refusal or ""}).render(language)
        return
    sentences = {Verdict.CONSTANT: CONSTANT, Verdict.LINEAR: LINEAR, Verdict.CHANGED: CHANGED}
    yield Said(sentences[found.line.verdict], _line(found, found.line, language)).render(language)


def _later(found: Series, language: str) -> Iterator[str]:
    """Yield what long series tell besides: the last wave against what was expected, and breaks."""
    if found.signal is not None:
        low, high = (decimal(round(100 * end, 1), language) + " %" for end in interval_of(found.signal))
        parts = {"wave": found.points[-1].wave, "low": low, "high": high}
        yield Said(SIGNALS[found.signal.called], parts).render(language)
        yield Said(BY_SOURCE[found.signal.expected.source]).render(language)
    if found.breaks is not None and found.breaks.before:
        waves = [found.latest[at - 1].wave for at in found.breaks.before]
        yield Said(BREAKS, {"waves": listed(waves)}).render(language)


def _difference(found: Series, change: Difference, language: str) -> dict[str, object]:
    parts = {name: _in_words(found, getattr(change, name), language) for name in ("value", "low", "high")}
    return {**parts, "p": probability(change.p, language)}


def _line(found: Series, line: Trend, language: str) -> dict[str, object]:
    return {
        "waves": line.waves,
        "per": Said(YEARLY if found.dated else BY_WAVE),
        "slope": _in_words(found, line.slope, language),
        "se": _in_words(found, line.se, language),
        "total": decimal(round(line.total, 1), language),
        **{name: probability(getattr(line, name), language) for name in ("p_total", "p_linear", "p_departure")},
    }


def _in_words(found: Series, value: float, language: str) -> str:
    """Return a change in points (of 100), or in the unit of the column with the digits that say something."""
    if found.measure in IN_OPTIONS:
        return decimal(float(f"{value:.3g}"), language)
    points = 100 * value if found.measure in SHARES else value
    return Said(N_("{points} điểm"), {"points": decimal(round(points, 2), language)}).render(language)
