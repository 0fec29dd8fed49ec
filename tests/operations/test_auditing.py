from __future__ import annotations

import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.disclosure import ReleasedCube, cube_hash, write_cube
from analysis.disclosure.audit import Audit, Target
from analysis.disclosure.bounds import Interval
from survey_app.cli.audit import audit_command
from survey_app.language import Language
from survey_app.operations.auditing import (
    BrokenReleasesError,
    ContradictingReleasesError,
    audit_files,
    read_releases,
    render_json,
    render_text,
)
from survey_app.operations.release import UnreadableReleaseError


@pytest.fixture(scope="module")
def cubes(root: Path) -> list[ReleasedCube]:
    """Three releases, each naming the one before."""
    folder = str(root / "tests/attack_tables")
    sys.path.insert(0, folder)
    try:
        small = importlib.import_module("organisations").small_cube
    finally:
        sys.path.remove(folder)
    chained: list[ReleasedCube] = []
    for seed in range(1, 4):
        cube = replace(small(seed), wave=f"w{seed}", previous=chained[-1].hash if chained else None)
        chained.append(replace(cube, hash=cube_hash(cube)))
    return chained


@pytest.fixture
def files(cubes: list[ReleasedCube], tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{cube.wave}.json" for cube in cubes]
    for path, cube in zip(found, cubes, strict=True):
        path.write_text(write_cube(cube), encoding="utf-8")
    return found


def test_published_files_are_attacked_without_a_database(files: list[Path]) -> None:
    audits = audit_files(files)
    assert list(audits) == ["w1", "w2", "w3"]
    assert all(audit.narrow == () for audit in audits.values())
    text = render_text(audits, language=Language.EN, every=True)
    assert "0 narrower than allowed" in text
    assert len(text.splitlines()) == 2 + sum(len(audit.targets) for audit in audits.values())


def test_the_command_prints_every_interval(files: list[Path]) -> None:
    run = CliRunner().invoke(audit_command, [str(files[0]), "--exact", "--format", "json"])
    assert run.exit_code == 0, run.output
    rows = json.loads(run.output)
    assert all(row["exact"] and row["high"] - row["low"] >= 2 for row in rows)


def test_files_are_put_into_their_order(files: list[Path]) -> None:
    assert [cube.wave for cube in read_releases(files[::-1])] == ["w1", "w2", "w3"]


def test_a_missing_release_is_named(files: list[Path]) -> None:
    with pytest.raises(BrokenReleasesError) as refusal:
        read_releases([files[0], files[2]])
    assert refusal.value.where == "w3.json"


def test_an_edited_file_is_refused(files: list[Path]) -> None:
    files[1].write_text(files[1].read_text(encoding="utf-8").replace('"count":', '"count":1', 1), encoding="utf-8")
    with pytest.raises(UnreadableReleaseError):
        audit_files(files)


def test_figures_that_no_people_can_have_given_are_refused(cubes: list[ReleasedCube], tmp_path: Path) -> None:
    table = next(table for table in cubes[0].tables if table.banner == "total")
    cells = tuple(replace(cell, count=300) for cell in table.cells)
    people = 300 * len(cells)
    base = replace(table.bases[0], asked=people, answered=people, dont_know=0, refused=0, skipped=0)
    cube = replace(cubes[0], tables=(replace(table, cells=cells, bases=(base,)),))
    path = tmp_path / "x.json"
    path.write_text(write_cube(replace(cube, hash=cube_hash(cube))), encoding="utf-8")
    with pytest.raises(ContradictingReleasesError) as refusal:
        audit_files([path])
    assert refusal.value.where == "w1"
    assert table.stub.column in str(refusal.value)


@pytest.mark.parametrize(
    ("language", "told"), [(Language.VI, "suy ra khi đặt cạnh m.2, m.3"), (Language.EN, "follows beside m.2, m.3")]
)
def test_what_options_tell_only_together_names_them(language: Language, told: str) -> None:
    target = Target(
        column="m.1",
        banner="group",
        level="g1",
        option=1,
        others=False,
        interval=Interval(low=13, high=14),
        drop="group",
        beside=("m.2", "m.3"),
    )
    audits = {"w1": Audit(targets=(target,), solved=1, seconds=0.0)}
    line = next(line for line in render_text(audits, language=language, every=False).splitlines() if "m.1" in line)
    assert line.endswith(told)
    assert json.loads(render_json(audits))[0]["beside"] == ["m.2", "m.3"]
