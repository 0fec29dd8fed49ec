"""The custodian's pages: a key made in the browser, ballots opened in the browser. No private key is ever posted."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.custodian import endpoints, views
from survey_app.web.staff import access


def blueprint() -> Blueprint:
    """Return the routes of custodians."""
    routes = Blueprint("custodian", __name__, url_prefix="/custodian")
    routes.after_request(access.keep_origin)
    routes.after_request(views.let_scripts_ask)
    routes.add_url_rule("", "home", views.home, strict_slashes=False)
    routes.add_url_rule("/key", "key", views.key)
    routes.add_url_rule("/scripts/<digest>/<folder>/<name>", "script", views.script)
    routes.add_url_rule("/<wave>", "tally", views.tally)
    routes.add_url_rule("/<wave>/ballots", "ballots", endpoints.ballots)
    routes.add_url_rule("/<wave>/begin", "begin", endpoints.begin, methods=["POST"])
    routes.add_url_rule("/<wave>/rows", "rows", endpoints.rows, methods=["POST"])
    routes.add_url_rule("/<wave>/texts", "texts", endpoints.texts, methods=["POST"])
    routes.add_url_rule("/<wave>/finish", "finish", endpoints.finish, methods=["POST"])
    return routes
