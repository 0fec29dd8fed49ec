"""The record of processing of a wave: purpose, controller, retention, and what was destroyed. Public and printable.

The law asks for it (Law 91/2025/QH15, Article 14: de-identification is documented). Every line comes from the
manifest, the frozen questionnaire and the record of the purge; nobody writes it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from survey_app.ballots.keys import fingerprint
from survey_app.ballots.manifest import Manifest
from survey_app.language import N_, say, translate
from survey_app.operations.archives import purge_on
from survey_app.operations.keeping_texts import keep_until
from survey_app.operations.waves import find_wave, manifest_of, standing_of
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import Stores, WaveRecord, WaveState

_PURGED = re.compile(r"ballots destroyed=(\d+) unspent slips destroyed=(\d+)")

CONTROLLER, PURPOSE, GROUND = N_("Bên kiểm soát"), N_("Mục đích"), N_("Căn cứ")
WHAT, HOW, KEYS = N_("Thông tin được xử lý"), N_("Cách khử nhận dạng"), N_("Khóa mở hòm phiếu")
WHEN, KEPT, GONE, RELEASE = N_("Thời gian"), N_("Thời hạn lưu"), N_("Đã hủy"), N_("Kết quả")
HASH = N_("Mã băm bản công bố")

VOLUNTARY = N_(
    "Tự nguyện: mỗi người tự đánh dấu ô đồng ý trước khi trả lời, ô này không được đánh dấu sẵn "
    "(Luật số 91/2025/QH15 về bảo vệ dữ liệu cá nhân)."
)
ANSWERS = N_(
    "Câu trả lời cho bộ câu hỏi của đợt, theo chi bộ hoặc nhóm chi bộ nhỏ gộp lại. Không có họ tên, tài khoản, "
    "số điện thoại, địa chỉ mạng, thiết bị hay giờ trả lời."
)
UNLINKED = N_(
    "Mã phiếu không gắn với người; phiếu được niêm phong và xáo trộn; chỉ số liệu tổng hợp đã qua bước xét công bố "
    "được giữ, ngưỡng {minimum} phiếu (câu nhạy cảm {sensitive})."
)
UNTIL_TALLY = N_("Phiếu niêm phong: đến khi kiểm phiếu. Mã chưa dùng và khóa của đợt trên máy chủ: đến khi kiểm phiếu.")
NO_ARCHIVE = N_("Không lập kho lưu: phiếu đã mở không được giữ lại ở đâu.")
ARCHIVE = N_("Kho lưu (chỉ mã câu trả lời, niêm phong bằng khóa riêng): hủy sau ngày {day}.")
DESTROYED = N_("{ballots} phiếu niêm phong, {slips} mã chưa dùng, mọi khóa của đợt trên máy chủ.")
TEXTS = N_(
    "Ý kiến bằng lời (tách khỏi phiếu, niêm phong bằng khóa kiểm phiếu): hủy khi đã công bố, muộn nhất ngày {day}."
)
ARCHIVE_GONE = N_("Kho lưu: đã hủy ngày {day}.")
CANCELLED = N_("Đợt đã hủy: phiếu, mã và khóa bị hủy mà không ai đọc.")
NOT_YET = N_("Chưa: đợt chưa kiểm phiếu.")
RELEASED = N_("Bản phát hành {hash}")
DAYS = N_("nhận phiếu từ {opens} đến hết {closes}; hẹn kết quả ngày {results}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the record: what it is about, and what is said."""

    label: str
    text: str


def processing_record(stores: Stores, wave: str, *, language: str = "vi") -> tuple[Entry, ...]:
    """Return the record of a wave in one language.

    Raises
    ------
    UnknownWaveError
        when there is no such wave.
    """
    record = find_wave(stores, wave)
    manifest = manifest_of(record)
    lines = (*_promised(record, manifest, language), *_happened(stores, record, language))
    return tuple(Entry(label=translate(label, language), text=text) for label, text in lines if text)


def _promised(record: WaveRecord, manifest: Manifest, language: str) -> Iterator[tuple[str, str]]:
    standing = standing_of(record)
    yield CONTROLLER, say(manifest.organisation, language)
    if record.questionnaire:
        held = load_questionnaire(record.questionnaire, file=manifest.questionnaire)
        yield PURPOSE, say(held.purpose, language)
    yield GROUND, translate(VOLUNTARY, language)
    yield WHAT, translate(ANSWERS, language)
    yield HOW, translate(UNLINKED, language).format(**manifest.thresholds)
    yield KEYS, ", ".join(fingerprint(key) for key in manifest.public_keys())
    days = {"opens": manifest.opens, "closes": standing.closes, "results": standing.results_on}
    yield WHEN, translate(DAYS, language).format(**{name: _day(text) for name, text in days.items()})
    until = purge_on(manifest, closes=standing.closes)
    kept = translate(NO_ARCHIVE if until is None else ARCHIVE, language)
    kept = kept if until is None else kept.format(day=_day(until.isoformat()))
    yield KEPT, f"{translate(UNTIL_TALLY, language)} {kept}"
    if (last := keep_until(manifest, closes=standing.closes)) is not None:
        yield KEPT, translate(TEXTS, language).format(day=_day(last.isoformat()))
    yield HASH, record.manifest_hash


def _happened(stores: Stores, record: WaveRecord, language: str) -> Iterator[tuple[str, str]]:
    purge = stores.registry.purge(record.wave)
    counted = None if purge is None else _PURGED.search(purge.record)
    if record.state is WaveState.CANCELLED:
        yield GONE, translate(CANCELLED, language)
    elif counted is None:
        yield GONE, translate(NOT_YET, language)
    else:
        yield GONE, translate(DESTROYED, language).format(ballots=counted[1], slips=counted[2])
    archive = stores.papers.archive(record.wave)
    if archive is not None and archive.purged is not None:
        yield GONE, translate(ARCHIVE_GONE, language).format(day=_day(archive.purged))
    release = stores.registry.release(record.wave)
    if release is not None:
        yield RELEASE, translate(RELEASED, language).format(hash=release.hash)


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y")
