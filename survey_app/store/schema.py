"""The tables of the two databases, in full. What is not here is not stored.

``slip``, ``ballot`` and ``accepting`` lie on the member's path: they have no time, no sequence, no address, no agent,
and nothing that numbers rows. ``tests/floors/test_store_schema.py`` fails when one of these is added.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

registry = MetaData()
box = MetaData()

MEMBER_PATH = frozenset({"slip", "ballot", "accepting"})
"""Tables that a member's request reads or writes."""


wave = Table(
    "wave",
    registry,
    Column("wave", Text, primary_key=True, nullable=False),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("manifest_hash", Text, nullable=False),
    CheckConstraint("state IN ('planned', 'open', 'closed', 'released', 'cancelled')", name="wave_state"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

slip = Table(
    "slip",
    registry,
    Column("key", LargeBinary, primary_key=True, nullable=False),
    Column("wave", Text, ForeignKey("wave.wave"), nullable=False),
    Column("stratum", Integer, nullable=False),
    Column("collected", LargeBinary),
    CheckConstraint("length(key) = 32", name="slip_key"),
    CheckConstraint("length(collected) = 32", name="slip_collected"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

release = Table(
    "release",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("previous", Text),
    Column("cube", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

purge = Table(
    "purge",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("record", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

withdrawal = Table(
    "withdrawal",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

staff = Table(
    "staff",
    registry,
    Column("staff", Text, primary_key=True, nullable=False),
    Column("title", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

staff_session = Table(
    "staff_session",
    registry,
    Column("token", LargeBinary, primary_key=True, nullable=False),
    Column("staff", Text, ForeignKey("staff.staff"), nullable=False),
    Column("seen", Integer, nullable=False),
    Column("content", Text, nullable=False),
    CheckConstraint("length(token) = 32", name="staff_session_token"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

second_step = Table(
    "second_step",
    registry,
    Column("staff", Text, ForeignKey("staff.staff"), primary_key=True, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("passed", Integer, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

recovery = Table(
    "recovery",
    registry,
    Column("code", LargeBinary, primary_key=True, nullable=False),
    Column("staff", Text, ForeignKey("staff.staff"), nullable=False),
    CheckConstraint("length(code) = 32", name="recovery_code"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

entry = Table(
    "entry",
    registry,
    Column("number", Integer, primary_key=True, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("staff", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("previous", Text),
    Column("hash", Text, nullable=False, unique=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""The log of staff actions: a hash chain. Members' requests never write here."""

addendum = Table(
    "addendum",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""What was published after a wave's manifest, in canonical text. Public."""

participation = Table(
    "participation",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("place", Text, primary_key=True, nullable=False),
    Column("day", Text, nullable=False),
    Column("band", Integer, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""In which band participation stood on the last day that it was looked at: of the organisation (place is empty) or of
a reporting group. Never a count."""

receipts = Table(
    "receipts",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("listed", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""The receipts of all ballots of a tallied wave, sorted. Public."""

archive = Table(
    "archive",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("hash", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("purged", Text),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""What is known of a wave's archive; the sealed file lies outside the databases."""

approval = Table(
    "approval",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("day", Text, nullable=False),
    Column("staff", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""That the report on a wave was approved, when and by whom; before that no text leaves its seal."""

released_texts = Table(
    "released_texts",
    registry,
    Column("wave", Text, ForeignKey("wave.wave"), primary_key=True, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("previous", Text, unique=True),
    Column("document", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Decided texts of a wave, frozen; each names the one released before."""

accepting = Table(
    "accepting",
    box,
    Column("wave", Text, primary_key=True, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

ballot = Table(
    "ballot",
    box,
    Column("nullifier", LargeBinary, primary_key=True, nullable=False),
    Column("wave", Text, nullable=False),
    Column("stratum", Integer, nullable=False),
    Column("ballot", LargeBinary, nullable=False),
    CheckConstraint("length(nullifier) = 32", name="ballot_nullifier"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
