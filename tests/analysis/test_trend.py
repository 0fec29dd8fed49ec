import numpy as np
import pytest

from analysis.errors import DegenerateTableError, NoVarianceError, TooFewWavesError
from analysis.trend import Verdict, cochran_armitage, jonckheere, kruskal, rounding_variance, trend


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
