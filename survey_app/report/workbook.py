"""Workbooks: of a released wave for the committee, and of plain results for whoever computes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from survey_app.language import N_, translate
from survey_app.report.sheet_charts import Drawing
from survey_app.report.sheets import Book, Column, Form, Line, Link, Sheet, TextSheet, Value, sheet_name, write_book

__all__ = ["Column", "Form", "Line", "PlainTable", "Value", "plain_workbook"]

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
