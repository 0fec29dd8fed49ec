"""Conditions said as plain sentences, with the wording that members see."""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.language import N_, say, translate
from survey_app.questionnaire.expressions import (
    Among,
    Answered,
    Both,
    Compare,
    Count,
    Either,
    Expression,
    Literal,
    Name,
    Negation,
    Operand,
    Selected,
)
from survey_app.questionnaire.model import Battery, Questionnaire, options_of

_WORDS: Mapping[str, str] = {
    "=": N_("{left} là {right}"),
    "!=": N_("{left} không phải là {right}"),
    "<": N_("{left} dưới mức {right}"),
    "<=": N_("{left} từ mức {right} trở xuống"),
    ">": N_("{left} trên mức {right}"),
    ">=": N_("{left} từ mức {right} trở lên"),
    "answered": N_("có trả lời {left}"),
    "selected": N_("{left} có chọn {right}"),
    "count": N_("số mục đã chọn ở {left}"),
    "and": N_("{left} và {right}"),
    "or": N_("{left} hoặc {right}"),
    "not": N_("không phải ({left})"),
    "quote": N_("“{left}”"),
}


def sentence(expression: Expression, questionnaire: Questionnaire, language: str) -> str:
    """Return the condition as a plain sentence with the wording that members see."""
    return _Speaker(questionnaire, language).expression(expression)


class _Speaker:
    """Says a condition in one language."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire = questionnaire
        self.language = language

    def words(self, key: str, left: str, right: str = "") -> str:
        return translate(_WORDS[key], self.language).format(left=left, right=right)

    def name(self, name: Name) -> str:
        item = self.questionnaire.item(name.item)
        text = say(item.text, self.language)
        if name.part and isinstance(item, Battery):
            part = next(part for part in item.parts if part.part == name.part)
            text = f"{text} {say(part.text, self.language)}"
        return self.words("quote", text)

    def operand(self, operand: Operand) -> str:
        match operand:
            case Name():
                return self.name(operand)
            case Count(name=name):
                return self.words("count", self.name(name))
            case Literal(value=value):
                return f"{value:g}"

    def code(self, name: object, value: float) -> str:
        if isinstance(name, Name):
            for option in options_of(self.questionnaire.item(name.item)):
                if option.code == value:
                    return self.words("quote", say(option.label, self.language))
        return f"{value:g}"

    def joined(self, key: str, parts: list[str]) -> str:
        sentence = parts[0]
        for part in parts[1:]:
            sentence = self.words(key, sentence, part)
        return sentence

    def bracketed(self, part: Expression) -> str:
        spoken = self.expression(part)
        return f"({spoken})" if isinstance(part, (Both, Either)) else spoken

    def expression(self, expression: Expression) -> str:  # noqa: PLR0911 -- one per kind of test
        match expression:
            case Both(parts=parts):
                return self.joined("and", [self.bracketed(part) for part in parts])
            case Either(parts=parts):
                return self.joined("or", [self.bracketed(part) for part in parts])
            case Negation(inner=inner):
                return self.words("not", self.expression(inner))
            case Answered(name=name):
                return self.words("answered", self.name(name))
            case Selected(name=name, value=value):
                return self.words("selected", self.name(name), self.code(name, value))
            case Among(operand=operand, values=values):
                choices = [self.code(operand, value) for value in values]
                return self.words("=", self.operand(operand), self.joined("or", choices))
            case Compare(left=left, sign=sign, right=right):
                spoken = self.code(left, right.value) if isinstance(right, Literal) else self.operand(right)
                return self.words(sign, self.operand(left), spoken)
