"""Opening, closing and cancelling a wave, and saying where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from survey_app.ballots import addenda
from survey_app.ballots.addenda import Standing
from survey_app.ballots.codes import new_code, slip_key
from survey_app.ballots.keys import PrivateKey, new_key, public_text, read_public
from survey_app.ballots.manifest import (
    THRESHOLDS,
    Archive,
    KeptTexts,
    Manifest,
    WaveKind,
    text_hash,
)
from survey_app.ballots.shuffle import shuffled
from survey_app.definitions.organisation import Organisation
from survey_app.errors import SurveyError
from survey_app.language import N_, Text
from survey_app.operations.continuity import require_borne_out
from survey_app.operations.manifests import manifest_of as manifest_of  # noqa: PLC0414 -- offered here too
from survey_app.operations.manifests import next_links, read_once
from survey_app.operations.rules import IN_ONE_VISIT, BallotRules, BandsNeedArchiveError
from survey_app.operations.secrets import (
    SigningKeys,
    destroy_secrets,
    keep_signing_keys,
    make_secrets,
    new_signing_keys,
    require_wave_name,
)
from survey_app.operations.strata import strata_of as strata_of  # noqa: PLC0414 -- offered here too
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, WaveRecord, WaveState
from survey_app.store.errors import WaveExistsError

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
STRICTER_WHEN_SMALLER = frozenset({"coverage"})


class WaveStatus(StrEnum):
    """Where a wave stands today, as members and pages need it."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    CANCELLED = "cancelled"


class UnknownWaveError(SurveyError):
    """A wave that this installation never opened."""

    code = "wave-unknown"
    found = N_("Không có đợt {wave} trong sổ đăng ký.")
    fix = N_("Xem các đợt bằng lệnh: survey wave list.")


class NoTallyKeyError(SurveyError):
    """A wave without a key that could ever open its ballots."""

    code = "wave-without-key"
    found = N_("Đợt {wave} chưa có khóa kiểm phiếu.")
    fix = N_("Tạo khóa trên máy người giữ khóa (survey key new TỆP), rồi đưa tệp .pub vào lệnh mở đợt.")


class ArchiveKeyError(SurveyError):
    """One key for the tally and for the archive."""

    code = "archive-key"
    found = N_("Khóa lưu trữ trùng với một khóa kiểm phiếu.")
    fix = N_("Tạo một cặp khóa riêng cho kho lưu, do người khác giữ, hoặc bỏ --archive-key để không lưu gì.")


class EmptyWindowError(SurveyError):
    """A window in which nobody could answer."""

    code = "wave-window-empty"
    found = N_("Thời gian lấy ý kiến từ {opens} đến {closes} không dùng được (hôm nay {today}, kết quả {results_on}).")
    fix = N_("Ngày đóng không trước ngày mở và không ở quá khứ; ngày có kết quả không trước ngày đóng.")


class LooserThresholdError(SurveyError):
    """A release threshold below the product's own."""

    code = "threshold-too-loose"
    found = N_("Ngưỡng công bố {name} = {value} lỏng hơn mức {least} hoặc không tồn tại.")
    fix = N_("Ngưỡng chỉ được siết chặt, không được nới lỏng.")


class InsecureAddressError(SurveyError):
    """An address over which anybody on the way reads along."""

    code = "address-not-secure"
    found = N_("Địa chỉ {address} không được mã hóa trên đường truyền.")
    fix = N_("Dùng địa chỉ https:// (hoặc localhost khi diễn tập) trong SURVEY_ADDRESS.")


class WaveNotOpenError(SurveyError):
    """Something that only an open wave allows."""

    code = "wave-not-open"
    found = N_("Đợt {wave} không ở trạng thái cho phép việc này (đang là: {state}).")
    fix = N_("Xem trạng thái các đợt bằng lệnh: survey wave list.")


class IssuedSlip(NamedTuple):
    """A slip on its way to the sheet: whom it is for, its code, and the stratum's number. Kept nowhere else."""

    title: Text
    code: str
    stratum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A wave just opened. The codes exist here and on the sheets printed from here; they cannot be asked for again."""

    manifest: Manifest
    slips: tuple[IssuedSlip, ...] = field(repr=False)
    """Shuffled over the whole organisation: their order tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal just opened, and the key that dies with it."""

    opened: Opened
    key: PrivateKey = field(repr=False)


def open_wave(
    stores: Stores,
    *,
    wave: str,
    kind: WaveKind | str,
    questionnaire: Questionnaire,
    organisation: Organisation,
    tally_key: str | Sequence[str],
    opens: date,
    closes: date,
    results_on: date,
    today: date,
    title: Text | None = None,
    spares: int = 0,
    thresholds: Mapping[str, int | float] | None = None,
    address: str | None = None,
    ballots: BallotRules = IN_ONE_VISIT,
    keys: SigningKeys | None = None,
    archive: Archive | None = None,
    texts: KeptTexts | None = None,
    branch_bands: bool = False,
) -> Opened:
    """Return the manifest and the slips of a new wave. Everything is checked before anything is written.

    Parameters
    ----------
    tally_key : public key (PEM), or those of two custodians.
    title : what members and committee call the wave; the questionnaire's title when left out.
    spares : slips beyond the headcount, per stratum.
    thresholds : release rules stricter than the product's own.
    address : where members answer; checked when given.
    ballots : who may answer, how rights and ballots are separated in time, whether one may come without scripts.
    archive : key and days of the archive of opened ballots; none is kept when left out.
    texts : for how long answers in words are kept sealed after the tally; they are only counted when left out.
    branch_bands : tell single branches in two bands, once a year, counted from the archives.
    keys : signing keys made elsewhere, for waves that the program answers itself; fresh ones when left out.

    Raises
    ------
    SurveyError
        WaveNameError, WaveExistsError, NoTallyKeyError, UnreadableKeyError, ArchiveKeyError, NoHeadcountError,
        SmallGroupError, EmptyWindowError, LooserThresholdError, InsecureAddressError, ContinuesSinceError, PhasesError,
        OpenRulesError, OpeningRefusedError: each says what to mend.
    """
    require_wave_name(wave)
    if stores.registry.wave(wave) is not None:
        raise WaveExistsError(wave=wave)
    _require_secure(address)
    _require_window(opens, closes, results_on, today)
    ballots.require_phases(opens, closes)
    ballots.require_roll(branch_bands=branch_bands)
    kind = WaveKind(kind)
    if not ballots.is_open:
        require_borne_out(stores, questionnaire, wave=wave, kind=kind)
    strata = ballots.strata(organisation, on=opens, spares=spares)
    tally_keys = _tally_keys(wave, tally_key)
    limits = _stricter(thresholds or {})
    _require_archive(wave, archive, tally_keys, needed=branch_bands)
    keys = keys or new_signing_keys(0 if ballots.is_open else len(strata))
    manifest = Manifest(
        wave=wave,
        title=title or questionnaire.title,
        organisation=organisation.title,
        questionnaire=questionnaire.questionnaire,
        digest=text_hash(questionnaire.canonical),
        kind=kind,
        strata=strata,
        groups=ballots.groups(organisation),
        opens=opens.isoformat(),
        closes=closes.isoformat(),
        results_on=results_on.isoformat(),
        tally_keys=tally_keys,
        tables=ballots.tables(questionnaire),
        participation=ballots.participation,
        thresholds=limits,
        mode=ballots.mode,
        blind=ballots.promises(keys),
        archive=archive,
        texts=texts,
        branch_bands=branch_bands,
    )
    with stores.alone():
        linked = _linked(stores, manifest)
        return Opened(manifest=linked, slips=_issue(stores, linked, questionnaire.canonical, keys))


def _linked(stores: Stores, manifest: Manifest) -> Manifest:
    """Return the manifest, naming what it follows. Whoever opens another wave or releases one meanwhile waits."""
    if stores.registry.wave(manifest.wave) is not None:
        raise WaveExistsError(wave=manifest.wave)
    previous, released = next_links(stores, manifest.wave)
    chains = manifest.kind is not WaveKind.REHEARSAL
    return replace(manifest, previous=previous if chains else None, previous_release=released)


def rehearse(
    stores: Stores,
    *,
    wave: str,
    questionnaire: Questionnaire,
    organisation: Organisation,
    opens: date,
    closes: date,
    results_on: date,
    today: date,
    spares: int = 0,
    ballots: BallotRules = IN_ONE_VISIT,
) -> Rehearsal:
    """Return a wave opened on the real path with a throw-away key; its answers never enter a trend."""
    key = new_key()
    opened = open_wave(
        stores,
        wave=wave,
        kind=WaveKind.REHEARSAL,
        questionnaire=questionnaire,
        organisation=organisation,
        tally_key=public_text(key),
        opens=opens,
        closes=closes,
        results_on=results_on,
        today=today,
        spares=spares,
        ballots=ballots,
    )
    return Rehearsal(opened=opened, key=key)


def close_wave(stores: Stores, wave: str) -> WaveRecord:
    """Return the wave, closed: once this returns the box takes none of its ballots. May be run again.

    Raises
    ------
    WaveNotOpenError
        when it was cancelled.
    """
    record = find_wave(stores, wave)
    if record.state is WaveState.CANCELLED or standing_of(record).cancelled:
        raise WaveNotOpenError(wave=wave, state=WaveState.CANCELLED.value)
    stores.registry.set_state(wave, WaveState.CLOSED, among=[WaveState.PLANNED, WaveState.OPEN])
    stores.box.refuse(wave)
    return find_wave(stores, wave)


def cancel_wave(stores: Stores, wave: str) -> WaveRecord:
    """Return the wave, cancelled: its ballots are destroyed unread, with its slips and secrets. May be run again.

    Raises
    ------
    WaveNotOpenError
        when it was released: what is published cannot be taken back.
    """
    record = find_wave(stores, wave)
    if record.state is WaveState.RELEASED:
        raise WaveNotOpenError(wave=wave, state=record.state.value)
    stores.registry.set_state(wave, WaveState.CANCELLED, among=[WaveState.PLANNED, WaveState.OPEN, WaveState.CLOSED])
    stores.box.empty(wave)
    stores.registry.drop_slips(wave)
    destroy_secrets(stores.folder, wave)
    return find_wave(stores, wave)


def find_wave(stores: Stores, wave: str) -> WaveRecord:
    """Return a wave's record.

    Raises
    ------
    UnknownWaveError
        when there is none.
    """
    record = stores.registry.wave(wave)
    if record is None:
        raise UnknownWaveError(wave=wave)
    return record


def standing_of(record: WaveRecord) -> Standing:
    """Return what holds of a wave after its addenda: closing, day of results, spare slips; checked once per text."""
    return _stand_once(record.manifest, tuple((kept.text, kept.signature) for kept in record.addenda))


def wave_status(stores: Stores, wave: str, today: date) -> WaveStatus:
    """Return where a wave stands today; a window that has passed is closed, even before anybody closed it.

    Raises
    ------
    UnknownWaveError
        when there is no such wave.
    """
    return status_of(find_wave(stores, wave), today)


def status_of(record: WaveRecord, today: date) -> WaveStatus:
    """Return where a wave of this record stands today."""
    if record.state not in {WaveState.PLANNED, WaveState.OPEN}:
        return WaveStatus(record.state.value)
    standing = standing_of(record)
    if standing.cancelled:
        return WaveStatus.CANCELLED
    if today.isoformat() < manifest_of(record).opens:
        return WaveStatus.NOT_YET
    return WaveStatus.CLOSED if today.isoformat() > standing.closes else WaveStatus.OPEN


def _issue(stores: Stores, manifest: Manifest, questionnaire: str, keys: SigningKeys) -> tuple[IssuedSlip, ...]:
    """Return the printed slips; the registry gets their keys in one transaction, last of all."""
    codes: dict[str, int] = {}
    for at, stratum in enumerate(manifest.strata):
        wanted = len(codes) + stratum.headcount + stratum.spares
        while len(codes) < wanted:
            codes.setdefault(new_code(), at)
    pepper = make_secrets(stores.folder, manifest.wave)
    keep_signing_keys(stores.folder, manifest.wave, keys)
    stores.box.accept(manifest.wave)
    stores.registry.add_wave(
        wave=manifest.wave,
        kind=manifest.kind.value,
        state=WaveState.OPEN,
        questionnaire=questionnaire,
        manifest=manifest.canonical(),
        manifest_hash=manifest.hash,
        slips=((slip_key(pepper, manifest.wave, code), at) for code, at in codes.items()),
    )
    return shuffled(IssuedSlip(title=manifest.strata[at].title, code=code, stratum=at) for code, at in codes.items())


def _tally_keys(wave: str, given: str | Sequence[str]) -> tuple[str, ...]:
    texts = [given] if isinstance(given, str) else list(given)
    if not any(text.strip() for text in texts):
        raise NoTallyKeyError(wave=wave)
    keys = tuple(dict.fromkeys(public_text(read_public(text)) for text in texts))
    if len(keys) > 2:
        raise ValueError("a wave has one or two custodians")
    return keys


def _require_archive(wave: str, archive: Archive | None, tally_keys: tuple[str, ...], *, needed: bool) -> None:
    """Refuse an archive that a key of the tally would open, and none at all where one is needed."""
    if needed and archive is None:
        raise BandsNeedArchiveError(wave=wave)
    if archive is not None and public_text(read_public(archive.key)) in tally_keys:
        raise ArchiveKeyError


def _stricter(given: Mapping[str, int | float]) -> dict[str, int | float]:
    for name, value in given.items():
        least = THRESHOLDS.get(name)
        looser = least is None or (value > least if name in STRICTER_WHEN_SMALLER else value < least)
        if looser:
            raise LooserThresholdError(name=name, value=value, least="—" if least is None else least)
    return {**THRESHOLDS, **given}


def _require_window(opens: date, closes: date, results_on: date, today: date) -> None:
    if closes < opens or closes < today or results_on < closes:
        raise EmptyWindowError(
            opens=opens.isoformat(),
            closes=closes.isoformat(),
            results_on=results_on.isoformat(),
            today=today.isoformat(),
        )


def _require_secure(address: str | None) -> None:
    if address is None:
        return
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
        raise InsecureAddressError(address=address)


@lru_cache(maxsize=32)
def _stand_once(text: str, kept: tuple[tuple[str, str], ...]) -> Standing:
    return addenda.standing_of(read_once(text), [addenda.read_addendum(*each) for each in kept])
