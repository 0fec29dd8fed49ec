"""Files made from releases."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app import paths
from survey_app.cli.shared import FILE, WRITTEN, language, opened_stores, read_settings, tell
from survey_app.language import Language
from survey_app.operations.publish import library
from survey_app.operations.released_words import decided_texts
from survey_app.operations.workbooks import workbook

SPOKEN = [one.value for one in Language]


@click.command(name="export")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True, help="workbook (.xlsx) to write")
@click.option("--language", "spoken", type=click.Choice(SPOKEN), help="default: by SURVEY_LANGUAGE")
def export_command(name: str, out: Path, spoken: str | None) -> None:
    """Write the workbook of a released wave: every released table on a sheet of its own."""
    stores = opened_stores()
    shelf = library(stores, read_settings().questionnaires or paths.questionnaires())
    cube = shelf.cube(name)
    out.write_bytes(workbook(shelf, cube, spoken or language(), decided_texts(stores, name)).content)
    tell(WRITTEN, path=out)
