"""The log of what staff did: each entry carries the hash of the one before, so a removed line shows.

It is about staff alone. No member's request, code, ballot or answer ever leads to an entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.store import Stores
from survey_app.store.records import LogRecord

CONSOLE = "console"
"""Who acts when a command is typed at the server itself."""


class Action(StrEnum):
    """What is worth an entry."""

    SIGNED_IN = "signed-in"
    REFUSED = "sign-in-refused"
    RECOVERED = "recovery-code-used"
    ENROLLED = "second-step-set"
    RESET = "second-step-removed"
    CODE_SHOWN = "second-step-code-shown"
    STAFF_ADDED = "staff-added"
    STAFF_REMOVED = "staff-removed"
    WAVE_OPENED = "wave-opened"
    WAVE_CLOSED = "wave-closed"
    WAVE_CANCELLED = "wave-cancelled"
    ADDENDUM = "addendum"
    SLIPS_PRINTED = "slips-printed"
    BOX_EXPORTED = "box-exported"
    TALLIED = "tallied"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    RECOUNTED = "recounted"
    ARCHIVE_PURGED = "archive-purged"
    REPORT_APPROVED = "report-approved"
    TEXTS_EXPORTED = "texts-exported"
    TEXTS_RELEASED = "texts-released"
    TEXTS_PURGED = "texts-purged"
    BACKUP = "backup"
    RESTORED = "restored"


SAID: Mapping[str, str] = {
    Action.SIGNED_IN: N_("đăng nhập"),
    Action.REFUSED: N_("đăng nhập bị từ chối"),
    Action.RECOVERED: N_("dùng mã dự phòng"),
    Action.ENROLLED: N_("đặt đăng nhập hai bước"),
    Action.RESET: N_("bỏ đăng nhập hai bước"),
    Action.CODE_SHOWN: N_("xem mã xác thực trên máy chủ"),
    Action.STAFF_ADDED: N_("thêm hoặc đổi tài khoản"),
    Action.STAFF_REMOVED: N_("xóa tài khoản"),
    Action.WAVE_OPENED: N_("mở đợt"),
    Action.WAVE_CLOSED: N_("đóng đợt"),
    Action.WAVE_CANCELLED: N_("hủy đợt"),
    Action.ADDENDUM: N_("công bố bổ sung"),
    Action.SLIPS_PRINTED: N_("in phiếu mã"),
    Action.BOX_EXPORTED: N_("xuất hòm phiếu niêm phong"),
    Action.TALLIED: N_("kiểm phiếu"),
    Action.RELEASED: N_("phát hành kết quả"),
    Action.WITHDRAWN: N_("rút kết quả"),
    Action.RECOUNTED: N_("đếm lại để đối chiếu"),
    Action.ARCHIVE_PURGED: N_("hủy kho lưu trữ"),
    Action.REPORT_APPROVED: N_("duyệt báo cáo của đợt"),
    Action.TEXTS_EXPORTED: N_("xuất phần chữ niêm phong"),
    Action.TEXTS_RELEASED: N_("công bố phần chữ đã duyệt"),
    Action.TEXTS_PURGED: N_("hủy phần chữ niêm phong"),
    Action.BACKUP: N_("sao lưu"),
    Action.RESTORED: N_("khôi phục"),
}
"""What each action is called; ``tests/operations/test_staff_log.py`` holds it complete."""


class BrokenLogError(SurveyError):
    """A log whose entries do not follow one another."""

    code = "broken-log"
    found = N_("Nhật ký cán bộ bị đứt ở mục số {number}.")
    fix = N_("Một mục đã bị sửa hoặc bị xóa. Giữ nguyên tệp, đối chiếu với bản sao lưu và lập biên bản.")


def record(stores: Stores, *, minute: int, action: Action, subject: str = "", staff: str = CONSOLE) -> LogRecord:
    """Return the new entry of the log.

    Parameters
    ----------
    minute : minutes since 1970.
    subject : the wave, account or file acted on; never anything of a member.
    """

    def following(last: LogRecord | None) -> LogRecord:
        entry = LogRecord(
            number=1 if last is None else last.number + 1,
            minute=minute,
            staff=staff,
            action=action.value,
            subject=subject,
            previous=None if last is None else last.hash,
            hash="",
        )
        return replace(entry, hash=hash_of(entry))

    return stores.log.add(following)


def hash_of(entry: LogRecord) -> str:
    """Return the hash over everything of an entry but the hash itself."""
    fields = [entry.number, entry.minute, entry.staff, entry.action, entry.subject, entry.previous]
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(written.encode()).hexdigest()


def entries(stores: Stores) -> tuple[LogRecord, ...]:
    """Return the log, oldest first, every link checked.

    Raises
    ------
    BrokenLogError
        with the number of the first entry that does not follow.
    """
    previous = None
    found = stores.log.entries()
    for number, entry in enumerate(found, start=1):
        if entry.number != number or entry.previous != previous or entry.hash != hash_of(entry):
            raise BrokenLogError(number=number)
        previous = entry.hash
    return found
