"""A questionnaire on paper: one HTML file for A4, black on white, that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey_app import paths
from survey_app.language import N_, Text, say, translate
from survey_app.questionnaire.formatting import block, inline
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Grain,
    Item,
    Multi,
    Note,
    Number,
    Option,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.piping import unpiped
from survey_app.questionnaire.sentences import sentence

EXITS: dict[Exit, tuple[int, str]] = {
    Exit.DONT_KNOW: (98, N_("Khó trả lời")),
    Exit.REFUSED: (99, N_("Không muốn trả lời")),
}
ONE = N_("Đánh dấu một ô.")
ANY = N_("Có thể đánh dấu nhiều ô.")
AT_MOST = N_("Đánh dấu nhiều nhất {most} ô.")
RANK = N_("Ghi số 1 vào ô trước mục quan trọng nhất, số 2 vào mục thứ hai, tiếp tục đến hết.")
RANK_FIRST = N_("Ghi số từ 1 đến {most} vào ô trước {most} mục quan trọng nhất, số 1 là quan trọng nhất.")
WRITE_NUMBER = N_("Ghi một số từ {low} đến {high}.")
WRITE_WHOLE = N_("Ghi một số nguyên từ {low} đến {high}.")
WRITE_TEXT = N_("Viết ngắn gọn, không nêu tên hay chức vụ của ai, không viết nội dung mật.")
EACH = N_("Mỗi dòng đánh dấu một ô.")
ONLY_IF = N_("Chỉ trả lời nếu {condition}.")
CHARACTERS_OF_LINE = 62
MOST_LINES = 8
MOST_CELLS = 8
FITS = {5: 10, 4: 16, 3: 22, 2: 36}
"""Letters of the longest label that still fits so many columns side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A box to tick or to number, with the code that is keyed in later."""

    code: str
    label: str
    write: bool = False
    """A line to write on follows: the option is "other"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Boxes that belong together: all of a question, or those of one part."""

    text: str
    marks: Sequence[Mark]
    exits: Sequence[Mark]
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as paper shows it. ``number`` is empty for a note."""

    number: str
    text: str
    help: str
    condition: str
    how: str
    kind: str
    groups: Sequence[Group] = ()
    cells: Sequence[int] = ()
    unit: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page of the questionnaire under its title."""

    title: str
    asked: Sequence[Asked]


def paper_form(questionnaire: Questionnaire, language: str) -> str:
    """Return the HTML of the paper form in one language."""
    environment = Environment(
        loader=FileSystemLoader(paths.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install = getattr(environment, "install_gettext_callables")  # noqa: B009 -- the extension adds it, untyped
    install(lambda message: translate(message, language), lambda one, *_: translate(one, language), newstyle=True)
    environment.filters |= {"inline": inline, "block": block}
    writer = _Writer(questionnaire, language)
    return environment.get_template("paper/form.html").render(
        language=language,
        title=say(questionnaire.title, language),
        purpose=say(questionnaire.purpose, language),
        minutes=questionnaire.minutes,
        identity=questionnaire.questionnaire,
        sections=list(writer.sections()),
    )


class _Writer:
    """Lays a questionnaire out in one language; questions are numbered through."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire = questionnaire
        self.quoted = _numbered(questionnaire)
        self.language = language
        self.number = 0

    def sections(self) -> Iterator[Section]:
        for page in self.questionnaire.pages:
            title = self.said(page.title) if page.title else ""
            yield Section(title=title, asked=[self.asked(item) for item in page.items])
        if self.questionnaire.traits:
            title = translate(N_("Thông tin chung"), self.language)
            yield Section(title=title, asked=[self.asked(item) for item in self.questionnaire.traits])

    def said(self, text: Text) -> str:
        return say(unpiped(text), self.language)

    def tell(self, message: str, **fields: object) -> str:
        return translate(message, self.language).format(**fields)

    def asked(self, item: Item) -> Asked:
        number = ""
        if not isinstance(item, Note):
            self.number += 1
            number = f"{self.number}"
        condition = ""
        if item.when is not None:
            said = sentence(item.when, self.quoted, self.language)
            condition = self.tell(ONLY_IF, condition=said)
        cells, unit, lines = self.room(item)
        return Asked(
            number=number,
            text=self.said(item.text),
            help=self.said(item.help) if item.help else "",
            condition=condition,
            how=self.how(item),
            kind="rank" if isinstance(item, Ranking) else "many" if isinstance(item, Multi) else "one",
            groups=tuple(self.groups(item)),
            cells=cells,
            unit=unit,
            lines=lines,
        )

    def how(self, item: Item) -> str:  # noqa: PLR0911 -- one per type
        match item:
            case Multi():
                return self.tell(AT_MOST, most=item.at_most) if item.at_most else self.tell(ANY)
            case Ranking():
                return self.tell(RANK_FIRST, most=item.at_most) if item.at_most else self.tell(RANK)
            case Battery():
                return self.tell(EACH)
            case Number():
                return self.tell(
                    WRITE_WHOLE if item.whole else WRITE_NUMBER, low=_figure(item.low), high=_figure(item.high)
                )
            case FreeText():
                return self.tell(WRITE_TEXT)
            case Single() | ScaleItem():
                return self.tell(ONE)
            case _:
                return ""

    def groups(self, item: Item) -> Iterator[Group]:
        match item:
            case Single(options=options) | Ranking(options=options):
                yield self.group(item, "", options)
            case Multi(options=options):
                yield self.group(item, "", options, other=item.other)
            case ScaleItem(scale=scale):
                yield self.group(item, "", scale.options)
            case Battery(scale=scale, parts=parts):
                for part in parts:
                    yield self.group(item, self.said(part.text), scale.options)
            case Number() | DateItem():
                yield self.group(item, "", ())
            case _:
                return

    def group(self, item: Item, text: str, options: Sequence[Option], *, other: int | None = None) -> Group:
        marks = [
            Mark(code=str(option.code), label=say(option.label, self.language), write=option.code == other)
            for option in options
        ]
        exits = [Mark(code=str(code), label=self.tell(label)) for code, label in (EXITS[way] for way in item.exits)]
        longest = max((len(mark.label) for mark in marks), default=0)
        return Group(text=text, marks=marks, exits=exits, columns=1 if other else _columns(len(marks), longest))

    def room(self, item: Item) -> tuple[tuple[int, ...], str, int]:
        """Return the cells to write figures in, what is printed after them, and the lines to write on."""
        match item:
            case Number():
                unit = say(item.unit, self.language) if item.unit else ""
                digits = max(len(f"{abs(math.trunc(bound))}") for bound in (item.low, item.high))
                return (
                    ((0,), unit, 0) if digits > MOST_CELLS or not item.whole or item.low < 0 else ((digits,), unit, 0)
                )
            case DateItem():
                return {Grain.DAY: (2, 2, 4), Grain.MONTH: (2, 4), Grain.YEAR: (4,)}[item.grain], "", 0
            case FreeText():
                return (), "", min(max(math.ceil(item.longest / CHARACTERS_OF_LINE), 1), MOST_LINES)
            case _:
                return (), "", 0


def _columns(count: int, longest: int) -> int:
    """Return how many columns the boxes take: all in one row where they fit, else two that are read downwards."""
    if longest <= FITS.get(count, 0):
        return count
    return 2 if count > 3 and longest <= FITS[2] else 1


def _numbered(questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the number of each question before its words, as conditions quote them."""
    number = 0

    def told(items: Sequence[Item]) -> Iterator[Item]:
        nonlocal number
        for item in items:
            number += not isinstance(item, Note)
            yield replace(item, text={language: f"{number}. {words}" for language, words in unpiped(item.text).items()})

    return replace(
        questionnaire, pages=tuple(replace(page, items=tuple(told(page.items))) for page in questionnaire.pages)
    )


def _figure(value: float) -> str:
    return f"{value:g}" if value != int(value) else str(int(value))
