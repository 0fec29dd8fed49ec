"""Opening a wave of the plan from the YAML files: what the command line and the demo share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from analysis.disclosure import ReleasedCube
from survey_app import paths
from survey_app.ballots.manifest import ARCHIVE_DAYS, Archive, KeptTexts, WaveKind
from survey_app.clock import today_of
from survey_app.config import Settings
from survey_app.definitions.organisation import Organisation, read_organisation_file
from survey_app.definitions.plan import Plan, PlannedWave, read_plan_file
from survey_app.errors import SurveyError
from survey_app.language import N_, Text
from survey_app.operations.handing import hand_out, require_free, require_links_allowed
from survey_app.operations.keys import public_key_in
from survey_app.operations.pulse import require_filled
from survey_app.operations.rules import IN_ONE_VISIT, BallotRules, OpenRulesError
from survey_app.operations.run import Script, Step, run_wave
from survey_app.operations.simulation import Simulation
from survey_app.operations.waves import Opened, open_wave, strata_of
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores

DAYS_TO_RESULTS = 10
REHEARSAL = "-dien-tap"
REHEARSAL_TITLE = {"vi": "Diễn tập: {title}", "en": "Rehearsal: {title}"}


class NotInPlanError(SurveyError):
    """A wave that the plan does not name."""

    code = "wave-not-planned"
    found = N_("Kế hoạch không có đợt {wave}. Các đợt: {waves}.")
    fix = N_("Sửa tên đợt, thêm đợt vào plan.yaml, hoặc dùng --outside nếu đợt nằm ngoài kế hoạch.")


class PlannedNameError(SurveyError):
    """A wave outside the plan that would take the name of one inside it."""

    code = "wave-in-plan"
    found = N_("Kế hoạch đã có đợt {wave}.")
    fix = N_("Bỏ --outside để mở đợt của kế hoạch, hoặc đặt tên khác cho đợt ngoài kế hoạch.")


class PlannedQuestionnaireError(SurveyError):
    """A wave outside the plan that would stand in the trend of a planned questionnaire."""

    code = "questionnaire-in-plan"
    found = N_("Bộ câu hỏi {questionnaire} đã có lịch trong kế hoạch.")
    fix = N_("Đợt ngoài kế hoạch cần bộ câu hỏi mang tên riêng, ví dụ viết bằng survey new pulse.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The YAML files of one office, read and checked."""

    organisation: Organisation
    plan: Plan
    folder: Path

    def questionnaire(self, name: str) -> Questionnaire:
        """Return the questionnaire of that id."""
        return read_questionnaire_file(self.folder / f"{name}.yaml")

    def planned(self, wave: str) -> PlannedWave:
        """Return the planned wave of that name.

        Raises
        ------
        NotInPlanError
            Naming the waves that there are.
        """
        waves = self.plan.waves()
        for planned in waves:
            if planned.wave == wave:
                return planned
        raise NotInPlanError(wave=wave, waves=", ".join(each.wave for each in waves))


def read_office(settings: Settings) -> Office:
    """Return the office whose files stand in the settings' folder, or the one shipped.

    Raises
    ------
    QuestionnaireRejectedError
        Everything that is wrong with the file of the organisation, or of the plan; that there is none, too.
    """
    folder = settings.questionnaires or paths.questionnaires()
    organisation, plan = folder / "organisation.yaml", folder / "plan.yaml"
    return Office(
        organisation=read_organisation_file(organisation),
        plan=read_plan_file(plan),
        folder=folder,
    )


def open_planned(
    stores: Stores,
    settings: Settings,
    wave: str,
    *,
    key_files: Sequence[Path],
    slips: Path | None,
    questionnaire: Path | None = None,
    opens: datetime | None = None,
    closes: datetime | None = None,
    results: datetime | None = None,
    spares: int = 2,
    archive: Archive | None = None,
    texts: KeptTexts | None = None,
    branch_bands: bool = False,
    links: Path | None = None,
    ballots: BallotRules = IN_ONE_VISIT,
) -> Opened:
    """Return the opened wave of the plan; its slips are handed out before anything else can fail.

    Parameters
    ----------
    slips, links : the sheets, or the list of private links; the codes exist nowhere else.

    Raises
    ------
    HandoutFileExistsError, LinksNeedScriptsError, NotInPlanError
        and whatever ``open_wave`` refuses; nothing was written.
    """
    handout = Handout(slips=slips, links=links)
    handout.require(wave, ballots)
    office = read_office(settings)
    planned = office.planned(wave)
    held = read_questionnaire_file(questionnaire) if questionnaire else office.questionnaire(planned.questionnaire)
    dates = _Dates(opens=opens, closes=closes, results=results)
    return _open(
        stores,
        settings,
        office,
        planned,
        held,
        dates,
        handout,
        key_files=key_files,
        spares=spares,
        archive=archive,
        texts=texts,
        branch_bands=branch_bands,
        ballots=ballots,
    )


def open_outside(
    stores: Stores,
    settings: Settings,
    wave: str,
    *,
    key_files: Sequence[Path],
    slips: Path | None,
    questionnaire: Path,
    closes: datetime,
    opens: datetime | None = None,
    results: datetime | None = None,
    spares: int = 2,
    archive: Archive | None = None,
    texts: KeptTexts | None = None,
    branch_bands: bool = False,
    links: Path | None = None,
    ballots: BallotRules = IN_ONE_VISIT,
) -> Opened:
    """Return a wave opened outside the plan, such as a pulse: from today unless said otherwise, titled by its form.

    Raises
    ------
    PlannedNameError
        The plan has a wave of this name.
    PlannedQuestionnaireError
        The plan has waves of this questionnaire; one between them would stand in their trend.
    UnfilledPulseError
        A blank of the template is left.
    """
    handout = Handout(slips=slips, links=links)
    handout.require(wave, ballots)
    office = read_office(settings)
    held = read_questionnaire_file(questionnaire)
    require_filled(held)
    planned = office.plan.waves()
    if wave in {each.wave for each in planned}:
        raise PlannedNameError(wave=wave)
    if held.questionnaire in {each.questionnaire for each in planned}:
        raise PlannedQuestionnaireError(questionnaire=held.questionnaire)
    today = today_of(settings)
    unplanned = PlannedWave(
        wave=wave, questionnaire=held.questionnaire, title=held.title, opens=today, closes=closes.date()
    )
    dates = _Dates(opens=opens, closes=closes, results=results)
    return _open(
        stores,
        settings,
        office,
        unplanned,
        held,
        dates,
        handout,
        key_files=key_files,
        spares=spares,
        archive=archive,
        texts=texts,
        branch_bands=branch_bands,
        ballots=ballots,
    )


def archive_for(key_file: Path | None, days: int = ARCHIVE_DAYS) -> Archive | None:
    """Return what a manifest says of an archive sealed for the key in a file; None without a file: nothing is kept."""
    return None if key_file is None else Archive(key=public_key_in(key_file), days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    """The days that were named when opening; the plan's where none was."""

    opens: datetime | None
    closes: datetime | None
    results: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """Where the codes go: sheets to be cut, or links to be sent."""

    slips: Path | None = None
    links: Path | None = None

    def require(self, wave: str, ballots: BallotRules) -> None:
        """Return quietly when the codes have a place to go, and may go there."""
        if ballots.is_open and (self.slips or self.links):
            raise OpenRulesError(what="--slips, --links")
        if not ballots.is_open and self.slips is None and self.links is None:
            raise ValueError("codes that go nowhere are lost")
        require_free(self.slips, self.links)
        if self.links is not None:
            require_links_allowed(wave, scripts_required=ballots.scripts_required)


def _open(
    stores: Stores,
    settings: Settings,
    office: Office,
    planned: PlannedWave,
    questionnaire: Questionnaire,
    dates: _Dates,
    handout: Handout,
    *,
    key_files: Sequence[Path],
    spares: int,
    archive: Archive | None,
    texts: KeptTexts | None,
    branch_bands: bool,
    ballots: BallotRules,
) -> Opened:
    last = dates.closes.date() if dates.closes else planned.closes
    opened = open_wave(
        stores,
        wave=planned.wave,
        title=planned.title,
        kind=WaveKind.REAL,
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=[public_key_in(path) for path in key_files],
        opens=dates.opens.date() if dates.opens else planned.opens,
        closes=last,
        results_on=dates.results.date() if dates.results else last + timedelta(days=DAYS_TO_RESULTS),
        spares=spares,
        archive=archive,
        texts=texts,
        branch_bands=branch_bands,
        address=settings.public_address,
        today=today_of(settings),
        ballots=ballots,
    )
    hand_out(opened.manifest, opened.slips, settings, sheets=handout.slips, links=handout.links)
    return opened


def rehearse(stores: Stores, settings: Settings, wave: str, *, today: date, step: Step) -> ReleasedCube:
    """Return the release of a planned wave rehearsed with invented answers; it stands in no trend."""
    office = read_office(settings)
    planned = office.planned(wave)
    questionnaire = office.questionnaire(planned.questionnaire)
    strata = strata_of(office.organisation, on=today)
    simulated = Simulation(questionnaire, sizes=[stratum.headcount for stratum in strata], seed=today.toordinal()).wave(
        quarter=(today.month + 2) // 3
    )
    answers = [(strata[at].branches[0], one) for at, one in zip(simulated.strata, simulated.answers, strict=True)]
    script = Script(
        wave=wave + REHEARSAL,
        title=_rehearsal_title(planned.title),
        kind=WaveKind.REHEARSAL,
        opens=today,
        closes=today,
        results_on=today,
        answers=answers,
    )
    return run_wave(stores, script, questionnaire=questionnaire, organisation=office.organisation, step=step).cube


def _rehearsal_title(title: Text) -> Text:
    return {language: REHEARSAL_TITLE[language].format(title=text) for language, text in title.items()}
