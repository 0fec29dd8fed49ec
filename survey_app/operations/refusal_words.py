"""What the statistics call things, in the words of the office.

Fields of a refusal hold either names of the file (columns, groups, waves) or phrases of the library; a name that reads
exactly as a phrase is taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from survey_app.language import N_, Said

WORDED = frozenset({"what", "need", "why", "column", "stated", "found", "years"})
"""Fields of refusals in which the library writes phrases of its own."""

WORDS: Mapping[str, str] = {
    "a column with options needs scores here": N_("cột có phương án thì ở đây phải có điểm cho từng phương án"),
    "a design effect needs scores of a sample of people": N_("hệ số thiết kế cần điểm của một mẫu người trả lời"),
    "a finite number per response and variable, a total per variable": N_(
        "mỗi phiếu cần một con số cho từng biến, và mỗi biến cần một tổng"
    ),
    "a finite value and a variance for each wave": N_("đợt nào cũng phải có giá trị và sai số"),
    "a finite value, a variance and covariates for each area": N_(
        "địa bàn nào cũng phải có giá trị, sai số và các biến kèm theo"
    ),
    "a net needs favourable and unfavourable options": N_(
        "hiệu số cần biết phương án nào là thuận, phương án nào là chưa thuận"
    ),
    "a permutation needs equal weights inside each stratum": N_("phép hoán vị cần trọng số bằng nhau trong từng tầng"),
    "a quantile is of one level": N_("mỗi lần chỉ tính phân vị của một mức"),
    "a quantile needs a rising value per option, a share in 0-1": N_(
        "phân vị cần giá trị tăng dần theo phương án và một tỷ lệ từ 0 đến 1"
    ),
    "a ratio needs cells whose rows are clusters": N_("tỷ số cần bảng đếm theo cụm chọn mẫu"),
    "a share of 0-1 and a variance for each wave": N_("đợt nào cũng phải có tỷ lệ từ 0 đến 1 và sai số"),
    "agreement needs a scale of at least three options": N_("độ đồng thuận cần thang đo có ít nhất ba mức"),
    "alpha needs two items and two responses that differ": N_(
        "hệ số alpha cần ít nhất hai câu hỏi và hai phiếu khác nhau"
    ),
    "alpha needs two scales that go together": N_("hệ số alpha cần ít nhất hai thang đo cùng chiều"),
    "an index needs a scale of at least two options": N_("chỉ số cần thang đo có ít nhất hai mức"),
    "an option ticked by all or by nobody has no correlation": N_(
        "phương án ai cũng chọn hoặc không ai chọn thì không có tương quan"
    ),
    "answered items among those asked, and a share above 0, at most 1": N_(
        "số câu đã trả lời không được nhiều hơn số câu được hỏi, và tỷ lệ phải trên 0, nhiều nhất là 1"
    ),
    "bounds must lie on both sides of 1": N_("giới hạn trọng số phải nằm ở hai bên số 1"),
    "consensus needs a scale of at least two options": N_("độ nhất trí cần thang đo có ít nhất hai mức"),
    "design weights of 1 or more, and room above them": N_("trọng số thiết kế phải từ 1 trở lên và còn chỗ để tăng"),
    "every option of both scales must have been chosen by somebody": N_(
        "phương án nào của hai thang đo cũng phải có người chọn"
    ),
    "every response needs a category of the margin": N_("phiếu nào cũng phải thuộc một loại của tiêu chí"),
    "four arrays of one shape, one axis for each of 1 to 5 traits": N_(
        "bốn bảng phải cùng cỡ, mỗi chiều là một đặc điểm, từ 1 đến 5 đặc điểm"
    ),
    "numbers of people of 0 or more, and a share e of 0-1": N_("số người phải từ 0 trở lên và tỷ lệ e từ 0 đến 1"),
    "one target per margin, and one number per category of it": N_(
        "mỗi tiêu chí cần một bộ số để cân về, mỗi loại một số"
    ),
    "shares need a column with options": N_("tỷ lệ cần một cột có phương án"),
    "targets are finite numbers of people, 0 or more": N_("số người cần cân về phải là số từ 0 trở lên"),
    "the function has a value and a slope at these shares": N_("hàm này không có giá trị hoặc độ dốc ở các tỷ lệ ấy"),
    "the jackknife needs strata of two or more clusters": N_("phép jackknife cần tầng nào cũng có từ hai cụm trở lên"),
    "the statistic is F, Chisq or saddlepoint": N_("thống kê kiểm định chỉ có F, Chisq hoặc saddlepoint"),
    "the weight of the newest wave lies in 0-1": N_("trọng số của đợt mới nhất phải từ 0 đến 1"),
    "the yes/no columns of one item by one banner": N_(
        "cần các cột có/không của cùng một câu, chia theo cùng một cách"
    ),
    "this measure needs a column with options": N_("số đo này cần một cột có phương án"),
    "this measure needs a column with scores": N_("số đo này cần một cột có điểm"),
    "this measure needs a scale of {least} options or more": N_("số đo này cần thang đo có ít nhất {least} mức"),
    "this table is too large to enumerate; use monte_carlo": N_(
        "bảng quá lớn để liệt kê hết; hãy dùng phép Monte Carlo"
    ),
    "this test needs cells whose rows are clusters": N_("phép kiểm định này cần bảng đếm theo cụm chọn mẫu"),
    "three or more scales that go together": N_("cần từ ba thang đo cùng chiều trở lên"),
    "two or more factors for every row of the cells": N_("mỗi dòng của bảng đếm cần từ hai hệ số trở lên"),
    "two or more scales": N_("cần từ hai thang đo trở lên"),
    "unlinked slips tell nothing of why somebody did not answer": N_(
        "phiếu mã không gắn với người không cho biết vì sao ai đó không trả lời"
    ),
    "a {ends} interval needs a base that is the whole roll of whole strata, with equal weights": N_(
        "khoảng {ends} chỉ dùng khi mẫu số là cả danh sách của trọn các tầng, với trọng số bằng nhau"
    ),
    "not JSON": N_("không phải JSON"),
    "not a released cube of version {version}": N_("không phải bản phát hành phiên bản {version}"),
    "a field is missing or foreign ({field})": N_("thiếu hoặc thừa một mục ({field})"),
    "not the waves of one calendar year": N_("các đợt không cùng một năm dương lịch"),
    "told already": N_("năm này đã được nêu rồi"),
    "none": N_("không có"),
    "Cramér's V": N_("hệ số V của Cramér"),
    "A break": N_("tìm chỗ gãy của xu hướng"),
    "A smoothed level": N_("mức làm trơn"),
    "A trend of log odds": N_("xu hướng theo log tỷ số chênh"),
    "A trend": N_("xu hướng"),
    "Drawing areas together (areas in place of waves)": N_(
        "ước lượng chung các địa bàn (mỗi địa bàn tính như một đợt)"
    ),
    "Cochran-Armitage": N_("kiểm định Cochran-Armitage"),
    "Jonckheere": N_("kiểm định Jonckheere"),
    "Kruskal-Wallis": N_("kiểm định Kruskal-Wallis"),
    "Leik": N_("độ nhất trí (Leik)"),
    "Wilson interval": N_("khoảng Wilson"),
    "agreement": N_("độ đồng thuận"),
    "median": N_("trung vị"),
    "interpolated median": N_("trung vị nội suy"),
    "alpha": N_("hệ số alpha"),
    "ordinal alpha": N_("hệ số alpha thứ bậc"),
    "omega": N_("hệ số omega"),
    "gamma": N_("hệ số gamma"),
    "areas": N_("các địa bàn"),
    "small areas": N_("ước lượng cho địa bàn nhỏ"),
    "area {number}": N_("địa bàn thứ {number}"),
    "calibration": N_("hiệu chỉnh trọng số"),
    "trimming": N_("cắt bớt trọng số"),
    "cap": N_("giới hạn trọng số"),
    "report": N_("báo cáo trọng số"),
    "raking": N_("cân trọng số"),
    "loose raking": N_("cân trọng số nới lỏng"),
    "raking with a cap": N_("cân trọng số có giới hạn"),
    "margin {margin}, category {category}": N_("tiêu chí thứ {margin}, loại thứ {category}"),
    "margin {margin}": N_("tiêu chí cân trọng số thứ {margin}"),
    "variable {number}": N_("biến thứ {number}"),
    "combination of the decomposition": N_("một tổ hợp đặc điểm khi phân rã thay đổi"),
    "stratum of the decomposition": N_("một tầng khi phân rã thay đổi"),
    "decomposition": N_("phân rã thay đổi"),
    "completeness": N_("mức đầy đủ của phiếu"),
    "dispositions": N_("kết quả tiếp cận"),
    "effective base": N_("mẫu số hiệu dụng"),
    "exact test": N_("kiểm định chính xác"),
    "factor": N_("phân tích nhân tố"),
    "reliability": N_("độ tin cậy của thang đo"),
    "polychoric (fewer than {least} answers)": N_("tương quan đa bậc (dưới {least} phiếu)"),
    "polychoric": N_("tương quan đa bậc"),
    "family of changes": N_("tập các thay đổi"),
    "pairwise differences": N_("so sánh từng cặp"),
    "linear by linear": N_("kiểm định xu thế hai chiều"),
    "log odds": N_("log tỷ số chênh"),
    "moving average": N_("trung bình trượt"),
    "multiple response": N_("câu chọn nhiều phương án"),
    "overlap": N_("phần người chung của hai đợt"),
    "prior of the strata": N_("giả định ban đầu cho các tầng"),
    "replicates": N_("mẫu lặp"),
    "roll": N_("danh sách"),
    "sensitivity": N_("phép thử với người không trả lời"),
    "series": N_("chuỗi các đợt"),
    "strata": N_("các tầng"),
    "stratum": N_("tầng của phiếu"),
    "table": N_("bảng"),
    "counts of {wave}": N_("bảng đếm của đợt {wave}"),
    "{wave}: n": N_("{wave}: tổng số phiếu"),
    "n": N_("tổng số phiếu"),
    "difference": N_("so sánh hai đợt"),
    "trend": N_("đường xu hướng"),
    "level": N_("mức chung của các đợt"),
    "signal": N_("khoảng dự báo cho đợt sau"),
    "break": N_("tìm một chỗ gãy"),
    "breaks": N_("tìm nhiều chỗ gãy"),
    "control": N_("biểu đồ kiểm soát"),
    "season": N_("yếu tố mùa trong năm"),
}
"""By the phrase of the library; what stands in braces is taken over."""


def word_of(value: object) -> object:
    """Return what the office calls a phrase of the library; anything else as it is."""
    if not isinstance(value, str):
        return value
    for pattern, message in _patterns():
        if found := pattern.fullmatch(value):
            return Said(message, found.groupdict())
    return value


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(phrase))), message)
        for phrase, message in WORDS.items()
    )
