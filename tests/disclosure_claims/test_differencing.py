"""Differencing, attack by attack: what a reader works out by holding one published figure against another.

Each attack is tried on a publisher who tells everything, or hides only small groups, and works there; of a release
it leaves whoever tries it with numbers two apart, and with more than one answer that the one he is after can have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from analysis.codebook import Kind

LEAST = 2
TEN = 10
CHANCES = {"q": (0.25, 0.45, 0.3)}


def reader(deriving: ModuleType, told: Any, poll: Any, column: str, *banners: str, publishing: ModuleType) -> Any:
    one = next(one for one in poll.columns if one.name == column)
    asked = int((poll.codes[column] != -4).sum())
    return deriving.Reader(
        told,
        column,
        {banner: publishing.levels_of(poll, banner) for banner in banners},
        len(one.options) + 3,
        asked if asked == len(poll.stratum) else None,
    )


# --- all, and all but one ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def all_but_one(publishing: ModuleType) -> Any:
    """A poll in which one person alone stands in the second level of a trait."""
    trait = publishing.column("sex", 2, trait=True)
    poll = publishing.drawn(
        3, columns=[publishing.column("q", 3), trait], chances={**CHANCES, "sex": (1.0, 0.0)}, rolls=(20, 20, 20, 20)
    )
    return poll.answering("sex", 17, 1)


@pytest.mark.parametrize("gate", [False, True])
def test_all_and_all_but_one(gate: bool, all_but_one: Any, publishing: ModuleType, deriving: ModuleType) -> None:
    """The organisation less the level of everybody else is one person's answer."""
    told = publishing.released(all_but_one.release()) if gate else publishing.naive(all_but_one, least=TEN)
    mine = reader(deriving, told, all_but_one, "q", "sex", publishing=publishing)
    alone = mine.row("sex", "2", range(6))
    known = deriving.exactly(alone, 1)
    answers = mine.answers(alone, 3, known)
    if gate:
        assert len(answers) >= 2, "even somebody who knows that she is the only one"
        assert all(mine.width(mine.row("sex", "2", (option,))) >= LEAST for option in range(3))
    else:
        assert answers == [all_but_one.codes["q"][17]]


# --- a group and its complement ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=range(3))
def small_group(request: pytest.FixtureRequest, publishing: ModuleType) -> Any:
    """A poll of two groups of which the second has few answers."""
    poll = publishing.drawn(
        request.param, columns=[publishing.column("q", 3)], chances=CHANCES, rolls=(30, 30, 20, 20), response=0.8
    )
    stay = np.concatenate([np.flatnonzero(poll.group_of[poll.stratum] == 0), np.flatnonzero(poll.stratum == 2)[:6]])
    return replace(poll, codes={"q": poll.codes["q"][stay]}, stratum=poll.stratum[stay])


@pytest.mark.parametrize("gate", [False, True])
def test_a_group_and_its_complement(gate: bool, small_group: Any, publishing: ModuleType, deriving: ModuleType) -> None:
    """The organisation less the large group is the small one."""
    told = publishing.released(small_group.release()) if gate else publishing.naive(small_group, least=TEN)
    mine = reader(deriving, told, small_group, "q", "group", publishing=publishing)
    for option in range(3):
        found = mine.derive(mine.row("group", "g1", (option,)))
        true = int(small_group.true("q", "group", "g1")[option])
        assert found[0] <= true <= found[1]
        assert found[1] - found[0] >= LEAST if gate else found == (true, true)


# --- a trait and a group ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=(1, 2, 5))
def near_group(request: pytest.FixtureRequest, publishing: ModuleType) -> Any:
    """A poll in which the first level of a trait is the first group but for a few of its people."""
    trait = publishing.column("work", 2, trait=True)
    poll = publishing.drawn(
        7, columns=[publishing.column("q", 3), trait], chances={**CHANCES, "work": (1.0, 0.0)}, rolls=(24, 24, 24, 24)
    )
    inside = poll.group_of[poll.stratum] == 0
    inside[: request.param] = False
    return replace(poll, codes={**poll.codes, "work": np.where(inside, 0, 1)})


@pytest.mark.parametrize("gate", [False, True])
def test_a_trait_and_a_group(gate: bool, near_group: Any, publishing: ModuleType, deriving: ModuleType) -> None:
    """The group less those of it in the trait are the few who make the difference."""
    told = publishing.released(near_group.release()) if gate else publishing.naive(near_group, least=TEN)
    mine = reader(deriving, told, near_group, "q", "group", "work", publishing=publishing)
    few = mine.row("group", "g0", range(6)) * mine.row("work", "2", range(6))
    known = deriving.exactly(mine.row("group", "g1", range(6)) * mine.row("work", "1", range(6)), 0)
    true = near_group.true("q", "group", "g0") - near_group.true("q", "work", "1")
    for option in range(3):
        wanted = few * mine.row("total", "total", (option,))
        found = mine.derive(wanted, known)
        assert found[0] <= true[option] <= found[1]
        assert found[1] - found[0] >= LEAST if gate else found == (true[option],) * 2


# --- a wave, and the next after one person left -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def steady(publishing: ModuleType) -> Any:
    return publishing.drawn(11, columns=[publishing.column("q", 3)], chances=CHANCES)


@pytest.mark.parametrize("gate", [False, True])
@pytest.mark.parametrize("person", [0, 9, 20, 33, 47])
def test_a_wave_and_the_next_after_one_person_left(
    gate: bool, person: int, steady: Any, publishing: ModuleType, deriving: ModuleType
) -> None:
    """Everybody else says the same again; the difference is the one who left."""
    later = steady.without(person, "w1")
    first = steady.release()
    told = (
        (publishing.released(first), publishing.released(later.release(previous=first)))
        if gate
        else (publishing.naive(steady), publishing.naive(later))
    )
    before, after = (
        reader(deriving, one, poll, "q", "group", publishing=publishing)
        for one, poll in zip(told, (steady, later), strict=True)
    )
    group = f"g{steady.group_of[steady.stratum[person]]}"
    answers = deriving.answers_of_who_left(before, after, "group", group, 3)
    assert steady.codes["q"][person] in answers
    assert len(answers) >= 2 if gate else len(answers) == 1


# --- rounded margins --------------------------------------------------------------------------------------------------


def rounded_apart(poll: Any, publishing: ModuleType) -> Iterator[Any]:
    """Every count and every sum rounded to its own nearest multiple of three: neighbours add up to something else."""
    for one in publishing.naive(poll):
        nearest = 3 * round(one.low / 3)
        yield replace(one, low=max(nearest - 1, 0), high=nearest + 1)
    for column in poll.columns:
        for banner, level in PLACES:
            row, k = poll.true(column.name, banner, level), len(column.options)
            for states in (tuple(range(k)), tuple(range(k + 3))):
                nearest = 3 * round(int(row[list(states)].sum()) / 3)
                low = max(nearest - 1, 0)
                yield publishing.Told(
                    column=column.name, banner=banner, level=level, states=states, low=low, high=nearest + 1
                )


@pytest.mark.parametrize("gate", [False, True])
def test_rounded_margins(gate: bool, publishing: ModuleType, deriving: ModuleType) -> None:
    """Sums that were rounded apart from their parts press the parts together."""
    narrow = 0
    for seed in range(6):
        poll = publishing.drawn(seed, columns=[publishing.column("q", 3)], chances=CHANCES, rolls=(30, 30, 30, 30))
        told = publishing.released(poll.release()) if gate else list(rounded_apart(poll, publishing))
        mine = reader(deriving, told, poll, "q", "group", publishing=publishing)
        for level in ("g0", "g1"):
            narrow += sum(mine.width(mine.row("group", level, (option,))) < LEAST for option in range(3))
    assert narrow == 0 if gate else narrow > 0


# --- a filter ---------------------------------------------------------------------------------------------------------


def filtered(seed: int, publishing: ModuleType) -> Any:
    """A poll in which those who said yes, all but a few, are asked one question more."""
    poll = publishing.drawn(
        seed, columns=[publishing.column("gate", 2)], chances={"gate": (0.94, 0.06)}, rolls=(30, 30, 30, 30)
    )
    random = np.random.default_rng(seed)
    then = np.where(poll.codes["gate"] == 0, random.integers(0, 3, len(poll.stratum)), -4)
    return replace(poll, columns=(*poll.columns, publishing.column("then", 3)), codes={**poll.codes, "then": then})


def with_the_asked(told: Any, publishing: ModuleType) -> list[Any]:
    """What is told of those who said yes: by the question itself, and by the number who were asked the next."""
    asked = [replace(one, column="gate", states=(0,)) for one in told if (one.column, len(one.states)) == ("then", 6)]
    return [*(one for one in told if one.column == "gate"), *asked]


@pytest.mark.parametrize("gate", [False, True])
def test_a_filter(gate: bool, publishing: ModuleType, deriving: ModuleType) -> None:
    """Who was asked a question is who gave the answer that leads to it: two figures of the same people."""
    narrow = 0
    for seed in range(8):
        poll = filtered(seed, publishing)
        told = publishing.released(poll.release()) if gate else list(rounded_apart(poll, publishing))
        mine = reader(deriving, with_the_asked(told, publishing), poll, "gate", "group", publishing=publishing)
        for banner, level in PLACES:
            narrow += sum(mine.width(mine.row(banner, level, (option,))) < LEAST for option in range(2))
    assert narrow == 0 if gate else narrow > 0


# --- percent against count --------------------------------------------------------------------------------------------


def face(cube: Any) -> Any:
    """Everything that a release tells."""
    return replace(cube, hash="", audit={})


def worlds(poll: Any, looks: Any, *, tries: int) -> list[Any]:
    """Return other ways in which people may have answered that look the same, found by moving a few answers at a time."""
    random = np.random.default_rng(5)
    want, found, known = looks(poll), [poll], {tuple(map(tuple, poll.cells("q")))}
    for _ in range(tries):
        then = found[random.integers(len(found))]
        for _ in range(random.integers(1, 4)):
            old, new = random.choice(3, 2, replace=False)
            who = np.flatnonzero(then.codes["q"] == old)
            then = then.answering("q", random.choice(who), new)
        key = tuple(map(tuple, then.cells("q")))
        if key not in known and looks(then) == want:
            found.append(then)
        known.add(key)
    return found


def spread(found: list[Any]) -> dict[tuple[str, int], int]:
    rows = {level: np.array([poll.true("q", banner, level)[:3] for poll in found]) for banner, level in PLACES}
    return {(level, at): int(np.ptp(row[:, at])) for level, row in rows.items() for at in range(3)}


PLACES = (("total", "total"), ("group", "g0"), ("group", "g1"))


def test_percent_against_count(publishing: ModuleType) -> None:
    """All figures of a release together leave other ways to have answered, to somebody who runs the gate himself too.

    Shares, limits, errors, nets, bounds and response rates are the same to the last digit in every one of them. The
    search finds some of these ways, not all: what it finds is room that is certainly there.
    """
    poll = publishing.drawn(2, columns=[publishing.column("q", 3)], chances=CHANCES)
    found = list(spread(worlds(poll, lambda one: face(one.release()), tries=150)).values())
    assert sum(width >= LEAST for width in found) > len(found) / 2


def test_percent_against_count_of_a_publisher_who_rounds_counts_alone(publishing: ModuleType) -> None:
    """Rounded counts beside percentages of the true ones: no other number of people gives the same."""
    poll = publishing.drawn(0, columns=[publishing.column("q", 3)], chances=CHANCES)

    def looks(one: Any) -> Any:
        shares = [one.true("q", *place)[:3] / one.true("q", *place)[:3].sum() for place in PLACES]
        return [np.rint(100 * share).tolist() for share in shares]

    found = spread(worlds(poll, looks, tries=2000))
    assert max(found.values()) == 0


# --- an index against its items ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=range(3))
def indexed(request: pytest.FixtureRequest, publishing: ModuleType) -> Any:
    """A poll with an index of one scale."""
    scale = publishing.column("q", 5, kind=Kind.ORDINAL)
    index = publishing.column("ix", 0, kind=Kind.INDEX, members=("q",))
    poll = publishing.drawn(
        request.param,
        columns=[scale],
        chances={"q": (0.1, 0.2, 0.2, 0.3, 0.2)},
        rolls=(40, 40, 40, 40),
    )
    return replace(
        poll,
        columns=(scale, index),
        codes={**poll.codes, "ix": np.zeros_like(poll.codes["q"])},
        scores={"ix": 25.0 * poll.codes["q"]},
    )


def test_an_index_against_its_items(indexed: Any) -> None:
    """The index of a group is a function of the counts that stand beside it, so it rules out none of what they allow.

    The true mean would: of the ways to have answered that the rounded counts allow, most have another one.
    """
    cube = indexed.release()
    items, index = cube.table("q", "group"), cube.table("ix", "group")
    compared = 0
    for figure in index.measures:
        if figure.level == "total" or figure.value is None or items.rung[figure.level] != "all":
            continue
        counts = np.array([cell.count for cell in items.cells if cell.level == figure.level])
        shown = float(25 * np.arange(5) @ counts / counts.sum())
        assert abs(figure.value - shown) <= 0.25 + 1e-9
        around = counts + np.array(np.meshgrid(*[[-2, 0, 2]] * 5)).reshape(5, -1).T
        around = around[(around >= 0).all(axis=1)]
        means = 25 * (around @ np.arange(5)) / around.sum(axis=1)
        true = indexed.true("q", "group", figure.level)[:5]
        exact = float(25 * np.arange(5) @ true / true.sum())
        assert np.mean(np.abs(means - exact) <= 0.25) < 0.5, "what an exact index would rule out"
        compared += 1
    assert compared > 0
