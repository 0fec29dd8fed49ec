"""The only place that knows SQL: a registry of rights and a box of sealed ballots, in two databases."""

from survey_app.store.errors import LedgerMovedError, ReleaseExistsError
from survey_app.store.opening import Stores, open_stores
from survey_app.store.records import (
    AddendumRecord,
    BallotRecord,
    BandRecord,
    Marking,
    PurgeRecord,
    ReleaseRecord,
    SlipRecord,
    StaffRecord,
    StaffSessionRecord,
    WaveRecord,
    WaveState,
)

__all__ = [
    "AddendumRecord",
    "BallotRecord",
    "BandRecord",
    "LedgerMovedError",
    "Marking",
    "PurgeRecord",
    "ReleaseExistsError",
    "ReleaseRecord",
    "SlipRecord",
    "StaffRecord",
    "StaffSessionRecord",
    "Stores",
    "WaveRecord",
    "WaveState",
    "open_stores",
]
