"""Medians, agreement and consensus of a scale per level, with errors and intervals from cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.counting.cells import Cells, Counts64, Sums
from analysis.design import Design, Frame, Target
from analysis.errors import WrongKindError
from analysis.estimate import Estimates, Flags, level_freedom, scored
from analysis.intervals import t_quantile, t_quantiles
from analysis.likert import agreement, interpolated_median, leik, median_position


def interpolated_medians(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return the interpolated median per level, 1 to K, with Woodruff's interval.

    The interval of the share at or below the median is carried back along the straight lines between the options. The
    error is the interval's width over twice t.

    Parameters
    ----------
    cells : of a scale, lowest option first.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Returns
    -------
    Estimates
        In options, 0.5 to K + 0.5.

    Raises
    ------
    WrongKindError
        For a column without options.

    References
    ----------
    Woodruff 1952. R: ``int_median(p)`` of ref_lib.R; ``svyquantile(..., interval.type = "Wald")`` for the interval.
    """
    _options(cells, 2)
    table = cells.weighted_table()
    frame = design.frame(cells, target)
    freedom = level_freedom(cells, frame)
    options, levels = table.shape
    value, se = np.zeros(levels), np.zeros(levels)
    low, high = np.full(levels, 0.5), np.full(levels, options + 0.5)
    known = table.sum(axis=0) > 0
    for b in np.flatnonzero(known):
        share = table[:, b] / table[:, b].sum()
        value[b] = interpolated_median(share)
        at = median_position(share)
        # the share at or below the median, the median's own option counting in proportion
        scores = np.concatenate((np.ones(at), [value[b] - at - 0.5], np.zeros(options - at - 1)))
        error = float(scored(cells, scores, design, target=target).se[b])
        if error == 0:
            low[b] = high[b] = value[b]
            continue
        if freedom[b] <= 0:
            continue
        t = t_quantile(float(freedom[b]))
        low[b], high[b] = (_carried(share, 0.5 + sign * t * error) for sign in (-1, 1))
        se[b] = (high[b] - low[b]) / (2 * t)
    return _told(cells, target, "interpolated_median", value, se, low, high, known, frame, (0.5, options + 0.5))


def agreements(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return van der Eijk's agreement per level, -1 to 1, with errors by leaving out one person at a time.

    Near a tie of options the measure has a kink and its error is rough: say "no clear change" there.

    Parameters
    ----------
    cells : of a scale of three or more options, lowest first.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Returns
    -------
    Estimates

    Raises
    ------
    WrongKindError
        For fewer than three options.

    References
    ----------
    van der Eijk 2001. R: ``agreeA(v)`` of ref_lib.R, ``as.svrepdesign(design, type = "JKn")``.
    """
    _options(cells, 3)
    return histogram_measure(cells, agreement, design, target=target, measure="agreement", limits=(-1.0, 1.0))


def consensus(cells: Cells, design: Design, *, target: Target = Target.POPULATION) -> Estimates:
    """Return Leik's consensus per level, 0 to 1, with errors by leaving out one person at a time.

    Parameters
    ----------
    cells : of a scale, lowest option first.
    design : strata and headcounts.
    target : population (finite correction) or process.

    Returns
    -------
    Estimates

    Raises
    ------
    WrongKindError
        For fewer than two options.

    References
    ----------
    Leik 1966. R: ``leik(p)`` of ref_lib.R, ``as.svrepdesign(design, type = "JKn")``.
    """
    _options(cells, 2)
    return histogram_measure(cells, leik, design, target=target, measure="leik", limits=(0.0, 1.0))


def polarisation(agreed: float) -> float:
    """Return the polarisation that goes with an agreement: 0 all in one option, 1 split between the ends.

    Parameters
    ----------
    agreed : -1 to 1.

    References
    ----------
    van der Eijk 2001. R: ``agrmt::polarization``.

    Examples
    --------
    >>> polarisation(-1.0), polarisation(1.0)
    (1.0, 0.0)
    """
    return (1 - agreed) / 2


def histogram_measure(
    cells: Cells,
    function: Callable[[Sums], float],
    design: Design,
    *,
    measure: str,
    limits: tuple[float, float],
    target: Target = Target.POPULATION,
) -> Estimates:
    """Return any function of the weighted histogram of a level, with errors by leaving out one person at a time.

    All people of a stratum with one answer give the same figure when left out, so the work does not grow with their
    number. Strata with a single unit add no error.

    Parameters
    ----------
    cells : of a column with options; a cell's people are taken to have its mean weight.
    function : of weights per option, float64 array, shape (K,).
    design : strata and headcounts.
    measure : its name in the rows.
    limits : smallest and largest possible value.
    target : population (finite correction) or process.

    Returns
    -------
    Estimates

    Raises
    ------
    WrongKindError
        For a column without options.

    References
    ----------
    Rao, Wu, Yue 1992; Shao and Tu 1995, section 6.2. R: ``as.svrepdesign(design, type = "JKn",
    mse = TRUE)``, ``withReplicates``.
    """
    _options(cells, 1)
    frame = design.frame(cells, target)
    known = cells.weighted_table().sum(axis=0) > 0
    levels = len(cells.levels)
    value, se = np.zeros(levels), np.zeros(levels)
    for b in np.flatnonzero(known):
        w = cells.w[:, b, : cells.options]
        value[b] = function(w.sum(axis=0))
        variance = 0.0
        for h in np.flatnonzero(frame.units > 1):
            rows = np.flatnonzero(frame.of == h).astype(np.int64)
            found, people = _left_out(cells, w, rows, int(frame.units[h]), function, int(b))
            # around the value itself: at a tie of options leaving out either side gives one and the same figure
            spread = float(people @ (found - value[b]) ** 2)
            units = int(frame.units[h])
            variance += (1 - float(frame.fraction[h])) * (units - 1) / units * spread
        se[b] = np.sqrt(variance)
    freedom = level_freedom(cells, frame)
    half = t_quantiles(freedom) * se
    sure = (freedom > 0) | (se == 0)
    low = np.where(sure & known, np.maximum(value - half, limits[0]), limits[0])
    high = np.where(sure & known, np.minimum(value + half, limits[1]), limits[1])
    return _told(cells, target, measure, value, se, low, high, known, frame, limits, method="jackknife")


def _left_out(
    cells: Cells, w: Sums, rows: Counts64, units: int, function: Callable[[Sums], float], b: int
) -> tuple[Sums, Sums]:
    """Return the values with one unit of a stratum left out, and how many units give each of them."""
    stay = units / (units - 1)
    others = w.sum(axis=0) - w[rows].sum(axis=0)
    here = w[rows].sum(axis=0)
    if cells.clustered:
        kept = [others + stay * (here - w[row]) for row in rows]
        people = np.ones(len(rows))
    else:
        n = cells.n[rows[0], b, : cells.options].astype(np.float64)
        each = np.divide(here, n, out=np.zeros_like(here), where=n > 0)
        kept = [others + stay * (here - each[k] * (np.arange(len(here)) == k)) for k in range(len(here))]
        kept.append(others + stay * here)
        people = np.concatenate((n, [max(units - float(n.sum()), 0.0)]))
    found = np.array([function(one) if one.sum() > 0 else 0.0 for one in kept])
    return found, people


def _carried(share: Sums, below: float) -> float:
    """Return the place on the scale with that share at or below it, 0.5 to K + 0.5."""
    cumulative = np.concatenate(([0.0], np.cumsum(share)))
    edges = np.arange(len(share) + 1) + 0.5
    steps = np.concatenate(([True], np.diff(cumulative) > 0))
    return float(np.interp(below, cumulative[steps], edges[steps]))


def _options(cells: Cells, least: int) -> None:
    if not cells.column.options or cells.options < least:
        raise WrongKindError(what=cells.column.name, need=f"this measure needs a scale of {least} options or more")


def _told(
    cells: Cells,
    target: Target,
    measure: str,
    value: Sums,
    se: Sums,
    low: Sums,
    high: Sums,
    known: Flags,
    frame: Frame,
    limits: tuple[float, float],
    method: str = "woodruff",
) -> Estimates:
    return Estimates(
        wave=cells.wave,
        column=cells.column.name,
        banner=cells.banner,
        levels=tuple(level.key for level in cells.levels),
        measure=measure,
        target=target,
        value=value,
        se=se,
        low=low,
        high=high,
        base=cells.base,
        estimable=known,
        df=frame.df,
        level_df=level_freedom(cells, frame),
        limits=limits,
        method=method,
    )
