"""Conditions as the XPath of XLSForm: the words that other tools route by.

XPath knows true and false, a condition of ours also unknown. What decides is when a condition *holds*, so each test is
written for holding and for being denied (``not`` is carried inwards first), and neither holds without an answer: a
comparison with an empty or worded answer is false in XPath, both ways round. So ``a != 4`` is written
``(${a} < 4 or ${a} > 4)``, which an unanswered question does not satisfy; ``${a} != 4`` it would.

In an exported form the choices are named by their codes, and the exits are two more choices: ``dont_know`` and
``refused``. Numbers, dates and texts have no exits there. ``xpath_reading`` leads the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from survey_app.questionnaire.expressions import (
    SIGNS,
    Among,
    Answered,
    Both,
    Compare,
    Constant,
    Count,
    Either,
    Expression,
    Literal,
    Name,
    Negation,
    Operand,
    Selected,
    plainly,
)
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    Grain,
    Multi,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
)


class Kind(StrEnum):
    """What a field of a form holds."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question of a form: the item it becomes, what it holds, and the code or exit behind each choice's name."""

    name: Name
    kind: Kind
    choices: Mapping[str, int | Exit]


def field_name(name: Name) -> str:
    """Return the name of a question in an exported form: the item, or item and part joined by an underscore."""
    return f"{name.item}_{name.part}" if name.part else name.item


def to_xpath(expression: Expression, questionnaire: Questionnaire, *, field: Callable[[Name], str] = field_name) -> str:
    """Return the XPath that is true exactly when the condition holds; ``field`` names the questions of the form."""
    return _Writer(questionnaire, field).expression(plainly(expression))


class _Writer:
    """Writes conditions over the items of one questionnaire."""

    def __init__(self, questionnaire: Questionnaire, field: Callable[[Name], str]) -> None:
        self.questionnaire = questionnaire
        self.field = field

    def name(self, name: Name) -> str:
        return "${" + self.field(name) + "}"

    def expression(self, expression: Expression) -> str:  # noqa: PLR0911 -- one per kind of test
        match expression:
            case Both(parts=parts):
                return " and ".join(map(self.bracketed, parts))
            case Either(parts=parts):
                return " or ".join(map(self.bracketed, parts))
            case Negation(inner=inner):
                return self.denied(inner)
            case Compare():
                return self.compared(expression)
            case Among(operand=operand, values=values):
                return " or ".join(
                    self.compared(Compare(left=operand, sign="=", right=Literal(value=value))) for value in values
                )
            case Answered(name=name):
                return self.answered(name)
            case Selected(name=name, value=value):
                return f"selected({self.name(name)}, '{value}')"
            case _:  # pragma: no cover
                assert_never(expression)

    def bracketed(self, part: Expression) -> str:
        written = self.expression(part)
        return f"({written})" if " or " in written or " and " in written else written

    def denied(self, inner: Expression) -> str:
        match inner:
            case Among(operand=operand, values=values):
                others = (Compare(left=operand, sign="!=", right=Literal(value=value)) for value in values)
                return " and ".join(map(self.bracketed, others))
            case Answered(name=name) if parts := self.parts(name):
                return " and ".join(f"({self.denied(Answered(name=part))})" for part in parts)
            case Answered(name=name):
                empty = [f"{self.name(name)} = ''", *(self.exit(name, way) for way in self.exits(name))]
                return " or ".join(empty)
            case Selected():
                return f"{self.answered(inner.name)} and not({self.expression(inner)})"
            case _:  # pragma: no cover -- ``plainly`` leaves no other
                raise AssertionError(inner)

    def answered(self, name: Name) -> str:
        if parts := self.parts(name):
            return " or ".join(f"({self.answered(part)})" for part in parts)
        denials = (
            f"not({self.exit(name, way)})" if self.is_list(name) else f"{self.name(name)} != '{way}'"
            for way in self.exits(name)
        )
        return " and ".join([f"{self.name(name)} != ''", *denials])

    def parts(self, name: Name) -> tuple[Name, ...]:
        """Return the parts of a battery that is named as a whole."""
        item = self.questionnaire.item(name.item)
        if not isinstance(item, Battery) or name.part is not None:
            return ()
        return tuple(Name(item=name.item, part=part.part) for part in item.parts)

    def exits(self, name: Name) -> tuple[Exit, ...]:
        item = self.questionnaire.item(name.item)
        return item.exits if isinstance(item, (Single, ScaleItem, Battery, Multi, Ranking)) else ()

    def is_list(self, name: Name) -> bool:
        return isinstance(self.questionnaire.item(name.item), (Multi, Ranking))

    def exit(self, name: Name, way: Exit) -> str:
        return f"selected({self.name(name)}, '{way}')" if self.is_list(name) else f"{self.name(name)} = '{way}'"

    def compared(self, test: Compare) -> str:
        left, right = self.operand(test.left, test.right), self.operand(test.right, test.left)
        known = isinstance(test.left, Literal) or isinstance(test.right, Literal)
        if test.sign == "!=":
            written = f"{left} < {right} or {left} > {right}"
        elif test.sign == "=" and not known:
            written = f"{left} <= {right} and {left} >= {right}"
        else:
            written = f"{left} {test.sign} {right}"
        guards = [self.answered(operand.name) for operand in self.unguarded(test)]
        if not guards:
            return written
        return " and ".join([*guards, f"({written})" if " or " in written else written])

    def unguarded(self, test: Compare) -> list[Count]:
        """Return the counts whose comparison could hold at nothing chosen, or at an exit alone: it must be answered."""
        counts = [operand for operand in (test.left, test.right) if isinstance(operand, Count)]
        if len(counts) == 1 and isinstance(test.right, Literal) and not isinstance(test.right.value, date):
            holds = SIGNS[test.sign]
            return counts if holds(0, test.right.value) or holds(1, test.right.value) else []
        return counts

    def operand(self, operand: Operand, beside: Operand) -> str:
        match operand:
            case Count(name=name):
                return f"count-selected({self.name(name)})"
            case Literal(value=value):
                return self.constant(value, beside)
            case Name():
                if self.by_year(operand, beside):
                    return f"number(format-date({self.name(operand)}, '%Y'))"
                return self.name(operand)
            case _:  # pragma: no cover
                assert_never(operand)

    def constant(self, value: Constant, beside: Operand) -> str:
        if isinstance(value, date):
            return f"date('{value.isoformat()}')"
        item = self.questionnaire.item(beside.item) if isinstance(beside, Name) else None
        if isinstance(item, DateItem) and not self.by_year(beside, Literal(value=value)):
            return f"date('{date(int(value), 1, 1).isoformat()}')"
        return str(int(value)) if value == int(value) else repr(float(value))

    def by_year(self, operand: Operand, beside: Operand) -> bool:
        """Return whether a date has to be taken by its year: beside a number, unless its first days say the same."""
        item = self.questionnaire.item(operand.item) if isinstance(operand, Name) else None
        if not isinstance(item, DateItem):
            return False
        if isinstance(beside, Name):
            return not isinstance(self.questionnaire.item(beside.item), DateItem)
        if isinstance(beside, Count):
            return True
        value = beside.value
        if isinstance(value, date):
            return False
        return not (item.grain is Grain.YEAR and value == int(value) and 1 <= value <= 9999)
