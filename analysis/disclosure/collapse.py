"""Strata of few answers taken together before their counts are rounded and weighted.

Counts of a stratum of four, rounded to multiples of three, put the whole stratum on one answer, at a weight of many
people each and with no variance left: estimates of the organisation would jump, and their errors would not say so.
So strata of fewer than fifteen answers are joined with the smallest of their reporting group, then of any other, as
small strata are collapsed in practice (Cochran 1977, section 5A.12). Strata that nobody answered stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import overload

import numpy as np

from analysis.counting import Cells, Counts
from analysis.counting.cells import Counts64, Sums
from analysis.design import Design

GROUP = "group"
LEAST = 15
"""Answers that a stratum needs to be rounded and weighted by itself."""


def units_of(answers: Counts64, groups: Counts64, least: int = LEAST) -> Counts64:
    """Return the unit of each stratum, shape (G,), numbered by their first stratum.

    Parameters
    ----------
    answers : int64 array, shape (G,), responses of each stratum.
    groups : int64 array, shape (G,), reporting group of each, -1 where it is not known.
    """
    unit = np.arange(len(answers))
    while True:
        sizes = {int(one): int(answers[unit == one].sum()) for one in np.unique(unit[answers > 0])}
        small = min(sizes, key=lambda one: (sizes[one], one), default=-1)
        if len(sizes) < 2 or sizes[small] >= least:
            return np.unique(unit, return_inverse=True)[1].astype(np.int64)
        others = [one for one in sizes if one != small]
        alike = [one for one in others if groups[one] == groups[small]]
        chosen = min(alike or others, key=lambda one: (sizes[one], one))
        unit[np.isin(unit, (small, chosen))] = min(small, chosen)


def groups_of(counts: Counts) -> Counts64:
    """Return the reporting group of each stratum as far as answers tell, shape (G,); -1 of one that nobody answered."""
    found = np.full(len(counts.strata), -1, dtype=np.int64)
    table = next((cells for (_, banner), cells in sorted(counts.tables.items()) if banner == GROUP), None)
    if table is not None:
        people = table.n.sum(axis=2)
        here = people.sum(axis=1) > 0
        found[table.row_stratum[here]] = people[here].argmax(axis=1)
    return found


def united_design(design: Design, units: Counts64) -> Design:
    """Return the design of the units, its headcounts those of their strata together."""
    headcounts = None if design.headcounts is None else _summed(np.asarray(design.headcounts, dtype=np.int64), units)
    return replace(design, strata=_names(design.strata, units), headcounts=headcounts)


def united_cells(cells: Cells, units: Counts64) -> Cells:
    """Return the cells with one row per unit."""
    if np.array_equal(units, np.arange(len(cells.strata))):
        return cells
    of = units[cells.row_stratum]
    return replace(
        cells,
        strata=_names(cells.strata, units),
        row_stratum=np.arange(int(units.max()) + 1, dtype=np.int64),
        n=_summed(cells.n, of),
        w=_summed(cells.w, of),
        w2=_summed(cells.w2, of),
        wy=None if cells.wy is None else _summed(cells.wy, of),
        w2y=None if cells.w2y is None else _summed(cells.w2y, of),
        w2y2=None if cells.w2y2 is None else _summed(cells.w2y2, of),
        stratum_n=_summed(cells.stratum_n, of),
        stratum_w=_summed(cells.stratum_w, of),
        stratum_seen=_summed(cells.stratum_seen, of),
    )


def _names(strata: tuple[str, ...], units: Counts64) -> tuple[str, ...]:
    return tuple(
        "+".join(name for name, unit in zip(strata, units, strict=True) if unit == one)
        for one in range(int(units.max(initial=-1)) + 1)
    )


@overload
def _summed(values: Counts64, of: Counts64) -> Counts64: ...
@overload
def _summed(values: Sums, of: Counts64) -> Sums: ...
def _summed(values: Counts64 | Sums, of: Counts64) -> Counts64 | Sums:
    out = np.zeros((int(of.max(initial=-1)) + 1, *values.shape[1:]), dtype=values.dtype)
    np.add.at(out, of, values)
    return out
