"""What a constraint says in our words: bounds of numbers and dates, how many may be chosen, how long a text may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\.\s*(<=|>=|<|>|=)\s*(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)")
_TURNED = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(<=|>=|<|>)\s*\.")
_DATE = re.compile(r"\.\s*(<=|>=|<|>)\s*(?:date\(\s*)?'([0-9]{4}-[0-9]{2}-[0-9]{2})'\s*\)?")
_CHOSEN = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=|<|=)\s*([0-9]{1,3})")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*([0-9]{1,4})")
_EXCLUSIVE = re.compile(r"not\(selected\(\.,\s*'\w+'\)(?: or selected\(\.,\s*'\w+'\))*\) or count-selected\(\.\) = 1")
_OPPOSITE = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(slots=True)
class Limits:
    """What was understood of a constraint, and the rest of it, word for word."""

    low: float | None = None
    high: float | None = None
    earliest: date | None = None
    latest: date | None = None
    most: int | None = None
    longest: int | None = None
    opened: bool = False
    """A strict bound of a number with decimals was taken as one that includes its end."""
    rest: list[str] = field(default_factory=list)


def limits_of(constraint: str, *, whole: bool) -> Limits:
    """Return the limits in a constraint that is a chain of simple tests joined by ``and``."""
    limits = Limits()
    for part in _parts(constraint):
        if not _taken(part, limits, whole=whole):
            limits.rest.append(part)
    return limits


def only_one(constraint: str) -> bool:
    """Return whether a constraint leaves one choice at most."""
    return limits_of(constraint, whole=False).most == 1


def _parts(constraint: str) -> list[str]:
    """Return the tests that a chain of ``and`` joins; brackets around one test fall away."""
    found: list[str] = []
    for part in _AND.split(constraint.strip()):
        if found and found[-1].count("(") > found[-1].count(")"):
            found[-1] += f" and {part}"
        else:
            found.append(part)
    return [_bare(part) for part in found if part]


def _bare(part: str) -> str:
    part = part.strip()
    while part.startswith("(") and part.endswith(")") and "(" not in part[1:-1].split(")")[0]:
        part = part[1:-1].strip()
        if part.count("(") != part.count(")"):
            return f"({part})"
    if part.startswith("(not(") and part.endswith("= 1)"):
        return part[1:-1]
    return part


def _taken(part: str, limits: Limits, *, whole: bool) -> bool:
    if found := _NUMBER.fullmatch(part):
        _bound(limits, found.group(1), float(found.group(2)), whole=whole)
    elif found := _TURNED.fullmatch(part):
        _bound(limits, _OPPOSITE[found.group(2)], float(found.group(1)), whole=whole)
    elif found := _DATE.fullmatch(part):
        return _day(limits, found.group(1), found.group(2))
    elif found := _CHOSEN.fullmatch(part):
        if found.group(1) == "=" and int(found.group(2)) != 1:
            return False
        limits.most = int(found.group(2)) - (found.group(1) == "<")
    elif found := _LENGTH.fullmatch(part):
        limits.longest = int(found.group(2)) - (found.group(1) == "<")
    else:
        return _EXCLUSIVE.fullmatch(part) is not None
    return True


def _bound(limits: Limits, sign: str, value: float, *, whole: bool) -> None:
    if sign in {"<", ">"}:
        step = (1 if sign == ">" else -1) if whole and value == int(value) else 0
        limits.opened = limits.opened or not step
        value += step
    if sign in {">", ">=", "="}:
        limits.low = value if limits.low is None else max(limits.low, value)
    if sign in {"<", "<=", "="}:
        limits.high = value if limits.high is None else min(limits.high, value)


def _day(limits: Limits, sign: str, written: str) -> bool:
    try:
        day = date.fromisoformat(written) + timedelta(days={"<": -1, ">": 1}.get(sign, 0))
    except (ValueError, OverflowError):
        return False
    if sign.startswith(">"):
        limits.earliest = day
    else:
        limits.latest = day
    return True


def parameters_of(text: str) -> Mapping[str, str]:
    """Return what a parameters cell says: ``start=1 end=10 randomize=true``."""
    pairs = re.findall(r"([A-Za-z][\w-]*)\s*=\s*([^\s,;]+)", text)
    return {name.lower(): value for name, value in pairs}
