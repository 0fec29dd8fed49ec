"""What changed between two questionnaires."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.cli.shared import language, opened_stores
from survey_app.operations import compare


@click.command(name="compare")
@click.argument("before")
@click.argument("after")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def compare_command(before: str, after: str, style: str) -> None:
    """Say per item what changed from BEFORE to AFTER (files or waves), and whether its trend goes on."""
    stores = None if all(Path(name).is_file() for name in (before, after)) else opened_stores()
    then, now = compare.asked(stores, before), compare.asked(stores, after)
    rows = compare.compare(then, now)
    if style == "json":
        click.echo(compare.render_json(then, now, rows, language=language()))
    else:
        click.echo(compare.render_text(rows, language=language()))
