"""The released cube as a file: canonical JSON with its own hash, and the chain of releases.

Every field of version 1 is always written. A field that a later version adds is written only when it has something to
say, so that the hashes of earlier cubes still hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeAlias

from analysis.disclosure.findings import (
    ReleasedAbove,
    ReleasedBound,
    ReleasedCourse,
    ReleasedLetter,
    ReleasedMiddle,
    ReleasedReliability,
    ReleasedResponse,
    ReleasedSignal,
    ReleasedSplit,
    ReleasedTest,
)
from analysis.disclosure.released import (
    ReleasedBase,
    ReleasedCell,
    ReleasedChange,
    ReleasedClasses,
    ReleasedContinued,
    ReleasedCube,
    ReleasedLevel,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedPopulation,
    ReleasedRange,
    ReleasedStub,
    ReleasedTable,
    ReleasedTexts,
)
from analysis.errors import AnalysisError

VERSION = 1
Document: TypeAlias = dict[str, Any]


class UnreadableCubeError(AnalysisError):
    """A file that is not a released cube of a version that can be read."""

    code = "unreadable-cube"
    template = "released cube: {why}. Take the file again from the release, unchanged."


class EditedCubeError(AnalysisError):
    """A cube that is not what was released: its hash does not hold."""

    code = "edited-cube"
    template = (
        "released cube of {wave}: the content gives {found}, the cube says {stated}. It was changed after its release; "
        "take the release from the ledger or from another copy."
    )


class BrokenChainError(AnalysisError):
    """A release that does not follow the one before it."""

    code = "broken-chain"
    template = (
        "release {number} ({wave}): says that {stated} stands before it, but release {before} has {found}. "
        "A release is missing, doubled, or out of order there."
    )


def write_cube(cube: ReleasedCube) -> str:
    """Return the canonical JSON of a cube: sorted keys, no spaces, one text for one cube."""
    return _canonical(_document(cube))


def read_cube(text: str) -> ReleasedCube:
    """Return the cube in a file, its hash checked.

    Raises
    ------
    UnreadableCubeError
        Not JSON, not a cube, or of a later version.
    EditedCubeError
        The content is not what the hash was made of.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UnreadableCubeError(why="not JSON") from error
    if not isinstance(document, dict) or document.get("released_cube") != VERSION:
        raise UnreadableCubeError(why=f"not a released cube of version {VERSION}")
    stated, found = document.get("hash"), _hash(document)
    if stated != found:
        raise EditedCubeError(wave=document.get("wave"), found=found, stated=stated)
    try:
        return _cube(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableCubeError(why=f"a field is missing or foreign ({error})") from error


def cube_hash(cube: ReleasedCube) -> str:
    """Return ``sha256:…`` over everything but the hash itself and ``audit.seconds``."""
    return _hash(_document(cube))


def hashed(cube: ReleasedCube) -> ReleasedCube:
    """Return the cube carrying its own hash."""
    return replace(cube, hash=cube_hash(cube))


def check_chain(cubes: Sequence[ReleasedCube]) -> None:
    """Return nothing when every cube is what was released and names the one before it; the first names none.

    Raises
    ------
    EditedCubeError
        Naming the first wave whose content was changed.
    BrokenChainError
        Naming the first release that does not follow.
    """
    before: str | None = None
    for number, cube in enumerate(cubes, start=1):
        found = cube_hash(cube)
        if found != cube.hash:
            raise EditedCubeError(wave=cube.wave, found=found, stated=cube.hash)
        if cube.previous != before:
            raise BrokenChainError(
                number=number, wave=cube.wave, stated=cube.previous or "none", before=number - 1, found=before or "none"
            )
        before = cube.hash


def _canonical(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _hash(document: Document) -> str:
    content = {key: value for key, value in document.items() if key != "hash"}
    if isinstance(content.get("audit"), dict):
        content["audit"] = {key: value for key, value in content["audit"].items() if key != "seconds"}
    return "sha256:" + hashlib.sha256(_canonical(content).encode()).hexdigest()


def _document(cube: ReleasedCube) -> Document:
    document: Document = _plain(asdict(cube))
    for table in document["tables"]:
        table["banner"] = {"column": table["banner"], "levels": table.pop("levels")}
        _only_if_said(table["stub"], "short", "range", "at_most")
        for figure in table["measures"]:
            _only_if_said(figure, "band")
        for base in table["bases"]:
            _only_if_said(base, "df")
        for change in table["changes"]:
            _only_if_said(change, "family", "alone")
        if table["reliability"] is not None:
            _only_if_said(table["reliability"], "upto")
        _only_if_said(table, "continues", "bounds", "middles", "course", "signal", "split", "reliability", "classes")
        for finding in (*table["tests"], *filter(None, [table.get("reliability"), table.get("course")])):
            finding["class"] = finding.pop("outcome")
    _only_if_said(document, "response", "participation", "head")
    return document


def _only_if_said(document: Document, *names: str) -> None:
    """Take out the later fields that say nothing, so that a cube of an earlier version keeps its hash."""
    for name in names:
        if document[name] is None or document[name] == []:
            del document[name]


def _plain(value: object) -> Any:  # noqa: ANN401 -- JSON is what it is
    """Return a value as JSON holds it: lists for tuples, whole numbers without a point."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _cube(document: Document) -> ReleasedCube:
    fields = {key: value for key, value in document.items() if key in ReleasedCube.__dataclass_fields__}
    fields["population"] = ReleasedPopulation(
        **{**document["population"], "note": tuple(document["population"]["note"])}
    )
    fields["tables"] = tuple(_table(table) for table in document["tables"])
    fields["texts"] = tuple(ReleasedTexts(**text) for text in document["texts"])
    fields["response"] = tuple(ReleasedResponse(**one) for one in document.get("response", ()))
    return ReleasedCube(**fields)


def _table(document: Document) -> ReleasedTable:
    stub = document["stub"]
    return ReleasedTable(
        id=document["id"],
        stub=ReleasedStub(
            **{
                **stub,
                "options": tuple(ReleasedOption(**option) for option in stub["options"]),
                "range": ReleasedRange(**_floats(stub["range"], "low", "high")) if "range" in stub else None,
            }
        ),
        banner=document["banner"]["column"],
        levels=tuple(
            ReleasedLevel(level=one["level"], label=one["label"], merged=tuple(one["merged"]))
            for one in document["banner"]["levels"]
        ),
        rung=document["rung"],
        cells=tuple(ReleasedCell(**_floats(cell, "se", "se_process")) for cell in document["cells"]),
        bases=tuple(ReleasedBase(**base) for base in document["bases"]),
        measures=tuple(
            ReleasedMeasure(**_floats(figure, "value", "se", "se_process", "low", "high"))
            for figure in document["measures"]
        ),
        changes=tuple(ReleasedChange(**_floats(change, "value")) for change in document["changes"]),
        chart=document["chart"],
        digest=document["digest"],
        continues=ReleasedContinued(**document["continues"]) if "continues" in document else None,
        classes=_classes(document["classes"]) if "classes" in document else None,
        **_findings(document),
    )


def _classes(document: Document) -> ReleasedClasses:
    top = document["top"]
    return ReleasedClasses(
        edges=tuple(float(edge) for edge in document["edges"]),
        top=None if top is None else float(top),
        points=tuple(float(point) for point in document["points"]),
        counts={level: tuple(counts) for level, counts in document["counts"].items()},
    )


def _findings(document: Document) -> Document:
    """Return what a table says beyond its figures: nothing, in a cube made before it was said."""
    course, signal, split = (document.get(name) for name in ("course", "signal", "split"))
    return {
        "tests": tuple(_test(test) for test in document["tests"]),
        "letters": tuple(_letter(letter) for letter in document["letters"]),
        "bounds": tuple(ReleasedBound(**bound) for bound in document.get("bounds", ())),
        "middles": tuple(ReleasedMiddle(**_floats(middle, "value")) for middle in document.get("middles", ())),
        "course": ReleasedCourse(**_classed(_floats(course, "slope", "se"))) if course else None,
        "signal": ReleasedSignal(**_floats(signal, "came", "expected", "low", "high")) if signal else None,
        "split": ReleasedSplit(**_floats(split, "total", "opinion", "composition", "se")) if split else None,
        "reliability": ReleasedReliability(**_classed(document["reliability"])) if "reliability" in document else None,
    }


def _classed(document: Document) -> Document:
    return {("outcome" if key == "class" else key): value for key, value in document.items()}


def _test(document: Document) -> ReleasedTest:
    fields = _classed(document)
    df, levels = tuple(float(one) for one in fields.pop("df")), tuple(fields.pop("levels"))
    return ReleasedTest(**fields, df=df, levels=levels)


def _letter(document: Document) -> ReleasedLetter:
    above = tuple(ReleasedAbove(**one) for one in document["above"])
    return ReleasedLetter(level=document["level"], letter=document["letter"], above=above)


def _floats(document: Document, *names: str) -> Document:
    """Return the fields with these numbers as reals, which JSON writes without a point when whole."""
    return {key: float(value) if key in names and value is not None else value for key, value in document.items()}
