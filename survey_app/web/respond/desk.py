"""A wave as the member's path needs it: its frozen questionnaire, manifest, status and the key of its form field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from survey_app.ballots.manifest import Manifest, read_manifest
from survey_app.operations import waves
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.web.context import current
from survey_app.web.respond.state import form_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One wave, open or not."""

    wave: str
    status: str
    questionnaire: Questionnaire
    manifest: Manifest

    def key(self) -> bytes:
        """Return the key of the form field; read when a page is posted, so that looking changes nothing."""
        return form_key(current().stores.folder, self.wave)


def find_desk(wave: str) -> Desk | None:
    """Return the wave's desk; none when there is no such wave."""
    here = current()
    record = here.stores.registry.wave(wave)
    if record is None:
        return None
    status = waves.wave_status(here.stores, wave, here.today())
    return Desk(
        wave=wave,
        status=status.value,
        questionnaire=_questionnaire(record.questionnaire, record.manifest_hash),
        manifest=_manifest(record.manifest),
    )


@lru_cache(maxsize=8)
def _questionnaire(text: str, manifest_hash: str) -> Questionnaire:
    return load_questionnaire(text, file=manifest_hash)


@lru_cache(maxsize=8)
def _manifest(text: str) -> Manifest:
    return read_manifest(text)
