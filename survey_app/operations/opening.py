"""Opening a wave of the plan from the YAML files: what the command line and the demo share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from analysis.disclosure import ReleasedCube
from survey_app import paths
from survey_app.ballots.manifest import ARCHIVE_DAYS, Archive, WaveKind
from survey_app.clock import today_of
from survey_app.config import Settings
from survey_app.definitions.organisation import Organisation, load_organisation
from survey_app.definitions.plan import Plan, PlannedWave, load_plan
from survey_app.errors import SurveyError
from survey_app.language import N_, Text, say
from survey_app.operations.keys import public_key_in
from survey_app.operations.pulse import require_filled
from survey_app.operations.run import Script, Step, run_wave
from survey_app.operations.simulation import Simulation
from survey_app.operations.waves import Opened, open_wave, strata_of
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Questionnaire
from survey_app.report.slips import Slip, slip_sheets
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


class SlipsFileExistsError(SurveyError):
    """A sheet of slips is never written over another file."""

    code = "slips-file-exists"
    found = N_("Tệp {path} đã có.")
    fix = N_("Chọn tên khác: mã trên tờ phiếu cũ không lấy lại được.")


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
    """Return the office whose files stand in the settings' folder, or the one shipped."""
    folder = settings.questionnaires or paths.questionnaires()
    organisation, plan = folder / "organisation.yaml", folder / "plan.yaml"
    return Office(
        organisation=load_organisation(organisation.read_text(encoding="utf-8"), file=organisation.name),
        plan=load_plan(plan.read_text(encoding="utf-8"), file=plan.name),
        folder=folder,
    )


def open_planned(
    stores: Stores,
    settings: Settings,
    wave: str,
    *,
    key_files: Sequence[Path],
    slips: Path,
    questionnaire: Path | None = None,
    opens: datetime | None = None,
    closes: datetime | None = None,
    results: datetime | None = None,
    spares: int = 2,
    archive: Archive | None = None,
) -> Opened:
    """Return the opened wave of the plan; its slips are printed to ``slips`` before anything else can fail."""
    _require_free(slips)
    office = read_office(settings)
    planned = office.planned(wave)
    held = read_questionnaire_file(questionnaire) if questionnaire else office.questionnaire(planned.questionnaire)
    dates = _Dates(opens=opens, closes=closes, results=results)
    return _open(
        stores, settings, office, planned, held, dates, key_files=key_files, slips=slips, spares=spares, archive=archive
    )


def open_outside(
    stores: Stores,
    settings: Settings,
    wave: str,
    *,
    key_files: Sequence[Path],
    slips: Path,
    questionnaire: Path,
    closes: datetime,
    opens: datetime | None = None,
    results: datetime | None = None,
    spares: int = 2,
    archive: Archive | None = None,
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
    _require_free(slips)
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
        key_files=key_files,
        slips=slips,
        spares=spares,
        archive=archive,
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


def _require_free(slips: Path) -> None:
    if slips.exists():
        raise SlipsFileExistsError(path=slips)


def _open(
    stores: Stores,
    settings: Settings,
    office: Office,
    planned: PlannedWave,
    questionnaire: Questionnaire,
    dates: _Dates,
    *,
    key_files: Sequence[Path],
    slips: Path,
    spares: int,
    archive: Archive | None,
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
        address=settings.public_address,
        today=today_of(settings),
    )
    print_slips(opened, settings, slips)
    return opened


def print_slips(opened: Opened, settings: Settings, path: Path, *, only: frozenset[str] | None = None) -> None:
    """Write the sheet of slips (of these codes only, where given), readable by its owner alone."""
    manifest, language = opened.manifest, settings.language
    sheets = slip_sheets(
        [
            Slip(stratum=say(slip.title, language), code=slip.code)
            for slip in opened.slips
            if only is None or slip.code in only
        ],
        title=say(manifest.title, language),
        organisation=say(manifest.organisation, language),
        address=settings.public_address,
        wave=manifest.wave,
        closes=date.fromisoformat(manifest.closes),
        language=language,
    )
    path.touch(mode=0o600)
    path.write_bytes(sheets)


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
