"""How ballots of a wave come in: in one visit or two phases, with scripts required or offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_app.ballots.blind import signing_text
from survey_app.ballots.manifest import BlindPromises, Mode
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.scripts import member_scripts
from survey_app.operations.secrets import SigningKeys


class PhasesError(SurveyError):
    """Two phases that overlap, leave the window or are named for a wave without them."""

    code = "wave-phases"
    found = N_("Hai giai đoạn của đợt không dùng được: nhận quyền đến {collect_until}, gửi phiếu từ {cast_from}.")
    fix = N_(
        "Đợt hai giai đoạn cần cả hai ngày, trong thời gian mở của đợt, ngày gửi phiếu sau ngày cuối nhận quyền; "
        "đợt khác thì không ghi hai ngày này."
    )


class BandsNeedArchiveError(SurveyError):
    """Bands of branches without an archive to count them from."""

    code = "bands-need-archive"
    found = N_("Đợt {wave} muốn nêu từng chi bộ hai mức mỗi năm nhưng không giữ kho lưu để đếm.")
    fix = N_("Thêm --archive-key (giữ đến hết năm), hoặc bỏ --branch-bands.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRules:
    """What the manifest promises about the way of a ballot."""

    mode: Mode = Mode.SINGLE_VISIT
    scripts_required: bool = False
    collect_until: date | None = None
    """Two phases: the last day on which rights are given out …"""
    cast_from: date | None = None
    """… and the first, later one on which ballots are taken."""

    def require_phases(self, opens: date, closes: date) -> None:
        """Return quietly when the phases fit the mode and the window.

        Raises
        ------
        PhasesError
            otherwise.
        """
        until, since = self.collect_until, self.cast_from
        if self.mode is not Mode.TWO_PHASE:
            fitting = until is None and since is None
        else:
            fitting = until is not None and since is not None and opens <= until < since <= closes
        if not fitting:
            raise PhasesError(collect_until=until or "—", cast_from=since or "—")

    def promises(self, keys: SigningKeys) -> BlindPromises:
        """Return this part of the manifest, with the public halves of the wave's keys."""
        return BlindPromises(
            signing_keys=tuple(signing_text(key) for key in keys.strata),
            addenda_key=signing_text(keys.addenda),
            scripts=dict(member_scripts()),
            scripts_required=self.scripts_required,
            collect_until=self.collect_until.isoformat() if self.collect_until else None,
            cast_from=self.cast_from.isoformat() if self.cast_from else None,
        )


IN_ONE_VISIT = BallotRules()
"""The normal way."""
