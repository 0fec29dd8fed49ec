"""Problems of shape: keys, kinds of values, names."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="key-unknown",
        severity=Severity.ERROR,
        found=N_("Khóa “{key}” không có ở chỗ này."),
        why=N_("Một khóa viết sai mà bị bỏ qua thì không ai biết là nó không có tác dụng."),
        fix=N_("Dùng một trong các khóa: {known}."),
    ),
    Rule(
        rule="key-missing",
        severity=Severity.ERROR,
        found=N_("Thiếu khóa “{key}”."),
        why=N_("Thiếu thông tin này thì phần này không dùng được."),
        fix=N_("Thêm một dòng “{key}: …”."),
    ),
    Rule(
        rule="value-empty",
        severity=Severity.ERROR,
        found=N_("“{key}” không có giá trị."),
        why=N_("Một chỗ trống có thể là quên điền."),
        fix=N_("Điền giá trị, hoặc xóa cả khóa."),
    ),
    Rule(
        rule="value-wrong-kind",
        severity=Severity.ERROR,
        found=N_("“{key}” cần {wanted}, ở đây lại là {given}."),
        why=N_("Phần này không đọc được như đã định."),
        fix=N_("Sửa lại cho đúng kiểu; xem tệp mẫu."),
    ),
    Rule(
        rule="value-not-whole",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải số nguyên."),
        why=N_("Mã và số lượng là số nguyên viết thường, như 8, không phải 08 hay 1e3."),
        fix=N_("Viết lại bằng chữ số, không có số 0 ở đầu."),
    ),
    Rule(
        rule="value-not-number",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải số."),
        why=N_("Giới hạn của câu hỏi số phải là số."),
        fix=N_("Viết số, dùng dấu chấm cho phần thập phân, như 2.5."),
    ),
    Rule(
        rule="value-not-flag",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải true hoặc false."),
        why=N_("Các từ như yes, no, có, không dễ hiểu nhầm nên không được nhận."),
        fix=N_("Viết true (có) hoặc false (không)."),
    ),
    Rule(
        rule="value-not-date",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải ngày."),
        why=N_("Ngày phải đủ năm, tháng, ngày để so sánh được."),
        fix=N_("Viết như 2025-03-20."),
    ),
    Rule(
        rule="value-not-month",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải tháng của một năm."),
        why=N_("Nhiệm kỳ bắt đầu và kết thúc theo tháng."),
        fix=N_("Viết như 2021-09."),
    ),
    Rule(
        rule="value-not-moment",
        severity=Severity.ERROR,
        found=N_("“{given}” không phải năm, tháng hay ngày."),
        why=N_("Giới hạn không đọc được thì không biết câu trả lời nào nhận được."),
        fix=N_("Viết năm trước: 2021, 2021-03 hoặc 2021-03-05; năm từ 1900 đến 2100."),
    ),
    Rule(
        rule="value-not-listed",
        severity=Severity.ERROR,
        found=N_("“{given}” không có trong các giá trị được nhận: {known}."),
        why=N_("Giá trị lạ không có tác dụng gì."),
        fix=N_("Chọn một trong các giá trị trên."),
    ),
    Rule(
        rule="value-out-of-range",
        severity=Severity.ERROR,
        found=N_("“{key}” là {given}, ngoài khoảng cho phép ({bound})."),
        why=N_("Ngoài khoảng này phần mềm không bảo đảm được điều đã hứa."),
        fix=N_("Đổi thành giá trị trong khoảng cho phép."),
    ),
    Rule(
        rule="list-too-short",
        severity=Severity.ERROR,
        found=N_("“{key}” chưa đủ: cần ít nhất {least}."),
        why=N_("Phần này trống thì không có gì để hỏi hoặc để tính."),
        fix=N_("Thêm mục còn thiếu."),
    ),
    Rule(
        rule="id-malformed",
        severity=Severity.ERROR,
        found=N_("Tên “{given}” không đúng dạng."),
        why=N_("Tên được dùng trong điều kiện, bảng và địa chỉ trang, nên chỉ gồm chữ thường không dấu."),
        fix=N_("Chỉ dùng chữ thường không dấu, chữ số và dấu {joint}, bắt đầu bằng chữ; ví dụ: {example}."),
    ),
    Rule(
        rule="id-reserved",
        severity=Severity.ERROR,
        found=N_("Tên “{given}” đã được phần mềm dùng."),
        why=N_("Bảng theo toàn đảng bộ và theo nhóm báo cáo mang tên này."),
        fix=N_("Đặt tên khác."),
    ),
    Rule(
        rule="type-unknown",
        severity=Severity.ERROR,
        found=N_("Kiểu câu hỏi “{given}” không có."),
        why=N_("Không biết kiểu thì không biết cách hỏi và cách tính."),
        fix=N_("Dùng một trong các kiểu: {known}."),
    ),
    Rule(
        rule="document-unknown",
        severity=Severity.ERROR,
        found=N_("Không nhận ra đây là loại tệp nào."),
        why=N_("Khóa ngoài cùng cho biết loại tệp: questionnaire, organisation, plan, mapping, topics hoặc columns."),
        fix=N_("Bắt đầu tệp bằng một trong các khóa đó."),
    ),
)
