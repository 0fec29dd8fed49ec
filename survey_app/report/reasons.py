"""Why a level of a table is told coarsely or not at all, and how more could be read; from the released cube alone.

A rule that failed because of the answers themselves is never named alone: "nearly all gave the same answer" would be
the answer. So rules are named together where telling which one it was would tell more than the release does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedLevel, ReleasedTable
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, translate
from survey_app.report import labels
from survey_app.report.reading import base_of, cells_of, measure_of


class Why(StrEnum):
    """What kept a level from being told in full."""

    WHOLE = "whole"
    TABLE = "table"
    LEVEL = "level"
    SCORED = "scored"
    BAND = "band"
    MULTI_BAND = "multi-band"
    COARSE = "coarse"
    SMALL = "small"
    YEAR = "year"


WORDS = {
    Why.WHOLE: N_("Cả đơn vị chưa đủ {least} người có ý kiến ở câu này, hoặc hầu hết trả lời giống nhau."),
    Why.TABLE: N_(
        "Không nhóm nào của bảng này công bố được: có nhóm dưới {least} người có ý kiến hoặc hầu hết trả lời giống "
        "nhau, và phần còn lại sẽ suy ra được từ tổng."
    ),
    Why.LEVEL: N_(
        "{levels}: dưới {least} người có ý kiến, hoặc hầu hết trả lời giống nhau, hoặc sẽ suy ra được một nhóm khác từ "
        "tổng. Không nói rõ quy tắc nào, vì nói ra cũng là cho biết câu trả lời."
    ),
    Why.SCORED: N_(
        "{levels}: số trung bình hay chỉ số của nhóm cần nhiều phiếu hơn, còn người chưa trả lời, và không phiếu nào "
        "chiếm phần quá lớn."
    ),
    Why.BAND: N_(
        "{levels}: chỉ nêu dưới hay trên một nửa, vì gần như ai cũng đã trả lời, hoặc vì nêu kỹ hơn sẽ suy ra được "
        "nhóm khác."
    ),
    Why.MULTI_BAND: N_("{levels}: có ý chỉ nêu theo khoảng, vì gần 0% hay 100%, hoặc vì gần như ai cũng đã trả lời."),
    Why.YEAR: N_(
        "Từng chi bộ: gộp các đợt trong năm, chỉ nêu dưới một nửa hay từ một nửa trở lên, mỗi năm một lần. [c]: có đợt "
        "dưới {least} người có ý kiến, hoặc hầu hết trả lời giống nhau, hoặc danh sách đổi một hai người, "
        "hoặc sẽ suy ra được."
    ),
    Why.COARSE: N_(
        "{levels}: các ý được gộp, vì quá ít phiếu cho từng ý, hoặc vì nêu từng ý sẽ suy ra được nhóm khác."
    ),
    Why.SMALL: N_("{levels}: dưới {precise} phiếu nên không có hiệu số, không có khoảng sai số."),
}
"""What each reason says."""

RAISE = N_("vận động thêm người trả lời (đợt này {response})")
MERGE = N_("gộp nhóm nhỏ với nhóm khác trong organisation.yaml từ nhiệm kỳ sau")
COARSEN = N_("hỏi ít mức trả lời hơn")
WHOLE = N_("đọc dòng toàn đơn vị, là dòng luôn được nêu kỹ nhất")
YEAR = N_("đọc cả năm: từng chi bộ hai mức mỗi năm, nếu khi mở đợt đã chọn --branch-bands")
MORE = N_("Để đọc được nhiều hơn: {ways}.")
COARSE = frozenset({"three", "two", "largest"})
"""Rungs on which options are told together."""
HIGH = 90
"""Percent of response from which on more answers do not open a table."""


def reasons(cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str) -> tuple[str, ...]:
    """Return why parts of some tables of one question are missing or coarse, and how more could be read.

    Nothing when everything is told in full. The last sentence names the ways to read more.
    """
    found: dict[Why, dict[str, None]] = {}
    for table in tables:
        for why, level in _of(table):
            named = "" if level is None else labels.level(level, table.banner, language)
            found.setdefault(why, {})[named] = None
    if not found:
        return ()
    sensitive = any(table.stub.sensitive for table in tables)
    fields = {
        "least": cube.rules.get("sensitive", 15) if sensitive else cube.rules.get("minimum", 10),
        "precise": cube.rules.get("precise", 25),
    }
    said = [
        translate(WORDS[why], language).format(levels="; ".join(name for name in found[why] if name), **fields)
        for why in Why
        if why in found
    ]
    ways = _ways(cube, found, language)
    if not ways:
        return tuple(said)
    return (*said, translate(MORE, language).format(ways="; ".join(ways)))


def _ways(cube: ReleasedCube, found: Iterable[Why], language: str) -> list[str]:
    kinds = set(found)
    ways = []
    if cube.participation is None and cube.population.response < HIGH:
        ways.append(translate(RAISE, language).format(response=f"{cube.population.response}%"))
    if kinds & {Why.TABLE, Why.LEVEL, Why.SCORED, Why.SMALL}:
        ways.append(translate(MERGE, language))
    if kinds & {Why.LEVEL, Why.TABLE, Why.BAND, Why.COARSE}:
        ways.append(translate(COARSEN, language))
    if kinds - {Why.WHOLE, Why.YEAR}:
        ways += [translate(WHOLE, language), translate(YEAR, language)]
    return ways


def _of(table: ReleasedTable) -> list[tuple[Why, ReleasedLevel | None]]:
    """Return a reason per level that is not told in full."""
    levels = [level for level in table.levels if level.level != TOTAL]
    if table.banner == BRANCH:
        return [(Why.YEAR, None)]
    if _hidden(table, TOTAL):
        return [(Why.WHOLE, None)]
    hidden = [level for level in levels if _hidden(table, level.level)]
    scored = not table.stub.options
    if levels and len(hidden) == len(levels):
        return [(Why.SCORED, level) for level in levels] if scored else [(Why.TABLE, None)]
    out: list[tuple[Why, ReleasedLevel | None]] = []
    for level in levels:
        if level in hidden:
            out.append((Why.SCORED if scored else Why.LEVEL, level))
        elif any(cell.band is not None for cell in cells_of(table, level.level)):
            out.append((Why.MULTI_BAND if table.stub.kind == "multi" else Why.BAND, level))
        elif table.rung.get(level.level) in COARSE:
            out.append((Why.COARSE, level))
        if (base := base_of(table, level.level)) is not None and base.mark == "u":
            out.append((Why.SMALL, level))
    return out


def _hidden(table: ReleasedTable, level: str) -> bool:
    cells = cells_of(table, level)
    if cells:
        return all(cell.percent is None and cell.band is None for cell in cells)
    figure = measure_of(table, None, level) or measure_of(table, "median", level)
    middle = measure_of(table, "median", level)
    shown = [one for one in (figure, middle) if one is not None and (one.value is not None or one.band is not None)]
    return not shown
