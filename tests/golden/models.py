"""Items of the reference that are models of a series, of areas, of scales, or weights. Imported for what it registers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from registry import api, choice, dept, everyone, item, number, positions, real, responses, table, text

from analysis.calibration import Distance, calibrate, calibrated_residuals, calibrated_total, trim
from analysis.counting import count
from analysis.crosstab import rao_scott
from analysis.design import Design, Seen, Target
from analysis.jackknife import jackknife
from analysis.level import local_level, single_break
from analysis.polychoric import ordinal_alpha, polychoric
from analysis.quantile import quantile
from analysis.replicates import brr
from analysis.small_area import fay_herriot
from analysis.trend import logit_trend


def flow():
    return real(table("nile.csv"), "flow")


@item("nile.local_level")
def _():
    found = local_level(flow())
    (mean, first), (_, third) = found.ahead(1), found.ahead(3)
    return [found.step_variance, found.error_variance, mean, first, third]


@item("nile.breakpoint")
def _():
    return list(single_break(flow()))


@item("dept.fay_herriot")
def _():
    rows = [row for row in table("dept_a.csv") if row["wave"] == "2025" and row["branch"] != "B01"]
    rows = [row for row in rows if row["q1"] in set("12345")]
    at, names = positions(text(rows, "branch"))
    yes = np.array([row["q1"] in "45" for row in rows], dtype=np.float64)
    n = np.bincount(at)
    found = fay_herriot(np.bincount(at, weights=yes) / n, yes.mean() * (1 - yes.mean()) / n)
    return {"sigma2_v": found.between, "mu": found.mean, **dict(zip(names, found.value, strict=True))}


@item("dept.polychoric")
def _():
    codes = [set("12345"), set("12345"), set("12345") - {"9"}]
    rows = [
        row for row in table("dept_a.csv") if all(row[q] in c for q, c in zip(("q1", "q2", "q4"), codes, strict=True))
    ]
    answers = [np.array([int(row[q]) for row in rows]) - 1 for q in ("q1", "q2", "q4")]
    matrix = np.eye(3)
    for i, j in combinations(range(3), 2):
        counts = np.zeros((answers[i].max() + 1, answers[j].max() + 1))
        np.add.at(counts, (answers[i], answers[j]), 1)
        matrix[i, j] = matrix[j, i] = polychoric(counts)
    return [matrix[0, 1], matrix[0, 2], matrix[1, 2], ordinal_alpha(matrix)]


@item("strat.quantile")
def _():
    _, names, headcounts = api(clustered=False)
    rows = table("apistrat.csv")
    at, _ = positions(text(rows, "stype"), names)
    values = np.unique(real(rows, "api00"))
    column = choice("api00", [f"{value:.0f}" for value in values])
    made = responses(columns={"api00": (column, text(rows, "api00"))}, stratum=at, weight=real(rows, "pw"))
    cells = count(made, strata=names, banners=[everyone(len(rows))]).cells("api00")
    design = Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS)
    first, middle, last = (quantile(cells, values, share, design) for share in (0.25, 0.5, 0.75))
    return [first.value, first.low, first.high, middle.value, middle.low, middle.high, middle.se, last.value]


TOTALS = np.array([6194, 755, 1018, 3914069], dtype=np.float64)


def schools():
    rows = table("apiclus1.csv")
    kind = np.array(text(rows, "stype"))
    x = np.column_stack([np.ones(len(rows)), kind == "H", kind == "M", real(rows, "api99")]).astype(np.float64)
    return rows, real(rows, "pw"), x


def error(z):
    counts, names, headcounts = api(clustered=True)
    cells = counts.cells("api00")
    design = Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS)
    _, cluster = np.unique(real(table("apiclus1.csv"), "dnum"), return_inverse=True)
    sums = np.bincount(cluster, weights=z)
    return float(np.sqrt(design.frame(cells, Target.POPULATION).variance(sums, sums**2)))


def calibrated_mean(rows, weight, x, factor):
    mean, z = calibrated_residuals(real(rows, "api00"), weight, x, factor)
    return mean, error(z)


@item("clus.greg")
def _():
    rows, weight, x = schools()
    factor = calibrate(weight, x, TOTALS)
    own = weight * factor
    return [*calibrated_mean(rows, weight, x, factor), own.min(), own.max()]


@item("clus.cal_raking")
def _():
    rows, weight, x = schools()
    factor = calibrate(weight, x, TOTALS, distance=Distance.RAKING)
    enroll = real(rows, "enroll")
    z = calibrated_total(enroll, weight, x, factor)
    return [*calibrated_mean(rows, weight, x, factor), float(enroll @ (weight * factor)), error(z)]


@item("clus.cal_logit")
def _():
    rows, weight, x = schools()
    factor = calibrate(weight, x, TOTALS, distance=Distance.LOGIT, bounds=(0.7, 1.7))
    return [*calibrated_mean(rows, weight, x, factor), factor.min(), factor.max()]


@item("clus.trim")
def _():
    rows, weight, x = schools()
    own = trim(weight * calibrate(weight, x, TOTALS), lower=20, upper=45)
    return [own.sum(), own.max(), own.min(), real(rows, "api00") @ own / own.sum()]


@item("dept.trend_glm")
def _():
    counts, names, headcounts = dept()
    cells = counts.cells("top2", "wave")
    years = [int(level.key) - 2023 for level in cells.levels]
    design = Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS)
    return list(logit_trend(cells, years, [1], design, target=Target.POPULATION))


@item("jk1")
def _():
    counts, names, headcounts = api(clustered=True)
    design = Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS)
    return list(jackknife(counts.cells("api00"), lambda cells: float(cells.wy.sum() / cells.w.sum()), design))


@item("scd.brr")
def _():
    rows = table("scd.csv")
    at = np.arange(len(rows))
    columns = {name: (number(name), real(rows, name)) for name in ("alive", "arrests")}
    made = responses(columns=columns, stratum=at * 0, psu=at)
    counts = count(made, strata=("all",), banners=[everyone(len(rows))])
    halves = 2.0 * np.array([[1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 0, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 0]]).T
    tables = [counts.cells("alive"), counts.cells("arrests")]
    return list(brr(tables, lambda y, x: float(y.wy.sum() / x.wy.sum()), halves))


@item("strat.chisq.saddlepoint")
def _():
    found = saddlepoint(clustered=False)
    return [found.statistic, found.p]


@item("clus.chisq.saddlepoint")
def _():
    return [saddlepoint(clustered=True).p]


def saddlepoint(*, clustered):
    counts, names, headcounts = api(clustered=clustered)
    design = Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS)
    cells = counts.cells("sch.wide", "stype")
    return rao_scott(cells, design, target=Target.POPULATION, statistic="saddlepoint")
