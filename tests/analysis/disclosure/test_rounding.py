from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.disclosure import rounding
from analysis.disclosure.rounding import NotPartitionError, nearest, round_together

WORKED = np.array([[1, 4, 7], [5, 3, 4], [0, 2, 8], [6, 5, 3]])
"""The worked table of the background notes: rows A-D by disagree, neutral, agree."""


def test_chance_wishes_for_the_farther_multiple_and_everything_still_adds_up() -> None:
    def rounded(seed: int) -> np.ndarray:
        made = round_together(WORKED.sum(axis=0), [WORKED], margins=[(0, 1, 2)], chance=np.random.default_rng(seed))
        assert made.banners[0] is not None
        assert np.array_equal(made.banners[0].sum(axis=0), made.total)
        return made.banners[0]

    found = [rounded(seed) for seed in range(20)]
    assert all(np.all((one % 3 == 0) & (abs(one - WORKED) < 3)) for one in found)
    assert np.array_equal(rounded(0), found[0]), "the same chance rounds alike"
    moved = np.stack(found) - WORKED
    free = WORKED % 3 > 0
    assert np.all((moved > 0).any(axis=0)[free] & (moved < 0).any(axis=0)[free]), "either way may be taken by any count"


@pytest.mark.parametrize("base", [3, 5])
def test_the_worked_table_stays_additive_and_moves_less_than_the_base(base: int) -> None:
    total = WORKED.sum(axis=0)
    rounded = round_together(total, [WORKED], margins=[(0, 1, 2)], base=base)
    levels = rounded.banners[0]
    assert levels is not None
    assert np.array_equal(levels.sum(axis=0), rounded.total)
    for true, shown in ((WORKED, levels), (total, rounded.total), (WORKED.sum(axis=1), levels.sum(axis=1))):
        assert np.all(shown % base == 0)
        assert np.all(np.abs(shown - true) < base)
        assert np.array_equal(shown[true % base == 0], true[true % base == 0])
    assert abs(int(rounded.total.sum()) - 48) < base


def test_base_three_gives_the_published_margins() -> None:
    rounded = round_together(WORKED.sum(axis=0), [WORKED], margins=[(0, 1, 2)])
    assert rounded.total.tolist() == [12, 15, 21]
    assert rounded.banners[0] is not None
    assert rounded.banners[0].sum(axis=1).tolist() == [12, 12, 9, 15]


@given(
    cells=arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(5, 8)), elements=st.integers(0, 40)),
    split=st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_rounding_of_two_banners_is_additive_and_near(cells: np.ndarray, split: int) -> None:
    total = cells.sum(axis=0)
    first = np.random.default_rng(split).binomial(total, 0.4)
    other = np.stack([first, total - first])
    states = len(total)
    margins = [(0, 1), tuple(range(states - 3)), tuple(range(states))]
    rounded = round_together(total, [cells, other], margins=margins)
    for true, shown in ((total[None], rounded.total[None]), *zip((cells, other), rounded.banners, strict=True)):
        if shown is None:
            continue
        assert not np.isin(shown, (1, 2)).any()
        assert np.all(np.abs(shown - true) < 3)
        assert np.all(shown % 3 == 0)
        assert np.array_equal(shown.sum(axis=0), rounded.total if len(true) > 1 else shown[0])
        for margin in margins:
            assert np.all(np.abs(shown[:, margin].sum(axis=1) - true[:, margin].sum(axis=1)) < 3)
    assert rounded.banners[0] is not None


def test_the_same_counts_are_rounded_the_same_way() -> None:
    first, second = (round_together(WORKED.sum(axis=0), [WORKED], margins=[(0, 1, 2)]) for _ in range(2))
    assert np.array_equal(first.banners[0], second.banners[0])  # type: ignore[arg-type]  # the refusal is the test


def test_a_solver_that_gives_up_costs_the_last_banner_first(monkeypatch: pytest.MonkeyPatch) -> None:
    solve = rounding._solve
    monkeypatch.setattr(
        rounding, "_solve", lambda total, banners, *rest: None if len(banners) > 1 else solve(total, banners, *rest)
    )
    rounded = round_together(WORKED.sum(axis=0), [WORKED, WORKED])
    assert rounded.banners[0] is not None
    assert rounded.banners[1] is None


def test_levels_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(NotPartitionError):
        round_together(WORKED.sum(axis=0) + 1, [WORKED])


def test_nearest_multiple() -> None:
    assert nearest(np.array([0, 1, 2, 3, 4, 5])).tolist() == [0, 0, 3, 3, 3, 6]
