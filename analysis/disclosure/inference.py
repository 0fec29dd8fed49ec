"""What a release infers: added to the tables that passed the audit, computed from them, and frozen with them.

Nothing here sees a true count, but for the class of an index's reliability. A level that is withheld has no displayed
figure to start from, so nothing is inferred of it; and whoever holds the cubes can compute all of it again, so it tells
nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.codebook import Kind
from analysis.counting import Counts
from analysis.design import Design
from analysis.disclosure.course import course_of, judged_together, run_of, signal_of, split_of
from analysis.disclosure.differences import differences_of
from analysis.disclosure.findings import ReleasedMiddle, ReleasedReliability
from analysis.disclosure.ladder import UNSTATED, Rung
from analysis.disclosure.released import TOTAL, ReleasedBase, ReleasedCube, ReleasedTable
from analysis.disclosure.rules import Rules
from analysis.disclosure.unanswered import GROUP, GroupRoll, bounds_of, response_of
from analysis.disclosure.yearly import BRANCH
from analysis.likert import interpolated_median, median_position


def with_inference(
    cube: ReleasedCube,
    *,
    rules: Rules,
    strata: int,
    groups: Mapping[str, GroupRoll],
    reliability: Mapping[str, ReleasedReliability] | None = None,
    previous: ReleasedCube | None = None,
    trend: Sequence[ReleasedCube] = (),
) -> ReleasedCube:
    """Return the cube with tests, letters, bounds, response, medians, courses and the split of the headline.

    Parameters
    ----------
    rules : of the wave.
    strata : how many there are; the degrees of freedom of the organisation are answers displayed minus these.
    groups : reporting groups, as the manifest has them.
    reliability : by column of an index.
    previous : the wave that changes are measured from.
    trend : the waves before this one, oldest first; ``previous`` alone when left out.
    """
    response = response_of(cube, groups, least=rules.roll)
    waves = tuple(trend) or (() if previous is None else (previous,))
    tables = tuple(
        replace(
            _described(table, rules, strata),
            bounds=bounds_of(table, response, base=rules.round),
            reliability=(reliability or {}).get(table.stub.column) if table.banner == TOTAL else None,
        )
        for table in cube.tables
    )
    tables = tuple(_in_course(table, cube, waves) if table.banner == TOTAL else table for table in tables)
    if previous is not None:
        tables = judged_together(tables, previous, roll=cube.population.N, roll_then=previous.population.N)
        tables = _with_split(tables, previous, {level: group.roll for level, group in groups.items()})
    return replace(cube, tables=tables, response=response)


def described_alone(cube: ReleasedCube, *, rules: Rules) -> ReleasedCube:
    """Return the cube without an error, an interval or a change, with the medians: it describes who answered, no more.

    Of people whom nobody drew from a roll nothing can be inferred of others.
    """
    tables = tuple(
        replace(
            table,
            cells=tuple(replace(cell, se=None, se_process=None, low=None, high=None) for cell in table.cells),
            measures=tuple(replace(one, se=None, se_process=None, low=None, high=None) for one in table.measures),
            changes=(),
            middles=middles_of(table, rules),
        )
        for table in cube.tables
    )
    return replace(cube, tables=tables)


def _described(table: ReleasedTable, rules: Rules, strata: int) -> ReleasedTable:
    """Return a table with degrees of freedom, medians and, by a banner, its test and letters."""
    table = replace(
        table, bases=tuple(_with_freedom(base, rules, strata) for base in table.bases), middles=middles_of(table, rules)
    )
    if table.banner in {TOTAL, BRANCH}:
        return table
    test, letters = differences_of(table, base=rules.round, precise=rules.precise)
    return replace(table, tests=(test,), letters=letters)


def _with_freedom(base: ReleasedBase, rules: Rules, strata: int) -> ReleasedBase:
    """Return a base with the degrees of freedom of its errors, where there are errors."""
    if base.answered is None or base.answered < rules.precise:
        return base
    return replace(base, df=max(base.answered - (strata if base.level == TOTAL else 1), 1))


def middles_of(table: ReleasedTable, rules: Rules) -> tuple[ReleasedMiddle, ...]:
    """Return the medians of a scale, from the shares displayed of the levels that show every option."""
    if table.stub.kind != Kind.ORDINAL.value:
        return ()
    found = []
    large = {base.level for base in table.bases if (base.answered or 0) >= rules.precise}
    for level in table.levels:
        cells = {cell.option: cell for cell in table.cells if cell.level == level.level}
        whole = [cells.get(option.code) for option in table.stub.options]
        if level.level not in large or table.rung.get(level.level) != Rung.ALL.value or level.level == UNSTATED:
            continue
        # weighted shares of the organisation; of a group its counts, of which its percentages are made
        shares = np.array(
            [((one.percent if level.level == TOTAL else one.count) or 0) if one is not None else 0 for one in whole],
            dtype=np.float64,
        )
        if shares.sum() > 0:
            at = median_position(shares)
            value = round(interpolated_median(shares), 1)
            found.append(ReleasedMiddle(level=level.level, option=table.stub.options[at].code, value=value))
    return tuple(found)


def _in_course(table: ReleasedTable, cube: ReleasedCube, waves: Sequence[ReleasedCube]) -> ReleasedTable:
    run = run_of(table, cube, waves)
    return replace(table, course=course_of(run), signal=signal_of(run))


def _with_split(
    tables: Sequence[ReleasedTable], previous: ReleasedCube, rolls: Mapping[str, int]
) -> tuple[ReleasedTable, ...]:
    """Return the tables, the change of the headline split into opinions and make-up."""
    whole = [table for table in tables if table.banner == TOTAL]
    headline = next((table for table in whole if table.stub.headline), None) or next(
        (table for table in whole if table.stub.kind == Kind.INDEX.value), None
    )
    if headline is None:
        return tuple(tables)
    by_group = next((one for one in tables if one.banner == GROUP and one.stub.column == headline.stub.column), None)
    split = split_of(by_group, headline, previous, rolls=rolls, response_then=previous.response)
    return tuple(replace(table, split=split) if table is headline else table for table in tables)


# --- from counts ------------------------------------------------------------------------------------------------------


def group_rolls(counts: Counts, design: Design, rolls: Mapping[str, int] | None = None) -> dict[str, GroupRoll]:
    """Return the reporting groups with their people and their strata; of those nobody answered of, none.

    Parameters
    ----------
    rolls : people on the roll by group; from the strata when left out.
    """
    cells = next((cells for (_, name), cells in counts.tables.items() if name == GROUP), None)
    if cells is None or design.headcounts is None:
        return {}
    inside = cells.n.sum(axis=2) > 0
    found = {}
    for at, level in enumerate(cells.levels):
        strata = np.unique(cells.row_stratum[inside[:, at]])
        roll = (rolls or {}).get(level.key, int(design.headcounts[strata].sum()))
        if len(strata):
            found[level.key] = GroupRoll(label=level.label, roll=roll, strata=len(strata))
    return found
