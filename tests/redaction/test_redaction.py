"""What the redaction assistant finds of the texts that its rules are made with; the held-out half is only printed."""

from __future__ import annotations

import pytest

from survey_app.operations.redacting import marks_of, shown

CLASSES = {"address", "birth", "email", "handle", "id", "link", "name", "phone", "plate", "position", "unit"}


@pytest.fixture(scope="module")
def developed(measure):
    return {
        language: measure.measured(measure.texts(language, measure.Part.DEVELOPMENT)) for language in measure.LANGUAGES
    }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nearly_every_passage_is_marked(developed, language: str):
    one = developed[language]
    assert one.recall >= 0.95, one.missed
    assert all(one.found[kind] >= 0.75 * one.passages[kind] for kind in one.passages), one.missed


@pytest.mark.parametrize("language", ["vi", "en"])
def test_marks_are_seldom_in_vain(developed, language: str):
    one = developed[language]
    assert one.precision >= 0.9, one.vain
    assert one.disturbance <= 0.05, one.vain
    assert one.blackened_in_vain <= 0.05


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_halves_hold_every_class_and_as_many_texts(measure, language: str):
    halves = [list(measure.texts(language, half)) for half in (measure.Part.DEVELOPMENT, measure.Part.HELD_OUT)]
    for half in halves:
        assert {kind for one in half for kind, _, _ in one.wanted} == CLASSES
        assert sum(bool(one.wanted) for one in half) >= 40
        assert sum(not one.wanted for one in half) >= 30
    first, second = ({one.text for one in half} for half in halves)
    assert not first & second


def test_measuring_asks_for_every_letter_of_a_passage(measure):
    one = measure.measured([measure.annotated("Chị {name|Hoa} ở {unit|nơi nào đó}, tôi biết.")])
    assert (one.passages["name"], one.found["name"], one.passages["unit"], one.found["unit"]) == (1, 1, 1, 0)
    assert (one.marks, one.right, one.plain) == (1, 1, 0)
    plain = measure.measured([measure.annotated("Hỏi chị Hoa thì rõ.")])
    assert (plain.marks, plain.right, plain.disturbed) == (1, 0, 1)


def seen(text: str) -> str:
    return shown(text, marks_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "góp ý cho ⟦a hùng⟧, ⟦c lan⟧ nhé",
        "⟦a. Hùng⟧ hay vắng",
        "⟦N.V.A⟧ ký thay người khác",
        "⟦anh hung⟧ ⟦phong ke hoach⟧ rat tot",
        "⟦Dương⟧ hay chê người khác",
        "⟦Quyet⟧ always shouts",
        "I gave it to ⟦Peter O'Brien⟧ and ⟦Anne-Marie⟧",
        "I read ⟦John⟧'s report",
        "⟦phó bí thư chi bộ 3⟧ nói khác",
        "do ⟦Văn phòng Sở⟧, không ai khác",
        "⟦phòng kế hoạch⟧ làm chậm",
        "⟦the deputy head of accounting⟧ decides",
        "gọi ⟦0238 3 844 500⟧ hay ⟦+84(0)912345678⟧ hay ⟦O912345678⟧",
        "số là ⟦không chín một hai ba bốn năm sáu bảy tám⟧",
        "thẻ ⟦040 091 004 567⟧",
        "thư ⟦hoa.le [at] example.vn⟧",
        "sinh ⟦12-3-85⟧",
        "nhà ở ⟦24 Lê Hồng Phong⟧",
        "⟦nick zalo: hoanguyen1990⟧",
    ],
)
def test_what_people_write_is_marked_whole(text: str):
    found = seen(text.replace("⟦", "").replace("⟧", ""))
    assert found.replace("⟧ ⟦", " ") == text.replace("⟧ ⟦", " ")


@pytest.mark.parametrize(
    "text",
    [
        "Em thảo luận với anh em thì ổn, chị em đồng ý.",
        "anh trung thực, chị duy trì nề nếp, em hạnh phúc",
        "Các trưởng phòng và những phó giám đốc cần đi học.",
        "Kinh phí 450.000.000 đồng theo Nghị định 13/2023/NĐ-CP và Nghị quyết 57-NQ/TW.",
        "Sở Khoa học và Công nghệ, Ban Giám đốc, Đảng ủy và UBND tỉnh Nghệ An.",
        "bảo vệ quyền lợi đảng viên, công tác văn thư, phần mềm kế toán",
        "toi thay hai long voi cong viec, co che thu nhap chua ro",
        "Salary never rises. Rain came in. Every director should listen.",
        "The People's Committee meets every Monday in May.",
        "From 2021 to 2025 we had Windows 11 and ISO 9001.",
    ],
)
def test_what_looks_like_it_is_left_alone(text: str):
    assert seen(text) == text
