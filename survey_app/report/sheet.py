"""What every printed sheet shares: an A4 page of fixed bytes, its fonts and colours, text in a box, a QR code."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

import matplotlib as mpl
import segno
from fpdf import FPDF

WIDTH, HEIGHT = 210.0, 297.0
QUIET = 4
"""Light modules around a QR code; the standard asks for four."""
Colour: TypeAlias = tuple[int, int, int]
INK: Colour = (28, 37, 48)
SOFT: Colour = (86, 97, 110)
ACCENT: Colour = (155, 28, 31)
LINE: Colour = (150, 150, 150)


def new_sheet(title: str, *, language: str, day: date) -> FPDF:
    """Return an empty A4 document; its date is the given day, so that the same input gives the same bytes."""
    sheet = FPDF(format="A4", unit="mm")
    sheet.set_creation_date(datetime(day.year, day.month, day.day, tzinfo=UTC))
    sheet.set_producer("survey_app")
    sheet.set_title(title)
    sheet.set_lang(language)
    sheet.set_auto_page_break(auto=False)
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sheet.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
    sheet.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
    sheet.add_font("Mono", "", fonts / "DejaVuSansMono.ttf")
    sheet.add_font("Mono", "B", fonts / "DejaVuSansMono-Bold.ttf")
    return sheet


def write(
    sheet: FPDF,
    text: str,
    x: float,
    y: float,
    *,
    width: float,
    size: float,
    style: str = "",
    ink: Colour = INK,
    align: str = "L",
    font: str = "DejaVu",
) -> float:
    """Return where the text ends (millimetres from the top), written into a box of this width."""
    sheet.set_font(font, style, size)
    sheet.set_text_color(*ink)
    sheet.set_xy(x, y)
    sheet.multi_cell(width, size * 0.46, text, align=align, new_x="LEFT", new_y="NEXT")
    return float(sheet.get_y())


def draw_qr(sheet: FPDF, content: str, left: float, top: float, size: float) -> None:
    """Draw a QR code of error level M as filled runs of modules."""
    matrix = segno.make_qr(content, error="m").matrix
    module = size / (len(matrix) + 2 * QUIET)
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
