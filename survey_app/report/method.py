"""How a wave was made, element by element of the AAPOR disclosure list, in words taken from its release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.disclosure import POPULATION_UNKNOWN
from analysis.disclosure.released import TOTAL, ReleasedCube
from analysis.transparency import Statement, disclosure_list
from survey_app.language import N_, say, translate
from survey_app.report import labels, numbers, sureness
from survey_app.report.reasons import least

OWN = frozenset({"real", "slips", "simulated", "rehearsal", "replay"})
"""Kinds of waves that were taken by the slips of this software."""
NAMES: Mapping[str, str] = {
    "strategy": N_("Cách thu thập"),
    "sponsor": N_("Cơ quan chủ trì"),
    "conductor": N_("Đơn vị thực hiện"),
    "instrument": N_("Bộ câu hỏi"),
    "population": N_("Kết quả nói về ai"),
    "selection": N_("Cách chọn người"),
    "mode": N_("Hình thức trả lời"),
    "dates": N_("Thời gian"),
    "sizes": N_("Số người, số phiếu"),
    "precision": N_("Độ chính xác"),
    "weighting": N_("Gia quyền"),
    "processing": N_("Xử lý phiếu"),
    "limits": N_("Giới hạn"),
}
STRATEGY = N_("Hỏi tất cả mọi người trong danh sách bằng phiếu không tên, mỗi người một mã dùng một lần.")
STRATEGY_ELSEWHERE = N_("Nhập từ một cuộc hỏi có trước phần mềm này; cách thu thập theo cuộc hỏi gốc.")
STRATEGY_OPEN = N_("Mời mọi người trả lời qua một địa chỉ công khai, không cần mã.")
SELECTION_OPEN = N_("Không chọn mẫu: ai thấy lời mời và muốn thì trả lời, nhiều lần cũng được.")
POPULATION_ANYBODY = N_("Chỉ nói về các phiếu nhận được; không có danh sách người được hỏi.")
NO_RATE = N_("Tỷ lệ trả lời không tính được: không có danh sách.")
PRECISION_OPEN = N_("Không có sai số và không có kiểm định: không phải mẫu ngẫu nhiên.")
WEIGHTING_NONE = N_("Không gia quyền: mỗi phiếu tính như nhau.")
INSTRUMENT = N_(
    "Nguyên văn từng câu ở trang của câu và ở tờ Ghi chú của bảng tính; bộ câu hỏi {name}, bản công bố {manifest}."
)
POPULATION = N_("{N} người có tên trong danh sách khi mở đợt.")
POPULATION_OPEN = N_("Không rõ danh sách gốc có bao nhiêu người.")
SELECTION = N_(
    "Không chọn mẫu: mời tất cả. Trả lời hay không là tùy mỗi người, nên số phiếu thu về không phải mẫu ngẫu nhiên."
)
SELECTION_ELSEWHERE = N_("Theo cuộc hỏi gốc.")
MODES: Mapping[str, str] = {
    "mode_two_phase": N_("Trên điện thoại hoặc máy tính, tự trả lời; mã và phiếu phát trong hai lần."),
    "mode_meeting": N_("Tự trả lời, ngay tại hội nghị."),
}
MODE = N_("Trên điện thoại, máy tính hoặc phiếu giấy, tự trả lời.")
DATES = N_("{days}.")
SIZES = N_("{n} phiếu trong {N} người: tỷ lệ trả lời {percent} (AAPOR RR2, kể cả phiếu trả lời chưa hết).")
SIZES_OPEN = N_("Số phiếu từng câu ở bảng; tỷ lệ trả lời không rõ.")
OTHER_RATES = N_(
    "RR1 (phiếu trả lời hết) không đếm riêng; các tỷ lệ AAPOR khác không tính được, vì không ai biết vì sao một người "
    "không trả lời."
)
PRECISION = N_(
    "Khoảng 95% và sai số chuẩn cho những người trong danh sách (có hiệu chỉnh tổng thể hữu hạn); sai số kể cả dao "
    "động ngẫu nhiên ghi bên cạnh. Khác nhau giữa các nhóm: kiểm định Rao–Scott bậc hai trên số đã làm tròn; chữ cột "
    "hiệu chỉnh Holm; thay đổi giữa hai đợt xét chung mọi câu (Benjamini–Hochberg, 5%)."
)
PRECISION_NONE = N_("Không có sai số: chỉ có tỷ lệ đã công bố trước đây.")
WEIGHTING = N_("Toàn tổ chức: gia quyền theo số người của từng chi bộ. Các nhóm: tính từ số phiếu đã công bố.")
WEIGHTING_FILE = N_("Dùng trọng số của tệp được nhập.")
PROCESSING = N_(
    "Khó trả lời, không muốn trả lời, bỏ qua và không được hỏi là bốn việc khác nhau, đếm riêng; không điền thay câu "
    "trả lời nào. Mọi bảng qua cổng công bố: số phiếu làm tròn đến {round}, nhóm dưới {least} phiếu không công bố."
)
LIMITS = N_(
    "Không nói được người chưa trả lời nghĩ gì, vì sao ý kiến thay đổi, và bất cứ điều gì về một người. Hai đợt không "
    "nối được phiếu của cùng một người, nên không biết ai đã đổi ý."
)


def statement_of(cube: ReleasedCube, organisation: str, language: str) -> Statement:
    """Return the disclosure list of a wave, every element filled in from the release.

    Raises
    ------
    NotDisclosedError
        An element has nothing to say; never of a release that names its organisation or its questionnaire.
    """
    own, opened = cube.provenance in OWN, labels.is_open(cube)
    named = organisation or say(cube.title, language) or cube.questionnaire
    told: dict[str, Sequence[str]] = {
        "strategy": [
            _say(STRATEGY_OPEN if opened else STRATEGY if own else STRATEGY_ELSEWHERE, language),
            labels.provenance(cube, language) or "",
        ],
        "sponsor": [named],
        "conductor": [named],
        "instrument": [
            _say(INSTRUMENT, language, name=cube.questionnaire, manifest=cube.manifest.removeprefix("sha256:")[:12])
        ],
        "population": [_population(cube, language)],
        "selection": [_say(SELECTION_OPEN if opened else SELECTION if own else SELECTION_ELSEWHERE, language)],
        "mode": [_mode(cube, language) if own else _say(SELECTION_ELSEWHERE, language)],
        "dates": [_say(DATES, language, days=numbers.days(cube.opened, cube.closed, language))],
        "sizes": _sizes(cube, language),
        "precision": [_say(PRECISION if _has_errors(cube) else PRECISION_OPEN if opened else PRECISION_NONE, language)],
        "weighting": [
            _say(WEIGHTING_FILE if "weights_of_the_file" in cube.population.note else WEIGHTING, language)
            if _has_errors(cube)
            else _say(WEIGHTING_NONE if opened else SELECTION_ELSEWHERE, language)
        ],
        "processing": [
            _say(PROCESSING, language, round=cube.rules.get("round", 3), least=least(cube, cube.tables, language))
        ],
        "limits": [_say(LIMITS, language)],
    }
    return disclosure_list({name: " ".join(part for part in parts if part) for name, parts in told.items()})


def elements(cube: ReleasedCube, organisation: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return name and text of each element, in the order of the list."""
    return tuple(
        (_say(NAMES[str(row["element"])], language), str(row["text"]))
        for row in statement_of(cube, organisation, language).rows()
    )


def _say(template: str, language: str, **fields: object) -> str:
    return translate(template, language).format(**fields)


def _population(cube: ReleasedCube, language: str) -> str:
    if labels.is_open(cube):
        return _say(POPULATION_ANYBODY, language)
    if POPULATION_UNKNOWN in cube.population.note:
        return _say(POPULATION_OPEN, language)
    return _say(POPULATION, language, N=numbers.decimal(cube.population.N, language))


def _mode(cube: ReleasedCube, language: str) -> str:
    found = next((text for note, text in MODES.items() if note in cube.population.note), MODE)
    return _say(found, language)


def _sizes(cube: ReleasedCube, language: str) -> list[str]:
    people = cube.population
    if labels.is_open(cube):
        return [labels.sample(cube, language), _say(NO_RATE, language)]
    if POPULATION_UNKNOWN in people.note:
        return [_say(SIZES_OPEN, language)]
    told = [
        _say(
            SIZES,
            language,
            n=numbers.decimal(people.n, language),
            N=numbers.decimal(people.N, language),
            percent=numbers.percent(people.response, language),
        )
    ]
    groups = [one for one in cube.response if one.level != TOTAL]
    if groups:
        named = "; ".join(f"{say(one.label, language)} {sureness.response_words(one, language)}" for one in groups)
        told.append(f"{named}.")
    return [*told, _say(OTHER_RATES, language)]


def _has_errors(cube: ReleasedCube) -> bool:
    return any(
        any(figure.se is not None for figure in table.measures) or any(cell.se is not None for cell in table.cells)
        for table in cube.tables
    )
