"""Past waves brought along: rows of a survey file, counted and discarded; published percentages, taken as they are.

Nothing is written before the whole file was read and found in order. Rows live in memory a chunk at a time, and only as
codes; what is kept is the release. The same file gives the same release, so importing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Missing
from analysis.counting import Counts, count
from analysis.counting.scaling import scaled
from analysis.disclosure import ReleasedCube, write_cube
from analysis.disclosure.bounds import ContradictionError
from analysis.disclosure.gate import NarrowedError
from survey_app.ballots.manifest import Manifest, Mode, Participation, ReportingGroup, Stratum, WaveKind, text_hash
from survey_app.compilers.columns import codebook_of, coded_responses
from survey_app.compilers.tables import table_plan
from survey_app.definitions.mapping import Mapping as RowMapping
from survey_app.definitions.mapping import read_any_mapping
from survey_app.definitions.organisation import Organisation, read_organisation_file
from survey_app.definitions.results import ResultsMapping
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.coding import Coded, Coder, Noted
from survey_app.operations.gating import ImportNarrowedError, banners_of, gated, same_people
from survey_app.operations.ledger import IMPORTED_ROWS, OWN_WEIGHTS, held_before, ledger
from survey_app.operations.published import PublishedWave, read_published
from survey_app.operations.secrets import require_wave_name
from survey_app.operations.strata import strata_of
from survey_app.questionnaire.door import QuestionnaireRejectedError
from survey_app.questionnaire.expressions import names
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.problems import Problem, has_errors, nearest, problem
from survey_app.readers import OpenTable, open_table
from survey_app.store import ReleaseRecord, Stores, WaveState

Progress: TypeAlias = Callable[[int, int], None]
QUIET: Progress = lambda _done, _of: None  # noqa: E731 -- a default that says nothing


class ImportDiffersError(SurveyError):
    """A wave that was released before from something else."""

    code = "import-differs"
    found = N_("Đợt {wave} đã có bản phát hành, và tệp này cho ra số liệu khác.")
    fix = N_("Sổ phát hành không sửa lại được: rút đợt cũ (survey withdraw {wave}) rồi nhập tệp mới với tên đợt khác.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveImport:
    """One wave of a file: what it would be released as. ``counts`` are true cells, in memory only."""

    cube: ReleasedCube
    manifest: Manifest
    kept: int
    counts: Counts | None = None
    new: bool = True
    """False when this very release stands in the ledger already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file comes to, oldest wave first."""

    waves: tuple[WaveImport, ...]
    questionnaire: Questionnaire
    rows: int
    left_out: int
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Who could have answered in one wave."""

    manifest: Manifest
    of_branch: npt.NDArray[np.int64]
    """Stratum of each branch the mapping names; -1 where there is none."""

    @property
    def roll(self) -> npt.NDArray[np.int64]:
        return np.array([stratum.headcount for stratum in self.manifest.strata], dtype=np.int64)


def import_file(
    stores: Stores,
    file: Path,
    *,
    mapping_file: Path,
    organisation_file: Path,
    sheet: str | None = None,
    dry: bool = False,
    progress: Progress = QUIET,
) -> Imported:
    """Return what a file comes to, released wave by wave, oldest first; with ``dry`` nothing is written.

    Raises
    ------
    QuestionnaireRejectedError
        Everything that is wrong with mapping and file, at once, with row and column.
    ImportDiffersError, ImportNarrowedError
        One of the waves was released before, from something else; or, under another name, from nearly the same. No wave
        is written then.
    """
    mapping = read_any_mapping(mapping_file)
    questionnaire = read_questionnaire_file(mapping_file.with_name(f"{mapping.questionnaire}.yaml"))
    mapping = read_any_mapping(mapping_file, questionnaire=questionnaire)
    organisation = read_organisation_file(organisation_file)
    for wave in mapping.waves.values():
        require_wave_name(wave)
    table = open_table(file, sheet=sheet)
    _require_columns(table, mapping)
    if isinstance(mapping, ResultsMapping):
        waves, rows = read_published(table, mapping, questionnaire)
        found = _plan_published(stores, waves, mapping, questionnaire, organisation, rows)
    else:
        found = _plan_rows(stores, table, mapping, questionnaire, organisation, progress)
    return found if dry else _written(stores, found)


def _require_columns(table: OpenTable, mapping: RowMapping | ResultsMapping) -> None:
    condition = names(mapping.keep) if isinstance(mapping, RowMapping) and mapping.keep is not None else frozenset()
    needed = dict.fromkeys((*mapping.columns(), *sorted(condition)))
    file, line = table.name, table.header
    missing = [
        problem("import-column-missing", file=file, line=line, given=name, meant=nearest(name, table.columns))
        for name in needed
        if name not in table.columns
    ]
    if missing:
        raise QuestionnaireRejectedError(missing)


def _plan_rows(
    stores: Stores,
    table: OpenTable,
    mapping: RowMapping,
    questionnaire: Questionnaire,
    organisation: Organisation,
    progress: Progress,
) -> Imported:
    noted = Noted(table.name, table.columns)
    coder = Coder(mapping, questionnaire, noted, table.columns)
    _require_known(mapping, organisation, table.name)
    frames: dict[str, _Frame] = {}
    counted: dict[str, Counts] = {}
    rows = 0
    for chunk in table:
        rows += len(chunk.rows)
        for coded in coder.code(chunk):
            if coded.wave not in frames:
                frames[coded.wave] = _frame(coded.wave, mapping, questionnaire, organisation, coder.branches)
            if noted:
                continue
            piece = _counted(coded, frames[coded.wave], questionnaire)
            counted[coded.wave] = counted[coded.wave] + piece if coded.wave in counted else piece
        progress(chunk.read, table.size or chunk.read)
    if noted:
        raise QuestionnaireRejectedError(sorted(noted.problems(), key=lambda found: (found.line, found.column)))
    if not counted:
        raise QuestionnaireRejectedError([problem("import-nothing-kept", file=table.name, count=rows)])
    planned = _Planned(stores)
    for wave in sorted(counted, key=lambda each: (mapping.dates[each], each)):
        planned.add_rows(frames[wave], counted[wave], questionnaire, weighted=mapping.weight is not None)
    off = [
        problem("import-off-route", file=table.name, given=item, count=times) for item, times in coder.off_route.items()
    ]
    return Imported(
        waves=tuple(planned.waves),
        questionnaire=questionnaire,
        rows=rows,
        left_out=coder.left_out,
        warnings=tuple(off),
    )


def _require_known(mapping: RowMapping, organisation: Organisation, file: str) -> None:
    """Refuse waves without a day and branches that the organisation does not have."""
    known = {branch.branch for branch in organisation.branches}
    named = dict.fromkeys([*mapping.branches.values(), *([mapping.branch_constant] if mapping.branch_constant else [])])
    found = [
        problem("import-branch-foreign", file=file, given=branch, organisation=organisation.organisation)
        for branch in named
        if branch not in known
    ]
    found += [
        problem("import-wave-undated", file=file, given=wave)
        for wave in dict.fromkeys(mapping.waves.values())
        if wave not in mapping.dates
    ]
    if has_errors(found):
        raise QuestionnaireRejectedError(found)


def _frame(
    wave: str, mapping: RowMapping, questionnaire: Questionnaire, organisation: Organisation, branches: Sequence[str]
) -> _Frame:
    strata = strata_of(organisation, on=mapping.dates[wave])
    at = {branch: position for position, stratum in enumerate(strata) for branch in stratum.branches}
    source = {"mapping": mapping.mapping, "kind": "rows", "weights": "file" if mapping.weight else "headcounts"}
    return _Frame(
        manifest=manifest_of(
            wave,
            day=mapping.dates[wave],
            questionnaire=questionnaire,
            organisation=organisation,
            strata=strata,
            source=source,
        ),
        of_branch=np.array([at.get(branch, -1) for branch in branches], dtype=np.int64),
    )


def manifest_of(
    wave: str,
    *,
    day: date,
    questionnaire: Questionnaire,
    organisation: Organisation,
    strata: Sequence[Stratum],
    source: Mapping[str, str],
) -> Manifest:
    """Return the manifest of an imported wave. It names the mapping; nothing in it follows from the rows."""
    return Manifest(
        wave=wave,
        title={language: f"{text} · {wave}" for language, text in questionnaire.title.items()},
        organisation=organisation.title,
        questionnaire=questionnaire.questionnaire,
        digest=text_hash(questionnaire.canonical),
        kind=WaveKind.IMPORT,
        strata=tuple(strata),
        groups=tuple(ReportingGroup(group=group.group, title=group.title) for group in organisation.groups)
        if strata
        else (),
        opens=day.isoformat(),
        closes=day.isoformat(),
        results_on=day.isoformat(),
        tally_keys=(),
        tables=table_plan(questionnaire) if strata else (),
        participation=Participation.IMPORTED,
        mode=Mode.IMPORTED,
        source=source,
    )


def _counted(coded: Coded, frame: _Frame, questionnaire: Questionnaire) -> Counts:
    responses = coded_responses(
        codebook_of(questionnaire),
        coded.codes,
        coded.scores,
        frame.of_branch[coded.branches],
        wave=coded.wave,
        weight=coded.weight,
    )
    names = tuple(stratum.stratum for stratum in frame.manifest.strata)
    return count(responses, strata=names, banners=banners_of(frame.manifest, responses))


class _Planned:
    """Waves on their way into the ledger, each knowing those before it."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._ledger = ledger(stores)
        self._withdrawn = frozenset(stores.registry.withdrawals())
        self.waves: list[WaveImport] = []

    def add_rows(self, frame: _Frame, counts: Counts, questionnaire: Questionnaire, *, weighted: bool) -> None:
        """Put counted rows through the gate."""
        answers = _answers_of(counts)
        if not weighted:
            # A roll that is out of date must not stop an import: it is at least those who answered.
            factor = np.divide(np.maximum(frame.roll, answers), answers, out=np.zeros(len(answers)), where=answers > 0)
            counts = scaled(counts, factor)

        def release(before: Sequence[ReleasedCube], shown: Sequence[ReleasedCube]) -> ReleasedCube:
            return gated(
                counts,
                frame.manifest,
                questionnaire,
                earlier=held_before(shown, frame.manifest),
                chain=before[-1].hash if before else None,
                provenance=IMPORTED_ROWS,
                notes=(OWN_WEIGHTS,) if weighted else (),
                corrects=same_people(before, frame.manifest, shown=shown),
            )

        self._add(frame.manifest, release, kept=int(answers.sum()), counts=counts)

    def add_published(self, manifest: Manifest, wave: PublishedWave) -> None:
        """Take published percentages as they are."""

        def release(before: Sequence[ReleasedCube], _shown: Sequence[ReleasedCube]) -> ReleasedCube:
            return wave.release(manifest, chain=before[-1].hash if before else None)

        self._add(manifest, release, kept=wave.figures, counts=None)

    def _add(
        self,
        manifest: Manifest,
        release: Callable[[Sequence[ReleasedCube], Sequence[ReleasedCube]], ReleasedCube],
        *,
        kept: int,
        counts: Counts | None,
    ) -> None:
        before = (*self._ledger, *(wave.cube for wave in self.waves if wave.new))
        held = next((cube for cube in before if cube.wave == manifest.wave), None)
        if held is None:
            try:
                cube = release(before, self._shown(before))
            except (NarrowedError, ContradictionError) as refusal:
                raise ImportNarrowedError(wave=manifest.wave, column=refusal.fields["column"]) from None
            self.waves.append(WaveImport(cube=cube, manifest=manifest, kept=kept, counts=counts))
            return
        # Made anew as it was made then, among the releases that stood before it; withdrawals since may not matter.
        then = before[: before.index(held)]
        if held.manifest != manifest.hash or all(
            release(then, shown).hash != held.hash for shown in (self._shown(then), then)
        ):
            raise ImportDiffersError(wave=manifest.wave)
        self.waves.append(WaveImport(cube=held, manifest=manifest, kept=kept, counts=counts, new=False))

    def _shown(self, cubes: Sequence[ReleasedCube]) -> tuple[ReleasedCube, ...]:
        return tuple(cube for cube in cubes if cube.wave not in self._withdrawn)


def _answers_of(counts: Counts) -> npt.NDArray[np.int64]:
    """Return the responses per stratum, shape (G,)."""
    return next(iter(counts.tables.values())).stratum_n


def _plan_published(
    stores: Stores,
    waves: Sequence[PublishedWave],
    mapping: ResultsMapping,
    questionnaire: Questionnaire,
    organisation: Organisation,
    rows: int,
) -> Imported:
    planned = _Planned(stores)
    for wave in sorted(waves, key=lambda each: (mapping.dates[each.wave], each.wave)):
        manifest = manifest_of(
            wave.wave,
            day=mapping.dates[wave.wave],
            questionnaire=questionnaire,
            organisation=organisation,
            strata=(),
            source={"mapping": mapping.mapping, "kind": "results"},
        )
        planned.add_published(manifest, wave)
    return Imported(waves=tuple(planned.waves), questionnaire=questionnaire, rows=rows, left_out=0)


def _written(stores: Stores, found: Imported) -> Imported:
    """Return the same, written: wave by wave, each release before the next; interrupted, it is run again."""
    for wave in found.waves:
        name = wave.cube.wave
        if not wave.new:
            continue
        record = stores.registry.wave(name)
        if record is None:
            stores.registry.add_wave(
                wave=name,
                kind=WaveKind.IMPORT.value,
                state=WaveState.CLOSED,
                questionnaire=found.questionnaire.canonical,
                manifest=wave.manifest.canonical(),
                manifest_hash=wave.manifest.hash,
                slips=(),
            )
        elif record.manifest_hash != wave.manifest.hash:
            raise ImportDiffersError(wave=name)
        cube = wave.cube
        stores.registry.add_release(
            ReleaseRecord(wave=name, number=1, hash=cube.hash, previous=cube.previous, cube=write_cube(cube))
        )
        stores.registry.set_state(name, WaveState.RELEASED, among=[WaveState.CLOSED])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """How the rows of a wave answered one column, before protection: for the eyes of whoever holds the file."""

    column: str
    answered: int
    dont_know: int
    refused: int
    skipped: int
    not_asked: int


def item_counts(wave: WaveImport) -> tuple[ItemCount, ...]:
    """Return the counts per column of a wave of rows; none for published results."""
    if wave.counts is None:
        return ()
    found = []
    for (column, banner), cells in wave.counts.tables.items():
        if banner == "total":
            exits = {missing: int(cells.exits(missing)[0]) for missing in Missing}
            found.append(
                ItemCount(
                    column=column,
                    answered=int(cells.base[0]),
                    dont_know=exits[Missing.DONT_KNOW],
                    refused=exits[Missing.REFUSED],
                    skipped=exits[Missing.SKIPPED],
                    not_asked=exits[Missing.NOT_ASKED],
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """How many levels of one table the gate would merge, tell in bands only, or not tell at all."""

    column: str
    banner: str
    merged: int
    banded: int
    gone: int


def withheld(cube: ReleasedCube) -> tuple[Withheld, ...]:
    """Return the tables that would not tell every level."""
    found = []
    for table in cube.tables:
        rungs = list(table.rung.values())
        merged, banded, gone = (rungs.count(rung) for rung in ("merged", "band", "withheld"))
        if merged or banded or gone:
            found.append(
                Withheld(column=table.stub.column, banner=table.banner, merged=merged, banded=banded, gone=gone)
            )
    return tuple(found)
