"""Who may do what: one table of pages, methods and roles. A page that is not in it opens for nobody.

Members have no role: what is ``PUBLIC`` needs no account, and nothing there knows who is asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from survey_app.language import N_


class Role(StrEnum):
    """What a member of staff is there for."""

    ADMINISTRATOR = "administrator"
    REPORTER = "reporter"
    COMMITTEE = "committee"
    SECRETARY = "secretary"
    COLLABORATOR = "collaborator"
    INSPECTION = "inspection"
    CUSTODIAN = "custodian"


TITLES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: N_("Người quản trị"),
    Role.REPORTER: N_("Báo cáo viên"),
    Role.COMMITTEE: N_("Cấp ủy"),
    Role.SECRETARY: N_("Bí thư chi bộ"),
    Role.COLLABORATOR: N_("Cộng tác viên"),
    Role.INSPECTION: N_("Ủy ban kiểm tra"),
    Role.CUSTODIAN: N_("Người giữ khóa"),
}
"""What each role is called."""

TWO_STEPS = frozenset({Role.ADMINISTRATOR, Role.REPORTER, Role.CUSTODIAN})
"""Roles that sign in with a second step; the others may set one up."""

EVERYBODY = frozenset(Role)
READERS = frozenset({Role.ADMINISTRATOR, Role.REPORTER, Role.COMMITTEE})
"""Roles that read released results."""
OVERSEERS = frozenset({Role.ADMINISTRATOR, Role.INSPECTION})
"""Roles that read the log of staff actions."""

TYPISTS = frozenset({Role.REPORTER, Role.COLLABORATOR})
"""Roles that key answers on paper in: never a branch's secretary, who must not read the branch's answers."""
APPROVERS = frozenset({Role.REPORTER, Role.COMMITTEE})
"""Roles that say that the report on a wave is approved."""
_KEEPERS = frozenset({Role.CUSTODIAN})

PUBLIC = frozenset(
    {
        "static",
        "public.front",
        "public.manifest",
        "public.manifest_text",
        "public.proof",
        "public.program",
        "public.receipts",
        "public.record",
        "public.stored",
        "public.icon",
        "respond.start",
        "respond.answer",
        "respond.look",
        "respond.collect",
        "respond.cast",
        "respond.module",
        "staff.sign_in",
    }
)
"""Pages that need no account, with every method that they have."""

_READ, _WRITE = frozenset({"GET"}), frozenset({"GET", "POST"})

PAGES: Mapping[str, Mapping[str, frozenset[Role]]] = {
    **{
        f"committee.{page}": dict.fromkeys(_READ, READERS)
        for page in ("latest", "items", "period", "workbook", "compare", "wave_items", "item", "words", "method")
    },
    "committee.approve": {"POST": APPROVERS},
    **{f"custodian.{page}": dict.fromkeys(_READ, _KEEPERS) for page in ("home", "key", "tally", "ballots", "script")},
    **{f"custodian.{page}": {"POST": _KEEPERS} for page in ("begin", "rows", "texts", "finish")},
    "staff.home": dict.fromkeys(_READ, EVERYBODY),
    "staff.sign_out": {"POST": EVERYBODY},
    "staff.code": dict.fromkeys(_WRITE, EVERYBODY),
    "staff.enrol": dict.fromkeys(_WRITE, EVERYBODY),
    "staff.card": dict.fromkeys(_READ, EVERYBODY),
    "staff.participation": dict.fromkeys(_READ, READERS),
    "staff.paper": dict.fromkeys(_READ, TYPISTS),
    "staff.sheet": dict.fromkeys(_WRITE, TYPISTS),
    "staff.log": dict.fromkeys(_READ, OVERSEERS),
}
"""For every page of staff: which roles may use which method."""

HALFWAY = frozenset({"staff.code", "staff.enrol", "staff.sign_out"})
"""Pages open to somebody who gave the password but not yet the second step."""


def allowed(endpoint: str, method: str, role: Role | None) -> bool:
    """Return whether a role (None: nobody signed in) may send ``method`` to a page. Unknown pages open for nobody."""
    if endpoint in PUBLIC:
        return True
    if role is None:
        return False
    method = "GET" if method in {"HEAD", "OPTIONS"} else method
    return role in PAGES.get(endpoint, {}).get(method, frozenset())
