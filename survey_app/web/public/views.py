"""Views that anybody may open."""

from __future__ import annotations

from flask import Response, current_app, render_template


def front() -> str:
    """Show which waves are open."""
    return render_template("public/front.html", waves=())


def manifest(wave: str) -> Response:
    """Give the manifest of a wave, byte for byte as it was hashed."""
    raise NotImplementedError(wave)


def stored() -> str:
    """Show what is stored about a member."""
    raise NotImplementedError


def icon() -> Response:
    """Give the small picture of the browser's tab."""
    response = current_app.send_static_file("icon.svg")
    response.cache_control.public = True
    return response
