from __future__ import annotations

import json

import jsonschema

from analysis.codebook import Column, Kind, Option
from analysis.disclosure import PublishedColumn, Rules, read_cube, release_published, write_cube

SIDES = {1: "unfavourable", 2: "unfavourable", 3: "neutral", 4: "favourable", 5: "favourable"}
COLUMN = Column(
    name="q",
    kind=Kind.ORDINAL,
    label={"vi": "Q"},
    item="q",
    options=tuple(Option(code=code, label={"vi": str(code)}, side=side) for code, side in SIDES.items()),
)


def released(percents, *, n=100, roll=200, answers=100, column=COLUMN):
    return release_published(
        columns=[PublishedColumn(column=column, percents=percents, n=n, digest="sha256:q")],
        roll=roll,
        answers=answers,
        rules=Rules(),
        wave="2020",
        questionnaire="q",
        title={"vi": "Q"},
        provenance="import_results",
        day="2020-06-01",
        manifest="sha256:m",
        code="0",
        chain="sha256:before",
    )


def test_published_percentages_become_a_cube_without_counts_or_errors(root) -> None:
    cube = released({1: 5.4, 2: 14.6, 3: 20, 4: 40.2, 5: 19.8})
    (table,) = cube.tables
    assert [cell.percent for cell in table.cells] == [5, 15, 20, 40, 20]
    assert {(cell.count, cell.low, cell.high, cell.se) for cell in table.cells} == {(None, None, None, None)}
    assert {figure.measure: figure.value for figure in table.measures} == {
        "net": 40,
        "favourable": 60,
        "unfavourable": 20,
    }
    assert (cube.population.response, cube.previous, table.rung) == (50, "sha256:before", {"total": "all"})
    assert read_cube(write_cube(cube)) == cube
    schema = json.loads((root / "analysis" / "disclosure" / "released-cube.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(write_cube(cube)), schema)


def test_one_side_alone_is_a_share() -> None:
    (table,) = released({"favourable": 63.5}, n=None).tables
    assert {figure.measure: figure.value for figure in table.measures} == {"favourable": 64, "share": 64}
    assert (table.rung, table.bases[0].answered, table.bases[0].mark) == ({"total": "two"}, None, "z")


def test_an_unknown_population_is_a_note() -> None:
    cube = released({"favourable": 63}, roll=None)
    assert (cube.population.N, cube.population.note) == (0, ("population_unknown",))


def test_a_base_that_is_too_small_is_withheld() -> None:
    (table,) = released({"favourable": 63}, n=9).tables
    assert {cell.percent for cell in table.cells} == {None}
    assert {figure.value for figure in table.measures} == {None}
    assert table.bases[0].mark == "c"


def test_a_nominal_column_has_no_sides() -> None:
    column = Column(
        name="q", kind=Kind.NOMINAL, label={}, item="q", options=tuple(Option(code=at, label={}) for at in (1, 2))
    )
    (table,) = released({1: 40, 2: 60}, column=column).tables
    assert table.measures == ()
