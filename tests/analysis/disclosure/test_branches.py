"""What an outsider derives of single branches beside their groups: exact in integers, held against counting."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analysis.disclosure.branches import KnownSum, YearOfBranches, intervals, known_sums, too_close
from analysis.disclosure.system import Line, Sum

FAVOURABLE, OTHERS, EVERYBODY = (1, 0, 0), (0, 1, 0), (1, 1, 1)


def year(bands, sums, rolls=((20, 20),), least=10, apart=2, base=3) -> YearOfBranches:
    return YearOfBranches(
        bands=bands,
        rolls=np.array(rolls),
        states=3,
        favourable=(0,),
        others=(1,),
        least=least,
        apart=apart,
        base=base,
        sums=tuple(sums),
    )


def told(favourable, others, everybody=(0, np.inf), *, wave=0, members=(0, 1)) -> list[KnownSum]:
    """What a wave tells of the favourable, of the others, and of all people of some branches."""
    rows = zip((FAVOURABLE, OTHERS, EVERYBODY), (favourable, others, everybody), strict=True)
    return [KnownSum(members=members, weights=one, low=low, high=high, wave=wave) for one, (low, high) in rows]


def counted(one: YearOfBranches) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Every way in which people can have answered, one by one."""
    slack, waves = 2 * (one.base - 1), len(one.rolls)
    own = []
    for at, band in enumerate(one.bands):
        ways = product(*(_answers(roll, one.least if band else 0) for roll in one.rolls[:, at]))
        own.append([way for way in map(np.array, ways) if band is None or _fits(way.sum(axis=0), band, one, slack)])
    found = [
        np.stack(way) for way in product(*own) if all(known.low <= _sum(way, known) <= known.high for known in one.sums)
    ]
    assert waves == found[0].shape[1]
    pooled = np.array([way.sum(axis=1) for way in found])
    return tuple(
        tuple((int(pooled[:, at, part].min()), int(pooled[:, at, part].max())) for part in (0, 1))
        for at in range(len(one.bands))
    )


def _answers(roll, least):
    every = product(range(roll + 1), repeat=3)
    return [way for way in every if sum(way) <= roll and way[0] + way[1] >= least]


def _fits(pooled, band, one, slack):
    favourable, others, _ = pooled.tolist()
    leads = favourable - others >= -slack if band == "ge50" else favourable - others <= slack
    return leads and min(favourable, others) >= one.apart


def _sum(way, known):
    return sum(int(way[at][known.wave] @ known.weights) for at in known.members)


@pytest.mark.parametrize(
    ("bands", "favourable", "others"),
    [
        (("ge50", "lt50"), (8, 12), (7, 11)),
        (("ge50", "lt50"), (11, 15), (4, 8)),
        (("ge50", None), (8, 12), (2, 6)),
        (("lt50", "lt50"), (5, 9), (10, 14)),
    ],
)
@pytest.mark.parametrize("everybody", [(0, np.inf), (16, 16)])
def test_the_program_finds_what_counting_finds(bands, favourable, others, everybody):
    one = year(bands, told(favourable, others, everybody), rolls=((9, 10),), least=7)
    assert intervals(one) == counted(one)


def test_two_waves_are_two_rounds_of_people_and_one_year():
    sums = [*told((3, 5), (3, 5), (7, 7)), *told((2, 4), (3, 6), (6, 6), wave=1)]
    one = year(("ge50", "lt50"), sums, rolls=((4, 4), (4, 3)), least=2, apart=2)
    assert intervals(one) == counted(one)


def test_ordinary_bands_tell_of_nobody():
    assert too_close(year(("ge50", "lt50"), told((14, 18), (14, 18)))) == ()


def test_a_band_that_leaves_one_way_beside_its_group_is_found():
    assert too_close(year(("ge50", "lt50"), told((17, 17), (5, 5)), rolls=((11, 11),), least=11)) == (0, 1)


def test_how_many_answered_at_all_bounds_those_who_are_not_favourable():
    """At least 79 of 84 are favourable: of the two branches that are told, each with two others, none has four."""
    bands = (None, None, None, "ge50", "ge50")
    of_counts = told((79, 83), (0, 7), members=range(5))
    rolls = ((28, 13, 33, 55, 32),)
    assert too_close(year(bands, of_counts, rolls=rolls)) == ()
    one = year(bands, told((79, 83), (0, 7), (84, 84), members=range(5)), rolls=rolls)
    assert [parts[1] for parts in intervals(one)] == [(0, 1), (0, 1), (0, 1), (2, 3), (2, 3)]
    assert too_close(one) == (0, 1, 2, 3, 4)


def test_all_rows_of_a_level_are_known_of_its_branches():
    line = Line(
        banner="group",
        level="g1",
        merged=(),
        low=np.array([1, 2, 0]),
        high=np.array([5, 6, 2]),
        shown=np.array([3, 4, 0]),
        sums=(Sum(weights=np.array([1, 1, 0]), low=5, high=9),),
        people=(8, 12),
        sets=(),
    )
    found = {(one.weights, one.low, one.high) for one in known_sums(line, (1, 2), 3)}
    assert found == {
        ((1, 0, 0), 1, 5),
        ((0, 1, 0), 2, 6),
        ((0, 0, 1), 0, 2),
        ((1, 1, 0), 5, 9),
        ((1, 1, 1), 8, 12),
    }
    assert {(one.members, one.wave) for one in known_sums(line, (1, 2), 3)} == {((1, 2), 3)}


def test_what_cannot_be_counts_as_too_close():
    assert too_close(year(("ge50", "ge50"), told((0, 1), (20, 24)))) == (0, 1)
