"""Commands that compute on a flat file: tabulate, trend. Their figures pass no gate and say so."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.design import Target
from analysis.fitting import Ends
from analysis.letters import Adjustment
from survey_app.cli.shared import FILE, WRITTEN, language, tell
from survey_app.definitions.codebook import read_codebook
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.flat import Choices
from survey_app.operations.flat_sheets import design_notes, series_table, tables_of, workbook_of
from survey_app.operations.flat_trend import Measure, trend_of
from survey_app.operations.table_choices import Check, Extra, Wanted
from survey_app.operations.tabulate import tabulate
from survey_app.report.numbers import decimal
from survey_app.report.workbook import Form, PlainTable, Value

DIGITS = {Form.SHARE: 1, Form.PERCENT: 0, Form.COUNT: 0, Form.POINTS: 0, Form.NUMBER: 1, Form.FINE: 4}
TINY = 0.0001
WIDEST = 60
"""Letters of a label in a plain table; longer ones are cut."""


class WhereToWriteError(SurveyError):
    """A workbook without a place to write it."""

    code = "no-place-to-write"
    found = N_("Bảng tính xlsx cần tên tệp để ghi.")
    fix = N_("Thêm --out TEP.xlsx.")


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.argument("file", type=FILE),
        click.option("--codebook", type=FILE, required=True, help="YAML, or CSV with variable, code, label"),
        click.option("--weight", help="column of weights"),
        click.option("--strata", multiple=True, help="column of strata; several are combined"),
        click.option("--psu", help="column of clusters, nested in the strata"),
        click.option("--headcounts", type=FILE, help="file with stratum, headcount (and wave): finite population"),
        click.option("--keep", help='condition over columns, such as "age >= 18": a domain, the design stays whole'),
        click.option("--sheet", help="sheet of an Excel file; default: the first"),
        click.option("--format", "style", type=click.Choice(["text", "json", "xlsx"]), default="text"),
        click.option("--out", type=FILE, help="file to write; default: the terminal"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(name="tabulate")
@click.option("--stub", required=True, help="column to count")
@click.option("--banner", help="column to break it down by")
@click.option("--wave", help="column of waves; each is computed on its own")
@click.option("--codes", help="codes whose share is told together, such as 4,5; default: the favourable ones")
@click.option("--test", type=click.Choice([one.value for one in Check]), default=Check.RAO_SCOTT.value)
@click.option("--letters", type=click.Choice([one.value for one in Adjustment]), help="compare columns pair by pair")
@click.option("--measures", help="of a scale, beside the mean: " + ", ".join(one.value for one in Extra))
@click.option("--interval", "ends", type=click.Choice([one.value for one in Ends]), default=Ends.FITTING.value)
@click.option(
    "--target", type=click.Choice([one.value for one in Target]), help="default: population with --headcounts"
)
@_shared
def tabulate_command(
    file: Path,
    codebook: Path,
    style: str,
    out: Path | None,
    codes: str | None,
    measures: str | None,
    **chosen: Any,  # noqa: ANN401 -- the options by name
) -> None:
    """Print shares, means and tests of any survey file with a codebook; plain, not for publication."""
    wanted = _wanted(chosen, _codes(measures))
    choices = _choices(chosen)
    found = tabulate(file, read_codebook(codebook), choices, codes=_codes(codes), wanted=wanted)
    notes = (*found.notes, *design_notes(choices))
    if style == "json":
        tests = [test.row() for test in found.tests]
        _write(_json(rows=list(found.rows()), tests=tests, notes=[note.render(language()) for note in notes]), out)
        return
    tables = tables_of(found, language=language(), errors=style == "xlsx")
    _hand_over(tables, notes, style, out)


@click.command(name="trend")
@click.option("--item", "stub", required=True, help="column to follow")
@click.option("--wave", required=True, help="column of waves")
@click.option("--measure", type=click.Choice([measure.value for measure in Measure]), help="default: see --codes")
@click.option("--codes", help="codes whose share is followed, such as 1,2; default: the favourable ones, else the mean")
@click.option(
    "--target", type=click.Choice([one.value for one in Target]), help="default: population with --headcounts"
)
@click.option(
    "--break", "breaks", multiple=True, help="first wave after the question changed; nothing is compared across it"
)
@_shared
def trend_command(
    file: Path,
    codebook: Path,
    style: str,
    out: Path | None,
    measure: str | None,
    codes: str | None,
    target: str | None,
    breaks: tuple[str, ...],
    **chosen: Any,  # noqa: ANN401 -- the options by name
) -> None:
    """Print one measure over the waves of a file: levels, changes, a line; plain, not for publication."""
    choices = _choices(chosen)
    found = trend_of(
        file,
        read_codebook(codebook),
        choices,
        measure=None if measure is None else Measure(measure),
        codes=_codes(codes),
        target=None if target is None else Target(target),
        breaks=breaks,
    )
    notes = (*found.notes, *design_notes(choices))
    if style == "json":
        told = [note.render(language()) for note in notes]
        _write(_json(rows=list(found.rows()), summary=found.summary(), notes=told), out)
        return
    _hand_over((series_table(found, language=language()),), notes, style, out)


def _codes(written: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (written or "").split(",") if code.strip())


def _wanted(chosen: dict[str, Any], measures: tuple[str, ...]) -> Wanted:
    """Return what is asked for beyond shares, taken out of the options."""
    unknown = [name for name in measures if name not in list(Extra)]
    if unknown:
        raise click.BadParameter(", ".join(unknown), param_hint="--measures")
    test, letters, ends, target = (chosen.pop(name) for name in ("test", "letters", "ends", "target"))
    return Wanted(
        test=Check(test),
        letters=None if letters is None else Adjustment(letters),
        measures=tuple(Extra(name) for name in measures),
        ends=Ends(ends),
        target=None if target is None else Target(target),
    )


def _choices(chosen: dict[str, Any]) -> Choices:
    return Choices(**{**chosen, "strata": tuple(chosen["strata"])})


def _json(**parts: object) -> str:
    return json.dumps({"status": "not-for-publication", **parts}, ensure_ascii=False, indent=1)


def _hand_over(tables: Sequence[PlainTable], notes: Sequence[Said], style: str, out: Path | None) -> None:
    if style == "text":
        if out is None and sys.stdout.isatty():
            _to_terminal(tables, notes)
        else:
            _write(plain_text(tables, notes), out)
        return
    if out is None:
        raise WhereToWriteError(where="--out")
    out.write_bytes(workbook_of(tables, title=tables[0].title, notes=notes, language=language()))
    tell(WRITTEN, path=out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    tell(WRITTEN, path=out)


def _shown(value: Value, form: Form) -> str:
    if value is None:
        return ""
    if not isinstance(value, int | float):
        return str(value)
    if form is Form.FINE and 0 < value < TINY:
        return "< " + decimal(TINY, language())
    scale = 100 if form in {Form.SHARE, Form.PERCENT} else 1
    digits = DIGITS[form]
    written = decimal(round(scale * value), language()) if digits == 0 else _fixed(scale * value, digits)
    return written + ("%" if scale == 100 else "")


def _fixed(value: float, digits: int) -> str:
    whole, _, part = f"{abs(value):.{digits}f}".partition(".")
    mark = "," if language() == "vi" else "."
    sign = "\u2212" if value < 0 and float(f"{value:.{digits}f}") else ""
    return sign + decimal(int(whole), language()) + mark + part


def _cells(table: PlainTable) -> list[list[str]]:
    """Return the printed cells of a table: its lines, then its bases."""
    return [
        [
            line.label,
            *(_shown(v, line.form or column.form) for v, column in zip(line.values, table.columns, strict=True)),
        ]
        for line in (*table.lines, *table.bases)
    ]


def plain_text(tables: Sequence[PlainTable], notes: Sequence[Said]) -> str:
    """Return the tables as aligned text."""
    blocks = []
    for table in tables:
        heads = [table.stub, *(column.head for column in table.columns)]
        rows = [[_cut(cell) for cell in row] for row in (heads, *_cells(table))]
        widths = [max(cell_len(row[at]) for row in rows) for at in range(len(heads))]
        printed = [
            "  ".join(
                _padded(cell, width, left=at == 0) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        rule = "  ".join("-" * width for width in widths)
        split = 1 + len(table.lines)
        body = [printed[0], rule, *printed[1:split], *([rule] if table.bases else []), *printed[split:]]
        blocks.append("\n".join([table.title, "", *(line.rstrip() for line in body), *("", *table.footers)]).rstrip())
    return "\n\n".join([*blocks, "\n".join(note.render(language()) for note in notes)])


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _padded(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - cell_len(text))
    return text + space if left else space + text


def _to_terminal(tables: Sequence[PlainTable], notes: Sequence[Said]) -> None:
    console = Console()
    for table in tables:
        drawn = Table(
            title=Text(table.title),
            title_justify="left",
            caption=Text("\n".join(table.footers)),
            caption_justify="left",
        )
        drawn.add_column(Text(table.stub))
        for column in table.columns:
            drawn.add_column(Text(column.head), justify="right")
        for number, row in enumerate(_cells(table), 1):
            drawn.add_row(*map(Text, row), end_section=number == len(table.lines))
        console.print(drawn)
    for note in notes:
        console.print(note.render(language()), markup=False)
