"""Problems of pipes: an earlier answer shown inside a later text."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="pipe-wrong-place",
        severity=Severity.ERROR,
        found=N_("“{{{given}}}” đứng ở chỗ không chèn câu trả lời được."),
        why=N_("Chỉ text và help của câu hỏi, ý của battery và title của trang mới chèn được câu trả lời trước."),
        fix=N_("Viết chỗ này không cần chèn, hoặc chuyển phần chèn sang text hay help."),
    ),
    Rule(
        rule="pipe-malformed",
        severity=Severity.ERROR,
        found=N_("Dấu ngoặc nhọn ở “{near}” không phải tên câu hỏi."),
        why=N_("Ngoặc nhọn dùng để chèn câu trả lời trước, nên phải chứa đúng tên một câu hỏi."),
        fix=N_("Viết {{ten_cau}}; nếu cần chính dấu ngoặc nhọn thì gõ hai lần: {{{{ và }}}}."),
    ),
    Rule(
        rule="pipe-unknown-item",
        severity=Severity.ERROR,
        found=N_("Câu chữ chèn “{{{given}}}”, nhưng không có câu hỏi này."),
        why=N_("Người trả lời sẽ chỉ thấy dấu ba chấm."),
        fix=N_("Dùng tên của một câu hỏi đứng trước."),
    ),
    Rule(
        rule="pipe-later-item",
        severity=Severity.ERROR,
        found=N_("Câu chữ chèn “{{{given}}}”, câu chưa hỏi tới (dòng {first})."),
        why=N_("Lúc đó chưa có câu trả lời để chèn."),
        fix=N_("Chuyển câu đó lên trước, hoặc viết lại câu chữ."),
    ),
    Rule(
        rule="pipe-wrong-kind",
        severity=Severity.ERROR,
        found=N_("“{{{given}}}” không chèn vào câu chữ được."),
        why=N_("Chèn được: phương án đã chọn, số và ngày; chữ người trả lời tự viết thì không bao giờ."),
        fix=N_("{cure}"),
    ),
    Rule(
        rule="pipe-maybe-empty",
        severity=Severity.WARNING,
        found=N_("Có người gặp câu chữ này mà chưa trả lời “{given}”."),
        why=N_("Người đó sẽ thấy dấu ba chấm ở chỗ chèn."),
        fix=N_("Thêm điều kiện when: answered({given})."),
    ),
    Rule(
        rule="pipe-untranslated",
        severity=Severity.WARNING,
        found=N_("Bản dịch này không chèn “{{{given}}}” như bản gốc."),
        why=N_("Hai bản hỏi khác nhau thì câu trả lời không gộp được."),
        fix=N_("Thêm “{{{given}}}” vào bản dịch, hoặc bỏ ở bản gốc."),
    ),
)
