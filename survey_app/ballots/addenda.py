"""Addenda: the only three things that may happen to a wave after its manifest was published.

The closing is moved, fourteen days in all; spare slips are added; the wave is cancelled. Each addendum is public, names
the hash of what stands before it (the manifest first), and is signed with a key that the manifest names. That key was
made when the wave was opened and is destroyed at the tally, so afterwards nobody, the administrator included, can
write another page of the chain.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from survey_app.ballots.blind import SALT, read_signing_text, verify
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.manifest import Manifest, text_hash
from survey_app.errors import SurveyError
from survey_app.language import N_

VERSION = 1
MOST_DAYS = 14
"""Days by which all addenda of a wave together may move its closing."""
MOST_SPARES = 500
"""Spare slips that one addendum may add to a stratum."""
_LONGEST = 4_000


class AddendumKind(StrEnum):
    """The closed list."""

    EXTEND = "extend"
    SPARES = "spares"
    CANCEL = "cancel"


class AddendumRejectedError(SurveyError):
    """An addendum that the manifest does not allow, or that does not follow what stands before it."""

    code = "addendum-rejected"
    found = N_("Phụ lục số {number} của đợt {wave} không hợp lệ: {problem}.")
    fix = N_("Chỉ được lùi hạn nộp tổng cộng {most} ngày, thêm phiếu dự phòng, hoặc hủy đợt; bỏ qua phụ lục này.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """One addendum. ``days`` belongs to an extension; ``stratum`` (its position) and ``count`` to spare slips."""

    wave: str
    number: int
    """1 for the first of the wave."""
    previous: str
    """Hash of the addendum before it; of the manifest for the first."""
    kind: AddendumKind
    day: str
    """When it was published (ISO day)."""
    days: int | None = None
    stratum: int | None = None
    count: int | None = None

    def canonical(self) -> str:
        """Return the canonical JSON: keys sorted, no spaces; what is hashed and signed."""
        plain = {
            "addendum": VERSION,
            "wave": self.wave,
            "number": self.number,
            "previous": self.previous,
            "kind": self.kind.value,
            "day": self.day,
        } | {name: value for name in _OWN if (value := getattr(self, name)) is not None}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """The sha256 of the canonical text as ``sha256:…``."""
        return text_hash(self.canonical())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAddendum:
    """An addendum with its signature (base64), as it is kept and published."""

    addendum: Addendum
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds of a wave after its addenda."""

    head: str
    """Hash of the last link: the latest addendum, or the manifest."""
    closes: str
    results_on: str
    spares: tuple[int, ...]
    """Spare slips per stratum, those of the manifest included."""
    cancelled: bool


def standing_of(manifest: Manifest, addenda: Sequence[SignedAddendum] = ()) -> Standing:
    """Return what holds after the addenda, each of them checked against the manifest and what stands before it.

    Raises
    ------
    AddendumRejectedError
        with the first that is not allowed, out of its place, or not signed with the wave's key.
    """
    standing = Standing(
        head=manifest.hash,
        closes=manifest.closes,
        results_on=manifest.results_on,
        spares=tuple(stratum.spares for stratum in manifest.strata),
        cancelled=False,
    )
    for number, signed in enumerate(addenda, 1):
        _require_signature(manifest, signed)
        standing = _after(manifest, standing, signed.addendum, number)
    return standing


def amend(
    manifest: Manifest,
    addenda: Sequence[SignedAddendum],
    kind: AddendumKind,
    *,
    today: date,
    key: PrivateKey,
    days: int | None = None,
    stratum: int | None = None,
    count: int | None = None,
) -> SignedAddendum:
    """Return the next addendum of a wave, checked and signed.

    Parameters
    ----------
    addenda : those that stand already.
    days : of an extension: by how many more days the closing moves.
    stratum, count : of spare slips: to which stratum (its position) how many are added.

    Raises
    ------
    AddendumRejectedError
        when the closed list does not allow it, or ``key`` is not the wave's.
    """
    addendum = Addendum(
        wave=manifest.wave,
        number=len(addenda) + 1,
        previous=standing_of(manifest, addenda).head,
        kind=kind,
        day=today.isoformat(),
        days=days,
        stratum=stratum,
        count=count,
    )
    signature = key.sign(addendum.canonical().encode(), _pss(), hashes.SHA384())
    signed = SignedAddendum(addendum=addendum, signature=base64.b64encode(signature).decode())
    standing_of(manifest, [*addenda, signed])
    return signed


def read_addendum(text: str, signature: str) -> SignedAddendum:
    """Return the addendum of a canonical text; whether it holds is told by ``standing_of``.

    Raises
    ------
    AddendumRejectedError
        when a field is missing, unknown or of a wrong kind, or the text is not the canonical one.
    """
    if len(text) > _LONGEST:
        raise _rejected(None, "length")
    try:
        addendum = _from_plain(json.loads(text))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise _rejected(None, "json") from None
    if addendum.canonical() != text:
        raise _rejected(addendum, "canonical")
    return SignedAddendum(addendum=addendum, signature=signature)


_OWN = ("days", "stratum", "count")
_FIELDS = {
    AddendumKind.EXTEND: {"days"},
    AddendumKind.SPARES: {"stratum", "count"},
    AddendumKind.CANCEL: set[str](),
}


def _after(manifest: Manifest, before: Standing, addendum: Addendum, number: int) -> Standing:
    if before.cancelled:
        raise _rejected(addendum, "cancelled")
    if (addendum.wave, addendum.number, addendum.previous) != (manifest.wave, number, before.head):
        raise _rejected(addendum, "chain")
    if {name for name in _OWN if getattr(addendum, name) is not None} != _FIELDS[addendum.kind]:
        raise _rejected(addendum, "fields")
    after = replace(before, head=addendum.hash)
    match addendum.kind:
        case AddendumKind.EXTEND:
            return _extended(manifest, after, addendum)
        case AddendumKind.SPARES:
            return _with_spares(after, addendum)
        case AddendumKind.CANCEL:
            return replace(after, cancelled=True)


def _extended(manifest: Manifest, after: Standing, addendum: Addendum) -> Standing:
    """Return the closing and the day of results, both moved by the same number of days."""
    days = addendum.days or 0
    moved = (date.fromisoformat(after.closes) - date.fromisoformat(manifest.closes)).days
    if not 1 <= days <= MOST_DAYS - moved:
        raise _rejected(addendum, "days")
    if addendum.day > after.closes:
        raise _rejected(addendum, "closed")
    return replace(after, closes=_later(after.closes, days), results_on=_later(after.results_on, days))


def _with_spares(after: Standing, addendum: Addendum) -> Standing:
    at, count = addendum.stratum, addendum.count or 0
    if at is None or not 0 <= at < len(after.spares) or not 1 <= count <= MOST_SPARES:
        raise _rejected(addendum, "spares")
    if addendum.day > after.closes:
        raise _rejected(addendum, "closed")
    return replace(after, spares=(*after.spares[:at], after.spares[at] + count, *after.spares[at + 1 :]))


def _require_signature(manifest: Manifest, signed: SignedAddendum) -> None:
    if manifest.blind is None:
        raise _rejected(signed.addendum, "key")
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except (ValueError, binascii.Error):
        raise _rejected(signed.addendum, "signature") from None
    key = read_signing_text(manifest.blind.addenda_key)
    if not verify(key, signed.addendum.canonical().encode(), signature):
        raise _rejected(signed.addendum, "signature")


def _from_plain(plain: Mapping[str, Any]) -> Addendum:
    if plain["addendum"] != VERSION or type(plain["number"]) is not int:
        raise ValueError("version or number")
    for name in _OWN:
        if type(plain.get(name)) not in {int, type(None)}:
            raise TypeError(name)
    if date.fromisoformat(plain["day"]).isoformat() != plain["day"]:
        raise ValueError("day")
    return Addendum(
        wave=str(plain["wave"]),
        number=plain["number"],
        previous=str(plain["previous"]),
        kind=AddendumKind(plain["kind"]),
        day=plain["day"],
        **{name: plain.get(name) for name in _OWN},
    )


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _rejected(addendum: Addendum | None, problem: str) -> AddendumRejectedError:
    return AddendumRejectedError(
        number=addendum.number if addendum else "?",
        wave=addendum.wave if addendum else "?",
        problem=problem,
        most=MOST_DAYS,
    )


def _pss() -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT)
