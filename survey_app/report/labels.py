"""Names and legends of codes that stand in released cubes, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.disclosure.released import ReleasedContinued, ReleasedCube, ReleasedLevel, ReleasedStub, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.report import numbers

MARKS: Mapping[str, str] = {
    "c": N_("không công bố, để không lộ câu trả lời của ai"),
    "u": N_("ít phiếu nên không đủ để tính"),
    "x": N_("đợt này không hỏi"),
    "z": N_("không áp dụng"),
    "b": N_("câu hỏi đã đổi, không so sánh qua chỗ này"),
    "k": N_("làm tròn thành 0"),
    "w": N_("không có phiếu nào"),
}
BANDS: Mapping[str, str] = {
    "lt10": N_("dưới 10%"),
    "10-33": "10–33%",
    "34-66": "34–66%",
    "67-90": "67–90%",
    "gt90": N_("trên 90%"),
    "lt50": N_("dưới một nửa"),
    "ge50": N_("từ một nửa trở lên"),
}
SIDES: Mapping[str, str] = {
    "favourable": N_("thuận"),
    "unfavourable": N_("chưa thuận"),
    "neutral": N_("ở giữa"),
    "rest": N_("các ý còn lại"),
}
MEASURES: Mapping[str, str] = {
    "net": N_("Hiệu số"),
    "index": N_("Chỉ số 0–100"),
    "mean": N_("Trung bình"),
    "median": N_("Trung vị"),
    "share": N_("Phần trăm"),
}
PROVENANCE: Mapping[str, str] = {
    "simulated": N_("Dữ liệu mô phỏng: không có câu trả lời nào của người thật."),
    "replay": N_("Dữ liệu phát lại: câu trả lời của một cuộc khảo sát đã công bố, đi qua toàn bộ quy trình."),
    "rehearsal": N_("Đợt diễn tập: chỉ để thử quy trình, không dùng để kết luận."),
    "import_rows": N_("Số liệu nhập từ một đợt hỏi có trước phần mềm này."),
    "import_results": N_("Kết quả đã công bố trước đây, nhập lại nguyên tỷ lệ; không có sai số, không chia theo nhóm."),
}
SHORT_PROVENANCE: Mapping[str, str] = {
    "simulated": N_("dữ liệu mô phỏng"),
    "replay": N_("dữ liệu phát lại"),
    "rehearsal": N_("đợt diễn tập"),
    "import_rows": N_("số liệu nhập"),
    "import_results": N_("kết quả đã công bố, nhập lại"),
}
NOTES: Mapping[str, str] = {
    "more_ballots_than_roll": N_("Số phiếu nhiều hơn số người trong danh sách."),
    "weights_of_the_file": N_("Sai số chỉ tính theo chi bộ, không tính theo cụm chọn mẫu của tệp."),
    "mode_two_phase": N_("Phiếu được phát và gửi trong hai lần, khác các đợt thường lệ."),
    "mode_meeting": N_("Phiếu được lấy ngay tại hội nghị, khác các đợt thường lệ."),
    "banner_withheld": N_("Có bảng theo nhóm không công bố được vì lý do bảo mật."),
}


def mark(code: str, language: str) -> str:
    """Return the meaning of a mark."""
    return translate(MARKS.get(code, code), language)


def band(code: str, language: str) -> str:
    """Return a band as a reader sees it."""
    return translate(BANDS.get(code, code), language)


def note(code: str, language: str) -> str:
    """Return a note on the population of a wave as a sentence; an empty text for one without words."""
    return translate(NOTES.get(code, ""), language) if code in NOTES else ""


GOES_ON = N_("Từ {wave} câu hỏi có sửa; chuỗi vẫn nối tiếp vì: {why}.")


def continued(standing: ReleasedContinued, language: str) -> str:
    """Return why a trend goes on over a changed question, as a sentence."""
    why = say(standing.why, language).rstrip(". ")
    return translate(GOES_ON, language).format(wave=numbers.inside(standing.since, language), why=why)


def measure(code: str, language: str) -> str:
    """Return the name of a measure."""
    return translate(MEASURES.get(code, code), language)


NOT_RANDOM = N_("Không phải mẫu ngẫu nhiên ({n} phiếu).")
OPEN_TO_ALL = N_(
    "Không phải mẫu ngẫu nhiên ({n} phiếu): ai cũng trả lời được, nhiều lần cũng được. Kết quả chỉ nói về các phiếu "
    "nhận được, không có sai số."
)


def is_open(cube: ReleasedCube) -> bool:
    """Return whether anybody could answer, so that nothing is inferred and every figure says so."""
    return cube.participation is not None


def sample(cube: ReleasedCube, language: str) -> str:
    """Return the line that stands by every figure of a wave that anybody could answer; empty for any other."""
    if not is_open(cube):
        return ""
    return translate(NOT_RANDOM, language).format(n=numbers.decimal(cube.population.n, language))


def provenance(cube: ReleasedCube, language: str) -> str | None:
    """Return the sentences of the banner on every page of this cube; None for members' own slips."""
    found = PROVENANCE.get(cube.provenance)
    told = [translate(found, language)] if found else []
    if is_open(cube):
        told.append(translate(OPEN_TO_ALL, language).format(n=numbers.decimal(cube.population.n, language)))
    return " ".join(told) or None


def short_provenance(cube: ReleasedCube, language: str) -> str | None:
    """Return the two words that stand beside the wave's name; None for members' own slips."""
    found = [SHORT_PROVENANCE[cube.provenance]] if cube.provenance in SHORT_PROVENANCE else []
    found += [N_("không phải mẫu ngẫu nhiên")] if is_open(cube) else []
    return ", ".join(translate(one, language) for one in found) or None


def subject(stub: ReleasedStub, language: str) -> str:
    """Return what a column is about, fit to be a row label under the name of its item, if it is a part of one.

    The short text of a whole item, else its text without the closing question mark.
    """
    return _opened(say(stub.short if stub.short and stub.parent is None else stub.text, language))


def whole_subject(stub: ReleasedStub, language: str) -> str:
    """Return what a column is about where its item is not named.

    Its short text; else, of a part, the sentence that its item leaves open, or the part and then the item.
    """
    if stub.parent is None or stub.short:
        return _opened(say(stub.short or stub.text, language))
    parent = say(stub.parent, language).strip()
    if parent.endswith(("…", "...")):
        return _opened(f"{parent.rstrip('…. ')} {say(stub.text, language).strip()}")
    return f"{subject(stub, language)} – {_closed(parent)}"


def _closed(text: str) -> str:
    return text.strip().rstrip("?:.… ").strip()


def _opened(text: str) -> str:
    closed = _closed(text)
    return closed[:1].upper() + closed[1:]


def full_wording(stub: ReleasedStub, language: str) -> str:
    """Return the wording as asked: the question, and the part or option when the column is one."""
    own = say(stub.text, language)
    return f"{say(stub.parent, language)} {own}" if stub.parent else own


def option_labels(stub: ReleasedStub, codes: Iterable[int], language: str) -> tuple[str, ...]:
    """Return the labels of the options in ``codes``, in the order of the scale."""
    wanted = set(codes)
    return tuple(say(option.label, language) for option in stub.options if option.code in wanted)


def stance(stub: ReleasedStub, side: str, language: str) -> str:
    """Return how the answers of one side read in a sentence: ``hài lòng``, or the labels with "or" between.

    Of two labels that contain one another ("Hài lòng", "Rất hài lòng") the shorter says it.
    """
    labels = [say(option.label, language) for option in stub.options if option.side == side]
    if not labels:
        return translate(SIDES[side], language)
    shortest = min(labels, key=len)
    if all(shortest.lower() in label.lower() for label in labels):
        return shortest[0].lower() + shortest[1:]
    joined = translate(N_(" hoặc "), language)
    return joined.join(f"“{label}”" for label in labels)


def wave_title(cube: ReleasedCube, language: str) -> str:
    """Return the title of a wave and its period, each once."""
    title, wave = say(cube.title, language), numbers.period(cube.wave, language)
    if not title:
        return wave
    return title if wave in title else f"{title} – {wave}"


def level(found: ReleasedLevel, banner: str, language: str) -> str:
    """Return the name of a level; of levels told together, all their names: groups with "and", traits with "or"."""
    named = say(found.label, language)
    parts = named.split("; ")
    if len(parts) < 2 or len(parts) != len(found.merged):
        return named
    last = translate(N_(" và ") if banner == "group" else N_(" hoặc "), language)
    if banner != "group":
        parts = [parts[0], *map(_inside, parts[1:])]
    return f"{', '.join(parts[:-1])}{last}{parts[-1]}"


def _inside(label: str) -> str:
    """Return a label as it reads inside a sentence; names, whose second word has a capital too, stay as they are."""
    words = label.split()
    ordinary = len(words) > 1 and not words[1][:1].isupper() and not words[0].isupper()
    return label[:1].lower() + label[1:] if ordinary else label


def legend(tables: Iterable[ReleasedTable], language: str, *, broken: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the marks that occur in these tables with their meanings, in the order of the standard list."""
    seen = {"b"} if broken else set()
    for table in tables:
        seen |= {cell.mark for cell in table.cells if cell.mark}
        seen |= {base.mark for base in table.bases if base.mark}
        seen |= {figure.mark for figure in table.measures if figure.mark}
    return tuple((f"[{code}]", mark(code, language)) for code in MARKS if code in seen)
