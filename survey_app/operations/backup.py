"""Encrypted backup of the registry. The box is never in a backup, nor are the secrets of a wave.

A copy of the box beside a copy of the registry, taken night after night, would tell which ballots came on which day.
So an open wave does not survive the loss of its server: after a restore it stands closed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from survey_app.ballots.keys import SHORTEST_PASSPHRASE, WeakPassphraseError
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.store import Stores, WaveState, open_stores
from survey_app.store.opening import registry_bytes, write_registry

MAGIC = b"survey-backup-1\n"
SALT, NONCE, COST = 32, 12, 2**16
LARGEST = 4 * 1024**3
UNTALLIED = frozenset({WaveState.OPEN, WaveState.CLOSED})


class BackupRejectedError(SurveyError):
    """A file that is no backup, or that this passphrase does not open."""

    code = "backup-rejected"
    found = N_("Tệp sao lưu {path} không mở được.")
    fix = N_("Kiểm tra đúng tệp và gõ lại mật khẩu sao lưu. Không có gì bị thay đổi.")


class FolderTakenError(SurveyError):
    """A folder that already holds an installation."""

    code = "folder-taken"
    found = N_("Thư mục {path} đã có dữ liệu.")
    fix = N_("Khôi phục vào một thư mục trống (SURVEY_FOLDER), xem xét rồi mới thay.")


class BackupExistsError(SurveyError):
    """A backup is never written over another file."""

    code = "backup-exists"
    found = N_("Tệp {path} đã có.")
    fix = N_("Chọn tên khác, ví dụ thêm ngày vào tên tệp.")


def write_backup(stores: Stores, path: Path, passphrase: str) -> int:
    """Return the size of the encrypted backup written to ``path`` (0600), whole or not at all.

    Raises
    ------
    BackupExistsError, WeakPassphraseError
        when the file is there, or the passphrase has fewer than twelve characters.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError(least=SHORTEST_PASSPHRASE)
    if path.exists():
        raise BackupExistsError(path=path)
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    content = {"staff_key": _hex(stores.folder / "staff.key"), "registry": registry_bytes(stores.folder).hex()}
    closed = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, json.dumps(content).encode(), MAGIC)
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)  # of a run that was cut off; never written through, whoever made it
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(MAGIC + salt + nonce + closed)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
    return path.stat().st_size


def restore_backup(path: Path, folder: Path, passphrase: str) -> tuple[str, ...]:
    """Return the waves that had not been tallied, whose ballots are lost; the registry is written into an empty folder.

    All of them stand closed now, and nobody is signed in: a session or a right that ended after the copy was made would
    be good again.

    Raises
    ------
    FolderTakenError
        when the folder holds a registry or a box.
    BackupRejectedError
        when the file is no backup, was altered, or the passphrase does not open it.
    """
    if any((folder / name).exists() for name in ("registry.sqlite", "box.sqlite", "staff.key")):
        raise FolderTakenError(path=folder)
    content = _opened(path, passphrase)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_registry(folder, bytes.fromhex(content["registry"]))
    if content["staff_key"]:
        key = folder / "staff.key"
        key.touch(mode=0o600)
        key.write_bytes(bytes.fromhex(content["staff_key"]))
    stores = open_stores(folder)
    stores.registry.end_sessions()
    cut = tuple(record.wave for record in stores.registry.waves() if record.state in UNTALLIED)
    for wave in cut:
        # rights that were used after the copy was made look unused in it: nobody may use one twice
        stores.registry.set_state(wave, WaveState.CLOSED, among=[WaveState.OPEN])
        stores.registry.drop_slips(wave)
    return cut


def _opened(path: Path, passphrase: str) -> dict[str, str]:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError:
        raise BackupRejectedError(path=path) from None
    head = len(MAGIC)
    if raw[:head] != MAGIC or len(raw) < head + SALT + NONCE + 16:
        raise BackupRejectedError(path=path)
    salt, nonce = raw[head : head + SALT], raw[head + SALT : head + SALT + NONCE]
    try:
        plain = AESGCM(_stretch(passphrase, salt)).decrypt(nonce, raw[head + SALT + NONCE :], MAGIC)
    except InvalidTag:
        raise BackupRejectedError(path=path) from None
    content: dict[str, str] = json.loads(plain)
    return content


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _hex(path: Path) -> str:
    return path.read_bytes().hex() if path.exists() else ""
