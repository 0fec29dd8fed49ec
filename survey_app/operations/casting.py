"""The door of the box: a ballot enters with a right that verifies, once. Nothing here knows a code or a slip."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache

from survey_app.ballots.blind import InvalidRightError, read_signing_text
from survey_app.ballots.codes import nullifier_of
from survey_app.ballots.keys import PublicKey
from survey_app.ballots.manifest import Manifest
from survey_app.ballots.rights import require_message, require_right
from survey_app.ballots.sealing import SIZE, VERSION
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.phases import Phase, require_open
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.store import BallotRecord, Stores, WaveRecord
from survey_app.store.errors import NotAcceptingError


class CastOutcome(StrEnum):
    """What became of a ballot."""

    NEW = "new"
    ALREADY = "already"
    """A ballot of this right lay in the box; the first one stands."""


class BoxFullError(SurveyError):
    """An open wave that holds as many ballots as this server takes of one."""

    code = "box-full"
    found = N_("Đợt này đã nhận đủ số phiếu mà máy chủ được đặt để nhận; phiếu vừa gửi chưa được ghi.")
    fix = N_("Xin báo cho đơn vị tổ chức, hoặc thử lại vào ngày khác khi đợt còn mở.")


class BallotRejectedError(SurveyError):
    """Bytes that are no sealed ballot of this stratum."""

    code = "ballot-rejected"
    found = N_("Phiếu gửi lên không đúng dạng phiếu niêm phong của đợt này.")
    fix = N_("Tải lại trang rồi gửi lại; quyền bỏ phiếu chưa bị dùng.")


def cast_sealed(
    stores: Stores,
    wave: str,
    *,
    stratum: int,
    right: bytes,
    signature: bytes,
    ballot: bytes,
    today: date | None = None,
    most: int | None = None,
) -> CastOutcome:
    """Put a ballot that was sealed in a browser into the box.

    Parameters
    ----------
    signature : empty in an open wave.
    most : ballots that an open wave takes; a wave with slips is bounded by them.

    Raises
    ------
    NotAcceptingError, NotTheDayError, UnknownWaveError
        when the wave takes no ballots on this day.
    InvalidRightError
        when the signature gives no right to a ballot of this stratum and wave.
    BallotRejectedError
        when the bytes are no ballot of this stratum.
    BoxFullError
        when an open wave takes no more.
    """
    record = find_wave(stores, wave)
    manifest = manifest_of(record)
    require_ballot(manifest, stratum, ballot)
    require_valid(record, right, signature, stratum=stratum)
    nullifier = nullifier_of(right)
    if stores.box.has(nullifier):
        return CastOutcome.ALREADY
    require_open(record, manifest, today, step=Phase.CAST)
    require_room(stores, record, most)
    put_in = stores.box.put(BallotRecord(nullifier=nullifier, wave=wave, stratum=stratum, ballot=ballot))
    return CastOutcome.NEW if put_in else CastOutcome.ALREADY


def require_valid(record: WaveRecord, right: bytes, signature: bytes, *, stratum: int) -> None:
    """Return quietly when the signature gives the right to a ballot of this stratum. No ballot enters without it.

    In an open wave nothing is signed: the message alone is looked at, which anybody may draw.

    Raises
    ------
    InvalidRightError
        otherwise.
    NotAcceptingError
        when the wave has no keys for rights.
    """
    manifest = manifest_of(record)
    blind = manifest.blind
    if blind is None:
        raise NotAcceptingError(wave=record.wave)
    if manifest.is_open:
        if signature:
            raise InvalidRightError
        require_message(right, manifest_hash=record.manifest_hash, stratum=stratum)
        return
    key = _key(blind.signing_keys[stratum])
    require_right(key, right, signature, manifest_hash=record.manifest_hash, stratum=stratum)


def require_ballot(manifest: Manifest, stratum: int, ballot: bytes) -> None:
    """Return quietly when the bytes have version, stratum and size of a ballot of this wave.

    Raises
    ------
    BallotRejectedError
        otherwise.
    """
    head = bytes([VERSION]) + stratum.to_bytes(2, "big") if 0 <= stratum < len(manifest.strata) else None
    if head is None or len(ballot) != SIZE or not ballot.startswith(head):
        raise BallotRejectedError


def require_room(stores: Stores, record: WaveRecord, most: int | None) -> None:
    """Return quietly when the box may take one more ballot of this wave.

    Raises
    ------
    BoxFullError
        when an open wave holds ``most`` of them.
    """
    if most is not None and manifest_of(record).is_open and stores.box.count(record.wave) >= most:
        raise BoxFullError


@lru_cache(maxsize=1024)
def _key(text: str) -> PublicKey:
    return read_signing_text(text)
