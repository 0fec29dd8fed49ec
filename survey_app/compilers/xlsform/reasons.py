"""Why a row or a cell of a form has no place in a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.language import N_

TIME = N_("phiếu không ghi giờ, máy hay người trả lời; dòng “{type}” không được nhập")
PLACE = N_("phiếu không ghi vị trí; dòng “{type}” không được nhập")
MEDIA = N_("phiếu không nhận ảnh, âm thanh, phim hay tệp; dòng “{type}” không được nhập")
CLOCK = N_("không có câu hỏi giờ; dòng “{type}” không được nhập")
COMPUTED = N_("phiếu không tính toán; dòng “{type}” không được nhập")
SCANNED = N_("không có câu quét mã; dòng “{type}” không được nhập")
FORCED = N_("không có ô bắt buộc xác nhận; dòng “{type}” không được nhập")
PERSON = N_("phiếu không hỏi số điện thoại hay địa chỉ; dòng “{type}” không được nhập")
OUTSIDE = N_("danh sách nằm ở tệp hoặc trang khác; câu “{type}” không được nhập")
FOREIGN = N_("chưa có loại câu “{type}”; dòng không được nhập")
NO_TYPE = N_("dòng không có type; không được nhập")

TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "start", "end", "today", "deviceid", "imei", "subscriberid", "simserial", "username", "audit",
            "uri:deviceid", "uri:subscriberid", "uri:simserial", "uri:username", "start-geopoint",
        ),
        TIME,
    ),
    **dict.fromkeys(("phonenumber", "phone number", "email", "uri:phonenumber", "uri:email"), PERSON),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "osm"), PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file", "background-audio", "draw", "signature"), MEDIA),
    **dict.fromkeys(("time", "datetime"), CLOCK),
    **dict.fromkeys(("calculate", "hidden", "xml-external", "csv-external", "entity", "cascading"), COMPUTED),
    **dict.fromkeys(("barcode", "bar code"), SCANNED),
    **dict.fromkeys(("acknowledge", "trigger"), FORCED),
    **dict.fromkeys(
        (
            "select_one_from_file", "select_multiple_from_file", "select_one_external", "select_multiple_external",
            "select one from file", "select multiple from file",
        ),
        OUTSIDE,
    ),
}  # fmt: skip

SHOWN = N_("cách hiện “{content}”: phiếu tự chọn cách hiện từng câu")
OWN_MESSAGE = N_("lời báo lỗi riêng “{content}”: phiếu có lời báo lỗi của mình")
DEFAULT = N_("giá trị điền sẵn “{content}”: phiếu không điền sẵn câu trả lời")
FILTER = N_("lọc phương án “{content}”: mọi phương án đều hiện")
MEDIA_CELL = N_("tệp kèm “{content}”: phiếu chỉ có chữ")
READ_ONLY = N_("chỉ đọc “{content}”: không có loại câu này")
CALCULATED = N_("phép tính “{content}”: phiếu không tính toán")
GUIDANCE = N_("lời dặn điều tra viên “{content}”: phiếu không có điều tra viên")
REPEATS = N_("số lần lặp “{content}”: chỉ hỏi một lần")
PARAMETERS = N_("tham số “{content}” không dùng đến")
CELL = N_("cột “{column}” không nhập được: {content}")

CELLS: Mapping[str, str] = {
    "appearance": SHOWN,
    "rows": SHOWN,
    "constraint_message": OWN_MESSAGE,
    "required_message": OWN_MESSAGE,
    "default": DEFAULT,
    "choice_filter": FILTER,
    "media": MEDIA_CELL,
    "read_only": READ_ONLY,
    "calculation": CALCULATED,
    "guidance_hint": GUIDANCE,
    "repeat_count": REPEATS,
    "parameters": PARAMETERS,
}


def why_not(type_: str) -> str:
    """Return why a row of this type has no place."""
    lowered = " ".join(type_.lower().split())
    if not lowered:
        return NO_TYPE
    return TYPES.get(lowered) or TYPES.get(lowered.split(" ")[0]) or FOREIGN
