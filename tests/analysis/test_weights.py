import numpy as np
import pytest

from analysis import weights
from analysis.design import Design, Target
from analysis.errors import (
    DisconnectedTableError,
    EmptyBaseError,
    EmptyTargetError,
    UnequalTargetsError,
    WrongKindError,
)


def test_base_weights_are_people_per_answer():
    assert weights.post_stratify(np.array([0, 0, 1]), np.array([6, 5, 4])).tolist() == [3, 3, 5]


def test_equal_weights_lose_nothing():
    assert weights.kish_effect(4, [2.0] * 4, [4.0] * 4) == 1
    assert weights.effective_base([1.0, 3.0], [1.0, 9.0]) == pytest.approx(1.6)


def test_nobody_has_no_effective_base():
    with pytest.raises(EmptyBaseError):
        weights.effective_base([0.0], [0.0])


def test_raked_margins_equal_their_targets():
    table = np.array([[10.0, 20, 5], [8, 6, 12]])

    raked = table * weights.rake(table, [[40, 35], [20, 30, 25]])

    assert raked.sum(axis=1) == pytest.approx([40, 35], rel=1e-9)
    assert raked.sum(axis=0) == pytest.approx([20, 30, 25], rel=1e-9)


def test_targets_with_different_sums_are_refused():
    with pytest.raises(UnequalTargetsError):
        weights.rake(np.ones((2, 2)), [[2, 2], [2, 3]])


def test_people_without_an_answer_are_refused():
    with pytest.raises(EmptyTargetError):
        weights.rake(np.array([[1.0, 0], [1, 0]]), [[2, 2], [2, 2]])


def test_a_table_in_separate_blocks_has_no_solution():
    with pytest.raises(DisconnectedTableError):
        weights.rake(np.array([[1.0, 0], [0, 1]]), [[3, 1], [1, 3]])


def test_post_stratified_share(cells_of):
    codes = [4] * 6 + [0] * 2 + [0] * 2
    cells = cells_of(codes, [0] * 10, level=[0] * 8 + [1] * 2)
    factors = weights.post_stratified(cells, [10, 10])
    figures = weights.Calibrated(cells, factors, np.eye(2), Design(strata=("0",)), scores=np.array([0, 0, 0, 0, 1.0]))

    value, se = figures.mean(target=Target.PROCESS)

    assert value == pytest.approx(0.375)
    assert se > 0
    assert figures.total(target=Target.PROCESS)[0] == pytest.approx(7.5)
    low, high = figures.interval(target=Target.PROCESS)
    assert low < value < high


def test_a_loose_raking_misses_its_targets_by_up_to_a_unit():
    table = np.array([[30.0, 11], [13, 46]])

    loose = weights.rake_loosely(table, [[60, 40], [45, 55]])
    tight = weights.rake(table, [[60, 40], [45, 55]])

    missed = np.abs((table * loose.factors.reshape(2, 2)).sum(axis=1) - [60, 40]).max()
    assert 1e-6 < missed < 1
    assert np.allclose(loose.factors, tight.reshape(-1), rtol=0.02)


@pytest.mark.parametrize("target", [[-1.0, 5.0], [np.nan, 4.0], [np.inf, 4.0], [4.0]])
def test_a_target_that_is_no_number_of_people_is_refused(target):
    with pytest.raises(WrongKindError):
        weights.rake(np.ones((2, 2)), [target, [2.0, 2.0]])
