import pytest

from survey_app.questionnaire.digest import digest, item_digest, kind
from survey_app.questionnaire.loader import load_questionnaire


def test_digests_are_sha256(example):
    assert digest(example).startswith("sha256:")
    assert len(item_digest(example, "dieu_kien")) == 71
    assert len({item_digest(example, item.item) for item in example.items()}) == 5


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("điều kiện làm việc hiện nay", "điều kiện làm việc", {"dieu_kien", "tam_trang"}),
        ("Thu nhập,", "Lương,", {"kho_khan"}),
        ("at_most: 3", "at_most: 2", {"kho_khan"}),
        ("4: Rất tin tưởng", "4: Hoàn toàn tin", {"tin_tuong", "tam_trang"}),
        ("-ap_luc", "ap_luc", {"tam_trang"}),
        ("sensitive: true", "sensitive: false", set()),
        ("ap_luc >= 4", "ap_luc = 5", {"kho_khan"}),
        ("ap_luc >= 4", "(ap_luc >= 4)", set()),
        ("title: Phiếu xin ý kiến quý", "title: Phiếu", set()),
    ],
)
def test_only_what_is_asked_changes_the_digest_of_an_item(language_text, example, old, new, changed):
    other = load_questionnaire(language_text.replace(old, new), file="b")
    names = [*(item.item for item in example.items()), "tam_trang"]
    assert {name for name in names if item_digest(example, name) != item_digest(other, name)} == changed
    assert digest(example) != digest(other)


def test_a_further_language_does_not_change_the_digest(language_text, example):
    text = language_text.replace("languages: [vi]", "languages: [vi, en]")
    text = text.replace("text: Thâm niên công tác", "text: {vi: Thâm niên công tác, en: Service}")
    assert item_digest(load_questionnaire(text, file="b"), "tham_nien") == item_digest(example, "tham_nien")


def test_types_have_their_names(example):
    assert [kind(item) for item in example.items()] == ["scale", "scale", "multi", "battery", "single"]
