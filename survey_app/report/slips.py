"""Sheets of slips: A4, eight to a page, with cut lines, a QR code, the code to type and the words of the wave.

The caller gives the slips in the order of printing, already shuffled: nothing on a sheet tells who gets which.
The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fpdf import FPDF

from survey_app.language import N_, Language, translate
from survey_app.report.sheet import ACCENT, HEIGHT, INK, LINE, SOFT, WIDTH, draw_qr, new_sheet, write

COLUMNS, ROWS = 2, 4
SLIP_WIDTH, SLIP_HEIGHT = WIDTH / COLUMNS, HEIGHT / ROWS
MARGIN = 7.0
QR = 36.0


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
    words: Sequence[str] = (),
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
    words
        The words of the wave's manifest, to compare with the screen.
    language
        Of the instruction.
    """
    sheet = new_sheet(title, language=language, day=closes)
    start = f"{address}/b/{wave}"
    for number, slip in enumerate(slips):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            sheet.add_page()
            _cut_lines(sheet)
        left, top = place % COLUMNS * SLIP_WIDTH, place // COLUMNS * SLIP_HEIGHT
        draw_qr(sheet, f"{start}#{slip.code}", left + MARGIN, top + 25, QR)
        _head(sheet, left, top, organisation=organisation, title=title, stratum=slip.stratum)
        _beside(sheet, left + MARGIN + QR + 2, top, closes=closes, words=words, language=language)
        _code(sheet, left + MARGIN, top, slip.code, start=start, language=language)
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


def _head(sheet: FPDF, left: float, top: float, *, organisation: str, title: str, stratum: str) -> None:
    x, width = left + MARGIN, SLIP_WIDTH - 2 * MARGIN
    below = write(sheet, organisation, x, top + 6, size=7.5, width=width, ink=SOFT)
    below = write(sheet, title, x, below + 0.6, size=10.5, width=width, style="B")
    write(sheet, stratum, x, below + 0.4, size=8, width=width, ink=SOFT)
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(0.6)
    sheet.line(x, top + 24, x + width, top + 24)


def _beside(sheet: FPDF, x: float, top: float, *, closes: date, words: Sequence[str], language: str) -> None:
    """Write how and until when, then the words to compare, beside the square."""
    width = SLIP_WIDTH - MARGIN - QR - 2 - MARGIN
    how = translate(N_("Quét mã bằng điện thoại, hoặc mở địa chỉ dưới đây rồi nhập mã phiếu."), language)
    below = write(sheet, how, x, top + 26.5, size=7.5, width=width)
    until = translate(N_("Nhận đến hết ngày {closes}."), language).format(closes=closes.strftime("%d/%m/%Y"))
    write(sheet, until, x, below + 1, size=7.5, width=width, style="B")
    if words:
        compare = translate(N_("Tám từ phải khớp với màn hình:"), language)
        below = write(sheet, compare, x, top + 44.2, size=6.5, width=width, ink=SOFT)
        write(sheet, _pairs(words), x, below + 0.4, size=7, width=width, style="B")


def _pairs(words: Sequence[str]) -> str:
    """Return the words two to a line."""
    return "\n".join(" · ".join(words[at : at + 2]) for at in range(0, len(words), 2))


def _code(sheet: FPDF, x: float, top: float, code: str, *, start: str, language: str) -> None:
    inner = SLIP_WIDTH - 2 * MARGIN
    write(sheet, start, x, top + 61.5, size=7, width=inner, ink=SOFT)
    sheet.set_font("Mono", "B", 15)
    sheet.set_text_color(*INK)
    sheet.set_xy(x, top + 65.5)
    sheet.cell(inner, 6.5, code, align="L")
    note = translate(N_("Phiếu bốc ngẫu nhiên, không ghi tên. Mỗi phiếu gửi một lần."), language)
    beside = x + sheet.get_string_width(code) + 4
    write(sheet, note, beside, top + 65.8, size=6.2, width=x + inner - beside, ink=SOFT)
