from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.codebook import Range
from analysis.design import Design
from analysis.disclosure import (
    ReleasedCube,
    ReleasedTable,
    TableSpec,
    TextCount,
    UnplannedBannerError,
    read_cube,
    release_wave,
    write_cube,
)
from analysis.disclosure.tables import GROUP
from analysis.errors import NoHeadcountsError

Made = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def cube(made: Made) -> ReleasedCube:
    return release_wave(**made())


def shown(table: ReleasedTable, level: str) -> dict[int | str, int | None]:
    return {cell.option: cell.count for cell in table.cells if cell.level == level}


def test_every_planned_table_and_the_total_of_every_stub_is_there(cube: ReleasedCube) -> None:
    ids = [table.id for table in cube.tables]
    assert len(ids) == len(set(ids)) == 7 * 2 + 6
    assert ids[:3] == ["trust/total", "trust/group", "trust/sex"]


def test_the_population_is_the_roll(cube: ReleasedCube) -> None:
    assert cube.population.N == 184
    assert cube.population.response == round(100 * cube.population.n / 184)
    assert cube.population.note == ()


def test_groups_add_up_to_the_organisation(cube: ReleasedCube) -> None:
    table = cube.table("trust", GROUP)
    assert set(table.rung.values()) == {"all"}
    groups = [shown(table, level.level) for level in table.levels if level.level != "total"]
    for option, count in shown(table, "total").items():
        assert count == sum(group[option] or 0 for group in groups)
    bases = {base.level: base for base in table.bases}
    assert bases["total"].asked == sum(base.asked or 0 for key, base in bases.items() if key != "total")


def test_percentages_of_groups_follow_from_their_counts(cube: ReleasedCube) -> None:
    table = cube.table("trust", GROUP)
    for level in ("g0", "g1", "g2", "g3"):
        counts = shown(table, level)
        base = sum(count or 0 for count in counts.values())
        for cell in table.cells:
            if cell.level == level and cell.count is not None:
                assert cell.percent == int(100 * cell.count / base + 0.5)


def test_the_organisation_has_errors_for_both_targets(cube: ReleasedCube) -> None:
    for cell in cube.table("trust").cells:
        assert cell.se is not None
        assert cell.se_process is not None
        assert cell.low is not None
        assert cell.high is not None
        assert 0 <= cell.low <= (cell.percent or 0) <= cell.high <= 100
        assert cell.se < cell.se_process


def test_a_scale_has_net_and_sides_an_index_its_value(cube: ReleasedCube) -> None:
    figures = {figure.measure: figure for figure in cube.table("trust").measures}
    assert set(figures) == {"net", "favourable", "unfavourable"}
    difference = (figures["favourable"].value or 0) - (figures["unfavourable"].value or 0)
    assert abs((figures["net"].value or 0) - difference) <= 1
    (index,) = cube.table("mood").measures
    assert index.measure == "index"
    assert index.value is not None
    assert (2 * index.value).is_integer()


def test_no_count_of_one_or_two_anywhere(made: Made) -> None:
    for seed in range(4):
        for table in release_wave(**made(seed=seed, response=0.5 + seed / 8)).tables:
            counts = [cell.count for cell in table.cells]
            counts += [part for b in table.bases for part in (b.asked, b.answered, b.dont_know, b.refused, b.skipped)]
            assert not {1, 2} & set(counts)
            assert all(count is None or count % 3 == 0 for count in counts)


def test_a_fully_covered_wave_shows_bands_of_groups_and_all_of_the_organisation(made: Made) -> None:
    def everybody(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][:] = np.arange(len(arrays["stratum"])) % 5

    table = release_wave(**made(response=1, edit=everybody)).table("trust", GROUP)
    assert {level: table.rung[level] for level in ("total", "g0", "g3")} == {"total": "all", "g0": "band", "g3": "band"}
    bands = [cell for cell in table.cells if cell.level != "total"]
    assert all(cell.count is None and cell.percent is None and cell.band in {"lt50", "ge50"} for cell in bands)
    assert all(base.asked is None for base in table.bases if base.level != "total")
    assert all(figure.value is None for figure in table.measures if figure.level != "total")


def test_a_united_group_is_merged_and_says_so(made: Made) -> None:
    def unanimous(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][arrays["stratum"] < 4] = 4

    table = release_wave(**made(edit=unanimous)).table("trust", GROUP)
    assert table.rung["g0"] == "merged"
    assert next(level for level in table.levels if level.level == "g0+g1").merged == ("g0", "g1")
    assert "g0" not in {cell.level for cell in table.cells}


def test_a_question_few_were_asked_is_withheld_in_the_organisation_too(made: Made) -> None:
    def routed(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][9:] = -4

    table = release_wave(**made(edit=routed)).table("trust", GROUP)
    assert table.rung["total"] == "withheld"
    assert {cell.mark for cell in table.cells} == {"c"}
    assert all(cell.count is None and cell.percent is None and cell.band is None for cell in table.cells)
    assert all(base.answered is None and base.mark == "c" for base in table.bases)


def test_a_routed_question_has_a_group_for_its_base(made: Made) -> None:
    def routed(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][:] = -4
        arrays["codes"]["trust"][:30] = 4

    assert release_wave(**made(edit=routed)).table("trust").rung["total"] == "withheld"


def test_a_rare_option_is_banded_in_groups_and_counted_in_the_organisation(cube: ReleasedCube) -> None:
    table = cube.table("rare.1", GROUP)
    assert table.rung == {"total": "all", "g0": "band", "g1": "band", "g2": "band", "g3": "band"}
    assert {cell.band for cell in table.cells if cell.level != "total"} <= {"lt10", "10-33"}


def test_those_who_named_no_trait_are_not_a_group_of_their_own(cube: ReleasedCube) -> None:
    table = cube.table("trust", "sex")
    assert "unstated" not in {level.level for level in table.levels}
    assert table.rung["unstated"] == "merged"


@pytest.mark.parametrize("people", [1, 3])
def test_numbers_that_are_most_of_the_sum_are_not_shown(people: int, made: Made) -> None:
    """One huge number is rounded away, and the mean does not hold it, or nothing is told; three are not."""

    def hours(random: np.random.Generator, stratum: Any) -> Any:
        found = random.uniform(1, 3, len(stratum))
        found[:people] = 5000
        return found

    told = {figure.measure: figure for figure in release_wave(**made(hours=hours)).table("hours").measures}
    withheld = [(one.value, one.mark) for one in told.values()] == [(None, "c")] * 2
    if people == 1:
        assert withheld or 1 <= told["mean"].value <= 3
    else:
        assert withheld


def test_an_index_at_its_end_is_not_told_of_a_group(made: Made) -> None:
    def content(arrays: dict[str, Any]) -> None:
        trust = arrays["codes"]["trust"]
        trust[trust >= 0] = 4
        trust[:3] = 0

    table = release_wave(**made(edit=content)).table("mood", GROUP)
    told = {figure.level: figure.value for figure in table.measures}
    assert told.pop("total") is not None
    assert told == dict.fromkeys(("g0", "g1", "g2", "g3"))


def test_the_mean_of_a_number_has_two_figures(cube: ReleasedCube) -> None:
    for figure in cube.table("hours", GROUP).measures:
        assert figure.value is not None
        assert figure.value == float(f"{figure.value:.2g}")


def test_the_same_counts_give_the_same_bytes(made: Made, cube: ReleasedCube) -> None:
    again = release_wave(**made())
    assert again.hash == cube.hash
    assert write_cube(replace(again, audit={})) == write_cube(replace(cube, audit={})), "only the seconds may differ"


def test_more_ballots_than_people_are_a_mark_and_not_a_stop(made: Made) -> None:
    arguments = made(response=1)
    short = Design(strata=arguments["design"].strata, headcounts=arguments["design"].headcounts - 1)
    cube = release_wave(**{**arguments, "design": short})
    assert cube.population.note == ("more_ballots_than_roll",)
    assert cube.population.N == cube.population.n == 184


def test_texts_are_counts_from_ten_on(made: Made) -> None:
    texts = [
        TextCount(item="why", text={"vi": "Vì sao"}, count=11),
        TextCount(item="else", text={"vi": "Khác"}, count=9),
    ]
    cube = release_wave(**made(), texts=texts)
    assert [text.count for text in cube.texts] == [12, 0]


def test_changes_are_told_of_the_same_question_only(made: Made, cube: ReleasedCube) -> None:
    def better(arrays: dict[str, Any]) -> None:
        arrays["codes"]["trust"][::2] = 4

    arguments = made(seed=2, wave="2024-Q4", edit=better)
    now = release_wave(**arguments, previous=cube)
    assert now.previous == cube.hash
    change = next(one for one in now.table("trust").changes if one.measure == "net")
    assert (change.level, change.since, change.mark) == ("total", "2024-Q3", "solid")
    figures = [next(f for f in c.table("trust").measures if f.measure == "net").value for c in (now, cube)]
    assert change.value == (figures[0] or 0) - (figures[1] or 0)
    reworded = {**arguments, "digests": {**arguments["digests"], "trust": "sha256:other"}}
    then = release_wave(**reworded, previous=cube)
    assert then.table("trust").changes == ()
    assert {figure.mark for figure in then.table("trust").measures} == {"b"}
    assert then.table("mood").changes == (), "an index of a changed question is another index"
    assert then.table("wish.1").changes != ()


def test_the_ledger_may_hold_another_release_in_between(made: Made, cube: ReleasedCube) -> None:
    between = "sha256:" + "a" * 64
    assert release_wave(**made(wave="2024-Q4"), previous=cube, chain=between).previous == between


def test_a_wave_without_answers_shows_nothing(made: Made) -> None:
    cube = release_wave(**made(response=0.0))
    assert cube.population.response == 0
    assert all(cell.count is None for table in cube.tables for cell in table.cells)
    assert {base.mark for table in cube.tables for base in table.bases if base.level == "total"} == {"w"}


def test_without_headcounts_nothing_is_released(made: Made) -> None:
    arguments = made()
    with pytest.raises(NoHeadcountsError):
        release_wave(**{**arguments, "design": Design(strata=arguments["design"].strata)})


def test_a_banner_that_was_not_counted_is_refused(made: Made) -> None:
    with pytest.raises(UnplannedBannerError):
        release_wave(**{**made(), "plan": [TableSpec(stub="trust", banner=("age",))]})


def test_a_number_that_one_answer_makes_is_told_as_a_quarter_of_its_range(made: Made) -> None:
    def hours(random: np.random.Generator, stratum: Any) -> Any:
        first = stratum < 4  # the branches of the first group
        return np.where(first, 40, random.uniform(30, 90, len(stratum)))

    cube = release_wave(**made(hours=hours, span=Range(low=0, high=120)))
    table = cube.table("hours", GROUP)
    assert table.rung["g0"] == "band"
    told = {figure.measure: figure for figure in table.measures if figure.level == "g0"}
    assert (told["mean"].value, told["mean"].mark) == (None, "c")
    assert told["median"].value is None
    assert told["median"].band == "q2"
    whole = {figure.measure: figure.value for figure in table.measures if figure.level == "total"}
    assert 30 <= whole["median"] <= 90
    assert whole["median"] == float(f"{whole['median']:.2g}")
    assert read_cube(write_cube(cube)) == cube


def test_an_index_follows_from_the_displayed_counts_of_its_only_member(made: Made) -> None:
    """The index is told of the counts as displayed, so that it cannot be held against them."""
    cube = release_wave(**made())
    trust, mood = cube.table("trust", GROUP), cube.table("mood", GROUP)
    told = {figure.level: figure.value for figure in mood.measures}
    compared = 0
    for level, value in told.items():
        counts = [cell.count or 0 for cell in trust.cells if cell.level == level and cell.option != "rest"]
        if level != "total" and value is not None and trust.rung[level] == "all":
            mean = sum(25 * at * count for at, count in enumerate(counts)) / sum(counts)
            assert abs(value - mean) <= 0.25
            compared += 1
    assert compared > 0
