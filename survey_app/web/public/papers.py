"""What anybody may check of a wave: its words and hashes, the receipts, the record of processing, the proof."""

from __future__ import annotations

from flask import Response, abort, render_template

from survey_app import paths
from survey_app.ballots.keys import fingerprint
from survey_app.ballots.words import fingerprint_words
from survey_app.operations import addending, waves
from survey_app.operations.processing import processing_record
from survey_app.operations.proof import public_proof
from survey_app.store import WaveRecord
from survey_app.web.context import current
from survey_app.web.language import current_language

PROGRAM = {"verifying.py": "verifying.py", "words.txt": "ballots/words.txt"}
"""Files of the program that checks, by the name under which they are given."""


def manifest(wave: str) -> str:
    """Show what to compare of a wave: words, hashes, the chain, and what else can be checked."""
    record = _record(wave)
    promised = waves.manifest_of(record)
    stores = current().stores
    receipts = stores.papers.receipts(wave)
    return render_template(
        "public/manifest.html",
        manifest=promised,
        hash=record.manifest_hash,
        words=fingerprint_words(record.manifest_hash),
        fingerprints=[fingerprint(key) for key in promised.public_keys()],
        standing=waves.standing_of(record),
        addenda=addending.told(record, current_language()),
        release=stores.registry.release(wave),
        receipts=None if receipts is None else len(receipts),
    )


def manifest_text(wave: str) -> Response:
    """Give the manifest of a wave, byte for byte as it was hashed."""
    record = _record(wave)
    response = Response(record.manifest, mimetype="application/json")
    response.headers["X-Manifest-Hash"] = record.manifest_hash
    return response


def receipts(wave: str) -> str:
    """Show the receipts of all ballots; a script looks one up on the page itself, so that none is ever sent."""
    record = _record(wave)
    listed = current().stores.papers.receipts(wave)
    return render_template("public/receipts.html", manifest=waves.manifest_of(record), receipts=listed)


def record(wave: str) -> str:
    """Show the record of processing."""
    held = _record(wave)
    lines = processing_record(current().stores, wave, language=current_language().value)
    return render_template("public/record.html", manifest=waves.manifest_of(held), lines=lines)


def proof(wave: str) -> Response:
    """Give the file that the checking program reads."""
    _record(wave)
    response = Response(public_proof(current().stores, wave), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{wave}-proof.json"'
    return response


def program(name: str) -> Response:
    """Give a file of the checking program."""
    if name not in PROGRAM:
        abort(404)
    response = Response((paths.PACKAGE / PROGRAM[name]).read_bytes(), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _record(wave: str) -> WaveRecord:
    return current().stores.registry.wave(wave) or abort(404)
