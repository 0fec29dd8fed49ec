"""Problems of wording and translation: habits that bend answers."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="wording-double",
        severity=Severity.WARNING,
        found=N_("Một câu hỏi về hai điều: “{given}”."),
        why=N_("Người hài lòng với điều này mà không hài lòng với điều kia thì không trả lời được."),
        fix=N_("Tách thành hai câu, hoặc chỉ hỏi điều quan trọng hơn."),
    ),
    Rule(
        rule="wording-leading",
        severity=Severity.WARNING,
        found=N_("Lời hỏi gợi sẵn câu trả lời: “{given}”."),
        why=N_("Người trả lời dễ thuận theo điều được gợi, nên kết quả cao hơn thực tế."),
        fix=N_("Bỏ các chữ đó và hỏi trung tính: “… ở mức nào?”, “… thế nào?”."),
    ),
    Rule(
        rule="wording-agree",
        severity=Severity.WARNING,
        found=N_("“{given}” hỏi đồng ý hay không đồng ý với một nhận định."),
        why=N_("Nhiều người có thói quen chọn đồng ý, nên kết quả lệch về phía thuận."),
        fix=N_("Hỏi thẳng điều cần biết bằng thang riêng, như hai_long_5, danh_gia_5 hay tan_suat_5."),
    ),
    Rule(
        rule="wording-negation",
        severity=Severity.WARNING,
        found=N_("Lời hỏi có phủ định dễ đọc nhầm: “{given}”."),
        why=N_("Trả lời “không” cho một câu phủ định thì mỗi người hiểu một cách."),
        fix=N_("Viết lại câu ở dạng khẳng định."),
    ),
    Rule(
        rule="wording-period",
        severity=Severity.WARNING,
        found=N_("“{given}” không nói rõ là khoảng thời gian nào."),
        why=N_("Người nghĩ đến tuần trước, người nghĩ đến năm ngoái, nên các câu trả lời không so sánh được."),
        fix=N_("Ghi rõ khoảng thời gian, như “trong ba tháng qua” hay “quý này”."),
    ),
    Rule(
        rule="wording-shorthand",
        severity=Severity.WARNING,
        found=N_("Chữ tắt “{given}” chưa được viết đầy đủ ở chỗ nào trong phiếu."),
        why=N_("Người không biết chữ tắt sẽ đoán, hoặc bỏ câu hỏi."),
        fix=N_("Viết đầy đủ, hoặc ghi một lần dạng “tên đầy đủ ({given})”."),
    ),
    Rule(
        rule="option-is-exit",
        severity=Severity.ERROR,
        found=N_("Phương án mã {given} trùng với lối ra mà phiếu tự thêm."),
        why=N_("“Khó trả lời” và “Không muốn trả lời” có sẵn ở mọi câu; thêm lần nữa thì số liệu bị chia đôi."),
        fix=N_("Xóa phương án này."),
    ),
    Rule(
        rule="options-no-way-out",
        severity=Severity.WARNING,
        found=N_("Câu “{given}” không có phương án nào cho người thấy các phương án đều không đúng với mình."),
        why=N_("Người đó sẽ bỏ trống hoặc chọn bừa, và không phân biệt được với người không trả lời."),
        fix=N_("Thêm một phương án như “Không có khó khăn nào”, hoặc “Khác (ghi rõ)” kèm other."),
    ),
    Rule(
        rule="mixed-script",
        severity=Severity.ERROR,
        found=N_("Trong chữ “{given}” có chữ cái Hy Lạp hoặc Nga trông giống chữ Việt."),
        why=N_("Máy tìm kiếm và trình đọc màn hình không hiểu chữ này."),
        fix=N_("Xóa cả chữ rồi gõ lại bằng bộ gõ tiếng Việt."),
    ),
    Rule(
        rule="text-emphasis",
        severity=Severity.ERROR,
        found=N_("Có {count} dấu ** nên một dấu không có dấu đóng."),
        why=N_("Các dấu sao sẽ hiện nguyên trên phiếu."),
        fix=N_("Đặt ** ở cả hai đầu đoạn chữ đậm, hoặc xóa hết."),
    ),
    Rule(
        rule="translation-identical",
        severity=Severity.WARNING,
        found=N_("Hai bản vi và en của “{key}” giống hệt nhau."),
        why=N_("Có lẽ bản dịch còn bỏ dở; người chọn ngôn ngữ kia sẽ không đọc được."),
        fix=N_("Dịch bản en, hoặc bỏ ngôn ngữ khỏi languages."),
    ),
    Rule(
        rule="translation-swapped",
        severity=Severity.WARNING,
        found=N_("Bản en của “{key}” viết bằng tiếng Việt, còn bản vi thì không."),
        why=N_("Người đọc tiếng Việt sẽ thấy tiếng Anh và ngược lại."),
        fix=N_("Đổi chỗ hai bản vi và en."),
    ),
    Rule(
        rule="translation-differs",
        severity=Severity.WARNING,
        found=N_("Hai bản của “{key}” khác nhau về {what}: bản vi có {vi}, bản en có {en}."),
        why=N_("Phần chèn, chữ đậm và danh sách phải như nhau thì hai bản mới hỏi cùng một điều."),
        fix=N_("Sửa bản en cho có đủ các phần như bản vi."),
    ),
    Rule(
        rule="entry-repeated",
        severity=Severity.ERROR,
        found=N_("“{given}” có hai lần trong {key}."),
        why=N_("Một mục viết hai lần là thừa, hoặc là gõ nhầm một mục khác."),
        fix=N_("Xóa một lần, hoặc sửa thành mục đã định viết."),
    ),
    Rule(
        rule="accepts-unknown",
        severity=Severity.ERROR,
        found=N_("accepts có “{given}”, nhưng đó không phải cảnh báo nào chấp nhận được."),
        why=N_("Chỉ cảnh báo về bộ câu hỏi mới có thể để nguyên; lỗi thì phải sửa."),
        fix=N_("Sửa tên, hoặc xóa dòng này. Chấp nhận được: {known}."),
    ),
    Rule(
        rule="accepts-idle",
        severity=Severity.WARNING,
        found=N_("accepts có “{given}”, nhưng không còn cảnh báo nào như vậy."),
        why=N_("Lời chấp nhận còn sót lại sẽ che một cảnh báo mới sau này."),
        fix=N_("Xóa dòng này."),
    ),
)
