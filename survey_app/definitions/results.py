"""How a table of published percentages becomes waves: columns, waves, items, options. No rows of people."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from survey_app.definitions.organisation import Day
from survey_app.questionnaire.documents import Cell, Document, Line, Slug, Wave
from survey_app.questionnaire.door import Findings, admit
from survey_app.questionnaire.marks import Node
from survey_app.questionnaire.model import Battery, DateItem, FreeText, Multi, Note, Number, Questionnaire, options_of
from survey_app.questionnaire.problems import Problem, has_errors, nearest

SIDES = ("favourable", "unfavourable", "neutral")


class ResultColumnsDoc(Document):
    """Where the published figures stand."""

    wave: Line = Field(description="column of the wave")
    item: Line = Field(description="column of the item, or item.part")
    percent: Line = Field(description="column of the percentage")
    option: Line | None = Field(
        default=None, description="column of the code, or of favourable, unfavourable, neutral; left out: favourable"
    )
    n: Line | None = Field(default=None, description="column of the number of answers")
    N: Line | None = Field(default=None, description="column of the number of people on the roll")


class ResultsDoc(Document):
    """A mapping of published results."""

    mapping: Slug = Field(description="name of the mapping")
    kind: Literal["results"] = Field(description="results: one row is one published percentage")
    questionnaire: Slug = Field(description="the questionnaire it speaks of")
    columns: ResultColumnsDoc = Field(description="where the figures stand")
    waves: dict[str, Wave] = Field(min_length=1, description="value of the wave column: name of the wave")
    dates: dict[str, Day] = Field(min_length=1, description="wave: a day within it")
    items: dict[str, Line] = Field(default={}, description="value of the item column: item; left out: the same name")
    options: dict[str, Cell] = Field(
        default={}, description="value of the option column: code or side; left out: the same"
    )
    unit: Literal["percent", "share"] = Field(default="percent", description="percent: 0 to 100; share: 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsMapping:
    """A mapping of published results, checked."""

    mapping: str
    questionnaire: str
    wave_column: str
    item_column: str
    percent_column: str
    option_column: str | None
    n_column: str | None
    N_column: str | None
    waves: Map[str, str]
    dates: Map[str, date]
    items: Map[str, str]
    options: Map[str, str]
    hundredfold: bool
    """Whether the file holds shares from 0 to 1."""

    def columns(self) -> tuple[str, ...]:
        """Return every column of the file that is read."""
        named = (
            self.wave_column,
            self.item_column,
            self.percent_column,
            self.option_column,
            self.n_column,
            self.N_column,
        )
        return tuple(dict.fromkeys(column for column in named if column))


def admit_results(
    node: Node, *, file: str, questionnaire: Questionnaire | None
) -> tuple[ResultsMapping | None, list[Problem]]:
    """Return the mapping of published results in a document, and every problem."""
    admitted = admit(node, ResultsDoc, file=file)
    document, findings = admitted.document, admitted.findings
    if document is None:
        return None, findings.problems
    for wave in dict.fromkeys(document.waves.values()):
        if wave not in document.dates:
            findings.add("mapping-date", ("dates",), key=True, given=wave)
    for raw, target in document.options.items():
        if target not in SIDES and not target.isdecimal():
            findings.add("mapping-value", ("options", raw), given=target, meant=nearest(target, SIDES))
    if questionnaire is not None:
        _against(questionnaire, document, findings)
    return (None if has_errors(findings.problems) else _built(document)), findings.problems


def items_of_results(questionnaire: Questionnaire) -> dict[str, tuple[int, ...]]:
    """Return the columns that published percentages may speak of, with their codes."""
    found: dict[str, tuple[int, ...]] = {}
    for item in questionnaire.items():
        codes = tuple(option.code for option in options_of(item))
        if isinstance(item, Battery):
            found |= {f"{item.item}.{part.part}": codes for part in item.parts}
        elif not isinstance(item, (FreeText, Note, Multi, Number, DateItem)):
            found[item.item] = codes
    return found


def _against(questionnaire: Questionnaire, document: ResultsDoc, findings: Findings) -> None:
    known = items_of_results(questionnaire)
    for raw, name in document.items.items():
        if name not in known:
            findings.add("mapping-item-unknown", ("items", raw), given=name, meant=nearest(name, known))


def _built(document: ResultsDoc) -> ResultsMapping:
    return ResultsMapping(
        mapping=document.mapping,
        questionnaire=document.questionnaire,
        wave_column=document.columns.wave,
        item_column=document.columns.item,
        percent_column=document.columns.percent,
        option_column=document.columns.option,
        n_column=document.columns.n,
        N_column=document.columns.N,
        waves=document.waves,
        dates=document.dates,
        items=document.items,
        options=document.options,
        hundredfold=document.unit == "share",
    )
