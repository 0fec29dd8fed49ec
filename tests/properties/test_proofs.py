"""The prover against brute force: every possible set of answers to small questionnaires."""

import itertools
from datetime import date, timedelta
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.questionnaire import proofs
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.expressions import evaluate, parse
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Grain,
    Multi,
    Number,
    Option,
    Page,
    Part,
    Questionnaire,
    Ranking,
    Scale,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.proofs import FALSE, NOT_TRUE, TRUE, Prover, Verdict
from survey_app.questionnaire.routing import reached

OPTIONS = tuple(Option(code=code, label={}) for code in (1, 2, 3))
SCALE = Scale(scale="s", options=OPTIONS, favourable=frozenset(), unfavourable=frozenset())
LEAVES = {
    "single": ["{0} = 1", "{0} != 2", "{0} >= 2", "{0} in [1, 3]", "{0} in [1, 2, 3]", "answered({0})"],
    "scale": ["{0} = 1", "{0} < 2", "{0} > 3", "answered({0})"],
    "multi": ["selected({0}, 1)", "selected({0}, 3)", "count({0}) > 1", "count({0}) = 3", "answered({0})"],
    "ranking": ["selected({0}, 2)", "count({0}) >= 2", "count({0}) < 3", "answered({0})"],
    "battery": ["{0}.x = 1", "{0}.y > 1", "{0}.x = {0}.y", "answered({0})", "answered({0}.x)"],
    "whole": ["{0} = 1", "{0} > 2", "{0} <= 3", "{0} > 0.5", "{0} < 0", "answered({0})"],
    "real": ["{0} = 1", "{0} > 2", "{0} < 2.5", "{0} > 1 ", "{0} != 0.5", "answered({0})"],
    "month": ["{0} = 2021-03", "{0} >= 2021-02-15", "{0} < 2021-01", "{0} > 2021-03-31", "answered({0})"],
    "day": ["{0} = 2021-03", "{0} >= 2021-03-02", "{0} < 2021-03-01", "answered({0})"],
    "year": ["{0} = 2020", "{0} >= 2020.5", "{0} < 2021-01-01", "answered({0})"],
    "text": ["answered({0})"],
}
PAIRS = {"single": "{0}", "scale": "{0}", "multi": "count({0})", "whole": "{0}", "real": "{0}"}
DATES = {"month": "{0}", "day": "{0}"}


def item_of(name, kind, when):  # noqa: C901, PLR0911 -- one per type
    common = {"item": name, "text": {}, "when": when}
    match kind:
        case "single":
            return Single(**common, options=OPTIONS)
        case "scale":
            return ScaleItem(**common, scale=SCALE)
        case "multi":
            return Multi(**common, options=OPTIONS, at_most=2)
        case "ranking":
            return Ranking(**common, options=OPTIONS)
        case "battery":
            return Battery(**common, scale=SCALE, parts=(Part(part="x", text={}), Part(part="y", text={})))
        case "whole":
            return Number(**common, low=0, high=4)
        case "real":
            return Number(**common, low=0, high=3, whole=False)
        case "month":
            return DateItem(**common, earliest=date(2021, 1, 1), latest=date(2021, 4, 1), grain=Grain.MONTH)
        case "day":
            return DateItem(**common, earliest=date(2021, 2, 27), latest=date(2021, 3, 3))
        case "year":
            return DateItem(**common, earliest=date(2019, 1, 1), latest=date(2022, 1, 1), grain=Grain.YEAR)
        case _:
            return FreeText(**common)


def every(item):
    """All answers to an item; of a number with decimals so many that every order among few of them occurs."""
    ways = [None, Exit.REFUSED]
    match item:
        case Single() | ScaleItem():
            return [*ways, 1, 2, 3]
        case Multi() | Ranking():
            most = item.at_most or 3
            return [*ways, *(some for size in range(1, most + 1) for some in itertools.combinations((1, 2, 3), size))]
        case Battery():
            codes = [None, Exit.REFUSED, 1, 2, 3]
            parts = ({"x": x, "y": y} for x, y in itertools.product(codes, codes))
            return [{part: code for part, code in both.items() if code is not None} or None for both in parts]
        case Number():
            return [*ways, *range(int(item.high) + 1)] if item.whole else [*ways, *(n / 4 for n in range(13))]
        case DateItem():
            days = [item.earliest + timedelta(days=n) for n in range((item.latest - item.earliest).days + 1)]
            grains = {Grain.DAY: lambda day: True, Grain.MONTH: lambda day: day.day == 1,
                      Grain.YEAR: lambda day: (day.month, day.day) == (1, 1)}  # fmt: skip
            return [*ways, *filter(grains[item.grain], days)]
    return ["", "x"]


def brute(questionnaire):
    """Yield every set of answers to all but the last item as routing leaves it, with the items that it leads to."""
    *items, _ = questionnaire.items()
    for drawn in itertools.product(*map(every, items)):
        given = {item.item: value for item, value in zip(items, drawn, strict=True) if value is not None}
        texts = {item.item for item in items if isinstance(item, FreeText)}
        met = {item.item for item in reached(questionnaire, split(given, texts))}
        yield met, split({name: value for name, value in given.items() if name in met}, texts)


def split(answers, texts):
    return Answers(
        values={name: value for name, value in answers.items() if name not in texts},
        texts={name: value for name, value in answers.items() if name in texts and value},
    )


@st.composite
def conditions(draw, earlier):
    def leaf():
        name, kind = draw(st.sampled_from(earlier))
        for family in (PAIRS, DATES):
            others = [other for other in earlier if other[1] in family and other[0] != name]
            if kind in family and others and draw(st.integers(0, 3)) == 0:
                other, its = draw(st.sampled_from(others))
                sign = draw(st.sampled_from(["=", "!=", "<", ">="]))
                return f"{family[kind].format(name)} {sign} {family[its].format(other)}"
        return draw(st.sampled_from(LEAVES[kind])).format(name)

    parts = [leaf() for _ in range(draw(st.integers(1, 3)))]
    parts = [f"not ({part})" if draw(st.integers(0, 3)) == 0 else f"({part})" for part in parts]
    joined = f" {draw(st.sampled_from(['and', 'or']))} ".join(parts)
    return f"not ({joined})" if draw(st.integers(0, 4)) == 0 else joined


@st.composite
def questionnaires(draw):
    count = draw(st.integers(1, 3))
    earlier, items = [], []
    for at in range(count):
        kind = draw(st.sampled_from(list(LEAVES)))
        when = draw(conditions(earlier)) if earlier and draw(st.booleans()) else None
        items.append(item_of(f"q{at}", kind, when and parse(when)))
        earlier.append((f"q{at}", kind))
    items.append(item_of("last", "single", parse(draw(conditions(earlier)))))
    form = Questionnaire(
        questionnaire="q", title={}, languages=("vi",), minutes=1, purpose={},
        pages=(Page(page="p", title=None, items=tuple(items)),), traits=(), indices=(), tables=(),
    )  # fmt: skip
    return form, parse(draw(conditions(earlier)))


@settings(max_examples=100, deadline=None)
@given(questionnaires())
def test_the_prover_says_what_going_through_every_answer_says(drawn):
    form, asked = drawn
    prover = Prover(questionnaire=form)
    when = form.item("last").when
    found = [(met, evaluate(when, answers), evaluate(asked, answers)) for met, answers in brute(form)]
    outcomes = {holds for _, holds, _ in found}
    for item in form.items():
        assert prover.reaches(item.item) is says(any(item.item in met for met, _, _ in found))
    assert prover.possible((when, FALSE)) is says(False in outcomes)
    assert prover.possible((when, TRUE), (asked, NOT_TRUE)) is says(
        any(a is True and b is not True for _, a, b in found)
    )
    assert prover.outcomes().sure["last"] == outcomes
    assert prover.implies("last", asked) is all(b is True for _, a, b in found if a is True)
    residues = prover.residues()
    alone = residues.outcomes(residues.whole(when), steps=prover.steps)
    for outcome in (True, False):
        assert prover.possible((when, frozenset({outcome})), routed=False) is says(outcome in alone)


@settings(max_examples=60, deadline=None)
@given(questionnaires())
def test_a_walk_with_too_many_situations_tells_only_what_it_saw(drawn):
    form, _ = drawn
    with mock.patch.multiple(proofs, MOST_RESTS=0, FEWEST_SITUATIONS=2):
        walked = Prover(questionnaire=form).outcomes()
    found = list(brute(form))
    for item in form.items():
        if item.when is not None:
            outcomes = {evaluate(item.when, answers) for _, answers in found}
            assert walked.sure.get(item.item, outcomes) == outcomes
            assert walked.seen.get(item.item, frozenset()) <= outcomes
            assert (item.item in walked.sure) is not (item.item in walked.seen)
            assert walked.reached(item.item) in {says(True in outcomes), Verdict.OPEN}


def says(possible):
    return Verdict.YES if possible else Verdict.NO
