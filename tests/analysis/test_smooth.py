import numpy as np
import pytest

from analysis.design import Design, Target
from analysis.distribution import distribution
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.likert import net
from analysis.smooth import share_covariance, smooth

CODES = [0, 1, 2, 3, 4, 4, 4, 3, 0, 1, 1, 2]
STRATUM = [0] * 6 + [1] * 6
LEVEL = [0, 1] * 6
PLAN = Design(strata=("0", "1"), headcounts=np.array([9, 14]))


@pytest.fixture
def cells(cells_of):
    return cells_of(CODES, STRATUM, level=LEVEL, weight=[9 / 6] * 6 + [14 / 6] * 6)


@pytest.mark.parametrize("target", list(Target))
def test_its_diagonal_holds_the_errors_of_the_shares(cells, target):
    found = share_covariance(cells, PLAN, target=target)
    shares = distribution(cells, PLAN, target=target)

    diagonal = np.einsum("bkbk->bk", found.covariance)

    assert np.allclose(np.sqrt(diagonal), shares.se)
    assert np.allclose(found.value, shares.share)


def test_a_linear_function_has_the_error_of_its_contrast(cells):
    contrast = np.array([-1.0, -1, 0, 1, 1])
    balance = net(cells, PLAN)

    found = smooth(cells, lambda shares: float(shares[1] @ contrast), PLAN)

    assert found.value == pytest.approx(balance.value[1])
    assert found.se == pytest.approx(balance.se[1], rel=1e-6)


def test_the_log_odds_have_the_delta_error(cells):
    shares = distribution(cells, PLAN)
    p, se = shares.share[0, 4], shares.se[0, 4]

    found = smooth(cells, lambda s: float(np.log(s[0, 4] / (1 - s[0, 4]))), PLAN)

    assert found.se == pytest.approx(se / (p * (1 - p)), rel=1e-6)
    assert found.low < found.value < found.high


def test_everyone_seen_leaves_no_error(cells_of):
    full = Design(strata=("0", "1"), headcounts=np.array([6, 6]))

    found = smooth(cells_of(CODES, STRATUM), lambda shares: float(shares[0, 0] ** 2), full)

    assert (found.se, found.low, found.high) == (0.0, found.value, found.value)


def test_a_function_without_a_value_is_refused(cells_of):
    cells = cells_of([0, 0, 0], [0, 0, 0])

    with pytest.raises(WrongKindError, match="slope"):
        smooth(cells, lambda shares: float(np.log(shares[0, 4])), Design(strata=("0",)), target=Target.PROCESS)


def test_an_empty_level_is_refused(cells_of):
    cells = cells_of([0, 4], [0, 0], level=[0, 0], size=2)

    with pytest.raises(EmptyBaseError):
        smooth(cells, lambda shares: float(shares[1, 0]), Design(strata=("0",)), target=Target.PROCESS)
