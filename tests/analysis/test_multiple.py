import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import count
from analysis.counting.joint import whole
from analysis.errors import DegenerateTableError, NotCountedError, WrongKindError
from analysis.multiple import marginal_independence, tick_correlation
from analysis.responses import Responses


@pytest.fixture
def ticks():
    options = tuple(Option(code=code, label={}) for code in (0, 1))
    columns = tuple(Column(name=name, kind=Kind.MULTI, label={}, item="m", options=options) for name in ("a", "b", "c"))
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes={
            "a": np.array([0, 1, 1, 0, 1, 0], dtype=np.int16),
            "b": np.array([0, 1, 0, 0, 1, 1], dtype=np.int16),
            "c": np.ones(6, dtype=np.int16),
        },
        stratum=np.zeros(6, dtype=np.int64),
    )
    return count(wave, strata=("0",), banners=[whole(6)])


def test_ticks_correlate_as_numbers_do(ticks):
    found = tick_correlation(ticks, ("a", "b"))

    assert found[0, 1] == pytest.approx(np.corrcoef([0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 1, 1])[0, 1])


def test_one_option_is_pearsons_test():
    found = marginal_independence([[[3, 7], [8, 2]]], np.eye(1))

    assert found.statistic == pytest.approx(found.total)
    assert found.df == 1


def test_an_option_ticked_by_all_is_refused(ticks):
    with pytest.raises(WrongKindError):
        tick_correlation(ticks, ("a", "c"))


def test_options_of_other_items_are_refused(ticks):
    with pytest.raises(NotCountedError):
        tick_correlation(ticks, ("a", "x"))


def test_one_group_has_no_test():
    with pytest.raises(DegenerateTableError):
        marginal_independence([[[3, 0], [8, 0]]], np.eye(1))
