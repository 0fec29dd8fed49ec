"""Taking a released wave out of what is shown. The ledger keeps the release, and the reason."""

from __future__ import annotations

from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.waves import find_wave
from survey_app.store import Stores, WaveState
from survey_app.store.records import WithdrawalRecord

LONGEST_REASON = 500


class NotReleasedYetError(SurveyError):
    """A wave that shows nothing that could be withdrawn."""

    code = "withdraw-nothing"
    found = N_("Đợt {wave} chưa có bản phát hành nào để rút.")
    fix = N_("Đợt chưa phát hành thì hủy bằng lệnh: survey wave cancel {wave}.")


class NoReasonError(SurveyError):
    """A withdrawal that says nothing, or too much."""

    code = "withdraw-reason"
    found = N_("Rút một đợt cần lý do, dài không quá {longest} ký tự.")
    fix = N_("Ghi ngắn gọn vì sao số liệu không dùng được; lý do được lưu mãi trong sổ phát hành.")


class WithdrawnBeforeError(SurveyError):
    """A wave that was withdrawn before, for another reason."""

    code = "withdrawn-before"
    found = N_("Đợt {wave} đã được rút từ trước, với lý do: {reason}")
    fix = N_("Lý do đã ghi không sửa được.")


def withdraw(stores: Stores, wave: str, *, reason: str) -> str:
    """Return the reason as it is kept; from now on the wave stands in no trend and on no page.

    Raises
    ------
    UnknownWaveError, NotReleasedYetError, NoReasonError, WithdrawnBeforeError
        When there is nothing to withdraw, or no word why.
    """
    kept = " ".join(reason.split())
    if not kept or len(kept) > LONGEST_REASON:
        raise NoReasonError(longest=LONGEST_REASON)
    if find_wave(stores, wave).state is not WaveState.RELEASED:
        raise NotReleasedYetError(wave=wave)
    stores.registry.add_withdrawal(WithdrawalRecord(wave=wave, reason=kept))
    standing = stores.registry.withdrawals()[wave]
    if standing != kept:
        raise WithdrawnBeforeError(wave=wave, reason=standing)
    return kept
