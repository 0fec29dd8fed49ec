import pytest

from analysis.errors import EmptyBaseError
from analysis.letters import Adjustment, adjust, pairwise_shares


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
