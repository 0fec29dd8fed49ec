"""What the scripts of the member's page ask: look a code up, collect a right, cast a ballot. JSON in and out.

No cookie is read or set, nothing is kept but what the operations keep, and an error repeats nothing that was sent.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from flask import Response, abort, current_app, request

from survey_app.ballots.blind import BlindedMessageError, InvalidRightError
from survey_app.ballots.codes import MistypedCodeError
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.casting import BallotRejectedError, BoxFullError, cast_sealed
from survey_app.operations.collecting import collect
from survey_app.operations.lookup import AlreadyCollectedError, SlipState, SpentSlipError, UnknownSlipError, look_up
from survey_app.operations.phases import NotTheDayError
from survey_app.store.errors import NotAcceptingError
from survey_app.web.context import current
from survey_app.web.language import set_language, tell
from survey_app.web.limits import Act, Limits
from survey_app.web.origin import foreign_post
from survey_app.web.respond.desk import find_desk

LARGEST = {Act.LOOK: 1024, Act.COLLECT: 2048, Act.CAST: 16 * 1024, Act.CAST_OPEN: 16 * 1024}
"""Bytes of a body. A ballot is 4883 bytes, in base64 a third more."""


class UnreadableRequestError(SurveyError):
    """A body that no page of ours sends."""

    code = "request-unreadable"
    found = N_("Nội dung gửi lên không đúng mẫu của trang này; chưa có gì được ghi.")
    fix = N_("Tải lại trang rồi làm lại.")


class ForeignPageError(SurveyError):
    """A request that another site caused."""

    code = "request-foreign"
    found = N_("Yêu cầu này không đến từ trang trả lời phiếu.")
    fix = N_("Mở lại địa chỉ in trên phiếu hoặc áp phích; không gửi phiếu qua trang khác.")


class TooManyRequestsError(SurveyError):
    """More requests from one address within the hour than people there could send."""

    code = "too-many-requests"
    found = N_("Từ địa chỉ mạng này có quá nhiều yêu cầu trong một giờ; chưa có gì được ghi.")
    fix = N_("Xin thử lại sau một giờ, hoặc dùng mạng khác; chưa có gì bị mất.")


STATUS: Mapping[type[SurveyError], int] = {
    MistypedCodeError: 422,
    UnknownSlipError: 422,
    SpentSlipError: 409,
    AlreadyCollectedError: 409,
    NotAcceptingError: 409,
    NotTheDayError: 409,
    BlindedMessageError: 422,
    InvalidRightError: 422,
    BallotRejectedError: 422,
    BoxFullError: 409,
    UnreadableRequestError: 400,
    ForeignPageError: 403,
    TooManyRequestsError: 429,
}
GUESSES = (MistypedCodeError, UnknownSlipError, InvalidRightError)
"""Refusals that somebody who is guessing collects."""

Given = Mapping[str, Any]
View = Callable[[str], Response]
_BASE64 = re.compile(r"[A-Za-z0-9_-]+")


def look(wave: str) -> Response:
    """Say what a code is worth, and of which stratum it is (null when the slip is gone), without spending it."""
    given = _given(Act.LOOK, {"code": str})
    found = look_up(current().stores, wave, given["code"])
    if found.state is SlipState.UNKNOWN:
        limits().passes(Act.REFUSED, request.remote_addr)
    return _said({"state": found.state.value, "stratum": found.stratum})


def collect_right(wave: str) -> Response:
    """Sign a blinded message against a code."""
    given = _given(Act.COLLECT, {"code": str, "blinded": bytes})
    here = current()
    collected = collect(here.stores, wave, given["code"], given["blinded"], today=here.today())
    return _said({"stratum": collected.stratum, "signature": _written(collected.signature)})


def cast_ballot(wave: str) -> Response:
    """Put a ballot into the box against a right; in an open wave against a message that the browser drew."""
    here, fields = current(), {"stratum": int, "right": bytes, "ballot": bytes}
    if is_open(wave):
        given = {**_given(Act.CAST_OPEN, fields), "signature": b""}
    else:
        given = {**_given(Act.CAST, {**fields, "signature": bytes})}
    outcome = cast_sealed(here.stores, wave, **given, today=here.today(), most=here.settings.open_most)
    return _said({"outcome": outcome.value})


def is_open(wave: str) -> bool:
    """Return whether anybody may answer this wave."""
    desk = find_desk(wave)
    return desk is not None and desk.manifest.is_open


def limits() -> Limits:
    """Return the counters of this application."""
    return cast("Limits", current_app.extensions.setdefault("member-limits", Limits(time.monotonic)))


def speaking(view: View) -> View:
    """Return the view with every refusal told as JSON in the language of the page."""

    @wraps(view)
    def answer(wave: str) -> Response:
        desk = find_desk(wave)
        if desk is None:
            abort(404)
        set_language(request.args.get("lang") or current().settings.language, desk.questionnaire.languages)
        try:
            return view(wave)
        except SurveyError as refusal:
            if isinstance(refusal, GUESSES):
                limits().passes(Act.REFUSED, request.remote_addr)
            return refused(refusal)

    return answer


def refused(refusal: SurveyError) -> Response:
    """Return a refusal as JSON: its code, what was found and what to do. Never what was sent."""
    said = {
        "error": refusal.code,
        "text": tell(refusal.found, **refusal.fields),
        "fix": tell(refusal.fix, **refusal.fields),
    }
    return _said(said, next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 500))


def _given(act: Act, fields: Mapping[str, type]) -> Given:
    """Return the body's fields, each of its kind and none besides; binary ones decoded."""
    if foreign_post():
        raise ForeignPageError
    if not limits().passes(act, request.remote_addr):
        raise TooManyRequestsError
    if (request.content_length or 0) > LARGEST[act]:
        abort(413)
    try:
        given = json.loads(request.get_data(cache=False)) if request.is_json else None
        if not isinstance(given, dict) or given.keys() != fields.keys():
            raise UnreadableRequestError
        return {name: _read(given[name], kind) for name, kind in fields.items()}
    except (ValueError, RecursionError):
        raise UnreadableRequestError from None


def _read(found: object, kind: type) -> object:
    if kind is bytes and isinstance(found, str) and _BASE64.fullmatch(found):
        return base64.urlsafe_b64decode(found + "=" * (-len(found) % 4))
    if type(found) is not kind:
        raise UnreadableRequestError
    return found


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _said(said: Given, status: int = 200) -> Response:
    return Response(json.dumps(said, ensure_ascii=False), status, mimetype="application/json")


VIEWS: Mapping[str, View] = {
    "look": speaking(look),
    "collect": speaking(collect_right),
    "cast": speaking(cast_ballot),
}
"""The three requests, by the last part of their address."""
