"""Indices from the rounded counts of their members: values, errors, and who is not told."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.codebook import Column, Kind, Option
from analysis.disclosure.composite import Shown, index_of_level, one_sided, points, together
from analysis.disclosure.findings import ReleasedReliability
from analysis.disclosure.rules import Rules

SIDES = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")
OPTIONS = tuple(Option(code=at + 1, label={"vi": str(at)}, side=side) for at, side in enumerate(SIDES))
ITEMS = tuple(Column(name=f"a.{at}", kind=Kind.ORDINAL, label={}, item="a", options=OPTIONS) for at in range(4))
INDEX = Column(
    name="i", kind=Kind.INDEX, label={}, item="i", members=tuple(one.name for one in ITEMS), reversed=frozenset({"a.3"})
)


def shown(rows: list[list[int]]) -> Shown:
    found = Shown()
    for column, row in zip(ITEMS, rows, strict=True):
        found.columns[column.name] = column
        found.rows[column.name, "group"] = found.true[column.name, "group"] = np.array([[*row, 0, 0, 0]])
    return found


EVEN = [[3, 6, 9, 6, 3]] * 4


def test_the_index_is_the_mean_of_its_members_and_one_of_them_is_turned() -> None:
    assert points(INDEX, ITEMS[3]).tolist() == [100, 75, 50, 25, 0]
    rows = [[0, 3, 6, 12, 6]] * 3 + [[6, 12, 6, 3, 0]]
    told = index_of_level(INDEX, shown(rows), "group", (0,), answered=27, sampled=0.5, base=3, ratio=1.0)
    one = np.array([0, 3, 6, 12, 6]) @ np.arange(5) * 25 / 27
    assert told.value == pytest.approx(one)
    assert 0 < told.se < told.se_process


def test_the_spread_of_persons_follows_from_that_of_the_items_and_the_class_of_alpha() -> None:
    """People drawn from one factor: the error is near that of their own scores, with the class alone for the pairs."""
    random = np.random.default_rng(4)
    ratios = []
    for load in (0.55, 0.7, 0.8, 0.9):
        mood = random.normal(size=4000)[:, None]
        answers = np.clip(np.rint(2 + load * mood + np.sqrt(1 - load**2) * random.normal(size=(4000, 4))), 0, 4)
        answers[:, 3] = 4 - answers[:, 3]
        turned = np.column_stack([answers[:, :3], 4 - answers[:, 3]])
        covariance = np.cov(turned.T)
        alpha = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())
        name = next(
            one for one, edge in (("ge.9", 0.9), (".8", 0.8), (".7", 0.7), (".6", 0.6), ("lt.6", -1)) if alpha >= edge
        )
        rows = [np.bincount(answers[:, at].astype(int), minlength=5).tolist() for at in range(4)]
        ratio = together(INDEX, ReleasedReliability(items=4, outcome=name))
        told = index_of_level(INDEX, shown(rows), "group", (0,), answered=4000, sampled=0.0, base=3, ratio=ratio)
        ratios.append(told.se_process / ((25 * turned.mean(axis=1)).std() / np.sqrt(3999)))
    assert all(0.9 < ratio < 1.1 for ratio in ratios), ratios


def test_without_a_class_errors_are_rather_too_large() -> None:
    known = [together(INDEX, ReleasedReliability(items=4, outcome=name)) for name in ("lt.6", ".6", ".7", ".8")]
    assert known == sorted(known)
    assert together(INDEX, None) > known[-1]
    assert together(INDEX, ReleasedReliability(items=4, outcome=".7", upto=".8")) > known[2]
    alone = Column(name="j", kind=Kind.INDEX, label={}, item="j", members=("a.0",))
    assert together(alone, None) == 1


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ([3, 6, 9, 6, 3], False),
        ([0, 0, 27, 0, 0], True),
        ([0, 0, 0, 15, 12], True),
        ([3, 3, 0, 0, 0], True),
    ],
)
def test_a_member_of_one_mind_or_of_few_answers_keeps_the_index_from_being_told(
    first: list[int], expected: bool
) -> None:
    found = one_sided(INDEX, shown([first, *EVEN[1:]]), "group", Rules())
    assert found == (expected,)


def test_an_index_at_an_end_is_not_told() -> None:
    low = [24, 3, 0, 0, 3]
    rows = [low, low, low, [3, 0, 0, 3, 24]]
    assert one_sided(INDEX, shown(rows), "group", Rules()) == (False,)
    assert one_sided(INDEX, shown([[27, 3, 0, 0, 0]] * 3 + [[0, 0, 0, 3, 27]]), "group", Rules()) == (True,)
