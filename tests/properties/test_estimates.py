"""What must hold for every wave, whatever people answered."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.design import Design, Seen, Target
from analysis.distribution import distribution
from analysis.likert import agreement, mean_index, net
from analysis.responses import Responses
from analysis.trend import trend

SIDES = ("unfavourable", "neutral", "favourable")
COLUMN = Column(
    name="q",
    kind=Kind.ORDINAL,
    label={},
    item="q",
    options=tuple(Option(code=code, label={}, side=side) for code, side in enumerate(SIDES)),
)


@st.composite
def waves(draw):
    size = draw(st.integers(0, 60))

    def ints(low, high):
        return np.array(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)), dtype=np.int64)

    strata = draw(st.integers(1, 4))
    stratum = ints(0, strata - 1)
    unseen = np.array(draw(st.lists(st.integers(0, 9), min_size=strata, max_size=strata)), dtype=np.int64)
    rolls = np.bincount(stratum, minlength=strata) + unseen
    weight = rolls[stratum] / np.maximum(np.bincount(stratum, minlength=strata), 1)[stratum]
    codes = ints(draw(st.sampled_from([-4, 0])), 2).astype(np.int16)
    positions = ints(-1, 2) if draw(st.booleans()) else np.zeros(size, dtype=np.int64)
    return codes, stratum, rolls, weight, positions


def cells(codes, stratum, rolls, weight, positions):
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=(COLUMN,)),
        codes={"q": codes.copy()},
        stratum=stratum.copy(),
        weight=np.array(weight),
    )
    levels = tuple(Level(key=str(at), label={}) for at in range(3))
    banner = Banner(name="b", levels=levels, positions=positions)
    return count(responses, strata=tuple(str(at) for at in range(len(rolls))), banners=[banner]).cells("q", "b")


def design(rolls, **more):
    return Design(strata=tuple(str(at) for at in range(len(rolls))), headcounts=rolls, **more)


@given(waves(), st.sampled_from(Target), st.sampled_from(Seen))
@settings(deadline=None, max_examples=80)
def test_figures_are_finite_possible_and_in_their_interval(wave, target, seen):
    counted = cells(*wave)
    plan = design(wave[2], seen=seen)

    found = distribution(counted, plan, target=target)

    for array in (found.share, found.se, found.low, found.high):
        assert np.isfinite(array).all()
    known = found.estimable
    assert np.allclose(found.share[known].sum(axis=1), 1)
    assert (found.low <= found.share + 1e-12).all()
    assert (found.share <= found.high + 1e-12).all()
    assert (found.low >= 0).all()
    assert (found.high <= 1).all()
    for measure in (net(counted, plan, target=target), mean_index(counted, plan, target=target)):
        assert np.isfinite([measure.value, measure.se, measure.low, measure.high]).all()


@given(waves(), st.sampled_from([1e-6, 0.3, 1e6]))
@settings(deadline=None, max_examples=40)
def test_the_scale_of_weights_does_not_matter(wave, scale):
    codes, stratum, rolls, weight, positions = wave
    one = distribution(cells(*wave), design(rolls))
    other = distribution(cells(codes, stratum, rolls, weight * scale, positions), design(rolls))

    assert np.allclose(one.share, other.share, rtol=1e-9, atol=1e-12)
    assert np.allclose(one.se, other.se, rtol=1e-7, atol=1e-9)
    assert one.method == other.method


@given(waves())
@settings(deadline=None, max_examples=40)
def test_a_roll_without_end_needs_no_correction(wave):
    counted = cells(*wave)
    endless = design(np.full(len(wave[2]), 10**12))

    population = distribution(counted, endless, target=Target.POPULATION)
    process = distribution(counted, endless, target=Target.PROCESS)

    assert np.allclose(population.se, process.se, rtol=1e-9, atol=1e-12)


@given(waves())
@settings(deadline=None, max_examples=40)
def test_everyone_seen_has_no_error(wave):
    codes, stratum, _, weight, positions = wave
    codes = np.abs(codes) % 3
    rolls = np.bincount(stratum, minlength=len(wave[2]))

    found = distribution(cells(codes, stratum, rolls, weight, positions), design(rolls))

    assert not found.se.any()


@given(st.lists(st.integers(0, 50), min_size=3, max_size=7).filter(any))
def test_agreement_lies_between_minus_one_and_one(histogram):
    assert -1 - 1e-9 <= agreement(histogram) <= 1 + 1e-9


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 30)), min_size=3, max_size=12))
def test_line_and_departure_add_up(series):
    values, variances = zip(*series, strict=True)

    found = trend(range(len(series)), values, variances)

    assert np.isclose(found.total, found.linear + found.departure, rtol=1e-6, atol=1e-6)
    assert 0 <= found.p_total <= 1
