"""What is known about the roll behind each cell of a table, and the interval that this allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Frame, Target
from analysis.errors import WrongKindError
from analysis.intervals import (
    Interval,
    beta_binomial_interval,
    beta_interval,
    hypergeometric_interval,
    mid_p_interval,
)

Flags = npt.NDArray[np.bool_]
MANY_UNSEEN = 5_000
"""Beyond so many unseen people strata are not convolved: Taylor is as good there."""
MANY_PEOPLE = 5_000
"""Beyond so many people on the roll the exact interval is not computed: Taylor is as good there."""


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
class Rolls:
    """What is known about the roll of each level of some tables: it decides which interval may be had."""

    tables: Sequence[Cells]
    headcounts: Counts64
    """By table and row, shape (T, H)."""
    answered: Counts64
    """Answers by row and level, shape (T, H, B)."""
    own: Flags
    """Rows with people of the level, shape (T, H, B)."""
    census: Flags
    """Everybody who could be in the level was seen, shape (T, B)."""
    whole: Flags
    """The base is the roll: whole strata, nobody without an opinion or outside the question, shape (T, B)."""
    equal: Flags
    """Weights of the level are equal and its roll is small enough for exact computation, shape (T, B)."""
    smallest: Counts64
    """Fewest answers of a stratum of the level, shape (T, B)."""
    chosen: Counts64
    """Answers by level and option, shape (T, B, K)."""
    size: Counts64
    """Answers of each level, shape (T, B)."""
    people: Counts64
    """People on the roll of the strata of each level, shape (T, B)."""
    effective: Sums
    """Answers over the Kish effect, and over the share of people unseen, shape (T, B)."""

    @classmethod
    def of(
        cls,
        tables: Sequence[Cells],
        parts: tuple[Counts64, Sums, Sums],
        design: Design,
        frames: Sequence[Frame],
        target: Target,
    ) -> Rolls:
        """Return what is known of tables of one shape; ``parts`` are their n, and their w and w2 of the options."""
        n, w, w2 = parts
        options, clustered = w.shape[3], tables[0].clustered
        here, answered = n.sum(axis=3), n[..., :options].sum(axis=3)
        own = here > 0
        everybody = np.stack([cells.stratum_n for cells in tables])
        in_full = (~own | (here == everybody[..., None])).all(axis=1)
        opinion = n[..., options].any(axis=1) | n[..., options + 3].any(axis=1)
        # nobody knows which level an unseen stratum belongs to
        unseen = np.asarray([bool(frame.unseen) for frame in frames])[:, None]
        reached = ~unseen & (target is Target.POPULATION)
        known = np.stack([frame.fraction for frame in frames])
        fraction = np.where(own | ~in_full[:, None], known[:, frames[0].of, None], 1.0).min(axis=1)
        fraction = np.where(unseen, known.mean(axis=1, keepdims=True), fraction)
        w, w2 = w.sum(axis=(1, 3)), w2.sum(axis=(1, 3))
        rolls = answered.sum(axis=2)
        if design.headcounts is not None and not clustered:
            rolls = np.broadcast_to(design.headcounts, rolls.shape)
        size, people = answered.sum(axis=1), (rolls[..., None] * own).sum(axis=1)
        kish = np.divide(w**2, w2, out=np.zeros_like(w), where=w2 > 0)
        return cls(
            tables=tables,
            headcounts=rolls,
            answered=answered,
            own=own,
            census=reached & (fraction >= 1),
            whole=reached & in_full & ~opinion & (not clustered) & (people - size <= MANY_UNSEEN),
            equal=(np.abs(w2 * size - w**2) <= 1e-9 * w**2) & (people <= MANY_PEOPLE),
            smallest=np.where(own, answered, people[:, None]).min(axis=1),
            chosen=n[..., :options].sum(axis=1),
            size=size,
            people=people,
            effective=kish / np.maximum(1 - fraction, 1e-12),
        )

    def interval(self, t: int, b: int, k: int, share: float) -> tuple[str, Interval]:
        """Return the name of the interval of one cell, and its ends."""
        if self.census[t, b]:
            return "census", Interval(share, share)
        if not self.whole[t, b]:
            return "beta", beta_interval(share, float(self.effective[t, b]))
        if self.equal[t, b]:
            sizes = int(self.chosen[t, b, k]), int(self.size[t, b]), int(self.people[t, b])
            return "hypergeometric", hypergeometric_interval(*sizes)
        found = beta_binomial_interval(*self.strata(t, b, k))
        return "beta-binomial", Interval(found.low / found.total, found.high / found.total)

    def exact(self, t: int, b: int, k: int, ends: Ends) -> Interval:
        """Return an interval of a kind that needs the whole roll of a level."""
        cells = self.tables[t]
        if not self.whole[t, b] or (ends is not Ends.BETA_BINOMIAL and not self.equal[t, b]):
            raise WrongKindError(
                what=f"{cells.column.name}, {cells.levels[b].key}",
                need=f"a {ends} interval needs a base that is the whole roll of whole strata, with equal weights",
            )
        x, n, people = self.strata(t, b, k)
        if ends is Ends.BETA_BINOMIAL:
            found = beta_binomial_interval(x, n, people)
            return Interval(found.low / found.total, found.high / found.total)
        exactly = mid_p_interval if ends is Ends.MID_P else hypergeometric_interval
        return exactly(int(x.sum()), int(n.sum()), int(people.sum()))

    def strata(self, t: int, b: int, k: int) -> tuple[Counts64, Counts64, Counts64]:
        """Return favourable answers, answers and people on the roll of each stratum of a level."""
        own = self.own[t, :, b]
        return self.tables[t].n[own, b, k], self.answered[t, own, b], self.headcounts[t, own]
