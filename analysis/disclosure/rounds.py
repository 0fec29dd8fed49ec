"""The rounding of a whole wave: every column once, and the same people the same figure in all of them.

How people were rounded in one column binds the next; where that leaves a column without a rounding that adds up, it
goes first and all are rounded again by another chance, so that it is bound by nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.codebook import Codebook, Column, Kind
from analysis.disclosure.composite import base_member, people_rounded
from analysis.disclosure.protect import Memory, keys_of
from analysis.disclosure.released import TOTAL
from analysis.disclosure.rounding import Rounded
from analysis.disclosure.tables import round_column, rows_of, settled_people
from analysis.disclosure.wave import Wave

TRIES = 12
"""Further ways tried; the one that drops the fewest banners is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    rounded: dict[str, Rounded]
    failed: tuple[str, ...]
    dropped: int


def round_wave(wave: Wave, codebook: Codebook, lines: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, Rounded]:
    """Return the rounded counts of every column by all its banners.

    Parameters
    ----------
    lines : columns with their banners.
    """
    order = [name for name, _ in lines]
    banners = dict(lines)
    routed = frozenset(key for name in order for key in _asked(wave, codebook[name], banners[name]))
    best = _tried(wave, codebook, order, banners, Memory(routed=routed))
    now = best
    for attempt in range(1, TRIES + 1):
        if not now.failed:
            break
        order = [*now.failed, *(name for name in order if name not in now.failed)]
        now = _tried(wave, codebook, order, banners, Memory(routed=routed, attempt=attempt))
        if now.dropped < best.dropped:
            best = now
    return best.rounded


def _tried(
    wave: Wave, codebook: Codebook, order: Sequence[str], banners: dict[str, tuple[str, ...]], memory: Memory
) -> _Try:
    settled_people(wave, codebook.columns, memory)
    indices = [name for name in order if codebook[name].kind is Kind.INDEX]
    rounded = {
        name: round_column(wave, codebook[name], banners[name], memory=memory) for name in order if name not in indices
    }
    for name in indices:
        member = base_member(codebook[name], rounded, wave.counts)
        if member is None:
            rounded[name] = round_column(wave, codebook[name], banners[name], memory=memory)
        else:
            rounded[name] = people_rounded(rounded[member], [banners[member].index(one) for one in banners[name]])
    gone = {name: sum(one is None for one in found.banners) for name, found in rounded.items()}
    return _Try(rounded=rounded, failed=tuple(name for name in order if gone[name]), dropped=sum(gone.values()))


def _asked(wave: Wave, column: Column, banners: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Return what names the people whom a column was asked of, where these are not all; an index is asked of nobody."""
    if column.kind is Kind.INDEX or not wave.counts.tables[column.name, TOTAL].n[:, :, -1].any():
        return []
    total, breakdowns = rows_of(wave, column, banners)
    rows = np.concatenate([total[None, :], *(one.levels for one in breakdowns)])
    sizes = [1, *(len(one.levels) for one in breakdowns)]
    return keys_of(("asked",), [TOTAL, *(one.banner for one in breakdowns)], sizes, rows.sum(axis=1))
