"""The scripts of the member's pages, and the integrity value under which a wave promises each."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from survey_app import paths

FOLDERS = ("ballot", "form", "member")
"""Folders of modules that may run on a member's page."""
STAFF_ONLY = frozenset({"ballot/custodian.js"})
"""Modules in these folders that no member's page loads."""


@cache
def member_scripts() -> Mapping[str, str]:
    """Return every script of the member's pages, ``folder/name.js``, with its integrity value ``sha384-…``."""
    names = sorted(f"{folder}/{path.name}" for folder in FOLDERS for path in (paths.static() / folder).glob("*.js"))
    return MappingProxyType({name: integrity(name) for name in names if name not in STAFF_ONLY})


def integrity(name: str) -> str:
    """Return the integrity value of one script as a page and a manifest carry it."""
    digest = hashlib.sha384((paths.static() / name).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
