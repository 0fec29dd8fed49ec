"""Views of the member's path. Every posted page carries where the member stands; the server remembers nothing."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import Response, abort, request
from werkzeug.datastructures import MultiDict

from survey_app.ballots.codes import MistypedCodeError, read_code
from survey_app.ballots.rights import new_right
from survey_app.language import N_
from survey_app.operations import respond
from survey_app.operations.casting import BoxFullError
from survey_app.operations.lookup import AlreadyCollectedError
from survey_app.operations.phases import NotTheDayError, Phase, ScriptsRequiredError
from survey_app.operations.waves import WaveStatus
from survey_app.questionnaire.model import Item, Note
from survey_app.questionnaire.routing import following, preceding, progress, reached
from survey_app.store.errors import NotAcceptingError
from survey_app.web import forms
from survey_app.web.context import current
from survey_app.web.forms import ForeignFieldError, Mistake, StartForm
from survey_app.web.language import set_language, tell
from survey_app.web.limits import Act
from survey_app.web.respond import pages, scripted
from survey_app.web.respond.desk import Desk, find_desk
from survey_app.web.respond.endpoints import limits
from survey_app.web.respond.even import bare
from survey_app.web.respond.state import State, TamperedStateError, open_state

PAGE_FIELDS = frozenset({"state", "action"})
CHANGE = "change:"


def start(wave: str) -> Response:
    """Show the start page, or say why the wave takes no answers. Changes nothing, however often it is opened."""
    desk = _desk(wave)
    if desk.status is not WaveStatus.OPEN:
        return pages.notice_page(desk, desk.status.value, left=scripted.module(scripted.LEFT))
    if scripted.phase(desk) is Phase.BETWEEN:
        return pages.notice_page(desk, "not_the_day")
    return pages.start_page(desk, scripts=scripted.scripts(desk))


def answer(wave: str) -> Response:
    """Take one posted page and show the next one."""
    desk = _desk(wave)
    if desk.status is not WaveStatus.OPEN:
        return pages.notice_page(desk, desk.status.value)
    posted = request.form
    try:
        if "state" not in posted:
            return _begin(desk, posted)
        state = open_state(posted["state"], key=desk.key(), wave=desk.wave)
    except TamperedStateError:
        return pages.notice_page(desk, "tampered")
    try:
        return _go_on(desk, state, posted)
    except ForeignFieldError:
        return pages.notice_page(desk, "foreign", state)


def _desk(wave: str) -> Desk:
    desk = find_desk(wave)
    if desk is None:
        abort(404)
    set_language(request.args.get("lang") or current().settings.language, desk.questionnaire.languages)
    return desk


def _begin(desk: Desk, posted: MultiDict[str, str]) -> Response:
    """Look the code up without spending it, then show the first question."""
    fields = StartForm(formdata=posted)
    if set(posted) - set(fields.data):
        abort(400)
    if not limits().passes(Act.LOOK, request.remote_addr):
        return pages.notice_page(desk, "too_many_starts")
    typed = str(fields.code.data or "")[:40]
    code, mistakes = _drawn(desk) if desk.manifest.is_open else _typed(typed)
    if not fields.consent.data:
        text = tell(N_("Xin đánh dấu vào ô đồng ý nếu đồng chí muốn tham gia."))
        mistakes.append(Mistake(field="consent", text=text))
    if mistakes:
        return pages.start_page(desk, code=typed, consent=bool(fields.consent.data), mistakes=mistakes)
    notice = _closed_to_pages(desk)
    if notice is not None:
        return pages.notice_page(desk, notice)
    if not desk.manifest.is_open:
        found = respond.find_slip(current().stores, desk.wave, code)
        if found is respond.SlipState.UNKNOWN:
            limits().passes(Act.REFUSED, request.remote_addr)
        if found is not respond.SlipState.OPEN:
            return pages.notice_page(desk, found.value)
    state = State(code=code, seed=secrets.token_hex(4))
    first = following(desk.questionnaire, state.answers, None)
    return _show(desk, state, first)


def _typed(typed: str) -> tuple[str, list[Mistake]]:
    """Return the code that was typed, or what is wrong with it."""
    try:
        return read_code(typed), []
    except MistypedCodeError as refusal:
        if typed:
            limits().passes(Act.REFUSED, request.remote_addr)
        text = tell(N_("Xin nhập mã in trên phiếu.")) if not typed else _mistyped(refusal)
        return "", [Mistake(field="code", text=text)]


def _drawn(desk: Desk) -> tuple[str, list[Mistake]]:
    """Return a fresh message for a ballot of an open wave, where a code stands otherwise."""
    return new_right(desk.record.manifest_hash, 0).hex(), []


def _closed_to_pages(desk: Desk) -> str | None:
    """Return the notice that says why this wave takes no answers page by page today; none when it does."""
    here = current()
    try:
        respond.require_pages(desk.record, here.today())
    except ScriptsRequiredError:
        return "scripts_required"
    except NotTheDayError:
        return "not_the_day"
    except NotAcceptingError:
        return "closed"
    return None


def _mistyped(refusal: MistypedCodeError) -> str:
    return f"{tell(refusal.found, **refusal.fields)} {tell(refusal.fix, **refusal.fields)}"


def _go_on(desk: Desk, state: State, posted: MultiDict[str, str]) -> Response:
    """Do what the pressed button says."""
    action = posted.get("action", "next")
    if len(posted.getlist("action")) > 1 or len(posted.getlist("state")) > 1 or request.files:
        raise ForeignFieldError
    item = _item(desk, state)
    on_page = MultiDict((name, given) for name, given in posted.items(multi=True) if name not in PAGE_FIELDS)
    on_page = bare(item, on_page)
    if action == "resume":
        return _show(desk, state, item, changing=state.changing)
    if item is None:
        return _checked(desk, state, action, on_page)
    if action == "next":
        return _forward(desk, state, item, on_page)
    if action == "back":
        return _backward(desk, state, item, on_page)
    raise ForeignFieldError


def _checked(desk: Desk, state: State, action: str, on_page: MultiDict[str, str]) -> Response:
    """Leave the check-answers page: send, change one answer, or go back."""
    if on_page:
        raise ForeignFieldError
    path = reached(desk.questionnaire, state.answers)
    if action == "send":
        return _send(desk, state)
    if action == "back":
        return _show(desk, state, path[-1])
    wanted = action.removeprefix(CHANGE)
    item = next((each for each in path if action.startswith(CHANGE) and each.item == wanted), None)
    if item is None:
        raise ForeignFieldError
    return _show(desk, state, item, changing=True)


def _forward(desk: Desk, state: State, item: Item, on_page: MultiDict[str, str]) -> Response:
    """Keep the answer of this page and show the next one."""
    reading = forms.read_item(item, on_page)
    if reading.mistakes:
        return pages.question_page(desk, state, item, mistakes=reading.mistakes, posted=on_page)
    state = replace(state, answers=forms.kept(item, state.answers, reading))
    if item.required and not forms.complete(item, reading) and item.item not in state.asked_again:
        state = replace(state, asked_again=state.asked_again | {item.item})
        return pages.question_page(desk, state, item, prompt=True)
    state = replace(state, passed=state.passed | {item.item})
    if state.changing:
        opened = (each for each in reached(desk.questionnaire, state.answers) if each.item not in state.passed)
        return _show(desk, state, next(opened, None), changing=True)
    return _show(desk, state, following(desk.questionnaire, state.answers, item.item))


def _backward(desk: Desk, state: State, item: Item, on_page: MultiDict[str, str]) -> Response:
    """Show the page before this one; what was chosen here is kept when it can be."""
    reading = forms.read_item(item, on_page)
    if not reading.mistakes:
        state = replace(state, answers=forms.kept(item, state.answers, reading))
    if state.changing:
        return _show(desk, state, None)
    return _show(desk, state, preceding(desk.questionnaire, state.answers, item.item) or item)


def _send(desk: Desk, state: State) -> Response:
    """Cast the ballot. A page sent twice is one ballot, and is thanked again."""
    is_open = desk.manifest.is_open
    if not limits().passes(Act.CAST_OPEN if is_open else Act.CAST, request.remote_addr):
        return pages.notice_page(desk, "too_many", state)
    return _send_open(desk, state) if is_open else _send_with_slip(desk, state)


def _send_with_slip(desk: Desk, state: State) -> Response:
    """Cast a ballot against a slip; one that was cast already lies in the box."""
    here = current()
    try:
        respond.cast(here.stores, desk.wave, state.code, state.answers, today=here.today())
    except NotAcceptingError:
        return pages.notice_page(desk, "closed")
    except respond.UnknownSlipError:
        return pages.notice_page(desk, "unknown")
    except AlreadyCollectedError:
        return pages.notice_page(desk, "collected")
    except (ScriptsRequiredError, NotTheDayError):
        return pages.notice_page(desk, str(_closed_to_pages(desk)))
    return pages.thanks_page(desk)


def _send_open(desk: Desk, state: State) -> Response:
    """Cast a ballot of an open wave. A page sent twice is one ballot: its message came with the first page."""
    here = current()
    right, most = bytes.fromhex(state.code), here.settings.open_most
    try:
        respond.cast_open(here.stores, desk.wave, right, state.answers, today=here.today(), most=most)
    except BoxFullError:
        return pages.notice_page(desk, "box_full", state)
    except NotAcceptingError:
        return pages.notice_page(desk, "closed")
    except ScriptsRequiredError:
        return pages.notice_page(desk, "scripts_required")
    return pages.thanks_page(desk)


def _item(desk: Desk, state: State) -> Item | None:
    """Return the item that the member has on the screen; none on the check-answers page."""
    return None if state.item is None else desk.questionnaire.item(state.item)


def _show(desk: Desk, state: State, item: Item | None, *, changing: bool = False) -> Response:
    """Show an item, or the check-answers page where there is none left."""
    if item is None:
        return pages.check_page(desk, replace(state.at(None), bar=1000))
    number, of = progress(desk.questionnaire, state.answers, item.item)
    share = 1000 * number // of if of and not isinstance(item, Note) else 0
    state = replace(state.at(item.item, changing=changing), bar=max(state.bar, share))
    return pages.question_page(desk, state, item)
