"""Questionnaires from and to XLSForm, the spreadsheet form of ODK and Kobo."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.cli.shared import FILE, WRITTEN, language, tell
from survey_app.compilers.xlsform.exporting import export_form
from survey_app.compilers.xlsform.importing import import_form
from survey_app.compilers.xlsform.report import Line, render_json, render_text
from survey_app.questionnaire.door import said
from survey_app.questionnaire.loader import read_questionnaire_file

STYLE = click.Choice(["text", "json"])


@click.group()
def xlsform() -> None:
    """Bring XLSForm questionnaires in, hand questionnaires out as XLSForm."""


@xlsform.command(name="import")
@click.argument("form", type=FILE)
@click.option("--out", type=FILE, help="YAML file to write; default: the form's name with .yaml, in this folder")
@click.option("--format", "style", type=STYLE, default="text", help="how the report is printed")
def import_command(form: Path, out: Path | None, style: str) -> None:
    """Make a questionnaire file of a form; print row by row what was carried, changed, left out."""
    made = import_form(form, language=language())
    path = out or Path(form.with_suffix(".yaml").name)
    path.write_text(made.text, encoding="utf-8")
    _print(made.lines, style)
    for warning in made.warnings:
        click.echo(said(warning, language()), err=True)
    if style == "text":
        tell(WRITTEN, path=path)


@xlsform.command(name="export")
@click.argument("questionnaire", type=FILE)
@click.option("--out", type=FILE, required=True, help="workbook (.xlsx) to write")
@click.option("--format", "style", type=STYLE, default="text", help="how the report is printed")
def export_command(questionnaire: Path, out: Path, style: str) -> None:
    """Write a questionnaire as an XLSForm workbook; print what other programs will not understand."""
    made = export_form(read_questionnaire_file(questionnaire))
    out.write_bytes(made.content)
    _print(made.lines, style)
    if style == "text":
        tell(WRITTEN, path=out)


def _print(lines: tuple[Line, ...], style: str) -> None:
    click.echo(render_json(lines, language()) if style == "json" else render_text(lines, language()))
