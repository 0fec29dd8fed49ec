"""What is killed: processes that answer, and one that tallies. Each does what the server or the command would do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polling

from survey_app.ballots.blind import finalize
from survey_app.operations import respond, tally
from survey_app.operations.casting import cast_sealed
from survey_app.operations.collecting import collect
from survey_app.questionnaire.answers import payload
from survey_app.store import Stores, open_stores


def answer(folder: Path, jobs: Path, acknowledged: Path) -> None:
    """Serve members one after the other, from the first who was not yet acknowledged; their requests are kept."""
    stores = open_stores(folder)
    respond.reconcile(stores)
    respond.mix_again(stores)
    done = len(acknowledged.read_bytes())
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    for job in json.loads(jobs.read_text())[done:]:
        if job["asked"]:
            _as_a_browser(stores, job)
        else:
            respond.cast(stores, polling.WAVE, job["code"], polling.answers_of(tuple(job["answers"])))
        os.write(descriptor, b".")


def _as_a_browser(stores: Stores, job: dict[str, object]) -> None:
    """Collect and cast with the same blinded message however often; each attempt seals afresh."""
    right, blinded, inverse = (bytes.fromhex(str(text)) for text in job["asked"])  # type: ignore[attr-defined]
    manifest = polling.waves.manifest_of(polling.waves.find_wave(stores, polling.WAVE))
    collected = collect(stores, polling.WAVE, str(job["code"]), blinded)
    assert manifest.blind is not None
    key = manifest.blind.stratum_key(collected.stratum)
    browser = polling.member.Browser(manifest, None)  # type: ignore[arg-type]  # it posts nothing here
    said = payload(polling.questionnaire(), polling.answers_of(tuple(job["answers"])))  # type: ignore[arg-type]
    cast_sealed(
        stores,
        polling.WAVE,
        stratum=collected.stratum,
        right=right,
        signature=finalize(key, right, collected.signature, inverse),
        ballot=browser.ballot(collected.stratum, said),
    )


def count(folder: Path) -> None:
    """Tally the wave."""
    tally.tally_wave(open_stores(folder), polling.WAVE, polling.tally_key())
