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

GIVEN = (
    "James", "Michael", "Robert", "John", "David", "William", "Richard", "Joseph", "Thomas", "Christopher", "Charles",
    "Daniel", "Matthew", "Anthony", "Donald", "Steven", "Andrew", "Paul", "Joshua", "Kenneth", "Kevin", "Brian",
    "Timothy", "Ronald", "George", "Jason", "Edward", "Jeffrey", "Ryan", "Jacob", "Nicholas", "Gary", "Eric",
    "Jonathan", "Stephen", "Larry", "Justin", "Brandon", "Benjamin", "Samuel", "Gregory", "Alexander", "Patrick",
    "Raymond", "Dennis", "Jerry", "Aaron", "Adam", "Nathan", "Henry", "Zachary", "Douglas", "Peter", "Kyle", "Noah",
    "Ethan", "Jeremy", "Walter", "Keith", "Roger", "Sean", "Gerald", "Dylan", "Harold", "Jesse", "Bryan", "Lawrence",
    "Arthur", "Gabriel", "Bruce", "Albert", "Randy", "Vincent", "Liam", "Bobby", "Caleb", "Bradley", "Russell",
    "Lucas", "Alan", "Simon", "Martin", "Philip", "Ian", "Graham", "Stuart", "Oscar", "Hugo", "Ivan", "Sergei", "Igor",
    "Dmitri", "Pierre", "Hans", "Klaus", "Jürgen", "Carlos", "Luis", "Pedro", "Marco", "Ahmed", "Mohamed", "Mohammed",
    "Ali", "Omar", "Hiroshi", "Kenji", "Raj", "Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Barbara", "Susan",
    "Jessica", "Karen", "Sarah", "Lisa", "Nancy", "Sandra", "Betty", "Ashley", "Emily", "Kimberly", "Margaret",
    "Donna", "Michelle", "Carol", "Amanda", "Melissa", "Deborah", "Stephanie", "Rebecca", "Sharon", "Laura", "Cynthia",
    "Dorothy", "Amy", "Kathleen", "Angela", "Shirley", "Emma", "Brenda", "Pamela", "Nicole", "Anna", "Samantha",
    "Katherine", "Christine", "Debra", "Rachel", "Carolyn", "Janet", "Maria", "Olivia", "Heather", "Helen",
    "Catherine", "Diane", "Julie", "Joyce", "Lauren", "Christina", "Joan", "Judith", "Evelyn", "Hannah", "Andrea",
    "Megan", "Cheryl", "Jacqueline", "Teresa", "Abigail", "Sophia", "Martha", "Sara", "Gloria", "Janice", "Kathryn",
    "Isabella", "Judy", "Charlotte", "Julia", "Alice", "Denise", "Frances", "Danielle", "Marilyn", "Natalie",
    "Beverly", "Diana", "Brittany", "Theresa", "Kayla", "Doris", "Tiffany", "Claire", "Fiona", "Olga", "Natasha",
    "Svetlana", "Ingrid", "Fatima", "Aisha", "Yuki", "Priya", "Mike", "Steve", "Dave", "Chris", "Matt", "Nick", "Tony",
    "Alex", "Kate", "Katie", "Jenny", "Sophie", "Lucy", "Ellen",
)  # fmt: skip
"""Given names of English and of some other languages, the commonest in general: names in small letters too."""

GIVEN_OR_WORD = (
    "Bill", "Mark", "Frank", "Jack", "Grace", "Will", "Rose", "Tom", "Tim", "Jim", "Ben", "Sam", "Dan", "Bob", "Rob",
    "Joe", "Ann", "Anne", "Jane", "Jean", "Ruth", "Roy", "Ray", "Carl", "Scott", "Terry", "Tyler", "Wayne", "Amber",
    "Victoria", "Virginia", "Kelly", "Jordan", "Austin", "Christian", "Max", "Leo", "Eva", "Sue", "Pat", "Don", "Ken",
    "Ron", "Ted", "Ed", "Fred", "Greg", "Jeff", "Phil", "Dean", "Rick", "Sally", "Lily", "Joy", "Hope", "Faith",
)  # fmt: skip
"""Given names that are also words: found with a capital, before or after what only a person does or has."""

HUMAN_VERBS = (
    "said", "says", "told", "tells", "thinks", "thought", "knows", "knew", "wants", "wanted", "refuses", "refused",
    "promised", "promises", "asked", "asks", "answered", "signed", "shouts", "shouted", "yells", "yelled", "smokes",
    "sleeps", "lied", "insists", "insisted", "bullies", "bullied", "treats", "treated", "hired", "fired", "complains",
    "complained", "approves", "approved", "decides", "decided", "ignores", "ignored", "blames", "blamed", "hides",
    "steals", "stole", "wrote", "listens", "listened", "speaks", "spoke", "talked", "laughs", "laughed", "joined",
    "retired", "resigned", "deserves", "deserved", "forgets", "forgot", "cheats", "cheated", "teaches", "taught",
    "claimed", "explained", "quarrels", "quarrelled", "pretends", "invites", "invited",
)  # fmt: skip
"""What only a person does: a word with a capital before one of them may be a name even where a sentence begins."""

VERBS = (
    *HUMAN_VERBS, "is", "was", "has", "does", "did", "never", "always", "often", "and", "from", "in", "should", "will",
    "answers", "signs", "drinks", "lies", "hires", "helps", "helped", "keeps", "kept", "writes", "reads", "talks",
    "arrives", "arrived", "leaves", "left", "takes", "took", "gives", "gave", "gets", "got", "manages", "managed",
    "claims", "explains", "likes", "hates", "makes", "made", "comes", "came", "goes", "went", "works", "worked",
    "favours", "prefers", "runs", "ran", "got", "cannot", "can", "must", "would", "had", "still",
)  # fmt: skip
"""What stands after a given name where an English sentence begins."""

NO_NAME = (
    "I", "He", "She", "It", "We", "You", "They", "Who", "What", "Which", "That", "This", "These", "Those", "There",
    "Nobody", "Everybody", "Somebody", "Anybody", "Someone", "Everyone", "Anyone", "One", "None", "Nothing",
    "Everything", "Something", "Some", "Many", "Most", "Few", "Several", "All", "Both", "Each", "Others", "Another",
    "Management", "Staff", "People", "Everything", "Always", "Never", "Often", "Sometimes", "Usually", "Only", "Just",
    "Also", "Still", "Then", "Now", "Here", "Later", "Finally", "Recently", "Yesterday", "Today", "Nowadays", "And",
    "But", "Or", "So", "As", "If", "When", "While", "Because", "Since", "After", "Before", "Until", "The", "A", "An",
    "Work", "Time", "Money", "Pay", "Life", "Office", "Training", "Software", "Party", "Government", "State",
    "Leadership", "Half", "More", "Less", "Much", "Little", "Worse", "Better", "Whoever", "Change", "Progress",
    "Trust", "Respect", "Stress", "Please", "How", "Why", "Where", "Not", "No", "Yes", "My", "Our", "Your", "His",
    "Her", "Their", "Its", "May", "Will", "Can", "Could", "Should", "Would", "Might", "Must", "Do", "Does", "Did",
    "Is", "Are", "Was", "Were", "In", "On", "At", "From", "With", "Without", "For", "To", "About", "Of", "By",
    "During", "Under", "Over", "Between", "Through", "Every", "Any", "Such", "Even", "Thanks", "According", "Ask",
    "Hỏi", "Gọi", "Nhờ", "Theo", "Gặp", "Cho", "Từ", "Vì", "Ở", "Tại", "Với", "Khi", "Nếu", "Do", "Của", "Để", "Về",
    "Bên", "Xin", "Còn", "Như", "Trong", "Ngoài", "Mong", "Riêng", "Hiện", "Chỉ", "Nhưng", "Và", "Các", "Những", "Mọi",
    "Mỗi", "Cả", "Ngay", "Đề", "Hardly", "Things", "Paper", "Paperwork", "Travel", "Overtime", "Age", "Data", "Email",
)  # fmt: skip
"""Words that begin a sentence of everyday English before a verb, and are nobody."""

CALLED = (
    "An", "Ánh", "Ân", "Bách", "Bảo", "Bắc", "Bằng", "Bích", "Bình", "Châu", "Chi", "Chiến", "Chinh", "Chung", "Cúc",
    "Cường", "Cương", "Diễm", "Diệp", "Diệu", "Dung", "Dũng", "Duy", "Duyên", "Dương", "Đào", "Đạt", "Đăng", "Điệp",
    "Định", "Đoan", "Đô", "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hảo", "Hân", "Hằng", "Hậu", "Hiên", "Hiền",
    "Hiếu", "Hiệp", "Hoa", "Hòa", "Hoà", "Hoàn", "Hoàng", "Hoài", "Hoan", "Hồng", "Huân", "Huệ", "Hùng", "Huy",
    "Huyền", "Hưng", "Hương", "Hường", "Hữu", "Khang", "Khanh", "Khánh", "Khiêm", "Khoa", "Khôi", "Kiên", "Kiệt",
    "Kim", "Lam", "Lan", "Lâm", "Lân", "Lệ", "Liên", "Liễu", "Linh", "Loan", "Long", "Lộc", "Lợi", "Luân", "Lương",
    "Lưu", "Ly", "Lý", "Mai", "Mạnh", "Miền", "Minh", "My", "Mỹ", "Nam", "Nga", "Ngà", "Ngân", "Nghĩa", "Nghị", "Ngọc",
    "Nguyên", "Nguyệt", "Nhã", "Nhàn", "Nhân", "Nhật", "Nhi", "Nhiên", "Nhung", "Như", "Oanh", "Phát", "Phong", "Phú",
    "Phúc", "Phụng", "Phước", "Phương", "Phượng", "Quang", "Quân", "Quế", "Quốc", "Quý", "Quyên", "Quyền", "Quyết",
    "Quỳnh", "Sang", "Sen", "Sinh", "Sơn", "Sự", "Sỹ", "Tài", "Tâm", "Tân", "Tấn", "Thái", "Thanh", "Thành", "Thảo",
    "Thạch", "Thắm", "Thắng", "Thế", "Thiện", "Thìn", "Thịnh", "Thoa", "Thọ", "Thơ", "Thơm", "Thông", "Thu", "Thuận",
    "Thục", "Thủy", "Thuỷ", "Thúy", "Thuý", "Thùy", "Thuỳ", "Thư", "Thương", "Tiên", "Tiến", "Tiệp", "Tín", "Tình",
    "Toàn", "Toản", "Trà", "Trang", "Trâm", "Trân", "Trí", "Trinh", "Trọng", "Trung", "Trúc", "Trường", "Tú", "Tuân",
    "Tuấn", "Tuệ", "Tùng", "Tuyên", "Tuyền", "Tuyết", "Tường", "Tỵ", "Uyên", "Vân", "Vi", "Viên", "Việt", "Vinh", "Vũ",
    "Vương", "Vượng", "Vỹ", "Xuân", "Xuyến", "Yên", "Yến",
)  # fmt: skip
"""Given names that are looked for in small letters after a title, and at the beginning before what a person does."""

JOINED = {
    "An": "toàn tâm ninh ủi", "Bảo": "vệ đảm hiểm mật trì lãnh quản thủ",
    "Bình": "thường đẳng quân luận tĩnh dân chọn", "Bằng": "cấp lòng chứng",
    "Chi": "bộ tiết phí tiêu trả cục nhánh đoàn ủy", "Chinh": "phục", "Chiến": "lược đấu tranh sĩ thắng",
    "Chung": "chung tay sức cư kết", "Cương": "quyết vị lĩnh", "Cường": "độ", "Diệu": "kỳ", "Duy": "trì nhất tu ý",
    "Dũng": "cảm", "Dung": "lượng dịch", "Dương": "cầm", "Đạt": "được kết yêu chuẩn giải loại danh chỉ",
    "Đăng": "ký tin bài nhập", "Định": "kỳ hướng mức kiến làm", "Đông": "người đảo", "Đức": "tính độ hạnh",
    "Hải": "quan sản", "Hạnh": "phúc kiểm", "Hậu": "quả cần sự phương", "Hiền": "lành hòa", "Hiếu": "thảo học",
    "Hiệp": "hội định thương", "Hòa": "đồng nhã giải thuận hợp mình bình nhập",
    "Hoà": "đồng nhã giải thuận hợp mình bình nhập", "Hoàn": "thành toàn thiện cảnh trả chỉnh", "Hoan": "nghênh hô",
    "Hoàng": "hôn", "Hoài": "nghi niệm bão", "Hồng": "hào", "Hùng": "vĩ hồn hậu biện lao lực", "Hưng": "phấn",
    "Hữu": "ích hiệu nghị", "Khánh": "thành kiệt", "Khoa": "học", "Khiêm": "tốn nhường",
    "Kiên": "trì quyết nhẫn cường định", "Kim": "loại", "Lam": "lũ", "Lân": "cận", "Lệ": "phí thuộc",
    "Liên": "quan hệ tục kết lạc hoan thông", "Long": "trọng", "Lợi": "ích dụng thế", "Luân": "chuyển phiên",
    "Lương": "thấp tâm bổng tháng thưởng không chưa cao hưu cơ bị ít", "Lưu": "ý trữ giữ hành",
    "Lý": "do luận lịch thuyết lẽ", "Mạnh": "dạn mẽ ai", "Minh": "bạch chứng mẫn họa", "Mỹ": "thuật", "Nam": "nữ giới",
    "Ngân": "sách hàng", "Nghĩa": "vụ là", "Nghị": "quyết định lực", "Nguyên": "tắc nhân tắc liệu",
    "Nhân": "viên sự lực dân dịp tài", "Nhật": "ký", "Nhã": "nhặn", "Nhàn": "rỗi", "Nhiên": "liệu",
    "Như": "vậy thế nhau cũ trên là không", "Phát": "huy triển biểu hiện động sinh hành", "Phong": "trào cách phú",
    "Phú": "quý", "Phúc": "lợi", "Phương": "pháp án tiện hướng châm", "Quang": "cảnh", "Quân": "đội", "Quế": "chi",
    "Quốc": "gia tế hội", "Quý": "trọng mến vị I II III IV", "Quyền": "lợi hạn lực", "Quyết": "định tâm liệt toán",
    "Sang": "trọng năm", "Sinh": "hoạt viên nhật ra sống con năm ngày", "Sự": "việc nghiệp cố kiện",
    "Sơn": "tường cửa", "Tài": "liệu chính sản khoản năng nguyên trợ", "Tâm": "sự lý huyết trạng niệm tư đắc",
    "Tân": "binh tiến", "Thái": "độ quá", "Thanh": "niên tra toán lý tra liêm xuân",
    "Thành": "lập tích phố viên công ủy quả phần thật", "Thảo": "luận", "Thắng": "lợi",
    "Thế": "nhưng nào này thì giới là hệ mà", "Thiện": "chí cảm nguyện", "Thịnh": "vượng",
    "Thông": "tin báo cảm qua tư thường minh", "Thơm": "tho", "Thơ": "ca", "Thọ": "mệnh",
    "Thu": "nhập hồi xếp hút thập chi gom tiền được", "Thuận": "lợi tiện", "Thùy": "mị", "Thư": "ký viện mời giãn",
    "Thương": "mại yêu binh", "Tiên": "tiến phong", "Tiến": "độ bộ hành sĩ", "Tín": "nhiệm hiệu dụng",
    "Tình": "trạng hình cảm huống đồng", "Toàn": "bộ tâm thể diện", "Trang": "bị thiết trải phục", "Tranh": "thủ",
    "Trí": "thức tuệ", "Trọng": "dụng tâm điểm lượng", "Trung": "thực thành bình tâm ương cấp hạn gian hòa học",
    "Trường": "hợp học", "Tuân": "thủ", "Tuyên": "truyền dương bố giáo", "Tuyền": "truyền",
    "Tường": "tận minh trình rào", "Tuyệt": "vời", "Việt": "nam", "Viên": "chức", "Vi": "phạm tính",
    "Vinh": "dự quang danh", "Vũ": "trang khí trụ", "Xuân": "hè này", "Yên": "tâm ổn tĩnh", "Yến": "tiệc",
    "Ánh": "sáng mắt", "Ân": "cần hận", "Hân": "hoan hạnh", "Khang": "trang", "Lâm": "nghiệp",
}  # fmt: skip
"""What may follow a given name and make another word of both (thảo luận, hạnh phúc)."""

HUMAN_AFTER = (
    "là người", "thì", "hay", "đã", "chưa", "rất", "được", "bị", "cũng", "luôn", "vẫn", "nói", "bảo", "hứa", "mắng",
    "quát", "ký", "duyệt", "làm việc", "đi muộn", "về sớm", "nghỉ", "toàn", "cứ", "chẳng", "tự", "bên", "và anh",
)  # fmt: skip
"""What stands after a given name at the beginning of a Vietnamese sentence."""

OFTEN_A_WORD = frozenset(
    {"An", "Bình", "Chi", "Chung", "Công", "Đông", "Lợi", "Lương", "Mai", "Nam", "Như", "Quyền", "Sang", "Sinh", "Sự"}
    | {"Tài", "Thành", "Thế", "Thông", "Thơ", "Thu", "Thư", "Tình", "Toàn", "Trường", "Trà", "Việt", "Yên", "Thơm"}
    | {"Bằng", "Định", "Hoàn", "Hòa", "Hoà", "Kim", "Nhân", "Phát", "Quốc", "Tiến", "Viên", "Xuân", "Sen", "Sơn"}
    | {
        "Ánh",
        "Bảo",
        "Bắc",
        "Đăng",
        "Hữu",
        "Lệ",
        "Lý",
        "Nghị",
        "Nhật",
        "Trọng",
        "Tấn",
        "Thanh",
        "Trung",
        "Vi",
        "Liên",
        "Trang",
    }
)
"""Those of the given names that are looked for at the beginning only after a title: they are words of every day."""

JOINED_BARE = {
    "quan": "tam ly he trong diem", "hai": "long", "hoang": "mang", "hien": "nay tai dai", "hieu": "qua biet",
    "dung": "gio han lai quy cho", "duong": "nhu", "thanh": "cong vien", "hang": "nam thang ngay", "nhan": "duoc xet",
    "tam": "thoi", "minh": "lam thay", "tu": "tuong", "truong": "phong", "thu": "tuc", "hung": "thu",
    "tien": "luong hanh", "luong": "bong", "trinh": "do", "hong": "ban", "hau": "het", "lam": "viec",
    "nam": "nay qua ngoai",
}  # fmt: skip
"""The same where a text is typed without diacritics (quan tâm, hài lòng, hiện nay)."""

CALLED_BARE = (
    "hoa", "hung", "tuan", "linh", "thuy", "hien", "nga", "nhung", "yen", "trang", "thao", "phuong", "oanh", "loan",
    "tuyet", "cuong", "tung", "khanh", "phuc", "thinh", "hoang", "ngoc", "lan", "dung", "duc", "dat", "giang", "hang",
    "hanh", "huyen", "khoa", "kien", "lam", "loc", "manh", "minh", "nguyet", "nghia", "nhan", "phong", "quan", "quynh",
    "quyen", "quyet", "son", "tam", "thang", "thanh", "thu", "thuan", "tien", "toan", "trung", "van", "vinh", "xuan",
    "hai", "hong", "hue", "mai", "nam", "long", "tu", "binh", "chien", "bich", "chau", "duong", "hau", "hiep", "hieu",
    "hoai", "huy", "lien", "luong", "ngan", "quang", "quoc", "thai", "thoa", "tho", "trinh", "truong", "vuong", "viet",
)  # fmt: skip
"""Given names as typed without diacritics, after one of the titles below."""

TITLES_BARE = ("anh", "chi", "ong", "dong chi", "d/c", "sep", "bac", "em", "thay giao", "a", "c")
"""Titles that are not chiefly another word where a whole text is typed without diacritics."""

WORKPLACES = ("phòng", "bên", "tổ", "ban", "văn phòng", "kế toán", "văn thư", "bảo vệ", "lái xe", "một cửa")
"""Words after which a given name at the beginning is no word of every day."""

UNITS = (
    "phòng", "ban", "tổ", "đội", "trạm", "văn phòng", "trung tâm", "chi cục", "hạt", "khoa", "bộ phận", "viện",
)  # fmt: skip
"""Kinds of units, before a name or a number."""

TITLES = (
    "anh", "chị", "ông", "bà", "cô", "chú", "bác", "thầy", "em", "cậu", "dì", "o", "mự", "cụ", "sếp", "đồng chí",
    "đ/c", "đc", "đ.c", "thím", "mợ", "cháu", "lão", "ts", "ths", "gs", "pgs", "bs", "ks", "tiến sĩ", "thạc sĩ",
    "kỹ sư", "giáo sư", "bác sĩ", "mr", "mrs", "ms", "miss", "dr", "comrade", "madam", "madame", "mister", "sir",
    "prof", "professor", "auntie", "uncle",
)  # fmt: skip
"""Words that stand before a name."""

SHORTENED = (
    "đ/c",
    "đc",
    "ts",
    "ths",
    "gs",
    "pgs",
    "bs",
    "ks",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "a",
    "c",
    "ô",
    "e",
    "b",
)
"""Those of them after which a full stop ends no sentence."""

POSITIONS = (
    "giám đốc", "trưởng phòng", "phó phòng", "trưởng ban", "phó ban", "chánh văn phòng", "chánh vp", "chánh thanh tra",
    "trưởng bộ phận", "trưởng khoa", "trưởng trạm", "trưởng nhóm", "bí thư", "bí thư thường trực", "chủ tịch",
    "phó chủ tịch",
    "kế toán trưởng", "thủ quỹ", "thủ kho", "lễ tân", "thư ký", "hiệu trưởng", "hiệu phó", "chi ủy viên",
    "đảng ủy viên", "cấp ủy viên", "chủ nhiệm", "tổ trưởng", "tổ phó", "đội trưởng", "đội phó", "trạm trưởng",
    "chi cục trưởng", "cục trưởng", "vụ trưởng", "viện trưởng", "thủ trưởng", "sếp tổng", "sếp lớn", "tạp vụ",
    "bảo vệ", "lái xe", "văn thư", "kế toán", "thanh tra viên", "quản trị mạng",
)  # fmt: skip
"""Positions that few people of an organisation hold."""

WITHIN = (
    "đảng ủy", "chi ủy", "chi bộ", "đảng bộ", "đoàn", "đoàn thanh niên", "chi đoàn", "công đoàn", "hội phụ nữ",
    "hội cựu chiến binh", "trung tâm", "sở", "phòng", "văn phòng", "chi cục", "ban", "viện", "cơ quan", "trạm", "đội",
)  # fmt: skip
"""What follows a position and belongs to it."""

SEVERAL = (
    "các",
    "những",
    "mọi",
    "mỗi",
    "nhiều",
    "một số",
    "vài",
    "đội ngũ",
    "chức danh",
    "chức vụ",
    "any",
    "every",
    "each",
)
"""Words before a position by which it is nobody's in particular."""

TASKS = (
    "công tác",
    "phần mềm",
    "nghiệp vụ",
    "chuyên môn",
    "ngành",
    "lĩnh vực",
    "chế độ",
    "sổ sách",
    "quy trình",
    "bằng",
)
"""Words before accounting, driving and the like by which it is a task."""

POSITIONS_ENGLISH = (
    "director", "manager", "secretary", "chairman", "chairwoman", "chairperson", "chair", "president", "inspector",
    "accountant", "cashier", "treasurer", "supervisor", "driver", "receptionist", "clerk", "guard", "cleaner",
    "librarian", "archivist", "principal", "rector", "commissioner", "storekeeper", "typist", "caretaker",
)  # fmt: skip
"""Positions in English; those of several people stand in the plural and are left alone."""

BEFORE_POSITION = (
    "deputy", "vice", "acting", "head", "former", "chief", "senior", "general", "executive", "assistant", "only",
    "new", "old",
    "party", "trade union", "union", "youth", "youth union", "women's union", "cell", "branch", "division",
    "department", "section", "office", "unit", "team", "project", "department's", "office's", "night", "security",
    "centre", "center",
)  # fmt: skip
"""What stands before a position in English and belongs to it."""

SUBJECTS = (
    "sở hữu trí tuệ", "quản lý chuyên ngành", "quản lý khoa học", "quản lý công nghệ", "kế hoạch", "tài chính",
    "tài vụ", "kế toán", "tổ chức", "cán bộ", "hành chính", "nhân sự", "quản trị", "tổng hợp", "thanh tra", "pháp chế",
    "tiêu chuẩn", "đo lường", "chất lượng", "kiểm định", "thử nghiệm", "thông tin", "thống kê", "ứng dụng", "tiến bộ",
    "công nghệ", "khoa học", "kỹ thuật", "đổi mới sáng tạo", "chuyển đổi số", "công nghệ thông tin", "an toàn bức xạ",
    "hạt nhân", "bưu chính", "viễn thông", "hợp tác quốc tế", "văn thư", "lưu trữ", "một cửa", "đào tạo", "thi đua",
    "khen thưởng", "chuyên môn", "chuyên ngành", "nghiệp vụ", "tiếp dân", "bảo vệ", "lái xe", "tạp vụ", "thiết bị",
    "dự án", "quan hệ công chúng", "truyền thông", "khoa giáo", "dân vận", "tuyên giáo", "kiểm tra", "công nghệ cao",
    "khởi nghiệp", "nông nghiệp", "công nghiệp", "y dược", "cơ sở",
)  # fmt: skip
"""What units of an office are named for; a name may be made of several."""

SUBJECTS_ENGLISH = (
    "accounting", "accounts", "finance", "financial", "planning", "legal", "clerical", "human resources", "hr",
    "personnel", "it", "inspection", "inspectorate", "metrology", "standards", "quality", "information",
    "intellectual property", "technology", "science", "administration", "administrative", "archive", "archives",
    "records", "training", "one-stop", "front", "reception", "procurement", "purchasing", "radiation", "nuclear",
    "testing", "calibration", "measuring", "research", "innovation", "transformation", "communication",
    "communications", "telecom", "international", "cooperation", "security", "maintenance", "project", "statistics",
    "data", "payroll", "audit", "licensing", "patent", "organisation", "organization", "management", "measurement",
    "technical", "cleaning", "drivers'", "secretarial",
)  # fmt: skip
"""The same in English, before a kind of unit."""

UNITS_ENGLISH = (
    "division", "department", "office", "section", "unit", "team", "desk", "centre", "center", "laboratory", "lab",
    "sub-department", "subdepartment", "group", "room", "station", "bureau", "counter",
)  # fmt: skip

PLACES = (
    "street", "road", "avenue", "lane", "alley", "ward", "commune", "district", "hamlet", "village", "quarter",
    "block",
)  # fmt: skip

BUILDINGS = ("chung cư", "tòa nhà", "toà nhà", "khu đô thị", "khu tập thể", "ký túc xá", "khu chung cư", "căn hộ")

DETAILS = (
    "vợ tôi", "chồng tôi", "con tôi", "mẹ tôi", "bố tôi", "em trai tôi", "em gái tôi", "nhà tôi ở", "quê tôi",
    "tôi là người", "tôi làm ở", "ly hôn", "ly dị", "góa", "đơn thân", "mang thai", "thai sản", "nghỉ sinh",
    "khuyết tật", "ung thư", "phẫu thuật", "bị mổ", "tai nạn", "bị kỷ luật", "bị tố cáo", "đơn tố cáo", "thương binh",
    "liệt sĩ", "người dân tộc", "theo đạo", "mới chuyển về", "vừa được bổ nhiệm", "sắp nghỉ hưu", "my wife",
    "my husband", "my son", "my daughter", "my mother", "my father", "divorced", "pregnant", "maternity leave",
    "disabled", "cancer", "surgery", "accident", "was disciplined", "just retired", "i retire", "about to retire",
    "newly appointed", "transferred from", "chỉ mình tôi", "mỗi mình tôi", "một mình tôi", "chỉ có tôi", "chỉ tôi",
)  # fmt: skip
"""Turns of phrase after which a story can belong to one person only."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

PUBLIC = (
    # offices, bodies, laws
    "đảng", "nhà nước", "chính phủ", "quốc hội", "trung ương", "đại hội", "nghị quyết", "nghị định", "thông tư",
    "luật",
    "chỉ thị", "quyết định", "kế hoạch", "đề án", "chương trình", "bộ khoa học và công nghệ", "bộ",
    "sở khoa học và công nghệ", "sở", "tỉnh", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy", "đảng bộ", "chi bộ",
    "chi ủy", "cấp ủy", "ban giám đốc", "ban lãnh đạo", "ban chấp hành", "ban thường vụ", "ban chi ủy", "hội đồng",
    "chi cục", "trung tâm", "văn phòng", "phòng", "ban", "tổ",
    "ủy ban(?: kiểm tra| nhân dân)?", "ubnd", "hđnd", "hội đồng nhân dân", "mặt trận tổ quốc", "công đoàn", "đoàn",
    "đoàn thanh niên",
    "hội phụ nữ", "hội cựu chiến binh", "nhân dân", "tổ quốc", "anh hùng lao động", "chiến sĩ thi đua",
    "(?:the )?(?:provincial )?department of science and technology", "(?:the )?ministry of science and technology",
    "(?:the )?(?:communist )?party", "party committee", "party congress", "people's committee", "people's council",
    "board of directors", "trade union", "youth union", "women's union", "fatherland front", "state", "government",
    "ministry", "department", "province", "provincial", "committee", "decree", "decision", "circular", "resolution",
    "law", "no\\.?", "article",
    # abbreviations of every day and products
    "khcn", "kh&cn", "khoa học", "công nghệ", "cntt", "cbcc", "ccvc", "cbccvc", "cđs", "đmst", "nckh", "csdl",
    "bhxh", "bhyt",
    "tđkt", "kpi", "iso(?:[ :-]?\\d+)*", "ai", "it", "id", "cccd", "cmnd", "sđt", "đt", "ok", "pc", "vpn", "qr",
    "vneid",
    "usb", "zalo", "internet", "excel", "word", "wifi", "wi-fi", "pdf", "csv", "microsoft(?: teams| office)?",
    "teams",
    "windows(?: \\d+)?", "powerpoint", "outlook", "google", "gmail", "facebook", "fb", "tiktok", "telegram", "viber",
    "chatgpt", "ioffice", "linux", "e-mail", "tv", "ppt", "online", "digital transformation", "smartphone",
    # people and places that everybody knows
    "hồ chí minh", "ho chi minh", "bác hồ", "bác", "mác", "lênin", "marx", "lenin", "covid(?:-19)?",
    "tết(?: nguyên đán)?", "tet", "tiến sĩ", "thạc sĩ", "[ivx]{2,}", "đảng bộ sở", "national assembly",
    r"(?:(?:ngày|dịp)\s)?(?:30/4|0?1/5|0?2/9|0?8/3|20/10|20/11|27/7|0?3/2|18/5|22/12|26/3)(?!/)",
    "nghệ an", "hà tĩnh", "thanh hóa", "hà nội", "đà nẵng", "hải phòng", "cần thơ", "huế", "thừa thiên huế",
    "quảng bình", "quảng trị", "quảng nam", "quảng ninh", "sài gòn", "tp\\.?\\s?hcm", "tp\\.?\\s?vinh",
    "thành phố vinh", "đại học vinh", "ninh bình", "nam định", "bắc ninh", "đồng nai", "bình dương", "khánh hòa",
    "nha trang", "đà lạt", "việt nam", "vietnam(?:ese)?", "hanoi", "nghe an", "da nang", "saigon", "vinh city",
    "asia", "europe", "japan(?:ese)?", "korean?", "chin(?:a|ese)", "english", "french", "nhật bản", "hàn quốc",
    "trung quốc", "châu âu", "tiếng anh", "asean",
    # calendar, and words that are written with a capital
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "(?:in|since|until|by|every|each|last|next|from|to|early|late) (?:march|april|may|june|august)", "july",
    "september", "october", "november", "december", "christmas",
    "thứ (?:hai|ba|tư|năm|sáu|bảy)", "chủ nhật", "i", "i'm", "i've", "i'd", "i'll", "tôi", "usd", "vnd", "vnđ",
)  # fmt: skip
"""What is written with a capital inside a sentence and tells of no colleague; patterns, without respect to case."""

ENGLISH = frozenset(
    {"the", "is", "are", "was", "were", "and", "of", "for", "from", "with", "not", "my", "our", "we", "they", "it"}
    | {"that", "this", "have", "has", "be", "in", "on", "at", "who", "never", "should"}
)
VIETNAMESE = frozenset(
    {"khong", "la", "cua", "va", "thi", "cho", "co", "nguoi", "trong", "nen", "phai", "duoc", "cac", "nhung", "nhieu"}
    | {"chi", "anh", "lam", "voi", "viec", "toi", "ve", "da", "chua", "hay", "rat"}
)
"""Small words by which the language of a text without diacritics is told."""

CALLED_ENGLISH = frozenset(
    {"an", "hang", "sang", "tan", "thin", "van", "son", "long", "dung", "lam", "sen", "dinh", "phong", "the", "thong"}
    | {"bang", "bao", "chi", "chinh", "do", "on", "nam", "tin", "tai", "mien", "my", "sinh", "tho"}
)
"""Vietnamese given names that are no names, without diacritics, where an English sentence begins."""

NO_TITLE = (
    "chú trọng", "cô đơn", "anh dũng", "phạm vi", "em mình", "chi dung", "chi hai", "chi nam", "chi thu", "chi van",
    "em minh", "em hai", "em nam",
)  # fmt: skip
"""What looks like a title, or a family name, before a given name and is something else."""

DIGITS = (
    "không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín", "zero", "oh",
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip

BRANCHES = ("chi bộ", "đảng bộ", "chi đoàn", "tổ đảng", "tổ công đoàn", "branch", "cell", "party cell")
"""Kinds of branches of the Party, of the Youth Union and of the Trade Union."""

PROTECTED = (
    "môi trường", "quyền", "bí mật", "luận", "đề tài", "đề án", "người", "sức", "nền", "tổ quốc", "chính trị",
    "an toàn", "dữ liệu",
)  # fmt: skip
"""What is guarded (bảo vệ) without a guard."""
