"""Whether a mean would tell of single answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.codebook import Kind
from analysis.counting import Cells
from analysis.disclosure.rules import Rules

INDEX_ENDS = (5.0, 95.0)
"""Values outside of which the index of a group is not told: nearly all would have given the same answer."""


def dominated(cells: Cells, rules: Rules) -> npt.NDArray[np.bool_]:
    """Return per level whether its mean would tell of single answers; False for columns with options.

    Of a number, when one answer may be more than a fifth of the sum: the largest of n numbers is at most
    mean + sd * sqrt(n - 1) (Samuelson 1968), so sums are enough to know. Of an index, when all stand at one end or at
    one value.
    """
    if cells.wy is None or cells.w2y is None or cells.w2y2 is None:
        return np.zeros(cells.n.shape[1], dtype=np.bool_)
    first, second = cells.wy.sum(axis=0), cells.w2y2.sum(axis=0)
    found: npt.NDArray[np.bool_]
    if cells.column.kind is Kind.NUMBER:
        n = np.maximum(cells.base, 1)
        spread = np.sqrt(np.maximum(second / n - (first / n) ** 2, 0.0))
        found = (first / n + spread * np.sqrt(n - 1) > rules.magnitude * np.maximum(first, 0.0)) & (second > 0)
        return found
    mean_score = first / np.maximum(cells.w[:, :, 0].sum(axis=0), 1e-12)
    squares = np.maximum(cells.w2[:, :, 0].sum(axis=0), 1e-12)
    variance = (second - 2 * mean_score * cells.w2y.sum(axis=0)) / squares + mean_score**2
    found = (mean_score < INDEX_ENDS[0]) | (mean_score > INDEX_ENDS[1]) | (variance < 1.0)
    return found
