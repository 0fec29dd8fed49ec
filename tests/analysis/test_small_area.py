import numpy as np
import pytest

from analysis.errors import EmptyBaseError, NoVarianceError, TooFewWavesError, TooManyAnswersError, WrongKindError
from analysis.small_area import benchmarked, fay_herriot, finite_areas, pooled_variances


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


APART = [0.2, 0.35, 0.5, 0.65, 0.8, 0.4]


def test_a_covariate_that_explains_everything_leaves_nothing_between():
    size = np.arange(6.0)

    found = fay_herriot(0.2 + 0.1 * size, [0.01] * 6, covariates=np.column_stack((np.ones(6), size)))

    assert found.between == 0
    assert found.value == pytest.approx(0.2 + 0.1 * size)


def test_surer_areas_keep_more_and_err_less():
    found = fay_herriot(APART, [0.001, 0.002, 0.004, 0.008, 0.016, 0.032])

    assert (np.diff(found.weight) < 0).all()
    assert (np.diff(found.mse) > 0).all()
    assert (found.mse[3:] < [0.008, 0.016, 0.032]).all()


def test_areas_that_look_alike_may_keep_something_of_their_own():
    alike = [0.5, 0.51, 0.49, 0.5, 0.5, 0.5]

    plain, lifted = (fay_herriot(alike, [0.01] * 6, lift=lift) for lift in (False, True))

    assert (plain.between, plain.adjusted) == (0, False)
    assert lifted.between > 0
    assert lifted.adjusted


def test_the_mean_squared_error_is_that_of_simulated_areas():
    rng = np.random.default_rng(8)
    known = np.linspace(0.002, 0.02, 20)
    told, true = [], []
    for _ in range(400):
        areas = 0.5 + rng.normal(0, 0.1, 20)
        found = fay_herriot(areas + rng.normal(0, np.sqrt(known)), known)
        told.append(found.mse)
        true.append((found.value - areas) ** 2)

    assert np.mean(told, axis=0) == pytest.approx(np.mean(true, axis=0), rel=0.3)
    assert np.mean(told) == pytest.approx(np.mean(true), rel=0.07)


def test_an_area_seen_in_full_keeps_its_own_share():
    found = finite_areas(APART, fay_herriot(APART, [0.05] * 6), [10, 5, 5, 5, 5, 5], [10] * 6)

    assert found[0] == APART[0]
    assert abs(found[4] - APART[4]) > 0


def test_areas_add_up_to_the_whole():
    found = benchmarked(APART, [10, 20, 30, 10, 10, 20], 0.5)

    assert np.average(found, weights=[10, 20, 30, 10, 10, 20]) == pytest.approx(0.5)


def test_impossible_areas_are_refused():
    with pytest.raises(TooManyAnswersError):
        finite_areas(APART, fay_herriot(APART, [0.05] * 6), [11] * 6, [10] * 6)
    with pytest.raises(EmptyBaseError):
        pooled_variances([0, 1], [0, 4])
    with pytest.raises(NoVarianceError):
        pooled_variances([4, 4], [4, 4])
    with pytest.raises(WrongKindError):
        fay_herriot([np.nan, 0.2, 0.3], [0.1] * 3)
    with pytest.raises(EmptyBaseError):
        benchmarked(APART, [0] * 6, 0.5)
