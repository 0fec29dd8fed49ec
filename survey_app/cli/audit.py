"""What an outsider can derive from released cubes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey_app.cli.shared import FILE, language
from survey_app.operations import auditing


@click.command(name="audit")
@click.argument("releases", type=FILE, nargs=-1, required=True)
@click.option("--exact", is_flag=True, help="solve every interval; slower")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def audit_command(releases: tuple[Path, ...], *, exact: bool, style: str) -> None:
    """Attack published RELEASES, from the files alone: print what an outsider can derive, exit 1 if too much."""
    audits = auditing.audit_files(releases, exact=exact)
    if style == "json":
        click.echo(auditing.render_json(audits))
    else:
        click.echo(auditing.render_text(audits, language=language(), every=True))
    sys.exit(1 if any(audit.narrow for audit in audits.values()) else 0)
