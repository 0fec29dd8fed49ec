from datetime import date

import pytest

from survey_app.definitions.plan import load_plan, read_plan_file
from survey_app.questionnaire.loader import QuestionnaireRejectedError

PLAN = """\
plan: thu
title: Thử
start: 2024-11
end: 2025-12
calendar:
  - {questionnaire: a, every: EVERY, opens: {day: 31}, closes: {day: 31}}
"""


@pytest.fixture(scope="module")
def shipped(root):
    return read_plan_file(root / "questionnaires" / "plan.yaml")


def test_the_term_has_seventeen_quarterly_waves(shipped):
    waves = shipped.waves("tam-trang-quy")
    assert [waves[0].wave, waves[-1].wave, len(waves)] == ["2021-Q4", "2025-Q4", 17]
    assert waves[0].title == {"vi": "Quý IV năm 2021", "en": "Quarter IV 2021"}
    assert waves[1].title["vi"] == "Quý I năm 2022"
    assert (waves[0].opens, waves[0].closes) == (date(2021, 12, 1), date(2021, 12, 14))
    assert (shipped.brief_day, shipped.brief_shift) == (20, "previous")
    assert [event.date.year for event in shipped.events] == [2022, 2023, 2024, 2025, 2025]
    assert shipped.reviews[-1].title["vi"] == "Tổng kết nhiệm kỳ"


def test_the_yearly_review_stands_in_the_same_plan(shipped):
    years = shipped.waves("so-ket-nam")
    assert [wave.wave for wave in years] == ["2022", "2023", "2024", "2025"]
    assert years[0].title == {"vi": "Năm 2022", "en": "2022"}
    assert all(wave.closes < date(wave.opens.year, 12, 1) for wave in years)
    assert sorted(shipped.waves(), key=lambda wave: wave.opens) == list(shipped.waves())
    assert {wave.questionnaire for wave in shipped.waves()} == {"tam-trang-quy", "so-ket-nam"}
    reviewed = {review.date.year: review.date for review in shipped.reviews}
    assert all(wave.closes < reviewed[wave.opens.year] for wave in years)


SECOND = "  - {questionnaire: hai, every: quarter, opens: {day: 1}, closes: {day: 9}PREFIX}\n"


def test_two_questionnaires_with_the_same_periods_need_a_prefix():
    text = PLAN.replace("EVERY", "quarter")
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_plan(text.replace("calendar:\n", "calendar:\n" + SECOND.replace("PREFIX", "")), file="a")
    assert [found.rule for found in refusal.value.problems] == ["plan-waves-repeated"]
    waves = load_plan(text.replace("calendar:\n", "calendar:\n" + SECOND.replace("PREFIX", ", prefix: them")), file="a")
    names = [wave.wave for wave in waves.waves()]
    assert len(names) == len(set(names))
    assert waves.waves("hai")[0].wave == "them-2025-Q1"


@pytest.mark.parametrize(
    ("every", "first", "opens", "title", "count"),
    [
        ("month", "2024-11", date(2024, 11, 30), "November 2024", 14),
        ("quarter", "2025-Q1", date(2025, 1, 31), "Quarter I 2025", 4),
        ("year", "2025", date(2025, 1, 31), "2025", 1),
    ],
)
def test_only_whole_periods_of_the_term_get_a_wave(every, first, opens, title, count):
    waves = load_plan(PLAN.replace("EVERY", every), file="a").waves()
    assert (waves[0].wave, waves[0].opens, waves[0].title["en"], len(waves)) == (first, opens, title, count)


def test_a_broken_plan_is_refused():
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_plan(PLAN.replace("EVERY", "week"), file="a")
    assert [found.rule for found in refusal.value.problems] == ["value-not-listed"]
    with pytest.raises(QuestionnaireRejectedError):
        load_plan("", file="a")


def test_two_reviews_of_one_name_are_told():
    again = "  - {review: r, date: 2025-12-01, title: R}\n"
    text = PLAN.replace("EVERY", "year") + "reviews:\n" + again * 2
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_plan(text, file="a")
    assert [(found.rule, found.line) for found in refusal.value.problems] == [("name-repeated", 9)]
