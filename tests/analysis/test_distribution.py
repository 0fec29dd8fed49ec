import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind
from analysis.counting import count
from analysis.counting.joint import whole
from analysis.design import Design, Target, headcounts
from analysis.distribution import distribution, possible, with_intervals
from analysis.errors import NoHeadcountsError, WrongKindError
from analysis.fitting import Ends
from analysis.intervals import beta_binomial_interval, hypergeometric_interval, korn_graubard_interval
from analysis.responses import Responses


def ones(*parts):
    return [position for position, many in parts for _ in range(many)]


def test_shares_are_among_those_who_gave_an_option(cells_of):
    cells = cells_of([0, 4, 4, 4, -1, -2, -3], [0] * 7)

    found = distribution(cells, Design(strata=("0",), headcounts=headcounts([20])))

    assert found.share[0].tolist() == [0.25, 0, 0, 0, 0.75]
    assert found.base.tolist() == [4]
    assert (found.asked[0], found.dont_know[0], found.refused[0], found.skipped[0]) == (7, 1, 1, 1)


def test_weights_of_strata_count(cells_of):
    cells = cells_of([0, 0, 4, 4], [0, 0, 1, 1], weight=[1, 1, 3, 3])

    found = distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([2, 6])))

    assert found.share[0, 4] == pytest.approx(0.75)


def test_everyone_answered_is_exact(cells_of):
    cells = cells_of([0, 4, 4, 1], [0, 0, 1, 1])

    found = distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([2, 2])))

    assert not found.se.any()
    assert np.array_equal(found.low, found.share)
    assert np.array_equal(found.high, found.share)
    assert set(found.method[0]) == {"census"}


def test_a_group_that_is_its_roll_has_the_exact_interval(cells_of):
    cells = cells_of(ones((4, 7), (0, 3)), [0] * 10, weight=[1.5] * 10)

    found = distribution(cells, Design(strata=("0",), headcounts=headcounts([15])))

    assert found.method[0][4] == "hypergeometric"
    assert (found.low[0, 4], found.high[0, 4]) == hypergeometric_interval(7, 10, 15)


def test_a_small_share_of_unequal_strata_is_convolved(cells_of):
    codes = ones((4, 10)) + ones((4, 9), (0, 1))
    weights = [1.2] * 10 + [2.0] * 10
    cells = cells_of(codes, [0] * 10 + [1] * 10, weight=weights)

    found = distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([12, 20])))

    want = beta_binomial_interval([0, 0], [10, 10], [12, 20])
    assert found.method[0][1] == "beta-binomial"
    assert found.high[0, 1] == want.high / 32
    assert found.method[0][4] in {"logit", "beta-binomial"}


def test_an_opinion_base_is_not_a_roll(cells_of):
    codes = ones((4, 7), (0, 3), (-1, 2))

    found = distribution(cells_of(codes, [0] * 12), Design(strata=("0",), headcounts=headcounts([15])))

    assert found.method[0][4] == "logit"
    assert found.method[0][2] == "beta"
    assert 0 < found.high[0, 2] < 0.5


def test_a_trait_level_is_not_a_roll(cells_of):
    cells = cells_of(ones((4, 7), (0, 3)), [0] * 10, level=[0, 1] * 5)

    found = distribution(cells, Design(strata=("0",), headcounts=headcounts([15])))

    assert "hypergeometric" not in {name for row in found.method for name in row}


def test_an_empty_level_has_no_figure_and_no_nan(cells_of):
    cells = cells_of([0, 4], [0, 0], level=[0, 0], size=2)

    found = distribution(cells, Design(strata=("0",), headcounts=headcounts([9])))

    assert found.estimable.tolist() == [True, False]
    assert np.isfinite([found.share, found.se, found.low, found.high]).all()
    last = list(found.rows())[-1]
    assert last["base"] == 0
    assert last["estimate"] is None
    assert last["low"] is None
    assert last["marks"] == ("empty-base",)


def test_one_answer_has_an_interval_for_the_process(cells_of):
    found = distribution(cells_of([4], [0]), Design(strata=("0",)), target=Target.PROCESS)

    assert found.df == 0
    assert found.method[0][4] == "beta"
    assert found.high[0, 4] == 1
    assert 0 < found.low[0, 4] < 0.05


def test_a_stratum_that_nobody_answered_denies_the_exact_interval(cells_of):
    cells = cells_of([0, 4, 4], [0, 0, 0], strata=2)

    found = distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([3, 5])))

    assert "census" not in found.method[0]
    assert found.high[0, 4] > found.share[0, 4]


def test_a_chosen_kind_takes_the_place_of_the_fitting_one(cells_of):
    cells = cells_of([0] * 4 + [4] * 8, [0] * 12)
    plan = Design(strata=("0",), headcounts=np.array([15]))
    found = distribution(cells, plan)

    for ends in Ends:
        other = with_intervals(found, plan, ends)

        assert other.share is found.share
        assert (other.low[0, 4] < found.share[0, 4] < other.high[0, 4]) or ends is Ends.FITTING
    assert with_intervals(found, plan, Ends.HYPERGEOMETRIC).high[0, 4] == hypergeometric_interval(8, 12, 15).high
    assert with_intervals(found, plan, Ends.KORN_GRAUBARD).low[0, 4] == pytest.approx(
        korn_graubard_interval(8 / 12, found.se[0, 4], 12, 11).low
    )


def test_the_process_has_no_roll_and_so_no_exact_interval(cells_of):
    plan = Design(strata=("0",))
    found = distribution(cells_of([0, 4, 4], [0, 0, 0]), plan, target=Target.PROCESS)

    with pytest.raises(WrongKindError, match="whole roll"):
        with_intervals(found, plan, Ends.HYPERGEOMETRIC)


def test_what_is_possible_contains_every_interval_of_a_roll(cells_of):
    cells = cells_of([0] * 4 + [4] * 8, [0] * 12)
    plan = Design(strata=("0",), headcounts=np.array([15]))
    found = distribution(cells, plan)

    low, high = possible(found, plan)

    assert (low[0, 4], high[0, 4]) == (8 / 15, 11 / 15)
    assert (low <= found.low + 1e-12).all()
    assert (found.high <= high + 1e-12).all()


def test_what_is_possible_needs_a_roll(cells_of):
    plan = Design(strata=("0",))

    with pytest.raises(NoHeadcountsError):
        possible(distribution(cells_of([0, 4], [0, 0]), plan, target=Target.PROCESS), plan)


def test_rows_are_tidy(cells_of):
    row = next(distribution(cells_of([0, 4], [0, 0]), Design(strata=("0",)), target=Target.PROCESS).rows())

    assert row["wave"] == "2024-Q1"
    assert (row["stub"], row["option"], row["banner"], row["group"]) == ("q", 1, "total", "total")
    assert row["target"] == "process"


def test_numbers_have_no_distribution():
    column = Column(name="age", kind=Kind.NUMBER, label={}, item="age")
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(column,)),
        codes={"age": np.zeros(2, dtype=np.int16)},
        scores={"age": np.array([20.0, 30.0])},
        stratum=np.zeros(2, dtype=np.int64),
    )
    cells = count(wave, strata=("0",), banners=[whole(2)]).cells("age")

    with pytest.raises(WrongKindError):
        distribution(cells, Design(strata=("0",)), target=Target.PROCESS)


def test_a_level_in_few_clusters_has_their_degrees_of_freedom(cells_of):
    codes = [0, 4, 0, 4, 4, 0, 4, 0]
    cells = cells_of(codes, [0] * 4 + [1] * 4, level=[0, 0, 0, 0, 0, 0, 1, 1], psu=[0, 0, 1, 1, 0, 0, 1, 1])
    found = distribution(cells, Design(strata=("0", "1")), target=Target.PROCESS)
    assert found.df == 2
    assert found.level_df.tolist() == [1, 0]
    assert cells.domain_df(together=True).tolist() == [2]
    assert {row["df"] for row in found.rows() if row["group"] == "1"} == {0}
