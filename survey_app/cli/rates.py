"""The command that tells response rates of a flat file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from survey_app.cli.shared import FILE, language
from survey_app.cli.tables import plain_text
from survey_app.definitions.codebook import read_codebook
from survey_app.language import Said
from survey_app.operations.rates import RateChoices, rates_of
from survey_app.operations.rates_table import definitions, rates_table
from survey_app.operations.tabulate import PLAIN


@click.command(name="rates")
@click.argument("file", type=FILE)
@click.option("--codebook", type=FILE, required=True, help="YAML, or CSV with variable, code, label")
@click.option("--items", help="columns that a complete answer is made of; default: every question of the codebook")
@click.option("--headcounts", type=FILE, help="file with stratum, headcount (and wave): the roll")
@click.option("--disposition", help="column that says of everybody on the list what became of him or her")
@click.option("--wave", help="column of waves; each is computed on its own")
@click.option(
    "--complete", type=click.FloatRange(1, 100), default=100.0, help="percent of the items asked; default: 100"
)
@click.option(
    "--eligible", type=click.FloatRange(0, 100), default=100.0, help="percent of the unknown taken to belong (e)"
)
@click.option("--sheet", help="sheet of an Excel file; default: the first")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def rates_command(
    file: Path,
    codebook: Path,
    items: str | None,
    complete: float,
    eligible: float,
    style: str,
    **chosen: Any,  # noqa: ANN401 -- the options by name
) -> None:
    """Print the AAPOR response rates of a survey file, and why some of them cannot be known."""
    columns = tuple(name.strip() for name in (items or "").split(",") if name.strip())
    choices = RateChoices(items=columns, complete=complete / 100, eligible=eligible / 100, **chosen)
    found = rates_of(file, read_codebook(codebook), choices)
    notes = (Said(PLAIN), *definitions(choices))
    if style == "json":
        rows = [row for wave in found for row in wave.rows()]
        told = {"status": "not-for-publication", "rows": rows, "notes": [note.render(language()) for note in notes]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(plain_text([rates_table(wave, language=language()) for wave in found], notes))
