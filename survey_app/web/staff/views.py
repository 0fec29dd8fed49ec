"""Views of signing in and out."""

from __future__ import annotations

import secrets

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.language import N_
from survey_app.operations import staff
from survey_app.operations.staff_log import Action
from survey_app.web.context import current
from survey_app.web.language import current_language, tell
from survey_app.web.staff import access
from survey_app.web.staff.forms import SignInForm, SignOutForm

DOOR = "door"
"""Name of the cookie that signs the form of somebody who has no session yet."""


def sign_in() -> Response:
    """Show the form; with the right name and password, start a fresh session."""
    language = request.args.get("lang")
    if request.method == "GET":
        onward, who = access.local(request.args.get("next"), ""), access.present()
        return redirect(access.onward(onward, who)) if who else _form(onward=onward)
    form = SignInForm(meta={"csrf_context": request.cookies.get(access.cookie_name(DOOR))})
    onward = access.local(form.onward.data, "")
    if not form.validate():
        stale = "csrf_token" in form.errors
        message = N_("Trang đã mở quá lâu. Xin gửi lại.") if stale else N_("Xin điền tên đăng nhập và mật khẩu.")
        return _form(onward=onward, problem=tell(message), status=400)
    name = str(form.staff.data).strip().lower()
    try:
        token, who = staff.sign_in(
            current().stores,
            staff=name,
            password=str(form.password.data),
            now=access.minute(),
            throttle=access.throttle(),
            old_token=access.token(),
        )
    except staff.TooManyAttemptsError as refusal:  # no password was looked at, so there is nothing to write down
        return _form(onward=onward, problem=_said(refusal), status=429)
    except staff.SignInRefusedError as refusal:
        if current().stores.registry.staff(name) is not None:  # what is no account may be a password typed too early
            access.note(Action.REFUSED, name)
        return _form(onward=onward, problem=_said(refusal), status=401)
    if who.step is staff.Step.DONE:
        return enter(token, who, onward)
    page = url_for("staff.code", next=onward, lang=language) if who.step is staff.Step.CODE else access.next_page(who)
    answer = redirect(page, 303)
    access.set_cookie(answer, "staff", token, minutes=staff.WAIT_MINUTES)
    access.drop_cookie(answer, DOOR)
    return answer


def enter(token: str, who: staff.SignedIn, onward: str) -> Response:
    """Return the way into the pages, the session's cookie given."""
    access.note(Action.SIGNED_IN, staff=who.staff)
    answer = redirect(access.onward(onward, who), 303)
    access.set_cookie(answer, "staff", token, minutes=staff.IDLE_MINUTES)
    access.drop_cookie(answer, DOOR)
    return answer


def sign_out() -> Response:
    """End the session."""
    who = access.present()
    if who is not None:
        if not SignOutForm(meta={"csrf_context": who.csrf}).validate():
            abort(400)
        staff.sign_out(current().stores, access.token())
    answer = redirect(url_for("staff.sign_in", lang=current_language().value), 303)
    access.drop_cookie(answer, "staff")
    return answer


def _said(refusal: staff.SignInRefusedError | staff.TooManyAttemptsError) -> str:
    return f"{tell(refusal.found)} {tell(refusal.fix, **refusal.fields)}"


def _form(*, onward: str, problem: str = "", status: int = 200) -> Response:
    token = secrets.token_urlsafe(32)
    form = SignInForm(formdata=None, onward=onward, meta={"csrf_context": token})
    answer = make_response(render_template("staff/sign_in.html", form=form, problem=problem), status)
    access.set_cookie(answer, DOOR, token, minutes=60)
    return answer
