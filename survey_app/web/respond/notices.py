"""Pages that say why it does not go on here, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.language import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What such a page says; ``{opens}``, ``{closes}`` and the like are days of the wave."""

    status: int
    title: str
    text: str
    open_text: str = ""
    """In place of ``text`` in a wave that anybody may answer, where nobody has a code."""
    over: bool = False
    """Whether the wave takes no ballots any more, so that what a device kept for it is of no use."""
    wrong: bool = False
    """Whether something went wrong, so that the title says so."""
    retype: bool = False
    """Whether the way on is to type a code on the start page."""


NOTICES: Mapping[str, Notice] = {
    "not_yet": Notice(
        status=200,
        title=N_("Chưa đến ngày mở phiếu"),
        text=N_(
            "Đợt này mở từ ngày {opens} đến hết ngày {closes}. Xin quay lại khi đó; phiếu của đồng chí vẫn còn nguyên."
        ),
        open_text=N_("Đợt này mở từ ngày {opens} đến hết ngày {closes}. Xin quay lại khi đó."),
    ),
    "closed": Notice(
        status=200,
        title=N_("Đợt xin ý kiến đã kết thúc"),
        text=N_(
            "Đợt này đã đóng sau ngày {closes}, không nhận thêm phiếu. Kết quả chung được công bố ngày {results_on}."
        ),
        over=True,
    ),
    "released": Notice(
        status=200,
        title=N_("Đợt xin ý kiến đã có kết quả"),
        text=N_("Đợt này đã đóng sau ngày {closes} và đã kiểm phiếu. Kết quả chung được công bố ngày {results_on}."),
        over=True,
    ),
    "cancelled": Notice(
        status=200,
        title=N_("Đợt xin ý kiến đã hủy"),
        text=N_("Đợt này đã bị hủy. Các phiếu đã gửi được tiêu hủy mà không mở."),
        over=True,
    ),
    "spent": Notice(
        status=409,
        title=N_("Phiếu này đã được dùng"),
        text=N_(
            "Mã vừa nhập đã gửi một phiếu và phiếu đó được giữ nguyên; mỗi mã chỉ gửi được một lần. "
            "Nếu đồng chí chưa gửi, xin báo cho chi bộ để nhận phiếu dự phòng."
        ),
        retype=True,
    ),
    "collected": Notice(
        status=409,
        title=N_("Mã phiếu này đã bắt đầu trên một máy"),
        text=N_(
            "Mã vừa nhập đã được dùng để nhận quyền bỏ phiếu trên một trình duyệt, nên không trả lời từng trang ở đây "
            "được nữa. Xin gửi phiếu trên chính máy đó; nếu không được, xin báo cho chi bộ để nhận phiếu dự phòng."
        ),
        retype=True,
    ),
    "scripts_required": Notice(
        status=409,
        title=N_("Đợt này cần JavaScript"),
        text=N_(
            "Đợt này chỉ nhận phiếu được niêm phong ngay trên máy của đồng chí, nên trình duyệt phải bật JavaScript. "
            "Xin bật lên rồi mở lại trang, hoặc trả lời trên máy khác. Mã phiếu chưa bị dùng."
        ),
        open_text=N_(
            "Đợt này chỉ nhận phiếu được niêm phong ngay trên máy của đồng chí, nên trình duyệt phải bật JavaScript. "
            "Xin bật lên rồi mở lại trang, hoặc trả lời trên máy khác."
        ),
    ),
    "not_the_day": Notice(
        status=409,
        title=N_("Chưa đến ngày gửi phiếu"),
        text=N_(
            "Đợt này chia hai giai đoạn: nhận quyền bỏ phiếu đến hết ngày {collect_until}, gửi phiếu từ ngày "
            "{cast_from} đến hết ngày {closes}. Trả lời từng trang, không dùng JavaScript, chỉ được trong giai đoạn "
            "sau. Mã phiếu chưa bị dùng."
        ),
    ),
    "unknown": Notice(
        status=422,
        title=N_("Không tìm thấy mã phiếu này"),
        text=N_(
            "Mã nhập đúng mẫu nhưng không thuộc đợt này. Có thể đây là phiếu của một đợt khác. "
            "Xin so lại với tờ phiếu và nhập lại."
        ),
        wrong=True,
        retype=True,
    ),
    "box_full": Notice(
        status=409,
        title=N_("Đợt này đã nhận đủ số phiếu"),
        text=N_(
            "Máy chủ chỉ nhận một số phiếu nhất định cho một đợt lấy ý kiến rộng rãi và số đó đã đủ. Phiếu vừa gửi "
            "chưa được ghi. Xin báo cho đơn vị tổ chức; nếu số phiếu được nới thêm, trang này gửi lại được."
        ),
    ),
    "too_many_starts": Notice(
        status=429,
        title=N_("Từ mạng này có quá nhiều yêu cầu trong một giờ"),
        text=N_(
            "Chưa có gì được ghi và mã phiếu chưa bị dùng. Xin thử lại sau một giờ, hoặc dùng mạng khác. "
            "Nếu mã không nhận, xin so lại với tờ phiếu."
        ),
        open_text=N_("Chưa có gì được ghi. Xin thử lại sau một giờ, hoặc dùng mạng khác."),
        retype=True,
    ),
    "too_many": Notice(
        status=429,
        title=N_("Từ mạng này có quá nhiều phiếu trong một giờ"),
        text=N_("Phiếu vừa gửi chưa được ghi. Xin giữ trang này và gửi lại sau một giờ, hoặc dùng mạng khác."),
    ),
    "tampered": Notice(
        status=400,
        title=N_("Trang này không còn dùng được"),
        text=N_(
            "Trang đã bị thay đổi trên đường đi hoặc đã quá cũ, nên máy chủ không đọc được. "
            "Chưa có gì được gửi. Xin bắt đầu lại bằng mã trên phiếu."
        ),
        open_text=N_(
            "Trang đã bị thay đổi trên đường đi hoặc đã quá cũ, nên máy chủ không đọc được. "
            "Chưa có gì được gửi. Xin trả lời lại từ đầu."
        ),
        wrong=True,
        retype=True,
    ),
    "foreign": Notice(
        status=400,
        title=N_("Trang gửi lên có nội dung lạ"),
        text=N_(
            "Nội dung vừa gửi không có trong câu hỏi này nên đã bị bỏ. Những câu đã trả lời trước đó vẫn còn. "
            "Xin bấm nút dưới đây để trả lời lại câu này."
        ),
        wrong=True,
    ),
}
