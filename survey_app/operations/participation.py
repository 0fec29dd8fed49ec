"""Participation while a wave runs: in bands, for the organisation and groups of 25 or more, refreshed once a day.

The band is all that is kept. It is looked at on the first occasion of a day and not again on that day, so nobody can
watch it move with a single arrival; a branch is never looked at alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey_app.ballots.manifest import Manifest, Participation
from survey_app.language import N_, Text
from survey_app.operations.waves import WaveStatus, manifest_of, status_of
from survey_app.store import BandRecord, Stores, WaveRecord

SMALLEST_GROUP = 25
"""People; a smaller group has no band."""
LIMITS = (0.25, 0.5, 0.75, 0.9)
"""Shares at which the next band begins."""
BANDS: tuple[str, ...] = (
    N_("dưới 25 %"),
    N_("25 đến dưới 50 %"),
    N_("50 đến dưới 75 %"),
    N_("75 đến dưới 90 %"),
    N_("từ 90 % trở lên"),
)
ORGANISATION = ""
"""The place that stands for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBand:
    """In which band a place stood, as staff see it. ``title`` is None for the whole organisation."""

    title: Text | None
    band: int
    day: str


def band_of(ballots: int, headcount: int) -> int:
    """Return the number of the band of so many ballots: 0 for the lowest."""
    return sum(ballots >= limit * headcount for limit in LIMITS)


def refresh_bands(stores: Stores, record: WaveRecord, today: date) -> bool:
    """Return True when the bands of an open wave were looked at now, False when that was done on this day already."""
    day = today.isoformat()
    manifest = manifest_of(record)
    if manifest.participation is not Participation.SLIPS or status_of(record, today) is not WaveStatus.OPEN:
        return False
    if any(kept.day >= day for kept in stores.registry.bands(record.wave)):
        return False
    rolls, counts = _rolls(manifest), stores.box.counts(record.wave)
    ballots = dict.fromkeys(rolls, 0)
    for at, stratum in enumerate(manifest.strata):
        for place in {ORGANISATION, stratum.group} & set(rolls):
            ballots[place] += counts.get(at, 0)
    stores.registry.put_bands(
        BandRecord(wave=record.wave, place=place, day=day, band=band_of(ballots[place], roll))
        for place, roll in rolls.items()
    )
    return True


def bands(stores: Stores, record: WaveRecord) -> tuple[PlaceBand, ...]:
    """Return the bands of a wave as they stood when last looked at, the organisation's first; none before that."""
    manifest = manifest_of(record)
    titles = {group.group: group.title for group in manifest.groups}
    return tuple(
        PlaceBand(title=titles.get(kept.place), band=kept.band, day=kept.day)
        for kept in stores.registry.bands(record.wave)
    )


def _rolls(manifest: Manifest) -> Mapping[str, int]:
    """Return the headcount of every place that may have a band."""
    rolls = {ORGANISATION: sum(stratum.headcount for stratum in manifest.strata)}
    for group in manifest.groups:
        rolls[group.group] = sum(stratum.headcount for stratum in manifest.strata if stratum.group == group.group)
    return {place: roll for place, roll in rolls.items() if roll >= SMALLEST_GROUP}
