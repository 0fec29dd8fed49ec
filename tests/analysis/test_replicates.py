import numpy as np
import pytest

from analysis.errors import WrongKindError
from analysis.replicates import brr, reweighted

HALVES = 2.0 * np.array([[1, 1], [0, 0], [1, 0], [0, 1]])


def share(cells):
    return float(cells.w[:, :, 4].sum() / cells.w[:, :, :5].sum())


def test_the_error_is_the_spread_of_the_replicates(cells_of):
    cells = cells_of([4, 0, 4, 4], [0] * 4, psu=range(4))

    value, se = brr([cells], share, HALVES)
    around = brr([cells], share, HALVES, around_value=True)[1]

    assert value == 0.75
    assert se == 0
    assert around == 0.25


def test_counts_stay_and_weights_are_multiplied(cells_of):
    cells = cells_of([4, 0, 4, 4], [0] * 4, psu=range(4))

    found = reweighted(cells, np.array([2.0, 0, 1, 1]))

    assert found.n is cells.n
    assert found.w.sum() == 4
    assert found.w2.sum() == 6


@pytest.mark.parametrize("factors", [np.ones((3, 2)), np.ones((4, 1)), np.ones(4)])
def test_factors_that_do_not_fit_are_refused(cells_of, factors):
    with pytest.raises(WrongKindError):
        brr([cells_of([4, 0, 4, 4], [0] * 4, psu=range(4))], share, factors)
