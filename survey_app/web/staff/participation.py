"""Views of participation: bands of the organisation and of groups, and the reminder that goes to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from survey_app.ballots.manifest import WaveKind
from survey_app.language import Text
from survey_app.operations import participation, ticking, waves
from survey_app.store import WaveRecord
from survey_app.web.context import current
from survey_app.web.language import current_language, tell
from survey_app.web.staff.desk import around


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One place in its band; ``title`` is None for the organisation."""

    title: Text | None
    band: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveLine:
    """An open wave: its places, the day they were looked at, and the reminder."""

    title: Text
    closes: str
    day: str
    places: tuple[PlaceLine, ...]
    reminder: str


def show() -> str:
    """Show how participation stands in the waves that are open; nothing finer than what was kept this day."""
    here = current()
    lines = [
        _line(record)
        for record in here.stores.registry.waves()
        if record.kind != WaveKind.IMPORT and waves.status_of(record, here.today()) is waves.WaveStatus.OPEN
    ]
    return render_template("staff/participation.html", lines=lines, bands=len(participation.BANDS), **around())


def _line(record: WaveRecord) -> WaveLine:
    here = current()
    found = participation.bands(here.stores, record)
    text = ticking.reminder(
        record, address=here.settings.public_address, language=current_language().value, today=here.today()
    )
    return WaveLine(
        title=waves.manifest_of(record).title,
        closes=waves.standing_of(record).closes,
        day=found[0].day if found else "",
        places=tuple(
            PlaceLine(title=place.title, band=tell(participation.BANDS[place.band]), step=place.band + 1)
            for place in found
        ),
        reminder=text,
    )
