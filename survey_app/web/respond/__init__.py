"""The member's path: ``/b/<wave>``. No session, no cookie, nothing kept before Send."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.respond import endpoints, scripted, views


def blueprint() -> Blueprint:
    """Return the routes of the member's path."""
    routes = Blueprint("respond", __name__)
    routes.add_url_rule("/b/<wave>", "start", views.start, methods=["GET"])
    routes.add_url_rule("/b/<wave>", "answer", views.answer, methods=["POST"])
    routes.add_url_rule("/s/<digest>/<path:name>", "module", scripted.serve_module)
    for name, view in endpoints.VIEWS.items():
        routes.add_url_rule(f"/b/<wave>/{name}", name, view, methods=["POST"])
    return routes
