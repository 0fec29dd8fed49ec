"""What is published of three waves of the labour module of the General Social Survey, to hold a counting against."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.codebook import Missing
from analysis.counting import Counts

YEARS = {"W2006": "2006", "W2010": "2010", "W2018": "2018"}
RESPONDENTS = {"W2006": 1140, "W2010": 1164, "W2018": 1420}
DONT_KNOW = {"don't know", "can't choose"}
NO_CODE = {"no answer", "iap", "refused"}
"""Published categories for which the file holds no code of the item."""


def codes_of(shared: Path) -> dict[tuple[str, str], int]:
    """The code of each category, by item and label."""
    with (shared / "data" / "gss_work.codebook.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["variable"], row["code_label"].lower()): int(row["code"])
            for row in csv.DictReader(file)
            if row["code"]
        }


def equal_published_counts(waves: Mapping[str, Counts], items: Iterable[str], shared: Path) -> int:
    """Hold the counts of two waves against the published ones; gives how many were compared."""
    published = json.loads((shared / "data" / "published.json").read_text(encoding="utf-8"))
    expected_of, codes = published["gss_work_counts"]["counts"], codes_of(shared)
    compared = 0
    for item in items:
        for wave in ("W2010", "W2018"):
            cells = waves[wave].cells(item, "total")
            places = {option.code: at for at, option in enumerate(cells.column.options)}
            for label, expected in expected_of[item][YEARS[wave]].items():
                if label in NO_CODE or (label in DONT_KNOW and wave != "W2018"):
                    continue  # don't know has a code in the file for 2018 only
                if label in DONT_KNOW:
                    got = int(cells.exits(Missing.DONT_KNOW).sum())
                else:
                    got = int(cells.n[:, 0, places[codes[item, label]]].sum())
                assert got == expected, (item, wave, label)
                compared += 1
    return compared
