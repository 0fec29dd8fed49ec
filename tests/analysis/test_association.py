import numpy as np
import pytest
from scipy import stats

from analysis import association
from analysis.errors import DegenerateTableError


def test_fisher_of_a_two_by_two_table():
    assert association.fisher([[8, 2], [1, 5]]) == pytest.approx(stats.fisher_exact([[8, 2], [1, 5]]).pvalue)


def test_monte_carlo_is_near_the_exact_and_the_same_every_time():
    table = [[4, 1, 0], [1, 3, 2], [0, 2, 5]]
    exact = association.fisher(table)

    p, se = association.monte_carlo(table, tables=20_000)

    assert abs(p - exact) < 4 * se
    assert association.monte_carlo(table, tables=20_000) == (p, se)


def test_a_perfect_order_is_perfect():
    found = association.ordinal(np.diag([5, 5, 5]))

    assert (found.gamma, found.tau_b, found.somers_d) == pytest.approx((1, 1, 1))


def test_independence_is_zero():
    found = association.ordinal(np.full((3, 3), 4))

    assert (found.gamma, found.tau_b, found.somers_d) == pytest.approx((0, 0, 0))
    assert association.cramers_v(np.full((3, 3), 4)).v == pytest.approx(0)
    assert association.linear_by_linear(np.full((3, 3), 4)).p == pytest.approx(1)


def test_a_table_with_one_filled_row_is_refused():
    for measure in (association.ordinal, association.cramers_v, association.fisher, association.linear_by_linear):
        with pytest.raises(DegenerateTableError):
            measure([[3, 4], [0, 0]])


def test_the_interval_of_v_is_that_of_the_noncentral_distribution():
    found = association.cramers_v_interval(30.0, 4, 200, (3, 3))

    low, high = (200 * 2 * end**2 for end in found)
    assert stats.ncx2.cdf(30.0, 4, low) == pytest.approx(0.975)
    assert stats.ncx2.cdf(30.0, 4, high) == pytest.approx(0.025)


def test_no_association_starts_the_interval_at_0():
    assert association.cramers_v_interval(3.0, 4, 200, (3, 3)).low == 0
    assert association.cramers_v_interval(0.0, 4, 200, (3, 3)) == (0.0, 0.0)


def test_one_row_has_no_v():
    with pytest.raises(DegenerateTableError):
        association.cramers_v_interval(1.0, 1, 10, (1, 3))


def test_ordinal_measures_share_one_test_near_that_of_kendall():
    table = np.array([[20, 10, 5], [10, 20, 10], [5, 10, 20]])
    rows = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    x, y = zip(*rows, strict=True)

    found = association.ordinal(table)

    assert found.tau_b == pytest.approx(stats.kendalltau(x, y).statistic)
    assert found.z == pytest.approx(-stats.norm.ppf(stats.kendalltau(x, y).pvalue / 2), rel=0.1)
    for measure in ("gamma", "tau_b", "somers_d"):
        low, high = found.interval(measure)
        assert -1 <= low < getattr(found, measure) < high <= 1
