from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from analysis.disclosure.rounding import round_together

SEEDS = (41, 42, 44, 48)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_organisations_give_nobody_away_and_others_do(seed: int, attacking: ModuleType) -> None:
    ((_, scores),) = attacking.scores(range(seed, seed + 1))
    for name, score in scores.items():
        assert not score.wrong, "the attacker's model must hold the truth"
        assert (score.told == 0) is (name == attacking.GATE), score.holes


def test_plain_suppression_breaks_and_rounding_does_not(publishers: ModuleType) -> None:
    """At least 25 of 30 random tables of branches by answers give a hidden count away; rounded ones none."""
    random = np.random.default_rng(11)
    broken = 0
    for _ in range(30):
        table = publishers.branches(random, rows=12)
        hidden = publishers.suppressed(table)
        broken += publishers.recovered(table, hidden) > 0
        rounded = round_together(table.sum(axis=0), [table], margins=[tuple(range(5))])
        assert rounded.banners[0] is not None
        assert publishers.narrowest(rounded.total, rounded.banners[0]) >= 2
    assert broken >= 25
