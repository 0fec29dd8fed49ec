"""What is proven about routes: questions that nobody or everybody gets to."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="condition-contradiction",
        severity=Severity.ERROR,
        found=N_("Điều kiện của câu “{given}” không bao giờ đúng, dù trả lời thế nào."),
        why=N_("Không ai được hỏi câu này, và cột của nó sẽ luôn trống."),
        fix=N_("Bỏ vế mâu thuẫn; nếu muốn nói “một trong các mã” thì viết in [1, 2] hoặc dùng or thay cho and."),
    ),
    Rule(
        rule="item-unreachable",
        severity=Severity.ERROR,
        found=N_("Không câu trả lời nào dẫn tới câu “{given}”."),
        why=N_("Điều kiện này và điều kiện của các câu nó dựa vào ({names}) loại trừ nhau, nên không ai được hỏi."),
        fix=N_("Sửa điều kiện cho khớp với điều kiện của các câu đó."),
    ),
    Rule(
        rule="condition-always",
        severity=Severity.WARNING,
        found=N_("Điều kiện của câu “{given}” đúng với mọi câu trả lời."),
        why=N_("Chỉ người bỏ qua câu trước mới không được hỏi; có lẽ đồng chí định viết khác."),
        fix=N_(
            "Chọn lại mã hoặc mốc; nếu chỉ cần người ấy đã trả lời thì viết answered({name}); "
            "nếu hỏi mọi người thì xóa when."
        ),
    ),
    Rule(
        rule="condition-part-never",
        severity=Severity.WARNING,
        found=N_("Vế thứ {number} của or không bao giờ đúng."),
        why=N_("Vế này không thêm được ai, nên có lẽ viết nhầm mã, mốc hoặc dấu ngoặc."),
        fix=N_("Sửa vế đó, hoặc bỏ nó đi."),
    ),
    Rule(
        rule="condition-unproven",
        severity=Severity.NOTE,
        found=N_("Chưa chứng minh được có ai tới được câu “{given}” hay không."),
        why=N_("Điều kiện so quá nhiều con số, ngày hoặc phương án với nhau nên không xét hết được mọi trường hợp."),
        fix=N_("So từng câu với một mốc cố định, hoặc bớt câu trong điều kiện; nếu giữ nguyên thì tự thử bằng tests."),
    ),
)
