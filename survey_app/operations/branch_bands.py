"""Single branches, once a year, in two bands: counted from the archives of the year's waves that promised it.

The bands stand in a new release of the year's last wave, which is the earlier one with these tables added. It takes its
place in the ledger like any other. Where they could be told too closely beside the groups, a question has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column
from analysis.disclosure import TOTAL, ReleasedCube, Rules, write_cube
from analysis.disclosure.branches import KnownSum, YearOfBranches, branch_table, known_sums, too_close
from analysis.disclosure.cube import hashed
from analysis.disclosure.ladder import Rung, sides_of
from analysis.disclosure.released import ReleasedTable
from analysis.disclosure.system import EXITS, unknowns_of
from analysis.disclosure.tables import GROUP
from analysis.disclosure.yearly import BRANCH, BranchBands, BranchWave, yearly_bands, years_told
from analysis.errors import AnalysisError
from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.manifest import Manifest, read_manifest
from survey_app.compilers.columns import codebook_of, responses_of
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.archives import sealed_archive
from survey_app.operations.deciding import answers_in
from survey_app.operations.gating import rules_of
from survey_app.operations.ledger import latest, ledger, standing
from survey_app.operations.waves import find_wave
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import ReleaseRecord, Stores

Counts64 = npt.NDArray[np.int64]


class NoBranchYearError(SurveyError):
    """A year in which no wave promised bands of branches, or that is not to be told."""

    code = "branches-none"
    found = N_("Không nêu được từng chi bộ của năm {year}: {why}.")
    fix = N_("Cần các đợt của năm đó mở bằng --branch-bands, đã phát hành, còn kho lưu; mỗi năm chỉ nêu một lần.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """One wave of the year, opened from its archive, in memory only."""

    cube: ReleasedCube
    known: tuple[ReleasedCube, ...]
    """Every release of the wave: a corrected one is not forgotten by those who read it."""
    manifest: Manifest
    columns: dict[str, Column]
    answers: dict[str, Counts64]

    @property
    def rolls(self) -> dict[str, int]:
        """People on the roll by branch."""
        return {stratum.stratum: stratum.headcount for stratum in self.manifest.strata}


def tell_branches(stores: Stores, year: str, key: PrivateKey, *, questionnaire: str | None = None) -> ReleasedCube:
    """Return the release of a year's last wave with its single branches in two bands, persisted.

    Parameters
    ----------
    key : the private half of the archive key that all these waves name.
    questionnaire : whose waves; may be left out where the year had one questionnaire with bands.

    Raises
    ------
    NoBranchYearError
        No wave of the year promised it, or the year was told already.
    NoArchiveError, DamagedArchiveError
        An archive is gone, or this key does not open it.
    """
    cubes = _of_year(stores, year, questionnaire)
    chain = ledger(stores)
    opened = [_opened(stores, cube, key, chain) for cube in cubes]
    held = tuple(cube for cube in chain if cube.questionnaire == cubes[-1].questionnaire)
    told = years_told(held)
    if year in told:
        raise NoBranchYearError(year=year, why=Said(N_("đã nêu rồi")))
    last = opened[-1]
    before = _rolls_before(stores, held, told, year)
    tables = [table for column in last.columns.values() if (table := _table(opened, column, before)) is not None]
    cube = hashed(replace(last.cube, tables=(*last.cube.tables, *tables), previous=chain[-1].hash, hash=""))
    number = 1 + sum(one.wave == cube.wave for one in chain)
    stores.registry.add_release(
        ReleaseRecord(wave=cube.wave, number=number, hash=cube.hash, previous=cube.previous, cube=write_cube(cube))
    )
    return cube


def told_of(cube: ReleasedCube) -> tuple[ReleasedTable, ...]:
    """Return the tables of single branches in a release."""
    return tuple(table for table in cube.tables if table.banner == BRANCH)


def _of_year(stores: Stores, year: str, questionnaire: str | None) -> list[ReleasedCube]:
    found = [
        cube
        for cube in standing(stores)
        if cube.closed[:4] == year
        and questionnaire in {None, cube.questionnaire}
        and read_manifest(find_wave(stores, cube.wave).manifest).branch_bands
    ]
    names = {cube.questionnaire for cube in found}
    if len(names) != 1:
        why = Said(N_("nhiều bộ câu hỏi: {names}"), {"names": ", ".join(sorted(names))})
        why = why if names else Said(N_("không đợt nào hứa điều này"))
        raise NoBranchYearError(year=year, why=why)
    return sorted(found, key=lambda cube: (cube.closed, cube.wave))


def _opened(stores: Stores, cube: ReleasedCube, key: PrivateKey, chain: Sequence[ReleasedCube]) -> _Wave:
    record = find_wave(stores, cube.wave)
    manifest = read_manifest(record.manifest)
    questionnaire = load_questionnaire(record.questionnaire, file=manifest.questionnaire)
    rows = open_archive(sealed_archive(stores, cube.wave), manifest_hash=manifest.hash, key=key)
    answers = [answers_in(questionnaire, row.payload.encode()) for row in rows]
    held = responses_of(questionnaire, answers, [row.stratum for row in rows], wave=cube.wave)
    leaning = {column.name: column for column in codebook_of(questionnaire).columns if sides_of(column)}
    counted = {}
    for name, column in leaning.items():
        counts = np.zeros((len(manifest.strata), len(column.options)), dtype=np.int64)
        codes = held.codes[name].astype(np.int64)
        inside = (codes >= 0) & (codes < len(column.options))
        np.add.at(counts, (held.stratum[inside], codes[inside]), 1)
        counted[name] = counts
    known = tuple(one for one in chain if one.wave == cube.wave)
    return _Wave(cube=cube, known=known, manifest=manifest, columns=leaning, answers=counted)


def _rolls_before(
    stores: Stores, held: Sequence[ReleasedCube], told: Sequence[str], year: str
) -> dict[str, int] | None:
    """Return the rolls of the last wave of the last year that was told before."""
    years = [one for one in told if one < year]
    if not years:
        return None
    closing = [cube for cube in latest(held) if cube.closed[:4] == max(years)]
    cube = max(closing, key=lambda one: (one.closed, one.wave))
    manifest = read_manifest(find_wave(stores, cube.wave).manifest)
    return {stratum.stratum: stratum.headcount for stratum in manifest.strata}


def _table(opened: Sequence[_Wave], column: Column, before: dict[str, int] | None) -> ReleasedTable | None:
    """Return the bands of one question; None where nothing of it may be told."""
    last = opened[-1]
    model = next((one for one in last.cube.tables if one.stub.column == column.name), None)
    if model is None:
        return None
    waves = [wave for wave in opened if _same(wave, column.name, model.digest)]
    strata = [one for one in last.manifest.strata if all(one.stratum in wave.rolls for wave in waves)]
    rules = _strictest(waves)
    pooled = [
        BranchWave(
            closed=wave.cube.closed,
            answers=wave.answers[column.name][[_at(wave, one.stratum) for one in strata]],
            rolls=np.array([wave.rolls[one.stratum] for one in strata], dtype=np.int64),
        )
        for wave in waves
    ]
    earlier = None if before is None else np.array([before.get(one.stratum, one.headcount) for one in strata])
    try:
        bands = yearly_bands(column, [(one.stratum, one.title) for one in strata], pooled, rules=rules, before=earlier)
    except AnalysisError:
        return None
    safe = safe_bands(bands, waves, column, rules, [one.group for one in strata])
    if all(cell.band is None for cell in safe.cells):
        return None
    return branch_table(model, safe)


def _same(wave: _Wave, column: str, digest: str) -> bool:
    """Return whether a wave asked this question in the same words."""
    return column in wave.answers and any(
        table.digest == digest for table in wave.cube.tables if table.stub.column == column
    )


def _at(wave: _Wave, stratum: str) -> int:
    return next(at for at, one in enumerate(wave.manifest.strata) if one.stratum == stratum)


def _strictest(waves: Sequence[_Wave]) -> Rules:
    rules = [rules_of(wave.manifest) for wave in waves]
    return Rules(
        minimum=max(one.minimum for one in rules),
        sensitive=max(one.sensitive for one in rules),
        dominance=max(one.dominance for one in rules),
        dominance_sensitive=max(one.dominance_sensitive for one in rules),
        round=max(one.round for one in rules),
    )


def safe_bands(
    bands: BranchBands, waves: Sequence[_Wave], column: Column, rules: Rules, groups: Sequence[str]
) -> BranchBands:
    """Return the bands, those of whole groups taken out until nothing of any branch can be told too closely.

    Parameters
    ----------
    bands : as the year's answers have them.
    waves : of the year; of each all its releases and the rolls by branch are asked.
    groups : the reporting group of each branch.
    """
    cells = list(bands.cells)
    passing = {one.stratum: one.group for wave in waves for one in wave.manifest.strata}
    for level in bands.levels:
        passing.pop(level.level, None)
    names = [*(level.level for level in bands.levels), *passing]
    rolls = [[wave.rolls.get(name, 0) for name in names] for wave in waves]
    favourable = sides_of(column)["favourable"]
    others = tuple(at for at in range(len(column.options)) if at not in favourable)
    inside = [*groups, *passing.values()]
    sums = _sums(waves, column.name, inside) if any(cell.band for cell in cells) else ()
    while any(cell.band for cell in cells):
        year = YearOfBranches(
            bands=(*(cell.band for cell in cells), *([None] * len(passing))),
            rolls=np.array(rolls, dtype=np.int64),
            states=len(column.options) + EXITS,
            favourable=favourable,
            others=others,
            least=rules.least(sensitive=column.sensitive),
            apart=rules.apart(sensitive=column.sensitive),
            base=rules.round,
            sums=sums,
        )
        close = {inside[at] for at in too_close(year)}
        hit = [at for at, cell in enumerate(cells) if cell.band and groups[at] in close]
        if not hit:
            break
        for at in hit:
            cells[at] = replace(cells[at], band=None, mark="c")
    rung = {cell.level: (Rung.BAND if cell.band else Rung.WITHHELD).value for cell in cells}
    return replace(bands, cells=tuple(cells), rung=rung)


def _sums(waves: Sequence[_Wave], column: str, groups: Sequence[str]) -> tuple[KnownSum, ...]:
    """Return all that every release of the waves says of the organisation and of groups, as the audit reads it."""
    found = list[KnownSum]()
    for at, wave in enumerate(waves):
        for cube in wave.known:
            told = tuple(table for table in cube.tables if table.banner in {TOTAL, GROUP})
            lines = [one.lines for one in unknowns_of(replace(cube, tables=told)) if one.column == column]
            for line in (line for own in lines for line in own):
                inside = groups if line.level == TOTAL else line.merged or (line.level,)
                members = [branch for branch, group in enumerate(groups) if group in inside]
                found += known_sums(line, members, at) if members else ()
    return tuple(found)
