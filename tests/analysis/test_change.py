import pytest
from scipy import stats

from analysis.change import Mark, Wave, change_mark, difference


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
