"""The questionnaire as the rest of the program sees it: frozen, complete, already checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from survey_app.language import Text
from survey_app.questionnaire.expressions import Expression


class Exit(StrEnum):
    """The two ways out of a question; values of their own kind, never numbers."""

    DONT_KNOW = "dont_know"
    REFUSED = "refused"


class Grain(StrEnum):
    """How finely a date is asked."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Side(StrEnum):
    """Which way a response option leans."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One response option: its code is stored, its label is shown."""

    code: int
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An ordered set of options with its favourable and unfavourable ends; every other code is neutral."""

    scale: str
    options: tuple[Option, ...]
    favourable: frozenset[int]
    unfavourable: frozenset[int]

    def side(self, code: int) -> Side:
        """Return which way a code leans."""
        if code in self.favourable:
            return Side.FAVOURABLE
        return Side.UNFAVOURABLE if code in self.unfavourable else Side.NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of a battery. ``short`` names it where the battery's own text is not beside it."""

    part: str
    text: Text
    short: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continues:
    """Why the trend of a reworded item goes on, and since which wave; printed as a footnote for ever."""

    since: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseItem:
    """What every item has. ``exits`` is empty only for notes and texts; ``short`` is for titles and rows of reports."""

    item: str
    text: Text
    help: Text | None = None
    when: Expression | None = None
    sensitive: bool = False
    required: bool = False
    exits: tuple[Exit, ...] = (Exit.DONT_KNOW, Exit.REFUSED)
    continues: Continues | None = None
    short: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(BaseItem):
    """Choose one of unordered options."""

    options: tuple[Option, ...]
    random: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Multi(BaseItem):
    """Choose any of the options; ``other`` is the code that opens a text box."""

    options: tuple[Option, ...]
    other: int | None = None
    at_most: int | None = None
    random: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem(BaseItem):
    """Choose one point of a scale."""

    scale: Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery(BaseItem):
    """Several parts answered on one scale."""

    scale: Scale
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(BaseItem):
    """A number between two bounds, inclusive."""

    low: float
    high: float
    unit: Text | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DateItem(BaseItem):
    """A date between two others, inclusive; a month or a year stands as its first day."""

    earliest: date
    latest: date
    grain: Grain = Grain.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(BaseItem):
    """Put options in order, first choice first; ``at_most`` is how many places are given."""

    options: tuple[Option, ...]
    at_most: int | None = None
    random: bool = False

    @property
    def places(self) -> int:
        """Return how many places a member may fill."""
        return len(self.options) if self.at_most is None else self.at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText(BaseItem):
    """A short text; sealed apart from the codes and never shown beside them."""

    longest: int = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(BaseItem):
    """A text that asks nothing."""


Item: TypeAlias = Single | Multi | ScaleItem | Battery | Number | DateItem | Ranking | FreeText | Note


def options_of(item: Item) -> tuple[Option, ...]:
    """Return the options that an item (or each part of a battery) offers; empty for numbers, dates, texts and notes."""
    if isinstance(item, (Single, Multi, Ranking)):
        return item.options
    return item.scale.options if isinstance(item, (ScaleItem, Battery)) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A block of items declared together; the member still sees one item per screen."""

    page: str
    title: Text | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A composite of scale columns, 0-100; ``reversed`` columns count from the other end."""

    index: str
    title: Text
    columns: tuple[str, ...]
    reversed: frozenset[str]
    headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTable:
    """One line of the table plan: a stub (an item, or one column of it) and its banners."""

    stub: str
    banner: tuple[str, ...]
    chart: str = "diverging"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingTest:
    """An example of a member's answers, with the items that must be reached or skipped."""

    name: str
    answers: dict[str, object]
    skips: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A whole questionnaire."""

    questionnaire: str
    title: Text
    languages: tuple[str, ...]
    minutes: int
    purpose: Text
    pages: tuple[Page, ...]
    traits: tuple[Single | ScaleItem, ...]
    indices: tuple[Index, ...]
    tables: tuple[PlannedTable, ...]
    tests: tuple[RoutingTest, ...] = ()
    canonical: str = field(default="", repr=False)
    """The canonical text that a wave freezes; its sha256 is the digest."""
    _by_id: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {item.item: item for item in reversed(tuple(self.items()))})

    def items(self) -> Iterator[Item]:
        """Yield every item in the order members meet them, traits last."""
        for page in self.pages:
            yield from page.items
        yield from self.traits

    def item(self, name: str) -> Item:
        """Return the item with this id; KeyError when there is none."""
        return self._by_id[name]

    @property
    def headline(self) -> Index | None:
        """The index that the committee's first chart shows."""
        return next((index for index in self.indices if index.headline), next(iter(self.indices), None))
