"""Encrypted backup of the registry, and its restore."""

from __future__ import annotations

import stat

import pytest

from survey_app.ballots.keys import WeakPassphraseError
from survey_app.operations import backup, second_step, staff, staff_log, tally, waves
from survey_app.operations.bundle import BoxLostError, export_bundle
from survey_app.operations.staff_log import Action
from survey_app.store import WaveState, open_stores

PASSPHRASE = "mật khẩu sao lưu"


@pytest.fixture
def stores(tmp_path):
    opened = open_stores(tmp_path / "var")
    staff.add_staff(opened, staff="quan-tri", title="Quản trị", role="administrator", password="một hai ba bốn năm")
    secret = second_step.new_secret()
    code = second_step._totp(secret).generate(1000).decode()
    second_step.enrol(opened, "quan-tri", secret, code, now=1000)
    staff_log.record(opened, minute=1, action=Action.STAFF_ADDED, subject="quan-tri")
    opened.registry.add_wave(
        wave="2025-Q4",
        kind="real",
        state=WaveState.OPEN,
        questionnaire="",
        manifest="{}",
        manifest_hash="sha256:0",
        slips=[(bytes([n]) * 32, 0) for n in range(5)],
    )
    return opened


@pytest.fixture
def file(stores, tmp_path):
    path = tmp_path / "sao-luu.bin"
    backup.write_backup(stores, path, PASSPHRASE)
    return path


def test_a_restored_registry_holds_staff_log_and_waves(stores, file, tmp_path) -> None:
    backup.restore_backup(file, tmp_path / "new", PASSPHRASE)
    restored = open_stores(tmp_path / "new")
    assert restored.registry.all_staff() == stores.registry.all_staff()
    assert staff_log.entries(restored) == staff_log.entries(stores)
    assert second_step.present_code(restored, "quan-tri", now=5000) == second_step.present_code(
        stores, "quan-tri", now=5000
    )


def test_a_wave_that_was_open_stands_closed_and_its_rights_are_gone(file, tmp_path) -> None:
    assert backup.restore_backup(file, tmp_path / "new", PASSPHRASE) == ("2025-Q4",)
    registry = open_stores(tmp_path / "new").registry
    record = registry.wave("2025-Q4")
    assert record is not None
    assert record.state is WaveState.CLOSED
    assert registry.slips("2025-Q4") == ()


def test_the_file_is_its_owners_alone_and_nothing_in_it_can_be_read(file) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    raw = file.read_bytes()
    for hidden in (b"SQLite", b"quan-tri", b"argon2", b"2025-Q4", b"\x01" * 32):
        assert hidden not in raw
    assert not file.with_name(file.name + ".part").exists()


def test_the_box_and_the_secrets_of_waves_are_never_in_it(file, tmp_path) -> None:
    content = backup._opened(file, PASSPHRASE)
    assert set(content) == {"registry", "staff_key"}
    assert b"nullifier" not in bytes.fromhex(content["registry"])


def test_a_wrong_passphrase_an_altered_or_a_foreign_file_is_refused_and_nothing_is_made(file, tmp_path) -> None:
    altered = tmp_path / "altered.bin"
    raw = bytearray(file.read_bytes())
    raw[-20] ^= 1
    altered.write_bytes(raw)
    foreign = tmp_path / "foreign.bin"
    foreign.write_bytes(b"PK\x03\x04 something else")
    for path, passphrase in (
        (file, "mật khẩu khác hẳn"),
        (altered, PASSPHRASE),
        (foreign, PASSPHRASE),
        (tmp_path / "absent.bin", PASSPHRASE),
    ):
        with pytest.raises(backup.BackupRejectedError):
            backup.restore_backup(path, tmp_path / "new", passphrase)
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(stores, file) -> None:
    with pytest.raises(backup.FolderTakenError):
        backup.restore_backup(file, stores.folder, PASSPHRASE)
    with pytest.raises(backup.BackupExistsError):
        backup.write_backup(stores, file, PASSPHRASE)
    with pytest.raises(WeakPassphraseError):
        backup.write_backup(stores, file.with_name("other.bin"), "ngắn")


def test_a_restored_wave_is_never_tallied_from_the_empty_box(opening, custodian, tmp_path) -> None:
    """Its ballots are lost; a release of nought ballots would stand in the ledger for ever."""
    stores = open_stores(tmp_path / "whole")
    opening(stores=stores, wave="2025-Q3")
    waves.close_wave(stores, "2025-Q3")
    backup.write_backup(stores, tmp_path / "later.bin", PASSPHRASE)
    assert set(backup.restore_backup(tmp_path / "later.bin", tmp_path / "new", PASSPHRASE)) == {"2025-Q3"}
    restored = open_stores(tmp_path / "new")
    for refused in (
        lambda: tally.tally_wave(restored, "2025-Q3", custodian),
        lambda: export_bundle(restored, "2025-Q3"),
    ):
        with pytest.raises(BoxLostError):
            refused()
    assert tally.tally_wave(stores, "2025-Q3", custodian).cube.population.n == 0


def test_nobody_is_signed_in_after_a_restore(stores, tmp_path) -> None:
    token, _ = staff.sign_in(
        stores, staff="quan-tri", password="một hai ba bốn năm", now=100, throttle=staff.Throttle()
    )
    assert staff.signed_in(stores, token, now=100) is not None
    backup.write_backup(stores, tmp_path / "copy.bin", PASSPHRASE)
    backup.restore_backup(tmp_path / "copy.bin", tmp_path / "new", PASSPHRASE)
    assert staff.signed_in(open_stores(tmp_path / "new"), token, now=100) is None


def test_what_lies_in_the_way_of_a_backup_is_not_written_through(stores, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"of somebody else")
    (tmp_path / "copy.bin.part").symlink_to(elsewhere)
    backup.write_backup(stores, tmp_path / "copy.bin", PASSPHRASE)
    assert elsewhere.read_bytes() == b"of somebody else"
    assert stat.S_IMODE((tmp_path / "copy.bin").stat().st_mode) == 0o600
