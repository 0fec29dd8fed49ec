"""The design: who was on the roll, what an interval is about, and the variance of whatever is linear in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.errors import DesignMismatchError, LonelyStratumError, NoHeadcountsError, TooManyAnswersError

NOTHING = 1e-13
"""A variance below this part of its uncentred sum of squares is rounding, and is 0."""


class Target(StrEnum):
    """What a result is about."""

    POPULATION = "population"
    """The people on the roll in that wave: only those who did not answer are uncertain; a full branch has no error."""
    PROCESS = "process"
    """What produced the opinions: would it be the same with other people, or next month. No finite correction."""


class Lonely(StrEnum):
    """What a stratum with one response contributes (R: ``options(survey.lonely.psu=)``)."""

    FAIL = "fail"
    """Nothing is computed: ``LonelyStratumError``."""

    ADJUST = "adjust"
    """Its deviation from the mean of all strata."""
    AVERAGE = "average"
    """The average contribution of the other strata."""
    REMOVE = "remove"
    """Nothing."""
    CERTAINTY = "certainty"
    """Nothing, being sure to be in the sample."""


class Seen(StrEnum):
    """Whose state on a question counts as known when it is set against the roll."""

    QUESTION = "question"
    """Per question: an option, a score, don't know, or not asked. Refused and skipped are unseen, as the absent are."""
    RESPONDENTS = "respondents"
    """Everyone who handed in a response, as R ``survey`` does: then item non-response adds no error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What turns sums by stratum into variances, for one column of cells or, with a leading axis, for several at once.

    Parameters
    ----------
    spread : float64 array, shape (..., G), factor of the sums of squares.
    centre : float64 array, shape (..., G), factor of the squared sums.
    of : int64 array, shape (H,), stratum of each row of the cells.
    clustered : whether rows are clusters; then the squares of their sums take the place of sums of squares.
    """

    spread: Sums
    centre: Sums
    of: Counts64
    clustered: bool

    @classmethod
    def together(cls, frames: Sequence[Factors]) -> Factors:
        """Return the factors of several columns whose cells have the same rows, the column being the leading axis."""
        return cls(
            spread=np.stack([frame.spread for frame in frames]),
            centre=np.stack([frame.centre for frame in frames]),
            of=frames[0].of,
            clustered=frames[0].clustered,
        )

    def variance(self, sums: Sums, squares: Sums) -> Sums:
        """Return the variance of a total of linearised values.

        Parameters
        ----------
        sums, squares : float64 arrays, shape (..., H, Q...), sum of z and of z squared in each row of the cells.
            Responses outside a domain have z = 0 and stay in the count of units.

        Returns
        -------
        numpy.ndarray
            Shape (..., Q...). Exactly 0 where everyone was seen; never negative.

        References
        ----------
        Sarndal, Swensson, Wretman 1992, sections 5.5, 15.6. R: ``survey:::onestrat``.
        """
        totals = self._by_stratum(sums)
        squares = self._by_stratum(sums**2 if self.clustered else squares)
        uncentred = _weighed(self.spread, squares)
        variance = uncentred - _weighed(self.centre, totals**2)
        return np.where(variance <= NOTHING * uncentred, 0.0, variance)

    def _by_stratum(self, values: Sums) -> Sums:
        if not self.clustered:
            return values
        leading = self.spread.ndim - 1
        out = np.zeros((*self.spread.shape, *values.shape[leading + 1 :]))
        np.add.at(np.moveaxis(out, leading, 0), self.of, np.moveaxis(values, leading, 0))
        return out

    def covariance(self, sums: Sums, diagonal: Sums, shift: Sums | None = None) -> Sums:
        """Return the covariance matrix of totals of disjoint cells, each centred at a multiple of their union.

        Parameters
        ----------
        sums : float64 array, shape (..., H, Q), sums of w over Q disjoint cells.
        diagonal : float64 array, shape (..., H, Q), sums of w squared.
        shift : float64 array, shape (..., Q), p in z = w (1[cell] - p); zeros by default.

        Returns
        -------
        numpy.ndarray
            Shape (..., Q, Q). R: ``vcov(svytotal(~interaction(a, b)))`` when ``shift`` is zero.
        """
        cells = np.arange(sums.shape[-1])
        p = np.zeros((*sums.shape[:-2], len(cells))) if shift is None else shift
        z = sums - p[..., None, :] * sums.sum(axis=-1, keepdims=True)
        if self.clustered:
            outer = np.swapaxes(z * self.spread[..., self.of, None], -1, -2) @ z
        else:
            w2 = _weighed(self.spread, diagonal)
            crossed = w2[..., :, None] * p[..., None, :]
            outer = np.zeros(crossed.shape)
            outer[..., cells, cells] = w2
            outer -= crossed
            outer -= np.swapaxes(crossed, -1, -2)
            outer += p[..., :, None] * p[..., None, :] * w2.sum(axis=-1)[..., None, None]
        totals = self._by_stratum(z)
        return np.asarray(outer - np.swapaxes(totals * self.centre[..., None], -1, -2) @ totals)


def _weighed(factor: Sums, values: Sums) -> Sums:
    """Return the sum over strata of values times the factor of each, shape (..., Q...)."""
    leading = factor.shape[:-1]
    flat = values.reshape(*factor.shape, -1)
    return np.asarray((factor[..., None, :] @ flat).reshape((*leading, *values.shape[len(leading) + 1 :])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Factors):
    """What the variance needs to know about the strata, for one column of cells; the factors have shape (G,).

    Parameters
    ----------
    units : int64 array, shape (G,), responses (or clusters) seen in each stratum.
    fraction : float64 array, shape (G,), sampling fraction; 0 for the process target.
    df : units minus strata with units.
    lonely : strata with one unit and people unseen.
    unseen : strata with people on the roll and no unit.
    """

    units: Counts64
    fraction: Sums
    df: int
    lonely: tuple[int, ...]
    unseen: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How responses came from the roll: strata with their headcounts.

    Parameters
    ----------
    strata : labels, in the order of the cells.
    headcounts : int64 array, shape (G,), people on the roll of each stratum (clusters on the list in a clustered
        design). None when they are unknown; then only the process target can be had.
    lonely : rule for strata with one unit.
    seen : convention for item non-response.
    """

    strata: tuple[str, ...]
    headcounts: Counts64 | None = None
    lonely: Lonely = Lonely.ADJUST
    seen: Seen = Seen.QUESTION

    def at_least(self, answers: Counts64) -> Design:
        """Return the design with headcounts raised to the number of answers, for a roll known to be out of date.

        The caller owes the reader a mark: a stratum so raised counts as fully seen.
        """
        return self if self.headcounts is None else replace(self, headcounts=np.maximum(self.headcounts, answers))

    def frame(self, cells: Cells, target: Target) -> Frame:
        """Return what the variance of figures from these cells needs.

        Raises
        ------
        DesignMismatchError
            When the strata are not those of the cells.
        NoHeadcountsError
            When the population target is asked for without headcounts.
        TooManyAnswersError
            When a stratum has more answers than people.
        LonelyStratumError
            When a stratum has one answer, people unseen, and the rule is ``fail``.
        """
        if self.strata != cells.strata:
            raise DesignMismatchError(what=f"{cells.column.name} x {cells.banner}")
        clustered = cells.clustered
        if clustered:
            units = np.bincount(cells.row_stratum, minlength=len(self.strata)).astype(np.int64)
        else:
            units = cells.stratum_seen if self.seen is Seen.QUESTION else cells.stratum_n
        rolls = self.headcounts
        if target is Target.POPULATION:
            if rolls is None:
                raise NoHeadcountsError(what=cells.column.name)
            self._check(rolls, units if clustered else cells.stratum_n)
        frame = _frame(
            np.asarray(units, dtype=np.int64).tobytes(),
            None if rolls is None else np.asarray(rolls, dtype=np.int64).tobytes(),
            None if not clustered else np.asarray(cells.row_stratum, dtype=np.int64).tobytes(),
            target,
            self.lonely,
        )
        if self.lonely is Lonely.FAIL and frame.lonely:
            raise LonelyStratumError(what=self.strata[frame.lonely[0]])
        return frame

    def _check(self, rolls: Counts64, answers: Counts64) -> None:
        for at in np.flatnonzero(answers > rolls):
            raise TooManyAnswersError(what=self.strata[at], n=int(answers[at]), N=int(rolls[at]))


@lru_cache(maxsize=256)
def _frame(units: bytes, headcounts: bytes | None, of: bytes | None, target: Target, lonely: Lonely) -> Frame:
    """Return the frame; columns of one wave mostly share it, and the arrays are too small to matter as keys."""
    seen = np.frombuffer(units, dtype=np.int64)
    rolls = None if headcounts is None else np.frombuffer(headcounts, dtype=np.int64)
    fraction = np.zeros(len(seen))
    if target is Target.POPULATION and rolls is not None:
        fraction = seen / np.maximum(rolls, 1)
    spread, centre = _factors(seen, fraction, lonely)
    found = seen > 0
    alone = np.flatnonzero((seen == 1) & (fraction < 1))
    unseen = np.flatnonzero(~found & (rolls > 0)) if rolls is not None else np.flatnonzero(~found)
    rows = np.arange(len(seen)) if of is None else np.frombuffer(of, dtype=np.int64)
    for array in (fraction, spread, centre):
        array.flags.writeable = False
    return Frame(
        units=seen,
        fraction=fraction,
        of=rows,
        spread=spread,
        centre=centre,
        clustered=of is not None,
        df=int(seen.sum() - np.count_nonzero(found)),
        lonely=tuple(int(at) for at in alone),
        unseen=tuple(int(at) for at in unseen),
    )


def _factors(units: Counts64, fraction: Sums, rule: Lonely) -> tuple[Sums, Sums]:
    several = units > 1
    spread = np.where(several, (1 - fraction) * units / np.maximum(units - 1, 1), 0.0)
    centre = spread / np.maximum(units, 1)
    alone = (units == 1) & (fraction < 1)
    if np.any(alone):
        if rule is Lonely.ADJUST:
            spread = np.where(alone, 1 - fraction, spread)
        elif rule is Lonely.AVERAGE and np.count_nonzero(units) > np.count_nonzero(alone):
            found = np.count_nonzero(units)
            stretch = found / (found - np.count_nonzero(alone))
            spread, centre = spread * stretch, centre * stretch
    return spread, centre


def headcounts(values: Sequence[int]) -> Counts64:
    """Return headcounts as the array that a design takes, shape (G,).

    Parameters
    ----------
    values : people on the roll of each stratum, in the order of the strata.

    References
    ----------
    None. R: ``fpc = ~N`` of ``svydesign``.
    """
    return np.asarray(values, dtype=np.int64)
