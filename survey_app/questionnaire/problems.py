"""Every problem that a YAML file can have: one catalogue, one record, both languages.

Messages say what was found, why it matters and how to fix it. The catalogue is the source of the reference page, and
the tests hold one rejected example for each rule.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from survey_app.language import N_, Language, translate


class Severity(StrEnum):
    """Whether a file with this problem may still be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of the catalogue; the texts are Vietnamese sources with ``{fields}``."""

    rule: str
    severity: Severity
    found: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A field of a message that has to be said in the reader's language."""

    source: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the phrase in one language."""
        return translate(self.source, language).format(**self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem at one place. ``line`` and ``column`` count from 1."""

    file: str
    line: int = 1
    column: int = 1
    rule: str
    severity: Severity
    item: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)

    def found(self, language: str = Language.VI) -> str:
        """Return what was found, in one line."""
        return self._say(CATALOGUE[self.rule].found, language)

    def why(self, language: str = Language.VI) -> str:
        """Return why it matters, in one line."""
        return self._say(CATALOGUE[self.rule].why, language)

    def fix(self, language: str = Language.VI) -> str:
        """Return how to fix it, in one line; with the name that was probably meant."""
        said = self._say(CATALOGUE[self.rule].fix, language)
        meant = self.fields.get("meant")
        return said + " " + translate(MEANT, language).format(meant=meant) if meant else said

    def _say(self, template: str, language: str) -> str:
        spoken = {
            name: value.say(language) if isinstance(value, Phrase) else value for name, value in self.fields.items()
        }
        return translate(template, language).format(**spoken)


MEANT = N_("Có phải ý đồng chí là “{meant}”?")


def problem(
    rule: str, *, file: str, line: int = 1, column: int = 1, item: str | None = None, **fields: object
) -> Problem:
    """Return a problem of the catalogue."""
    severity = CATALOGUE[rule].severity
    return Problem(file=file, line=line, column=column, rule=rule, severity=severity, item=item, fields=fields)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file and place, each once."""
    unique = {(found.file, found.line, found.column, found.rule, found.found()): found for found in problems}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them forbids the use of the file."""
    return any(found.severity is Severity.ERROR for found in problems)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return the known name closest to a misspelt one; empty when none is close."""
    lowered = {name.lower().replace("-", "_"): name for name in known}
    found = difflib.get_close_matches(given.lower().replace("-", "_"), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""


def listed(names: Iterable[object]) -> str:
    """Return names as one line; long lists are cut."""
    all_names = [str(name) for name in names]
    return ", ".join(all_names[:24]) + (", …" if len(all_names) > 24 else "")


CATALOGUE: Mapping[str, Rule] = {
    entry.rule: entry
    for entry in (
        Rule(
            rule="file-unreadable",
            severity=Severity.ERROR,
            found=N_("Không mở được tệp: {reason}."),
            why=N_("Chỉ kiểm tra được tệp mà máy đọc được."),
            fix=N_("Kiểm tra tên tệp và quyền đọc."),
        ),
        Rule(
            rule="file-too-large",
            severity=Severity.ERROR,
            found=N_("Tệp có {bytes} byte, quá {largest} byte."),
            why=N_("Một bộ câu hỏi dài cũng chỉ vài chục nghìn byte; tệp quá lớn thường là nhầm tệp."),
            fix=N_("Chọn đúng tệp YAML, hoặc tách thành nhiều bộ câu hỏi."),
        ),
        Rule(
            rule="file-empty",
            severity=Severity.ERROR,
            found=N_("Tệp không có nội dung nào."),
            why=N_("Không có gì để kiểm tra hay để hỏi."),
            fix=N_("Viết nội dung vào tệp, có thể bắt đầu từ một tệp mẫu trong thư mục questionnaires."),
        ),
        Rule(
            rule="encoding",
            severity=Severity.ERROR,
            found=N_("Tệp không phải mã hóa UTF-8 (byte thứ {byte})."),
            why=N_("Chữ tiếng Việt trong bảng mã khác sẽ hiện sai trên phiếu."),
            fix=N_("Lưu lại tệp với mã hóa UTF-8."),
        ),
        Rule(
            rule="byte-order-mark",
            severity=Severity.ERROR,
            found=N_("Đầu tệp có dấu BOM không nhìn thấy."),
            why=N_("Dấu này làm khóa đầu tiên của tệp bị đọc sai ở một số chương trình."),
            fix=N_("Lưu lại tệp với mã hóa “UTF-8” thay vì “UTF-8 with BOM”."),
        ),
        Rule(
            rule="tab",
            severity=Severity.ERROR,
            found=N_("Dòng này có dấu tab."),
            why=N_("Mỗi chương trình hiểu độ rộng của tab một khác, nên cấp thụt lề không rõ ràng."),
            fix=N_("Thay dấu tab bằng dấu cách (hai dấu cách cho mỗi cấp)."),
        ),
        Rule(
            rule="control-character",
            severity=Severity.ERROR,
            found=N_("Dòng này có ký tự điều khiển {character}."),
            why=N_("Ký tự này không nhìn thấy và không in được."),
            fix=N_("Xóa ký tự rồi gõ lại đoạn chữ quanh đó."),
        ),
        Rule(
            rule="invisible-character",
            severity=Severity.WARNING,
            found=N_("Dòng này có ký tự ẩn {character}, thường do dán từ Word hoặc Zalo."),
            why=N_("Hai chữ nhìn giống nhau có thể bị coi là khác nhau."),
            fix=N_("Xóa ký tự ẩn, hoặc gõ lại đoạn chữ đó."),
        ),
        Rule(
            rule="not-nfc",
            severity=Severity.WARNING,
            found=N_("Dòng này có chữ với dấu tổ hợp (Unicode không phải NFC)."),
            why=N_("Cùng một chữ tiếng Việt có hai cách lưu; tìm và so sánh sẽ sai."),
            fix=N_("Chữ đã được đọc theo NFC; nên đặt bộ gõ là “Unicode dựng sẵn” rồi lưu lại."),
        ),
        Rule(
            rule="yaml-syntax",
            severity=Severity.ERROR,
            found=N_("YAML không đọc được ở đây: “{near}”."),
            why=N_("Từ chỗ này trở đi không biết tệp nói gì."),
            fix=N_("So sánh dòng này và dòng trên với tệp mẫu: thụt lề, dấu hai chấm, dấu ngoặc."),
        ),
        Rule(
            rule="yaml-colon",
            severity=Severity.ERROR,
            found=N_("Có thêm dấu hai chấm, hoặc thụt lề không khớp, ở: “{near}”."),
            why=N_("Dấu hai chấm kèm dấu cách mở đầu một giá trị; trong câu chữ nó làm câu bị cắt đôi."),
            fix=N_('Đặt cả câu trong ngoặc kép, ví dụ text: "Lưu ý: …", và xem lại thụt lề.'),
        ),
        Rule(
            rule="yaml-quote",
            severity=Severity.ERROR,
            found=N_("Dấu ngoặc kép hoặc nháy mở ở đây mà không đóng: “{near}”."),
            why=N_("Mọi thứ phía sau bị coi là một đoạn chữ."),
            fix=N_("Thêm dấu đóng ở cuối đoạn chữ."),
        ),
        Rule(
            rule="yaml-quote-needed",
            severity=Severity.ERROR,
            found=N_("Giá trị bắt đầu bằng ký tự đặc biệt: “{near}”."),
            why=N_("Các ký tự @ ` % có nghĩa riêng trong YAML khi đứng đầu."),
            fix=N_("Đặt cả giá trị trong ngoặc kép."),
        ),
        Rule(
            rule="yaml-bracket",
            severity=Severity.ERROR,
            found=N_("Dấu ngoặc mở ở đây mà không đóng, hoặc thiếu dấu phẩy: “{near}”."),
            why=N_("Danh sách trong ngoặc [ ] và {{ }} phải đóng và cách nhau bằng dấu phẩy."),
            fix=N_("Thêm dấu đóng ] hoặc }}, hoặc dấu phẩy còn thiếu."),
        ),
        Rule(
            rule="yaml-missing-colon",
            severity=Severity.ERROR,
            found=N_("Thiếu dấu hai chấm sau khóa: “{near}”."),
            why=N_("Mỗi dòng cần một khóa, dấu hai chấm, rồi giá trị."),
            fix=N_("Viết “khóa: giá trị”, có dấu cách sau dấu hai chấm."),
        ),
        Rule(
            rule="yaml-indentation",
            severity=Severity.ERROR,
            found=N_("Thụt lề không khớp với dòng phía trên: “{near}”."),
            why=N_("Cấp của một dòng do số dấu cách ở đầu dòng quyết định."),
            fix=N_("Cho các khóa cùng cấp thẳng cột với nhau, mỗi cấp hai dấu cách."),
        ),
        Rule(
            rule="yaml-directive",
            severity=Severity.ERROR,
            found=N_("Có dòng khai báo % ở đầu tệp."),
            why=N_("Tệp luôn được đọc theo YAML 1.2."),
            fix=N_("Xóa dòng khai báo."),
        ),
        Rule(
            rule="yaml-tag",
            severity=Severity.ERROR,
            found=N_("Có nhãn kiểu “!…” trước giá trị."),
            why=N_("Kiểu của mỗi giá trị đã do bộ câu hỏi quy định."),
            fix=N_("Xóa nhãn, chỉ để giá trị."),
        ),
        Rule(
            rule="anchor",
            severity=Severity.ERROR,
            found=N_("Có neo & hoặc bí danh * của YAML."),
            why=N_("Người đọc không thấy được phần chép lại, và một tệp nhỏ có thể phình ra vô hạn."),
            fix=N_("Viết lại phần đó đầy đủ; với thang đo thì khai báo dưới scales và gọi tên."),
        ),
        Rule(
            rule="too-deep",
            severity=Severity.ERROR,
            found=N_("Lồng nhau quá {deepest} cấp."),
            why=N_("Không phần nào của tệp cần sâu như vậy."),
            fix=N_("Xem lại thụt lề và dấu ngoặc."),
        ),
        Rule(
            rule="several-documents",
            severity=Severity.ERROR,
            found=N_("Dòng “---” mở đầu tài liệu thứ hai trong một tệp."),
            why=N_("Mỗi tệp chỉ chứa một bộ câu hỏi."),
            fix=N_("Tách thành hai tệp, hoặc xóa dòng “---”."),
        ),
        Rule(
            rule="key-not-text",
            severity=Severity.ERROR,
            found=N_("Khóa là một danh sách hoặc một bảng."),
            why=N_("Khóa phải là một từ để gọi tên được."),
            fix=N_("Viết khóa là một từ, theo sau là dấu hai chấm."),
        ),
        Rule(
            rule="key-repeated",
            severity=Severity.ERROR,
            found=N_("Khóa “{key}” viết lần thứ hai (lần đầu ở dòng {first})."),
            why=N_(
                "Chỉ một trong hai được dùng và không ai biết là cái nào; với phương án, hai câu trả lời sẽ trùng mã."
            ),
            fix=N_("Đổi tên hoặc mã của một trong hai, hoặc xóa bớt."),
        ),
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
            rule="type-later",
            severity=Severity.ERROR,
            found=N_("Kiểu câu hỏi “{given}” chưa được hỗ trợ trong phiên bản này."),
            why=N_("Câu hỏi sẽ không hiện được trên phiếu."),
            fix=N_("Dùng kiểu single, multi, scale, battery, number hoặc text."),
        ),
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
            rule="text-piping-later",
            severity=Severity.ERROR,
            found=N_("“{given}” chèn câu trả lời trước vào câu chữ, phiên bản này chưa hỗ trợ."),
            why=N_("Người trả lời sẽ thấy nguyên dấu ngoặc nhọn."),
            fix=N_("Viết câu hỏi không cần chèn."),
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
            rule="number-range",
            severity=Severity.ERROR,
            found=N_("from ({low}) không nhỏ hơn to ({high})."),
            why=N_("Không có số nào trả lời được câu hỏi."),
            fix=N_("Sửa from và to."),
        ),
        Rule(
            rule="condition-syntax",
            severity=Severity.ERROR,
            found=N_("Điều kiện “{text}” không đọc được từ “{rest}”."),
            why=N_("Điều kiện không đọc được thì không biết ai được hỏi."),
            fix=N_(
                "Viết như: dieu_kien in [1, 2] or ap_luc >= 4. Được dùng: = != < <= > >=, and or not, in "
                "[..], answered(..), selected(.., mã), count(..)."
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
                "selected và count dành cho câu multi; so sánh dành cho single, scale, number và từng ý của battery."
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
            rule="table-stub-unknown",
            severity=Severity.ERROR,
            found=N_("Bảng nhắc tới “{given}”, nhưng không có câu hỏi, cột hay chỉ số này."),
            why=N_("Bảng không lập được khi kiểm phiếu, mà lúc đó không sửa được nữa."),
            fix=N_("Dùng tên câu hỏi, câu.ý hoặc chỉ số."),
        ),
        Rule(
            rule="table-stub-without-columns",
            severity=Severity.ERROR,
            found=N_("“{given}” không có phương án để lập bảng."),
            why=N_("Lời ghi chú không có câu trả lời; ý kiến viết không bao giờ được lập bảng."),
            fix=N_("Bỏ “{given}” khỏi bảng."),
        ),
        Rule(
            rule="table-banner-unknown",
            severity=Severity.ERROR,
            found=N_("Bảng chia theo “{given}”, nhưng đây không phải total, group hay câu đặc điểm."),
            why=N_("Chỉ được chia theo những nhóm đã khai báo trước, để không ai bị lộ."),
            fix=N_("Dùng một trong: {known}."),
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
            fix=N_("Dùng mã của phương án, danh sách mã cho multi, hoặc dont_know, refused."),
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
        Rule(
            rule="document-unknown",
            severity=Severity.ERROR,
            found=N_("Không nhận ra đây là loại tệp nào."),
            why=N_("Khóa đầu tiên cho biết loại tệp: questionnaire, organisation, plan hoặc mapping."),
            fix=N_("Bắt đầu tệp bằng một trong các khóa đó."),
        ),
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
            rule="mapping-results-later",
            severity=Severity.ERROR,
            found=N_("Phiên bản này chưa nhận mapping kind: {given}."),
            why=N_("Chỉ nhập được tệp có từng dòng là một phiếu (kind: rows)."),
            fix=N_("Dùng kind: rows, hoặc bỏ phần này."),
        ),
        Rule(
            rule="mapping-branch",
            severity=Severity.ERROR,
            found=N_("branch cần đúng một trong hai: column (kèm values) hoặc constant."),
            why=N_("Không biết phiếu thuộc chi bộ nào thì không đưa vào nhóm được."),
            fix=N_("Viết branch: {{column: …, values: {{…}}}} hoặc branch: {{constant: …}}."),
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
            rule="trait-too-fine",
            severity=Severity.WARNING,
            found=N_("“{given}” có {levels} mức trên {count} người: mỗi mức trung bình chỉ khoảng {each} phiếu."),
            why=N_("Mức dưới 10 phiếu không được công bố riêng, bảng sẽ gần như trống."),
            fix=N_("Gộp các mức gần nhau."),
        ),
    )
}
