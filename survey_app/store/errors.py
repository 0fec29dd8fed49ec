"""What the stores refuse."""

from __future__ import annotations

from survey_app.errors import SurveyError
from survey_app.language import N_


class NewerStoreError(SurveyError):
    """A store written by a later version of this program."""

    code = "newer-store"
    found = N_("Kho dữ liệu {store} thuộc phiên bản {revision} mà chương trình này không biết.")
    fix = N_(
        "Cài bản chương trình mới hơn, hoặc dùng bản sao lưu làm bằng chính phiên bản này. Không có gì bị thay đổi."
    )


class UnreadableStoreError(SurveyError):
    """A file that is no store."""

    code = "unreadable-store"
    found = N_("Tệp {store} không phải kho dữ liệu đọc được.")
    fix = N_("Kiểm tra biến SURVEY_FOLDER; nếu tệp hỏng, khôi phục từ bản sao lưu. Không có gì bị thay đổi.")


class WaveExistsError(SurveyError):
    """A wave of this name is already there."""

    code = "wave-exists"
    found = N_("Đợt {wave} đã có trong sổ.")
    fix = N_("Chọn tên khác cho đợt mới. Một đợt đã mở không mở lại được.")


class ReleaseExistsError(SurveyError):
    """Another release stands under this wave and number; a release is never replaced."""

    code = "release-exists"
    found = N_("Đợt {wave} đã có bản phát hành số {number} với nội dung khác.")
    fix = N_("Bản đã phát hành không bị ghi đè; một bản đính chính phải mang số tiếp theo.")


class LedgerMovedError(SurveyError):
    """Another release was written since this one was decided; both would name the same one before them."""

    code = "ledger-moved"
    found = N_("Trong lúc quyết định bản phát hành của đợt {wave}, sổ phát hành đã có thêm bản khác.")
    fix = N_("Chưa ghi gì. Kiểm phiếu lại: bản mới được xét cùng bản vừa vào sổ.")


class NotAcceptingError(SurveyError):
    """The box takes no ballots for this wave."""

    code = "not-accepting"
    found = N_("Hòm phiếu của đợt {wave} không nhận phiếu.")
    fix = N_("Xem thời gian của đợt trên trang bắt đầu. Phiếu này chưa được gửi.")
