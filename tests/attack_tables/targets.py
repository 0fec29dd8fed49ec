"""The numbers that may not be told: every answer, and all others together, of whoever stands in a displayed level.

So of those who stand where two banners cross, if a trait's own table publishes how many they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np
from outsider import Outsider
from pooling import Number


def numbers_of(outsider: Outsider) -> list[Number]:
    """Return every number of every displayed level, of the finest levels, and of crossings whose people are told."""
    found = list[Number]()
    published = crossings(outsider)
    for name in outsider.stubs:
        shown = _shown(outsider, name)
        places = {("total", "total"): None}
        for banner, levels in shown.items():
            fine = [part for level in levels for part in level.split("+")]
            places |= dict.fromkeys((banner, level) for level in (*levels, *fine))
        for banner, level in places:
            found += _numbers(outsider, name, f"{banner} {level}", outsider.mask(banner, level))
        for one, other in combinations(shown, 2):
            if frozenset({one, other}) not in published or name in outsider.values:
                continue
            for first, second in product(shown[one], shown[other]):
                inside = outsider.mask(one, first) & outsider.mask(other, second)
                told = _numbers(outsider, name, f"{one} {first} and {other} {second}", inside)
                found += [replace(number, crossed=True) for number in told]
    return found


def crossings(outsider: Outsider) -> set[frozenset[str]]:
    """Return the pairs of banners of which a trait's own table says how many people are where they cross."""
    tables = [table for document in outsider.documents for table in document["tables"]]
    return {
        frozenset({table["stub"]["column"], table["banner"]["column"]})
        for table in tables
        if {table["stub"]["column"], table["banner"]["column"]} <= set(outsider.banners)
        and any(cell["count"] is not None and cell["level"] != "total" for cell in table["cells"])
    }


def _shown(outsider: Outsider, name: str) -> dict[str, list[str]]:
    """Return the displayed levels of each banner of a question."""
    shown: dict[str, dict[str, None]] = {}
    for _, table in outsider.tables:
        banner = table["banner"]["column"]
        if table["stub"]["column"] == name and banner != "total":
            levels = (level["level"] for level in table["banner"]["levels"] if level["level"] != "total")
            shown.setdefault(banner, {}).update(dict.fromkeys(levels))
    return {banner: list(levels) for banner, levels in shown.items()}


def _numbers(outsider: Outsider, name: str, place: str, mask: np.ndarray) -> Iterator[Number]:
    """Yield every number of some people: each answer, and all others together."""
    k, common = len(outsider.options[name]), _common(outsider, name, mask)
    for at, code in enumerate(outsider.options[name]):
        one = outsider.states(name, [at])
        if name in outsider.values and outsider.values[name].classes[at] > 1:
            continue
        number = Number(stub=name, level=place, option=code, mask=mask, weights=one)
        yield number
        if k > 2 and at in common:
            yield replace(number, weights=outsider.states(name, range(k)) - one, others=True)


def _common(outsider: Outsider, name: str, mask: np.ndarray) -> list[int]:
    """Return the options that nearly all may have chosen: all of a question, of a number the two largest classes."""
    k = len(outsider.options[name])
    if name not in outsider.values:
        return list(range(k))
    for key in (mask, outsider.mask("total", "total")):
        rows = outsider.rows.get(key.tobytes())
        shown = (
            [
                max((low for w, low in zip(rows.weights, rows.low, strict=True) if np.array_equal(w, one)), default=0)
                for one in (outsider.states(name, [at]) for at in range(k))
            ]
            if rows
            else []
        )
        if any(shown):
            return [int(at) for at in np.argsort(shown)[-2:]]
    return []
