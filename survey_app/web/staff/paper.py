"""Views for answers on paper: two people, each signed in, type the same sheet; see ``operations.keying``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from flask import abort, current_app, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from survey_app.ballots.codes import MistypedCodeError
from survey_app.errors import SurveyError
from survey_app.language import N_, say
from survey_app.operations import keying, respond, waves
from survey_app.operations.keying import Keyed, Outcome, PaperDesk
from survey_app.questionnaire.answers import EMPTY, Answers
from survey_app.questionnaire.model import Item, Note, Questionnaire
from survey_app.questionnaire.piping import piped_item
from survey_app.store import WaveRecord
from survey_app.web import forms
from survey_app.web.context import current
from survey_app.web.forms import ForeignFieldError, Mistake
from survey_app.web.language import current_language, set_language, tell
from survey_app.web.respond import pages
from survey_app.web.staff import access
from survey_app.web.staff.desk import around
from survey_app.web.staff.forms import StaffForm
from survey_app.web.texts import plain

MARK = "--"
"""Between the name of an item and that of its field: one page asks every item."""
_NAMED = re.compile(r' (id|for|name|aria-describedby)="([^"]*)"')
_HEADING = re.compile(r"<(/?)h([12])\b")
OWN = frozenset({"csrf_token", "code"})
TOLD: Mapping[Keyed, str] = {
    Keyed.FIRST: N_(
        "Đã nhận lượt nhập này, giữ trong bộ nhớ nhiều nhất 8 giờ. Mời người thứ hai đăng nhập và nhập lại tờ giấy."
    ),
    Keyed.CAST: N_("Hai lượt nhập khớp nhau; phiếu đã niêm phong và vào hòm. Cất tờ giấy vào túi niêm phong."),
}
DIFFERENT = N_("Hai lượt nhập khác nhau ở câu: {question}")


class SheetForm(StaffForm):
    """The code of the slip that is clipped to the sheet, and the token."""

    code = StringField(validators=[InputRequired(), Length(max=40)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One item on the page: what its macro takes, its number, and where its fields stand."""

    item: Item
    number: int | None
    """As on the sheet; notes have none."""
    kind: str
    cards: tuple[pages.Card, ...]
    boxes: tuple[pages.Box, ...]
    typed: str
    bounds: tuple[str, str] | None
    mistakes: tuple[Mistake, ...]

    @property
    def scope(self) -> str:
        """The name under which the page finds this item."""
        return self.item.item


def choose() -> str:
    """Show the waves for which paper may be keyed in, and how it is done."""
    here = current()
    taking = [record for record in here.stores.registry.waves() if _takes(record)]
    return render_template(
        "staff/paper.html", waves=[waves.manifest_of(record) for record in taking], waiting=desk().waiting(), **around()
    )


def sheet(wave: str) -> tuple[str, int]:
    """Ask a whole questionnaire on one page; take one person's entry of one sheet."""
    record = current().stores.registry.wave(wave)
    if record is None or not _takes(record):
        abort(404)
    questionnaire = respond.frozen_questionnaire(record)
    set_language(request.args.get("lang") or current().settings.language, questionnaire.languages)
    who = access.present() or abort(403)
    form = SheetForm(meta={"csrf_context": who.csrf})
    if request.method == "GET":
        return _page(record, questionnaire, SheetForm(formdata=None, meta={"csrf_context": who.csrf})), 200
    posted = request.form
    answers, mistakes = _read(questionnaire, posted)
    if not form.validate():
        mistakes = {
            "code": (Mistake(field="code", text=tell(N_("Xin nhập mã của phiếu kẹp cùng tờ giấy."))),),
            **mistakes,
        }
    if mistakes:
        return _page(record, questionnaire, form, posted=posted, mistakes=mistakes), 422
    try:
        outcome = keying.enter(
            current().stores,
            desk(),
            wave,
            str(form.code.data),
            answers,
            staff=who.staff,
            today=current().today(),
            minute=access.minute(),
        )
    except SurveyError as refusal:
        said = Mistake(field="code", text=_said(refusal))
        return _page(record, questionnaire, form, posted=posted, mistakes={"code": (said,)}), 422
    return _after(record, questionnaire, form, posted, outcome)


def desk() -> PaperDesk:
    """Return the entries that wait in this application's memory."""
    return cast("PaperDesk", current_app.extensions.setdefault("paper-desk", PaperDesk()))


def forget() -> None:
    """Forget entries that waited too long; before any request, by the clock of this server."""
    if desk().waiting():
        desk().forget(access.minute())


def _takes(record: WaveRecord) -> bool:
    """Return whether the wave takes answers on paper today."""
    try:
        respond.require_pages(record, current().today())
    except SurveyError:
        return False
    return True


def _after(
    record: WaveRecord, questionnaire: Questionnaire, form: SheetForm, posted: MultiDict[str, str], outcome: Outcome
) -> tuple[str, int]:
    """Return the page after an entry: an empty sheet with what became of it, or the questions that differ."""
    if outcome.keyed is not Keyed.DIFFERENT:
        fresh = SheetForm(formdata=None, meta={"csrf_context": form.meta.csrf_context})
        return _page(record, questionnaire, fresh, told=tell(TOLD[outcome.keyed])), 200
    names = {item.item: plain(say(item.text, current_language())) for item in questionnaire.items()}
    mistakes = {name: (Mistake(field=name, text=tell(DIFFERENT, question=names[name])),) for name in outcome.items}
    return _page(record, questionnaire, form, posted=posted, mistakes=mistakes, different=True), 409


def _read(questionnaire: Questionnaire, posted: MultiDict[str, str]) -> tuple[Answers, dict[str, tuple[Mistake, ...]]]:
    """Return what was typed, and what stands in its way, by item; refuse fields that the page does not have."""
    answers, mistakes, known = EMPTY, dict[str, tuple[Mistake, ...]](), set(OWN)
    for item in questionnaire.items():
        own = _own(item, posted)
        known |= {f"{item.item}{MARK}{name}" for name in own}
        try:
            reading = forms.read_item(item, own)
        except ForeignFieldError:
            abort(400)
        if reading.mistakes:
            mistakes[item.item] = tuple(
                Mistake(field=f"{item.item}{MARK}{one.field}", text=one.text) for one in reading.mistakes
            )
        else:
            answers = forms.kept(item, answers, reading)
    if set(posted) - known or request.files:
        abort(400)
    return answers, mistakes


def _own(item: Item, posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the fields of one item under their own names."""
    start = item.item + MARK
    return MultiDict(
        (name.removeprefix(start), given) for name, given in posted.items(multi=True) if name.startswith(start)
    )


def _page(
    record: WaveRecord,
    questionnaire: Questionnaire,
    form: SheetForm,
    *,
    posted: MultiDict[str, str] | None = None,
    mistakes: Mapping[str, tuple[Mistake, ...]] | None = None,
    told: str = "",
    different: bool = False,
) -> str:
    found = mistakes or {}
    return render_template(
        "staff/sheet.html",
        form=form,
        manifest=waves.manifest_of(record),
        asked=_all_asked(questionnaire, posted, found),
        mistakes=[one for each in found.values() for one in each],
        told=told,
        different=different,
        scoped=scoped,
        **around(),
    )


def _all_asked(
    questionnaire: Questionnaire, posted: MultiDict[str, str] | None, mistakes: Mapping[str, tuple[Mistake, ...]]
) -> Iterator[Asked]:
    number = 0
    for item in questionnaire.items():
        number += not isinstance(item, Note)
        shown = None if isinstance(item, Note) else number
        yield _asked(questionnaire, item, shown, posted, mistakes.get(item.item, ()))


def _asked(
    questionnaire: Questionnaire,
    item: Item,
    number: int | None,
    posted: MultiDict[str, str] | None,
    mistakes: tuple[Mistake, ...],
) -> Asked:
    shown = piped_item(item, questionnaire, EMPTY)
    own = None if posted is None else _own(item, posted)
    return Asked(
        item=shown,
        number=number,
        kind=pages.KINDS[type(item)],
        cards=pages.cards(shown, EMPTY, "", own),
        boxes=pages.boxes(shown, EMPTY, own),
        typed=pages.typed(shown, EMPTY, own),
        bounds=pages.bounds(shown),
        mistakes=() if isinstance(item, Note) else tuple(_unscoped(item, one) for one in mistakes),
    )


def _unscoped(item: Item, mistake: Mistake) -> Mistake:
    return Mistake(field=mistake.field.removeprefix(item.item + MARK), text=mistake.text)


def scoped(drawn: Markup, scope: str) -> Markup:
    """Return an item as its macro drew it, with its names and anchors under the item's own name, headings one down.

    The macros draw one item a page; here every item stands on one page. Quotes in texts are escaped, so nothing but
    attributes is touched.
    """

    def renamed(found: re.Match[str]) -> str:
        return f' {found[1]}="{" ".join(scope + MARK + name for name in found[2].split())}"'

    lower = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}", _NAMED.sub(renamed, str(drawn)))
    return Markup(lower)  # noqa: S704 -- what the macro escaped stays escaped


def _said(refusal: SurveyError) -> str:
    if isinstance(refusal, MistypedCodeError):
        return f"{tell(refusal.found, **refusal.fields)} {tell(refusal.fix, **refusal.fields)}"
    return refusal.render(current_language())
