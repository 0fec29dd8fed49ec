"""One row of a form as one item of a questionnaire's document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from survey_app.compilers.xlsform.choices import LAST_CODE, Choice, ChoiceList
from survey_app.compilers.xlsform.constraints import Limits, limits_of, parameters_of
from survey_app.compilers.xlsform.report import Report
from survey_app.compilers.xlsform.rows import Asked
from survey_app.compilers.xlsform.wording import Words
from survey_app.language import N_, Said, translate
from survey_app.questionnaire.dates import FIRST_YEAR, LAST_YEAR, write_date
from survey_app.questionnaire.model import Grain
from survey_app.questionnaire.writing import Written

SHEET = "survey"
WIDEST = 1_000_000
"""Bounds of a number whose form sets none: from -WIDEST to WIDEST."""
GRAINS = {"year": Grain.YEAR, "month-year": Grain.MONTH}
LONGEST = 280
"""Characters of a text whose form sets no limit."""

OTHER = N_("Khác (ghi rõ)")
OTHER_ASKED = N_("Xin ghi rõ ý khác")
BOUNDS = N_("biểu mẫu không nêu giới hạn; đặt từ {low} đến {high}")
CUT_BOUNDS = N_("giới hạn {given} quá rộng; đặt từ {low} đến {high}")
TURNED = N_("giới hạn từ {low} đến {high} không có số nào ở giữa; đặt từ {given}")
OPENED = N_("giới hạn “{given}” được hiểu là gồm cả hai đầu")
CONSTRAINT = N_("điều kiện kiểm tra “{given}” không nhập được")
SHORTER = N_("chữ tự ghi dài nhất {longest} ký tự")
MOST = N_("chọn tối đa {most} bị bỏ: danh sách có {count} phương án")
ONE = N_("chỉ được chọn một phương án; thành câu chọn một")
ONE_LEFT = N_("giới hạn chọn một phương án bị bỏ; nếu chỉ chọn một thì dùng select_one")
OTHER_ADDED = N_("“or other” thành phương án mã {code} có ô ghi chữ")
OTHER_ITEM = N_("“or other” thành phương án mã {code} và câu chữ {item}")
FEW = N_("danh sách “{list}” có {count} phương án; cần ít nhất hai")
MANY = N_("danh sách “{list}” có {count} phương án; mã chỉ đến {last}")
NO_LIST = N_("không có danh sách “{list}” ở trang choices")


class LeftOutError(Exception):
    """A row that no item comes of, and why."""

    def __init__(self, why: str, **fields: object) -> None:
        super().__init__(why)
        self.said = Said(why, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a row that its item reads. ``spoken`` writes a text in the file's languages."""

    row: int
    name: str
    asked: Asked
    constraint: str
    parameters: str
    appearance: str
    words: Words
    languages: tuple[str, ...]
    spoken: Callable[[Mapping[str, str]], Written]
    most_characters: int
    report: Report

    def changed(self, message: str, **fields: object) -> None:
        """Note a change of this row."""
        self.report.changed(SHEET, self.row, self.name, message, **fields)


def details(cells: Cells, lists: Mapping[str, ChoiceList]) -> dict[str, Written]:
    """Return what an item has besides id, texts and condition: its options, bounds, limits.

    Raises
    ------
    LeftOutError
        No item can come of it: an unknown list, too few options.
    """
    parameters = parameters_of(cells.parameters)
    whole = cells.asked.type in {"integer", "range"}
    limits = limits_of(cells.constraint, whole=whole)
    for rest in limits.rest:
        cells.report.left_out(SHEET, cells.row, cells.name, CONSTRAINT, given=rest[:120])
    match cells.asked.type:
        case "single" | "multi" | "ranking":
            return _chosen(cells, limits, parameters, lists)
        case "integer" | "decimal" | "range":
            return _number(cells, limits, parameters, whole=whole)
        case "date":
            return _date(cells, limits)
        case "text":
            return _text(cells, limits)
        case _:
            return {}


def _chosen(
    cells: Cells, limits: Limits, parameters: Mapping[str, str], lists: Mapping[str, ChoiceList]
) -> dict[str, Written]:
    found = lists.get(cells.asked.list)
    if found is None:
        raise LeftOutError(NO_LIST, list=cells.asked.list[:60])
    if len(found.choices) > LAST_CODE + 1:
        raise LeftOutError(MANY, list=cells.asked.list[:60], count=len(found.choices), last=LAST_CODE)
    options = {choice.code: cells.spoken(label_of(choice, cells.words)) for choice in found.choices}
    made: dict[str, Written] = {}
    if cells.asked.other:
        code = next((code for code in range(1, LAST_CODE + 1) if code not in options), LAST_CODE + 1)
        options[code] = cells.spoken({language: translate(OTHER, language) for language in cells.languages})
        made["other"] = code
    if len(options) < 2:
        raise LeftOutError(FEW, list=cells.asked.list[:60], count=len(options))
    if max(options) > LAST_CODE:
        raise LeftOutError(MANY, list=cells.asked.list[:60], count=len(options), last=LAST_CODE)
    if parameters.get("randomize", "").lower() == "true":
        made["order"] = "random"
    if limits.most is not None:
        _limited(cells, limits.most, made, len(options))
    return {**made, "options": options}


def _limited(cells: Cells, most: int, made: dict[str, Written], count: int) -> None:
    """Take in how many may be chosen, as far as the type of question has a place for it."""
    match cells.asked.type, most:
        case "single", 1:
            return
        case "multi", 1:
            cells.changed(ONE_LEFT)
        case "multi" | "ranking", _ if 1 <= most <= count:
            made["at_most"] = most
        case _:
            cells.changed(MOST, most=most, count=count)


def label_of(choice: Choice, words: Words) -> dict[str, str]:
    """Return a choice's label as a file writes it; its name when nothing else is left of it."""
    return words.plain(choice.label) or dict.fromkeys(choice.label, choice.name)


def _number(cells: Cells, limits: Limits, parameters: Mapping[str, str], *, whole: bool) -> dict[str, Written]:
    low, high = limits.low, limits.high
    if cells.asked.type == "range":
        low, high = _start(parameters.get("start"), 1), _start(parameters.get("end"), 10)
        whole = all(_start(parameters.get(key), 1).is_integer() for key in ("start", "end", "step"))
    if low is None or high is None:
        low = min(-WIDEST if low is None else low, WIDEST if high is None else high - WIDEST) if low is None else low
        high = max(WIDEST, low + WIDEST) if high is None else high
        cells.changed(BOUNDS, low=_said(low), high=_said(high))
    if limits.opened:
        cells.changed(OPENED, given=cells.constraint[:60])
    cut_low, cut_high = max(low, -999_999_999.0), min(high, 999_999_999.0)
    if (cut_low, cut_high) != (low, high):
        cells.changed(CUT_BOUNDS, given=cells.constraint[:60], low=_said(cut_low), high=_said(cut_high))
    if cut_low >= cut_high:
        cells.changed(TURNED, low=_said(cut_low), high=_said(cut_high), given=f"{-WIDEST} – {WIDEST}")
        cut_low, cut_high = -WIDEST, WIDEST
    made: dict[str, Written] = {"from": _plain(cut_low), "to": _plain(cut_high)}
    if not whole:
        made["whole"] = False
    return made


def _start(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else float(default)
    except ValueError:
        return float(default)
    return value if abs(value) < 1e9 else float(default)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 6)


def _said(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _date(cells: Cells, limits: Limits) -> dict[str, Written]:
    grain = GRAINS.get(cells.appearance.lower(), Grain.DAY)
    first, last = (write_date(day, grain) for day in (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
    low = max(write_date(limits.earliest, grain), first) if limits.earliest else first
    high = min(write_date(limits.latest, grain), last) if limits.latest else last
    if limits.earliest is None or limits.latest is None:
        cells.changed(BOUNDS, low=low, high=high)
    if low >= high:
        cells.changed(TURNED, low=low, high=high, given=f"{first} – {last}")
        low, high = first, last
    made: dict[str, Written] = {"from": low, "to": high}
    return made if grain is Grain.DAY else {**made, "grain": grain.value}


def _text(cells: Cells, limits: Limits) -> dict[str, Written]:
    asked = limits.longest if limits.longest and limits.longest > 0 else LONGEST
    longest = min(asked, cells.most_characters)
    if limits.longest != longest:
        cells.changed(SHORTER, longest=longest)
    return {} if longest == LONGEST else {"longest": longest}
