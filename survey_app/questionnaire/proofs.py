"""What can be proven about the routes of a questionnaire, over every possible set of answers.

Everything is finite once numbers and dates are cut into cells (``cells``), so each question is decided by going through
the answers to the items that matter, in the order they are asked: an item whose own condition does not hold has no
answer. A condition is cut down by what is already known, and what failed once is not tried again in the same situation.
The work is bounded; where the bound is met the verdict is OPEN: not proven, neither way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from survey_app.questionnaire.cells import Cell, TooManyCellsError, answers_of, cells, variables
from survey_app.questionnaire.expressions import (
    Both,
    Either,
    Expression,
    Name,
    Negation,
    evaluate,
    mentions,
    names,
)
from survey_app.questionnaire.model import Questionnaire

STEPS = 20_000
"""Situations looked at before a question is left open."""
MOST_NAMES = 400
"""Answers that one question may depend on."""
Outcome: TypeAlias = bool | None
TRUE: frozenset[Outcome] = frozenset({True})
FALSE: frozenset[Outcome] = frozenset({False})
NOT_TRUE: frozenset[Outcome] = frozenset({False, None})
Goal: TypeAlias = tuple[Expression, frozenset[Outcome]]


class Verdict(StrEnum):
    """Whether something is possible."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """Decides about the routes of one questionnaire, whose conditions name only earlier items."""

    questionnaire: Questionnaire
    steps: int = STEPS

    def possible(self, *goals: Goal, routed: bool = True) -> Verdict:
        """Return whether some answers give each condition one of its wanted outcomes.

        ``routed``: answers to items that were not asked count for nothing, as on the way through the form; False looks
        at the conditions alone.
        """
        try:
            return Verdict.YES if self._search(goals, routed=routed).found() else Verdict.NO
        except TooManyCellsError:
            return Verdict.OPEN

    def reaches(self, item: str) -> Verdict:
        """Return whether any answers lead to an item."""
        condition = self.questionnaire.item(item).when
        return Verdict.YES if condition is None else self.possible((condition, TRUE))

    def implies(self, item: str, expression: Expression) -> bool:
        """Return whether it is proven that a condition holds for everyone who is asked an item."""
        condition = self.questionnaire.item(item).when
        given: tuple[Goal, ...] = () if condition is None else ((condition, TRUE),)
        return self.possible(*given, (expression, NOT_TRUE)) is Verdict.NO

    def equivalent(self, one: Expression, other: Expression) -> bool:
        """Return whether it is proven that two conditions hold for exactly the same answers."""
        return all(
            self.possible((first, TRUE), (second, NOT_TRUE), routed=False) is Verdict.NO
            for first, second in ((one, other), (other, one))
        )

    def _search(self, goals: Sequence[Goal], *, routed: bool) -> _Search:
        order = [item.item for item in self.questionnaire.items()]
        whens = {item.item: item.when for item in self.questionnaire.items() if routed and item.when is not None}
        relevant = _closure({name for condition, _ in goals for name in names(condition)}, whens)
        conditions = {item: whens[item] for item in relevant if item in whens}
        everything = [*(condition for condition, _ in goals), *conditions.values()]
        named = dict.fromkeys(
            variable
            for condition in everything
            for name in mentions(condition)
            for variable in variables(self.questionnaire, name)
        )
        if len(named) > MOST_NAMES:
            raise TooManyCellsError
        return _Search(
            goals=tuple(goals),
            conditions=conditions,
            order=sorted(named, key=lambda name: order.index(name.item)),
            domains=cells(self.questionnaire, everything),
            needs={name: variables(self.questionnaire, name) for each in everything for name in mentions(each)},
            left=self.steps,
        )


def implies(questionnaire: Questionnaire, item: str, expression: Expression) -> bool:
    """Return whether it is proven that a condition holds for everyone who is asked an item."""
    return Prover(questionnaire=questionnaire).implies(item, expression)


def equivalent(questionnaire: Questionnaire, one: Expression, other: Expression) -> bool:
    """Return whether it is proven that two conditions hold for exactly the same answers."""
    return Prover(questionnaire=questionnaire).equivalent(one, other)


def _closure(wanted: Iterable[str], whens: Mapping[str, Expression]) -> frozenset[str]:
    """Return the items that a question depends on: those it names, those that route them, and so on."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        item = waiting.pop()
        if item not in found:
            found.add(item)
            waiting += names(whens[item]) if item in whens else ()
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Rest:
    """A test that is still undecided, with what is known of it so far."""

    test: Expression
    known: tuple[tuple[Name, Cell], ...]


@dataclass(frozen=True, slots=True)
class _Joint:
    """The undecided parts of an ``and`` (or an ``or``), besides one that is unknown for good."""

    every: bool
    parts: tuple[object, ...]
    unknown: bool


@dataclass(frozen=True, slots=True)
class _Denied:
    """The denial of what is undecided."""

    inner: object


_UNDECIDED = (_Rest, _Joint, _Denied)


@dataclass(slots=True, kw_only=True)
class _Search:
    """One question, gone through item by item."""

    goals: tuple[Goal, ...]
    conditions: Mapping[str, Expression]
    order: Sequence[Name]
    domains: Mapping[Name, tuple[Cell, ...]]
    needs: Mapping[Name, tuple[Name, ...]]
    left: int
    known: dict[Name, Cell] = field(default_factory=dict)
    failed: set[object] = field(default_factory=set)
    tested: dict[object, Outcome] = field(default_factory=dict)

    def found(self, depth: int = 0) -> bool:
        """Return whether the answers known so far can be completed to what is wanted."""
        rests: list[object] = []
        for condition, wanted in self.goals:
            rest = self.rest(condition)
            if isinstance(rest, _UNDECIDED):
                rests.append(rest)
            elif rest not in wanted:
                return False
        if not rests:
            return True
        later = {name.item for name in self.order[depth:]}
        routes = [self.rest(condition) for item, condition in self.conditions.items() if item in later]
        situation = (depth, tuple(rests), tuple(routes))
        if situation in self.failed:
            return False
        self.left -= 1
        if self.left < 0:
            raise TooManyCellsError
        name = self.order[depth]
        for cell in self.domains[name] if self.asked(name.item) else (None,):
            self.known[name] = cell
            if self.found(depth + 1):
                return True
        del self.known[name]
        self.failed.add(situation)
        return False

    def asked(self, item: str) -> bool:
        return item not in self.conditions or self.rest(self.conditions[item]) is True

    def rest(self, condition: Expression) -> object:
        """Return the outcome of a condition, or what of it is still undecided."""
        match condition:
            case Both(parts=parts):
                return self.joint(parts, every=True)
            case Either(parts=parts):
                return self.joint(parts, every=False)
            case Negation(inner=inner):
                rest = self.rest(inner)
                if isinstance(rest, _UNDECIDED):
                    return _Denied(rest)
                return None if rest is None else not rest
            case _:
                return self.test(condition)

    def joint(self, parts: Sequence[Expression], *, every: bool) -> object:
        undecided: list[object] = []
        unknown = False
        for part in parts:
            rest = self.rest(part)
            if isinstance(rest, _UNDECIDED):
                undecided.append(rest)
            elif rest is None:
                unknown = True
            elif rest is not every:
                return rest
        if undecided:
            return _Joint(every, tuple(undecided), unknown)
        return None if unknown else every

    def test(self, test: Expression) -> object:
        needed = [variable for name in mentions(test) for variable in self.needs[name]]
        known = tuple((name, self.known[name]) for name in needed if name in self.known)
        if len(known) < len(needed):
            return _Rest(test, known)
        key = (test, known)
        if key not in self.tested:
            self.tested[key] = evaluate(test, answers_of(dict(known)))
        return self.tested[key]
