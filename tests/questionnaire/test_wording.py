"""Habits of wording: those that bend answers are found, and fair questions are left alone."""

import pytest

from survey_app.questionnaire import wording


def rules(text, language, *, rating=True):
    return {hit.rule for hit in wording.hits(text, language, rating=rating)}


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        ("wording-double", "vi", "Đồng chí hài lòng với tiền lương và điều kiện làm việc ở mức nào?"),
        ("wording-double", "vi", "Đồng chí đánh giá thế nào về lãnh đạo cũng như cấp ủy?"),
        ("wording-double", "en", "How satisfied are you with your pay and your rooms?"),
        ("wording-leading", "vi", "Đồng chí có đồng ý rằng sinh hoạt chi bộ đã tốt lên không?"),
        ("wording-leading", "vi", "Việc này rất cần thiết, đúng không?"),
        ("wording-leading", "en", "Don't you think that meetings are too long?"),
        ("wording-period", "vi", "Gần đây đồng chí có bị quá tải không?"),
        ("wording-period", "en", "Have you been overworked recently?"),
        ("wording-negation", "vi", "Chúng ta không thể không thay đổi."),
        ("wording-negation", "en", "It is not unlikely that I shall leave."),
    ],
)
def test_a_habit_that_bends_answers_is_found(rule, language, text):
    assert rule in rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Đồng chí đánh giá thế nào về Sở Khoa học và Công nghệ?"),
        ("vi", "Quan hệ giữa cấp ủy và chính quyền ở cơ quan ta thế nào?"),
        ("vi", "Ba tháng qua, đồng chí có thường bị quá tải công việc không?"),
        ("vi", "Trong thời gian qua, từ quý trước đến nay, đời sống thay đổi thế nào?"),
        ("vi", "Lần gần đây nhất đồng chí được bồi dưỡng là khi nào?"),
        ("vi", "Kiến nghị của đảng viên được giải quyết nhanh hay chậm?"),
        ("en", "How do you rate science and technology at work?"),
        ("en", "How would you describe relations between management and employees?"),
        ("en", "In the past three months, how often were you overworked?"),
        ("en", "Steps are taken with somebody who cannot or will not improve."),
        ("en", "I trust the Ministry of Science and Technology."),
    ],
)
def test_a_fair_question_is_left_alone(language, text):
    assert rules(text, language) == set()


def test_other_languages_are_left_alone():
    assert rules("Ich bin nicht unzufrieden", "de") == set()


def test_a_statement_that_denies_is_told_from_a_yes_or_no_question():
    assert wording.negated("Tôi không làm hết việc.", "vi") == "không"
    assert wording.negated("Đồng chí có làm hết việc không?", "vi") == ""
    assert wording.negated("I do not have time.", "en") == "not"
    assert wording.negated("Tell me whether or not it is so.", "en") == ""


def test_what_a_screen_reader_says_alike_is_alike():
    assert wording.sound("Hòa bình.") == wording.sound("hoà  BÌNH")
    assert wording.sound("5") != wording.sound("-5")
    assert wording.sound("ma") != wording.sound("má")


def test_an_abbreviation_is_explained_or_told():
    assert wording.shorthand("Khó khăn trong CCHC?", "cải cách hành chính (CCHC)") == ""
    assert wording.shorthand("Khó khăn trong CCHC?", "Khó khăn trong CCHC?") == "CCHC"
    assert wording.shorthand("Đại hội XIII, NGAY hôm nay, UBND tỉnh", "") == ""


def test_exits_and_ways_out_are_known():
    assert wording.is_exit("Khó trả lời")
    assert wording.is_exit("Don't know")
    assert not wording.is_exit("Không biết bơi thì học")
    assert wording.has_way_out({"vi": ["Việc", "Không có khó khăn nào"]})
    assert not wording.has_way_out({"vi": ["Việc", "Lương"]})


@pytest.mark.parametrize("text", ["a&nbsp;b", "<% x %>", "[a](https://b)", "`x`", "# đầu đề", "${x}", "__x__"])
def test_markup_of_other_worlds_is_seen(text):
    assert wording.foreign_marks(text)


def test_plain_words_are_no_markup():
    for text in ("A & B", "5 < 6", "[việc]", "a_b_c", "số #1"):
        assert wording.foreign_marks(text) == ""
