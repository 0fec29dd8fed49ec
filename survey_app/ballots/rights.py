"""What a blind signature gives the right to: one ballot of one stratum of one wave.

The message is 32 random bytes (the prefix of RFC 9474), the label, the manifest's sha256, the stratum and 32 random
bytes: 113 bytes that name nobody. It is bound to the manifest, so a right of one wave is worth nothing in another.
Its sha256 is the ballot's key in the box (``codes.nullifier_of``), so a right is used once.
"""

from __future__ import annotations

import hmac
import os

from cryptography.hazmat.primitives import hashes

from survey_app.ballots.blind import PREFIX, InvalidRightError, prepare, pss, verify
from survey_app.ballots.keys import PrivateKey, PublicKey, Randomness

LABEL = b"survey right 1\0"
NONCE = 32
SIZE = PREFIX + len(LABEL) + 32 + 2 + NONCE


def new_right(manifest_hash: str, stratum: int, *, randomness: Randomness = os.urandom) -> bytes:
    """Return a fresh prepared message, ready to be blinded."""
    return prepare(_body(manifest_hash, stratum, randomness(NONCE)), randomness=randomness)


def derived_right(pepper: bytes, key: bytes, manifest_hash: str, stratum: int) -> bytes:
    """Return the prepared message that stands for a slip on the path without scripts.

    It follows from the slip's key, so a slip left behind by a crash can be reconciled from the registry alone; without
    the pepper nothing leads from one to the other.
    """
    prefix = hmac.digest(pepper, b"survey right prefix 1\0" + key, "sha256")
    nonce = hmac.digest(pepper, b"survey right nonce 1\0" + key, "sha256")
    return prefix + _body(manifest_hash, stratum, nonce)


def derived_mark(pepper: bytes, key: bytes) -> bytes:
    """Return what the registry marks a slip with that is being used without scripts (32 bytes).

    On that path nothing is blinded, so there is nothing to hash; without the pepper the mark leads to no ballot.
    """
    return hmac.digest(pepper, b"survey mark 1\0" + key, "sha256")


def sign_derived(key: PrivateKey, prepared: bytes) -> bytes:
    """Return the signature of a derived right, made by whoever holds the key.

    On the path without scripts signer and bearer are the same program; blinding would hide a message from its author.
    The signature is the one that collecting gives (RSASSA-PSS, SHA-384, salt of 48 bytes) at a tenth of the time.
    """
    return key.sign(prepared, pss(), hashes.SHA384())


def require_right(public: PublicKey, prepared: bytes, signature: bytes, *, manifest_hash: str, stratum: int) -> None:
    """Return quietly when the signature gives the right to a ballot of this stratum under this manifest.

    Raises
    ------
    InvalidRightError
        when the message has another structure, wave or stratum, or the signature does not hold.
    """
    require_message(prepared, manifest_hash=manifest_hash, stratum=stratum)
    if not verify(public, prepared, signature):
        raise InvalidRightError


def require_message(prepared: bytes, *, manifest_hash: str, stratum: int) -> None:
    """Return quietly when the message has the structure of this wave and stratum.

    In an open wave that is all there is to a ballot's right: anybody may draw one, and nobody signs it.

    Raises
    ------
    InvalidRightError
        otherwise.
    """
    if len(prepared) != SIZE or prepared[PREFIX:-NONCE] != _body(manifest_hash, stratum, b""):
        raise InvalidRightError


def _body(manifest_hash: str, stratum: int, nonce: bytes) -> bytes:
    raw = bytes.fromhex(manifest_hash.removeprefix("sha256:"))
    if len(raw) != 32:
        raise ValueError("a manifest hash has 32 bytes")
    return LABEL + raw + stratum.to_bytes(2, "big") + nonce
