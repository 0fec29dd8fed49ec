"""The committee's page of answers in words: how far they are, and those that were decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.disclosure.released import ReleasedCube
from survey_app.language import N_, say, translate
from survey_app.operations.keeping_texts import texts_file
from survey_app.operations.releasing_texts import released_texts
from survey_app.operations.shelf import Heading, Library, heading_of
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.report import numbers
from survey_app.report.words_sheet import DecidedItem, DecidedTexts, received_words, withheld_words
from survey_app.store import Stores

NONE_ASKED = N_("Đợt này không có câu trả lời bằng lời.")
COUNTED_ONLY = N_("Đợt này chỉ đếm số ý kiến bằng lời, không giữ nội dung: khi mở đợt không chọn giữ phần chữ.")
WAITS_REPORT = N_("Phần chữ đang niêm phong. Không ai đọc được trước khi báo cáo của đợt được duyệt.")
WAITS_READING = N_(
    "Báo cáo đã duyệt ngày {day}. Chờ người giữ khóa mở phần chữ: báo cáo viên bôi đen, cấp ủy quyết định."
)
GONE = N_("Phần chữ đã bị hủy: không có câu nào đủ ý kiến để giữ, hoặc đã hết hạn.")
DECIDED = N_("Công bố {shown} ý kiến; không công bố: {withheld}.")
READ = N_(
    "Báo cáo viên đã bôi đen chỗ có thể lộ người (trong ngoặc vuông) hoặc bỏ cả ý; cấp ủy đã quyết định từng ý. Thứ tự "
    "đã xáo trộn. Ai muốn mới viết: không dùng để tính tỷ lệ, không dùng để đoán người viết."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsItem:
    """One question: its wording, how many answers it received, were shown and withheld, and those that are shown."""

    text: str
    received: str
    shown: tuple[str, ...]
    decided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage:
    """The page of one wave. ``approvable``: the next step is that somebody approves the report."""

    heading: Heading
    state: str
    approvable: bool
    items: tuple[WordsItem, ...]
    hash: str = ""


def words_page(stores: Stores, shelf: Library, cube: ReleasedCube, language: str) -> WordsPage:
    """Return the page of one wave; texts stand on it only when they were decided."""
    release = decided_texts(stores, cube.wave)
    held = {} if release is None else {one.item: one for one in release.items}
    state, approvable = _state(stores, cube, language) if release is None else (translate(READ, language), False)
    return WordsPage(
        heading=heading_of(shelf, cube, language),
        state=state,
        approvable=approvable,
        items=tuple(
            WordsItem(
                text=say(asked.text, language),
                received=received_words(asked.count, cube, language),
                shown=one.shown if (one := held.get(asked.item)) else (),
                decided=_decided(one, cube, language) if one else "",
            )
            for asked in cube.texts
        ),
        hash="" if release is None else release.hash,
    )


def decided_texts(stores: Stores, wave: str) -> DecidedTexts | None:
    """Return the texts of a wave that were decided; None where none were."""
    release = next((one for one in released_texts(stores) if one.wave == wave), None)
    if release is None:
        return None
    items = (DecidedItem(item=one.item, text=one.text, received=one.received, shown=one.shown) for one in release.items)
    return DecidedTexts(hash=release.hash, items=tuple(items))


def _decided(one: DecidedItem, cube: ReleasedCube, language: str) -> str:
    withheld = withheld_words(one.received, len(one.shown), cube, language)
    return translate(DECIDED, language).format(shown=numbers.decimal(len(one.shown), language), withheld=withheld)


def _state(stores: Stores, cube: ReleasedCube, language: str) -> tuple[str, bool]:
    """Return how far the texts of a wave are, and whether its report waits for approval."""
    if not cube.texts:
        return translate(NONE_ASKED, language), False
    if manifest_of(find_wave(stores, cube.wave)).texts is None:
        return translate(COUNTED_ONLY, language), False
    if not texts_file(stores.folder, cube.wave).exists():
        return translate(GONE, language), False
    approval = stores.words.approval(cube.wave)
    if approval is None:
        return translate(WAITS_REPORT, language), True
    day = numbers.day(date.fromisoformat(approval.day), language)
    return translate(WAITS_READING, language).format(day=day), False
