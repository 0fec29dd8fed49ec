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
    ONE_COLUMN = "one-column"
    MERGED = "merged"
    TABLE = "table"
    LEVEL = "level"
    SCORED = "scored"
    BAND = "band"
    MULTI_BAND = "multi-band"
    COARSE = "coarse"
    SMALL = "small"
    SMALL_BARE = "small-bare"
    YEAR = "year"
    TWO_LEVELS = "two-levels"


WORDS = {
    Why.WHOLE: N_(
        "Cả đơn vị không công bố câu này: chưa đủ {least} người có ý kiến, hoặc hầu hết trả lời giống nhau, hoặc chỉ "
        "một phần được hỏi nên nêu ra thì suy ra được câu trả lời khác của họ."
    ),
    Why.ONE_COLUMN: N_(
        "{levels}: cả bảng gộp thành một cột, vì nêu riêng thì có nhóm quá ít phiếu hoặc suy ra được nhóm khác. Vẫn là "
        "những người của cột toàn đơn vị; phần trăm có thể khác vì chỉ cột toàn đơn vị gia quyền theo chi bộ."
    ),
    Why.MERGED: N_(
        "{levels}: gộp thành một cột, vì riêng từng nhóm có quá ít phiếu, hoặc vì nêu riêng thì suy ra được nhóm khác."
    ),
    Why.TABLE: N_(
        "Không nhóm nào của bảng này công bố được: có nhóm dưới {least} người có ý kiến hoặc hầu hết trả lời giống "
        "nhau, và phần còn lại sẽ suy ra được từ tổng."
    ),
    Why.LEVEL: N_(
        "{levels}: dưới {least} người có ý kiến, hoặc hầu hết trả lời giống nhau, hoặc sẽ suy ra được một nhóm khác từ "
        "tổng. Không nói rõ quy tắc nào, vì nói ra cũng là cho biết câu trả lời."
    ),
    Why.SCORED: N_(
        "{levels}: số trung bình hay chỉ số chỉ nêu khi nhóm có đủ phiếu, chưa phải ai cũng trả lời, và không phiếu "
        "nào chiếm phần quá lớn trong tổng, và không suy ra được gì thêm từ các con số khác."
    ),
    Why.BAND: N_(
        "{levels}: chỉ nêu dưới hay trên một nửa, vì gần như ai cũng đã trả lời, hoặc vì nêu kỹ hơn thì suy ra được "
        "nhóm khác."
    ),
    Why.MULTI_BAND: N_(
        "{levels}: có ý chỉ nêu theo khoảng, vì gần 0% hay 100%, hoặc vì gần như ai cũng đã trả lời, hoặc vì nêu kỹ "
        "hơn thì suy ra được nhóm khác."
    ),
    Why.YEAR: N_(
        "Từng chi bộ: gộp các đợt trong năm, chỉ nêu dưới một nửa hay từ một nửa trở lên, mỗi năm một lần. [c]: có đợt "
        "dưới {least} người có ý kiến, hoặc hầu hết trả lời giống nhau, hoặc danh sách đổi một hai người, "
        "hoặc sẽ suy ra được."
    ),
    Why.TWO_LEVELS: N_(
        "Hai mức không phải điểm số: 51% và 95% cùng một mức, và chi bộ sát một nửa có thể sang mức kia do làm tròn. "
        "Không xếp hạng chi bộ, không suy ra thay đổi giữa hai năm."
    ),
    Why.COARSE: N_(
        "{levels}: các ý được gộp lại, vì mỗi ý có quá ít phiếu, hoặc vì nêu riêng từng ý thì suy ra được nhóm khác."
    ),
    Why.SMALL: N_("{levels}: dưới {precise} phiếu nên không tính hiệu số và khoảng sai số."),
    Why.SMALL_BARE: N_("{levels}: dưới {precise} phiếu nên không tính khoảng sai số."),
}
"""What each reason says."""

BOTH = N_("{least} (câu nhạy cảm: {sensitive})")
RAISE = N_("vận động thêm người trả lời (đợt này {response})")
MERGE = N_("từ nhiệm kỳ sau, gộp nhóm nhỏ vào nhóm khác (sửa tệp organisation.yaml)")
COARSEN = N_("lần sau hỏi ít mức trả lời hơn")
WHOLE = N_("xem số của toàn đơn vị, luôn được nêu kỹ nhất")
YEAR = N_("cuối năm xem từng chi bộ ở hai mức, nếu lúc mở đợt đã hứa (--branch-bands)")
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
    order = [labels.level(level, table.banner, language) for table in tables for level in table.levels]
    names = {why: "; ".join(sorted(filter(None, levels), key=order.index)) for why, levels in found.items()}
    if not found:
        return ()
    fields = {
        "least": least(cube, tables, language),
        "precise": cube.rules.get("precise", 25),
    }
    said = [translate(WORDS[why], language).format(levels=names[why], **fields) for why in Why if why in found]
    ways = _ways(cube, found, language)
    if not ways:
        return tuple(said)
    return (*said, translate(MORE, language).format(ways="; ".join(ways)))


def least(cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str) -> str:
    """Return how many must answer; of questions of both kinds both numbers."""
    ordinary, sensitive = cube.rules.get("minimum", 10), cube.rules.get("sensitive", 15)
    kinds = {table.stub.sensitive for table in tables}
    if len(kinds) > 1:
        return translate(BOTH, language).format(least=ordinary, sensitive=sensitive)
    return str(sensitive if True in kinds else ordinary)


def _ways(cube: ReleasedCube, found: Iterable[Why], language: str) -> list[str]:
    kinds = set(found)
    ways = []
    if cube.participation is None and cube.population.response < HIGH:
        ways.append(translate(RAISE, language).format(response=f"{cube.population.response}%"))
    if kinds & {Why.TABLE, Why.LEVEL, Why.SCORED, Why.SMALL, Why.SMALL_BARE, Why.MERGED}:
        ways.append(translate(MERGE, language))
    if kinds & {Why.LEVEL, Why.TABLE, Why.BAND, Why.COARSE}:
        ways.append(translate(COARSEN, language))
    if kinds - {Why.WHOLE, Why.YEAR, Why.TWO_LEVELS}:
        ways.append(translate(WHOLE, language))
        if not any(table.banner == BRANCH for table in cube.tables):
            ways.append(translate(YEAR, language))
    return ways


def _of(table: ReleasedTable) -> list[tuple[Why, ReleasedLevel | None]]:
    """Return a reason per level that is not told in full."""
    levels = [level for level in table.levels if level.level != TOTAL]
    if table.banner == BRANCH:
        return [(Why.YEAR, None), (Why.TWO_LEVELS, None)]
    if _hidden(table, TOTAL):
        return [(Why.WHOLE, None)]
    hidden = [level for level in levels if _hidden(table, level.level)]
    scored = not table.stub.options
    if levels and len(hidden) == len(levels):
        return [(Why.SCORED, level) for level in levels] if scored else [(Why.TABLE, None)]
    out = _merged(levels)
    for level in levels:
        if level in hidden:
            out.append((Why.SCORED if scored else Why.LEVEL, level))
        elif any(cell.band is not None for cell in cells_of(table, level.level)):
            out.append((Why.MULTI_BAND if table.stub.kind == "multi" else Why.BAND, level))
        elif table.rung.get(level.level) in COARSE:
            out.append((Why.COARSE, level))
        elif scored and _mean_hidden(table, level.level):
            out.append((Why.SCORED, level))
        if (base := base_of(table, level.level)) is not None and base.mark == "u":
            leaning = any(figure.measure == "net" for figure in table.measures)
            out.append((Why.SMALL if leaning else Why.SMALL_BARE, level))
    return out


def _merged(levels: Sequence[ReleasedLevel]) -> list[tuple[Why, ReleasedLevel | None]]:
    """Return the columns that tell several levels as one, each with what it leaves of the table."""
    why = Why.MERGED if len(levels) > 1 else Why.ONE_COLUMN
    return [(why, level) for level in levels if len(level.merged) > 1]


def _mean_hidden(table: ReleasedTable, level: str) -> bool:
    """Return whether a level of an index or a number has no value, a band of the median at most."""
    figure = measure_of(table, None, level)
    return figure is not None and figure.value is None


def _hidden(table: ReleasedTable, level: str) -> bool:
    cells = cells_of(table, level)
    if cells:
        return all(cell.percent is None and cell.band is None for cell in cells)
    figure = measure_of(table, None, level) or measure_of(table, "median", level)
    middle = measure_of(table, "median", level)
    shown = [one for one in (figure, middle) if one is not None and (one.value is not None or one.band is not None)]
    return not shown
