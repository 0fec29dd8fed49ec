"""Problems of items: options, scales, texts, translations."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="item-id-repeated",
        severity=Severity.ERROR,
        found=N_("Tên câu hỏi “{given}” đã có ở dòng {first}."),
        why=N_("Câu trả lời được lưu theo tên; hai câu cùng tên sẽ lẫn vào nhau."),
        fix=N_("Đặt tên khác cho một trong hai câu."),
    ),
    Rule(
        rule="name-repeated",
        severity=Severity.ERROR,
        found=N_("Tên “{given}” đã có ở dòng {first}."),
        why=N_("Hai mục cùng tên thì không phân biệt được."),
        fix=N_("Đặt tên khác cho một trong hai."),
    ),
    Rule(
        rule="option-code-reserved",
        severity=Severity.ERROR,
        found=N_("Mã {given} không dùng cho phương án được."),
        why=N_("98 và 99 là mã của “Khó trả lời” và “Không muốn trả lời”; mã phương án từ 0 đến 97."),
        fix=N_("Chọn mã khác cho phương án này."),
    ),
    Rule(
        rule="options-few",
        severity=Severity.ERROR,
        found=N_("Chỉ có {count} phương án."),
        why=N_("Một phương án thì không phải là lựa chọn."),
        fix=N_("Thêm phương án, ít nhất là hai."),
    ),
    Rule(
        rule="options-many",
        severity=Severity.WARNING,
        found=N_("Có {count} phương án, nhiều hơn 12."),
        why=N_("Danh sách dài khó đọc trên điện thoại, người trả lời hay chọn phương án đầu."),
        fix=N_("Gộp các phương án gần nhau."),
    ),
    Rule(
        rule="options-same-label",
        severity=Severity.ERROR,
        found=N_("Phương án “{given}” giống phương án mã {other}."),
        why=N_("Người trả lời và bảng kết quả không phân biệt được hai phương án."),
        fix=N_("Viết lại một trong hai cho khác nhau."),
    ),
    Rule(
        rule="scale-unknown",
        severity=Severity.ERROR,
        found=N_("Không có thang đo “{given}”."),
        why=N_("Câu hỏi không có phương án trả lời."),
        fix=N_("Khai báo thang đo dưới scales, hoặc dùng thang có sẵn: {known}."),
    ),
    Rule(
        rule="scale-side-unknown",
        severity=Severity.ERROR,
        found=N_("Mã {given} không có trong thang đo."),
        why=N_("Chỉ số và biểu đồ dựa vào phía thuận và phía nghịch của thang."),
        fix=N_("Chỉ ghi các mã của thang: {known}."),
    ),
    Rule(
        rule="scale-side-both",
        severity=Severity.ERROR,
        found=N_("Mã {given} vừa ở favourable vừa ở unfavourable."),
        why=N_("Một câu trả lời không thể vừa thuận vừa nghịch."),
        fix=N_("Để mã này ở một phía."),
    ),
    Rule(
        rule="scale-unbalanced",
        severity=Severity.WARNING,
        found=N_("Thang có {favourable} mức thuận và {unfavourable} mức nghịch."),
        why=N_("Thang lệch kéo câu trả lời về phía có nhiều mức hơn."),
        fix=N_("Cho hai phía số mức bằng nhau."),
    ),
    Rule(
        rule="text-long",
        severity=Severity.WARNING,
        found=N_("Đoạn chữ dài {length} ký tự, quá 600."),
        why=N_("Trên điện thoại người đọc phải kéo nhiều lần và dễ bỏ dở."),
        fix=N_("Viết ngắn lại; phần giải thích chuyển vào help."),
    ),
    Rule(
        rule="text-markup",
        severity=Severity.ERROR,
        found=N_("Đoạn chữ có thẻ HTML hoặc cú pháp mẫu: “{given}”."),
        why=N_("Chữ được hiện đúng như viết; thẻ sẽ hiện nguyên trên phiếu."),
        fix=N_("Bỏ thẻ; chỉ dùng **chữ đậm**, xuống dòng và gạch đầu dòng."),
    ),
    Rule(
        rule="translation-missing",
        severity=Severity.WARNING,
        found=N_("Thiếu bản “{missing}” của “{key}”."),
        why=N_("Bộ câu hỏi khai báo ngôn ngữ này; người chọn nó sẽ thấy lẫn hai thứ tiếng."),
        fix=N_("Thêm {missing}: … hoặc bỏ ngôn ngữ khỏi languages."),
    ),
    Rule(
        rule="language-undeclared",
        severity=Severity.ERROR,
        found=N_("“{key}” có bản “{given}” nhưng languages không khai báo ngôn ngữ này."),
        why=N_("Bản này sẽ không bao giờ được hiện."),
        fix=N_("Thêm {given} vào languages, hoặc xóa bản này."),
    ),
    Rule(
        rule="other-unknown",
        severity=Severity.ERROR,
        found=N_("other là {given}, nhưng không có phương án mã này."),
        why=N_("Ô ghi ý kiến khác mở ra khi chọn phương án đó."),
        fix=N_("Ghi mã của phương án “Khác”: một trong {known}."),
    ),
    Rule(
        rule="at-most-range",
        severity=Severity.ERROR,
        found=N_("at_most là {given}, trong khi có {count} phương án."),
        why=N_("Giới hạn phải từ 1 đến số phương án."),
        fix=N_("Đổi at_most, hoặc xóa nếu không giới hạn."),
    ),
    Rule(
        rule="at-most-one",
        severity=Severity.ERROR,
        found=N_("Câu chọn nhiều mà at_most là 1: chỉ chọn được một phương án."),
        why=N_("Từng phương án được làm tròn riêng; ai cũng chọn một thì so các số với nhau đoán ra được vài người."),
        fix=N_("Đổi thành câu chọn một: type: single, và xóa at_most."),
    ),
    Rule(
        rule="number-range",
        severity=Severity.ERROR,
        found=N_("from ({low}) không nhỏ hơn to ({high})."),
        why=N_("Không có số nào trả lời được câu hỏi."),
        fix=N_("Sửa from và to."),
    ),
    Rule(
        rule="date-grain",
        severity=Severity.ERROR,
        found=N_("“{given}” không viết theo grain: {grain}."),
        why=N_("Giới hạn và câu trả lời phải cùng độ chi tiết thì mới so được với nhau."),
        fix=N_("Viết như {example}, hoặc sửa grain (day: ngày, month: tháng, year: năm)."),
    ),
    Rule(
        rule="date-range",
        severity=Severity.ERROR,
        found=N_("from ({low}) không trước to ({high})."),
        why=N_("Không có ngày nào trả lời được câu hỏi."),
        fix=N_("Sửa from và to."),
    ),
)
