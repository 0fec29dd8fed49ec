"""The door between marked YAML and typed documents: every refusal becomes a problem with its line and column.

Parts that are refused are taken out and the rest is admitted, so that the rules can still look at it and all problems
are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Said, translate
from survey_app.questionnaire.documents import TYPES, Document
from survey_app.questionnaire.marks import (
    Mark,
    MarkedList,
    MarkedMap,
    Node,
    Scalar,
    Step,
    at,
    key_mark,
    plain,
    without,
)
from survey_app.questionnaire.problems import Problem, Severity, listed, nearest, problem

ROUNDS = 6
NAMES = ("item", "page", "index", "branch", "group", "body", "questionnaire")
"""Keys that give a thing its name: what was refused is still known by name."""

AnyDocument = TypeVar("AnyDocument", bound=Document)


class QuestionnaireRejectedError(SurveyError):
    """A YAML file with errors; ``problems`` holds all of them, sorted by line."""

    code = "file-rejected"
    found = N_("{count} vấn đề trong tệp {file}.")
    fix = N_("Sửa các chỗ trên rồi kiểm tra lại bằng lệnh survey check.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems), file=problems[0].file if problems else "")
        self.problems = tuple(problems)

    def render(self, language: str = Language.VI) -> str:
        """Return every problem, then what to do."""
        last = translate(self.found, language).format(**self.fields) + " " + translate(self.fix, language)
        return "\n\n".join([*(said(found, language) for found in self.problems), last])


def said(found: Problem, language: str) -> str:
    """Return one problem as four lines: place and rule, what was found, why it matters, how to fix it."""
    severity = translate(SEVERITIES[found.severity], language)
    place = f"{found.file}:{found.line}:{found.column}  {found.rule}  {severity}"
    return "\n  ".join((place, found.found(language), found.why(language), found.fix(language)))


SEVERITIES = {Severity.ERROR: N_("lỗi"), Severity.WARNING: N_("cảnh báo"), Severity.NOTE: N_("ghi chú")}


class Findings:
    """The problems of one document, each put at the mark of what it is about."""

    def __init__(self, *, file: str, node: Node) -> None:
        self.file = file
        self.node = node
        self.problems: list[Problem] = []

    def mark(self, path: Sequence[Step], *, key: bool = False) -> Mark:
        """Return where a path stands in the file."""
        return key_mark(self.node, path) if key else at(self.node, path)[1]

    def add(self, rule: str, path: Sequence[Step], *, key: bool = False, offset: int = 0, **fields: object) -> None:
        """Note a problem at a path (``key``: at the key itself; ``offset``: characters into the value).

        A field named like one of these arguments is given with an underscore after it.
        """
        mark = self.mark(path, key=key)
        found = problem(rule, file=self.file, line=mark.line, column=mark.column + offset, item=self.item(path))
        self.problems.append(
            Problem(
                file=found.file,
                line=found.line,
                column=found.column,
                rule=rule,
                severity=found.severity,
                item=found.item,
                fields={name.rstrip("_"): value for name, value in fields.items()},
            )
        )

    def item(self, path: Sequence[Step]) -> str | None:
        """Return the name of the item that a path lies in."""
        for length in range(len(path), 0, -1):
            node, _, _ = at(self.node, path[:length])
            if isinstance(node, MarkedMap) and isinstance(name := node.get("item"), Scalar):
                return name.text or None
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted(Generic[AnyDocument]):
    """What the door let in. ``refused`` holds the names of things that were taken out."""

    document: AnyDocument | None
    findings: Findings
    refused: frozenset[str]


def admit(node: Node, model: type[AnyDocument], *, file: str) -> Admitted[AnyDocument]:
    """Return the typed document of a node, with the refusals found on the way."""
    findings = Findings(file=file, node=node)
    if not isinstance(node, MarkedMap):
        findings.add("document-unknown", ())
        return Admitted(document=None, findings=findings, refused=frozenset())
    refused: set[str] = set()
    for attempt in range(ROUNDS):
        try:
            document = model.model_validate(plain(node))
        except ValidationError as refusal:
            errors = refusal.errors(include_url=False)
            if attempt == 0:
                for error in errors:
                    _tell(error, model, findings)
            gone = [_unit(node, error) for error in errors]
            if () in gone:
                break
            refused.update(name for path in gone for name in _names(at(node, path)[0], path))
            node = without(node, gone)
        else:
            # Marks are looked up in what remains, which still knows its places.
            remaining = Findings(file=file, node=node)
            remaining.problems = findings.problems
            return Admitted(document=document, findings=remaining, refused=frozenset(refused))
    return Admitted(document=None, findings=findings, refused=frozenset(refused))


def _written(loc: Sequence[Step]) -> tuple[Step, ...]:
    """Return the path of a refusal without the types of items, some of which are named like keys (text, scale)."""
    return tuple(step for at, step in enumerate(loc) if not (step in TYPES and at > 1 and isinstance(loc[at - 1], int)))


def _unit(node: Node, error: ErrorDetails) -> tuple[Step, ...]:
    """Return the path of what has to go: the unknown key, or the nearest element of a list or named map."""
    _, _, path = at(node, _written(error["loc"]))
    if error["type"] == "extra_forbidden":
        return path
    for length in range(len(path), 0, -1):
        parent = at(node, path[: length - 1])[0]
        if isinstance(parent, MarkedList) or (length == 2 and path[0] in {"scales", "columns"}):
            return path[:length]
    return path[:1]


def _names(node: Node, path: tuple[Step, ...]) -> Iterator[str]:
    if len(path) == 2 and path[0] == "scales":
        yield str(path[1])
    if isinstance(node, MarkedMap):
        for key, value in node.entries:
            if key.text in NAMES and isinstance(value, Scalar):
                yield value.text
            yield from _names(value, ())
    elif isinstance(node, MarkedList):
        for entry in node.entries:
            yield from _names(entry, ())


KINDS = {
    "string_type": N_("một đoạn chữ"),
    "list_type": N_("một danh sách"),
    "dict_type": N_("một bảng khóa và giá trị"),
    "model_type": N_("một bảng khóa và giá trị"),
    "model_attributes_type": N_("một bảng khóa và giá trị"),
    "int_type": N_("một đoạn chữ"),
    "float_type": N_("một đoạn chữ"),
    "bool_type": N_("một đoạn chữ"),
}
GIVEN = {
    Scalar: N_("một đoạn chữ"),
    MarkedList: N_("một danh sách"),
    MarkedMap: N_("một bảng khóa và giá trị"),
}
OWN = frozenset(
    {"value-not-whole", "value-not-number", "value-not-flag", "value-not-moment", "value-not-date", "value-not-month"}
)


def _tell(error: ErrorDetails, model: type[Document], findings: Findings) -> None:  # noqa: C901 -- one per refusal
    loc = error["loc"]
    node, _, path = at(findings.node, _written(loc))
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    given = node.text if isinstance(node, Scalar) else ""
    kind = error["type"]
    context = error.get("ctx", {})
    if loc and loc[-1] == "[key]":
        key = str(loc[-2])
        rule = kind if kind in OWN else "id-malformed" if kind == "string_pattern_mismatch" else "value-not-whole"
        findings.add(rule, path, key=True, given=key, joint="_", example="cap_uy")
    elif kind == "missing":
        findings.add("key-missing", path, key_=str(loc[-1]))
    elif kind == "extra_forbidden":
        known = _known(model, loc[:-1])
        findings.add("key-unknown", path, key=True, key_=name, known=listed(known), meant=nearest(name, known))
    elif isinstance(node, Scalar) and not node.text:
        findings.add("value-empty", path, key_=name)
    elif kind in {"union_tag_not_found", "union_tag_invalid"} and isinstance(node, MarkedMap):
        _tell_type(node, path, findings)
    elif kind in OWN:
        findings.add(kind, path, given=given)
    elif kind == "literal_error":
        known = [word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        findings.add("value-not-listed", path, given=given, known=listed(known), meant=nearest(given, known))
    elif kind in {"string_pattern_mismatch", "string_too_long"}:
        hyphen = "_" not in str(context.get("pattern", "-"))
        findings.add(
            "id-malformed",
            path,
            given=given,
            joint="-" if hyphen else "_",
            example="tam-trang-quy" if hyphen else "dieu_kien",
        )
    elif kind == "too_short":
        findings.add("list-too-short", path, least=context.get("min_length", 1), key_=name)
    elif kind.startswith(("greater_than", "less_than")):
        sign = {"greater_than_equal": "≥", "greater_than": ">", "less_than_equal": "≤", "less_than": "<"}[kind]
        bound = next((context[word] for word in ("ge", "gt", "le", "lt") if word in context), "")
        findings.add("value-out-of-range", path, given=given, bound=f"{sign} {bound}", key_=name)
    else:
        wanted = KINDS.get(kind, N_("một đoạn chữ"))
        findings.add("value-wrong-kind", path, wanted=Said(wanted), given=Said(GIVEN[type(node)]), key_=name)


def _tell_type(node: MarkedMap, path: tuple[Step, ...], findings: Findings) -> None:
    written = node.get("type")
    if written is None:
        findings.add("key-missing", path, key_="type")
    elif not isinstance(written, Scalar):
        findings.add(
            "value-wrong-kind",
            (*path, "type"),
            key_="type",
            wanted=Said(KINDS["string_type"]),
            given=Said(GIVEN[type(written)]),
        )
    else:
        findings.add(
            "type-unknown", (*path, "type"), given=written.text, known=listed(TYPES), meant=nearest(written.text, TYPES)
        )


def _known(model: type[Document], loc: Sequence[Step]) -> list[str]:
    """Return the keys that the document at ``loc`` may have."""
    candidates: list[type[Document]] = [model]
    for step in loc:
        tagged = [each for each in candidates if step in _tags(each)]
        nested = [
            inner
            for each in candidates
            for name, field in each.model_fields.items()
            if (field.alias or name) == step
            for inner in _documents(field.annotation)
        ]
        candidates = tagged or nested or candidates
    keys = [field.alias or name for each in candidates for name, field in each.model_fields.items()]
    return list(dict.fromkeys(keys))


def _tags(model: type[Document]) -> tuple[object, ...]:
    if "type" in model.model_fields:
        return get_args(model.model_fields["type"].annotation)
    return ("languages",) if model.__name__ in {"Translations", "PartDoc"} else ()


def _documents(annotation: object) -> list[type[Document]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return [annotation] if issubclass(annotation, Document) else []
    return [found for inner in get_args(annotation) for found in _documents(inner)]
