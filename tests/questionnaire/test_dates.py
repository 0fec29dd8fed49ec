"""Dates by grain: written, read, spoken, counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.dates import elapsed, heard_date, later, moment, read_date, spoken_date, write_date
from survey_app.questionnaire.model import Grain

GRAINS = st.sampled_from(list(Grain))
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


def at_grain(day, grain):
    return day.replace(day=1 if grain is not Grain.DAY else day.day, month=1 if grain is Grain.YEAR else day.month)


@given(DAYS, GRAINS)
def test_a_date_is_written_and_read_back(day, grain):
    day = at_grain(day, grain)
    assert read_date(write_date(day, grain), grain) == day
    assert heard_date(spoken_date(day, grain), grain) == day


@given(DAYS, DAYS, GRAINS)
def test_counting_from_a_date_leads_back_to_the_other(first, second, grain):
    low, high = sorted(at_grain(day, grain) for day in (first, second))
    assert later(low, elapsed(high, low, grain), grain) == high


@pytest.mark.parametrize(
    "text", ["", "21", "2021-3", "2021-13", "2021-02-30", "05/03/2021", "1850", "2101", "2021-03-05T"]
)
def test_what_is_no_date_is_none(text):
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "grain", "said"),
    [
        ("2021-03-05 00:00:00", Grain.DAY, date(2021, 3, 5)),
        ("2021-03-05T00:00:00", Grain.MONTH, date(2021, 3, 1)),
        ("5/3/2021", Grain.DAY, date(2021, 3, 5)),
        ("05.03.2021", Grain.YEAR, date(2021, 1, 1)),
        ("3/2021", Grain.MONTH, date(2021, 3, 1)),
        (" 2021 ", Grain.YEAR, date(2021, 1, 1)),
        ("3/2021", Grain.DAY, None),
        ("2021", Grain.MONTH, None),
        ("31/02/2021", Grain.DAY, None),
        ("hôm qua", Grain.DAY, None),
    ],
)
def test_a_cell_is_heard_as_finely_as_it_was_asked(text, grain, said):
    assert heard_date(text, grain) == said
