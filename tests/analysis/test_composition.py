import numpy as np
import pytest

from analysis.composition import kitagawa
from analysis.errors import EmptyBaseError


def test_the_parts_add_up():
    found = kitagawa([0.2, 0.6], [0.3, 0.9], [10, 30], [20, 20])

    assert found.total == pytest.approx(found.within + found.composition)
    assert found.total == pytest.approx((0.3 + 0.9) / 2 - (0.2 * 10 + 0.6 * 30) / 40)


def test_the_same_people_change_by_opinion_alone():
    found = kitagawa([0.2, 0.6], [0.3, 0.9], [10, 30], [10, 30], then_variances=[0.01, 0], now_variances=[0.03, 0])

    assert found.composition == 0
    assert found.se == pytest.approx(0.25 * np.sqrt(0.04))


def test_a_stratum_without_a_share_is_refused():
    with pytest.raises(EmptyBaseError):
        kitagawa([0.2, np.nan], [0.3, 0.9], [10, 30], [10, 30])
