from itertools import combinations, pairwise

import numpy as np
import pytest

from analysis.breaks import cusum, ewma_chart, find_break, find_breaks, p_chart
from analysis.errors import AcrossBreakError, NoVarianceError, TooFewWavesError, WrongKindError

STEP = [0.5] * 5 + [0.7] * 5
V10 = [0.0004] * 10


def test_a_clear_step_is_found_where_it_is():
    found = find_break(STEP, V10)

    assert found.before == (5,)
    assert found.levels == pytest.approx((0.5, 0.7))
    assert found.gain > found.penalty


def test_noise_is_no_break():
    assert find_break([0.5, 0.51, 0.49, 0.5, 0.52, 0.5, 0.49, 0.5], [0.0004] * 8).before == ()


def test_several_breaks_are_those_of_the_exhaustive_search():
    rng = np.random.default_rng(3)
    y = np.concatenate([rng.normal(level, 0.02, 5) for level in (0.4, 0.6, 0.5)])
    v = np.full(15, 0.0004)

    def loss(cuts):
        return sum(((y[a:b] - y[a:b].mean()) ** 2).sum() / 0.0004 for a, b in pairwise(cuts))

    every = [(0, *cuts, 15) for size in range(5) for cuts in combinations(range(1, 15), size)]
    every = [cuts for cuts in every if min(np.diff(cuts)) >= 3]
    best = min(every, key=lambda cuts: loss(cuts) + 3 * np.log(15) * (len(cuts) - 2))

    assert find_breaks(y, v).before == best[1:-1] == (5, 10)


def test_a_wave_outside_its_limits_is_named():
    rng = np.random.default_rng(1)
    y = rng.normal(0.5, 0.02, 24)
    y[20] = 0.62

    for chart in (p_chart(y, [0.0004] * 24), p_chart(y, [0.0004] * 24, laney=False)):
        assert chart.outside == (20,)
    assert 0.5 < p_chart(y, [0.0004] * 24).inflation < 2


def test_a_small_lasting_shift_is_seen_by_the_average_and_the_sum():
    y = np.array([0.49, 0.51] * 10 + [0.53] * 10)

    assert p_chart(y, [0.0004] * 30, laney=False).outside == ()
    assert cusum(y - np.concatenate((np.zeros(20), np.zeros(10))), [0.0001] * 30).outside
    assert ewma_chart(y, [0.0001] * 30).outside


@pytest.mark.parametrize(
    ("method", "least"), [(find_break, 8), (find_breaks, 12), (p_chart, 20), (ewma_chart, 20), (cusum, 20)]
)
def test_short_broken_and_errorless_series_are_refused(method, least):
    series, variances = [0.5, 0.6] * (least // 2), [0.01] * least
    method(series, variances)

    with pytest.raises(TooFewWavesError, match=f"needs {least}"):
        method(series[:-1], variances[:-1])
    with pytest.raises(AcrossBreakError):
        method(series, variances, parts=[0] + [1] * (least - 1))
    with pytest.raises(NoVarianceError):
        method(series, [0.0, *variances[1:]])
    with pytest.raises(WrongKindError):
        method([np.nan, *series[1:]], variances)


def test_a_memory_of_nothing_is_refused():
    with pytest.raises(WrongKindError):
        ewma_chart([0.5] * 20, [0.01] * 20, memory=0.0)
