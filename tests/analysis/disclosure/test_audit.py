"""What follows from a release: the audit, differencing, corrections, contradictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.disclosure import ReleasedCube, release_wave, rounding
from analysis.disclosure.audit import MixedWavesError, audit_cube, audit_releases, audit_union
from analysis.disclosure.bounds import ContradictionError, Cross
from analysis.disclosure.gate import NarrowedError, OverlappingGroupsError, near_twins
from analysis.disclosure.rules import Rules
from analysis.disclosure.system import unknowns_of
from analysis.disclosure.tables import GROUP

Made = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def cube(made: Made) -> ReleasedCube:
    return release_wave(**made())


def test_a_release_says_what_its_audit_found(cube: ReleasedCube) -> None:
    assert cube.audit["targets"] > 100
    assert cube.audit["narrowest"] == 2
    assert audit_cube(cube).narrow == ()


def test_exact_counts_are_found_narrow(cube: ReleasedCube) -> None:
    asked = cube.table("trust").bases[0].asked or 0
    tables = tuple(table for table in cube.tables if table.stub.column in {"trust", "sex"})
    told = replace(cube, tables=tables, rules={**cube.rules, "round": 1}, population=replace(cube.population, n=asked))
    assert len(audit_cube(told).narrow) > 50, "an outsider who is told that nothing was rounded knows the numbers"


@pytest.mark.parametrize("seed", range(4))
def test_the_same_people_are_the_same_figure_in_every_table(seed: int, made: Made) -> None:
    cube = release_wave(**made(seed=seed))
    asked: dict[tuple[str, str], set[int]] = {}
    for table in cube.tables:
        for base in table.bases:
            if base.asked is not None and "+" not in base.level:
                asked.setdefault((table.banner, base.level), set()).add(base.asked)
    assert all(len(found) == 1 for found in asked.values())
    sex = {cell.option: cell.count for cell in cube.table("sex").cells}
    for option, count in sex.items():
        assert asked.get(("sex", str(option)), {count}) == {count}, "a trait's count is the base of its level"


def test_all_and_all_but_one_group_differ_by_a_group_that_is_shown_or_wide(cube: ReleasedCube) -> None:
    one = replace(cube, tables=tuple(table for table in cube.tables if table.stub.column == "trust"))
    for target in audit_cube(one, exact=True).targets:
        assert target.interval is not None
        assert target.interval.width >= 2


def test_a_trait_that_is_nearly_a_group_is_not_shown(made: Made) -> None:
    def twins(arrays: dict[str, Any]) -> None:
        inside = arrays["stratum"] >= 7
        inside[np.flatnonzero(inside)[:2]] = False
        arrays["codes"]["sex"][:] = inside

    arguments = made(edit=twins)
    half = arguments
    twins_found = near_twins(half["counts"], half["codebook"], ["group", "sex"], Rules())
    assert {banner for banner, _ in twins_found} <= {"sex"}
    table = release_wave(**half).table("trust", "sex")
    for level in (key for banner, key in twins_found if banner == "sex"):
        assert table.rung[level] in {"withheld", "merged"}


def test_percentages_of_groups_tell_no_more_than_their_counts(made: Made) -> None:
    """Two waves with the same displayed counts show the same percentages, whatever the true counts are."""
    by_counts: dict[tuple[int | None, ...], set[tuple[int | None, ...]]] = {}
    for seed in range(6):
        table = release_wave(**made(seed=seed)).table("wish.1", GROUP)
        for level in table.levels[1:]:
            cells = [cell for cell in table.cells if cell.level == level.level and cell.count is not None]
            counts = tuple(cell.count for cell in cells)
            by_counts.setdefault(counts, set()).add(tuple(cell.percent for cell in cells))
    assert all(len(found) == 1 for found in by_counts.values())


def test_the_next_wave_after_one_person_left_shares_no_answers(made: Made, cube: ReleasedCube) -> None:
    def gone(arrays: dict[str, Any]) -> None:
        for codes in arrays["codes"].values():
            codes[0] = -3

    later = release_wave(**made(wave="2024-Q4", edit=gone), previous=cube)
    audits = audit_releases((cube, later))
    assert list(audits) == ["2024-Q3", "2024-Q4"]
    assert all(audit.narrow == () for audit in audits.values())
    with pytest.raises(MixedWavesError):
        audit_union((cube, later))


def test_a_release_again_of_the_same_counts_tells_nothing_new(made: Made, cube: ReleasedCube) -> None:
    again = release_wave(**made(), chain=cube.hash, earlier=(cube,))
    assert again.tables == cube.tables
    assert audit_union((cube, again)).narrow == ()


def test_a_correction_passes_the_audit_of_the_union_or_is_refused(made: Made, cube: ReleasedCube) -> None:
    def corrected(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][0] = (arrays["codes"]["trust"][0] + 1) % 5

    try:
        again = release_wave(**made(edit=corrected), chain=cube.hash, earlier=(cube,))
    except NarrowedError:
        return
    assert audit_union((cube, again)).narrow == ()


def test_releases_that_contradict_each_other_are_refused(cube: ReleasedCube) -> None:
    other = replace(cube, population=replace(cube.population, n=cube.population.n - 9))
    with pytest.raises(ContradictionError):
        audit_union((cube, other))


def test_a_branch_in_two_groups_is_refused(made: Made) -> None:
    arguments = made()
    tables = dict(arguments["counts"].tables)
    for (column, banner), cells in list(tables.items()):
        if banner == GROUP:
            n = cells.n.copy()
            n[0, 1, :] += 1
            tables[column, banner] = replace(cells, n=n)
    counts = replace(arguments["counts"], tables=tables)
    with pytest.raises(OverlappingGroupsError, match="b0"):
        release_wave(**{**arguments, "counts": counts})


def test_what_does_not_fit_is_told_too_closely_and_stops_no_tally(cube: ReleasedCube) -> None:
    table = cube.table("trust")
    wrong = replace(table, cells=tuple(replace(cell, count=900) for cell in table.cells))
    edited = replace(cube, tables=tuple(wrong if one is table else one for one in cube.tables))
    with pytest.raises(ContradictionError):
        audit_union((edited,))
    narrow = audit_union((edited,), refuse=False).narrow
    assert {target.column for target in narrow} == {"trust"}


def test_people_where_banners_cross_and_those_who_gave_no_answer_are_targets(cube: ReleasedCube) -> None:
    keys = {target.key for target in audit_cube(cube).targets if target.column == "trust"}
    assert ("group", "g0", "refused", False) in keys
    assert ("total", "total", "dont_know", True) in keys
    assert ("group×sex", "g0×1", 1, False) in keys


def test_a_table_of_a_trait_by_groups_bounds_the_answers_of_both(cube: ReleasedCube) -> None:
    """With it the number of people where the two cross is known; without it next to nothing is."""
    (told,) = (one for one in unknowns_of(cube) if one.column == "trust")
    (alone,) = unknowns_of(replace(cube, tables=tuple(t for t in cube.tables if t.stub.column == "trust")))
    widths = []
    for one in (told, alone):
        cross = Cross(one)
        inside = np.logical_and.reduce(
            [cross.inside[cross.place(at)] for at, line in enumerate(one.lines) if line.level in {"g0", "1"}]
        )
        interval = cross.interval(inside, np.arange(one.states) < one.options)
        assert interval is not None
        widths.append(interval.width)
    assert widths[0] < widths[1]


def test_what_the_organisation_tells_by_itself_withholds_no_banner(cube: ReleasedCube) -> None:
    """Told to the person, nobody refused: no table of groups or traits is to blame."""
    table = cube.table("trust")
    bases = tuple(replace(base, dont_know=0, refused=0, skipped=0, answered=base.asked) for base in table.bases)
    asked = table.bases[0].asked or 0
    bare = replace(cube, tables=(replace(table, bases=bases),), population=replace(cube.population, n=asked - 2))
    narrow = audit_union((bare,), refuse=False).narrow
    assert narrow
    assert all(target.drop is None for target in narrow)


def test_a_wave_counted_again_with_nearly_as_many_ballots_is_refused(made: Made, cube: ReleasedCube) -> None:
    other = replace(cube, wave="2024-Q3-old", population=replace(cube.population, n=cube.population.n + 1))
    with pytest.raises(NarrowedError):
        release_wave(**made(), earlier=(other,))
    again = release_wave(**made(), earlier=(replace(cube, wave="2024-Q3-old"),))
    assert {table.id: table.cells for table in again.tables} == {table.id: table.cells for table in cube.tables}


@pytest.mark.parametrize(("most", "kept"), [(2, {"group", "sex"}), (1, {"group"}), (0, set())])
def test_a_solver_that_finds_nothing_costs_traits_before_groups(
    most: int, kept: set[str], made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = rounding._solve

    def few(total: Any, banners: Any, *rest: Any) -> Any:
        return None if len(banners) > most else solve(total, banners, *rest)

    monkeypatch.setattr(rounding, "_solve", few)
    cube = release_wave(**made())
    assert {
        table.banner
        for table in cube.tables
        if table.stub.column == "trust"
        and len(set(table.rung.values())) > 0
        and any(cell.count is not None for cell in table.cells if cell.level != "total")
    } == kept
    assert all(cell.count is not None for cell in cube.table("trust").cells), "the organisation is always told"
    assert ("banner_withheld" in cube.population.note) is (most < 2)
