"""The checking program on real proofs, and on proofs in which one thing was changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from analysis.disclosure import write_cube
from survey_app import paths, verifying
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.words import fingerprint_words
from survey_app.config import Settings
from survey_app.operations import addending, tally, waves
from survey_app.operations.opening import read_office
from survey_app.operations.proof import public_proof
from survey_app.operations.respond import cast
from survey_app.operations.simulation import Simulation
from survey_app.report.workbook import released_workbook
from survey_app.store import open_stores
from survey_app.verifying import verify, verify_files

DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Two waves in one chain: the first tallied after an addendum, the second open."""
    stores = open_stores(tmp_path_factory.mktemp("verify") / "var")
    office = read_office(Settings(questionnaires=paths.questionnaires()))
    questionnaire, key = office.questionnaire("tam-trang-quy"), new_key()
    fields = {"kind": "real", "questionnaire": questionnaire, "organisation": office.organisation, "today": DAY}
    fields |= {"opens": DAY, "closes": DAY, "results_on": DAY, "tally_key": public_text(key)}
    first = waves.open_wave(stores, wave="2024-Q2", **fields)
    addending.extend_wave(stores, "2024-Q2", days=3, today=DAY)
    sizes = [stratum.headcount for stratum in first.manifest.strata]
    answers = Simulation(questionnaire, sizes=sizes, seed=3).wave(quarter=2).answers[:40]
    for slip, one in zip(first.slips, answers, strict=False):
        cast(stores, "2024-Q2", slip.code, one, today=DAY)
    waves.close_wave(stores, "2024-Q2")
    cube = tally.tally_wave(stores, "2024-Q2", key).cube
    waves.open_wave(stores, wave="2024-Q3", **fields)
    return stores, cube


@pytest.fixture
def proof(made):
    return json.loads(public_proof(made[0], "2024-Q2"))


def codes(*documents):
    """Return the codes of what does not hold."""
    contents = [(f"{at}.json", json.dumps(each, ensure_ascii=False).encode()) for at, each in enumerate(documents)]
    return [one.code for one in verify(contents) if not one.holds]


def test_real_proofs_hold_and_say_the_words(made, proof) -> None:
    stores, cube = made
    for wave in ("2024-Q2", "2024-Q3"):
        found = verify([("proof.json", public_proof(stores, wave).encode())])
        assert [one for one in found if not one.holds] == []
        said = "\n".join(one.said() for one in found)
        assert ", ".join(fingerprint_words(stores.registry.wave(wave).manifest_hash)) in said
    assert len(proof["addenda"]) == 1
    assert len(proof["receipts"]) == 40 == cube.population.n
    assert [one.said("en")[0] for one in verify([("x", b"no json")])] == ["✗"]


def test_a_release_and_a_workbook_are_found_in_the_chain(made, proof, tmp_path: Path) -> None:
    _, cube = made
    (tmp_path / "p.json").write_text(json.dumps(proof), encoding="utf-8")
    (tmp_path / "cube.json").write_text(write_cube(cube), encoding="utf-8")
    (tmp_path / "book.xlsx").write_bytes(released_workbook(cube))
    (tmp_path / "cube.txt").write_text("left alone", encoding="utf-8")
    found = verify_files([tmp_path])
    assert [one.code for one in found if not one.holds] == []
    assert {"cube", "cube-tables", "made-from", "total", "receipts"} <= {one.code for one in found}
    assert verifying.main([str(tmp_path), "--en"]) == 0
    alone = verify_files([tmp_path / "book.xlsx"])
    assert [one.code for one in alone] == ["made-from-unknown"]


def set_path(document, path, value):
    *inner, last = path
    for step in inner:
        document = document[step]
    document[last] = value(document[last]) if callable(value) else value


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["manifests", 0], lambda text: text.replace('"headcount":', '"headcount":1', 1), "chain-broken"),
        (["manifest"], lambda text: text + " ", "manifest-form"),
        (["manifests"], [], "chain-broken"),
        (["addenda", 0, "signature"], lambda text: "A" * 8 + text[8:], "addendum"),
        (["addenda", 0, "text"], lambda text: text.replace('"days":3', '"days":4'), "addendum"),
        (["addenda"], lambda found: found * 2, "addendum"),
        (["addenda"], [], "head-wrong"),
        (["result", "head"], "sha256:" + "0" * 64, "head-wrong"),
        (["releases", 0, "previous"], "sha256:" + "0" * 64, "releases-broken"),
        (["releases", 0, "hash"], "sha256:" + "0" * 64, "releases-broken"),
        (["releases", 0, "manifest"], "sha256:" + "0" * 64, "releases-broken"),
        (["receipts"], lambda found: found[1:], "receipts-count"),
        (["receipts"], lambda found: found[::-1], "receipts-form"),
        (["receipts"], lambda found: [found[0], *found], "receipts-form"),
        (["receipts", 0], "0", "receipts-form"),
        (["receipts"], None, "receipts-missing"),
        (["result", "N"], lambda people: people + 1, "total-wrong"),
        (["result", "response"], 99, "total-wrong"),
        (["result", "n"], 41, "receipts-count"),
        (["result"], {}, "unreadable"),
        (["addenda"], [{}], "unreadable"),
        (["manifest"], "{", "unreadable"),
    ],
)
def test_one_changed_thing_is_told(proof, path, value, told) -> None:
    set_path(proof, path, value)
    assert told in codes(proof)


def test_a_later_manifest_names_a_release_of_the_chain(made) -> None:
    later = json.loads(public_proof(made[0], "2024-Q3"))
    later["releases"] = []
    assert "previous-release" in codes(later)


def test_a_release_names_the_addendum_that_it_was_counted_under(made, proof) -> None:
    document = json.loads(write_cube(made[1]))
    assert document["head"] == verifying._hash(proof["addenda"][0]["text"])
    assert document["closed"] == "2024-06-04", "the day that the addendum moved it to"
    proof["addenda"], proof["result"]["head"] = [], document["manifest"]
    assert codes(proof, document) == ["head-wrong"], "the addendum was withheld everywhere but in the release"


def test_an_edited_release_is_told(made, proof) -> None:
    document = json.loads(write_cube(made[1]))
    assert codes(proof, document) == []
    base = document["tables"][0]["bases"][0]
    base["asked"] += 30
    assert codes(proof, document) == ["cube-hash"]
    content = {key: held for key, held in document.items() if key != "hash"}
    content["audit"] = {key: held for key, held in content["audit"].items() if key != "seconds"}
    document["hash"] = verifying._hash(verifying._canonical(content))
    assert codes(proof, document) == ["cube-foreign", "cube-base"]


def test_it_runs_alone_with_the_words_beside_it(made, proof, tmp_path: Path) -> None:
    """Nothing of this project is on the way: the file, the list of words, the proof."""
    shutil.copy(verifying.__file__, tmp_path / "verifying.py")
    (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    run = [sys.executable, "-I", "-X", "utf8", "verifying.py", "proof.json", "--en"]
    bare = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert bare.returncode == 0
    assert "cannot be computed" in bare.stdout
    shutil.copy(Path(verifying.__file__).parent / "ballots" / "words.txt", tmp_path / "words.txt")
    full = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ", ".join(fingerprint_words(made[1].manifest)) in full.stdout


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(30))
    found = verify_files([tmp_path / "none.json", tmp_path / "a.xlsx"])
    assert [one.code for one in found] == ["unreadable", "unreadable"]
    assert verifying.main([]) == 1
