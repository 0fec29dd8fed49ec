"""Commands about what a wave leaves behind: verification, records of processing, archives, corrections."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey_app import verifying
from survey_app.cli.shared import FILE, language, opened_stores, passphrase, passphrase_option, read_settings, tell
from survey_app.clock import now_of
from survey_app.language import N_
from survey_app.operations import correcting, keys, staff_log
from survey_app.operations.processing import processing_record
from survey_app.operations.proof import public_proof

CORRECTED = N_("Đợt {wave}: đã đính chính, bản phát hành mới {hash}; bản trước vẫn ở trong sổ phát hành.")
KEPT = N_("{wave}: {hash}, giữ đến hết ngày {until}")
PURGED = N_("{wave}: {hash}, đã hủy ngày {purged}")


@click.command(name="verify")
@click.argument("what", metavar="[WAVE | FILE | FOLDER]...", nargs=-1, required=True)
def verify_command(what: tuple[str, ...]) -> None:
    """Check what a wave published: proof files, releases, workbooks; or a wave of this installation by its name."""
    paths = [Path(each) for each in what if Path(each).exists()]
    waves = [each for each in what if not Path(each).exists()]
    contents = verifying.read_files(paths)
    if waves or not any(b'"proof"' in content[:4000] or b'"proof"' in content[-4000:] for _, content in contents):
        contents += _proofs(waves)
    found = verifying.verify(contents)
    for one in found:
        click.echo(one.said(language().value))
    sys.exit(0 if found and all(one.holds for one in found) else 1)


def _proofs(waves: list[str]) -> list[tuple[str, bytes]]:
    """Return the proofs of waves, or of the last one released, which holds the chain that files are held against."""
    stores = opened_stores()
    released = stores.registry.releases()
    wanted = waves or [record.wave for record in released[-1:]]
    return [(f"{wave}-proof.json", public_proof(stores, wave).encode()) for wave in wanted]


@click.command(name="record")
@click.argument("name", metavar="WAVE")
def wave_record(name: str) -> None:
    """Print the record of processing: purpose, controller, retention, what was destroyed."""
    for entry in processing_record(opened_stores(), name, language=language().value):
        click.echo(f"{entry.label}: {entry.text}")


@click.group()
def archive() -> None:
    """List the archives of opened ballots, or count a wave once more from one."""


@archive.command(name="list")
def archive_list() -> None:
    """Print every archive with the day on which it goes."""
    for kept in opened_stores().papers.archives():
        fields = {"wave": kept.wave, "hash": kept.hash, "until": kept.until, "purged": kept.purged}
        tell(PURGED if kept.purged else KEPT, **fields)


@click.command(name="correct")
@click.argument("name", metavar="WAVE")
@click.option("--key", "key_file", type=FILE, required=True, help="the archive's key file")
@passphrase_option
def release_correct(name: str, key_file: Path, passphrase_file: Path | None) -> None:
    """Count a wave once more from its archive; the new release stands beside the old one and passes the same gate."""
    stores = opened_stores()
    cube = correcting.correct(stores, name, keys.open_key(key_file, passphrase(passphrase_file)))
    minute = int(now_of(read_settings()).timestamp() // 60)
    staff_log.record(stores, minute=minute, action=staff_log.Action.RELEASED, subject=name)
    tell(CORRECTED, wave=name, hash=cube.hash)


archive.add_command(release_correct, name="open")
