"""Whether groups differ, told from what is displayed of them and from nothing else.

Counts of groups are rounded to base 3, so that a test on them has the error of rounding besides that of chance. Both
enter the covariance of the table, and the second-order Rao-Scott F allows for it: it is the test of ``crosstab`` for a
simple sample, made a little more careful. Whoever holds the cube can make the same test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor, log10, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.association import fisher
from analysis.crosstab import Association
from analysis.design import Target
from analysis.disclosure.findings import ReleasedAbove, ReleasedLetter, ReleasedTest
from analysis.disclosure.ladder import REST, SIDES, UNSTATED
from analysis.disclosure.released import TOTAL, ReleasedMeasure, ReleasedTable
from analysis.disclosure.rounding import count_variance
from analysis.letters import LEVEL, adjust, letter

Table = npt.NDArray[np.float64]
LEAST_EXPECTED, FEW_EXPECTED, PART_FEW = 1.0, 5.0, 0.2
"""Cochran's rule: no expected count below one, and not more than a fifth of them below five."""
RAO_SCOTT, HETEROGENEITY = "rao_scott_f", "heterogeneity_q"
SCORES = ("index", "mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Displayed:
    """The table of a banner as displayed: names of rows, levels, counts of shape (K, B); ``merged`` by side or not.

    ``rounding`` is the variance that rounding gives each count of a level, shape (B,): more for merged levels.
    """

    names: tuple[int | str, ...]
    levels: tuple[str, ...]
    counts: Table
    rounding: Table
    merged: bool = False


def differences_of(table: ReleasedTable, *, base: int, precise: int) -> tuple[ReleasedTest, tuple[ReleasedLetter, ...]]:
    """Return the test of a table by a banner, and the letters of its levels where the test passes.

    Parameters
    ----------
    base : what counts are rounded to.
    precise : answers that a level needs before it takes part.
    """
    levels = _large_enough(table, precise)
    if not table.stub.options:
        return _scored(table, levels)
    fine = displayed_of(table, levels, base=base)
    if fine is None:
        return ReleasedTest(test=RAO_SCOTT, refused="levels"), ()
    for found in (fine, by_side(table, fine), by_side(table, fine, alone="favourable")):
        if found is not None and len(found.counts) > 1 and not _sparse(found.counts):
            return _judged(table, found)
    alike = int((fine.counts.sum(axis=1) > 0).sum()) < 2
    return ReleasedTest(test=RAO_SCOTT, levels=fine.levels, refused="same" if alike else "sparse"), ()


def _large_enough(table: ReleasedTable, precise: int) -> tuple[str, ...]:
    """Return the levels with so many displayed answers; those who named no level are none."""
    answered = {base.level: base.answered or 0 for base in table.bases}
    names = [level.level for level in table.levels if level.level not in {TOTAL, UNSTATED}]
    return tuple(name for name in names if answered.get(name, 0) >= precise)


# --- options ----------------------------------------------------------------------------------------------------------


def displayed_of(table: ReleasedTable, levels: Sequence[str], *, base: int) -> Displayed | None:
    """Return the counts of these levels, in rows that all of them show; None with fewer than two levels."""
    shown: dict[str, Mapping[int | str, int]] = {}
    for level in levels:
        told = {cell.option: cell.count for cell in table.cells if cell.level == level and cell.count is not None}
        if told:
            shown[level] = told
    if len(shown) < 2:
        return None
    merged = any(set(told) & set(SIDES) for told in shown.values())
    if merged:
        shown = {level: _sides(table, told) for level, told in shown.items()}
    made_of = {level.level: max(len(level.merged), 1) for level in table.levels}
    rounding = np.array([count_variance(base) * made_of[level] for level in shown])
    return _in_rows(shown, rounding, merged=merged)


def by_side(table: ReleasedTable, fine: Displayed, *, alone: str | None = None) -> Displayed | None:
    """Return a table with its options taken together by side, or as one side and the rest; None where none leans."""
    if (fine.merged and alone is None) or not any(option.side in SIDES for option in table.stub.options):
        return None
    shown = {
        level: _sides(table, {name: int(fine.counts[at, b]) for at, name in enumerate(fine.names)})
        for b, level in enumerate(fine.levels)
    }
    if alone is not None:
        shown = {
            level: {alone: told.get(alone, 0), REST: sum(told.values()) - told.get(alone, 0)}
            for level, told in shown.items()
        }
    return _in_rows(shown, fine.rounding, merged=True)


def _sides(table: ReleasedTable, told: Mapping[int | str, int]) -> dict[int | str, int]:
    side_of: dict[int | str, str] = {option.code: option.side or "neutral" for option in table.stub.options}
    out: dict[int | str, int] = {}
    for name, count in told.items():
        side = side_of.get(name, str(name))
        out[side] = out.get(side, 0) + count
    return out


def _in_rows(shown: Mapping[str, Mapping[int | str, int]], rounding: Table, *, merged: bool) -> Displayed:
    """Return the names that all levels have as rows, and whatever is left as one more."""
    first = next(iter(shown.values()))
    common = [name for name in first if name != REST and all(name in told for told in shown.values())]
    rows = [[told[name] for told in shown.values()] for name in common]
    rest = [sum(count for name, count in told.items() if name not in common) for told in shown.values()]
    names = list(common)
    if any(rest):
        rows.append(rest)
        names.append(REST)
    counts = np.asarray(rows, dtype=np.float64).reshape(len(rows), len(shown))
    return Displayed(names=tuple(names), levels=tuple(shown), counts=counts, rounding=rounding, merged=merged)


def _sparse(counts: Table) -> bool:
    """Return whether too few answers are expected for a test that leans on large numbers; rows of zero are left out."""
    filled = counts[counts.sum(axis=1) > 0]
    if len(filled) < 2:
        return True
    expected = np.outer(filled.sum(axis=1), filled.sum(axis=0)) / filled.sum()
    return bool(expected.min() < LEAST_EXPECTED or np.mean(expected < FEW_EXPECTED) > PART_FEW)


def rounded_rao_scott(counts: npt.ArrayLike, rounding: npt.ArrayLike = 0.0) -> Association:
    """Return the second-order Rao-Scott F of a table of rounded counts, for the process that produced the answers.

    The covariance of the shares is the multinomial one and, on its diagonal, the variance of rounding.

    Parameters
    ----------
    counts : float array, shape (K, B), with at least two filled rows and columns; people as displayed.
    rounding : float array, shape (B,), the variance that rounding gives each count of a level, see ``Displayed``; 0 for
        counts as they are, and the test is Pearson's as an F.

    References
    ----------
    Rao and Scott 1984; Sheppard 1898. R, without rounding:
    ``svychisq(~q + g, svydesign(~1, data = d), statistic = "F")``.
    """
    whole = np.asarray(counts, dtype=np.float64)
    filled = np.ix_(whole.sum(axis=1) > 0, whole.sum(axis=0) > 0)
    table, noise = whole[filled], np.broadcast_to(np.asarray(rounding, dtype=np.float64), whole.shape)[filled]
    rows, columns = table.shape
    n = float(table.sum())
    by_row, by_column = table.sum(axis=1) / n, table.sum(axis=0) / n
    expected = np.outer(by_row, by_column)
    gap = table / n - expected
    pearson = float(n * (gap**2 / expected).sum())
    # eigenvalues of the projection off both margins, times identity plus what rounding adds to each cell
    off_rows = np.eye(rows) - np.sqrt(np.outer(by_row, by_row))
    off_columns = np.eye(columns) - np.sqrt(np.outer(by_column, by_column))
    projection = np.kron(off_rows, off_columns)
    effects = projection @ np.diag(n / (n - 1) + (noise / (n * expected)).reshape(-1)) @ projection
    trace, trace2 = float(np.trace(effects)), float((effects * effects.T).sum())
    numerator = trace**2 / trace2
    df = (numerator, numerator * (n - 1))
    p = float(special.fdtrc(*df, pearson / trace))
    return Association(test=RAO_SCOTT, target=Target.PROCESS, statistic=pearson / trace, df=df, p=p)


def _judged(table: ReleasedTable, found: Displayed) -> tuple[ReleasedTest, tuple[ReleasedLetter, ...]]:
    result = rounded_rao_scott(found.counts, found.rounding)
    test = ReleasedTest(
        test=RAO_SCOTT,
        df=(round(result.df[0], 1), float(round(result.df[1]))),
        outcome=result.outcome,
        levels=found.levels,
        merged=found.merged,
    )
    if result.p >= LEVEL:
        return test, ()
    sides = None if found.merged else by_side(table, found)
    rows = dict(zip(found.names, found.counts, strict=True))
    if sides is not None:
        rows |= {side: row for side, row in zip(sides.names, sides.counts, strict=True) if side != "neutral"}
    if table.stub.kind == "multi":  # the share of those who did not tick says the same again
        rows.pop(table.stub.options[0].code, None)
    answers = found.counts.sum(axis=0)
    pairs = {name: _share_pairs(row, answers, found.rounding) for name, row in rows.items() if name != REST}
    height = {name: row / answers for name, row in rows.items()}
    return test, _lettered(found.levels, pairs, height)


def _share_pairs(part: Table, answers: Table, rounding: Table) -> dict[tuple[int, int], float]:
    """Return the p of the difference of every pair of shares of rounded counts; a share of 0 or 1 is tested exactly."""
    found: dict[tuple[int, int], float] = {}
    for a, b in combinations(range(len(answers)), 2):
        first, second = part[a] / answers[a], part[b] / answers[b]
        if min(first, second) <= 0 or max(first, second) >= 1:
            whole = [[part[at], answers[at] - part[at]] for at in (a, b)]
            found[a, b] = 1.0 if first == second else fisher(whole)
            continue
        pooled = (part[a] + part[b]) / (answers[a] + answers[b])
        variance = pooled * (1 - pooled) * (1 / answers[a] + 1 / answers[b])
        variance += rounding[a] / answers[a] ** 2 + rounding[b] / answers[b] ** 2
        found[a, b] = _two_sided(abs(first - second) / sqrt(variance))
    return found


def _lettered(
    levels: Sequence[str], pairs: Mapping[int | str, Mapping[tuple[int, int], float]], height: Mapping[int | str, Table]
) -> tuple[ReleasedLetter, ...]:
    """Return the letters of the levels: in each row, of those that are lower beyond chance, Holm over its pairs."""
    above: dict[int, list[ReleasedAbove]] = {at: [] for at in range(len(levels))}
    for name, tested in pairs.items():
        lower: dict[int, list[int]] = {}
        for (a, b), p in zip(tested, adjust(list(tested.values())), strict=True):
            if p < LEVEL:
                high, low = (a, b) if height[name][a] > height[name][b] else (b, a)
                lower.setdefault(high, []).append(low)
        for high, lows in lower.items():
            above[high].append(ReleasedAbove(option=name, letters="".join(letter(low) for low in sorted(lows))))
    return tuple(
        ReleasedLetter(level=level, letter=letter(at), above=tuple(above[at])) for at, level in enumerate(levels)
    )


def _two_sided(z: float) -> float:
    return float(2 * special.ndtr(-z))


# --- an index or a number ---------------------------------------------------------------------------------------------


def _scored(table: ReleasedTable, levels: Sequence[str]) -> tuple[ReleasedTest, tuple[ReleasedLetter, ...]]:
    """Return the test of equal means of an index or a number, from values and errors as displayed."""
    told = {one.level: one for one in table.measures if one.measure in SCORES}
    known = [told[level] for level in levels if level in told and _error(told[level]) is not None]
    if len(known) < 2:
        return ReleasedTest(test=HETEROGENEITY, refused="levels"), ()
    values = np.array([one.value for one in known], dtype=np.float64)
    variances = np.array([_error(one) for one in known], dtype=np.float64)
    weights = 1 / variances
    centre = float(weights @ values / weights.sum())
    result = Association(
        test=HETEROGENEITY,
        target=Target.PROCESS,
        statistic=float(weights @ (values - centre) ** 2),
        df=(float(len(known) - 1),),
        p=float(special.chdtrc(len(known) - 1, float(weights @ (values - centre) ** 2))),
    )
    names = tuple(one.level for one in known)
    test = ReleasedTest(test=HETEROGENEITY, df=result.df, outcome=result.outcome, levels=names)
    if result.p >= LEVEL:
        return test, ()
    pairs = {
        (a, b): _two_sided(abs(values[a] - values[b]) / sqrt(variances[a] + variances[b]))
        for a, b in combinations(range(len(known)), 2)
    }
    return test, _lettered(names, {known[0].measure: pairs}, {known[0].measure: values})


def _error(figure: ReleasedMeasure) -> float | None:
    """Return the variance of a displayed value for the process, rounding included; None where no error is displayed."""
    if figure.value is None or figure.se_process is None:
        return None
    found = figure.se_process**2 + unit_of(figure) ** 2 / 12
    return found if found > 0 else None


def unit_of(figure: ReleasedMeasure) -> float:
    """Return what a displayed value is rounded to: half a point, a point, or the second figure of a mean."""
    if figure.measure == "index":
        return 0.5
    if figure.measure != "mean":
        return 1.0
    return float(10.0 ** (floor(log10(abs(figure.value))) - 1)) if figure.value else 0.0
