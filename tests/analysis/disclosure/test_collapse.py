"""Strata of few answers are taken together, and errors of the organisation then say how far it is off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.design import Design
from analysis.disclosure import TableSpec, release_wave
from analysis.disclosure.collapse import groups_of, united_cells, united_design, units_of
from analysis.responses import Responses
from analysis.weights import post_stratify
from tests.factories.plain_wave import both, told_of

LEANS = ("unfavourable", "unfavourable", None, "favourable", "favourable")
ROLL = 30


COLUMN = Column(
    name="q",
    kind=Kind.ORDINAL,
    label=both("q"),
    item="q",
    options=tuple(Option(code=at + 1, label=both(str(at)), side=side) for at, side in enumerate(LEANS)),
)


def released(answered: list[int], seed: int) -> tuple[Any, np.ndarray]:
    """The release of a question that so many of each branch of thirty answered, and what all of them think."""
    random = np.random.default_rng(seed)
    everybody = random.choice(5, (len(answered), ROLL), p=[0.1, 0.2, 0.3, 0.25, 0.15])
    stratum = np.repeat(np.arange(len(answered)), answered)
    codes = np.concatenate([everybody[at, :n] for at, n in enumerate(answered)]).astype(np.int16)
    rolls = np.full(len(answered), ROLL)
    strata = tuple(f"b{at}" for at in range(len(answered)))
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=(COLUMN,)),
        codes={"q": codes},
        scores={},
        stratum=stratum,
        weight=post_stratify(stratum, rolls),
    )
    banners = [
        Banner(name="total", levels=(Level(key="total", label=both("all")),), positions=np.zeros_like(stratum)),
        Banner(
            name="group",
            levels=tuple(Level(key=f"g{at}", label=both(str(at))) for at in range(2)),
            positions=stratum % 2,
        ),
    ]
    cube = release_wave(
        counts=count(responses, strata=strata, banners=banners),
        codebook=responses.codebook,
        design=Design(strata=strata, headcounts=rolls),
        plan=[TableSpec(stub="q", banner=("total", "group"))],
        **told_of("w"),
    )
    return cube, everybody


def test_strata_are_joined_with_the_smallest_of_their_group_until_each_has_enough() -> None:
    answers, groups = np.array([20, 4, 6, 30, 9, 0]), np.array([0, 0, 0, 1, 1, -1])
    units = units_of(answers, groups)
    assert units.tolist() == [0, 0, 0, 1, 1, 2], "4 with 6, both with 20; 9 with 30; nobody stays alone"
    alone = units_of(np.array([20, 4, 16]), np.array([0, 1, 2]))
    assert alone.tolist() == [0, 1, 1], "no other of its group: with the smallest of all"
    assert units_of(np.array([3, 2]), np.array([0, 1])).tolist() == [0, 0]
    assert units_of(np.array([20, 15]), np.array([0, 0])).tolist() == [0, 1]
    assert units_of(np.zeros(2, dtype=np.int64), np.array([-1, -1])).tolist() == [0, 1]


def test_units_hold_the_people_the_answers_and_the_weights_of_their_strata(made: Any) -> None:
    given = made()
    counts, design = given["counts"], given["design"]
    units = np.arange(len(design.strata)) // 2
    cells = counts.cells("trust")
    joined = united_cells(cells, units)
    whole = united_design(design, units)
    assert joined.strata == whole.strata
    assert whole.headcounts.sum() == design.headcounts.sum()
    assert joined.n[0].tolist() == (cells.n[0] + cells.n[1]).tolist()
    for name in ("n", "w", "w2", "stratum_n", "stratum_w", "stratum_seen"):
        np.testing.assert_allclose(getattr(joined, name).sum(axis=0), getattr(cells, name).sum(axis=0))
    assert groups_of(counts).shape == (len(design.strata),)


@pytest.mark.parametrize("answered", [[24, 26, 22, 4, 4, 4], [12] * 6])
def test_intervals_of_the_organisation_hold_the_truth_where_branches_have_few_answers(answered: list[int]) -> None:
    held, off, told = [], [], []
    for seed in range(40):
        cube, everybody = released(answered, seed)
        table = cube.table("q")
        shares = [100 * np.mean(everybody == at) for at in range(5)]
        held += [cell.low - 0.5 <= share <= cell.high + 0.5 for cell, share in zip(table.cells, shares, strict=True)]
        net = next(figure for figure in table.measures if figure.measure == "net")
        true = shares[3] + shares[4] - shares[0] - shares[1]
        held.append(net.low - 0.5 <= true <= net.high + 0.5)
        off.append(net.value - true)
        told.append(net.se)
    assert np.mean(held) > 0.9
    assert 0.7 < np.sqrt(np.mean(np.square(off))) / np.mean(told) < 1.3
