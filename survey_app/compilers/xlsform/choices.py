"""Choice lists: names become codes, exits are recognised, labels are told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from survey_app.compilers.xlsform.headings import KEPT, Headings
from survey_app.compilers.xlsform.reasons import CELL
from survey_app.compilers.xlsform.report import Report
from survey_app.compilers.xlsform.sheets import Form, Row
from survey_app.language import N_
from survey_app.questionnaire.model import Exit

LAST_CODE = 97
SHEET = "choices"
CODED = N_("tên “{name}” thành mã {code}")
EXIT = N_("“{name}” là lối ra có sẵn của mọi câu ({exit}), không còn là phương án")
REPEATED = N_("tên “{name}” đã có trong danh sách với cùng nhãn; chỉ giữ một")
SAME_NAME = N_("tên “{name}” dùng hai lần; phương án này nhận mã {code}, điều kiện theo tên chỉ hiểu dòng trước")
NO_LABEL = N_("không có nhãn; lấy tên “{name}” làm nhãn")
SAME_LABEL = N_("nhãn trùng với phương án khác; thêm tên vào sau: “{label}”")
INCOMPLETE = N_("dòng thiếu list_name hoặc name")

_EXITS: Mapping[Exit, frozenset[str]] = {
    Exit.DONT_KNOW: frozenset(
        {
            "dont know", "don t know", "do not know", "dk", "dnk", "not sure", "unsure", "khó trả lời", "không biết",
            "kho tra loi", "khong biet", "không rõ", "khó nói",
        }
    ),
    Exit.REFUSED: frozenset(
        {
            "refused", "refuse", "refuse to answer", "refused to answer", "refusal", "rf", "prefer not to say",
            "prefer not to answer", "prefer not say", "no answer", "không muốn trả lời", "từ chối trả lời", "từ chối",
            "khong muon tra loi", "tu choi",
        }
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\w]+|_+")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option: its name in the form, its code with us, its label."""

    name: str
    code: int
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """The options of one list, the names that were exits, and the kept words of its rows."""

    choices: tuple[Choice, ...]
    exits: Mapping[str, Exit] = field(default_factory=dict)

    def codes(self) -> dict[str, int]:
        """Return the code of each name; the first where a name stands twice."""
        return {choice.name: choice.code for choice in reversed(self.choices)}


def exit_of(name: str, labels: Sequence[str]) -> Exit | None:
    """Return which way out a choice is, by its name or one of its labels; None for a substantive one."""
    for found, words in _EXITS.items():
        if found.value == name or any(_WORD.sub(" ", said).strip().lower() in words for said in (name, *labels)):
            return found
    return None


def choice_lists(form: Form, headings: Headings, report: Report) -> dict[str, ChoiceList]:
    """Return the lists by name, every row of the sheet accounted for."""
    columns = {heading.key: column for column, heading in headings.choices.items()}
    rows: dict[str, list[Row]] = {}
    for row in form.choices.rows:
        listed, name = row.cells.get(columns["list_name"], ""), row.cells.get(columns["name"], "")
        if not listed or not name:
            report.left_out(SHEET, row.row, name, INCOMPLETE)
            continue
        rows.setdefault(listed, []).append(row)
    return {listed: _List(columns["name"], headings, report).read(found) for listed, found in rows.items()}


class _List:
    """Reads the rows of one list."""

    def __init__(self, column: str, headings: Headings, report: Report) -> None:
        self.column = column
        self.headings = headings
        self.report = report
        self.choices: list[Choice] = []
        self.exits: dict[str, Exit] = {}
        self.named: dict[str, Choice] = {}
        self.taken: set[tuple[str, str]] = set()

    def read(self, rows: Sequence[Row]) -> ChoiceList:
        substantive = [row for row in rows if not self.is_exit(row)]
        taken = self.codes(substantive)
        held = set(taken.values())
        free = (code for code in count(1) if code not in held)
        for row in substantive:
            self.choice(row, taken[row.row] if row.row in taken else next(free))
        return ChoiceList(choices=tuple(self.choices), exits=self.exits)

    def labels(self, row: Row) -> dict[str, str]:
        return self.headings.texts(self.headings.choices, row, "label")

    def is_exit(self, row: Row) -> bool:
        name = row.cells[self.column]
        found = exit_of(name, list(self.labels(row).values()))
        if found is None or found in self.exits.values():
            return False
        self.exits[name] = found
        if name != found.value:
            self.report.changed(SHEET, row.row, name, EXIT, name=name, exit=found.value)
        self.rest(row)
        self.report.carried(SHEET, row.row, name)
        return True

    def codes(self, rows: Sequence[Row]) -> dict[int, int]:
        """Return the codes of the rows whose names are codes already."""
        found: dict[int, int] = {}
        for row in rows:
            name = row.cells[self.column]
            if _INTEGER.fullmatch(name) and int(name) <= LAST_CODE and int(name) not in found.values():
                found[row.row] = int(name)
        return found

    def choice(self, row: Row, code: int) -> None:
        name, label = row.cells[self.column], self.labels(row)
        twin = self.named.get(name)
        if twin is not None and twin.label == label:
            self.report.left_out(SHEET, row.row, name, REPEATED, name=name)
            return
        if not label:
            self.report.changed(SHEET, row.row, name, NO_LABEL, name=name)
            label = {self.headings.languages[0].value: name}
        told = self.apart(row, name, label)
        if twin is not None:
            self.report.changed(SHEET, row.row, name, SAME_NAME, name=name, code=code)
        elif str(code) != name:
            self.report.changed(SHEET, row.row, name, CODED, name=name, code=code)
        self.choices.append(Choice(name=name, code=code, label=told))
        self.named.setdefault(name, self.choices[-1])
        self.taken |= {(language, _folded(words)) for language, words in told.items()}
        self.rest(row)
        self.report.carried(SHEET, row.row, name)

    def apart(self, row: Row, name: str, label: Mapping[str, str]) -> Mapping[str, str]:
        """Return a label that no other option of the list carries."""
        if not self.is_taken(label):
            return label
        told = {language: f"{words} ({name})" for language, words in label.items()}
        more = 2
        while self.is_taken(told):
            told = {language: f"{words} ({name}, {more})" for language, words in label.items()}
            more += 1
        self.report.changed(SHEET, row.row, name, SAME_LABEL, label=next(iter(told.values())))
        return told

    def is_taken(self, label: Mapping[str, str]) -> bool:
        return any((language, _folded(words)) in self.taken for language, words in label.items())

    def rest(self, row: Row) -> None:
        """Note the cells that nothing here reads."""
        for column, content in row.cells.items():
            if self.headings.choices[column].key not in {"list_name", "name", "label", KEPT}:
                self.report.left_out(SHEET, row.row, row.cells[self.column], CELL, column=column, content=content[:40])


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
