"""What statistics are often given by mistake: each is a named error or a refusal with its reason, never NaN or a warning."""

import numpy as np
import pytest

from analysis import errors
from analysis.crosstab import crosstab
from analysis.design import Design
from analysis.distribution import distribution
from analysis.early import early_signal
from analysis.errors import (
    AcrossBreakError,
    BadWeightError,
    DegenerateTableError,
    EmptyTargetError,
    NoVarianceError,
    TooFewWavesError,
    TooManyAnswersError,
    UnequalTargetsError,
)
from analysis.gates import Method, require
from analysis.letters import letters
from analysis.likert import alpha, net
from analysis.trend import trend
from analysis.weights import rake

PLAN = Design(strata=("0", "1"), headcounts=np.array([6, 6]))


@pytest.mark.parametrize("weight", [np.nan, -1.0, np.inf, 0.0])
def test_a_weight_that_is_none(cells_of, weight):
    with pytest.raises(BadWeightError, match="1 weights are missing, negative, zero or infinite"):
        cells_of([0, 1], [0, 1], weight=[1.0, weight])


def test_more_answers_than_people(cells_of):
    with pytest.raises(TooManyAnswersError, match="7 answers from a roll of 6"):
        distribution(cells_of([0] * 7, [0] * 7, strata=2), PLAN)


def test_an_empty_category_keeps_its_place_with_a_share_of_0(cells_of):
    found = distribution(cells_of([0, 0, 4, 4], [0, 0, 1, 1]), PLAN)

    assert found.share[0, 2] == 0
    assert 0 < found.high[0, 2] < 1


def test_an_empty_branch_is_named_beside_the_figures(cells_of):
    found = distribution(cells_of([0, 4, 4], [0, 0, 0], strata=2), PLAN)

    assert found.unseen == ("1",)
    assert next(found.rows())["marks"] == ("unseen-stratum",)
    assert np.isfinite([found.share, found.se, found.low, found.high]).all()


def test_an_empty_wave_has_no_figures_and_says_so(cells_of):
    found = distribution(cells_of([-3, -3], [0, 1]), PLAN)

    assert [row["estimate"] for row in found.rows()] == [None] * 5
    assert {row["marks"] for row in found.rows()} == {("empty-base",)}
    assert [row["estimate"] for row in net(cells_of([-3], [0], strata=2), PLAN).rows()] == [None]


def test_one_category_only_has_shares_and_no_test(cells_of):
    found = crosstab(cells_of([4] * 6, [0, 0, 0, 1, 1, 1], level=[0, 1] * 3), PLAN)

    assert found.association is None
    assert isinstance(found.refusal, DegenerateTableError)
    assert "1 rows and 2 columns" in str(found.refusal)
    assert letters(cells_of([4] * 6, [0] * 6, level=[0, 1] * 3, strata=2), PLAN).refusal is not None


def test_no_variation_has_no_reliability_and_no_line():
    with pytest.raises(ValueError, match="differ"):
        alpha(np.zeros((3, 3)), 30)
    with pytest.raises(NoVarianceError, match="no error at all"):
        trend([1, 2, 3], [0.5, 0.5, 0.5], [0.0, 0.0, 0.0])


def test_no_variation_in_answers_still_has_an_interval(cells_of):
    found = distribution(cells_of([4] * 8, [0] * 4 + [1] * 4), PLAN)

    assert found.high[0, 4] == 1
    assert 0 < found.low[0, 4] < 1


def test_margins_that_do_not_add_up():
    with pytest.raises(UnequalTargetsError, match=r"10.* and .*12"):
        rake(np.ones((2, 2)), [[5, 5], [6, 6]])
    with pytest.raises(EmptyTargetError, match=r"counts 3.* people and none of them answered"):
        rake(np.array([[1.0, 0], [1, 0]]), [[5, 5], [7, 3]])


def test_waves_across_a_break():
    with pytest.raises(AcrossBreakError, match="asked differently"):
        early_signal([0.5] * 6, [0.001] * 6, parts=["old", "old", "new", "new", "new", "new"])


@pytest.mark.parametrize("method", [Method.TREND, Method.LEVEL, Method.BREAK, Method.CONTROL])
def test_too_few_waves_for_what_is_asked(method):
    with pytest.raises(TooFewWavesError, match="comparable waves; there are 2"):
        require(method, 2)


def test_every_refusal_has_a_code_of_its_own():
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.AnalysisError)]

    assert len({one.code for one in found}) == len(found)
