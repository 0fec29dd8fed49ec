"""Estimates and crosstabs of one wave, by chapter of the reference. Imported for what it registers."""

from __future__ import annotations

import numpy as np
from designs import P, Q, as_r, clus, dept25, pair, strat
from registry import api, item, table

from analysis import association, crosstab, intervals, letters, multiple, weights
from analysis.distribution import distribution
from analysis.estimate import mean, ratio, total

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
