"""Sheets of slips: A4, eight to a page, with cut lines, a QR code and the code to type.

The caller gives the slips in the order of printing, already shuffled: nothing on a sheet tells who gets which.
The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import matplotlib as mpl
import segno
from fpdf import FPDF

from survey_app.language import N_, Language, translate

WIDTH, HEIGHT = 210.0, 297.0
COLUMNS, ROWS = 2, 4
SLIP_WIDTH, SLIP_HEIGHT = WIDTH / COLUMNS, HEIGHT / ROWS
MARGIN = 7.0
QR = 36.0
QUIET = 4
"""Light modules around a QR code; the standard asks for four."""
INK, SOFT, ACCENT, LINE = (28, 37, 48), (86, 97, 110), (155, 28, 31), (150, 150, 150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: the title of its stratum and its code."""

    stratum: str
    code: str


def slip_sheets(
    slips: Sequence[Slip],
    *,
    title: str,
    organisation: str,
    address: str,
    wave: str,
    closes: date,
    language: str = Language.VI,
) -> bytes:
    """Return a PDF of the slips in the order given.

    Parameters
    ----------
    slips
        In the order of printing; the caller shuffles.
    title, organisation
        What stands at the head of every slip.
    address
        The public address without a trailing slash, for example ``https://poll.example``.
    wave
        Name of the wave, the last part of the address.
    closes
        Last day on which ballots are taken.
    language
        Of the instruction.
    """
    sheet = FPDF(format="A4", unit="mm")
    sheet.set_creation_date(datetime(closes.year, closes.month, closes.day, tzinfo=UTC))
    sheet.set_producer("survey_app")
    sheet.set_title(title)
    sheet.set_lang(language)
    sheet.set_auto_page_break(auto=False)
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sheet.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
    sheet.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
    sheet.add_font("Mono", "B", fonts / "DejaVuSansMono-Bold.ttf")
    for number, slip in enumerate(slips):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            sheet.add_page()
            _cut_lines(sheet)
        left, top = place % COLUMNS * SLIP_WIDTH, place // COLUMNS * SLIP_HEIGHT
        start = f"{address}/b/{wave}"
        _qr(sheet, f"{start}#{slip.code}", left + MARGIN, top + 25)
        _words(
            sheet,
            slip,
            left,
            top,
            title=title,
            organisation=organisation,
            start=start,
            closes=closes,
            language=language,
        )
    if not slips:
        sheet.add_page()
    return bytes(sheet.output())


def _cut_lines(sheet: FPDF) -> None:
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    sheet.set_dash_pattern(dash=1.5, gap=1.5)
    for column in range(1, COLUMNS):
        sheet.line(column * SLIP_WIDTH, 0, column * SLIP_WIDTH, HEIGHT)
    for row in range(1, ROWS):
        sheet.line(0, row * SLIP_HEIGHT, WIDTH, row * SLIP_HEIGHT)
    sheet.set_dash_pattern()


def _qr(sheet: FPDF, content: str, left: float, top: float) -> None:
    """Draw a QR code of error level M as filled runs of modules."""
    matrix = segno.make_qr(content, error="m").matrix
    module = QR / (len(matrix) + 2 * QUIET)
    sheet.set_fill_color(0, 0, 0)
    for line, modules in enumerate(matrix):
        column = 0
        while column < len(modules):
            run = 0
            while column + run < len(modules) and modules[column + run]:
                run += 1
            if run:
                x, y = left + (column + QUIET) * module, top + (line + QUIET) * module
                sheet.rect(x, y, run * module, module * 1.02, style="F")
            column += run or 1


def _words(
    sheet: FPDF,
    slip: Slip,
    left: float,
    top: float,
    *,
    title: str,
    organisation: str,
    start: str,
    closes: date,
    language: str,
) -> None:
    inner = SLIP_WIDTH - 2 * MARGIN

    def write(
        text: str, x: float, y: float, *, size: float, width: float, style: str = "", ink: tuple[int, int, int] = INK
    ) -> float:
        sheet.set_font("DejaVu", style, size)
        sheet.set_text_color(*ink)
        sheet.set_xy(left + x, top + y)
        sheet.multi_cell(width, size * 0.46, text, align="L", new_x="LEFT", new_y="NEXT")
        return float(sheet.get_y()) - top

    below = write(organisation, MARGIN, 6, size=7.5, width=inner, ink=SOFT)
    below = write(title, MARGIN, below + 0.6, size=10.5, width=inner, style="B")
    write(slip.stratum, MARGIN, below + 0.4, size=8, width=inner, ink=SOFT)
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(0.6)
    sheet.line(left + MARGIN, top + 24, left + SLIP_WIDTH - MARGIN, top + 24)
    beside = MARGIN + QR + 2
    width = SLIP_WIDTH - beside - MARGIN
    how = translate(N_("Quét mã bằng điện thoại, hoặc mở địa chỉ dưới đây rồi nhập mã phiếu."), language)
    below = write(how, beside, 28, size=7.5, width=width)
    until = translate(N_("Nhận đến hết ngày {closes}."), language).format(closes=closes.strftime("%d/%m/%Y"))
    below = write(until, beside, below + 1.2, size=7.5, width=width, style="B")
    note = translate(N_("Phiếu bốc ngẫu nhiên, không ghi tên. Mỗi phiếu gửi một lần."), language)
    write(note, beside, below + 1.2, size=7.5, width=width, ink=SOFT)
    write(start, MARGIN, 61.5, size=7, width=inner, ink=SOFT)
    sheet.set_font("Mono", "B", 15)
    sheet.set_text_color(*INK)
    sheet.set_xy(left + MARGIN, top + 65.5)
    sheet.cell(inner, 6.5, slip.code, align="L")
