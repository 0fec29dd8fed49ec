"""Conditions said as plain sentences, with the wording that members see.

``not`` is carried inwards to the tests (which changes nothing in three-valued logic): a sentence says "không chọn"
rather than "không phải (có chọn)".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from survey_app.language import N_, say, translate
from survey_app.questionnaire.expressions import (
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
from survey_app.questionnaire.model import Battery, DateItem, Grain, Number, Questionnaire, Ranking, options_of
from survey_app.questionnaire.piping import unpiped

MIRRORED: Mapping[str, str] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The sign that says the same when left and right change places."""

CHOICE: Mapping[str, str] = {
    "=": N_("{left} là {right}"),
    "!=": N_("{left} không phải là {right}"),
    "<": N_("{left} dưới mức {right}"),
    "<=": N_("{left} từ mức {right} trở xuống"),
    ">": N_("{left} trên mức {right}"),
    ">=": N_("{left} từ mức {right} trở lên"),
}
AMOUNT: Mapping[str, str] = {
    "=": N_("{left} bằng {right}"),
    "!=": N_("{left} khác {right}"),
    "<": N_("{left} nhỏ hơn {right}"),
    "<=": N_("{left} không quá {right}"),
    ">": N_("{left} lớn hơn {right}"),
    ">=": N_("{left} từ {right} trở lên"),
}
WHEN: Mapping[str, str] = {
    "=": N_("{left} đúng {right}"),
    "!=": N_("{left} không phải {right}"),
    "<": N_("{left} trước {right}"),
    "<=": N_("{left} từ {right} trở về trước"),
    ">": N_("{left} sau {right}"),
    ">=": N_("{left} từ {right} trở về sau"),
}
CHOSEN: Mapping[str, str] = {
    "=": N_("chọn đúng {right} mục ở {left}"),
    "!=": N_("số mục chọn ở {left} khác {right}"),
    "<": N_("chọn chưa đến {right} mục ở {left}"),
    "<=": N_("chọn nhiều nhất {right} mục ở {left}"),
    ">": N_("chọn hơn {right} mục ở {left}"),
    ">=": N_("chọn ít nhất {right} mục ở {left}"),
}
DAYS: Mapping[Grain, str] = {
    Grain.DAY: N_("ngày {day}/{month}/{year}"),
    Grain.MONTH: N_("tháng {month}/{year}"),
    Grain.YEAR: N_("năm {year}"),
}
ANSWERED, UNANSWERED = N_("có trả lời {left}"), N_("không trả lời {left}")
SELECTED, UNSELECTED = N_("{left} có chọn {right}"), N_("{left} không chọn {right}")
RANKED, UNRANKED = N_("{left} có xếp hạng {right}"), N_("{left} không xếp hạng {right}")
COUNT = N_("số mục đã chọn ở {left}")
OF_SEVERAL, OF_NONE = N_("{left} là {right}"), N_("{left} không phải là {right}")
OR, NOR, COMMA = N_("{left} hoặc {right}"), N_("{left} hay {right}"), N_("{left}, {right}")
BOTH, EITHER = N_("{left} và {right}"), N_("{left}, hoặc {right}")
QUOTE = N_("“{left}”")
_PIPE = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")


def sentence(expression: Expression, questionnaire: Questionnaire, language: str) -> str:
    """Return the condition as a plain sentence with the wording that members see."""
    return _Speaker(questionnaire, language).expression(plainly(expression))


class _Speaker:
    """Says a condition in one language."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire = questionnaire
        self.language = language

    def words(self, message: str, **fields: str) -> str:
        return translate(message, self.language).format(**fields)

    def quoted(self, text: str) -> str:
        shown = _PIPE.sub("…", text).replace("{{", "{").replace("}}", "}").replace("**", "")
        return self.words(QUOTE, left=" ".join(shown.split()))

    def name(self, name: Name) -> str:
        item = self.questionnaire.item(name.item)
        text = say(unpiped(item.text), self.language)
        if name.part and isinstance(item, Battery):
            part = next(part for part in item.parts if part.part == name.part)
            text = f"{text} {say(unpiped(part.text), self.language)}"
        return self.quoted(text)

    def operand(self, operand: Operand) -> str:
        match operand:
            case Name():
                return self.name(operand)
            case Count(name=name):
                return self.words(COUNT, left=self.name(name))
            case Literal(value=value):
                return self.constant(operand, value)
            case _:  # pragma: no cover
                assert_never(operand)

    def constant(self, beside: Operand, value: Constant) -> str:
        """Return a code by its label, a number with its unit, a date by the grain of what it stands beside."""
        item = self.questionnaire.item(beside.item) if isinstance(beside, Name) else None
        if isinstance(value, date) or isinstance(item, DateItem):
            return self.day(value, item.grain if isinstance(item, DateItem) else Grain.DAY)
        for option in options_of(item) if item is not None else ():
            if option.code == value:
                return self.quoted(say(option.label, self.language))
        unit = say(item.unit, self.language) if isinstance(item, Number) and item.unit else ""
        return f"{self.number(value)} {unit}".strip()

    def day(self, value: Constant, grain: Grain) -> str:
        if not isinstance(value, date):
            return self.words(DAYS[Grain.YEAR], year=f"{value:g}")
        return self.words(DAYS[grain], day=f"{value:%d}", month=f"{value:%m}", year=f"{value:%Y}")

    def number(self, value: float) -> str:
        written = str(int(value)) if value == int(value) else repr(value)
        return written.replace(".", ",") if self.language == "vi" else written

    def listed(self, message: str, parts: Sequence[str]) -> str:
        """Return parts as “a, b or c”."""
        said = parts[0]
        for part in parts[1:-1]:
            said = self.words(COMMA, left=said, right=part)
        return self.words(message, left=said, right=parts[-1]) if len(parts) > 1 else said

    def joined(self, message: str, parts: Sequence[Expression]) -> str:
        said = [self.bracketed(part) for part in parts]
        whole = said[0]
        for part in said[1:]:
            whole = self.words(message, left=whole, right=part)
        return whole

    def bracketed(self, part: Expression) -> str:
        spoken = self.expression(part)
        return f"({spoken})" if isinstance(part, (Both, Either)) else spoken

    def expression(self, expression: Expression) -> str:
        match expression:
            case Both(parts=parts):
                return self.joined(BOTH, parts)
            case Either(parts=parts):
                return self.joined(EITHER, parts)
            case Negation(inner=inner):
                return self.denied(inner)
            case Compare():
                return self.compared(expression)
            case Among(operand=operand, values=values):
                choices = self.listed(OR, [self.constant(operand, value) for value in values])
                return self.words(OF_SEVERAL, left=self.operand(operand), right=choices)
            case Answered() | Selected():
                return self.stated(expression, holds=True)
            case _:  # pragma: no cover
                assert_never(expression)

    def denied(self, inner: Expression) -> str:
        if isinstance(inner, Among):
            choices = self.listed(NOR, [self.constant(inner.operand, value) for value in inner.values])
            return self.words(OF_NONE, left=self.operand(inner.operand), right=choices)
        assert isinstance(inner, (Answered, Selected))  # noqa: S101 -- ``plainly`` leaves no other
        return self.stated(inner, holds=False)

    def stated(self, test: Answered | Selected, *, holds: bool) -> str:
        if isinstance(test, Answered):
            return self.words(ANSWERED if holds else UNANSWERED, left=self.name(test.name))
        ranking = isinstance(self.questionnaire.item(test.name.item), Ranking)
        message = (RANKED if holds else UNRANKED) if ranking else (SELECTED if holds else UNSELECTED)
        return self.words(message, left=self.name(test.name), right=self.constant(test.name, test.value))

    def compared(self, test: Compare) -> str:
        left, sign, right = test.left, test.sign, test.right
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, sign, right = right, MIRRORED[sign], left
        if isinstance(left, Count) and isinstance(right, Literal):
            return self.words(CHOSEN[sign], left=self.name(left.name), right=self.constant(left, right.value))
        spoken = self.constant(left, right.value) if isinstance(right, Literal) else self.operand(right)
        return self.words(self.signs(left, right)[sign], left=self.operand(left), right=spoken)

    def signs(self, left: Operand, right: Operand) -> Mapping[str, str]:
        item = self.questionnaire.item(left.item) if isinstance(left, Name) else None
        if isinstance(item, DateItem):
            return WHEN
        return CHOICE if item is not None and options_of(item) and isinstance(right, Literal) else AMOUNT
