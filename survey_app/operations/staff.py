"""Staff: accounts, passwords, signed-in sessions. Nothing here ever meets a member, a slip or a ballot."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from time import monotonic

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.permissions import TWO_STEPS, Role
from survey_app.store import Stores
from survey_app.store.records import StaffRecord, StaffSessionRecord

IDLE_MINUTES = 8 * 60
"""A session that was not seen for so long is over."""

WAIT_MINUTES = 10
"""How long a session waits for the second step."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}\Z")
_HASHER = PasswordHasher()  # argon2id, parameters of RFC 9106 (low memory)


class Step(StrEnum):
    """How far a sign-in has come."""

    CODE = "code"
    ENROL = "enrol"
    DONE = "done"


class StaffRejectedError(SurveyError):
    """A staff account that cannot be made."""

    code = "staff-rejected"
    found = N_("Không tạo được tài khoản: {problem}")
    fix = N_(
        "Tên đăng nhập gồm 2–40 chữ thường không dấu, số, dấu chấm, gạch; mật khẩu từ 12 đến 200 ký tự; "
        "vai trò là một trong: {roles}."
    )


class UnknownStaffError(SurveyError):
    """An account that does not exist."""

    code = "staff-unknown"
    found = N_("Không có tài khoản {name}.")
    fix = N_("Xem các tài khoản: survey staff list.")


class SignInRefusedError(SurveyError):
    """A sign-in that does not fit; never says whether the name exists."""

    code = "sign-in-refused"
    found = N_("Tên đăng nhập hoặc mật khẩu không đúng.")
    fix = N_("Xin gõ lại. Nếu quên mật khẩu, xin báo người quản trị đặt lại.")


class TooManyAttemptsError(SurveyError):
    """Too many refused sign-ins in a short time."""

    code = "too-many-attempts"
    found = N_("Đã nhập sai quá nhiều lần.")
    fix = N_("Xin đợi {minutes} phút rồi đăng nhập lại.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is at the keyboard: sign-in name, title shown, role, and what forms are signed with."""

    staff: str
    title: str
    role: Role
    csrf: str
    step: Step = Step.DONE


class Throttle:
    """Counts refused sign-ins per name and in all, in memory; no address of anybody is kept.

    After ``most`` refusals within ``minutes`` a name has to wait; forty times as many in all make everybody wait, so
    that names cannot be tried one after another.
    """

    def __init__(self, *, most: int = 8, minutes: int = 10, clock: Callable[[], float] = monotonic) -> None:
        self.minutes = minutes
        self._most = most
        self._clock = clock
        self._refused: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str) -> None:
        """Refuse when this name, or all together, must wait.

        Raises
        ------
        TooManyAttemptsError
            when the limit is reached.
        """
        with self._lock:
            self._forget()
            if len(self._refused.get(name, ())) >= self._most:
                raise TooManyAttemptsError(minutes=self.minutes)
            if sum(map(len, self._refused.values())) >= self._most * 40:
                raise TooManyAttemptsError(minutes=self.minutes)

    def refused(self, name: str) -> None:
        """Count a refusal."""
        with self._lock:
            self._refused.setdefault(name, []).append(self._clock())

    def accepted(self, name: str) -> None:
        """Forget the refusals of a name."""
        with self._lock:
            self._refused.pop(name, None)

    def _forget(self) -> None:
        since = self._clock() - self.minutes * 60
        for name in list(self._refused):
            left = [at for at in self._refused[name] if at >= since]
            if left:
                self._refused[name] = left
            else:
                del self._refused[name]


def add_staff(stores: Stores, *, staff: str, title: str, role: str, password: str) -> StaffRecord:
    """Return the account, written; an account of the same name gets the new title, role and password.

    Raises
    ------
    StaffRejectedError
        when name, role or password will not do.
    """
    if not _NAME.match(staff):
        raise _rejected(Said(N_("tên đăng nhập không hợp lệ")))
    if role not in set(Role):
        raise _rejected(Said(N_("vai trò không hợp lệ")))
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise _rejected(Said(N_("mật khẩu quá ngắn hoặc quá dài")))
    record = StaffRecord(
        staff=staff,
        title=unicodedata.normalize("NFC", title.strip()) or staff,
        role=Role(role).value,
        password=_HASHER.hash(_normal(password)),
    )
    stores.registry.put_staff(record)
    stores.registry.end_sessions(staff=staff)
    return record


def remove_staff(stores: Stores, staff: str) -> None:
    """Remove an account with its sessions, authenticator and recovery codes.

    Raises
    ------
    UnknownStaffError
        when there is none of that name.
    """
    if not stores.registry.drop_staff(staff):
        raise UnknownStaffError(name=staff)


def require_account(stores: Stores, staff: str) -> StaffRecord:
    """Return the account of a name.

    Raises
    ------
    UnknownStaffError
        when there is none.
    """
    record = stores.registry.staff(staff)
    if record is None:
        raise UnknownStaffError(name=staff)
    return record


def sign_in(
    stores: Stores, *, staff: str, password: str, now: int, throttle: Throttle, old_token: str | None = None
) -> tuple[str, SignedIn]:
    """Return the token of a new session and who it belongs to; the session that was there before is ended.

    An unknown name costs the same work as a known one.

    Parameters
    ----------
    now : minutes since 1970.

    Raises
    ------
    SignInRefusedError
        when name and password do not fit.
    TooManyAttemptsError
        when the throttle says so.
    """
    name = staff.strip().lower()[:80]
    throttle.check(name)
    record = stores.registry.staff(name) if _NAME.match(name) else None
    if not _fits(record.password if record else _decoy(), password) or record is None:
        throttle.refused(name)
        raise SignInRefusedError
    throttle.accepted(name)
    if _HASHER.check_needs_rehash(record.password):
        stores.registry.put_staff(
            StaffRecord(
                staff=record.staff, title=record.title, role=record.role, password=_HASHER.hash(_normal(password))
            )
        )
    stores.registry.end_sessions(seen_before=now - IDLE_MINUTES)
    if old_token:
        stores.registry.end_session(_kept(old_token))
    return _begin(stores, record, _step(stores, record), now=now)


def finish_sign_in(stores: Stores, token: str, *, now: int) -> tuple[str, SignedIn]:
    """Return the token of the session that the second step opened; the one that waited for it is ended.

    Raises
    ------
    SignInRefusedError
        when there is no such session any more.
    """
    waiting = signed_in(stores, token, now=now)
    record = stores.registry.staff(waiting.staff) if waiting else None
    if record is None:
        raise SignInRefusedError
    stores.registry.end_session(_kept(token))
    return _begin(stores, record, Step.DONE, now=now)


def _step(stores: Stores, record: StaffRecord) -> Step:
    """Return what stands between the right password and the pages."""
    if stores.registry.second_step(record.staff) is not None:
        return Step.CODE
    return Step.ENROL if record.role in TWO_STEPS else Step.DONE


def _begin(stores: Stores, record: StaffRecord, step: Step, *, now: int) -> tuple[str, SignedIn]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    content = json.dumps({"csrf": csrf, "step": step.value})
    stores.registry.put_session(StaffSessionRecord(token=_kept(token), staff=record.staff, seen=now, content=content))
    return token, SignedIn(staff=record.staff, title=record.title, role=Role(record.role), csrf=csrf, step=step)


def signed_in(stores: Stores, token: str | None, *, now: int) -> SignedIn | None:
    """Return whose session a token names; None when it is unknown, idle for too long, or its account is gone."""
    if not token:
        return None
    session = stores.registry.session(_kept(token))
    if session is None:
        return None
    record = stores.registry.staff(session.staff)
    kept = json.loads(session.content)
    step = Step(kept.get("step", Step.CODE))
    idle = IDLE_MINUTES if step is Step.DONE else WAIT_MINUTES
    if record is None or record.role not in set(Role) or now - session.seen > idle:
        stores.registry.end_session(session.token)
        return None
    if now - session.seen >= 5:  # written seldom: a page view must not cost a write
        stores.registry.put_session(
            StaffSessionRecord(token=session.token, staff=session.staff, seen=now, content=session.content)
        )
    return SignedIn(staff=record.staff, title=record.title, role=Role(record.role), csrf=str(kept["csrf"]), step=step)


def sign_out(stores: Stores, token: str | None) -> None:
    """Forget the session of a token."""
    if token:
        stores.registry.end_session(_kept(token))


def _rejected(problem: Said) -> StaffRejectedError:
    return StaffRejectedError(problem=problem, roles=", ".join(role.value for role in Role))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _kept(token: str) -> bytes:
    """Return what is stored of a token: its hash, so that a stolen registry opens no session."""
    return hashlib.sha256(token.encode()).digest()


def _fits(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _HASHER.verify(stored, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


_DECOY: list[str] = []


def _decoy() -> str:
    """Return the hash of a password that nobody knows."""
    if not _DECOY:
        _DECOY.append(_HASHER.hash(secrets.token_urlsafe(32)))
    return _DECOY[0]
