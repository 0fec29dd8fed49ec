"""Weights: post-stratification and raking on aggregated cells, the loss they cost, and figures calibrated with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Target
from analysis.errors import (
    DisconnectedTableError,
    EmptyBaseError,
    EmptyTargetError,
    NoConvergenceError,
    UnequalTargetsError,
    WrongKindError,
)
from analysis.intervals import Interval, t_quantile

SWEEPS = 1000
TOLERANCE = 1e-10


Path: TypeAlias = tuple[tuple[Sums, Counts64], ...]
"""Steps of one sweep: the factor of each combination after the step, and its category in the margin of the step."""
RESIDUAL_SWEEPS = 10
"""How often R takes means away along the last sweep of a raking."""


class Loose(NamedTuple):
    """Factors of a raking that stopped early, shape (B,), and the steps of its last sweep."""

    factors: Sums
    path: Path


def post_stratify(stratum: Counts64, headcounts: Counts64) -> Sums:
    """Return the base weight N_h / n_h of each response.

    Parameters
    ----------
    stratum : int64 array, shape (n,), position of the stratum.
    headcounts : int64 array, shape (G,), people on the roll. A stratum that nobody answered gets no weight; a stratum
        with more answers than people gets weights below 1, and ``Design.frame`` refuses the population target.

    References
    ----------
    R: ``postStratify(design, ~stratum, headcounts)``.
    """
    seen = np.bincount(stratum, minlength=len(headcounts))
    weight = headcounts / np.maximum(seen, 1)
    return np.asarray(weight[stratum], dtype=np.float64)


def kish_effect(n: npt.ArrayLike, w: npt.ArrayLike, w2: npt.ArrayLike) -> float:
    """Return Kish's design effect n Σw² / (Σw)², the weighting loss; knows nothing of strata or of the answers.

    Parameters
    ----------
    n, w, w2 : number of responses, sum of weights, sum of squared weights; arrays are summed.

    References
    ----------
    Kish 1965. R: ``n * sum(w^2) / sum(w)^2``.
    """
    return float(np.sum(n)) / effective_base(w, w2)


def effective_base(w: npt.ArrayLike, w2: npt.ArrayLike) -> float:
    """Return (Σw)² / Σw², how many equally weighted responses would be worth as much.

    Parameters
    ----------
    w : sums of weights; arrays are summed.
    w2 : sums of squared weights.

    Raises
    ------
    EmptyBaseError
        Nobody answered.

    References
    ----------
    Kish 1965, section 11.7. R: ``sum(w)^2 / sum(w^2)``.
    """
    squares = float(np.sum(w2))
    if squares <= 0:
        raise EmptyBaseError(what="effective base")
    return float(np.sum(w)) ** 2 / squares


def design_effect(cells: Cells, variance: float, *, replacement: bool = False) -> float:
    """Return the variance of a mean over that of a simple sample of as many people from the weighted population.

    Parameters
    ----------
    cells : of a scored column by one level.
    variance : of its mean, from the design.
    replacement : compare with a sample with replacement; the two differ much when nearly everybody answers.

    Raises
    ------
    EmptyBaseError
        Nobody answered.
    WrongKindError
        Not what this measure is for; the message says what it needs.

    References
    ----------
    R: ``deff(svymean(~y, design, deff = TRUE))``, ``deff = "replace"``.
    """
    if cells.wy is None or cells.w2y is None or cells.w2y2 is None or cells.clustered:
        raise WrongKindError(what=cells.column.name, need="a design effect needs scores of a sample of people")
    n, w = int(cells.base.sum()), cells.w[:, :, 0]
    if n < 2:
        raise EmptyBaseError(what=cells.column.name)
    # weights are constant inside a row: Σwy² = Σw²y² / w
    inside = np.divide(cells.w2[:, :, 0], w, out=np.ones_like(w), where=w > 0)
    total = float(w.sum())
    mean = float(cells.wy.sum()) / total
    spread = (float((cells.w2y2 / inside).sum()) / total - mean**2) * n / (n - 1)
    simple = spread / n if replacement else spread / n * (1 - n / total)
    return variance / simple


def rake(table: Sums, targets: Sequence[npt.ArrayLike]) -> Sums:
    """Return the factor for each combination of margins that makes the weighted table add up to all targets.

    Parameters
    ----------
    table : float64 array with one axis per margin, sums of base weights by combination.
    targets : per margin the headcounts of its categories.

    Returns
    -------
    numpy.ndarray
        Shape of ``table``; 1 where nobody is. The largest relative deviation from a target is below 1e-10.

    Raises
    ------
    UnequalTargetsError
        When margins have different sums.
    EmptyTargetError
        When nobody answered of a category that has people.
    DisconnectedTableError
        The table falls apart into blocks, and the margins of a block disagree: no factors exist.
    WrongKindError
        Targets that are no numbers of people, or not as many as categories.
    NoConvergenceError
        After 1000 sweeps.

    References
    ----------
    Deming and Stephan 1940. R: ``rake(design, ..., control = list(maxit = 500, epsilon = 1e-12))``.
    """
    wanted = _targets(table, targets)
    raked = table.astype(np.float64).copy()
    deviation = np.inf
    for _ in range(SWEEPS):
        for axis, target in enumerate(wanted):
            _step(raked, axis, target)
        deviation = max(
            float(np.max(np.abs(_margin(raked, axis) - target) / np.where(target > 0, target, 1.0)))
            for axis, target in enumerate(wanted)
        )
        if deviation < TOLERANCE:
            return _factors(raked, table)
    raise NoConvergenceError(what="raking", sweeps=SWEEPS, deviation=deviation)


def rake_loosely(table: Sums, targets: Sequence[npt.ArrayLike], *, epsilon: float = 1.0, sweeps: int = 10) -> Loose:
    """Return the factors of a raking that stops as R's does when nothing else is asked; use ``rake`` for results.

    It stops when no combination of margins moved by ``epsilon`` units of weight in a sweep. Among 200 people one unit
    is half a percentage point, so targets are missed by that much: for comparison with older tables only.

    Parameters
    ----------
    table, targets : see ``rake``.
    epsilon : units of weight.
    sweeps : most sweeps.

    Returns
    -------
    Loose
        Factors, flat over the combinations, and the last sweep, on which R's errors depend; give both to
        ``Calibrated``.

    Raises
    ------
    UnequalTargetsError, EmptyTargetError
        See ``rake``.
    NoConvergenceError
        After so many sweeps.

    References
    ----------
    R: ``rake(design, ...)`` with ``control = list(maxit = 10, epsilon = 1)``, its default.
    """
    wanted = _targets(table, targets)
    raked, deviation = table.astype(np.float64).copy(), np.inf
    categories = [axis.reshape(-1) for axis in np.indices(table.shape)]
    for _ in range(sweeps):
        before, path = raked.copy(), []
        for axis in range(table.ndim):
            _step(raked, axis, wanted[axis])
            path.append((_factors(raked, table).reshape(-1), categories[axis]))
        deviation = float(np.abs(raked - before).max())
        if deviation < epsilon:
            return Loose(path[-1][0], tuple(path))
    raise NoConvergenceError(what="loose raking", sweeps=sweeps, deviation=deviation)


def _targets(table: Sums, targets: Sequence[npt.ArrayLike]) -> list[Sums]:
    """Return the targets as arrays; refuse those that no raking can meet."""
    wanted = [np.asarray(target, dtype=np.float64) for target in targets]
    if len(wanted) != table.ndim or any(len(target) != size for target, size in zip(wanted, table.shape, strict=False)):
        raise WrongKindError(what="raking", need="one target per margin, and one number per category of it")
    for axis, target in enumerate(wanted):
        if not np.all(np.isfinite(target) & (target >= 0)):
            raise WrongKindError(what=f"margin {axis + 1}", need="targets are finite numbers of people, 0 or more")
        if abs(target.sum() - wanted[0].sum()) > 1e-9 * wanted[0].sum():
            raise UnequalTargetsError(what=f"margin {axis + 1}", left=wanted[0].sum(), right=target.sum())
        for at in np.flatnonzero((_margin(table, axis) <= 0) & (target > 0)):
            raise EmptyTargetError(what=f"margin {axis + 1}, category {at + 1}", target=target[at])
    _connected(table, wanted)
    return wanted


def _connected(table: Sums, wanted: Sequence[Sums]) -> None:
    """Refuse a table that falls apart into blocks whose targets disagree: no factors exist."""
    sizes = [len(target) for target in wanted]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    block = np.arange(starts[-1])
    places = [starts[axis] + at for axis, at in enumerate(np.nonzero(table > 0))]
    while True:
        least = np.minimum.reduce([block[place] for place in places]) if places else block[:0]
        before = block.copy()
        for place in places:
            np.minimum.at(block, place, least)
        if np.array_equal(before, block):
            break
    for one in np.unique(block[np.concatenate(wanted) > 0]):
        sums = [
            float(target[block[start : start + size] == one].sum())
            for target, start, size in zip(wanted, starts[:-1], sizes, strict=True)
        ]
        if max(sums) - min(sums) > 1e-9 * max(sums):
            raise DisconnectedTableError(what="raking", left=min(sums), right=max(sums))


def _step(raked: Sums, axis: int, target: Sums) -> None:
    """Make one margin of the table add up to its target, in place."""
    current = _margin(raked, axis)
    step = np.divide(target, current, out=np.ones_like(target), where=current > 0)
    raked *= np.expand_dims(step, tuple(other for other in range(raked.ndim) if other != axis))


def _factors(raked: Sums, table: Sums) -> Sums:
    return np.divide(raked, table, out=np.ones_like(raked), where=table > 0)


def _margin(table: Sums, axis: int) -> Sums:
    return np.asarray(table.sum(axis=tuple(other for other in range(table.ndim) if other != axis)))


class Calibrated:
    """Figures of a column with weights that were multiplied by a factor per combination of margins.

    Parameters
    ----------
    cells : the column by a banner whose levels are the combinations; everybody is in one of them.
    factors : float64 array, shape (B,), from ``rake`` or ``post_stratified``.
    regressors : float64 array, shape (B, M), dummies of the margins; the identity for post-strata. Errors come from the
        residuals of the regression on them.
    scores : float64 array, shape (K,), for a column with options.
    by_people : take the residuals from the regression over people and not over weights, as R's ``rake`` does. A scored
        column then needs weights that are constant within a row and level of the cells.
    path : last sweep of a raking that stopped early; residuals are then taken along its steps, ten times, as R does.

    References
    ----------
    Deville and Sarndal 1992. R: ``svymean``, ``svytotal`` of ``postStratify(...)``, ``rake(...)``.
    """

    def __init__(
        self,
        cells: Cells,
        factors: Sums,
        regressors: Sums,
        design: Design,
        *,
        scores: Sums | None = None,
        by_people: bool = False,
        path: Path | None = None,
    ) -> None:
        self.cells, self.factors, self.regressors, self.design = cells, factors, regressors, design
        self.by_people, self.path = by_people or path is not None, path
        options = cells.options
        self.w, self.w2 = cells.w[:, :, :options].sum(axis=2), cells.w2[:, :, :options].sum(axis=2)
        if scores is not None:
            w, w2 = cells.w[:, :, :options], cells.w2[:, :, :options]
            self.wy, self.w2y, self.w2y2 = w @ scores, w2 @ scores, w2 @ scores**2
            self.y = cells.n[:, :, :options] @ scores
        elif cells.wy is not None and cells.w2y is not None and cells.w2y2 is not None:
            self.wy, self.w2y, self.w2y2 = cells.wy, cells.w2y, cells.w2y2
            self.y = np.divide(self.wy * cells.n[:, :, 0], self.w, out=np.zeros_like(self.w), where=self.w > 0)
        else:
            raise WrongKindError(what=cells.column.name, need="a column with options needs scores here")
        if not float((self.w * factors).sum()) > 0:
            raise EmptyBaseError(what=cells.column.name)

    def total(self, *, target: Target = Target.POPULATION) -> tuple[float, float]:
        """Return the calibrated total and its standard error."""
        return self._figure(0.0, 1.0, target, float((self.wy * self.factors).sum()))

    def mean(self, *, target: Target = Target.POPULATION) -> tuple[float, float]:
        """Return the calibrated mean among those who gave an answer, and its standard error."""
        size = float((self.w * self.factors).sum())
        value = float((self.wy * self.factors).sum()) / size
        return self._figure(value, size, target, value)

    def interval(self, *, target: Target = Target.POPULATION) -> Interval:
        """Return the t interval of the mean."""
        value, se = self.mean(target=target)
        half = t_quantile(max(self.design.frame(self.cells, target).df, 1)) * se
        return Interval(value - half, value + half)

    def _figure(self, centre: float, size: float, target: Target, value: float) -> tuple[float, float]:
        g, x = self.factors, self.regressors
        everyone, everyone2 = self.cells.w.sum(axis=2), self.cells.w2.sum(axis=2)
        z = (self.wy - centre * self.w) / size
        if self.by_people:
            answered = self.cells.n[:, :, : self.cells.options].sum(axis=(0, 2))
            mass = self.cells.n.sum(axis=(0, 2)).astype(np.float64)
            moment = (self.y.sum(axis=0) - centre * answered) / size
        else:
            mass, moment = everyone.sum(axis=0) * g, z.sum(axis=0) * g
        if self.path is None:
            fit = x @ np.linalg.lstsq((x.T * mass) @ x, x.T @ moment, rcond=None)[0]
        else:
            fit = self._by_steps(moment, mass)
        sums = ((z - fit * everyone) * g).sum(axis=1)
        own = (self.w2y2 - 2 * centre * self.w2y + centre**2 * self.w2) / size**2
        cross = fit * (self.w2y - centre * self.w2) / size
        squares = ((own - 2 * cross + fit**2 * everyone2) * g**2).sum(axis=1)
        variance = self.design.frame(self.cells, target).variance(sums, squares)
        return value, float(np.sqrt(variance))

    def _by_steps(self, moment: Sums, mass: Sums) -> Sums:
        """Return the fit of each level when every step of the path takes its own means away."""
        assert self.path is not None  # noqa: S101 -- the only caller has asked
        taken = np.zeros_like(mass)
        for factor, category in self.path * RESIDUAL_SWEEPS:
            left = (self.factors * moment - mass * taken) / factor
            means = np.bincount(category, left) / np.maximum(np.bincount(category, mass), 1)
            taken = taken + factor * means[category]
        return np.asarray(taken / self.factors)


def post_stratified(cells: Cells, headcounts: npt.ArrayLike) -> Sums:
    """Return the factor per level that makes the weights of everybody in it add up to its headcount, shape (B,).

    Parameters
    ----------
    headcounts : int array, shape (B,), people of each level.

    Raises
    ------
    EmptyTargetError
        When nobody answered of a level that has people.

    References
    ----------
    R: ``postStratify(design, ~g, headcounts)``.
    """
    return rake(cells.w.sum(axis=(0, 2)), [headcounts])
