"""Strata: branches as the ballots know them, small ones merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from survey_app.ballots.manifest import Stratum
from survey_app.definitions.organisation import Branch, Organisation
from survey_app.errors import SurveyError
from survey_app.language import N_

SMALLEST_STRATUM = 8
"""A roll smaller than this is merged with a neighbour of its reporting group before anything is printed."""
MOST_STRATA = 65_535


class NoHeadcountError(SurveyError):
    """A branch of which nobody said how many members it has."""

    code = "wave-without-headcounts"
    found = N_("Chưa có số đảng viên ngày {day} của: {branches}.")
    fix = N_("Ghi số đảng viên (headcounts) của từng chi bộ vào organisation.yaml, kèm ngày áp dụng.")


class SmallGroupError(SurveyError):
    """A reporting group too small to hide anybody."""

    code = "group-too-small"
    found = N_("Nhóm {group} chỉ có {headcount} người; một nhóm cần ít nhất {least}.")
    fix = N_("Ghép nhóm này với nhóm khác trong organisation.yaml.")


def strata_of(organisation: Organisation, *, on: date, spares: int = 0) -> tuple[Stratum, ...]:
    """Return the strata on a day: branches, small ones merged within their reporting group until the roll is eight.

    The smallest is merged with the next smallest, as often as needed; equal rolls keep the order of the file.

    Raises
    ------
    NoHeadcountError, SmallGroupError
        when a branch has no headcount on that day, or a whole group is smaller than eight.
    """
    rolls = {branch.branch: branch.headcount(on) or 0 for branch in organisation.branches}
    missing = [branch.branch for branch in organisation.branches if not rolls[branch.branch]]
    if missing or not rolls:
        raise NoHeadcountError(day=on.isoformat(), branches=", ".join(missing) or "—")
    strata: list[Stratum] = []
    for group in organisation.groups:
        members = [branch for branch in organisation.branches if branch.group == group.group]
        bundles = _merged([[branch] for branch in members], rolls, group.group)
        strata.extend(_stratum(bundle, rolls, organisation, spares) for bundle in bundles)
    if len(strata) > MOST_STRATA or sum(len(stratum.branches) for stratum in strata) != len(rolls):
        raise ValueError("strata must hold every branch once, and ballots can number 65,535 of them")
    return tuple(strata)


def _merged(parts: list[list[Branch]], rolls: Mapping[str, int], group: str) -> list[list[Branch]]:
    """Return the branches of one group in bundles of at least eight people."""

    def roll(part: list[Branch]) -> int:
        return sum(rolls[branch.branch] for branch in part)

    while len(parts) > 1 and roll(min(parts, key=roll)) < SMALLEST_STRATUM:
        first, second = sorted(parts, key=roll)[:2]
        parts = [part for part in parts if part is not first and part is not second]
        parts.append(first + second)
    if parts and roll(parts[0]) < SMALLEST_STRATUM:
        raise SmallGroupError(group=group, headcount=roll(parts[0]), least=SMALLEST_STRATUM)
    return parts


def _stratum(branches: list[Branch], rolls: Mapping[str, int], organisation: Organisation, spares: int) -> Stratum:
    place = {branch.branch: at for at, branch in enumerate(organisation.branches)}
    ordered = sorted(branches, key=lambda branch: place[branch.branch])
    languages = list(dict.fromkeys(language for branch in ordered for language in branch.title))
    return Stratum(
        stratum="+".join(branch.branch for branch in ordered),
        title={
            language: ", ".join(branch.title.get(language, next(iter(branch.title.values()))) for branch in ordered)
            for language in languages
        },
        group=ordered[0].group,
        branches=tuple(branch.branch for branch in ordered),
        headcount=sum(rolls[branch.branch] for branch in ordered),
        spares=spares,
    )
