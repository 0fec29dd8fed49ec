"""Views of the first page of staff and of the log."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, render_template

from survey_app.language import N_
from survey_app.operations import permissions, staff, staff_log
from survey_app.operations.cards import CARDS
from survey_app.web.context import current
from survey_app.web.language import tell
from survey_app.web.staff import access
from survey_app.web.staff.forms import SignOutForm

DOORS: tuple[tuple[str, str], ...] = (
    ("committee.latest", N_("Kết quả các đợt")),
    ("custodian.home", N_("Khóa và kiểm phiếu")),
    ("staff.participation", N_("Mức tham gia")),
    ("staff.paper", N_("Nhập phiếu giấy")),
    ("staff.log", N_("Nhật ký cán bộ")),
    ("staff.enrol", N_("Đăng nhập hai bước")),
)
"""Pages that the first page leads to, for those who may open them."""


def home() -> str:
    """Show what somebody is here for, and the pages that the role opens."""
    who = _here()
    doors = [(page, tell(title)) for page, title in DOORS if permissions.allowed(page, "GET", who.role)]
    left = current().stores.registry.recovery_left(who.staff)
    return render_template(
        "staff/home.html",
        doors=doors,
        role=tell(permissions.TITLES[who.role]),
        two_steps=current().stores.registry.second_step(who.staff) is not None,
        left=left,
        card=who.role.value,
        **around(),
    )


def card(role: str) -> str:
    """Show the card of a role, to be printed."""
    try:
        chosen = permissions.Role(role)
    except ValueError:
        abort(404)
    others = [(each.value, tell(title)) for each, title in permissions.TITLES.items() if each is not chosen]
    return render_template(
        "staff/card.html", card=CARDS[chosen], role=tell(permissions.TITLES[chosen]), others=others, **around()
    )


def log() -> str:
    """Show what staff did, latest first, and whether the chain holds."""
    try:
        entries, broken = staff_log.entries(current().stores), None
    except staff_log.BrokenLogError as refusal:
        entries, broken = current().stores.log.entries(), refusal.fields["number"]
    lines = [(entry, _moment(entry.minute), tell(staff_log.SAID[entry.action])) for entry in reversed(entries)]
    return render_template("staff/log.html", lines=lines[:500], count=len(lines), broken=broken, **around())


def _here() -> staff.SignedIn:
    who = access.present()
    return who if who is not None else abort(403)


def around() -> dict[str, object]:
    """Return what every page of staff shows of whoever is signed in."""
    who = _here()
    return {"who": who, "sign_out_form": SignOutForm(formdata=None, meta={"csrf_context": who.csrf})}


def _moment(minute: int) -> str:
    moment = datetime.fromtimestamp(minute * 60, tz=UTC).astimezone(current().clock().tzinfo)
    return moment.strftime("%d/%m/%Y %H:%M")
