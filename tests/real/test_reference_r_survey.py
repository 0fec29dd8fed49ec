"""Every figure that R's survey package computed from the real files, computed by ``survey tabulate`` and ``trend``."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from pathlib import Path

import pytest

GOLDEN = str(Path(__file__).parents[1] / "golden")

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("reference_r_survey")]

NOT_COVERED: dict[str, str] = {}
"""Rows that we do not compute, with the reason; there are none."""


@pytest.fixture(scope="module")
def rows(shared):
    sys.path.insert(0, GOLDEN)
    try:
        found = importlib.import_module("survey_rows")
    finally:
        sys.path.remove(GOLDEN)
    return list(found.rows(shared / "data"))


def test_every_row_is_covered_or_listed_with_its_reason(rows):
    assert Counter(row.stat for row in rows) == {
        "proportion": 266,
        "pct_positive": 60,
        "rao_scott_F": 6,
        "pearson_X2_rao_scott": 6,
        "change_top2_2010_2018": 6,
    }
    assert {row.name for row in rows if not row.fields} == set(NOT_COVERED)


@pytest.mark.parametrize(
    ("stat", "fields"),
    [
        ("proportion", {"est", "se", "lo", "hi", "df", "n"}),
        ("pct_positive", {"est", "se", "n"}),
        ("rao_scott_F", {"est", "se", "lo", "hi", "n"}),
        ("pearson_X2_rao_scott", {"est", "se", "n"}),
        ("change_top2_2010_2018", {"est", "se", "df", "n"}),
    ],
)
def test_every_number_of_a_row_agrees_to_one_in_a_million(rows, stat, fields):
    those = [row for row in rows if row.stat == stat]
    assert {name for row in those for name in row.fields} == fields
    assert [(row.name, row.fields) for row in those if not row.agrees()] == []
