"""Slips on their way to people: sheets, private links, the poster, the record of leftovers. Codes exist only here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from survey_app.ballots.manifest import Manifest
from survey_app.ballots.words import fingerprint_words
from survey_app.config import Settings
from survey_app.errors import SurveyError
from survey_app.language import N_, say, translate
from survey_app.operations.promises import promises
from survey_app.operations.rules import OpenRulesError
from survey_app.operations.waves import IssuedSlip, manifest_of, standing_of
from survey_app.report.poster import StratumCount, WavePaper, poster, record_of_slips
from survey_app.report.slips import Slip, slip_sheets
from survey_app.store import WaveRecord

LINKS_HEAD = (
    N_("Liên kết riêng của đợt {wave}, nhận phiếu đến hết ngày {closes}."),
    N_("Gửi mỗi liên kết cho một người của đúng chi bộ, lần lượt từ trên xuống; không ghi đã gửi cho ai."),
    N_("Gửi xong thì xóa tệp này và các tin đã gửi. Liên kết thừa được đếm rồi hủy cùng phiếu thừa."),
)


class HandoutFileExistsError(SurveyError):
    """Codes are never written over another file."""

    code = "slips-file-exists"
    found = N_("Tệp {path} đã có.")
    fix = N_("Chọn tên khác: mã trên tờ phiếu cũ không lấy lại được.")


class LinksNeedScriptsError(SurveyError):
    """Links for a wave in which the server might seal a ballot itself."""

    code = "links-need-scripts"
    found = N_(
        "Liên kết riêng không dùng được cho đợt {wave}: đợt này cho phép trả lời không cần JavaScript, "
        "khi đó người gửi liên kết cùng máy chủ có thể nối phiếu với người."
    )
    fix = N_("Mở đợt với --scripts-required, hoặc in phiếu giấy để bốc từ hòm (--slips).")


def require_free(*paths: Path | None) -> None:
    """Return quietly when none of the files exists.

    Raises
    ------
    HandoutFileExistsError
        with the first that does.
    """
    for path in paths:
        if path is not None and path.exists():
            raise HandoutFileExistsError(path=path)


def require_links_allowed(wave: str, *, scripts_required: bool) -> None:
    """Return quietly when private links may be made.

    Raises
    ------
    LinksNeedScriptsError
        otherwise.
    """
    if not scripts_required:
        raise LinksNeedScriptsError(wave=wave)


def hand_out(
    manifest: Manifest,
    slips: Sequence[IssuedSlip],
    settings: Settings,
    *,
    sheets: Path | None,
    links: Path | None,
    closes: str | None = None,
) -> None:
    """Write the codes: on sheets to be cut and drawn, or as links to be sent one by one.

    Parameters
    ----------
    slips : in the order of printing, already shuffled.
    closes : last day, where addenda have moved it.
    """
    if sheets is not None:
        print_slips(manifest, slips, settings, sheets, closes=closes)
    if links is not None:
        blind = manifest.blind
        require_links_allowed(manifest.wave, scripts_required=blind is not None and blind.scripts_required)
        _write_private(links, links_text(manifest, slips, settings, closes=closes).encode())


def print_slips(
    manifest: Manifest, slips: Sequence[IssuedSlip], settings: Settings, path: Path, *, closes: str | None = None
) -> None:
    """Write the sheets of slips, readable by their owner alone."""
    language = settings.language
    sheets = slip_sheets(
        [Slip(stratum=say(slip.title, language), code=slip.code) for slip in slips],
        title=say(manifest.title, language),
        organisation=say(manifest.organisation, language),
        address=settings.public_address,
        wave=manifest.wave,
        closes=date.fromisoformat(closes or manifest.closes),
        words=fingerprint_words(manifest.hash),
        language=language,
    )
    _write_private(path, sheets)


def links_text(
    manifest: Manifest, slips: Sequence[IssuedSlip], settings: Settings, *, closes: str | None = None
) -> str:
    """Return one private link a line under the title of its stratum, the code behind the hash sign.

    Within a stratum the links keep the order of ``slips``, which is random. What stands behind the hash sign is never
    sent to a server by a browser.
    """
    language = settings.language
    until = date.fromisoformat(closes or manifest.closes).strftime("%d/%m/%Y")
    lines = ["# " + translate(line, language).format(wave=manifest.wave, closes=until) for line in LINKS_HEAD]
    for at, stratum in enumerate(manifest.strata):
        own = [slip.code for slip in slips if slip.stratum == at]
        if own:
            lines += ["", f"# {say(stratum.title, language)} ({len(own)})"]
            lines += [f"{settings.public_address}/b/{manifest.wave}#{code}" for code in own]
    return "\n".join(lines) + "\n"


def poster_of(record: WaveRecord, settings: Settings, *, language: str | None = None) -> bytes:
    """Return the poster of a wave: its public address without any code, the words, the days, what is promised."""
    spoken = language or settings.language
    told = [promise.render(spoken) for promise in promises(manifest_of(record))]
    return poster(wave_paper(record, spoken), address=settings.public_address, promises=told)


def record_form(record: WaveRecord, *, language: str) -> bytes:
    """Return the form of the record that is signed when leftover slips are destroyed, with the numbers printed."""
    manifest, spares = manifest_of(record), standing_of(record).spares
    if manifest.is_open:
        raise OpenRulesError(what="slips record")
    strata = [
        StratumCount(title=say(stratum.title, language), headcount=stratum.headcount, spares=added)
        for stratum, added in zip(manifest.strata, spares, strict=True)
    ]
    return record_of_slips(wave_paper(record, language), strata)


def wave_paper(record: WaveRecord, language: str) -> WavePaper:
    """Return what sheets say of a wave, its addenda obeyed."""
    manifest, standing = manifest_of(record), standing_of(record)
    return WavePaper(
        wave=manifest.wave,
        title=say(manifest.title, language),
        organisation=say(manifest.organisation, language),
        opens=date.fromisoformat(manifest.opens),
        closes=date.fromisoformat(standing.closes),
        results_on=date.fromisoformat(standing.results_on),
        words=fingerprint_words(manifest.hash),
        hash=manifest.hash,
        language=language,
        is_open=manifest.is_open,
    )


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, from its first byte on; never over another one."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise HandoutFileExistsError(path=path) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
