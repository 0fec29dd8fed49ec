"""Commands about what a wave leaves behind: verification, records of processing, archives, corrections."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from survey_app import verifying
from survey_app.cli.shared import (
    FILE,
    language,
    note,
    opened_stores,
    passphrase,
    passphrase_option,
    steps,
    tell,
)
from survey_app.language import N_
from survey_app.operations import correcting, keys, recounting, staff_log
from survey_app.operations.bundle import read_bundle
from survey_app.operations.manifests import check_manifests
from survey_app.operations.processing import processing_record
from survey_app.operations.proof import public_proof
from survey_app.operations.recounting import Verdict
from survey_app.store import Stores

CORRECTED = N_("Đợt {wave}: đã đính chính, bản phát hành mới {hash}; bản trước vẫn ở trong sổ phát hành.")
KEPT = N_("{wave}: {hash}, giữ đến hết ngày {until}")
PURGED = N_("{wave}: {hash}, đã hủy ngày {purged}")
VERDICTS = {
    Verdict.SAME: N_("✓ Đợt {wave}: đếm lại cho đúng bản đã phát hành {hash}, {counted} phiếu."),
    Verdict.FIGURES: N_(
        "✓ Đợt {wave}: mọi số liệu đúng như bản đã phát hành {hash}, {counted} phiếu; chỉ khác ghi chú về cách xét."
    ),
    Verdict.DIFFERENT: N_(
        "✗ Đợt {wave}: đếm lại không cho bản đã phát hành {hash}. Bản phát hành ghi {stated} phiếu, đếm lại {counted}. "
        "Giữ nguyên các tệp, lập biên bản, báo cấp ủy và ủy ban kiểm tra."
    ),
}
TABLES_DIFFER = N_("Bảng khác nhau: {tables}")
SET_ASIDE = N_("{count} phiếu để riêng.")
SOURCES = {
    True: N_("✓ Các phiếu trong tệp đúng là các phiếu có biên nhận đã công bố."),
    False: N_("✗ Các phiếu trong tệp không phải các phiếu có biên nhận đã công bố."),
    None: N_(
        "Kho lưu lập từ những gì máy kiểm phiếu đưa ra: lần đếm này phát hiện được chỗ đếm sai, không phát hiện được "
        "máy kiểm phiếu nói sai. Muốn vậy phải đếm từ tệp hòm phiếu xuất trước khi kiểm (--box)."
    ),
}


@click.command(name="verify")
@click.argument("what", metavar="[WAVE | FILE | FOLDER]...", nargs=-1, required=True)
def verify_command(what: tuple[str, ...]) -> None:
    """Check what a wave published: proof files, releases, workbooks; or a wave of this installation by its name."""
    paths = [Path(each) for each in what if Path(each).exists()]
    waves = [each for each in what if not Path(each).exists()]
    contents = verifying.read_files(paths)
    own = waves or not any(b'"proof"' in content[:4000] or b'"proof"' in content[-4000:] for _, content in contents)
    stores = opened_stores() if own else None
    if stores is not None:
        contents += _proofs(stores, waves)
    found = verifying.verify(contents)
    for one in found:
        click.echo(one.said(language().value))
    if stores is not None:
        check_manifests(stores)
    sys.exit(0 if found and all(one.holds for one in found) else 1)


def _proofs(stores: Stores, waves: list[str]) -> list[tuple[str, bytes]]:
    """Return the proofs of waves, or of the last one released, which holds the chain that files are held against."""
    released = stores.registry.releases()
    wanted = waves or [record.wave for record in released[-1:]]
    return [(f"{wave}-proof.json", public_proof(stores, wave).encode()) for wave in wanted]


@click.command(name="recount")
@click.argument("name", metavar="[WAVE]", required=False)
@click.option(
    "--key", "key_file", type=FILE, required=True, help="the archive's key file; with --box, a tally key file"
)
@click.option("--box", "box_file", type=FILE, help="a file written by `survey box export` before the tally")
@click.option(
    "--proof", "proof_file", type=FILE, help="with --box: the wave's proof; nothing of a server is needed then"
)
@click.option("--release", "release_file", type=FILE, help="with --proof: the release, to name the tables that differ")
@passphrase_option
def recount_command(
    name: str | None,
    key_file: Path,
    box_file: Path | None,
    proof_file: Path | None,
    release_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Count a wave once more, from its archive or a box file, and say whether its release follows. Changes nothing."""
    if (name is None) == (box_file is None) or (proof_file and not box_file) or (release_file and not proof_file):
        raise click.UsageError(
            "survey recount WAVE --key ARCHIVE-KEY | "
            "survey recount --box BOX --key TALLY-KEY [--proof PROOF [--release CUBE]]"
        )
    private = keys.open_key(key_file, passphrase(passphrase_file))
    with steps() as step:
        progress = partial(step, "tally")
        if box_file is not None and proof_file is not None:
            bundle = read_bundle(box_file.read_bytes())
            release = None if release_file is None else release_file.read_text(encoding="utf-8")
            proof = proof_file.read_text(encoding="utf-8")
            expected = recounting.expected_of(proof, wave=bundle.manifest.wave, release=release)
            found = recounting.recount_box(bundle, private, expected, progress=progress)
        else:
            stores = opened_stores()
            if box_file is not None:
                bundle = read_bundle(box_file.read_bytes())
                found = recounting.recount_box_here(stores, bundle, private, progress=progress)
            else:
                found = recounting.recount_archive(stores, str(name), private)
            note(stores, staff_log.Action.RECOUNTED, found.wave)
    _tell_recount(found)
    sys.exit(0 if found.holds else 1)


def _tell_recount(found: recounting.Recount) -> None:
    fields = {"wave": found.wave, "hash": found.stated, "stated": found.n_stated, "counted": found.n_counted}
    tell(VERDICTS[found.verdict], **fields)
    if found.tables:
        tell(TABLES_DIFFER, tables=", ".join(found.tables))
    if found.set_aside:
        tell(SET_ASIDE, count=found.set_aside)
    tell(SOURCES[found.receipts])


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
    note(stores, staff_log.Action.RELEASED, name)
    tell(CORRECTED, wave=name, hash=cube.hash)


archive.add_command(release_correct, name="open")
