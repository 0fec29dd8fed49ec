"""Views that anybody may open."""

from __future__ import annotations

from flask import Response, current_app, render_template

from survey_app.operations import waves
from survey_app.web import assurance
from survey_app.web.context import current


def front() -> str:
    """Show which waves are open now, and the manifests of all."""
    here = current()
    known = [(waves.manifest_of(record), record) for record in here.stores.registry.waves()]
    now = [
        (manifest, waves.standing_of(record), assurance.banner(manifest))
        for manifest, record in known
        if waves.status_of(record, here.today()) is waves.WaveStatus.OPEN
    ]
    organisation = known[-1][0].organisation if known else None
    return render_template(
        "public/front.html", now=now, manifests=[manifest for manifest, _ in reversed(known)], organisation=organisation
    )


def icon() -> Response:
    """Give the small picture of the browser's tab."""
    response = current_app.send_static_file("icon.svg")
    response.cache_control.public = True
    return response
