"""What released waves tell together: which changes stand among all, how levels run, what was expected, what moved.

Everything is computed from what cubes display, and the variance of rounding is added to every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy import special

from analysis.change import Change, change_family
from analysis.composition import kitagawa
from analysis.crosstab import Association
from analysis.design import Target
from analysis.disclosure.changes import UNIT, measured
from analysis.disclosure.differences import unit_of
from analysis.disclosure.findings import ReleasedCourse, ReleasedResponse, ReleasedSignal, ReleasedSplit
from analysis.disclosure.ladder import UNSTATED
from analysis.disclosure.released import TOTAL, ReleasedChange, ReleasedCube, ReleasedMeasure, ReleasedTable
from analysis.early import early_signal
from analysis.gates import LEAST, Method
from analysis.letters import LEVEL, Adjustment, adjust
from analysis.trend import trend

MEASURES = ("net", "index", "mean", "share")
DAYS = 365.25
ON_SHARES: Mapping[str, tuple[float, float]] = {"net": (100.0, 200.0), "index": (0.0, 100.0), "share": (0.0, 100.0)}
"""What to add to a measure and what to divide it by, so that it lies between 0 and 1."""


def spoken(table: ReleasedTable, level: str = TOTAL) -> ReleasedMeasure | None:
    """Return the measure that speaks for a column, with its error; None where none is told."""
    told = {one.measure: one for one in table.measures if one.level == level}
    return next((told[name] for name in MEASURES if name in told and told[name].se is not None), None)


# --- changes, judged together -----------------------------------------------------------------------------------------


def judged_together(
    tables: Sequence[ReleasedTable], then: ReleasedCube, *, roll: int, roll_then: int
) -> tuple[ReleasedTable, ...]:
    """Return the tables with their change marks as they stand among all of this pair of waves.

    The family is every column of the table plan that has a change for the organisation, one change each. Marks, which
    are of the people on the roll, are held to Benjamini and Hochberg at 5 % on the errors of the population;
    ``process`` on those of the process. A mark of a group stands when that of the organisation does, or when the groups
    moved differently.
    """
    family: dict[str, Change] = {}
    for table in tables:
        if table.banner == TOTAL:
            found = measured(table, then, roll=roll, roll_then=roll_then)
            own = [found[TOTAL, name] for name in UNIT if (TOTAL, name) in found]
            if own:
                family[table.stub.column] = own[0]
    if not family:
        return tuple(tables)
    p = [_p(one.value, one.se) for one in family.values()]
    told = {name for name, one in zip(family, adjust(p, Adjustment.BH), strict=True) if one < LEVEL}
    lasting = set(change_family(family, level=LEVEL).told)
    made = []
    for table in tables:
        column = table.stub.column
        apart = _apart(measured(table, then, roll=roll, roll_then=roll_then)) if table.banner != TOTAL else False
        changes = tuple(
            _stands(one, told=column in told, lasting=column in lasting, many=len(family))
            if one.level == TOTAL
            else _stands(one, told=column in told or apart, lasting=one.process, many=None)
            for one in table.changes
        )
        made.append(replace(table, changes=changes))
    return tuple(made)


def _stands(change: ReleasedChange, *, told: bool, lasting: bool, many: int | None) -> ReleasedChange:
    if told or change.mark is None:
        return replace(change, process=lasting, family=many)
    return replace(change, mark=None, process=False, family=many, alone=change.mark)


def _apart(changes: Mapping[tuple[str, str], Change]) -> bool:
    """Return whether the levels of a banner changed by different amounts, beyond error."""
    levels = [one for (level, _), one in changes.items() if level not in {TOTAL, UNSTATED} and one.se > 0]
    if len(levels) < 2:
        return False
    values, weights = np.array([one.value for one in levels]), np.array([one.se**-2 for one in levels])
    centre = weights @ values / weights.sum()
    return bool(special.chdtrc(len(levels) - 1, float(weights @ (values - centre) ** 2)) < LEVEL)


def _p(value: float, se: float) -> float:
    return float(2 * special.ndtr(-abs(value) / se)) if se > 0 else float(value == 0)


# --- levels over the waves --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One wave of a run of comparable ones: its name, its closing day in years, the figure."""

    wave: str
    year: float
    figure: ReleasedMeasure

    @property
    def variance(self) -> float:
        """For the people on the roll, rounding of the value included."""
        return float(self.figure.se or 0.0) ** 2 + unit_of(self.figure) ** 2 / 12


def run_of(table: ReleasedTable, cube: ReleasedCube, earlier: Sequence[ReleasedCube]) -> tuple[Place, ...]:
    """Return the comparable waves of a column up to this one, oldest first: the same question, with an error.

    Waves that did not ask it are passed over; a wave that asked otherwise ends the run.
    """
    figure = spoken(table)
    if figure is None or not table.digest:
        return ()
    found = [Place(wave=cube.wave, year=_year(cube), figure=figure)]
    for one in reversed(earlier):
        old = next(
            (each for each in one.tables if each.stub.column == table.stub.column and each.banner == TOTAL), None
        )
        if old is None:
            continue
        if old.digest != table.digest:
            break
        same = spoken(old)
        if same is not None and same.measure == figure.measure:
            found.append(Place(wave=one.wave, year=_year(one), figure=same))
    return tuple(reversed(found))


def _year(cube: ReleasedCube) -> float:
    return date.fromisoformat(cube.closed[:10]).toordinal() / DAYS


def course_of(run: Sequence[Place]) -> ReleasedCourse | None:
    """Return how the levels of a run go: constant, along a line, or otherwise; a refusal for too few waves."""
    if not run:
        return None
    measure, since, need = run[-1].figure.measure, run[0].wave, LEAST[Method.TREND]
    variances = [place.variance for place in run]
    if len({place.year for place in run}) < need or min(variances) <= 0:
        return ReleasedCourse(measure=measure, waves=len(run), since=since, refused="waves", need=need)
    found = trend([place.year for place in run], [_value(place) for place in run], variances)
    whole = Association(
        test="q", target=Target.POPULATION, statistic=found.total, df=(float(found.waves - 1),), p=found.p_total
    )
    return ReleasedCourse(
        measure=measure,
        waves=len(run),
        since=since,
        verdict=found.verdict.value,
        slope=round(found.slope, 1),
        se=round(found.se, 1),
        outcome=whole.outcome,
    )


def signal_of(run: Sequence[Place]) -> ReleasedSignal | None:
    """Return what the waves before led to expect against what came; a refusal for too few waves."""
    if not run or run[-1].figure.measure not in ON_SHARES:
        return None
    last, need = run[-1].figure, LEAST[Method.SIGNAL]
    variances = [place.variance for place in run]
    if len(run) - 1 < need or min(variances) <= 0:
        return ReleasedSignal(measure=last.measure, waves=len(run) - 1, refused="waves", need=need)
    add, per = ON_SHARES[last.measure]
    found = early_signal([(_value(place) + add) / per for place in run], [one / per**2 for one in variances])

    def points(share: float) -> float:
        return float(round(share * per - add))

    return ReleasedSignal(
        measure=last.measure,
        waves=len(run) - 1,
        came=last.value,
        expected=points(found.expected.value),
        low=points(found.expected.low),
        high=points(found.expected.high),
        called=found.called.value,
        source=found.expected.source.value,
        indicative=found.expected.indicative,
    )


def _value(place: Place) -> float:
    return float(place.figure.value or 0.0)


# --- opinions or make-up ----------------------------------------------------------------------------------------------


def split_of(
    by_group: ReleasedTable | None,
    table: ReleasedTable,
    then: ReleasedCube,
    *,
    rolls: Mapping[str, int],
    response_then: Sequence[ReleasedResponse],
) -> ReleasedSplit | None:
    """Return the change of the headline, split into opinions within groups and the make-up of the roll by group.

    Only when the change of the organisation is one of the same question; refused when a group is not told in both waves
    or a roll is not known.
    """
    change = next((one for one in table.changes if one.level == TOTAL), None)
    if change is None:
        return None
    refused = ReleasedSplit(measure=change.measure, since=change.since, refused="groups")
    before = next((one for one in then.tables if one.stub.column == table.stub.column and one.banner == "group"), None)
    if by_group is None or before is None:
        return refused
    now, old = _told(by_group, change.measure), _told(before, change.measure)
    if set(now) != set(rolls) or set(old) != set(now) or len(now) < 2:
        return refused
    rolls_then = {one.level: one.roll for one in response_then}
    if any(level not in rolls_then for level in now):
        return replace(refused, refused="rolls")
    order = list(now)
    found = kitagawa(
        [old[level].figure.value or 0.0 for level in order],
        [now[level].figure.value or 0.0 for level in order],
        [rolls_then[level] for level in order],
        [rolls[level] for level in order],
        then_variances=[old[level].variance for level in order],
        now_variances=[now[level].variance for level in order],
    )
    return ReleasedSplit(
        measure=change.measure,
        since=change.since,
        total=round(found.total, 1),
        opinion=round(found.within, 1),
        composition=round(found.composition, 1),
        se=round(found.se, 1),
    )


def _told(table: ReleasedTable, measure: str) -> dict[str, Place]:
    """Return the levels that stand alone with a value and an error."""
    alone = {level.level for level in table.levels if not level.merged} - {TOTAL, UNSTATED}
    return {
        one.level: Place(wave="", year=0.0, figure=one)
        for one in table.measures
        if one.measure == measure and one.level in alone and one.value is not None and one.se is not None
    }
