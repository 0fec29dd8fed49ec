"""Conditions: one small typed grammar, one parser, one frozen tree.

Three-valued: an operand without an answer is unknown, and what cannot be decided without it is unknown too. An exit
("Khó trả lời", "Không muốn trả lời") is a way out, not an answer: it is unknown in a comparison.

A date is written ``2021-03-05``, or ``2021-03`` for the first day of a month. A date beside a plain number is
compared by its year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Protocol, TypeAlias

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from survey_app.errors import SurveyError
from survey_app.language import N_

GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: negation ("and" negation)*
?negation: "not" negation -> negation | test
?test: operand SIGN operand -> compare
     | operand "in" "[" _literal ("," _literal)* ","? "]" -> among
     | "answered" "(" name ")" -> answered
     | "selected" "(" name "," number ")" -> selected
     | "(" either ")"
?operand: name | _literal | "count" "(" name ")" -> count
_literal: number | day
name: NAME ["." PART]
number: NUMBER
day: DATE
SIGN: "==" | "=" | "!=" | "<=" | "<" | ">=" | ">"
NAME: /[A-Za-z_][A-Za-z0-9_]*/
PART: /[A-Za-z0-9_]+/
DATE.2: /[0-9]{4}-[0-9]{2}(-[0-9]{2})?(?![0-9A-Za-z_])/
NUMBER: /-?[0-9]+(\.[0-9]+)?/
%ignore /[ \n]+/
"""
LONGEST = 1000
DEEPEST = 24


class ExpressionError(SurveyError):
    """A condition that does not parse; ``column`` counts from 1 within the condition."""

    code = "condition-syntax"
    found = N_("Điều kiện “{text}” không đọc được từ ký tự thứ {column}: “{rest}”.")
    fix = N_(
        "Viết như: dieu_kien in [1, 2] or ap_luc >= 4. Được dùng: = != < <= > >=, and or not, in [..], answered(..), "
        "selected(.., mã), count(..)."
    )

    def __init__(self, *, text: str, column: int, rest: str) -> None:
        super().__init__(text=text, column=column, rest=rest)
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The answer to an item, or to one part of a battery."""

    item: str
    part: str | None = None

    def __str__(self) -> str:
        return f"{self.item}.{self.part}" if self.part else self.item


Constant: TypeAlias = float | date
"""What can be written in a condition besides names: a code, a number, a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A code, a number or a date."""

    value: Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many options of a multiple-response item were chosen, or of a ranking ranked."""

    name: Name


Operand: TypeAlias = Name | Literal | Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """``left sign right``; ``sign`` is one of ``= != < <= > >=``."""

    left: Operand
    sign: str
    right: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """``operand in [values]``."""

    operand: Operand
    values: tuple[Constant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """``answered(name)``: an option, a number, a date or a text was given, not an exit. Never unknown."""

    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """``selected(name, code)``: the option of a multiple-response item was chosen, of a ranking was ranked."""

    name: Name
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """``not inner``."""

    inner: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """All parts hold (``and``)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """At least one part holds (``or``)."""

    parts: tuple[Expression, ...]


Expression: TypeAlias = Compare | Among | Answered | Selected | Negation | Both | Either


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Return the tree of a condition.

    Raises
    ------
    ExpressionError
        With the column of the first character that cannot be understood.
    """
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        raise ExpressionError(text=text[:40] + "…", column=1, rest="…")
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as refusal:
        column = _offset(refusal, text) + 1
        raise ExpressionError(text=text, column=column, rest=text[column - 1 :][:20] or "…") from None
    if not isinstance(tree, Tree) or tree.data in {"name", "number", "day", "count"}:
        raise ExpressionError(text=text, column=1, rest=text[:20])
    for token in tree.scan_values(lambda child: isinstance(child, Token) and child.type == "DATE"):
        if _day(str(token)) is None:
            raise ExpressionError(text=text, column=int(token.start_pos or 0) + 1, rest=str(token))
    return _expression(tree)


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _offset(refusal: UnexpectedInput, text: str) -> int:
    if isinstance(refusal, UnexpectedCharacters):
        return refusal.column - 1
    if isinstance(refusal, UnexpectedToken) and refusal.token.type != "$END":
        return int(refusal.token.start_pos or 0)
    if isinstance(refusal, UnexpectedEOF):  # pragma: no cover -- the LALR parser reports $END instead
        return len(text)
    return len(text)


def _children(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _name(tree: Tree[Token]) -> Name:
    item, part = tree.children
    return Name(item=str(item), part=None if part is None else str(part))


def _day(text: str) -> date | None:
    """Return the date that is written, the first day of a month; None when the calendar does not have it."""
    try:
        return date.fromisoformat(text if len(text) == len("2021-03-05") else text + "-01")
    except ValueError:
        return None


def _constant(tree: Tree[Token]) -> Constant:
    text = str(tree.children[0])
    if tree.data == "day" and (day := _day(text)) is not None:
        return day
    return _number(tree)


def _number(tree: Tree[Token]) -> float:
    text = str(tree.children[0])
    return float(text) if "." in text else int(text)


def _operand(tree: Tree[Token]) -> Operand:
    if tree.data == "name":
        return _name(tree)
    if tree.data in {"number", "day"}:
        return Literal(value=_constant(tree))
    return Count(name=_name(_children(tree)[0]))


def _expression(tree: Tree[Token]) -> Expression:  # noqa: PLR0911 -- one per kind of test
    inner = _children(tree)
    match str(tree.data):
        case "either":
            return Either(parts=tuple(map(_expression, inner)))
        case "both":
            return Both(parts=tuple(map(_expression, inner)))
        case "negation":
            return Negation(inner=_expression(inner[0]))
        case "among":
            return Among(operand=_operand(inner[0]), values=tuple(_constant(value) for value in inner[1:]))
        case "answered":
            return Answered(name=_name(inner[0]))
        case "selected":
            return Selected(name=_name(inner[0]), value=int(_number(inner[1])))
        case _:
            sign = str(tree.children[1])
            return Compare(left=_operand(inner[0]), sign="=" if sign == "==" else sign, right=_operand(inner[1]))


OPPOSITES: Mapping[str, str] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""The sign that holds exactly when another does not."""


def plainly(expression: Expression, *, holds: bool = True) -> Expression:
    """Return the same condition (``holds=False``: its denial) with ``not`` only before ``in``, answered, selected."""
    match expression:
        case Both(parts=parts) | Either(parts=parts):
            joint = Both if isinstance(expression, Both) is holds else Either
            return joint(parts=tuple(plainly(part, holds=holds) for part in parts))
        case Negation(inner=inner):
            return plainly(inner, holds=not holds)
        case Compare(left=left, sign=sign, right=right) if not holds:
            return Compare(left=left, sign=OPPOSITES[sign], right=right)
        case _:
            return expression if holds else Negation(inner=expression)


class Given(Protocol):
    """Answers as a condition sees them: values and texts by item."""

    @property
    def values(self) -> Mapping[str, object]:
        """Codes, numbers, exits, chosen codes, or a map of parts."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Texts."""


SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def evaluate(expression: Expression, answers: Given) -> bool | None:  # noqa: PLR0911 -- one per kind of test
    """Return whether the condition holds for these answers; None when that is unknown."""
    match expression:
        case Both(parts=parts):
            return _all([evaluate(part, answers) for part in parts])
        case Either(parts=parts):
            return _not(_all([_not(evaluate(part, answers)) for part in parts]))
        case Negation(inner=inner):
            return _not(evaluate(inner, answers))
        case Answered(name=name):
            return _is_answered(name, answers)
        case Selected(name=name, value=value):
            chosen = _found(name, answers)
            return value in chosen if isinstance(chosen, tuple) and chosen else None
        case Among(operand=operand, values=values):
            left = _value(operand, answers)
            return None if left is None else any(holds("=", left, value) for value in values)
        case Compare(left=left_operand, sign=sign, right=right_operand):
            left, right = _value(left_operand, answers), _value(right_operand, answers)
            return None if left is None or right is None else holds(sign, left, right)


def holds(sign: str, left: Constant, right: Constant) -> bool:
    """Return whether ``left sign right``; a date beside a number counts as its year."""
    if isinstance(left, date) and isinstance(right, date):
        return SIGNS[sign](left.toordinal(), right.toordinal())
    return SIGNS[sign](_year(left), _year(right))


def _year(value: Constant) -> float:
    return value.year if isinstance(value, date) else value


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def _found(name: Name, answers: Given) -> object:
    value = answers.values.get(name.item)
    if name.part is None:
        return value
    return value.get(name.part) if isinstance(value, Mapping) else None


def _value(operand: Operand, answers: Given) -> Constant | None:
    if isinstance(operand, Literal):
        return operand.value
    if isinstance(operand, Count):
        chosen = _found(operand.name, answers)
        return len(chosen) if isinstance(chosen, tuple) and chosen else None
    value = _found(operand, answers)
    return value if isinstance(value, (int, float, date)) else None


def _is_answered(name: Name, answers: Given) -> bool:
    value = _found(name, answers)
    if isinstance(value, Mapping):
        return any(isinstance(code, int) for code in value.values())
    if isinstance(value, tuple):
        return bool(value)
    return isinstance(value, (int, float, date)) or (name.part is None and bool(answers.texts.get(name.item)))


def leaves(expression: Expression) -> Iterator[Compare | Among | Answered | Selected]:
    """Yield the tests of a condition, left to right."""
    match expression:
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Negation(inner=inner):
            yield from leaves(inner)
        case _:
            yield expression


def operands(test: Compare | Among | Answered | Selected) -> tuple[Operand, ...]:
    """Return the operands of one test."""
    match test:
        case Compare(left=left, right=right):
            return (left, right)
        case Among(operand=operand):
            return (operand,)
        case Answered(name=name) | Selected(name=name):
            return (name,)


def mentions(expression: Expression) -> tuple[Name, ...]:
    """Return every name as written (item, or item with part), in order, each once."""
    found: dict[Name, None] = {}
    for test in leaves(expression):
        for operand in operands(test):
            if isinstance(operand, Count):
                found[operand.name] = None
            elif isinstance(operand, Name):
                found[operand] = None
    return tuple(found)


def names(expression: Expression) -> frozenset[str]:
    """Return the items that a condition looks at."""
    return frozenset(name.item for name in mentions(expression))
