import numpy as np
import pytest

from analysis.calibration import (
    Distance,
    bounds_at_least_one,
    calibrate,
    calibrated_residuals,
    calibrated_total,
    trim,
)
from analysis.errors import BadWeightError, EmptyTargetError, NoConvergenceError, WrongKindError

WEIGHT = np.full(8, 2.0)
SEX = np.array([1, 1, 1, 0, 0, 0, 0, 0])
AGE = np.array([20, 30, 40, 25, 35, 45, 55, 65.0])
X = np.column_stack([np.ones(8), SEX, AGE])
TOTALS = np.array([16.0, 7.0, 600.0])


@pytest.mark.parametrize("distance", Distance)
def test_the_totals_are_met_whatever_the_distance(distance):
    factor = calibrate(WEIGHT, X, TOTALS, distance=distance, bounds=(0.5, 2.0))
    assert (WEIGHT * factor) @ X == pytest.approx(TOTALS, rel=1e-10)


def test_raking_is_positive_and_logit_stays_within_its_bounds():
    assert calibrate(WEIGHT, X, TOTALS, distance=Distance.RAKING).min() > 0
    factor = calibrate(WEIGHT, X, TOTALS, distance=Distance.LOGIT, bounds=(1 / WEIGHT, 1.6))
    assert (WEIGHT * factor).min() >= 1
    assert factor.max() <= 1.6


def test_totals_that_hold_already_move_nothing():
    assert calibrate(WEIGHT, X, WEIGHT @ X) == pytest.approx(np.ones(8))


def test_what_the_margins_explain_has_no_error():
    factor = calibrate(WEIGHT, X, TOTALS)
    assert calibrated_total(3 * AGE - SEX, WEIGHT, X, factor) == pytest.approx(np.zeros(8), abs=1e-9)
    mean, z = calibrated_residuals(AGE, WEIGHT, X, factor)
    assert mean == pytest.approx(600 / 16)
    assert z == pytest.approx(np.zeros(8), abs=1e-9)


def test_totals_out_of_reach_and_bounds_on_one_side_are_refused():
    with pytest.raises(NoConvergenceError):
        calibrate(WEIGHT, X, TOTALS * [1, 3, 1], distance=Distance.LOGIT, bounds=(0.9, 1.1))
    with pytest.raises(WrongKindError):
        calibrate(WEIGHT, X, TOTALS, distance=Distance.LOGIT, bounds=(1.0, 2.0))


def test_trimming_keeps_the_sum_and_the_bounds():
    weight = np.array([1.0, 1, 1, 9])
    trimmed = trim(weight, lower=1, upper=4)
    assert trimmed == pytest.approx([8 / 3, 8 / 3, 8 / 3, 4])
    assert trim(trimmed, lower=1, upper=4) == pytest.approx(trimmed)


def test_bounds_that_cannot_keep_the_sum_are_refused():
    with pytest.raises(NoConvergenceError):
        trim(np.array([1.0, 9]), lower=1, upper=4)


def test_in_a_near_census_nobody_stands_for_less_than_himself():
    weight = np.array([1.05, 1.05, 1.6, 1.05, 1.6, 1.6, 1.6, 1.6])
    x = np.column_stack((np.ones(8), SEX))
    totals = np.array([11.5, 3.3])

    free = calibrate(weight, x, totals, distance=Distance.RAKING)
    bounded = calibrate(weight, x, totals, distance=Distance.LOGIT, bounds=bounds_at_least_one(weight))

    assert (weight * free).min() < 1
    assert (weight * bounded).min() >= 1
    assert (weight * bounded) @ x == pytest.approx(totals)


def test_linear_weights_stop_at_their_bounds():
    free = calibrate(WEIGHT, X, TOTALS)
    low = float(free.min()) + 0.02

    found = calibrate(WEIGHT, X, TOTALS, bounds=(low, 3.0))

    assert found.min() >= low
    assert (WEIGHT * found) @ X == pytest.approx(TOTALS)


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_a_bad_weight_is_refused(weight):
    with pytest.raises(BadWeightError):
        calibrate(np.array([weight] + [2.0] * 7), X, TOTALS)


def test_a_category_that_nobody_answered_is_refused():
    with pytest.raises(EmptyTargetError, match="variable 2"):
        calibrate(WEIGHT, np.column_stack((np.ones(8), np.zeros(8))), np.array([16.0, 3.0]))


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(WrongKindError):
        calibrate(WEIGHT, X, TOTALS[:2])
    with pytest.raises(WrongKindError):
        bounds_at_least_one(np.array([0.9]))
