"""Weights that are constant inside a stratum, put on after counting: rows may then be counted in chunks, unweighted."""

from __future__ import annotations

from dataclasses import replace

from analysis.counting.cells import Cells, Counts, Sums


def scaled(counts: Counts, factor: Sums) -> Counts:
    """Return the counts with every weight of a stratum multiplied by that stratum's factor.

    Parameters
    ----------
    factor : float64 array, shape (G,), in the order of ``counts.strata``.
    counts : of one wave.

    References
    ----------
    None; sums of weights are linear in a factor per stratum. R: ``update(design, weights = w * factor[h])``.
    """
    return replace(counts, tables={key: _scaled(cells, factor) for key, cells in counts.tables.items()})


def _scaled(cells: Cells, factor: Sums) -> Cells:
    by_row = factor[cells.row_stratum]
    flat, deep = by_row[:, None], by_row[:, None, None]
    return replace(
        cells,
        w=cells.w * deep,
        w2=cells.w2 * deep**2,
        wy=None if cells.wy is None else cells.wy * flat,
        w2y=None if cells.w2y is None else cells.w2y * flat**2,
        w2y2=None if cells.w2y2 is None else cells.w2y2 * flat**2,
        spread=None if cells.spread is None else replace(cells.spread, w=cells.spread.w * deep),
        stratum_w=cells.stratum_w * by_row,
    )
