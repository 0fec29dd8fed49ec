"""Views of the committee: each looks up released pages and renders them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from analysis.disclosure.released import ReleasedCube
from survey_app import paths
from survey_app.language import say
from survey_app.operations import crossing, publish, released_words, releasing_texts, workbooks
from survey_app.operations import method as disclosing
from survey_app.operations.ledger import BrokenLedgerError
from survey_app.operations.permissions import allowed
from survey_app.operations.staff_log import Action
from survey_app.web.context import current
from survey_app.web.language import current_language
from survey_app.web.staff import access
from survey_app.web.staff.forms import SignOutForm


def latest() -> str:
    """Show the latest released wave."""
    shelf = _shelf()
    cube = shelf.latest()
    if cube is None:
        return render_template("committee/empty.html")
    return _period(shelf, cube)


def period(wave: str) -> str:
    """Show one wave."""
    shelf = _shelf()
    return _period(shelf, _cube(shelf, wave))


def compare(wave: str) -> str:
    """Show groups beside groups, as the address chooses."""
    shelf = _shelf()
    asked = {name: request.args[name] for name in ("question", "banner", "measure", "over") if request.args.get(name)}
    try:
        page = crossing.compare_page(shelf, _cube(shelf, wave), current_language(), **asked)
    except publish.NothingReleasedError:
        abort(404)
    return render_template("committee/compare.html", page=page, section="compare", asked=asked)


def workbook(wave: str) -> Response:
    """Hand out the workbook of one wave."""
    shelf = _shelf()
    words = released_words.decided_texts(current().stores, wave)
    made = workbooks.workbook(shelf, _cube(shelf, wave), current_language(), words)
    response = Response(made.content, mimetype=made.mime)
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    response.set_etag(sha256(made.content).hexdigest())
    return response


def words(wave: str) -> str:
    """Show the answers in words that were decided, or how far they are."""
    shelf = _shelf()
    cube = _cube(shelf, wave)
    page = released_words.words_page(current().stores, shelf, cube, current_language())
    who = access.present()
    may = bool(who and allowed("committee.approve", "POST", who.role))
    form = SignOutForm(formdata=None, meta={"csrf_context": who.csrf}) if who else None
    return render_template("committee/words.html", page=page, section="words", may_approve=may, form=form)


def approve(wave: str) -> Any:  # noqa: ANN401 -- a page or the way to it
    """Take down that the report on a wave is approved."""
    who = access.present() or abort(403)
    _cube(_shelf(), wave)
    if not SignOutForm(meta={"csrf_context": who.csrf}).validate():
        abort(400)
    if current().stores.words.approval(wave) is None:  # the first one stands, and is the one in the log
        releasing_texts.approve(current().stores, wave, staff=who.staff, day=current().today().isoformat())
        access.note(Action.REPORT_APPROVED, wave)
    return redirect(url_for("committee.words", wave=wave, lang=request.args.get("lang")), 303)


def method(wave: str) -> str:
    """Show how one wave was made."""
    shelf = _shelf()
    page = disclosing.method_page(shelf, _cube(shelf, wave), current_language())
    return render_template("committee/method.html", page=page, section="method")


def items(wave: str | None = None) -> str:
    """Show the items of a wave, of the latest unless named."""
    shelf = _shelf()
    cube = shelf.latest() if wave is None else _cube(shelf, wave)
    if cube is None:
        return render_template("committee/empty.html")
    page = publish.items_page(shelf, cube, current_language())
    return render_template("committee/items.html", page=page, section="items")


def item(wave: str, item: str) -> str:
    """Show one item."""
    shelf = _shelf()
    try:
        page = publish.item_page(shelf, _cube(shelf, wave), item, current_language())
    except publish.NothingReleasedError:
        abort(404)
    return render_template("committee/item.html", page=page, section="items")


def surroundings() -> dict[str, object]:
    """Give the templates who is signed in, links that keep the language, and the organisation's name."""
    who = access.present()
    language = current_language()

    def to(endpoint: str, **values: str) -> str:
        asked = request.args.get("lang")
        chosen = {"lang": language.value} if asked else {}
        fields: dict[str, Any] = {**values, **chosen}
        return url_for(endpoint, **fields)

    def other() -> str:
        code = "en" if language == "vi" else "vi"
        values: dict[str, Any] = {**request.args, **(request.view_args or {}), "lang": code}
        return url_for(str(request.endpoint), **values)

    return {
        "who": who,
        "to": to,
        "other_language": other,
        "sign_out_form": SignOutForm(formdata=None, meta={"csrf_context": who.csrf}) if who else None,
        "organisation": _named(language) if who else "",
    }


def _named(language: str) -> str:
    """Return the organisation's name; nothing where the ledger cannot be read, which a page says of itself."""
    try:
        return say(_shelf().title, language)
    except BrokenLedgerError:
        return ""


def _period(shelf: publish.Library, cube: ReleasedCube) -> str:
    page = publish.period_page(shelf, cube, current_language())
    return render_template("committee/period.html", page=page, section="period")


def _cube(shelf: publish.Library, wave: str) -> ReleasedCube:
    try:
        return shelf.cube(wave)
    except publish.NothingReleasedError:
        abort(404)


def _shelf() -> publish.Library:
    return publish.library(current().stores, current().settings.questionnaires or paths.questionnaires())
