"""The second step of signing in: six digits of an authenticator (RFC 6238), or one of ten recovery codes.

The secret lies in the registry sealed with a key from a file beside it, so a copy of the database alone gives no code.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from survey_app.ballots.codes import ALPHABET
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.staff import require_account
from survey_app.store import Stores
from survey_app.store.records import SecondStepRecord

DIGITS, INTERVAL, SECRET = 6, 30, 20
DRIFT = 1
"""Intervals by which a phone's clock may be off."""
RECOVERY_CODES, RECOVERY_LENGTH = 10, 16
KEY = "staff.key"
ISSUER = "survey"
_NONCE = 12


class SecondStepRefusedError(SurveyError):
    """Digits or a recovery code that do not fit, or were used before."""

    code = "second-step-refused"
    found = N_("Mã xác thực không đúng hoặc đã dùng rồi.")
    fix = N_("Đợi ứng dụng hiện mã mới rồi gõ lại sáu chữ số, hoặc dùng một mã dự phòng chưa dùng.")


class NoSecondStepError(SurveyError):
    """An account that has set no authenticator up."""

    code = "second-step-missing"
    found = N_("{name} chưa đặt đăng nhập hai bước nên không có mã xác thực.")
    fix = N_("Người đó đăng nhập bằng tên và mật khẩu; nếu vai cần hai bước, trang sẽ hướng dẫn đặt ngay lúc đó.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What is shown once: the secret to type, the address that a QR code carries."""

    secret: str
    address: str


def new_secret() -> str:
    """Return a fresh secret in base32, as authenticators read it."""
    return base64.b32encode(secrets.token_bytes(SECRET)).decode()


def enrolment(staff: str, secret: str) -> Enrolment:
    """Return what somebody needs to set an authenticator up."""
    return Enrolment(secret=secret, address=_totp(secret).get_provisioning_uri(staff, ISSUER))


def enrol(stores: Stores, staff: str, secret: str, digits: str, *, now: float) -> tuple[str, ...]:
    """Return ten fresh recovery codes; from now on signing in takes the authenticator's digits.

    Parameters
    ----------
    digits : what the authenticator shows, which proves that it was set up.
    now : seconds since 1970.

    Raises
    ------
    SecondStepRefusedError
        when the digits are not those of the secret.
    """
    interval = _matching(secret, digits, now)
    if interval is None:
        raise SecondStepRefusedError
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    sealed = _seal(stores.folder, staff, secret)
    stores.registry.put_second_step(
        SecondStepRecord(staff=staff, secret=sealed, passed=interval), [_hash(code) for code in codes]
    )
    return codes


def set_up_here(stores: Stores, staff: str, *, now: float) -> None:
    """Set a second step up whose digits are read at the server (`survey staff code`), for demos and lost phones."""
    secret = new_secret()
    enrol(stores, staff, secret, _totp(secret).generate(int(now) - 2 * INTERVAL).decode(), now=now - 2 * INTERVAL)


def pass_step(stores: Stores, staff: str, given: str, *, now: float) -> bool:
    """Return True when six digits were given, False when a recovery code was spent.

    Raises
    ------
    SecondStepRefusedError
        when neither fits. Digits are worth one sign-in, a recovery code too.
    """
    held = stores.registry.second_step(staff)
    if held is None:
        raise SecondStepRefusedError
    plain = re.sub(r"[\s-]", "", given).upper()
    if re.fullmatch(r"[0-9]{6}", plain):
        interval = _matching(_open(stores.folder, held), plain, now)
        if interval is not None and stores.registry.pass_second_step(staff, interval):
            return True
    elif stores.registry.spend_recovery(staff, _hash(plain)):
        return False
    raise SecondStepRefusedError


def present_code(stores: Stores, staff: str, *, now: float) -> str:
    """Return the digits of this moment, for whoever runs the server when a phone was lost.

    Raises
    ------
    UnknownStaffError
        when there is no such account.
    NoSecondStepError
        when it has no authenticator.
    SecondStepRefusedError
        when the key file that opens its secret is not the one that closed it.
    """
    require_account(stores, staff)
    held = stores.registry.second_step(staff)
    if held is None:
        raise NoSecondStepError(name=staff)
    return _totp(_open(stores.folder, held)).generate(int(now)).decode()


def reset(stores: Stores, staff: str) -> bool:
    """Return True when there was an authenticator; it is gone now, with its recovery codes and every session.

    Raises
    ------
    UnknownStaffError
        when there is no such account.
    """
    require_account(stores, staff)
    gone = stores.registry.drop_second_step(staff)
    if gone:
        stores.registry.end_sessions(staff=staff)
    return gone


def _totp(secret: str) -> TOTP:
    # authenticators in use know SHA-1 alone; HMAC does not lean on its collision resistance (RFC 6238, 1.2)
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), INTERVAL)  # noqa: S303 -- see above


def _matching(secret: str, digits: str, now: float) -> int | None:
    """Return the interval whose code these digits are."""
    totp, found = _totp(secret), None
    for interval in range(int(now) // INTERVAL - DRIFT, int(now) // INTERVAL + DRIFT + 1):
        if secrets.compare_digest(totp.generate(interval * INTERVAL), digits.strip().encode()):
            found = interval
    return found


def _recovery_code() -> str:
    """Return a code of eighty random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))


def _hash(code: str) -> bytes:
    """Return what is stored of a recovery code. Eighty random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(code.encode()).digest()


def _seal(folder: Path, staff: str, secret: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(folder)).encrypt(nonce, secret.encode(), staff.encode())


def _open(folder: Path, held: SecondStepRecord) -> str:
    try:
        return AESGCM(_key(folder)).decrypt(held.secret[:_NONCE], held.secret[_NONCE:], held.staff.encode()).decode()
    except InvalidTag:
        raise SecondStepRefusedError from None


def _key(folder: Path) -> bytes:
    """Return the key of the file, made at its first use, readable by its owner alone."""
    path = folder / KEY
    if not path.exists():
        fresh = folder / f".{KEY}.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)  # whole or not at all, and the first one stands
        fresh.unlink()
    return path.read_bytes()
