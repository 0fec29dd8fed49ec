"""Native charts of a workbook: bars that read the cells of the table beside them, so that they can be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from analysis.disclosure.released import ReleasedStub
from survey_app.report.style import PALETTE, ramp

PATTERNS: Mapping[str, str] = {"unf": "dkUpDiag", "unf-2": "ltUpDiag", "neu": "pct10"}
"""One side is hatched besides being coloured, so that a print in grey still tells the sides apart."""
WIDTH_CM = 24.0
COLOUR_OF: Mapping[str, str] = {"favourable": "fav", "neutral": "neu", "unfavourable": "unf"}
"""Colour of the palette by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A bar chart over the first ``lines`` rows of a table.

    ``stacked``: one bar per column, of all the lines, to 100 %. Else: one bar per line, of the first column.
    ``colours`` names one colour of the palette per line.
    """

    title: str
    lines: int
    columns: int
    colours: tuple[str, ...] = ()
    stacked: bool = True
    first: int = 0
    """Lines of the table that stand above those drawn."""


def colours_of(stub: ReleasedStub) -> tuple[str, ...]:
    """Return one colour of the palette per option: strongest at the ends."""
    out = []
    for option in stub.options:
        same = [one.code for one in stub.options if one.side == option.side]
        at = same.index(option.code)
        first_good = next((one.side for one in stub.options if one.side != "neutral"), "") == "favourable"
        from_end = (option.side == "favourable") is first_good
        out.append(ramp(option.side, len(same) - 1 - at if from_end else at, max(2, len(same)))[0])
    return tuple(out)


def height_of(drawing: Drawing) -> float:
    """Return the height of a chart in centimetres: as much as its bars need."""
    return max(7.0, 3.2 + 0.95 * (drawing.columns if drawing.stacked else drawing.lines))


def add_chart(sheet: Worksheet, drawing: Drawing, *, head: int, anchor: str) -> None:
    """Put the chart of a table on its sheet; ``head`` is the row of the column heads."""
    chart = BarChart()
    chart.type = "bar"
    chart.gapWidth = 45
    chart.width, chart.height = WIDTH_CM, height_of(drawing)
    top = head + 1 + drawing.first
    if drawing.stacked:
        chart.grouping, chart.overlap = "percentStacked", 100
        names = Reference(sheet, min_col=2, max_col=drawing.columns + 1, min_row=head)
        for at in range(drawing.lines):
            row = Reference(sheet, min_col=1, max_col=drawing.columns + 1, min_row=top + at)
            _add(chart, Series(row, title_from_data=True), drawing.colours[at] if drawing.colours else "")
    else:
        names = Reference(sheet, min_col=1, min_row=top, max_row=top + drawing.lines - 1)
        numbers = Reference(sheet, min_col=2, min_row=top, max_row=top + drawing.lines - 1)
        _add(chart, Series(numbers, title=str(sheet.cell(row=head, column=2).value or "")), "fav")
    chart.set_categories(names)
    _axes(chart, drawing)
    chart.title = drawing.title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1200, b=True))
    sheet.add_chart(chart, anchor)


def _add(chart: Any, series: Any, colour: str) -> None:
    if colour:
        series.graphicalProperties = _fill(colour)
    labels = DataLabelList()
    labels.showVal = True
    labels.numFmt = "0%;;"
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    dark = colour in {"fav", "unf"} and chart.grouping == "percentStacked"
    text = CharacterProperties(sz=900, b=True, solidFill="FFFFFF" if dark else "1C2530")
    labels.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=text), endParaRPr=text)])
    series.dLbls = labels
    chart.series.append(series)


def _fill(colour: str) -> Any:
    code = PALETTE[colour].removeprefix("#").upper()
    if colour in PATTERNS:
        fill = PatternFillProperties(prst=PATTERNS[colour])
        fill.foreground = ColorChoice(srgbClr="FFFFFF" if colour == "unf" else "8A5A2B" if colour == "unf-2" else code)
        fill.background = ColorChoice(srgbClr=code)
        return GraphicalProperties(pattFill=fill)
    return GraphicalProperties(solidFill=code)


def _axes(chart: Any, drawing: Drawing) -> None:
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblSkip = 1
    small = CharacterProperties(sz=900)
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)])
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines = None if drawing.stacked else chart.y_axis.majorGridlines
    chart.y_axis.crosses = "max"
    if drawing.stacked:
        chart.legend.position = "b"
    else:
        chart.legend = None
