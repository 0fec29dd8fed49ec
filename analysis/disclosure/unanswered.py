"""Who answered, of how many, and what those who did not could change at worst.

Rolls are public in the manifest, answers are as displayed; so these figures tell nothing that those two do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from analysis.disclosure.figures import whole_percent
from analysis.disclosure.findings import ReleasedBound, ReleasedResponse
from analysis.disclosure.ladder import REST, SIDES
from analysis.disclosure.released import TOTAL, ReleasedBase, ReleasedCube, ReleasedTable, Text

GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRoll:
    """A reporting group as the manifest has it: its people and its branches."""

    label: Text
    roll: int
    strata: int


def response_of(cube: ReleasedCube, groups: Mapping[str, GroupRoll], *, least: int) -> tuple[ReleasedResponse, ...]:
    """Return who answered of the organisation, and of each group of at least so many on the roll.

    A group of a single branch is left out: no turnout of a branch is a number anywhere. A group whose people are not
    displayed by any table is withheld.
    """
    people = cube.population
    whole = next((table.levels[0].label for table in cube.tables), {})
    found = [
        ReleasedResponse(level=TOTAL, label=whole, roll=people.N, answered=people.n, percent=people.response, mark=None)
    ]
    for level, group in groups.items():
        if group.roll < least or group.strata < 2:
            continue
        answered = _displayed(cube, level)
        percent = None if answered is None else min(whole_percent(answered, group.roll), 100)
        mark = "c" if answered is None else None
        found.append(
            ReleasedResponse(
                level=level, label=group.label, roll=group.roll, answered=answered, percent=percent, mark=mark
            )
        )
    return tuple(found)


def _displayed(cube: ReleasedCube, level: str) -> int | None:
    """Return the most people of a group that any table shows as asked, where it stands alone."""
    counts = [
        base.asked
        for table in cube.tables
        if table.banner == GROUP and any(one.level == level and not one.merged for one in table.levels)
        for base in table.bases
        if base.level == level and base.asked is not None
    ]
    return max(counts, default=None)


def bounds_of(table: ReleasedTable, response: Sequence[ReleasedResponse], *, base: int) -> tuple[ReleasedBound, ...]:
    """Return, for every displayed share, the least and the greatest it can be in the whole roll of its level.

    Least when all of the roll who told nothing hold another opinion, greatest when all hold this one. Who said that it
    is hard to say holds no opinion and is no longer unknown. Counts are taken to be off by all that rounding allows,
    and limits are rounded outwards. Of a question that not all were asked the number of those it concerns is unknown,
    so there are none.
    """
    found: list[ReleasedBound] = []
    off = base - 1
    for one in response:
        people = next((each for each in table.bases if each.level == one.level), None)
        merged = any(level.level == one.level and level.merged for level in table.levels)
        if people is None or one.answered is None or merged or _routed(people, one.answered, off):
            continue
        answered, silent = people.answered or 0, people.dont_know or 0
        concerned = one.roll - max(silent - off, 0)
        if concerned <= 0:
            continue
        for name, count in _counts(table, one.level):
            low = max(count - off, 0) / concerned
            high = 1 - max(answered - count - off, 0) / concerned
            found.append(
                ReleasedBound(
                    level=one.level,
                    option=name,
                    low=floor(100 * low + 1e-9),
                    high=min(ceil(100 * max(high, low) - 1e-9), 100),
                )
            )
    return tuple(found)


def _routed(people: ReleasedBase, answered: int, off: int) -> bool:
    return people.asked is None or people.answered is None or people.asked < answered - 2 * off


def _counts(table: ReleasedTable, level: str) -> list[tuple[int | str, int]]:
    """Return the displayed counts of a level by option, and of the sides of a scale."""
    cells: dict[int | str, int] = {
        cell.option: cell.count for cell in table.cells if cell.level == level and cell.count is not None
    }
    for side in SIDES:
        codes: list[int | str] = [option.code for option in table.stub.options if option.side == side]
        if codes and side not in cells and all(code in cells for code in codes):
            cells[side] = sum(cells[code] for code in codes)
    if table.stub.kind == "multi" and table.stub.options:
        cells.pop(table.stub.options[0].code, None)
    return [(name, count) for name, count in cells.items() if name != REST]
