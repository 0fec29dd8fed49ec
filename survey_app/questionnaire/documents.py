"""The shape of a questionnaire file: what the YAML door lets in. Its descriptions feed the reference and the schema."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from survey_app.questionnaire.dates import moment


class Document(BaseModel):
    """Any map of a YAML file: frozen, and nothing unknown is passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_REAL = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")


def _whole(given: object) -> object:
    if isinstance(given, str) and given and not _WHOLE.fullmatch(given):
        raise PydanticCustomError("value-not-whole", "not a whole number")
    return given


def _real(given: object) -> object:
    if isinstance(given, str) and given and not _REAL.fullmatch(given):
        raise PydanticCustomError("value-not-number", "not a number")
    return given


def _moment(given: object) -> object:
    if isinstance(given, str) and given and moment(given) is None:
        raise PydanticCustomError("value-not-moment", "not a date")
    return given


def _flag(given: object) -> object:
    if isinstance(given, str) and given and given not in {"true", "false"}:
        raise PydanticCustomError("value-not-flag", "neither true nor false")
    return given


Whole: TypeAlias = Annotated[int, BeforeValidator(_whole)]
Real: TypeAlias = Annotated[float, BeforeValidator(_real)]
Moment: TypeAlias = Annotated[
    str,
    BeforeValidator(_moment),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}),
]
"""A year, a month or a day as written: 2021, 2021-03 or 2021-03-05."""
Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Code: TypeAlias = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=999)]
Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+){0,8}$", max_length=60)]
Wave: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]
Cell: TypeAlias = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]
"""A value as written; editors see digits as numbers."""
Line: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Translations(Document):
    """A text in several languages."""

    vi: Line | None = Field(default=None, description="Vietnamese")
    en: Line | None = Field(default=None, description="English")


def _text_kind(given: object) -> str | None:
    if isinstance(given, str):
        return "plain"
    return "languages" if isinstance(given, (dict, Translations)) else None


TextDoc: TypeAlias = Annotated[
    Annotated[Line, Tag("plain")] | Annotated[Translations, Tag("languages")], Discriminator(_text_kind)
]


Options: TypeAlias = Annotated[
    dict[Code, TextDoc],
    Field(
        json_schema_extra={"minProperties": 2, "propertyNames": {"pattern": "^([0-9]|[1-8][0-9]|9[0-7])$"}},
    ),
]
"""Codes and labels. Editors hold the codes to what the rules hold them to."""


class PartDoc(Translations):
    """A part of a battery in several languages."""

    short: TextDoc | None = Field(default=None, description="a few words that name it without the battery's text")


PartTextDoc: TypeAlias = Annotated[
    Annotated[Line, Tag("plain")] | Annotated[PartDoc, Tag("languages")], Discriminator(_text_kind)
]


class ContinuesDoc(Document):
    """Keeps a trend although the item was changed; printed as a footnote for ever."""

    since: Wave = Field(description="the wave from which the new wording holds, for example 2024-Q1")
    why: TextDoc = Field(description="why the answers may still be compared")


class ItemDoc(Document):
    """What every item may say."""

    item: Id = Field(description="name of the item: lower case, digits, underscore; used in conditions and tables")
    text: TextDoc = Field(description="the question as members read it")
    short: TextDoc | None = Field(default=None, description="a few words that name it in titles and rows of reports")
    help: TextDoc | None = Field(default=None, description="a short explanation under the question")
    when: Line | None = Field(default=None, description="condition over earlier items; unknown hides the item")
    sensitive: Flag = Field(default=False, description="true: stricter thresholds at release")
    required: Flag = Field(default=False, description="true: asks once, softly; nobody is ever forced")
    continues: ContinuesDoc | None = Field(default=None, description="keeps the trend over a change, with the reason")


class AnsweredDoc(ItemDoc):
    """What every item with options may say besides."""

    no_dont_know: TextDoc | None = Field(
        default=None, description="drops the exit 'Khó trả lời' and says why; the other exit always stays"
    )


class SingleDoc(AnsweredDoc):
    """Choose one of unordered options."""

    type: Literal["single"] = Field(description="single: choose one")
    options: Options = Field(description="code: label; codes 0 to 97")
    order: Literal["fixed", "random"] = Field(default="fixed", description="random: shuffled on the page, codes kept")


class MultiDoc(AnsweredDoc):
    """Choose any of the options."""

    type: Literal["multi"] = Field(description="multi: choose any")
    options: Options = Field(description="code: label; codes 0 to 97")
    order: Literal["fixed", "random"] = Field(default="fixed", description="random: shuffled on the page, codes kept")
    other: Code | None = Field(default=None, description="code of the option that opens a text box")
    at_most: Whole | None = Field(default=None, description="how many options may be chosen")


class SidedDoc(AnsweredDoc):
    """An item on a scale."""

    scale: Line = Field(description="name of a scale under scales, or of a preset")
    favourable: list[Code] | None = Field(
        default=None, description="favourable codes for this item, over the scale's own"
    )
    unfavourable: list[Code] | None = Field(
        default=None, description="unfavourable codes for this item, over the scale's own"
    )


class ScaleItemDoc(SidedDoc):
    """Choose one point of a scale."""

    type: Literal["scale"] = Field(description="scale: one point of a scale")


class BatteryDoc(SidedDoc):
    """Several parts on one scale."""

    type: Literal["battery"] = Field(description="battery: several parts on one scale")
    parts: dict[Id, PartTextDoc] = Field(
        min_length=1, description="part: its text; beside the languages it may have `short`, as an item"
    )


class NumberDoc(AnsweredDoc):
    """A number between two bounds."""

    type: Literal["number"] = Field(description="number: a number")
    low: Real = Field(alias="from", description="smallest number")
    high: Real = Field(alias="to", description="largest number")
    unit: TextDoc | None = Field(default=None, description="written after the box")
    whole: Flag = Field(default=True, description="false: decimals allowed")


class DateDoc(AnsweredDoc):
    """A date between two others."""

    type: Literal["date"] = Field(description="date: a day, a month or a year")
    earliest: Moment = Field(alias="from", description="earliest date, written by grain: 2021-03-05, 2021-03 or 2021")
    latest: Moment = Field(alias="to", description="latest date, written the same way")
    grain: Literal["day", "month", "year"] = Field(default="day", description="how finely it is asked")


class RankingDoc(AnsweredDoc):
    """Put options in order."""

    type: Literal["ranking"] = Field(description="ranking: first choice, second choice …")
    options: Options = Field(description="code: label; codes 0 to 97")
    order: Literal["fixed", "random"] = Field(default="fixed", description="random: shuffled on the page, codes kept")
    at_most: Whole | None = Field(default=None, description="how many places are given; left out: all options")


class FreeTextDoc(ItemDoc):
    """A short text."""

    type: Literal["text"] = Field(description="text: a short text, sealed apart and never tabulated")
    longest: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=1000)] = Field(
        default=280, description="most characters"
    )


class NoteDoc(ItemDoc):
    """Words that ask nothing."""

    type: Literal["note"] = Field(description="note: words that ask nothing")


AnyItem: TypeAlias = Annotated[
    SingleDoc | MultiDoc | ScaleItemDoc | BatteryDoc | NumberDoc | DateDoc | RankingDoc | FreeTextDoc | NoteDoc,
    Field(discriminator="type"),
]
TYPES = ("single", "multi", "scale", "battery", "number", "date", "ranking", "text", "note")


class ScaleDoc(Document):
    """An ordered set of options."""

    options: Options = Field(description="code: label, from low to high")
    favourable: list[Code] = Field(default=[], description="codes that lean to the good side")
    unfavourable: list[Code] = Field(default=[], description="codes that lean to the bad side")


class PageDoc(Document):
    """A block of items; members still see one item per screen."""

    page: Slug = Field(description="name of the page: lower case, digits, hyphen")
    title: TextDoc | None = Field(default=None, description="heading over the items of the page")
    items: list[AnyItem] = Field(min_length=1, description="the items, in order")


class IndexDoc(Document):
    """A composite of scale columns."""

    index: Id = Field(description="name of the index")
    title: TextDoc = Field(description="its title")
    items: list[Line] = Field(min_length=1, description="scale items or item.part; a minus counts from the other end")
    method: Literal["mean_0_100"] = Field(default="mean_0_100", description="mean of the members, each on 0-100")
    headline: Flag = Field(default=False, description="true: the committee's first chart")


def _one_or_many(given: object) -> object:
    return [given] if isinstance(given, str) else given


class TableDoc(Document):
    """One line of the table plan."""

    stub: Annotated[list[Line], BeforeValidator(_one_or_many, json_schema_input_type=str | list[str])] = Field(
        min_length=1, description="item, item.part or index; or a list of them"
    )
    banner: list[Line] = Field(default=["total"], min_length=1, description="total, group, or the name of a trait")
    chart: Literal["diverging", "stacked", "bars", "trend", "none"] = Field(
        default="diverging", description="how it is drawn"
    )
    waves: Literal["all"] = Field(default="all", description="all: over every wave with the same question")


class TestDoc(Document):
    """A routing test."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["skips"]}, {"required": ["asks"]}]})
    __test__ = False
    name: Line = Field(description="what the test shows, in words")
    answers: dict[Line, Cell | list[Cell] | dict[str, Cell]] = Field(default={}, description="item: answer")
    skips: list[Line] = Field(default=[], description="items that must not be asked")
    asks: list[Line] = Field(default=[], description="items that must be asked")


class QuestionnaireDoc(Document):
    """A questionnaire file."""

    questionnaire: Slug = Field(description="name of the questionnaire: lower case, digits, hyphen")
    title: TextDoc = Field(description="title that members see")
    languages: list[Literal["vi", "en"]] = Field(
        default=["vi"], min_length=1, description="languages; a plain text is in the first one"
    )
    minutes: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=60)] = Field(
        description="minutes stated to members"
    )
    purpose: TextDoc = Field(description="why the organisation asks, on the first page")
    scales: dict[Id, ScaleDoc] = Field(default={}, description="scales of this questionnaire")
    pages: list[PageDoc] = Field(min_length=1, description="the pages, in order")
    traits: list[AnyItem] = Field(default=[], description="background questions, asked last; at most two by default")
    most_traits: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=6)] = Field(
        default=2, description="raises the number of background questions allowed"
    )
    indices: list[IndexDoc] = Field(default=[], description="composites of scale items")
    tables: list[TableDoc] = Field(
        default=[], description="the table plan; left out: every item in total, by group and by each trait"
    )
    tests: list[TestDoc] = Field(default=[], description="routing tests, run by survey check")
    accepts: dict[str, Line] = Field(
        default={}, description="rule of a warning that stands knowingly: the reason, for those who read the file"
    )
