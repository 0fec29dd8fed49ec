"""Where a two-way table departs from independence, cell by cell, with the error of the design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.counting.cells import Cells, Sums
from analysis.crosstab import filled_table, flat_sums
from analysis.design import Design, Target
from analysis.errors import NoErrorToTestError
from analysis.letters import LEVEL, Adjustment, adjust


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """Adjusted residuals of a table.

    Parameters
    ----------
    value : float64 array, shape (K, B), in errors; 0 in rows and columns without answers.
    p : float64 array, shape (K, B), adjusted over the cells of the table; colour a cell only below .05.
    """

    cells: Cells
    target: Target
    value: Sums
    p: Sums
    adjustment: Adjustment

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one tidy row per option and level."""
        for k in range(self.cells.options):
            for b in range(len(self.cells.levels)):
                yield {
                    **self.cells.named(k, b),
                    "estimate": float(self.value[k, b]),
                    "p": float(self.p[k, b]),
                    "target": str(self.target),
                    "method": str(self.adjustment),
                    "marks": ("stands-out",) if self.p[k, b] < LEVEL else (),
                }


def residuals(
    cells: Cells,
    design: Design,
    *,
    target: Target = Target.PROCESS,
    adjustment: Adjustment = Adjustment.HOLM,
) -> Residuals:
    """Return (share of the cell minus what independence expects) over its design error, for every cell.

    For equal weights and one stratum this is the adjusted standardised residual of Haberman, up to n/(n - 1) and to the
    error being that of the table itself and not of independence.

    Parameters
    ----------
    cells : of a column with options by a banner.
    design : strata and headcounts.
    target : process by default.
    adjustment : over all filled cells of the table.

    Returns
    -------
    Residuals

    Raises
    ------
    DegenerateTableError
        Fewer than two filled rows or columns.
    NoErrorToTestError
        Everyone was seen: departures are exact.

    References
    ----------
    Haberman 1973; Rao and Scott 1984. R: ``svychisq(~q + g, design)$stdres`` has Haberman's form.
    """
    table, (rows, columns) = filled_table(cells)
    frame = design.frame(cells, target)
    total = table.sum()
    share = table / total
    sums, squares = flat_sums(cells, (rows, columns))
    variance = frame.covariance(sums / total, squares / total**2, share.reshape(-1))
    by_row, by_column = share.sum(axis=1), share.sum(axis=0)
    r, c = (axis.reshape(-1) for axis in np.indices(table.shape))
    jacobian = np.eye(table.size)
    jacobian -= (r[:, None] == r[None, :]) * by_column[c][:, None]
    jacobian -= (c[:, None] == c[None, :]) * by_row[r][:, None]
    spread = np.sqrt(np.maximum(np.diag(jacobian @ variance @ jacobian.T), 0.0)).reshape(table.shape)
    if not np.any(spread > 1e-12):
        raise NoErrorToTestError(what=f"{cells.column.name} x {cells.banner}")
    gap = share - np.outer(by_row, by_column)
    inside = np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 1e-12)
    free = max(frame.df, 1)
    p = adjust(2 * special.stdtr(free, -np.abs(inside.reshape(-1))), adjustment).reshape(table.shape)
    value, adjusted = np.zeros((len(rows), len(columns))), np.ones((len(rows), len(columns)))
    place = np.ix_(rows, columns)
    value[place], adjusted[place] = inside, p
    return Residuals(cells=cells, target=target, value=value, p=adjusted, adjustment=adjustment)
