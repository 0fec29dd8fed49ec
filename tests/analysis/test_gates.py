import pytest

from analysis.errors import AcrossBreakError, TooFewWavesError
from analysis.gates import LEAST, Method, allowed, require, require_season


def test_longer_series_allow_everything_that_shorter_ones_do():
    for waves in range(30):
        assert set(allowed(waves)) <= set(allowed(waves + 1))
    assert allowed(1) == ()
    assert allowed(4) == (Method.DIFFERENCE, Method.TREND)


@pytest.mark.parametrize("method", list(LEAST))
def test_one_wave_too_few_is_refused_and_told(method):
    require(method, LEAST[method])

    with pytest.raises(
        TooFewWavesError, match=f"needs {LEAST[method]} comparable waves; there are {LEAST[method] - 1}"
    ):
        require(method, LEAST[method] - 1)


def test_waves_across_a_break_are_refused():
    require(Method.TREND, 3, ["a", "a", "a"])

    with pytest.raises(AcrossBreakError, match="2 parts"):
        require(Method.TREND, 3, ["a", "a", "b"])


@pytest.mark.parametrize("times", [[], [2021.0, 2022, 2023, 2024], [2021.0, 2021.5, 2022, 2022.5]])
def test_a_season_needs_years_with_two_waves_each(times):
    with pytest.raises(TooFewWavesError):
        require_season(times)
