from __future__ import annotations

import stat
from pathlib import Path

import pytest

from survey_app.ballots.blind import signing_text
from survey_app.operations.secrets import (
    MissingSecretError,
    WaveNameError,
    addenda_key_of,
    destroy_secrets,
    form_key_of,
    keep_signing_keys,
    make_secrets,
    new_signing_keys,
    pepper_of,
    require_wave_name,
    signing_key_of,
)


def test_a_wave_gets_two_secrets_of_its_owner_alone(tmp_path: Path):
    pepper = make_secrets(tmp_path, "2025-Q4")
    assert pepper == pepper_of(tmp_path, "2025-Q4")
    assert len(pepper) == len(form_key_of(tmp_path, "2025-Q4")) == 32
    assert pepper != form_key_of(tmp_path, "2025-Q4")
    kept = tmp_path / "secrets" / "2025-Q4"
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (kept, kept.parent)} == {0o700}


def test_each_wave_and_each_making_has_its_own(tmp_path: Path):
    assert len({make_secrets(tmp_path, wave) for wave in ("a", "b", "a")}) == 3


def test_destroyed_secrets_are_gone_and_destroying_again_is_quiet(tmp_path: Path):
    make_secrets(tmp_path, "a")
    kept = make_secrets(tmp_path, "b")
    assert destroy_secrets(tmp_path, "a")
    assert not destroy_secrets(tmp_path, "a")
    for read in (pepper_of, form_key_of):
        with pytest.raises(MissingSecretError):
            read(tmp_path, "a")
    assert pepper_of(tmp_path, "b") == kept


def test_what_is_destroyed_was_overwritten_first(tmp_path: Path):
    pepper = make_secrets(tmp_path, "a")
    other_name = tmp_path / "still-there"
    other_name.hardlink_to(tmp_path / "secrets" / "a" / "pepper")
    destroy_secrets(tmp_path, "a")
    assert other_name.read_bytes() == bytes(len(pepper))


def test_a_cut_secret_is_refused(tmp_path: Path):
    make_secrets(tmp_path, "a")
    (tmp_path / "secrets" / "a" / "pepper").write_bytes(b"short")
    with pytest.raises(MissingSecretError):
        pepper_of(tmp_path, "a")


@pytest.mark.parametrize("wave", ["", "..", "a/b", "../../etc", "đợt", "a b", "-a", "x" * 41, "a\n", "a\0b"])
def test_names_that_could_leave_the_folder_are_refused(tmp_path: Path, wave: str):
    for use in (require_wave_name, lambda name: pepper_of(tmp_path, name), lambda name: make_secrets(tmp_path, name)):
        with pytest.raises(WaveNameError):
            use(wave)


def test_every_stratum_has_a_signing_key_of_its_own_until_the_tally(tmp_path: Path):
    make_secrets(tmp_path, "a")
    keys = new_signing_keys(2)
    keep_signing_keys(tmp_path, "a", keys)
    made = [signing_text(key) for key in (*keys.strata, keys.addenda)]
    kept = [signing_key_of(tmp_path, "a", 0), signing_key_of(tmp_path, "a", 1), addenda_key_of(tmp_path, "a")]
    assert made == [signing_text(key) for key in kept]
    assert len(set(made)) == 3
    folder = tmp_path / "secrets" / "a"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with pytest.raises(MissingSecretError):
        signing_key_of(tmp_path, "a", 2)
    (folder / "stratum-0.pem").write_bytes(b"x")
    with pytest.raises(MissingSecretError):
        signing_key_of(tmp_path, "a", 0)
    destroy_secrets(tmp_path, "a")
    assert not folder.exists()
    with pytest.raises(MissingSecretError):
        addenda_key_of(tmp_path, "a")
