"""The XPath of XLSForm read as a condition.

What is read: ``= != < <= > >=``, ``and or not()``, ``selected()``, ``count-selected()``, ``date('…')``, numbers,
quoted choices, ``${name}``, and comparisons with ``''``. Everything else is refused by name.

XPath has no unknown: ``${a} != 'x'`` is true where nothing was answered. So that nothing is hidden that was shown, such
a test becomes ``a != 1 or not answered(a)``. Exits count as no answer, whatever the other form did with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TypeAlias

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.questionnaire.expressions import (
    DEEPEST,
    LONGEST,
    OPPOSITES,
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
    Selected,
    mentions,
)
from survey_app.questionnaire.model import Exit
from survey_app.questionnaire.xpath import Field, Kind

GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: test ("and" test)*
?test: operand SIGN operand -> compare
     | "not" "(" either ")" -> negation
     | "selected" "(" name "," string ")" -> selected
     | "(" either ")"
?operand: name | number | string
     | "count-selected" "(" name ")" -> count
     | "date" "(" string ")" -> day
     | "format-date" "(" name "," string ")" -> year
     | "number" "(" operand ")" -> as_number
name: NAME
number: NUMBER
string: STRING
SIGN: "!=" | "<=" | ">=" | "=" | "<" | ">"
NAME: /\$\{\s*[^\W\d][\w.\-]*\s*\}|\.(?![0-9])/
NUMBER: /-?[0-9]+(\.[0-9]+)?/
STRING: /'[^']*'|"[^"]*"|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”]/
%ignore /\s+/
"""
KNOWN = frozenset({"not", "selected", "count-selected", "date", "number", "format-date", "and", "or"})
REASONS: Mapping[str, str] = {
    "function": N_("hàm {given}() không có trong ngôn ngữ của phiếu"),
    "syntax": N_("không đọc được từ “{given}”"),
    "unknown-name": N_("“{given}” không phải câu hỏi nào của biểu mẫu"),
    "unknown-choice": N_("câu “{name}” không có phương án “{given}”"),
    "exit": N_("điều kiện hỏi riêng lối thoát “{given}” của câu “{name}”"),
    "text-content": N_("so sánh nội dung câu chữ “{given}”"),
    "names-not-numbers": N_("so lớn nhỏ trên phương án của câu “{given}” mà tên phương án không phải là mã"),
    "constant": N_("điều kiện không nhắc tới câu hỏi nào"),
    "wrong-kind": N_("phép thử không hợp với kiểu của câu “{given}”"),
}
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_:-]*)\s*\(")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”]")


class XPathRefusedError(SurveyError):
    """An XPath that no condition of ours says. ``reason`` is a key of ``REASONS``, ``said`` its sentence."""

    code = "xpath-refused"
    found = N_("Điều kiện “{text}” không chuyển được: {said}.")
    fix = N_("Viết lại điều kiện này bằng when trong tệp YAML.")

    def __init__(self, *, text: str, reason: str, given: str = "", name: str = "") -> None:
        self.reason = reason
        self.said = Said(REASONS[reason], {"given": given, "name": name})
        super().__init__(text=text[:80], said=self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnExit:
    """The answer is one of the exits: can be asked only beside "not answered"."""

    name: Name
    way: str
    holds: bool


_Read: TypeAlias = "Expression | _OnExit"
_Side: TypeAlias = "Field | Literal | Count | str"


def from_xpath(text: str, fields: Mapping[str, Field]) -> Expression:
    """Return the condition that holds exactly when the XPath is true; ``fields`` are the questions by their names.

    Raises
    ------
    XPathRefusedError
        With the reason, when the condition cannot be carried over.
    """
    for found in _CALL.finditer(_QUOTED.sub("''", text)):
        if found[1] not in KNOWN:
            raise XPathRefusedError(text=text, reason="function", given=found[1])
    if len(text) > LONGEST or text.count("(") > DEEPEST * 4:
        raise XPathRefusedError(text=text, reason="syntax", given=text[:20])
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as refusal:
        at = getattr(refusal, "pos_in_stream", None)
        raise XPathRefusedError(text=text, reason="syntax", given=text[at or 0 :][:20] or "…") from None
    if not isinstance(tree, Tree):  # pragma: no cover -- every start is a tree
        raise XPathRefusedError(text=text, reason="syntax", given=text[:20])
    read = _Reader(text, fields).test(tree, holds=True)
    if isinstance(read, _OnExit):
        raise XPathRefusedError(text=text, reason="exit", given=read.way, name=str(read.name))
    return read


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


class _Reader:
    """Reads one XPath."""

    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        self.text = text
        self.fields = fields

    def refused(self, reason: str, given: object = "", name: object = "") -> XPathRefusedError:
        return XPathRefusedError(text=self.text, reason=reason, given=str(given), name=str(name))

    def test(self, tree: Tree[Token], *, holds: bool) -> _Read:
        """Return the condition that holds when the test is true (``holds=False``: when it is false)."""
        inner = [child for child in tree.children if isinstance(child, Tree)]
        match str(tree.data):
            case "either" | "both":
                parts = [self.test(part, holds=holds) for part in inner]
                return self.both(parts) if (tree.data == "both") is holds else self.either(parts)
            case "negation":
                return self.test(inner[0], holds=not holds)
            case "selected":
                return self.selected(self.field(inner[0]), _unquoted(inner[1]), holds=holds)
            case "compare":
                sign = next(str(child) for child in tree.children if isinstance(child, Token))
                left, right = self.side(inner[0]), self.side(inner[1])
                return self.compare(left, sign, right) if holds else self.uncompared(left, sign, right)
            case _:
                raise self.refused("syntax", self.text[:20])

    def field(self, tree: Tree[Token]) -> Field:
        written = str(tree.children[0])
        name = written if written == "." else written[2:-1].strip()
        if name not in self.fields:
            raise self.refused("unknown-name", name)
        return self.fields[name]

    def side(self, tree: Tree[Token]) -> _Side:  # noqa: PLR0911 -- one per kind of operand
        inner = [child for child in tree.children if isinstance(child, Tree)]
        match str(tree.data):
            case "name":
                return self.field(tree)
            case "number":
                written = str(tree.children[0])
                return Literal(value=float(written) if "." in written else int(written))
            case "string":
                return _unquoted(tree)
            case "count":
                field = self.field(inner[0])
                if field.kind is not Kind.CHOICES:
                    raise self.refused("wrong-kind", field.name)
                return Count(name=field.name)
            case "day":
                return self.day(_unquoted(inner[0]))
            case "as_number":
                return self.side(inner[0])
            case "year":
                return self.year(self.field(inner[0]), _unquoted(inner[1]))
            case _:
                raise self.refused("syntax", self.text[:20])

    def year(self, field: Field, pattern: str) -> Field:
        if field.kind is not Kind.DATE or pattern != "%Y":
            raise self.refused("wrong-kind", field.name)
        # A date beside a plain number is compared by its year.
        return replace(field, kind=Kind.NUMBER)

    def day(self, written: str) -> Literal:
        try:
            return Literal(value=date.fromisoformat(written))
        except ValueError:
            raise self.refused("syntax", written[:20]) from None

    def selected(self, field: Field, choice: str, *, holds: bool) -> _Read:
        if field.kind is Kind.CHOICE:
            return self.compare(field, "=" if holds else "!=", choice)
        if field.kind is not Kind.CHOICES:
            raise self.refused("wrong-kind", field.name)
        code = self.code(field, choice)
        if isinstance(code, Exit):
            return _OnExit(name=field.name, way=choice, holds=holds)
        test = Selected(name=field.name, value=code)
        return test if holds else Either(parts=(Negation(inner=test), Negation(inner=Answered(name=field.name))))

    def code(self, field: Field, choice: str) -> int | Exit:
        if choice not in field.choices:
            raise self.refused("unknown-choice", choice, field.name)
        return field.choices[choice]

    def compare(self, left: _Side, sign: str, right: _Side) -> _Read:
        if not isinstance(left, (Field, Count)):
            if not isinstance(right, (Field, Count)):
                raise self.refused("constant")
            return self.compare(right, sign if sign in {"=", "!="} else _MIRRORED[sign], left)
        if isinstance(left, Count):
            return self.counted(left, sign, right)
        if right == "":
            return self.empty(left, sign)
        if left.kind in {Kind.TEXT, Kind.CHOICES}:
            raise self.refused("text-content" if left.kind is Kind.TEXT else "wrong-kind", left.name)
        if isinstance(right, (Field, Count)):
            return self.between(left, sign, right)
        return self.constant(left, sign, right)

    def uncompared(self, left: _Side, sign: str, right: _Side) -> _Read:
        test = self.compare(left, OPPOSITES[sign], right)
        if sign in {"=", "!="}:
            return test
        # An empty field is neither below nor above anything.
        blanks = (Negation(inner=Answered(name=side.name)) for side in (left, right) if isinstance(side, Field))
        return self.either([test, *blanks])

    def empty(self, field: Field, sign: str) -> _Read:
        if sign == "!=":
            return Answered(name=field.name)
        if sign == "=":
            return Negation(inner=Answered(name=field.name))
        raise self.refused("wrong-kind", field.name)

    def counted(self, left: Count, sign: str, right: _Side) -> _Read:
        if not isinstance(right, Literal) or isinstance(right.value, date):
            raise self.refused("wrong-kind", left.name)
        test = Compare(left=left, sign=sign, right=right)
        # Nothing chosen counts as none in XPath.
        return self.or_empty(test, left.name) if SIGNS[sign](0, right.value) else test

    def or_empty(self, test: Expression, name: Name) -> Expression:
        return Either(parts=(test, Negation(inner=Answered(name=name))))

    def between(self, left: Field, sign: str, right: Field | Count) -> _Read:
        other = right.name
        test = Compare(left=left.name, sign=sign, right=other if isinstance(right, Field) else right)
        if isinstance(right, Count) or sign not in {"=", "!="}:
            return test
        if right.kind in {Kind.TEXT, Kind.CHOICES}:
            raise self.refused("wrong-kind", right.name)
        one, two = Answered(name=left.name), Answered(name=other)
        if sign == "=":
            return Either(parts=(test, Both(parts=(Negation(inner=one), Negation(inner=two)))))
        return Either(parts=(test, Both(parts=(one, Negation(inner=two))), Both(parts=(Negation(inner=one), two))))

    def constant(self, field: Field, sign: str, right: Literal | str) -> _Read:
        if field.kind is Kind.CHOICE:
            value = self.choice(field, sign, right)
            if isinstance(value, Exit):
                return _OnExit(name=field.name, way=value.value, holds=sign == "=")
        else:
            value = self.amount(field, right)
        test = Compare(left=field.name, sign=sign, right=Literal(value=value))
        return self.or_empty(test, field.name) if sign == "!=" else test

    def choice(self, field: Field, sign: str, right: Literal | str) -> Constant | Exit:
        written = right if isinstance(right, str) else f"{right.value}"
        if sign in {"=", "!="}:
            return self.code(field, written)
        coded = {name: code for name, code in field.choices.items() if not isinstance(code, Exit)}
        if not all(name == str(code) for name, code in coded.items()):
            raise self.refused("names-not-numbers", field.name)
        if isinstance(right, Literal):
            return right.value
        return self.code(field, written)

    def amount(self, field: Field, right: Literal | str) -> Constant:
        if field.kind is Kind.DATE:
            day = right if isinstance(right, Literal) else self.day(right)
            if not isinstance(day.value, date):
                raise self.refused("wrong-kind", field.name)
            return day.value
        try:
            value = right.value if isinstance(right, Literal) else float(right)
        except ValueError:
            raise self.refused("wrong-kind", field.name) from None
        if isinstance(value, date):
            raise self.refused("wrong-kind", field.name)
        return int(value) if value == int(value) else value

    def both(self, parts: list[_Read]) -> _Read:
        """Return all parts as one, without the words that only kept XPath from counting nothing as something."""
        strict = [name for part in parts if not isinstance(part, Answered) for name in _needs(part)]
        kept: list[Expression] = []
        for part in parts:
            if isinstance(part, _OnExit):
                answered = Answered(name=part.name) in parts or part.name in strict
                if part.holds or not answered:
                    raise self.refused("exit", part.way, part.name)
            elif isinstance(part, Answered) and (part.name in strict or part in kept):
                continue
            else:
                kept.append(self.settled(part, parts))
        kept = [part for part in kept if not (isinstance(part, Answered) and _needed(part, kept))]
        merged = _merged(kept, ("<=", ">="), "=")
        return merged or (kept[0] if len(kept) == 1 else Both(parts=tuple(kept)))

    def settled(self, part: Expression, parts: Iterable[_Read]) -> Expression:
        """Return ``x`` for ``x or not answered(a)`` where another part says that ``a`` is answered."""
        if isinstance(part, Either) and len(part.parts) == 2 and isinstance(part.parts[1], Negation):
            denied = part.parts[1].inner
            if isinstance(denied, Answered) and denied in parts:
                return part.parts[0]
        return part

    def either(self, parts: list[_Read]) -> _Read:
        kept: list[Expression] = []
        for part in parts:
            if isinstance(part, _OnExit):
                if not part.holds or Negation(inner=Answered(name=part.name)) not in parts:
                    raise self.refused("exit", part.way, part.name)
            else:
                kept.append(part)
        if merged := _merged(kept, ("<", ">"), "!="):
            return merged
        return _among(kept) or (kept[0] if len(kept) == 1 else Either(parts=tuple(kept)))


_MIRRORED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _unquoted(tree: Tree[Token]) -> str:
    return str(tree.children[0])[1:-1]


def _needs(part: _Read) -> tuple[Name, ...]:
    """Return the names that must be answered for this part to hold, seen from its outermost test."""
    match part:
        case Compare() | Among() | Selected():
            return mentions(part)
        case Negation(inner=inner) if not isinstance(inner, Answered):
            return _needs(inner)
        case Both(parts=parts):
            return tuple(name for inner in parts for name in _needs(inner))
        case Either(parts=parts):
            first, *rest = (_needs(inner) for inner in parts)
            return tuple(name for name in first if all(name in other for other in rest))
        case _:
            return ()


def _needed(part: Answered, parts: list[Expression]) -> bool:
    return any(part.name in _needs(other) for other in parts if other is not part)


def _merged(parts: list[Expression], signs: tuple[str, str], sign: str) -> Compare | None:
    """Return ``a != b`` for ``a < b or a > b``, ``a = b`` for ``a <= b and a >= b``."""
    if len(parts) != 2:
        return None
    one, two = parts
    if not (isinstance(one, Compare) and isinstance(two, Compare)) or (one.sign, two.sign) != signs:
        return None
    same = one.left == two.left and one.right == two.right
    return Compare(left=one.left, sign=sign, right=one.right) if same else None


def _among(parts: list[Expression]) -> Among | None:
    """Return ``a in [1, 2]`` for ``a = 1 or a = 2``."""
    tests = [part for part in parts if isinstance(part, Compare) and part.sign == "="]
    values = tuple(test.right.value for test in tests if isinstance(test.right, Literal))
    operands = {test.left for test in tests}
    if len(values) != len(parts) or len(values) < 2 or len(operands) != 1:
        return None
    return Among(operand=operands.pop(), values=values)
