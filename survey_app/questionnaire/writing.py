"""YAML as a person would write it: block style, quotes where they are needed, the schema named in the first line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, TypeAlias, assert_never

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from survey_app.questionnaire.expressions import (
    Among,
    Answered,
    Both,
    Compare,
    Count,
    Either,
    Expression,
    Name,
    Negation,
    Operand,
    Selected,
)

Written: TypeAlias = str | int | float | bool | Mapping[Any, "Written"] | Sequence["Written"]
SCHEMA_LINE = "# yaml-language-server: $schema=schema/questionnaire.json\n"
WIDTH = 118
_MISREAD = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})
"""Words that other readers of YAML take for something else."""
_SIGNS = (":", "?")
"""What begins a text that is read as a key's mark in a map or list on one line."""
FLOW = 72
"""Characters that a short map or list may take on one line."""


def write(document: Mapping[str, Written], *, comment: str = "") -> str:
    """Return a questionnaire's plain document (maps, lists, texts, numbers) as a YAML text that loads as the same."""
    yaml = YAML()
    yaml.width = WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_node(document, top=True), stream)
    remarks = "".join(f"# {line}\n" for line in comment.splitlines())
    return SCHEMA_LINE + remarks + stream.getvalue()


def _node(value: Written, *, top: bool = False) -> object:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        pairs = CommentedMap({_text(key) if isinstance(key, str) else key: _node(held) for key, held in value.items()})
        if not top and _short(value):
            pairs.fa.set_flow_style()
        return pairs
    if isinstance(value, Sequence):
        entries = CommentedSeq([_node(held) for held in value])
        if _short(value):
            entries.fa.set_flow_style()
        return entries
    return value


def _short(value: Mapping[Any, Written] | Sequence[Written]) -> bool:
    """Return whether a map of texts, or a list of them, reads well on one line."""
    held = list(value.values()) if isinstance(value, Mapping) else list(value)
    if any(not isinstance(one, (str, int, float)) or (isinstance(one, str) and "\n" in one) for one in held):
        return False
    if isinstance(value, Mapping) and not set(value) <= {"vi", "en"}:
        return False
    return sum(len(str(one)) + 6 for one in held) <= FLOW


def _text(value: str) -> object:
    if "\n" in value:
        plain = not value.startswith((" ", "\n")) and all(line == line.rstrip() for line in value.split("\n"))
        return LiteralScalarString(value) if plain else DoubleQuotedScalarString(value)
    misread = value.lower() in _MISREAD or value.startswith(_SIGNS)
    return DoubleQuotedScalarString(value) if misread else value


def written_condition(condition: Expression) -> str:  # noqa: PLR0911 -- one per kind of test
    """Return the text of a condition; parsing it gives the same tree."""
    match condition:
        case Both(parts=parts):
            return " and ".join(_inner(part, (Both, Either)) for part in parts)
        case Either(parts=parts):
            return " or ".join(_inner(part, (Either,)) for part in parts)
        case Negation(inner=inner):
            return f"not {_inner(inner, (Both, Either))}"
        case Compare(left=left, sign=sign, right=right):
            return f"{_operand(left)} {sign} {_operand(right)}"
        case Among(operand=operand, values=values):
            return f"{_operand(operand)} in [{', '.join(map(_value, values))}]"
        case Answered(name=name):
            return f"answered({name})"
        case Selected(name=name, value=value):
            return f"selected({name}, {value})"
        case _:  # pragma: no cover
            assert_never(condition)


def _inner(part: Expression, bracketed: tuple[type, ...]) -> str:
    text = written_condition(part)
    return f"({text})" if isinstance(part, bracketed) else text


def _operand(operand: Operand) -> str:
    if isinstance(operand, Count):
        return f"count({operand.name})"
    return str(operand) if isinstance(operand, Name) else _value(operand.value)


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
