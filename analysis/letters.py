"""Which columns of a row differ: pairwise tests with an adjustment that is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.association import fisher
from analysis.counting.cells import Cells, Counts64, Sums
from analysis.crosstab import Association, rao_scott
from analysis.design import Design, Target
from analysis.errors import AnalysisError, DegenerateTableError, EmptyBaseError, NoErrorToTestError
from analysis.smooth import Shares, share_covariance

LEVEL = 0.05
LEAST_BASE = 10
"""Answers below which a level gets no letters."""


class Adjustment(StrEnum):
    """How p-values of one family are adjusted (R: ``p.adjust(method =)``)."""

    NONE = "none"
    HOLM = "holm"
    BONFERRONI = "bonferroni"
    BH = "BH"


def adjust(p: npt.ArrayLike, method: Adjustment = Adjustment.HOLM) -> Sums:
    """Return adjusted p-values, in the order given.

    Holm and Bonferroni hold the chance of any false difference in the family, BH the share of false ones among those
    shown.

    Parameters
    ----------
    p : float array, shape (m,), one family.
    method : how.

    References
    ----------
    Holm 1979; Benjamini and Hochberg 1995. R: ``p.adjust(p, method)``.
    """
    values = np.asarray(p, dtype=np.float64)
    many = len(values)
    if method is Adjustment.NONE or many == 0:
        return values.copy()
    if method is Adjustment.BONFERRONI:
        return np.minimum(values * many, 1.0)
    order = np.argsort(values, kind="stable")
    rank = np.arange(1, many + 1)
    if method is Adjustment.HOLM:
        stepped = np.maximum.accumulate(values[order] * (many - rank + 1))
    else:
        stepped = np.minimum.accumulate((values[order] * many / rank)[::-1])[::-1]
    out = np.empty(many)
    out[order] = np.minimum(stepped, 1.0)
    return out


def pairwise_shares(favourable: npt.ArrayLike, answers: npt.ArrayLike) -> dict[tuple[int, int], float]:
    """Return the p of the difference of each pair of unweighted shares (process target), keyed (later, earlier).

    Parameters
    ----------
    favourable : int array, shape (B,), favourable answers of each level.
    answers : int array, shape (B,), answers of each level.

    Raises
    ------
    EmptyBaseError
        When a column has no answers.

    References
    ----------
    R: ``pairwise.prop.test(x, n, p.adjust.method = "none", correct = FALSE)``.
    """
    x, n = np.asarray(favourable, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    if np.any(n <= 0):
        raise EmptyBaseError(what="pairwise differences")
    found: dict[tuple[int, int], float] = {}
    for b in range(len(x)):
        for a in range(b):
            pooled = (x[a] + x[b]) / (n[a] + n[b])
            spread = pooled * (1 - pooled) * (1 / n[a] + 1 / n[b])
            gap = x[a] / n[a] - x[b] / n[b]
            found[b, a] = 1.0 if spread == 0 else float(special.chdtrc(1, gap**2 / spread))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Which levels of a banner differ in which option.

    Parameters
    ----------
    name : letter of each level, ``A``, ``B``...
    above : per option and level, the letters of the levels whose share is lower, beyond doubt.
    p : float64 array, shape (K, B, B), adjusted within the option; 1 where no pair was tested.
    adjustment : how p was adjusted over the pairs of an option.
    small : levels whose base is below ten: no letters, and they are named.
    exact : (option position, level, level) of the pairs that were tested exactly, a share being 0 or 1.
    gate : test of the whole table; letters are given only when it passes.
    refusal : why the table could not be tested; then there are no letters.
    """

    cells: Cells
    target: Target
    name: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    p: Sums
    adjustment: Adjustment
    small: tuple[str, ...]
    exact: tuple[tuple[int, int, int], ...]
    gate: Association | None
    refusal: AnalysisError | None

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one tidy row per option and level."""
        for k in range(self.cells.options):
            for b, level in enumerate(self.cells.levels):
                yield {
                    **self.cells.named(k, b),
                    "letter": self.name[b],
                    "above": self.above[k][b],
                    "target": str(self.target),
                    "method": str(self.adjustment),
                    "marks": ("base-too-small",) if level.key in self.small else (),
                }


def letters(
    cells: Cells,
    design: Design,
    *,
    adjustment: Adjustment = Adjustment.HOLM,
    target: Target = Target.PROCESS,
    level: float = LEVEL,
    gated: bool = True,
) -> Letters:
    """Return, for each option, which levels have a higher share than which others.

    Pairs are compared with the design covariance of their shares: levels of a trait inside strata are not independent.
    A pair with a share of 0 or 1 is tested exactly on counts.

    Parameters
    ----------
    cells : of a column with options by a banner.
    design : strata and headcounts.
    adjustment : over the pairs of an option.
    target : process by default; in a near-census every gap differs from 0 for the population.
    level : chance of a false letter in an option.
    gated : give letters only when the Rao-Scott F of the whole table passes.

    Returns
    -------
    Letters

    Raises
    ------
    WrongKindError
        For a column without options.

    References
    ----------
    Holm 1979; Kish 1965, section 12.10. R: ``svycontrast(svyby(~q == k, ~g, design, svymean, covmat = TRUE), ...)``,
    then ``p.adjust(p, "holm")``.
    """
    found = share_covariance(cells, design, target=target)
    levels, options = found.value.shape
    gate, refusal = None, None
    try:
        gate = rao_scott(cells, design, target=target)
    except (DegenerateTableError, NoErrorToTestError) as error:
        refusal = error
    usable = [b for b in range(levels) if found.base[b] >= LEAST_BASE]
    p = np.ones((options, levels, levels))
    exact: list[tuple[int, int, int]] = []
    counts = cells.table()
    for k in range(options):
        pairs = list(combinations(usable, 2))
        raw = []
        for a, b in pairs:
            one, by_count = _pair(found, counts, k, a, b)
            raw.append(one)
            exact += [(k, a, b)] if by_count else []
        for (a, b), one in zip(pairs, adjust(raw, adjustment), strict=True):
            p[k, a, b] = p[k, b, a] = one
    names = tuple(letter(b) for b in range(levels))
    told = refusal is None and (not gated or (gate is not None and gate.p < level))
    above = tuple(
        tuple(
            "".join(
                names[a] for a in range(levels) if told and p[k, a, b] < level and found.value[b, k] > found.value[a, k]
            )
            for b in range(levels)
        )
        for k in range(options)
    )
    return Letters(
        cells=cells,
        target=target,
        name=names,
        above=above,
        p=p,
        adjustment=adjustment,
        small=tuple(one.key for b, one in enumerate(cells.levels) if found.base[b] < LEAST_BASE),
        exact=tuple(exact),
        gate=gate,
        refusal=refusal,
    )


def letter(position: int) -> str:
    """Return the letter of a level: A to Z, then AA, AB...

    Parameters
    ----------
    position : 0 first.

    References
    ----------
    R: ``LETTERS``.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    position += 1
    while position:
        position, left = divmod(position - 1, 26)
        name = chr(ord("A") + left) + name
    return name


def _pair(found: Shares, counts: Counts64, k: int, a: int, b: int) -> tuple[float, bool]:
    """Return p of the difference of two levels in one option, and whether it was tested on counts."""
    first, second = found.value[a, k], found.value[b, k]
    if min(first, second) <= 0 or max(first, second) >= 1:
        if first == second:
            return 1.0, True
        table = [[counts[k, at], counts[:, at].sum() - counts[k, at]] for at in (a, b)]
        return fisher(table), True
    cov = found.covariance[:, k, :, k]
    variance = float(cov[a, a] + cov[b, b] - 2 * cov[a, b])
    if variance <= 0:
        return (1.0 if first == second else 0.0), False
    if found.df <= 0:
        return 1.0, False
    return float(2 * special.stdtr(found.df, -abs(first - second) / sqrt(variance))), False
