"""Parts of a flat file: columns of the codebook as the statistics know them, numbers and codes in cells, headcounts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind, Option
from analysis.counting import Banner, Level
from analysis.counting.joint import whole
from survey_app.definitions.codebook import FileColumn, FileKind, FileOption
from survey_app.language import N_, Said
from survey_app.questionnaire.expressions import Expression, evaluate
from survey_app.questionnaire.values import Answers, Value
from survey_app.readers import read_table

_BETWEEN = re.compile(r"[\s,;|]+")
BAD_HEADCOUNT = N_("{file}:{line}: quân số không phải số nguyên từ 0 trở lên")
HEADCOUNT_TWICE = N_("{file}:{line}: tầng “{stratum}” có hai dòng quân số")
NO_HEADCOUNT_COLUMN = N_("{file}: cần các cột stratum, headcount (và wave khi có nhiều đợt)")


def number_in(text: str) -> float:
    """Return the number in a cell; NaN where there is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes in a cell that holds several."""
    return tuple(code for code in _BETWEEN.split(text) if code)


def code_number(column: FileColumn, at: int) -> int:
    """Return the number that stands for an option: its code where all codes are whole, else its place from 1."""
    codes = [option.code for option in column.options]
    return int(codes[at]) if all(code.removeprefix("-").isdecimal() for code in codes) else at + 1


def as_column(column: FileColumn) -> Column:
    """Return a column with options as it is counted."""
    return Column(
        name=column.column,
        kind=Kind.ORDINAL if column.kind is FileKind.ORDINAL else Kind.NOMINAL,
        label=dict(column.label),
        item=column.column,
        options=tuple(
            Option(code=code_number(column, at), label=dict(option.label), side=column.side(option.code))
            for at, option in enumerate(column.options)
        ),
    )


def as_tick(name: str, column: FileColumn, option: FileOption) -> Column:
    """Return one option of a multi column as a column of its own: position 0 not ticked, 1 ticked."""
    no, yes = {"vi": "không chọn", "en": "not ticked"}, {"vi": "chọn", "en": "ticked"}
    return Column(
        name=name,
        kind=Kind.MULTI,
        label=dict(option.label),
        item=column.column,
        options=(Option(code=0, label=no), Option(code=1, label=yes)),
    )


def banners_of(
    inside: npt.NDArray[np.bool_], banner: FileColumn | None, positions: npt.NDArray[np.int64] | None
) -> Iterator[Banner]:
    """Yield the banner of everybody in the domain and that of the column; outside the domain nobody is in any level."""
    everybody = whole(len(inside))
    yield Banner(name="total", levels=everybody.levels, positions=np.where(inside, 0, -1))
    if banner is not None and positions is not None:
        levels = tuple(Level(key=option.code, label=dict(option.label)) for option in banner.options)
        yield Banner(name=banner.column, levels=levels, positions=np.where(inside, positions, -1))


def holds(condition: Expression, texts: Mapping[str, str]) -> bool:
    """Return whether a row with these cells is kept; a cell without a number is unknown, and unknown is left out."""
    values: dict[str, Value] = {}
    parts: dict[str, dict[str, int]] = {}
    for name, text in texts.items():
        number = number_in(text)
        if math.isnan(number):
            continue
        item, _, part = name.partition(".")
        if part:
            parts.setdefault(item, {})[part] = int(number)
        else:
            values[item] = int(number) if number.is_integer() else number
    return evaluate(condition, Answers(values={**values, **parts})) is True


def read_headcounts(path: Path, *, wave: str) -> tuple[dict[str, int], tuple[Said, ...]]:
    """Return the headcount of each stratum in one wave, and everything wrong with the file.

    Columns are ``stratum`` and ``headcount``; with a column ``wave`` only the rows of that wave count.
    """
    table = read_table(path)
    heads = [column.lower() for column in table.columns]
    if "stratum" not in heads or "headcount" not in heads:
        return {}, (Said(NO_HEADCOUNT_COLUMN, {"file": path.name}),)
    found: dict[str, int] = {}
    problems = []
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=True))
        if cells.get("wave", wave) != wave:
            continue
        stratum, count = cells["stratum"], cells["headcount"]
        if not count.isdecimal():
            problems.append(Said(BAD_HEADCOUNT, {"file": path.name, "line": line}))
        elif stratum in found:
            problems.append(Said(HEADCOUNT_TWICE, {"file": path.name, "line": line, "stratum": stratum}))
        else:
            found[stratum] = int(count)
    return found, tuple(problems)
