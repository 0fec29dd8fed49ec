import numpy as np
import pytest

from analysis.early import Called, Source, early_signal, one_step, rolling_origin, smoothed_level
from analysis.errors import AcrossBreakError, NoVarianceError, TooFewWavesError, WrongKindError

FLAT = [0.5, 0.52, 0.49, 0.51, 0.5, 0.51]
V = [0.0004] * 6


def test_a_flat_series_is_drawn_together():
    found = smoothed_level(FLAT, V)

    assert np.ptp(found.value[2:]) < np.ptp(FLAT[2:])
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()
    assert (found.high - found.low)[-1] < (found.high - found.low)[0]
    assert found.indicative


def test_a_level_never_stands_still_for_sure():
    assert smoothed_level(FLAT, V).drift > 0


def test_wilder_series_get_a_larger_drift():
    calm, wild = (smoothed_level(series, V).drift for series in (FLAT, [0.3, 0.5, 0.35, 0.6, 0.4, 0.55]))

    assert wild > calm


def test_the_next_wave_is_less_sure_than_the_level():
    level, ahead = smoothed_level(FLAT, V), one_step(FLAT, V)

    assert ahead.low < level.low[-1]
    assert level.high[-1] < ahead.high
    assert ahead.source is rolling_origin(FLAT, V).better


def test_a_noisy_flat_series_is_told_better_by_the_model_than_by_the_last_wave():
    rng = np.random.default_rng(5)
    series = 0.5 + rng.normal(0, 0.04, 16)

    score = rolling_origin(series, [0.0016] * 16)

    assert score.model < score.naive
    assert score.better is Source.MODEL
    assert score.tried == 13


@pytest.mark.parametrize(("last", "called"), [(0.9, Called.ABOVE), (0.1, Called.BELOW), (0.5, Called.EXPECTED)])
def test_the_last_wave_is_held_against_what_was_expected(last, called):
    found = early_signal([*FLAT[:5], last], V)

    assert found.called is called
    assert found.came == last
    assert found.score.tried == 2


def test_shares_of_all_and_none_stay_possible():
    found = smoothed_level([1.0, 1.0, 0.98, 1.0, 1.0], [0.0005] * 5)

    assert np.isfinite(found.value).all()
    assert (found.high <= 1).all()


def test_four_waves_are_too_few():
    with pytest.raises(TooFewWavesError):
        smoothed_level(FLAT[:4], V[:4])
    with pytest.raises(TooFewWavesError):
        early_signal(FLAT[:5], V[:5])


def test_waves_across_a_break_are_refused():
    with pytest.raises(AcrossBreakError):
        smoothed_level(FLAT, V, parts=[1, 1, 1, 2, 2, 2])


@pytest.mark.parametrize("variance", [0.0, np.nan, np.inf, -1.0])
def test_a_wave_without_error_is_refused(variance):
    with pytest.raises(NoVarianceError):
        smoothed_level(FLAT, [*V[:5], variance])


@pytest.mark.parametrize("share", [np.nan, -0.1, 1.2])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(WrongKindError):
        smoothed_level([*FLAT[:5], share], V)
