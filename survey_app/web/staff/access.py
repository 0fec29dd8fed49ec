"""Who is signed in, and whether a post comes from our own page. For pages of staff only."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from survey_app.operations.permissions import HALFWAY, PUBLIC, READERS, allowed
from survey_app.operations.staff import SignedIn, Step, Throttle, signed_in
from survey_app.operations.staff_log import Action, record
from survey_app.web.context import current
from survey_app.web.origin import foreign_post

ROOMS = frozenset({"committee", "staff", "custodian", "studio", "branch"})
"""First parts of the addresses of staff."""
NOBODY = "-"
"""Who acts in the log before anybody signed in."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(what: str) -> str:
    """Return the name of a cookie: tied to this host by its prefix wherever the line is encrypted."""
    return f"__Host-{what}" if request.is_secure else what


def set_cookie(response: Answer, what: str, content: str, *, minutes: int | None = None) -> None:
    """Give the browser a cookie that scripts and other sites cannot reach."""
    response.set_cookie(
        cookie_name(what),
        content,
        max_age=None if minutes is None else minutes * 60,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def drop_cookie(response: Answer, what: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(cookie_name(what), path="/", secure=request.is_secure, httponly=True, samesite="Strict")


def token() -> str | None:
    """Return the session's token from the cookie."""
    return request.cookies.get(cookie_name("staff"))


def second() -> float:
    """Return the present second since 1970."""
    return current().clock().timestamp()


def minute() -> int:
    """Return the present minute since 1970."""
    return int(second() // 60)


def throttle() -> Throttle:
    """Return the counter of refused sign-ins of this application."""
    return cast("Throttle", current_app.extensions.setdefault("staff-throttle", Throttle()))


def code_throttle() -> Throttle:
    """Return the counter of refused second steps, apart from the other: whoever types names cannot fill this one."""
    return cast("Throttle", current_app.extensions.setdefault("code-throttle", Throttle()))


def present() -> SignedIn | None:
    """Return who is signed in on this request."""
    if "signed_in" not in g:
        g.signed_in = signed_in(current().stores, token(), now=minute())
    return cast("SignedIn | None", g.signed_in)


def install(app: Flask) -> None:
    """Hold every page against the table of permissions; a page that is not in it opens for nobody."""
    app.before_request(_hold)


def _hold() -> Answer | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return None
    check_origin()
    who = present()
    if who is None:
        back = request.full_path.rstrip("?") if request.method in SAFE else None
        return redirect(url_for("staff.sign_in", next=back, lang=request.args.get("lang")))
    if who.step is not Step.DONE and endpoint not in HALFWAY:
        return redirect(next_page(who))
    if not allowed(endpoint, request.method, who.role):
        abort(403)
    return None


def next_page(who: SignedIn) -> str:
    """Return where somebody goes after a password or a second step that was right."""
    if who.step is not Step.DONE:
        return url_for("staff.code" if who.step is Step.CODE else "staff.enrol", lang=request.args.get("lang"))
    page = "committee.latest" if who.role in READERS else "staff.home"
    return url_for(page, lang=request.args.get("lang"))


def onward(target: str, who: SignedIn) -> str:
    """Return the page that somebody wanted when it may be opened, else the first page of the role."""
    if who.step is not Step.DONE or not target:
        return next_page(who)
    room = target.strip("/").partition("/")[0].partition("?")[0]
    return next_page(who) if room == "committee" and who.role not in READERS else target


def note(action: Action, subject: str = "", *, staff: str | None = None) -> None:
    """Write an entry of the log of staff actions; by whoever is signed in unless named."""
    who = present()
    acting = staff or (who.staff if who else NOBODY)
    record(current().stores, minute=minute(), action=action, subject=subject, staff=acting)


def check_origin() -> None:
    """Refuse a post that another site caused. Without either header it is no browser, and carries no cookie of one."""
    if request.method not in SAFE and foreign_post():
        abort(403)


def keep_origin(response: Response) -> Response:
    """Let the browser name our own site to ourselves, so that posts can be checked."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def local(target: str | None, default: str) -> str:
    """Return a page of staff to go to after signing in; the default for anything that is not one."""
    if not target or "\\" in target or any(ord(letter) < 32 for letter in target):
        return default
    parts = urlsplit(target)
    first = parts.path.strip("/").partition("/")[0]
    if parts.scheme or parts.netloc or parts.path[:1] != "/" or first not in ROOMS:
        return default
    return target
