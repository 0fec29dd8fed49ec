from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.codebook import Column
from analysis.disclosure import Rules
from analysis.disclosure.figures import band
from analysis.disclosure.ladder import Block, Placed, Shape, Step, highest, passes, place, shape_of, united
from analysis.disclosure.rounding import round_together

Columns = Callable[..., Column]
RULES = Rules()


def block(row: list[int], *, roll: int | None = None, key: str = "g", rounded: list[int] | None = None) -> Block:
    true = np.array([*row, 0, 0, 0])
    shown = true if rounded is None else np.array([*rounded, 0, 0, 0])
    return Block(key=key, label={"vi": key, "en": key}, true=true, rounded=shown, roll=roll, members=(0,))


def blocks(rows: list[list[int]], rolls: list[int | None]) -> list[Block]:
    table = np.array([[*row, 0, 0, 0] for row in rows])
    rounded = round_together(table.sum(axis=0), [table]).banners[0]
    assert rounded is not None
    return [
        Block(
            key=f"g{at}",
            label={"vi": f"G{at}", "en": f"G{at}"},
            true=table[at],
            rounded=rounded[at],
            roll=roll,
            members=(at,),
        )
        for at, roll in enumerate(rolls)
    ]


def steps(placed: tuple[Placed, ...]) -> dict[str, Step]:
    return {one.block.key: one.step for one in placed}


@pytest.fixture
def three(columns: Columns) -> Shape:
    """Three options that lean: disagree, neutral, agree."""
    scale = columns("ordinal", 5)
    options = (scale.options[0], scale.options[2], scale.options[4])
    return shape_of(
        type(scale)(name="q", kind=scale.kind, label=scale.label, item="q", options=options), np.array([9, 9, 9])
    )


def test_a_group_with_enough_answers_shows_all_points(columns: Columns) -> None:
    shape = shape_of(columns("ordinal", 5), np.array([20, 20, 20, 20, 20]))
    assert highest(block([4, 5, 6, 12, 9], roll=46), shape, RULES) is Step.FINE


def test_few_answers_per_point_are_told_by_sides(columns: Columns) -> None:
    shape = shape_of(columns("ordinal", 5), np.array([20, 20, 20, 20, 20]))
    assert highest(block([2, 2, 2, 3, 3], roll=30), shape, RULES) is Step.COARSE
    assert [name for name, _ in shape.coarse] == ["unfavourable", "neutral", "favourable"]
    assert Placed(block=block([]), step=Step.COARSE).rung(shape) == "three"


def test_a_scale_of_four_has_two_sides(columns: Columns) -> None:
    shape = shape_of(columns("ordinal", 4), np.array([20, 20, 20, 20]))
    assert Placed(block=block([]), step=Step.COARSE).rung(shape) == "two"


def test_a_list_keeps_its_three_largest_and_the_rest(columns: Columns) -> None:
    shape = shape_of(columns("nominal", 6), np.array([1, 30, 5, 20, 10, 2]))
    assert [name for name, _ in shape.coarse] == [2, 4, 5, "rest"]
    assert highest(block([1, 4, 2, 4, 3, 1]), shape, RULES) is Step.COARSE


@pytest.mark.parametrize("row", [[10, 0, 0], [9, 1, 0], [0, 0, 30], [1, 0, 29]])
def test_one_opinion_or_an_odd_one_out_is_not_shown(row: list[int], three: Shape) -> None:
    assert highest(block(row, roll=60), three, RULES) is Step.NOTHING


def test_one_side_in_two_options_is_one_opinion(columns: Columns) -> None:
    shape = shape_of(columns("ordinal", 5), np.array([20, 20, 20, 20, 20]))
    assert highest(block([0, 0, 0, 20, 20], roll=60), shape, RULES) is Step.NOTHING


def test_full_coverage_leaves_bands_only(three: Shape) -> None:
    assert highest(block([4, 3, 3], roll=30), three, RULES) is Step.FINE
    assert highest(block([12, 10, 8], roll=30), three, RULES) is Step.BAND
    assert highest(block([12, 10, 8], roll=32), three, RULES) is Step.BAND
    assert band(block([12, 9, 9]), three, RULES) == "lt50"


def test_row_4_3_3_of_a_roll_of_ten(three: Shape) -> None:
    small = Rules()
    object.__setattr__(small, "roll", 10)  # a branch is never shown alone; here only coverage is asked of it
    assert highest(block([4, 3, 3], roll=10), three, small) is Step.BAND
    assert highest(block([4, 3, 3], roll=10), three, RULES) is Step.NOTHING


def test_nine_answers_or_fourteen_to_a_sensitive_question_are_withheld(columns: Columns) -> None:
    plain = shape_of(columns("nominal", 2), np.array([50, 50]))
    sensitive = shape_of(columns("nominal", 2, sensitive=True), np.array([50, 50]))
    assert highest(block([5, 4]), plain, RULES) is Step.NOTHING
    assert highest(block([7, 7]), sensitive, RULES) is Step.NOTHING
    assert highest(block([13, 2]), sensitive, RULES) is Step.NOTHING
    assert highest(block([12, 3]), sensitive, RULES) is Step.FINE


def test_a_failing_group_is_merged_with_the_next_and_the_last_with_the_one_before(columns: Columns) -> None:
    shape = shape_of(columns("nominal", 2), np.array([50, 50]))
    placed = place(blocks([[2, 3], [9, 9], [9, 8]], [30, 30, 30]), shape, RULES)
    assert steps(placed) == {"g0+g1": Step.FINE, "g2": Step.FINE}
    placed = place(blocks([[9, 9], [9, 8], [2, 3]], [30, 30, 30]), shape, RULES)
    assert steps(placed) == {"g0": Step.FINE, "g1+g2": Step.FINE}
    assert placed[1].block.keys == ("g1", "g2")


def test_a_roll_under_25_is_never_shown_alone(columns: Columns) -> None:
    shape = shape_of(columns("nominal", 2), np.array([50, 50]))
    placed = place(blocks([[8, 8], [20, 20]], [24, 60]), shape, RULES)
    assert steps(placed) == {"g0+g1": Step.FINE}


def test_a_lone_hidden_group_does_not_follow_from_the_total(columns: Columns) -> None:
    shape = shape_of(columns("nominal", 2), np.array([50, 50]))
    placed = place(blocks([[15, 12], [20, 20], [10, 8], [20, 10]], [28, 60, 60, 60]), shape, RULES)
    assert steps(placed) == {"g0": Step.BAND, "g1": Step.FINE, "g2": Step.BAND, "g3": Step.FINE}


def test_hidden_groups_together_must_pass_the_rules_too(columns: Columns) -> None:
    shape = shape_of(columns("nominal", 2), np.array([50, 50]))
    placed = place(blocks([[15, 12], [15, 12], [20, 20], [20, 10]], [28, 28, 60, 60]), shape, RULES)
    assert steps(placed)["g3"] is Step.BAND, "two covered groups are a covered group"
    assert steps(placed)["g2"] is Step.FINE


def test_a_rare_option_is_told_in_outer_bands_everywhere(columns: Columns) -> None:
    shape = shape_of(columns("multi", 2), np.array([140, 4]))
    placed = place(blocks([[29, 1], [30, 0], [38, 2], [37, 1]], [46, 46, 60, 60]), shape, RULES)
    assert set(steps(placed).values()) == {Step.BAND}
    assert {band(one.block, shape, RULES) for one in placed} == {"lt10"}


@pytest.mark.parametrize(
    ("row", "name"), [([30, 3], "lt10"), ([24, 9], "10-33"), ([18, 15], "34-66"), ([9, 24], "67-90"), ([0, 33], "gt90")]
)
def test_bands_of_a_multi_option(row: list[int], name: str, columns: Columns) -> None:
    shape = shape_of(columns("multi", 2), np.array([140, 40]))
    assert band(block(row), shape, RULES) == name


def test_an_index_needs_25_answers_and_people_who_did_not_answer(columns: Columns) -> None:
    shape = shape_of(columns("index", 0), np.array([140]))
    assert highest(block([25], roll=46), shape, RULES) is Step.FINE
    assert highest(block([24], roll=46), shape, RULES) is Step.NOTHING
    assert highest(block([45], roll=46), shape, RULES) is Step.NOTHING


@given(
    rows=st.lists(st.lists(st.integers(0, 14), min_size=5, max_size=5), min_size=3, max_size=5),
    absent=st.lists(st.integers(0, 20), min_size=5, max_size=5),
    kind=st.sampled_from(["ordinal", "nominal"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_follows_from_the_total_and_the_shown_groups_passes_the_rules(
    rows: list[list[int]], absent: list[int], kind: str, columns: Columns
) -> None:
    table = np.array(rows)
    shape = shape_of(columns(kind, 5), np.array([*table.sum(axis=0), 0, 0, 0]))
    made = blocks(rows, [sum(row) + away for row, away in zip(rows, absent, strict=False)])
    placed = place(made, shape, RULES)
    assert sorted(member for one in placed for member in one.block.members) == list(range(len(rows)))
    for one in placed:
        assert one.step is Step.NOTHING or passes(one.block, one.step, shape, RULES)
    for step in (Step.FINE, Step.COARSE):
        hidden = [one.block for one in placed if one.step > step]
        if hidden and len(hidden) < len(placed) and (step is Step.FINE or shape.coarse):
            assert len(hidden) > 1
            assert passes(united(hidden), step, shape, RULES)
