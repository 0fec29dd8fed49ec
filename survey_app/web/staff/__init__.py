"""Staff sign-in: the only pages with a session and a cookie."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.staff import access, views


def blueprint() -> Blueprint:
    """Return the routes of signing in and out."""
    routes = Blueprint("staff", __name__, url_prefix="/staff")
    routes.before_request(access.check_origin)
    routes.after_request(access.keep_origin)
    routes.add_url_rule("/sign-in", "sign_in", views.sign_in, methods=["GET", "POST"])
    routes.add_url_rule("/sign-out", "sign_out", views.sign_out, methods=["POST"])
    return routes
