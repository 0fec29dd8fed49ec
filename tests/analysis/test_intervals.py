import numpy as np
import pytest
from scipy import stats

from analysis import intervals
from analysis.errors import EmptyBaseError, TooManyAnswersError


def test_bounds_assume_nothing_about_the_absent():
    assert intervals.bounds(4, 5, 7) == (4 / 7, 6 / 7)


def test_exact_interval_agrees_with_a_scan():
    for x, n, size in ((4, 5, 7), (0, 8, 12), (13, 18, 25), (40, 45, 60), (3, 3, 1000)):
        totals = np.arange(x, size - n + x + 1)
        low = totals[stats.hypergeom.sf(x - 1, size, totals, n) > 0.025][0]
        high = totals[stats.hypergeom.cdf(x, size, totals, n) > 0.025][-1]
        found = intervals.hypergeometric_interval(x, n, size)
        assert (found.low * size, found.high * size) == pytest.approx((low, high))


def test_a_census_has_no_width():
    assert intervals.hypergeometric_interval(3, 5, 5) == (0.6, 0.6)
    assert intervals.mid_p_interval(3, 5, 5) == (0.6, 0.6)
    assert intervals.wilson_interval(3, 5, 5) == (0.6, 0.6)
    found = intervals.beta_binomial_interval([3], [5], [5])
    assert (found.low, found.high, found.mean) == (3, 3, 3)


def test_mid_p_is_not_wider():
    wide, narrow = intervals.hypergeometric_interval(3, 10, 50), intervals.mid_p_interval(3, 10, 50)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize(("p", "se"), [(0.0, 0.1), (1.0, 0.1), (0.5, 0.0), (0.3, 0.05)])
@pytest.mark.parametrize("df", [0, 1, 100])
def test_no_interval_is_nan_or_impossible(p, se, df):
    for found in (
        intervals.logit_interval(p, se, df),
        intervals.asin_interval(p, se, df),
        intervals.mean_interval(p, se, df),
        intervals.likelihood_interval(p, se, 50, df),
        intervals.korn_graubard_interval(p, se, 50, df),
        intervals.beta_interval(p, 0),
    ):
        assert 0 <= found.low <= p <= found.high <= 1


def test_beta_interval_is_clopper_pearson():
    want = stats.binomtest(3, 20).proportion_ci(method="exact")

    assert intervals.beta_interval(3 / 20, 20) == pytest.approx((want.low, want.high))


def test_without_a_roll_wilson_is_the_plain_one():
    want = stats.binomtest(3, 20).proportion_ci(method="wilson")

    assert intervals.wilson_interval(3, 20) == pytest.approx((want.low, want.high))
    assert intervals.wilson_interval(3, 20, 10**9) == pytest.approx((want.low, want.high))


def test_more_answers_than_people_are_refused():
    with pytest.raises(TooManyAnswersError):
        intervals.hypergeometric_interval(3, 6, 5)
    with pytest.raises(TooManyAnswersError):
        intervals.bounds(3, 6, 5)
    with pytest.raises(TooManyAnswersError):
        intervals.wilson_interval(3, 6, 5)


def test_an_empty_roll_is_refused():
    with pytest.raises(EmptyBaseError):
        intervals.bounds(0, 0, 0)
    with pytest.raises(EmptyBaseError):
        intervals.wilson_interval(0, 0)


def test_coverage_of_the_exact_interval_never_falls_below_the_nominal():
    size, n = 25, 18
    for total in range(size + 1):
        x = np.arange(max(0, n - (size - total)), min(n, total) + 1)
        chance = stats.hypergeom.pmf(x, size, total, n)
        inside = [
            found.low * size - 1e-9 <= total <= found.high * size + 1e-9
            for found in (intervals.hypergeometric_interval(int(at), n, size) for at in x)
        ]
        assert chance[inside].sum() >= 0.95 - 1e-12


def test_t_quantiles_are_those_of_t_and_0_without_freedom():
    assert intervals.t_quantiles([1, 10, 0, -3]) == pytest.approx([*stats.t.ppf(0.975, [1, 10]), 0, 0])


def test_the_wald_interval_is_symmetric_and_may_leave_what_is_possible():
    low, high = intervals.wald_interval(0.02, 0.02, 10)
    assert low < 0
    assert (low + high) / 2 == pytest.approx(0.02)
    assert intervals.wald_interval(0.5, 0.1, 0) == (-np.inf, np.inf)


def test_a_prior_of_two_numbers_moves_the_centre():
    even = intervals.beta_binomial_interval([1], [4], [20])
    low = intervals.beta_binomial_interval([1], [4], [20], prior=(1.0, 9.0))

    assert low.mean < even.mean
