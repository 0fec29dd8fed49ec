"""Sealed ballots, version 1. Every ballot has the same size, and only a custodian's key opens it.

====================  ======  =========================================================================
field                 bytes   content
====================  ======  =========================================================================
version               1       1
stratum               2       position of the stratum in the manifest, big-endian
wrap 1, wrap 2        2 x 384 the AES key under RSA-OAEP-3072 (SHA-256, MGF1 SHA-256, no label), once per
                              custodian; the second is random bytes when there is one custodian
ciphertext            4112    AES-256-GCM of the padded payload, tag at its end; a fresh key each, so the
                              IV is twelve zero bytes; additional data = the manifest's sha256 (32 raw
                              bytes) and the stratum (2 bytes)
====================  ======  =========================================================================

The payload is padded to 4096 bytes with one byte 0x80 and zeros. All of it is plain WebCrypto in a browser.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.ballots.keys import PrivateKey, PublicKey, Randomness
from survey_app.errors import SurveyError
from survey_app.language import N_

VERSION = 1
WRAP = 384
WRAPS = 2
PADDED = 4096
TAG = 16
HEAD = 3
SIZE = HEAD + WRAPS * WRAP + PADDED + TAG
LONGEST_PAYLOAD = PADDED - 1
"""Bytes of payload that fit beside the padding's first byte."""

_IV = bytes(12)


class DamagedBallotError(SurveyError):
    """A ballot that this key, under this manifest and stratum, does not open. Nothing of its content is known."""

    code = "damaged-ballot"
    found = N_("Một phiếu không mở được: phiếu hỏng, hoặc không thuộc đợt, đơn vị hay khóa này.")
    fix = N_("Phiếu được để riêng và đếm vào số phiếu hỏng; các phiếu khác vẫn được kiểm.")


class BallotTooLargeError(SurveyError):
    """Answers that do not fit into a ballot."""

    code = "ballot-too-large"
    found = N_("Nội dung trả lời dài {size} byte; một phiếu chứa nhiều nhất {most} byte.")
    fix = N_("Rút ngắn các câu trả lời bằng chữ rồi gửi lại.")


def seal(
    payload: bytes,
    *,
    stratum: int,
    manifest_hash: str,
    keys: Sequence[PublicKey],
    randomness: Randomness = os.urandom,
) -> bytes:
    """Return a sealed ballot, always ``SIZE`` bytes long.

    Parameters
    ----------
    keys : the public keys of one or two custodians; either opens the ballot.
    randomness : source of the AES key and of the second wrap when there is one custodian. RSA-OAEP draws its own.

    Raises
    ------
    BallotTooLargeError
        when the payload is longer than ``LONGEST_PAYLOAD``.
    """
    if not 1 <= len(keys) <= WRAPS:
        raise ValueError("a ballot is sealed for one or two custodians")
    if len(payload) > LONGEST_PAYLOAD:
        raise BallotTooLargeError(size=len(payload), most=LONGEST_PAYLOAD)
    key = randomness(32)
    wraps = [public.encrypt(key, _oaep()) for public in keys]
    wraps += [randomness(WRAP) for _ in range(WRAPS - len(wraps))]
    padded = (payload + b"\x80").ljust(PADDED, b"\0")
    closed = AESGCM(key).encrypt(_IV, padded, _bound_to(manifest_hash, stratum))
    return VERSION.to_bytes(1, "big") + stratum.to_bytes(2, "big") + b"".join(wraps) + closed


def open_ballot(ballot: bytes, *, stratum: int, manifest_hash: str, key: PrivateKey) -> bytes:
    """Return the payload of a ballot.

    Raises
    ------
    DamagedBallotError
        when it is of another size, version, stratum or manifest, was altered, or was sealed for other keys.
    """
    if len(ballot) != SIZE or ballot[0] != VERSION or ballot[1:HEAD] != stratum.to_bytes(2, "big"):
        raise DamagedBallotError
    closed = ballot[HEAD + WRAPS * WRAP :]
    for at in range(WRAPS):
        wrapped = ballot[HEAD + at * WRAP : HEAD + (at + 1) * WRAP]
        padded = _open_with(wrapped, closed, key, _bound_to(manifest_hash, stratum))
        if padded is not None:
            return _without_padding(padded)
    raise DamagedBallotError


def _open_with(wrapped: bytes, closed: bytes, key: PrivateKey, bound: bytes) -> bytes | None:
    try:
        return AESGCM(key.decrypt(wrapped, _oaep())).decrypt(_IV, closed, bound)
    except (ValueError, InvalidTag):
        return None


def _without_padding(padded: bytes) -> bytes:
    payload, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise DamagedBallotError
    return payload


def _bound_to(manifest_hash: str, stratum: int) -> bytes:
    raw = bytes.fromhex(manifest_hash.removeprefix("sha256:"))
    if len(raw) != 32:
        raise ValueError("a manifest hash has 32 bytes")
    return raw + stratum.to_bytes(2, "big")


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
