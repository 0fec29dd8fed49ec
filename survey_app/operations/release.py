"""Taking a decided release in: into the ledger first, then the box is emptied and the wave's secrets destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.disclosure import EditedCubeError, ReleasedCube, read_cube, write_cube
from survey_app.ballots.manifest import Manifest, read_manifest
from survey_app.ballots.receipts import receipt_of
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.archives import ForeignArchiveError, keep_archive, seal_rows
from survey_app.operations.bundle import WaveNotClosedError
from survey_app.operations.deciding import Tallied
from survey_app.operations.keeping_texts import keep_texts
from survey_app.operations.ledger import ledger
from survey_app.operations.secrets import destroy_secrets
from survey_app.operations.soundness import require_sound
from survey_app.operations.waves import find_wave, standing_of
from survey_app.store import LedgerMovedError, ReleaseExistsError, Stores
from survey_app.store.records import PurgeRecord, ReleaseRecord, WaveState


class ForeignReleaseError(SurveyError):
    """A release that does not follow from this installation's wave and ledger."""

    code = "release-foreign"
    found = N_("Bản phát hành của đợt {wave} không khớp với {what} trên máy chủ này.")
    fix = N_("Xuất lại tệp phiếu niêm phong (survey box export), kiểm phiếu lại rồi nhập bản phát hành mới.")


class UnreadableReleaseError(SurveyError):
    """A file that is no released cube."""

    code = "release-unreadable"
    found = N_("Tệp bản phát hành không dùng được: {reason}.")
    fix = N_(
        "Lấy lại tệp nguyên vẹn từ nơi công bố, hoặc kiểm phiếu lại trên máy người giữ khóa (survey tally --offline)."
    )


class EditedReleaseError(UnreadableReleaseError):
    """A released cube that is not what was released."""

    code = "release-edited"
    found = N_("Tệp bản phát hành đợt {wave} đã bị sửa: nội dung cho ra mã băm {made}, trong tệp ghi {stated}.")


def read_release(path: Path) -> ReleasedCube:
    """Return the released cube in a file.

    Raises
    ------
    UnreadableReleaseError
        It cannot be read, or is no cube.
    EditedReleaseError
        Its hash is not its own.
    UnsoundReleaseError
        Its hash was made anew, and it says what no release says.
    """
    try:
        cube = read_cube(path.read_text(encoding="utf-8"))
    except EditedCubeError as refusal:
        told = {name: refusal.fields[name] for name in ("wave", "stated")}
        raise EditedReleaseError(where=path.name, made=refusal.fields["found"], **told) from None
    except OSError:
        raise UnreadableReleaseError(where=path.name, reason=Said(N_("không mở được tệp"))) from None
    except (ValueError, RecursionError):
        raise UnreadableReleaseError(where=path.name, reason=Said(N_("không phải một bản phát hành"))) from None
    require_sound(cube, where=path.name)
    return cube


def take_in(stores: Stores, tallied: Tallied) -> ReleasedCube:
    """Return the release of a tally as it stands in the ledger; the archive is sealed first, the box emptied last.

    Raises
    ------
    SurveyError
        as ``import_release``.
    """
    with stores.alone():
        manifest = _require_expected(stores, tallied.cube)
        if tallied.counts is not None:
            keep_texts(stores, manifest, tallied.texts)
            closes = standing_of(find_wave(stores, manifest.wave)).closes
            if (sealed := seal_rows(manifest, tallied.rows, closes=closes)) is not None:
                keep_archive(stores, manifest, sealed)
        return import_release(stores, tallied.cube)


def import_decided(stores: Stores, cube: ReleasedCube, sealed: bytes | None, texts: str | None = None) -> ReleasedCube:
    """Return a release decided elsewhere as it stands in the ledger; sealed archive and texts are kept beside it.

    Raises
    ------
    ForeignArchiveError
        The manifest promises an archive and none came along, or one of another wave.
    TextsMissingError, ForeignTextsError
        The same of the texts.
    SurveyError
        as ``import_release``.
    """
    with stores.alone():
        manifest = _require_expected(stores, cube)
        released = any(held.hash == cube.hash for held in stores.registry.releases())
        if not released:
            keep_texts(stores, manifest, texts)
        if manifest.archive is not None and not released:
            if sealed is None:
                raise ForeignArchiveError(wave=cube.wave)
            keep_archive(stores, manifest, sealed)
        return import_release(stores, cube)


def import_release(stores: Stores, cube: ReleasedCube) -> ReleasedCube:
    """Return the release as it stands in the ledger. Emptying follows persisting; both may be run again.

    Raises
    ------
    UnknownWaveError, WaveNotClosedError
        There is no such closed wave.
    ForeignReleaseError
        The release names another manifest, or follows none of the ledger.
    LedgerMovedError
        Another release was written since this one was decided.
    ReleaseExistsError
        Another release of this wave was decided already.
    UnsoundReleaseError
        It says what no release says.
    """
    _require_expected(stores, cube)
    record = ReleaseRecord(wave=cube.wave, number=1, hash=cube.hash, previous=cube.previous, cube=write_cube(cube))
    held = {release.hash for release in stores.registry.releases()}
    if cube.hash not in held:
        stores.registry.add_release(record)
    stores.registry.set_state(cube.wave, WaveState.RELEASED, among=[WaveState.CLOSED])
    empty_wave(stores, cube.wave)
    return cube


def _require_expected(stores: Stores, cube: ReleasedCube) -> Manifest:
    """Return the manifest of a closed wave whose release this may be. Nothing was written when it is refused."""
    require_sound(cube)
    record = find_wave(stores, cube.wave)
    if record.state not in {WaveState.CLOSED, WaveState.RELEASED}:
        raise WaveNotClosedError(wave=cube.wave)
    if cube.manifest != record.manifest_hash:
        raise ForeignReleaseError(where=cube.wave, wave=cube.wave, what=Said(N_("bản công bố")))
    if (cube.head or cube.manifest) != standing_of(record).head:
        raise ForeignReleaseError(where=cube.wave, wave=cube.wave, what=Said(N_("chuỗi phụ lục")))
    _require_next(ledger(stores), cube)
    return read_manifest(record.manifest)


def _require_next(held: Sequence[ReleasedCube], cube: ReleasedCube) -> None:
    """Return nothing when the release stands in the ledger already, or may stand there next."""
    own = [one.hash for one in held if one.wave == cube.wave]
    if cube.hash in own:
        return
    if own:
        raise ReleaseExistsError(where=cube.wave, wave=cube.wave, number=1)
    links = [None, *(one.hash for one in held)]
    if cube.previous in links[:-1]:
        raise LedgerMovedError(where=cube.wave, wave=cube.wave)
    if cube.previous != links[-1]:
        raise ForeignReleaseError(where=cube.wave, wave=cube.wave, what=Said(N_("sổ phát hành")))


def empty_wave(stores: Stores, wave: str) -> PurgeRecord:
    """Return the record of what is destroyed: ballots, unspent slips, and the secrets that could link them.

    Receipts and record are written first, so that an interrupted run keeps the true list and counts; the emptying is
    then run in full, as often as it takes.
    """
    record = find_wave(stores, wave)
    stores.papers.add_receipts(wave, (receipt_of(held.ballot) for held in stores.box.ballots(wave)))
    kept = stores.papers.archive(wave)
    lines = (
        f"wave={wave} manifest={record.manifest_hash}",
        f"ballots destroyed={stores.box.count(wave)} unspent slips destroyed={len(stores.registry.slips(wave))}",
        "wave secret, form key, signing keys and addenda key destroyed",
        "archive: none kept" if kept is None else f"archive: sealed {kept.hash}, kept until {kept.until}",
    )
    stores.registry.add_purge(PurgeRecord(wave=wave, record="\n".join(lines)))
    stores.box.empty(wave)
    stores.registry.drop_slips(wave)
    destroy_secrets(stores.folder, wave)
    purge = stores.registry.purge(wave)
    assert purge is not None  # noqa: S101 -- written above
    return purge
