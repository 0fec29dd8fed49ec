import numpy as np
import pytest
from scipy import stats

from analysis.association import monte_carlo
from analysis.design import Design
from analysis.errors import DegenerateTableError, WrongKindError
from analysis.sparse import independence, permutation

PLAN = Design(strata=("0",))


def crossed(cells_of, table, **more):
    rows = [(k, b) for k, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return cells_of([k for k, _ in rows], [0] * len(rows), level=[b for _, b in rows], size=len(table[0]), **more)


def test_a_table_of_many_gets_the_f_test(cells_of):
    assert independence(crossed(cells_of, [[20, 30], [30, 20]]), PLAN).test == "rao_scott_f"


def test_a_table_of_few_is_tested_exactly(cells_of):
    found = independence(crossed(cells_of, [[8, 2], [1, 5]]), PLAN)

    assert found.test == "fisher"
    assert found.p == pytest.approx(stats.fisher_exact([[8, 2], [1, 5]]).pvalue)


def test_a_larger_sparse_table_is_sampled_with_a_seed(cells_of):
    table = [[30, 20, 2], [30, 25, 3], [10, 20, 5]]

    first, again = (independence(crossed(cells_of, table), PLAN) for _ in range(2))

    assert first.test == "monte_carlo"
    assert first == again
    assert first.p_se > 0
    exact = monte_carlo(np.array(table), seed=1)[0]
    assert first.p == pytest.approx(exact, abs=5 * first.p_se)


def test_unequal_weights_are_shuffled_inside_strata(cells_of):
    codes, level = [0, 0, 4, 4, 0, 4, 4, 0, 0, 4], [0, 0, 1, 1, 1, 0, 1, 0, 0, 1]
    cells = cells_of(codes, [0] * 5 + [1] * 5, level=level, weight=[2.0] * 5 + [3.0] * 5)

    found = independence(cells, Design(strata=("0", "1")))

    assert found.test == "permutation"
    assert 0 < found.p <= 1


def test_a_shuffle_of_one_stratum_is_the_exact_test_of_its_statistic(cells_of):
    table = [[7, 2], [2, 6]]
    found = permutation(crossed(cells_of, table))
    exact = stats.fisher_exact(table).pvalue

    assert found.p == pytest.approx(exact, abs=5 * found.p_se)


def test_weights_that_differ_inside_a_stratum_cannot_be_shuffled(cells_of):
    cells = cells_of([0, 0, 4, 4], [0] * 4, level=[0, 1, 0, 1], weight=[1.0, 2, 3, 4])

    with pytest.raises(WrongKindError, match="equal weights"):
        permutation(cells)


def test_one_option_only_is_refused(cells_of):
    with pytest.raises(DegenerateTableError):
        independence(crossed(cells_of, [[4, 2], [0, 0]]), PLAN)
