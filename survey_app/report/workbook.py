"""Workbooks: of a released wave for the committee, and of plain results for whoever computes them.

The released one takes a released cube and nothing else; the plain one says on every sheet that it passed no gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analysis.disclosure.released import ReleasedCube
from analysis.disclosure.yearly import BRANCH
from survey_app.language import N_, say, translate
from survey_app.report import labels, method, numbers
from survey_app.report.branch_sheet import branch_sheet
from survey_app.report.reasons import least
from survey_app.report.released_sheets import Question, banner_name, questions_of, released_sheet, title_of
from survey_app.report.sheet_charts import Drawing
from survey_app.report.sheets import (
    Book,
    Column,
    Form,
    Line,
    Link,
    Place,
    Sheet,
    TextSheet,
    Value,
    sheet_name,
    write_book,
)
from survey_app.report.words_sheet import DecidedTexts, words_sheet

__all__ = ["Column", "Form", "Line", "PlainTable", "Value", "plain_workbook", "released_workbook"]

PLAIN = N_("Kết quả chưa qua cổng công bố – không phát hành")
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 -- the format holds no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTable:
    """A table of results that passed no gate.

    ``columns`` say the head of each column of numbers and how its numbers are shown; shares are 0-1 with
    ``Form.SHARE`` or ``Form.PERCENT``. A value is a number, a mark such as ``[x]`` as text, or None. ``bases`` are rows
    of counts under the table. ``chart`` draws the first column (``bar``), or every column to 100 % (``stacked``).
    ``name`` becomes part of the sheet's name.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    stub: str = ""
    notes: tuple[str, ...] = ()
    bases: tuple[Line, ...] = ()
    footers: tuple[str, ...] = ()
    chart: str | None = None


def plain_workbook(
    tables: Sequence[PlainTable], *, title: str, notes: Sequence[str] = (), language: str = "vi"
) -> bytes:
    """Return a workbook of plain results, every sheet saying that it must not be handed on.

    Parameters
    ----------
    tables : one sheet each, in this order.
    title : of the whole, on the contents sheet.
    notes : printed on the contents sheet: where the figures come from, how they were weighted.
    """
    warning = translate(PLAIN, language)
    names = [sheet_name(table.name, number) for number, table in enumerate(tables, start=1)]
    contents = TextSheet(
        name=translate(N_("Mục lục"), language),
        title=title,
        notes=(warning, *notes),
        head=(translate(N_("Số"), language), translate(N_("Bảng"), language)),
        rows=tuple(
            (number, Link(text=table.title, sheet=name))
            for number, (table, name) in enumerate(zip(tables, names, strict=True), start=1)
        ),
        widths=(10, 90),
    )
    sheets = tuple(
        Sheet(
            name=name,
            title=table.title,
            stub=table.stub,
            columns=table.columns,
            lines=table.lines,
            notes=(warning, *table.notes),
            bases=table.bases,
            footers=table.footers,
            drawing=_drawing(table),
        )
        for table, name in zip(tables, names, strict=True)
    )
    return write_book(
        Book(
            title=title,
            subject=warning,
            language=language,
            day=EPOCH,
            front=(contents,),
            sheets=sheets,
            contents=contents.name,
            back=translate(N_("← Mục lục"), language),
        )
    )


def _drawing(table: PlainTable) -> Drawing | None:
    if table.chart is None or not table.lines or not table.columns:
        return None
    return Drawing(
        title=table.title, lines=len(table.lines), columns=len(table.columns), stacked=table.chart == "stacked"
    )


# --- a released wave --------------------------------------------------------------------------------------------------


def released_workbook(
    cube: ReleasedCube, *, language: str = "vi", organisation: str = "", words: DecidedTexts | None = None
) -> bytes:
    """Return the workbook of one released wave: cover, contents, notes, one sheet per question.

    The same release, language, organisation and decided texts give the same bytes.
    """
    questions = questions_of(replace(cube, tables=tuple(one for one in cube.tables if one.banner != BRANCH)))
    sheets = tuple(released_sheet(cube, one, number, language) for number, one in enumerate(questions, start=1))
    branches = branch_sheet(cube, len(sheets) + 1, language)
    title = labels.wave_title(cube, language)
    contents = _contents(cube, questions, sheets, branches, language)
    return write_book(
        Book(
            title=title,
            subject=f"{title} · {cube.hash.removeprefix('sha256:')[:12]}",
            language=language,
            day=_day(cube.closed),
            front=(
                _cover(cube, title, organisation, language),
                contents,
                _explained(cube, questions, language),
                _disclosed(cube, organisation, language),
                *([] if words is None else [words_sheet(cube, words, language)]),
            ),
            sheets=sheets if branches is None else (*sheets, branches),
            contents=contents.name,
            back=translate(N_("← Mục lục"), language),
        )
    )


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text[:10])
    except ValueError:
        return EPOCH


def _cover(cube: ReleasedCube, title: str, organisation: str, language: str) -> TextSheet:
    people = cube.population
    named = (
        (N_("Cơ quan"), organisation),
        (N_("Cuộc lấy ý kiến"), say(cube.title, language)),
        (N_("Đợt"), numbers.period(cube.wave, language)),
        (N_("Thời gian lấy phiếu"), numbers.days(cube.opened, cube.closed, language)),
        (
            N_("Phiếu thu về"),
            labels.sample(cube, language)
            or translate(N_("{n} phiếu trong {N} người có tên trong danh sách ({response})"), language).format(
                n=numbers.decimal(people.n, language),
                N=numbers.decimal(people.N, language),
                response=numbers.percent(people.response, language),
            ),
        ),
        (N_("Cách làm"), translate(_method(cube), language)),
        (N_("Bảo mật"), translate(PROTECTION, language).format(least=least(cube, cube.tables, language))),
        (N_("Nguồn số liệu"), labels.provenance(cube, language) or translate(N_("Phiếu của đảng viên."), language)),
        (N_("Ghi chú về đợt"), " ".join(filter(None, (labels.note(code, language) for code in people.note)))),
        (N_("Liên hệ"), organisation),
        (N_("Bộ câu hỏi"), cube.questionnaire),
        (N_("Mã băm bản công bố"), cube.manifest),
        (N_("Mã băm bản phát hành"), cube.hash),
        (N_("Phiên bản phần mềm"), cube.code),
    )
    return TextSheet(
        name=translate(N_("Bìa"), language),
        title=title,
        rows=tuple((translate(label, language), text) for label, text in named if text),
        widths=(26, 84),
    )


METHOD = N_(
    "Mỗi người có tên trong danh sách nhận một mã dùng một lần, không gắn với tên; phiếu được niêm phong, xáo trộn rồi "
    "mới đếm. Số liệu toàn tổ chức gia quyền theo chi bộ, có hiệu chỉnh tổng thể hữu hạn."
)
METHOD_OPEN = N_(
    "Ai cũng trả lời được, không cần mã; phiếu được niêm phong, xáo trộn rồi mới đếm, mỗi phiếu tính như nhau. Không "
    "có danh sách nên không có tỷ lệ trả lời và không có sai số."
)
ELSEWHERE = N_("Không thu bằng phiếu của phần mềm này; cách chọn người và cách hỏi theo cuộc khảo sát gốc.")
OWN_SLIPS = frozenset({"real", "slips", "simulated", "rehearsal"})
PROTECTION = N_(
    "Mọi bảng đã qua cổng công bố: nhóm dưới {least} phiếu không công bố, số phiếu làm tròn đến 3, phần trăm làm tròn "
    "đến hàng đơn vị."
)
READING = (
    N_("Mỗi trang một bảng: hàng là ý trả lời, cột là toàn tổ chức, các nhóm chi bộ, các nhóm theo đặc điểm."),
    N_("Phần trăm tính trong số người có ý kiến; khó trả lời, không muốn trả lời và bỏ qua đếm riêng ở phần cơ sở."),
    N_("“Gộp” là phần trăm của các ý cùng phía; ô ghi “gộp” chỉ có phần gộp, xem các hàng “Gộp” bên dưới."),
    N_("Hiệu số là phần trăm thuận trừ phần trăm chưa thuận, tính bằng điểm."),
    N_("Số phiếu đã làm tròn đến 3 nên các ô cộng lại có thể lệch tổng một chút."),
    N_("“Vững”: thay đổi vượt cả mức sai số cộng dồn của hai đợt; “chưa vững”: mới vượt sai số chung."),
    N_(
        "Biểu đồ đọc từ các ô của bảng; có nhóm chỉ nêu phần gộp thì mọi nhóm vẽ theo phần gộp. "
        "Hàng trống: không công bố."
    ),
)


def _method(cube: ReleasedCube) -> str:
    if labels.is_open(cube):
        return METHOD_OPEN
    return METHOD if cube.provenance in OWN_SLIPS else ELSEWHERE


def _contents(
    cube: ReleasedCube, questions: Sequence[Question], sheets: Sequence[Sheet], branches: Sheet | None, language: str
) -> TextSheet:
    rows: list[tuple[Place, ...]] = []
    for number, (question, sheet) in enumerate(zip(questions, sheets, strict=True), start=1):
        banners = dict.fromkeys(table.banner for table in question.tables)
        crossed = [name for banner in banners if (name := banner_name(banner, cube, language))]
        base = next((line.values[0] for line in sheet.bases if line.values), None)
        rows.append((number, Link(text=title_of(question, language), sheet=sheet.name), ", ".join(crossed), base))
    if branches is not None:
        rows.append((len(rows) + 1, Link(text=branches.title, sheet=branches.name), "", None))
    heads = (N_("Số"), N_("Bảng"), N_("Theo"), N_("Số phiếu được hỏi"))
    return TextSheet(
        name=translate(N_("Mục lục"), language),
        title=translate(N_("Mục lục"), language),
        head=tuple(translate(head, language) for head in heads),
        rows=tuple(rows),
        widths=(8, 60, 34, 18),
    )


def _explained(cube: ReleasedCube, questions: Sequence[Question], language: str) -> TextSheet:
    """Return the sheet of notes: how to read, every mark, the wording of every item with its options."""
    rows: list[tuple[Place, ...]] = [(translate(N_("Cách đọc"), language), "")]
    rows += [("", translate(text, language)) for text in READING]
    rows += [("", ""), (translate(N_("Dấu trong bảng"), language), "")]
    rows += [(f"[{code}]", labels.mark(code, language)) for code in labels.MARKS]
    rows += [("", ""), (translate(N_("Nguyên văn câu hỏi"), language), "")]
    for question in questions:
        stub = question.stub
        if question.multi:
            asked = say(stub.parent or stub.text, language)
            options = [labels.subject(question.tables[at].stub, language) for at in _first_of_each(question)]
        else:
            asked, options = labels.full_wording(stub, language), [say(one.label, language) for one in stub.options]
        rows.append(
            (stub.item if question.multi else stub.column, f"{asked}  ({' / '.join(options)})" if options else asked)
        )
    for text in cube.texts:
        told = translate(N_("{wording}  (trả lời bằng lời: {count} ý kiến, không đưa vào bảng)"), language)
        rows.append((text.item, told.format(wording=say(text.text, language), count=text.count)))
    rows += _continued(cube, language)
    return TextSheet(
        name=translate(N_("Ghi chú"), language),
        title=translate(N_("Ghi chú"), language),
        rows=tuple(rows),
        widths=(26, 84),
    )


def _disclosed(cube: ReleasedCube, organisation: str, language: str) -> TextSheet:
    """Return the sheet that discloses how the wave was made, and who answered."""
    rows: list[tuple[Place, ...]] = list(method.elements(cube, organisation, language))
    return TextSheet(
        name=translate(N_("Cách làm"), language),
        title=translate(N_("Cách làm, công bố đầy đủ"), language),
        notes=(translate(N_("Theo danh mục phải công bố của hiệp hội nghiên cứu dư luận AAPOR."), language),),
        rows=tuple(rows),
        widths=(26, 84),
    )


def _continued(cube: ReleasedCube, language: str) -> list[tuple[Place, ...]]:
    """Return the rows that say of which changed questions the trend goes on, and why; none where none was changed."""
    told = {table.stub.item: labels.continued(table.continues, language) for table in cube.tables if table.continues}
    head: list[tuple[Place, ...]] = [("", ""), (translate(N_("Câu có sửa, chuỗi vẫn nối tiếp"), language), "")]
    return [*head, *told.items()] if told else []


def _first_of_each(question: Question) -> list[int]:
    names = [table.stub.column for table in question.tables]
    return [names.index(column) for column in question.columns()]
