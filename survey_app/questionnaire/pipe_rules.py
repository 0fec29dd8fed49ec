"""The rules of piping: where a pipe may stand, what it may name, and whether there is always an answer to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_app.language import N_, Said
from survey_app.questionnaire.checked import Checked
from survey_app.questionnaire.documents import BatteryDoc, FreeTextDoc, NoteDoc, Translations
from survey_app.questionnaire.expressions import (
    Answered,
    Both,
    Either,
    Expression,
    ExpressionError,
    Name,
    Negation,
    operands,
    parse,
)
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.piping import pipes, stray_brace
from survey_app.questionnaire.problems import nearest

OWN_WORDS = N_("Chọn câu khác: lời người trả lời tự viết không bao giờ hiện lại trên phiếu.")
NO_ANSWER = N_("Chọn câu khác: lời ghi chú không có câu trả lời.")
NAME_A_PART = N_("Ghi rõ từng ý, ví dụ {{{given}.{example}}}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPipe:
    """A pipe that may be empty as far as single conditions tell; whether it can be takes a proof over all of them.

    ``asking`` are the items that its text is shown with.
    """

    path: tuple[Step, ...]
    name: str
    asking: tuple[str, ...]


def check_pipes(checked: Checked, texts: Sequence[tuple[tuple[Step, ...], str | Translations]]) -> tuple[OpenPipe, ...]:
    """Note every broken rule about the pipes of all texts, given with their paths; return those that may be empty."""
    found: list[OpenPipe] = []
    for path, text in texts:
        written = _written(path, text)
        if not _takes_pipes(path):
            for here, words in written:
                for name in pipes(words):
                    checked.findings.add("pipe-wrong-place", here, given=name)
            continue
        for here, words in written:
            if (at := stray_brace(words)) is not None:
                checked.findings.add("pipe-malformed", here, near=words[at : at + 20])
            for name in pipes(words):
                found += _pipe(checked, path, here, name)
        _alike(checked, written)
    return tuple(found)


def _written(path: tuple[Step, ...], text: str | Translations) -> list[tuple[tuple[Step, ...], str]]:
    if isinstance(text, str):
        return [(path, text)]
    return [((*path, language), words) for language in ("vi", "en") if (words := getattr(text, language))]


def _takes_pipes(path: tuple[Step, ...]) -> bool:
    """Return whether a text is a question, its help, a part of a battery or the title of a page."""
    if path[0] == "traits":
        return path[2:] in {("text",), ("help",)}
    if path[0] != "pages" or len(path) < 3:
        return False
    inside = path[4:] if path[2] == "items" else path[2:]
    return inside in {("text",), ("help",)} or path[2:] == ("title",) or (len(inside) == 2 and inside[0] == "parts")


def _alike(checked: Checked, written: list[tuple[tuple[Step, ...], str]]) -> None:
    """Note a translation that leaves out a pipe of the first language."""
    for here, words in written[1:]:
        left = [name for name in pipes(written[0][1]) if name not in pipes(words)]
        if left:
            checked.findings.add("pipe-untranslated", here, given=left[0])


def _pipe(checked: Checked, path: tuple[Step, ...], here: tuple[Step, ...], name: str) -> Iterator[OpenPipe]:
    item, _, part = name.partition(".")
    everything = [placed.item.item for placed in checked.items]
    before, asking = _before(checked, path)
    if checked.unknown(item, everything):
        checked.findings.add("pipe-unknown-item", here, given=name, meant=nearest(item, before))
        return
    if item not in before:
        if item in everything:
            where = next(placed.path for placed in checked.items if placed.item.item == item)
            checked.findings.add(
                "pipe-later-item", here, given=name, first=checked.findings.mark((*where, "item")).line
            )
        return
    found = checked.find(item)
    if isinstance(found, BatteryDoc) and part in found.parts:
        pass
    elif isinstance(found, BatteryDoc) or part:
        cure = (
            Said(NAME_A_PART, {"given": item, "example": next(iter(found.parts))})
            if isinstance(found, BatteryDoc)
            else Said(N_("Bỏ phần sau dấu chấm: {{{given}}}."), {"given": item})
        )
        checked.findings.add("pipe-wrong-kind", here, given=name, cure=cure)
        return
    elif isinstance(found, (FreeTextDoc, NoteDoc)):
        cure = Said(OWN_WORDS if isinstance(found, FreeTextDoc) else NO_ANSWER)
        checked.findings.add("pipe-wrong-kind", here, given=name, cure=cure)
        return
    open_for = tuple(each for each in asking if name not in _certain(checked, each))
    if open_for:
        yield OpenPipe(path=here, name=name, asking=open_for)


def _before(checked: Checked, path: tuple[Step, ...]) -> tuple[list[str], list[str]]:
    """Return the items that come before a text, and those that it is shown with."""
    shown = [placed.item.item for placed in checked.items if placed.path[: len(_home(path))] == _home(path)]
    names = [placed.item.item for placed in checked.items]
    return names[: names.index(shown[0])] if shown else [], shown


def _home(path: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the path of the item, or of the page, that a text belongs to."""
    return path[:2] if path[0] == "traits" or path[2] == "title" else path[:4]


def _certain(checked: Checked, item: str, depth: int = 0) -> frozenset[str]:
    """Return what must have been answered for an item to be asked; what those items need in turn, too."""
    document = checked.find(item)
    if document is None or document.when is None or depth > len(checked.items):
        return frozenset()
    try:
        own = _needed(parse(document.when), holds=True)
    except ExpressionError:
        return frozenset()
    further = (_certain(checked, name.partition(".")[0], depth + 1) for name in own)
    return own.union(*further)


def _needed(condition: Expression, *, holds: bool) -> frozenset[str]:
    """Return the names without whose answer a condition could not be true (or false): unknown is neither."""
    match condition:
        case Negation(inner=inner):
            return _needed(inner, holds=not holds)
        case Both(parts=parts) | Either(parts=parts):
            each = [_needed(part, holds=holds) for part in parts]
            everyone = isinstance(condition, Both) is holds
            return frozenset().union(*each) if everyone else each[0].intersection(*each[1:])
        case Answered(name=name):
            return frozenset({str(name)}) if holds else frozenset()
        case _:
            return frozenset(_names(condition))


def _names(test: Expression) -> Iterator[str]:
    assert not isinstance(test, (Negation, Both, Either))  # noqa: S101 -- only tests come here
    for operand in operands(test):
        if isinstance(operand, Name):
            yield str(operand)
        elif (name := getattr(operand, "name", None)) is not None:
            yield str(name)
