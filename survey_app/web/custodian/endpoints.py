"""What the tally page asks of the server: sealed ballots out; opened rows in, to be counted in memory."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Response, abort, current_app, request

from analysis.errors import AnalysisError
from survey_app.errors import SurveyError
from survey_app.operations import refusals, waves
from survey_app.operations.bundle import BoxLostError, WaveCancelledError, WaveNotClosedError, export_bundle
from survey_app.operations.counting_room import CountingRoom, OverfullError, RowsRejectedError
from survey_app.operations.release import import_release
from survey_app.operations.staff import SignedIn
from survey_app.operations.staff_log import Action
from survey_app.operations.waves import UnknownWaveError, WaveStatus
from survey_app.web.context import current
from survey_app.web.language import current_language, tell
from survey_app.web.staff import access

LARGEST_ROWS = 512 * 1024
"""Bytes of one post of rows; every other page of this server takes an eighth of it."""


def room() -> CountingRoom:
    """Return the tallies of this process."""
    return cast("CountingRoom", current_app.extensions.setdefault("counting-room", CountingRoom()))


def told(view: Callable[..., dict[str, Any]]) -> Callable[..., Response]:
    """Return the view answering in JSON, a refusal too; a post needs the token of the page."""

    @wraps(view)
    def answering(wave: str) -> Response:
        who = access.present() or abort(403)
        given = request.headers.get("X-Page-Token", "")
        if not hmac.compare_digest(given.encode(), who.csrf.encode()):
            abort(400)
        try:
            return _json(view(wave, who))
        except UnknownWaveError:
            abort(404)
        except SurveyError as refusal:
            text = tell(refusal.found, **refusal.fields)
            fix = tell(refusal.fix, **refusal.fields)
            return _json({"error": refusal.code, "text": text, "fix": fix}, status=409)
        except AnalysisError as refusal:
            text, fix = refusals.sentences(refusal, current_language())
            return _json({"error": refusal.code, "text": text, "fix": fix}, status=409)

    return answering


def ballots(wave: str) -> Response:
    """Give the sealed ballots of a closed wave, one after the other, all of one size."""
    try:
        bundle = export_bundle(current().stores, wave)
    except (UnknownWaveError, WaveNotClosedError, WaveCancelledError, BoxLostError):
        abort(404)
    access.note(Action.BOX_EXPORTED, wave)
    return Response(b"".join(ballot for _, ballot in bundle.ballots), mimetype="application/octet-stream")


@told
def begin(wave: str, who: SignedIn) -> dict[str, Any]:
    """Begin a tally; one that was interrupted after its release was decided is brought to its end instead."""
    stores = current().stores
    if waves.wave_status(stores, wave, current().today()) is WaveStatus.CLOSED:
        waves.close_wave(stores, wave)  # the last day has passed, whether or not anybody closed it
    bundle = export_bundle(stores, wave)
    if bundle.released is not None:
        cube = import_release(stores, bundle.released)
        return {"released": cube.hash, "n": cube.population.n, "N": cube.population.N}
    return {"token": room().begin(stores, wave, who.staff), "ballots": len(bundle.ballots)}


@told
def rows(wave: str, who: SignedIn) -> dict[str, Any]:
    """Take opened rows into memory."""
    posted = _posted(LARGEST_ROWS)
    sent, at = posted.get("rows"), posted.get("at")
    if not isinstance(sent, list) or type(at) is not int or not all(isinstance(row, dict) for row in sent):
        raise RowsRejectedError
    return {"rows": room().add(_token(posted), wave=wave, staff=who.staff, at=at, rows=sent)}


@told
def texts(wave: str, who: SignedIn) -> dict[str, Any]:
    """Take a part of the answers in words into memory: sealed in the browser, for keys that this server has not."""
    posted = _posted(LARGEST_ROWS)
    part, at = posted.get("part"), posted.get("at")
    if not isinstance(part, str) or type(at) is not int:
        raise RowsRejectedError
    return {"letters": room().seal(_token(posted), wave=wave, staff=who.staff, at=at, part=part)}


@told
def finish(wave: str, who: SignedIn) -> dict[str, Any]:
    """Count, decide, persist, empty the box."""
    posted = _posted(4096)
    aside, acknowledged = posted.get("aside"), posted.get("acknowledged")
    if type(aside) is not int or type(acknowledged) is not bool:
        raise RowsRejectedError
    stores = current().stores
    manifest = waves.manifest_of(waves.find_wave(stores, wave))
    try:
        tallied = room().finish(
            stores, _token(posted), wave=wave, staff=who.staff, set_aside=aside, acknowledged=acknowledged
        )
    except OverfullError as refusal:
        titles = {stratum.stratum: stratum.title for stratum in manifest.strata}
        named = [titles[name].get(current_language().value, titles[name]["vi"]) for name in refusal.strata]
        return {"overfull": named}
    access.note(Action.TALLIED, wave)
    access.note(Action.RELEASED, wave)
    cube = tallied.cube
    return {"released": cube.hash, "n": cube.population.n, "N": cube.population.N, "aside": tallied.set_aside}


def _posted(largest: int) -> dict[str, Any]:
    request.max_content_length = largest
    try:
        posted = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise RowsRejectedError from None
    if not isinstance(posted, dict):
        raise RowsRejectedError
    return posted


def _token(posted: dict[str, Any]) -> str:
    token = posted.get("token")
    return token if isinstance(token, str) else ""


def _json(content: dict[str, Any], *, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, mimetype="application/json")
