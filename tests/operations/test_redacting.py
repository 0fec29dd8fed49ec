"""What the redaction assistant marks, in both languages, and what it leaves alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey_app.operations.redacting import blackened, marks_of, plainly, shown, tells_anything, tidied
from survey_app.operations.redaction_rules import Sort, bare

BRANCHES = ("Chi bộ Kế hoạch – Tài chính", "Khối Văn phòng")


def sorts(text: str) -> list[Sort]:
    return [mark.sort for mark in marks_of(text, BRANCHES)]


@pytest.mark.parametrize(
    ("text", "sort", "passage"),
    [
        ("Nên hỏi ý kiến Nguyễn Văn Hùng trước.", Sort.PERSON, "Nguyễn Văn Hùng"),
        ("nên hỏi nguyen van hung trước", Sort.PERSON, "nguyen van hung"),
        ("ĐỀ NGHỊ TRẦN HÙNG TRẢ LỜI", Sort.PERSON, "TRẦN HÙNG TRẢ LỜI"),
        ("Việc này do chị Hoa phụ trách", Sort.PERSON, "chị Hoa"),
        ("đ/c Lò Thị Mây rất tốt", Sort.PERSON, "đ/c Lò Thị Mây"),
        ("hỏi TS.Hà là rõ", Sort.PERSON, "TS.Hà"),
        ("Please ask Mr Smith about it", Sort.PERSON, "Mr Smith"),
        ("gọi 0912 345 678 để rõ", Sort.PHONE, "0912 345 678"),
        ("gọi +84.912.345.678", Sort.PHONE, "+84.912.345.678"),
        ("gửi về a.nguyen@so.gov.vn nhé", Sort.EMAIL, "a.nguyen@so.gov.vn"),
        ("xem https://zalo.me/abc nhé", Sort.LINK, "https://zalo.me/abc"),
        ("xe 37A-123.45 đỗ sai chỗ", Sort.PLATE, "37A-123.45"),
        ("từ ngày 20/11/2025 đến nay", Sort.DATE, "ngày 20/11/2025"),
        ("since 12 May 2025 nothing happened", Sort.DATE, "12 May 2025"),
        ("trưởng phòng chưa lắng nghe", Sort.POSITION, "trưởng phòng"),
        ("the chief accountant is never there", Sort.POSITION, "the chief accountant"),
        ("nhà số 12 đường Lê Lợi", Sort.ADDRESS, "đường Lê Lợi"),
        ("ở chi bộ 3 thì khác", Sort.BRANCH, "chi bộ 3"),
        ("o chi bo ke hoach – tai chinh thi khac", Sort.BRANCH, "chi bo ke hoach – tai chinh"),
        ("tôi 58 tuổi", Sort.DETAIL, "58 tuổi"),
        ("I am about to retire", Sort.DETAIL, "about to retire"),
        ("bên Hưng Nguyên làm tốt hơn", Sort.NAME, "Hưng Nguyên"),
        ("căn cước 040085001234", Sort.NUMBER, "040085001234"),
    ],
)
def test_what_may_tell_somebody_is_marked(text: str, sort: Sort, passage: str):
    assert (sort, passage) in [(one.sort, text[one.start : one.end]) for one in marks_of(text, BRANCHES)]


@pytest.mark.parametrize(
    "text",
    [
        "Cải thiện điều kiện làm việc, tăng lương.",
        "Nên họp ít hơn và gửi tài liệu trước.",
        "It may be better to hire more people.",
        "Đề nghị có thêm 3 máy tính.",
        "Văn bản nên có ghi chú. Nếu dài thì tóm tắt.",
        "Nhắn qua Zalo, tập huấn Excel và tiếng Anh.",
    ],
)
def test_ordinary_proposals_stay_whole(text: str):
    assert sorts(text) == []


def test_what_is_taken_out_is_gone_and_said_in_the_language_asked_for():
    text = "Chị Hoa, 0912345678, biết rõ."
    marks = marks_of(text)
    assert blackened(text, marks) == "[tên người], [số điện thoại], biết rõ."
    assert blackened(text, marks, "en") == "[a person's name], [a telephone number], biết rõ."
    assert shown(text, marks) == "⟦Chị Hoa⟧, ⟦0912345678⟧, biết rõ."
    assert marks_of(blackened(text, marks)) == ()


def test_a_text_that_is_all_marks_tells_nothing():
    for text, left in (("Chị Hoa, 0912345678!", False), ("Chị Hoa tốt", True), ("", False)):
        assert tells_anything(text, marks_of(text)) is left


def test_a_text_typed_in_parts_is_composed_first():
    apart = unicodedata.normalize("NFD", "Hỏi anh Đặng Hữu Phước nhé")
    assert [mark.sort for mark in marks_of(tidied(apart))] == [Sort.PERSON]
    assert bare("Đường Lê Lợi") == "Duong Le Loi"


def test_habits_of_typing_are_taken_away():
    assert plainly("  HỌP  ÍT HƠN ĐI!!!  😡") == "Họp ít hơn đi!"
    assert plainly("nên “ lắng nghe ” hơn…") == 'Nên " lắng nghe " hơn.'
    assert plainly("") == ""


@dataclass
class Measured:
    """What the assistant finds of the passages that a reader should look at."""

    found: int = 0
    passages: int = 0
    plain: int = 0
    disturbed: int = 0

    def add(self, raw: str) -> None:
        """Count one annotated text; a passage is found when each of its letters and digits is marked."""
        text, wanted = raw.replace("⟦", "").replace("⟧", ""), []
        for number, match in enumerate(re.finditer("⟦(.*?)⟧", raw)):
            start = match.start() - 2 * number
            wanted.append(range(start, start + len(match.group(1))))
        marked = {at for mark in marks_of(text) for at in range(mark.start, mark.end)}
        self.passages += len(wanted)
        self.found += sum(all(at in marked for at in one if text[at].isalnum()) for one in wanted)
        self.plain += not wanted
        self.disturbed += not wanted and bool(marked)


@pytest.fixture(scope="module")
def measured(root: Path) -> dict[tuple[str, bool], Measured]:
    """What is found of the annotated texts, by language and by whether the rules were made with them at hand."""
    found: dict[tuple[str, bool], Measured] = {}
    unseen = False
    for line in (root / "tests" / "vectors" / "redaction.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            unseen = unseen or line.startswith("# Written after")
            continue
        language, _, text = line.partition("|")
        found.setdefault((language, unseen), Measured()).add(text)
    for (language, unseen), one in found.items():
        table = f"{one.found} of {one.passages} found; {one.disturbed} of {one.plain} plain texts marked"
        print(f"{language} {'unseen' if unseen else 'known'}: {table}")  # noqa: T201 -- seen with pytest -s
    return found


@pytest.mark.parametrize(
    ("language", "unseen", "least"), [("vi", False, 0.95), ("en", False, 0.9), ("vi", True, 0.85), ("en", True, 0.5)]
)
def test_most_of_what_could_tell_somebody_is_marked(measured, language: str, unseen: bool, least: float):
    one = measured[(language, unseen)]
    assert one.passages > 5
    assert one.found / one.passages >= least


def test_not_everything_is_marked(measured):
    assert sum(one.plain for one in measured.values()) >= 20
    assert sum(one.disturbed for one in measured.values()) <= 1


def test_passages_that_overlap_become_one():
    text = "Hỏi Phòng Tổ chức Trần Hùng, nhé"
    (mark,) = marks_of(text)
    assert text[mark.start : mark.end] == "Phòng Tổ chức Trần Hùng"
