import pytest

from survey_app.questionnaire.expressions import parse
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
