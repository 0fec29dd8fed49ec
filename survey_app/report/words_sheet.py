"""The sheet of answers in words that were decided: how many came in, how many are shown, what was done to them.

Texts stand as they were decided, in the order of the release, which is no order of ballots. None is ever a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure.released import ReleasedCube
from analysis.disclosure.rules import Rules
from survey_app.language import N_, Text, say, translate
from survey_app.report import numbers
from survey_app.report.sheets import Place, TextSheet

NOTES = (
    N_("Khi kiểm phiếu, phần chữ được tách khỏi phiếu và xáo trộn theo từng câu; câu dưới {least} ý kiến không giữ."),
    N_(
        "Báo cáo viên bôi đen chỗ có thể lộ người (ghi trong ngoặc vuông) hoặc bỏ cả ý; cấp ủy quyết định từng ý. "
        "Máy chỉ đánh dấu giúp, không bảo đảm."
    ),
    N_("Ai muốn mới viết, nên đây không phải mẫu để tính tỷ lệ. Không dùng để đoán xem ai đã viết."),
)
HASH = N_("Mã băm phần chữ: {hash}")
RECEIVED = N_("khoảng {count} ý kiến (làm tròn đến {base})")
FEW = N_("dưới {least} ý kiến: không giữ nội dung")
NONE = N_("không ý nào")
FROM_TO = N_("từ {low} đến {high} ý kiến")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedItem:
    """The texts of one question that may be shown; ``received`` is rounded as counts are."""

    item: str
    text: Text
    received: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedTexts:
    """All decided texts of a wave, with the hash of their document."""

    hash: str
    items: tuple[DecidedItem, ...]


def received_words(count: int, cube: ReleasedCube, language: str) -> str:
    """Return how many texts came in, as it may be said: rounded, and of fewer than the least number nothing."""
    if not count:
        return translate(FEW, language).format(least=Rules().texts)
    told = numbers.decimal(count, language)
    return translate(RECEIVED, language).format(count=told, base=_base(cube))


def withheld_words(received: int, shown: int, cube: ReleasedCube, language: str) -> str:
    """Return how many texts are not shown. The number received is rounded, so it is told as a range."""
    off = _base(cube) // 2
    low, high = max(received - off - shown, 0), max(received + off - shown, 0)
    if not high:
        return translate(NONE, language)
    said = {"low": numbers.decimal(low, language), "high": numbers.decimal(high, language)}
    return translate(FROM_TO, language).format(**said)


def words_sheet(cube: ReleasedCube, decided: DecidedTexts, language: str) -> TextSheet:
    """Return the sheet of one wave."""
    held = {one.item: one for one in decided.items}
    rows: list[tuple[Place, ...]] = []
    for number, asked in enumerate(cube.texts, start=1):
        rows += [("", "")] if rows else []
        rows.append((translate(N_("Câu {number}"), language).format(number=number), say(asked.text, language)))
        one = held.get(asked.item)
        rows.append((translate(N_("Nhận được"), language), received_words(asked.count, cube, language)))
        if one is not None:
            rows.append((translate(N_("Số ý công bố"), language), len(one.shown)))
            withheld = withheld_words(one.received, len(one.shown), cube, language)
            rows.append((translate(N_("Số ý không công bố"), language), withheld))
            rows += _numbered(one.shown)
    notes = tuple(translate(note, language).format(least=Rules().texts) for note in NOTES)
    return TextSheet(
        name=translate(N_("Ý kiến bằng lời"), language),
        title=translate(N_("Ý kiến bằng lời"), language),
        notes=(*notes, translate(HASH, language).format(hash=decided.hash)),
        rows=tuple(rows),
        widths=(18, 92),
    )


def _numbered(texts: Sequence[str]) -> list[tuple[Place, ...]]:
    return [(number, text) for number, text in enumerate(texts, start=1)]


def _base(cube: ReleasedCube) -> int:
    return int(cube.rules.get("round", 3))
