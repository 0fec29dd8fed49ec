"""Pages for everybody: the front page, manifests, what is stored."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.public import papers, stored, views


def blueprint() -> Blueprint:
    """Return the routes that anybody may open."""
    routes = Blueprint("public", __name__)
    routes.add_url_rule("/", "front", views.front)
    routes.add_url_rule("/m/<wave>", "manifest", papers.manifest)
    routes.add_url_rule("/m/<wave>/manifest.json", "manifest_text", papers.manifest_text)
    routes.add_url_rule("/m/<wave>/receipts", "receipts", papers.receipts)
    routes.add_url_rule("/m/<wave>/record", "record", papers.record)
    routes.add_url_rule("/m/<wave>/proof.json", "proof", papers.proof)
    routes.add_url_rule("/verify/<name>", "program", papers.program)
    routes.add_url_rule("/about/stored", "stored", stored.stored)
    routes.add_url_rule("/favicon.ico", "icon", views.icon)
    return routes
