"""What is left of a condition after some answers, each rest made once."""

import pytest

from survey_app.questionnaire.cells import TooManyCellsError
from survey_app.questionnaire.expressions import Name, mentions, parse
from survey_app.questionnaire.residues import Residues, Rest

A, B = Name(item="a"), Name(item="b")
DOMAINS = {A: (1, 2, 3, None), B: (1, 2, None)}


def residues():
    return Residues(DOMAINS, {A: (A,), B: (B,)})


def test_what_is_left_after_each_answer():
    made = residues()
    whole = made.whole(parse("a = 1 and (b = 1 or a > 2)"))
    assert isinstance(whole, Rest)
    first, second, third, exits, unasked = made.after(whole, A)
    assert isinstance(first, Rest)
    assert first.names == {B}
    assert (second, third) == (False, False)
    assert exits is unasked
    assert made.after(first, B) == (True, False, None, None)
    assert made.after(True, B) == (True,) * 4


def test_rests_that_mean_the_same_are_the_same():
    made = residues()
    one, other = (made.whole(parse(text)) for text in ("a = 1 or b = 2", "b = 2 or a = 1"))
    assert one is other
    assert made.after(one, A)[1] is made.after(other, A)[2] is made.whole(parse("b = 2"))
    denied = made.whole(parse("not (b = 2)"))
    assert made.after(denied, B) == (True, False, None, None)


def test_everything_that_can_come_of_a_condition():
    made = residues()
    assert made.outcomes(made.whole(parse("a < 9")), steps=9) == {True, None}
    assert made.outcomes(made.whole(parse("a = 1 and a = 2")), steps=9) == {False, None}
    assert made.outcomes(True, steps=0) == {True}
    with pytest.raises(TooManyCellsError):
        made.outcomes(made.whole(parse("a = 1 or b = 1")), steps=1)


def test_two_questions_beside_each_other_wait_for_both():
    made = residues()
    after = made.after(made.whole(parse("a < b")), B)
    assert all(isinstance(rest, Rest) and rest.names == {A} for rest in after[:2])
    assert made.after(after[1], A) == (True, False, False, None, None)
    assert mentions(parse("a < b")) == (A, B)
