"""Errors from replicate weights that come with a file: balanced repeated replication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from analysis.counting.cells import Cells, Sums
from analysis.errors import WrongKindError


def brr(
    tables: Sequence[Cells], statistic: Callable[..., float], factors: Sums, *, around_value: bool = False
) -> tuple[float, float]:
    """Return a statistic of one or more tables of cells, and its error by balanced half samples.

    Meant for files that arrive with replicate factors made by somebody else; our own designs use Taylor errors, and the
    jackknife where there are none.

    Parameters
    ----------
    tables : cells with the same rows; ``statistic`` takes as many arguments.
    factors : float64 array, shape (H, R): what each replicate multiplies the weights of each row by.
    around_value : squares are taken from the value itself and not from the mean of the replicates.
    statistic : of the tables; returns one number.

    Returns
    -------
    tuple
        Value and standard error, in the unit of the statistic.

    Raises
    ------
    WrongKindError
        Factors that do not fit the rows of the cells, or that are fewer than two.

    References
    ----------
    McCarthy 1969; Wolter 2007, chapter 3. R: ``svrepdesign(type = "BRR", repweights, combined.weights = FALSE)``,
    ``mse = TRUE`` for ``around_value``.
    """
    height = {len(cells.row_stratum) for cells in tables}
    if factors.ndim != 2 or height != {len(factors)} or factors.shape[1] < 2:
        raise WrongKindError(what="replicates", need="two or more factors for every row of the cells")
    value = float(statistic(*tables))
    found = np.array([statistic(*(reweighted(cells, factor) for cells in tables)) for factor in factors.T])
    centre = value if around_value else float(found.mean())
    return value, float(np.sqrt(((found - centre) ** 2).mean()))


def reweighted(cells: Cells, factor: Sums) -> Cells:
    """Return the cells with the weights of each row multiplied by its factor, shape (H,); counts stay.

    Parameters
    ----------
    factor : float64 array, shape (H,).

    References
    ----------
    R: ``weights(design) * factor``.
    """

    def times(part: Sums | None, power: int) -> Sums | None:
        return None if part is None else _times(part, factor**power)

    return replace(
        cells,
        w=_times(cells.w, factor),
        w2=_times(cells.w2, factor**2),
        wy=times(cells.wy, 1),
        w2y=times(cells.w2y, 2),
        w2y2=times(cells.w2y2, 2),
    )


def _times(part: Sums, factor: Sums) -> Sums:
    return np.asarray(part * factor.reshape(-1, *(1 for _ in range(part.ndim - 1))))
