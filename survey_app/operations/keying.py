"""Answers on paper, keyed in twice: two people type the same sheet, and only what both typed alike becomes a ballot.

Each sheet is clipped to an unused slip of its stratum; its code says which two entries belong together and buys the
right to the ballot. The first entry waits in memory and nowhere else: a restart forgets it and it is typed again, and
so does the end of a working day, whether or not anybody asks for a page then. Neither person is shown what the other
typed, only at which questions they differ.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from threading import Lock, Timer

from survey_app.ballots.codes import read_code
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.lookup import AlreadyCollectedError, SlipState, SpentSlipError, UnknownSlipError, look_up
from survey_app.operations.respond import cast, frozen_questionnaire, require_pages
from survey_app.operations.waves import find_wave
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores

MOST_WAITING = 400
"""Sheets of which one entry waits for the other."""
MINUTES = 8 * 60
"""After so long, a working day, an entry that waits is forgotten."""


class Keyed(StrEnum):
    """What became of an entry."""

    FIRST = "first"
    """It waits for the other person's."""
    DIFFERENT = "different"
    """Both are there and differ."""
    CAST = "cast"
    """Both are alike; the ballot is in the box and nothing else is left."""


class ThirdTypistError(SurveyError):
    """A sheet that two other people have typed."""

    code = "sheet-typed-twice"
    found = N_("Tờ này đã có hai người khác nhập.")
    fix = N_("Để hai người đã nhập xem lại tờ giấy và sửa lượt của mình.")


class TooManyWaitingError(SurveyError):
    """More sheets wait for their second entry than memory is meant to hold."""

    code = "sheets-waiting"
    found = N_("Đang có {most} tờ chờ người thứ hai nhập.")
    fix = N_("Nhập lượt thứ hai của các tờ đó trước.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an entry, and the items at which two entries differ. No answer is in it."""

    keyed: Keyed
    items: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sheet:
    minute: int
    entries: dict[str, Answers] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class PaperDesk:
    """The entries that wait, in memory only."""

    sheets: dict[bytes, _Sheet] = field(default_factory=dict, repr=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)
    timer: Timer | None = field(default=None, repr=False)

    def waiting(self) -> int:
        """Return how many sheets wait for another entry."""
        return len(self.sheets)

    def forget(self, minute: int) -> int:
        """Return how many sheets waited too long at this minute since 1970 and are forgotten now."""
        with self.lock:
            return _forget(self, minute)


def enter(
    stores: Stores, desk: PaperDesk, wave: str, code: str, answers: Answers, *, staff: str, today: date, minute: int
) -> Outcome:
    """Return what became of one person's entry of one sheet; the second of two equal ones casts the ballot.

    Parameters
    ----------
    code : of the slip that is clipped to the sheet.
    staff : who is signed in.
    minute : the present minute since 1970, by which entries that wait too long are forgotten.

    Raises
    ------
    NotAcceptingError, NotTheDayError, ScriptsRequiredError
        when the wave takes no ballots, or none that was not sealed in the member's own browser.
    MistypedCodeError, UnknownSlipError, SpentSlipError, AlreadyCollectedError
        when the code buys no right.
    ThirdTypistError, TooManyWaitingError
        when two others have typed this sheet, or too many sheets wait.
    """
    record = find_wave(stores, wave)
    require_pages(record, today)
    code = read_code(code)
    _require_open(stores, wave, code)
    mark = hashlib.blake2b(f"{wave}/{code}".encode(), key=desk.key).digest()
    with desk.lock:
        _forget(desk, minute)
        sheet = desk.sheets.get(mark) or _Sheet(minute)
        if staff not in sheet.entries and len(sheet.entries) == 2:
            raise ThirdTypistError
        if mark not in desk.sheets and len(desk.sheets) >= MOST_WAITING:
            raise TooManyWaitingError(most=MOST_WAITING)
        sheet.entries[staff] = answers
        desk.sheets[mark] = sheet
        _wait(desk, minute)
        other = next((entry for name, entry in sheet.entries.items() if name != staff), None)
        if other is None:
            return Outcome(keyed=Keyed.FIRST)
        differing = differences(frozen_questionnaire(record), answers, other)
        if differing:
            return Outcome(keyed=Keyed.DIFFERENT, items=differing)
        cast(stores, wave, code, answers, today=today)
        del desk.sheets[mark]
        _wait(desk, minute)
    return Outcome(keyed=Keyed.CAST)


def differences(questionnaire: Questionnaire, one: Answers, other: Answers) -> tuple[str, ...]:
    """Return the items at which two entries would be different ballots, in the order of the questionnaire."""
    first, second = (json.loads(payload(questionnaire, answers)) for answers in (one, other))
    return tuple(
        item.item
        for item in questionnaire.items()
        if any(first[part].get(item.item) != second[part].get(item.item) for part in ("items", "texts"))
    )


def _require_open(stores: Stores, wave: str, code: str) -> None:
    state = look_up(stores, wave, code).state
    if state is SlipState.SPENT:
        raise SpentSlipError
    if state is SlipState.UNKNOWN:
        raise UnknownSlipError
    if state is not SlipState.OPEN:
        raise AlreadyCollectedError


def _forget(desk: PaperDesk, minute: int) -> int:
    old = [mark for mark, sheet in desk.sheets.items() if sheet.minute + MINUTES < minute]
    for mark in old:
        del desk.sheets[mark]
    _wait(desk, minute)
    return len(old)


def _wait(desk: PaperDesk, minute: int) -> None:
    """Let the oldest sheet be forgotten in its time even when nobody asks for a page; with none there is no timer."""
    if desk.timer is not None:
        desk.timer.cancel()
        desk.timer = None
    if desk.sheets:
        due = min(sheet.minute for sheet in desk.sheets.values()) + MINUTES + 1
        desk.timer = Timer(60 * max(due - minute, 0), desk.forget, [due])
        desk.timer.daemon = True
        desk.timer.start()
