"""Views of the second step: giving the digits, setting an authenticator up."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.language import N_
from survey_app.operations import second_step, staff
from survey_app.operations.second_step import SecondStepRefusedError
from survey_app.operations.staff_log import Action
from survey_app.report.qr import qr_svg
from survey_app.web.context import current
from survey_app.web.language import tell
from survey_app.web.staff import access
from survey_app.web.staff.forms import CodeForm, EnrolForm
from survey_app.web.staff.views import enter

EMPTY = N_("Xin gõ sáu chữ số của ứng dụng xác thực, hoặc một mã dự phòng.")


def code() -> Response | str | tuple[str, int]:
    """Ask for the digits; with the right ones, open the session."""
    who = _here()
    if who.step is not staff.Step.CODE:
        return redirect(access.next_page(who))
    form = CodeForm(meta={"csrf_context": who.csrf})
    if request.method == "GET":
        return _ask(onward=access.local(request.args.get("next"), ""), who=who)
    onward = access.local(form.onward.data, "")
    if not form.validate():
        return _ask(onward=onward, who=who, problem=tell(EMPTY)), 400
    throttle = access.code_throttle()
    try:
        throttle.check(who.staff)
        by_digits = second_step.pass_step(current().stores, who.staff, str(form.digits.data), now=access.second())
    except staff.TooManyAttemptsError as refusal:  # nothing was tried, so nothing is counted and the wait ends
        return _ask(onward=onward, who=who, problem=_said(refusal)), 429
    except SecondStepRefusedError as refusal:
        throttle.refused(who.staff)
        access.note(Action.REFUSED, who.staff)
        return _ask(onward=onward, who=who, problem=_said(refusal)), 401
    throttle.accepted(who.staff)
    if not by_digits:
        access.note(Action.RECOVERED, who.staff)
    token, entered = staff.finish_sign_in(current().stores, str(access.token()), now=access.minute())
    return enter(token, entered, onward)


def enrol() -> Response | str | tuple[str, int]:
    """Show a fresh secret; once the authenticator shows its digits, show the recovery codes, this once."""
    who = _here()
    if who.step is staff.Step.CODE:
        return redirect(access.next_page(who))
    if request.method == "GET":
        return _offer(who, second_step.new_secret())
    form = EnrolForm(meta={"csrf_context": who.csrf})
    if not form.validate():
        return _offer(who, second_step.new_secret(), problem=tell(EMPTY)), 400
    secret = str(form.secret.data)
    try:
        codes = second_step.enrol(current().stores, who.staff, secret, str(form.digits.data), now=access.second())
    except SecondStepRefusedError as refusal:
        return _offer(who, secret, problem=_said(refusal)), 400
    access.note(Action.ENROLLED, who.staff)
    access.note(Action.SIGNED_IN)
    token, entered = staff.finish_sign_in(current().stores, str(access.token()), now=access.minute())
    page = render_template(
        "staff/recovery.html", codes=[_grouped(each) for each in codes], onward=access.next_page(entered)
    )
    answer = Response(page, mimetype="text/html")
    access.set_cookie(answer, "staff", token, minutes=staff.IDLE_MINUTES)
    return answer


def _here() -> staff.SignedIn:
    who = access.present()
    return who if who is not None else abort(403)


def _ask(*, onward: str, who: staff.SignedIn, problem: str = "") -> str:
    form = CodeForm(formdata=None, onward=onward, meta={"csrf_context": who.csrf})
    return render_template("staff/code.html", form=form, problem=problem)


def _offer(who: staff.SignedIn, secret: str, problem: str = "") -> str:
    offered = second_step.enrolment(who.staff, secret)
    form = EnrolForm(formdata=None, secret=secret, meta={"csrf_context": who.csrf})
    drawn = Markup(qr_svg(offered.address, title=tell(N_("Mã QR cho ứng dụng xác thực"))))  # noqa: S704 -- made by us
    return render_template("staff/enrol.html", form=form, problem=problem, qr=drawn, secret=_grouped(secret))


def _grouped(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _said(refusal: SecondStepRefusedError | staff.TooManyAttemptsError) -> str:
    return f"{tell(refusal.found)} {tell(refusal.fix, **refusal.fields)}"
