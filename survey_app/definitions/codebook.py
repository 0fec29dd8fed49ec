"""What the columns of a flat file mean: kinds, codes, labels, missing values. Written as YAML, or as CSV beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import ConfigDict, Field

from analysis.codebook import Missing
from survey_app.definitions.organisation import text_of
from survey_app.language import Text
from survey_app.questionnaire.documents import Cell, Document, Line, Slug, TextDoc
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.marks import LARGEST, Marked, read, read_path
from survey_app.questionnaire.problems import Problem, has_errors, in_order, listed, nearest, problem


class FileKind(StrEnum):
    """What a column of a file is good for."""

    ORDINAL = "ordinal"
    NOMINAL = "nominal"
    NUMBER = "number"
    MULTI = "multi"
    """Several codes in one cell, with a space, a comma, a semicolon or a bar between them."""
    WEIGHT = "weight"
    STRATUM = "stratum"
    PSU = "psu"
    WAVE = "wave"
    TEXT = "text"


WHY: Mapping[str, Missing] = MappingProxyType(
    {
        "dont_know": Missing.DONT_KNOW,
        "refused": Missing.REFUSED,
        "skipped": Missing.SKIPPED,
        "not_asked": Missing.NOT_ASKED,
    }
)
EMPTY: Mapping[str, Missing] = MappingProxyType({"": Missing.NOT_ASKED})
CUSTOM: Mapping[str, Missing] = MappingProxyType(
    {
        "": Missing.NOT_ASKED,
        "-1": Missing.DONT_KNOW,
        "-2": Missing.REFUSED,
        "-3": Missing.SKIPPED,
        "-4": Missing.NOT_ASKED,
        "-98": Missing.DONT_KNOW,
        "-99": Missing.REFUSED,
    }
)
"""Missing values of a codebook CSV, which has no place to say them, where they are no codes of their own."""
SCALES: Mapping[str, FileKind] = MappingProxyType(
    {
        **{kind.value: kind for kind in FileKind},
        "binary": FileKind.NOMINAL,
        "numeric": FileKind.NUMBER,
        "key": FileKind.TEXT,
        "design": FileKind.TEXT,
    }
)


class FileColumnDoc(Document):
    """One column of the file."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"kind": {"const": "ordinal"}}, "required": ["kind"]},
            "then": {"required": ["options"]},
        }
    )
    kind: Literal["ordinal", "nominal", "number", "multi", "weight", "stratum", "psu", "wave", "text"] = Field(
        description="what the column is: a scale, unordered options, a number, several codes in a cell; or its use"
    )
    label: TextDoc | None = Field(default=None, description="what is printed over the table; default: the name")
    options: dict[str, TextDoc] = Field(default={}, description="code as written in the file: label, low to high")
    missing: dict[str, Literal["dont_know", "refused", "skipped", "not_asked"]] = Field(
        default={}, description="value of the file: why it is no answer; an empty cell is not_asked"
    )
    favourable: list[Cell] = Field(default=[], description="codes that lean to the good side")
    unfavourable: list[Cell] = Field(default=[], description="codes that lean to the bad side")


class CodebookDoc(Document):
    """A codebook file."""

    codebook: Slug | None = Field(default=None, description="name of the codebook")
    columns: dict[Line, FileColumnDoc] = Field(min_length=1, description="name of the column: what it means")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOption:
    """A code of the file and its label."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """A column of the file. Options that are not listed are taken from the file, for nominal columns alone."""

    column: str
    kind: FileKind
    label: Text
    options: tuple[FileOption, ...] = ()
    missing: Mapping[str, Missing] = field(default_factory=lambda: EMPTY)
    favourable: frozenset[str] = field(default=frozenset())
    unfavourable: frozenset[str] = field(default=frozenset())

    def side(self, code: str) -> str | None:
        """Return the way a code leans."""
        return "favourable" if code in self.favourable else "unfavourable" if code in self.unfavourable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCodebook:
    """The columns of a flat file, by name."""

    columns: Mapping[str, FileColumn]


def read_codebook(path: Path) -> FileCodebook:
    """Return the codebook of a file, CSV or YAML by its suffix; ``QuestionnaireRejectedError`` with all problems."""
    return _accepted(examine_codebook_path(path))


def load_codebook(text: str, *, file: str) -> FileCodebook:
    """Return the codebook written in a YAML text."""
    return _accepted(examine_codebook(read(text, file=file), file=file))


def load_codebook_csv(text: str, *, file: str) -> FileCodebook:
    """Return the codebook written in a CSV text."""
    return _accepted(examine_codebook_csv(text, file=file))


def _accepted(examined: tuple[FileCodebook | None, tuple[Problem, ...]]) -> FileCodebook:
    codebook, problems = examined
    if codebook is None:
        raise QuestionnaireRejectedError(problems)
    return codebook


def examine_codebook_path(path: Path) -> tuple[FileCodebook | None, tuple[Problem, ...]]:
    """Return the codebook of a file and every problem."""
    if path.suffix.lower() != ".csv":
        return examine_codebook(read_path(path), file=str(path))
    try:
        raw = path.read_bytes()
    except OSError as refusal:
        return None, (problem("file-unreadable", file=str(path), reason=refusal.strerror or "?"),)
    if len(raw) > LARGEST * 16:
        return None, (problem("file-too-large", file=str(path), bytes=len(raw), largest=LARGEST * 16),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as refusal:
        line = raw.count(b"\n", 0, refusal.start) + 1
        return None, (problem("encoding", file=str(path), line=line, byte=refusal.start + 1),)
    return examine_codebook_csv(text, file=str(path))


def examine_codebook(marked: Marked, *, file: str) -> tuple[FileCodebook | None, tuple[Problem, ...]]:
    """Return the codebook of a YAML file that was read, and every problem."""
    if not marked.documents:
        return None, in_order(marked.problems)
    admitted = admit(marked.documents[0], CodebookDoc, file=file)
    document, findings = admitted.document, admitted.findings
    if document is not None:
        for name, column in document.columns.items():
            _check(name, column, findings)
    problems = in_order([*marked.problems, *findings.problems])
    if document is None or has_errors(problems):
        return None, problems
    return FileCodebook(columns={name: _built(name, column) for name, column in document.columns.items()}), problems


def _check(name: str, column: FileColumnDoc, findings: Findings) -> None:
    path = ("columns", name)
    if column.kind == FileKind.ORDINAL.value and not column.options:
        findings.add("codebook-options", path, key=True, given=name)
    for code in column.missing:
        if code in column.options:
            findings.add("codebook-code-both", (*path, "missing", code), key=True, given=name, code=code)
    for side, other in (("favourable", column.unfavourable), ("unfavourable", [])):
        for at, code in enumerate(column.favourable if side == "favourable" else column.unfavourable):
            if code not in column.options or code in other:
                findings.add("codebook-side", (*path, side, at), given=name, code=code, known=listed(column.options))


def _built(name: str, column: FileColumnDoc) -> FileColumn:
    return FileColumn(
        column=name,
        kind=FileKind(column.kind),
        label=text_of(column.label) or {"vi": name},
        options=tuple(FileOption(code=code, label=text_of(label)) for code, label in column.options.items()),
        missing={**EMPTY, **{code: WHY[why] for code, why in column.missing.items()}},
        favourable=frozenset(column.favourable),
        unfavourable=frozenset(column.unfavourable),
    )


# --- the same as CSV -------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Variable:
    """The lines of one variable, as they are gathered."""

    line: int
    scale: str
    label: str
    codes: dict[str, str]
    lines: dict[str, int]


def examine_codebook_csv(text: str, *, file: str) -> tuple[FileCodebook | None, tuple[Problem, ...]]:
    """Return the codebook written as CSV, and every problem.

    Heads are ``variable``, ``code`` and ``label``; ``code_label`` when ``label`` is that of the variable; ``scale`` (or
    ``kind``) when the kind is told. Without it, a variable with codes is a scale when all are whole numbers, else
    nominal, and one without codes is a number.
    """
    rows = list(_lines(text))
    if not rows:
        return None, (problem("file-empty", file=file),)
    heads = [head.strip().lower() for head in rows[0][1]]
    lacking = [head for head in ("variable", "code", "label") if head not in heads]
    if lacking:
        return None, tuple(problem("codebook-heads", file=file, given=head) for head in lacking)
    problems: list[Problem] = []
    variables: dict[str, _Variable] = {}
    for line, row in rows[1:]:
        if len(row) != len(heads) or not row[heads.index("variable")].strip():
            problems.append(problem("codebook-row", file=file, line=line, row=len(row), header=len(heads)))
            continue
        problems += _gather(variables, dict(zip(heads, (cell.strip() for cell in row), strict=True)), line, file)
    columns = {name: _of_csv(name, variable) for name, variable in variables.items()}
    problems += [
        problem("codebook-options", file=file, line=variables[name].line, item=name, given=name)
        for name, column in columns.items()
        if column.kind is FileKind.ORDINAL and not column.options
    ]
    problems += [
        problem(
            "value-not-listed",
            file=file,
            line=variable.line,
            item=name,
            given=variable.scale,
            known=listed(SCALES),
            meant=nearest(variable.scale, SCALES),
        )
        for name, variable in variables.items()
        if variable.scale and variable.scale not in SCALES
    ]
    if not columns and not problems:
        problems.append(problem("file-empty", file=file))
    return (None if has_errors(problems) else FileCodebook(columns=columns)), in_order(problems)


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    before = 0
    for row in reader:
        if row:
            yield before + 1, row
        before = reader.line_num


def _gather(variables: dict[str, _Variable], row: Mapping[str, str], line: int, file: str) -> Iterable[Problem]:
    name, code = row["variable"], row["code"]
    scale = (row.get("kind") or row.get("scale") or "").lower()
    known = variables.setdefault(name, _Variable(line=line, scale=scale, label="", codes={}, lines={}))
    if "code_label" in row or not code:
        known.label = known.label or row["label"]
    if not code:
        return
    if code in known.codes:
        yield problem(
            "codebook-code-repeated", file=file, line=line, item=name, given=name, code=code, first=known.lines[code]
        )
    known.codes[code] = row.get("code_label") or row["label"]
    known.lines[code] = line


def _of_csv(name: str, variable: _Variable) -> FileColumn:
    codes = list(variable.codes)
    whole = all(code.removeprefix("-").isdecimal() for code in codes)
    if variable.scale:
        kind = SCALES.get(variable.scale, FileKind.TEXT)
    else:
        kind = FileKind.NUMBER if not codes else FileKind.ORDINAL if whole else FileKind.NOMINAL
    if kind is FileKind.ORDINAL and whole:
        codes.sort(key=int)
    return FileColumn(
        column=name,
        kind=kind,
        label={"vi": variable.label or name},
        options=tuple(FileOption(code=code, label={"vi": variable.codes[code] or code}) for code in codes),
        missing={code: why for code, why in CUSTOM.items() if code not in variable.codes},
    )


def options_found(values: Sequence[str]) -> tuple[FileOption, ...]:
    """Return the options that a file itself holds, numbers first and in their order."""
    codes = sorted(set(values), key=lambda code: (not code.isdecimal(), int(code) if code.isdecimal() else 0, code))
    return tuple(FileOption(code=code, label={"vi": code}) for code in codes)
