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
