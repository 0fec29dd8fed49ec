import numpy as np
import pytest

from analysis.composition import kitagawa, several_factors
from analysis.errors import EmptyBaseError, WrongKindError


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


def test_one_trait_is_the_split_of_kitagawa():
    then, now, n1, n2 = [0.2, 0.5], [0.3, 0.4], [10, 30], [20, 20]

    one, several = kitagawa(then, now, n1, n2), several_factors(then, now, n1, n2)

    assert several.within == pytest.approx(one.within)
    assert several.factors == pytest.approx((one.composition,))


def test_parts_of_two_traits_add_up_and_show_how_far_orders_differ():
    rng = np.random.default_rng(3)
    then, now = rng.random((2, 3)), rng.random((2, 3))
    n1, n2 = rng.integers(1, 20, (2, 3)), rng.integers(1, 20, (2, 3))

    found = several_factors(then, now, n1, n2)

    whole = float((now * n2).sum() / n2.sum() - (then * n1).sum() / n1.sum())
    assert found.total == pytest.approx(whole)
    assert found.within + sum(found.factors) == pytest.approx(found.total)
    assert max(found.spread) > 0


def test_a_combination_with_people_and_no_share_is_refused():
    with pytest.raises(EmptyBaseError):
        several_factors([[0.2, np.nan]], [[0.2, 0.3]], [[1, 1]], [[1, 1]])
    with pytest.raises(WrongKindError):
        several_factors([0.2], [0.2, 0.3], [1], [1, 1])
