"""The plan of a term: which questionnaire when, the brief day, reviews, events that charts mark."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from survey_app.definitions.organisation import Day, text_of
from survey_app.language import Text
from survey_app.questionnaire.documents import Document, Slug, TextDoc, Whole
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.marks import Marked, read, read_path
from survey_app.questionnaire.problems import Problem, has_errors, in_order

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
ROMAN = ("I", "II", "III", "IV")


def _month(given: object) -> object:
    if isinstance(given, str) and given and not _MONTH.fullmatch(given):
        raise PydanticCustomError("value-not-month", "not a month")
    return given


Month: TypeAlias = Annotated[
    str, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": f"^{_MONTH.pattern}$"})
]


class DayOfPeriodDoc(Document):
    """A day counted within a period."""

    month: Annotated[Whole, Field(ge=1, le=12)] = Field(default=1, description="month within the period, from 1")
    day: Annotated[Whole, Field(ge=1, le=31)] = Field(description="day of that month; its last day when it is shorter")


class EntryDoc(Document):
    """One line of the calendar."""

    questionnaire: Slug = Field(description="the questionnaire of these waves")
    every: Literal["month", "quarter", "year"] = Field(description="how often")
    opens: DayOfPeriodDoc = Field(description="first day")
    closes: DayOfPeriodDoc = Field(description="last day")
    prefix: Slug | None = Field(
        default=None,
        description="stands before the period in the names of the waves; needed when two entries share periods",
    )


class ReviewDoc(Document):
    """A review of a year or of the term."""

    review: Slug = Field(description="name of the review")
    date: Day = Field(description="its day")
    title: TextDoc = Field(description="its title")


class EventDoc(Document):
    """Something that charts mark."""

    date: Day = Field(description="its day")
    title: TextDoc = Field(description="its title")


class PlanDoc(Document):
    """A plan file."""

    plan: Slug = Field(description="name of the plan")
    title: TextDoc = Field(description="its title")
    start: Month = Field(description="first month of the term, such as 2021-09")
    end: Month = Field(description="last month of the term")
    calendar: list[EntryDoc] = Field(min_length=1, description="which questionnaire is asked when")
    brief_day: Annotated[Whole, Field(ge=1, le=28)] = Field(default=20, description="day of the monthly branch brief")
    brief_shift: Literal["previous", "next", "none"] = Field(
        default="previous", description="on a day off: the working day before or after, or no shift"
    )
    reviews: list[ReviewDoc] = Field(default=[], description="reviews")
    events: list[EventDoc] = Field(default=[], description="events that charts mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the calendar: (month within the period, day) of opening and closing."""

    questionnaire: str
    every: str
    opens: tuple[int, int]
    closes: tuple[int, int]
    prefix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that charts mark."""

    date: date
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review of a year or of the term."""

    review: str
    date: date
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWave:
    """One wave of the plan; it is open from the morning of ``opens`` to the end of ``closes``."""

    wave: str
    questionnaire: str
    title: Text
    opens: date
    closes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan, checked."""

    plan: str
    title: Text
    start: str
    end: str
    calendar: tuple[Entry, ...]
    events: tuple[Event, ...]
    reviews: tuple[Review, ...] = ()
    brief_day: int = 20
    brief_shift: str = "previous"

    @property
    def main(self) -> str:
        """The questionnaire that is asked most often, the first of several: its trend tells the term."""
        return max(dict.fromkeys(entry.questionnaire for entry in self.calendar), key=lambda one: len(self.waves(one)))

    def waves(self, questionnaire: str | None = None) -> tuple[PlannedWave, ...]:
        """Return the waves of every period that lies wholly within the term, by opening day; of one questionnaire."""
        entries = [entry for entry in self.calendar if questionnaire in {None, entry.questionnaire}]
        planned = [wave for entry in entries for wave in _waves(entry, self.start, self.end)]
        return tuple(sorted(planned, key=lambda wave: (wave.opens, wave.wave)))


def _waves(entry: Entry, start: str, end: str) -> Iterator[PlannedWave]:
    length = MONTHS[entry.every]
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (start, end))
    for begins in range(-(-first // length) * length, last - length + 2, length):
        year, period = begins // 12, begins % 12 // length + 1
        wave, title = _called(entry.every, year, period)
        yield PlannedWave(
            wave=wave if entry.prefix is None else f"{entry.prefix}-{wave}",
            questionnaire=entry.questionnaire,
            title=title,
            opens=_in_period(begins, *entry.opens),
            closes=_in_period(begins, *entry.closes),
        )


def _called(every: str, year: int, period: int) -> tuple[str, Text]:
    if every == "quarter":
        return f"{year}-Q{period}", {
            "vi": f"Quý {ROMAN[period - 1]} năm {year}",
            "en": f"Quarter {ROMAN[period - 1]} {year}",
        }
    if every == "month":
        return f"{year}-{period:02d}", {
            "vi": f"Tháng {period} năm {year}",
            "en": f"{calendar.month_name[period]} {year}",
        }
    return f"{year}", {"vi": f"Năm {year}", "en": f"{year}"}


def _in_period(begins: int, month: int, day: int) -> date:
    at = begins + month - 1
    year, number = at // 12, at % 12 + 1
    return date(year, number, min(day, calendar.monthrange(year, number)[1]))


def load_plan(text: str, *, file: str) -> Plan:
    """Return the plan written in a YAML text; ``QuestionnaireRejectedError`` with all problems at once."""
    return _accepted(examine_plan(read(text, file=file), file=file))


def read_plan_file(path: Path) -> Plan:
    """Return the plan of a file."""
    return _accepted(examine_plan(read_path(path), file=str(path)))


def _accepted(examined: tuple[Plan | None, tuple[Problem, ...]]) -> Plan:
    plan, problems = examined
    if plan is None:
        raise QuestionnaireRejectedError(problems)
    return plan


def examine_plan(marked: Marked, *, file: str) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan of a file that was read, and every problem."""
    if not marked.documents:
        return None, in_order(marked.problems)
    admitted = admit(marked.documents[0], PlanDoc, file=file)
    document, findings = admitted.document, admitted.findings
    if document is not None:
        _check(document, findings)
    problems = in_order([*marked.problems, *findings.problems])
    return (None if document is None or has_errors(problems) else _built(document)), problems


def _check_names(document: PlanDoc, findings: Findings) -> None:
    """Note the entries whose waves would be called like those of an earlier one."""
    first: dict[tuple[str, str | None], int] = {}
    for number, entry in enumerate(document.calendar):
        path, name = ("calendar", number, "questionnaire"), (entry.every, entry.prefix)
        if name in first:
            findings.add("plan-waves-repeated", path, given=entry.questionnaire, first=first[name])
        first.setdefault(name, findings.mark(path).line)


def _check(document: PlanDoc, findings: Findings) -> None:
    _check_names(document, findings)
    if document.end < document.start:
        findings.add("term-reversed", ("end",), start=document.start, end=document.end)
    for number, entry in enumerate(document.calendar):
        path = ("calendar", number)
        for key, day in (("opens", entry.opens), ("closes", entry.closes)):
            if day.month > MONTHS[entry.every]:
                findings.add("window-month", (*path, key, "month"), given=day.month, most=MONTHS[entry.every])
        if (entry.closes.month, entry.closes.day) < (entry.opens.month, entry.opens.day):
            findings.add("window-reversed", (*path, "closes"))
    for number, event in enumerate(document.events):
        if not document.start <= event.date.isoformat()[:7] <= document.end:
            findings.add("event-outside-term", ("events", number, "date"), given=event.date)
    first: dict[str, int] = {}
    for number, review in enumerate(document.reviews):
        path_ = ("reviews", number, "review")
        if review.review in first:
            findings.add("name-repeated", path_, given=review.review, first=first[review.review])
        first.setdefault(review.review, findings.mark(path_).line)


def _built(document: PlanDoc) -> Plan:
    return Plan(
        plan=document.plan,
        title=text_of(document.title),
        start=document.start,
        end=document.end,
        calendar=tuple(
            Entry(
                questionnaire=entry.questionnaire,
                every=entry.every,
                opens=(entry.opens.month, entry.opens.day),
                closes=(entry.closes.month, entry.closes.day),
                prefix=entry.prefix,
            )
            for entry in document.calendar
        ),
        events=tuple(
            Event(date=event.date, title=text_of(event.title))
            for event in sorted(document.events, key=lambda event: event.date)
        ),
        reviews=tuple(
            Review(review=review.review, date=review.date, title=text_of(review.title)) for review in document.reviews
        ),
        brief_day=document.brief_day,
        brief_shift=document.brief_shift,
    )
