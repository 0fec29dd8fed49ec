"""Words that the redaction assistant looks for. They name no member of anything: they are in every dictionary."""

from __future__ import annotations

FAMILY_NAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Đinh", "Đoàn", "Trịnh", "Trương", "Mai", "Lương", "Cao", "Đào", "Hà", "Tạ", "Thái", "Chu", "Châu", "Lâm",
    "Phùng", "Tô", "Quách", "Vương", "Nghiêm", "Kiều", "Lưu", "Tống", "Triệu", "Thân", "Từ", "Văn", "Viên", "La", "Lò",
    "Lô", "Lữ", "Vi", "Cầm", "Hứa", "Đậu", "Cù", "Ông", "Bạch", "Thạch", "Sơn", "Danh", "Kim", "Diệp", "Doãn", "Giang",
    "Khổng", "Khuất", "Lại", "Mạc", "Ninh", "Nông", "Phí", "Quản", "Sầm", "Tăng", "Thiều", "Tôn", "Trà", "Ứng", "Xồng",
    "Vừ", "Già", "Moong", "Lầu", "Hờ", "Lang", "Lộc", "Quang", "Kha", "Ngân", "Ốc", "Cụt", "Thò", "Lỳ", "Bành", "Tiêu",
)  # fmt: skip
"""Family names, the commonest first, then those of Nghệ An and of minorities."""

IN_SMALL = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Đinh",
    "Trịnh", "Trương", "Phùng", "Tạ", "Quách", "Lò", "Lữ", "Vừ", "Moong", "Cầm", "Lô",
)  # fmt: skip
"""Those that are looked for in small letters too, before a middle name: few of them are words of every day."""

MIDDLE = ("văn", "thị", "đức", "hữu", "xuân", "quang", "đình", "ngọc", "minh", "thanh", "bá", "công", "duy", "viết")
"""Middle names after which a family name is one even in small letters."""

GIVEN = ("John", "Mary", "David", "James", "Anna", "Peter", "Michael", "Robert", "Linda", "Thomas", "Paul", "Susan")
"""English given names; Vietnamese ones are words of every day and are found by what stands before or after them."""

CALLED = (
    "Hoa", "Hùng", "Lan", "Tuấn", "Dũng", "Linh", "Hương", "Thủy", "Thuỷ", "Hải", "Long", "Phú", "Thìn", "Quân",
    "Quang", "Hiếu", "Trung", "Thắng", "Cường", "Tùng", "Sơn", "Tâm", "Thảo", "Trang", "Vân", "Yến", "Nga", "Nhung",
    "Ngọc", "Oanh", "Phương", "Quyên", "Thu", "Hạnh", "Hằng", "Hà", "Hiền", "Hồng", "Huệ", "Huyền", "Loan", "Mai",
    "Nhàn", "Thơm", "Thúy", "Tuyết", "Vinh", "Việt", "Đức", "Đạt", "Duy", "Khánh", "Kiên", "Lâm", "Lộc", "Mạnh",
    "Nghĩa", "Phong", "Phúc", "Tân", "Thái", "Thịnh", "Toàn", "Tú", "Vũ", "Xuân", "Chiến", "Cúc", "Giang", "Hậu",
    "Hòa", "Hoà", "Hoàng", "Hưng", "Huy", "Lý", "Minh", "Quý", "Quỳnh", "Sen", "Uyên", "Bích", "Châu", "Dung", "Đào",
)  # fmt: skip
"""Given names that are looked for in small letters after a title, and at the beginning before a place of work."""

CALLED_BARE = (
    "hoa", "hung", "tuan", "linh", "thuy", "hien", "nga", "nhung", "yen", "trang", "thao", "phuong", "oanh", "loan",
    "tuyet", "cuong", "tung", "khanh", "phuc", "thinh", "hoang", "ngoc", "lan",
)  # fmt: skip
"""Those of them that are no other word where a whole text is typed without diacritics."""

WORKPLACES = ("phòng", "bên", "tổ", "ban", "văn phòng", "kế toán", "văn thư", "bảo vệ", "lái xe", "một cửa")
"""Words after which a given name at the beginning is no word of every day."""

UNITS = (
    "phòng", "ban", "tổ", "đội", "trạm", "văn phòng", "trung tâm", "chi cục", "hạt", "khoa", "bộ phận", "viện",
)  # fmt: skip
"""Kinds of units, before a name or a number."""

TITLES = (
    "anh", "chị", "ông", "bà", "cô", "chú", "bác", "thầy", "em", "cậu", "dì", "o", "mự", "cụ", "sếp",
    "đồng chí", "đ/c", "đc", "ts", "ths",
    "gs", "pgs", "bs", "ks", "mr", "mrs", "ms", "miss", "dr", "comrade", "madam",
)  # fmt: skip
"""Words that stand before a name."""

SHORTENED = ("đ/c", "đc", "ts", "ths", "gs", "pgs", "bs", "ks", "mr", "mrs", "ms", "dr")
"""Those of them after which a full stop ends no sentence."""

POSITIONS = (
    "giám đốc", "phó giám đốc", "trưởng phòng", "phó phòng", "phó trưởng phòng", "phó trưởng ban", "trưởng ban",
    "phó ban", "chánh văn phòng", "phó chánh văn phòng", "chánh thanh tra", "bí thư", "phó bí thư", "bí thư chi bộ",
    "chủ tịch", "phó chủ tịch", "kế toán trưởng", "kế toán", "thủ quỹ", "thủ kho", "văn thư", "lái xe", "bảo vệ",
    "tạp vụ", "lễ tân", "thư ký", "hiệu trưởng", "hiệu phó", "chi ủy viên", "đảng ủy viên", "cấp ủy viên",
    "chủ nhiệm", "tổ trưởng", "đội trưởng", "trạm trưởng", "chi cục trưởng", "phó chi cục trưởng", "cục trưởng",
    "vụ trưởng", "viện trưởng", "director", "deputy director", "head of department", "deputy head", "chief accountant",
    "accountant", "cashier", "driver", "secretary", "chairman", "chairwoman", "vice chairman", "inspector",
)  # fmt: skip
"""Positions that few people of an organisation hold."""

DETAILS = (
    "vợ tôi", "chồng tôi", "con tôi", "mẹ tôi", "bố tôi", "em trai tôi", "em gái tôi", "nhà tôi ở", "quê tôi",
    "tôi là người", "tôi làm ở", "ly hôn", "ly dị", "góa", "đơn thân", "mang thai", "thai sản", "nghỉ sinh",
    "khuyết tật", "ung thư", "phẫu thuật", "bị mổ", "tai nạn", "bị kỷ luật", "bị tố cáo", "đơn tố cáo",
    "thương binh", "liệt sĩ",
    "người dân tộc", "theo đạo", "mới chuyển về", "vừa được bổ nhiệm",
    "sắp nghỉ hưu", "my wife", "my husband", "my son", "my daughter", "my mother", "my father", "divorced", "pregnant",
    "maternity leave", "disabled", "cancer", "surgery", "accident", "was disciplined", "just retired", "i retire",
    "about to retire", "newly appointed", "transferred from", "chỉ mình tôi", "mỗi mình tôi", "một mình tôi",
    "chỉ có tôi", "chỉ tôi",
)  # fmt: skip
"""Turns of phrase after which a story can belong to one person only."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

PUBLIC = frozenset(
    {"đảng", "nhà nước", "tôi", "i", "english", "việt nam", "vietnam", "party", "hồ chí minh", "ho chi minh", "bác hồ"}
    | {"usb", "zalo", "internet", "excel", "word", "wifi", "pdf", "csv"}
    | {"nghệ an", "đoàn thanh", "mác", "lênin", "covid-19"}
)
"""What is written with a capital inside a sentence and tells of no colleague."""
