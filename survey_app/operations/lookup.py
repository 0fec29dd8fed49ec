"""What a code is worth. Looking spends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from survey_app.ballots.codes import nullifier_of, read_code, slip_key
from survey_app.ballots.rights import derived_mark, derived_right
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.secrets import MissingSecretError, pepper_of
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.store import SlipRecord, Stores, WaveRecord


class SlipState(StrEnum):
    """What a code is worth."""

    OPEN = "open"
    COLLECTED = "collected"
    """Its right was given to a browser, which may or may not have cast a ballot: nobody can tell."""
    SPENT = "spent"
    UNKNOWN = "unknown"


class UnknownSlipError(SurveyError):
    """A well-formed code that was not issued for this wave."""

    code = "slip-unknown"
    found = N_("Mã phiếu này không thuộc đợt đang mở.")
    fix = N_("Xem lại mã và tên đợt in trên phiếu; nếu vẫn không được, xin người phát phiếu một phiếu mã dự phòng.")


class SpentSlipError(SurveyError):
    """A code whose ballot lies in the box already."""

    code = "slip-spent"
    found = N_("Mã phiếu này đã gửi một phiếu; phiếu đó được giữ nguyên.")
    fix = N_("Mỗi mã chỉ gửi được một lần. Nếu chưa gửi, xin báo cho chi bộ để nhận phiếu dự phòng.")


class AlreadyCollectedError(SurveyError):
    """A slip whose right was given to another request."""

    code = "already-collected"
    found = N_("Mã phiếu này đã được dùng để nhận quyền bỏ phiếu, trên một máy khác hoặc theo một cách khác.")
    fix = N_(
        "Làm tiếp trên máy đã bắt đầu, hoặc theo cách trả lời từng trang nếu đã bắt đầu theo cách đó. "
        "Nếu không được, xin người phát phiếu một phiếu mã dự phòng."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a code is worth, and for which stratum: a right is prepared under the key of its stratum."""

    state: SlipState
    stratum: int | None = None
    """None where the slip is gone or never was."""


def find_slip(stores: Stores, wave: str, code: str) -> SlipState:
    """Return what a code is worth in a wave; as ``look_up``."""
    return look_up(stores, wave, code).state


def look_up(stores: Stores, wave: str, code: str) -> Found:
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
        pepper = pepper_of(stores.folder, wave)
    except MissingSecretError:
        return Found(state=SlipState.UNKNOWN)
    key = slip_key(pepper, wave, code)
    slip = stores.registry.slip(key)
    if was_cast_here(stores, record, key, slip):
        return Found(state=SlipState.SPENT)
    if slip is None:
        return Found(state=SlipState.UNKNOWN)
    mine = slip.collected in {None, derived_mark(pepper, key)}
    return Found(state=SlipState.OPEN if mine else SlipState.COLLECTED, stratum=slip.stratum)


def was_cast_here(stores: Stores, record: WaveRecord, key: bytes, slip: SlipRecord | None = None) -> bool:
    """Return True when the ballot that this slip put in without scripts lies in the box.

    A slip that is gone may have been of any stratum; without it all of them are tried.
    """
    pepper = pepper_of(stores.folder, record.wave)
    strata = [slip.stratum] if slip else range(len(manifest_of(record).strata))
    return stores.box.has_any(nullifier_of(derived_right(pepper, key, record.manifest_hash, at)) for at in strata)
