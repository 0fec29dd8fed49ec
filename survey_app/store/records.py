"""What the stores hand out: frozen records, never a row or a connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class WaveState(StrEnum):
    """Where a wave stands in the registry. Whether its window is open today is for the operations to say."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumRecord:
    """An addendum of a wave as signed: its canonical text and the signature (base64). ``number`` counts from 1."""

    wave: str
    number: int
    text: str
    signature: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRecord:
    """In which band participation stood on a day (ISO): of the organisation (``place`` is empty) or of a group."""

    wave: str
    place: str
    day: str
    band: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRecord:
    """A wave with its frozen texts. ``number`` is the order in which waves were opened."""

    wave: str
    number: int
    kind: str
    state: WaveState
    questionnaire: str = field(repr=False)
    manifest: str = field(repr=False)
    manifest_hash: str
    addenda: tuple[AddendumRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRecord:
    """An unspent slip: HMAC of its code, its stratum, and what it was collected for. Nothing else is known of it."""

    key: bytes
    wave: str
    stratum: int
    collected: bytes | None = None
    """None, or the mark (32 bytes) of the one request that may be answered for this slip."""


class Marking(StrEnum):
    """What became of a mark."""

    MARKED = "marked"
    """Written now, or there before: the same request."""
    OTHER = "other"
    """Another mark stands, and stays."""
    GONE = "gone"
    """There is no such slip (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRecord:
    """A sealed ballot."""

    nullifier: bytes
    wave: str
    stratum: int
    ballot: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """A released cube as canonical text; ``number`` 1 is the wave's first release, corrections follow."""

    wave: str
    number: int
    hash: str
    previous: str | None
    cube: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeRecord:
    """What was destroyed after a wave, as text."""

    wave: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRecord:
    """Why a released wave is shown no longer. The release itself stays in the ledger."""

    wave: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A member of staff. ``password`` is an argon2id hash, ``title`` the name shown."""

    staff: str
    title: str
    role: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepRecord:
    """The sealed secret of somebody's authenticator, and the last interval whose code was accepted."""

    staff: str
    secret: bytes = field(repr=False)
    passed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One entry of the log of staff actions: who did what to what, in which minute since 1970."""

    number: int
    minute: int
    staff: str
    action: str
    subject: str
    previous: str | None
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSessionRecord:
    """A signed-in session: sha256 of its token, when last seen (minutes since 1970), what pages keep in it."""

    token: bytes = field(repr=False)
    staff: str
    seen: int
    content: str = field(default="{}", repr=False)
