from __future__ import annotations

import stat
from pathlib import Path

import pytest

from survey_app.ballots.keys import (
    UnreadableKeyError,
    WeakPassphraseError,
    WrongPassphraseError,
    fingerprint,
    read_public,
)
from survey_app.operations.keys import KeyFileExistsError, make_key, open_key, public_key_in

PASSPHRASE = "bốn từ không liên quan"


def test_a_new_key_opens_with_its_passphrase_and_shows_its_public_half(tmp_path: Path):
    made = make_key(tmp_path / "khoa.json", PASSPHRASE)
    assert fingerprint(open_key(made.private_file, PASSPHRASE)) == made.fingerprint
    for path in (made.private_file, made.public_file):
        assert fingerprint(read_public(public_key_in(path))) == made.fingerprint
    assert stat.S_IMODE(made.private_file.stat().st_mode) == 0o600
    assert "PRIVATE" not in made.public_file.read_text() + made.private_file.read_text()
    with pytest.raises(WrongPassphraseError):
        open_key(made.private_file, PASSPHRASE + "!")
    with pytest.raises(KeyFileExistsError):
        make_key(tmp_path / "khoa.json", PASSPHRASE)
    assert fingerprint(open_key(made.private_file, PASSPHRASE)) == made.fingerprint


def test_a_weak_passphrase_writes_nothing(tmp_path: Path):
    with pytest.raises(WeakPassphraseError):
        make_key(tmp_path / "khoa.json", "ngắn")
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_key_are_refused_with_their_name(tmp_path: Path):
    picture = tmp_path / "anh.png"
    picture.write_bytes(b"\x89PNG\xff")
    for path in (picture, tmp_path / "none", tmp_path):
        with pytest.raises(UnreadableKeyError) as refusal:
            open_key(path, PASSPHRASE)
        assert path.name in refusal.value.render("vi")
        with pytest.raises(UnreadableKeyError):
            public_key_in(path)
