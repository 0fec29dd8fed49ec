"""Problems between parts: conditions, traits, indices, tables, tests, length."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="condition-syntax",
        severity=Severity.ERROR,
        found=N_("Điều kiện “{text}” không đọc được từ “{rest}”."),
        why=N_("Điều kiện không đọc được thì không biết ai được hỏi."),
        fix=N_(
            "Viết như: dieu_kien in [1, 2] or ap_luc >= 4. Được dùng: = != < <= > >=, and or not, in [..], "
            "answered(..), selected(.., mã), count(..)."
        ),
    ),
    Rule(
        rule="condition-unknown-item",
        severity=Severity.ERROR,
        found=N_("Điều kiện nhắc tới “{given}”, nhưng không có câu hỏi này."),
        why=N_("Điều kiện không bao giờ biết được nên câu hỏi luôn bị ẩn."),
        fix=N_("Dùng tên của một câu hỏi đứng trước."),
    ),
    Rule(
        rule="condition-later-item",
        severity=Severity.ERROR,
        found=N_("Điều kiện nhắc tới “{given}”, câu đứng sau ở dòng {first}."),
        why=N_("Lúc đó câu này chưa được trả lời nên điều kiện không biết được."),
        fix=N_("Chuyển câu “{given}” lên trước, hoặc đổi điều kiện."),
    ),
    Rule(
        rule="condition-unknown-code",
        severity=Severity.ERROR,
        found=N_("Câu “{given}” không có phương án mã {value}."),
        why=N_("So sánh với mã không có thì không bao giờ đúng như ý."),
        fix=N_("Dùng một trong các mã: {known}."),
    ),
    Rule(
        rule="condition-wrong-kind",
        severity=Severity.ERROR,
        found=N_("“{given}” không dùng được trong phép thử này."),
        why=N_(
            "selected và count dành cho câu multi, ranking; so sánh dành cho single, scale, number, date và từng ý "
            "của battery."
        ),
        fix=N_("{cure}"),
    ),
    Rule(
        rule="condition-unknown-part",
        severity=Severity.ERROR,
        found=N_("Câu “{given}” không có ý “{part}”."),
        why=N_("Điều kiện không bao giờ biết được nên câu hỏi luôn bị ẩn."),
        fix=N_("Dùng một trong các ý: {known}."),
    ),
    Rule(
        rule="traits-many",
        severity=Severity.ERROR,
        found=N_("Có {count} câu về đặc điểm người trả lời, quá {most}."),
        why=N_("Càng nhiều đặc điểm, càng dễ đoán ra một người trong chi bộ nhỏ."),
        fix=N_("Bỏ bớt, hoặc nếu thật cần thì nâng most_traits và ghi lý do trong chú thích."),
    ),
    Rule(
        rule="trait-type",
        severity=Severity.ERROR,
        found=N_("Câu đặc điểm “{given}” có kiểu {type}."),
        why=N_("Bảng theo đặc điểm cần mỗi người thuộc đúng một mức."),
        fix=N_("Dùng kiểu single hoặc scale."),
    ),
    Rule(
        rule="trait-condition",
        severity=Severity.ERROR,
        found=N_("Câu đặc điểm “{given}” có điều kiện when."),
        why=N_("Bảng theo đặc điểm chỉ đúng khi mọi người đều được hỏi."),
        fix=N_("Xóa when ở câu này."),
    ),
    Rule(
        rule="index-member-unknown",
        severity=Severity.ERROR,
        found=N_("Chỉ số nhắc tới “{given}”, nhưng không có cột này."),
        why=N_("Chỉ số không tính được."),
        fix=N_("Dùng tên câu scale, hoặc câu.ý của battery; các cột tính được: {known}."),
    ),
    Rule(
        rule="index-member-not-ordinal",
        severity=Severity.ERROR,
        found=N_("“{given}” không có thứ bậc nên không vào chỉ số được."),
        why=N_("Chỉ số là trung bình của các mức có thứ bậc."),
        fix=N_("Dùng câu scale, hoặc từng ý của battery; các cột tính được: {known}."),
    ),
    Rule(
        rule="index-member-repeated",
        severity=Severity.ERROR,
        found=N_("“{given}” có hai lần trong chỉ số."),
        why=N_("Câu này sẽ được tính hai lần."),
        fix=N_("Xóa một lần."),
    ),
    Rule(
        rule="index-direction",
        severity=Severity.WARNING,
        found=N_("“{given}” ngược chiều với chỉ số: mức thuận của câu kéo chỉ số xuống."),
        why=N_("Chỉ số tăng có thể là xấu đi ở câu này."),
        fix=N_("Thêm dấu trừ (“-{given}”), hoặc bỏ dấu trừ nếu đã có."),
    ),
    Rule(
        rule="index-headline-repeated",
        severity=Severity.ERROR,
        found=N_("Có hai chỉ số headline."),
        why=N_("Biểu đồ đầu tiên của cấp ủy chỉ có một chỉ số."),
        fix=N_("Để headline: true ở một chỉ số."),
    ),
    Rule(
        rule="questions-many",
        severity=Severity.WARNING,
        found=N_("Có {count} câu hỏi, nhiều hơn 12."),
        why=N_("Phiếu dài thì người trả lời bỏ dở, nhất là trên điện thoại."),
        fix=N_("Bớt câu, hoặc tách sang đợt sau."),
    ),
    Rule(
        rule="minutes-low",
        severity=Severity.WARNING,
        found=N_("Ghi {stated} phút, nhưng ước tính cần khoảng {estimated} phút."),
        why=N_("Hẹn bốn phút mà hỏi mười phút thì đợt sau không ai trả lời."),
        fix=N_("Sửa minutes, hoặc bớt câu hỏi."),
    ),
    Rule(
        rule="payload-too-large",
        severity=Severity.ERROR,
        found=N_("Phiếu dài nhất có thể cần {bytes} byte, quá {largest}."),
        why=N_("Mọi phiếu được niêm phong với cùng một kích thước để không đoán được ai viết dài."),
        fix=N_("Bớt câu text, hoặc giảm longest."),
    ),
    Rule(
        rule="test-unknown-item",
        severity=Severity.ERROR,
        found=N_("Phép thử nhắc tới “{given}”, nhưng không có câu hỏi này."),
        why=N_("Phép thử không kiểm tra được gì."),
        fix=N_("Sửa tên câu hỏi."),
    ),
    Rule(
        rule="test-answer",
        severity=Severity.ERROR,
        found=N_("Câu trả lời thử cho “{given}” không phải câu trả lời có thể có."),
        why=N_("Phép thử phải dùng câu trả lời mà người ta chọn được trên phiếu."),
        fix=N_(
            "Dùng mã của phương án, danh sách mã cho multi và ranking, ngày viết theo grain, hoặc dont_know, refused."
        ),
    ),
    Rule(
        rule="test-empty",
        severity=Severity.ERROR,
        found=N_("Phép thử “{given}” không có skips hay asks."),
        why=N_("Phép thử không nói điều gì phải xảy ra."),
        fix=N_("Thêm skips: […] hoặc asks: […]."),
    ),
    Rule(
        rule="test-failed",
        severity=Severity.ERROR,
        found=N_("Phép thử “{test}” không đạt: “{given}” {happened}."),
        why=N_("Đường đi của phiếu khác với điều người soạn định."),
        fix=N_("Sửa điều kiện when của “{given}”, hoặc sửa phép thử."),
    ),
)
