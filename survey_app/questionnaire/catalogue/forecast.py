"""Problems of a questionnaire in an organisation: what the release gate could never tell, who would stand alone."""

from __future__ import annotations

from survey_app.language import N_
from survey_app.questionnaire.catalogue.rule import Rule, Severity

RULES = (
    Rule(
        rule="forecast-alone",
        severity=Severity.ERROR,
        found=N_(
            "Nếu {percent} % số người trả lời, dự kiến {count} người đứng một mình trong bảng “{given}” × {banner}."
        ),
        why=N_("Người quen biết chỉ cần nhìn đặc điểm là tìm ra người đó, nên không thể hứa là vô danh."),
        fix=N_("Gộp các phương án của “{given}” như sau: {merge}; khi đó dự kiến còn {after} người."),
    ),
    Rule(
        rule="forecast-withheld",
        severity=Severity.WARNING,
        found=N_("Bảng “{given}” chia theo {banner} sẽ bị che hoàn toàn, dù 60, 80 hay 95 % số người trả lời."),
        why=N_("Không nhóm nào có đủ phiếu để công bố mà không lộ người, nên bảng luôn trống."),
        fix=N_("Bỏ {banner} khỏi banner của “{given}”; bảng chung toàn tổ chức vẫn giữ."),
    ),
)
