import numpy as np
import pytest

from analysis.errors import NoVarianceError, TooFewWavesError
from analysis.level import local_level, single_break


def test_a_noisy_constant_has_a_still_level_near_its_mean():
    values = 50 + np.tile([1.0, -1.0], 10)
    found = local_level(values)
    assert found.step_variance < 0.01
    assert found.level == pytest.approx(50, abs=0.2)
    mean, se = found.ahead()
    assert mean == found.level
    assert se >= found.error_variance**0.5


def test_a_walk_is_followed_and_the_error_grows_with_the_distance():
    values = np.cumsum(np.tile([3.0, 2.0, -1.0, 4.0], 6))
    found = local_level(values)
    assert found.level == pytest.approx(values[-1], abs=2)
    assert found.ahead(3)[1] > found.ahead(1)[1]


def test_the_unit_of_the_values_does_not_matter():
    values = np.array([3.0, 5, 4, 8, 7, 9, 12, 10])
    small, large = local_level(values), local_level(1000 * values)
    assert large.level == pytest.approx(1000 * small.level, rel=1e-4)


def test_one_break_is_found_where_it_is():
    assert single_break([1, 1, 2, 1, 2, 9, 9, 8, 9, 8], least=3) == pytest.approx((5, 1.2 + 1.2, 132))


def test_both_parts_have_the_least_length():
    assert single_break([9.0, 1, 1, 1, 1, 1, 1, 1], least=3).before == 3


def test_short_series_are_refused():
    with pytest.raises(TooFewWavesError):
        local_level([1, 2, 3, 4])
    with pytest.raises(TooFewWavesError):
        single_break([1, 2, 3, 4, 5, 6, 7], least=2)
    with pytest.raises(NoVarianceError):
        local_level([5.0] * 6)
