"""The member's document for browsers that run scripts: every page as a part of a template, and what the scripts need.

The parts are drawn by the same macros as the pages without scripts; pipes stand open in them, for the browser to fill.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from flask import Response, abort, url_for

from survey_app import paths
from survey_app.ballots.addenda import MOST_DAYS
from survey_app.ballots.codes import CodeLengthError, MistypedCodeError
from survey_app.ballots.manifest import Manifest, Mode
from survey_app.ballots.words import fingerprint_words
from survey_app.compilers.form import form_of
from survey_app.language import N_, Language, say
from survey_app.operations.phases import Phase, phase_of
from survey_app.operations.scripts import member_scripts
from survey_app.questionnaire.answers import EMPTY
from survey_app.questionnaire.model import Item
from survey_app.questionnaire.piping import slotted_item
from survey_app.web import forms
from survey_app.web.context import current
from survey_app.web.language import current_language, tell
from survey_app.web.respond import pages
from survey_app.web.respond.desk import Desk
from survey_app.web.respond.notices import NOTICES

ENTRY, ADDRESS, LEFT = "member/start.js", "member/address.js", "member/left.js"
MEETING: Mapping[str, int] = {"idle": 150, "warning": 30, "rest": 25}
"""Seconds: without a touch until the tablet forgets, how long before that it says so, and how long thanks are shown."""

SENTENCES: Mapping[str, str] = {
    "error": N_("Lỗi:"),
    "question": N_("Câu {number}/{of}"),
    "traits": N_("Về đồng chí"),
    "skipped": N_("Bỏ qua"),
    "place": pages.PLACE,
    **{f"place_{place}": name for place, name in enumerate(pages.PLACES, 1)},
    "multi_apart": N_("Xin chỉ chọn các phương án, hoặc chỉ một ô dưới đường kẻ."),
    "multi_most": N_("Xin chọn nhiều nhất {most} phương án; hiện đang chọn {chosen}."),
    "too_long": N_("Xin viết ngắn hơn: tối đa {longest} ký tự, hiện có {length}."),
    "rank_apart": N_("Xin chỉ xếp các ý, hoặc chỉ chọn một ô dưới đường kẻ ở vị trí thứ nhất."),
    "rank_twice": N_("“{option}” đã ở vị trí {earlier}; ở vị trí {place} xin chọn ý khác hoặc “Không xếp thêm”."),
    "rank_gap": N_("Vị trí {place} còn trống trong khi đã xếp vị trí {later}; xin xếp lần lượt từ vị trí thứ nhất."),
    "number_apart": N_("Xin chỉ nhập số, hoặc chỉ chọn một ô dưới đường kẻ."),
    "number_whole": N_("Xin nhập một số nguyên từ {low} đến {high}, chỉ gồm chữ số."),
    "number_range": N_("Xin nhập một số từ {low} đến {high}, ví dụ 2,5."),
    "date_apart": N_("Xin chỉ ghi thời gian, hoặc chỉ chọn một ô dưới đường kẻ."),
    "date_year": N_("Xin ghi năm đủ bốn chữ số, ví dụ {year}."),
    "date_month": N_("Xin ghi tháng từ 1 đến 12."),
    "date_day": N_("Lịch không có ngày {written}; xin xem lại."),
    "date_range": N_("Xin ghi trong khoảng từ {low} đến {high}."),
    "code_missing": N_("Xin nhập mã in trên phiếu."),
    "consent": N_("Xin đánh dấu vào ô đồng ý nếu đồng chí muốn tham gia."),
    "right_unreadable": N_("Đoạn quyền bỏ phiếu này thiếu, thừa ký tự hoặc thuộc đợt khác; xin chép lại nguyên đoạn."),
    "collected_title": N_("Mã phiếu này đã bắt đầu trên một máy"),
    "collected_text": N_(
        "Mã vừa nhập đã nhận quyền bỏ phiếu trên một trình duyệt. Nếu phiếu đã gửi thì không cần làm gì thêm. "
        "Nếu chưa, xin gửi trên chính máy đó; nếu không được, xin báo cho chi bộ để nhận phiếu dự phòng."
    ),
    "sending": N_("Đang niêm phong và gửi, xin chờ vài giây…"),
    "unsent_title": N_("Chưa gửi được phiếu"),
    "too_large": N_("Các câu trả lời bằng chữ dài quá một phiếu. Xin lùi lại, rút gọn rồi gửi lại."),
    "resume_right": N_("Máy này đang nhận dở quyền bỏ phiếu của đợt này. Xin bấm Gửi tiếp để nhận xong."),
    "copied": N_("Đã chép."),
    "erased": N_("Đã xóa khỏi máy này."),
    "idle": N_("Không thấy ai chạm vào máy. Sau {seconds} giây nữa trang này tự xóa; chạm vào màn hình để làm tiếp."),
}
"""What the scripts say, by the name under which they ask for it."""
DATE_PARTS = N_("Xin ghi đủ {parts}, chỉ gồm chữ số.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One item's page with nothing answered, as its macro takes it."""

    kind: str
    item: Item
    cards: tuple[pages.Card, ...]
    boxes: tuple[pages.Box, ...]
    bounds: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A script of the page: where it lies, and the value that its bytes must have."""

    address: str
    integrity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the start page carries for its scripts."""

    shapes: tuple[Shape, ...]
    modules: tuple[Module, ...]
    carried: Mapping[str, object]


def is_scripted(manifest: Manifest) -> bool:
    """Return True when the scripts that this server has are those that the wave promised; others never run."""
    return manifest.blind is not None and dict(manifest.blind.scripts) == dict(member_scripts())


def scripts(desk: Desk) -> dict[str, object]:
    """Return what the start page's template needs for its scripts: the whole form, or the one that moves the code."""
    if not is_scripted(desk.manifest):
        return {"entry": module(ADDRESS)}
    document = Document(
        shapes=tuple(_shape(item) for item in desk.questionnaire.items()),
        modules=tuple(module(name) for name in member_scripts() if name != LEFT),
        carried=_carried(desk),
    )
    return {"entry": module(ENTRY), "document": document}


def module(name: str) -> Module:
    """Return one script of the member's pages."""
    address = url_for("respond.module", digest=scripts_digest(), name=name)
    return Module(address=address, integrity=member_scripts()[name])


@cache
def scripts_digest() -> str:
    """Return the digest of all modules together, as their addresses carry it: other bytes, another address."""
    return hashlib.sha256(json.dumps(dict(member_scripts()), sort_keys=True).encode()).hexdigest()[:16]


def serve_module(digest: str, name: str) -> Response:
    """Give one script; it may be kept for ever, because its address says what it contains."""
    if digest != scripts_digest() or name not in member_scripts():
        abort(404)
    response = Response((paths.static() / name).read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def phase(desk: Desk) -> Phase:
    """Return which step of the wave today is for."""
    return phase_of(desk.manifest, current().today())


def _shape(item: Item) -> Shape:
    slotted = slotted_item(item)
    return Shape(
        kind=pages.KINDS[type(item)],
        item=slotted,
        cards=pages.cards(slotted, EMPTY, ""),
        boxes=pages.boxes(slotted, EMPTY),
        bounds=pages.bounds(slotted),
    )


def _carried(desk: Desk) -> dict[str, object]:
    manifest, language = desk.manifest, current_language()

    def address(view: str) -> str:
        return url_for(f"respond.{view}", wave=desk.wave, lang=language.value)

    return {
        "wave": desk.wave,
        "hash": manifest.hash,
        "today": current().today().isoformat(),
        "until": (date.fromisoformat(desk.standing.results_on) + timedelta(days=MOST_DAYS)).isoformat(),
        "words": fingerprint_words(manifest.hash),
        "addenda": [{"text": kept.text, "signature": kept.signature} for kept in desk.record.addenda],
        "form": _spoken(form_of(desk.questionnaire), language),
        "language": language.value,
        "title": say(manifest.title, language),
        "phase": phase(desk).value,
        "open": manifest.is_open,
        "meeting": dict(MEETING) if manifest.mode is Mode.MEETING else None,
        "addresses": {view: address(view) for view in ("look", "collect", "cast", "start")}
        | {"manifest": _manifest_address(desk)},
        "say": sentences(),
    }


def _manifest_address(desk: Desk) -> str:
    """Return where the manifest lies. Scripts ask for it: keys do not compress, and pages without scripts need none."""
    return url_for("public.manifest_text", wave=desk.wave)


def _spoken(found: object, language: Language) -> object:
    """Return the form with every text in one language: the page is shown in no other."""
    if isinstance(found, list):
        return [_spoken(each, language) for each in found]
    if not isinstance(found, dict):
        return found
    if found and found.keys() <= set(Language):
        return {language.value: say(found, language)}
    return {name: _spoken(each, language) for name, each in found.items()}


def sentences() -> dict[str, str]:
    """Return what the scripts say, in the language of this request; fields in braces are theirs to fill."""
    language = current_language()
    said = {name: tell(text) for name, text in SENTENCES.items()}
    said |= {way.value: say(label, language) for way, label in forms.EXIT_LABELS.items()}
    said |= {
        f"date_parts_{grain.value}": tell(DATE_PARTS, parts=tell(parts)) for grain, parts in forms.GRAIN_NAMES.items()
    }
    for state in ("spent", "unknown"):
        said |= {f"{state}_title": tell(NOTICES[state].title), f"{state}_text": tell(NOTICES[state].text)}
    for name, refusal in (("code_mistyped", MistypedCodeError), ("code_length", CodeLengthError)):
        said[name] = f"{tell(refusal.found)} {tell(refusal.fix)}"
    return said
