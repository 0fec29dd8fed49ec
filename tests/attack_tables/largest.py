"""The largest number of a level, and of dates the smallest too: between which values it certainly lies.

It lies no higher than the last class that anybody may be in, and no lower than the classes that somebody must be in.
Whoever knows both ends takes the middle; so the ends must be far enough apart for that to be wrong by a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from outsider import Outsider
from pooling import Number, Pool

PART, PART_OF_SPAN = 0.1, 0.1
"""A number may not be known within this part of itself either way, a date not within this part of its span in all."""


@dataclass(frozen=True)
class End:
    """The largest, or the smallest, answer of a level: it lies between two values."""

    stub: str
    place: str
    smallest: bool
    low: float
    high: float
    narrow: bool


def ends_of_levels(outsider: Outsider, truth: np.ndarray) -> Iterator[End]:
    """Yield what follows of the largest answers, and of the smallest dates, of all levels told by their classes."""
    for _, table in outsider.tables:
        stub, banner = table["stub"]["column"], table["banner"]["column"]
        if stub not in outsider.values:
            continue
        span = table["stub"]["range"]
        dated = span.get("origin") is not None
        for level in table["classes"]["counts"]:
            if level == "total" and banner != "total":
                continue
            classes = _Classes(outsider, stub, outsider.mask(banner, level), truth)
            for smallest in (False, True) if dated or span["low"] < 0 else (False,):
                ends = classes.end(smallest=smallest)
                if ends is None:
                    continue
                low, high = ends
                yield End(
                    stub=stub,
                    place=f"{banner} {level}",
                    smallest=smallest,
                    low=low,
                    high=high,
                    narrow=_narrow(low, high, span, dated=dated, smallest=smallest),
                )


def _narrow(low: float, high: float, span: dict[str, float], *, dated: bool, smallest: bool) -> bool:
    if dated:
        return high - low < PART_OF_SPAN * (span["high"] - span["low"]) - 1e-9
    return high - low < 2 * PART * max(-low if smallest else high, 0) - 1e-9


class _Classes:
    """Who may and who must be in the classes of one level."""

    def __init__(self, outsider: Outsider, stub: str, mask: np.ndarray, truth: np.ndarray) -> None:
        self.values, self.k = outsider.values[stub], len(outsider.options[stub])
        sets = [[at] for at in range(self.k)]
        sets += [list(range(at, self.k)) for at in range(self.k)] + [list(range(at + 1)) for at in range(self.k)]
        numbers = [
            Number(stub=stub, level="", option="", mask=mask, weights=outsider.states(stub, part), aside=True)
            for part in sets
        ]
        self.pool = Pool(outsider, numbers)
        self.pool.add(truth)
        self.truth = truth

    def end(self, *, smallest: bool) -> tuple[float, float] | None:
        """Return the least and the most that the outermost answer can be; None where there need be none."""
        order = range(self.k) if smallest else range(self.k - 1, -1, -1)
        outer = next((at for at in order if self._may(at)), None)
        inner = next((at for at in order if self._must((2 if smallest else 1) * self.k + at)), None)
        if outer is None or inner is None:
            return None
        first, second = sorted((outer, inner))
        return float(self.values.begin[first]), float(self.values.last[second])

    def _may(self, number: int) -> bool:
        return bool(self.pool.high[number] >= 1) or self._asked(number, 1, np.inf)

    def _must(self, number: int) -> bool:
        return bool(self.pool.low[number] >= 1) and not self._asked(number, 0, 0)

    def _asked(self, number: int, low: float, high: float) -> bool:
        one = self.pool.numbers[number]
        found = self.pool.anything((one.mask, one.weights, low, high), near=self.truth)
        if found is not None:
            self.pool.add(found)
        return found is not None


def told_closely(ends: Sequence[End]) -> list[str]:
    """Return in words the outermost answers that are told too closely."""
    return [
        f"{one.stub} by {one.place}: {'smallest' if one.smallest else 'largest'} {one.low:g}-{one.high:g}"
        for one in ends
        if one.narrow
    ]
