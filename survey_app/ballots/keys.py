"""Tally keys: RSA-3072 pairs, wrapped with a passphrase so that Python and a browser's WebCrypto read the same file.

The wrapped file is JSON: ``{"survey_key": 1, "fingerprint", "public" (PEM), "kdf": {"name": "PBKDF2", "hash":
"SHA-256", "iterations": 600000, "salt"}, "cipher": {"name": "AES-GCM", "iv"}, "private"}``. Bytes are base64.
``private`` is the PKCS8 DER under AES-256-GCM (tag at its end) with the fingerprint's ASCII text as additional data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from survey_app.errors import SurveyError
from survey_app.language import N_

PrivateKey: TypeAlias = rsa.RSAPrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey
Randomness: TypeAlias = Callable[[int], bytes]

BITS = 3072
EXPONENT = 65537
ITERATIONS = 600_000
MOST_ITERATIONS = 10_000_000
SHORTEST_PASSPHRASE = 12
_LONGEST_FILE = 20_000


class UnreadableKeyError(SurveyError):
    """A text that is not a tally key of the kind asked for."""

    code = "unreadable-key"
    found = N_("Đây không phải tệp khóa kiểm phiếu đọc được.")
    fix = N_("Dùng tệp do `survey key new` tạo ra, nguyên vẹn; nếu tệp hỏng, lấy bản sao thứ hai.")


class WrongPassphraseError(SurveyError):
    """The passphrase does not open the key file."""

    code = "wrong-passphrase"
    found = N_("Mật khẩu không mở được tệp khóa.")
    fix = N_("Nhập lại; chú ý chữ hoa, chữ thường và bộ gõ tiếng Việt. Không có cách nào khôi phục mật khẩu đã quên.")


class WeakPassphraseError(SurveyError):
    """A passphrase too short to guard a tally key."""

    code = "weak-passphrase"
    found = N_("Mật khẩu quá ngắn để bảo vệ khóa kiểm phiếu.")
    fix = N_("Dùng ít nhất {least} ký tự, ví dụ bốn từ không liên quan đến nhau.")


class WrongTallyKeyError(SurveyError):
    """A sound key, but not one that this wave's ballots were sealed for."""

    code = "wrong-tally-key"
    found = N_("Khóa {fingerprint} không phải khóa kiểm phiếu của đợt này.")
    fix = N_("Dùng một trong các khóa ghi trong bản công bố của đợt: {expected}.")


def new_key() -> PrivateKey:
    """Return a new key pair (RSA-3072). Its randomness is the operating system's and cannot be replaced."""
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)


def public_text(key: PrivateKey | PublicKey) -> str:
    """Return the public half as PEM (SubjectPublicKeyInfo)."""
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def read_public(text: str) -> PublicKey:
    """Return the public key of a PEM text.

    Raises
    ------
    UnreadableKeyError
        when it is anything but an RSA-3072 key with exponent 65537.
    """
    try:
        public = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise UnreadableKeyError from None
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size != BITS or public.public_numbers().e != EXPONENT:
        raise UnreadableKeyError
    return public


def fingerprint(key: PrivateKey | PublicKey) -> str:
    """Return the sha256 of the public half (SubjectPublicKeyInfo, DER) as ``sha256:…``."""
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return "sha256:" + hashlib.sha256(der).hexdigest()


def require_key_of(tally_keys: Sequence[str], key: PrivateKey) -> None:
    """Return quietly when ``key`` is the private half of one of the public texts.

    Raises
    ------
    WrongTallyKeyError
        otherwise, naming the fingerprints that would do.
    """
    expected = [fingerprint(read_public(text)) for text in tally_keys]
    if fingerprint(key) not in expected:
        raise WrongTallyKeyError(fingerprint=fingerprint(key), expected=", ".join(expected))


def wrap(key: PrivateKey, passphrase: str, *, randomness: Randomness = os.urandom) -> str:
    """Return the key as a JSON text that only the passphrase opens.

    Raises
    ------
    WeakPassphraseError
        when the passphrase has fewer than twelve characters.
    """
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError(least=SHORTEST_PASSPHRASE)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, iv, name = randomness(32), randomness(12), fingerprint(key)
    closed = AESGCM(_stretch(passphrase, salt, ITERATIONS)).encrypt(iv, private, name.encode())
    return (
        json.dumps(
            {
                "survey_key": 1,
                "fingerprint": name,
                "public": public_text(key),
                "kdf": {"name": "PBKDF2", "hash": "SHA-256", "iterations": ITERATIONS, "salt": _text(salt)},
                "cipher": {"name": "AES-GCM", "iv": _text(iv)},
                "private": _text(closed),
            },
            indent=1,
        )
        + "\n"
    )


def unwrap(text: str, passphrase: str) -> PrivateKey:
    """Return the private key of a wrapped text.

    Raises
    ------
    UnreadableKeyError
        when the text is no wrapped key.
    WrongPassphraseError
        when the passphrase does not open it (or the file was altered: the two cannot be told apart).
    """
    fields = _read_fields(text)
    try:
        name = str(fields["fingerprint"])
        iterations = fields["kdf"]["iterations"]
        salt, iv = _bytes(fields["kdf"]["salt"]), _bytes(fields["cipher"]["iv"])
        closed = _bytes(fields["private"])
    except (KeyError, TypeError, ValueError):
        raise UnreadableKeyError from None
    if type(iterations) is not int or not ITERATIONS <= iterations <= MOST_ITERATIONS or len(iv) != 12:
        raise UnreadableKeyError
    try:
        private = AESGCM(_stretch(passphrase, salt, iterations)).decrypt(iv, closed, name.encode())
    except InvalidTag:
        raise WrongPassphraseError from None
    try:
        key = serialization.load_der_private_key(private, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnreadableKeyError from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != BITS or fingerprint(key) != name:
        raise UnreadableKeyError
    return key


def public_of(text: str) -> str:
    """Return the public PEM text inside a wrapped key, without any passphrase."""
    fields = _read_fields(text)
    public = read_public(str(fields.get("public", "")))
    if fields.get("fingerprint") != fingerprint(public):
        raise UnreadableKeyError
    return public_text(public)


def _read_fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text) if len(text) <= _LONGEST_FILE else None
    except (ValueError, RecursionError):
        raise UnreadableKeyError from None
    if not isinstance(fields, dict) or fields.get("survey_key") != 1:
        raise UnreadableKeyError
    return fields


def _stretch(passphrase: str, salt: bytes, iterations: int) -> bytes:
    stretcher = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=iterations)
    return stretcher.derive(_normal(passphrase).encode())


def _normal(passphrase: str) -> str:
    """Return one form for what Vietnamese keyboards write in two (composed or not)."""
    return unicodedata.normalize("NFC", passphrase)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
