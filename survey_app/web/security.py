"""Headers of every answer, and the size of what may be posted. No cookie, no cache, no outside host."""

from __future__ import annotations

from flask import Flask, Response, request

LARGEST_BODY = 64 * 1024
"""Bytes; a whole questionnaire travels in less than a tenth of it."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

MEMBER_POLICY = CONTENT_SECURITY_POLICY + "; connect-src 'self'"
"""Of the member's path: its scripts ask this server, and nothing else."""
KEPT = frozenset({"static", "public.icon", "respond.module"})
"""Answers that may be kept: their address says what they contain."""
YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Make the application send the headers and refuse bodies that are too large."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.config["MAX_FORM_PARTS"] = 200
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR  # static addresses carry a digest of their content

    @app.after_request
    def _headers(response: Response) -> Response:
        if request.path.startswith("/b/"):
            response.headers.setdefault("Content-Security-Policy", MEMBER_POLICY)
        for name, content in HEADERS.items():
            response.headers.setdefault(name, content)
        if request.endpoint not in KEPT:
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        return response


def clear_site(response: Response) -> Response:
    """Return the answer with the wish that the browser forgets this site; only where the line is encrypted."""
    if request.is_secure:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
