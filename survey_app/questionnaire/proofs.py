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

from survey_app.questionnaire.cells import TooManyCellsError, cells, variables
from survey_app.questionnaire.expressions import Either, Expression, Name, mentions, names, plainly
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.residues import Outcome, Residue, Residues, Rest

STEPS = 40_000
"""Rests of conditions looked at before a question is left open."""
MOST_RESTS = 4_000
"""Rests of conditions kept in one place of the walk: the fewer conditions are held, the more situations."""
FEWEST_SITUATIONS = 20
MOST_NAMES = 400
"""Answers that one question may depend on."""
_Situation: TypeAlias = tuple[bool, tuple[Residue, ...]]
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
class Walked:
    """What came of conditions on the ways through a form, by item.

    ``sure``: all that can come of it. ``seen``: some of what can, where there were too many ways to follow all.
    """

    sure: Mapping[str, frozenset[Outcome]]
    seen: Mapping[str, frozenset[Outcome]]

    def reached(self, item: str) -> Verdict:
        """Return whether anybody is asked an item; open where only some ways were followed."""
        if True in self.sure.get(item, self.seen.get(item, ())):
            return Verdict.YES
        return Verdict.NO if item in self.sure else Verdict.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """Decides about the routes of one questionnaire, whose conditions name only earlier items."""

    questionnaire: Questionnaire
    steps: int = STEPS

    def residues(self) -> Residues | None:
        """Return the rests of all conditions of the form; None where their answers are too many to go through."""
        everything = [item.when for item in self.questionnaire.items() if item.when is not None]
        needs = {name: variables(self.questionnaire, name) for condition in everything for name in mentions(condition)}
        try:
            return Residues(cells(self.questionnaire, everything), needs)
        except TooManyCellsError:
            return None

    def outcomes(self, residues: Residues | None = None) -> Walked:
        """Return what comes of every item's condition, over all ways through the form.

        One walk from the first item to the last keeps the situations that later conditions can tell apart. After a
        place with too many only some are followed: what comes of a condition then is possible, what does not is open
        until ``possible`` is asked.
        """
        residues = residues or self.residues()
        if residues is None:
            return Walked(sure={}, seen={})
        conditions = {item.item: item.when for item in self.questionnaire.items() if item.when is not None}
        return _Walk(questionnaire=self.questionnaire, conditions=conditions, residues=residues).outcomes()

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

    def follows(self, item: str, expression: Expression) -> Verdict:
        """Return whether a condition holds for everyone who is asked an item."""
        condition = self.questionnaire.item(item).when
        given: tuple[Goal, ...] = () if condition is None else ((condition, TRUE),)
        against = self.possible(*given, (expression, NOT_TRUE))
        return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(against, Verdict.OPEN)

    def implies(self, item: str, expression: Expression) -> bool:
        """Return whether it is proven that a condition holds for everyone who is asked an item."""
        return self.follows(item, expression) is Verdict.YES

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
        needs = {name: variables(self.questionnaire, name) for each in everything for name in mentions(each)}
        return _Search(
            goals=tuple(goals),
            conditions=conditions,
            steps=_steps(ordered, conditions),
            residues=Residues(cells(self.questionnaire, everything), needs),
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


@dataclass(frozen=True, slots=True)
class _Step:
    """One more answer: to what, and which conditions are held beside it.

    ``held`` are the items whose conditions have been looked at and still decide something, before and after the answer;
    ``own`` says where among those before the condition of the answered item stands, if it has one.
    """

    name: Name
    held: tuple[str, ...]
    after: tuple[str, ...]
    own: int | None


def _steps(order: Sequence[Name], conditions: Mapping[str, Expression]) -> list[_Step]:
    """Return the steps through these answers; a condition is held from the first answer it looks at to its own item."""
    items = [name.item for name in order]
    looked = {item: names(condition) for item, condition in conditions.items()}

    def held(depth: int) -> tuple[str, ...]:
        known, later = set(items[:depth]), dict.fromkeys(items[depth:])
        return tuple(item for item in later if item in looked and looked[item] & known)

    found = []
    before: tuple[str, ...] = ()
    for depth, name in enumerate(order):
        after = held(depth + 1)
        own = before.index(name.item) if name.item in before else None
        found.append(_Step(name, before, after, own))
        before = after
    return found


@dataclass(slots=True, kw_only=True)
class _Search:
    """One question, gone through answer by answer."""

    goals: tuple[Goal, ...]
    conditions: Mapping[str, Expression]
    steps: Sequence[_Step]
    residues: Residues
    left: int
    failed: set[object] = field(default_factory=set)
    whole: dict[str, Residue] = field(default_factory=dict)

    def found(self) -> bool:
        """Return whether any answers give what is wanted.

        Raises
        ------
        TooManyCellsError
            The bound was met before that was known.
        """
        self.whole = {item: self.residues.whole(condition) for item, condition in self.conditions.items()}
        return self._completed(0, tuple(self.residues.whole(condition) for condition, _ in self.goals), ())

    def _completed(self, depth: int, goals: tuple[Residue, ...], held: tuple[Residue, ...]) -> bool:
        """Return whether what is known so far can be completed to what is wanted."""
        undecided = False
        for goal, (_, wanted) in zip(goals, self.goals, strict=True):
            if isinstance(goal, Rest):
                undecided = True
            elif goal not in wanted:
                return False
        if not undecided:
            return True
        situation = (depth, goals, held)
        if situation in self.failed:
            return False
        self.left -= 1 + len(goals) + len(held)
        if self.left < 0:
            raise TooManyCellsError
        step = self.steps[depth]
        wanted_after = [self.residues.after(goal, step.name) for goal in goals]
        held_after = self._held(step, held)
        asked = self._asked(step, held)
        for cell in range(len(wanted_after[0]) - 1) if asked else (-1,):
            more = tuple(after[cell] for after in wanted_after), tuple(after[cell] for after in held_after)
            if self._completed(depth + 1, *more):
                return True
        self.failed.add(situation)
        return False

    def _held(self, step: _Step, held: tuple[Residue, ...]) -> list[tuple[Residue, ...]]:
        known = dict(zip(step.held, held, strict=True))
        return [self.residues.after(known.get(item, self.whole[item]), step.name) for item in step.after]

    def _asked(self, step: _Step, held: tuple[Residue, ...]) -> bool:
        item = step.name.item
        if step.own is not None:
            return held[step.own] is True
        return item not in self.conditions or self.whole[item] is True


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One walk from the first item to the last, in all situations that later conditions can tell apart."""

    questionnaire: Questionnaire
    conditions: Mapping[str, Expression]
    residues: Residues

    def outcomes(self) -> Walked:
        """Return what comes of every condition; beyond too many situations, what was seen to come of it."""
        order = [item.item for item in self.questionnaire.items()]
        sure: dict[str, frozenset[Outcome]] = {}
        seen: dict[str, frozenset[Outcome]] = {}
        held: dict[str, int] = {}
        situations: list[tuple[Residue, ...]] = [()]
        complete = True
        own_names: dict[str, list[Name]] = {}
        for name in self.residues.domains:
            own_names.setdefault(name.item, []).append(name)
        waiting = {item: self.residues.whole(self.conditions[item]) for item in order if item in self.conditions}
        for item in order:
            came: list[Residue] = [True] * len(situations)
            if item in self.conditions:
                fresh = waiting.pop(item)
                place = held.pop(item, None)
                came = [fresh if place is None else one[place] for one in situations]
                (sure if complete else seen)[item] = frozenset(one if isinstance(one, bool) else None for one in came)
                if place is not None:
                    held = {name: at - (at > place) for name, at in held.items()}
                    situations = [one[:place] + one[place + 1 :] for one in situations]
            now = dict.fromkeys((one is True, rests) for one, rests in zip(came, situations, strict=True))
            for name in own_names.get(item, ()):
                for other, whole in waiting.items():
                    if isinstance(whole, Rest) and name in whole.names and other not in held:
                        held[other] = len(held)
                        now = dict.fromkeys((asked, (*rests, whole)) for asked, rests in now)
                now, kept = self._spread(name, now)
                complete = complete and kept
            situations = list(dict.fromkeys(rests for _, rests in now))
        return Walked(sure=sure, seen=seen)

    def _spread(self, name: Name, situations: Iterable[_Situation]) -> tuple[dict[_Situation, None], bool]:
        """Return the situations after one more answer, and whether they are all of them."""
        found: dict[_Situation, None] = {}
        known: dict[Residue, tuple[Residue, ...]] = {}
        for asked, rests in situations:
            for rest in rests:
                if rest not in known:
                    known[rest] = self.residues.after(rest, name)
            after = list(zip(*(known[rest] for rest in rests), strict=True)) or [()]
            for one in after if asked else after[-1:]:  # without an answer where it was not asked
                found[asked, one] = None
        most = max(FEWEST_SITUATIONS, MOST_RESTS // max(1, len(next(iter(found))[1])))
        if len(found) <= most:
            return found, True
        kept = list(found)  # some of every kind: what is seen in them is possible, what is not remains to be proven
        return dict.fromkeys(kept[at * len(kept) // most] for at in range(most)), False
