"""Problems of the other files: organisation, plan, mapping; and of several files together."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="id-in-two-files",
        severity=Severity.ERROR,
        found=N_("{kind} “{given}” đã có trong tệp {other}."),
        why=N_("Hai tệp cùng tên gọi thì không biết mở tệp nào."),
        fix=N_("Đổi tên gọi ở một trong hai tệp."),
    ),
    Rule(
        rule="group-unknown",
        severity=Severity.ERROR,
        found=N_("Chi bộ thuộc nhóm “{given}”, nhưng không có nhóm này."),
        why=N_("Kết quả chỉ công bố theo nhóm, nên mỗi chi bộ phải thuộc một nhóm."),
        fix=N_("Dùng một trong các nhóm: {known}."),
    ),
    Rule(
        rule="group-small",
        severity=Severity.ERROR,
        found=N_("Nhóm “{given}” chỉ có {count} người theo danh sách ngày {date}, dưới {least}."),
        why=N_("Nhóm nhỏ thì kết quả và tỷ lệ tham gia để lộ từng người."),
        fix=N_("Gộp với nhóm khác để có ít nhất {least} người."),
    ),
    Rule(
        rule="group-empty",
        severity=Severity.WARNING,
        found=N_("Nhóm “{given}” không có chi bộ nào."),
        why=N_("Nhóm trống không bao giờ có kết quả."),
        fix=N_("Xóa nhóm, hoặc gán chi bộ vào nhóm."),
    ),
    Rule(
        rule="headcounts-order",
        severity=Severity.ERROR,
        found=N_("Ngày “{given}” không sau ngày trước đó."),
        why=N_("Quân số được tìm theo ngày, từ cũ đến mới."),
        fix=N_("Xếp các ngày tăng dần, mỗi ngày một lần."),
    ),
    Rule(
        rule="term-reversed",
        severity=Severity.ERROR,
        found=N_("end ({end}) đứng trước start ({start})."),
        why=N_("Nhiệm kỳ không có đợt nào."),
        fix=N_("Sửa start và end."),
    ),
    Rule(
        rule="window-reversed",
        severity=Severity.ERROR,
        found=N_("Đợt đóng trước khi mở."),
        why=N_("Không ai trả lời được."),
        fix=N_("Cho ngày đóng sau ngày mở."),
    ),
    Rule(
        rule="window-month",
        severity=Severity.ERROR,
        found=N_("Tháng {given} ngoài chu kỳ (từ 1 đến {most})."),
        why=N_("Tháng được đếm trong chu kỳ: quý có 3 tháng, năm có 12."),
        fix=N_("Dùng số từ 1 đến {most}."),
    ),
    Rule(
        rule="event-outside-term",
        severity=Severity.WARNING,
        found=N_("Sự kiện ngày {given} ở ngoài nhiệm kỳ."),
        why=N_("Sự kiện không hiện trên biểu đồ nào."),
        fix=N_("Sửa ngày, hoặc bỏ sự kiện."),
    ),
    Rule(
        rule="plan-questionnaire-unknown",
        severity=Severity.ERROR,
        found=N_("Kế hoạch dùng bộ câu hỏi “{given}”, nhưng không có trong các tệp được kiểm tra."),
        why=N_("Đến ngày mở đợt sẽ không có phiếu."),
        fix=N_("Sửa tên, hoặc kiểm tra kèm tệp của bộ câu hỏi đó."),
    ),
    Rule(
        rule="mapping-second",
        severity=Severity.ERROR,
        found=N_("Tệp có nhiều hơn một mapping."),
        why=N_("Một mapping cho một tệp số liệu; không biết dùng phần nào."),
        fix=N_("Tách mỗi mapping thành một tệp."),
    ),
    Rule(
        rule="mapping-branch",
        severity=Severity.ERROR,
        found=N_("branch cần đúng một trong hai: column (kèm values) hoặc constant."),
        why=N_("Không biết phiếu thuộc chi bộ nào thì không đưa vào nhóm được."),
        fix=N_("Viết branch: {{column: …, values: {{…}}}} hoặc branch: {{constant: …}}."),
    ),
    Rule(
        rule="mapping-wave",
        severity=Severity.ERROR,
        found=N_("wave cần đúng một trong hai: column (kèm values) hoặc constant."),
        why=N_("Không biết phiếu thuộc đợt nào thì không đưa vào xu hướng được."),
        fix=N_("Viết wave: {{column: …, values: {{…}}}} hoặc wave: {{constant: …}}, kèm dates."),
    ),
    Rule(
        rule="mapping-value",
        severity=Severity.ERROR,
        found=N_("Giá trị “{given}” không phải mã số hay dont_know, refused, skipped, not_asked."),
        why=N_("Phiếu chỉ nhận các mã của câu hỏi."),
        fix=N_("Sửa giá trị bên phải dấu hai chấm."),
    ),
    Rule(
        rule="mapping-date",
        severity=Severity.ERROR,
        found=N_("Đợt “{given}” không có ngày trong dates."),
        why=N_("Quân số của chi bộ được lấy theo ngày của đợt."),
        fix=N_("Thêm ngày của đợt vào dates, hoặc bỏ hẳn dates."),
    ),
    Rule(
        rule="mapping-item-unknown",
        severity=Severity.ERROR,
        found=N_("Mapping nhắc tới “{given}”, nhưng bộ câu hỏi không có câu này."),
        why=N_("Cột này của tệp sẽ không vào đâu cả."),
        fix=N_("Dùng tên câu hỏi, hoặc câu.ý của battery."),
    ),
    Rule(
        rule="mapping-code-unknown",
        severity=Severity.ERROR,
        found=N_("“{item}” được gán mã {given}, nhưng câu hỏi không có mã này."),
        why=N_("Phiếu nhập vào sẽ bị từ chối."),
        fix=N_("Dùng một trong các mã: {known}."),
    ),
    Rule(
        rule="topic-one-language",
        severity=Severity.WARNING,
        found=N_("Chủ đề “{given}” chưa có tên bằng “{missing}”."),
        why=N_("Báo cáo bằng ngôn ngữ đó sẽ lẫn hai thứ tiếng."),
        fix=N_("Viết title: {{vi: …, en: …}} cho chủ đề này."),
    ),
    Rule(
        rule="topic-same-title",
        severity=Severity.ERROR,
        found=N_("Tên chủ đề “{given}” đã dùng cho chủ đề {other}."),
        why=N_("Bí thư chi bộ không phân biệt được hai chủ đề khi chọn."),
        fix=N_("Đặt tên khác cho một trong hai, hoặc xóa bớt."),
    ),
    Rule(
        rule="trait-too-fine",
        severity=Severity.WARNING,
        found=N_("“{given}” có {levels} mức trên {count} người: mỗi mức trung bình chỉ khoảng {each} phiếu."),
        why=N_("Mức dưới 10 phiếu không được công bố riêng, bảng sẽ gần như trống."),
        fix=N_("Gộp các mức gần nhau."),
    ),
)
