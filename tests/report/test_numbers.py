"""Digits, dates and periods as each language writes them."""

from __future__ import annotations

import pytest

from survey_app.report import numbers


def test_vietnamese_writes_a_decimal_comma_and_points_between_thousands() -> None:
    assert numbers.decimal(1234567.5, "vi") == "1.234.567,5"
    assert numbers.decimal(45.75, "vi") == "45,75"
    assert numbers.percent(58, "vi") == "58%"


def test_english_writes_a_decimal_point() -> None:
    assert numbers.decimal(1234.5, "en") == "1,234.5"


@pytest.mark.parametrize(("value", "said"), [(35, "+35"), (-12, "−12"), (0, "0"), (-0.5, "−0,5")])
def test_a_net_carries_its_sign(value, said) -> None:
    assert numbers.signed(value, "vi") == said


def test_limits_with_a_minus_are_joined_by_a_word() -> None:
    assert numbers.interval(67, 71, "vi") == "67–71"
    assert numbers.interval(-4, 6, "vi") == "−4 đến 6"
    assert numbers.interval(-4, 6, "en") == "−4 to 6"


def test_days_are_written_as_the_office_writes_them() -> None:
    assert numbers.day("2025-09-05", "vi") == "05/09/2025"
    assert numbers.days("2025-09-15", "2025-09-25", "vi") == "15–25/09/2025"
    assert numbers.days("2025-08-28", "2025-09-05", "vi") == "28/08/2025–05/09/2025"
    assert numbers.days("2025-09-15", "2025-09-25", "en") == "15–25 September 2025"
    assert numbers.day("soon", "vi") == "soon"


def test_quarters_have_roman_numerals() -> None:
    assert numbers.period("2025-Q4", "vi") == "Quý IV năm 2025"
    assert numbers.inside("2025-Q4", "vi") == "quý IV năm 2025"
    assert numbers.period("2025-Q4", "en") == "Quarter IV 2025"
    assert numbers.period("2018", "vi") == "Năm 2018"
    assert numbers.period("thu-nghiem", "vi") == numbers.inside("thu-nghiem", "vi") == "thu-nghiem"
    assert numbers.short_period("2021-Q4") == ("IV", "2021")
