from __future__ import annotations

import pytest

from analysis.disclosure import LoweredThresholdError, Rules


def test_defaults_are_the_limits() -> None:
    rules = Rules()
    assert (rules.least(sensitive=False), rules.least(sensitive=True)) == (10, 15)
    assert (rules.apart(sensitive=False), rules.apart(sensitive=True)) == (2, 3)


def test_thresholds_may_be_raised() -> None:
    rules = Rules(minimum=20, round=5, coverage=0.8)
    assert rules.least(sensitive=True) == 20
    assert rules.covered(81, 100)


@pytest.mark.parametrize(
    ("answered", "roll", "covered"),
    [(40, 46, False), (42, 46, True), (23, 25, True), (22, 25, False), (40, None, False)],
)
def test_coverage_leaves_three_people_and_a_tenth(answered: int, roll: int | None, covered: bool) -> None:
    assert Rules().covered(answered, roll) is covered


@pytest.mark.parametrize(
    "lowered",
    [
        {"minimum": 9},
        {"sensitive": 14},
        {"dominance": 1},
        {"round": 2},
        {"coverage": 0.95},
        {"coverage": 0},
        {"roll": 10},
    ],
)
def test_no_threshold_may_be_lowered(lowered: dict[str, float]) -> None:
    with pytest.raises(LoweredThresholdError) as caught:
        Rules(**lowered)  # type: ignore[arg-type]  # the refusal is the test
    assert caught.value.fields["threshold"] == next(iter(lowered))
