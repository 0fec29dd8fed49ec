"""The rules of conditions: what they name exists, comes earlier, and can be tested that way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from survey_app.language import N_, Said
from survey_app.questionnaire.checked import Checked, codes_of
from survey_app.questionnaire.documents import (
    BatteryDoc,
    DateDoc,
    FreeTextDoc,
    MultiDoc,
    NoteDoc,
    NumberDoc,
    RankingDoc,
)
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.expressions import (
    Among,
    Answered,
    Compare,
    Constant,
    Count,
    Expression,
    ExpressionError,
    Literal,
    Name,
    Operand,
    Selected,
    leaves,
    mentions,
    parse,
)
from survey_app.questionnaire.marks import Step, at
from survey_app.questionnaire.problems import listed, nearest


def check_conditions(checked: Checked) -> None:
    """Note every broken rule about the conditions of items."""
    earlier: list[str] = []
    for placed in checked.items:
        if placed.item.when is not None:
            path = (*placed.path, "when")
            if (condition := condition_at(checked.findings, path, placed.item.when)) is not None:
                _references(checked, path, condition, earlier)
        earlier.append(placed.item.item)


def condition_at(findings: Findings, path: Sequence[Step], text: str) -> Expression | None:
    """Return the parsed condition at a path; a refusal is noted at the very character."""
    try:
        return parse(text)
    except ExpressionError as refusal:
        inset = getattr(at(findings.node, path)[0], "inset", 0)
        said = refusal.fields
        findings.add("condition-syntax", path, offset=refusal.column - 1 + inset, text=said["text"], rest=said["rest"])
        return None


def _references(checked: Checked, path: tuple[Step, ...], condition: Expression, earlier: Sequence[str]) -> None:
    everything = [placed.item.item for placed in checked.items]
    for name in mentions(condition):
        if checked.unknown(name.item, everything):
            meant = nearest(name.item, earlier)
            checked.findings.add("condition-unknown-item", path, given=name.item, meant=meant)
        elif name.item in everything and name.item not in earlier:
            where = next(placed.path for placed in checked.items if placed.item.item == name.item)
            checked.findings.add(
                "condition-later-item", path, given=name.item, first=checked.findings.mark((*where, "item")).line
            )
    for test in leaves(condition):
        _test(checked, path, test)


CHOICES_ONLY = N_("Dùng câu multi hoặc ranking, hoặc đổi phép thử.")
USE_SELECTED = N_("Với multi và ranking, viết selected({given}, mã).")
NAME_A_PART = N_("Ghi rõ từng ý, ví dụ {given}.{example}.")
TEXT_ONLY_ANSWERED = N_("Câu chữ chỉ dùng được trong answered({given}).")
NO_ANSWER = N_("Chọn câu khác: lời ghi chú không có câu trả lời.")
DATE_WITH_DATE = N_("Câu date so với ngày: viết {given} >= 2021-03-05, hoặc 2021-03.")
NOT_A_DATE = N_("Câu “{given}” không phải câu date: so với mã hoặc số.")


def _test(checked: Checked, path: tuple[Step, ...], test: Compare | Among | Answered | Selected) -> None:
    match test:
        case Answered(name=name):
            _answerable(checked, path, name)
        case Selected(name=name, value=value):
            if _is_list(checked, path, name):
                _codes(checked, path, name, [value])
        case Among(operand=operand, values=values):
            _compared(checked, path, operand, values)
            for constant in values:
                _dated(checked, path, operand, Literal(value=constant))
        case Compare(left=left, sign=sign, right=right):
            exact = sign in {"=", "!="}
            _compared(checked, path, left, [right.value] if exact and isinstance(right, Literal) else [])
            _compared(checked, path, right, [left.value] if exact and isinstance(left, Literal) else [])
            _dated(checked, path, left, right)
            _dated(checked, path, right, left)


def _answerable(checked: Checked, path: tuple[Step, ...], name: Name) -> None:
    if isinstance(checked.find(name.item), NoteDoc):
        _wrong_kind(checked, path, name, NO_ANSWER)
    elif name.part is not None:
        _part(checked, path, name)


def _is_list(checked: Checked, path: tuple[Step, ...], name: Name) -> bool:
    item = checked.find(name.item)
    if item is not None and (not isinstance(item, (MultiDoc, RankingDoc)) or name.part is not None):
        _wrong_kind(checked, path, name, CHOICES_ONLY)
        return False
    return item is not None


def _compared(
    checked: Checked, path: tuple[Step, ...], operand: Name | Literal | Count, values: Sequence[Constant]
) -> None:
    if isinstance(operand, Literal):
        return
    if isinstance(operand, Count):
        _is_list(checked, path, operand.name)
        return
    match checked.find(operand.item):
        case MultiDoc() | RankingDoc():
            _wrong_kind(checked, path, operand, USE_SELECTED)
        case FreeTextDoc():
            _wrong_kind(checked, path, operand, TEXT_ONLY_ANSWERED)
        case NoteDoc():
            _wrong_kind(checked, path, operand, NO_ANSWER)
        case BatteryDoc(parts=parts) if operand.part is None:
            _wrong_kind(checked, path, operand, NAME_A_PART, example=next(iter(parts)))
        case NumberDoc() | DateDoc() | None if operand.part is None:
            return
        case _:
            if operand.part is None or _part(checked, path, operand):
                _codes(checked, path, operand, [value for value in values if not isinstance(value, date)])


def _dated(checked: Checked, path: tuple[Step, ...], operand: Operand, beside: Operand) -> None:
    """Hold dates beside dates; only a date asked by the year may stand beside a number."""
    if not isinstance(operand, Name) or (item := checked.find(operand.item)) is None:
        return
    other = checked.find(beside.item) if isinstance(beside, Name) else None
    if isinstance(beside, Name) and other is None:
        return
    is_date = isinstance(other, DateDoc) or (isinstance(beside, Literal) and isinstance(beside.value, date))
    if isinstance(item, DateDoc):
        is_number = isinstance(beside, Literal) or isinstance(other, NumberDoc)
        if not is_date and not (item.grain == "year" and is_number):
            _wrong_kind(checked, path, operand, DATE_WITH_DATE)
    elif is_date and not isinstance(other, DateDoc):
        _wrong_kind(checked, path, operand, NOT_A_DATE)


def _wrong_kind(checked: Checked, path: tuple[Step, ...], name: Name, cure: str, example: str = "") -> None:
    cured = Said(cure, {"given": str(name), "example": example})
    checked.findings.add("condition-wrong-kind", path, given=str(name), cure=cured)


def _part(checked: Checked, path: tuple[Step, ...], name: Name) -> bool:
    item = checked.find(name.item)
    if item is None:
        return False
    parts = list(item.parts) if isinstance(item, BatteryDoc) else []
    if name.part in parts:
        return True
    meant = nearest(str(name.part), parts)
    checked.findings.add(
        "condition-unknown-part", path, given=name.item, part=name.part, known=listed(parts) or "-", meant=meant
    )
    return False


def _codes(checked: Checked, path: tuple[Step, ...], name: Name, values: Sequence[float]) -> None:
    item = checked.find(name.item)
    known = codes_of(checked.document, item) if item is not None else []
    for value in values:
        if known and value not in known:
            checked.findings.add(
                "condition-unknown-code", path, given=name.item, value=f"{value:g}", known=listed(known)
            )
