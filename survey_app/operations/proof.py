"""What a wave gives to whoever checks it: the chain of manifests, addenda, receipts, the chain of releases, the totals.

Nothing in it needs an account, and nothing of it is a table: those are shown by the committee. ``survey_app.verifying``
reads it and shares no code with this.
"""

from __future__ import annotations

import json

from survey_app.operations.ledger import ledger
from survey_app.operations.manifests import chained
from survey_app.operations.waves import find_wave
from survey_app.store import Stores

VERSION = 1


def public_proof(stores: Stores, wave: str) -> str:
    """Return the proof of a wave as JSON; the same state of the wave gives the same text.

    Raises
    ------
    UnknownWaveError
        when there is no such wave.
    """
    record = find_wave(stores, wave)
    promised = [held for held in chained(stores) if held.number <= record.number]
    released = ledger(stores)
    own = next((cube for cube in reversed(released) if cube.wave == wave), None)
    receipts = stores.papers.receipts(wave)
    document = {
        "proof": VERSION,
        "wave": wave,
        "manifest": record.manifest,
        "manifests": [held.manifest for held in promised],
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
