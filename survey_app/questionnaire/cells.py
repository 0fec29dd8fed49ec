"""The few answers that stand for all: one of every kind that a set of tests can tell apart.

Codes and chosen options are finite. Numbers and dates are cut at the constants they are compared with (and at the ends
of what they are compared with); between two cuts every answer passes the same tests, so one stands for all, or a few
where two questions are compared with each other: one can then be below, at or above the other. An exit passes and fails
exactly the tests that no answer at all does, so None stands for both.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from survey_app.questionnaire.expressions import (
    Among,
    Answered,
    Compare,
    Constant,
    Count,
    Expression,
    Literal,
    Name,
    Selected,
    evaluate,
    leaves,
    mentions,
)
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    FreeText,
    Grain,
    Item,
    Multi,
    Note,
    Number,
    Questionnaire,
    Ranking,
    options_of,
)
from survey_app.questionnaire.values import Answers

Test: TypeAlias = Compare | Among | Answered | Selected
Cell: TypeAlias = "int | float | date | str | tuple[int, ...] | None"
MOST_NAMED = 12
"""Options of one item that conditions may name."""
MOST_VALUES = 366
"""Values of a number or date that are gone through one by one."""


class TooManyCellsError(Exception):
    """More than is gone through: nothing is proven."""


def variables(questionnaire: Questionnaire, name: Name) -> tuple[Name, ...]:
    """Return what has to be known to test a name: itself, or every part of a battery that is named as a whole."""
    item = questionnaire.item(name.item)
    if isinstance(item, Battery) and name.part is None:
        return tuple(Name(item=item.item, part=part.part) for part in item.parts)
    return (name,)


def answers_of(values: Mapping[Name, Cell]) -> Answers:
    """Return cells as the answers that conditions look at."""
    whole: dict[str, object] = {}
    texts: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, str):
            texts[name.item] = value
        elif value is not None and name.part is not None:
            parts = whole.setdefault(name.item, {})
            assert isinstance(parts, dict)  # noqa: S101 -- a battery has nothing but parts
            parts[name.part] = value
        elif value is not None:
            whole[name.item] = value
    return Answers(values=whole, texts=texts)  # type: ignore[arg-type]  # checked values whose type the union hides


def cells(questionnaire: Questionnaire, conditions: Iterable[Expression]) -> Mapping[Name, tuple[Cell, ...]]:
    """Return, for everything that the conditions test, the answers that stand for all.

    Raises
    ------
    TooManyCellsError
        More than two free numbers or dates are compared with each other, or too many options are named.
    """
    tests = tuple(dict.fromkeys(test for condition in conditions for test in leaves(condition)))
    told: dict[Name, list[Test]] = {}
    joined: list[tuple[Name, ...]] = []
    for test in tests:
        names = mentions(test)
        for name in names:
            for variable in variables(questionnaire, name):
                told.setdefault(variable, []).append(test if variable == name else Answered(name=variable))
        if len(names) > 1:
            joined.append(names)
    groups = _groups(told, joined)
    found: dict[Name, tuple[Cell, ...]] = {}
    for group in groups:
        found |= _group(questionnaire, group, told)
    return found


def _groups(names: Iterable[Name], joined: Sequence[tuple[Name, ...]]) -> list[list[Name]]:
    """Return the names in groups that are compared with each other."""
    group = {name: [name] for name in names}
    for first, *others in joined:
        for other in others:
            one, two = group[first], group[other]
            if one is not two:
                one += two
                group |= dict.fromkeys(two, one)
    return list({id(each): each for each in group.values()}.values())


def _group(
    questionnaire: Questionnaire, group: Sequence[Name], told: Mapping[Name, Sequence[Test]]
) -> Mapping[Name, tuple[Cell, ...]]:
    items = {name: questionnaire.item(name.item) for name in group}
    alone = len(group) == 1
    found: dict[Name, tuple[Cell, ...]] = {}
    cuts: set[Constant] = set()
    lines: dict[Name, _Line] = {}
    for name, item in items.items():
        cuts |= {value for test in told[name] for value in _constants(test)}
        if isinstance(item, (Number, DateItem)):
            lines[name] = _Line.of(item)
        else:
            listed = _listed(item, told[name])
            found[name] = listed if not alone else _alike(name, listed, told[name])
            cuts |= set(_amounts(item, listed))
    mixed = len({line.dated for line in lines.values()}) > 1
    if len(lines) > 2 or mixed:
        return found | {name: (*line.every(), None) for name, line in lines.items()}
    for name, points in zip(lines, _points(list(lines.values()), cuts), strict=True):
        listed = (*points, None)
        found[name] = _alike(name, listed, told[name]) if alone else listed
    return found


def _constants(test: Test) -> tuple[Constant, ...]:
    if isinstance(test, Among):
        return test.values
    if isinstance(test, Compare):
        return tuple(side.value for side in (test.left, test.right) if isinstance(side, Literal))
    return ()


def _amounts(item: Item, listed: Sequence[Cell]) -> tuple[int, ...]:
    """Return the numbers that an answer in words or codes may be compared as."""
    if isinstance(item, (Multi, Ranking)):
        return tuple(range(len(item.options) + 1))
    return tuple(value for value in listed if isinstance(value, int))


def _listed(item: Item, tests: Sequence[Test]) -> tuple[Cell, ...]:
    if isinstance(item, FreeText):
        return ("x", None)
    if isinstance(item, Note):
        return (None,)
    if isinstance(item, (Multi, Ranking)):
        return (*_choices(item, tests), None)
    return (*(option.code for option in options_of(item)), None)


def _choices(item: Multi | Ranking, tests: Sequence[Test]) -> Iterable[tuple[int, ...]]:
    """Return sets of chosen options: any of those named, with as many of the others as may be."""
    codes = [option.code for option in item.options]
    named = sorted({test.value for test in tests if isinstance(test, Selected)} & set(codes))
    others = [code for code in codes if code not in named]
    if len(named) > MOST_NAMED:
        raise TooManyCellsError
    most = len(codes) if item.at_most is None else item.at_most
    counted = any(isinstance(side, Count) for test in tests for side in _sides(test))
    rest = range(len(others) + 1) if counted else range(min(len(others), 1) + 1)
    for chosen in itertools.chain.from_iterable(itertools.combinations(named, size) for size in range(len(named) + 1)):
        for more in rest:
            if 1 <= len(chosen) + more <= most:
                yield (*chosen, *others[:more])


def _sides(test: Test) -> tuple[object, ...]:
    return (test.left, test.right) if isinstance(test, Compare) else (getattr(test, "operand", None),)


def _alike(name: Name, listed: Sequence[Cell], tests: Sequence[Test]) -> tuple[Cell, ...]:
    """Return one answer of each kind that the tests tell apart."""
    kinds: dict[tuple[bool | None, ...], Cell] = {}
    for cell in listed:
        kinds.setdefault(tuple(evaluate(test, answers_of({name: cell})) for test in tests), cell)
    return tuple(kinds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The possible answers to a number or a date, as points of a line: dates by their days."""

    low: float
    high: float
    whole: bool
    grain: Grain | None = None

    @classmethod
    def of(cls, item: Number | DateItem) -> _Line:
        if isinstance(item, DateItem):
            return cls(low=item.earliest.toordinal(), high=item.latest.toordinal(), whole=True, grain=item.grain)
        return cls(low=item.low, high=item.high, whole=item.whole)

    @property
    def dated(self) -> bool:
        return self.grain is not None

    def holds(self, point: float) -> bool:
        if not self.low <= point <= self.high or (self.whole and point != int(point)):
            return False
        day = date.fromordinal(int(point)) if self.grain in {Grain.MONTH, Grain.YEAR} else None
        return day is None or (day.day == 1 and (self.grain is Grain.MONTH or day.month == 1))

    def next(self, point: float) -> float:
        """Return the first answer after a point, on a line of separate answers."""
        after = math.floor(point) + 1
        while self.grain in {Grain.MONTH, Grain.YEAR} and not self.holds(after) and after <= self.high:
            day = date.fromordinal(after)
            months = day.year * 12 + day.month if self.grain is Grain.MONTH else (day.year + 1) * 12
            after = date(months // 12, months % 12 + 1, 1).toordinal()
        return after

    def before(self, point: float) -> float:
        """Return the last answer before a point, on a line of separate answers."""
        last = math.ceil(point) - 1
        if self.grain in {Grain.MONTH, Grain.YEAR}:
            day = date.fromordinal(last)
            last = date(day.year, day.month if self.grain is Grain.MONTH else 1, 1).toordinal()
        return last

    def value(self, point: float) -> int | float | date:
        if self.dated:
            return date.fromordinal(int(point))
        return int(point) if point == int(point) else point

    def every(self) -> tuple[int | float | date, ...]:
        """Return all answers, where they are few."""
        if not self.whole:
            raise TooManyCellsError
        points: list[float] = []
        point: float = math.ceil(self.low)
        while point <= self.high:
            if self.holds(point):
                points.append(point)
            if len(points) > MOST_VALUES:
                raise TooManyCellsError
            point = self.next(point)
        return tuple(map(self.value, points))


def _points(lines: Sequence[_Line], constants: Iterable[Constant]) -> list[list[int | float | date]]:
    """Return the points of one line, or of two that are compared with each other, at and between the cuts."""
    if not lines:
        return []
    cuts = {line.low for line in lines} | {line.high for line in lines}
    for value in constants:
        cuts |= _cut(value, dated=lines[0].dated)
    edges = sorted(cuts)
    points = set(edges)
    for low, high in itertools.pairwise(edges):
        inner = {point for line in lines if line.whole for point in (line.next(low), line.before(high))}
        inner = {point for point in inner if low < point < high}
        if not all(line.whole for line in lines):
            inner |= {(low + min(inner, default=high)) / 2, (high + max(inner, default=low)) / 2}
            if len(inner) == 1:
                inner |= {(3 * low + high) / 4, (low + 3 * high) / 4}
        points |= {point for point in inner if low < point < high}
    return [[line.value(point) for point in sorted(points) if line.holds(point)] for line in lines]


def _cut(value: Constant, *, dated: bool) -> set[float]:
    if isinstance(value, date):
        return {float(value.toordinal())} if dated else {float(value.year)}
    if not dated:
        return {float(value)}
    # A date beside a plain number is compared by its year: cut before and after it.
    years = (math.floor(value), math.floor(value) + 1)
    return {float(date(year, 1, 1).toordinal()) for year in years if 1 <= year <= 9999}
