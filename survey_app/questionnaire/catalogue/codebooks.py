"""Problems of codebooks, written as YAML or as CSV."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="codebook-options",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” là thang đo (ordinal) nhưng không có options."),
        why=N_("Không biết thứ tự các mức thì không lập bảng và không tính trung bình được."),
        fix=N_("Viết options: {{1: …, 2: …}} từ thấp đến cao, hoặc đổi kind thành nominal hay number."),
    ),
    Rule(
        rule="codebook-code-both",
        severity=Severity.ERROR,
        found=N_("Mã “{code}” của cột “{given}” vừa ở options vừa ở missing."),
        why=N_("Một mã không thể vừa là câu trả lời vừa là không trả lời."),
        fix=N_("Bỏ mã ở một trong hai chỗ."),
    ),
    Rule(
        rule="codebook-side",
        severity=Severity.ERROR,
        found=N_(
            "Mã “{code}” ở favourable hay unfavourable của cột “{given}” không có trong options, hoặc ở cả hai bên."
        ),
        why=N_("Tỷ lệ thuận và hiệu số sẽ tính thiếu hoặc tính trùng."),
        fix=N_("Dùng các mã của cột: {known}; mỗi mã một bên."),
    ),
    Rule(
        rule="codebook-heads",
        severity=Severity.ERROR,
        found=N_("Bảng mã CSV không có cột “{given}” ở dòng đầu."),
        why=N_("Mỗi dòng của bảng mã cần biết biến nào, mã nào, nhãn nào."),
        fix=N_("Đặt dòng đầu là: variable,code,label (có thể thêm scale, code_label)."),
    ),
    Rule(
        rule="codebook-code-repeated",
        severity=Severity.ERROR,
        found=N_("Biến “{given}” có mã “{code}” hai lần; lần đầu ở dòng {first}."),
        why=N_("Một mã chỉ có một nhãn."),
        fix=N_("Xóa một trong hai dòng."),
    ),
    Rule(
        rule="codebook-row",
        severity=Severity.ERROR,
        found=N_("Dòng này có {row} ô, dòng đầu có {header} ô, hoặc không có tên biến."),
        why=N_("Không biết nhãn thuộc biến nào, mã nào."),
        fix=N_("Sửa dòng cho đủ ô; đặt nhãn có dấu phẩy trong dấu ngoặc kép."),
    ),
)
