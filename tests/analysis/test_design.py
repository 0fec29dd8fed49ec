import numpy as np
import pytest

from analysis.design import Design, Lonely, Seen, Target, headcounts
from analysis.distribution import distribution
from analysis.errors import DesignMismatchError, LonelyStratumError, NoHeadcountsError, TooManyAnswersError


def test_degrees_of_freedom_are_answers_minus_strata(cells_of):
    cells = cells_of([0, 1, 2, 3, 4], [0, 0, 0, 1, 1])

    frame = Design(strata=("0", "1"), headcounts=headcounts([9, 9])).frame(cells, Target.POPULATION)

    assert frame.df == 3
    assert frame.fraction.tolist() == [3 / 9, 2 / 9]


def test_a_skipped_question_leaves_a_person_unseen(cells_of):
    cells = cells_of([0, 4, 4, -3], [0, 0, 0, 0])

    by_question = distribution(cells, Design(strata=("0",), headcounts=headcounts([4])))
    as_r = distribution(cells, Design(strata=("0",), headcounts=headcounts([4]), seen=Seen.RESPONDENTS))

    assert by_question.se[0, 4] > 0
    assert as_r.se[0, 4] == 0


@pytest.mark.parametrize("exit_code", [-1, -4])
def test_dont_know_and_not_asked_are_known_states(cells_of, exit_code):
    cells = cells_of([0, 4, 4, exit_code], [0, 0, 0, 0])

    assert distribution(cells, Design(strata=("0",), headcounts=headcounts([4]))).se[0, 4] == 0


def test_the_process_target_has_no_finite_correction(cells_of):
    cells = cells_of([0, 4, 4, 4], [0, 0, 0, 0])

    found = distribution(cells, Design(strata=("0",)), target=Target.PROCESS)

    assert found.se[0, 4] == pytest.approx(np.sqrt(0.75 * 0.25 / 3))


def test_a_lonely_answer_follows_its_rule(cells_of):
    cells = cells_of([0, 4, 4, 0, 4], [0, 0, 0, 0, 1])
    errors = {
        rule: distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([8, 5]), lonely=rule)).se[0, 4]
        for rule in Lonely
        if rule is not Lonely.FAIL
    }

    assert errors[Lonely.REMOVE] == errors[Lonely.CERTAINTY] < errors[Lonely.ADJUST]
    assert errors[Lonely.AVERAGE] == pytest.approx(errors[Lonely.REMOVE] * np.sqrt(2))


def test_a_lonely_stratum_of_one_person_adds_nothing(cells_of):
    cells = cells_of([0, 4, 4, 0, 4], [0, 0, 0, 0, 1])

    frame = Design(strata=("0", "1"), headcounts=headcounts([4, 1])).frame(cells, Target.POPULATION)

    assert frame.lonely == ()


def test_unseen_strata_are_named(cells_of):
    cells = cells_of([0, 4], [0, 0], strata=2)

    assert distribution(cells, Design(strata=("0", "1"), headcounts=headcounts([4, 3]))).unseen == ("1",)


def test_more_answers_than_people_are_refused(cells_of):
    cells = cells_of([0, 4, 4], [0, 0, 0])
    design = Design(strata=("0",), headcounts=headcounts([2]))

    with pytest.raises(TooManyAnswersError) as caught:
        distribution(cells, design)
    assert caught.value.fields == {"what": "0", "n": 3, "N": 2}
    assert distribution(cells, design.at_least(cells.stratum_n)).se[0, 4] == 0


def test_the_population_needs_headcounts(cells_of):
    with pytest.raises(NoHeadcountsError):
        distribution(cells_of([0, 4], [0, 0]), Design(strata=("0",)))


def test_other_strata_are_refused(cells_of):
    with pytest.raises(DesignMismatchError):
        distribution(cells_of([0, 4], [0, 0]), Design(strata=("a",), headcounts=headcounts([9])))


def test_the_average_of_no_other_stratum_is_nothing(cells_of):
    plan = Design(strata=("0", "1"), headcounts=headcounts([5, 5]), lonely=Lonely.AVERAGE)

    assert plan.frame(cells_of([0], [0], strata=2), Target.POPULATION).spread.tolist() == [0, 0]


def test_a_lonely_stratum_may_be_refused_by_name(cells_of):
    plan = Design(strata=("0", "1"), headcounts=headcounts([5, 5]), lonely=Lonely.FAIL)

    assert plan.frame(cells_of([0, 1, 2, 3], [0, 0, 1, 1]), Target.POPULATION).df == 2
    with pytest.raises(LonelyStratumError, match="stratum 1"):
        plan.frame(cells_of([0, 1, 2], [0, 0, 1]), Target.POPULATION)
