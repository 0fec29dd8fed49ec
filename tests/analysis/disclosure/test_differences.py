"""Tests and letters told from displayed counts."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.codebook import Codebook
from analysis.counting import Banner, Level, count
from analysis.crosstab import rao_scott
from analysis.design import Design
from analysis.disclosure.differences import differences_of, rounded_rao_scott
from analysis.disclosure.released import (
    ReleasedBase,
    ReleasedCell,
    ReleasedLevel,
    ReleasedOption,
    ReleasedStub,
    ReleasedTable,
)
from analysis.responses import Responses

TABLE = np.array([[9, 21, 30], [24, 18, 12], [12, 15, 18]])
SIDES = ("unfavourable", "neutral", "favourable")


def shown(counts, rung: str = "all", kind: str = "ordinal") -> ReleasedTable:
    """Return a table by groups as released, with these counts (options by levels)."""
    levels = [f"g{at}" for at in range(len(counts[0]))]
    options = tuple(ReleasedOption(code=at + 1, label={"vi": "x"}, side=side) for at, side in enumerate(SIDES))
    sums = np.asarray(counts).sum(axis=0)
    return ReleasedTable(
        id="q/group",
        stub=ReleasedStub(column="q", item="q", text={"vi": "q"}, kind=kind, options=options),
        banner="group",
        levels=tuple(ReleasedLevel(level=level, label={"vi": level}) for level in levels),
        rung=dict.fromkeys(levels, rung),
        cells=tuple(
            ReleasedCell(level=level, option=at + 1, count=int(row[b]))
            for b, level in enumerate(levels)
            for at, row in enumerate(counts)
        ),
        bases=tuple(
            ReleasedBase(level=level, asked=int(n), answered=int(n), dont_know=0, refused=0, skipped=0)
            for level, n in zip(levels, sums, strict=True)
        ),
    )


def test_without_rounding_it_is_the_test_of_the_library(columns) -> None:
    column = columns("nominal", 3)
    codes = np.repeat(np.tile(np.arange(3), 3), TABLE.T.reshape(-1)).astype(np.int16)
    places = np.repeat(np.arange(3), TABLE.sum(axis=0)).astype(np.int64)
    zeros = np.zeros(len(codes), dtype=np.int64)
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=(column,)),
        codes={"q": codes},
        scores={},
        stratum=zeros,
        weight=np.ones(len(codes)),
    )
    banner = Banner(name="g", levels=tuple(Level(key=str(at), label={}) for at in range(3)), positions=places)
    cells = count(responses, strata=("a",), banners=[banner]).cells("q", "g")
    theirs = rao_scott(cells, Design(strata=("a",)))
    ours = rounded_rao_scott(TABLE)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9)
    assert ours.df == pytest.approx(theirs.df, rel=1e-9)
    assert ours.p == pytest.approx(theirs.p, rel=1e-9)


def test_rounding_makes_the_test_more_careful() -> None:
    assert rounded_rao_scott(TABLE, 0.75).p > rounded_rao_scott(TABLE).p


def test_groups_that_differ_get_letters_and_alike_ones_none() -> None:
    test, letters = differences_of(shown([[3, 30, 30], [15, 15, 15], [42, 15, 15]]), base=3, precise=25)
    assert test.outcome == ".001"
    assert test.levels == ("g0", "g1", "g2")
    above = {(one.letter, each.option): each.letters for one in letters for each in one.above}
    assert above["A", "favourable"] == above["A", 3] == "BC"
    assert above["B", 1] == above["C", "unfavourable"] == "A"
    test, letters = differences_of(shown([[15, 15, 15], [15, 15, 15], [15, 15, 18]]), base=3, precise=25)
    assert (test.outcome, letters) == ("ns", ())


def test_groups_below_the_threshold_take_no_part() -> None:
    test, _ = differences_of(shown([[3, 30, 30], [3, 15, 15], [18, 15, 15]]), base=3, precise=25)
    assert test.levels == ("g1", "g2")
    test, letters = differences_of(shown([[3, 3], [3, 3], [15, 30]]), base=3, precise=25)
    assert (test.refused, test.outcome, letters) == ("levels", None, ())


def test_sparse_options_are_taken_together_by_side_and_else_refused() -> None:
    test, _ = differences_of(shown([[3, 3], [3, 0], [30, 45]]), base=3, precise=25)
    assert test.merged or test.refused == "sparse"
    test, letters = differences_of(shown([[0, 0], [0, 0], [30, 45]]), base=3, precise=25)
    assert (test.refused, letters) == ("same", ())
