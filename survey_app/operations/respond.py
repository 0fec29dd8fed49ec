"""A member's ballot on the path without scripts: the server collects and casts in one go, and forgets.

Spending touches two databases without a common transaction: the slip is marked, the ballot goes into the box, then the
slip is deleted. The mark keeps a browser from collecting in between. A crash leaves a marked slip, with which the same
path can be gone again, or one whose ballot lies in the box; that one counts as spent at once, and ``reconcile`` removes
it at the next start. So no acknowledged ballot is lost and no slip is burnt without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from survey_app.ballots.codes import nullifier_of, read_code, slip_key
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.rights import derived_mark, derived_right, sign_derived
from survey_app.ballots.sealing import seal
from survey_app.operations.casting import CastOutcome, cast_sealed, require_valid
from survey_app.operations.lookup import (
    AlreadyCollectedError,
    SlipState,
    UnknownSlipError,
    find_slip,
    was_cast_here,
)
from survey_app.operations.phases import Phase, ScriptsRequiredError, require_open
from survey_app.operations.secrets import MissingSecretError, pepper_of, signing_key_of
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import BallotRecord, Marking, SlipRecord, Stores, WaveRecord, WaveState
from survey_app.store.errors import NotAcceptingError

__all__ = [
    "SlipState",
    "UnknownSlipError",
    "cast",
    "cast_many",
    "cast_open",
    "find_slip",
    "find_wave",
    "frozen_questionnaire",
    "mix_again",
    "reconcile",
    "require_pages",
]


def frozen_questionnaire(record: WaveRecord) -> Questionnaire:
    """Return the questionnaire that the wave froze when it was opened."""
    return _load_once(record.questionnaire, record.wave)


def cast(stores: Stores, wave: str, code: str, answers: Answers, *, today: date | None = None) -> None:
    """Put one sealed ballot into the box and spend the slip. A code whose ballot is there changes nothing.

    Parameters
    ----------
    today : the day on which the window must be open. Without it the caller has looked at the window itself; a wave
        that was closed or cancelled refuses in any case.

    Raises
    ------
    NotAcceptingError, NotTheDayError
        when the wave takes no ballots; nothing was spent.
    ScriptsRequiredError
        when the wave takes none on this path.
    UnknownSlipError, MistypedCodeError, UnknownWaveError
        when there is no such slip.
    AlreadyCollectedError
        when the slip's right was given to a browser.
    BallotTooLargeError
        when the answers do not fit; nothing was spent.
    """
    record = find_wave(stores, wave)
    code = read_code(code)
    require_pages(record, today)
    try:
        pepper = pepper_of(stores.folder, wave)
        key = slip_key(pepper, wave, code)
        slip = stores.registry.slip(key)
        # a slip that is gone, or left behind by a crash, has its ballot in the box
        if was_cast_here(stores, record, key, slip):
            stores.registry.spend_slip(key)
            return
        if slip is None:
            raise UnknownSlipError
        ballot = _verified(record, slip, pepper, signing_key_of(stores.folder, wave, slip.stratum), answers)
    except MissingSecretError:
        raise NotAcceptingError(wave=wave) from None
    if stores.registry.mark_slip(key, derived_mark(pepper, key), mixed=False) is Marking.OTHER:
        raise AlreadyCollectedError
    try:
        stores.box.put(ballot)
    except NotAcceptingError:
        stores.registry.mix()
        raise
    stores.registry.spend_slip(key)


def cast_open(
    stores: Stores, wave: str, right: bytes, answers: Answers, *, today: date | None = None, most: int | None = None
) -> CastOutcome:
    """Put one sealed ballot of an open wave into the box; the same message twice is one ballot.

    Parameters
    ----------
    right : a message that the start page drew at random; it lives in the hidden field of the form alone.
    most : ballots that such a wave takes.

    Raises
    ------
    NotAcceptingError, ScriptsRequiredError, UnknownWaveError
        when the wave takes no ballots on this path.
    InvalidRightError
        when the wave is no open one, or the message belongs to another.
    BoxFullError, BallotTooLargeError
        when the box takes no more, or not so much.
    """
    record = find_wave(stores, wave)
    require_pages(record, today)
    ballot = _sealed(record, 0, answers)
    return cast_sealed(stores, wave, stratum=0, right=right, signature=b"", ballot=ballot, today=today, most=most)


def require_pages(record: WaveRecord, today: date | None) -> None:
    """Return quietly when the wave takes ballots without scripts on this day.

    Raises
    ------
    NotAcceptingError, NotTheDayError, ScriptsRequiredError
        otherwise.
    """
    manifest = manifest_of(record)
    require_open(record, manifest, today, step=Phase.CAST)
    if manifest.blind is None:
        raise NotAcceptingError(wave=record.wave)
    if manifest.blind.scripts_required:
        raise ScriptsRequiredError


def cast_many(stores: Stores, wave: str, ballots: Iterable[tuple[str, Answers]]) -> int:
    """Return how many ballots were put in. The same steps as ``cast``, each for all codes in one transaction.

    For a wave that the program itself answers (simulation, replay), where one disk write per ballot would only cost
    time. All codes are looked up, and all rights verified, before anything is written. Nobody else answers meanwhile,
    so no slip is marked.

    Raises
    ------
    NotAcceptingError, UnknownSlipError, MistypedCodeError, UnknownWaveError, BallotTooLargeError
        as ``cast``; nothing was written.
    AlreadyCollectedError
        when the right of one of the slips was given to a browser; nothing was written.
    """
    record = find_wave(stores, wave)
    pepper = pepper_of(stores.folder, wave)
    slips = {slip.key: slip for slip in stores.registry.slips(wave)}
    signing = {at: signing_key_of(stores.folder, wave, at) for at in {slip.stratum for slip in slips.values()}}
    cast_already = stores.box.nullifiers(wave)
    records: dict[bytes, BallotRecord] = {}
    for code, answers in ballots:
        key = slip_key(pepper, wave, read_code(code))
        slip = slips.get(key)
        if key in records or (slip is None and was_cast_here(stores, record, key)):
            continue
        if slip is None:
            raise UnknownSlipError
        if slip.collected is not None:
            raise AlreadyCollectedError
        ballot = _verified(record, slip, pepper, signing[slip.stratum], answers)
        if ballot.nullifier not in cast_already:
            records[key] = ballot
    put_in = stores.box.put_all(tuple(records.values()))
    stores.registry.spend_slips(records)
    return put_in


def reconcile(stores: Stores) -> int:
    """Return how many slips were left by a crash and are spent now: those whose ballot lies in the box.

    To be called at every start and before every tally. Waves without their pepper have nothing left to reconcile.
    """
    mended = 0
    for record in stores.registry.waves():
        if record.state not in {WaveState.OPEN, WaveState.CLOSED}:
            continue
        cast_already = stores.box.nullifiers(record.wave)
        for slip in stores.registry.slips(record.wave) if cast_already else ():
            pepper = pepper_of(stores.folder, record.wave)
            if nullifier_of(derived_right(pepper, slip.key, record.manifest_hash, slip.stratum)) in cast_already:
                mended += stores.registry.spend_slip(slip.key)
    if mended:
        # the crash may have come before the newest ballot was mixed with the others
        stores.box.mix()
    return mended


def mix_again(stores: Stores) -> None:
    """Rewrite both stores: a crash may have come between a change and its mixing. To be called before serving."""
    stores.registry.mix()
    stores.box.mix()


def _verified(
    record: WaveRecord, slip: SlipRecord, pepper: bytes, signing_key: PrivateKey, answers: Answers
) -> BallotRecord:
    """Return the sealed ballot of a slip with its right collected and verified, ready for the box."""
    right = derived_right(pepper, slip.key, record.manifest_hash, slip.stratum)
    require_valid(record, right, sign_derived(signing_key, right), stratum=slip.stratum)
    return BallotRecord(
        nullifier=nullifier_of(right),
        wave=record.wave,
        stratum=slip.stratum,
        ballot=_sealed(record, slip.stratum, answers),
    )


def _sealed(record: WaveRecord, stratum: int, answers: Answers) -> bytes:
    return seal(
        payload(frozen_questionnaire(record), answers),
        stratum=stratum,
        manifest_hash=record.manifest_hash,
        keys=manifest_of(record).public_keys(),
    )


@lru_cache(maxsize=8)
def _load_once(text: str, wave: str) -> Questionnaire:
    return load_questionnaire(text, file=wave)
