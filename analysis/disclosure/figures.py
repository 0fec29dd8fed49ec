"""The digits of released figures: how shares, nets and bands are rounded, and what their errors stand on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.counting import Cells
from analysis.counting.cells import Counts64, Sums
from analysis.design import Design, Target
from analysis.disclosure.composite import Told
from analysis.disclosure.ladder import Block, Placed, Shape, Step, few, sides_of, whole_percent
from analysis.disclosure.magnitudes import Classes, classes_of
from analysis.disclosure.released import TOTAL, ReleasedCell, ReleasedClasses, ReleasedMeasure
from analysis.disclosure.rounding import count_variance
from analysis.disclosure.rules import Rules
from analysis.distribution import distribution
from analysis.estimate import scored
from analysis.intervals import normal_quantile, t_quantiles, wilson_interval

__all__ = [
    "Ground",
    "band",
    "classes_told",
    "counted_cell",
    "counted_measure",
    "index_measure",
    "measures_of",
    "numbers_of_all",
    "numbers_of_level",
    "scores_of",
    "weighted_cells",
    "weighted_measure",
    "whole_percent",
    "withheld_number",
]

NEARLY_ALL = 0.98
"""Largest sampling fraction that an error of a group is computed with: it never shows as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the errors of a level stand on.

    Parameters
    ----------
    roll : people on the roll of the level; None where unknown, then ``fraction`` of the organisation stands in.
    base : the rounding base; counts are off by up to base - 1, on average base / sqrt(12).
    whole : whether the level is the organisation.
    """

    roll: int | None
    fraction: float
    base: int
    whole: bool

    def sampled(self, answered: int) -> float:
        """Return the sampling fraction."""
        found = answered / self.roll if self.roll else self.fraction
        return min(found, NEARLY_ALL)

    def errors(self, spread: float, answered: int, counts: float = 1) -> tuple[float, float]:
        """Return the errors, in points, of a mean of ``answered`` scores with that variance: population and process.

        ``counts`` is the number of rounded counts in it, each times the square of its score; each adds the variance of
        its rounding.
        """
        process = spread / max(answered - 1, 1)
        rounding = counts * count_variance(self.base) / answered**2
        population = (1 - self.sampled(answered)) * process
        return 100 * math.sqrt(population + rounding), 100 * math.sqrt(process + rounding)


def counted_cell(
    level: str, option: int | str, count: int, base: int, ground: Ground, *, precise: bool
) -> ReleasedCell:
    """Return a share that says no more than its rounded count."""
    percent = whole_percent(count, base)
    mark = "k" if count == 0 else None
    if not precise:
        return ReleasedCell(level=level, option=option, count=count, percent=percent, mark=mark)
    p = count / base
    se, se_process = ground.errors(p * (1 - p), base)
    interval = wilson_interval(count, base, base / ground.sampled(base))
    rounding = normal_quantile() * math.sqrt(count_variance(ground.base)) / base
    low = p - math.hypot(p - interval.low, rounding)
    high = p + math.hypot(interval.high - p, rounding)
    return ReleasedCell(
        level=level,
        option=option,
        count=count,
        percent=percent,
        low=min(_points(low), percent),
        high=max(_points(high), percent),
        se=round(se, 1),
        se_process=round(se_process, 1),
        mark=mark,
    )


def weighted_cells(
    level: str, parts: Sequence[tuple[int | str, int]], cells: Cells, design: Design, *, base: int, precise: bool
) -> list[ReleasedCell]:
    """Return the organisation's shares: weighted, in whole points, beside rounded counts; errors hold the rounding."""
    population = distribution(cells, design, target=Target.POPULATION)
    process = distribution(cells, design, target=Target.PROCESS)
    made = []
    for at, (option, count) in enumerate(parts):
        share = float(population.share[0, at])
        percent = _points(share)
        noise = math.sqrt(_noise(cells, np.arange(len(parts)) == at, share, base))
        low = share - math.hypot(share - float(population.low[0, at]), normal_quantile() * noise)
        high = share + math.hypot(float(population.high[0, at]) - share, normal_quantile() * noise)
        made.append(
            ReleasedCell(
                level=level,
                option=option,
                count=count,
                percent=percent,
                low=min(_points(low), percent) if precise else None,
                high=max(_points(high), percent) if precise else None,
                se=round(100 * math.hypot(float(population.se[0, at]), noise), 1) if precise else None,
                se_process=round(100 * math.hypot(float(process.se[0, at]), noise), 1) if precise else None,
                mark="k" if count == 0 or percent == 0 else None,
            )
        )
    return made


def _noise(cells: Cells, scores: Sums | npt.NDArray[np.bool_], value: float, base: int) -> float:
    """Return the variance that rounding adds to a weighted mean of scores.

    The rounding of the organisation's counts, and that of each stratum as far as its weight differs from the average.
    """
    k = len(scores)
    people, weights = cells.n[:, 0, :k].sum(axis=1), cells.w[:, 0, :k].sum(axis=1)
    here = people > 0
    n = max(int(people.sum()), 1)
    apart = weights[here] / people[here] * n / max(float(weights.sum()), 1e-12) - 1
    squares = float(((np.asarray(scores, dtype=np.float64) - value) ** 2).sum())
    return count_variance(base) * squares * (1 + float(apart @ apart)) / n**2


def measures_of(shape: Shape) -> tuple[str, ...]:
    """Return the measures of a column with options: net and sides where it leans, the share of a multi option."""
    if shape.sides:
        return ("net", "favourable", "unfavourable")
    return ("share",) if shape.kind is Kind.MULTI else ()


def scores_of(measure: str, shape: Shape, column: Column) -> Sums:
    """Return the score of each option, shape (K,): 1, 0 or -1."""
    scores = np.zeros(shape.options)
    sides = sides_of(column)
    if measure == "share":
        scores[list(shape.leading)] = 1.0
    elif measure == "net":
        scores[list(sides["favourable"])] = 1.0
        scores[list(sides["unfavourable"])] = -1.0
    else:
        scores[list(sides[measure])] = 1.0
    return scores


def counted_measure(block: Block, measure: str, scores: Sums, ground: Ground) -> ReleasedMeasure:
    """Return a net or a share of a level, a function of its rounded counts and of nothing else."""
    counts = block.rounded[: len(scores)]
    base = int(counts.sum())
    value = float(counts @ scores) / base
    spread = float(counts @ scores**2) / base - value**2
    se, se_process = ground.errors(max(spread, 0.0), base, counts=2 if measure == "net" else 1)
    floor = -100.0 if measure == "net" else 0.0
    half = normal_quantile() * se
    shown = _whole(100 * value)
    return ReleasedMeasure(
        level=block.key,
        measure=measure,
        value=shown,
        se=round(se, 1),
        se_process=round(se_process, 1),
        low=max(min(_whole(100 * value - half), shown), floor),
        high=min(max(_whole(100 * value + half), shown), 100.0),
    )


def weighted_measure(measure: str, scores: Sums, cells: Cells, design: Design, *, base: int) -> ReleasedMeasure:
    """Return a net or a share of the organisation, weighted; its errors hold the rounding."""
    population = scored(cells, 100 * scores, design, target=Target.POPULATION, measure=measure)
    process = scored(cells, 100 * scores, design, target=Target.PROCESS, measure=measure)
    value = float(population.value[0])
    noise = 100 * math.sqrt(_noise(cells, scores, value / 100, base))
    low = value - math.hypot(value - float(population.low[0]), normal_quantile() * noise)
    high = value + math.hypot(float(population.high[0]) - value, normal_quantile() * noise)
    floor = -100.0 if measure == "net" else 0.0
    return ReleasedMeasure(
        level=TOTAL,
        measure=measure,
        value=_whole(value),
        se=round(math.hypot(float(population.se[0]), noise), 1),
        se_process=round(math.hypot(float(process.se[0]), noise), 1),
        low=max(_whole(low), floor),
        high=min(_whole(high), 100.0),
    )


def index_measure(level: str, told: Told, *, precise: bool) -> ReleasedMeasure:
    """Return the value of an index to half a point, with errors from enough answers on."""
    low, high = told.ends
    return ReleasedMeasure(
        level=level,
        measure="index",
        value=_half(told.value),
        se=round(told.se, 1) if precise else None,
        se_process=round(told.se_process, 1) if precise else None,
        low=_half(low) if precise else None,
        high=_half(high) if precise else None,
    )


def numbers_of_level(
    level: str, column: Column, classes: Classes, counts: Counts64, ground: Ground, *, precise: bool
) -> list[ReleasedMeasure]:
    """Return mean and median of a number, functions of the rounded counts of its classes and of nothing else."""
    n = max(int(counts.sum()), 1)
    value = float(counts @ classes.points) / n
    spread = max(float(counts @ classes.points**2) / n - value**2, 0.0)
    se, se_process = (one / 100 for one in ground.errors(spread, n, counts=classes.noise(counts)))
    half = normal_quantile() * se
    ends = (value - half, value + half)
    return _numbers(level, column, value, (se, se_process), ends, classes.median(counts), precise=precise)


def numbers_of_all(
    column: Column, classes: Classes, counts: Counts64, cells: Cells, design: Design, *, base: int, precise: bool
) -> list[ReleasedMeasure]:
    """Return mean and median of a number of the organisation, weighted, from its protected cells.

    Rounding leaves few different values in a stratum, so that its spread looks smaller than it is: errors are those of
    a simple sample with these weights, where the strata would have made them smaller.
    """
    population = scored(cells, classes.points, design, target=Target.POPULATION)
    process = scored(cells, classes.points, design, target=Target.PROCESS)
    value = float(population.value[0])
    k = len(classes.points)
    weights, squares = (part[:, 0, :k].sum(axis=0) for part in (cells.w, cells.w2))
    simple = float(squares @ (classes.points - value) ** 2) / max(float(weights.sum()) ** 2, 1e-12)
    unseen = (float(population.se[0]) / float(process.se[0])) ** 2 if process.se[0] > 0 else 1.0
    noise = count_variance(base) * _rounding(classes, counts, cells) / max(int(counts.sum()), 1) ** 2
    se, se_process = (
        math.sqrt(max(float(one.se[0]) ** 2, simple * left) + noise)
        for one, left in ((population, unseen), (process, 1.0))
    )
    half = max(float(t_quantiles(population.level_df)[0]), normal_quantile()) * se
    ends = (value - half, value + half)
    return _numbers(TOTAL, column, value, (se, se_process), ends, classes.median(weights), precise=precise)


def _rounding(classes: Classes, counts: Counts64, cells: Cells) -> float:
    """Return the squared steps that rounding may have moved: of all, and of strata as their weights differ from all."""
    k = len(classes.points)
    rows, weights = cells.n[:, 0, :k], cells.w[:, 0, :k].sum(axis=1)
    people = rows.sum(axis=1)
    here = people > 0
    apart = weights[here] / people[here] / max(float(weights.sum()), 1e-12) * int(people.sum()) - 1
    own = [classes.noise(row) for row in rows[here]]
    return classes.noise(counts) + float(apart**2 @ np.asarray(own))


def _numbers(
    level: str,
    column: Column,
    value: float,
    errors: tuple[float, float],
    ends: tuple[float, float],
    median: float,
    *,
    precise: bool,
) -> list[ReleasedMeasure]:
    """Return mean and median to two figures, inside what the number may be."""
    span = column.range

    def inside(number: float) -> float:
        found = _two_figures(number)
        return found if span is None else min(max(found, span.low), span.high)

    mean = ReleasedMeasure(
        level=level,
        measure="mean",
        value=inside(value),
        se=_two_figures(errors[0]) if precise else None,
        se_process=_two_figures(errors[1]) if precise else None,
        low=inside(ends[0]) if precise else None,
        high=inside(ends[1]) if precise else None,
    )
    return [mean, ReleasedMeasure(level=level, measure="median", value=inside(median))]


def withheld_number(level: str, column: Column, classes: Classes, counts: Counts64 | None) -> list[ReleasedMeasure]:
    """Return mean and median withheld; with ``counts``, the quarter of the range that the median lies in."""
    mean = ReleasedMeasure(level=level, measure="mean", value=None, mark="c")
    if counts is None or column.range is None or counts.sum() == 0:
        return [mean, ReleasedMeasure(level=level, measure="median", value=None, mark="c")]
    quarter = classes.quarter(counts, column.range)
    return [mean, ReleasedMeasure(level=level, measure="median", value=None, band=quarter)]


def classes_told(column: Column, placed: Iterable[Placed]) -> ReleasedClasses:
    """Return the classes of a number with the rounded counts of the levels that are told by their value."""
    classes = classes_of(column)
    k = len(classes.points)
    fine = [one.block for one in placed if one.step is Step.FINE]
    return ReleasedClasses(
        edges=tuple(classes.edges.tolist()),
        top=classes.top if math.isfinite(classes.top) else None,
        points=tuple(classes.points.tolist()),
        counts={block.key: tuple(int(count) for count in block.rounded[:k]) for block in fine},
    )


def band(block: Block, shape: Shape, rules: Rules) -> str:
    """Return the band that the share of the leading option falls in: of two, for a multi option of five."""
    counts = block.rounded[: shape.options]
    part, base = int(counts[list(shape.leading)].sum()), int(counts.sum())
    if shape.kind is not Kind.MULTI:
        return "ge50" if 2 * part >= base else "lt50"
    true = block.true[: shape.options]
    if few(true, shape, rules) or few(counts, shape, rules):
        return "gt90" if 2 * part > base else "lt10"
    percent = whole_percent(part, base)
    for top, name in ((9, "lt10"), (33, "10-33"), (66, "34-66"), (90, "67-90")):
        if percent <= top:
            return name
    return "gt90"


def _points(share: float) -> int:
    """Return a share in whole points, halves up, inside 0 and 100."""
    return min(max(math.floor(100 * share + 0.5 + 1e-9), 0), 100)


def _whole(value: float) -> float:
    return float(math.floor(value + 0.5 + 1e-9))


def _half(value: float) -> float:
    return math.floor(2 * value + 0.5 + 1e-9) / 2


def _two_figures(value: float) -> float:
    return float(f"{value:.2g}")
