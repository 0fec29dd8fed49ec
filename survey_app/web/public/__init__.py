"""Pages for everybody: the front page, manifests, what is stored."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.public import views


def blueprint() -> Blueprint:
    """Return the routes that anybody may open."""
    routes = Blueprint("public", __name__)
    routes.add_url_rule("/", "front", views.front)
    routes.add_url_rule("/m/<wave>", "manifest", views.manifest)
    routes.add_url_rule("/about/stored", "stored", views.stored)
    routes.add_url_rule("/favicon.ico", "icon", views.icon)
    return routes
