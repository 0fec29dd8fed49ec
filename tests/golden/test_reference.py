"""Every item of the shared reference that the library covers, against R."""

import os

import pytest

COVERED = [
    "strat.mean",
    "strat.mean_nofpc",
    "strat.deff",
    "strat.total",
    "strat.props",
    "strat.ratio",
    "strat.by_domain",
    "strat.subset_total",
    "strat.ciprop.logit",
    "strat.ciprop.likelihood",
    "strat.ciprop.asin",
    "strat.ciprop.beta",
    "strat.ciprop.mean",
    "strat.ciprop.xlogit",
    "strat.table",
    "strat.chisq.F",
    "strat.chisq.Chisq",
    "strat.chisq.Wald",
    "strat.chisq.adjWald",
    "clus.chisq.F",
    "clus.chisq.Chisq",
    "dept.chisq.fpc",
    "dept.chisq.nofpc",
    "chile.pearson",
    "chile.cramer",
    "chile.colprop",
    "jobsat.exact",
    "jobsat.ordinal",
    "jobsat.linear_by_linear",
    "small.fisher2x2",
    "dept.mrs",
    "clus.poststrat",
    "clus.rake",
    "clus.rake_default",
    "scd.brr",
    "dept.rake",
    "dept.series.fpc",
    "dept.series.nofpc",
    "dept.lonely",
    "dept.change",
    "dept.trend",
    "dept.cochran_armitage",
    "dept.jonckheere",
    "dept.kruskal",
    "dept.kitagawa",
    "hyper.exact",
    "wilson.fpc",
    "agreement",
    "dept.likert",
    "dept.alpha",
    "hyper.midp",
    "betabinomial",
    "dept.branch_table",
    "dept.bounds",
    "dept.int_median",
    "nile.local_level",
    "nile.breakpoint",
    "dept.fay_herriot",
    "dept.polychoric",
    "dept.trend_glm",
    "strat.quantile",
    "clus.greg",
    "clus.cal_raking",
    "clus.cal_logit",
    "clus.trim",
    "jk1",
    "strat.chisq.saddlepoint",
    "clus.chisq.saddlepoint",
]


@pytest.fixture
def present(reference):
    if not (reference.folder() / "expected.json").is_file():
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail("the folder of reference files is missing; set SURVEY_SHARED")
        pytest.skip("no folder of reference files: set SURVEY_SHARED")
    return reference


@pytest.mark.shared
@pytest.mark.parametrize("name", COVERED)
def test_item_equals_r(present, name):
    entry = next(entry for entry in present.expected() if entry["id"] == name)

    numbers = present.compare(present.ITEMS[name](), entry["value"])

    wrong = [part for part in numbers if not present.agrees(part[1], part[2], entry["rtol"])]
    assert numbers
    assert not wrong


@pytest.mark.shared
def test_list_of_covered_items_is_the_registry(present):
    assert set(COVERED) == set(present.ITEMS)
    assert {str(entry["id"]) for entry in present.expected()} == set(COVERED)
