"""The same figures by svy, another package, on the same rows: equal to 1e-9, or it is said who is wrong.

Three differences are known, and each has its test: svy leaves rows out before it looks at the design when it is asked to
drop missing answers; it uses the degrees of freedom of the domain; and it gives a test of a table without any error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars
import pytest
import svy

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Counts, Level, count
from analysis.counting.joint import whole
from analysis.crosstab import rao_scott
from analysis.design import Design, Lonely, Seen, Target
from analysis.distribution import distribution, with_intervals
from analysis.errors import NoErrorToTestError
from analysis.estimate import mean, ratio, total
from analysis.fitting import Ends
from analysis.responses import Responses
from analysis.weights import design_effect, post_stratified, rake

P, Q = Target.POPULATION, Target.PROCESS
CLOSE = 1e-9
STRATA = ("a", "b", "c", "d")
ROLL = np.array([60, 90, 45, 30])
SEEN = np.array([40, 55, 30, 28])


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Rows of a made-up sample, ours and theirs."""

    rows: polars.DataFrame
    counts: Counts

    def design(self, **more) -> Design:
        return Design(strata=STRATA, seen=Seen.RESPONDENTS, **({"headcounts": ROLL} | more))

    def theirs(self, *, fpc: bool = True, psu: str | None = None, singleton: str | None = None) -> svy.Sample:
        more = {"singleton": singleton} if singleton else {}
        return svy.Sample(
            self.rows, svy.Design(stratum="h", wgt="w", psu=psu, pop_size="roll" if fpc else None, **more)
        )


def scale(name: str, options: int, kind: Kind = Kind.ORDINAL) -> Column:
    made = tuple(Option(code=at, label={"en": str(at)}) for at in range(options))
    return Column(name=name, kind=kind, label={"en": name}, item=name, options=made)


def sample(
    seed: int, *, missing: float = 0.0, seen: np.ndarray = SEEN, clusters: int = 0, drop: bool = False
) -> Sample:
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(seen)), seen)
    size = len(stratum)
    group = rng.integers(0, 3, size)
    q = np.clip(rng.integers(0, 5, size) + (group == 2), 0, 4)
    gone = rng.random(size) < missing
    y, x = rng.normal(50, 9, size), rng.uniform(1, 9, size)
    psu = rng.integers(0, clusters, size) if clusters else None
    weight = ROLL[stratum] / seen[stratum] * (rng.uniform(0.8, 1.3, size) if clusters else 1.0)
    parts = {
        "h": [STRATA[at] for at in stratum],
        "roll": ROLL[stratum],
        "w": weight,
        "g": [str(at) for at in group],
        "q": [None if none else str(at) for at, none in zip(q, gone, strict=True)],
        "top": [None if none else float(at >= 3) for at, none in zip(q, gone, strict=True)],
        "y": y,
        "x": x,
        "psu": [f"{h}.{at}" for h, at in zip(stratum, range(size) if psu is None else psu, strict=True)],
    }
    columns = (scale("q", 5), *(Column(name=n, kind=Kind.NUMBER, label={}, item=n) for n in "yx"))
    left = ~gone if drop else np.ones(size, dtype=np.bool_)
    nothing = np.zeros(int(left.sum()), dtype=np.int16)
    made = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes={"q": np.where(gone, -3, q)[left].astype(np.int16), "y": nothing, "x": nothing.copy()},
        scores={"y": y[left], "x": x[left]},
        stratum=stratum[left].astype(np.int64),
        weight=weight[left],
        psu=None if psu is None else psu[left],
    )
    levels = tuple(Level(key=str(at), label={}) for at in range(3))
    banners = [whole(len(nothing)), Banner(name="g", levels=levels, positions=group[left].astype(np.int64))]
    return Sample(rows=polars.DataFrame(parts), counts=count(made, strata=STRATA, banners=banners))


def column(found, name: str) -> np.ndarray:
    return found.to_polars()[name].to_numpy()


@pytest.mark.parametrize("fpc", [True, False])
def test_means_and_totals(fpc):
    made, target = sample(1), P if fpc else Q
    theirs = made.theirs(fpc=fpc).estimation

    for ours, other in (
        (mean(made.counts.cells("y"), made.design(), target=target), theirs.mean("y")),
        (total(made.counts.cells("y"), made.design(), target=target), theirs.total("y")),
        (mean(made.counts.cells("y", "g"), made.design(), target=target), theirs.mean("y", by="g")),
    ):
        assert ours.value == pytest.approx(column(other, "est"), rel=CLOSE)
        assert ours.se == pytest.approx(column(other, "se"), rel=CLOSE)
        if len(ours.value) == 1:
            assert ours.low == pytest.approx(column(other, "lci"), rel=CLOSE)


def test_shares_and_their_logit_and_korn_graubard_intervals():
    made = sample(2)
    found = distribution(made.counts.cells("q"), made.design(headcounts=None), target=Q)

    for ends, name in ((Ends.LOGIT, "logit"), (Ends.KORN_GRAUBARD, "beta")):
        ours = with_intervals(found, made.design(headcounts=None), ends)
        other = made.theirs(fpc=False).estimation.prop("q", ci_method=name)
        for at, part in (("est", ours.share), ("se", ours.se), ("lci", ours.low), ("uci", ours.high)):
            assert part[0] == pytest.approx(column(other, at), rel=CLOSE)


@pytest.mark.parametrize("fpc", [True, False])
def test_rao_scott(fpc):
    made, target = sample(3), P if fpc else Q
    stats = made.theirs(fpc=fpc).categorical.tabulate("q", "g").stats

    ours = rao_scott(made.counts.cells("q", "g"), made.design(), target=target)
    first = rao_scott(made.counts.cells("q", "g"), made.design(), target=target, statistic="Chisq")

    assert ours.statistic == pytest.approx(stats.f.value, rel=CLOSE)
    assert ours.df == pytest.approx((stats.f.df_num, stats.f.df_den), rel=CLOSE)
    assert ours.p == pytest.approx(stats.f.p_value, rel=1e-8)
    assert first.statistic == pytest.approx(stats.chisq.value, rel=CLOSE)


def test_clusters_with_unequal_weights():
    made = sample(4, clusters=6)
    theirs = made.theirs(fpc=False, psu="psu")
    design = made.design(headcounts=None)

    ours = mean(made.counts.cells("y"), design, target=Q)
    quotient = ratio(made.counts.cells("y"), made.counts.cells("x"), design, target=Q)
    test = rao_scott(made.counts.cells("q", "g"), design)

    assert ours.se == pytest.approx(column(theirs.estimation.mean("y"), "se"), rel=CLOSE)
    assert ours.df == column(theirs.estimation.mean("y"), "df")[0]
    assert quotient.value == pytest.approx(column(theirs.estimation.ratio("y", "x"), "est"), rel=CLOSE)
    assert quotient.se == pytest.approx(column(theirs.estimation.ratio("y", "x"), "se"), rel=CLOSE)
    assert test.statistic == pytest.approx(theirs.categorical.tabulate("q", "g").stats.f.value, rel=CLOSE)


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Lonely.ADJUST, "center"), (Lonely.AVERAGE, "scale"), (Lonely.REMOVE, "skip")]
)
def test_lonely_strata(ours, theirs):
    made = sample(5, seen=np.array([40, 55, 30, 1]))
    found = mean(made.counts.cells("y"), made.design(lonely=ours))

    assert found.se == pytest.approx(column(made.theirs(singleton=theirs).estimation.mean("y"), "se"), rel=CLOSE)


def test_design_effect():
    made = sample(6)
    cells = made.counts.cells("y")
    variance = float(mean(cells, made.design()).se[0] ** 2)
    theirs = made.theirs().estimation

    for replacement, name in ((False, "wor"), (True, "wr")):
        other = column(theirs.mean("y", deff=name), "deff")[0]
        assert design_effect(cells, variance, replacement=replacement) == pytest.approx(other, rel=CLOSE)


def test_raking_to_a_tight_tolerance():
    made = sample(7)
    cells = made.counts.cells("y", "g")
    targets = {"g": {"0": 80.0, "1": 70.0, "2": 75.0}}

    factors = post_stratified(cells, list(targets["g"].values()))
    other = made.theirs().weighting.rake(controls=targets, tol=1e-13, update_design_wgts=False)

    own = made.rows["w"].to_numpy() * factors[made.rows["g"].cast(int).to_numpy()]
    assert own == pytest.approx(other.data["rk_wgt"].to_numpy(), rel=CLOSE)
    assert rake(cells.w.sum(axis=(0, 2)), [[80, 70, 75]]) == pytest.approx(factors)


def test_missing_answers_stay_in_the_design_of_a_share():
    made = sample(8, missing=0.15)
    other = made.theirs().estimation.prop("q", drop_nulls=True)

    ours = distribution(made.counts.cells("q"), made.design())

    assert ours.share[0] == pytest.approx(column(other, "est"), rel=CLOSE)
    assert ours.se[0] == pytest.approx(column(other, "se"), rel=CLOSE)


def test_missing_answers_stay_in_the_design_of_a_table_and_svy_leaves_them_out_first():
    """svy is wrong: dropping rows first takes the people behind them out of their strata. R extends with zero, as we do.

    Counted from the rows that are left, weights as they were, our F is svy's: the filter is all the difference.
    """
    made, filtered = sample(8, missing=0.15), sample(8, missing=0.15, drop=True)
    other = made.theirs().categorical.tabulate("q", "g", drop_nulls=True).stats.f

    ours, after = (rao_scott(one.counts.cells("q", "g"), one.design(), target=P) for one in (made, filtered))

    assert abs(ours.statistic / other.value - 1) > 0.01
    assert after.statistic == pytest.approx(other.value, rel=CLOSE)
    assert after.p == pytest.approx(other.p_value, rel=1e-8)


def test_the_degrees_of_freedom_of_a_domain_are_the_designs_and_svy_takes_those_of_the_domain():
    """A choice, not an error: errors agree, intervals do not. R's degf(design) is ours, degf(subset(design)) is svy's."""
    made = sample(9)
    ours, other = mean(made.counts.cells("y", "g"), made.design()), made.theirs().estimation.mean("y", by="g")

    assert ours.se == pytest.approx(column(other, "se"), rel=CLOSE)
    assert (ours.level_df > column(other, "df")).all()


def test_a_table_of_everybody_has_no_test_and_svy_gives_two_that_disagree():
    """svy is wrong: on a table without any error its chi-squared and its F cannot both be right. R gives F = Inf."""
    made = sample(10, seen=ROLL)

    with pytest.raises(NoErrorToTestError):
        rao_scott(made.counts.cells("q", "g"), made.design(), target=P)
    stats = made.theirs().categorical.tabulate("q", "g").stats
    assert abs(stats.chisq.p_value - stats.f.p_value) > 0.5 or not np.isfinite(stats.f.value)


def test_a_share_of_none_has_an_interval_here_and_none_there():
    """svy is wrong: nobody among thirty of a roll of forty-five is not certainty."""
    made = sample(11)
    rows = made.rows.with_columns(polars.lit(0.0).alias("never"))
    other = svy.Sample(rows, svy.Design(stratum="h", wgt="w", pop_size="roll")).estimation.prop("never")
    cells = made.counts.cells("q")
    nobody = cells.__class__(
        **{name: getattr(cells, name) for name in cells.__slots__}
        | {part: np.where(np.arange(9) == 4, 0, getattr(cells, part)) for part in ("n", "w", "w2")}
    )

    ours = distribution(nobody, made.design())

    assert ours.high[0, 4] > 0
    assert ours.low[0, 4] == 0
    width = np.nan_to_num(column(other, "uci") - column(other, "lci"))
    assert width.max() == 0 or len(width) == 1
