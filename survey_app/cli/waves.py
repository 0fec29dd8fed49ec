"""Commands of a wave's life: keys, opening, closing, tally, release, replay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from analysis.disclosure import ReleasedCube, write_cube
from survey_app.ballots.manifest import (
    ARCHIVE_DAYS,
    MOST_ARCHIVE_DAYS,
    MOST_TEXT_DAYS,
    TEXT_DAYS,
    KeptTexts,
    Mode,
    Participation,
    WaveKind,
)
from survey_app.ballots.words import fingerprint_words
from survey_app.cli import custody
from survey_app.cli.shared import (
    DAY,
    FILE,
    WRITTEN,
    language,
    note,
    opened_stores,
    passphrase,
    passphrase_option,
    read_settings,
    steps,
    tell,
    write_private,
)
from survey_app.clock import today_of
from survey_app.language import N_, translate
from survey_app.operations import addending, archives, branch_bands, keys, opening, replay, tally, waves
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.recounting import released_cube
from survey_app.operations.release import import_decided, read_release
from survey_app.operations.rules import BallotRules
from survey_app.operations.staff_log import Action
from survey_app.store.records import WaveState

RELEASED = N_("Đợt {wave}: đã phát hành {hash}; {n} phiếu hợp lệ trên {N} người; hòm phiếu đã làm rỗng.")
ASIDE = N_("{count} phiếu không mở được hoặc không khớp bộ câu hỏi, đã để riêng và đếm.")
OVERFULL = N_("Số phiếu nhiều hơn số người ở: {strata}. Số liệu mang dấu ghi chú; hãy cập nhật số đảng viên.")
OPENED = N_("Đã mở đợt {wave}: {slips} phiếu mã cho {strata} tầng. Mã băm bản công bố: {hash}")
OPENED_TO_ALL = N_("Đã mở đợt {wave} cho mọi người, không phiếu mã. Mã băm bản công bố: {hash}")
RELEASED_TO_ALL = N_(
    "Đợt {wave}: đã phát hành {hash}; {n} phiếu hợp lệ, không phải mẫu ngẫu nhiên; hòm phiếu đã làm rỗng."
)
WORDS = N_("Tám từ của đợt: {words}")
BRANCHES = N_("Năm {year}: đã nêu từng chi bộ ở {count} câu, trong bản phát hành mới của đợt {wave}: {hash}.")
CLOSED = N_("Đã đóng đợt {wave}.")
GONE = N_("đã rút: {reason}")
CANCELLED = N_("Đã hủy đợt {wave}; phiếu được tiêu hủy, không ai đọc.")
FINGERPRINT = N_("Dấu nhận dạng của khóa: {fingerprint}")
KINDS: Mapping[str, str] = {
    WaveKind.REAL: N_("đợt thật"),
    WaveKind.REHEARSAL: N_("diễn tập"),
    WaveKind.SIMULATED: N_("mô phỏng"),
    WaveKind.REPLAY: N_("phát lại"),
    WaveKind.IMPORT: N_("nhập số liệu cũ"),
}
STATES: Mapping[WaveState, str] = {
    WaveState.PLANNED: N_("chưa mở"),
    WaveState.OPEN: N_("đang mở"),
    WaveState.CLOSED: N_("đã đóng"),
    WaveState.RELEASED: N_("đã phát hành"),
    WaveState.CANCELLED: N_("đã hủy"),
}
MODES = {"single": Mode.SINGLE_VISIT, "two-phase": Mode.TWO_PHASE, "meeting": Mode.MEETING}


@click.group()
def key() -> None:
    """Tally keys, held by custodians."""


@key.command(name="new")
@click.argument("file", type=FILE)
@passphrase_option
def key_new(file: Path, passphrase_file: Path | None) -> None:
    """Make a key pair: FILE for the custodian alone, FILE.pub for opening a wave."""
    made = keys.make_key(file, passphrase(passphrase_file, confirm=True))
    tell(WRITTEN, path=made.private_file)
    tell(WRITTEN, path=made.public_file)
    tell(FINGERPRINT, fingerprint=made.fingerprint)


@click.group()
def wave() -> None:
    """Waves: list, open, close, cancel, rehearse."""


@wave.command(name="list")
def wave_list() -> None:
    """Print every wave with its state."""
    registry = opened_stores().registry
    withdrawn = registry.withdrawals()
    for record in registry.waves():
        kind, state = (translate(word, language()) for word in (KINDS[record.kind], STATES[record.state]))
        line = f"{record.wave:<16} {kind:<16} {state}"
        if record.wave in withdrawn:
            line += "  " + translate(GONE, language()).format(reason=withdrawn[record.wave])
        click.echo(line)


@wave.command(name="open")
@click.argument("name", metavar="WAVE")
@click.option("--key", "key_files", type=FILE, multiple=True, help="public key of a custodian (one or two)")
@click.option("--questionnaire", type=FILE, help="default: the one that the plan names")
@click.option("--outside", is_flag=True, help="a wave that the plan does not name; needs --questionnaire and --closes")
@click.option("--opens", type=DAY)
@click.option("--closes", type=DAY)
@click.option("--results", type=DAY, help="day on which results are promised")
@click.option("--spares", type=click.IntRange(0, 100), default=2, help="slips per stratum beyond the headcount")
@click.option(
    "--archive-key", type=FILE, help="public key that the opened ballots are kept for; nothing is kept without"
)
@click.option("--archive-days", type=click.IntRange(1, MOST_ARCHIVE_DAYS), default=ARCHIVE_DAYS, show_default=True)
@click.option(
    "--texts", is_flag=True, help="keep answers in words sealed apart, to be read after the report is approved"
)
@click.option("--text-days", type=click.IntRange(1, MOST_TEXT_DAYS), default=TEXT_DAYS, show_default=True)
@click.option(
    "--branch-bands", is_flag=True, help="tell single branches in two bands, once a year; needs --archive-key"
)
@click.option("--slips", type=FILE, help="PDF of the slips to write; the codes exist nowhere else")
@click.option("--links", type=FILE, help="in place of --slips: private links to write; needs --scripts-required")
@click.option(
    "--participation",
    type=click.Choice([Participation.SLIPS.value, Participation.OPEN.value]),
    default=Participation.SLIPS.value,
    show_default=True,
    help="open: anybody may answer, without codes, roll or margins",
)
@click.option("--mode", type=click.Choice(sorted(MODES)), default="single", show_default=True)
@click.option("--scripts-required", is_flag=True, help="take only ballots that were sealed in a browser")
@click.option("--collect-until", type=DAY, help="two-phase: last day on which rights are given out")
@click.option("--cast-from", type=DAY, help="two-phase: first day on which ballots are taken")
def wave_open(
    name: str,
    slips: Path | None,
    links: Path | None,
    participation: str,
    mode: str,
    questionnaire: Path | None,
    closes: datetime | None,
    collect_until: datetime | None,
    cast_from: datetime | None,
    archive_key: Path | None,
    archive_days: int,
    text_days: int,
    *,
    texts: bool,
    scripts_required: bool,
    outside: bool,
    **chosen: Any,  # noqa: ANN401 -- the options that are handed on as they are
) -> None:
    """Freeze the questionnaire, publish the manifest, print the slips (or write the private links)."""
    ballots = BallotRules(
        participation=Participation(participation),
        mode=MODES[mode],
        scripts_required=scripts_required,
        collect_until=collect_until.date() if collect_until else None,
        cast_from=cast_from.date() if cast_from else None,
    )
    if not ballots.is_open and (slips is None) == (links is None):
        raise click.UsageError("survey wave open WAVE --key FILE.pub (--slips FILE | --links FILE --scripts-required)")
    chosen |= {"texts": KeptTexts(days=text_days) if texts else None}
    chosen |= {"archive": opening.archive_for(archive_key, archive_days), "ballots": ballots}
    chosen |= {"slips": slips, "links": links, "questionnaire": questionnaire, "closes": closes}
    stores, settings = opened_stores(), read_settings()
    if outside:
        if questionnaire is None or closes is None:
            raise click.UsageError("--outside needs --questionnaire FILE and --closes DAY")
        opened = opening.open_outside(stores, settings, name, **chosen)
    else:
        opened = opening.open_planned(stores, settings, name, **chosen)
    note(stores, Action.WAVE_OPENED, name)
    manifest = opened.manifest
    if manifest.is_open:
        tell(OPENED_TO_ALL, wave=name, hash=manifest.hash)
    else:
        note(stores, Action.SLIPS_PRINTED, name)
        tell(OPENED, wave=name, slips=len(opened.slips), strata=len(manifest.strata), hash=manifest.hash)
    tell(WORDS, words=" · ".join(fingerprint_words(manifest.hash)))
    if not manifest.is_open:
        tell(WRITTEN, path=slips or links)


@wave.command(name="close")
@click.argument("name", metavar="WAVE")
def wave_close(name: str) -> None:
    """Take no more ballots."""
    stores = opened_stores()
    waves.close_wave(stores, name)
    note(stores, Action.WAVE_CLOSED, name)
    tell(CLOSED, wave=name)


@wave.command(name="cancel")
@click.argument("name", metavar="WAVE")
def wave_cancel(name: str) -> None:
    """Destroy the ballots of a wave unread; an addendum to its manifest says so."""
    stores = opened_stores()
    addending.cancel(stores, name, today=today_of(read_settings()))
    note(stores, Action.WAVE_CANCELLED, name)
    tell(CANCELLED, wave=name)


@wave.command(name="rehearse")
@click.argument("name", metavar="WAVE")
def wave_rehearse(name: str) -> None:
    """Run a planned wave end to end with invented answers and a throw-away key; it never enters a trend."""
    settings = read_settings()
    with steps() as step:
        cube = opening.rehearse(opened_stores(), settings, name, today=today_of(settings), step=step)
    _tell_released(cube)


@click.group()
def box() -> None:
    """Hand the box of sealed ballots over."""


@box.command(name="export")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True)
def box_export(name: str, out: Path) -> None:
    """Write a closed wave's sealed ballots to one file for the custodian."""
    stores = opened_stores()
    write_private(out, write_bundle(export_bundle(stores, name)))
    note(stores, Action.BOX_EXPORTED, name)
    tell(WRITTEN, path=out)


@click.command(name="tally")
@click.argument("name", metavar="WAVE", required=False)
@click.option("--offline", "bundle", type=FILE, help="a file written by `survey box export`")
@click.option("--key", "key_file", type=FILE, required=True, help="the custodian's key file")
@click.option("--out", type=FILE, help="with --offline: the release to write")
@passphrase_option
def tally_command(
    name: str | None, bundle: Path | None, key_file: Path, out: Path | None, passphrase_file: Path | None
) -> None:
    """Open the ballots, decide the release, empty the box. With --offline: on the custodian's own computer."""
    if (name is None) == (bundle is None) or (bundle is None) != (out is None):
        raise click.UsageError("survey tally WAVE --key FILE | survey tally --offline BUNDLE --key FILE --out RELEASE")
    private = keys.open_key(key_file, passphrase(passphrase_file))
    with steps() as step:
        progress = partial(step, "tally")
        if bundle is not None and out is not None:
            read = read_bundle(bundle.read_bytes())
            tallied = tally.tally_bundle(read, private, progress=progress)
            write_private(out, write_cube(tallied.cube).encode())
            if (sealed := archives.seal_rows(read.manifest, tallied.rows, closes=read.standing.closes)) is not None:
                write_private(_archive_beside(out), sealed)
                tell(WRITTEN, path=_archive_beside(out))
            if tallied.texts is not None:
                write_private(_texts_beside(out), tallied.texts.encode())
                tell(WRITTEN, path=_texts_beside(out))
        else:
            stores = opened_stores()
            tallied = tally.tally_wave(stores, str(name), private, progress=progress)
            note(stores, Action.TALLIED, str(name))
            note(stores, Action.RELEASED, str(name))
    cube = tallied.cube
    if tallied.set_aside:
        tell(ASIDE, count=tallied.set_aside)
    if tallied.overfull:
        tell(OVERFULL, strata=", ".join(tallied.overfull))
    if out is not None:
        tell(WRITTEN, path=out)
    else:
        _tell_released(cube)


def _tell_released(cube: ReleasedCube) -> None:
    told = RELEASED if cube.participation is None else RELEASED_TO_ALL
    tell(told, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


def _archive_beside(release_file: Path) -> Path:
    """Return where the sealed archive lies that was made with a release."""
    return release_file.with_name(release_file.name + ".archive")


def _texts_beside(release_file: Path) -> Path:
    """Return where the sealed texts lie that were split off with a release."""
    return release_file.with_name(release_file.name + ".texts")


@click.group()
def release() -> None:
    """Releases."""


@release.command(name="import")
@click.argument("file", type=FILE)
def release_import(file: Path) -> None:
    """Take in a release decided elsewhere (with FILE.archive and FILE.texts, where made), and empty the box."""
    stores, sealed, words = opened_stores(), _archive_beside(file), _texts_beside(file)
    cube = import_decided(
        stores,
        read_release(file),
        sealed.read_bytes() if sealed.exists() else None,
        words.read_text(encoding="utf-8") if words.exists() else None,
    )
    note(stores, Action.RELEASED, cube.wave)
    _tell_released(cube)


@release.command(name="export")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True)
def release_export(name: str, out: Path) -> None:
    """Write the last release of a wave as it stands in the ledger, for `survey verify` and `survey recount`."""
    write_private(out, write_cube(released_cube(opened_stores(), name)).encode())
    tell(WRITTEN, path=out)


@click.command(name="replay")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="YAML that says which column fills which item")
@click.option("--organisation", type=FILE, help="default: organisation.yaml beside the mapping")
def replay_command(file: Path, mapping: Path, organisation: Path | None) -> None:
    """Cast every row of a survey file as a sealed ballot through the whole path: a dress rehearsal."""
    bodies = organisation or mapping.with_name("organisation.yaml")
    with steps() as step:
        for one in replay.replay_file(opened_stores(), file, mapping_file=mapping, organisation_file=bodies, step=step):
            cube = one.tallied.cube
            _tell_released(cube)


@release.command(name="branches")
@click.argument("year")
@click.option("--key", "key_file", type=FILE, required=True, help="the archive's key file")
@click.option("--questionnaire", help="whose waves; where the year has several questionnaires with bands")
@passphrase_option
def release_branches(year: str, key_file: Path, questionnaire: str | None, passphrase_file: Path | None) -> None:
    """Tell single branches in two bands, once a year, from the archives of waves opened with --branch-bands."""
    stores = opened_stores()
    private = keys.open_key(key_file, passphrase(passphrase_file))
    cube = branch_bands.tell_branches(stores, year, private, questionnaire=questionnaire)
    note(stores, Action.RELEASED, cube.wave)
    tell(BRANCHES, year=year, wave=cube.wave, hash=cube.hash, count=len(branch_bands.told_of(cube)))


wave.add_command(custody.wave_record)
release.add_command(custody.release_correct)
