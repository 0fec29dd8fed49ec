"""What a wave gives to whoever checks it: the chain of manifests, addenda, receipts, the chain of releases, the totals.

Nothing in it needs an account, and nothing of it is a table: those are shown by the committee. ``survey_app.verifying``
reads it and shares no code with this.
"""

from __future__ import annotations

import json

from survey_app.ballots.manifest import BrokenChainError, ManifestRejectedError, check_chain
from survey_app.language import N_
from survey_app.operations.ledger import ledger
from survey_app.operations.waves import UNCHAINED, find_wave, manifest_of
from survey_app.store import Stores, WaveRecord

VERSION = 1


class EditedManifestError(BrokenChainError):
    """A manifest that is not the one that a wave was opened with."""

    code = "manifest-edited"
    found = N_("Bản công bố của đợt {wave} trong sổ đăng ký không còn như lúc mở đợt.")


def public_proof(stores: Stores, wave: str) -> str:
    """Return the proof of a wave as JSON; the same state of the wave gives the same text.

    Raises
    ------
    UnknownWaveError
        when there is no such wave.
    """
    record = find_wave(stores, wave)
    chained = [held for held in _chained(stores) if held.number <= record.number]
    released = ledger(stores)
    own = next((cube for cube in reversed(released) if cube.wave == wave), None)
    receipts = stores.papers.receipts(wave)
    document = {
        "proof": VERSION,
        "wave": wave,
        "manifest": record.manifest,
        "manifests": [held.manifest for held in chained],
        "addenda": [{"text": held.text, "signature": held.signature} for held in record.addenda],
        "receipts": None if receipts is None else list(receipts),
        "releases": [
            {"wave": cube.wave, "hash": cube.hash, "previous": cube.previous, "manifest": cube.manifest}
            for cube in released
        ],
        "result": None
        if own is None
        else {
            "hash": own.hash,
            "code": own.code,
            "n": own.population.n,
            "N": own.population.N,
            "response": own.population.response,
            "note": list(own.population.note),
            "head": own.head or own.manifest,
        },
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def check_manifests(stores: Stores) -> None:
    """Return quietly when the manifests of all waves are as they were opened, and form one unbroken chain.

    Rehearsals and imported waves stand outside the chain.

    Raises
    ------
    EditedManifestError, BrokenChainError
        with the wave at which it breaks.
    """
    for record in stores.registry.waves():
        try:
            whole = manifest_of(record).hash == record.manifest_hash
        except ManifestRejectedError:
            whole = False
        if not whole:
            raise EditedManifestError(wave=record.wave)
    check_chain(manifest_of(record) for record in _chained(stores))


def _chained(stores: Stores) -> list[WaveRecord]:
    return [record for record in stores.registry.waves() if record.kind not in UNCHAINED]
