"""YAML as marked nodes: every scalar is text and knows its line and column. Whatever cannot be read is a problem.

Nothing here knows what a questionnaire is; all YAML files of the product enter through ``read``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import NoReturn, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from survey_app.questionnaire.problems import Problem, problem

LARGEST = 256 * 1024
"""Bytes of a file."""
DEEPEST = 12
BOM = "\ufeff"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A place in a file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A text as written, in NFC. ``inset`` is the width of an opening quote."""

    text: str
    mark: Mark
    inset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedList:
    """A list of nodes."""

    entries: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedMap:
    """A map of nodes; its keys are scalars and unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    mark: Mark

    def get(self, key: object) -> Node | None:
        """Return the value under a key; None when the key is absent."""
        return next((value for name, value in self.entries if name.text == str(key)), None)

    def key(self, key: object) -> Scalar | None:
        """Return the key itself, for its mark."""
        return next((name for name, _ in self.entries if name.text == str(key)), None)


Node: TypeAlias = Scalar | MarkedList | MarkedMap
Step: TypeAlias = str | int
Path_: TypeAlias = Sequence[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What a file holds: its documents and everything found while reading them."""

    documents: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


class _StopReadingError(Exception):
    """Reading further makes no sense."""


def read_bytes(raw: bytes, *, file: str, many: bool = False) -> Marked:
    """Return the documents of a file's bytes. UTF-8 without a byte-order mark is the one accepted encoding."""
    if len(raw) > LARGEST:
        return Marked(problems=(problem("file-too-large", file=file, bytes=len(raw), largest=LARGEST),))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Marked(problems=(problem("encoding", file=file, byte=1),))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as refusal:
        line = raw.count(b"\n", 0, refusal.start) + 1
        return Marked(problems=(problem("encoding", file=file, line=line, byte=refusal.start + 1),))
    return read(text, file=file, many=many)


def read_path(path: Path, *, file: str | None = None, many: bool = False) -> Marked:
    """Return the documents of a file on disk; a file that cannot be opened is a problem too."""
    name = file or str(path)
    try:
        if path.stat().st_size > LARGEST:
            return Marked(problems=(problem("file-too-large", file=name, bytes=path.stat().st_size, largest=LARGEST),))
        raw = path.read_bytes()
    except OSError as refusal:
        return Marked(problems=(problem("file-unreadable", file=name, reason=refusal.strerror or "?"),))
    return read_bytes(raw, file=name, many=many)


def read(text: str, *, file: str, many: bool = False) -> Marked:  # noqa: PLR0911 -- one per way to fail
    """Return the documents of a YAML text (``many``: more than one may follow) with all problems of reading."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        return Marked(
            problems=(
                problem("file-too-large", file=file, bytes=len(text.encode("utf-8", "replace")), largest=LARGEST),
            )
        )
    refused = tuple(_foreign_characters(text, file))
    if any(found.severity == "error" for found in refused):
        return Marked(problems=refused)
    reader = _Reader(file=file, many=many)
    try:
        reader.run(text)
    except _StopReadingError:
        return Marked(problems=(*refused, *reader.problems))
    except MarkedYAMLError as refusal:
        return Marked(problems=(*refused, *reader.problems, _syntax(refusal, text, file)))
    except (YAMLError, ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError, RecursionError):
        # The parsing library has a few bare errors of its own; all mean that this is not YAML.
        return Marked(problems=(*refused, *reader.problems, problem("yaml-syntax", file=file, near="")))
    if not reader.documents and not reader.problems:
        return Marked(problems=(*refused, problem("file-empty", file=file)))
    return Marked(documents=tuple(reader.documents), problems=(*refused, *reader.problems))


def _foreign_characters(text: str, file: str) -> Iterator[Problem]:
    if text.startswith(BOM):
        yield problem("byte-order-mark", file=file)
        text = text[1:]
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            yield problem("tab", file=file, line=number, column=line.index("\t") + 1)
        if found := _CONTROL.search(line):
            yield problem(
                "control-character",
                file=file,
                line=number,
                column=found.start() + 1,
                character=f"U+{ord(found.group()):04X}",
            )
        if found := _INVISIBLE.search(line):
            yield problem(
                "invisible-character",
                file=file,
                line=number,
                column=found.start() + 1,
                character=f"U+{ord(found.group()):04X}",
            )
        if not unicodedata.is_normalized("NFC", line):
            yield problem("not-nfc", file=file, line=number)


_HINTS = (
    ("mapping values are not allowed", "yaml-colon"),
    ("found unexpected end of stream", "yaml-quote"),
    ("while scanning a quoted scalar", "yaml-quote"),
    ("flow sequence", "yaml-bracket"),
    ("flow mapping", "yaml-bracket"),
    ("could not find expected ':'", "yaml-missing-colon"),
    ("block mapping", "yaml-indentation"),
    ("block collection", "yaml-indentation"),
    ("block sequence", "yaml-indentation"),
    ("cannot start any token", "yaml-quote-needed"),
)


def _syntax(refusal: MarkedYAMLError, text: str, file: str) -> Problem:
    said = f"{refusal.context or ''} {refusal.problem or ''}"
    rule = next((rule for words, rule in _HINTS if words in said), "yaml-syntax")
    # What was opened and never closed is cured where it was opened, not where the file ran out.
    opened = rule in {"yaml-quote", "yaml-bracket", "yaml-missing-colon"} and refusal.context_mark is not None
    mark = refusal.context_mark if opened else refusal.problem_mark or refusal.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.split("\n")
    line = min(line, len(lines))
    near = lines[line - 1].strip()[:60]
    return problem(rule, file=file, line=line, column=column, near=near)


class _Reader:
    """Turns the event stream into nodes; stops at the first thing that makes the rest meaningless."""

    def __init__(self, *, file: str, many: bool) -> None:
        self.file = file
        self.many = many
        self.problems: list[Problem] = []
        self.documents: list[Node] = []

    def run(self, text: str) -> None:
        events = iter(YAML(typ="safe", pure=True).parse(StringIO(text)))
        started = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                started += 1
                if event.version or event.tags:
                    self.stop("yaml-directive", event)
                if started > 1 and not self.many:
                    self.stop("several-documents", event)
            elif isinstance(event, (AliasEvent, ScalarEvent, SequenceStartEvent, MappingStartEvent)):
                self.documents.append(self.node(event, events, 1))

    def stop(self, rule: str, event: Event, **fields: str | int) -> NoReturn:
        self.note(rule, _mark(event), **fields)
        raise _StopReadingError

    def note(self, rule: str, mark: Mark, **fields: str | int) -> None:
        found = problem(rule, file=self.file, line=mark.line, column=mark.column)
        self.problems.append(replace(found, fields=fields))

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        if depth > DEEPEST:
            self.stop("too-deep", event, deepest=DEEPEST)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self.stop("anchor", event)
        if str(getattr(event, "ctag", None)) not in {"None", "", "!"}:
            self.stop("yaml-tag", event)
        if isinstance(event, SequenceStartEvent):
            return self.list(event, events, depth)
        if isinstance(event, MappingStartEvent):
            return self.map(event, events, depth)
        assert isinstance(event, ScalarEvent)  # noqa: S101 -- the only kind left in a well-formed stream
        text = unicodedata.normalize("NFC", str(event.value))
        return Scalar(text=text, mark=_mark(event), inset=1 if event.style in {"'", '"'} else 0)

    def list(self, start: Event, events: Iterator[Event], depth: int) -> MarkedList:
        entries: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            entries.append(self.node(event, events, depth + 1))
        return MarkedList(entries=tuple(entries), mark=_mark(start))

    def map(self, start: Event, events: Iterator[Event], depth: int) -> MarkedMap:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if isinstance(value, Scalar) and not value.text and not value.inset:
                # The parser puts an empty value where the next thing begins; the reader looks at its key.
                value = replace(value, mark=key.mark)
            if not isinstance(key, Scalar):
                self.note("key-not-text", key.mark)
            elif key.text in entries:
                self.note("key-repeated", key.mark, key=key.text, first=entries[key.text][0].mark.line)
            else:
                entries[key.text] = (key, value)
        return MarkedMap(entries=tuple(entries.values()), mark=_mark(start))


def _mark(event: Event) -> Mark:
    return Mark(line=event.start_mark.line + 1, column=event.start_mark.column + 1)


def plain(node: Node) -> object:
    """Return a node as dicts, lists and strings."""
    match node:
        case Scalar(text=text):
            return text
        case MarkedList(entries=entries):
            return [plain(entry) for entry in entries]
        case MarkedMap(entries=pairs):
            return {key.text: plain(value) for key, value in pairs}


def at(node: Node, path: Path_) -> tuple[Node, Mark, tuple[Step, ...]]:
    """Return the deepest node on a path, its mark (of the key for ``[key]``), and the steps that led there.

    Steps that do not exist in the file (tags of a union, missing keys) are passed over.
    """
    mark = node.mark
    taken: list[Step] = []
    for step in path:
        if isinstance(node, MarkedMap):
            key, value = node.key(step), node.get(step)
            if key is not None and value is not None:
                node, mark = value, value.mark
                taken.append(key.text)
        elif isinstance(node, MarkedList) and isinstance(step, int) and step < len(node.entries):
            node = node.entries[step]
            mark = node.mark
            taken.append(step)
    return node, mark, tuple(taken)


def key_mark(node: Node, path: Path_) -> Mark:
    """Return the mark of the key that ends a path; of the deepest node found when there is no such key."""
    parent, mark, _ = at(node, path[:-1])
    if isinstance(parent, MarkedMap) and (key := parent.key(path[-1])) is not None:
        return key.mark
    return at(node, path)[1] if path else mark


def without(node: Node, paths: Sequence[tuple[Step, ...]]) -> Node:
    """Return the node with everything at these paths left out."""
    if not paths:
        return node

    def below(step: Step) -> list[tuple[Step, ...]]:
        return [path[1:] for path in paths if path and path[0] == step]

    if isinstance(node, MarkedMap):
        pairs = [(key, value, below(key.text)) for key, value in node.entries]
        return MarkedMap(
            entries=tuple((key, without(value, deeper)) for key, value, deeper in pairs if () not in deeper),
            mark=node.mark,
        )
    if isinstance(node, MarkedList):
        listed = [(entry, below(index)) for index, entry in enumerate(node.entries)]
        return MarkedList(
            entries=tuple(without(entry, deeper) for entry, deeper in listed if () not in deeper), mark=node.mark
        )
    return node
