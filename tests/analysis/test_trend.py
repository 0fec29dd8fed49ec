import numpy as np
import pytest

from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, NoVarianceError, TooFewWavesError
from analysis.trend import Verdict, cochran_armitage, jonckheere, kruskal, logit_trend, rounding_variance, trend


def test_a_line_is_a_line():
    found = trend([2021, 2022, 2023, 2025], [50, 52, 54, 58], [1, 1, 1, 1])

    assert found.slope == pytest.approx(2)
    assert found.departure == pytest.approx(0, abs=1e-9)
    assert found.verdict is Verdict.LINEAR


def test_a_flat_series_is_constant():
    assert trend([1, 2, 3], [50, 51, 50], [4, 4, 4]).verdict is Verdict.CONSTANT


def test_a_step_and_back_is_a_change_without_a_line():
    assert trend([1, 2, 3], [50, 60, 50], [1, 1, 1]).verdict is Verdict.CHANGED


def test_the_parts_add_up():
    found = trend([1, 2, 4, 5], [50, 55, 47, 60], [1, 2, 3, 4])

    assert found.total == pytest.approx(found.linear + found.departure)


def test_rounded_values_are_less_certain():
    exact, rounded = (trend([1, 2, 3], [50, 53, 56], [1, 1, 1], rounding=extra) for extra in (0, rounding_variance(1)))

    assert rounded.se == pytest.approx(exact.se * np.sqrt(13 / 12))


def test_censuses_can_be_compared_once_rounding_is_counted():
    with pytest.raises(NoVarianceError):
        trend([1, 2, 3], [50, 53, 56], [0, 0, 0])
    assert trend([1, 2, 3], [50, 53, 56], [0, 0, 0], rounding=rounding_variance(1)).verdict is Verdict.LINEAR


def test_two_waves_have_a_difference_only():
    with pytest.raises(TooFewWavesError):
        trend([1, 2], [50, 53], [1, 1])


def test_jonckheere_knows_the_direction():
    rising = [[9, 1], [1, 9]]

    assert jonckheere(rising).z > 0
    assert jonckheere(np.fliplr(rising)).z == pytest.approx(-jonckheere(rising).z)


def test_tables_without_differences_are_refused():
    with pytest.raises(DegenerateTableError):
        jonckheere([[5, 5], [0, 0]])
    with pytest.raises(DegenerateTableError):
        kruskal([[5, 5], [0, 0]])
    with pytest.raises(DegenerateTableError):
        cochran_armitage([5, 5], [5, 5], [1, 2])


def test_log_odds_of_two_waves_are_met_exactly(cells_of):
    codes = [0] * 10 + [4] * 10 + [0] * 5 + [4] * 15
    cells = cells_of(codes, [0] * 20 + [1] * 20, level=[0] * 20 + [1] * 20)
    found = logit_trend(cells, [0, 2], [3, 4], Design(strata=("0", "1")), target=Target.PROCESS)
    assert found.intercept == pytest.approx(0, abs=1e-9)
    assert found.slope == pytest.approx(np.log(3) / 2)
    # of a share p among n: 1 / (p (1 - p) (n - 1)), waves being strata
    assert found.intercept_se**2 == pytest.approx(1 / (0.25 * 19))
    assert (2 * found.slope_se) ** 2 == pytest.approx(1 / (0.25 * 19) + 1 / (0.1875 * 19))


def test_log_odds_need_two_waves_and_both_answers(cells_of):
    design = Design(strata=("0",))
    with pytest.raises(TooFewWavesError):
        logit_trend(cells_of([0, 4], [0, 0]), [0], [4], design)
    with pytest.raises(DegenerateTableError):
        logit_trend(cells_of([4, 4], [0, 0], level=[0, 1]), [0, 1], [4], design)
