"""Commands of a wave that is running: addenda, the daily round, posters and records of slips."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from survey_app.cli.shared import FILE, WRITTEN, language, note, opened_stores, read_settings, tell
from survey_app.cli.waves import wave
from survey_app.clock import today_of
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, say
from survey_app.operations import addending, handing, opening, ticking, waves
from survey_app.operations.staff_log import Action

EXTENDED = N_("Đợt {wave} nhận phiếu đến hết ngày {closes}; kết quả công bố ngày {results}.")
SPARED = N_("Đã thêm {count} phiếu dự phòng cho {stratum}.")
PUBLISHED = N_("Phụ lục số {number} của đợt {wave} đã công bố. Mã băm: {hash}")
NOTHING = N_("Hôm nay không có việc gì đến hạn.")
COUNTED = N_("{title}: {headcount} người, {printed} phiếu đã in")
SPOKEN = click.Choice([one.value for one in Language])


@wave.command(name="extend")
@click.argument("name", metavar="WAVE")
@click.option("--days", type=click.IntRange(1, 14), required=True, help="14 in all, over every extension of the wave")
def wave_extend(name: str, days: int) -> None:
    """Take ballots for some days more; the addendum is public. Results are promised as many days later."""
    stores = opened_stores()
    signed = addending.extend_wave(stores, name, days=days, today=today_of(read_settings()))
    note(stores, Action.ADDENDUM, name)
    standing = waves.standing_of(waves.find_wave(stores, name))
    tell(EXTENDED, wave=name, closes=standing.closes, results=standing.results_on)
    tell(PUBLISHED, number=signed.addendum.number, wave=name, hash=signed.addendum.hash)


@wave.command(name="spares")
@click.argument("name", metavar="WAVE")
@click.option("--stratum", required=True, help="its name in the manifest")
@click.option("--count", type=click.IntRange(1, 500), required=True)
@click.option("--slips", type=FILE, help="PDF of the new slips to write; the codes exist nowhere else")
@click.option("--links", type=FILE, help="in place of --slips: private links to write")
def wave_spares(name: str, stratum: str, count: int, slips: Path | None, links: Path | None) -> None:
    """Add spare slips to a stratum; the addendum makes their number public."""
    if (slips is None) == (links is None):
        raise click.UsageError("survey wave spares WAVE --stratum S --count K (--slips FILE | --links FILE)")
    stores, settings = opened_stores(), read_settings()
    manifest = waves.manifest_of(waves.find_wave(stores, name))
    handing.require_free(slips, links)
    if links is not None:
        handing.require_links_allowed(
            name, scripts_required=manifest.blind is not None and manifest.blind.scripts_required
        )
    made = addending.add_spares(stores, name, stratum=stratum, count=count, today=today_of(settings))
    closes = waves.standing_of(waves.find_wave(stores, name)).closes
    handing.hand_out(manifest, made.slips, settings, sheets=slips, links=links, closes=closes)
    note(stores, Action.ADDENDUM, name)
    note(stores, Action.SLIPS_PRINTED, name)
    tell(SPARED, count=count, stratum=stratum)
    tell(PUBLISHED, number=made.addendum.addendum.number, wave=name, hash=made.addendum.addendum.hash)
    tell(WRITTEN, path=slips or links)


@click.group(name="slips")
def slips_group() -> None:
    """Papers around the slips of a wave. The slips themselves are printed when it opens, and never again."""


@slips_group.command(name="count")
@click.argument("name", metavar="WAVE")
def slips_count(name: str) -> None:
    """Print how many slips were made for each stratum, spares of later addenda included."""
    record = waves.find_wave(opened_stores(), name)
    for stratum, spares in zip(waves.manifest_of(record).strata, waves.standing_of(record).spares, strict=True):
        printed = stratum.headcount + spares
        tell(COUNTED, title=say(stratum.title, language()), headcount=stratum.headcount, printed=printed)


@slips_group.command(name="poster")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True, help="PDF to write")
@click.option("--language", "spoken", type=SPOKEN, help="default: that of the office")
def slips_poster(name: str, out: Path, spoken: str | None) -> None:
    """Write the poster of a wave: address without any code, the eight words, days, what is promised."""
    settings = read_settings()
    out.write_bytes(handing.poster_of(waves.find_wave(opened_stores(), name), settings, language=spoken))
    tell(WRITTEN, path=out)


@slips_group.command(name="record")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True, help="PDF to write")
@click.option("--language", "spoken", type=SPOKEN, help="default: that of the office")
def slips_record(name: str, out: Path, spoken: str | None) -> None:
    """Write the form that is signed when slips were handed out and the leftovers destroyed."""
    record = waves.find_wave(opened_stores(), name)
    out.write_bytes(handing.record_form(record, language=spoken or read_settings().language))
    tell(WRITTEN, path=out)


@click.command(name="tick")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def tick_command(style: str) -> None:
    """Do what the day asks for: close waves, refresh participation, purge archives; say what is due. Run it daily."""
    stores, settings = opened_stores(), read_settings()
    spoken, plan, refused = language(), None, None
    try:
        plan = opening.read_office(settings).plan
    except SurveyError as refusal:  # a mistake in a file of the office must not keep a wave open or an archive alive
        refused = refusal
    ticks = ticking.tick(stores, today=today_of(settings), address=settings.public_address, language=spoken, plan=plan)
    for one in ticks:
        if one.kind in ticking.LOGGED:
            note(stores, ticking.LOGGED[one.kind], one.wave)
    _print(ticks, style=style, spoken=spoken)
    if refused is not None:
        raise refused


def _print(ticks: Sequence[ticking.Tick], *, style: str, spoken: Language) -> None:
    if style == "json":
        lines = [{"kind": one.kind.value, "wave": one.wave, "day": one.day, "text": one.text} for one in ticks]
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for one in ticks:
        click.echo(one.said().render(spoken))
        if one.text:
            click.echo(f"  {one.text}")
    if not ticks:
        tell(NOTHING)
