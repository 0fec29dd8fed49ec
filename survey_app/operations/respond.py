"""A member's two steps: is this slip unspent, and cast.

Spending touches two databases without a common transaction: the ballot goes into the box first, then the slip is
deleted. A crash between the two leaves a slip whose ballot lies in the box; such a slip counts as spent at once, and
``reconcile`` removes it at the next start. So no acknowledged ballot is lost and no slip is burnt without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from survey_app.ballots.codes import message_of, nullifier_of, read_code, slip_key
from survey_app.ballots.sealing import seal
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.secrets import MissingSecretError, pepper_of
from survey_app.operations.waves import WaveStatus, find_wave, manifest_of, status_of
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import BallotRecord, Stores, WaveRecord, WaveState
from survey_app.store.errors import NotAcceptingError

__all__ = [
    "SlipState",
    "UnknownSlipError",
    "cast",
    "cast_many",
    "find_slip",
    "find_wave",
    "frozen_questionnaire",
    "reconcile",
]


class SlipState(StrEnum):
    """What a code is worth."""

    OPEN = "open"
    SPENT = "spent"
    UNKNOWN = "unknown"


class UnknownSlipError(SurveyError):
    """A well-formed code that was not issued for this wave."""

    code = "slip-unknown"
    found = N_("Mã phiếu này không thuộc đợt đang mở.")
    fix = N_("Xem lại mã và tên đợt in trên phiếu; nếu vẫn không được, xin người phát phiếu một phiếu mã dự phòng.")


def frozen_questionnaire(record: WaveRecord) -> Questionnaire:
    """Return the questionnaire that the wave froze when it was opened."""
    return _load_once(record.questionnaire, record.wave)


def find_slip(stores: Stores, wave: str, code: str) -> SlipState:
    """Return what a code is worth in a wave. Looks only: no byte of either store changes.

    Raises
    ------
    MistypedCodeError
        when no printed code can be meant.
    UnknownWaveError
        when there is no such wave.
    """
    record = find_wave(stores, wave)
    code = read_code(code)
    try:
        key = slip_key(pepper_of(stores.folder, record.wave), record.wave, code)
        nullifier = _nullifier(stores, record.wave, key)
    except MissingSecretError:
        return SlipState.UNKNOWN
    if stores.box.has(nullifier):
        return SlipState.SPENT
    if stores.registry.slip(key) is not None:
        return SlipState.OPEN
    # cast may have finished between the two looks: then its ballot is in the box by now
    return SlipState.SPENT if stores.box.has(nullifier) else SlipState.UNKNOWN


def cast(stores: Stores, wave: str, code: str, answers: Answers, *, today: date | None = None) -> None:
    """Put one sealed ballot into the box and spend the slip. A code whose ballot is there changes nothing.

    Parameters
    ----------
    today : the day on which the window must be open. Without it the caller has looked at the window itself; a wave
        that was closed or cancelled refuses in any case.

    Raises
    ------
    NotAcceptingError
        when the wave is not open; nothing was spent.
    UnknownSlipError, MistypedCodeError, UnknownWaveError
        when there is no such slip.
    BallotTooLargeError
        when the answers do not fit; nothing was spent.
    """
    record = find_wave(stores, wave)
    code = read_code(code)
    if record.state is not WaveState.OPEN or (today and status_of(record, today) is not WaveStatus.OPEN):
        raise NotAcceptingError(wave=wave)
    try:
        key = slip_key(pepper_of(stores.folder, wave), wave, code)
        nullifier = _nullifier(stores, wave, key)
    except MissingSecretError:
        raise NotAcceptingError(wave=wave) from None
    if not stores.box.has(nullifier):
        slip = stores.registry.slip(key)
        if slip is None and not stores.box.has(nullifier):
            raise UnknownSlipError
        if slip is not None:
            ballot = _sealed(record, slip.stratum, answers)
            stores.box.put(BallotRecord(nullifier=nullifier, wave=wave, stratum=slip.stratum, ballot=ballot))
    stores.registry.spend_slip(key)


def cast_many(stores: Stores, wave: str, ballots: Iterable[tuple[str, Answers]]) -> int:
    """Return how many ballots were put in. The same two steps as ``cast``, each for all codes in one transaction.

    For a wave that the program itself answers (simulation, replay), where one disk write per ballot would only cost
    time. All codes are looked up before anything is written.

    Raises
    ------
    NotAcceptingError, UnknownSlipError, MistypedCodeError, UnknownWaveError, BallotTooLargeError
        as ``cast``; nothing was written.
    """
    record = find_wave(stores, wave)
    pepper = pepper_of(stores.folder, wave)
    strata = {slip.key: slip.stratum for slip in stores.registry.slips(wave)}
    cast_already = stores.box.nullifiers(wave)
    records: dict[bytes, BallotRecord] = {}
    for code, answers in ballots:
        key = slip_key(pepper, wave, read_code(code))
        nullifier = nullifier_of(message_of(pepper, key))
        if key in records or nullifier in cast_already:
            continue
        if key not in strata:
            raise UnknownSlipError
        ballot = _sealed(record, strata[key], answers)
        records[key] = BallotRecord(nullifier=nullifier, wave=wave, stratum=strata[key], ballot=ballot)
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
            if _nullifier(stores, record.wave, slip.key) in cast_already:
                mended += stores.registry.spend_slip(slip.key)
    if mended:
        # the crash may have come before the newest ballot was mixed with the others
        stores.box.mix()
    return mended


def _nullifier(stores: Stores, wave: str, key: bytes) -> bytes:
    return nullifier_of(message_of(pepper_of(stores.folder, wave), key))


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
