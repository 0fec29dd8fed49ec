"""Past waves brought along, and waves taken out of what is shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from survey_app.cli.shared import FILE, language, opened_stores, steps, tell
from survey_app.language import N_
from survey_app.operations import importing, withdrawing
from survey_app.operations.importing import Imported, WaveImport
from survey_app.questionnaire.door import said

READ = N_("{rows} dòng: giữ {kept}, để ngoài {left_out}.")
READ_RESULTS = N_("{rows} dòng kết quả đã công bố: {kept} tỷ lệ.")
RELEASED = N_("Đợt {wave}: đã phát hành {hash}; {n} phiếu trên {N} người.")
STANDING = N_("Đợt {wave}: đã có bản phát hành này, không có gì thay đổi ({hash}).")
WOULD = N_("Đợt {wave} ({day}): sẽ phát hành {n} phiếu trên {N} người.")
PUBLISHED = N_("Đợt {wave}: đã ghi {figures} tỷ lệ đã công bố, {hash}.")
WOULD_PUBLISH = N_("Đợt {wave} ({day}): sẽ ghi {figures} tỷ lệ đã công bố.")
COUNTED = N_(
    "  {column}: {answered} trả lời, {dont_know} khó nói, {refused} từ chối, {skipped} bỏ qua, {not_asked} không hỏi"
)
WITHHELD = N_(
    "  cổng công bố, {column} theo {banner}: {merged} mức gộp, {banded} mức chỉ nêu khoảng, {gone} mức không nêu"
)
ALL_TOLD = N_("  cổng công bố: không có mức nào bị giữ lại")
NOTHING_WRITTEN = N_("Chạy thử: chưa ghi gì.")
WITHDRAWN = N_("Đợt {wave} đã rút khỏi các trang và xu hướng; sổ phát hành giữ bản phát hành và lý do: {reason}")


@click.command(name="import")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="YAML that says which column fills which item")
@click.option("--organisation", type=FILE, help="default: organisation.yaml beside the mapping")
@click.option("--sheet", help="of a workbook with several sheets: the one to read")
@click.option("--dry-run", "is_dry", is_flag=True, help="say what would be released, write nothing")
def import_command(file: Path, mapping: Path, organisation: Path | None, sheet: str | None, *, is_dry: bool) -> None:
    """Bring past waves along: rows of a survey file, counted and discarded, or published results."""
    bodies = organisation or mapping.with_name("organisation.yaml")
    with steps() as step:
        found = importing.import_file(
            opened_stores(),
            file,
            mapping_file=mapping,
            organisation_file=bodies,
            sheet=sheet,
            dry=is_dry,
            progress=partial(step, "import"),
        )
    _tell_rows(found)
    for warning in found.warnings:
        click.echo(said(warning, language()), err=True)
    for wave in found.waves:
        if is_dry:
            _tell_preview(wave)
        else:
            _tell_written(wave)
    if is_dry:
        tell(NOTHING_WRITTEN)


def _tell_rows(found: Imported) -> None:
    kept = sum(wave.kept for wave in found.waves)
    if any(wave.counts is not None for wave in found.waves):
        tell(READ, rows=found.rows, kept=kept, left_out=found.left_out)
    else:
        tell(READ_RESULTS, rows=found.rows, kept=kept)


def _tell_written(wave: WaveImport) -> None:
    cube = wave.cube
    if not wave.new:
        tell(STANDING, wave=cube.wave, hash=cube.hash)
    elif wave.counts is None:
        tell(PUBLISHED, wave=cube.wave, figures=wave.kept, hash=cube.hash)
    else:
        tell(RELEASED, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


def _tell_preview(wave: WaveImport) -> None:
    cube = wave.cube
    if not wave.new:
        tell(STANDING, wave=cube.wave, hash=cube.hash)
    if wave.counts is None:
        tell(WOULD_PUBLISH, wave=cube.wave, day=cube.closed, figures=wave.kept)
        return
    tell(WOULD, wave=cube.wave, day=cube.closed, n=cube.population.n, N=cube.population.N)
    for line in importing.item_counts(wave):
        tell(
            COUNTED,
            column=line.column,
            answered=line.answered,
            dont_know=line.dont_know,
            refused=line.refused,
            skipped=line.skipped,
            not_asked=line.not_asked,
        )
    hidden = importing.withheld(cube)
    for one in hidden:
        tell(WITHHELD, column=one.column, banner=one.banner, merged=one.merged, banded=one.banded, gone=one.gone)
    if not hidden:
        tell(ALL_TOLD)


@click.command()
@click.argument("name", metavar="WAVE")
@click.option("--reason", required=True, help="kept in the ledger for ever")
def withdraw(name: str, reason: str) -> None:
    """Take a released wave out of trends and pages; the ledger keeps it with the reason."""
    tell(WITHDRAWN, wave=name, reason=withdrawing.withdraw(opened_stores(), name, reason=reason))
