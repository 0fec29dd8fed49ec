"""A released cube that somebody changed: every class of field, with the old hash and with one made anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from analysis.codebook import Kind
from analysis.disclosure import write_cube
from analysis.disclosure.gate import OverlappingGroupsError
from survey_app.cli import main
from survey_app.language import Language
from survey_app.operations import auditing, soundness
from survey_app.operations.auditing import BrokenReleasesError, audit_files
from survey_app.operations.release import EditedReleaseError, UnreadableReleaseError, read_release
from survey_app.operations.soundness import UnsoundReleaseError

Document = dict[str, Any]
Edit = Callable[[Document], None]


@pytest.fixture(scope="module")
def chain(publishing: ModuleType) -> list[Any]:
    """Three releases: two groups, one of them told on a merged rung or in bands."""
    made: list[Any] = []
    for seed in range(3):
        poll = publishing.drawn(
            seed,
            columns=[publishing.column("q", 5, kind=Kind.ORDINAL), publishing.column("wish.1", 2, kind=Kind.MULTI)],
            chances={"q": (0.1, 0.2, 0.2, 0.3, 0.2), "wish.1": (0.6, 0.4)},
            rolls=(60, 60, 30, 30),
        )
        last = made[-1] if made else None
        made.append(publishing.renamed(poll, f"w{seed}").release(previous=last))
    return made


@pytest.fixture
def files(chain: list[Any], tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{cube.wave}.json" for cube in chain]
    for path, cube in zip(found, chain, strict=True):
        path.write_text(write_cube(cube), encoding="utf-8")
    return found


def forged(path: Path, edit: Edit, *, anew: bool = True) -> None:
    """Change a file, and make its hash anew as whoever forges it would."""
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    if anew:
        content = {key: value for key, value in document.items() if key != "hash"}
        if isinstance(content.get("audit"), dict):
            content["audit"] = {key: value for key, value in content["audit"].items() if key != "seconds"}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        document["hash"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def table(document: Document, name: str = "q/group") -> Document:
    return next(one for one in document["tables"] if one["id"] == name)


def shown(document: Document, level: str = "g0") -> Document:
    return next(cell for cell in table(document)["cells"] if cell["level"] == level and cell["count"] is not None)


def base(document: Document, level: str = "g0") -> Document:
    return next(one for one in table(document)["bases"] if one["level"] == level)


def moved(document: Document) -> None:
    """Take three people of a group from one answer to another, and their percentages along."""
    cells = [cell for cell in table(document)["cells"] if cell["level"] == "g0" and cell["count"] is not None]
    cells.sort(key=lambda cell: cell["count"])
    cells[0]["count"] += 3
    cells[-1]["count"] -= 3
    answered = sum(cell["count"] for cell in cells)
    for cell in cells:
        cell["percent"] = (200 * cell["count"] + answered) // (2 * answered)
        cell["low"] = cell["high"] = None


EDITS: dict[str, tuple[Edit, str]] = {
    "a count": (lambda d: shown(d).update(count=shown(d)["count"] + 3), soundness.ANSWERED),
    "a count to the person": (lambda d: shown(d).update(count=shown(d)["count"] + 1), soundness.MULTIPLE),
    "a count below nought": (lambda d: shown(d).update(count=-3), soundness.WRITTEN),
    "a count in words": (lambda d: shown(d).update(count="12"), soundness.WRITTEN),
    "a group": (moved, soundness.LEVELS),
    "a percentage": (lambda d: shown(d).update(percent=shown(d)["percent"] + 1), soundness.PERCENT),
    "a percentage of the organisation": (lambda d: shown(d, "total").update(percent=99), soundness.PERCENT),
    "a percentage over a hundred": (lambda d: shown(d).update(percent=101, high=None), soundness.WRITTEN),
    "an error below nought": (lambda d: shown(d).update(se=-1.5), soundness.WRITTEN),
    "a band": (lambda d: shown(d).update(band="lt11"), soundness.WRITTEN),
    "a mark": (lambda d: shown(d).update(mark="!"), soundness.WRITTEN),
    "an option": (lambda d: shown(d).update(option=77), soundness.SHAPE),
    "an option twice": (lambda d: table(d)["cells"].append(dict(shown(d))), soundness.SHAPE),
    "a level": (lambda d: shown(d).update(level="g9"), soundness.SHAPE),
    "a level taken out": (lambda d: table(d)["banner"]["levels"].pop(), soundness.SHAPE),
    "a rung that is none": (lambda d: table(d)["rung"].update(g0="banana"), soundness.SHAPE),
    "a rung that hides": (lambda d: table(d)["rung"].update(g0="withheld"), soundness.HIDDEN),
    "a rung of bands": (lambda d: table(d)["rung"].update(g0="band"), soundness.HIDDEN),
    "a number asked": (lambda d: base(d).update(asked=base(d)["asked"] + 3), soundness.ASKED),
    "a threshold": (lambda d: d["rules"].update(minimum=5), soundness.RULES),
    "the rounding": (lambda d: d["rules"].update(round=1), soundness.RULES),
    "a rule taken out": (lambda d: d["rules"].pop("sensitive"), soundness.RULES),
    "more answers than people": (lambda d: d["population"].update(N=d["population"]["n"] - 1), soundness.PEOPLE),
    "the response rate": (lambda d: d["population"].update(response=99), soundness.PEOPLE),
    "a table twice": (lambda d: d["tables"].append(d["tables"][0]), soundness.SHAPE),
    "a table under another name": (lambda d: table(d).update(id="q/total2"), soundness.SHAPE),
    "a kind of question": (lambda d: table(d)["stub"].update(kind="essay"), soundness.SHAPE),
}
LATER: dict[str, Edit] = {
    "a table taken out": lambda d: d["tables"].remove(table(d)),
    "a table added": lambda d: d["tables"].append(
        {**table(d), "id": "r/group", "stub": {**table(d)["stub"], "column": "r"}}
    ),
    "a wording": lambda d: table(d)["stub"].update(text={"vi": "Câu khác"}),
    "the release before": lambda d: d.update(previous="sha256:" + "0" * 64),
    "the wave": lambda d: d.update(wave="w9"),
    "the questionnaire's promises": lambda d: d.update(manifest="sha256:" + "1" * 64),
}
"""What fits in itself, and breaks the chain."""


@pytest.mark.parametrize("what", [*EDITS, *LATER])
def test_an_edit_under_the_old_hash_is_told_with_both_hashes(what: str, files: list[Path], chain: list[Any]) -> None:
    forged(files[1], EDITS[what][0] if what in EDITS else LATER[what], anew=False)
    with pytest.raises(EditedReleaseError) as refusal:
        read_release(files[1])
    assert refusal.value.where == "w1.json"
    assert chain[1].hash in str(refusal.value)


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_under_a_new_hash_is_told_with_its_table_and_rule(what: str, files: list[Path]) -> None:
    edit, rule = EDITS[what]
    forged(files[1], edit)
    with pytest.raises(UnsoundReleaseError) as refusal:
        read_release(files[1])
    assert refusal.value.where == "w1.json"
    assert refusal.value.fields["rule"].message == rule
    for language in Language:
        assert "w1" in refusal.value.render(language)


@pytest.mark.parametrize("what", LATER)
def test_an_edit_that_fits_in_itself_breaks_the_chain(what: str, files: list[Path]) -> None:
    forged(files[1], LATER[what])
    with pytest.raises(BrokenReleasesError) as refusal:
        audit_files(files)
    assert refusal.value.where in {"w1.json", "w2.json"}


def test_two_that_follow_the_same_release_are_both_named(files: list[Path], chain: list[Any]) -> None:
    forged(files[2], lambda d: d.update(previous=chain[0].hash))
    with pytest.raises(BrokenReleasesError) as refusal:
        audit_files(files)
    assert {"w1.json", "w2.json"} <= set(str(refusal.value).split())


@pytest.mark.parametrize("content", ["", "không phải JSON", "[]", '{"released_cube": 2}', "[[[[", '{"a": NaN}'])
def test_a_file_that_is_no_release_is_refused(content: str, files: list[Path]) -> None:
    files[0].write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableReleaseError) as refusal:
        read_release(files[0])
    assert "không phải một bản phát hành" in str(refusal.value)


def test_a_number_in_words_is_no_release(files: list[Path]) -> None:
    forged(files[0], lambda d: shown(d).update(se="1,1"))
    with pytest.raises(UnreadableReleaseError):
        read_release(files[0])


def test_a_file_in_another_encoding_and_a_folder_are_refused(files: list[Path], tmp_path: Path) -> None:
    files[0].write_bytes("bản phát hành".encode("utf-16"))
    for path in (files[0], tmp_path):
        with pytest.raises(UnreadableReleaseError):
            read_release(path)


@pytest.mark.parametrize("what", ["a percentage", "the release before", "a table taken out"])
@pytest.mark.parametrize("language", list(Language))
def test_the_command_line_says_where_and_why_without_a_traceback(
    what: str,
    language: str,
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    forged(files[1], EDITS[what][0] if what in EDITS else LATER[what])
    monkeypatch.setenv("SURVEY_LANGUAGE", language)
    monkeypatch.setattr("sys.argv", ["survey", "audit", *map(str, files)])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr()
    assert stop.value.code == 1
    assert told.out == ""
    place, found, fix = told.err.splitlines()
    assert place.startswith(("w1.json", "w2.json"))
    assert "w1" in found or "w2" in found
    assert fix.strip()


def test_a_refusal_of_the_statistics_is_no_traceback_either(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def overlapping(*_: object, **__: object) -> None:
        raise OverlappingGroupsError(stratum="b0", groups="g0, g1")

    monkeypatch.setattr(auditing, "audit_files", overlapping)
    monkeypatch.setattr("sys.argv", ["survey", "audit", str(files[0])])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().err
    assert stop.value.code == 1
    assert told.startswith("b0  overlapping-groups\n")
    assert "Xếp mỗi chi bộ vào đúng một nhóm báo cáo" in told
    assert "Traceback" not in told


def test_what_the_gate_lets_out_is_sound(chain: list[Any], files: list[Path]) -> None:
    assert [list(soundness.faults(cube)) for cube in chain] == [[], [], []]
    assert [read_release(path) for path in files] == chain
