"""The chain of manifests of an installation: whole, where it breaks, and that no wave is opened on a broken one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from survey_app.ballots.keys import PrivateKey, fingerprint
from survey_app.ballots.manifest import BrokenChainError, WaveKind, read_manifest, text_hash
from survey_app.cli import main
from survey_app.definitions.organisation import Organisation
from survey_app.operations import staff_log, tally
from survey_app.operations.keys import make_key
from survey_app.operations.manifests import (
    EditedManifestError,
    LostManifestError,
    OpeningRefusedError,
    check_manifests,
)
from survey_app.operations.secrets import SigningKeys, new_signing_keys
from survey_app.operations.waves import Opened, close_wave, rehearse, strata_of
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores
from tests.factories.at_once import together

Opening: TypeAlias = Callable[..., Opened]
WAVES = ("w1", "w2", "w3")


@pytest.fixture(scope="module")
def keys(organisation: Organisation) -> SigningKeys:
    """Return signing keys that all waves here share: making them takes most of an opening."""
    return new_signing_keys(len(strata_of(organisation, on=date(2025, 12, 1))))


@pytest.fixture
def opening(opening: Opening, keys: SigningKeys) -> Opening:
    """Open a wave of this month with those keys."""
    return partial(opening, keys=keys)


@pytest.fixture
def three(opening: Opening) -> tuple[str, ...]:
    """Open three waves; return the hashes of their manifests."""
    return tuple(opening(wave=wave).manifest.hash for wave in WAVES)


def tampered(stores: Stores, statement: str, *values: object) -> None:
    """Change the registry past the program, as a hand with a database tool does."""
    with closing(sqlite3.connect(stores.folder / "registry.sqlite")) as registry, registry:
        assert registry.execute(statement, values).rowcount > 0


def edited(stores: Stores, wave: str, old: str, new: str, *, anew: bool = False) -> None:
    """Edit the manifest of a wave; with its hash made anew beside it."""
    text = stores.registry.wave(wave).manifest
    assert old in text
    text = text.replace(old, new, 1)
    tampered(stores, "UPDATE wave SET manifest = ? WHERE wave = ?", text, wave)
    if anew:
        read_manifest(text)
        tampered(stores, "UPDATE wave SET manifest_hash = ? WHERE wave = ?", text_hash(text), wave)


def taken_out(stores: Stores, wave: str) -> None:
    """Take a wave out, and its slips with it."""
    tampered(stores, "DELETE FROM slip WHERE wave = ?", wave)
    tampered(stores, "DELETE FROM wave WHERE wave = ?", wave)


def written(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder of data; the lock, which is always empty, aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "releasing.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_manifests_form_a_chain_and_a_rehearsal_stays_out_of_it(
    stores: Stores, opening: Opening, questionnaire: Questionnaire, organisation: Organisation
):
    first = opening().manifest
    day = {"opens": date(2026, 3, 1), "closes": date(2026, 3, 10), "results_on": date(2026, 3, 20)}
    rehearsed = rehearse(
        stores, wave="thu", questionnaire=questionnaire, organisation=organisation, today=date(2026, 3, 1), **day
    )
    second = opening(wave="2026-Q1", **day).manifest
    assert rehearsed.opened.manifest.kind is WaveKind.REHEARSAL
    assert rehearsed.opened.manifest.previous is None
    assert [fingerprint(key) for key in rehearsed.opened.manifest.public_keys()] == [fingerprint(rehearsed.key)]
    assert second.previous == first.hash
    check_manifests(stores)


def test_a_wave_opened_after_a_release_names_it(
    stores: Stores, opening: Opening, custodian: PrivateKey, three: tuple[str, ...]
) -> None:
    close_wave(stores, "w1")
    cube = tally.tally_wave(stores, "w1", custodian).cube
    after = opening(wave="w4").manifest
    assert (after.previous, after.previous_release) == (three[-1], cube.hash)


def test_two_waves_opened_at_once_follow_one_another(stores: Stores, opening: Opening) -> None:
    said = together(*[lambda wave=wave: opening(wave=wave).manifest for wave in WAVES[:2]])
    assert {record.manifest_hash for record in stores.registry.waves()} == set(said)
    check_manifests(stores)


def test_one_wave_opened_twice_at_once_is_opened_once(stores: Stores, opening: Opening) -> None:
    said = together(*[lambda: opening().manifest] * 2)
    (record,) = stores.registry.waves()
    assert sorted(said) == sorted([record.manifest_hash, "wave-exists"])


@pytest.mark.parametrize(("old", "new"), [('"spares":0', '"spares":1'), ("{", "")])
@pytest.mark.parametrize("wave", WAVES)
def test_an_edited_manifest_is_named_wherever_it_stands(
    stores: Stores, opening: Opening, three: tuple[str, ...], wave: str, old: str, new: str
) -> None:
    edited(stores, wave, old, new)
    with pytest.raises(EditedManifestError) as refusal:
        check_manifests(stores)
    assert refusal.value.fields["wave"] == wave
    with pytest.raises(OpeningRefusedError) as refused:
        opening(wave="w4")
    assert refused.value.where == wave


def test_a_manifest_edited_with_its_hash_breaks_the_one_behind_it(
    stores: Stores, opening: Opening, three: tuple[str, ...]
) -> None:
    edited(stores, "w2", '"spares":0', '"spares":1', anew=True)
    with pytest.raises(BrokenChainError) as refusal:
        check_manifests(stores)
    assert (refusal.value.code, refusal.value.fields["wave"]) == ("broken-chain", "w3")
    with pytest.raises(OpeningRefusedError) as refused:
        opening(wave="w4")
    assert refused.value.where == "w3"


def test_the_last_one_edited_with_its_hash_is_found_by_its_release(
    stores: Stores, opening: Opening, custodian: PrivateKey, three: tuple[str, ...]
) -> None:
    close_wave(stores, "w3")
    tally.tally_wave(stores, "w3", custodian)
    edited(stores, "w3", '"spares":0', '"spares":1', anew=True)
    with pytest.raises(OpeningRefusedError) as refused:
        opening(wave="w4")
    assert refused.value.where == "w3"


def test_a_wave_that_is_made_a_rehearsal_does_not_leave_the_chain_unseen(
    stores: Stores, opening: Opening, three: tuple[str, ...]
) -> None:
    tampered(stores, "UPDATE wave SET kind = 'rehearsal' WHERE wave = 'w3'")
    with pytest.raises(EditedManifestError):
        check_manifests(stores)


@pytest.mark.parametrize("wave", WAVES)
def test_a_wave_that_was_taken_out_is_missed_by_what_still_names_it(
    stores: Stores, opening: Opening, three: tuple[str, ...], wave: str
) -> None:
    tampered(stores, "DELETE FROM wave WHERE wave = ?", wave)
    with pytest.raises(LostManifestError) as refusal:
        check_manifests(stores)
    assert refusal.value.fields["wave"] == wave
    with pytest.raises(OpeningRefusedError) as refused:
        opening(wave="w4")
    assert refused.value.where == wave


@pytest.mark.parametrize(("wave", "broken"), [("w1", "w2"), ("w2", "w3")])
def test_one_taken_out_with_all_its_slips_breaks_the_chain(
    stores: Stores, opening: Opening, three: tuple[str, ...], wave: str, broken: str
) -> None:
    taken_out(stores, wave)
    with pytest.raises(BrokenChainError) as refusal:
        check_manifests(stores)
    assert (refusal.value.code, refusal.value.fields["wave"]) == ("broken-chain", broken)


def test_the_last_one_taken_out_with_all_its_slips_is_missed_by_the_log(
    stores: Stores, opening: Opening, three: tuple[str, ...]
) -> None:
    staff_log.record(stores, minute=1, action=staff_log.Action.WAVE_OPENED, subject="w3")
    check_manifests(stores)
    taken_out(stores, "w3")
    with pytest.raises(LostManifestError) as refusal:
        check_manifests(stores)
    assert refusal.value.fields["wave"] == "w3"


def test_a_ledger_that_broke_holds_up_the_next_opening_too(
    stores: Stores, opening: Opening, custodian: PrivateKey
) -> None:
    opening(wave="w1")
    close_wave(stores, "w1")
    tally.tally_wave(stores, "w1", custodian)
    tampered(stores, "UPDATE release SET cube = '{'")
    with pytest.raises(OpeningRefusedError, match="không đọc được") as refused:
        opening(wave="w2")
    assert refused.value.where == "w1"


@pytest.fixture
def typed(tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Type the opening of a wave; return its exit code and what it said to the clerk."""
    (tmp_path / "mat-khau").write_text("mot cau mat khau dai")
    key = make_key(tmp_path / "khoa.json", "mot cau mat khau dai").public_file

    def run(wave: str, language: str) -> tuple[int, str]:
        monkeypatch.setenv("SURVEY_FOLDER", str(stores.folder))
        monkeypatch.setenv("SURVEY_TODAY", "2025-12-02")
        monkeypatch.setenv("SURVEY_LANGUAGE", language)
        words = ("wave", "open", wave, "--key", str(key), "--slips", str(tmp_path / f"{wave}.pdf"))
        monkeypatch.setattr("sys.argv", ["survey", *words])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("statement", "vi", "en"),
    [
        (
            "UPDATE wave SET manifest = replace(manifest, '\"spares\":0', '\"spares\":9') WHERE wave = 'w2'",
            "Bản công bố của đợt w2 trong sổ đăng ký không còn như lúc mở đợt.",
            "The manifest of wave w2 in the registry is no longer as it was when the wave was opened.",
        ),
        (
            "DELETE FROM wave WHERE wave = 'w2'",
            "Sổ đăng ký không còn bản công bố của đợt w2",
            "The registry no longer holds the manifest of wave w2",
        ),
    ],
)
def test_the_clerk_reads_which_manifest_broke_and_what_to_do_and_nothing_was_written(
    stores: Stores, three: tuple[str, ...], typed, tmp_path: Path, statement: str, vi: str, en: str
) -> None:
    tampered(stores, statement)
    before = written(stores.folder)
    for language, said, cure in (
        ("vi", ("Chưa mở đợt 2025-Q4, chưa ghi gì:", vi), "bản sao lưu gần nhất còn nguyên (survey restore)"),
        ("en", ("Wave 2025-Q4 was not opened, and nothing was written:", en), "latest whole backup (survey restore)"),
    ):
        code, told = typed("2025-Q4", language)
        where, found, fix = told.splitlines()
        assert (code, where) == (1, "w2  opening-refused")
        assert all(part in found for part in said)
        assert cure in fix
    assert written(stores.folder) == before
    assert not (tmp_path / "2025-Q4.pdf").exists()
