"""Two waves of a poll with every type of question as a shelf of releases, and the numbers that stand in what is made."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
from openpyxl import load_workbook
from publishing import Poll, column, drawn

from analysis.codebook import Kind, Range
from analysis.disclosure import ReleasedCube
from analysis.disclosure.released import TOTAL, ReleasedTable
from survey_app.report.reading import side_share

NUMBER = re.compile(r"(?<![\w.,])[−+-]?\d+(?:[.,]\d+)?")
SIDES = ("favourable", "neutral", "unfavourable")
MEASURES = ("net", "index", "mean", "median")


def poll(seed: int, wave: str) -> Poll:
    """Return a poll with every kind of column; the second half of a group stays silent."""
    columns = [
        column("trust", 5, kind=Kind.ORDINAL, headline=False),
        column("topic", 6),
        column("wish.1", 2, kind=Kind.MULTI),
        column("wish.2", 2, kind=Kind.MULTI),
        column("age", 2, trait=True),
    ]
    chances = {
        "trust": (0.1, 0.2, 0.2, 0.3, 0.2),
        "topic": (0.3, 0.25, 0.2, 0.1, 0.1, 0.05),
        "wish.1": (0.6, 0.4),
        "wish.2": (0.9, 0.1),
        "age": (0.7, 0.3),
    }
    made = drawn(seed, columns=columns, chances=chances, rolls=(40, 40, 30, 30, 12, 12), silent=0.05)
    random, size = np.random.default_rng(seed), len(made.stratum)
    hours = column("hours", 0, kind=Kind.NUMBER, range=Range(low=0, high=100))
    mood = column("mood", 0, kind=Kind.INDEX, members=("trust",), headline=True)
    asked = made.codes["trust"]
    scores = {
        "hours": random.integers(20, 60, size).astype(np.float64),
        "mood": np.where(asked >= 0, 25.0 * asked, np.nan),
    }
    codes = {**made.codes, "hours": np.zeros(size, dtype=np.int64), "mood": np.where(asked >= 0, 0, asked)}
    codes["wish.2"] = np.where(codes["wish.1"] < 0, codes["wish.1"], np.maximum(codes["wish.2"], 0))
    return replace(
        made,
        columns=(*made.columns[:-1], hours, mood, made.columns[-1]),
        codes=codes,
        scores=scores,
        wave=wave,
        group_of=np.array([0, 0, 1, 1, 2, 2]),
    )


def told_of(tables: Sequence[ReleasedTable]) -> Counter[tuple[str, float]]:
    """Return every number that the tables of one question tell, the organisation once: shares, and other numbers."""
    found: Counter[tuple[str, float]] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for table in tables:
        for level in table.levels:
            key = (table.stub.column, TOTAL if level.level == TOTAL else table.banner, level.level)
            if key in seen:
                continue
            seen.add(key)
            found.update(_of_level(table, level.level))
    return found


def _of_level(table: ReleasedTable, level: str) -> Iterator[tuple[str, float]]:
    for cell in (cell for cell in table.cells if cell.level == level):
        yield from (("%", float(value)) for value in (cell.percent, cell.low, cell.high) if value is not None)
        yield from (("n", float(value)) for value in (cell.count, cell.se, cell.se_process) if value is not None)
    for side in SIDES:
        share = side_share(table, side, level)
        if share is not None:
            yield "%", float(share.percent)
    for base in (base for base in table.bases if base.level == level):
        parts = (base.asked, base.answered, base.dont_know, base.refused, base.skipped, base.df)
        yield from (("n", float(value)) for value in parts if value is not None)
    for figure in (figure for figure in table.measures if figure.level == level and figure.measure in MEASURES):
        parts = (figure.value, figure.low, figure.high, figure.se)
        yield from (("n", float(value)) for value in parts if value is not None)
    yield from (("n", round(change.value, 1)) for change in table.changes if change.level == level)
    for bound in (bound for bound in table.bounds if bound.level == level):
        yield from (("%", float(bound.low)), ("%", float(bound.high)))


def sheets(content: bytes) -> dict[str, Any]:
    """Return the sheets of a workbook by name."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book.worksheets}


def numbers_of(sheet: Any) -> Counter[tuple[str, float]]:
    """Return every number in a sheet: shares as they are shown, in percent, and other numbers."""
    found: Counter[tuple[str, float]] = Counter()
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                percent = "%" in cell.number_format
                found["%" if percent else "n", round(100 * cell.value if percent else cell.value, 2)] += 1
    return found


class _Words(HTMLParser):
    """The words of a drawing: what is written in it, its title and description, and what is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in {"text", "title", "desc", "tspan"}
        self.found += [value for name, value in attrs if value and name in {"aria-label", "alt", "title"}]
        self.found += [value for name, value in attrs if value and name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in {"text", "title", "desc", "tspan"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)


def words_of(drawing: str) -> list[str]:
    """Return everything that a drawing says, in order."""
    parser = _Words()
    parser.feed(drawing)
    return parser.found


def numbers_in(text: str) -> list[float]:
    """Return the numbers in a text, signs left off."""
    return [abs(float(one.replace("−", "-").replace(",", "."))) for one in NUMBER.findall(text.replace("–", " "))]


def figures_in(page: Any) -> Iterator[Any]:
    """Yield every figure of a page, however deep."""
    if type(page).__name__ == "Figure":
        yield page
    elif is_dataclass(page):
        for one in fields(page):
            yield from figures_in(getattr(page, one.name))
    elif isinstance(page, tuple | list):
        for one in page:
            yield from figures_in(one)


def known(*cubes: ReleasedCube) -> set[float]:
    """Return every number of some releases, sums of shares beside one another included."""
    found: set[float] = set()
    for cube in cubes:
        people = cube.population
        found |= {float(people.N), float(people.n), float(people.response)}
        found |= {value for table in cube.tables for _, value in told_of([table])}
        for table in cube.tables:
            found |= {abs(float(one.value)) for one in table.measures if one.value is not None}
            for level in table.levels:
                for side in SIDES:
                    share = side_share(table, side, level.level)
                    if share is not None:
                        limits = (share.percent, share.low, share.high)
                        found |= {float(value) for value in limits if value is not None}
    return {abs(value) for value in found}
