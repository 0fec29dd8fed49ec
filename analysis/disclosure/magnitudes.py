"""Numbers and dates told from classes of values that stand before anybody looks.

A number is counted in classes that follow from its range alone. The counts are rounded like those of any question, with
all margins and with every sum from the lowest class up; mean, median, errors and band are computed from the rounded
counts and from nothing else. So whoever knew all of it could still not tell how many gave an answer more closely than
two apart, nor the largest answer more closely than the uppermost class is wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Option, Range
from analysis.counting import Cells
from analysis.counting.cells import Counts64, Sums
from analysis.errors import AnalysisError

MOST = 50
"""Equal classes at most; near nought there are narrower ones."""
STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Where classes begin in every power of ten, as long as they are narrower than the equal ones."""
END = 0.2
"""Part of the largest possible number that the uppermost class covers: none in it is told within a tenth."""
END_OF_DATES = 0.1
"""Part of its span that the first and the last class of a date cover."""
DECADES = range(-1, 6)
"""Powers of ten that a number of unknown range is told apart in."""
QUARTERS = ("q1", "q2", "q3", "q4")


class UncountedValuesError(AnalysisError):
    """A number whose values were not counted."""

    code = "uncounted-values"
    template = "{column}: its values were not counted, and without them no number is told. Count it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes of values, lowest first.

    Parameters
    ----------
    edges : float64 array, shape (K,), where each class begins.
    top : where the last one ends, infinity without a range.
    points : float64 array, shape (K,), the value that stands for a class: its middle.
    whole : whether only whole numbers lie in them.
    """

    edges: Sums
    top: float
    points: Sums
    whole: bool

    def of(self, values: Sums) -> Counts64:
        """Return the class of each value; what lies outside goes to the outermost."""
        at = np.searchsorted(self.edges, values, side="right") - 1
        return np.clip(at, 0, len(self.edges) - 1).astype(np.int64)

    def noise(self, counts: npt.ArrayLike) -> float:
        """Return the sum of squared steps over the sums from below that rounding may have moved.

        Times the variance of one rounding it is the variance that rounding gives the sum of the values.
        """
        below = np.cumsum(np.asarray(counts, dtype=np.float64))[:-1]
        inside = (below > 0) & (below < below[-1] + np.asarray(counts, dtype=np.float64)[-1])
        return float((np.diff(self.points)[inside] ** 2).sum())

    def median(self, weights: npt.ArrayLike) -> float:
        """Return the median: interpolated in its class, or the one value that a class holds."""
        weight = np.asarray(weights, dtype=np.float64)
        below = np.cumsum(weight)
        at = int(np.argmax(below >= below[-1] / 2 * (1 - 1e-12)))
        end = self.edges[at + 1] if at + 1 < len(self.edges) else self.top
        if not np.isfinite(end) or (self.whole and end - self.edges[at] <= 1):
            return float(self.points[at])
        begin = self.edges[at] - (0.5 if self.whole else 0.0)
        share = (below[-1] / 2 - (below[at] - weight[at])) / weight[at]
        return float(begin + share * (end - self.edges[at]))

    def quarter(self, counts: npt.ArrayLike, span: Range) -> str:
        """Return the quarter of the range that the class of the median lies in, by its middle."""
        below = np.cumsum(np.asarray(counts, dtype=np.float64))
        return QUARTERS[int(self.quarters(span)[int(np.argmax(2 * below >= below[-1]))])]

    def quarters(self, span: Range) -> Counts64:
        """Return the quarter, 0 to 3, that the middle of each class lies in."""
        found = np.floor((self.points - span.low) / max(span.high - span.low, 1e-12) * len(QUARTERS))
        return np.clip(found, 0, len(QUARTERS) - 1).astype(np.int64)


def classes_of(column: Column) -> Classes:
    """Return the classes of a number or a date; they follow from its range alone.

    At most fifty are equally wide (1, 2 or 5 times a power of ten); near nought, where that would be coarse, they begin
    at 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. The uppermost covers a fifth of the largest number, the
    lowest a fifth of the least where that is negative; of a date each end covers a tenth of the span.
    """
    span = column.range
    if span is None:
        ladder = [step * 10.0**power for power in DECADES for step in STEPS]
        edges = [*(-one for one in reversed(ladder)), 0.0, *ladder]
        return _classes(edges, np.inf, whole=False)
    if span.high <= span.low:
        return _classes([span.low], span.high, whole=False)
    dated = span.origin is not None
    whole = span.whole or dated
    width = _nice((span.high - span.low) / MOST)
    if whole:
        width = max(width, 1.0)
    if dated:
        end = END_OF_DATES * (span.high - span.low)
        first, last = span.low + end, span.high - end
        inner = _equal(span.low, span.high, width)
    else:
        first = span.low + END * max(min(span.high, 0.0) - span.low, 0.0)
        last = span.high - END * max(span.high - max(span.low, 0.0), 0.0)
        inner = sorted({*_near_nought(span, width, whole=whole), *_equal(span.low, span.high, width)})
    if whole:
        first, last = np.ceil(first), np.floor(last)
    edges = [span.low, *(one for one in (first, *inner, last) if max(span.low, first - 1e-9) <= one <= last)]
    return _classes(sorted({one for one in edges if one < span.high}), span.high + float(whole), whole=whole)


def _nice(least: float) -> float:
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-9)))


def _equal(low: float, high: float, width: float) -> list[float]:
    """Return the multiples of a width inside a range."""
    numbers = np.arange(np.floor(low / width) + 1, np.ceil(high / width))
    return [float(round(number * width, 9)) for number in numbers]


def _near_nought(span: Range, width: float, *, whole: bool) -> list[float]:
    """Return where the narrower classes begin: nought, and either side of it up to where they are as wide as others."""
    least = max(width / 20, 1.0) if whole else width / 20
    power = int(np.floor(np.log10(least)))
    ladder = [round(step * 10.0**at, 9) for at in range(power, power + 4) for step in STEPS]
    ladder = [one for one in ladder if one >= least * (1 - 1e-9) and not (whole and one % 1)]
    wide = next((at for at, (one, two) in enumerate(pairwise(ladder)) if two - one >= width * (1 - 1e-9)), len(ladder))
    small = ladder[: wide + 1]
    found = [0.0, *small, *(-one for one in small)]
    if whole:
        found.append(1.0)
    return [one for one in found if span.low < one < span.high]


def _classes(edges: Sequence[float], top: float, *, whole: bool) -> Classes:
    starts = np.asarray(edges, dtype=np.float64)
    ends = np.append(starts[1:], top if np.isfinite(top) else starts[-1])
    return Classes(edges=starts, top=top, points=(starts + ends - float(whole)) / 2, whole=whole)


def classed(cells: Cells) -> Cells:
    """Return the cells of a number as those of a column whose options are its classes.

    Raises
    ------
    UncountedValuesError
        The values were not counted.
    """
    spread = cells.spread
    if spread is None:
        raise UncountedValuesError(column=cells.column.name)
    classes = classes_of(cells.column)
    ends = np.searchsorted(classes.of(spread.values), np.arange(len(classes.points)), side="right")
    n = np.asarray(_up_to(spread.n.astype(np.float64), ends), dtype=np.int64)
    w = np.where(n > 0, _up_to(spread.w, ends), 0.0)
    # squares of weights are counted of all classes together: each class gets the average
    level = cells.w[:, :, :1] ** 2 / np.maximum(cells.n[:, :, :1], 1)
    uneven = np.divide(cells.w2[:, :, :1], level, out=np.ones_like(level), where=level > 0)
    squares = w**2 / np.maximum(n, 1) * uneven
    return replace(
        cells,
        column=with_classes(cells.column, classes),
        n=np.concatenate([n, cells.n[:, :, 1:]], axis=2),
        w=np.concatenate([w, cells.w[:, :, 1:]], axis=2),
        w2=np.concatenate([squares, cells.w2[:, :, 1:]], axis=2),
        wy=None,
        w2y=None,
        w2y2=None,
        spread=None,
    )


def _up_to(parts: Sums, ends: Counts64) -> Sums:
    """Return the sums of the last axis from each end to the next."""
    below = np.concatenate([np.zeros((*parts.shape[:2], 1)), np.cumsum(parts, axis=2)], axis=2)[:, :, ends]
    return np.diff(below, axis=2, prepend=0.0)


def with_classes(column: Column, classes: Classes) -> Column:
    """Return the column of a number with its classes for options, numbered from 1."""
    return replace(column, options=tuple(Option(code=at + 1, label={}) for at in range(len(classes.points))))


def sums_from_below(counts: Counts64, base: int) -> list[tuple[int, ...]]:
    """Return the sets of classes whose sums are rounded too: from the lowest up, without classes that nobody is in.

    Up to where fewer than ``base`` are left: how many answered is known exactly, and so would be the last few.
    """
    filled = np.flatnonzero(counts).tolist()
    left = int(counts.sum()) - np.cumsum(counts)
    return [tuple(filled[: at + 1]) for at in range(1, len(filled)) if left[filled[at]] >= base]
