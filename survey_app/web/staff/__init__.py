"""Signing in, its second step, the first page of staff and the log: the only pages with a session and a cookie."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.staff import access, desk, paper, participation, steps, views


def blueprint() -> Blueprint:
    """Return the routes of signing in and out."""
    routes = Blueprint("staff", __name__, url_prefix="/staff")
    routes.before_request(access.check_origin)  # signing in needs no account, so the table does not hold it
    routes.before_app_request(paper.forget)
    routes.after_request(access.keep_origin)
    routes.add_url_rule("/sign-in", "sign_in", views.sign_in, methods=["GET", "POST"])
    routes.add_url_rule("/sign-out", "sign_out", views.sign_out, methods=["POST"])
    routes.add_url_rule("/code", "code", steps.code, methods=["GET", "POST"])
    routes.add_url_rule("/second-step", "enrol", steps.enrol, methods=["GET", "POST"])
    routes.add_url_rule("", "home", desk.home)
    routes.add_url_rule("/log", "log", desk.log)
    routes.add_url_rule("/card/<role>", "card", desk.card)
    routes.add_url_rule("/participation", "participation", participation.show)
    routes.add_url_rule("/paper", "paper", paper.choose)
    routes.add_url_rule("/paper/<wave>", "sheet", paper.sheet, methods=["GET", "POST"])
    return routes
