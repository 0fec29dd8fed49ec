import pytest

from analysis.errors import NoVarianceError, TooFewWavesError
from analysis.small_area import fay_herriot


def test_the_less_sure_area_is_drawn_further():
    found = fay_herriot([0.2, 0.5, 0.8, 0.8], [0.001, 0.001, 0.001, 0.05])
    assert found.weight[3] < found.weight[2]
    assert abs(found.value[3] - found.mean) < abs(found.value[2] - found.mean)
    assert 0.2 < found.value[0] < 0.8


def test_areas_that_differ_by_chance_alone_become_their_mean():
    found = fay_herriot([0.49, 0.5, 0.51], [0.1, 0.1, 0.1])
    assert found.between == 0
    assert found.value == pytest.approx([0.5] * 3)


def test_a_few_areas_and_areas_without_error_are_refused():
    with pytest.raises(TooFewWavesError):
        fay_herriot([0.2, 0.4], [0.1, 0.1])
    with pytest.raises(NoVarianceError):
        fay_herriot([0.2, 0.4, 0.5], [0.1, 0.0, 0.1])
