import pytest

from survey_app.questionnaire.expressions import parse
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.sentences import sentence


def test_a_condition_is_said_in_both_languages(quarterly):
    condition = quarterly.item("kho_khan").when
    said = sentence(condition, quarterly, "vi")
    assert said == (
        "“Đồng chí hài lòng ở mức nào với điều kiện làm việc hiện nay?” là “Rất không hài lòng” hoặc “Không hài lòng”, "
        "hoặc “Ba tháng qua, đồng chí có thường bị quá tải công việc không?” từ mức “Thường xuyên” trở lên"
    )
    assert "is at least “Often”" in sentence(condition, quarterly, "en")


@pytest.mark.parametrize(
    "text",
    [
        "not (dieu_kien = 1 and ap_luc != 2)",
        "selected(kho_khan, 5)",
        "count(kho_khan) > 1",
        "answered(tin_tuong.cap_uy)",
        "tin_tuong.cap_uy < 3",
        "ap_luc = dieu_kien",
    ],
)
def test_every_kind_of_test_can_be_said(example, text):
    vi, en = (sentence(parse(text), example, language) for language in ("vi", "en"))
    assert vi != en
    assert "{" not in vi + en


FORM = load_questionnaire(
    """\
questionnaire: cau
title: {vi: Phiếu, en: Form}
languages: [vi, en]
minutes: 3
purpose: {vi: Thử., en: Test.}
pages:
  - page: mot
    items:
      - {item: a, type: single, text: {vi: Đơn vị?, en: Unit?}, options: {1: {vi: Sở, en: Office}, 2: {vi: Huyện, en: District}, 3: {vi: Xã, en: Commune}}}
      - {item: m, type: multi, text: {vi: Khó khăn?, en: Difficulties?}, options: {1: {vi: Lương, en: Pay}, 2: {vi: Nhà, en: Housing}, 3: {vi: Việc, en: Work}}}
      - {item: r, type: ranking, text: {vi: Ưu tiên?, en: First?}, options: {1: {vi: Học, en: Study}, 2: {vi: Nghỉ, en: Rest}}}
      - {item: n, type: number, text: {vi: Số giờ?, en: Hours?}, from: 0, to: 90, whole: false, unit: {vi: giờ, en: hours}}
      - {item: d, type: date, text: {vi: Ngày vào Đảng?, en: Joined?}, from: 1950-01-01, to: 2026-12-31}
      - {item: e, type: date, text: {vi: Lớp cuối?, en: Last course?}, from: 2018-01, to: 2026-12, grain: month}
      - {item: y, type: date, text: {vi: Năm sinh?, en: Born?}, from: 1950, to: 2010, grain: year}
""",
    file="cau.yaml",
)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("a in [1, 2, 3]", "“Đơn vị?” là “Sở”, “Huyện” hoặc “Xã”", "“Unit?” is “Office”, “District” or “Commune”"),
        ("not a in [1, 2]", "“Đơn vị?” không phải là “Sở” hay “Huyện”", "“Unit?” is not “Office” or “District”"),
        ("not a = 1", "“Đơn vị?” không phải là “Sở”", "“Unit?” is not “Office”"),
        ("not selected(m, 1)", "“Khó khăn?” không chọn “Lương”", "“Difficulties?” does not include “Pay”"),
        ("not answered(d)", "không trả lời “Ngày vào Đảng?”", "“Joined?” is not answered"),
        ("count(m) >= 2", "chọn ít nhất 2 mục ở “Khó khăn?”", "at least 2 chosen in “Difficulties?”"),
        ("2 > count(m)", "chọn chưa đến 2 mục ở “Khó khăn?”", "fewer than 2 chosen in “Difficulties?”"),
        ("selected(r, 2)", "“Ưu tiên?” có xếp hạng “Nghỉ”", "“First?” ranks “Rest”"),
        ("n >= 40.5", "“Số giờ?” từ 40,5 giờ trở lên", "“Hours?” is 40.5 hours or more"),
        ("d < 2021-03-05", "“Ngày vào Đảng?” trước ngày 05/03/2021", "“Joined?” is before 2021-03-05"),
        ("e >= 2021-03", "“Lớp cuối?” từ tháng 03/2021 trở về sau", "“Last course?” is 2021-03 or later"),
        ("y <= 1990", "“Năm sinh?” từ năm 1990 trở về trước", "“Born?” is 1990 or earlier"),
        (
            "not (a = 1 and answered(n))",
            "“Đơn vị?” không phải là “Sở”, hoặc không trả lời “Số giờ?”",
            "“Unit?” is not “Office”, or “Hours?” is not answered",
        ),
    ],
)
def test_conditions_read_as_spoken(text, vi, en):
    assert sentence(parse(text), FORM, "vi") == vi
    assert sentence(parse(text), FORM, "en") == en
