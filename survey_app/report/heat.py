"""A field of figures, questions by groups: every figure printed, its size told by the depth of colour, gaps hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.language import N_, translate
from survey_app.report.canvas import Canvas, width_of, wrap
from survey_app.report.charts import Chart
from survey_app.report.style import NARROW, SIZE, SMALL, WIDE

LABEL = 236.0
ROW = 34.0
DEEPEST = 0.5
"""Opacity of the largest figure: the ink above it stays readable."""
MOST = 9
"""More columns than this fit no page; the table alone tells them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One place: its text, and its depth from -1 (against) to 1 (in favour); a mark makes it hatched."""

    text: str
    depth: float | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One question or answer over all the levels."""

    label: str
    cells: tuple[HeatCell, ...]


def heat(rows: Sequence[HeatRow], heads: Sequence[str], *, name: str, title: str, language: str) -> Chart | None:
    """Return the field for a wide and for a narrow page; None when it has more columns than a page can hold."""
    if len(heads) > MOST or not rows:
        return None
    hidden = sum(cell.mark is not None for row in rows for cell in row.cells)
    description = translate(N_("{rows} hàng, {columns} cột; {hidden} ô không công bố."), language).format(
        rows=len(rows), columns=len(heads), hidden=hidden
    )
    return Chart(
        wide=_wide(rows, heads).svg(name=f"{name}-wide", title=title, description=description, variant="wide"),
        narrow=_narrow(rows, heads).svg(name=f"{name}-narrow", title=title, description=description, variant="narrow"),
        description=description,
    )


def _cell(canvas: Canvas, cell: HeatCell, *, x: float, y: float, width: float, height: float, size: float) -> None:
    if cell.mark is not None:
        canvas.hatch(x + 1, y + 1, width - 2, height - 2)
    elif cell.depth is not None:
        colour = "fav" if cell.depth >= 0 else "unf"
        canvas.rect(x + 1, y + 1, width - 2, height - 2, colour, round(0.06 + DEEPEST * min(1.0, abs(cell.depth)), 2))
    canvas.text(x + width / 2, y + height / 2 + size * 0.36, cell.text, size=size, anchor="center")


def _wide(rows: Sequence[HeatRow], heads: Sequence[str]) -> Canvas:
    width = (WIDE - LABEL) / len(heads)
    longest = max(width_of(word, SMALL) for head in heads for word in head.split() or [""])
    size = SMALL * min(1.0, (width - 6) / longest) if longest else SMALL
    titles = [wrap(head, width - 6, size, lines=4) for head in heads]
    top = 15.0 * max(len(lines) for lines in titles) + 8
    labels = [wrap(row.label, LABEL - 10, lines=2) for row in rows]
    heights = [max(ROW, 17.0 * len(lines) + 8) for lines in labels]
    canvas = Canvas(WIDE, top + sum(heights) + 2)
    for at, lines in enumerate(titles):
        for down, line in enumerate(lines):
            y = top - 6 - 15 * (len(lines) - 1 - down)
            canvas.text(LABEL + (at + 0.5) * width, y, line, size=size, colour="soft", anchor="center")
    y = top
    for row, lines, height in zip(rows, labels, heights, strict=True):
        for down, line in enumerate(lines):
            canvas.text(0, y + height / 2 + 4.5 - 8.5 * (len(lines) - 1) + 17 * down, line)
        for at, cell in enumerate(row.cells):
            _cell(canvas, cell, x=LABEL + at * width, y=y, width=width, height=height, size=SIZE)
        y += height
    return canvas


def _narrow(rows: Sequence[HeatRow], heads: Sequence[str]) -> Canvas:
    """Numbers stand for the heads, which are told above; every label has a line of its own."""
    keys = [wrap(f"{number}  {head}", NARROW, SMALL, lines=2) for number, head in enumerate(heads, start=1)]
    labels = [wrap(row.label, NARROW, lines=3) for row in rows]
    size = SMALL if len(heads) > 5 else SIZE
    top = 16.0 * sum(len(lines) for lines in keys) + 10
    canvas = Canvas(NARROW, top + sum(17.0 * len(lines) + ROW + 28 for lines in labels))
    y = 12.0
    for lines in keys:
        for line in lines:
            canvas.text(0, y, line, size=SMALL, colour="soft")
            y += 16
    width, y = NARROW / len(heads), top
    for row, lines in zip(rows, labels, strict=True):
        for line in lines:
            y += 17
            canvas.text(0, y - 3, line)
        for at, cell in enumerate(row.cells):
            canvas.text((at + 0.5) * width, y + 12, str(at + 1), size=SMALL, colour="soft", anchor="center")
            _cell(canvas, cell, x=at * width, y=y + 15, width=width, height=ROW - 2, size=size)
        y += ROW + 28
    return canvas
