"""What an outsider derives of single branches beside their groups: exact in integers, held against counting."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analysis.disclosure.branches import KnownSum, YearOfBranches, intervals, too_close


def year(bands, sums, rolls=(20, 20), least=10, apart=2, base=3) -> YearOfBranches:
    return YearOfBranches(bands=bands, rolls=np.array(rolls), least=least, apart=apart, base=base, sums=tuple(sums))


def counted(one: YearOfBranches) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Every way in which people can have answered, one by one."""
    slack = 2 * (one.base - 1)
    pairs = []
    for band, roll in zip(one.bands, one.rolls, strict=True):
        fits = [
            (f, u)
            for f, u in product(range(roll + 1), repeat=2)
            if f + u <= roll
            and (band is None or (f + u >= one.least and min(f, u) >= one.apart))
            and (band != "ge50" or f - u >= -slack)
            and (band != "lt50" or f - u <= slack)
        ]
        pairs.append(fits)
    ways = []
    for way in product(*pairs):
        sums = [
            (sum(way[at][0] for at in known.members), sum(way[at][1] for at in known.members)) for known in one.sums
        ]
        if all(
            known.favourable[0] <= f <= known.favourable[1] and known.others[0] <= u <= known.others[1]
            for known, (f, u) in zip(one.sums, sums, strict=True)
        ):
            ways.append(way)
    return tuple(
        tuple((min(way[at][part] for way in ways), max(way[at][part] for way in ways)) for part in (0, 1))
        for at in range(len(one.bands))
    )


@pytest.mark.parametrize(
    ("bands", "favourable", "others"),
    [
        (("ge50", "lt50"), (16, 20), (14, 18)),
        (("ge50", "lt50"), (22, 26), (7, 11)),
        (("ge50", None), (16, 20), (4, 8)),
        (("lt50", "lt50"), (10, 14), (20, 24)),
    ],
)
def test_the_program_finds_what_counting_finds(bands, favourable, others):
    one = year(bands, [KnownSum(members=(0, 1), favourable=favourable, others=others)], rolls=(18, 20))
    assert intervals(one) == counted(one)


def test_ordinary_bands_tell_of_nobody():
    one = year(("ge50", "lt50"), [KnownSum(members=(0, 1), favourable=(14, 18), others=(14, 18))])
    assert too_close(one) == ()


def test_a_band_that_leaves_one_way_beside_its_group_is_found():
    one = year(
        ("ge50", "lt50"), [KnownSum(members=(0, 1), favourable=(13, 13), others=(9, 9))], rolls=(11, 11), least=11
    )
    assert counted(one) == intervals(one)
    tight = year(
        ("ge50", "lt50"), [KnownSum(members=(0, 1), favourable=(17, 17), others=(5, 5))], rolls=(11, 11), least=11
    )
    assert too_close(tight) == (0, 1)


def test_what_cannot_be_counts_as_too_close():
    one = year(("ge50", "ge50"), [KnownSum(members=(0, 1), favourable=(0, 1), others=(20, 24))])
    assert too_close(one) == (0, 1)
