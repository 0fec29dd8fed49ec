"""Percentages that somebody published before: whole percents of the organisation, without errors and without breakdown.

Nothing can be estimated here. What is kept is what was told: per column the shares of its options, or of a side, with
the number of answers where it is known. The rule of the smallest base holds here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.codebook import Column, Kind
from analysis.disclosure.cube import hashed
from analysis.disclosure.released import (
    TOTAL,
    ReleasedBase,
    ReleasedCell,
    ReleasedCube,
    ReleasedLevel,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedPopulation,
    ReleasedStub,
    ReleasedTable,
    Text,
)
from analysis.disclosure.rules import Rules

POPULATION_UNKNOWN = "population_unknown"
"""Note: the publication says nothing of the roll, or of how many answered; the numbers stand as nought."""
WHOLE: Text = {"vi": "Toàn đơn vị", "en": "Whole organisation"}
SIDES = ("favourable", "neutral", "unfavourable")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedColumn:
    """What was published of one column in one wave.

    Parameters
    ----------
    percents : 0-100 by code, or by side where only a side was published.
    n : answers to the item; None where unknown.
    """

    column: Column
    percents: Mapping[int | str, float]
    n: int | None = None
    parent: Text | None = None
    digest: str = ""
    chart: str = "diverging"


def release_published(
    *,
    columns: Sequence[PublishedColumn],
    roll: int | None,
    answers: int | None,
    rules: Rules,
    wave: str,
    questionnaire: str,
    title: Text,
    provenance: str,
    day: str,
    manifest: str,
    code: str,
    chain: str | None,
) -> ReleasedCube:
    """Return the cube of a wave of which only published percentages are left. It has no counts and no errors.

    Parameters
    ----------
    roll, answers : people on the roll and people who answered; None where the publication does not say.
    day : ISO day of the wave.
    chain : hash of the release that stands before this one in the ledger.
    """
    known = roll is not None and answers is not None
    response = min(round(100 * (answers or 0) / roll), 100) if known and roll else 0
    cube = ReleasedCube(
        wave=wave,
        questionnaire=questionnaire,
        title=title,
        provenance=provenance,
        opened=day,
        closed=day,
        manifest=manifest,
        previous=chain,
        code=code,
        population=ReleasedPopulation(
            N=roll or 0, n=answers or 0, response=response, note=() if known else (POPULATION_UNKNOWN,)
        ),
        tables=tuple(_table(column, rules) for column in columns),
        rules=rules.told(),
        audit={"targets": 0, "joint": 0},
    )
    return hashed(cube)


def _table(published: PublishedColumn, rules: Rules) -> ReleasedTable:
    column = published.column
    small = published.n is not None and published.n < rules.least(sensitive=column.sensitive)
    whole = all(option.code in published.percents for option in column.options)
    cells = tuple(
        ReleasedCell(level=TOTAL, option=option, percent=None if small else round(percent), mark="c" if small else None)
        for option, percent in published.percents.items()
    )
    return ReleasedTable(
        id=f"{column.name}/{TOTAL}",
        stub=ReleasedStub(
            column=column.name,
            item=column.item,
            text=column.label,
            kind=column.kind.value,
            options=tuple(ReleasedOption(code=one.code, label=one.label, side=one.side) for one in column.options),
            parent=published.parent,
            sensitive=column.sensitive,
            headline=column.headline,
            short=column.short,
        ),
        banner=TOTAL,
        levels=(ReleasedLevel(level=TOTAL, label=WHOLE),),
        rung={TOTAL: "withheld" if small else "all" if whole else "two"},
        cells=cells,
        bases=(_base(published.n, rules, small=small),),
        measures=_measures(published, small=small),
        chart=published.chart,
        digest=published.digest,
    )


def _base(n: int | None, rules: Rules, *, small: bool) -> ReleasedBase:
    """Return the base, rounded as bases are; asked, exits and skips are not known of a publication."""
    shown = None if n is None or small else rules.round * round(n / rules.round)
    return ReleasedBase(
        level=TOTAL,
        asked=None,
        answered=shown,
        dont_know=None,
        refused=None,
        skipped=None,
        mark="c" if small else None if shown is not None else "z",
    )


def _measures(published: PublishedColumn, *, small: bool) -> tuple[ReleasedMeasure, ...]:
    """Return the shares of the sides that follow from what was published, and the net where both ends do."""
    if published.column.kind is not Kind.ORDINAL:
        return ()
    sides = {side: share for side in SIDES if (share := _side(published, side)) is not None}
    found: dict[str, float] = {}
    if "favourable" in sides and "unfavourable" in sides:
        found["net"] = round(sides["favourable"] - sides["unfavourable"])
    found |= {side: round(sides[side]) for side in ("favourable", "unfavourable") if side in sides}
    if "net" not in found and "favourable" in found:
        found["share"] = found["favourable"]
    return tuple(
        ReleasedMeasure(level=TOTAL, measure=name, value=None if small else value, mark="c" if small else None)
        for name, value in found.items()
    )


def _side(published: PublishedColumn, side: str) -> float | None:
    if side in published.percents:
        return published.percents[side]
    codes = [option.code for option in published.column.options if option.side == side]
    if not codes or any(code not in published.percents for code in codes):
        return None
    return sum(published.percents[code] for code in codes)
