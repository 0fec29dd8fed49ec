"""Views of the custodian: what waits, making a key, the tally."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, abort, current_app, render_template, request, url_for

from survey_app.ballots.keys import fingerprint
from survey_app.ballots.words import fingerprint_words
from survey_app.compilers.form import form_of
from survey_app.language import N_
from survey_app.operations import keeping_texts, waves
from survey_app.operations.waves import UnknownWaveError, WaveStatus
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import WaveRecord
from survey_app.web.context import current
from survey_app.web.language import tell
from survey_app.web.security import CONTENT_SECURITY_POLICY
from survey_app.web.staff import access
from survey_app.web.staff.desk import around

FOLDERS = ("ballot", "form", "custodian")
"""Folders of scripts that a custodian's page loads."""

SAID = {
    "weak-passphrase": N_("Mật khẩu cần ít nhất 12 ký tự, ví dụ bốn từ không liên quan đến nhau."),
    "passphrases-differ": N_("Hai lần nhập mật khẩu không giống nhau."),
    "wrong-passphrase": N_("Mật khẩu không mở được tệp khóa. Chú ý chữ hoa, chữ thường và bộ gõ tiếng Việt."),
    "unreadable-key": N_("Đây không phải tệp khóa đọc được. Nếu tệp hỏng, lấy bản sao thứ hai."),
    "other-key": N_("Tệp vừa chọn không phải khóa vừa tạo. Chọn đúng tệp đã lưu."),
    "wrong-key": N_("Khóa này không phải khóa kiểm phiếu của đợt. Các dấu nhận dạng dùng được ghi ở trên."),
    "no-file": N_("Chưa chọn tệp khóa."),
    "ballots-cut": N_("Các phiếu tải về không nguyên vẹn. Tải lại trang rồi làm lại."),
    "offline": N_("Không liên lạc được với máy chủ. Kiểm tra mạng rồi làm lại từ đầu; hòm phiếu còn nguyên."),
    "failed": N_("Trang gặp lỗi. Tải lại trang rồi làm lại; hòm phiếu còn nguyên."),
    "making": N_("Đang tạo khóa…"),
    "made": N_("Đã tạo khóa. Lưu hai bản vào hai nơi khác nhau."),
    "opened-again": N_("Tệp đã lưu mở được bằng mật khẩu này."),
    "opening-key": N_("Đang mở tệp khóa…"),
    "fetching": N_("Đang tải phiếu niêm phong…"),
    "opening": N_("Đã mở {done}/{of} phiếu"),
    "sending": N_("Đã gửi {done}/{of} dòng"),
    "sealing": N_("Đang niêm phong phần chữ…"),
    "deciding": N_("Đang đếm và xét công bố, có thể mất vài phút…"),
    "done": N_("Đã phát hành: {n} phiếu trên {N} người."),
    "done_open": N_("Đã phát hành: {n} phiếu của mọi người, không phải mẫu ngẫu nhiên."),
    "aside": N_("{count} phiếu không mở được hoặc không khớp bộ câu hỏi, đã để riêng và đếm."),
    "finished": N_("Đợt đã được kiểm từ trước; việc dọn hòm phiếu đã làm xong."),
}
"""What the scripts say, by their codes."""


def home() -> str:
    """Show what a custodian does here, and the waves that wait for a tally."""
    waiting, ahead, done = [], [], []
    for record in reversed(current().stores.registry.waves()):
        status = waves.status_of(record, current().today())
        if not (manifest := waves.manifest_of(record)).tally_keys:
            continue
        if status is WaveStatus.CLOSED:
            waiting.append((manifest, current().stores.box.count(record.wave)))
        elif status is WaveStatus.RELEASED:
            done.append(manifest)
        elif status is not WaveStatus.CANCELLED:
            ahead.append((manifest, waves.standing_of(record).closes))
    return render_template("custodian/home.html", waiting=waiting, ahead=ahead, done=done[:12], **around())


def key() -> str:
    """Show the page on which a browser makes a key pair."""
    return render_template("custodian/key.html", page={"said": _said()}, main=_script("key.js"), **around())


def tally(wave: str) -> str:
    """Show the page on which a browser opens the ballots of a closed wave."""
    record = _closed(wave)
    manifest = waves.manifest_of(record)
    questionnaire = load_questionnaire(record.questionnaire, file=manifest.questionnaire)
    who = access.present() or abort(403)
    page = {
        "said": _said(),
        "manifest": record.manifest,
        "form": form_of(questionnaire),
        "token": who.csrf,
        "addresses": {
            name: url_for(f"custodian.{name}", wave=wave, lang=request.args.get("lang"))
            for name in ("ballots", "begin", "rows", "texts", "finish")
        },
        "texts": keeping_texts.asked_of_browser(manifest, questionnaire, closes=waves.standing_of(record).closes),
    }
    return render_template(
        "custodian/tally.html",
        page=page,
        main=_script("tally.js"),
        manifest=manifest,
        words=fingerprint_words(manifest.hash),
        fingerprints=[fingerprint(each) for each in manifest.public_keys()],
        texts=manifest.texts,
        released=record.state.value == WaveStatus.RELEASED.value,
        count=current().stores.box.count(wave),
        **around(),
    )


def script(digest: str, folder: str, name: str) -> Response:
    """Give a script; all of them stand under one digest, so that no old one is mixed with a new one."""
    path = Path(str(current_app.static_folder)) / folder / name
    if digest != _digest() or folder not in FOLDERS or not name.endswith(".js") or path.name != name:
        abort(404)
    if not path.is_file():
        abort(404)
    return Response(path.read_bytes(), mimetype="text/javascript")


def let_scripts_ask(response: Response) -> Response:
    """Let the page's own scripts ask this server, and nobody else."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
    return response


def _closed(wave: str) -> WaveRecord:
    """Return a wave that is or can be tallied."""
    here = current()
    try:
        record = waves.find_wave(here.stores, wave)
    except UnknownWaveError:
        abort(404)
    tallied = {WaveStatus.CLOSED, WaveStatus.RELEASED}
    if waves.status_of(record, here.today()) not in tallied or not waves.manifest_of(record).tally_keys:
        abort(404)
    return record


def _said() -> dict[str, str]:
    return {code: tell(text) for code, text in SAID.items()}


def _script(name: str) -> str:
    return url_for("custodian.script", digest=_digest(), folder="custodian", name=name)


@cache
def _digest() -> str:
    folder = Path(str(current_app.static_folder))
    together = hashlib.sha256()
    for path in sorted(path for each in FOLDERS for path in (folder / each).glob("*.js")):
        together.update(path.name.encode() + b"\0" + path.read_bytes())
    return together.hexdigest()[:16]
