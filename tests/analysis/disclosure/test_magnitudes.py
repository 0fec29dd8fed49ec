"""Classes of numbers: fixed by the range, fine where numbers are small, wide at the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Range
from analysis.counting import Banner, Level, count
from analysis.disclosure.magnitudes import (
    END,
    END_OF_DATES,
    MOST,
    UncountedValuesError,
    classed,
    classes_of,
    sums_from_below,
)
from analysis.responses import Responses


def number(span: Range | None) -> Column:
    return Column(name="n", kind=Kind.NUMBER, label={}, item="n", range=span)


def test_hours_are_told_apart_by_two_and_the_last_fifth_not_at_all() -> None:
    found = classes_of(number(Range(low=0, high=90, whole=True)))
    assert found.edges[:9].tolist() == [0, 1, 2, 3, 4, 5, 6, 8, 10]
    assert set(np.diff(found.edges[8:])) == {2}
    assert found.edges[-1] == 72
    assert found.points[[0, 5, 6, -1]].tolist() == [0, 5, 6.5, 81]


SPANS = [
    Range(low=0, high=1),
    Range(low=0, high=1, whole=True),
    Range(low=0, high=900),
    Range(low=0, high=12, whole=True),
    Range(low=150, high=200, whole=True),
    Range(low=-10, high=10, whole=True),
    Range(low=-1e6, high=1e6),
    Range(low=-10, high=-2),
    Range(low=0, high=1e9, whole=True),
    Range(low=0.5, high=24),
    Range(low=0, high=107, origin="2018-01-01", grain="month", whole=True),
    Range(low=0, high=50, origin="1975-01-01", grain="year", whole=True),
    Range(low=0, high=1, origin="1975-01-01", grain="year", whole=True),
]


@pytest.mark.parametrize("at", range(len(SPANS)))
def test_whatever_the_range_classes_cover_it_and_its_ends_are_wide(at: int) -> None:
    span = SPANS[at]
    found = classes_of(number(span))
    assert found.edges[0] == span.low
    assert np.all(np.diff(found.edges) > 0)
    assert len(found.edges) <= 2.2 * MOST
    assert np.all((found.points >= span.low) & (found.points <= span.high))
    last = span.high - found.edges[-1]
    if span.origin is not None:
        assert last >= END_OF_DATES * (span.high - span.low)
        second = found.edges[1] if len(found.edges) > 1 else span.high
        assert second - span.low >= END_OF_DATES * (span.high - span.low)
    else:
        assert last >= END * (max(span.high, 0) - max(span.low, 0)) * (1 - 1e-9)
    values = np.linspace(span.low, span.high, 57)
    if span.whole:
        values = np.floor(values)
    where = found.of(values)
    ends = np.append(found.edges[1:], found.top)
    assert np.all(values >= found.edges[where])
    assert np.all(values <= ends[where])


def test_without_a_range_there_is_no_end() -> None:
    found = classes_of(number(None))
    assert found.of(np.array([-1e9, -0.05, 0.0, 0.1, 1.1, 1e9])).tolist() == [
        0,
        found.edges.tolist().index(-0.1),
        found.edges.tolist().index(0.0),
        found.edges.tolist().index(0.1),
        found.edges.tolist().index(1.0),
        len(found.edges) - 1,
    ]
    assert np.isinf(found.top)
    assert np.all(np.isfinite(found.points))


def test_the_median_is_interpolated_and_a_class_of_one_value_is_that_value() -> None:
    found = classes_of(number(Range(low=0, high=90, whole=True)))
    counts = np.zeros(len(found.edges))
    counts[3] = 9
    assert found.median(counts) == 3
    counts[:] = 0
    at = found.edges.tolist().index(40)
    counts[at], counts[at + 1] = 6, 6
    assert found.median(counts) == 41.5, "half lie in 40 and 41, which reach to 41.5"
    assert found.quarter(counts, Range(low=0, high=90)) == "q2"


def test_the_sums_that_rounding_moves_are_those_between_answers() -> None:
    found = classes_of(number(Range(low=0, high=12, whole=True)))
    counts = np.zeros(len(found.edges))
    counts[2] = 9
    assert found.noise(counts) == 0
    counts[5] = 9
    assert found.noise(counts) == 3, "three sums lie between, a step of one each"
    assert sums_from_below(np.array([0, 4, 0, 3, 1, 2]), 3) == [(1, 3)], "fewer than three are left after the next"


def test_values_are_counted_by_class_with_people_and_weights() -> None:
    column = number(Range(low=0, high=90, whole=True))
    scores, weight = np.array([0.0, 1, 40, 41, 41, 90, 95]), np.array([1.0, 2, 1, 2, 1, 1, 1])
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=(column,)),
        codes={"n": np.zeros(7, dtype=np.int16)},
        scores={"n": scores},
        stratum=np.zeros(7, dtype=np.int64),
        weight=weight,
    )
    whole = Banner(name="total", levels=(Level(key="total", label={}),), positions=np.zeros(7, dtype=np.int64))
    cells = count(responses, strata=("s",), banners=[whole]).cells("n")
    made = classed(cells)
    classes = classes_of(column)
    filled = {float(classes.points[at]): int(made.n[0, 0, at]) for at in np.flatnonzero(made.n[0, 0, : made.options])}
    assert filled == {0.0: 1, 1.0: 1, 40.5: 3, 81.0: 2}
    assert made.n.sum() == cells.n.sum()
    assert np.isclose(made.w.sum(), weight.sum())
    assert np.isclose(made.w[0, 0, classes.of(np.array([40.0]))[0]], 4)
    with pytest.raises(UncountedValuesError, match="n: its values"):
        classed(replace(cells, spread=None))
