"""``survey tabulate``: any flat file with a codebook as shares, cross-tabs with tests, means.

The results are plain: they passed no release gate, name small groups as they are, and say so wherever they go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.codebook import Missing
from analysis.counting import Cells
from analysis.crosstab import Association
from analysis.distribution import Distribution
from analysis.errors import DegenerateTableError, NoErrorToTestError
from analysis.estimate import Estimates, mean, scored
from analysis.letters import Adjustment, letters
from analysis.likert import net
from survey_app.definitions.codebook import FileCodebook, FileColumn, FileKind
from survey_app.errors import SurveyError
from survey_app.language import N_, Said, Text
from survey_app.operations import refusals
from survey_app.operations.flat import Choices, Flat, FlatWave, read_flat
from survey_app.operations.flat_columns import code_number
from survey_app.operations.table_choices import Check, Wanted, association_of, counted, extra_of, shares_of, target_of
from survey_app.questionnaire.problems import listed

STATUS = "not-for-publication"
PLAIN = N_("Kết quả thô, chưa qua cổng công bố: không phát hành, không gửi ra ngoài.")
EXITS: Mapping[str, Missing] = {
    "dont_know": Missing.DONT_KNOW,
    "refused": Missing.REFUSED,
    "skipped": Missing.SKIPPED,
    "not_asked": Missing.NOT_ASKED,
}
LABELS: Mapping[str, Text] = {
    "mean": {"vi": "Trung bình", "en": "Mean"},
    "index": {"vi": "Chỉ số 0–100", "en": "Index 0–100"},
    "interpolated_median": {"vi": "Trung vị nội suy", "en": "Interpolated median"},
    "agreement": {"vi": "Độ đồng thuận (van der Eijk)", "en": "Agreement (van der Eijk)"},
    "leik": {"vi": "Độ nhất trí (Leik)", "en": "Consensus (Leik)"},
    "net": {"vi": "Hiệu số thuận trừ không thuận", "en": "Net: favourable minus unfavourable"},
    "dont_know": {"vi": "Khó trả lời", "en": "Don't know"},
    "refused": {"vi": "Không muốn trả lời", "en": "Refused"},
    "skipped": {"vi": "Bỏ qua", "en": "Skipped"},
    "not_asked": {"vi": "Không được hỏi", "en": "Not asked"},
    "total": {"vi": "Toàn bộ", "en": "All"},
}
NOT_CODED = N_("mã {codes} không có trong bảng mã")
NOT_A_SCALE = N_("số đo này cần một thang đo (ordinal)")
NOT_ADDED = N_("mỗi phiếu chọn được nhiều mã nên không cộng các tỷ lệ")
SPARSE = 5
"""Expected answers below which a test of association is told to be rough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of one option or measure in one level of one wave. Shares are 0-1.

    ``measure`` is ``share``, ``together`` (of several codes), ``mean``, ``net`` or ``count``; ``option`` is the code of
    the file, or the exit that is counted.
    """

    wave: str
    stub: str
    measure: str
    option: str
    option_label: Text
    banner: str
    group: str
    group_label: Text
    base: int
    estimate: float | None
    n: int | None = None
    """Unweighted people behind a share."""
    se: float | None = None
    low: float | None = None
    high: float | None = None
    freedom: int | None = None
    target: str = ""
    method: str = ""
    marks: tuple[str, ...] = ()
    letters: str = ""
    """Of the levels whose share is lower beyond doubt."""

    def row(self) -> dict[str, object]:
        """Return the figure as a tidy row."""
        return {
            "wave": self.wave,
            "stub": self.stub,
            "measure": self.measure,
            "option": self.option,
            "option_label": dict(self.option_label),
            "banner": self.banner,
            "group": self.group,
            "group_label": dict(self.group_label),
            "base": self.base,
            "n": self.n,
            "estimate": self.estimate,
            "se": self.se,
            "low": self.low,
            "high": self.high,
            "df": self.freedom,
            "target": self.target,
            "method": self.method,
            "marks": list(self.marks),
            "letters": self.letters,
            "status": STATUS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The test of one counted column by the banner in one wave; without an outcome ``refusal`` says why."""

    wave: str
    column: str
    banner: str
    base: int
    association: Association | None = None
    pearson: Association | None = None
    """Pearson's statistic of the weighted shares, scaled to the base, with its first-order p."""
    refusal: Said | None = None
    sparse: bool = False

    def row(self) -> dict[str, object]:
        """Return the test as a tidy row."""
        found = self.association
        return {
            "wave": self.wave,
            "stub": self.column,
            "banner": self.banner,
            "base": self.base,
            "test": None if found is None else found.test,
            "statistic": None if found is None else found.statistic,
            "df": None if found is None else list(found.df),
            "p": None if found is None else found.p,
            "pearson_x2": None if self.pearson is None else self.pearson.statistic,
            "pearson_p": None if self.pearson is None else self.pearson.p,
            "target": None if found is None else str(found.target),
            "refusal": None if self.refusal is None else self.refusal.render("en"),
            "sparse": self.sparse,
            "status": STATUS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    """Everything that was computed of one stub by one banner. Plain: never what the committee's pages take."""

    stub: FileColumn
    banner: FileColumn | None
    waves: tuple[str, ...]
    figures: tuple[Figure, ...]
    tests: tuple[Tested, ...]
    notes: tuple[Said, ...]
    adjustment: Adjustment | None = None
    """Of the letters, where they were asked for."""

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield every figure as a tidy row; each says that it is not for publication."""
        for figure in self.figures:
            yield figure.row()

    def of(self, wave: str, measure: str) -> tuple[Figure, ...]:
        """Return the figures of one measure in one wave."""
        return tuple(figure for figure in self.figures if figure.wave == wave and figure.measure == measure)


class NoMeasureError(SurveyError):
    """A measure that this column does not have."""

    code = "no-measure"
    found = N_("Cột “{column}” ({kind}) không có số đo này: {why}.")
    fix = N_("Chọn --codes với các mã của cột ({known}), hoặc ghi favourable và unfavourable trong bảng mã.")


def tabulate(
    path: Path, codebook: FileCodebook, choices: Choices, *, codes: Sequence[str] = (), wanted: Wanted | None = None
) -> Tabulation:
    """Return shares, means, exits and tests of a stub, in total and by the banner, wave by wave.

    Parameters
    ----------
    codes : their share together is one more figure, with its own error; default: the favourable codes of the codebook.

    wanted : tests, letters, further measures, intervals, target; see ``Wanted``.

    Raises
    ------
    NoMeasureError
        Codes that the column does not have.
    NotOfThisFileError
        A target or an interval that this file does not allow.
    FlatFileError, UnreadableTableError
        See ``read_flat``.
    """
    flat = read_flat(path, codebook, choices)
    together, asked = together_of(flat.stub, codes), wanted or Wanted()
    _refuse(flat, asked)
    figures: list[Figure] = []
    tests: list[Tested] = []
    for wave in flat.waves:
        counts = counted(wave, wave.banners)
        for banner in wave.banners:
            for name in flat.columns:
                cells = counts.cells(name, banner.name)
                figures += _figures(flat, wave, cells, together, asked)
                if banner.name != "total" and cells.column.options:
                    tests.append(_tested(wave, cells, asked.test))
    return Tabulation(
        stub=flat.stub,
        banner=flat.banner,
        waves=tuple(wave.wave for wave in flat.waves),
        figures=tuple(figures),
        tests=tuple(tests),
        notes=(Said(PLAIN), *flat.notes),
        adjustment=asked.letters,
    )


def _refuse(flat: Flat, wanted: Wanted) -> None:
    if wanted.measures and flat.stub.kind is not FileKind.ORDINAL:
        stub = flat.stub
        known = listed([option.code for option in stub.options])
        raise NoMeasureError(
            where=stub.column, column=stub.column, kind=stub.kind.value, why=Said(NOT_A_SCALE), known=known
        )


def _figures(flat: Flat, wave: FlatWave, cells: Cells, together: tuple[str, ...], wanted: Wanted) -> Iterator[Figure]:
    stub, target = flat.stub, target_of(wave, wanted.target)
    if cells.column.options:
        yield from _shares(stub, shares_of(wave, cells, wanted), _lettered(wave, cells, wanted))
    if together:
        scores = np.asarray([float(option.code in together) for option in stub.options])
        found = scored(cells, scores, wave.design, target=target, measure="together")
        yield from _estimates(stub, cells, found, option="+".join(together), label=joined(stub, together))
    if stub.kind is FileKind.NUMBER:
        yield from _estimates(stub, cells, mean(cells, wave.design, target=target))
    elif stub.kind is FileKind.ORDINAL:
        found = scored(cells, scores_of(stub), wave.design, target=target, measure="mean")
        yield from _estimates(stub, cells, found)
        if stub.favourable and stub.unfavourable:
            yield from _estimates(stub, cells, net(cells, wave.design, target=target))
        for which in wanted.measures:
            yield from _estimates(stub, cells, extra_of(cells, wave.design, which, target))
    if cells.column.name in {stub.column, flat.columns[0]}:  # the options of a multi column share their exits
        for exit_name, why in EXITS.items():
            for b, n in enumerate(cells.exits(why)):
                label = LABELS[exit_name]
                yield _figure(stub, cells, b, measure="count", option=exit_name, option_label=label, estimate=float(n))


def together_of(stub: FileColumn, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the codes whose share is told together: those asked for, or the favourable ones.

    Raises
    ------
    NoMeasureError
        A code that the column does not have, or a column whose codes cannot be added up.
    """
    known = [option.code for option in stub.options]
    foreign = [code for code in codes if code not in known]
    if foreign or (codes and stub.kind is FileKind.MULTI):
        why = Said(NOT_CODED, {"codes": listed(foreign)}) if foreign else Said(NOT_ADDED)
        raise NoMeasureError(where=stub.column, column=stub.column, kind=stub.kind.value, why=why, known=listed(known))
    if stub.kind is FileKind.MULTI:
        return ()
    return tuple(codes) or tuple(code for code in known if code in stub.favourable)


def joined(stub: FileColumn, codes: Sequence[str]) -> Text:
    """Return the labels of some options as one."""
    chosen = [option.label for option in stub.options if option.code in codes]
    languages = dict.fromkeys(language for label in chosen for language in label)
    return {
        language: " / ".join(label.get(language, next(iter(label.values()))) for label in chosen)
        for language in languages
    }


def scores_of(stub: FileColumn) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the score of each option in a mean: its code."""
    return np.asarray([code_number(stub, at) for at in range(len(stub.options))], dtype=np.float64)


def _lettered(wave: FlatWave, cells: Cells, wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    """Return the letters of each option and level; none in total, or when they are not asked for."""
    if wanted.letters is None or cells.banner == "total":
        return ()
    return letters(cells, wave.design, adjustment=wanted.letters).above


def _shares(stub: FileColumn, shares: Distribution, above: tuple[tuple[str, ...], ...]) -> Iterator[Figure]:
    cells = shares.cells
    multi = stub.kind is FileKind.MULTI
    marks = (("lonely-stratum",) if shares.lonely else ()) + (("unseen-stratum",) if shares.unseen else ())
    for b in range(len(cells.levels)):
        known = bool(shares.estimable[b])
        for k in [1] if multi else range(cells.options):
            code = cells.column.name.removeprefix(f"{stub.column}.") if multi else stub.options[k].code
            label = cells.column.label if multi else stub.options[k].label
            value = float(shares.share[b, k]) if known else None
            yield replace(
                _figure(stub, cells, b, measure="share", option=code, option_label=label, estimate=value),
                n=int(cells.n[:, b, k].sum()),
                se=float(shares.se[b, k]) if known else None,
                low=float(shares.low[b, k]) if known else None,
                high=float(shares.high[b, k]) if known else None,
                freedom=int(shares.level_df[b]),
                target=str(shares.target),
                method=shares.method[b][k],
                marks=marks if known else ("empty-base",),
                letters=above[k][b] if above else "",
            )


def _estimates(
    stub: FileColumn, cells: Cells, found: Estimates, *, option: str = "", label: Text | None = None
) -> Iterator[Figure]:
    for b in range(len(cells.levels)):
        known = bool(found.estimable[b])
        low, high = (float(part[b]) if known and np.isfinite(part[b]) else None for part in (found.low, found.high))
        value = float(found.value[b]) if known else None
        named = LABELS[found.measure] if label is None else label
        yield replace(
            _figure(stub, cells, b, measure=found.measure, option=option, option_label=named, estimate=value),
            se=float(found.se[b]) if known else None,
            low=low,
            high=high,
            freedom=int(found.level_df[b]),
            target=str(found.target),
            method=found.method,
            marks=() if known else ("empty-base",),
        )


def _figure(
    stub: FileColumn,
    cells: Cells,
    b: int,
    *,
    measure: str,
    option: str,
    option_label: Text,
    estimate: float | None,
) -> Figure:
    """Return the figure with its place; what is known of its error is added by the caller."""
    level = cells.levels[b]
    return Figure(
        wave=cells.wave,
        stub=stub.column,
        measure=measure,
        option=option,
        option_label=option_label,
        banner=cells.banner,
        group=level.key,
        group_label=LABELS["total"] if cells.banner == "total" else level.label,
        base=int(cells.base[b]),
        estimate=estimate,
    )


def _tested(wave: FlatWave, cells: Cells, test: Check) -> Tested:
    told = Tested(wave=wave.wave, column=cells.column.name, banner=cells.banner, base=int(cells.base.sum()))
    try:
        found = association_of(cells, wave.design, test)
        first = association_of(cells, wave.design, Check.FIRST_ORDER) if test is not Check.FITTING else None
    except (DegenerateTableError, NoErrorToTestError) as refusal:
        return replace(told, refusal=refusals.reason(refusal))
    table = cells.table()
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    sparse = bool(expected.min() < SPARSE)
    return replace(told, association=found, pearson=first, sparse=sparse)
