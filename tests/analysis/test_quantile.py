import pytest

from analysis.design import Design, Target
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.quantile import quantile

VALUES = [10, 20, 30, 40, 50]


def test_a_quantile_is_the_first_value_that_half_of_the_weight_reaches(cells_of):
    cells = cells_of([0, 1, 1, 2, 3, 4], [0] * 6, weight=[1, 1, 1, 1, 1, 5])
    design = Design(strata=("0",))
    found = quantile(cells, VALUES, 0.5, design, target=Target.PROCESS)
    assert found.value == 40
    assert found.low <= found.value <= found.high
    assert found.se == pytest.approx((found.high - found.low) / (2 * 2.570582), rel=1e-6)


def test_a_single_answer_has_no_error(cells_of):
    cells = cells_of([2], [0])
    assert quantile(cells, VALUES, 0.5, Design(strata=("0",)), target=Target.PROCESS) == (30, 30, 30, 0)


def test_what_is_no_quantile_is_refused(cells_of):
    cells, design = cells_of([0, 1], [0, 0]), Design(strata=("0",))
    for values, share in ((VALUES[::-1], 0.5), (VALUES[:4], 0.5), (VALUES, 1.0)):
        with pytest.raises(WrongKindError):
            quantile(cells, values, share, design, target=Target.PROCESS)
    with pytest.raises(WrongKindError):
        quantile(cells_of([0, 1], [0, 0], level=[0, 1]), VALUES, 0.5, design, target=Target.PROCESS)
    with pytest.raises(EmptyBaseError):
        quantile(cells_of([-1, -2], [0, 0]), VALUES, 0.5, design, target=Target.PROCESS)
