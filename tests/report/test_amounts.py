"""Means, medians and bands as a reader sees them."""

from __future__ import annotations

import pytest

from analysis.disclosure.released import ReleasedMeasure, ReleasedRange
from survey_app.report.amounts import amount, amounts, banded, counted, size, told

HOURS = ReleasedRange(low=0, high=90, unit={"vi": "giờ", "en": "hours"})
MONTHS = ReleasedRange(low=0, high=107, origin="2018-01-01", grain="month")
DAYS = ReleasedRange(low=0, high=177, origin="2027-01-04", grain="day")
YEARS = ReleasedRange(low=0, high=50, origin="1975-01-01", grain="year")


@pytest.mark.parametrize(
    ("value", "span", "language", "said"),
    [
        (45.5, HOURS, "vi", "45,5 giờ"),
        (45.5, HOURS, "en", "45.5 hours"),
        (45.5, None, "vi", "45,5"),
        (38.0, MONTHS, "vi", "03/2021"),
        (87.0, DAYS, "vi", "01/04/2027"),
        (87.0, DAYS, "en", "1 April 2027"),
        (34.0, YEARS, "vi", "2009"),
    ],
)
def test_a_figure_is_told_with_its_unit_or_as_a_date(value, span, language, said):
    assert amount(value, span, language) == said


def test_limits_and_bands():
    assert amounts(42, 48, HOURS, "vi") == "42–48"
    assert amounts(36, 40, MONTHS, "vi") == "01/2021 đến 05/2021"
    assert amounts(None, 40, MONTHS, "vi") == ""
    assert banded("q2", HOURS, "vi") == "trong khoảng 22,5 đến 45 giờ"
    assert banded("q4", YEARS, "en") == "between 2013 and 2025"


def test_what_is_withheld_has_no_words():
    withheld = ReleasedMeasure(level="g1", measure="median", value=None, mark="c")
    assert told(withheld, HOURS, "vi") is None
    band = ReleasedMeasure(level="g1", measure="median", value=None, band="q1")
    assert told(band, HOURS, "vi") == "trong khoảng 0 đến 22,5 giờ"
    assert told(band, None, "vi") is None


@pytest.mark.parametrize(
    ("value", "span", "language", "said"),
    [
        (0.46, HOURS, "vi", "0,46 giờ"),
        (2.3, MONTHS, "vi", "2,3 tháng"),
        (5.5, DAYS, "en", "5.5 days"),
        (1.0, DAYS, "en", "1 day"),
        (1.0, YEARS, "vi", "1 năm"),
        (2.0, None, "vi", "2 điểm"),
        (1.0, None, "en", "1 point"),
    ],
)
def test_a_distance_is_told_in_what_was_counted(value, span, language, said):
    assert size(value, span, language) == said


def test_a_label_says_what_its_numbers_count_unless_they_are_dates():
    assert counted("Trung bình", HOURS, "vi") == "Trung bình (giờ)"
    assert counted("Mean", MONTHS, "en") == "Mean"
    assert counted("Mean: standard error", MONTHS, "en", size=True) == "Mean: standard error (months)"
    assert counted("Chỉ số", None, "vi", size=True) == "Chỉ số"
