"""Collecting: a code and a blinded message buy one blind signature. The server sees who asks, never for what.

The signature is computed first and given out only when the registry holds the mark of this very request, so a crash
leaves either an unmarked slip or one whose request is answered again with the same signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from survey_app.ballots.blind import blind_sign
from survey_app.ballots.codes import read_code, slip_key
from survey_app.operations.lookup import AlreadyCollectedError, SpentSlipError, UnknownSlipError, was_cast_here
from survey_app.operations.phases import Phase, require_open
from survey_app.operations.secrets import MissingSecretError, pepper_of, signing_key_of
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.store import Marking, Stores
from survey_app.store.errors import NotAcceptingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The signature of a blinded message, and the stratum under whose key it stands."""

    stratum: int
    signature: bytes = field(repr=False)


def collect(stores: Stores, wave: str, code: str, blinded: bytes, *, today: date | None = None) -> Collected:
    """Return the signature of a blinded message. The same request is answered the same; another one is refused.

    Raises
    ------
    NotAcceptingError, NotTheDayError
        when the wave gives out no rights on this day.
    MistypedCodeError, UnknownSlipError, SpentSlipError, UnknownWaveError
        when there is no such slip.
    BlindedMessageError
        when no client of ours sends such a thing; the slip stays as it was.
    AlreadyCollectedError
        when the slip's right was given to another request.
    """
    record = find_wave(stores, wave)
    manifest = manifest_of(record)
    code = read_code(code)
    require_open(record, manifest, today, step=Phase.COLLECT)
    if manifest.blind is None:
        raise NotAcceptingError(wave=wave)
    mark = hashlib.sha256(blinded).digest()
    try:
        key = slip_key(pepper_of(stores.folder, wave), wave, code)
        slip = stores.registry.slip(key)
        if slip is None:
            raise SpentSlipError if was_cast_here(stores, record, key) else UnknownSlipError
        if slip.collected not in {None, mark}:
            raise AlreadyCollectedError
        signature = blind_sign(signing_key_of(stores.folder, wave, slip.stratum), blinded)
    except MissingSecretError:
        raise NotAcceptingError(wave=wave) from None
    marking = stores.registry.mark_slip(key, mark)
    if marking is not Marking.MARKED:
        raise AlreadyCollectedError if marking is Marking.OTHER else SpentSlipError
    return Collected(stratum=slip.stratum, signature=signature)
