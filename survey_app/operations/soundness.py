"""Whether a release says only what a release can say: numbers that add up, thresholds that are never lowered.

A hash tells that a file was changed, unless whoever changed it made the hash anew. What the gate lets out keeps rules
that an edit is likely to break; they are looked at here, in the released cube alone, before anything is made of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from analysis.codebook import Kind
from analysis.disclosure import Rung
from analysis.disclosure.ladder import REST, SIDES, whole_percent
from analysis.disclosure.released import TOTAL, ReleasedBase, ReleasedCell, ReleasedCube, ReleasedTable
from analysis.disclosure.rules import Rules
from analysis.disclosure.yearly import BRANCH
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.ledger import IMPORTED_RESULTS

BANDS = frozenset({"lt50", "ge50", "lt10", "10-33", "34-66", "67-90", "gt90"})
RUNGS = frozenset(rung.value for rung in Rung)
KINDS = frozenset(kind.value for kind in Kind)
NEEDED = ("minimum", "sensitive", "dominance", "dominance_sensitive", "round")
"""Thresholds that every release with counts states."""
AT_MOST = frozenset({"coverage"})
WHOLE_WAVE = "–"
HALF = 0.5 + 1e-9

SHAPE = N_("dòng, cột hoặc phương án không có trong bảng, hoặc nêu hai lần")
WRITTEN = N_("có chỗ không phải con số, hoặc con số ngoài phạm vi")
RULES = N_("ngưỡng {rule} thấp hơn mức mà cổng công bố cho phép")
PEOPLE = N_("số phiếu, sĩ số và tỷ lệ trả lời không khớp nhau")
MULTIPLE = N_("số phiếu không phải bội số của {base}")
ANSWERED = N_("các phương án cộng lại không bằng số phiếu có ý kiến")
ASKED = N_("có ý kiến và không nêu ý cộng lại không bằng số phiếu được hỏi")
LEVELS = N_("các nhóm cộng lại không bằng toàn đơn vị")
PERCENT = N_("phần trăm không suy ra từ số phiếu bên cạnh, hoặc nằm ngoài khoảng của nó")
HIDDEN = N_("mức công bố là “{rung}” mà vẫn có số")
SMALL = N_("nhóm dưới {least} phiếu mà vẫn được nêu")


class UnsoundReleaseError(SurveyError):
    """A release that says what the gate never lets out."""

    code = "release-unsound"
    found = N_("Bản phát hành đợt {wave}, bảng {table}, {level}: {rule}. Bản này không phải do cổng công bố làm ra.")
    fix = N_("Lấy lại bản phát hành từ nơi công bố hoặc từ sổ phát hành, rồi đối chiếu bằng survey verify.")


Fault = tuple[str, str, Said]
"""Table, level, and the rule that is broken."""


def require_sound(cube: ReleasedCube, *, where: str = "") -> None:
    """Return nothing when a release keeps every rule that can be seen in it.

    Raises
    ------
    UnsoundReleaseError
        Naming the first table and level, and the rule.
    """
    try:
        fault = next(faults(cube), None)
    except (TypeError, ValueError, KeyError, AttributeError):
        fault = (WHOLE_WAVE, WHOLE_WAVE, Said(WRITTEN))
    if fault is not None:
        table, level, rule = fault
        raise UnsoundReleaseError(where=where, wave=cube.wave, table=table, level=level, rule=rule)


def faults(cube: ReleasedCube) -> Iterator[Fault]:
    """Yield every rule that a release breaks."""
    published = cube.provenance == IMPORTED_RESULTS
    yield from _wave(cube, published=published)
    twice = [name for name, count in Counter(table.id for table in cube.tables).items() if count > 1]
    for name in twice:
        yield name, WHOLE_WAVE, Said(SHAPE)
    for table in cube.tables:
        for level, rule in _shape(table, cube.marks):
            yield table.id, level, rule
        if not published and table.banner != BRANCH:
            for level, rule in _counts(table, cube.rules):
                yield table.id, level, rule


# --- the wave ---------------------------------------------------------------------------------------------------------


def _wave(cube: ReleasedCube, *, published: bool) -> Iterator[Fault]:
    floors = Rules().told()
    for name, floor in floors.items():
        if name not in cube.rules:
            if name in NEEDED and not published:
                yield WHOLE_WAVE, WHOLE_WAVE, Said(RULES, {"rule": name})
            continue
        value = cube.rules[name]
        if (not 0 < value <= floor) if name in AT_MOST else value < floor:
            yield WHOLE_WAVE, WHOLE_WAVE, Said(RULES, {"rule": name})
    people = cube.population
    known = people.N > 0 and people.n >= 0
    if known:
        share = 100 * people.n / people.N
        if people.n > people.N or abs(people.response - share) > HALF:
            yield WHOLE_WAVE, WHOLE_WAVE, Said(PEOPLE)
    elif people.N < 0 or people.n < 0 or people.response != 0:
        yield WHOLE_WAVE, WHOLE_WAVE, Said(PEOPLE)
    for one in cube.response:
        told = one.answered is not None and one.roll > 0
        if told and one.percent != min(whole_percent(one.answered or 0, one.roll), 100):
            yield WHOLE_WAVE, one.level, Said(PEOPLE)


# --- one table --------------------------------------------------------------------------------------------------------


def _shape(table: ReleasedTable, marks: Mapping[str, str]) -> Iterator[tuple[str, Said]]:
    levels = [level.level for level in table.levels]
    codes = [option.code for option in table.stub.options]
    names = {*codes, *SIDES, REST}
    sound = (
        table.id == f"{table.stub.column}/{table.banner}"
        and table.stub.kind in KINDS
        and len(set(levels)) == len(levels)
        and len(set(codes)) == len(codes)
        and all(isinstance(code, int) for code in codes)
    )
    if not sound:
        yield WHOLE_WAVE, Said(SHAPE)
        return
    seen: set[tuple[str, int | str]] = set()
    for cell in table.cells:
        if cell.level not in levels or cell.option not in names or (cell.level, cell.option) in seen:
            yield cell.level, Said(SHAPE)
        seen.add((cell.level, cell.option))
        if not _written(cell, marks):
            yield cell.level, Said(WRITTEN)
        elif not _inside(cell):
            yield cell.level, Said(PERCENT)
    if any(base.level not in levels for base in table.bases) or any(one.level not in levels for one in table.measures):
        yield WHOLE_WAVE, Said(SHAPE)
    for level in levels:
        rung = table.rung.get(level)
        if rung not in RUNGS:
            yield level, Said(SHAPE)
        elif _tells_too_much(table, level, rung):
            yield level, Said(HIDDEN, {"rung": rung})


def _written(cell: ReleasedCell, marks: Mapping[str, str]) -> bool:
    whole = all(isinstance(value, int | None) for value in (cell.count, cell.percent, cell.low, cell.high))
    reals = all(isinstance(value, int | float | None) for value in (cell.se, cell.se_process))
    return (
        whole
        and reals
        and (cell.band is None or cell.band in BANDS)
        and (cell.mark is None or cell.mark in marks)
        and (cell.count is None or cell.count >= 0)
        and all(value is None or 0 <= value <= 100 for value in (cell.percent, cell.low, cell.high))
        and all(value is None or value >= 0 for value in (cell.se, cell.se_process))
    )


def _inside(cell: ReleasedCell) -> bool:
    """Return whether a percentage lies between its limits."""
    if cell.percent is None:
        return cell.low is None and cell.high is None
    return (cell.low is None or cell.low <= cell.percent) and (cell.high is None or cell.percent <= cell.high)


def _tells_too_much(table: ReleasedTable, level: str, rung: str) -> bool:
    """Return whether figures stand on a rung that has none."""
    cells = [cell for cell in table.cells if cell.level == level]
    if rung == Rung.BAND:
        return any(cell.count is not None or cell.percent is not None for cell in cells)
    if rung == Rung.WITHHELD:
        told = any(cell.count is not None or cell.percent is not None or cell.band is not None for cell in cells)
        return told or any(base.answered is not None for base in table.bases if base.level == level)
    return False


# --- counts -----------------------------------------------------------------------------------------------------------


def _counts(table: ReleasedTable, rules: Mapping[str, int]) -> Iterator[tuple[str, Said]]:
    base = rules["round"]
    bases = {one.level: one for one in table.bases}
    shown: dict[str, dict[int | str, int]] = {}
    for cell in table.cells:
        if cell.count is not None:
            shown.setdefault(cell.level, {})[cell.option] = cell.count
    for level, counts in shown.items():
        yield from ((level, rule) for rule in _one_level(table, level, counts, bases.get(level), rules))
    for one in bases.values():
        parts = (one.asked, one.answered, one.dont_know, one.refused, one.skipped)
        told = [part for part in parts if part is not None]
        if any(part % base or part < 0 for part in told):
            yield one.level, Said(MULTIPLE, {"base": base})
        elif len(told) == len(parts) and told[0] != sum(told[1:]):
            yield one.level, Said(ASKED)
    yield from _added(table, shown, bases)


def _one_level(
    table: ReleasedTable,
    level: str,
    counts: Mapping[int | str, int],
    own: ReleasedBase | None,
    rules: Mapping[str, int],
) -> Iterator[Said]:
    base, answered = rules["round"], sum(counts.values())
    if any(count % base for count in counts.values()):
        yield Said(MULTIPLE, {"base": base})
    if own is None or own.answered != answered:
        yield Said(ANSWERED)
        return
    least = rules["sensitive" if table.stub.sensitive else "minimum"]
    if level != TOTAL and answered < least:
        yield Said(SMALL, {"least": least})
    if level == TOTAL:
        return
    percents = {cell.option: cell.percent for cell in table.cells if cell.level == level and cell.count is not None}
    if any(percents[name] != whole_percent(count, answered) for name, count in counts.items()):
        yield Said(PERCENT)


def _added(
    table: ReleasedTable, shown: Mapping[str, Mapping[int | str, int]], bases: Mapping[str, ReleasedBase]
) -> Iterator[tuple[str, Said]]:
    """Yield where levels do not add up to the organisation, or to more than it where some are not told."""
    levels = [level.level for level in table.levels if level.level != TOTAL]
    total, own = shown.get(TOTAL), bases.get(TOTAL)
    if not levels or total is None or own is None:
        return
    every = all(level in shown for level in levels)
    for option, count in total.items():
        parts = [shown[level][option] for level in levels if level in shown and option in shown[level]]
        if sum(parts) > count or (len(parts) == len(levels) and sum(parts) != count):
            yield WHOLE_WAVE, Said(LEVELS)
    for name in ("asked", "answered"):
        parts = [part for level in levels if (part := getattr(bases.get(level), name, None)) is not None]
        whole = getattr(own, name)
        if whole is not None and (sum(parts) > whole or (every and len(parts) == len(levels) and sum(parts) != whole)):
            yield WHOLE_WAVE, Said(LEVELS)
