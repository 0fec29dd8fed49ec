"""Numbers and dates as questions whose options are classes of values, as the file states them.

Classes that nobody is shown in are one option between two others. What is said of the largest answer follows from who
may and who must be in which class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

Document = dict[str, Any]
QUARTERS = ("q1", "q2", "q3", "q4")
OFF, ABOVE = 2, 3
"""How far a count may be off, and how many must be above a sum from the lowest class up for it to be rounded too."""
NUMBERS = 15
"""Answers before a number is told by its value: a public rule."""


@dataclass(frozen=True)
class Values:
    """The options that stand for values: where each begins and ends, and how many classes it is."""

    begin: np.ndarray
    end: np.ndarray
    classes: np.ndarray
    runs: tuple[tuple[int, ...], ...]
    summed: np.ndarray
    """Whether the sum up to here is rounded too: as long as three people certainly are above."""
    last: np.ndarray
    """Where the last value of each is: of whole numbers one less than where the next begins, of dates its end."""

    @property
    def far(self) -> np.ndarray:
        """In how many counts the people of each option may be off: two where the sums on both sides are rounded."""
        return np.where(self.summed, np.minimum(self.classes, 2), self.classes)

    def of(self, edges: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the option of each value."""
        at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 1)
        place = np.repeat(np.arange(len(self.runs)), self.classes)
        return np.asarray(place[at])


def values_of(documents: list[Document], column: str, beside: Sequence[Document] = ()) -> Values | None:
    """Return the options of a number in the releases of a wave; None where no classes are told of all together.

    Parameters
    ----------
    beside : files of people who are nearly the same: their classes are told apart too.
    """
    tables = [table for document in documents for table in document["tables"] if table["stub"]["column"] == column]
    told = [table["classes"] for table in tables if "classes" in table and "total" in table["classes"]["counts"]]
    if not told:
        return None
    stub, edges = tables[0]["stub"], np.asarray(told[0]["edges"], dtype=float)
    others = [table for document in beside for table in document["tables"] if table["stub"]["column"] == column]
    classes = [one["counts"] for one in (*told, *(table["classes"] for table in others if "classes" in table))]
    filled = np.sum([counts["total"] for counts in classes if "total" in counts], axis=0) > 0
    quarter = _quarters(np.asarray(told[0]["points"]), stub["range"])
    keys = [(bool(full), q, at if full else -1) for at, (full, q) in enumerate(zip(filled, quarter, strict=True))]
    runs = tuple(tuple(at for at, _ in run) for _, run in groupby(enumerate(keys), key=lambda one: one[1]))
    top = told[0]["top"] if told[0]["top"] is not None else np.inf
    ends = np.append(edges[1:], top)
    span = stub["range"]
    step = float(span.get("origin") is None and bool(np.isfinite(top)) and top > span["high"])
    least = np.max([np.maximum(np.asarray(one["counts"]["total"]) - OFF, 0) for one in told], axis=0)
    above = np.array([least[run[-1] + 1 :].sum() for run in runs])
    return Values(
        begin=edges[[run[0] for run in runs]],
        end=ends[[run[-1] for run in runs]],
        classes=np.array([len(run) for run in runs]),
        runs=runs,
        summed=above >= ABOVE,
        last=ends[[run[-1] for run in runs]] - step,
    )


def _quarters(points: np.ndarray, span: Document) -> np.ndarray:
    found = np.floor((points - span["low"]) / max(span["high"] - span["low"], 1e-12) * 4)
    return np.asarray(np.clip(found, 0, 3).astype(np.int64))


def as_options(table: Document, values: Values) -> Document:
    """Return the table of a number as one of a question: options, cells with counts, bands."""
    counts = table.get("classes", {"counts": {}})["counts"]
    points = np.asarray(table["classes"]["points"])
    quarter = _quarters(points, table["stub"]["range"])[[run[0] for run in values.runs]].tolist()
    options = [{"code": at + 1, "side": None, "quarter": q} for at, q in enumerate(quarter)]
    cells = [
        {"level": level, "option": at + 1, "count": sum(row[place] for place in run)}
        for level, row in counts.items()
        for at, run in enumerate(values.runs)
    ]
    cells += [
        {"level": one["level"], "option": 1, "count": None, "band": one["band"]}
        for one in table["measures"]
        if one.get("band") in QUARTERS
    ]
    return table | {"stub": table["stub"] | {"options": options}, "cells": cells}
