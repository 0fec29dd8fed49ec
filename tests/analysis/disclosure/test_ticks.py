from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from analysis.disclosure.bounds import Cross
from analysis.disclosure.settling import Without, wanted_of
from analysis.disclosure.system import EXITS, Line, Sum, Unknowns
from analysis.disclosure.ticks import SettledTicks, items_of, together

OFF = 2
GROUPS = ("g0", "g1")


def line(banner: str, level: str, left_out: int, ticked: int, silent: int, people: int) -> Line:
    """Return a level as it is displayed: rounded counts, and the answered rounded with them."""
    shown = np.array([left_out, ticked, silent, 0, 0])
    answered = left_out + ticked
    return Line(
        banner=banner,
        level=level,
        merged=(),
        low=np.maximum(shown - OFF, 0),
        high=np.minimum(shown + OFF, people),
        shown=shown,
        sums=(Sum(weights=np.array([1, 1, 0, 0, 0]), low=max(answered - OFF, 0), high=answered + OFF),),
        people=(people, people),
        sets=((0, (0,)), (1, (1,))),
    )


def option(name: str, at_most: int | None, *lines: Line) -> Unknowns:
    return Unknowns(
        column=name,
        options=2,
        multi=True,
        sensitive=False,
        whole=True,
        lines=lines,
        axes=(("group", GROUPS),) if len(lines) > 1 else (),
        codes=(0, 1),
        item="m",
        at_most=at_most,
    )


def every(people: int, options: int, at_most: int | None) -> Iterator[list[int]]:
    """Yield what people can have answered, as counts by state: any sets of ticks, or one of three exits."""
    sets = [one for one in product((0, 1), repeat=options) if 1 <= sum(one) <= (at_most or options)]
    answers = [[part for tick in one for part in (1 - tick, tick)] + [0] * EXITS for one in sets]
    exits = [[0] * (2 * options) + [int(at == exit_) for at in range(EXITS)] for exit_ in range(EXITS)]
    for given in combinations_with_replacement([*answers, *exits], people):
        yield np.sum(given, axis=0).tolist()


def fits(one: Unknowns, rows: dict[str, list[int]]) -> bool:
    """Return whether counts by level fit what is told of all options; nothing is asked between the options."""
    for told in one.lines:
        counts = np.array(rows[told.level])
        if np.any(counts < told.low) or np.any(counts > told.high):
            return False
        if any(not part.low <= part.weights @ counts <= part.high for part in told.sums):
            return False
    return True


@pytest.mark.parametrize("at_most", [None, 2])
@pytest.mark.parametrize("seed", range(6))
def test_programs_find_what_trying_every_set_of_ticks_finds(seed: int, at_most: int | None) -> None:
    random = np.random.default_rng(seed)
    people = (3, 2)
    truth = [list(every(many, 3, at_most))[int(random.integers(5, 45))] for many in people]
    rows = {"total": np.sum(truth, axis=0), "g0": np.array(truth[0]), "g1": np.array(truth[1])}

    def shown(level: str, at: int) -> Line:
        counts = np.round(rows[level] / 3).astype(int) * 3
        silent = int(counts[6])
        banner = "total" if level == "total" else "group"
        many = sum(people) if level == "total" else people[GROUPS.index(level)]
        return line(banner, level, int(counts[2 * at]), int(counts[2 * at + 1]), silent, many)

    joint = together([option(f"m.{at}", at_most, *(shown(level, at) for level in rows)) for at in range(3)])
    possible = [
        {"total": np.add(one, other).tolist(), "g0": one, "g1": other}
        for one, other in product(every(people[0], 3, at_most), every(people[1], 3, at_most))
    ]
    possible = [one for one in possible if fits(joint, one)]
    assert possible, "the truth must be among them"
    cross = Cross(joint)
    for one in wanted_of(cross):
        values = [int(np.array(table[one.level])[one.states].sum()) for table in possible]
        found = cross.interval(one.inside, one.states)
        assert found is not None
        assert (found.low, found.high) == (min(values), max(values)), one.key


@pytest.mark.parametrize("seed", range(8))
def test_what_is_settled_by_ticks_that_move_is_possible(seed: int) -> None:
    """What tables and the moves at them show lies inside the exact interval, and is as wide as is allowed or exact."""
    random = np.random.default_rng(seed)
    sets = random.integers(1, 8, size=(2, 12))
    counts = np.array([[[np.sum(group >> at & 1 == tick) for tick in (0, 1)] for at in range(3)] for group in sets])
    options = []
    for at in range(3):
        left_out, ticked = (np.round(counts[:, at, tick] / 3).astype(int) * 3 for tick in (0, 1))
        own = [line("group", name, left_out[g], ticked[g], 0, 12) for g, name in enumerate(GROUPS)]
        whole = line("total", "total", *(3 * round(int(counts[:, at, tick].sum()) / 3) for tick in (0, 1)), 0, 24)
        options.append(option(f"m.{at}", None, whole, *own))
    joint = together(options)
    cross = Cross(joint)
    wanted = wanted_of(cross)
    settled = SettledTicks(cross, wanted, Without(joint, {}))
    assert not settled.nothing
    for one, found in zip(wanted, settled.intervals(exact=False), strict=True):
        exact = cross.interval(one.inside, one.states)
        assert exact is not None
        assert found is not None
        assert exact.low <= found.low <= found.high <= exact.high, one.key
        assert (found.width < 2) == (exact.width < 2), one.key


def test_options_that_leave_no_room_between_them_are_told_together() -> None:
    """13 to 17 left the first out, 10 to 14 ticked the second, and nobody left both out: both are 13 or 14."""
    first = option("m.1", None, line("total", "total", 15, 3, 0, 18))
    second = option("m.2", None, line("total", "total", 6, 12, 0, 18))
    cross = Cross(together([first, second]))
    ends = {one.name: cross.interval(one.inside, one.states) for one in wanted_of(cross)}
    assert {name: (one.low, one.high) for name, one in ends.items() if one and isinstance(name, int)} == {
        0: (13, 14),
        1: (4, 5),
        2: (4, 5),
        3: (13, 14),
    }


def test_nothing_follows_where_people_need_not_tick_anything() -> None:
    first = option("m.1", None, line("total", "total", 30, 3, 0, 33))
    second = option("m.2", None, line("total", "total", 30, 3, 0, 33))
    joint = together([first, second])
    cross = Cross(joint)
    assert SettledTicks(cross, wanted_of(cross), Without(joint, {})).nothing


def test_a_multiple_response_of_one_option_is_no_item_to_take_together() -> None:
    told = line("total", "total", 15, 3, 0, 18)
    assert Counter(len(one) for one in items_of([option("m.1", None, told)])) == Counter()
    assert Counter(len(one) for one in items_of([option("m.1", None, told), option("m.2", None, told)])) == {2: 1}
