import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.counting.joint import whole
from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, NoErrorToTestError, NotCountedError, WrongKindError
from analysis.multiple import bonferroni, design_independence, marginal_independence, tick_correlation, ticked
from analysis.responses import Responses


@pytest.fixture
def ticks():
    options = tuple(Option(code=code, label={}) for code in (0, 1))
    columns = tuple(Column(name=name, kind=Kind.MULTI, label={}, item="m", options=options) for name in ("a", "b", "c"))
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes={
            "a": np.array([0, 1, 1, 0, 1, 0], dtype=np.int16),
            "b": np.array([0, 1, 0, 0, 1, 1], dtype=np.int16),
            "c": np.ones(6, dtype=np.int16),
        },
        stratum=np.zeros(6, dtype=np.int64),
    )
    return count(wave, strata=("0",), banners=[whole(6)])


def test_ticks_correlate_as_numbers_do(ticks):
    found = tick_correlation(ticks, ("a", "b"))

    assert found[0, 1] == pytest.approx(np.corrcoef([0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 1, 1])[0, 1])


def test_one_option_is_pearsons_test():
    found = marginal_independence([[[3, 7], [8, 2]]], np.eye(1))

    assert found.statistic == pytest.approx(found.total)
    assert found.df == 1


def test_an_option_ticked_by_all_is_refused(ticks):
    with pytest.raises(WrongKindError):
        tick_correlation(ticks, ("a", "c"))


def test_options_of_other_items_are_refused(ticks):
    with pytest.raises(NotCountedError):
        tick_correlation(ticks, ("a", "x"))


def test_one_group_has_no_test():
    with pytest.raises(DegenerateTableError):
        marginal_independence([[[3, 0], [8, 0]]], np.eye(1))


def item(level, ticks, *, psu=True, weight=None):
    size = len(level)
    options = tuple(Option(code=code, label={}) for code in (0, 1))
    names = tuple(f"m.{at}" for at in range(len(ticks)))
    columns = tuple(Column(name=name, kind=Kind.MULTI, label={}, item="m", options=options) for name in names)
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes={name: np.array(one, dtype=np.int16) for name, one in zip(names, ticks, strict=True)},
        stratum=np.zeros(size, dtype=np.int64),
        psu=np.arange(size) if psu else None,
        weight=weight,
    )
    places = np.array(level, dtype=np.int64)
    levels = tuple(Level(key=str(at), label={}) for at in range(int(places.max()) + 1))
    counts = count(wave, strata=("0",), banners=[Banner(name="g", levels=levels, positions=places)])
    return counts, [counts.cells(name, "g") for name in names]


@pytest.fixture
def people():
    rng = np.random.default_rng(2)
    level = rng.integers(0, 3, 400)
    first = rng.random(400) < 0.4
    return level, [first, (rng.random(400) < 0.3) | (first & (rng.random(400) < 0.4)), rng.random(400) < 0.5]


def test_with_equal_weights_the_design_test_is_near_the_unweighted_one(people):
    counts, cells = item(*people)
    names = [one.column.name for one in cells]
    plain = marginal_independence([one.table() for one in cells], tick_correlation(counts, names))

    found = design_independence(cells, Design(strata=("0",)))

    assert found.p == pytest.approx(plain.p, abs=0.03)
    assert found.df[0] == pytest.approx(plain.df, rel=0.05)


def test_one_option_of_two_groups_is_the_square_of_t(people):
    level, ticks = people
    _, cells = item(np.minimum(level, 1), ticks[:1])
    found = design_independence(cells, Design(strata=("0",)))
    share = [np.mean(ticks[0][np.minimum(level, 1) == g]) for g in (0, 1)]
    variance = sum(p * (1 - p) / (np.minimum(level, 1) == g).sum() for g, p in enumerate(share)) * 400 / 399

    assert found.df[0] == pytest.approx(1)
    assert found.statistic == pytest.approx((share[0] - share[1]) ** 2 / variance, rel=0.03)


def test_the_scale_of_weights_does_not_matter(people):
    weight = np.random.default_rng(1).uniform(1, 2, 400)
    one, other = (
        design_independence(item(*people, weight=factor * weight)[1], Design(strata=("0",))) for factor in (1, 1e6)
    )

    assert one.p == pytest.approx(other.p)


def test_shares_of_people_and_of_ticks_are_two_things():
    _, cells = item([0, 0, 0, 0], [[1, 1, 0, 0], [1, 0, 1, 1]], psu=False)

    of_people, of_ticks, base = ticked(cells)

    assert of_people[:, 0].tolist() == [0.5, 0.75]
    assert of_ticks[:, 0].tolist() == [0.4, 0.6]
    assert base.tolist() == [4]


def test_bonferroni_takes_the_strongest_option():
    assert bonferroni([[[9, 1], [1, 9]], [[5, 5], [5, 5]]]) == pytest.approx(2 * 0.000347, rel=0.01)


def test_what_cannot_be_tested_is_refused(people):
    with pytest.raises(WrongKindError, match="clusters"):
        design_independence(item(*people, psu=False)[1], Design(strata=("0",)))
    with pytest.raises(DegenerateTableError):
        design_independence(item([0] * 4, [[0, 1, 1, 0]])[1], Design(strata=("0",)))
    with pytest.raises(NoErrorToTestError):
        design_independence(
            item(*people)[1], Design(strata=("0",), headcounts=np.array([400])), target=Target.POPULATION
        )
    with pytest.raises(WrongKindError, match="one item"):
        ticked([])
