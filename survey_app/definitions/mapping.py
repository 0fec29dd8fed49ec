"""How a flat file of past answers becomes ballots: columns, waves, branches, codes. A dress rehearsal uses the same."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field

from survey_app.definitions.organisation import Day
from survey_app.definitions.results import ResultsMapping, admit_results
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.questionnaire.answers import Answers, Value
from survey_app.questionnaire.conditions import condition_at
from survey_app.questionnaire.documents import Cell, Document, Line, Slug, Wave
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.expressions import Expression, evaluate
from survey_app.questionnaire.marks import Marked, MarkedMap, Node, Scalar, read, read_path
from survey_app.questionnaire.model import Battery, Exit, FreeText, Multi, Note, Number, Questionnaire, options_of
from survey_app.questionnaire.problems import Problem, has_errors, in_order, listed, nearest


class Absence(StrEnum):
    """Why a row holds no answer to an item."""

    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"


Target: TypeAlias = int | Exit | Absence
"""What a value of the file means: a code, an exit, or no answer (skipped, not asked)."""
_WORDS: Map[str, Target] = {word.value: word for word in (*Exit, *Absence)}


class WaveColumnDoc(Document):
    """Where the wave stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["column", "values"]}, {"required": ["constant"], "not": {"required": ["column"]}}]
        }
    )
    column: Line | None = Field(default=None, description="column of the file")
    values: dict[str, Wave] = Field(default={}, description="value of the column: name of the wave")
    constant: Wave | None = Field(default=None, description="one wave for every row")
    dates: dict[str, Day] = Field(default={}, description="wave: a day within it, for headcounts")


class BranchColumnDoc(Document):
    """Where the branch stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["column", "values"]}, {"required": ["constant"], "not": {"required": ["column"]}}]
        }
    )
    column: Line | None = Field(default=None, description="column of the file")
    values: dict[str, Slug] = Field(default={}, description="value of the column: name of the branch")
    constant: Slug | None = Field(default=None, description="one branch for every row")


class ItemColumnDoc(Document):
    """Where the answers to an item stand."""

    column: Line = Field(description="column of the file")
    values: dict[str, Cell] = Field(
        default={}, description="value of the column: code, dont_know, refused, skipped or not_asked"
    )


class MappingDoc(Document):
    """A mapping file."""

    mapping: Slug = Field(description="name of the mapping")
    kind: Literal["rows"] = Field(description="rows: one row is one response")
    questionnaire: Slug = Field(description="the questionnaire it fills")
    wave: WaveColumnDoc = Field(description="the wave of a row")
    branch: BranchColumnDoc = Field(description="the branch of a row")
    weight: Line | None = Field(default=None, description="column of the weight")
    strata: Line | None = Field(default=None, description="column of the design stratum")
    psu: Line | None = Field(default=None, description="column of the cluster")
    keep: Line | None = Field(default=None, description="condition over columns: only these rows count")
    items: dict[Line, ItemColumnDoc] = Field(min_length=1, description="item, or item.part: its column and values")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemColumn:
    """Where the answers to an item (or a part) stand and what its values mean."""

    column: str
    values: Map[str, Target]


class UnmappedValueError(SurveyError):
    """A row holds a value that the mapping does not explain. The value itself is not told: it is an answer."""

    code = "value-unmapped"
    found = N_("Cột “{column}” có giá trị mà mapping “{mapping}” không giải thích.")
    fix = N_("Thêm giá trị đó dưới values của cột này; các giá trị đã có: {known}.")


class ColumnMissingError(SurveyError):
    """The file lacks a column that the mapping reads."""

    code = "column-missing"
    found = N_("Tệp không có cột “{column}” mà mapping “{mapping}” cần.")
    fix = N_("Kiểm tra tên cột ở dòng đầu của tệp, hoặc sửa mapping.")


class NoRowsMappingError(SurveyError):
    """Published results where rows are needed."""

    code = "mapping-of-results"
    found = N_("Mapping “{mapping}” là của kết quả đã công bố (kind: results), không có từng phiếu.")
    fix = N_("Nhập bằng lệnh survey import; chỉ mapping kind: rows mới phát lại được.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping of rows, checked. A row is a map from column to text."""

    mapping: str
    questionnaire: str
    wave_column: str | None
    waves: Map[str, str]
    dates: Map[str, date]
    branch_column: str | None
    branches: Map[str, str]
    branch_constant: str | None
    items: Map[str, ItemColumn]
    weight: str | None = None
    strata: str | None = None
    psu: str | None = None
    keep: Expression | None = None
    wave_constant: str | None = None
    multis: frozenset[str] = frozenset()
    """Items of several answers: each option has a column, ticked (1) or not (0)."""

    def columns(self) -> tuple[str, ...]:
        """Return every column of the file that the mapping reads, apart from those of the condition."""
        named = (self.wave_column, self.branch_column, self.weight, self.strata, self.psu)
        return tuple(
            dict.fromkeys([column for column in named if column] + [source.column for source in self.items.values()])
        )

    def keeps(self, row: Map[str, str]) -> bool:
        """Return whether the row counts; a condition that is unknown leaves it out."""
        if self.keep is None:
            return True
        values: dict[str, Value] = {}
        for name, text in row.items():
            number = _number(text)
            if number is not None:
                values[name] = number
        return evaluate(self.keep, Answers(values=values)) is True

    def wave(self, row: Map[str, str]) -> str:
        """Return the wave of a row."""
        if self.wave_column is None:
            return self.wave_constant or ""
        return self._looked_up(row, self.wave_column, self.waves)

    def branch(self, row: Map[str, str]) -> str:
        """Return the branch of a row."""
        if self.branch_column is None:
            return self.branch_constant or ""
        return self._looked_up(row, self.branch_column, self.branches)

    def answers(self, row: Map[str, str]) -> Answers:
        """Return the answers of a row; what was skipped or not asked is absent."""
        values: dict[str, Value] = {}
        parts: dict[str, dict[str, int | Exit]] = {}
        for name, source in self.items.items():
            value = self._value(row, source)
            if isinstance(value, Absence):
                continue
            item, _, part = name.partition(".")
            if not part:
                values[item] = value
            elif isinstance(value, (int, Exit)):
                parts.setdefault(item, {})[part] = value
        ticked = {item: given for item in self.multis if (given := ticked_of(parts.pop(item, {}))) is not None}
        return Answers(values={**values, **parts, **ticked})

    def _value(self, row: Map[str, str], source: ItemColumn) -> int | float | Exit | Absence:
        text = self._cell(row, source.column)
        if text in source.values:
            return source.values[text]
        number = _number(text)
        if not any(isinstance(target, int) for target in source.values.values()) and number is not None:
            return number
        raise UnmappedValueError(column=source.column, mapping=self.mapping, known=listed(source.values))

    def _cell(self, row: Map[str, str], column: str) -> str:
        try:
            return row[column].strip()
        except KeyError:
            raise ColumnMissingError(column=column, mapping=self.mapping) from None

    def _looked_up(self, row: Map[str, str], column: str, values: Map[str, str]) -> str:
        try:
            return values[self._cell(row, column)]
        except KeyError:
            raise UnmappedValueError(column=column, mapping=self.mapping, known=listed(values)) from None


def ticked_of(parts: Map[str, int | Exit]) -> tuple[int, ...] | Exit | None:
    """Return the options that were ticked, or the exit where one was given; None when nothing was said."""
    exits = [value for value in parts.values() if isinstance(value, Exit)]
    codes = tuple(sorted(int(code) for code, value in parts.items() if value == 1))
    return codes or (exits[0] if exits else None)


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None


def load_mapping(text: str, *, file: str, questionnaire: Questionnaire | None = None) -> Mapping:
    """Return the mapping of rows written in a YAML text, held against its questionnaire when that is given.

    Raises
    ------
    QuestionnaireRejectedError
        With all problems at once.
    NoRowsMappingError
        The mapping is of published results.
    """
    return _of_rows(
        _accepted(examine_mapping(read(text, file=file, many=True), file=file, questionnaire=questionnaire))
    )


def read_mapping_file(path: Path, *, questionnaire: Questionnaire | None = None) -> Mapping:
    """Return the mapping of rows in a file."""
    return _of_rows(read_any_mapping(path, questionnaire=questionnaire))


def read_any_mapping(path: Path, *, questionnaire: Questionnaire | None = None) -> Mapping | ResultsMapping:
    """Return the mapping in a file, of rows or of published results."""
    return _accepted(examine_mapping(read_path(path, many=True), file=str(path), questionnaire=questionnaire))


def _accepted(examined: tuple[Mapping | ResultsMapping | None, tuple[Problem, ...]]) -> Mapping | ResultsMapping:
    mapping, problems = examined
    if mapping is None:
        raise QuestionnaireRejectedError(problems)
    return mapping


def _of_rows(mapping: Mapping | ResultsMapping) -> Mapping:
    if isinstance(mapping, ResultsMapping):
        raise NoRowsMappingError(mapping=mapping.mapping)
    return mapping


def examine_mapping(
    marked: Marked, *, file: str, questionnaire: Questionnaire | None = None
) -> tuple[Mapping | ResultsMapping | None, tuple[Problem, ...]]:
    """Return the mapping of a file that was read, and every problem."""
    problems = list(marked.problems)
    mapping: Mapping | ResultsMapping | None = None
    for node in marked.documents[1:]:
        findings = Findings(file=file, node=node)
        findings.add("mapping-second", ())
        problems += findings.problems
    for node in marked.documents[:1]:
        if _kind(node) == "results":
            results, found = admit_results(node, file=file, questionnaire=questionnaire)
            problems += found
            mapping = results or mapping
            continue
        admitted = admit(node, MappingDoc, file=file)
        if admitted.document is not None:
            condition = _check(admitted.document, admitted.findings, questionnaire)
            if not has_errors(admitted.findings.problems):
                items = questionnaire.items() if questionnaire is not None else ()
                multis = frozenset(item.item for item in items if isinstance(item, Multi))
                mapping = replace(_built(admitted.document, condition), multis=multis)
        problems += admitted.findings.problems
    return (None if has_errors(problems) else mapping), in_order(problems)


def _kind(node: Node) -> str:
    kind = node.get("kind") if isinstance(node, MarkedMap) else None
    return kind.text if isinstance(kind, Scalar) else ""


def _check(document: MappingDoc, findings: Findings, questionnaire: Questionnaire | None) -> Expression | None:
    branch = document.branch
    if (branch.column is None) == (branch.constant is None) or (branch.column is not None and not branch.values):
        findings.add("mapping-branch", ("branch",), key=True)
    held = document.wave
    if (held.column is None) == (held.constant is None) or (held.column is not None and not held.values):
        findings.add("mapping-wave", ("wave",), key=True)
    for wave in _waves(document).values():
        if document.wave.dates and wave not in document.wave.dates:
            findings.add("mapping-date", ("wave", "dates"), key=True, given=wave)
    for name, source in document.items.items():
        for raw, target in source.values.items():
            if target not in _WORDS and not target.isdecimal():
                findings.add(
                    "mapping-value", ("items", name, "values", raw), given=target, meant=nearest(target, _WORDS)
                )
        if questionnaire is not None:
            _against(questionnaire, name, source, findings)
    return None if document.keep is None else condition_at(findings, ("keep",), document.keep)


def _waves(document: MappingDoc) -> dict[str, str]:
    """Return the waves by the value of their column; a constant one stands by its own name."""
    constant = document.wave.constant
    return {constant: constant} if constant is not None else dict(document.wave.values)


def _against(questionnaire: Questionnaire, name: str, source: ItemColumnDoc, findings: Findings) -> None:
    item_name, _, part = name.partition(".")
    item = next((item for item in questionnaire.items() if item.item == item_name), None)
    parts = [each.part for each in item.parts] if isinstance(item, Battery) else []
    if isinstance(item, Multi):
        parts = [str(option.code) for option in item.options]
    if item is None or isinstance(item, (FreeText, Note)) or (part not in parts if parts else bool(part)):
        known = [each.item for each in questionnaire.items()]
        findings.add("mapping-item-unknown", ("items", name), key=True, given=name, meant=nearest(item_name, known))
        return
    codes = ["0", "1"] if isinstance(item, Multi) else [str(option.code) for option in options_of(item)]
    for raw, target in source.values.items():
        if target.isdecimal() and target not in codes and not isinstance(item, Number):
            findings.add(
                "mapping-code-unknown", ("items", name, "values", raw), item_=name, given=target, known=listed(codes)
            )


def _built(document: MappingDoc, condition: Expression | None) -> Mapping:
    return Mapping(
        mapping=document.mapping,
        questionnaire=document.questionnaire,
        wave_column=document.wave.column,
        waves=_waves(document),
        wave_constant=document.wave.constant,
        dates=document.wave.dates,
        branch_column=document.branch.column,
        branches=document.branch.values,
        branch_constant=document.branch.constant,
        items={
            name: ItemColumn(
                column=source.column,
                values={
                    raw: _WORDS[target] if target in _WORDS else int(target) for raw, target in source.values.items()
                },
            )
            for name, source in document.items.items()
        },
        weight=document.weight,
        strata=document.strata,
        psu=document.psu,
        keep=condition,
    )
