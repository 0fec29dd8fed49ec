import numpy as np
import pytest

from analysis.errors import BadWeightError, NoConvergenceError, UnequalTargetsError, WrongKindError
from analysis.trimming import cap_of, matched_targets, rake_trimmed, weight_report

SEX = np.array([0] * 6 + [1] * 4)
AGE = np.array([0, 0, 1, 1, 1, 1, 0, 1, 1, 0])


def test_margins_and_cap_hold_together():
    found = rake_trimmed(np.ones(10), [SEX, AGE], [[12, 12], [14, 10]], cap=3.8)

    assert found.weight.max() <= 3.8 * (1 + 1e-9)
    assert np.bincount(SEX, found.weight) == pytest.approx([12, 12])
    assert np.bincount(AGE, found.weight) == pytest.approx([14, 10])
    assert found.rounds > 1


def test_calm_weights_are_not_cut():
    found = rake_trimmed(np.ones(10), [SEX, AGE], [[12, 8], [9, 11]])

    assert found.rounds == 1
    assert found.weight.max() < found.cap


def test_a_cap_below_what_the_margins_need_has_no_solution():
    with pytest.raises(NoConvergenceError):
        rake_trimmed(np.ones(10), [SEX, AGE], [[12, 12], [14, 10]], cap=2.0)


def test_sums_within_half_a_percent_are_rescaled_and_told():
    targets, rescaled = matched_targets([[500, 500], [400, 601]])

    assert rescaled
    assert targets[1].sum() == pytest.approx(1000)
    assert not matched_targets([[500, 500], [400, 600]])[1]


def test_sums_further_apart_are_refused():
    with pytest.raises(UnequalTargetsError, match="1000"):
        matched_targets([[500, 500], [400, 610]])


def test_the_report_tells_what_weighting_costs():
    calm, loud = weight_report(np.ones(10), np.ones(10)), weight_report(np.ones(10), np.array([0.5] * 9 + [20.0]))

    assert (calm.kish_after, calm.effective, calm.flags) == (1, 10, ())
    assert loud.flags == ("kish", "spread")
    assert weight_report(np.ones(3), np.array([0.9, 1.0, 1.1]), near_census=True).flags == ("below-one",)


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_a_bad_weight_is_refused(weight):
    bad = np.array([1.0, weight])

    with pytest.raises(BadWeightError, match="1 weights"):
        cap_of(bad)
    with pytest.raises(BadWeightError):
        rake_trimmed(bad, [np.array([0, 1])], [[1, 1]])
    with pytest.raises(BadWeightError):
        weight_report(np.ones(2), bad)


def test_a_response_without_its_margin_is_refused():
    with pytest.raises(WrongKindError, match="category"):
        rake_trimmed(np.ones(2), [np.array([0, -1])], [[1, 1]])
