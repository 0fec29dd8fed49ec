"""Conditions of a form in our language, over the questions that were carried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey_app.compilers.xlsform.wording import Known
from survey_app.errors import SurveyError
from survey_app.language import Said
from survey_app.questionnaire.expressions import Both, Expression, Name, parse
from survey_app.questionnaire.writing import written_condition
from survey_app.questionnaire.xpath import Field, Kind
from survey_app.questionnaire.xpath_reading import from_xpath

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_KINDS = {
    "single": Kind.CHOICE,
    "scale": Kind.CHOICE,
    "multi": Kind.CHOICES,
    "ranking": Kind.CHOICES,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "text": Kind.TEXT,
}
_CONSTANT = re.compile(r"\s*(true|false)\s*\(\s*\)\s*")


class ConditionLeftOutError(Exception):
    """A condition that has no equal with us, and why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.message)
        self.said = said


def condition_of(relevant: str, known: Mapping[str, Known]) -> str:
    """Return a form's condition as a questionnaire writes it; empty for one that always holds.

    Raises
    ------
    ConditionLeftOutError
        It looks at something that was not carried, or says what our conditions cannot.
    """
    if (constant := _CONSTANT.fullmatch(relevant)) and constant.group(1) == "true":
        return ""
    fields = {name: _field(found) for name, found in known.items() if found.type in _KINDS}
    try:
        return written_condition(from_xpath(relevant.translate(_QUOTES), fields))
    except SurveyError as refusal:
        raise ConditionLeftOutError(Said(refusal.found, refusal.fields)) from None


def joined(conditions: Iterable[str]) -> str:
    """Return the condition that all of these must hold; empty when there is none."""
    parts: dict[Expression, None] = {}
    for condition in conditions:
        if condition:
            read = parse(condition)
            parts |= dict.fromkeys(read.parts if isinstance(read, Both) else (read,))
    if len(parts) < 2:
        return "".join(map(written_condition, parts))
    return written_condition(Both(parts=tuple(parts)))


def _field(found: Known) -> Field:
    item, _, part = found.name.partition(".")
    return Field(
        name=Name(item=item, part=part or None), kind=_KINDS[found.type], choices={**found.codes, **found.exits}
    )
