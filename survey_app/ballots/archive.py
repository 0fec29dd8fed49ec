"""The archive: a wave's opened ballots, sealed again for a key that is none of the tally's.

It exists so that a mistake in counting can be found while somebody still remembers the wave; it is purged after the
days that the manifest names. Rows are sorted by content within their stratum, so no order of arrival or of the box is
left in them.

====================  ======  ==============================================================================
field                 bytes   content
====================  ======  ==============================================================================
version               1       1
purge                 10      last day on which it may be kept (ISO, ASCII)
wrap                  384     the AES key under RSA-OAEP-3072 (SHA-256, MGF1 SHA-256, no label)
iv                    12      random
ciphertext            4 k     AES-256-GCM, tag at its end; additional data = version, purge and the manifest's
                              sha256 (32 raw bytes)
====================  ======  ==============================================================================

The content is JSON, ``[[stratum, payload], …]``, padded like a ballot to a multiple of 4096 bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.ballots.keys import PrivateKey, PublicKey, Randomness
from survey_app.errors import SurveyError
from survey_app.language import N_

VERSION = b"\x01"
BLOCK = 4096
_DAY, _WRAP, _IV = 10, 384, 12
_HEAD = len(VERSION) + _DAY


class DamagedArchiveError(SurveyError):
    """An archive that this key, under this manifest, does not open."""

    code = "damaged-archive"
    found = N_("Kho lưu của đợt không mở được: tệp hỏng, hoặc không thuộc đợt hay khóa này.")
    fix = N_(
        "Dùng khóa lưu trữ ghi trong bản công bố của đợt và bản sao nguyên vẹn của tệp; khóa kiểm phiếu không mở được."
    )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ArchiveRow:
    """One opened ballot: its stratum (position in the manifest) and its payload, canonical JSON."""

    stratum: int
    payload: str


def seal_archive(
    rows: Iterable[ArchiveRow],
    *,
    manifest_hash: str,
    purge_on: date,
    key: PublicKey,
    randomness: Randomness = os.urandom,
) -> bytes:
    """Return the sealed archive, to be purged after ``purge_on``; its rows are put into the order of their content."""
    written = json.dumps([[row.stratum, row.payload] for row in sorted(rows)], ensure_ascii=False).encode()
    padded = written + b"\x80"
    padded += bytes(-len(padded) % BLOCK)
    secret, iv = randomness(32), randomness(_IV)
    head = VERSION + purge_on.isoformat().encode()
    closed = AESGCM(secret).encrypt(iv, padded, head + _raw(manifest_hash))
    return head + key.encrypt(secret, _oaep()) + iv + closed


def open_archive(sealed: bytes, *, manifest_hash: str, key: PrivateKey) -> tuple[ArchiveRow, ...]:
    """Return the rows of an archive.

    Raises
    ------
    DamagedArchiveError
        when it is of another version or manifest, was altered, or was sealed for another key.
    """
    head, wrapped, rest = sealed[:_HEAD], sealed[_HEAD : _HEAD + _WRAP], sealed[_HEAD + _WRAP :]
    if head[:1] != VERSION:
        raise DamagedArchiveError
    bound = head + _raw(manifest_hash)
    try:
        secret = key.decrypt(wrapped, _oaep())
        padded = AESGCM(secret).decrypt(rest[:_IV], rest[_IV:], bound)
    except (ValueError, InvalidTag):
        raise DamagedArchiveError from None
    rows = json.loads(padded.rpartition(b"\x80")[0])
    return tuple(ArchiveRow(stratum=stratum, payload=payload) for stratum, payload in rows)


def purge_day(sealed: bytes) -> date:
    """Return the last day on which a sealed archive may be kept; no key is needed.

    Raises
    ------
    DamagedArchiveError
        when it is no archive.
    """
    try:
        if sealed[:1] != VERSION:
            raise DamagedArchiveError
        return date.fromisoformat(sealed[1:_HEAD].decode("ascii"))
    except ValueError:
        raise DamagedArchiveError from None


def _raw(manifest_hash: str) -> bytes:
    raw = bytes.fromhex(manifest_hash.removeprefix("sha256:"))
    if len(raw) != 32:
        raise ValueError("a manifest hash has 32 bytes")
    return raw


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
