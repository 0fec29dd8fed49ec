"""Addenda of a wave: moving the closing, adding spare slips, cancelling. Nothing else may happen after the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from survey_app.ballots.addenda import AddendumKind, SignedAddendum, amend, read_addendum
from survey_app.ballots.codes import new_code, slip_key
from survey_app.ballots.manifest import Stratum
from survey_app.ballots.shuffle import shuffled
from survey_app.errors import SurveyError
from survey_app.language import N_, say, translate
from survey_app.operations.archives import destroy_archive
from survey_app.operations.keeping_texts import destroy, texts_file
from survey_app.operations.rules import OpenRulesError
from survey_app.operations.secrets import addenda_key_of, pepper_of
from survey_app.operations.waves import (
    IssuedSlip,
    WaveNotOpenError,
    WaveStatus,
    cancel_wave,
    find_wave,
    manifest_of,
    standing_of,
    status_of,
)
from survey_app.store import AddendumRecord, Stores, WaveRecord, WaveState

UNFINISHED = frozenset({WaveStatus.NOT_YET, WaveStatus.OPEN})


class UnknownStratumError(SurveyError):
    """A stratum that the manifest does not name."""

    code = "stratum-unknown"
    found = N_("Đợt {wave} không có tầng {stratum}. Các tầng: {strata}.")
    fix = N_("Gõ đúng tên tầng như trong bản công bố của đợt.")


class AddendumRaceError(SurveyError):
    """Two addenda at the same moment."""

    code = "addendum-race"
    found = N_("Đợt {wave} vừa có một phụ lục khác.")
    fix = N_("Xem lại các phụ lục của đợt rồi làm lại nếu vẫn cần.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spares:
    """Spare slips just added. The codes exist here and on the sheet printed from here."""

    addendum: SignedAddendum
    slips: tuple[IssuedSlip, ...] = field(repr=False)


def addenda_of(record: WaveRecord) -> tuple[SignedAddendum, ...]:
    """Return the addenda of a wave, oldest first."""
    return tuple(read_addendum(kept.text, kept.signature) for kept in record.addenda)


SAID = {
    AddendumKind.EXTEND: N_("Phụ lục {number}, ngày {day}: nhận phiếu và công bố kết quả muộn hơn {days} ngày."),
    AddendumKind.SPARES: N_("Phụ lục {number}, ngày {day}: thêm {count} phiếu dự phòng cho {stratum}."),
    AddendumKind.CANCEL: N_("Phụ lục {number}, ngày {day}: hủy đợt, phiếu bị tiêu hủy không ai đọc."),
}


def told(record: WaveRecord, language: str) -> tuple[str, ...]:
    """Return a wave's addenda in words, oldest first."""
    strata = manifest_of(record).strata
    return tuple(
        translate(SAID[one.kind], language).format(
            number=one.number,
            day=date.fromisoformat(one.day).strftime("%d/%m/%Y"),
            days=one.days,
            count=one.count,
            stratum="" if one.stratum is None else say(strata[one.stratum].title, language),
        )
        for one in (signed.addendum for signed in addenda_of(record))
    )


def extend_wave(stores: Stores, wave: str, *, days: int, today: date) -> SignedAddendum:
    """Return the addendum that moves closing and day of results by some days, published from now on.

    Raises
    ------
    UnknownWaveError, WaveNotOpenError
        when there is no such wave, or it takes no ballots any more.
    AddendumRejectedError
        when all extensions together would be longer than fourteen days, or the last day is over.
    """
    record = _unfinished(stores, wave, today)
    return _publish(stores, record, _signed(stores, record, AddendumKind.EXTEND, today, days=days))


def add_spares(stores: Stores, wave: str, *, stratum: str, count: int, today: date) -> Spares:
    """Return fresh slips of a stratum with the addendum that makes their number public.

    Raises
    ------
    UnknownWaveError, WaveNotOpenError, UnknownStratumError, AddendumRejectedError
        as above; at most 500 at a time.
    """
    record = _unfinished(stores, wave, today)
    if manifest_of(record).is_open:
        raise OpenRulesError(what="spares")
    at, title = _find_stratum(record, stratum)
    signed = _signed(stores, record, AddendumKind.SPARES, today, stratum=at, count=count)
    pepper, codes = pepper_of(stores.folder, wave), set[str]()
    while len(codes) < count:
        codes.add(new_code())
    _publish(stores, record, signed, [(slip_key(pepper, wave, code), at) for code in codes])
    return Spares(
        addendum=signed, slips=shuffled(IssuedSlip(title=title.title, code=code, stratum=at) for code in codes)
    )


def cancel(stores: Stores, wave: str, *, today: date) -> WaveRecord:
    """Return the wave, cancelled: first the addendum, then everything of its ballots is destroyed. May be run again.

    An archive or texts that an interrupted tally left go too: a cancelled wave is one that nobody reads.

    Raises
    ------
    UnknownWaveError, WaveNotOpenError
        when there is no such wave, or it was released.
    MissingSecretError
        when the key for addenda is gone, so that nobody could be told in the wave's own chain.
    """
    record = find_wave(stores, wave)
    if record.state is WaveState.RELEASED or stores.registry.release(wave) is not None:
        raise WaveNotOpenError(wave=wave, state=record.state.value)
    told = record.state is WaveState.CANCELLED or standing_of(record).cancelled
    if not told and manifest_of(record).blind is not None:
        _publish(stores, record, _signed(stores, record, AddendumKind.CANCEL, today))
    cancelled = cancel_wave(stores, wave)
    destroy_archive(stores.folder, wave)
    stores.papers.purge_archive(wave, today.isoformat())
    destroy(texts_file(stores.folder, wave))
    return cancelled


def _unfinished(stores: Stores, wave: str, today: date) -> WaveRecord:
    record = find_wave(stores, wave)
    if (status := status_of(record, today)) not in UNFINISHED:
        raise WaveNotOpenError(wave=wave, state=status.value)
    return record


def _find_stratum(record: WaveRecord, name: str) -> tuple[int, Stratum]:
    strata = manifest_of(record).strata
    for at, stratum in enumerate(strata):
        if stratum.stratum == name:
            return at, stratum
    known = ", ".join(stratum.stratum for stratum in strata)
    raise UnknownStratumError(wave=record.wave, stratum=name, strata=known)


def _signed(
    stores: Stores,
    record: WaveRecord,
    kind: AddendumKind,
    today: date,
    *,
    days: int | None = None,
    stratum: int | None = None,
    count: int | None = None,
) -> SignedAddendum:
    key = addenda_key_of(stores.folder, record.wave)
    manifest, standing = manifest_of(record), addenda_of(record)
    return amend(manifest, standing, kind, today=today, key=key, days=days, stratum=stratum, count=count)


def _publish(
    stores: Stores, record: WaveRecord, signed: SignedAddendum, slips: list[tuple[bytes, int]] | None = None
) -> SignedAddendum:
    kept = AddendumRecord(
        wave=record.wave,
        number=signed.addendum.number,
        text=signed.addendum.canonical(),
        signature=signed.signature,
    )
    if not stores.registry.add_addendum(kept, slips or ()):
        raise AddendumRaceError(wave=record.wave)
    return signed
