"""A dress rehearsal with answers of people who were really asked: every row of a survey file becomes a sealed ballot.

The whole path runs: waves are opened with a throw-away key and slips, each row is cast with a slip of its branch, waves
are closed, tallied and released. Replayed waves are marked as such and never stand in a trend with real ones. The file
is read and understood in full before the first wave is opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from survey_app.ballots.manifest import WaveKind
from survey_app.definitions.mapping import Mapping, read_mapping_file
from survey_app.definitions.organisation import Organisation, read_organisation_file
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.run import Script, Step, run_wave
from survey_app.operations.tally import Tallied
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Questionnaire
from survey_app.readers import Table, read_table
from survey_app.store import Stores

Cast = tuple[str, Answers]
"""A branch and what one of its members answered."""


class NothingToReplayError(SurveyError):
    """A file of which the mapping keeps no row."""

    code = "replay-empty"
    found = N_("Không có dòng nào của tệp thuộc các đợt trong mapping “{mapping}”.")
    fix = N_("Kiểm tra cột đợt và điều kiện keep trong mapping.")


class UndatedWaveError(SurveyError):
    """A wave of the mapping without a day, so that no headcount can be looked up."""

    code = "replay-undated"
    found = N_("Mapping “{mapping}” chưa ghi ngày của đợt {wave}.")
    fix = N_("Thêm ngày đó dưới wave: dates, dạng năm-tháng-ngày.")


class ForeignBranchError(SurveyError):
    """A branch of the mapping that the organisation does not have."""

    code = "replay-branch"
    found = N_("Mapping “{mapping}” dùng chi bộ {branches} không có trong tổ chức “{organisation}”.")
    fix = N_("Thêm chi bộ vào tệp tổ chức, hoặc sửa mapping.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One replayed wave: what it came to, with the true cells that only a rehearsal may look at."""

    wave: str
    tallied: Tallied


def replay_file(
    stores: Stores, file: Path, *, mapping_file: Path, organisation_file: Path, step: Step
) -> Iterator[Rehearsed]:
    """Yield each wave of the file as it is released, oldest first.

    Raises
    ------
    SurveyError
        Before the first wave is opened, when file, mapping, questionnaire and organisation do not fit together.
    """
    organisation = read_organisation_file(organisation_file)
    mapping = read_mapping_file(mapping_file)
    questionnaire = read_questionnaire_file(mapping_file.with_name(f"{mapping.questionnaire}.yaml"))
    mapping = read_mapping_file(mapping_file, questionnaire=questionnaire)
    _require_branches(mapping, organisation)
    waves = _understood(read_table(file), mapping, file)
    for wave in sorted(waves, key=lambda each: mapping.dates[each]):
        script = _script(wave, mapping, questionnaire, waves[wave])
        tallied = run_wave(stores, script, questionnaire=questionnaire, organisation=organisation, step=step)
        yield Rehearsed(wave=wave, tallied=tallied)


def _understood(table: Table, mapping: Mapping, file: Path) -> dict[str, list[Cast]]:
    """Return what each wave's rows say; a row that cannot be understood is refused with its line."""
    waves: dict[str, list[Cast]] = defaultdict(list)
    for line, row in enumerate(table.records(), start=2):
        if not mapping.keeps(row):
            continue
        try:
            waves[mapping.wave(row)].append((mapping.branch(row), mapping.answers(row)))
        except SurveyError as refusal:
            refusal.where = f"{file.name}:{line}"
            raise
    if not waves:
        raise NothingToReplayError(where=file.name, mapping=mapping.mapping)
    for wave in waves:
        if wave not in mapping.dates:
            raise UndatedWaveError(mapping=mapping.mapping, wave=wave)
    return dict(waves)


def _require_branches(mapping: Mapping, organisation: Organisation) -> None:
    known = {branch.branch for branch in organisation.branches}
    constant = {mapping.branch_constant} if mapping.branch_constant else set()
    foreign = sorted((set(mapping.branches.values()) | constant) - known)
    if foreign:
        raise ForeignBranchError(
            mapping=mapping.mapping, branches=", ".join(foreign), organisation=organisation.organisation
        )


def _script(wave: str, mapping: Mapping, questionnaire: Questionnaire, answers: list[Cast]) -> Script:
    day = mapping.dates[wave]
    return Script(
        wave=wave,
        title={language: f"{text} · {wave}" for language, text in questionnaire.title.items()},
        kind=WaveKind.REPLAY,
        opens=day,
        closes=day,
        results_on=day,
        answers=tuple(answers),
    )
