"""The panel "How sure are we?": of a wave, and of one item. Put together from released cubes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import POPULATION_UNKNOWN
from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.report import labels, numbers, sureness
from survey_app.report.reading import change_of, leading_code, ticked_code
from survey_app.report.reasons import least

TITLE = N_("Chắc đến đâu?")
ANSWERED = N_("{n} trong {N} người có tên trong danh sách đã trả lời ({percent}).")
OPEN = N_("Không ai biết {missing} người còn lại nghĩ gì; số chung coi họ như những người cùng chi bộ đã trả lời.")
MARGIN = N_(
    "Khoảng 95% đi kèm mỗi con số nói về những người có tên trong danh sách; càng nhiều người trả lời thì càng hẹp. "
    "Hai con số chỉ cách nhau vài điểm thì đừng xem là khác nhau."
)
COUNTS = N_(
    "Một thay đổi chỉ được nêu khi từ 3 điểm và 3 người trở lên, vượt sai số của hai đợt, và vẫn vượt khi xét chung "
    "{many} con số của đợt (Benjamini–Hochberg, 5%). ● vững: vượt sai số dù "
    "hai đợt trùng nhau bao nhiêu người; ○ chưa vững: mới vượt sai số thường."
)
COUNTS_ALONE = N_(
    "Một thay đổi chỉ được nêu khi từ 3 điểm và 3 người trở lên và vượt sai số của hai đợt. Đợt này chưa có đợt trước "
    "để so sánh."
)
CHANCE = N_(
    "“Chưa loại trừ dao động ngẫu nhiên”: có khác so với đợt trước, nhưng chưa đủ để nói là có nguyên nhân lâu dài."
)
ROUNDED = N_(
    "Số phiếu làm tròn đến {round}, phần trăm làm tròn đến hàng đơn vị; nhóm dưới {least} phiếu không công bố. Sai số "
    "của việc làm tròn đã tính vào khoảng của các nhóm."
)
ANYBODY = N_("{n} phiếu. Ai cũng trả lời được, nhiều lần cũng được: không biết có bao nhiêu người, và là những ai.")
NO_MARGIN = N_(
    "Không có. Sai số nói về một danh sách người được hỏi; ở đây không có danh sách, nên các con số chỉ tả những phiếu "
    "nhận được và không nói gì về người khác."
)
NO_CHANGE = N_("Không bao giờ: đợt này không so sánh với đợt nào khác.")
ROUNDED_ALONE = N_(
    "Số phiếu làm tròn đến {round}, phần trăm làm tròn đến hàng đơn vị; nhóm dưới {least} phiếu không công bố."
)
HIDDEN = N_(
    "[c]: không bảng nào nêu riêng được nhóm này, vì quá ít phiếu hoặc vì sẽ suy ra được nhóm khác. Để biết nhiều hơn: "
    "vận động thêm người trả lời; từ nhiệm kỳ sau, gộp nhóm nhỏ vào nhóm khác."
)
CANNOT = N_(
    "Không nói được: ai đã trả lời gì; từng chi bộ nghĩ gì; vì sao ý kiến thay đổi; người chưa trả lời nghĩ gì. "
    "Khác nhau giữa các nhóm không có nghĩa là nhóm này gây ra ý kiến kia."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of the panel and its answer, in sentences."""

    ask: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is known, and what is not."""

    title: str
    rows: tuple[Row, ...]
    more: str = ""
    """Why the response of a group is not told, and how it could be."""
    groups: tuple[tuple[str, str], ...] = ()
    """Response of the groups that are large enough, in words."""


def period_panel(cube: ReleasedCube, headline: ReleasedTable | None, language: str) -> Panel:
    """Return the panel of a whole wave."""
    many, opened = sureness.family_size(cube), labels.is_open(cube)
    rules = cube.rules
    rows = [
        _row(N_("Ai đã trả lời?"), _answered(cube, language), language),
        _row(N_("Sai số bao nhiêu?"), [translate(NO_MARGIN if opened else MARGIN, language)], language),
        _row(
            N_("Khi nào gọi là thay đổi?"),
            [translate(COUNTS, language).format(many=many), translate(CHANCE, language)]
            if many
            else [translate(NO_CHANGE if opened else COUNTS_ALONE, language)],
            language,
        ),
        _row(N_("Chỉ số chung"), [] if headline is None else _of_index(headline, language), language),
        _row(
            N_("Làm tròn"),
            [
                translate(ROUNDED_ALONE if opened else ROUNDED, language).format(
                    round=rules.get("round", 3), least=least(cube, cube.tables, language)
                )
            ],
            language,
        ),
        _row(N_("Điều không nói được"), [translate(CANNOT, language)], language),
    ]
    return Panel(
        title=translate(TITLE, language),
        rows=tuple(row for row in rows if row.told),
        groups=tuple(
            (say(one.label, language), sureness.response_words(one, language))
            for one in cube.response
            if one.level != TOTAL
        ),
        more=translate(HIDDEN, language) if any(one.answered is None for one in cube.response) else "",
    )


def item_panel(cube: ReleasedCube, tables: Sequence[ReleasedTable], language: str) -> Panel:
    """Return the panel of one item: what may be said of each of its columns."""
    rows = [_row(N_("Ai đã trả lời?"), _answered(cube, language)[:1], language)]
    alone = len(tables) == 1
    for table in tables:
        told = [text for text in _of_column(table, language) if text]
        if told:
            name = translate(N_("Con số này"), language) if alone else labels.subject(table.stub, language)
            rows.append(Row(ask=name, told=tuple(told)))
    rows.append(
        _row(
            N_("Các nhóm có khác nhau không?"),
            [text for table in _crossed(cube, tables) if (text := _difference(cube, table, language, alone=alone))],
            language,
        )
    )
    return Panel(title=translate(TITLE, language), rows=tuple(row for row in rows if row.told))


def _row(ask: str, told: Sequence[str], language: str) -> Row:
    return Row(ask=translate(ask, language), told=tuple(text for text in told if text))


def _answered(cube: ReleasedCube, language: str) -> list[str]:
    people = cube.population
    if POPULATION_UNKNOWN in people.note:
        return []
    if labels.is_open(cube):
        return [translate(ANYBODY, language).format(n=numbers.decimal(people.n, language))]
    said = translate(ANSWERED, language).format(
        n=numbers.decimal(people.n, language),
        N=numbers.decimal(people.N, language),
        percent=numbers.percent(people.response, language),
    )
    missing = people.N - people.n
    if missing <= 0:
        return [said]
    return [said, translate(OPEN, language).format(missing=numbers.decimal(missing, language))]


def _of_index(table: ReleasedTable, language: str) -> list[str]:
    return [
        sureness.margin_sentence(table, language),
        sureness.course_sentence(table, language),
        sureness.signal_sentence(table, language),
        sureness.split_sentence(table, language),
        sureness.reliability_sentence(table, language),
    ]


def _of_column(table: ReleasedTable, language: str) -> list[str]:
    option: int | str | None = None
    if table.stub.kind == "multi":
        option = ticked_code(table)
    elif not any(one.side == "favourable" for one in table.stub.options):
        option = leading_code(table)
    if table.stub.kind == "index":
        return [sureness.change_words(change_of(table), language), *_of_index(table, language)]
    return [
        sureness.margin_sentence(table, language),
        sureness.middle_sentence(table, language),
        sureness.change_words(change_of(table), language),
        sureness.course_sentence(table, language),
        sureness.signal_sentence(table, language),
        sureness.bounds_sentence(table, language, option=option),
    ]


def _crossed(cube: ReleasedCube, tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    columns = {table.stub.column for table in tables}
    return [table for table in cube.tables if table.stub.column in columns and table.tests]


def _difference(cube: ReleasedCube, table: ReleasedTable, language: str, *, alone: bool) -> str:
    test = sureness.difference_test(table)
    if test is None:
        return ""
    name = _banner(cube, table, language)
    if not alone:
        name = f"{labels.subject(table.stub, language)} – {name[:1].lower()}{name[1:]}"
    return f"{name}: {sureness.outcome(test, language)}."


def _banner(cube: ReleasedCube, table: ReleasedTable, language: str) -> str:
    if table.banner == "group":
        return translate(N_("Theo nhóm chi bộ"), language)
    trait = next((one.stub for one in cube.tables if one.stub.column == table.banner), None)
    name = table.banner if trait is None else labels.subject(trait, language)
    return translate(N_("Theo: {trait}"), language).format(trait=name)
