"""Conditions to the XPath of XLSForm and back: what is shown there is what is shown here."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.expressions import Name, evaluate, parse
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Exit
from survey_app.questionnaire.xpath import Field, Kind, field_name, to_xpath
from survey_app.questionnaire.xpath_reading import XPathRefusedError, _parser, from_xpath

FORM = load_questionnaire(
    """\
questionnaire: duong-di
title: Đường đi
minutes: 5
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: a, type: single, text: A?, options: {1: Một, 2: Hai, 3: Ba, 4: Bốn}}
      - {item: s, type: scale, scale: hai_long_5, text: S?}
      - {item: m, type: multi, text: M?, options: {1: Một, 2: Hai, 3: Ba}}
      - {item: r, type: ranking, text: R?, options: {1: Một, 2: Hai, 3: Ba}}
      - {item: b, type: battery, scale: hai_long_5, text: B?, parts: {x: x, y: y}}
      - {item: n, type: number, text: N?, from: 0, to: 9, whole: false}
      - {item: d, type: date, text: D?, from: 2021-01, to: 2025-12, grain: month}
      - {item: y, type: date, text: Y?, from: 1990, to: 2025, grain: year}
      - {item: t, type: text, text: T?}
""",
    file="duong-di.yaml",
)
CODES = {str(code): code for code in range(1, 6)} | {way.value: way for way in Exit}


def field(item, kind, part=None, choices=CODES):
    return Field(name=Name(item=item, part=part), kind=kind, choices=choices)


FIELDS = {
    "a": field("a", Kind.CHOICE),
    "s": field("s", Kind.CHOICE),
    "m": field("m", Kind.CHOICES),
    "r": field("r", Kind.CHOICES),
    "b_x": field("b", Kind.CHOICE, "x"),
    "b_y": field("b", Kind.CHOICE, "y"),
    "n": field("n", Kind.NUMBER, choices={}),
    "d": field("d", Kind.DATE, choices={}),
    "y": field("y", Kind.DATE, choices={}),
    "t": field("t", Kind.TEXT, choices={}),
}


@pytest.mark.parametrize(
    ("text", "xpath"),
    [
        ("a = 2", "${a} = 2"),
        ("a != 2", "${a} < 2 or ${a} > 2"),
        ("a in [1, 2] or s >= 4", "(${a} = 1 or ${a} = 2) or ${s} >= 4"),
        ("a = 1 and (s < 2 or b.x = 5)", "${a} = 1 and (${s} < 2 or ${b_x} = 5)"),
        ("answered(a)", "${a} != '' and ${a} != 'dont_know' and ${a} != 'refused'"),
        ("not answered(a)", "${a} = '' or ${a} = 'dont_know' or ${a} = 'refused'"),
        ("answered(t) and not answered(n)", "${t} != '' and ${n} = ''"),
        ("selected(m, 3)", "selected(${m}, '3')"),
        (
            "not selected(m, 3)",
            (
                "${m} != '' and not(selected(${m}, 'dont_know')) and not(selected(${m}, 'refused'))"
                " and not(selected(${m}, '3'))"
            ),
        ),
        ("count(r) > 1", "count-selected(${r}) > 1"),
        ("n <= 2.5", "${n} <= 2.5"),
        ("d >= 2021-03", "${d} >= date('2021-03-01')"),
        ("y < 2010", "${y} < date('2010-01-01')"),
        ("a = s", "${a} <= ${s} and ${a} >= ${s}"),
        ("y = n", "number(format-date(${y}, '%Y')) <= ${n} and number(format-date(${y}, '%Y')) >= ${n}"),
    ],
)
def test_a_condition_as_xpath_and_back(text, xpath):
    tree = parse(text)
    assert to_xpath(tree, FORM) == xpath
    if text != "y < 2010":
        assert from_xpath(xpath, FIELDS) == tree


def test_the_form_may_name_its_questions():
    assert to_xpath(parse("b.x = 1"), FORM, field=lambda name: f"{name.item}-{name.part}") == "${b-x} = 1"
    assert field_name(Name(item="b", part="x")) == "b_x"


@pytest.mark.parametrize(
    ("xpath", "text"),
    [
        ("${a} = '1'", "a = 1"),
        ("${a} = ‘1’ or ${a}=“2”", "a in [1, 2]"),
        ("'1' = ${a}", "a = 1"),
        ("3 <= ${n}", "n >= 3"),
        ("${a} != '1'", "a != 1 or not answered(a)"),
        ("not(${a} = '1')", "a != 1 or not answered(a)"),
        ("not(selected(${m}, '1'))", "not selected(m, 1) or not answered(m)"),
        ("selected(${a}, '1')", "a = 1"),
        ("not(selected(${m}, '1') and selected(${m}, '2'))",
         "(not selected(m, 1) or not answered(m)) or (not selected(m, 2) or not answered(m))"),
        ("count-selected(${m}) < 2", "count(m) < 2 or not answered(m)"),
        ("count-selected(${m}) >= 2", "count(m) >= 2"),
        ("${t} != ''", "answered(t)"),
        ("not(${t} = '')", "answered(t)"),
        ("${d} = '2021-03-01'", "d = 2021-03"),
        ("${n} > '2'", "n > 2"),
        ("${ a } = 1 and ${n} < 2", "a = 1 and n < 2"),
    ],
)  # fmt: skip
def test_xpath_of_other_forms(xpath, text):
    assert from_xpath(xpath, FIELDS) == parse(text)


@pytest.mark.parametrize(
    ("xpath", "reason"),
    [
        ("regex(${t}, 'a(b)')", "function"),
        ("${d} >= today()", "function"),
        ("=FALSE()", "function"),
        ("${a} + 1 = 2", "syntax"),
        ("${a}", "syntax"),
        ("", "syntax"),
        ("${a} = 1 or", "syntax"),
        ("${zz} = 1", "unknown-name"),
        (". < 10", "unknown-name"),
        ("${a} = 'x'", "unknown-choice"),
        ("${a} = 'refused'", "exit"),
        ("${a} != 'refused'", "exit"),
        ("not(selected(${m}, 'dont_know'))", "exit"),
        ("${t} = 'abc'", "text-content"),
        ("${m} = '1'", "wrong-kind"),
        ("${a} > ''", "wrong-kind"),
        ("${d} > 5", "wrong-kind"),
        ("${d} > 'mai'", "syntax"),
        ("${n} = 'hai'", "wrong-kind"),
        ("selected(${n}, '1')", "wrong-kind"),
        ("count-selected(${a}) = 1", "wrong-kind"),
        ("1 = 1", "constant"),
        ("(" * 200 + "${a} = 1" + ")" * 200, "syntax"),
    ],
)
def test_what_cannot_be_carried_is_refused_by_name(xpath, reason):
    with pytest.raises(XPathRefusedError) as refusal:
        from_xpath(xpath, FIELDS)
    assert refusal.value.reason == reason
    assert "{" not in refusal.value.render("en").replace("${", "")


def test_choices_are_ordered_only_where_their_names_are_codes():
    named = {"a": field("a", Kind.CHOICE, choices={"low": 1, "high": 2})}
    assert from_xpath("${a} = 'high'", named) == parse("a = 2")
    with pytest.raises(XPathRefusedError) as refusal:
        from_xpath("${a} > 1", named)
    assert refusal.value.reason == "names-not-numbers"


# XPath 1.0 as forms evaluate it: every answer is a string, an absent one is empty, dates are days.
def cast(value):
    if isinstance(value, float):
        return value
    try:
        return float(date.fromisoformat(value).toordinal())
    except ValueError:
        try:
            return float(value)
        except ValueError:
            return math.nan


def xpath_value(tree, nodes):  # noqa: PLR0911 -- one per kind of operand
    inner = [child for child in tree.children if hasattr(child, "data")]
    match tree.data:
        case "name":
            return nodes.get(str(tree.children[0])[2:-1], "")
        case "number":
            return float(tree.children[0])
        case "string":
            return str(tree.children[0])[1:-1]
        case "count":
            return float(len(xpath_value(inner[0], nodes).split()))
        case "day":
            return cast(xpath_value(inner[0], nodes))
        case "year":
            return xpath_value(inner[0], nodes)[:4]
        case "as_number":
            return cast(xpath_value(inner[0], nodes))


def xpath_true(tree, nodes):
    inner = [child for child in tree.children if hasattr(child, "data")]
    match tree.data:
        case "either":
            return any(xpath_true(part, nodes) for part in inner)
        case "both":
            return all(xpath_true(part, nodes) for part in inner)
        case "negation":
            return not xpath_true(inner[0], nodes)
        case "selected":
            return xpath_value(inner[1], nodes) in xpath_value(inner[0], nodes).split()
    left, right = (xpath_value(side, nodes) for side in inner)
    sign = next(str(child) for child in tree.children if not hasattr(child, "data"))
    if sign in {"=", "!="} and isinstance(left, str) and isinstance(right, str):
        return (left == right) is (sign == "=")
    left, right = cast(left), cast(right)
    return {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
            ">": left > right, ">=": left >= right}[sign]  # fmt: skip


ways = st.sampled_from([None, *Exit])
codes = st.integers(1, 5)
some = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).map(tuple)
months = st.builds(date, st.integers(2021, 2025), st.integers(1, 12), st.just(1))
ANSWERS = st.fixed_dictionaries(
    {
        "a": ways | st.integers(1, 4),
        "s": ways | codes,
        "m": ways | some.map(sorted).map(tuple),
        "r": ways | some,
        "b.x": ways | codes,
        "b.y": ways | codes,
        "n": st.none() | st.sampled_from([0, 1, 2.5, 3, 9]),
        "d": st.none() | months,
        "y": st.none() | st.integers(1990, 2025).map(lambda year: date(year, 1, 1)),
        "t": st.sampled_from(["", "chữ"]),
    }
)
SIGN = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
coded = st.sampled_from(["a", "s", "b.x", "b.y"])
LEAVES = st.one_of(
    st.builds("{} {} {}".format, coded, SIGN, codes),
    st.builds("{} {} {}".format, coded, SIGN, coded),
    st.builds("{} in [{}, {}]".format, coded, codes, codes),
    st.builds("n {} {}".format, SIGN, st.sampled_from(["0", "2.5", "3"])),
    st.builds("n {} {}".format, SIGN, coded),
    st.builds("d {} 202{}-0{}".format, SIGN, codes, codes),
    st.builds("y {} {}".format, SIGN, st.integers(1990, 2025)),
    st.builds("selected({}, {})".format, st.sampled_from(["m", "r"]), st.integers(1, 3)),
    st.builds("count({}) {} {}".format, st.sampled_from(["m", "r"]), SIGN, st.integers(0, 3)),
    st.builds("answered({})".format, st.sampled_from(["a", "s", "m", "r", "b", "b.x", "n", "d", "y", "t"])),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)


def given_answers(drawn):
    parts = {name[2:]: value for name, value in drawn.items() if name.startswith("b.") and value is not None}
    values = {name: value for name, value in drawn.items() if name not in {"b.x", "b.y", "t"} and value is not None}
    texts = {"t": drawn["t"]} if drawn["t"] else {}
    return Answers(values=values | ({"b": parts} if parts else {}), texts=texts)


def as_nodes(drawn):
    def written(value):
        if isinstance(value, tuple):
            return " ".join(map(str, value))
        return value.isoformat() if isinstance(value, date) else str(value)

    return {name.replace(".", "_"): written(value) for name, value in drawn.items() if value is not None}


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, ANSWERS)
def test_xpath_shows_exactly_what_the_condition_shows_and_comes_back_the_same(text, drawn):
    tree, answers = parse(text), given_answers(drawn)
    shown = evaluate(tree, answers) is True
    xpath = to_xpath(tree, FORM)
    assert xpath_true(_parser().parse(xpath), as_nodes(drawn)) is shown
    assert (evaluate(from_xpath(xpath, FIELDS), answers) is True) is shown


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, ANSWERS)
def test_xpath_of_others_shows_what_it_showed_to_those_who_took_no_exit(text, drawn):
    drawn = {name: None if isinstance(value, Exit) else value for name, value in drawn.items()}
    xpath = to_xpath(parse(text), FORM).replace(" and ", " or ", 1)
    other = f"not({xpath})"
    try:
        tree = from_xpath(other, FIELDS)
    except XPathRefusedError as refusal:
        assert refusal.reason == "exit"  # noqa: PT017 -- some of these ask for one exit alone
        return
    shown = xpath_true(_parser().parse(other), as_nodes(drawn))
    assert (evaluate(tree, given_answers(drawn)) is True) is shown
