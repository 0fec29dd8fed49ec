"""What members are promised, said from the wave's own manifest so that every sentence is true of that wave."""

from __future__ import annotations

from survey_app.ballots.manifest import Manifest, WaveKind
from survey_app.language import N_
from survey_app.web.language import tell

BANNERS = {
    WaveKind.SIMULATED: N_("Dữ liệu mô phỏng: đợt này để trình diễn, không xin ý kiến của ai."),
    WaveKind.REHEARSAL: N_("Diễn tập: phiếu gửi ở đây chỉ để làm quen và không được đưa vào kết quả nào."),
    WaveKind.REPLAY: N_("Chạy lại dữ liệu cũ: đợt này dùng câu trả lời đã có từ trước, không xin ý kiến mới."),
}


def banner(manifest: Manifest) -> str:
    """Return the line over every page of a wave that is not a real one; an empty text for a real one."""
    known = BANNERS.get(manifest.kind)
    return tell(known) if known else ""


def assurances(manifest: Manifest, *, scripted: bool = False) -> tuple[str, ...]:
    """Return the sentences of the start page; ``scripted`` where this page brings the scripts that seal."""
    return (
        tell(N_("Phiếu không hỏi và không lưu họ tên, số điện thoại, địa chỉ mạng hay giờ trả lời.")),
        *_codes(manifest),
        tell(N_("Nhóm dưới {minimum} phiếu không được công bố riêng."), minimum=manifest.thresholds["minimum"]),
        tell(N_("Đồng chí có thể bỏ qua bất kỳ câu nào hoặc dừng lúc nào; khi chưa bấm Gửi, máy chủ không giữ gì.")),
        *(tell(sentence) for sentence in _sealing(manifest, scripted)),
    )


def _codes(manifest: Manifest) -> tuple[str, ...]:
    if manifest.is_open:
        return (tell(N_("Không có mã phiếu và không có danh sách, nên không có gì nối phiếu với đồng chí.")),)
    return (tell(N_("Mã phiếu được in ngẫu nhiên; hệ thống không ghi mã nào đưa cho ai.")),)


def _sealing(manifest: Manifest, scripted: bool) -> tuple[str, ...]:
    if not scripted:
        return (
            N_(
                "Phiếu được niêm phong ngay khi gửi và chỉ được mở khi kiểm phiếu, bằng chìa khóa để ngoài máy chủ. "
                "Trước lúc niêm phong, máy chủ thấy câu trả lời trong chốc lát nhưng không ghi lại."
            ),
        )
    here = N_(
        "Phiếu được niêm phong ngay trên máy của đồng chí, chỉ mở được khi kiểm phiếu, bằng chìa khóa để ngoài "
        "máy chủ. Máy chủ ký quyền bỏ phiếu mà không đọc được, nên không có gì trong hòm phiếu dẫn về mã phiếu."
    )
    if manifest.is_open:
        here = N_(
            "Phiếu được niêm phong ngay trên máy của đồng chí, chỉ mở được khi kiểm phiếu, bằng chìa khóa để ngoài "
            "máy chủ."
        )
    if manifest.blind is not None and manifest.blind.scripts_required:
        return (here,)
    otherwise = N_(
        "Nếu trình duyệt tắt JavaScript, máy chủ niêm phong thay và thấy câu trả lời trong chốc lát "
        "nhưng không ghi lại."
    )
    return (here, otherwise)
