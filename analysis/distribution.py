"""Shares of the options of one column, per level of a banner, with the interval that fits each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import special

from analysis.codebook import Missing
from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Frame, Target
from analysis.errors import NoHeadcountsError, WrongKindError
from analysis.estimate import Flags, level_freedom
from analysis.intervals import (
    Interval,
    asin_interval,
    beta_binomial_interval,
    beta_interval,
    hypergeometric_interval,
    korn_graubard_interval,
    logit_interval,
    mean_interval,
    mid_p_interval,
    t_quantiles,
    wilson_interval,
)

MANY_UNSEEN = 5_000
"""Beyond so many unseen people strata are not convolved: Taylor is as good there."""
MANY_PEOPLE = 5_000
"""Beyond so many people on the roll the exact interval is not computed: Taylor is as good there."""
NEAR = 0.05
"""Distance from 0 and 1 inside which Taylor is not trusted for a base that is the roll."""


class Ends(StrEnum):
    """How the ends of an interval of a share are found."""

    FITTING = "fitting"
    """Whatever fits each cell, see ``distribution``."""
    LOGIT = "logit"
    KORN_GRAUBARD = "korn-graubard"
    ASIN = "asin"
    MEAN = "mean"
    """Plain t interval cut to 0-1, to compare with older tables."""
    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper-pearson"
    HYPERGEOMETRIC = "hypergeometric"
    MID_P = "mid-p"
    BETA_BINOMIAL = "beta-binomial"


EXACT = (Ends.HYPERGEOMETRIC, Ends.MID_P, Ends.BETA_BINOMIAL)
"""They need a base that is the roll of whole strata."""


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
        for b, level in enumerate(self.cells.levels):
            known = bool(self.estimable[b])
            for k, option in enumerate(self.cells.column.options):
                yield {
                    "wave": self.cells.wave,
                    "stub": self.cells.column.name,
                    "option": option.code,
                    "banner": self.cells.banner,
                    "group": level.key,
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
    options = cells.options
    if not cells.column.options:
        raise WrongKindError(what=cells.column.name, need="shares need a column with options")
    frame = design.frame(cells, target)
    w, w2 = cells.w[:, :, :options], cells.w2[:, :, :options]
    level_w, level_w2 = w.sum(axis=2, keepdims=True), w2.sum(axis=2, keepdims=True)
    total = level_w.sum(axis=0)
    known = total[:, 0] > 0
    scale = np.where(total > 0, total, 1.0)
    share = w.sum(axis=0) / scale
    sums = (w - share * level_w) / scale
    squares = ((1 - 2 * share) * w2 + share**2 * level_w2) / scale**2
    se = np.sqrt(frame.variance(sums, squares))
    level_df = level_freedom(cells, frame)
    low, high, method = _intervals(cells, design, frame, target, share, se, known, level_df)
    return Distribution(
        cells=cells,
        target=target,
        share=share,
        se=se,
        low=low,
        high=high,
        method=method,
        base=cells.base,
        asked=cells.asked,
        dont_know=cells.exits(Missing.DONT_KNOW),
        refused=cells.exits(Missing.REFUSED),
        skipped=cells.exits(Missing.SKIPPED),
        not_asked=cells.exits(Missing.NOT_ASKED),
        estimable=known,
        df=frame.df,
        level_df=level_df,
        lonely=tuple(cells.strata[at] for at in frame.lonely),
        unseen=tuple(cells.strata[at] for at in frame.unseen),
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
    rolls = _Rolls.of(found.cells, design, design.frame(found.cells, found.target), found.target)
    low, high = found.low.copy(), found.high.copy()
    method = [list(names) for names in found.method]
    for b, k in zip(*np.nonzero(found.estimable[:, None] & (found.se >= 0)), strict=True):
        if method[b][k] == "census":
            continue
        made = rolls.exact(int(b), int(k), ends) if ends in EXACT else _taylor(ends, found, rolls, int(b), int(k))
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


def _taylor(ends: Ends, found: Distribution, rolls: _Rolls, b: int, k: int) -> Interval | None:
    """Return the interval of a cell from its error; None where this kind has none."""
    p, se, df, n = float(found.share[b, k]), float(found.se[b, k]), int(found.level_df[b]), int(found.base[b])
    if ends is Ends.CLOPPER_PEARSON:
        return beta_interval(p, float(rolls.effective[b]))
    if ends is Ends.WILSON:
        size = float(rolls.effective[b])
        return wilson_interval(p * size, size)
    if se <= 0 or df <= 0:
        return None
    if ends is Ends.KORN_GRAUBARD:
        return korn_graubard_interval(p, se, n, df)
    return {Ends.LOGIT: logit_interval, Ends.ASIN: asin_interval, Ends.MEAN: mean_interval}[ends](p, se, df)


def _intervals(
    cells: Cells, design: Design, frame: Frame, target: Target, share: Sums, se: Sums, known: Flags, df: Counts64
) -> tuple[Sums, Sums, tuple[tuple[str, ...], ...]]:
    inside = (share > 0) & (share < 1) & (se > 0) & (df > 0)[:, None]
    safe = np.where(inside, share, 0.5)
    half = t_quantiles(df)[:, None] * se / (safe * (1 - safe))
    centre = special.logit(safe)
    low = np.where(inside, special.expit(centre - half), 0.0)
    high = np.where(inside, special.expit(centre + half), 1.0)
    method = [["logit" if taylor else "none" for taylor in row] for row in inside.tolist()]
    rolls = _Rolls.of(cells, design, frame, target)
    extreme = (share < NEAR) | (share > 1 - NEAR) | (rolls.smallest < 3)[:, None]
    fitting = rolls.census | (rolls.whole & rolls.equal)
    other = (~inside | fitting[:, None] | (rolls.whole[:, None] & extreme)) & known[:, None]
    for b, k in zip(*np.nonzero(other), strict=True):
        p = float(share[b, k])
        name, found = rolls.interval(int(b), int(k), p)
        if name == "beta" and inside[b, k]:
            continue  # nothing fits better than Taylor
        low[b, k], high[b, k], method[b][k] = min(found.low, p), max(found.high, p), name
    return low, high, tuple(tuple(row) for row in method)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rolls:
    """What is known about the roll of each level: it decides which interval may be had."""

    cells: Cells
    headcounts: Counts64
    answered: Counts64
    """Answers by row and level, shape (H, B)."""
    own: Flags
    """Rows with people of the level, shape (H, B)."""
    census: Flags
    """Everybody who could be in the level was seen, shape (B,)."""
    whole: Flags
    """The base is the roll: whole strata, nobody without an opinion or outside the question, shape (B,)."""
    equal: Flags
    """Weights of the level are equal and its roll is small enough for exact computation, shape (B,)."""
    smallest: Counts64
    """Fewest answers of a stratum of the level, shape (B,)."""
    chosen: Counts64
    """Answers by level and option, shape (B, K)."""
    size: Counts64
    """Answers of each level, shape (B,)."""
    people: Counts64
    """People on the roll of the strata of each level, shape (B,)."""
    effective: Sums
    """Answers over the Kish effect, and over the share of people unseen, shape (B,)."""

    @classmethod
    def of(cls, cells: Cells, design: Design, frame: Frame, target: Target) -> _Rolls:
        options = cells.options
        here = cells.n.sum(axis=2)
        answered = cells.n[:, :, :options].sum(axis=2)
        own = here > 0
        in_full = (~own | (here == cells.stratum_n[:, None])).all(axis=0)
        opinion = cells.n[:, :, options].any(axis=0) | cells.n[:, :, options + 3].any(axis=0)
        # nobody knows which level an unseen stratum belongs to
        reached = target is Target.POPULATION and not frame.unseen
        fraction = np.where(own | ~in_full, frame.fraction[frame.of][:, None], 1.0).min(axis=0)
        if frame.unseen:
            fraction = np.full(len(cells.levels), frame.fraction.mean())
        w, w2 = cells.w[:, :, :options].sum(axis=(0, 2)), cells.w2[:, :, :options].sum(axis=(0, 2))
        rolls = answered.sum(axis=1)
        if design.headcounts is not None and not cells.clustered:
            rolls = design.headcounts
        size, people = answered.sum(axis=0), rolls @ own
        kish = np.divide(w**2, w2, out=np.zeros_like(w), where=w2 > 0)
        return cls(
            cells=cells,
            headcounts=rolls,
            answered=answered,
            own=own,
            census=reached & (fraction >= 1),
            whole=reached & in_full & ~opinion & (not cells.clustered) & (people - size <= MANY_UNSEEN),
            equal=(np.abs(w2 * size - w**2) <= 1e-9 * w**2) & (people <= MANY_PEOPLE),
            smallest=np.where(own, answered, people).min(axis=0),
            chosen=cells.n[:, :, :options].sum(axis=0),
            size=size,
            people=people,
            effective=kish / np.maximum(1 - fraction, 1e-12),
        )

    def interval(self, b: int, k: int, share: float) -> tuple[str, Interval]:
        """Return the name of the interval of one cell, and its ends."""
        if self.census[b]:
            return "census", Interval(share, share)
        if not self.whole[b]:
            return "beta", beta_interval(share, float(self.effective[b]))
        if self.equal[b]:
            sizes = int(self.chosen[b, k]), int(self.size[b]), int(self.people[b])
            return "hypergeometric", hypergeometric_interval(*sizes)
        own = self.own[:, b]
        x, n, people = self.cells.n[own, b, k], self.answered[own, b], self.headcounts[own]
        found = beta_binomial_interval(x, n, people)
        return "beta-binomial", Interval(found.low / found.total, found.high / found.total)

    def exact(self, b: int, k: int, ends: Ends) -> Interval:
        """Return an interval of a kind that needs the whole roll of a level."""
        if not self.whole[b] or (ends is not Ends.BETA_BINOMIAL and not self.equal[b]):
            raise WrongKindError(
                what=f"{self.cells.column.name}, {self.cells.levels[b].key}",
                need=f"a {ends} interval needs a base that is the whole roll of whole strata, with equal weights",
            )
        own = self.own[:, b]
        x, n, people = self.cells.n[own, b, k], self.answered[own, b], self.headcounts[own]
        if ends is Ends.BETA_BINOMIAL:
            found = beta_binomial_interval(x, n, people)
            return Interval(found.low / found.total, found.high / found.total)
        exactly = mid_p_interval if ends is Ends.MID_P else hypergeometric_interval
        return exactly(int(x.sum()), int(n.sum()), int(people.sum()))
