from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analysis.disclosure import (
    BrokenChainError,
    Continuation,
    EditedCubeError,
    ReleasedCube,
    UnreadableCubeError,
    check_chain,
    cube_hash,
    read_cube,
    release_wave,
    write_cube,
)

Made = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def chain(made: Made) -> list[ReleasedCube]:
    cubes: list[ReleasedCube] = []
    for seed, wave in ((1, "2024-Q3"), (2, "2024-Q4"), (3, "2025-Q1")):
        cubes.append(release_wave(**made(seed=seed, wave=wave), previous=cubes[-1] if cubes else None))
    return cubes


def test_a_cube_comes_back_from_its_file(chain: list[ReleasedCube]) -> None:
    for cube in chain:
        assert read_cube(write_cube(cube)) == cube
        assert write_cube(read_cube(write_cube(cube))) == write_cube(cube)
        assert cube.hash == cube_hash(cube)


def test_cubes_keep_to_the_schema(chain: list[ReleasedCube], root: Path) -> None:
    schema = json.loads((root / "analysis/disclosure/released-cube.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for cube in chain:
        validator.validate(json.loads(write_cube(cube)))
    document = json.loads(write_cube(chain[0]))
    document["tables"][0]["cells"][0]["count"] = 2
    assert not validator.is_valid(document)


def test_a_short_text_is_carried_and_nothing_is_written_without_one(made: Made, root: Path) -> None:
    given = made(seed=1, wave="2024-Q3")
    plain = release_wave(**given)
    assert '"short"' not in write_cube(plain)
    columns = tuple(replace(column, short={"vi": "Ngắn"}) for column in given["codebook"].columns)
    named = release_wave(**{**given, "codebook": replace(given["codebook"], columns=columns)})
    assert {table.stub.short["vi"] for table in read_cube(write_cube(named)).tables if table.stub.short} == {"Ngắn"}
    assert named.hash != plain.hash
    schema = json.loads((root / "analysis" / "disclosure" / "released-cube.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(write_cube(named)), schema)


def test_the_gate_writes_the_reason_into_the_cube(made: Made) -> None:
    given = made(seed=1, wave="2024-Q3")
    item = given["codebook"].columns[0].item
    cube = release_wave(**given, continued={item: Continuation(since="2024-Q2", why={"vi": "x"}, own="sha256:1")})
    standing = [table.continues for table in read_cube(write_cube(cube)).tables if table.stub.item == item]
    assert standing
    assert all(one.since == "2024-Q2" for one in standing)
    assert '"continues"' not in write_cube(release_wave(**given))


def test_seconds_are_outside_the_hash(chain: list[ReleasedCube]) -> None:
    timed = replace(chain[0], audit={**chain[0].audit, "seconds": 3.1})
    assert cube_hash(timed) == chain[0].hash
    assert read_cube(write_cube(timed)) == timed


def test_a_whole_chain_is_accepted(chain: list[ReleasedCube]) -> None:
    check_chain(chain)
    check_chain([])


def test_an_edited_figure_is_refused_with_its_wave(chain: list[ReleasedCube]) -> None:
    text = write_cube(chain[1])
    document = json.loads(text)
    document["tables"][0]["cells"][0]["percent"] += 1
    with pytest.raises(EditedCubeError) as caught:
        read_cube(json.dumps(document))
    assert caught.value.fields["wave"] == "2024-Q4"
    edited = replace(chain[1], population=replace(chain[1].population, n=1))
    with pytest.raises(EditedCubeError) as caught:
        check_chain([chain[0], edited, chain[2]])
    assert caught.value.fields["wave"] == "2024-Q4"


@pytest.mark.parametrize(
    ("order", "wave"), [((0, 2), "2025-Q1"), ((1, 2), "2024-Q4"), ((0, 2, 1), "2025-Q1"), ((0, 0), "2024-Q3")]
)
def test_a_missing_or_moved_release_is_named(order: tuple[int, ...], wave: str, chain: list[ReleasedCube]) -> None:
    with pytest.raises(BrokenChainError) as caught:
        check_chain([chain[at] for at in order])
    assert caught.value.fields["wave"] == wave


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"released_cube": 2}'])
def test_what_is_no_cube_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCubeError):
        read_cube(text)
