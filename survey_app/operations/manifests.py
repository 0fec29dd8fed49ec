"""The manifests of an installation: each as its wave was opened with, none lost, one chain. Nothing opens otherwise."""

from __future__ import annotations

from functools import lru_cache

from survey_app.ballots.manifest import (
    BrokenChainError,
    Manifest,
    ManifestRejectedError,
    WaveKind,
    check_chain,
    read_manifest,
)
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.ledger import BrokenLedgerError, ledger
from survey_app.operations.staff_log import Action
from survey_app.store import Stores, WaveRecord

UNCHAINED = frozenset({WaveKind.REHEARSAL.value, WaveKind.IMPORT.value})
"""Kinds of waves whose manifests promise nobody anything; the chain of promises passes them by."""


class EditedManifestError(BrokenChainError):
    """A manifest that is not the one that a wave was opened with."""

    code = "manifest-edited"
    found = N_("Bản công bố của đợt {wave} trong sổ đăng ký không còn như lúc mở đợt.")


class LostManifestError(BrokenChainError):
    """A wave that the registry speaks of and does not hold."""

    code = "manifest-lost"
    found = N_("Sổ đăng ký không còn bản công bố của đợt {wave}, dù nhật ký, phiếu mã hoặc kết quả vẫn nêu đợt này.")


class OpeningRefusedError(SurveyError):
    """A wave that would be promised on top of promises that no longer stand."""

    code = "opening-refused"
    found = N_("Chưa mở đợt {wave}, chưa ghi gì: {why}")
    fix = N_(
        "Giữ nguyên thư mục dữ liệu, so với bản công bố và tám từ đã in, lập biên bản. Khôi phục sổ đăng ký từ bản "
        "sao lưu gần nhất còn nguyên (survey restore) rồi mở lại đợt."
    )


@lru_cache(maxsize=256)
def read_once(text: str) -> Manifest:
    """Return the manifest of a canonical text: the same text is the same manifest."""
    return read_manifest(text)


def manifest_of(record: WaveRecord) -> Manifest:
    """Return a wave's manifest, read once per text."""
    return read_once(record.manifest)


def chained(stores: Stores) -> tuple[WaveRecord, ...]:
    """Return the waves whose manifests form the chain, in the order of opening."""
    return tuple(record for record in stores.registry.waves() if record.kind not in UNCHAINED)


def check_manifests(stores: Stores) -> None:
    """Return quietly when the manifests of all waves are as they were opened, none is lost, and they form one chain.

    Rehearsals and imported waves stand outside the chain.

    Raises
    ------
    EditedManifestError, LostManifestError, BrokenChainError
        with the wave at which it breaks.
    """
    for record in stores.registry.waves():
        require_whole(record)
    for wave in _lost(stores):
        raise LostManifestError(where=wave, wave=wave)
    check_chain(manifest_of(record) for record in chained(stores))


def require_whole(record: WaveRecord) -> None:
    """Return quietly when a wave's row holds the manifest that it was written with.

    Raises
    ------
    EditedManifestError
        when it does not.
    """
    try:
        manifest = manifest_of(record)
    except ManifestRejectedError:
        raise EditedManifestError(where=record.wave, wave=record.wave) from None
    if (manifest.wave, manifest.kind.value, manifest.hash) != (record.wave, record.kind, record.manifest_hash):
        raise EditedManifestError(where=record.wave, wave=record.wave)


def next_links(stores: Stores, wave: str) -> tuple[str | None, str | None]:
    """Return what a new manifest names: the hash of the last one, and of the last release; None where there is none.

    Raises
    ------
    OpeningRefusedError
        One of the manifests or releases is not what it was, or is gone: which, and what to do.
    """
    try:
        check_manifests(stores)
        released = ledger(stores)
        held = {record.wave: record.manifest_hash for record in stores.registry.waves()}
        for cube in released:
            if held[cube.wave] != cube.manifest:
                raise EditedManifestError(where=cube.wave, wave=cube.wave)
    except (BrokenChainError, BrokenLedgerError) as refusal:
        why = Said(refusal.found, refusal.fields)
        raise OpeningRefusedError(where=str(refusal.fields["wave"]), wave=wave, why=why) from refusal
    promised = chained(stores)
    return promised[-1].manifest_hash if promised else None, released[-1].hash if released else None


def _lost(stores: Stores) -> tuple[str, ...]:
    """Return the waves that other rows, or the log, speak of, and that have no row any more."""
    held = {record.wave for record in stores.registry.waves()}
    opened = {entry.subject for entry in stores.log.entries() if entry.action == Action.WAVE_OPENED}
    return tuple(sorted({*stores.registry.named_waves(), *opened} - held))
