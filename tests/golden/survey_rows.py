"""Our values for the rows of the shared reference_r_survey.csv: real files through ``survey tabulate`` and ``trend``."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analysis.intervals import wald_interval
from survey_app.definitions.codebook import FileCodebook, read_codebook
from survey_app.operations.flat import Choices
from survey_app.operations.flat_trend import Series, trend_of
from survey_app.operations.tabulate import Tabulation, tabulate

DESIGN = {"weight": "wtssall", "strata": ("vstrat",), "psu": "vpsu", "wave": "year", "keep": "in_module = 1"}
RTOL = 1e-6
"""The reference is printed with eight digits."""
PRINTED = 5e-9
"""Half of the last printed digit of a number near 1; changes near 0 have fewer digits."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the reference: its name, and (ours, R's) by field."""

    name: str
    stat: str
    fields: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def worst(self) -> float:
        return max((abs(ours - theirs) / max(abs(theirs), PRINTED / RTOL) for ours, theirs in self.fields.values()))

    def agrees(self) -> bool:
        return bool(self.fields) and self.worst() <= RTOL


def rows(folder: Path) -> Iterator[Row]:
    """Yield every row of the reference with our values beside; a row without fields is not covered."""
    with (folder / "reference_r_survey.csv").open(encoding="utf-8", newline="") as stream:
        for told in csv.DictReader(stream):
            place = [told[name] for name in ("dataset", "year", "stat", "variable", "group", "value", "category")]
            ours = OURS[told["stat"]](folder, told) if told["stat"] in OURS else {}
            fields = {name: (float(value), float(told[name])) for name, value in ours.items() if told[name] != ""}
            yield Row(name=" ".join(part for part in place if part), stat=told["stat"], fields=fields)


@cache
def codebook(folder: Path, name: str) -> FileCodebook:
    return read_codebook(folder / f"{name}.codebook.csv")


@cache
def work(folder: Path, stub: str, banner: str | None) -> Tabulation:
    choices = Choices(stub=stub, banner=banner, **DESIGN)
    return tabulate(folder / "gss_work.csv.gz", codebook(folder, "gss_work"), choices)


@cache
def over_waves(folder: Path, stub: str, codes: tuple[str, ...]) -> Series:
    choices = Choices(stub=stub, **(DESIGN | {"keep": "in_module = 1 and year >= 2010"}))
    return trend_of(folder / "gss_work.csv.gz", codebook(folder, "gss_work"), choices, codes=codes)


@cache
def agencies(folder: Path, stub: str) -> Tabulation:
    choices = Choices(stub=stub, banner="agency", weight="postwt")
    return tabulate(folder / "fevs2018_12.csv.gz", codebook(folder, "fevs2018_12"), choices, codes=("4", "5"))


def proportion(folder: Path, told: Mapping[str, str]) -> dict[str, float]:
    found = work(folder, told["variable"], told["group"] or None)
    (figure,) = (
        one
        for one in found.of(told["year"], "share")
        if (one.group, one.option) == (told["value"] or "total", told["category"])
    )
    low, high = wald_interval(figure.estimate, figure.se, figure.freedom)
    return {"est": figure.estimate, "se": figure.se, "lo": low, "hi": high, "df": figure.freedom, "n": figure.n}


def positive(folder: Path, told: Mapping[str, str]) -> dict[str, float]:
    found = agencies(folder, told["variable"]).of("", "together")
    (figure,) = (one for one in found if one.group == told["value"])
    return {"est": figure.estimate, "se": figure.se, "n": figure.base}


def rao_scott_f(folder: Path, told: Mapping[str, str]) -> dict[str, float]:
    tests = work(folder, told["variable"], told["group"]).tests
    (test,) = (one for one in tests if one.wave == told["year"])
    numerator, denominator = test.association.df
    return {
        "est": test.association.statistic,
        "se": test.association.p,
        "lo": numerator,
        "hi": denominator,
        "n": test.base,
    }


def pearson_x2(folder: Path, told: Mapping[str, str]) -> dict[str, float]:
    tests = work(folder, told["variable"], told["group"]).tests
    (test,) = (one for one in tests if one.wave == told["year"])
    return {"est": test.pearson.statistic, "se": test.pearson.p, "n": test.base}


def change(folder: Path, told: Mapping[str, str]) -> dict[str, float]:
    found = over_waves(folder, told["variable"], ("1", "2"))
    (step,) = found.steps
    assert (step.then, step.now) == ("2010", "2018")
    people = sum(point.figure.base for point in found.points)
    return {"est": step.change.value, "se": step.change.se, "df": step.change.df, "n": people}


OURS = {
    "proportion": proportion,
    "pct_positive": positive,
    "rao_scott_F": rao_scott_f,
    "pearson_X2_rao_scott": pearson_x2,
    "change_top2_2010_2018": change,
}
