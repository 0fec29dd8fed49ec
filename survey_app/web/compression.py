"""Fewer bytes on the line for what every member loads; none of it holds a secret or what somebody typed."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

COMPRESSED = frozenset({"static", "respond.start", "respond.module", "public.manifest_text"})
KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/json"})
LEVEL = 6


def install(app: Flask) -> None:
    """Make the application compress the start page, manifests, styles and scripts for browsers that take gzip."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if request.endpoint not in COMPRESSED or response.mimetype not in KINDS or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        if request.method != "GET" or "Range" in request.headers or not request.accept_encodings["gzip"]:
            return response
        response.direct_passthrough = False
        whole = response.get_data()
        response.close()  # the file behind a static address
        response.set_data(_compressed(whole))
        response.headers["Content-Encoding"] = "gzip"
        return response


@lru_cache(maxsize=64)
def _compressed(content: bytes) -> bytes:
    """Return the content as gzip without a time in it; remembered, because all members are given the same."""
    return gzip.compress(content, LEVEL, mtime=0)
