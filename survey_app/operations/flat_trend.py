"""``survey trend``: one measure of a flat file over its waves, the change from wave to wave, a line if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from analysis.breaks import Breaks, find_break, find_breaks
from analysis.change import Difference, Level, difference
from analysis.design import Target
from analysis.early import Signal, early_signal
from analysis.errors import NoVarianceError, TooFewWavesError
from analysis.estimate import Estimates, mean, scored
from analysis.gates import LEAST, Method
from analysis.letters import Adjustment, adjust
from analysis.likert import mean_index, net
from analysis.scales import interpolated_medians
from analysis.trend import Trend, trend
from survey_app.definitions.codebook import FileCodebook, FileColumn, FileKind
from survey_app.errors import SurveyError
from survey_app.language import N_, Said, Text
from survey_app.operations import refusals
from survey_app.operations.flat import Choices, Flat, FlatWave, read_flat
from survey_app.operations.table_choices import counted, target_of
from survey_app.operations.tabulate import (
    LABELS,
    NOT_A_SCALE,
    NOT_CODED,
    PLAIN,
    STATUS,
    Figure,
    NoMeasureError,
    joined,
    scores_of,
)
from survey_app.questionnaire.problems import listed

LEVEL = 0.05
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"[A-Za-z]*(\d{4})")

NOT_SIDED = N_("bảng mã không ghi favourable và unfavourable cho cột này")
NOT_SCORED = N_("cột không phải thang đo hay số nên không có trung bình")
NOT_SHARED = N_("cột số không có tỷ lệ theo mã")
GAPS = N_("Không có câu trả lời ở các đợt: {waves}. Đường xu hướng để trống ở đó.")
ORDERED = N_("Tên đợt không cho biết thời gian: các đợt được coi là cách đều.")
BROKEN = N_("Câu hỏi được hỏi khác đi từ đợt: {waves}. Không so sánh qua chỗ đó; đường xu hướng tính từ đợt {last}.")


class Measure(StrEnum):
    """What is followed over the waves."""

    SHARE = "share"
    """The share of some codes: those asked for, or the favourable ones of the codebook."""
    NET = "net"
    MEAN = "mean"
    INDEX = "index"
    """The mean on 0-100, 100 at the favourable end."""
    MEDIAN = "median"
    """Interpolated, in options from 1, with Woodruff's interval."""


NAMED: Mapping[Measure, str] = {measure: measure.value for measure in Measure} | {Measure.MEDIAN: "interpolated_median"}
"""What ``survey tabulate`` calls them."""


class NoSuchWaveError(SurveyError):
    """A break at a wave that the file does not have."""

    code = "no-such-wave"
    found = N_("Tệp không có đợt “{wave}”.")
    fix = N_("Ghi --break với một trong các đợt sau đợt đầu: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The measure in one wave that has it. ``time`` is the unit of the slope: years where waves are dated.

    ``part`` counts from 1 and grows where the question was asked differently.
    """

    wave: str
    time: float
    figure: Figure
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The change between two waves that follow each other; ``adjusted`` is p by Benjamini-Hochberg over all steps."""

    now: str
    then: str
    change: Difference
    adjusted: float

    @property
    def told(self) -> bool:
        """Whether the change passes among all the steps of the series."""
        return self.adjusted < LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A measure over waves. Plain: see ``tabulate``. ``refusal`` says why there is no line.

    ``dated``: the names of the waves tell their years, and the slope is per year; else it is per wave.
    """

    stub: FileColumn
    measure: Measure
    codes: tuple[str, ...]
    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    overall: Difference | None
    line: Trend | None
    refusal: Said | None
    dated: bool
    notes: tuple[Said, ...]
    signal: Signal | None = None
    """The last wave against those before it; None where waves do not allow it or the measure is no share."""
    breaks: Breaks | None = None
    """Found in the levels; not those that were declared."""

    @property
    def latest(self) -> tuple[Point, ...]:
        """The waves that were asked as the last one was: what ``overall``, line, signal and breaks are taken from."""
        return tuple(point for point in self.points if point.part == self.points[-1].part)

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield one tidy row per wave, with the change since the wave before; each says that it is plain."""
        steps = {step.now: step for step in self.steps}
        for point in self.points:
            step = steps.get(point.wave)
            yield point.figure.row() | {
                "time": point.time,
                "part": point.part,
                "change": None if step is None else step.change.value,
                "change_se": None if step is None else step.change.se,
                "change_df": None if step is None else step.change.df,
                "change_p": None if step is None else step.change.p,
                "change_p_bh": None if step is None else step.adjusted,
            }

    def summary(self) -> dict[str, object]:
        """Return the split into a line and the departure from it, as one row; None where waves do not allow it."""
        found = self.line
        names = ("slope", "se", "total", "linear", "departure", "p_total", "p_linear", "p_departure")
        parts = {name: None if found is None else getattr(found, name) for name in names}
        return {
            "stub": self.stub.column,
            "measure": self.measure.value,
            "codes": list(self.codes),
            "waves": len(self.latest),
            "from": self.latest[0].wave if self.points else None,
            **parts,
            "verdict": None if found is None else found.verdict.value,
            "signal": None if self.signal is None else self.signal.called.value,
            "expected": None if self.signal is None else list(interval_of(self.signal)),
            "expected_by": None if self.signal is None else self.signal.expected.source.value,
            "breaks_after": None if self.breaks is None else [self.latest[at - 1].wave for at in self.breaks.before],
            "refusal": None if self.refusal is None else self.refusal.render("en"),
            "status": STATUS,
        }


def trend_of(
    path: Path,
    codebook: FileCodebook,
    choices: Choices,
    *,
    measure: Measure | None = None,
    codes: Sequence[str] = (),
    target: Target | None = None,
    breaks: Sequence[str] = (),
) -> Series:
    """Return one measure over the waves of a file.

    Parameters
    ----------
    choices : with a wave column; the stub is the item.
    measure : default: the share of ``codes`` where they are given, or of the favourable codes; else the mean.
    codes : of the file.
    target : default: population with headcounts, process elsewhere.
    breaks : waves from which the question was asked differently: nothing is compared across them.

    Raises
    ------
    NoMeasureError
        The column does not have the measure.
    NoSuchWaveError
        A break at a wave that the file does not have.
    FlatFileError, UnreadableTableError
        See ``read_flat``.
    """
    flat = read_flat(path, codebook, choices)
    stub = flat.stub
    chosen = measure or _default(stub, codes)
    wanted = tuple(codes) or tuple(option.code for option in stub.options if option.code in stub.favourable)
    _refuse(stub, chosen, wanted)
    parts = _parts(flat, breaks)
    found = [(wave, _estimate(flat, wave, chosen, wanted, target)) for wave in flat.waves]
    asked = [(wave, one) for wave, one in found if bool(one.estimable[0])]
    times, dated = times_of([wave.wave for wave, _ in asked])
    label = _label(stub, chosen, wanted)
    points = tuple(
        Point(
            wave=wave.wave,
            time=time,
            figure=_figure(stub, chosen, wanted, label, wave, one),
            part=parts[wave.wave],
        )
        for (wave, one), time in zip(asked, times, strict=True)
    )
    steps = _steps(points)
    latest = [point for point in points if point.part == points[-1].part]
    line, refusal = _line(latest)
    notes = [Said(PLAIN), *flat.notes]
    gaps = [wave.wave for wave, one in found if not bool(one.estimable[0])]
    notes += [Said(GAPS, {"waves": listed(gaps)})] if gaps else []
    notes += [] if dated else [Said(ORDERED)]
    if breaks:
        cut = [wave for wave in parts if wave in breaks]
        notes.append(Said(BROKEN, {"waves": listed(cut), "last": cut[-1]}))
    return Series(
        stub=stub,
        measure=chosen,
        codes=wanted if chosen is Measure.SHARE else (),
        points=points,
        steps=steps,
        overall=_between(latest[-1], latest[0]) if len(latest) > 1 and _compared(latest[-1], latest[0]) else None,
        line=line,
        refusal=refusal,
        dated=dated,
        notes=tuple(notes),
        signal=_signal(latest, chosen),
        breaks=_breaks(latest),
    )


def interval_of(signal: Signal) -> tuple[float, float]:
    """Return the interval in which the last wave was expected."""
    return signal.expected.low, signal.expected.high


def _parts(flat: Flat, breaks: Sequence[str]) -> Mapping[str, int]:
    """Return the part of every wave, counted from 1 and growing at each break."""
    waves = [wave.wave for wave in flat.waves]
    for wave in breaks:
        if wave not in waves[1:]:
            raise NoSuchWaveError(where=flat.stub.column, wave=wave, known=listed(waves[1:]))
    return {wave: 1 + sum(other in breaks for other in waves[: at + 1]) for at, wave in enumerate(waves)}


def _signal(points: Sequence[Point], measure: Measure) -> Signal | None:
    if measure is not Measure.SHARE or not _known(points):
        return None
    levels = [_level(point) for point in points]
    try:
        return early_signal([level.value for level in levels], [level.se**2 for level in levels])
    except (TooFewWavesError, NoVarianceError):
        return None


def _breaks(points: Sequence[Point]) -> Breaks | None:
    if not _known(points):
        return None
    levels = [_level(point) for point in points]
    values, variances = [level.value for level in levels], [level.se**2 for level in levels]
    try:
        return (find_breaks if len(points) >= LEAST[Method.BREAKS] else find_break)(values, variances)
    except (TooFewWavesError, NoVarianceError):
        return None


def times_of(waves: Sequence[str]) -> tuple[tuple[float, ...], bool]:
    """Return the times of waves in years, and whether their names tell them; otherwise waves are one apart."""
    found = []
    for wave in waves:
        quarter, year = _QUARTER.fullmatch(wave), _YEAR.fullmatch(wave)
        if quarter is not None:
            found.append(int(quarter[1]) + (int(quarter[2]) - 1) / 4)
        elif year is not None:
            found.append(float(year[1]))
    if len(found) == len(waves) and len(set(found)) == len(found):
        return tuple(found), True
    return tuple(float(at) for at in range(len(waves))), False


def _default(stub: FileColumn, codes: Sequence[str]) -> Measure:
    return Measure.SHARE if codes or stub.favourable or stub.kind is FileKind.NOMINAL else Measure.MEAN


def _refuse(stub: FileColumn, measure: Measure, codes: Sequence[str]) -> None:
    known = [option.code for option in stub.options]
    foreign = [code for code in codes if code not in known]
    why: Said | None = None
    if measure is Measure.SHARE:
        if stub.kind is FileKind.NUMBER:
            why = Said(NOT_SHARED)
        elif foreign:
            why = Said(NOT_CODED, {"codes": listed(foreign)})
        elif not codes:
            why = Said(NOT_SIDED)
    elif measure is Measure.NET and not (stub.favourable and stub.unfavourable):
        why = Said(NOT_SIDED)
    elif measure in {Measure.INDEX, Measure.MEDIAN}:
        why = Said(NOT_A_SCALE) if stub.kind is not FileKind.ORDINAL or len(known) < 2 else None
    elif measure is Measure.MEAN and stub.kind not in {FileKind.NUMBER, FileKind.ORDINAL}:
        why = Said(NOT_SCORED)
    if stub.kind is FileKind.MULTI and why is None and len(codes) != 1:
        why = Said(NOT_CODED, {"codes": listed(codes)})
    if why is not None:
        raise NoMeasureError(where=stub.column, column=stub.column, kind=stub.kind.value, why=why, known=listed(known))


def _estimate(flat: Flat, wave: FlatWave, measure: Measure, codes: Sequence[str], wanted: Target | None) -> Estimates:
    stub, design, target = flat.stub, wave.design, target_of(wave, wanted)
    name = f"{stub.column}.{codes[0]}" if stub.kind is FileKind.MULTI else stub.column
    counts = counted(wave, wave.banners[:1], [name])
    cells = counts.cells(name)
    made = {Measure.NET: net, Measure.INDEX: mean_index, Measure.MEDIAN: interpolated_medians}.get(measure)
    if made is not None:
        return made(cells, design, target=target)
    if measure is Measure.MEAN and stub.kind is FileKind.NUMBER:
        return mean(cells, design, target=target)
    if measure is Measure.MEAN:
        scores = scores_of(stub)
    elif stub.kind is FileKind.MULTI:
        scores = np.asarray([0.0, 1.0])
    else:
        scores = np.asarray([float(option.code in codes) for option in stub.options])
    return scored(cells, scores, design, target=target, measure=measure.value)


def _label(stub: FileColumn, measure: Measure, codes: Sequence[str]) -> Text:
    if measure is not Measure.SHARE:
        return LABELS[NAMED[measure]]
    return joined(stub, codes)


def _figure(
    stub: FileColumn, measure: Measure, codes: Sequence[str], label: Text, wave: FlatWave, found: Estimates
) -> Figure:
    low, high = (float(part[0]) if np.isfinite(part[0]) else None for part in (found.low, found.high))
    return Figure(
        wave=wave.wave,
        stub=stub.column,
        measure=NAMED[measure],
        option="+".join(codes) if measure is Measure.SHARE else "",
        option_label=label,
        banner="total",
        group="total",
        group_label=LABELS["total"],
        base=int(found.base[0]),
        estimate=float(found.value[0]),
        se=None if found.se[0] == 0 and found.low[0] < found.high[0] else float(found.se[0]),
        low=low,
        high=high,
        freedom=int(found.level_df[0]),
        target=str(found.target),
        method="taylor",
    )


def _between(now: Point, then: Point) -> Difference:
    return difference(_level(now), _level(then))


def _level(point: Point) -> Level:
    found = point.figure
    return Level(found.estimate or 0.0, found.se or 0.0, found.freedom or 0)


def _steps(points: Sequence[Point]) -> tuple[Step, ...]:
    pairs = [pair for pair in zip(points[1:], points[:-1], strict=True) if _compared(*pair)]
    changes = [_between(now, then) for now, then in pairs]
    adjusted = adjust([change.p for change in changes], Adjustment.BH) if changes else ()
    return tuple(
        Step(now=now.wave, then=then.wave, change=change, adjusted=float(p))
        for (now, then), change, p in zip(pairs, changes, adjusted, strict=True)
    )


def _known(points: Sequence[Point]) -> bool:
    """Return whether every wave has an error."""
    return all(point.figure.se is not None for point in points)


def _compared(now: Point, then: Point) -> bool:
    """Return whether two waves were asked alike and have errors."""
    return now.part == then.part and _known((now, then))


def _line(points: Sequence[Point]) -> tuple[Trend | None, Said | None]:
    if not _known(points):
        return None, refusals.reason(NoVarianceError(what="trend"))
    levels = [_level(point) for point in points]
    try:
        found = trend(
            [point.time for point in points],
            [level.value for level in levels],
            [level.se**2 for level in levels],
        )
    except (TooFewWavesError, NoVarianceError) as refusal:
        return None, refusals.reason(refusal)
    return found, None
