"""A wave's secrets: files outside the databases, destroyed at the tally.

``pepper`` turns a code into the slip's key and into its ballot's place in the box; ``form.key`` seals the field that
carries a member's answers from page to page; ``stratum-….pem`` signs the rights of one stratum, ``addenda.pem`` the
addenda of the wave.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.ballots.blind import SigningKeyError, new_signing_key, read_signing_pem, signing_pem
from survey_app.ballots.keys import PrivateKey
from survey_app.errors import SurveyError
from survey_app.language import N_

PEPPER, FORM_KEY, ADDENDA_KEY = "pepper", "form.key", "addenda.pem"
BYTES = 32
_WAVE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class WaveNameError(SurveyError):
    """A wave name that cannot stand in an address and a folder."""

    code = "wave-name"
    found = N_("Tên đợt không dùng được.")
    fix = N_("Dùng chữ không dấu, chữ số, gạch nối hoặc gạch dưới, nhiều nhất 40 ký tự, ví dụ 2025-Q4.")


class MissingSecretError(SurveyError):
    """A wave whose secrets are gone: it was tallied or cancelled, or its folder was lost."""

    code = "wave-secret-missing"
    found = N_("Không còn tệp bí mật {name} của đợt {wave}.")
    fix = N_("Nếu đợt đã kiểm phiếu hoặc đã hủy thì đúng là như vậy; nếu chưa, khôi phục thư mục secrets.")


def require_wave_name(wave: str) -> str:
    """Return the name when it can stand in an address and a folder.

    Raises
    ------
    WaveNameError
        otherwise.
    """
    if not _WAVE.fullmatch(wave):
        raise WaveNameError
    return wave


def make_secrets(folder: Path, wave: str) -> bytes:
    """Return the pepper of a wave that is about to be opened; both files are new, readable by their owner alone."""
    kept = _kept(folder, wave)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in (PEPPER, FORM_KEY):
        _write(kept / name, secrets.token_bytes(BYTES))
    sync_folder(kept)
    sync_folder(kept.parent)
    return pepper_of(folder, wave)


def has_secrets(folder: Path, wave: str) -> bool:
    """Return whether a wave's secrets are here: from its opening until it is tallied or cancelled, and in no backup."""
    return _kept(folder, wave).is_dir()


def pepper_of(folder: Path, wave: str) -> bytes:
    """Return the wave's pepper.

    Raises
    ------
    MissingSecretError
        when it is gone.
    """
    return _read(folder, wave, PEPPER)


def form_key_of(folder: Path, wave: str) -> bytes:
    """Return the key of the form field.

    Raises
    ------
    MissingSecretError
        when it is gone.
    """
    return _read(folder, wave, FORM_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """The keys of one wave: one per stratum signs rights, one signs addenda. The manifest has their public halves."""

    strata: tuple[PrivateKey, ...] = field(repr=False)
    addenda: PrivateKey = field(repr=False)


def new_signing_keys(strata: int) -> SigningKeys:
    """Return fresh keys for so many strata; each takes a tenth of a second."""
    return SigningKeys(strata=tuple(new_signing_key() for _ in range(strata)), addenda=new_signing_key())


def keep_signing_keys(folder: Path, wave: str, keys: SigningKeys) -> None:
    """Keep the keys among the wave's secrets, which ``make_secrets`` has made before."""
    kept = _kept(folder, wave)
    for at, key in enumerate(keys.strata):
        _write(kept / _stratum_name(at), signing_pem(key))
    _write(kept / ADDENDA_KEY, signing_pem(keys.addenda))
    sync_folder(kept)


def signing_key_of(folder: Path, wave: str, stratum: int) -> PrivateKey:
    """Return the key that signs the rights of a stratum.

    Raises
    ------
    MissingSecretError
        when it is gone.
    """
    return _read_key(folder, wave, _stratum_name(stratum))


def addenda_key_of(folder: Path, wave: str) -> PrivateKey:
    """Return the key that signs the wave's addenda.

    Raises
    ------
    MissingSecretError
        when it is gone.
    """
    return _read_key(folder, wave, ADDENDA_KEY)


def destroy_secrets(folder: Path, wave: str) -> bool:
    """Return True when there was something to destroy. Each file is overwritten, then removed; may be run again."""
    kept = _kept(folder, wave)
    if not kept.is_dir():
        return False
    for path in sorted(kept.iterdir()):
        overwrite_and_remove(path)
    kept.rmdir()
    sync_folder(kept.parent)
    return True


def overwrite_and_remove(path: Path) -> None:
    """Write zeros over a file, to the disk, then remove it; nothing happens where there is none."""
    if not path.exists():
        return
    with path.open("r+b") as stream:
        stream.write(bytes(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()
    sync_folder(path.parent)


def _kept(folder: Path, wave: str) -> Path:
    return folder / "secrets" / require_wave_name(wave)


def _read(folder: Path, wave: str, name: str) -> bytes:
    try:
        found = (_kept(folder, wave) / name).read_bytes()
    except FileNotFoundError:
        raise MissingSecretError(name=name, wave=wave) from None
    if len(found) != BYTES:
        raise MissingSecretError(name=name, wave=wave)
    return found


def _read_key(folder: Path, wave: str, name: str) -> PrivateKey:
    try:
        return read_signing_pem((_kept(folder, wave) / name).read_bytes())
    except (FileNotFoundError, SigningKeyError):
        raise MissingSecretError(name=name, wave=wave) from None


def _stratum_name(stratum: int) -> str:
    return f"stratum-{stratum}.pem"


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make new and removed names survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
