"""Tally keys as files on a custodian's computer. Nothing in ``survey_app.web`` imports this module."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from survey_app.ballots.keys import (
    PrivateKey,
    UnreadableKeyError,
    fingerprint,
    new_key,
    public_of,
    public_text,
    read_public,
    unwrap,
    wrap,
)
from survey_app.errors import SurveyError
from survey_app.language import N_


class KeyFileExistsError(SurveyError):
    """A key file is never written over another file."""

    code = "key-file-exists"
    found = N_("Tệp {path} đã có.")
    fix = N_("Chọn tên khác. Ghi đè một tệp khóa có thể làm mất các phiếu đã niêm phong cho khóa đó.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key pair just made: its file, the file with the public half, and what is read out to compare."""

    private_file: Path
    public_file: Path
    fingerprint: str


def make_key(path: Path, passphrase: str) -> NewKey:
    """Return a new tally key, its private half wrapped in ``path`` (0600), its public half in ``path`` + ``.pub``.

    Raises
    ------
    KeyFileExistsError
        when either file is there.
    WeakPassphraseError
        when the passphrase has fewer than twelve characters.
    """
    public_file = path.with_name(path.name + ".pub")
    for each in (path, public_file):
        if each.exists():
            raise KeyFileExistsError(path=each)
    key = new_key()
    _write(path, wrap(key, passphrase), mode=0o600)
    _write(public_file, public_text(key), mode=0o644)
    return NewKey(private_file=path, public_file=public_file, fingerprint=fingerprint(key))


def open_key(path: Path, passphrase: str) -> PrivateKey:
    """Return the private key of a wrapped file.

    Raises
    ------
    UnreadableKeyError
        when there is no such file, or it is no wrapped key.
    WrongPassphraseError
        when the passphrase does not open it.
    """
    return unwrap(_read(path), passphrase)


def public_key_in(path: Path) -> str:
    """Return the public key (PEM) of a ``.pub`` file or of a wrapped key file; no passphrase is needed.

    Raises
    ------
    UnreadableKeyError
        when the file holds neither.
    """
    text = _read(path)
    return public_of(text) if text.lstrip().startswith("{") else public_text(read_public(text))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UnreadableKeyError(where=os.fspath(path)) from None


def _write(path: Path, text: str, *, mode: int) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
