"""Sealed texts: the answers in words of a wave, apart from their ballots, sealed again for the keys of the tally.

A document of its own, JSON: ``{"sealed_texts": 1, "stage", "wave", "manifest", "until", "wraps", "iv", "closed"}``.
``wraps`` holds one AES key under RSA-OAEP-3072 (SHA-256) per custodian; ``closed`` is AES-256-GCM of the texts, padded
to whole blocks so that its size tells little, with the fields before ``wraps`` as additional data. Bytes are base64.
Of a text nothing is kept but the item that it answers: no codes, no branch, no order. A custodian's browser seals the
same document (``web/static/custodian/texts.js``): the same content, key and IV give the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.ballots.keys import PrivateKey, PublicKey
from survey_app.errors import SurveyError
from survey_app.language import N_

VERSION = 1
BLOCK = 16384
_IV = 12
_HEAD = ("sealed_texts", "stage", "wave", "manifest", "until")

Content: TypeAlias = Mapping[str, Any]


class Stage(StrEnum):
    """How far the reading has come: as written by members, or as the reporter proposes them."""

    WRITTEN = "written"
    PROPOSED = "proposed"


class DamagedTextsError(SurveyError):
    """A file that holds no sealed texts, or not for this key. Nothing of its content is known."""

    code = "damaged-texts"
    found = N_("Tệp phần chữ không mở được: tệp hỏng, hoặc không thuộc đợt, bước hay khóa này.")
    fix = N_("Dùng tệp do `survey texts export` hoặc bước trước ghi ra, nguyên vẹn, và khóa kiểm phiếu của đợt.")


def seal_texts(
    content: Content, *, stage: Stage, wave: str, manifest: str, until: date, keys: Sequence[PublicKey]
) -> str:
    """Return the document in which some content is sealed for every key; any one of them opens it."""
    head = {
        "sealed_texts": VERSION,
        "stage": stage.value,
        "wave": wave,
        "manifest": manifest,
        "until": until.isoformat(),
    }
    secret, iv = os.urandom(32), os.urandom(_IV)
    padded = _compact(content).encode() + b"\x80"
    padded += bytes(-len(padded) % BLOCK)
    rest = {
        "wraps": [_text(key.encrypt(secret, _oaep())) for key in keys],
        "iv": _text(iv),
        "closed": _text(AESGCM(secret).encrypt(iv, padded, _bound(head))),
    }
    return _compact({**head, **rest})


def open_texts(document: str, *, stage: Stage, manifest: str, key: PrivateKey) -> Content:
    """Return what is sealed in a document.

    Raises
    ------
    DamagedTextsError
        when it is of another stage or manifest, was altered, or was sealed for other keys.
    """
    held = _read(document)
    if (held["stage"], held["manifest"]) != (stage.value, manifest):
        raise DamagedTextsError
    bound = _bound({name: held[name] for name in _HEAD})
    try:
        iv, closed = _bytes(held["iv"]), _bytes(held["closed"])
        for wrapped in held["wraps"]:
            padded = _open_with(_bytes(wrapped), iv, closed, bound, key)
            if padded is not None:
                content: Content = json.loads(padded.rpartition(b"\x80")[0])
                return content
    except (binascii.Error, TypeError, ValueError):
        raise DamagedTextsError from None
    raise DamagedTextsError


def head_of(document: str) -> dict[str, Any]:
    """Return what a document says openly: stage, wave, manifest, last day. No key is needed, nothing is proven.

    Raises
    ------
    DamagedTextsError
        when it holds no sealed texts.
    """
    held = _read(document)
    return {name: held[name] for name in _HEAD}


def _read(document: str) -> dict[str, Any]:
    try:
        held = json.loads(document)
    except (ValueError, RecursionError):
        raise DamagedTextsError from None
    fields = {*_HEAD, "wraps", "iv", "closed"}
    if not isinstance(held, dict) or set(held) != fields or held["sealed_texts"] != VERSION:
        raise DamagedTextsError
    return held


def _open_with(wrapped: bytes, iv: bytes, closed: bytes, bound: bytes, key: PrivateKey) -> bytes | None:
    try:
        return AESGCM(key.decrypt(wrapped, _oaep())).decrypt(iv, closed, bound)
    except (ValueError, InvalidTag):
        return None


def _bound(head: Mapping[str, Any]) -> bytes:
    return _compact([head[name] for name in _HEAD]).encode()


def _compact(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
