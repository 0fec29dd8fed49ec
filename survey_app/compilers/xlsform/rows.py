"""The rows of a survey sheet: what type each one is, and which groups it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from survey_app.compilers.xlsform.headings import KEPT, Headings
from survey_app.compilers.xlsform.sheets import Row, UnreadableFormError
from survey_app.language import N_, Said

MOST_QUESTIONS = 300
DEEPEST = 12
UNOPENED = N_("dòng {row} đóng nhóm nhưng không có nhóm nào đang mở")
UNCLOSED = N_("nhóm mở ở dòng {row} không được đóng")
WRONG_END = N_("dòng {row} đóng {given} trong khi nhóm đang mở là {open}")
TOO_DEEP = N_("dòng {row} là tầng nhóm thứ {count}, quá {deepest}")
TOO_MANY = N_("nhiều hơn {most} câu hỏi (tính cả các câu lặp theo danh sách)")

_SELECT = {
    "select_one": "single",
    "select one": "single",
    "select one from": "single",
    "select1": "single",
    "add select one prompt using": "single",
    "select_multiple": "multi",
    "select multiple": "multi",
    "select all that apply": "multi",
    "select all that apply from": "multi",
    "add select multiple prompt using": "multi",
    "rank": "ranking",
}
_PATTERN = re.compile(
    rf"({'|'.join(sorted(_SELECT, key=len, reverse=True))})\s+(?!from\s+file)(\S.*?)"
    r"(\s+(?:or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_PLAIN = {
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "range": "range",
    "text": "text",
    "string": "text",
    "date": "date",
    "note": "note",
}
_BEGIN = re.compile(r"begin[ _](lgroup|looped group|group|repeat|loop)(?:\s+(?:over\s+)?(\S.*))?", re.IGNORECASE)
_END = re.compile(r"end[ _](lgroup|looped group|group|repeat|loop)", re.IGNORECASE)


class Holder(StrEnum):
    """What a group of rows is in the form."""

    GROUP = "group"
    REPEAT = "repeat"
    LOOP = "loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a row's type says: our type, the list it chooses from, whether "other" opens a text box."""

    type: str
    list: str = ""
    other: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A group, repeat or loop that a row stands in."""

    holder: Holder
    row: Row
    name: str
    over: str = ""
    choice: str = ""
    """In a loop: the name of the choice that this turn is about."""
    rows: tuple[Row, ...] = ()
    """What stands in it, the rows of inner groups too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A row that is no container, with its containers from the outermost in."""

    row: Row
    type: str
    name: str
    inside: tuple[Container, ...]


def asked_of(type_: str) -> Asked | None:
    """Return what a row's type asks; None for a type that a questionnaire has no place for."""
    written = " ".join(type_.split())
    if found := _PATTERN.fullmatch(written):
        return Asked(type=_SELECT[found.group(1).lower()], list=found.group(2), other=bool(found.group(3)))
    plain = _PLAIN.get(written.lower())
    return None if plain is None else Asked(type=plain)


def is_end(type_: str) -> bool:
    """Return whether a row closes a group."""
    return _END.fullmatch(" ".join(type_.split())) is not None


@dataclass(slots=True)
class Walk:
    """Goes down a survey sheet, groups opened and closed."""

    headings: Headings
    where: str
    loops: Mapping[str, Sequence[str]]
    """The names of the choices of each list, for loops."""

    def cell(self, row: Row, key: str) -> str:
        """Return a row's cell under a key that has no languages; empty when there is none."""
        columns = (column for column, heading in self.headings.survey.items() if heading.key == key)
        return next((row.cells[column] for column in columns if column in row.cells), "")

    def placed(self, rows: Sequence[Row]) -> Iterator[Placed | Container]:
        """Yield containers as they open and rows as they come; a loop's rows once per choice.

        Raises
        ------
        UnreadableFormError
            Groups that do not close, too many questions, too deep.
        """
        for count, found in enumerate(self._below(list(rows), (), 0), start=1):
            if count > MOST_QUESTIONS * 2:
                raise self._refused(TOO_MANY, most=MOST_QUESTIONS)
            yield found

    def _below(self, rows: list[Row], inside: tuple[Container, ...], start: int) -> Iterator[Placed | Container]:
        at = start
        while at < len(rows):
            row, type_ = rows[at], " ".join(self.cell(rows[at], "type").split())
            if begun := _BEGIN.fullmatch(type_):
                end = self._end(rows, at)
                held = rows[at + 1 : end]
                yield from self._held(held, self._container(row, begun, inside, held), inside)
                at = end + 1
                continue
            if _END.fullmatch(type_):
                raise self._refused(UNOPENED, row=row.row)
            yield Placed(row=row, type=type_, name=self.cell(row, "name"), inside=inside)
            at += 1

    def _held(self, rows: list[Row], opened: Container, inside: tuple[Container, ...]) -> Iterator[Placed | Container]:
        yield opened
        turns = [opened]
        if opened.holder is Holder.LOOP and self.loops.get(opened.over):
            turns = [replace(opened, choice=choice) for choice in self.loops[opened.over]]
        for turn in turns:
            yield from self._below(rows, (*inside, turn), 0)

    def _container(self, row: Row, begun: re.Match[str], inside: tuple[Container, ...], held: list[Row]) -> Container:
        if len(inside) >= DEEPEST:
            raise self._refused(TOO_DEEP, row=row.row, count=len(inside) + 1, deepest=DEEPEST)
        return Container(
            holder=_holder(begun.group(1)),
            row=row,
            name=self.cell(row, "name"),
            over=(begun.group(2) or "").strip(),
            rows=tuple(held),
        )

    def _end(self, rows: list[Row], at: int) -> int:
        """Return where the container that opens at a row closes."""
        opened: list[tuple[Holder, Row]] = []
        for place in range(at, len(rows)):
            type_ = " ".join(self.cell(rows[place], "type").split())
            if begun := _BEGIN.fullmatch(type_):
                opened.append((_holder(begun.group(1)), rows[place]))
            elif ended := _END.fullmatch(type_):
                holder = _holder(ended.group(1))
                if holder is not opened[-1][0]:
                    raise self._refused(WRONG_END, row=rows[place].row, given=holder.value, open=opened[-1][0].value)
                opened.pop()
                if not opened:
                    return place
        raise self._refused(UNCLOSED, row=opened[-1][1].row)

    def _refused(self, problem: str, **fields: object) -> UnreadableFormError:
        return UnreadableFormError(where=self.where, problem=Said(problem, fields))


def _holder(word: str) -> Holder:
    lowered = word.lower()
    if lowered == "loop":
        return Holder.LOOP
    return Holder.GROUP if lowered == "group" else Holder.REPEAT


def kept_of(row: Row) -> str:
    """Return what our own column holds of a row."""
    return next((text for column, text in row.cells.items() if column.strip().lower() == KEPT), "")
