"""The weights of values: added, cut, and the quantiles taken from them."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.counting.spread import MOST, Spread, distinct


def spread(values, weights):
    w = np.asarray(weights, dtype=float).reshape(1, 1, -1)
    return Spread(values=np.asarray(values, dtype=float), w=w, n=np.ceil(w).astype(np.int64))


def test_the_median_is_the_smallest_value_with_half_of_the_weight():
    assert spread([1, 2, 9], [1, 1, 1]).quantile(0.5, 0) == 2
    assert spread([1, 2, 9], [1, 1, 2]).quantile(0.5, 0) == 2
    assert spread([1, 2, 9], [1, 1, 2.1]).quantile(0.5, 0) == 9
    assert np.isnan(spread([], []).quantile(0.5, 0))


def test_chunks_add_up_to_the_whole():
    random = np.random.default_rng(5)
    scores, weights = random.integers(0, 40, 500).astype(float), random.uniform(1, 3, 500)

    def of(cut):
        values, at = distinct(scores[cut], 1)
        return spread(values, np.bincount(at, weights=weights[cut]))

    whole, parts = of(slice(None)), of(slice(0, 200)) + of(slice(200, None))
    assert np.array_equal(whole.values, parts.values)
    assert np.allclose(whole.w, parts.w)
    assert parts.n.shape == parts.w.shape


def test_very_many_values_are_taken_to_fewer_figures():
    scores = np.linspace(1000, 9999, 3001)
    values, at = distinct(scores, MOST // 1000)
    assert len(values) <= 1000
    assert np.allclose(values[at], scores, rtol=0.006)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_quantiles_are_those_of_numpy_for_equal_weights(share):
    scores = np.random.default_rng(7).integers(0, 60, 301).astype(float)
    values, at = distinct(scores, 1)
    found = spread(values, np.bincount(at)).quantile(share, 0)
    assert found == np.quantile(scores, share, method="inverted_cdf")
