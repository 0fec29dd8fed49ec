"""Error pages in plain words. Nothing that was typed is ever repeated, on a page or in a log."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from survey_app.language import N_, Said
from survey_app.operations.ledger import BrokenLedgerError
from survey_app.web.language import current_language, tell

LOG = logging.getLogger("survey_app.web")

PAGES = {
    400: (
        N_("Trang gửi lên không đọc được"),
        N_(
            "Nội dung vừa gửi không đúng mẫu của trang này nên đã bị bỏ, chưa có gì được ghi. "
            "Xin mở lại trang và làm lại."
        ),
    ),
    403: (
        N_("Không được vào trang này"),
        N_("Tài khoản đang dùng không có quyền xem trang này. Xin hỏi người quản trị."),
    ),
    404: (
        N_("Không có trang này"),
        N_("Địa chỉ có thể bị gõ thiếu hoặc đã thay đổi. Xin xem lại địa chỉ in trên phiếu hoặc áp phích."),
    ),
    405: (
        N_("Trang này không mở được theo cách đó"),
        N_("Xin mở lại địa chỉ in trên phiếu hoặc áp phích."),
    ),
    413: (
        N_("Nội dung gửi lên quá lớn"),
        N_("Trang này chỉ nhận câu trả lời ngắn, tối đa 64 KB. Chưa có gì được ghi. Xin quay lại và rút gọn."),
    ),
    429: (
        N_("Nhiều yêu cầu cùng lúc"),
        N_("Máy chủ đang nhận nhiều yêu cầu từ cùng một đường mạng. Chưa có gì bị mất. Xin đợi một phút rồi làm lại."),
    ),
    500: (
        N_("Máy chủ gặp lỗi"),
        N_(
            "Lỗi ở phía máy chủ, không phải do đồng chí. Câu trả lời không bị ghi vào nhật ký. Xin thử lại sau ít phút."
        ),
    ),
}


SCRIPTED = frozenset({"respond.look", "respond.collect", "respond.cast"})
"""What scripts ask; they are told in JSON."""


def error_page(status: int) -> tuple[str | dict[str, str], int]:
    """Return the page of an HTTP status and that status."""
    title, text = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    if request.endpoint in SCRIPTED:
        return {"error": f"http-{status}", "text": tell(title) + ".", "fix": tell(text)}, status
    wave = (request.view_args or {}).get("wave") if request.blueprint == "respond" and status != 404 else None
    page = render_template("errors/error.html", title=tell(title), text=tell(text), status=status, wave=wave)
    return page, status


LEDGER = N_("Sổ phát hành không còn nguyên vẹn")
ROOMS = frozenset({"committee", "staff"})
"""Blueprints of people who can do something about a broken ledger."""


def ledger_page(refusal: BrokenLedgerError) -> tuple[str, int]:
    """Return the page that says where the ledger is broken; members are told no more than that it cannot be read."""
    LOG.error("%s: wave %s", refusal.code, refusal.fields["wave"])
    if request.blueprint not in ROOMS:
        return error_page(500)  # type: ignore[return-value]  # no script asks for results
    language = current_language()
    found, fix = (Said(text, refusal.fields).render(language) for text in (refusal.found, refusal.fix))
    text = f"{found} {tell(NOTHING_SHOWN)} {fix}"
    return render_template("errors/error.html", title=tell(LEDGER), text=text, status=500, wave=None), 500


NOTHING_SHOWN = N_("Không con số nào được hiện ra từ một sổ như vậy.")


def install(app: Flask) -> None:
    """Make the application answer every failure with a page."""

    @app.errorhandler(BrokenLedgerError)
    def _broken(refusal: BrokenLedgerError) -> ResponseReturnValue:
        return ledger_page(refusal)

    @app.errorhandler(HTTPException)
    def _refused(refusal: HTTPException) -> ResponseReturnValue:
        if refusal.code is None or refusal.code < 400:
            return refusal
        return error_page(refusal.code)

    @app.errorhandler(Exception)
    def _failed(failure: Exception) -> ResponseReturnValue:
        if current_app.testing:
            raise failure
        LOG.error("%s at %s", type(failure).__name__, _place(failure))
        return error_page(500)


def _place(failure: Exception) -> str:
    """Return where it failed, without the message: a message may quote what somebody typed."""
    frames = traceback.extract_tb(failure.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
