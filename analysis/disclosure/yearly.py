"""Single branches: once a year, in two bands, when the manifest asks for it. Nothing else is ever told of one.

The waves of a calendar year are pooled where their true counts still are (in the archive, or in memory). Years do not
overlap, so that no two releases share a wave; a branch whose roster moved by one or two people is not told, because the
difference between two years would be those people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.disclosure.ladder import Rung, sides_of
from analysis.disclosure.released import ReleasedCell, ReleasedCube, ReleasedLevel, Text
from analysis.disclosure.rounding import nearest
from analysis.disclosure.rules import Rules
from analysis.errors import AnalysisError

BRANCH = "branch"
SMALL_MOVE = 2
"""A roster that moved by so few people would tell of them."""
Counts64 = npt.NDArray[np.int64]


class OverlappingYearsError(AnalysisError):
    """Waves of several years, or a year that was told already."""

    code = "overlapping-years"
    template = "branches in {years}: {why}. Pool the waves of one calendar year, once."


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchWave:
    """One wave of one question by branches.

    Parameters
    ----------
    closed : ISO day of the end of the wave.
    answers : int64 array, shape (branches, K), people per option.
    rolls : int64 array, shape (branches,).
    """

    closed: str
    answers: Counts64
    rolls: Counts64


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchBands:
    """What may be told of single branches in a year: a band each, ``lt50`` or ``ge50``, or a mark."""

    year: str
    column: str
    levels: tuple[ReleasedLevel, ...]
    rung: Mapping[str, str]
    cells: tuple[ReleasedCell, ...]


def yearly_bands(
    column: Column,
    branches: Sequence[tuple[str, Text]],
    waves: Sequence[BranchWave],
    *,
    rules: Rules,
    before: Counts64 | None = None,
    told: Sequence[str] = (),
) -> BranchBands:
    """Return the bands of the branches of one calendar year: whether half of the answers were favourable.

    Parameters
    ----------
    column : leans, or its first option is asked about.
    before : rolls at the end of the year told before, shape (branches,); None for the first.
    told : years that were told already.

    Notes
    -----
    The base is the smallest single wave: whoever knows all waves but one knows no more than of that one. The roster may
    not move by one or two people inside the year, nor from the year before.

    Raises
    ------
    OverlappingYearsError
        Waves of two years, no waves, or a year told already.
    """
    year = _year(waves, told)
    pooled = np.sum([wave.answers for wave in waves], axis=0)
    smallest = np.min([wave.answers.sum(axis=1) for wave in waves], axis=0)
    rolls = [*([] if before is None else [before]), *(wave.rolls for wave in waves)]
    moved = np.zeros(len(branches), dtype=np.bool_)
    for earlier, later in pairwise(rolls):
        moved |= (earlier != later) & (np.abs(later - earlier) <= SMALL_MOVE)
    sides = sides_of(column)
    leading = sides["favourable"] if sides else ((len(column.options) - 1,) if column.kind is Kind.MULTI else (0,))
    name: int | str = "favourable" if sides else column.options[leading[0]].code
    cells, rung = list[ReleasedCell](), dict[str, str]()
    for at, (key, _) in enumerate(branches):
        enough = smallest[at] >= rules.least(sensitive=column.sensitive) and not moved[at]
        parts = np.array([pooled[at, list(leading)].sum(), pooled[at].sum() - pooled[at, list(leading)].sum()])
        if enough and not (_few(pooled[at], parts, column, rules)):
            shown = nearest(parts, rules.round)
            band = "ge50" if shown[0] >= shown[1] else "lt50"
            cells.append(ReleasedCell(level=key, option=name, band=band))
            rung[key] = Rung.BAND.value
        else:
            cells.append(ReleasedCell(level=key, option=name, mark="c"))
            rung[key] = Rung.WITHHELD.value
    levels = tuple(ReleasedLevel(level=key, label=label) for key, label in branches)
    return BranchBands(year=year, column=column.name, levels=levels, rung=rung, cells=tuple(cells))


def years_told(cubes: Sequence[ReleasedCube]) -> tuple[str, ...]:
    """Return the years in which releases already tell of single branches."""
    return tuple(
        dict.fromkeys(cube.closed[:4] for cube in cubes if any(table.banner == BRANCH for table in cube.tables))
    )


def _year(waves: Sequence[BranchWave], told: Sequence[str]) -> str:
    years = sorted({wave.closed[:4] for wave in waves})
    if len(years) != 1:
        raise OverlappingYearsError(years=", ".join(years) or "none", why="not the waves of one calendar year")
    if years[0] in told:
        raise OverlappingYearsError(years=years[0], why="told already")
    return years[0]


def _few(options: Counts64, parts: Counts64, column: Column, rules: Rules) -> bool:
    """Return whether hardly anybody differs, by true counts or by what the band is made of."""
    apart = rules.apart(sensitive=column.sensitive)
    total, most = int(options.sum()), int(options.max())
    shown = nearest(parts, rules.round)
    return total - most < apart or int(parts.min()) < apart or int(shown.min()) < apart


__all__ = ["BRANCH", "BranchBands", "BranchWave", "OverlappingYearsError", "yearly_bands", "years_told"]
