"""The poster of a wave and the record of its slips: what hangs on the wall, and what is signed when leftovers go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from fpdf import FPDF

from survey_app.language import N_, translate
from survey_app.report.sheet import ACCENT, HEIGHT, INK, LINE, SOFT, WIDTH, draw_qr, new_sheet, write

MARGIN = 18.0
INNER = WIDTH - 2 * MARGIN
FOOT = 19.0
"""Millimetres kept free for the line at the foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePaper:
    """What poster and record say of a wave, in one language."""

    wave: str
    title: str
    organisation: str
    opens: date
    closes: date
    results_on: date
    words: tuple[str, ...]
    hash: str
    """Of the manifest, in full: words can be matched by whoever writes two manifests, the hash cannot."""
    language: str
    is_open: bool = False
    """Whether anybody may answer, without a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Sizes of a poster: letters of the title and of the promises (points), the square and the gap (millimetres)."""

    title: float
    square: float
    text: float
    gap: float


MEASURES = (
    Measures(title=24, square=84, text=11, gap=1.5),
    Measures(title=20, square=68, text=10, gap=1.2),
    Measures(title=17, square=58, text=9, gap=0.8),
    Measures(title=14, square=48, text=8, gap=0.5),
)
"""From the largest to the smallest; the first that fits its page is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumCount:
    """Slips of one stratum as they were printed."""

    title: str
    headcount: int
    spares: int


def poster(paper: WavePaper, *, address: str, promises: Sequence[str]) -> bytes:
    """Return the poster as a PDF of one A4 page. Its square leads to the wave and carries no code.

    Parameters
    ----------
    address
        The public address without a trailing slash.
    promises
        Sentences that hold for this wave. The more of them, the smaller square and letters; one page in any case.
    """
    for measures in MEASURES:
        drawn, below = _poster(paper, f"{address}/b/{paper.wave}", promises, measures)
        if below <= HEIGHT - FOOT:
            break
    return drawn


def _poster(paper: WavePaper, start: str, promises: Sequence[str], measures: Measures) -> tuple[bytes, float]:
    """Return the page, and where its last promise ends."""
    sheet, size = _sheet(paper), measures.text
    y = write(sheet, paper.organisation, MARGIN, 16, size=13, width=INNER, ink=SOFT, align="C")
    y = write(sheet, paper.title, MARGIN, y + 2, size=measures.title, width=INNER, style="B", align="C")
    _rule(sheet, y + 4)
    dates = _say(paper, N_("Nhận phiếu từ ngày {opens} đến hết ngày {closes}\nKết quả công bố ngày {results}"))
    y = write(sheet, dates, MARGIN, y + 7, size=12, width=INNER, style="B", align="C")
    draw_qr(sheet, start, (WIDTH - measures.square) / 2, y + 2, measures.square)
    y = write(sheet, start, MARGIN, y + measures.square + 2, size=12, width=INNER, align="C")
    how = N_("Quét mã, rồi nhập mã in trên phiếu đã bốc. Chưa có phiếu: hỏi chi bộ.")
    if paper.is_open:
        how = N_("Quét mã rồi trả lời. Ai cũng trả lời được, không cần mã phiếu. Không phải mẫu ngẫu nhiên.")
    y = write(sheet, _say(paper, how), MARGIN, y + 1.5, size=11, width=INNER, ink=SOFT, align="C")
    y = _word_box(sheet, paper, y + 5)
    for promise in promises:
        write(sheet, "•", MARGIN, y, size=size, width=6, ink=ACCENT)
        y = write(sheet, promise, MARGIN + 6, y, size=size, width=INNER - 6) + measures.gap
    _foot(sheet, paper)
    return bytes(sheet.output()), y  # writing the page out also closes its fonts


def record_of_slips(paper: WavePaper, strata: Sequence[StratumCount]) -> bytes:
    """Return the form of the record (biên bản) of handing out slips and destroying the leftovers, to be filled in."""
    sheet = _sheet(paper)
    y = write(sheet, paper.organisation, MARGIN, 15, size=11, width=INNER, align="C")
    heading = _say(paper, N_("BIÊN BẢN PHÁT PHIẾU MÃ VÀ HỦY PHIẾU THỪA"))
    y = write(sheet, heading, MARGIN, y + 3, size=15, width=INNER, style="B", align="C")
    y = write(sheet, paper.title, MARGIN, y + 1, size=11, width=INNER, align="C") + 3
    for line in _LINES:
        y = write(sheet, _say(paper, line), MARGIN, y, size=10, width=INNER) + 2
    y = _table(sheet, paper, strata, y + 1)
    y = _fresh(sheet, y + 3, 78)
    for line in _STATEMENTS:
        y = write(sheet, _say(paper, line), MARGIN, y, size=10, width=INNER) + 1.5
    _signatures(sheet, paper, y + 4)
    _foot(sheet, paper)
    return bytes(sheet.output())


_LINES = (
    N_("Hồi …… giờ …… ngày …… tháng …… năm ………, tại …………………………………………………"),
    N_("Người lập: ……………………………………… Người chứng kiến: ………………………………………"),
)
_STATEMENTS = (
    N_("1. Phiếu được gấp, trộn và bốc từ hòm; không ai ghi phiếu nào đưa cho ai."),
    N_("2. Phiếu thừa được đếm trước mặt những người có tên dưới đây rồi cắt nhỏ ngay tại chỗ, không ai xem mã."),
    N_("3. Tờ trả lời trên giấy đã nhập: ……… tờ, giữ niêm phong và hủy ngay sau khi kiểm phiếu."),
    N_("4. Tám từ và mã băm dưới đây đã được đọc to và khớp với trang của đợt."),
)
_COLUMNS = (
    (N_("Chi bộ"), 62.0),
    (N_("Số người"), 22.0),
    (N_("Đã in"), 20.0),
    (N_("Đã phát"), 22.0),
    (N_("Còn thừa"), 24.0),
    (N_("Đã hủy"), 24.0),
)
ROW = 7.5


def _table(sheet: FPDF, paper: WavePaper, strata: Sequence[StratumCount], y: float) -> float:
    y = _row(sheet, y, [_say(paper, title) for title, _ in _COLUMNS], style="B")
    for stratum in strata:
        y = _fresh(sheet, y, ROW)
        printed = stratum.headcount + stratum.spares
        y = _row(sheet, y, [stratum.title, str(stratum.headcount), str(printed), "", "", ""])
    heads, spares = sum(one.headcount for one in strata), sum(one.spares for one in strata)
    y = _fresh(sheet, y, ROW)
    return _row(sheet, y, [_say(paper, N_("Cộng")), str(heads), str(heads + spares), "", "", ""], style="B")


def _row(sheet: FPDF, y: float, cells: Sequence[str], style: str = "") -> float:
    """Return where the next row begins; a long first cell makes its row higher."""
    sheet.set_font("DejaVu", style, 9)
    tall = sheet.multi_cell(_COLUMNS[0][1] - 3, 4.2, cells[0], dry_run=True, output="HEIGHT")
    height, x = max(ROW, float(cast("float", tall)) + 3), MARGIN
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    for at, (cell, (_, width)) in enumerate(zip(cells, _COLUMNS, strict=True)):
        sheet.rect(x, y, width, height)
        write(sheet, cell, x + 1.5, y + 1.6, size=9, width=width - 3, style=style, align="R" if at else "L")
        x += width
    return y + height


def _signatures(sheet: FPDF, paper: WavePaper, y: float) -> None:
    third = INNER / 3
    for at, who in enumerate((N_("Người lập"), N_("Đại diện chi bộ"), N_("Người chứng kiến"))):
        x = MARGIN + at * third
        write(sheet, _say(paper, who), x, y, size=10, width=third, style="B", align="C")
        signed = _say(paper, N_("(ký, ghi rõ họ tên)"))
        write(sheet, signed, x, y + 5, size=8.5, width=third, ink=SOFT, align="C")


def _word_box(sheet: FPDF, paper: WavePaper, y: float) -> float:
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(0.6)
    sheet.rect(MARGIN, y, INNER, 31)
    compare = _say(paper, N_("Tám từ của đợt. Trang trên điện thoại phải hiện đúng tám từ này, nếu khác xin dừng lại:"))
    below = write(sheet, compare, MARGIN + 4, y + 3, size=10, width=INNER - 8, ink=SOFT)
    quarter = (INNER - 8) / 4
    for at, word in enumerate(paper.words):
        x, top = MARGIN + 4 + at % 4 * quarter, below + 3 + at // 4 * 8
        write(sheet, f"{at + 1}. {word}", x, top, size=12, width=quarter, style="B")
    return y + 37


def _foot(sheet: FPDF, paper: WavePaper) -> None:
    told = " · ".join(paper.words) + "\n" + paper.hash
    write(sheet, told, MARGIN, HEIGHT - 17, size=7.5, width=INNER, ink=SOFT, align="C")


def _fresh(sheet: FPDF, y: float, needed: float) -> float:
    """Return where to go on: here, or at the top of a new page when so much does not fit."""
    if y + needed <= HEIGHT - 20:
        return y
    sheet.add_page()
    return MARGIN


def _rule(sheet: FPDF, y: float) -> None:
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(0.8)
    sheet.line(MARGIN, y, WIDTH - MARGIN, y)


def _sheet(paper: WavePaper) -> FPDF:
    sheet = new_sheet(paper.title, language=paper.language, day=paper.closes)
    sheet.set_text_color(*INK)
    sheet.add_page()
    return sheet


def _say(paper: WavePaper, message: str) -> str:
    days = {"opens": paper.opens, "closes": paper.closes, "results": paper.results_on}
    return translate(message, paper.language).format(**{name: day.strftime("%d/%m/%Y") for name, day in days.items()})
