"""How ballots of a wave come in: in one visit or two phases, with scripts required or offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_app.ballots.blind import signing_text
from survey_app.ballots.manifest import BlindPromises, Mode, Participation, ReportingGroup, Stratum
from survey_app.compilers.tables import table_plan
from survey_app.definitions.organisation import Organisation
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.scripts import member_scripts
from survey_app.operations.secrets import SigningKeys
from survey_app.operations.strata import strata_of
from survey_app.questionnaire.model import PlannedTable, Questionnaire

EVERYBODY = Stratum(
    stratum="open", title={"vi": "Mọi người", "en": "Everybody"}, group="open", branches=(), headcount=0
)
"""The one stratum of an open wave: it has no roll."""


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


class OpenRulesError(SurveyError):
    """Something asked of an open wave that only a roll of people makes possible."""

    code = "wave-open-to-all"
    found = N_("Đợt lấy ý kiến rộng rãi (ai cũng trả lời được) không có danh sách nên không dùng được: {what}.")
    fix = N_("Bỏ tùy chọn đó, hoặc mở đợt có phiếu mã (--participation slips).")


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRules:
    """What the manifest promises about the way of a ballot, and who may cast one."""

    participation: Participation = Participation.SLIPS
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

    @property
    def is_open(self) -> bool:
        """Whether anybody may answer."""
        return self.participation is Participation.OPEN

    def require_roll(self, *, branch_bands: bool) -> None:
        """Return quietly when nothing is asked of an open wave that it cannot do without a roll.

        Raises
        ------
        OpenRulesError
            Naming it.
        """
        if self.is_open and self.mode is Mode.TWO_PHASE:
            raise OpenRulesError(what="--mode two-phase")
        if self.is_open and branch_bands:
            raise OpenRulesError(what="--branch-bands")

    def strata(self, organisation: Organisation, *, on: date, spares: int) -> tuple[Stratum, ...]:
        """Return the strata of a wave on a day; of an open one, everybody."""
        return (EVERYBODY,) if self.is_open else strata_of(organisation, on=on, spares=spares)

    def groups(self, organisation: Organisation) -> tuple[ReportingGroup, ...]:
        """Return the groups by which results are told; nobody knows of them in an open wave."""
        if self.is_open:
            return ()
        return tuple(ReportingGroup(group=group.group, title=group.title) for group in organisation.groups)

    def tables(self, questionnaire: Questionnaire) -> tuple[PlannedTable, ...]:
        """Return the table plan of a wave."""
        return table_plan(questionnaire, grouped=not self.is_open)

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
