import numpy as np
import pytest
from scipy import stats

from analysis.design import Design
from analysis.errors import EmptyBaseError
from analysis.letters import Adjustment, adjust, letters, pairwise_shares


def test_adjusted_p_values_keep_their_places():
    p = [0.04, 0.01, 0.03]

    assert adjust(p).tolist() == pytest.approx([0.06, 0.03, 0.06])
    assert adjust(p, Adjustment.BONFERRONI).tolist() == pytest.approx([0.12, 0.03, 0.09])
    assert adjust(p, Adjustment.BH).tolist() == pytest.approx([0.04, 0.03, 0.04])
    assert adjust(p, Adjustment.NONE).tolist() == p
    assert adjust([]).tolist() == []


def test_equal_shares_do_not_differ():
    assert pairwise_shares([5, 10, 0], [10, 20, 10])[1, 0] == pytest.approx(1)
    assert pairwise_shares([0, 0], [4, 9])[1, 0] == 1


def test_an_empty_column_is_refused():
    with pytest.raises(EmptyBaseError):
        pairwise_shares([0, 3], [0, 9])


def crossed(cells_of, table):
    rows = [(k, b) for k, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return cells_of([k for k, _ in rows], [0] * len(rows), level=[b for _, b in rows], size=len(table[0]))


def test_the_higher_share_carries_the_letter_of_the_lower(cells_of):
    found = letters(crossed(cells_of, [[40, 10, 38], [10, 40, 12]]), Design(strata=("0",)))

    assert found.name == ("A", "B", "C")
    assert found.above[0] == ("B", "", "B")
    assert found.above[1] == ("", "AC", "")
    assert found.adjustment is Adjustment.HOLM


def test_in_one_stratum_pairs_are_compared_as_independent_groups(cells_of):
    found = letters(crossed(cells_of, [[30, 20], [20, 30]]), Design(strata=("0",)), gated=False)
    p = np.array([0.6, 0.4])
    z = (p[0] - p[1]) / np.sqrt((p * (1 - p) / 50).sum() * 100 / 99)

    assert found.p[0, 0, 1] == pytest.approx(2 * stats.t.sf(z, 99))


def test_an_adjustment_makes_no_letter_easier(cells_of):
    cells = crossed(cells_of, [[40, 25, 30, 33], [15, 30, 25, 22]])
    plain, bh, holm, bonferroni = (
        letters(cells, Design(strata=("0",)), adjustment=how).p
        for how in (Adjustment.NONE, Adjustment.BH, Adjustment.HOLM, Adjustment.BONFERRONI)
    )

    assert (plain <= bh).all()
    assert (bh <= holm + 1e-15).all()
    assert (holm <= bonferroni).all()


def test_a_small_base_is_named_and_gets_no_letter(cells_of):
    found = letters(crossed(cells_of, [[40, 1, 4], [2, 40, 5]]), Design(strata=("0",)))

    assert found.small == ("2",)
    assert all("C" not in row for option in found.above for row in option)
    assert next(row for row in found.rows() if row["group"] == "2")["marks"] == ("base-too-small",)


def test_a_share_of_all_or_none_is_tested_on_counts(cells_of):
    found = letters(crossed(cells_of, [[20, 5], [0, 15]]), Design(strata=("0",)))

    assert (0, 0, 1) in found.exact
    assert found.p[0, 0, 1] == pytest.approx(stats.fisher_exact([[20, 0], [5, 15]]).pvalue)


def test_without_a_test_of_the_table_there_are_no_letters(cells_of):
    found = letters(crossed(cells_of, [[20, 20], [0, 0]]), Design(strata=("0",)))

    assert found.refusal is not None
    assert found.refusal.code == "degenerate-table"
    assert set(found.above[0]) == {""}
