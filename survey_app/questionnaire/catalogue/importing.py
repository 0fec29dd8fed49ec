"""Problems of files that are imported: told with the line of the row and the number of the column."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="import-column-missing",
        severity=Severity.ERROR,
        found=N_("Tệp không có cột “{given}” mà mapping cần."),
        why=N_("Thiếu cột thì không biết các phiếu nói gì."),
        fix=N_("Sửa tên cột ở dòng đầu của tệp hoặc trong mapping."),
    ),
    Rule(
        rule="import-value-unknown",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” có {count} ô mang giá trị mà mapping không giải thích, ở dòng {rows}."),
        why=N_("Không đoán nghĩa của câu trả lời; nội dung ô không in ra vì đó là phiếu của một người."),
        fix=N_("Thêm các giá trị đó dưới values của cột. Đã có: {known}."),
    ),
    Rule(
        rule="import-number",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” lẫn chữ với số, hoặc số ngoài khoảng cho phép: {count} ô, ở dòng {rows}."),
        why=N_("Câu hỏi số chỉ nhận số từ {low} đến {high}."),
        fix=N_("Sửa các ô đó, hoặc ghi nghĩa của chúng dưới values của cột."),
    ),
    Rule(
        rule="import-date",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” có ô không phải ngày, hoặc ngoài khoảng cho phép: {count} ô, ở dòng {rows}."),
        why=N_("Câu hỏi thời gian chỉ nhận từ {low} đến {high}."),
        fix=N_("Viết như 2021-03-05, 05/03/2021, 03/2021 hoặc 2021, hoặc ghi nghĩa của ô dưới values của cột."),
    ),
    Rule(
        rule="import-date-number",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” có {count} ô là số ngày của Excel (như 44562, nghĩa là 01/01/2022), ở dòng {rows}."),
        why=N_("Excel lưu ngày dưới dạng một con số; mapping không có các giá trị ấy."),
        fix=N_("Định dạng cột là ngày rồi lưu lại, hoặc ghi chính các con số ấy dưới values."),
    ),
    Rule(
        rule="import-weight",
        severity=Severity.ERROR,
        found=N_("Cột trọng số “{given}” có {count} ô trống, không phải số, hoặc không lớn hơn 0, ở dòng {rows}."),
        why=N_("Mỗi phiếu được giữ phải có trọng số dương; phiếu không có trọng số sẽ làm lệch mọi tỷ lệ."),
        fix=N_("Bổ sung trọng số, hoặc loại các dòng đó bằng keep trong mapping."),
    ),
    Rule(
        rule="import-branch-foreign",
        severity=Severity.ERROR,
        found=N_("Mapping dùng chi bộ “{given}” mà tổ chức “{organisation}” không có."),
        why=N_("Phiếu phải thuộc một chi bộ có quân số."),
        fix=N_("Thêm chi bộ vào tệp tổ chức, hoặc sửa mapping."),
    ),
    Rule(
        rule="import-wave-undated",
        severity=Severity.ERROR,
        found=N_("Đợt “{given}” chưa có ngày trong dates của mapping."),
        why=N_("Ngày cho biết quân số lúc đó và chỗ của đợt trên đường xu hướng."),
        fix=N_("Thêm ngày dưới dates, dạng năm-tháng-ngày."),
    ),
    Rule(
        rule="import-nothing-kept",
        severity=Severity.ERROR,
        found=N_("Không dòng nào trong {count} dòng của tệp được giữ lại."),
        why=N_("Không có gì để đếm."),
        fix=N_("Kiểm tra keep và cột đợt trong mapping."),
    ),
    Rule(
        rule="import-off-route",
        severity=Severity.WARNING,
        found=N_("{count} câu trả lời cho “{given}” nằm ngoài đường dẫn của bộ câu hỏi nên không được đếm."),
        why=N_("Người đó lẽ ra không được hỏi câu này (điều kiện when)."),
        fix=N_("Kiểm tra điều kiện when của câu hỏi, nếu trên giấy câu này hỏi mọi người."),
    ),
    Rule(
        rule="import-percent",
        severity=Severity.ERROR,
        found=N_("Cột “{given}” có {count} ô không phải phần trăm từ 0 đến 100, ở dòng {rows}."),
        why=N_("Mỗi dòng là một tỷ lệ đã công bố."),
        fix=N_("Sửa các ô đó; nếu tệp ghi tỷ lệ từ 0 đến 1, thêm unit: share vào mapping."),
    ),
    Rule(
        rule="import-sum",
        severity=Severity.ERROR,
        found=N_("Các phương án của câu “{given}” đợt {wave} cộng lại được {sum}, không phải 100."),
        why=N_("Thiếu một phương án, thừa một dòng, hoặc gõ nhầm một tỷ lệ."),
        fix=N_("So lại với bản đã công bố; sai số làm tròn được phép là {slack} điểm."),
    ),
    Rule(
        rule="import-base",
        severity=Severity.ERROR,
        found=N_("Số phiếu hoặc tổng số không dùng được ở {count} dòng: {rows}."),
        why=N_("Cả hai là số nguyên, và số phiếu không thể lớn hơn tổng số người."),
        fix=N_("Sửa n và N của các dòng đó; trong một đợt N phải như nhau."),
    ),
    Rule(
        rule="import-twice",
        severity=Severity.ERROR,
        found=N_("Cùng đợt, cùng câu, cùng phương án xuất hiện nhiều lần: {count} dòng, ở dòng {rows}."),
        why=N_("Không biết tỷ lệ nào đúng."),
        fix=N_("Giữ một dòng cho mỗi phương án."),
    ),
)
