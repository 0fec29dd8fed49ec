"""Weights, waves, finite populations and scales, by chapter of the reference. Imported for what it registers."""

from __future__ import annotations

import numpy as np
from designs import YES, P, Q, as_r, clus, dept25, pair
from registry import dept, frame, item, real, table

from analysis import change, composition, intervals, likert, trend, weights
from analysis.design import Design, Lonely, Seen
from analysis.distribution import distribution
from analysis.estimate import scored

# --- weights -----------------------------------------------------------------------------------------------------------


@item("clus.poststrat")
def _():
    counts, design = clus()
    out = []
    for name in ("enroll", "api00"):
        cells = counts.cells(name, "stype")
        factors = weights.post_stratified(cells, [4421, 755, 1018])
        figures = weights.Calibrated(cells, factors, np.eye(3), design)
        out += figures.total() if name == "enroll" else figures.mean()
    return out


@item("clus.rake")
def _():
    counts, design = clus()
    out = []
    for name in ("enroll", "api00"):
        cells = counts.cells(name, "stype.sch.wide")
        factors = weights.rake(cells.w.sum(axis=(0, 2)).reshape(3, 2), [[4421, 755, 1018], [1072, 5122]]).reshape(-1)
        figures = weights.Calibrated(cells, factors, margins(3, 2), design, by_people=True)
        out += figures.total() if name == "enroll" else figures.mean()
    base = real(table("apiclus1.csv"), "pw")[0]
    here = cells.n.sum(axis=(0, 2)) > 0
    return [*out, factors[here].min() * base, factors[here].max() * base]


@item("clus.rake_default")
def _():
    counts, design = clus()
    cells = counts.cells("enroll", "stype.sch.wide")
    loose = weights.rake_loosely(cells.w.sum(axis=(0, 2)).reshape(3, 2), [[4421, 755, 1018], [1072, 5122]])
    return weights.Calibrated(cells, loose.factors, margins(3, 2), design, path=loose.path).total()


def margins(first, second):
    a, b = (axis.reshape(-1) for axis in np.indices((first, second)))
    return np.column_stack([a[:, None] == np.arange(first), b[:, None] == np.arange(second)]).astype(float)


@item("dept.rake")
def _():
    counts, names, _ = dept(wave="2025", stratified=False)
    design = Design(strata=names, seen=Seen.RESPONDENTS)
    cells = counts.cells("top2", "sexage")
    rows = [row for row in table("dept_a_margins.csv") if row["wave"] == "2025"]
    targets = [[float(row["N"]) for row in rows if row["var"] == var] for var in ("sex", "age")]
    factors = weights.rake(cells.w.sum(axis=(0, 2)).reshape(2, 3), targets).reshape(-1)
    figures = weights.Calibrated(cells, factors, margins(2, 3), design, scores=YES, by_people=True)
    value, se = figures.mean(target=Q)
    people = [row for row in table("dept_a.csv") if row["wave"] == "2025"]
    at = [("F", "M").index(r["sex"]) * 3 + ("18-34", "35-49", "50+").index(r["age"]) for r in people]
    branches = sorted({row["branch"] for row in people})
    own = np.array([branches.index(row["branch"]) for row in people])
    base = weights.post_stratify(own, frame("2025")["N"])
    raked = base * factors[at]
    return [value, se, raked.min(), raked.max(), weights.kish_effect(len(raked), raked, raked**2)]


# --- waves -------------------------------------------------------------------------------------------------------------


def series(target):
    counts, names, headcounts = dept()
    found = distribution(counts.cells("top2", "wave"), as_r(names, headcounts), target=target)
    return found.share[:, 1], found.se[:, 1]


@item("dept.series.fpc")
def _():
    value, se = series(P)
    return [*value, *se]


@item("dept.series.nofpc")
def _():
    return list(series(Q)[1])


@item("dept.lonely")
def _():
    counts, names, headcounts = dept(wave="2023")
    cells = counts.cells("m1")
    return {
        rule: float(distribution(cells, as_r(names, headcounts, lonely=Lonely(rule))).se[0, 1])
        for rule in ("adjust", "average", "remove", "certainty")
    }


@item("dept.change")
def _():
    (value, se), process = series(P), series(Q)[1]
    waves = [change.Wave(v, s, p, 2.0) for v, s, p in zip(value, se, process, strict=True)]
    year, term = change.change_mark(waves[4], waves[3]), change.change_mark(waves[4], waves[0])
    return [year.value, year.se, year.se_worst, year.se_best, term.value, term.se]


@item("dept.trend")
def _():
    value, se = series(P)
    found = trend.trend(range(2021, 2026), value, se**2)
    return [
        found.slope, found.se, found.total, found.linear, found.departure, found.p_total, found.p_departure,
    ]  # fmt: skip


@item("dept.cochran_armitage")
def _():
    counts = dept()[0]
    cells = counts.cells("top2", "wave").table()
    return list(trend.cochran_armitage(cells[1], cells.sum(axis=0), range(1, 6)))


@item("dept.jonckheere")
def _():
    found = trend.jonckheere(dept()[0].cells("q1", "wave").table())
    return [*found, found.z]


@item("dept.kruskal")
def _():
    return list(trend.kruskal(dept()[0].cells("q1", "wave").table()))


@item("dept.kitagawa")
def _():
    shares, rolls = [], []
    for wave in ("2021", "2025"):
        counts, names, headcounts = dept(wave=wave)
        shares.append(distribution(counts.cells("top2", "branch"), as_r(names, headcounts)).share[:, 1])
        rolls.append(frame(wave)["N"])
    return list(composition.kitagawa(*shares, *rolls)[:3])


# --- finite populations ------------------------------------------------------------------------------------------------


@item("hyper.exact")
def _():
    out = {}
    for name, (x, n, size) in {
        "a": (3, 10, 50), "b": (0, 12, 15), "c": (17, 20, 24), "d": (120, 180, 200), "e": (5, 5, 5),
    }.items():  # fmt: skip
        low, high = intervals.hypergeometric_interval(x, n, size)
        out |= {f"{name}.lo": low * size, f"{name}.hi": high * size, f"{name}.N": size}
    return out


@item("hyper.midp")
def _():
    out = {}
    for name, (x, n, size) in {"a": (3, 10, 50), "b": (0, 12, 15), "d": (120, 180, 200)}.items():
        low, high = intervals.mid_p_interval(x, n, size)
        out |= {f"{name}.lo": low * size, f"{name}.hi": high * size}
    return out


@item("wilson.fpc")
def _():
    return [*intervals.wilson_interval(120, 180, 200), *intervals.wilson_interval(0, 12, 15)]


@item("betabinomial")
def _():
    cells = dept25()[0].cells("top2").n[:, 0, :2]
    whole = intervals.beta_binomial_interval(cells[:, 1], cells.sum(axis=1), frame("2025")["N"])
    first = intervals.beta_binomial_interval([0], [12], [15])
    second = intervals.beta_binomial_interval([17], [20], [24])
    return [*first, *second, *whole]


@item("dept.branch_table")
def _():
    counts, design = dept25()
    found = distribution(counts.cells("top2", "branch"), design)
    return [*found.share[:, 1], *found.se[:, 1]]


@item("dept.bounds")
def _():
    people = frame("2025")
    no, yes = dept25()[0].cells("top2").table()[:, 0]
    size = int(people["N"].sum())
    low, high = intervals.bounds(int(yes), int(no + yes), size)
    return [low, high, people["n"].sum() / size, people["refused"].sum() / size]


# --- scales ------------------------------------------------------------------------------------------------------------


@item("agreement")
def _():
    seven = (30, 40, 210, 130, 530, 50, 10)
    rows = (seven, (0, 0, 9, 0, 0), (4, 4, 4, 4, 4), (5, 0, 0, 0, 5), (2, 0, 1, 1))
    return [*(likert.agreement(row) for row in rows), likert.leik(seven), likert.leik((5, 0, 0, 0, 5))]


@item("dept.likert")
def _():
    counts, design = dept25()
    cells = counts.cells("q1")
    scores = {"top2": [0, 0, 0, 1, 1], "bot2": [1, 1, 0, 0, 0], "q1": [1, 2, 3, 4, 5]}
    found = [pair(scored(cells, np.array(points, dtype=float), design)) for points in scores.values()]
    histogram = cells.weighted_table()[:, 0]
    index = likert.mean_index(cells, design)
    assert np.allclose((index.value[0], index.se[0]), (25 * (found[2][0] - 1), 25 * found[2][1]), rtol=1e-12)
    return [
        *(value for value, _ in found), *(se for _, se in found), *pair(likert.net(cells, design)),
        likert.agreement(histogram), likert.leik(histogram), likert.median_position(histogram) + 1,
    ]  # fmt: skip


@item("dept.int_median")
def _():
    histogram = dept25()[0].cells("q1").weighted_table()[:, 0]
    return [likert.interpolated_median(histogram), likert.interpolated_median((10, 20, 30, 15, 4))]


@item("dept.alpha")
def _():
    rows = table("dept_a.csv")
    answers = np.column_stack([real(rows, name) for name in ("q1", "q2", "q4")])
    answers[answers == 9] = np.nan
    complete = answers[~np.isnan(answers).any(axis=1)]
    return list(likert.alpha(np.cov(complete.T), len(complete)))
