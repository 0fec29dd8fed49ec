import pytest

from survey_app.questionnaire.presets import PRESETS


def test_the_presets_of_the_language_are_there():
    names = "dong_y_5, hai_long_5, danh_gia_5, tin_tuong_4, quan_tam_4, thay_doi_5, tan_suat_5, co_khong, muc_0_10"
    assert ", ".join(PRESETS) == names


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_balanced_and_in_both_languages(name):
    scale = PRESETS[name]
    assert len(scale.favourable) == len(scale.unfavourable)
    assert not scale.favourable & scale.unfavourable
    for language in ("vi", "en"):
        assert len({option.label[language] for option in scale.options}) == len(scale.options)
