"""A tally whose ballots a custodian opens elsewhere: the rows are held in memory, counted, and dropped.

Nothing of a row is ever written to a disk. A session that nobody goes on with is dropped after half an hour, and with
the process; the tally is then begun again, and ends with the same release. Sessions live in one process, whose name
their tokens carry: another process, or the same one after a restart, says so.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey_app.ballots.sealing import PADDED
from survey_app.ballots.shuffle import shuffled
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.bundle import export_bundle
from survey_app.operations.deciding import OpenedBox, Tallied, answers_of_row, decide
from survey_app.operations.release import take_in
from survey_app.questionnaire.answers import Answers, ForeignAnswersError
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores

IDLE_SECONDS = 30 * 60
MOST_ROWS = 500
"""Rows of one post."""
SEALED_EACH, SEALED_BESIDE = 2 * PADDED, 1 << 18
"""Letters that sealed texts may have: per ballot no more than all of it once more in base64, and what stands beside."""


class LostSessionError(SurveyError):
    """Rows for a tally that is not running: begun again elsewhere, too long ago, or before the server was restarted."""

    code = "tally-lost"
    found = N_("Phiên kiểm phiếu này không còn: để quá lâu, máy chủ vừa khởi động lại, hoặc đã có phiên khác bắt đầu.")
    fix = N_("Bắt đầu lại từ bước chọn tệp khóa; hòm phiếu còn nguyên và kết quả sẽ như nhau.")


class OtherProcessError(LostSessionError):
    """Rows for a tally that another process of the server holds, or held before it was restarted."""

    code = "tally-elsewhere"
    found = N_(
        "Phiên kiểm phiếu này không ở tiến trình máy chủ vừa trả lời: máy chủ vừa khởi động lại, hoặc đang chạy "
        "nhiều tiến trình."
    )
    fix = N_(
        "Bắt đầu lại từ bước chọn tệp khóa; hòm phiếu còn nguyên và kết quả sẽ như nhau. Nếu vẫn báo như vậy, xin "
        "người quản trị chạy máy chủ bằng một tiến trình (survey start), hoặc kiểm bằng lệnh survey tally."
    )


class RowsRejectedError(SurveyError):
    """Rows that do not fit the wave or the order of posting."""

    code = "tally-rows"
    found = N_("Các dòng gửi lên không khớp với đợt hoặc với thứ tự gửi.")
    fix = N_("Tải lại trang rồi kiểm phiếu lại từ đầu; chưa có gì được ghi.")


class BallotsMissingError(SurveyError):
    """Fewer or more rows than the box has ballots."""

    code = "tally-incomplete"
    found = N_("Hòm có {held} phiếu nhưng trang đã gửi {given}.")
    fix = N_("Tải lại trang rồi kiểm phiếu lại từ đầu; chưa có gì được ghi.")


class OverfullError(SurveyError):
    """Strata with more ballots than people, which the custodian has not acknowledged."""

    code = "tally-overfull"
    found = N_("Số phiếu nhiều hơn số người ở: {strata}.")
    fix = N_("Nếu danh sách chỉ là chưa cập nhật, đánh dấu xác nhận rồi tiếp tục; số liệu sẽ mang dấu ghi chú.")

    def __init__(self, *, strata: Sequence[str]) -> None:
        super().__init__(strata=", ".join(strata))
        self.strata = tuple(strata)


@dataclass(slots=True, kw_only=True)
class _Session:
    wave: str
    staff: str
    questionnaire: Questionnaire = field(repr=False)
    strata_count: int
    held: int
    timer: threading.Timer | None = None
    opened: list[tuple[int, Answers]] = field(default_factory=list, repr=False)
    rows: int = 0
    sealed: list[str] = field(default_factory=list, repr=False)
    deciding: threading.Lock = field(default_factory=threading.Lock)


class CountingRoom:
    """The tallies that run in this process, one per wave."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle = idle_seconds
        self._name = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}

    def begin(self, stores: Stores, wave: str, staff: str) -> str:
        """Return the token of a new tally of a closed wave; one that was running is dropped.

        Raises
        ------
        UnknownWaveError, WaveNotClosedError, WaveCancelledError
            When there is nothing to tally.
        """
        bundle = export_bundle(stores, wave)
        session = _Session(
            wave=wave,
            staff=staff,
            questionnaire=load_questionnaire(bundle.questionnaire, file=bundle.manifest.questionnaire),
            strata_count=len(bundle.manifest.strata),
            held=len(bundle.ballots),
        )
        token = f"{self._name}.{secrets.token_urlsafe(32)}"
        with self._lock:
            for other in [held for held, running in self._sessions.items() if running.wave == wave]:
                self._drop(other)
            self._sessions[token] = session
            self._wait(token)
        return token

    def add(self, token: str, *, wave: str, staff: str, at: int, rows: Sequence[Mapping[str, Any]]) -> int:
        """Return how many rows the tally has now.

        Parameters
        ----------
        at : how many rows were sent before.
        rows : ``{"stratum", "items", "texts"}`` each: codes, and which texts there were. A row that could not come
            from this questionnaire is set aside and counted.

        Raises
        ------
        LostSessionError, RowsRejectedError
            Nothing of the rows was taken.
        """
        with self._lock:
            session = self._session(token, wave, staff)
            full = session.rows > session.held  # one post too many is told at the end, as ballots that do not tally
            if full or at != session.rows or not 0 < len(rows) <= MOST_ROWS:
                raise RowsRejectedError
            taken = [_read(session, row) for row in rows]
            session.opened += [row for row in taken if row is not None]
            session.rows += len(rows)
            self._wait(token)
            return session.rows

    def seal(self, token: str, *, wave: str, staff: str, at: int, part: str) -> int:
        """Return how many letters the tally has now of the answers in words, sealed by the custodian's browser.

        Parameters
        ----------
        at : how many letters were sent before.
        part : what follows of the sealed document.

        Raises
        ------
        LostSessionError, RowsRejectedError
            Nothing of the part was taken.
        """
        with self._lock:
            session = self._session(token, wave, staff)
            before = sum(map(len, session.sealed))
            most = SEALED_EACH * session.held + SEALED_BESIDE
            if at != before or not part or before + len(part) > most:
                raise RowsRejectedError
            session.sealed.append(part)
            self._wait(token)
            return before + len(part)

    def finish(
        self, stores: Stores, token: str, *, wave: str, staff: str, set_aside: int, acknowledged: bool
    ) -> Tallied:
        """Return the release of the rows, persisted; the box is empty afterwards and the rows are gone.

        Parameters
        ----------
        set_aside : ballots that the custodian's page could not open or read.
        acknowledged : the custodian knows that a stratum has more ballots than people.

        Raises
        ------
        LostSessionError, BallotsMissingError, OverfullError
            Nothing was persisted; after the last one the tally goes on once it is acknowledged.
        TextsMissingError, ForeignTextsError
            The wave keeps its texts, and none were sent or those of another wave. Nothing was persisted.
        """
        with self._lock:
            session = self._session(token, wave, staff)
        with session.deciding:
            with self._lock:  # another request may have finished it meanwhile
                session = self._session(token, wave, staff)
                # as they stand: another beginning may drop the session meanwhile, and must not empty this tally
                opened, given = tuple(session.opened), session.rows + set_aside
                sealed = "".join(session.sealed) or None
            tallied = replace(_decided(stores, session, opened, given=given, set_aside=set_aside), texts=sealed)
            if tallied.overfull and not acknowledged:
                raise OverfullError(strata=tallied.overfull)
            take_in(stores, tallied)
            with self._lock:
                self._drop(token)
        return tallied

    def held(self) -> int:
        """Return how many tallies hold rows or wait for them."""
        with self._lock:
            return len(self._sessions)

    def _session(self, token: str, wave: str, staff: str) -> _Session:
        session = self._sessions.get(token)
        if not token.startswith(f"{self._name}."):
            raise OtherProcessError
        if session is None or (session.wave, session.staff) != (wave, staff):
            raise LostSessionError
        return session

    def _wait(self, token: str) -> None:
        """Start the time anew after which a tally that nobody goes on with is dropped."""
        session = self._sessions[token]
        if session.timer is not None:
            session.timer.cancel()
        session.timer = threading.Timer(self._idle, self._expire, [token])
        session.timer.daemon = True
        session.timer.start()

    def _expire(self, token: str) -> None:
        with self._lock:
            self._drop(token)

    def _drop(self, token: str) -> None:
        session = self._sessions.pop(token, None)
        if session is not None:
            if session.timer is not None:
                session.timer.cancel()
            session.opened.clear()
            session.sealed.clear()


def _read(session: _Session, row: Mapping[str, Any]) -> tuple[int, Answers] | None:
    """Return a row's stratum and answers; None for answers that this questionnaire could not have produced."""
    stratum, items, written = row.get("stratum"), row.get("items"), row.get("texts")
    if type(stratum) is not int or not 0 <= stratum < session.strata_count:
        raise RowsRejectedError
    if not isinstance(items, dict) or not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise RowsRejectedError
    try:
        return stratum, answers_of_row(session.questionnaire, items, written)
    except ForeignAnswersError:
        return None


def _decided(
    stores: Stores, session: _Session, opened: Sequence[tuple[int, Answers]], *, given: int, set_aside: int
) -> Tallied:
    bundle = export_bundle(stores, session.wave)
    if bundle.released is not None:  # another process, or the command, came first: what it decided stands
        return Tallied(cube=bundle.released)
    held = Counter(stratum for stratum, _ in bundle.ballots)
    of_rows = Counter(stratum for stratum, _ in opened)
    if given != len(bundle.ballots) or set_aside < 0 or of_rows - held:
        raise BallotsMissingError(held=len(bundle.ballots), given=given)
    mixed = shuffled(opened)
    box = OpenedBox(
        answers=tuple(answers for _, answers in mixed),
        strata=tuple(stratum for stratum, _ in mixed),
        set_aside=len(bundle.ballots) - len(mixed),
    )
    return decide(bundle, session.questionnaire, box)
