"""Shares of the options of one column, per level of a banner, with the interval that fits each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.codebook import Missing
from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Frame, Target
from analysis.errors import WrongKindError
from analysis.estimate import Flags, level_freedom
from analysis.intervals import Interval, beta_binomial_interval, beta_interval, hypergeometric_interval, t_quantiles

MANY_UNSEEN = 5_000
"""Beyond so many unseen people strata are not convolved: Taylor is as good there."""
MANY_PEOPLE = 5_000
"""Beyond so many people on the roll the exact interval is not computed: Taylor is as good there."""
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
            effective=kish / np.maximum(1 - fraction, 1e-12),
        )

    def interval(self, b: int, k: int, share: float) -> tuple[str, Interval]:
        """Return the name of the interval of one cell, and its ends."""
        if self.census[b]:
            return "census", Interval(share, share)
        if not self.whole[b]:
            return "beta", beta_interval(share, float(self.effective[b]))
        own = self.own[:, b]
        x, n, people = self.cells.n[own, b, k], self.answered[own, b], self.headcounts[own]
        if self.equal[b]:
            return "hypergeometric", hypergeometric_interval(int(x.sum()), int(n.sum()), int(people.sum()))
        found = beta_binomial_interval(x, n, people)
        return "beta-binomial", Interval(found.low / found.total, found.high / found.total)
