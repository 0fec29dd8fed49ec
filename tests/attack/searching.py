"""The byte search: everything that would tell on a member, in every spelling, in every byte that was left."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import quote, quote_plus


def spellings_of_code(code: str) -> list[bytes]:
    """Return a code as printed, typed, spoken and spaced."""
    compact = code.replace("-", "")
    forms = {code, compact, code.replace("-", " "), code.lower(), compact.lower(), code.lower().replace("-", " ")}
    return sorted(text.encode() for text in forms) + sorted(text.encode("utf-16-le") for text in forms)


def spellings_of_bytes(token: bytes) -> list[bytes]:
    """Return a token raw, in hexadecimal and in base64."""
    return [
        token,
        token.hex().encode(),
        token.hex().upper().encode(),
        base64.b64encode(token).rstrip(b"="),
        base64.urlsafe_b64encode(token).rstrip(b"="),
    ]


def spellings_of_text(text: str) -> list[bytes]:
    """Return a text as files, logs, addresses and JSON write it."""
    forms = {text, quote(text), quote_plus(text), json.dumps(text)[1:-1], repr(text)[1:-1], ascii(text)[1:-1]}
    return [*sorted(form.encode() for form in forms), text.encode("utf-16-le")]


def spellings_of_answers(payload: bytes) -> list[bytes]:
    """Return a ballot's JSON, whole, its answers alone, and both as they look with spaces after separators."""
    answers = json.loads(payload)["items"]
    spaced = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    tight = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [payload, spaced.encode(), tight.encode(), base64.b64encode(payload)[:-4]]


def spellings_of_address(address: str) -> list[bytes]:
    """Return an address as text, and packed where that is long enough to be no accident."""
    packed = ip_address(address).packed
    return [address.encode(), ip_address(address).exploded.encode()] + ([packed] if len(packed) > 4 else [])


def found(needles: Mapping[str, Iterable[bytes]], places: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Return for every kind of needle the places in which one lies; kinds that lie nowhere are left out."""
    hits = {
        kind: [name for name, content in places.items() if any(each in content for each in several)]
        for kind, several in ((kind, list(several)) for kind, several in needles.items())
    }
    return {kind: names for kind, names in hits.items() if names}
