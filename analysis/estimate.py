"""Means, totals, ratios and any fixed score over options, with Taylor errors, from cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Frame, Target
from analysis.errors import WrongKindError
from analysis.intervals import t_quantiles

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """One figure per level of a banner.

    Parameters
    ----------
    value, se, low, high : float64 arrays, shape (B,), in the unit of the measure. Never NaN: where ``estimable`` is
        False nobody answered, value and se hold 0 and the interval everything that is possible; ``rows`` gives None.
    base : int64 array, shape (B,), unweighted people who gave an option or a score.
    estimable : bool array, shape (B,).
    df : degrees of freedom of the design.
    level_df : int64 array, shape (B,), what intervals use: of the design, or of the level where rows are clusters;
        0 or less means that no interval could be had and (low, high) is what is possible.
    limits : smallest and largest possible value.
    """

    wave: str
    column: str
    banner: str
    levels: tuple[str, ...]
    measure: str
    target: Target
    value: Sums
    se: Sums
    low: Sums
    high: Sums
    base: Counts64
    estimable: Flags
    df: int
    level_df: Counts64
    limits: tuple[float, float]
    method: str = "taylor"

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one tidy row per level; figures nobody answered for are None."""
        for at, level in enumerate(self.levels):
            known = bool(self.estimable[at])
            yield {
                "wave": self.wave,
                "stub": self.column,
                "option": self.measure,
                "banner": self.banner,
                "group": level,
                "base": int(self.base[at]),
                "estimate": float(self.value[at]) if known else None,
                "se": float(self.se[at]) if known else None,
                "low": float(self.low[at]) if known else None,
                "high": float(self.high[at]) if known else None,
                "df": int(self.level_df[at]),
                "target": str(self.target),
                "method": self.method,
                "marks": () if known else ("empty-base",),
            }


def mean(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return the mean of a scored column per level.

    Parameters
    ----------
    cells : of a number or an index. Responses without a score are outside the domain, not missing from the design.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Raises
    ------
    WrongKindError
        When the column has options and no scores; give them one with ``scored``.

    References
    ----------
    Sarndal, Swensson, Wretman 1992, section 5.8 (domains). R: ``svymean(~y, design)``,
    ``svyby(~y, ~g, design, svymean)``.
    """
    wy, w2y, w2y2 = _scores(cells)
    w, w2 = cells.w[:, :, 0], cells.w2[:, :, 0]
    total = w.sum(axis=0)
    known = total > 0
    scale = np.where(known, total, 1.0)
    value = np.where(known, wy.sum(axis=0) / scale, 0.0)
    sums = (wy - value * w) / scale
    squares = (w2y2 - 2 * value * w2y + value**2 * w2) / scale**2
    frame = design.frame(cells, target)
    limits = (0.0, 100.0) if cells.column.kind == "index" else (-np.inf, np.inf)
    return _estimates(cells, frame, target, "mean", value, frame.variance(sums, squares), known, limits)


def scored(
    cells: Cells,
    scores: Sums,
    design: Design,
    *,
    target: Target = Target.POPULATION,
    measure: str = "score",
) -> Estimates:
    """Return the mean, per level, of a fixed score given to each option.

    One linear contrast with its own variance: not a sum of the variances of the options.

    Parameters
    ----------
    scores : float64 array, shape (K,). Exits have no score and stay outside the domain.
    measure : its name in the rows.

    Raises
    ------
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    R: ``svycontrast(svymean(~factor(q), design), scores)``.
    """
    options = cells.options
    if not cells.column.options:
        raise WrongKindError(what=cells.column.name, need="this measure needs a column with options")
    w, w2 = cells.w[:, :, :options], cells.w2[:, :, :options]
    by_level = w.sum(axis=0)
    total = by_level.sum(axis=1)
    known = total > 0
    scale = np.where(known, total, 1.0)
    value = np.where(known, by_level @ scores / scale, 0.0)
    deviation = scores[None, :] - value[:, None]
    sums = (w * deviation).sum(axis=2) / scale
    squares = (w2 * deviation**2).sum(axis=2) / scale**2
    frame = design.frame(cells, target)
    limits = (float(scores.min()), float(scores.max()))
    return _estimates(cells, frame, target, measure, value, frame.variance(sums, squares), known, limits)


def total(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return the weighted total of a scored column per level.

    Weights must add up to the population for the total to mean something; every other figure is free of their scale.

    References
    ----------
    R: ``svytotal(~y, design)``, ``svytotal(~y, subset(design, g == level))``.
    """
    wy, _, w2y2 = _scores(cells)
    frame = design.frame(cells, target)
    known = cells.base > 0
    return _estimates(cells, frame, target, "total", wy.sum(axis=0), frame.variance(wy, w2y2), known, (-np.inf, np.inf))


def ratio(numerator: Cells, denominator: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return the ratio of the totals of two scored columns per level.

    Parameters
    ----------
    numerator, denominator : cells of one wave and banner whose rows are clusters; a sample of single people is counted
        with ``psu`` different for every response, because products of two columns are not in the cells.

    Raises
    ------
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    R: ``svyratio(~y, ~x, design)``.
    """
    wy, wx = _scores(numerator)[0], _scores(denominator)[0]
    if not numerator.clustered:
        raise WrongKindError(what=numerator.column.name, need="a ratio needs cells whose rows are clusters")
    bottom = wx.sum(axis=0)
    known = bottom != 0
    scale = np.where(known, bottom, 1.0)
    value = np.where(known, wy.sum(axis=0) / scale, 0.0)
    sums = (wy - value * wx) / scale
    frame = design.frame(numerator, target)
    variance = frame.variance(sums, sums**2)
    return _estimates(numerator, frame, target, "ratio", value, variance, known, (-np.inf, np.inf))


def level_freedom(cells: Cells, frame: Frame) -> Counts64:
    """Return the degrees of freedom of each level, shape (B,).

    In a clustered design a domain lives in few clusters, and its errors are no better known than these allow; in a
    design of people the strata are the design's, whatever the domain.

    Parameters
    ----------
    frame : of the same cells, see ``Design.frame``.

    References
    ----------
    Korn and Graubard 1999, section 5.2. R: ``degf(design)``, ``degf(subset(design, g == level))``.
    """
    return cells.domain_df() if cells.clustered else np.full(len(cells.levels), frame.df, dtype=np.int64)


def _scores(cells: Cells) -> tuple[Sums, Sums, Sums]:
    if cells.wy is None or cells.w2y is None or cells.w2y2 is None:
        raise WrongKindError(what=cells.column.name, need="this measure needs a column with scores")
    return cells.wy, cells.w2y, cells.w2y2


def _estimates(
    cells: Cells,
    frame: Frame,
    target: Target,
    measure: str,
    value: Sums,
    variance: Sums,
    known: Flags,
    limits: tuple[float, float],
) -> Estimates:
    se = np.sqrt(np.where(known, variance, 0.0))
    level_df = level_freedom(cells, frame)
    half = t_quantiles(level_df) * se
    inside = (level_df > 0) | (se == 0)
    low = np.where(inside, np.maximum(value - half, limits[0]), limits[0])
    high = np.where(inside, np.minimum(value + half, limits[1]), limits[1])
    return Estimates(
        wave=cells.wave,
        column=cells.column.name,
        banner=cells.banner,
        levels=tuple(level.key for level in cells.levels),
        measure=measure,
        target=target,
        value=value,
        se=se,
        low=np.where(known, low, limits[0]),
        high=np.where(known, high, limits[1]),
        base=cells.base,
        estimable=known,
        df=frame.df,
        level_df=level_df,
        limits=limits,
    )
