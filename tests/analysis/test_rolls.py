import numpy as np
import pytest
from scipy import stats

from analysis import rolls
from analysis.errors import EmptyBaseError, TooManyAnswersError
from analysis.rolls import all_roll_ends, choose, roll_ends


@pytest.mark.parametrize("mid", [False, True])
def test_one_table_gives_the_ends_of_every_count_as_searching_each_does(monkeypatch, mid):
    sizes = [(1, 1), (0, 4), (5, 7), (11, 11), (18, 25), (24, 28), (3, 60)]
    together = [all_roll_ends(n, people, 0.95, mid=mid) for n, people in sizes]
    monkeypatch.setattr(rolls, "SMALL_ROLL", 0)

    for (n, people), (fewest, most) in zip(sizes, together, strict=True):
        searched = [roll_ends.__wrapped__(x, n, people, 0.95, mid=mid) for x in range(n + 1)]
        assert list(zip(fewest.tolist(), most.tolist(), strict=True)) == searched


def test_ends_contradict_no_count_that_is_likely_enough():
    fewest, most = all_roll_ends(20, 28, 0.95, mid=False)

    for x in range(21):
        totals = np.arange(x, x + 9)
        kept = totals[
            (stats.hypergeom.sf(x - 1, 28, totals, 20) > 0.025) & (stats.hypergeom.cdf(x, 28, totals, 20) > 0.025)
        ]
        assert (fewest[x], most[x]) == (kept[0], kept[-1])


def test_ways_to_choose():
    assert np.exp(choose(5, np.array([0, 2, 5]))) == pytest.approx([1, 10, 1])


def test_an_empty_or_too_small_roll_is_refused():
    with pytest.raises(EmptyBaseError):
        roll_ends(0, 0, 0, 0.95, mid=False)
    with pytest.raises(TooManyAnswersError):
        all_roll_ends(9, 8, 0.95, mid=False)
