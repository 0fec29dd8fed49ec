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
from analysis.estimate import Flags
from analysis.intervals import Interval, beta_binomial_interval, beta_interval, hypergeometric_interval, t_quantile

MANY_UNSEEN = 5_000
"""Beyond so many unseen people strata are not convolved: normal approximations are as good there."""


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
    df : units minus strata.
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
    low, high, method = _intervals(cells, design, frame, target, share, se, known)
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
        lonely=tuple(cells.strata[at] for at in frame.lonely),
        unseen=tuple(cells.strata[at] for at in frame.unseen),
    )


def _intervals(
    cells: Cells, design: Design, frame: Frame, target: Target, share: Sums, se: Sums, known: Flags
) -> tuple[Sums, Sums, tuple[tuple[str, ...], ...]]:
    inside = (share > 0) & (share < 1) & (se > 0)
    safe = np.where(inside, share, 0.5)
    half = (t_quantile(frame.df) if frame.df > 0 else 0.0) * se / (safe * (1 - safe))
    centre = special.logit(safe)
    low = np.where(inside, special.expit(centre - half), 0.0)
    high = np.where(inside, special.expit(centre + half), 1.0)
    method = np.where(inside & (frame.df > 0), "logit", "none").astype(object)
    for b in np.flatnonzero(known):
        group = _Group.of(cells, design, frame, target, int(b))
        for k in range(share.shape[1]):
            if group.exact or method[b, k] == "none" or group.fragile(float(share[b, k])):
                name, found = group.interval(k, float(share[b, k]), str(method[b, k]))
                if found is not None:
                    low[b, k], high[b, k] = min(found.low, share[b, k]), max(found.high, share[b, k])
                method[b, k] = name
    return low, high, tuple(tuple(str(name) for name in row) for row in method)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """One level: what is known about its roll decides which interval may be had."""

    population: bool
    census: bool
    """Everybody who could be in the level was seen."""
    roll: bool
    """The base is the roll: whole strata, and nobody without an opinion or outside the question."""
    equal: bool
    """All weights of the level are equal."""
    x: Counts64
    """Answers per stratum and option, shape (H', K)."""
    n: Counts64
    """Answers per stratum, shape (H',)."""
    N: Counts64
    """People on the roll per stratum, shape (H',)."""
    effective: float
    """n over the Kish effect."""
    fraction: float

    @classmethod
    def of(cls, cells: Cells, design: Design, frame: Frame, target: Target, b: int) -> _Group:
        options = cells.options
        n = cells.n[:, b, :]
        here = n.sum(axis=1)
        own = np.flatnonzero(here > 0)
        answered = n[own, :options].sum(axis=1)
        w, w2 = cells.w[own, b, :options].sum(axis=1), cells.w2[own, b, :options].sum(axis=1)
        size, weight, squares = int(answered.sum()), float(w.sum()), float(w2.sum())
        population = target is Target.POPULATION and design.headcounts is not None
        rolls = design.headcounts if design.headcounts is not None and not cells.clustered else None
        in_full = bool(np.all(here[own] == cells.stratum_n[own]))
        opinion = bool(n[:, options + 0].sum() == 0 and n[:, options + 3].sum() == 0)
        strata = np.unique(frame.of[own]) if in_full else np.arange(len(frame.units))
        reached = not frame.unseen  # nobody knows which level an unseen stratum belongs to
        fraction = float(frame.fraction[strata].min()) if reached else float(frame.fraction.mean())
        return cls(
            population=population,
            census=population and reached and bool(np.all(frame.fraction[strata] >= 1)),
            roll=population and rolls is not None and reached and in_full and opinion,
            equal=abs(squares * size - weight**2) <= 1e-9 * weight**2,
            x=n[own, :options],
            n=answered,
            N=answered if rolls is None else rolls[own],
            effective=weight**2 / squares if squares > 0 else 0.0,
            fraction=fraction,
        )

    @property
    def exact(self) -> bool:
        return self.census or (self.roll and self.equal)

    def fragile(self, share: float) -> bool:
        return self.roll and (share < 0.05 or share > 0.95 or int(self.n.min()) < 3)

    def interval(self, k: int, share: float, before: str) -> tuple[str, Interval | None]:
        """Return the name of the interval and its ends; None keeps what Taylor gave."""
        if self.census:
            return "census", Interval(share, share)
        if self.roll and self.equal:
            return "hypergeometric", hypergeometric_interval(
                int(self.x[:, k].sum()), int(self.n.sum()), int(self.N.sum())
            )
        unseen = int((self.N - self.n).sum())
        if self.roll and unseen <= MANY_UNSEEN:
            found = beta_binomial_interval(self.x[:, k], self.n, self.N)
            return "beta-binomial", Interval(found.low / found.total, found.high / found.total)
        if before == "logit":
            return before, None
        return "beta", beta_interval(share, self.effective / max(1 - self.fraction, 1e-12))
