"""The items, by chapter of the reference. Imported for what it registers."""

from __future__ import annotations

import numpy as np
from registry import api, dept, frame, item, real, table

from analysis import association, change, composition, crosstab, intervals, letters, likert, multiple, trend, weights
from analysis.design import Design, Lonely, Seen, Target
from analysis.distribution import distribution
from analysis.estimate import mean, ratio, scored, total

P, Q = Target.POPULATION, Target.PROCESS
YES = np.array([0.0, 1.0])


def as_r(names, headcounts, **more) -> Design:
    return Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS, **more)


def strat(*, single=False):
    counts, names, headcounts = api(clustered=False, single=single)
    return counts, as_r(names, headcounts)


def clus():
    counts, names, headcounts = api(clustered=True)
    return counts, as_r(names, headcounts)


def pair(estimates, at=0):
    return float(estimates.value[at]), float(estimates.se[at])


# --- estimates ---------------------------------------------------------------------------------------------------------


@item("strat.mean")
def _():
    counts, design = strat()
    return pair(mean(counts.cells("api00"), design, target=P))


@item("strat.mean_nofpc")
def _():
    counts, design = strat()
    return pair(mean(counts.cells("api00"), design, target=Q))


@item("strat.deff")
def _():
    counts, design = strat()
    cells = counts.cells("api00")
    variance = float(mean(cells, design, target=P).se[0]) ** 2
    return {
        "deff": weights.design_effect(cells, variance),
        "deff_replace": weights.design_effect(cells, variance, replacement=True),
        "kish": weights.kish_effect(cells.n, cells.w, cells.w2),
        "n_eff_kish": weights.effective_base(cells.w, cells.w2),
    }


@item("strat.total")
def _():
    counts, design = strat()
    return pair(total(counts.cells("enroll"), design))


@item("strat.props")
def _():
    counts, design = strat()
    found = [distribution(counts.cells(name), design) for name in ("awards", "comp.imp")]
    return [*found[0].share[0], *found[1].share[0], *found[0].se[0], *found[1].se[0]]


@item("strat.ratio")
def _():
    counts, names, headcounts = api(clustered=False, single=True)
    return pair(ratio(counts.cells("api.stu"), counts.cells("enroll"), as_r(names, headcounts)))


@item("strat.by_domain")
def _():
    counts, design = strat()
    found = mean(counts.cells("api00", "comp.imp"), design)
    return [*found.value, *found.se, found.df]


@item("strat.subset_total")
def _():
    counts, design = strat()
    return pair(total(counts.cells("enroll", "sch.wide"), design), 1)


def awards():
    counts, design = strat()
    found = distribution(counts.cells("awards"), design)
    return float(found.share[0, 1]), float(found.se[0, 1]), found.df, int(found.base[0]), found


@item("strat.ciprop.logit")
def _():
    p, se, df, _, found = awards()
    low, high = intervals.logit_interval(p, se, df)
    assert found.method[0][1] == "logit"
    assert np.allclose((low, high), (found.low[0, 1], found.high[0, 1]), rtol=1e-12)
    return p, low, high


@item("strat.ciprop.xlogit")
def _():
    p, _, _, _, found = awards()
    return p, found.low[0, 1], found.high[0, 1]


@item("strat.ciprop.likelihood")
def _():
    p, se, df, n, _ = awards()
    return p, *intervals.likelihood_interval(p, se, n, df)


@item("strat.ciprop.asin")
def _():
    p, se, df, _, _ = awards()
    return p, *intervals.asin_interval(p, se, df)


@item("strat.ciprop.beta")
def _():
    p, se, df, n, _ = awards()
    return p, *intervals.korn_graubard_interval(p, se, n, df)


@item("strat.ciprop.mean")
def _():
    p, se, df, _, _ = awards()
    return p, *intervals.mean_interval(p, se, df)


# --- crosstabs ---------------------------------------------------------------------------------------------------------


def tested(found):
    return [found.statistic, *found.df, found.p]


@item("strat.table")
def _():
    counts, design = strat()
    found = crosstab.crosstab(counts.cells("awards", "stype"), design)
    return list(found.weighted.T.reshape(-1))


@item("strat.chisq.F")
def _():
    counts, design = strat()
    return tested(crosstab.rao_scott(counts.cells("sch.wide", "stype"), design, target=P))


@item("strat.chisq.Chisq")
def _():
    counts, design = strat()
    return tested(crosstab.rao_scott(counts.cells("sch.wide", "stype"), design, target=P, statistic="Chisq"))


@item("strat.chisq.Wald")
def _():
    counts, design = strat()
    return tested(crosstab.wald(counts.cells("sch.wide", "stype"), design, target=P, adjusted=False))


@item("strat.chisq.adjWald")
def _():
    counts, design = strat()
    return tested(crosstab.wald(counts.cells("sch.wide", "stype"), design, target=P))


@item("clus.chisq.F")
def _():
    counts, design = clus()
    return tested(crosstab.rao_scott(counts.cells("sch.wide", "stype"), design, target=P))


@item("clus.chisq.Chisq")
def _():
    counts, design = clus()
    return tested(crosstab.rao_scott(counts.cells("sch.wide", "stype"), design, target=P, statistic="Chisq"))


def dept25():
    counts, names, headcounts = dept(wave="2025")
    return counts, as_r(names, headcounts)


@item("dept.chisq.fpc")
def _():
    counts, design = dept25()
    return tested(crosstab.rao_scott(counts.cells("q1", "sex"), design, target=P))


@item("dept.chisq.nofpc")
def _():
    counts, design = dept25()
    return tested(crosstab.rao_scott(counts.cells("q1", "sex"), design, target=Q))


def chile():
    rows = [row for row in table("chile.csv") if row["vote"] in set("ANUY")]
    return np.array(
        [[sum(r["vote"] == v and r["region"] == g for r in rows) for g in ("C", "M", "N", "S", "SA")] for v in "ANUY"]
    )


@item("chile.pearson")
def _():
    test, residuals = crosstab.pearson(chile())
    return [*tested(test), residuals[0, 0], residuals[3, 3], residuals[1, 4]]


@item("chile.cramer")
def _():
    return list(association.cramers_v(chile()))


@item("chile.colprop")
def _():
    regions = ("C", "M", "N", "S", "SA")
    found = letters.pairwise_shares(chile()[3], chile().sum(axis=0))
    names = [f"{regions[b]}:{regions[a]}" for b, a in found]
    out = {}
    for prefix, method in (("raw", "none"), ("holm", "holm"), ("bonf", "bonferroni"), ("bh", "BH")):
        adjusted = letters.adjust(list(found.values()), letters.Adjustment(method))
        out |= {f"{prefix}.{name}": p for name, p in zip(names, adjusted, strict=True)}
    return out


def jobsat():
    return np.array([float(row["Freq"]) for row in table("jobsat.csv")]).reshape(4, 4).T


@item("jobsat.exact")
def _():
    return [association.fisher(jobsat()), *tested(crosstab.pearson(jobsat())[0])]


@item("jobsat.ordinal")
def _():
    found = association.ordinal(jobsat())
    return [found.gamma, found.gamma_se, found.tau_b, found.tau_b_se, found.somers_d, found.somers_d_se]


@item("jobsat.linear_by_linear")
def _():
    return list(association.linear_by_linear(jobsat()))


@item("small.fisher2x2")
def _():
    return [association.fisher([[3, 1], [1, 3]]), association.fisher([[8, 2], [1, 5]])]


@item("dept.mrs")
def _():
    counts, _ = dept25()
    ticks = ("m1", "m2", "m3", "m4")
    tables = [counts.cells(name, "sex").table() for name in ticks]
    return list(multiple.marginal_independence(tables, multiple.tick_correlation(counts, ticks)))


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
