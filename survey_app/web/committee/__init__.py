"""The committee's pages: one screen per wave, one page per item, from released cubes."""

from __future__ import annotations

from flask import Blueprint

from survey_app.web.committee import views
from survey_app.web.staff import access


def blueprint() -> Blueprint:
    """Return the routes of the committee."""
    routes = Blueprint("committee", __name__, url_prefix="/committee")
    routes.after_request(access.keep_origin)
    routes.context_processor(views.surroundings)
    routes.add_url_rule("", "latest", views.latest, strict_slashes=False)
    routes.add_url_rule("/items", "items", views.items)
    routes.add_url_rule("/<wave>", "period", views.period)
    routes.add_url_rule("/<wave>/workbook.xlsx", "workbook", views.workbook)
    routes.add_url_rule("/<wave>/method", "method", views.method)
    routes.add_url_rule("/<wave>/compare", "compare", views.compare)
    routes.add_url_rule("/<wave>/words", "words", views.words)
    routes.add_url_rule("/<wave>/words", "approve", views.approve, methods=["POST"])
    routes.add_url_rule("/<wave>/items", "wave_items", views.items)
    routes.add_url_rule("/<wave>/items/<item>", "item", views.item)
    return routes
