"""Rows of a survey file into codes, a chunk at a time. Cells that the mapping does not explain are noted, none told.

A row becomes one response: its wave, its stratum, its weight, and per column of the questionnaire the position of the
option. What was asked and skipped, and what was not asked, stays apart as the mapping says; an answer to an item that
the questionnaire's own routing hides is not counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import compress
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from analysis.codebook import Missing
from analysis.responses import Codes, Reals
from survey_app.definitions.mapping import Absence, ItemColumn, Target, ticked_of
from survey_app.definitions.mapping import Mapping as RowMapping
from survey_app.questionnaire.answers import Answers, Value
from survey_app.questionnaire.dates import elapsed, heard_date, later, spoken_date
from survey_app.questionnaire.expressions import evaluate, names
from survey_app.questionnaire.model import DateItem, Exit, Item, Multi, Number, Questionnaire, Ranking, options_of
from survey_app.questionnaire.problems import Problem, listed, problem
from survey_app.readers import Chunk

UNKNOWN = -99
"""A cell that nothing explains."""
MOST_KEPT = 10_000
"""Texts whose meaning is remembered; a file of all different texts must not fill the memory."""
FIRST_ROWS = 12
"""Lines of a problem that are told by number."""
MISSING: Mapping[Exit | Absence, Missing] = {
    Exit.DONT_KNOW: Missing.DONT_KNOW,
    Exit.REFUSED: Missing.REFUSED,
    Absence.SKIPPED: Missing.SKIPPED,
    Absence.NOT_ASKED: Missing.NOT_ASKED,
}
EXITS = {Missing.DONT_KNOW: Exit.DONT_KNOW, Missing.REFUSED: Exit.REFUSED}
EXCEL_DAYS = range(20_000, 60_000)
"""Numbers that a spreadsheet may mean as days: 1954 to 2064."""

Meaning = TypeVar("Meaning")
Flags: TypeAlias = npt.NDArray[np.bool_]


class _Remembered(dict[str, Meaning], Generic[Meaning]):
    """What a text of a cell means, worked out once per text."""

    def __init__(self, mean: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._mean = mean

    def __missing__(self, text: str) -> Meaning:
        meaning = self._mean(text.strip())
        if len(self) < MOST_KEPT:
            self[text] = meaning
        return meaning


@dataclass(slots=True)
class _Seen:
    """Where a problem stands: how often, and in which lines first."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    fields: dict[str, object] = field(default_factory=dict)


class Noted:
    """The problems of a file, one per rule and column, with the lines of the rows."""

    def __init__(self, file: str, columns: Sequence[str]) -> None:
        self.file = file
        self._places = {name: at for at, name in enumerate(columns, start=1)}
        self._seen: dict[tuple[str, str], _Seen] = {}

    def add(self, rule: str, column: str, lines: Sequence[int], **fields: object) -> None:
        """Note a problem of a column in these lines; nothing when there are none."""
        if not lines:
            return
        seen = self._seen.setdefault((rule, column), _Seen(fields=dict(fields)))
        seen.count += len(lines)
        seen.lines += lines[: FIRST_ROWS - len(seen.lines)]

    def problems(self) -> list[Problem]:
        """Return every problem at the line of its first row and the number of its column."""
        return [self._told(rule, column, seen) for (rule, column), seen in self._seen.items()]

    def _told(self, rule: str, column: str, seen: _Seen) -> Problem:
        rows = ", ".join(map(str, seen.lines)) + (", …" if seen.count > len(seen.lines) else "")
        at = problem(rule, file=self.file, line=seen.lines[0], column=self._places.get(column, 1))
        return replace(at, fields={"given": column, "count": seen.count, "rows": rows, **seen.fields})

    def __bool__(self) -> bool:
        """Return whether anything was noted."""
        return bool(self._seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """The kept rows of one wave in one chunk."""

    wave: str
    branches: npt.NDArray[np.int64]
    """Position in ``Coder.branches``."""
    codes: dict[str, Codes]
    scores: dict[str, Reals]
    weight: Reals | None


class Coder:
    """Turns chunks of a file into codes; ``noted`` and ``off_route`` grow while it does."""

    def __init__(self, mapping: RowMapping, questionnaire: Questionnaire, noted: Noted, columns: Sequence[str]) -> None:
        self.mapping = mapping
        self.noted = noted
        self.left_out = 0
        self.off_route: dict[str, int] = {}
        constant = mapping.branch_constant
        self.branches = tuple(dict.fromkeys(mapping.branches.values() if constant is None else [constant]))
        self.waves = tuple(dict.fromkeys(mapping.waves.values()))
        self._at = {name: at for at, name in enumerate(columns)}
        self._wave = _Remembered(_positions(mapping.waves, self.waves))
        self._branch = _Remembered(_positions(mapping.branches, self.branches))
        self._weight = _Remembered(_weight)
        self._items = tuple(_ItemReader(name, source, questionnaire) for name, source in mapping.items.items())
        items = {item.item: item for item in questionnaire.items()}
        self._routes = tuple(_Route(item, items) for item in items.values() if item.when is not None)
        self._places = {item.item: tuple(option.code for option in options_of(item)) for item in questionnaire.items()}
        looked_at = tuple(sorted(names(mapping.keep))) if mapping.keep is not None else ()
        self._keep_columns = tuple(name for name in looked_at if name in self._at)
        self._kept: dict[tuple[str, ...], bool] = {}

    def code(self, chunk: Chunk) -> Iterator[Coded]:
        """Yield the kept rows of a chunk wave by wave."""
        columns = list(zip(*chunk.rows, strict=True))
        lines = chunk.lines
        if self.mapping.keep is not None:
            kept = self._keeps(columns, len(lines))
            self.left_out += len(lines) - sum(kept)
            columns = [tuple(compress(cells, kept)) for cells in columns]
            lines = tuple(compress(lines, kept))
        if not lines:
            return
        wave = self._positions(columns, lines, self.mapping.wave_column, self._wave, self.mapping.waves)
        branch = self._positions(columns, lines, self.mapping.branch_column, self._branch, self.mapping.branches)
        weight = self._weights(columns, lines)
        codes, scores = self._answers(columns, lines)
        for at in np.unique(wave[wave >= 0]):
            here = wave == at
            yield Coded(
                wave=self.waves[int(at)],
                branches=branch[here],
                codes={name: column[here] for name, column in codes.items()},
                scores={name: column[here] for name, column in scores.items()},
                weight=None if weight is None else weight[here],
            )

    def _keeps(self, columns: Sequence[tuple[str, ...]], size: int) -> list[bool]:
        if not self._keep_columns:
            return [self.mapping.keeps({})] * size
        looked_at = zip(*(columns[self._at[name]] for name in self._keep_columns), strict=True)
        return [self._keep(cells) for cells in looked_at]

    def _keep(self, cells: tuple[str, ...]) -> bool:
        known = self._kept.get(cells)
        if known is None:
            known = self.mapping.keeps(dict(zip(self._keep_columns, cells, strict=True)))
            if len(self._kept) < MOST_KEPT:
                self._kept[cells] = known
        return known

    def _positions(
        self,
        columns: Sequence[tuple[str, ...]],
        lines: Sequence[int],
        name: str | None,
        meaning: _Remembered[int],
        known: Mapping[str, str],
    ) -> npt.NDArray[np.int64]:
        if name is None:
            return np.zeros(len(lines), dtype=np.int64)  # a constant stands alone in its list
        cells = columns[self._at[name]]
        found = np.fromiter(map(meaning.__getitem__, cells), dtype=np.int64, count=len(cells))
        unknown = np.flatnonzero(found == UNKNOWN).tolist()
        days = [at for at in unknown if excel_day(cells[at]) is not None]
        if len(days) == len(unknown) and days:
            self.noted.add("import-date-number", name, [lines[at] for at in days])
        else:
            self.noted.add("import-value-unknown", name, [lines[at] for at in unknown], known=listed(known))
        return found

    def _weights(self, columns: Sequence[tuple[str, ...]], lines: Sequence[int]) -> Reals | None:
        if self.mapping.weight is None:
            return None
        cells = columns[self._at[self.mapping.weight]]
        weight = np.fromiter(map(self._weight.__getitem__, cells), dtype=np.float64, count=len(cells))
        bad = np.isnan(weight)
        self.noted.add("import-weight", self.mapping.weight, [lines[at] for at in np.flatnonzero(bad).tolist()])
        return np.where(bad, 1.0, weight)

    def _answers(
        self, columns: Sequence[tuple[str, ...]], lines: Sequence[int]
    ) -> tuple[dict[str, Codes], dict[str, Reals]]:
        codes: dict[str, Codes] = {}
        scores: dict[str, Reals] = {}
        for reader in self._items:
            cells = columns[self._at[reader.column]]
            code = np.fromiter(map(reader.code.__getitem__, cells), dtype=np.int16, count=len(cells))
            unknown = [lines[at] for at in np.flatnonzero(code == UNKNOWN).tolist()]
            if unknown:
                self.noted.add(reader.rule, reader.column, unknown, **reader.fields)
                code[code == UNKNOWN] = Missing.NOT_ASKED
            codes[reader.name] = code
            if reader.number is not None:
                score = np.fromiter(map(reader.score.__getitem__, cells), dtype=np.float64, count=len(cells))
                scores[reader.name] = np.where(code >= 0, score, np.nan)
        for route in self._routes:
            self._hide(route, codes, scores)
        return codes, scores

    def _hide(self, route: _Route, codes: dict[str, Codes], scores: dict[str, Reals]) -> None:
        """Take out the answers to an item from those whom its own condition does not lead there."""
        own = [name for name in codes if name.partition(".")[0] == route.item.item]
        if not own:
            return
        looked_at = [name for name in codes if name.partition(".")[0] in route.looked_at]
        size = len(codes[own[0]])
        columns = [scores[name].tolist() if name in scores else codes[name].tolist() for name in looked_at]
        rows = zip(*columns, strict=True) if columns else iter([()] * size)
        hidden = ~np.fromiter((route.leads(looked_at, row, self._places) for row in rows), dtype=np.bool_, count=size)
        for name in own:
            answered = int(np.count_nonzero(hidden & (codes[name] != Missing.NOT_ASKED) & (codes[name] >= 0)))
            if answered:
                self.off_route[route.item.item] = self.off_route.get(route.item.item, 0) + answered
            codes[name] = np.where(hidden, np.int16(Missing.NOT_ASKED), codes[name])
            if name in scores:
                scores[name] = np.where(hidden, np.nan, scores[name])


class _ItemReader:
    """How the cells of one column become positions of options, or scores."""

    def __init__(self, name: str, source: ItemColumn, questionnaire: Questionnaire) -> None:
        item = questionnaire.item(name.partition(".")[0])
        self.name = name
        self.column = source.column
        self.number = item if isinstance(item, (Number, DateItem)) else None
        self._values = source.values
        options = (0, 1) if isinstance(item, Multi) else tuple(option.code for option in options_of(item))
        self._places = {code: at for at, code in enumerate(options)}
        self.rule = "import-value-unknown" if self.number is None else "import-number"
        self.fields: dict[str, object] = {"known": listed(source.values)}
        if isinstance(item, Number):
            self.fields = {"low": f"{item.low:g}", "high": f"{item.high:g}"}
        elif isinstance(item, DateItem):
            self.rule = "import-date"
            self.fields = {
                "low": spoken_date(item.earliest, item.grain),
                "high": spoken_date(item.latest, item.grain),
            }
        self.code = _Remembered(self._code)
        self.score = _Remembered(self._score)

    def _code(self, text: str) -> int:
        target = self._target(text)
        if target is None:
            return UNKNOWN if self.number is None or math.isnan(self._score(text)) else 0
        if isinstance(target, int):
            return self._places.get(target, UNKNOWN) if self.number is None else 0
        return int(MISSING[target])

    def _score(self, text: str) -> float:
        target = self._target(text)
        if isinstance(self.number, DateItem):
            return math.nan if target is not None else _elapsed(self.number, text)
        if isinstance(target, int):
            return float(target)
        value = real(text)
        number = self.number
        if target is not None or number is None or not number.low <= value <= number.high:
            return math.nan
        return math.nan if number.whole and not value.is_integer() else value

    def _target(self, text: str) -> Target | None:
        found = self._values.get(text)
        if found is None and text.endswith(".0"):
            found = self._values.get(text[:-2])
        return found


def _elapsed(item: DateItem, text: str) -> float:
    """Return the days, months or years from the earliest date to the one in a cell; NaN when it holds none."""
    said = heard_date(text, item.grain)
    if said is None and (day := excel_day(text)) is not None:
        said = heard_date(day.isoformat(), item.grain)
    if said is None or not item.earliest <= said <= item.latest:
        return math.nan
    return elapsed(said, item.earliest, item.grain)


class _Route:
    """The condition of an item, looked up by the answers it looks at."""

    def __init__(self, item: Item, items: Mapping[str, Item]) -> None:
        self.item = item
        self._items = items
        self._multis = frozenset(name for name, each in items.items() if isinstance(each, Multi))
        self.looked_at = names(item.when) if item.when is not None else frozenset()
        self._known: dict[tuple[float, ...], bool] = {}

    def leads(self, columns: Sequence[str], row: tuple[float, ...], places: Mapping[str, tuple[int, ...]]) -> bool:
        """Return whether a row is led to the item."""
        known = self._known.get(row)
        if known is None:
            answers = self._answers(dict(zip(columns, row, strict=True)), places)
            assert self.item.when is not None  # noqa: S101 -- only such items have a route
            known = evaluate(self.item.when, answers) is True
            if len(self._known) < MOST_KEPT:
                self._known[row] = known
        return known

    def _answers(self, row: Mapping[str, float], places: Mapping[str, tuple[int, ...]]) -> Answers:
        values: dict[str, Value] = {}
        parts: dict[str, dict[str, int | Exit]] = {}
        for name, code in row.items():
            item, _, part = name.partition(".")
            value = _value(code, (0, 1) if item in self._multis else places[item])
            if value is not None and part and isinstance(value, (int, Exit)):
                parts.setdefault(item, {})[part] = value
            elif value is not None:
                values[item] = _given(self._items[item], value)
        ticked = {item: given for item in self._multis if (given := ticked_of(parts.pop(item, {}))) is not None}
        return Answers(values={**values, **parts, **ticked})


def _given(item: Item, value: int | float | Exit) -> Value:
    """Return an answer as conditions see it: a date as such, a ranking as its first choice (no more is in a column)."""
    if isinstance(value, Exit):
        return value
    if isinstance(item, DateItem):
        return later(item.earliest, int(value), item.grain)
    return (int(value),) if isinstance(item, Ranking) else value


def _value(code: float, options: tuple[int, ...]) -> int | float | Exit | None:
    if math.isnan(code):
        return None
    if not options:
        return code
    return options[int(code)] if code >= 0 else EXITS.get(Missing(int(code)))


def _positions(meant: Mapping[str, str], known: Sequence[str]) -> Callable[[str], int]:
    places = {text: known.index(name) for text, name in meant.items()}
    return lambda text: places.get(text, places.get(text.removesuffix(".0"), UNKNOWN))


def real(text: str) -> float:
    """Return the number in a cell, with a point or a comma; NaN when it holds none."""
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _weight(text: str) -> float:
    value = real(text)
    return value if value > 0 else math.nan


def excel_day(text: str) -> date | None:
    """Return the day that a spreadsheet means by a number; None for a text that is no such number."""
    value = real(text)
    if not value.is_integer() or int(value) not in EXCEL_DAYS:
        return None
    return date(1899, 12, 30) + timedelta(days=int(value))
