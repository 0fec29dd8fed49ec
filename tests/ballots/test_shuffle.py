from __future__ import annotations

from collections import Counter
from random import Random

from survey_app.ballots.shuffle import shuffled


def test_nothing_is_lost_and_the_input_stays_as_it_was():
    rows = list(range(500))
    mixed = shuffled(rows)
    assert sorted(mixed) == rows == list(range(500))
    assert mixed != tuple(rows)


def test_every_order_is_equally_likely():
    rng = Random(1)  # noqa: S311 -- repeatable
    seen = Counter(shuffled("abc", randomness=rng) for _ in range(6000))
    assert len(seen) == 6
    assert max(abs(count - 1000) for count in seen.values()) < 150


def test_a_given_source_repeats():
    one, two = Random(3), Random(3)  # noqa: S311 -- repeatable
    assert shuffled(range(50), randomness=one) == shuffled(range(50), randomness=two)
