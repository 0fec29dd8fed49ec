"""What must hold for every statistic, whatever people answered."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.breaks import find_breaks
from analysis.codebook import Codebook, Column, Kind, Option
from analysis.composition import kitagawa, several_factors
from analysis.counting import Banner, Level, count
from analysis.crosstab import rao_scott
from analysis.design import Design, Lonely, Seen, Target
from analysis.distribution import distribution, possible
from analysis.early import early_signal, smoothed_level
from analysis.errors import AnalysisError
from analysis.estimate import scored
from analysis.intervals import beta_binomial_interval, bounds, hypergeometric_interval, mid_p_interval, wilson_interval
from analysis.letters import Adjustment, adjust, letters
from analysis.likert import leik
from analysis.residuals import residuals
from analysis.responses import Responses
from analysis.scales import agreements, consensus, interpolated_medians
from analysis.small_area import fay_herriot
from analysis.smooth import share_covariance
from analysis.sparse import independence
from analysis.weights import rake

QUICK = settings(deadline=None, max_examples=40)
Q = Target.PROCESS


@st.composite
def waves(draw, options=4, levels=3):
    size = draw(st.integers(0, 50))

    def ints(low, high):
        return np.array(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)), dtype=np.int64)

    strata = draw(st.integers(1, 3))
    stratum = ints(0, strata - 1)
    rolls = (
        np.bincount(stratum, minlength=strata)
        + np.array(draw(st.lists(st.integers(0, 6), min_size=3, max_size=3)))[:strata]
    )
    return ints(draw(st.sampled_from([-4, 0])), options - 1), stratum, rolls, ints(-1, levels - 1)


def cells(codes, stratum, rolls, level, *, options=4, levels=3, weight=None, banner="b"):
    made = tuple(Option(code=at, label={}) for at in range(options))
    column = Column(name="q", kind=Kind.ORDINAL, label={}, item="q", options=made)
    weight = (
        rolls[stratum] / np.maximum(np.bincount(stratum, minlength=len(rolls)), 1)[stratum]
        if weight is None
        else weight
    )
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(column,)),
        codes={"q": codes.astype(np.int16)},
        stratum=stratum.copy(),
        weight=np.array(weight, dtype=np.float64),
    )
    keys = tuple(Level(key=str(at), label={}) for at in range(levels))
    names = tuple(str(at) for at in range(len(rolls)))
    return count(wave, strata=names, banners=[Banner(name=banner, levels=keys, positions=level)]).cells("q", banner)


def plan(rolls, **more):
    return Design(strata=tuple(str(at) for at in range(len(rolls))), headcounts=rolls, **more)


def finite(value) -> bool:
    return bool(np.isfinite(np.asarray(value, dtype=np.float64)).all())


@given(st.integers(1, 60).flatmap(lambda people: st.tuples(st.just(people), st.integers(1, people))), st.data())
@QUICK
def test_intervals_of_a_roll_lie_inside_what_is_possible(sizes, data):
    people, n = sizes
    x = data.draw(st.integers(0, n))
    least, most = bounds(x, n, people)

    for low, high in (hypergeometric_interval(x, n, people), mid_p_interval(x, n, people)):
        assert least - 1e-12 <= low <= high <= most + 1e-12
    beta = beta_binomial_interval([x], [n], [people])
    assert least * people - 1e-9 <= beta.low <= beta.high <= most * people + 1e-9
    low, high = wilson_interval(x, n, people)
    assert 0 <= low <= high <= 1
    if n == people:
        assert low == high == x / people


@given(waves(), st.sampled_from(Target), st.sampled_from([rule for rule in Lonely if rule is not Lonely.FAIL]))
@QUICK
def test_nothing_is_ever_nan_and_refusals_are_named(wave, target, lonely):
    counted, design = cells(*wave), plan(wave[2], lonely=lonely)

    told = {"target": target}
    parts = {
        share_covariance: ("covariance", "value"),
        interpolated_medians: ("value", "se", "low", "high"),
        agreements: ("value", "se", "low", "high"),
        consensus: ("value", "se", "low", "high"),
        letters: ("p",),
        residuals: ("value", "p"),
        independence: ("p", "statistic"),
    }
    for figure, names in parts.items():
        found = answer(figure, counted, design, **told)
        assert isinstance(found, AnalysisError) or all(finite(getattr(found, name)) for name in names)
        if isinstance(found, AnalysisError):
            assert found.code != "analysis-error"
            assert "{" not in str(found)
    assert finite(possible(distribution(counted, design, target=target), design))


def answer(figure, *arguments, **more):
    try:
        return figure(*arguments, **more)
    except AnalysisError as refusal:
        return refusal


@given(waves(options=2, levels=2))
@QUICK
def test_the_f_of_two_by_two_is_the_squared_t_of_its_log_odds_ratio(wave):
    """Up to the constant by which Pearson's statistic and the squared log odds ratio differ."""
    codes, stratum, rolls, level = wave
    codes, level = np.abs(codes) % 2, np.abs(level) % 2
    counted = cells(codes, stratum, rolls, level, options=2, levels=2)
    assume(counted.table().min() > 0 and len(codes) > len(rolls) + 1)
    design = plan(rolls)
    found = share_covariance(counted, design)
    slope = 1 / (found.value[:, 1] * found.value[:, 0])
    contrast = slope * [-1, 1]
    variance = float(contrast @ found.covariance[:, 1, :, 1] @ contrast)
    assume(variance > 1e-6)
    p = counted.weighted_table() / counted.weighted_table().sum()
    margins = np.prod(p.sum(axis=0)) * np.prod(p.sum(axis=1))
    gap = p[0, 0] - p[0].sum() * p[:, 0].sum()

    test = rao_scott(counted, design)

    assert np.isclose(test.df[0], 1)
    assert np.isclose(test.statistic, gap**2 / margins * (1 / p).sum() / variance, rtol=1e-6, atol=1e-9)


@given(waves())
@QUICK
def test_covariances_are_symmetric_and_hold_the_errors(wave):
    counted, design = cells(*wave), plan(wave[2])

    flat = share_covariance(counted, design, target=Q).covariance.reshape(12, 12)

    assert np.allclose(flat, flat.T, atol=1e-12)
    assert (np.diag(flat) >= 0).all()
    assert np.linalg.eigvalsh(flat).min() >= -1e-9
    shares = distribution(counted, design, target=Q)
    assert np.allclose(np.sqrt(np.diag(flat)).reshape(3, 4), shares.se, atol=1e-7)


@given(waves(), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_rows_does_not_matter(wave, random):
    codes, stratum, rolls, level = wave
    order = list(range(len(codes)))
    random.shuffle(order)
    one, other = cells(*wave), cells(codes[order], stratum[order], rolls, level[order])

    assert np.array_equal(one.n, other.n)
    assert np.allclose(one.w, other.w)


@given(
    st.integers(2, 4).flatmap(
        lambda rows: st.lists(st.lists(st.floats(0.5, 50), min_size=3, max_size=3), min_size=rows, max_size=rows)
    ),
    st.data(),
)
@QUICK
def test_raked_margins_are_their_targets(rows, data):
    table = np.array(rows)
    first = np.array(data.draw(st.lists(st.floats(1, 100), min_size=len(rows), max_size=len(rows))))
    second = np.array(data.draw(st.lists(st.floats(1, 100), min_size=3, max_size=3)))
    second = second * first.sum() / second.sum()

    raked = table * rake(table, [first, second])

    assert np.allclose(raked.sum(axis=1), first, rtol=1e-9)
    assert np.allclose(raked.sum(axis=0), second, rtol=1e-9)


shares = st.floats(0.02, 0.98)


@given(st.lists(st.tuples(shares, shares, st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=8))
@QUICK
def test_parts_of_a_change_add_up(rows):
    then, now, n1, n2 = (np.array(part, dtype=np.float64) for part in zip(*rows, strict=True))
    change = float(now @ n2 / n2.sum() - then @ n1 / n1.sum())

    assert np.isclose(kitagawa(then, now, n1, n2).total, change)
    found = several_factors(then.reshape(1, -1), now.reshape(1, -1), n1.reshape(1, -1), n2.reshape(1, -1))
    assert np.isclose(found.total, change)
    assert np.isclose(found.within + sum(found.factors), change)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.sampled_from(Adjustment))
def test_adjusted_p_keeps_the_order_and_is_never_smaller(p, how):
    found = adjust(p, how)

    assert (found >= np.array(p) - 1e-15).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= -1e-15).all()
    if how is Adjustment.BH:
        assert np.allclose(found, stats.false_discovery_control(p))


@given(st.lists(st.tuples(shares, st.floats(1e-4, 0.01)), min_size=6, max_size=14))
@QUICK
def test_levels_and_signals_stay_possible(series):
    values, variances = zip(*series, strict=True)

    level, signal = smoothed_level(values, variances), early_signal(values, variances)

    for one in (level.value, level.low, level.high):
        assert finite(one)
        assert (one >= 0).all()
        assert (one <= 1).all()
    assert signal.expected.low <= signal.expected.value <= signal.expected.high
    assert signal.score.tried == len(series) - 1 - 3


@given(st.lists(st.tuples(shares, st.floats(1e-4, 0.01)), min_size=12, max_size=20))
@QUICK
def test_breaks_pay_their_penalty_and_keep_their_distance(series):
    found = find_breaks(*zip(*series, strict=True))

    cuts = (0, *found.before, len(series))
    assert min(np.diff(cuts)) >= 3
    assert found.gain >= found.penalty * len(found.before) - 1e-9
    assert len(found.levels) == len(found.before) + 1


@given(st.lists(st.integers(0, 50), min_size=2, max_size=7).filter(any))
def test_consensus_lies_between_0_and_1(histogram):
    assert -1e-9 <= leik(histogram) <= 1 + 1e-9


@given(st.lists(st.tuples(shares, st.floats(0.001, 0.1)), min_size=4, max_size=15), st.booleans())
@QUICK
def test_areas_are_drawn_inwards(series, lift):
    values, variances = (np.array(part) for part in zip(*series, strict=True))

    found = fay_herriot(values, variances, lift=lift)

    assert finite(found.value)
    assert (found.mse >= 0).all()
    assert ((found.weight >= 0) & (found.weight < 1)).all()
    assert ((found.value - found.mean) * (values - found.mean) >= -1e-9).all()
    assert (np.abs(found.value - found.mean) <= np.abs(values - found.mean) + 1e-9).all()


@given(waves(), st.sampled_from(Seen))
@QUICK
def test_a_contrast_is_linear_in_its_scores(wave, seen):
    counted, design = cells(*wave), plan(wave[2], seen=seen)
    scores = np.array([0.0, 1.0, 2.0, 5.0])

    one, twice = scored(counted, scores, design), scored(counted, 2 * scores + 1, design)

    known = one.estimable
    assert np.allclose(twice.value[known], 2 * one.value[known] + 1)
    assert np.allclose(twice.se, 2 * one.se, atol=1e-9)


def test_ten_million_answers_in_one_cell_do_not_overflow():
    size = 300_000
    base = cells(np.zeros(size), np.zeros(size, dtype=np.int64), np.array([size]), np.zeros(size, dtype=np.int64))

    total = base
    for _ in range(6):
        total = total + total

    assert total.n.sum() == 64 * size
    assert total.n.dtype == np.int64
