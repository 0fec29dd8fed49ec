"""Ready-made scales, in both languages, from low to high."""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.questionnaire.model import Option, Scale


def _scale(name: str, vi: str, en: str, *, favourable: range, unfavourable: range, first: int = 1) -> Scale:
    pairs = zip(vi.split(", "), en.split(", "), strict=True)
    return Scale(
        scale=name,
        options=tuple(Option(code=code, label={"vi": a, "en": b}) for code, (a, b) in enumerate(pairs, first)),
        favourable=frozenset(favourable),
        unfavourable=frozenset(unfavourable),
    )


_HIGH, _LOW, _NONE = range(4, 6), range(1, 3), range(0)

PRESETS: Mapping[str, Scale] = {
    scale.scale: scale
    for scale in (
        _scale(
            "dong_y_5",
            "Rất không đồng ý, Không đồng ý, Phân vân, Đồng ý, Rất đồng ý",
            "Strongly disagree, Disagree, Undecided, Agree, Strongly agree",
            favourable=_HIGH,
            unfavourable=_LOW,
        ),
        _scale(
            "hai_long_5",
            "Rất không hài lòng, Không hài lòng, Bình thường, Hài lòng, Rất hài lòng",
            "Very dissatisfied, Dissatisfied, Neither, Satisfied, Very satisfied",
            favourable=_HIGH,
            unfavourable=_LOW,
        ),
        _scale(
            "danh_gia_5",
            "Kém, Chưa tốt, Bình thường, Tốt, Rất tốt",
            "Poor, Not good enough, Average, Good, Very good",
            favourable=_HIGH,
            unfavourable=_LOW,
        ),
        _scale(
            "tin_tuong_4",
            "Không tin tưởng, Ít tin tưởng, Tin tưởng, Rất tin tưởng",
            "No trust, Little trust, Trust, Great trust",
            favourable=range(3, 5),
            unfavourable=_LOW,
        ),
        _scale(
            "quan_tam_4",
            "Không quan tâm, Ít quan tâm, Quan tâm, Rất quan tâm",
            "Not interested, Slightly interested, Interested, Very interested",
            favourable=range(3, 5),
            unfavourable=_LOW,
        ),
        _scale(
            "thay_doi_5",
            "Kém đi nhiều, Kém đi, Như cũ, Tốt lên, Tốt lên nhiều",
            "Much worse, Worse, The same, Better, Much better",
            favourable=_HIGH,
            unfavourable=_LOW,
        ),
        _scale(
            "tan_suat_5",
            "Không bao giờ, Hiếm khi, Thỉnh thoảng, Thường xuyên, Rất thường xuyên",
            "Never, Rarely, Sometimes, Often, Very often",
            favourable=_NONE,
            unfavourable=_NONE,
        ),
        _scale("co_khong", "Không, Có", "No, Yes", favourable=_NONE, unfavourable=_NONE),
        _scale(
            "muc_0_10",
            "0 (thấp nhất), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 (cao nhất)",
            "0 (lowest), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 (highest)",
            favourable=range(7, 11),
            unfavourable=range(4),
            first=0,
        ),
    )
}
"""A frequency or a yes/no leans nowhere by itself: the item says which side is favourable."""
