"""Errors of whatever can be computed from cells, by leaving out one cluster at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.counting.cells import Cells
from analysis.design import Design, Target
from analysis.errors import WrongKindError
from analysis.replicates import reweighted


def jackknife(
    cells: Cells, statistic: Callable[[Cells], float], design: Design, *, target: Target = Target.POPULATION
) -> tuple[float, float]:
    """Return a statistic of clustered cells and its standard error; for medians, agreement, alpha, which have no other.

    Each cluster in turn loses its weight, and the others of its stratum carry it. A stratum with one cluster adds no
    error, so give it a neighbour first.

    Parameters
    ----------
    statistic : of cells; returns one number.

    Raises
    ------
    WrongKindError
        Cells whose rows are no clusters, or without strata of two clusters.

    References
    ----------
    Rao, Wu and Yue 1992. R: ``as.svrepdesign(design, type = "JKn")``, ``"JK1"`` for one stratum.
    """
    frame = design.frame(cells, target)
    if not cells.clustered or not np.any(frame.units > 1):
        raise WrongKindError(what=cells.column.name, need="the jackknife needs strata of two or more clusters")
    variance = 0.0
    for stratum in np.flatnonzero(frame.units > 1):
        rows = np.flatnonzero(cells.row_stratum == stratum)
        units = len(rows)
        values = np.empty(units)
        for at, row in enumerate(rows):
            factor = np.ones(len(cells.row_stratum))
            factor[rows] = units / (units - 1)
            factor[row] = 0.0
            values[at] = statistic(reweighted(cells, factor))
        spread = float(((values - values.mean()) ** 2).sum())
        variance += (1 - float(frame.fraction[stratum])) * (units - 1) / units * spread
    return statistic(cells), float(np.sqrt(variance))
