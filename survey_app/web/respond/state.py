"""What travels from page to page in one hidden field: encrypted, authenticated, of one size for one length class.

The server keeps nothing of a member between two pages. The key of the field is a file of the wave, outside both stores.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.questionnaire.answers import Answers, Value
from survey_app.questionnaire.model import Exit

NONCE = 12
STEP = 768
"""Bytes; the field grows in steps of this size, so its length hardly tells which path was taken."""


class TamperedStateError(SurveyError):
    """The hidden field was not made by this server for this wave."""

    code = "state-tampered"
    found = N_("Trường ẩn của trang không còn nguyên vẹn.")
    fix = N_("Xin bắt đầu lại từ trang đầu của phiếu.")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a member stands: the slip, what was answered so far, which page is shown."""

    code: str
    """The slip's; in an open wave the random message under which the ballot will lie in the box."""
    seed: str
    item: str | None = None
    """The item on the screen; none on the check-answers page."""
    answers: Answers = field(default_factory=lambda: Answers(values={}, texts={}))
    passed: frozenset[str] = frozenset()
    """Items that were shown and left with Continue."""
    asked_again: frozenset[str] = frozenset()
    """Required items whose one soft prompt was used."""
    bar: int = 0
    """How far the progress bar ever was, in thousandths; it never moves back."""
    changing: bool = False
    """Whether the item was opened from the check-answers page."""

    def at(self, item: str | None, *, changing: bool = False) -> State:
        """Return the state standing at another item, or at the check-answers page."""
        return replace(self, item=item, changing=changing)


def close_state(state: State, *, key: bytes, wave: str) -> str:
    """Return the state as the text of the hidden field."""
    packed = zlib.compress(json.dumps(_plain(state), ensure_ascii=False, separators=(",", ":")).encode(), 9)
    framed = len(packed).to_bytes(4, "big") + packed
    padded = framed + bytes(-len(framed) % STEP)
    nonce = os.urandom(NONCE)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, padded, wave.encode())).decode()


def open_state(text: str, *, key: bytes, wave: str) -> State:
    """Return the state inside the hidden field, or refuse a field that was changed or belongs to another wave."""
    try:
        sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        padded = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], wave.encode())
    except (binascii.Error, UnicodeEncodeError, InvalidTag, ValueError):
        raise TamperedStateError(where=wave) from None
    size = int.from_bytes(padded[:4], "big")
    return _state(json.loads(zlib.decompress(padded[4 : 4 + size])))


def _plain(state: State) -> dict[str, object]:
    return {
        "c": state.code,
        "s": state.seed,
        "i": state.item,
        "v": {name: _written(value) for name, value in state.answers.values.items()},
        "t": dict(state.answers.texts),
        "p": sorted(state.passed),
        "a": sorted(state.asked_again),
        "b": state.bar,
        "g": state.changing,
    }


def _written(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _state(plain: dict[str, object]) -> State:
    match plain:
        case {
            "c": str(code),
            "s": str(seed),
            "i": str() | None as item,
            "v": dict(values),
            "t": dict(texts),
            "p": list(passed),
            "a": list(asked_again),
            "b": int(bar),
            "g": bool(changing),
        }:
            return State(
                code=code,
                seed=seed,
                item=item,
                answers=Answers(values={name: _value(value) for name, value in values.items()}, texts=texts),
                passed=frozenset(passed),
                asked_again=frozenset(asked_again),
                bar=bar,
                changing=changing,
            )
        case _:
            raise TamperedStateError


def _value(plain: object) -> Value:
    match plain:
        case str():
            return date.fromisoformat(plain) if plain[:1].isdecimal() else Exit(plain)
        case list():
            return tuple(plain)
        case dict():
            return {part: Exit(value) if isinstance(value, str) else value for part, value in plain.items()}
        case int() | float():
            return plain
        case _:
            raise TamperedStateError
