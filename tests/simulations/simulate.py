"""Seeded simulations: coverage of intervals for one share, coverage of change intervals, size of tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from analysis.change import Wave, change_mark
from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Cells, Level, count
from analysis.crosstab import rao_scott
from analysis.design import Design, Seen, Target
from analysis.distribution import distribution
from analysis.intervals import (
    beta_binomial_interval,
    beta_interval,
    hypergeometric_interval,
    korn_graubard_interval,
    t_quantile,
    wilson_interval,
)
from analysis.letters import letters
from analysis.multiple import marginal_independence, tick_correlation
from analysis.responses import Responses
from analysis.trend import cochran_armitage, jonckheere, logit_trend, trend

Q = Target.PROCESS
SIZES = ((12, 8), (25, 18), (60, 45), (200, 180))
METHODS = ("hypergeometric", "beta-binomial", "wilson", "korn-graubard", "wald", "wald without correction")
PUBLISHED: Mapping[tuple[int, int], tuple[tuple[float, float, float], ...]] = {
    (12, 8): (
        (0.995, 0.982, 28),
        (0.991, 0.939, 26),
        (0.956, 0.909, 30),
        (0.994, 0.939, 39),
        (0.915, 0.667, 34),
        (0.932, 0.667, 60),
    ),
    (25, 18): (
        (0.990, 0.973, 18),
        (0.983, 0.942, 17),
        (0.963, 0.927, 19),
        (0.981, 0.942, 22),
        (0.923, 0.720, 20),
        (0.970, 0.720, 38),
    ),
    (60, 45): (
        (0.983, 0.964, 11),
        (0.975, 0.949, 11),
        (0.956, 0.898, 11),
        (0.968, 0.928, 12),
        (0.944, 0.849, 12),
        (0.988, 0.987, 23),
    ),
    (200, 180): (
        (0.978, 0.952, 3.6),
        (0.976, 0.950, 3.5),
        (0.954, 0.911, 3.6),
        (0.958, 0.930, 3.7),
        (0.951, 0.916, 3.6),
        (0.999, 1.0, 11.5),
    ),
}
"""Mean coverage over all shares, least over 5-95 %, mean width in points; nominal 95 %, simple samples of n from N."""
BRANCHES = np.array([5, 7, 10, 12, 14, 16, 18, 20, 24, 28, 34, 42])


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Of one method: mean and least coverage, and mean width in points."""

    mean: float
    least: float
    width: float


def interval(method: str, x: int, n: int, people: int) -> tuple[float, float]:
    """Return the interval of one method for x of n from people."""
    p, fraction = x / n, n / people
    if method == "hypergeometric":
        return hypergeometric_interval(x, n, people)
    if method == "beta-binomial":
        found = beta_binomial_interval([x], [n], [people])
        return found.low / people, found.high / people
    if method == "wilson":
        return wilson_interval(x, n, people)
    free = 0.0 if method == "wald without correction" else fraction
    se = sqrt((1 - free) * p * (1 - p) / (n - 1))
    if method == "korn-graubard":
        return korn_graubard_interval(p, se, n, n - 1) if se else beta_interval(p, n)
    half = t_quantile(n - 1) * se
    return p - half, p + half


def coverage(n: int, people: int, method: str, *, draws: int = 0, seed: int = 20211) -> Coverage:
    """Return the coverage of a method: mean over all shares, least over 5-95 %; exact, or from so many draws of each."""
    found = np.array([interval(method, x, n, people) for x in range(n + 1)])
    rng = np.random.default_rng(seed)
    covered, width = [], []
    for yes in range(people + 1):
        if draws:
            chance = np.bincount(rng.hypergeometric(yes, people - yes, n, draws), minlength=n + 1) / draws
        else:
            chance = stats.hypergeom.pmf(np.arange(n + 1), people, yes, n)
        inside = (found[:, 0] - 1e-9 <= yes / people) & (found[:, 1] + 1e-9 >= yes / people)
        covered.append(float(chance @ inside))
        width.append(float(chance @ (found[:, 1] - found[:, 0])))
    edge = int(0.05 * people)
    least = min(covered[edge : people + 1 - edge])
    return Coverage(mean=float(np.mean(covered)), least=least, width=100 * float(np.mean(width)))


# --- changes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Two waves of one department: who answers twice, and whether opinions stay."""

    name: str
    same_people: bool
    correlation: float


SCENARIOS = (
    Scenario(name="people and opinions persist", same_people=True, correlation=0.8),
    Scenario(name="answering is independent", same_people=False, correlation=0.8),
    Scenario(name="people persist, opinions flip", same_people=True, correlation=-0.5),
)


def change_coverage(scenario: Scenario, *, runs: int, rate: float = 0.8, seed: int = 7) -> tuple[float, float]:
    """Return how often the interval of a change holds the change of the whole roll: independent and worst-case errors."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(BRANCHES)), BRANCHES)
    people = len(stratum)
    hits = np.zeros(2)
    for _ in range(runs):
        first = rng.random(people) < 0.55
        keep = rng.random(people) < abs(scenario.correlation)
        fresh = rng.random(people) < 0.55
        second = np.where(keep, first if scenario.correlation > 0 else ~first, fresh)
        answer = rng.random(people) < rate
        again = answer ^ (rng.random(people) < 0.05) if scenario.same_people else rng.random(people) < rate
        waves = [_share(one, seen, stratum) for one, seen in ((first, answer), (second, again))]
        found = change_mark(
            Wave(waves[1][0], waves[1][1], waves[1][1], people / 100),
            Wave(waves[0][0], waves[0][1], waves[0][1], people / 100),
        )
        true = 100 * (float(second.mean()) - float(first.mean()))
        hits += [found.low <= true <= found.high, abs(found.value - true) <= 1.96 * found.se_worst]
    return float(hits[0] / runs), float(hits[1] / runs)


def _share(opinion: np.ndarray, seen: np.ndarray, stratum: np.ndarray) -> tuple[float, float]:
    """Return a stratified share and its error with finite correction, in points; unseen branches take the mean."""
    n = np.bincount(stratum[seen], minlength=len(BRANCHES))
    x = np.bincount(stratum[seen], opinion[seen], minlength=len(BRANCHES))
    pooled = x.sum() / n.sum()
    p = np.where(n > 0, x / np.maximum(n, 1), pooled)
    spread = np.where(n > 1, p * (1 - p) / np.maximum(n - 1, 1), pooled * (1 - pooled))
    w = BRANCHES / BRANCHES.sum()
    return 100 * float(w @ p), 100 * sqrt(float(w**2 @ ((1 - n / BRANCHES) * spread)))


# --- sizes -------------------------------------------------------------------------------------------------------------

PEOPLE, ANSWERS, STRATA = 200, 150, 4
SHARES = (0.1, 0.2, 0.25, 0.3, 0.15)


def scale(name: str, options: int, *, item: str | None = None) -> Column:
    """Return a column of so many options."""
    made = tuple(Option(code=at, label={}) for at in range(options))
    return Column(name=name, kind=Kind.ORDINAL, label={}, item=item or name, options=made)


def sample(rng: np.random.Generator, columns: Mapping[str, np.ndarray], banner: np.ndarray, levels: int):
    """Return the counts of a stratified sample of 150 out of 200 people, and its design."""
    stratum = np.repeat(np.arange(STRATA), PEOPLE // STRATA)
    taken = np.sort(np.argsort(rng.random(PEOPLE))[:ANSWERS])
    own = stratum[taken]
    roll = np.full(STRATA, PEOPLE // STRATA)
    made = tuple(
        scale(name, int(values.max()) + 1 if values.max() > 1 else 2, item="m") for name, values in columns.items()
    )
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=made),
        codes={name: values[taken].astype(np.int16) for name, values in columns.items()},
        stratum=own,
        weight=(roll / np.maximum(np.bincount(own, minlength=STRATA), 1))[own],
    )
    keys = tuple(Level(key=str(at), label={}) for at in range(levels))
    banners = [Banner(name="g", levels=keys, positions=banner[taken].astype(np.int64))]
    counts = count(responses, strata=tuple("abcd"), banners=banners)
    return counts, Design(strata=tuple("abcd"), headcounts=roll, seen=Seen.RESPONDENTS)


def _crossed(rng: np.random.Generator) -> tuple[Cells, Design]:
    answers = rng.choice(5, PEOPLE, p=SHARES)
    counts, design = sample(rng, {"q": answers}, rng.integers(0, 3, PEOPLE), 3)
    return counts.cells("q", "g"), design


def rao_scott_rejects(rng: np.random.Generator) -> bool:
    """Return whether independent answers and groups are called associated."""
    return rao_scott(*_crossed(rng)).p < 0.05


def any_letter(rng: np.random.Generator) -> bool:
    """Return whether some pair of an option that does not differ gets a letter, the table test not asked."""
    cells, design = _crossed(rng)
    return bool(any(letters(cells, design, gated=False).above[2]))


def multiple_rejects(rng: np.random.Generator) -> bool:
    """Return whether correlated ticks that do not depend on the group are called associated."""
    base = rng.normal(size=PEOPLE)
    ticks = {
        f"m.{at}": (0.6 * base + 0.8 * rng.normal(size=PEOPLE) > cut).astype(int)
        for at, cut in enumerate((0, 0.3, 0.6))
    }
    counts, _ = sample(rng, ticks, rng.integers(0, 3, PEOPLE), 3)
    return (
        marginal_independence(
            [counts.cells(one, "g").table() for one in ticks], tick_correlation(counts, tuple(ticks))
        ).p
        < 0.05
    )


WAVES = 5


def _series(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    people = np.full(WAVES, ANSWERS)
    return rng.binomial(people, 0.55), people


def cochran_rejects(rng: np.random.Generator) -> bool:
    """Return whether five waves of one share show a trend by Cochran-Armitage."""
    return cochran_armitage(*_series(rng), np.arange(WAVES)).p < 0.05


def q_rejects(rng: np.random.Generator) -> bool:
    """Return whether five waves of one share are called changed by Q."""
    x, n = _series(rng)
    p = x / n
    return trend(np.arange(WAVES), p, p * (1 - p) / (n - 1)).p_total < 0.05


def line_rejects(rng: np.random.Generator) -> bool:
    """Return whether five waves of one share are called a line by Q."""
    x, n = _series(rng)
    p = x / n
    return trend(np.arange(WAVES), p, p * (1 - p) / (n - 1)).p_linear < 0.05


def jonckheere_rejects(rng: np.random.Generator) -> bool:
    """Return whether five waves of one distribution are called rising or falling."""
    return jonckheere(np.stack([rng.multinomial(ANSWERS, SHARES) for _ in range(WAVES)], axis=1)).p < 0.05


def logit_rejects(rng: np.random.Generator) -> bool:
    """Return whether the weighted line through log odds is called different from 0."""
    size = WAVES * ANSWERS
    wave = np.repeat(np.arange(WAVES), ANSWERS)
    made = Responses(
        wave="all",
        codebook=Codebook(columns=(scale("q", 2),)),
        codes={"q": (rng.random(size) < 0.55).astype(np.int16)},
        stratum=wave.astype(np.int64),
    )
    names = tuple(str(at) for at in range(WAVES))
    banner = Banner(name="wave", levels=tuple(Level(key=name, label={}) for name in names), positions=wave)
    cells = count(made, strata=names, banners=[banner]).cells("q", "wave")
    found = logit_trend(cells, np.arange(WAVES), [1], Design(strata=names))
    return 2 * stats.t.sf(abs(found.slope) / found.slope_se, size - WAVES) < 0.05


TESTS: Mapping[str, Callable[[np.random.Generator], bool]] = {
    "Rao-Scott F, 5 x 3": rao_scott_rejects,
    "letters, one option of 3 columns, Holm": any_letter,
    "multiple response, 3 options x 3 groups": multiple_rejects,
    "Cochran-Armitage, 5 waves": cochran_rejects,
    "Q, 5 waves": q_rejects,
    "line of Q, 5 waves": line_rejects,
    "Jonckheere, 5 waves": jonckheere_rejects,
    "line of log odds, 5 waves": logit_rejects,
}


def size(test: str, *, runs: int, seed: int = 11) -> float:
    """Return how often a test at 5 % rejects where there is nothing."""
    rng = np.random.default_rng(seed)
    return sum(TESTS[test](rng) for _ in range(runs)) / runs


def department(rate: float, *, runs: int, seed: int = 3) -> float:
    """Return how often the intervals of ``distribution`` for the whole department hold the share of the roll."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(BRANCHES)), BRANCHES)
    names = tuple(str(at) for at in range(len(BRANCHES)))
    hits = 0
    for _ in range(runs):
        opinion = rng.random(len(stratum)) < 0.5
        seen = rng.random(len(stratum)) < rate
        n = np.bincount(stratum[seen], minlength=len(BRANCHES))
        made = Responses(
            wave="w",
            codebook=Codebook(columns=(scale("q", 2),)),
            codes={"q": opinion[seen].astype(np.int16)},
            stratum=stratum[seen],
            weight=(BRANCHES / np.maximum(n, 1))[stratum[seen]],
        )
        everyone = Banner(
            name="total", levels=(Level(key="total", label={}),), positions=np.zeros(int(seen.sum()), dtype=np.int64)
        )
        cells = count(made, strata=names, banners=[everyone]).cells("q")
        found = distribution(cells, Design(strata=names, headcounts=BRANCHES))
        hits += found.low[0, 1] - 1e-9 <= opinion.mean() <= found.high[0, 1] + 1e-9
    return hits / runs
