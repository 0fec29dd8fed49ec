import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.expressions import (
    Among,
    Both,
    Compare,
    Either,
    ExpressionError,
    Literal,
    Name,
    Negation,
    evaluate,
    mentions,
    names,
    parse,
    plainly,
)
from survey_app.questionnaire.model import Exit


def test_and_binds_closer_than_or():
    tree = parse("a = 1 or b in [1, 2] and not c.x >= 2.5")
    assert tree == Either(
        parts=(
            Compare(left=Name(item="a"), sign="=", right=Literal(value=1)),
            Both(
                parts=(
                    Among(operand=Name(item="b"), values=(1, 2)),
                    Negation(inner=Compare(left=Name(item="c", part="x"), sign=">=", right=Literal(value=2.5))),
                )
            ),
        )
    )
    assert names(tree) == {"a", "b", "c"}
    assert [str(name) for name in mentions(tree)] == ["a", "b", "c.x"]


def test_words_that_begin_like_an_operator_are_names():
    assert names(parse("order = 1 and android = 2 or nothing in [3]")) == {"order", "android", "nothing"}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a =", 4),
        ("a in 1", 6),
        ("a # 1", 3),
        ("(a = 1", 7),
        ("a = 1 or", 9),
        ("a", 2),
        ("", 1),
        ("a = 'x'", 5),
        ("1 +", 3),
    ],
)
def test_a_refusal_names_the_column(text, column):
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert refusal.value.column == column


def test_endless_conditions_are_refused():
    for text in ("a = 1 or " * 400 + "a = 1", "(" * 30 + "a = 1" + ")" * 30):
        with pytest.raises(ExpressionError):
            parse(text)
    assert evaluate(parse("not " * 200 + "a = 1"), Answers(values={"a": 1})) is True


GIVEN = Answers(
    values={"a": 3, "m": (1, 4), "b": {"x": 2, "y": Exit.REFUSED}, "e": Exit.DONT_KNOW, "n": 2.5},
    texts={"t": "chữ"},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 3", True),
        ("a == 3", True),
        ("3 = a", True),
        ("a != 3", False),
        ("a < 4 and a <= 3 and a > 2 and a >= 3", True),
        ("a in [1, 2]", False),
        ("n = 2.5", True),
        ("e = 1", None),
        ("gone = 1", None),
        ("not gone = 1", None),
        ("a = 3 or gone = 1", True),
        ("a = 1 or gone = 1", None),
        ("a = 1 and gone = 1", False),
        ("a = 3 and gone = 1", None),
        ("b.x = 2", True),
        ("b.y = 2", None),
        ("b = 2", None),
        ("selected(m, 4)", True),
        ("selected(m, 2)", False),
        ("selected(gone, 2)", None),
        ("count(m) = 2", True),
        ("count(gone) > 0", None),
        ("answered(a) and answered(m) and answered(b) and answered(b.x) and answered(t)", True),
        ("answered(e) or answered(gone) or answered(b.y)", False),
        ("m = 1", None),
    ],
)
def test_three_values(text, value):
    assert evaluate(parse(text), GIVEN) is value


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=4))
def test_and_or_not_follow_kleene(values):
    written = {True: "a = 1", False: "a = 2", None: "z = 1"}
    order = {False: 0, None: 1, True: 2}
    answers = Answers(values={"a": 1})
    low = min(values, key=order.__getitem__)
    high = max(values, key=order.__getitem__)
    assert evaluate(parse(" and ".join(written[value] for value in values)), answers) is low
    assert evaluate(parse(" or ".join(written[value] for value in values)), answers) is high
    denied = evaluate(parse("not (" + " and ".join(written[value] for value in values) + ")"), answers)
    assert denied is (None if low is None else not low)


def test_the_tree_is_hashable_and_equal_by_content():
    texts = ["a = 1 and b = 2", "a in [1]", "not a = 1", "answered(a)", "selected(a, 1)"]
    assert all(hash(parse(text)) == hash(parse(text)) for text in texts)
    assert all(parse(one) != parse(other) for one, other in itertools.combinations(texts, 2))


DATED = Answers(
    values={"d": date(2021, 3, 5), "e": date(2021, 3, 1), "y": date(2005, 1, 1), "n": 2005, "r": (3, 1), "m": ()}
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("d = 2021-03-05", True),
        ("d > 2021-03", True),
        ("e = 2021-03", True),
        ("d in [2021-03, 2021-03-05]", True),
        ("d < e", False),
        ("y = 2005", True),
        ("y >= n", True),
        ("y < 2005.5", True),
        ("gone < 2021-03", None),
        ("answered(d) and selected(r, 1) and count(r) = 2", True),
        ("count(m) = 0", None),
        ("selected(m, 1)", None),
        ("answered(m)", False),
    ],
)
def test_dates_and_rankings(text, value):
    assert evaluate(parse(text), DATED) is value


@pytest.mark.parametrize(("text", "column"), [("d > 2021-13", 5), ("d > 2021-02-30", 5), ("d = 2021-3", 9)])
def test_a_day_that_no_calendar_has_is_refused(text, column):
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert refusal.value.column == column


def test_plainly_keeps_the_value_and_leaves_not_only_before_tests():
    tree = parse("not (a = 3 and not (answered(e) or gone < 2)) or not a in [1]")
    plain = plainly(tree)
    assert evaluate(plain, GIVEN) is evaluate(tree, GIVEN)
    assert plain == parse("(a != 3 or (answered(e) or gone < 2)) or not a in [1]")
