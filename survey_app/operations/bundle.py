"""The box on its way to the custodian: one file with everything a tally needs and nothing that names a slip."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass

from analysis.disclosure import ReleasedCube, write_cube
from analysis.errors import AnalysisError
from survey_app.ballots.addenda import AddendumRejectedError, SignedAddendum, Standing, read_addendum, standing_of
from survey_app.ballots.manifest import Manifest, ManifestRejectedError, read_manifest, text_hash
from survey_app.ballots.sealing import SIZE
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.ledger import BrokenLedgerError, in_order, ledger, read_once
from survey_app.operations.manifests import require_whole
from survey_app.operations.secrets import has_secrets
from survey_app.operations.waves import find_wave
from survey_app.store import Stores
from survey_app.store.records import WaveState

MANIFEST, QUESTIONNAIRE, BALLOTS, LEDGER = "manifest.json", "questionnaire.yaml", "ballots.bin", "ledger.jsonl"
WITHDRAWN = "withdrawn.txt"
"""Written only when a wave was withdrawn."""
ADDENDA = "addenda.jsonl"
"""Written only when something was added to the manifest."""
LARGEST = 8 * 1024**3
STRATUM = slice(1, 3)
"""Where a ballot carries the number of its stratum."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""A zip entry must have a time; this one tells nothing."""


class WaveNotClosedError(SurveyError):
    """A box that still takes ballots."""

    code = "wave-not-closed"
    found = N_("Đợt {wave} chưa đóng nên chưa kiểm phiếu được.")
    fix = N_("Đóng đợt trước: survey wave close {wave}.")


class WaveCancelledError(SurveyError):
    """A wave whose ballots were destroyed unread."""

    code = "wave-cancelled"
    found = N_("Đợt {wave} đã hủy; các phiếu đã được tiêu hủy, không ai đọc.")
    fix = N_("Mở một đợt mới nếu cần hỏi lại.")


class BoxLostError(SurveyError):
    """A wave that came back from a backup: what its box held was never in one."""

    code = "box-lost"
    found = N_("Hòm phiếu của đợt {wave} không còn: đợt này được khôi phục từ bản sao lưu, mà hòm không nằm trong đó.")
    fix = N_("Đợt này không kiểm được nữa. Mở một đợt mới nếu cần hỏi lại, và nói rõ với đảng viên.")


class BundleRejectedError(SurveyError):
    """A file that is no bundle, or a damaged one."""

    code = "bundle-rejected"
    found = N_("Tệp phiếu niêm phong không dùng được ({reason}).")
    fix = N_("Xuất lại tệp trên máy chủ: survey box export.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A closed wave's sealed ballots with what was promised before it opened and what was released before it.

    ``released`` is the wave's own release when a tally was interrupted after deciding it.
    """

    manifest: Manifest
    questionnaire: str
    ballots: tuple[tuple[int, bytes], ...]
    previous: tuple[ReleasedCube, ...]
    released: ReleasedCube | None = None
    withdrawn: tuple[str, ...] = ()
    """Waves of the ledger that are shown no longer; no change is measured from them."""
    addenda: tuple[SignedAddendum, ...] = ()

    @property
    def standing(self) -> Standing:
        """What holds of the wave after its addenda, each of them checked."""
        return standing_of(self.manifest, self.addenda)


def export_bundle(stores: Stores, wave: str) -> Bundle:
    """Return the bundle of a closed wave.

    Raises
    ------
    UnknownWaveError, WaveNotClosedError, WaveCancelledError, BoxLostError
        When there is nothing to tally.
    EditedManifestError, BrokenLedgerError
        When what was promised or released is not what it was.
    """
    record = find_wave(stores, wave)
    if record.state is WaveState.CANCELLED:
        raise WaveCancelledError(wave=wave)
    if record.state not in {WaveState.CLOSED, WaveState.RELEASED}:
        raise WaveNotClosedError(wave=wave)
    ballots = stores.box.ballots(wave)
    released = ledger(stores)  # after the box: one that was emptied meanwhile has its release here
    require_whole(record)
    if not has_secrets(stores.folder, wave) and all(cube.wave != wave for cube in released):
        raise BoxLostError(wave=wave)  # an empty box would make a release of nought ballots
    return Bundle(
        manifest=read_manifest(record.manifest),
        questionnaire=record.questionnaire,
        ballots=tuple((ballot.stratum, ballot.ballot) for ballot in ballots),
        previous=tuple(cube for cube in released if cube.wave != wave),
        released=next((cube for cube in reversed(released) if cube.wave == wave), None),
        withdrawn=tuple(stores.registry.withdrawals()),
        addenda=tuple(read_addendum(kept.text, kept.signature) for kept in record.addenda),
    )


def write_bundle(bundle: Bundle) -> bytes:
    """Return the bundle as one file; the same bundle gives the same bytes."""
    parts = {
        MANIFEST: bundle.manifest.canonical().encode(),
        QUESTIONNAIRE: bundle.questionnaire.encode(),
        BALLOTS: b"".join(ballot for _, ballot in bundle.ballots),
        LEDGER: "\n".join(write_cube(cube) for cube in bundle.previous).encode(),
    }
    if bundle.withdrawn:
        parts[WITHDRAWN] = "\n".join(bundle.withdrawn).encode()
    if bundle.addenda:
        lines = [[one.addendum.canonical(), one.signature] for one in bundle.addenda]
        parts[ADDENDA] = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), content)
    return file.getvalue()


_BROKEN = (zipfile.BadZipFile, KeyError, TypeError, ValueError)


def read_bundle(content: bytes) -> Bundle:
    """Return the bundle in a file.

    Raises
    ------
    BundleRejectedError
        Not such a file, or its parts do not belong together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise BundleRejectedError(reason="size")
            parts = {name: archive.read(name) for name in (MANIFEST, QUESTIONNAIRE, BALLOTS, LEDGER)}
            later = {
                name: archive.read(name).decode() if name in archive.namelist() else "" for name in (WITHDRAWN, ADDENDA)
            }
        manifest = read_manifest(parts[MANIFEST].decode())
        previous = in_order(map(read_once, parts[LEDGER].decode().splitlines()))
        addenda = tuple(read_addendum(*json.loads(line)) for line in later[ADDENDA].splitlines())
        standing_of(manifest, addenda)
    except (*_BROKEN, ManifestRejectedError, AddendumRejectedError, BrokenLedgerError, AnalysisError) as refusal:
        raise BundleRejectedError(reason=type(refusal).__name__) from None
    questionnaire = parts[QUESTIONNAIRE].decode()
    if text_hash(questionnaire) != manifest.digest or len(parts[BALLOTS]) % SIZE:
        raise BundleRejectedError(reason="digest")
    sealed = [parts[BALLOTS][at : at + SIZE] for at in range(0, len(parts[BALLOTS]), SIZE)]
    return Bundle(
        manifest=manifest,
        questionnaire=questionnaire,
        ballots=tuple((int.from_bytes(ballot[STRATUM], "big"), ballot) for ballot in sealed),
        previous=previous,
        withdrawn=tuple(later[WITHDRAWN].splitlines()),
        addenda=addenda,
    )
