"""Ready-made questions: the bank, and a pulse written from its template."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.cli.shared import FILE, WRITTEN, language, read_settings, tell
from survey_app.language import N_
from survey_app.operations import bank, pulse

NEXT = N_("Xem lại lời văn, rồi: survey check {path}")
OPEN = N_(
    "Mở ngoài kế hoạch: survey wave open {wave} --outside --questionnaire {path} --closes NGÀY "
    "--key KHÓA.pub --slips PHIẾU.pdf"
)


@click.group(name="bank", invoke_without_command=True)
@click.option("--topic", help="one topic only")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def bank_group(context: click.Context, topic: str | None, style: str) -> None:
    """List the neutral items of the starter bank by topic."""
    if context.invoked_subcommand is not None:
        return
    topics = tuple(one for one in bank.read_bank(read_settings().questionnaires) if topic in {None, one.topic})
    click.echo(bank.render_json(topics) if style == "json" else bank.render_text(topics, language()))


@bank_group.command(name="show")
@click.argument("item")
def bank_show(item: str) -> None:
    """Print the YAML of an item in both languages, ready to paste, with its scale."""
    click.echo(bank.block(bank.read_bank(read_settings().questionnaires), item, language()))


@click.group(name="new")
def new_group() -> None:
    """Write a file to start from."""


@new_group.command(name="pulse")
@click.argument("name")
@click.option("--topic", required=True, help="the matter in a few Vietnamese words, as it stands inside a sentence")
@click.option("--topic-en", help="the same in English; left out: the form is Vietnamese only")
@click.option("--out", type=FILE, help="file to write; default: NAME.yaml")
def new_pulse(name: str, topic: str, topic_en: str | None, out: Path | None) -> None:
    """Write a questionnaire of three questions about a new matter, to be opened outside the calendar."""
    path = out or Path(f"{name}.yaml")
    pulse.write_pulse(path, name=name, topic=topic, topic_en=topic_en, folder=read_settings().questionnaires)
    tell(WRITTEN, path=path)
    tell(NEXT, path=path)
    tell(OPEN, wave=name, path=path)
