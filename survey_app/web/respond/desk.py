"""A wave as the member's path needs it: its frozen questionnaire, manifest, status and the key of its form field."""

from __future__ import annotations

from dataclasses import dataclass

from survey_app.ballots.addenda import Standing
from survey_app.ballots.manifest import Manifest
from survey_app.operations import respond, waves
from survey_app.operations.secrets import form_key_of
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import WaveRecord
from survey_app.web.context import current


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One wave, open or not."""

    wave: str
    record: WaveRecord
    status: waves.WaveStatus
    questionnaire: Questionnaire
    manifest: Manifest

    @property
    def standing(self) -> Standing:
        """What holds of the wave after its addenda: its last day, the day of results."""
        return waves.standing_of(self.record)

    def key(self) -> bytes:
        """Return the key of the form field; read when a page is posted, so that looking changes nothing."""
        return form_key_of(current().stores.folder, self.wave)


def find_desk(wave: str) -> Desk | None:
    """Return the wave's desk; none when there is no such wave."""
    here = current()
    record = here.stores.registry.wave(wave)
    if record is None:
        return None
    return Desk(
        wave=wave,
        record=record,
        status=waves.status_of(record, here.today()),
        questionnaire=respond.frozen_questionnaire(record),
        manifest=waves.manifest_of(record),
    )
