"""On which days a wave gives out rights to a ballot, and on which it takes ballots."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from survey_app.ballots.manifest import Manifest, Mode
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.waves import WaveStatus, status_of
from survey_app.store import WaveRecord, WaveState
from survey_app.store.errors import NotAcceptingError


class Phase(StrEnum):
    """What may be done on a day within the window."""

    BOTH = "both"
    """Collect and cast in one visit."""
    COLLECT = "collect"
    """Two phases, the first: collect, keep the right."""
    BETWEEN = "between"
    """Two phases, the days between."""
    CAST = "cast"
    """Two phases, the second: cast."""


class NotTheDayError(SurveyError):
    """A step of a two-phase wave on a day of the other phase."""

    code = "not-the-day"
    found = N_("Đợt này nhận quyền bỏ phiếu đến hết ngày {collect_until} và gửi phiếu từ ngày {cast_from}.")
    fix = N_("Xin quay lại đúng ngày; chưa có gì được gửi và mã phiếu chưa bị dùng.")


class ScriptsRequiredError(SurveyError):
    """A ballot on the path without scripts, in a wave that promised to take none."""

    code = "scripts-required"
    found = N_("Đợt này chỉ nhận phiếu được niêm phong ngay trên máy của người trả lời.")
    fix = N_("Bật JavaScript rồi mở lại trang, hoặc trả lời trên máy khác; mã phiếu chưa bị dùng.")


def phase_of(manifest: Manifest, today: date) -> Phase:
    """Return what a wave does on a day within its window."""
    blind, day = manifest.blind, today.isoformat()
    if manifest.mode is not Mode.TWO_PHASE or blind is None:
        return Phase.BOTH
    if day <= str(blind.collect_until):
        return Phase.COLLECT
    return Phase.CAST if day >= str(blind.cast_from) else Phase.BETWEEN


def require_open(record: WaveRecord, manifest: Manifest, today: date | None, *, step: Phase) -> None:
    """Return quietly when the wave takes this step (``COLLECT`` or ``CAST``) on this day.

    Parameters
    ----------
    today : None where the caller has looked at the window itself; a closed or cancelled wave refuses in any case.

    Raises
    ------
    NotAcceptingError
        when the wave is not open.
    NotTheDayError
        when it is open, but in its other phase.
    """
    if record.state is not WaveState.OPEN or (today and status_of(record, today) is not WaveStatus.OPEN):
        raise NotAcceptingError(wave=record.wave)
    blind = manifest.blind
    if today and blind and phase_of(manifest, today) not in {Phase.BOTH, step}:
        raise NotTheDayError(collect_until=_shown(blind.collect_until), cast_from=_shown(blind.cast_from))


def _shown(day: str | None) -> str:
    return date.fromisoformat(str(day)).strftime("%d/%m/%Y")
