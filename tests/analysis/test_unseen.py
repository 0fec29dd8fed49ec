import numpy as np
import pytest

from analysis import unseen
from analysis.errors import EmptyBaseError


def test_those_who_did_not_answer_may_turn_a_majority():
    found = unseen.sensitivity(0.55, 0.9)

    assert dict(found.shares)[0.2] == pytest.approx(0.53)
    assert found.flip == pytest.approx(0.5)
    assert unseen.sensitivity(0.9, 0.9).flip is None
    assert unseen.sensitivity(0.55, 1.0).flip is None
    assert all(0 <= 0.95 - difference <= 1 for difference, _ in unseen.sensitivity(0.95, 0.9).shares)


def test_nobody_answered_leaves_nothing_to_turn():
    with pytest.raises(EmptyBaseError):
        unseen.sensitivity(0.5, 0.0)


def test_strata_that_differ_give_a_flat_prior_and_strata_alike_a_steep_one():
    n = np.full(20, 30)
    rng = np.random.default_rng(6)
    wide = unseen.beta_prior(rng.binomial(30, rng.beta(2, 3, 20)), n)
    narrow = unseen.beta_prior(rng.binomial(30, 0.4, 20), n)

    assert sum(wide) == pytest.approx(5, rel=0.6)
    assert wide[0] / sum(wide) == pytest.approx(0.4, abs=0.12)
    assert sum(narrow) > 3 * sum(wide)


def test_few_strata_keep_one_half():
    assert unseen.beta_prior([3, 4], [5, 9]) == (0.5, 0.5)
    assert unseen.beta_prior([0] * 12, [5] * 12) == (0.5, 0.5)
    with pytest.raises(EmptyBaseError):
        unseen.beta_prior([0, 0], [0, 0])
