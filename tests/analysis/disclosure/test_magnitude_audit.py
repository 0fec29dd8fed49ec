"""Numbers and indices attacked from the written file alone, by an attacker who shares no code with the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.codebook import Range
from analysis.disclosure import ReleasedCube, Rules, TableSpec, release_wave, write_cube
from analysis.disclosure.audit import audit_cube
from analysis.disclosure.magnitude_audit import extremes_of, number_unknowns

Made = Callable[..., dict[str, Any]]
SPAN = Range(low=0, high=90, whole=True)
LEVELS = ("total", "g0", "g1", "g2", "g3")


def usual(random: np.random.Generator, stratum: Any) -> Any:
    habit = random.choice([40, 44, 48], len(stratum), p=[0.5, 0.2, 0.3])
    other = np.clip(np.rint(random.normal(44, 9, len(stratum))), 0, 90)
    return np.where(random.random(len(stratum)) < 0.5, habit, other)


class Attacker:
    """Who reads the numbers of a file by group: people in each class of each level, as an integer program."""

    def __init__(self, file: str) -> None:
        self.cube = json.loads(file)
        self.table = next(one for one in self.cube["tables"] if one["id"] == "hours/group")
        told = self.table["classes"]["counts"]
        self.edges = [*self.table["classes"]["edges"], self.table["classes"]["top"]]
        self.levels = sorted(told, key=lambda level: level != "total")
        self.k = len(self.edges) - 1
        self.size = self.k * len(self.levels)
        self.rows: list[tuple[np.ndarray, float, float]] = []
        n, total = self.cube["population"]["n"], np.array(told["total"])
        above = total.sum() - np.cumsum(total)
        bases = {base["level"]: base for base in self.table["bases"]}
        self.low, self.high = np.zeros(self.size), np.full(self.size, float(n))
        for at, level in enumerate(self.levels):
            off, counts = 2 * (level.count("+") + 1), np.array(told[level])
            here = slice(at * self.k, (at + 1) * self.k)
            self.low[here], self.high[here] = np.maximum(counts - off, 0), counts + off
            self.say(level, range(self.k), bases[level]["answered"] - off, bases[level]["answered"] + off)
            for end in range(1, self.k):
                if above[end] >= 9:
                    self.say(level, range(end + 1), counts[: end + 1].sum() - off, counts[: end + 1].sum() + off)
        self.say("total", range(self.k), 0, n)
        if {level["level"] for level in self.table["banner"]["levels"]} == set(self.levels):
            for state in range(self.k):
                row = np.zeros(self.size)
                row[state] = -1
                row[[at * self.k + state for at in range(1, len(self.levels))]] = 1
                self.rows.append((row, 0, 0))

    def say(self, level: str, states: Sequence[int] | range, low: float, high: float) -> None:
        self.rows.append((self.where(level, states), low, high))

    def where(self, level: str, states: Sequence[int] | range) -> np.ndarray:
        row = np.zeros(self.size)
        row[[self.levels.index(level) * self.k + state for state in states]] = 1
        return row

    def ends(self, cost: np.ndarray) -> tuple[float, float]:
        matrix = np.array([row for row, _, _ in self.rows])
        limits = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        found = [
            milp(sign * cost, integrality=np.ones(self.size), bounds=Bounds(self.low, self.high), constraints=limits)
            for sign in (1.0, -1.0)
        ]
        assert all(one.status == 0 for one in found), "the attacker's model must fit"
        return found[0].fun, -found[1].fun

    def largest(self, level: str) -> tuple[float, float]:
        """Return between which numbers the largest answer of a level lies."""
        outer = next(at for at in reversed(range(self.k)) if self.ends(self.where(level, [at]))[1] > 0)
        inner = next(at for at in reversed(range(self.k)) if self.ends(self.where(level, range(at, self.k)))[0] > 0)
        return self.edges[inner], self.edges[outer + 1]

    def fits_without(self, after: Attacker, state: int) -> bool:
        """Return whether the same people, less one in a class, fit the later file too; of the organisation alone."""
        left = np.zeros(self.k)
        left[state] = 1
        low = np.maximum(np.maximum(self.low[: self.k], after.low[: self.k] + left), left)
        high = np.minimum(self.high[: self.k], after.high[: self.k] + left)
        rows = [(row[: self.k], *ends) for row, *ends in self.rows if not row[self.k :].any()]
        for row, least, most in after.rows:
            if not row[self.k :].any():
                moved = float(row[: self.k] @ left)
                rows.append((row[: self.k], least + moved, most + moved))
        limits = LinearConstraint(np.array([row for row, _, _ in rows]), [a for _, a, _ in rows], [b for *_, b in rows])
        if np.any(low > high):
            return False
        found = milp(np.zeros(self.k), integrality=np.ones(self.k), bounds=Bounds(low, high), constraints=limits)
        return bool(found.status == 0)

    def others(self, level: str) -> float:
        """Return how many may at most lie outside of the fullest class."""
        counts = self.table["classes"]["counts"][level]
        rest = [at for at in range(self.k) if at != int(np.argmax(counts))]
        return self.ends(self.where(level, rest))[1]


def told(cube: ReleasedCube, banner: str = "group") -> dict[tuple[str, str], float | None]:
    return {(one.level, one.measure): one.value for one in cube.table("hours", banner).measures}


@pytest.fixture(scope="module")
def cube(made: Made) -> ReleasedCube:
    return release_wave(**made(hours=usual, span=SPAN))


def test_mean_median_and_errors_follow_from_the_counts_in_the_file(cube: ReleasedCube) -> None:
    table = cube.table("hours", "group")
    assert table.classes is not None
    points, seen = np.array(table.classes.points), 0
    for level, counts in table.classes.counts.items():
        row = np.array(counts)
        assert set(row % 3) == {0}
        figures = {one.measure: one for one in table.measures if one.level == level}
        assert figures["mean"].se is None or figures["mean"].se > 0
        if level != "total":
            assert figures["mean"].value == float(f"{row @ points / row.sum():.2g}")
            seen += 1
    assert seen == 4


def test_nobody_can_tell_a_class_closer_than_two_apart_nor_the_largest_within_a_tenth(cube: ReleasedCube) -> None:
    attacker = Attacker(write_cube(cube))
    found = {(one.level, one.smallest): one for one in extremes_of((cube,)) if one.banner in {"total", "group"}}
    assert {level for level, _ in found} == set(LEVELS)
    for level in LEVELS:
        low, high = attacker.largest(level)
        ours = found[level, False]
        assert (ours.low, ours.high) == (low, high), "the audit and the attacker, written apart, agree"
        assert not ours.narrow
        assert not ours.alike
        middle = (low + high) / 2
        assert (high - low) / 2 >= 0.1 * middle
        assert attacker.others(level) >= 2
    targets = [target for target in audit_cube(cube).targets if target.column == "hours"]
    assert {target.level for target in targets} >= set(LEVELS)
    assert all(not target.narrow for target in targets)


def test_a_contributor_of_the_largest_answer_learns_no_more_of_the_next(cube: ReleasedCube) -> None:
    """He takes his own answer out: the largest of the others lies between the same ends, or wider ones."""
    attacker = Attacker(write_cube(cube))
    for level in ("total", "g0"):
        own = next(at for at in reversed(range(attacker.k)) if attacker.table["classes"]["counts"][level][at] > 0)
        at_most = attacker.ends(attacker.where(level, range(own, attacker.k)))[1]
        assert at_most >= 3, "besides himself nobody, or two and more, may be as high"
        assert attacker.largest(level)[1] >= 90


def test_without_variation_only_a_quarter_of_the_range_is_told(made: Made) -> None:
    same = release_wave(**made(hours=lambda _, stratum: np.full(len(stratum), 40.0), span=SPAN))
    assert set(told(same).values()) == {None}
    assert {one.band for one in same.table("hours", "group").measures if one.measure == "median"} == {"q2"}
    for table in same.tables:
        if table.stub.column == "hours":
            assert table.classes is not None
            assert table.classes.counts == {}
            assert all((one.se, one.se_process) == (None, None) for one in table.measures)


@pytest.mark.parametrize("apart", [1, 2])
def test_all_nought_but_a_few_is_told_only_when_enough_differ(apart: int, made: Made) -> None:
    def hours(random: np.random.Generator, stratum: Any) -> Any:
        found = np.zeros(len(stratum))
        found[stratum == 0] = np.arange(np.count_nonzero(stratum == 0)) < apart
        return 10 * found

    found = release_wave(**made(hours=hours, span=Range(low=0, high=60, whole=True)))
    assert set(told(found).values()) == {None}, "so few are rounded away or are told of"


def test_a_group_and_its_complement_are_told_both_or_not(made: Made) -> None:
    """One group of one mind is hidden; by taking the others from the whole nothing sharp follows of it."""

    def hours(random: np.random.Generator, stratum: Any) -> Any:
        return np.where(stratum < 4, 40.0, usual(random, stratum))

    found = release_wave(**made(hours=hours, span=SPAN))
    table = found.table("hours", "group")
    assert table.classes is not None
    hidden = [level.level for level in table.levels if level.level not in table.classes.counts]
    assert "g0" in hidden
    assert len(hidden) >= 2, "a single hidden group would be the rest"
    together = np.array(table.classes.counts["total"]) - sum(
        np.array(counts) for level, counts in table.classes.counts.items() if level != "total"
    )
    assert together.sum() - together.max() >= Rules().apart(sensitive=False)
    assert not [target for target in audit_cube(found).targets if target.column == "hours" and target.narrow]


@pytest.mark.parametrize("who", ["largest", "first"])
def test_who_left_before_the_next_wave_cannot_be_told_by_the_means(who: str, made: Made, cube: ReleasedCube) -> None:
    """All others answer as before; from both files several classes are possible for the one who left."""
    leaver = (lambda scores: int(np.nanargmax(scores))) if who == "largest" else (lambda scores: 5)
    arguments = made(wave="2024-Q4", hours=usual, span=SPAN, leaves=leaver)
    later = release_wave(**arguments, previous=cube)
    before, after = Attacker(write_cube(cube)), Attacker(write_cube(later))
    assert later.population.n == cube.population.n - 1
    possible = [state for state in range(before.k) if before.fits_without(after, state)]
    assert len(possible) >= 2
    low, high = before.edges[min(possible)], before.edges[max(possible) + 1]
    assert (high - low) / 2 >= 0.1 * (high + low) / 2


def test_an_index_is_the_same_whether_its_items_are_tabulated_or_not(made: Made) -> None:
    """What is not planned is rounded all the same: the index follows from it, and the file does not hold it."""
    arguments = made()
    plan = [
        TableSpec(stub=line.stub, banner=("total",)) if line.stub == "trust" else line for line in arguments["plan"]
    ]
    whole, bare = release_wave(**arguments), release_wave(**{**arguments, "plan": plan})
    assert {table.banner for table in bare.tables if table.stub.column == "trust"} == {"total"}
    for banner in ("total", "group", "sex"):
        assert bare.table("mood", banner).measures == whole.table("mood", banner).measures
        assert bare.table("mood", banner).bases == whole.table("mood", banner).bases
    nothing = [line for line in plan if line.stub != "trust"]
    alone = release_wave(**{**arguments, "plan": nothing})
    assert "trust" not in {table.stub.column for table in alone.tables}
    for one, other in zip(alone.table("mood").measures, whole.table("mood").measures, strict=True):
        assert one.value is not None
        assert other.value is not None
        assert abs(one.value - other.value) <= 3, "rounded in another order, so not quite the same"


def test_an_index_whose_item_is_of_one_mind_in_a_group_is_not_told_of_it(made: Made) -> None:
    """The index less its other items would be that item."""

    def one_mind(arrays: dict[str, Any]) -> None:
        trust = arrays["codes"]["trust"]
        trust[(arrays["stratum"] >= 10) & (trust >= 0)] = 2

    found = release_wave(**made(edit=one_mind)).table("mood", "group")
    values = {one.level: one.value for one in found.measures}
    assert values["g3"] is None
    assert values["total"] is not None


def test_an_index_and_its_only_item_are_told_of_the_same_people(made: Made) -> None:
    for seed in (3, 6):
        found = release_wave(**made(seed=seed))
        for banner in ("total", "group"):
            base = {one.level: one for one in found.table("trust", banner).bases}
            for one in found.table("mood", banner).bases:
                if one.answered is not None and base[one.level].answered is not None:
                    assert replace(one, df=None, mark=None) == replace(base[one.level], df=None, mark=None)


def test_corrections_of_numbers_are_audited_together(made: Made, cube: ReleasedCube) -> None:
    again = release_wave(**made(hours=usual, span=SPAN), chain=cube.hash, earlier=(cube,))
    assert again.table("hours", "group").classes == cube.table("hours", "group").classes
    lines = {one.column: one for one in number_unknowns(again, (cube, again))}
    assert {one.column: one.options for one in number_unknowns(cube, (cube, again))}["hours"] == lines["hours"].options
