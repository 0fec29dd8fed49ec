"""Where a post comes from. No cookie and no token is needed to ask the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from survey_app.web.context import current


def foreign_post() -> bool:
    """Return True for a post that another site caused. Without either header it is no browser."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin == "null":
        return site != "same-origin"
    if origin is not None:
        return origin not in {_origin(request.host_url), _origin(current().settings.public_address)}
    return site not in {None, "same-origin", "none"}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
