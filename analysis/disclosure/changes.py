"""Changes from an earlier release, decided once: computed from what both releases show, rounding and all."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from analysis.change import Change, Wave, change_mark
from analysis.disclosure.released import TOTAL, ReleasedChange, ReleasedCube, ReleasedMeasure, ReleasedTable

UNIT = {"net": 1.0, "share": 1.0, "index": 0.5}
"""Measures that changes are told of, with the unit they are rounded to."""


def comparability(table: ReleasedTable, then: ReleasedCube) -> tuple[ReleasedMeasure, ...]:
    """Return the measures of a table, those of the organisation marked ``b`` when the question was another one then."""
    earlier = _earlier(table, then)
    if earlier is None or _same_question(table, earlier):
        return table.measures
    return tuple(
        replace(figure, mark="b") if figure.level == TOTAL and figure.value is not None else figure
        for figure in table.measures
    )


def changes_since(table: ReleasedTable, then: ReleasedCube, *, roll: int, roll_then: int) -> tuple[ReleasedChange, ...]:
    """Return the changes of the measures that both releases show with errors, of the same level and the same question.

    The variance of rounding, a twelfth of the squared unit, is added to each side. One point of the organisation stands
    for a hundredth of its roll; of a level for a hundredth of those who answered.
    """
    return tuple(
        ReleasedChange(
            level=level,
            measure=measure,
            since=then.wave,
            value=change.value,
            mark=None if change.mark is None else change.mark.value,
            process=change.process,
        )
        for (level, measure), change in measured(table, then, roll=roll, roll_then=roll_then).items()
    )


def measured(table: ReleasedTable, then: ReleasedCube, *, roll: int, roll_then: int) -> dict[tuple[str, str], Change]:
    """Return the same changes with their errors, by level and measure."""
    earlier = _earlier(table, then)
    if earlier is None or not _same_question(table, earlier):
        return {}
    before = {(figure.level, figure.measure): figure for figure in earlier.measures}
    merged, merged_before = ({level.level: level.merged for level in one.levels} for one in (table, earlier))
    made: dict[tuple[str, str], Change] = {}
    for figure in table.measures:
        old = before.get((figure.level, figure.measure))
        if old is None or figure.measure not in UNIT or merged[figure.level] != merged_before[figure.level]:
            continue
        now_wave, then_wave = _wave(table, figure, roll), _wave(earlier, old, roll_then)
        if now_wave is not None and then_wave is not None:
            made[figure.level, figure.measure] = change_mark(now_wave, then_wave)
    return made


def _earlier(table: ReleasedTable, then: ReleasedCube) -> ReleasedTable | None:
    try:
        return then.table(table.stub.column, table.banner)
    except KeyError:
        return None


def _same_question(table: ReleasedTable, earlier: ReleasedTable) -> bool:
    return table.digest != "" and table.digest == earlier.digest


def _wave(table: ReleasedTable, figure: ReleasedMeasure, roll: int) -> Wave | None:
    if figure.value is None or figure.se is None or figure.se_process is None:
        return None
    rounding = UNIT[figure.measure] ** 2 / 12
    answered = next((base.answered or 0 for base in table.bases if base.level == figure.level), 0)
    return Wave(
        value=figure.value,
        se_population=sqrt(figure.se**2 + rounding),
        se_process=sqrt(figure.se_process**2 + rounding),
        people_per_point=(roll if figure.level == TOTAL else answered) / 100,
    )
