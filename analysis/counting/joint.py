"""The default counting engine: numpy on joint keys.

Banners are packed with the stratum into one or a few joint keys; each column is histogrammed once per key, and the
small table is marginalised. Banners that follow from the stratum (the organisation, reporting groups, branches) need no
key of their own. Columns with as many states are counted together when the wave is small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, Column, Kind, Missing, check_labels
from analysis.counting.cells import EXITS, Banner, Cells, Counts, Counts64, Level, Sums
from analysis.counting.spread import Spread, distinct
from analysis.errors import BadWeightError, ForeignCodeError
from analysis.responses import Responses

JOINT_LEAST = 32
"""Joint levels that one packed key may always have (without stratum and state); large waves may have more."""
TOGETHER = 200_000
"""Answers counted in one histogram: columns of a small wave are counted together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pack:
    """Banners that share a joint key. ``margin`` sums the joint levels back into the levels of each banner."""

    banners: tuple[Banner, ...]
    key: Counts64
    """Row times joint levels plus joint level, shape (n,)."""
    joint: int
    margin: Sums
    """0/1, shape (sum of levels, joint), or (H, sum of levels, 1) where the stratum tells the level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The first axis of all cells."""

    strata: tuple[str, ...]
    of: Counts64
    """Row of each response, shape (n,)."""
    stratum: Counts64
    """Stratum of each row, shape (H,)."""
    weight: Sums | None
    """Weight of each response; None when it is constant inside every row."""
    constant: Sums
    """Weight of a response of each row when constant, shape (H,)."""

    @property
    def height(self) -> int:
        return len(self.stratum)


def count(
    responses: Responses,
    *,
    strata: Sequence[str],
    banners: Sequence[Banner],
    columns: Sequence[str] | None = None,
) -> Counts:
    """Return the cells of every column by every banner, and the pairs of columns of one item or index.

    Parameters
    ----------
    responses : n responses of one wave. A response with a position of -1 in a banner is in no level of it, but stays
        in ``stratum_n``, so that domains extend with zero.
    strata : labels of the strata, in the order of ``responses.stratum``; those that nobody answered keep their place.
    banners : what to count by. Positions have shape (n,).
    columns : names of the columns to count; all columns of the codebook by default.

    Returns
    -------
    Counts
        n, sums of w and w squared per (row, level, state); for scored columns also sums of wy, w2y, w2y2.

    Raises
    ------
    ForeignCodeError
        A code, stratum or level outside its list.
    BadWeightError
        A weight that is missing, negative, zero or infinite.
    AmbiguousLabelError
        Options, levels or strata that differ only by case, blanks or the way accents are written.

    Notes
    -----
    Keys are int64 whatever the type of the codes. The result is the same, to rounding of the sums, for any order and
    any chunking of the rows.

    References
    ----------
    Lumley 2010, section 2.1 (totals by stratum are sufficient). R: ``xtabs(w ~ h + g + q)``,
    ``xtabs(w^2 ~ h + g + q)``.
    """
    check_labels(strata, "strata")
    for banner in banners:
        check_labels((level.key for level in banner.levels), banner.name)
    rows = _rows(responses, tuple(strata))
    packs = tuple(_packs(tuple(banners), rows))
    wanted = [responses.codebook[name] for name in columns] if columns is not None else responses.codebook.columns
    wanted = [column for column in wanted if column.name in responses.codes]
    for column in wanted:
        for language in ("vi", "en"):
            check_labels((option.label.get(language, "") for option in column.options), column.name)
    tables: dict[tuple[str, str], Cells] = {}
    for together in _batches(wanted, len(responses)):
        _count_batch(responses, rows, packs, together, tables)
    ordered = {(column.name, banner.name): tables[column.name, banner.name] for column in wanted for banner in banners}
    return Counts(
        wave=responses.wave,
        strata=rows.strata,
        tables=ordered,
        pairs=_pairs(responses, rows, wanted),
    )


def whole(size: int) -> Banner:
    """Return the banner of everybody: one level, ``total``.

    Parameters
    ----------
    size : number of responses.

    References
    ----------
    None; a design of this library. R: none.
    """
    level = Level(key="total", label={"vi": "Toàn đơn vị", "en": "Whole organisation"})
    return Banner(name="total", levels=(level,), positions=np.zeros(size, dtype=np.int64))


def states(column: Column) -> int:
    """Return S, the number of states of a column: its options (one for scores) and the four exits.

    Parameters
    ----------
    column : of the codebook.

    References
    ----------
    None; a design of this library. R: none.
    """
    return max(len(column.options), 1) + EXITS


def _rows(responses: Responses, strata: tuple[str, ...]) -> _Rows:
    stratum = responses.stratum.astype(np.int64)
    _within(stratum, 0, len(strata), "stratum")
    if responses.psu is None:
        of, kept = stratum, np.arange(len(strata), dtype=np.int64)
    else:
        pairs, inverse = np.unique(np.stack((stratum, responses.psu)), axis=1, return_inverse=True)
        of, kept = inverse.reshape(-1).astype(np.int64), pairs[0].astype(np.int64)
    weight = responses.weight
    if weight is None:
        return _Rows(strata=strata, of=of, stratum=kept, weight=None, constant=np.ones(len(kept)))
    bad = int(np.count_nonzero(~np.isfinite(weight) | (weight <= 0)))
    if bad:
        raise BadWeightError(what=responses.wave, count=bad)
    constant = np.zeros(len(kept))
    constant[of] = weight
    varies = not np.array_equal(constant[of], weight)
    return _Rows(strata=strata, of=of, stratum=kept, weight=weight if varies else None, constant=constant)


def _within(positions: npt.NDArray[np.integer[Any]], low: int, high: int, what: str) -> None:
    if len(positions) and (positions.min() < low or positions.max() >= high):
        raise ForeignCodeError(what=what, size=high)


def _packs(banners: tuple[Banner, ...], rows: _Rows) -> Iterator[_Pack]:
    limit = max(JOINT_LEAST, len(rows.of) // (2 * max(rows.height, 1)))
    told: list[tuple[Banner, Counts64]] = []
    chosen: list[Banner] = []
    joint = 1
    for banner in banners:
        _within(banner.positions, -1, len(banner.levels), banner.name)
        level = np.full(rows.height, -1, dtype=np.int64)
        level[rows.of] = banner.positions
        if np.array_equal(level[rows.of], banner.positions):
            told.append((banner, level))
            continue
        size = len(banner.levels) + 1
        if chosen and joint * size > limit:
            yield _pack(tuple(chosen), rows)
            chosen, joint = [], 1
        chosen.append(banner)
        joint *= size
    if chosen:
        yield _pack(tuple(chosen), rows)
    if told:
        margin = np.concatenate([level[:, None] == np.arange(len(banner.levels)) for banner, level in told], axis=1)
        yield _Pack(
            banners=tuple(banner for banner, _ in told),
            key=rows.of,
            joint=1,
            margin=margin[:, :, None].astype(np.float64),
        )


def _pack(banners: tuple[Banner, ...], rows: _Rows) -> _Pack:
    sizes = tuple(len(banner.levels) + 1 for banner in banners)
    joint = int(np.prod(sizes))
    key = rows.of.copy()
    for banner, size in zip(banners, sizes, strict=True):
        key *= size
        key += banner.positions.astype(np.int64) + 1
    digits = np.stack(np.unravel_index(np.arange(joint), sizes))
    margin = np.concatenate(
        [np.arange(1, size)[:, None] == digits[at][None, :] for at, size in enumerate(sizes)]
    ).astype(np.float64)
    return _Pack(banners=banners, key=key, joint=joint, margin=margin)


def _batches(columns: Sequence[Column], size: int) -> Iterator[list[Column]]:
    """Yield columns with as many states, few enough to be counted in one histogram."""
    groups: dict[tuple[int, bool], list[Column]] = {}
    for column in columns:
        groups.setdefault((states(column), not column.options), []).append(column)
    step = max(1, min(64, TOGETHER // max(size, 1)))
    for group in groups.values():
        for start in range(0, len(group), step):
            yield group[start : start + step]


def _state(responses: Responses, column: Column) -> Counts64:
    codes = responses.codes[column.name]
    size = states(column)
    _within(codes, int(min(Missing)), size - EXITS, column.name)
    # options from the front; missing values, being negative, index from the back
    place = np.concatenate((np.arange(size - EXITS), np.arange(size - 1, size - EXITS - 1, -1)))
    return np.asarray(place[codes])


def _count_batch(
    responses: Responses,
    rows: _Rows,
    packs: Sequence[_Pack],
    columns: Sequence[Column],
    tables: dict[tuple[str, str], Cells],
) -> None:
    size = states(columns[0])
    options = size - EXITS
    state = np.stack([_state(responses, column) for column in columns])
    stratum_n = np.bincount(rows.of, minlength=rows.height)
    everyone = rows.constant[rows.of] if rows.weight is None else rows.weight
    stratum_w = _histogram(rows.of[None, :], rows.height, everyone)[0]
    by_state = _tally(rows.of[None, :] * size + state, rows.height * size)
    by_state = by_state.reshape(len(columns), rows.height, size)
    dont_know, not_asked = options - 1 - Missing.DONT_KNOW, options - 1 - Missing.NOT_ASKED
    seen = by_state[:, :, :options].sum(axis=2) + by_state[:, :, dont_know] + by_state[:, :, not_asked]
    for pack in packs:
        n, w, w2 = _sums(pack, rows, state, size)
        scored = None if columns[0].options else _scored(responses, rows, pack, columns)
        spreads = {
            column.name: _spread(responses, rows, pack, column) for column in columns if column.kind is Kind.NUMBER
        }
        start = 0
        for banner in pack.banners:
            cut = slice(start, start + len(banner.levels))
            start = cut.stop
            for at, column in enumerate(columns):
                wy, w2y, w2y2 = (None, None, None) if scored is None else (part[at][:, cut] for part in scored)
                tables[column.name, banner.name] = Cells(
                    wave=responses.wave,
                    column=column,
                    banner=banner.name,
                    levels=banner.levels,
                    strata=rows.strata,
                    n=n[at][:, cut],
                    w=w[at][:, cut],
                    w2=w2[at][:, cut],
                    wy=wy,
                    w2y=w2y,
                    w2y2=w2y2,
                    row_stratum=rows.stratum,
                    stratum_n=stratum_n,
                    stratum_w=stratum_w,
                    stratum_seen=seen[at],
                    clustered=responses.psu is not None,
                    spread=_cut(spreads.get(column.name), cut),
                )


def _sums(pack: _Pack, rows: _Rows, state: Counts64, size: int) -> tuple[Counts64, Sums, Sums]:
    """Return n, sums of w and of w squared, each of shape (columns, H, sum of levels, S)."""
    key = pack.key[None, :] * size + state
    shape = (len(state), rows.height, pack.joint, size)
    length = rows.height * pack.joint * size
    n = np.rint(pack.margin @ _tally(key, length).reshape(shape)).astype(np.int64)
    if rows.weight is None:
        weight = rows.constant[None, :, None, None]
        return n, n * weight, n * weight**2
    w = pack.margin @ _histogram(key, length, rows.weight).reshape(shape)
    w2 = pack.margin @ _histogram(key, length, rows.weight**2).reshape(shape)
    # a matrix product may leave -0.0 or rounding where nobody is
    return n, np.where(n > 0, w, 0.0), np.where(n > 0, w2, 0.0)


def _scored(responses: Responses, rows: _Rows, pack: _Pack, columns: Sequence[Column]) -> tuple[Sums, Sums, Sums]:
    weight = rows.constant[rows.of] if rows.weight is None else rows.weight
    shape = (len(columns), rows.height, pack.joint, 1)
    length = rows.height * pack.joint
    here = np.stack([responses.codes[column.name] >= 0 for column in columns])
    score = np.stack([responses.scores[column.name] for column in columns])
    score = np.where(here, score, 0.0)
    key = np.broadcast_to(pack.key, here.shape)
    wy, w2y, w2y2 = (
        (pack.margin @ _histogram(key, length, part).reshape(shape))[..., 0]
        for part in (weight * score, weight**2 * score, weight**2 * score**2)
    )
    return wy, w2y, w2y2


def _spread(responses: Responses, rows: _Rows, pack: _Pack, column: Column) -> Spread:
    """Return people and weight of every value, by row and by the levels of all banners of a pack."""
    here = responses.codes[column.name] >= 0
    values, at = distinct(responses.scores[column.name][here], rows.height * pack.joint)
    weight = (rows.constant[rows.of] if rows.weight is None else rows.weight)[here]
    shape = (rows.height, pack.joint, len(values))
    if not len(values):
        nobody = np.zeros((rows.height, pack.margin.shape[-2], 0))
        return Spread(values=values, w=nobody, n=nobody.astype(np.int64))
    key, length = (pack.key[here] * len(values) + at)[None, :], int(np.prod(shape))
    n = np.rint(pack.margin @ _tally(key, length).reshape(shape)).astype(np.int64)
    return Spread(values=values, w=pack.margin @ _histogram(key, length, weight).reshape(shape), n=n)


def _cut(spread: Spread | None, cut: slice) -> Spread | None:
    return None if spread is None else Spread(values=spread.values, w=spread.w[:, cut], n=spread.n[:, cut])


def _offset(key: Counts64, length: int) -> Counts64:
    return key if len(key) == 1 else key + np.arange(len(key), dtype=np.int64)[:, None] * length


def _tally(key: Counts64, length: int) -> Counts64:
    """Return one histogram per row of ``key``, shape (rows, length)."""
    flat = np.bincount(_offset(key, length).reshape(-1), minlength=len(key) * length)
    return flat.astype(np.int64, copy=False).reshape(len(key), length)


def _histogram(key: Counts64, length: int, weight: Sums) -> Sums:
    """Return one weighted histogram per row of ``key``, shape (rows, length)."""
    flat = np.broadcast_to(weight, key.shape).reshape(-1)
    sums = np.bincount(_offset(key, length).reshape(-1), weights=flat, minlength=len(key) * length)
    return np.asarray(sums, dtype=np.float64).reshape(len(key), length)


def _pairs(responses: Responses, rows: _Rows, columns: Sequence[Column]) -> dict[tuple[str, str], Counts64]:
    names = [column.name for column in columns]
    pairs: dict[tuple[str, str], Counts64] = {}
    for first, second in _related(responses.codebook, names):
        a, b = (_state(responses, responses.codebook[name]) for name in (first, second))
        sa, sb = (states(responses.codebook[name]) for name in (first, second))
        key = (rows.of * sa + a) * sb + b
        pairs[first, second] = np.bincount(key, minlength=rows.height * sa * sb).reshape(rows.height, sa, sb)
    return pairs


def _related(codebook: Codebook, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of counted columns that belong to one item or one index, each once, in codebook order."""
    families: dict[str, list[str]] = {}
    for column in codebook.columns:
        if column.name in names and column.kind is not Kind.INDEX:
            families.setdefault(column.item, []).append(column.name)
    members = [[name for name in column.members if name in names] for column in codebook.columns if column.members]
    found = [pair for family in (*families.values(), *members) for pair in combinations(family, 2)]
    return list(dict.fromkeys(found))
