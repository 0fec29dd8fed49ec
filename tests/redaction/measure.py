"""How much of annotated texts the redaction assistant marks, class by class; ``run.py`` and the tests use it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from survey_app.operations.redacting import marks_of

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
LANGUAGES = ("vi", "en")


class Part(StrEnum):
    """Which texts: those that rules are made with, those that are only measured, those written after the rules."""

    DEVELOPMENT = "development"
    HELD_OUT = "held out"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A text and the passages of it that a reader would want marked: class, first, last-but-one position."""

    text: str
    wanted: tuple[tuple[str, int, int], ...]


@dataclass(slots=True, kw_only=True)
class Measured:
    """What is found and what is marked in vain, in a number of texts."""

    passages: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    marks: int = 0
    right: int = 0
    plain: int = 0
    disturbed: int = 0
    letters: int = 0
    beside: int = 0
    missed: list[str] = field(default_factory=list)
    vain: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the passages of which each letter and digit is marked."""
        return self.found.total() / self.passages.total()

    @property
    def precision(self) -> float:
        """Share of the marks that touch a passage."""
        return self.right / self.marks

    @property
    def disturbance(self) -> float:
        """Share of the texts with nothing to mark in which something is marked."""
        return self.disturbed / self.plain

    @property
    def blackened_in_vain(self) -> float:
        """Share of the letters outside all passages that are marked, in every text."""
        return self.beside / self.letters

    def add(self, one: Annotated) -> None:
        """Count one text."""
        marks = marks_of(one.text)
        marked = {at for mark in marks for at in range(mark.start, mark.end)}
        inside = {at for _, start, end in one.wanted for at in range(start, end)}
        for kind, start, end in one.wanted:
            self.passages[kind] += 1
            if all(at in marked for at in range(start, end) if one.text[at].isalnum()):
                self.found[kind] += 1
            else:
                self.missed.append(f"{kind}: {one.text[start:end]} | {one.text}")
        for mark in marks:
            self.marks += 1
            if inside.isdisjoint(range(mark.start, mark.end)):
                self.vain.append(f"{mark.sort}: {one.text[mark.start : mark.end]} | {one.text}")
            else:
                self.right += 1
        outside = [at for at, sign in enumerate(one.text) if sign.isalnum() and at not in inside]
        self.letters += len(outside)
        self.beside += sum(at in marked for at in outside)
        self.plain += not one.wanted
        self.disturbed += not one.wanted and bool(marks)


def annotated(raw: str) -> Annotated:
    """Return a text without its braces, and where they stood."""
    text, wanted = "", []
    for part in re.split(r"(\{\w+\|.*?\})", raw):
        if part.startswith("{"):
            kind, _, passage = part[1:-1].partition("|")
            wanted.append((kind, len(text), len(text) + len(passage)))
            text += passage
        else:
            text += part
    return Annotated(text=text, wanted=tuple(wanted))


def texts(language: str, part: Part) -> Iterator[Annotated]:
    """Yield the texts of one part; those with passages and those without are dealt to the first two alike."""
    name = "after" if part is Part.AFTER else "unseen"
    raw = (VECTORS / f"redaction-{name}-{language}.txt").read_text(encoding="utf-8").splitlines()
    lines = [one for one in raw if one and not one.startswith("#")]
    yield from map(annotated, lines if part is Part.AFTER else lines[part is Part.HELD_OUT :: 2])


def measured(ones: Iterable[Annotated]) -> Measured:
    """Return the counts over texts."""
    total = Measured()
    for one in ones:
        total.add(one)
    return total


def table(columns: Sequence[tuple[str, Measured]]) -> str:
    """Return the counts as a table, a line for each class."""
    kinds = sorted({kind for _, one in columns for kind in one.passages})
    lines = ["passages found".ljust(24) + "".join(name.rjust(18) for name, _ in columns)]
    lines += [
        kind.ljust(24) + "".join(f"{one.found[kind]}/{one.passages[kind]}".rjust(18) for _, one in columns)
        for kind in kinds
    ]
    for name, counted in (
        ("all", lambda one: f"{one.found.total()}/{one.passages.total()}"),
        ("recall", lambda one: f"{one.recall:.3f}"),
        ("marks that are right", lambda one: f"{one.right}/{one.marks}"),
        ("precision", lambda one: f"{one.precision:.3f}"),
        ("plain texts disturbed", lambda one: f"{one.disturbed}/{one.plain}"),
        ("letters marked in vain", lambda one: f"{one.blackened_in_vain:.3f}"),
    ):
        lines.append(name.ljust(24) + "".join(counted(one).rjust(18) for _, one in columns))
    return "\n".join(lines)
