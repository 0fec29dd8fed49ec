"""What a release infers: from its displayed figures, frozen with them, nothing where they are withheld."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.disclosure import ReleasedCube, Rules, read_cube, release_wave, write_cube
from analysis.disclosure.findings import ReleasedReliability
from analysis.disclosure.inference import group_rolls, with_inference
from analysis.disclosure.reliability import reliabilities
from analysis.responses import Responses

Made = Callable[..., dict[str, Any]]
GROUP_OF = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3])
WAVES = ("2024-Q1", "2024-Q2", "2024-Q3")


def moved(arrays: dict[str, Any]) -> None:
    """Turn most of the first group against the rest, and everybody's wish."""
    first = GROUP_OF[arrays["stratum"]] == 0
    trust = arrays["codes"]["trust"]
    trust[first & (trust > 1)] = 0
    wish = arrays["codes"]["wish.1"]
    wish[wish == 0] = 1


@pytest.fixture(scope="module")
def waves(made: Made) -> list[ReleasedCube]:
    cubes: list[ReleasedCube] = []
    for seed, wave in enumerate(WAVES, start=1):
        given = made(seed=seed, wave=wave, edit=moved if wave == WAVES[-1] else None)
        closed = f"2024-{3 * seed:02d}-20"
        cubes.append(
            release_wave(**{**given, "closed": closed}, previous=cubes[-1] if cubes else None, trend=tuple(cubes))
        )
    return cubes


def bare(cube: ReleasedCube) -> ReleasedCube:
    """Return the cube as it was written before anything was inferred."""
    tables = tuple(
        replace(
            table,
            bases=tuple(replace(base, df=None) for base in table.bases),
            changes=tuple(replace(one, mark=one.mark or one.alone, family=None, alone=None) for one in table.changes),
            tests=(),
            letters=(),
            bounds=(),
            middles=(),
            course=None,
            signal=None,
            split=None,
            reliability=None,
        )
        for table in cube.tables
    )
    return replace(cube, tables=tables, response=())


def test_everything_follows_from_released_cubes_and_public_rolls(made: Made, waves: list[ReleasedCube]) -> None:
    given = made(seed=3, wave=WAVES[-1], edit=moved)
    earlier = [read_cube(write_cube(cube)) for cube in waves[:-1]]
    again = with_inference(
        bare(waves[-1]),
        rules=Rules(),
        strata=len(given["design"].strata),
        groups=group_rolls(given["counts"], given["design"]),
        previous=earlier[-1],
        trend=earlier,
    )
    for ours, theirs in zip(again.tables, waves[-1].tables, strict=True):
        assert replace(ours, changes=(), reliability=None) == replace(theirs, changes=(), reliability=None)
        assert [(one.mark, one.alone) for one in ours.changes] == [(one.mark, one.alone) for one in theirs.changes]
    assert again.response == waves[-1].response


def test_a_cube_made_before_says_nothing_new_and_keeps_its_bytes(waves: list[ReleasedCube]) -> None:
    document = json.loads(write_cube(bare(waves[0])))
    assert "response" not in document
    for table in document["tables"]:
        assert table["tests"] == table["letters"] == []
        assert not {"bounds", "middles", "course", "signal", "split", "reliability"} & set(table)
        assert not any("df" in base for base in table["bases"])


def test_a_p_value_is_never_written(waves: list[ReleasedCube]) -> None:
    for table in json.loads(write_cube(waves[-1]))["tables"]:
        for test in table["tests"]:
            assert "p" not in test
            assert test["class"] in {None, "ns", ".05", ".01", ".001"}


def test_groups_that_turned_away_are_told_apart(waves: list[ReleasedCube]) -> None:
    table = waves[-1].table("trust", "group")
    if table.tests[0].outcome is not None and "g0" in table.tests[0].levels:
        assert table.tests[0].outcome != "ns"
    lettered = {level.level for level in table.letters}
    assert lettered <= set(table.tests[0].levels)
    shown = {cell.level for cell in table.cells if cell.count is not None}
    assert lettered <= shown


def test_nothing_is_inferred_of_what_is_withheld(made: Made) -> None:
    cube = release_wave(**made(response=1.0))
    assert all(one.answered is None and one.mark == "c" for one in cube.response if one.level != "total")
    for table in cube.tables:
        if table.banner == "group":
            assert all(test.outcome is None for test in table.tests)
            assert table.letters == ()
            assert {bound.level for bound in table.bounds} <= {"total"}
            assert {middle.level for middle in table.middles} <= {"total"}


def test_changes_are_one_family_the_same_in_every_table(waves: list[ReleasedCube]) -> None:
    cube = waves[-1]
    sizes, marks = set(), dict[str, set[tuple[str | None, bool]]]()
    for table in cube.tables:
        for change in table.changes:
            if change.level == "total":
                sizes.add(change.family)
                marks.setdefault(table.stub.column, set()).add((change.mark, change.process))
    assert sizes == {len(marks)}
    assert all(len(found) == 1 for found in marks.values())
    wish = next(change for change in cube.table("wish.1").changes if change.level == "total")
    assert wish.mark == "solid"


def test_too_few_waves_refuse_with_what_it_takes(waves: list[ReleasedCube]) -> None:
    first, last = waves[0].table("trust"), waves[-1].table("trust")
    assert first.course is not None
    assert (first.course.refused, first.course.need, first.course.waves) == ("waves", 3, 1)
    assert last.course is not None
    assert last.course.verdict in {"constant", "linear", "changed"}
    assert last.signal is not None
    assert (last.signal.refused, last.signal.need, last.signal.waves) == ("waves", 5, 2)


def test_the_headline_is_split_or_says_why_not(waves: list[ReleasedCube]) -> None:
    split = waves[-1].table("mood").split
    assert split is not None
    if split.refused is None:
        assert split.total == pytest.approx((split.opinion or 0) + (split.composition or 0), abs=0.11)
    else:
        assert split.refused == "groups"
    assert waves[0].table("mood").split is None


def test_bounds_hold_whatever_the_silent_think(made: Made, waves: list[ReleasedCube]) -> None:
    given = made(seed=1, wave=WAVES[0])
    cells = given["counts"].cells("trust")
    true = cells.n.sum(axis=(0, 1))
    roll, k = waves[0].population.N, cells.options
    silent = roll - int(true[:k].sum()) - int(true[k])
    for at, bound in enumerate(
        one for one in waves[0].table("trust").bounds if one.level == "total" and isinstance(one.option, int)
    ):
        concerned = roll - int(true[k])
        assert bound.low <= 100 * int(true[at]) / concerned
        assert bound.high >= 100 * (int(true[at]) + silent) / concerned


def test_response_is_told_of_the_organisation_and_of_large_groups_alone(waves: list[ReleasedCube]) -> None:
    response = {one.level: one for one in waves[0].response}
    assert response["total"].answered == waves[0].population.n
    assert all(one.roll >= Rules().roll for one in response.values())
    assert all(one.answered is None or one.answered % 3 == 0 for name, one in response.items() if name != "total")


def test_the_reliability_of_an_index_is_a_class() -> None:
    random = np.random.default_rng(5)
    mood = random.normal(size=120)
    names = ("a.1", "a.2", "a.3")
    codes = {
        name: np.clip(np.rint(2 + (-mood if name == "a.3" else mood) + random.normal(0, 0.6, 120)), 0, 4).astype(
            np.int16
        )
        for name in names
    }
    options = tuple(Option(code=at + 1, label={"vi": f"x{at}"}) for at in range(5))
    scales = tuple(Column(name=name, kind=Kind.ORDINAL, label={}, item="a", options=options) for name in names)
    index = Column(name="i", kind=Kind.INDEX, label={}, item="i", members=names, reversed=frozenset({"a.3"}))

    def told(people: int) -> dict[str, ReleasedReliability]:
        book = Codebook(columns=(*scales, index))
        responses = Responses(
            wave="w",
            codebook=book,
            codes={name: found[:people] for name, found in codes.items()} | {"i": np.zeros(people, dtype=np.int16)},
            scores={"i": np.zeros(people)},
            stratum=np.zeros(people, dtype=np.int64),
            weight=np.ones(people),
        )
        whole = Banner(name="total", levels=(Level(key="total", label={}),), positions=np.zeros(people, dtype=np.int64))
        return reliabilities(count(responses, strata=("s",), banners=[whole]), book)

    assert told(120)["i"].items == 3
    assert told(120)["i"].outcome in {".8", "ge.9"}
    assert told(40) == {}
