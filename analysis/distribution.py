"""Shares of the options of one column, per level of a banner, with the interval that fits each cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Factors, Target
from analysis.errors import NoHeadcountsError, WrongKindError
from analysis.estimate import Flags, level_freedom
from analysis.fitting import EXACT, Ends, Rolls
from analysis.intervals import (
    CONFIDENCE,
    Interval,
    asin_interval,
    beta_interval,
    korn_graubard_interval,
    logit_interval,
    mean_interval,
    t_quantiles,
    wilson_interval,
)
from analysis.rolls import SMALL_ROLL, all_roll_ends

TOGETHER = 30_000
"""Cells of tables that are computed together: as many as a processor keeps at hand."""
NEAR = 0.05
"""Distance from 0 and 1 inside which Taylor is not trusted for a base that is the roll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Shares among those who gave an option.

    Parameters
    ----------
    share, se, low, high : float64 arrays, shape (B, K), 0-1. Never NaN: where ``estimable`` is False nobody answered,
        share and se hold 0 and the interval 0-1; ``rows`` gives None.
    method : per level and option the name of the interval: ``census``, ``hypergeometric``, ``beta-binomial``,
        ``logit``, ``beta``, ``none`` (nobody answered).
    base, asked, dont_know, refused, skipped, not_asked : int64 arrays, shape (B,), unweighted people.
    estimable : bool array, shape (B,).
    df : units minus strata of the design.
    level_df : int64 array, shape (B,), what intervals use: of the design, or of the level where rows are clusters.
    lonely, unseen : labels of strata with a single answer, and without any.
    """

    cells: Cells
    target: Target
    share: Sums
    se: Sums
    low: Sums
    high: Sums
    method: tuple[tuple[str, ...], ...]
    base: Counts64
    asked: Counts64
    dont_know: Counts64
    refused: Counts64
    skipped: Counts64
    not_asked: Counts64
    estimable: Flags
    df: int
    level_df: Counts64
    lonely: tuple[str, ...]
    unseen: tuple[str, ...]

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one tidy row per level and option; figures that nobody answered for are None."""
        marks = (("lonely-stratum",) if self.lonely else ()) + (("unseen-stratum",) if self.unseen else ())
        for b in range(len(self.cells.levels)):
            known = bool(self.estimable[b])
            for k in range(self.cells.options):
                yield {
                    **self.cells.named(k, b),
                    "base": int(self.base[b]),
                    "estimate": float(self.share[b, k]) if known else None,
                    "se": float(self.se[b, k]) if known else None,
                    "low": float(self.low[b, k]) if known else None,
                    "high": float(self.high[b, k]) if known else None,
                    "df": int(self.level_df[b]),
                    "target": str(self.target),
                    "method": self.method[b][k],
                    "marks": marks if known else ("empty-base",),
                }


def distribution(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Distribution:
    """Return the share of each option per level, with errors and intervals.

    Parameters
    ----------
    cells : of a column with options. Levels are domains: responses of other levels stay in the design with zero.
    design : strata and headcounts.
    target : population (finite correction: a stratum fully seen adds no error) or process.

    Returns
    -------
    Distribution
        Intervals: exact where everyone was seen; hypergeometric where the base is the roll of the group and weights are
        equal; beta-binomial convolution for such bases with unequal weights when the share is below 5 or above 95 %
        or a stratum has fewer than 3 answers; Taylor on the logit scale otherwise; beta with the Kish effect when the
        share is 0 or 1 or there is no degree of freedom.

    Raises
    ------
    WrongKindError
        For a column without options.
    TooManyAnswersError, NoHeadcountsError, DesignMismatchError
        See ``Design.frame``.

    References
    ----------
    Sarndal, Swensson, Wretman 1992, sections 5.8, 15.6; Korn and Graubard 1998. R: ``svymean(~factor(q), design)``,
    ``svyby(~factor(q), ~g, design, svymean)``, ``svyciprop``.
    """
    return distributions((cells,), design, target=target)[0]


def distributions(
    tables: Sequence[Cells], design: Design, *, target: Target = Target.POPULATION
) -> tuple[Distribution, ...]:
    """Return the shares of several tables of one wave, each as ``distribution`` gives it, computed together.

    Tables of one shape go through numpy at once: hundreds of small tables cost little more than one.

    Parameters
    ----------
    tables : cells of columns with options.
    design : strata and headcounts.
    target : population or process.

    Raises
    ------
    WrongKindError, TooManyAnswersError, NoHeadcountsError, DesignMismatchError
        See ``distribution``.

    References
    ----------
    See ``distribution``. R: ``lapply(formulas, svymean, design)``.
    """
    for cells in tables:
        if not cells.column.options:
            raise WrongKindError(what=cells.column.name, need="shares need a column with options")
    found: dict[int, Distribution] = {}
    for places in same_shape(tables):
        found |= zip(places, _alike([tables[at] for at in places], design, target), strict=True)
    return tuple(found[at] for at in range(len(tables)))


def same_shape(tables: Sequence[Cells]) -> Iterator[list[int]]:
    """Yield the places of tables that have the same rows and shape, as many as are best computed together.

    Parameters
    ----------
    tables : of one wave.

    References
    ----------
    None; a design of this library. R: none.
    """
    kinds: dict[tuple[tuple[int, ...], bool, bytes], list[int]] = {}
    for at, cells in enumerate(tables):
        rows = cells.row_stratum.tobytes() if cells.clustered else b""
        kinds.setdefault((cells.n.shape, cells.clustered, rows), []).append(at)
    for (shape, *_), places in kinds.items():
        step = max(1, TOGETHER // math.prod(shape))
        yield from (places[start : start + step] for start in range(0, len(places), step))


def _alike(tables: Sequence[Cells], design: Design, target: Target) -> Iterator[Distribution]:
    """Yield the shares of tables of one shape; the first axis of every array here is the table."""
    options = tables[0].options
    frames = [design.frame(cells, target) for cells in tables]
    n, w, w2 = (np.stack([getattr(cells, part) for cells in tables]) for part in ("n", "w", "w2"))
    w, w2 = w[..., :options], w2[..., :options]
    level_w, level_w2 = w.sum(axis=3, keepdims=True), w2.sum(axis=3, keepdims=True)
    total = level_w.sum(axis=1)
    known = total[..., 0] > 0
    scale = np.where(total > 0, total, 1.0)
    share = w.sum(axis=1) / scale
    by_row, scale_by_row = share[:, None], scale[:, None]
    sums = (w - by_row * level_w) / scale_by_row
    squares = ((1 - 2 * by_row) * w2 + by_row**2 * level_w2) / scale_by_row**2
    se = np.sqrt(Factors.together(frames).variance(sums, squares))
    level_df = np.stack([level_freedom(cells, frame) for cells, frame in zip(tables, frames, strict=True)])
    rolls = Rolls.of(tables, (n, w, w2), design, frames, target)
    low, high, method = _intervals(rolls, share, se, known, level_df)
    by_state = n.sum(axis=1)
    base, asked = by_state[..., :options].sum(axis=2), by_state[..., :-1].sum(axis=2)
    for at, (cells, frame) in enumerate(zip(tables, frames, strict=True)):
        dont_know, refused, skipped, not_asked = by_state[at, :, options:].T
        yield Distribution(
            cells=cells,
            target=target,
            share=share[at],
            se=se[at],
            low=low[at],
            high=high[at],
            method=tuple(tuple(names) for names in method[at]),
            base=base[at],
            asked=asked[at],
            dont_know=dont_know,
            refused=refused,
            skipped=skipped,
            not_asked=not_asked,
            estimable=known[at],
            df=frame.df,
            level_df=level_df[at],
            lonely=tuple(cells.strata[row] for row in frame.lonely),
            unseen=tuple(cells.strata[row] for row in frame.unseen),
        )


def with_intervals(found: Distribution, design: Design, ends: Ends) -> Distribution:
    """Return the distribution with intervals of one chosen kind in place of those that fit each cell.

    Everyone seen, or a share of 0 or 1 under a kind that has no answer to it, keeps the fitting interval and its name.

    Parameters
    ----------
    found : from ``distribution``, with the same design.
    design : strata and headcounts.
    ends : the kind.

    Returns
    -------
    Distribution

    Raises
    ------
    WrongKindError
        A kind for whole rolls where the base is not the roll of whole strata (opinions, routed items, traits, the
        process target), or has unequal weights.

    References
    ----------
    Korn and Graubard 1998; Wilson 1927; Wright 1991. R: ``svyciprop(~q == k, design, method = "logit" | "beta" |
    "asin" | "mean")``, ``hyp_ci``, ``hyp_midp``, ``bb_ci`` of ref_lib.R.
    """
    if ends is Ends.FITTING:
        return found
    cells, options = found.cells, found.cells.options
    parts = cells.n[None], cells.w[None, ..., :options], cells.w2[None, ..., :options]
    rolls = Rolls.of([cells], parts, design, [design.frame(cells, found.target)], found.target)
    low, high = found.low.copy(), found.high.copy()
    method = [list(names) for names in found.method]
    for b, k in zip(*np.nonzero(found.estimable[:, None] & (found.se >= 0)), strict=True):
        if method[b][k] == "census":
            continue
        made = rolls.exact(0, int(b), int(k), ends) if ends in EXACT else _taylor(ends, found, rolls, int(b), int(k))
        if made is not None:
            low[b, k], high[b, k], method[b][k] = made.low, made.high, ends.value
    return replace(found, low=low, high=high, method=tuple(tuple(names) for names in method))


def possible(found: Distribution, design: Design) -> tuple[Sums, Sums]:
    """Return the smallest and the largest share that can be true, whatever those who were not seen would have said.

    Parameters
    ----------
    found : from ``distribution``.
    design : with headcounts.

    Returns
    -------
    tuple
        float64 arrays, shape (B, K), 0-1, unweighted; 0 and 1 for levels that are not whole strata, whose roll nobody
        knows.

    Raises
    ------
    NoHeadcountsError
        A design without headcounts.

    References
    ----------
    Horowitz and Manski 1998. R: ``x / N``, ``(x + N - n) / N``.
    """
    cells = found.cells
    if design.headcounts is None or cells.clustered:
        raise NoHeadcountsError(what=cells.column.name)
    design.frame(cells, Target.POPULATION)
    here = cells.n.sum(axis=2)
    own = here > 0
    whole = (~own | (here == cells.stratum_n[:, None])).all(axis=0) & own.any(axis=0)
    answers, x = found.base[:, None].astype(np.float64), cells.table().T
    options = cells.options
    known = cells.n[:, :, :options].sum(axis=(0, 2)) + cells.n[:, :, options].sum(axis=0)
    known = known + cells.n[:, :, options + 3].sum(axis=0)
    unseen = (design.headcounts @ own - known)[:, None]
    size = np.maximum(answers + unseen, 1)
    sure = whole[:, None]
    return np.where(sure, x / size, 0.0), np.where(sure, (x + unseen) / size, 1.0)


def _taylor(ends: Ends, found: Distribution, rolls: Rolls, b: int, k: int) -> Interval | None:
    """Return the interval of a cell from its error; None where this kind has none."""
    p, se, df, n = float(found.share[b, k]), float(found.se[b, k]), int(found.level_df[b]), int(found.base[b])
    if ends is Ends.CLOPPER_PEARSON:
        return beta_interval(p, float(rolls.effective[0, b]))
    if ends is Ends.WILSON:
        size = float(rolls.effective[0, b])
        return wilson_interval(p * size, size)
    if se <= 0 or df <= 0:
        return None
    if ends is Ends.KORN_GRAUBARD:
        return korn_graubard_interval(p, se, n, df)
    return {Ends.LOGIT: logit_interval, Ends.ASIN: asin_interval, Ends.MEAN: mean_interval}[ends](p, se, df)


def _intervals(
    rolls: Rolls, share: Sums, se: Sums, known: Flags, df: Counts64
) -> tuple[Sums, Sums, list[list[list[str]]]]:
    """Return both ends and the name of each interval, shape (tables, B, K)."""
    inside = (share > 0) & (share < 1) & (se > 0) & (df > 0)[..., None]
    safe = np.where(inside, share, 0.5)
    half = t_quantiles(df)[..., None] * se / (safe * (1 - safe))
    centre = special.logit(safe)
    low = np.where(inside, special.expit(centre - half), 0.0)
    high = np.where(inside, special.expit(centre + half), 1.0)
    method = np.where(inside, "logit", "none").astype(object)
    extreme = (share < NEAR) | (share > 1 - NEAR) | (rolls.smallest < 3)[..., None]
    exact = rolls.whole & rolls.equal & ~rolls.census & (rolls.people <= SMALL_ROLL) & known
    other = ~inside | (rolls.census | (rolls.whole & rolls.equal))[..., None] | (rolls.whole[..., None] & extreme)
    other &= (known & ~exact)[..., None]
    for t, b, k in zip(*np.nonzero(other), strict=True):
        p = float(share[t, b, k])
        name, found = rolls.interval(int(t), int(b), int(k), p)
        if name == "beta" and inside[t, b, k]:
            continue  # nothing fits better than Taylor
        low[t, b, k], high[t, b, k], method[t, b, k] = min(found.low, p), max(found.high, p), name
    sizes = np.stack((rolls.size, rolls.people), axis=2)
    for n, people in np.unique(sizes[exact], axis=0):
        here = exact & (rolls.size == n) & (rolls.people == people)
        fewest, most = all_roll_ends(int(n), int(people), CONFIDENCE, mid=False)
        x, p = rolls.chosen[here], share[here]
        low[here], high[here] = np.minimum(fewest[x] / people, p), np.maximum(most[x] / people, p)
        method[here] = "hypergeometric"
    return low, high, method.tolist()
