import pytest

from analysis.dispositions import Dispositions, Rate, completeness, rate, rates, unlinked
from analysis.errors import EmptyBaseError, TooManyAnswersError, UnlinkedError, WrongKindError

LIST = Dispositions(complete=60, partial=10, refusal=15, non_contact=10, other=5, unknown=20, eligible_share=0.5)


@pytest.mark.parametrize(
    ("which", "value"),
    [
        (Rate.RR1, 60 / 120),
        (Rate.RR2, 70 / 120),
        (Rate.RR3, 60 / 110),
        (Rate.RR4, 70 / 110),
        (Rate.RR5, 60 / 100),
        (Rate.RR6, 70 / 100),
        (Rate.COOP1, 60 / 90),
        (Rate.REF1, 15 / 120),
        (Rate.CON1, 90 / 120),
    ],
)
def test_rates_are_those_of_the_standard(which, value):
    assert rate(LIST, which) == pytest.approx(value)


def test_on_a_roll_three_rates_are_one():
    roll = Dispositions(complete=60, partial=10, refusal=15, non_contact=15)

    assert rate(roll, Rate.RR1) == rate(roll, Rate.RR3) == rate(roll, Rate.RR5)


def test_unlinked_slips_tell_two_rates_and_refuse_the_others_with_the_reason():
    found = unlinked(80, 10, 100)

    assert [which for which, value in rates(found).items() if value is not None] == [Rate.RR1, Rate.RR2]
    for which in set(Rate) - {Rate.RR1, Rate.RR2}:
        with pytest.raises(UnlinkedError, match="by design"):
            rate(found, which)


def test_unlinked_slips_cannot_carry_reasons():
    with pytest.raises(WrongKindError):
        Dispositions(complete=5, refusal=1, linked=False)


def test_more_ballots_than_people_are_refused():
    with pytest.raises(TooManyAnswersError):
        unlinked(95, 10, 100)


@pytest.mark.parametrize("parts", [{"complete": -1}, {"complete": 1, "eligible_share": 1.5}])
def test_impossible_numbers_are_refused(parts):
    with pytest.raises(WrongKindError):
        Dispositions(**parts)


def test_an_empty_list_is_refused():
    with pytest.raises(EmptyBaseError):
        Dispositions(complete=0)
    assert rates(Dispositions(complete=0, non_contact=4))[Rate.COOP1] is None


def test_complete_and_partial_follow_from_the_items_answered():
    answered, asked = [10, 9, 4, 0, 1], [10, 10, 4, 10, 10]

    assert completeness(answered, asked) == (2, 2)
    assert completeness(answered, asked, share=0.9) == (3, 1)
    assert completeness([], []) == (0, 0)
    for wrong in (([2], [1]), ([-1], [1]), ([1, 2], [1])):
        with pytest.raises(WrongKindError):
            completeness(*wrong)
    with pytest.raises(WrongKindError):
        completeness([1], [1], share=0)
