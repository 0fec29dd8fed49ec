"""Real people's answers through the whole path: ten items of the quality-of-working-life module, three waves."""

from __future__ import annotations

import csv
import gzip
import math
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from analysis.codebook import Missing
from survey_app import paths
from survey_app.operations.ledger import ledger
from survey_app.operations.replay import Rehearsed, replay_file
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.store import open_stores
from tests.factories.gss import RESPONDENTS, YEARS, equal_published_counts

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("replay")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replay") / "var"


@pytest.fixture(scope="module")
def waves(folder: Path, shared: Path) -> dict[str, Rehearsed]:
    shipped = paths.questionnaires()
    began = time.perf_counter()
    found = {
        one.wave: one
        for one in replay_file(
            open_stores(folder),
            shared / "data" / "gss_work.csv.gz",
            mapping_file=shipped / "gss-work.mapping.yaml",
            organisation_file=shipped / "gss-organisation.yaml",
            step=lambda _name, _done, _of: None,
        )
    }
    ballots = sum(one.tallied.cube.population.n for one in found.values())
    sys.stdout.write(f"\n{ballots} ballots end to end in {time.perf_counter() - began:.1f} s\n")
    return found


@pytest.fixture(scope="module")
def items() -> list[str]:
    questionnaire = read_questionnaire_file(paths.questionnaires() / "gss-work.yaml")
    return [item.item for item in questionnaire.items()]


def test_every_respondent_of_the_module_is_a_valid_ballot(waves: dict[str, Rehearsed]) -> None:
    assert {wave: one.tallied.cube.population.n for wave, one in waves.items()} == RESPONDENTS
    assert [one.tallied.set_aside for one in waves.values()] == [0, 0, 0]


def test_counts_inside_the_tally_equal_the_published_ones(
    waves: dict[str, Rehearsed], items: list[str], shared: Path
) -> None:
    counts = {wave: one.tallied.counts for wave, one in waves.items()}
    assert len(items) == 10
    assert equal_published_counts(counts, items, shared) >= 80


def test_counts_inside_the_tally_equal_the_file_in_every_wave_and_sector_group(
    waves: dict[str, Rehearsed], items: list[str], shared: Path
) -> None:
    """Against a plain count of the file, don't knows included."""
    with gzip.open(shared / "data" / "gss_work.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["in_module"] == "1"]
    for wave, year in YEARS.items():
        counts = waves[wave].tallied.counts
        for item in items:
            cells = counts.cells(item, "group")
            plain = Counter(row[item] for row in rows if row["year"] == year)
            total = cells.n.sum(axis=(0, 1))
            for at, option in enumerate(cells.column.options):
                assert total[at] == plain[str(option.code)]
            assert cells.exits(Missing.DONT_KNOW).sum() == plain["-1"]
            assert total.sum() == RESPONDENTS[wave]


def test_the_released_cubes_form_a_chain_with_trend_and_tables_by_group(
    waves: dict[str, Rehearsed], folder: Path, items: list[str]
) -> None:
    cubes = ledger(open_stores(folder))
    assert [cube.wave for cube in cubes] == list(YEARS)
    assert cubes[1].previous == cubes[0].hash
    assert {cube.provenance for cube in cubes} == {"replay"}
    for item in items:
        for cube in cubes:
            table = cube.table(item, "group")
            shown = [cell for cell in table.cells if cell.level != "total" and cell.percent is not None]
            assert shown
        assert len({cube.table(item).digest for cube in cubes}) == 1
        assert any(change.since == "W2010" for change in cubes[2].table(item).changes)


def test_released_percentages_are_the_true_ones_rounded(waves: dict[str, Rehearsed], items: list[str]) -> None:
    """The organisation's whole percentages are the weighted shares of the cells, which are rounded to 3 per branch."""
    for one in waves.values():
        for item in items:
            cells = one.tallied.counts.cells(item, "total")
            options = len(cells.column.options)
            weighted = cells.w[:, 0, :options].sum(axis=0)
            true = 100 * weighted / weighted.sum()
            table = one.tallied.cube.table(item)
            bases = next(base for base in table.bases if base.level == "total")
            rounding = 100 * 3 * math.sqrt(len(cells.strata)) / bases.answered  # the moves of branches mostly cancel
            released = {cell.option: cell.percent for cell in table.cells if cell.level == "total"}
            for at, option in enumerate(cells.column.options):
                assert abs(released[option.code] - true[at]) <= 0.5 + rounding
            assert abs(bases.answered - cells.n[:, 0, :options].sum()) < 3
