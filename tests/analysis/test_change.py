import numpy as np
import pytest
from scipy import stats

from analysis.change import Mark, Wave, change_family, change_mark, difference, overlap_bounds
from analysis.errors import EmptyBaseError, TooManyAnswersError


def wave(value, se, process=2.0, people=2.0):
    return Wave(value, se, process, people)


def test_a_change_beyond_the_worst_case_is_solid():
    found = change_mark(wave(76, 1.4), wave(66, 2.4))

    assert found.mark is Mark.SOLID
    assert found.value == 10
    assert found.se_worst == pytest.approx(3.8)
    assert found.low < 10 < found.high


def test_a_change_between_the_two_limits_is_hollow():
    # 1.96 sqrt(1 + 1) = 2.77 < 3.5 < 1.96 (1 + 1) = 3.92
    assert change_mark(wave(53.5, 1), wave(50, 1)).mark is Mark.HOLLOW


def test_a_change_within_its_error_has_no_mark():
    assert change_mark(wave(53.5, 2), wave(50, 2)).mark is None


@pytest.mark.parametrize(("points", "mark"), [(2.9, None), (3.0, Mark.SOLID), (-3.0, Mark.SOLID)])
def test_three_points_are_needed(points, mark):
    assert change_mark(wave(50 + points, 0.1), wave(50, 0.1)).mark == mark


@pytest.mark.parametrize(("people", "mark"), [(0.29, None), (0.31, Mark.SOLID)])
def test_three_people_are_needed(people, mark):
    assert change_mark(wave(60, 0.1, people=people), wave(50, 0.1, people=9)).mark == mark


def test_chance_fluctuation_is_told_apart():
    assert change_mark(wave(60, 1, process=3), wave(50, 1, process=3)).process
    assert not change_mark(wave(60, 1, process=4), wave(50, 1, process=4)).process


def test_two_censuses_change_for_sure():
    found = change_mark(wave(60, 0), wave(50, 0))

    assert found.mark is Mark.SOLID
    assert found.low == found.high == 10


def test_a_difference_adds_the_variances_and_the_freedoms():
    found = difference((0.6, 0.03, 20), (0.5, 0.04, 30))
    assert (found.value, found.se, found.df) == (pytest.approx(0.1), pytest.approx(0.05), 50)
    assert found.p == pytest.approx(2 * stats.t.sf(2, 50))
    assert (found.low + found.high) / 2 == pytest.approx(0.1)


def test_a_difference_without_error_is_sure_and_without_freedom_unknown():
    assert difference((0.6, 0, 5), (0.5, 0, 5)).p == 0
    assert difference((0.5, 0, 5), (0.5, 0, 5)).p == 1
    assert difference((0.6, 0.1, 0), (0.5, 0.1, 0)).p == 1


def test_a_family_is_judged_together():
    items = {
        name: change_mark(Wave(50 + move, 1, 2, 2), Wave(50, 1, 2, 2))
        for name, move in zip("abc", (20, 6, 0), strict=True)
    }

    found = change_family(items)

    assert found.names == ("a", "b", "c")
    assert found.adjusted == pytest.approx(stats.false_discovery_control(found.p))
    assert found.told == ("a",)
    assert change_family({"b": items["b"]}).told == ("b",)


def test_changes_without_error_are_sure():
    exact = change_mark(Wave(60, 0, 0, 2), Wave(50, 0, 0, 2))

    assert change_family({"a": exact}).p == (0.0,)


def test_an_empty_family_is_refused():
    with pytest.raises(EmptyBaseError):
        change_family({})


def test_the_error_of_a_change_lies_between_its_bounds():
    low, high = overlap_bounds((12, 20, 25), (10, 18, 25), 25)
    first, second = ((1 - n / 25) * x / n * (1 - x / n) / (n - 1) for x, n in ((12, 20), (10, 18)))

    assert abs(np.sqrt(first) - np.sqrt(second)) - 1e-12 <= low or low == 0
    assert low <= np.sqrt(first + second) <= high <= np.sqrt(first) + np.sqrt(second)


def test_impossible_waves_have_no_bounds():
    with pytest.raises(EmptyBaseError):
        overlap_bounds((1, 1, 5), (2, 4, 5), 5)
    with pytest.raises(TooManyAnswersError):
        overlap_bounds((2, 6, 5), (2, 4, 5), 5)
