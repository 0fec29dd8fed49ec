"""The archive of a wave: one sealed file beside the stores, until the day that follows from the manifest.

It holds codes alone: of a text only that there was one. The days are counted from the last day on which ballots were
taken, by manifest and addenda, so no clock is asked, and nothing is kept longer than was promised because a tally came
late. It is no part of a backup.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from survey_app.ballots.archive import ArchiveRow, DamagedArchiveError, purge_day, seal_archive
from survey_app.ballots.keys import read_public
from survey_app.ballots.manifest import Manifest
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.secrets import overwrite_and_remove, sync_folder
from survey_app.operations.staff_log import Action, record
from survey_app.operations.waves import find_wave, standing_of
from survey_app.store import Stores
from survey_app.store.papers import ArchiveRecord

FOLDER = "archives"
_SUFFIX, _UNFINISHED = ".sealed", ".new"


class NoArchiveError(SurveyError):
    """A wave whose opened ballots are not kept, or no longer."""

    code = "archive-missing"
    found = N_("Không có kho lưu của đợt {wave}.")
    fix = N_("Kho lưu chỉ có khi bản công bố của đợt ghi khóa lưu trữ, và bị hủy sau số ngày ghi ở đó.")


class ForeignArchiveError(SurveyError):
    """A sealed archive that does not belong to the wave."""

    code = "archive-foreign"
    found = N_("Tệp kho lưu đi kèm không phải của đợt {wave}.")
    fix = N_("Kiểm phiếu lại trên máy người giữ khóa và mang về cả hai tệp: bản phát hành và tệp .archive.")


def purge_on(manifest: Manifest, *, closes: str | None = None) -> date | None:
    """Return the last day on which the wave's archive may be kept; None when none is made.

    ``closes`` is the wave's last day where addenda moved it.
    """
    if manifest.archive is None:
        return None
    return date.fromisoformat(closes or manifest.closes) + timedelta(days=manifest.archive.days)


def seal_rows(manifest: Manifest, rows: Iterable[ArchiveRow], *, closes: str | None = None) -> bytes | None:
    """Return the archive sealed for the manifest's archive key; None when the manifest names none."""
    until = purge_on(manifest, closes=closes)
    if manifest.archive is None or until is None:
        return None
    return seal_archive(rows, manifest_hash=manifest.hash, purge_on=until, key=read_public(manifest.archive.key))


def keep_archive(stores: Stores, manifest: Manifest, sealed: bytes) -> ArchiveRecord:
    """Return what is known of the archive, kept in its file now; one sealed by an interrupted run is replaced.

    Raises
    ------
    ForeignArchiveError
        It is none, or is to be kept for other days than manifest and addenda say.
    """
    try:
        until = purge_day(sealed)
    except DamagedArchiveError:
        raise ForeignArchiveError(wave=manifest.wave) from None
    if until != purge_on(manifest, closes=standing_of(find_wave(stores, manifest.wave)).closes):
        raise ForeignArchiveError(wave=manifest.wave)
    path = archive_file(stores.folder, manifest.wave)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    written = path.with_suffix(_UNFINISHED)
    written.unlink(missing_ok=True)
    descriptor = os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(sealed)
        stream.flush()
        os.fsync(stream.fileno())
    written.replace(path)
    sync_folder(path.parent)
    kept = ArchiveRecord(
        wave=manifest.wave, hash="sha256:" + hashlib.sha256(sealed).hexdigest(), until=until.isoformat()
    )
    stores.papers.put_archive(kept)
    return kept


def sealed_archive(stores: Stores, wave: str) -> bytes:
    """Return the sealed archive of a wave.

    Raises
    ------
    NoArchiveError
        There is none, or it was destroyed.
    """
    try:
        return archive_file(stores.folder, wave).read_bytes()
    except FileNotFoundError:
        raise NoArchiveError(wave=wave) from None


def purge_archives(stores: Stores, today: date, *, minute: int | None = None) -> tuple[str, ...]:
    """Return the waves whose archive was destroyed now, its days being over. May be run as often as one likes.

    Parameters
    ----------
    minute : of the log's entry, since 1970; the beginning of the day when left out.
    """
    gone = []
    moment = (today - date(1970, 1, 1)).days * 1440 if minute is None else minute
    for kept in stores.papers.archives():
        if kept.purged is not None or today.isoformat() <= kept.until:
            continue
        destroy_archive(stores.folder, kept.wave)
        if stores.papers.purge_archive(kept.wave, today.isoformat()):
            record(stores, minute=moment, action=Action.ARCHIVE_PURGED, subject=kept.wave)
            gone.append(kept.wave)
    return tuple(gone)


def archive_file(folder: Path, wave: str) -> Path:
    """Return where the archive of a wave lies."""
    return folder / FOLDER / f"{wave}{_SUFFIX}"


def destroy_archive(folder: Path, wave: str) -> None:
    """Overwrite and remove a wave's archive, and what an interrupted tally left of one. May be run again."""
    path = archive_file(folder, wave)
    for each in (path, path.with_suffix(_UNFINISHED)):
        overwrite_and_remove(each)
