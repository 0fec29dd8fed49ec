"""The only Flask: pages for members and staff."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from survey_app import paths
from survey_app.config import Settings
from survey_app.web import (
    committee,
    compression,
    context,
    custodian,
    errors,
    language,
    public,
    respond,
    security,
    staff,
)
from survey_app.web.staff import access

if TYPE_CHECKING:
    from survey_app.store import Stores

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, stores: Stores | None = None, clock: context.Clock | None = None) -> Flask:
    """Return the application: members at ``/b/<wave>``, everybody at ``/``, staff at ``/committee``."""
    app = Flask("survey_app.web", static_folder=str(STATIC), template_folder=str(paths.templates()))
    context.place(
        app,
        context.Context(
            settings=settings,
            stores=stores or _opened(settings),
            clock=clock or context.system_clock(settings),
        ),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's own provider
    language.install(app, settings.language)
    security.install(app)
    compression.install(app)
    errors.install(app)
    app.add_template_global(asset, "asset")
    app.jinja_env.globals["public_address"] = settings.public_address
    access.install(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way of putting something in front
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.register_blueprint(respond.blueprint())
    app.register_blueprint(public.blueprint())
    app.register_blueprint(staff.blueprint())
    app.register_blueprint(committee.blueprint())
    app.register_blueprint(custodian.blueprint())
    return app


def asset(name: str) -> str:
    """Return the address of a static file, with a digest of its content so that it may be kept for a year."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


def _opened(settings: Settings) -> Stores:
    from survey_app.store import open_stores  # noqa: PLC0415 -- tests of pages bring stores of their own

    return open_stores(settings.folder)
