"""What an entry of the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a file with this problem may still be used: with an error it may not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of the catalogue; the texts are Vietnamese sources with ``{fields}``."""

    rule: str
    severity: Severity
    found: str
    why: str
    fix: str
