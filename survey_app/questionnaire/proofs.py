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
    plainly,
)
from survey_app.questionnaire.model import Questionnaire

STEPS = 5_000
"""Situations looked at before a question is left open."""
MOST_SITUATIONS = 300
"""Situations kept in one place of the walk."""
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

    def outcomes(self) -> Mapping[str, frozenset[Outcome]]:
        """Return what comes of every item's condition, over all ways through the form.

        One walk from the first item to the last keeps the situations that later conditions can tell apart. Items after
        a place with too many of them are left out: ask ``possible`` about those.
        """
        conditions = {item.item: item.when for item in self.questionnaire.items() if item.when is not None}
        everything = list(conditions.values())
        needs = {name: variables(self.questionnaire, name) for condition in everything for name in mentions(condition)}
        try:
            domains = cells(self.questionnaire, everything)
        except TooManyCellsError:
            return {}
        search = _Search(goals=(), conditions=conditions, order=(), domains=domains, needs=needs, left=0, routes=())
        found: dict[str, frozenset[Outcome]] = {}
        situations: list[Mapping[Name, Cell]] = [{}]
        order = [item.item for item in self.questionnaire.items()]
        for place, item in enumerate(order):
            if item in conditions:
                found[item] = search.seen(conditions[item], situations)
            own = [name for name in domains if name.item == item]
            later = [conditions[other] for other in order[place + 1 :] if other in conditions]
            situations = search.after(item, own, later, situations)
            if len(situations) > MOST_SITUATIONS:
                break
        return found

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
        ordered = sorted(named, key=lambda name: order.index(name.item))
        return _Search(
            goals=tuple(goals),
            conditions=conditions,
            order=ordered,
            routes=_routes(ordered, conditions),
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


def alternatives(condition: Expression) -> tuple[Expression, ...]:
    """Return the parts of a condition's outermost ``or``; nothing when it has none."""
    either = plainly(condition)
    return either.parts if isinstance(either, Either) else ()


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


def _routes(order: Sequence[Name], conditions: Mapping[str, Expression]) -> list[list[Expression]]:
    """Return, for every step, the conditions still to come that look at what is known by then."""
    items = [name.item for name in order]
    looked = {item: names(condition) for item, condition in conditions.items()}
    found: list[list[Expression]] = []
    for depth in range(len(order) + 1):
        known, later = set(items[:depth]), dict.fromkeys(items[depth:])
        found.append([conditions[item] for item in later if item in looked and looked[item] & known])
    return found


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
    routes: Sequence[Sequence[Expression]]
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
        routes = [self.rest(condition) for condition in self.routes[depth]]
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

    def seen(self, condition: Expression, situations: Sequence[Mapping[Name, Cell]]) -> frozenset[Outcome]:
        """Return the outcomes of a condition in these situations."""
        found: set[Outcome] = set()
        for situation in situations:
            self.known = dict(situation)
            rest = self.rest(condition)
            found.add(rest if isinstance(rest, bool) else None)
        return frozenset(found)

    def after(
        self,
        item: str,
        own: Sequence[Name],
        later: Sequence[Expression],
        situations: Sequence[Mapping[Name, Cell]],
    ) -> list[Mapping[Name, Cell]]:
        """Return the situations after an item, one of each kind that later conditions tell apart."""
        passed = {item, *(name.item for situation in situations[:1] for name in situation)}
        later = [condition for condition in later if names(condition) & passed]
        live = {name for condition in later for each in mentions(condition) for name in self.needs[each]}
        now: dict[object, tuple[bool, Mapping[Name, Cell]]] = {}
        for situation in situations:
            self.known = dict(situation)
            now[len(now)] = (self.asked(item), {name: cell for name, cell in situation.items() if name in live})
        for name in [name for name in own if name in live]:
            now = self.spread(name, later, [*now.values()])
            if len(now) > MOST_SITUATIONS:
                break
        kinds: dict[object, Mapping[Name, Cell]] = {}
        for _, known in now.values():
            kinds.setdefault(self.situation(known, later), known)
        return list(kinds.values())

    def spread(
        self, name: Name, later: Sequence[Expression], situations: Sequence[tuple[bool, Mapping[Name, Cell]]]
    ) -> dict[object, tuple[bool, Mapping[Name, Cell]]]:
        """Return the situations after one more answer."""
        found: dict[object, tuple[bool, Mapping[Name, Cell]]] = {}
        for asked, known in situations:
            for cell in self.domains[name] if asked else (None,):
                more = {**known, name: cell}
                found.setdefault((asked, self.situation(more, later)), (asked, more))
        return found

    def situation(self, known: Mapping[Name, Cell], later: Sequence[Expression]) -> object:
        """Return what of the later conditions is still undecided, and what is decided."""
        self.known = dict(known)
        return tuple(self.rest(condition) for condition in later)

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
