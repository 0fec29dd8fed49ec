import numpy as np
import pytest

from analysis.design import Design, Target
from analysis.errors import WrongKindError
from analysis.estimate import scored
from analysis.jackknife import jackknife

SCORES = np.array([1.0, 2, 3, 4, 5])


def mean(cells):
    weight = cells.w[:, :, :5].sum(axis=(0, 1))
    return float(weight @ SCORES / weight.sum())


def test_with_equal_clusters_a_mean_has_nearly_its_linear_error(cells_of):
    codes = [0, 1, 4, 3, 2, 2, 1, 0, 3, 4, 4, 4, 0, 1, 2, 3]
    cells = cells_of(codes, [0] * 8 + [1] * 8, psu=[at // 2 for at in range(16)])
    design = Design(strata=("0", "1"))
    value, se = jackknife(cells, mean, design, target=Target.PROCESS)
    linear = scored(cells, SCORES, design, target=Target.PROCESS)
    assert value == pytest.approx(float(linear.value[0]))
    assert se == pytest.approx(float(linear.se[0]), rel=1e-9)


def test_people_are_no_clusters(cells_of):
    with pytest.raises(WrongKindError):
        jackknife(cells_of([0, 1], [0, 0]), mean, Design(strata=("0",)), target=Target.PROCESS)
    alone = cells_of([0, 1], [0, 1], psu=[0, 0])
    with pytest.raises(WrongKindError):
        jackknife(alone, mean, Design(strata=("0", "1")), target=Target.PROCESS)
