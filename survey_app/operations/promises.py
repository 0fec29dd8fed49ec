"""What a wave promises, in sentences that follow from its manifest, so that each is true of that wave."""

from __future__ import annotations

from datetime import date

from analysis.disclosure import Rules
from survey_app.ballots.manifest import Manifest, Mode, Participation
from survey_app.language import N_, Said


def promises(manifest: Manifest) -> tuple[Said, ...]:
    """Return the sentences for everybody, the most important first."""
    return (
        Said(N_("Phiếu không hỏi và không lưu họ tên, số điện thoại, địa chỉ mạng hay giờ trả lời.")),
        *_rights(manifest),
        sealing(manifest),
        Said(
            N_("Nhóm dưới {minimum} phiếu không được công bố riêng."), {"minimum": manifest.thresholds.get("minimum")}
        ),
        keeping(manifest),
        *_texts(manifest),
        *_branches(manifest),
    )


def sealing(manifest: Manifest) -> Said:
    """Return where a ballot is sealed, and who can read it before the tally."""
    if manifest.blind is None:
        return Said(
            N_("Phiếu được niêm phong khi gửi; trước lúc đó máy chủ thấy câu trả lời trong chốc lát, không ghi lại.")
        )
    if manifest.blind.scripts_required:
        return Said(
            N_(
                "Phiếu được niêm phong ngay trên máy của đồng chí; trước khi kiểm phiếu không ai đọc được, "
                "kể cả máy chủ."
            )
        )
    return Said(
        N_(
            "Phiếu được niêm phong ngay trên máy của đồng chí. Nếu trình duyệt tắt JavaScript thì máy chủ "
            "niêm phong hộ và thấy câu trả lời trong chốc lát, không ghi lại."
        )
    )


def keeping(manifest: Manifest) -> Said:
    """Return what becomes of the ballots once they are counted."""
    if manifest.archive is None:
        return Said(N_("Kiểm phiếu xong, mọi phiếu bị hủy, không giữ bản nào."))
    return Said(
        N_("Kiểm phiếu xong, hòm phiếu bị hủy; một bản lưu niêm phong bằng khóa riêng được giữ {days} ngày rồi hủy."),
        {"days": manifest.archive.days},
    )


def _texts(manifest: Manifest) -> tuple[Said, ...]:
    """Return what becomes of answers in words where they are read."""
    if manifest.texts is None:
        return ()
    said = N_(
        "Ý kiến bằng lời được tách khỏi phiếu, xáo trộn và niêm phong; chỉ đọc sau khi báo cáo được duyệt và khi cả "
        "đơn vị có từ {least} ý kiến. Chỗ có thể lộ người được bôi đen, hai người xét trước khi công bố; "
        "sau {days} ngày thì hủy. Đồng chí đừng viết tên ai."
    )
    return (Said(said, {"least": Rules().texts, "days": manifest.texts.days}),)


def _branches(manifest: Manifest) -> tuple[Said, ...]:
    """Return how single branches are told, where they are."""
    if not manifest.branch_bands:
        return ()
    return (Said(N_("Mỗi năm một lần, từng chi bộ được nêu ở hai mức: dưới một nửa, hoặc từ một nửa trở lên.")),)


def _rights(manifest: Manifest) -> tuple[Said, ...]:
    if manifest.is_open:
        return (
            Said(
                N_(
                    "Ai cũng trả lời được, không cần mã; một người có thể gửi nhiều phiếu. Đây không phải mẫu ngẫu "
                    "nhiên: kết quả chỉ nói về các phiếu nhận được, không có sai số."
                )
            ),
        )
    if manifest.participation is not Participation.SLIPS:
        return ()
    drawn = Said(N_("Mã phiếu được in ngẫu nhiên; hệ thống không ghi mã nào đưa cho ai."))
    blind = manifest.blind
    if manifest.mode is not Mode.TWO_PHASE or blind is None or not blind.collect_until or not blind.cast_from:
        return (drawn,)
    days = {
        name: date.fromisoformat(day).strftime("%d/%m/%Y")
        for name, day in (("until", blind.collect_until), ("since", blind.cast_from))
    }
    return (
        drawn,
        Said(N_("Nhận quyền bỏ phiếu đến hết ngày {until}, gửi phiếu từ ngày {since}: hai việc không nối được."), days),
    )
