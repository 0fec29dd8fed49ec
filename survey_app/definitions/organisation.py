"""The organisation: branches, their fixed reporting groups, headcounts by date, the bodies that own proposals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from survey_app.errors import SurveyError
from survey_app.language import N_, Text
from survey_app.questionnaire.documents import Document, Slug, TextDoc, Translations, Whole
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.marks import Marked, read, read_path
from survey_app.questionnaire.problems import Problem, has_errors, in_order, listed, nearest

SMALLEST_GROUP = 25
"""People on the roll of a reporting group: below it, results and response rates would expose single people."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(given: object) -> object:
    if not isinstance(given, str) or not given:
        return given
    try:
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise PydanticCustomError("value-not-date", "not a date")


Day: TypeAlias = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]$"})
]


class GroupDoc(Document):
    """A reporting group, fixed over the waves."""

    group: Slug = Field(description="name of the group")
    title: TextDoc = Field(description="its title")


class BranchDoc(Document):
    """A branch."""

    branch: Slug = Field(description="name of the branch")
    title: TextDoc = Field(description="its title")
    group: Slug = Field(description="the reporting group it belongs to")
    headcounts: dict[Day, Annotated[Whole, Field(ge=1, le=10_000_000)]] = Field(
        min_length=1, description="day: members on the roll from that day"
    )


class BodyDoc(Document):
    """A body that can own a proposal."""

    body: Slug = Field(description="name of the body")
    title: TextDoc = Field(description="its title")


class OrganisationDoc(Document):
    """An organisation file."""

    organisation: Slug = Field(description="name of the organisation")
    title: TextDoc = Field(description="full title, as on documents")
    short: TextDoc | None = Field(default=None, description="short title, for page heads")
    superior: TextDoc | None = Field(default=None, description="the superior body, as on documents")
    place: TextDoc | None = Field(default=None, description="place, as before the date of documents")
    groups: list[GroupDoc] = Field(min_length=1, description="reporting groups")
    branches: list[BranchDoc] = Field(min_length=1, description="branches")
    bodies: list[BodyDoc] = Field(default=[], description="bodies that own proposals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A reporting group."""

    group: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch with its headcounts, oldest first."""

    branch: str
    title: Text
    group: str
    headcounts: tuple[tuple[date, int], ...]

    def headcount(self, on: date) -> int | None:
        """Return the members on the roll of a day; None before the first headcount."""
        known = [count for since, count in self.headcounts if since <= on]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that can own a proposal."""

    body: str
    title: Text


class HeadcountMissingError(SurveyError):
    """A branch has no headcount for the day that is asked for."""

    code = "headcount-missing"
    found = N_("Chi bộ “{branch}” chưa có quân số cho ngày {on}.")
    fix = N_("Thêm một dòng dưới headcounts của chi bộ, với ngày không muộn hơn {on}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation, checked."""

    organisation: str
    title: Text
    short: Text
    superior: Text
    place: Text
    groups: tuple[Group, ...]
    branches: tuple[Branch, ...]
    bodies: tuple[Body, ...]

    def branch(self, name: str) -> Branch:
        """Return the branch of that name; KeyError when there is none."""
        for branch in self.branches:
            if branch.branch == name:
                return branch
        raise KeyError(name)

    def group(self, name: str) -> Group:
        """Return the reporting group of that name; KeyError when there is none."""
        for group in self.groups:
            if group.group == name:
                return group
        raise KeyError(name)

    def members(self, group: str) -> tuple[Branch, ...]:
        """Return the branches of a reporting group."""
        return tuple(branch for branch in self.branches if branch.group == group)

    def headcount(self, branch: str, on: date) -> int:
        """Return the members of a branch on the roll of a day.

        Raises
        ------
        HeadcountMissingError
            The branch has no headcount of that day or earlier.
        """
        count = self.branch(branch).headcount(on)
        if count is None:
            raise HeadcountMissingError(branch=branch, on=on.isoformat())
        return count


def load_organisation(text: str, *, file: str) -> Organisation:
    """Return the organisation written in a YAML text; ``QuestionnaireRejectedError`` with all problems at once."""
    return _accepted(examine_organisation(read(text, file=file), file=file))


def read_organisation_file(path: Path) -> Organisation:
    """Return the organisation of a file."""
    return _accepted(examine_organisation(read_path(path), file=str(path)))


def _accepted(examined: tuple[Organisation | None, tuple[Problem, ...]]) -> Organisation:
    organisation, problems = examined
    if organisation is None:
        raise QuestionnaireRejectedError(problems)
    return organisation


def text_of(written: TextDoc | None) -> Text:
    """Return a text of a definition file; a plain string is Vietnamese."""
    if written is None:
        return {}
    if isinstance(written, Translations):
        spoken = {"vi": written.vi, "en": written.en}
        return {language: words for language, words in spoken.items() if words}
    return {"vi": written}


def examine_organisation(marked: Marked, *, file: str) -> tuple[Organisation | None, tuple[Problem, ...]]:
    """Return the organisation of a file that was read, and every problem."""
    if not marked.documents:
        return None, in_order(marked.problems)
    admitted = admit(marked.documents[0], OrganisationDoc, file=file)
    document, findings = admitted.document, admitted.findings
    if document is not None:
        _check(document, findings, admitted.refused)
    problems = in_order([*marked.problems, *findings.problems])
    return (None if document is None or has_errors(problems) else _built(document)), problems


def _check(document: OrganisationDoc, findings: Findings, refused: frozenset[str]) -> None:
    once(findings, "groups", "group", [group.group for group in document.groups])
    once(findings, "branches", "branch", [branch.branch for branch in document.branches])
    once(findings, "bodies", "body", [body.body for body in document.bodies])
    groups = [group.group for group in document.groups]
    for number, branch in enumerate(document.branches):
        path = ("branches", number)
        if branch.group not in groups and branch.group not in refused:
            meant = nearest(branch.group, groups)
            findings.add("group-unknown", (*path, "group"), given=branch.group, known=listed(groups), meant=meant)
        for before, after in pairwise(branch.headcounts):
            if after <= before:
                findings.add("headcounts-order", (*path, "headcounts", after.isoformat()), key=True, given=after)
    if refused:
        return
    days = sorted({day for branch in document.branches for day in branch.headcounts})
    for number, group in enumerate(groups):
        members = [branch for branch in document.branches if branch.group == group]
        if not members:
            findings.add("group-empty", ("groups", number), given=group)
        for day in days if members else []:
            count = sum(_on(branch, day) for branch in members)
            if 0 < count < SMALLEST_GROUP:
                findings.add(
                    "group-small", ("groups", number), given=group, count=count, date=day, least=SMALLEST_GROUP
                )
                break


def _on(branch: BranchDoc, day: date) -> int:
    return next((count for since, count in reversed(branch.headcounts.items()) if since <= day), 0)


def once(findings: Findings, section: str, key: str, names: Sequence[str]) -> None:
    """Note every name of a section that was used before."""
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        path = (section, number, key)
        if name in first:
            findings.add("name-repeated", path, given=name, first=first[name])
        first.setdefault(name, findings.mark(path).line)


def _built(document: OrganisationDoc) -> Organisation:
    title = text_of(document.title)
    return Organisation(
        organisation=document.organisation,
        title=title,
        short=text_of(document.short) or title,
        superior=text_of(document.superior),
        place=text_of(document.place),
        groups=tuple(Group(group=group.group, title=text_of(group.title)) for group in document.groups),
        branches=tuple(
            Branch(
                branch=branch.branch,
                title=text_of(branch.title),
                group=branch.group,
                headcounts=tuple(branch.headcounts.items()),
            )
            for branch in document.branches
        ),
        bodies=tuple(Body(body=body.body, title=text_of(body.title)) for body in document.bodies),
    )
