"""Other ways to publish the same waves: everything as it is, with a threshold, with cells suppressed the usual way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from organisations import Wave
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.released import TOTAL

Document = dict[str, Any]


def ours(wave: Wave) -> Document:
    """Return the release itself; read once, and not to be changed."""
    return wave.document


def exact(wave: Wave, *, least: int = 0) -> Document:
    """Return the release with true counts instead, levels of fewer than ``least`` answers left out."""
    document: Document = json.loads(wave.text)
    document["rules"] |= {"minimum": 0, "sensitive": 0, "dominance": 0, "dominance_sensitive": 0}
    for table in document["tables"]:
        stub, banner = table["stub"]["column"], table["banner"]["column"]
        options = [option["code"] for option in table["stub"]["options"]]
        if not options and "classes" not in table:
            table["bases"] = []
            continue
        classes = table.get("classes", {"counts": {}})
        classes["counts"], table["measures"] = {}, []
        cells = wave.counts.tables[stub, banner]
        levels = [level.key for level in cells.levels]
        true = cells.n.sum(axis=0)
        shown = dict(zip(levels, true, strict=True))
        if banner != TOTAL:
            whole = wave.counts.tables[stub, TOTAL].n.sum(axis=(0, 1))
            rest = whole - true.sum(axis=0)
            shown = {TOTAL: whole, **shown} | ({"unstated": rest} if rest.any() else {})
        k = len(options) or 1
        table["banner"]["levels"] = [{"level": level, "merged": []} for level in shown]
        table["cells"], table["bases"], table["rung"] = [], [], {}
        for level, row in shown.items():
            open_ = row[:k].sum() >= least
            table["rung"][level] = "all" if open_ else "withheld"
            base = {"level": level} | dict.fromkeys(("asked", "answered", "dont_know", "refused", "skipped"))
            if open_:
                table["cells"] += [
                    {"level": level, "option": code, "count": int(row[at])} for at, code in enumerate(options)
                ]
                if not options:
                    classes["counts"][level] = _classes(wave, stub, banner, levels, level, classes["edges"])
                base |= {"asked": int(row[:-1].sum()), "answered": int(row[:k].sum())}
                base |= dict(zip(("dont_know", "refused", "skipped"), row[k:-1].tolist(), strict=True))
            table["bases"].append(base)
    return document


def _classes(
    wave: Wave, stub: str, banner: str, levels: Sequence[str], level: str, edges: Sequence[float]
) -> list[int]:
    """Return how many of a level gave a number in each class."""
    inside = wave.answers.codes[stub] >= 0
    if level != TOTAL:
        place = wave.group if banner == "group" else wave.answers.codes[banner]
        inside &= (place == levels.index(level)) if level in levels else (place < 0)
    at = np.searchsorted(edges, wave.answers.scores[stub][inside], side="right") - 1
    counted: list[int] = np.bincount(np.clip(at, 0, None), minlength=len(edges)).tolist()
    return counted


def branches(random: np.random.Generator, rows: int = 12, people: int = 10) -> np.ndarray:
    """Return a table of branches by five answers, opinions mildly different from branch to branch."""
    chance = random.dirichlet(20 * np.array([0.07, 0.1, 0.2, 0.4, 0.23]), size=rows)
    return np.stack([random.multinomial(random.integers(people - 2, people + 3), one) for one in chance])


def suppressed(table: np.ndarray, few: int = 2) -> np.ndarray:
    """Return which cells the usual method hides: counts of 1 and 2, and others until real numbers leave room.

    Zeros are shown. A hidden cell counts as protected when linear programs with x >= 0 leave an interval around it, as
    the method's own audit does.
    """
    hidden = (table > 0) & (table <= few)
    primary = [(int(row), int(column)) for row, column in np.argwhere(hidden)]
    while primary:
        row, column = primary[0]
        if _width(table, hidden, (row, column)) >= 1:
            primary.pop(0)  # more hidden cells only widen it
            continue
        options = [
            (int(table[row, c] + table[r, column] + table[r, c]), r, c)
            for r in range(len(table))
            for c in range(table.shape[1])
            if r != row
            and c != column
            and min(table[row, c], table[r, column], table[r, c]) > 0
            and not (hidden[row, c] and hidden[r, column] and hidden[r, c])
        ]
        if not options:
            hidden |= table > 0
            return hidden
        _, r, c = min(options)
        hidden[row, c] = hidden[r, column] = hidden[r, c] = True
    return hidden


def _width(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int], least: int = 0) -> float:
    places = list(zip(*np.nonzero(hidden), strict=True))
    cost = np.array([float(place == cell) for place in places])
    lines = [[float(place[0] == row) for place in places] for row in range(len(table))]
    lines += [[float(place[1] == column) for place in places] for column in range(table.shape[1])]
    right = [*(table * hidden).sum(axis=1), *(table * hidden).sum(axis=0)]
    return _between(cost, np.array(lines), np.array(right), np.array(right), (np.full(len(cost), least), np.inf))


def _between(
    cost: np.ndarray,
    lines: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    inside: tuple[np.ndarray, np.ndarray | float],
) -> float:
    """Return how far apart the least and the most of a sum are, in real numbers."""
    found = 0.0
    for sign in (1, -1):
        solved = milp(sign * cost, constraints=LinearConstraint(lines, low, high), bounds=Bounds(*inside))
        assert solved.fun is not None, solved.message
        found -= float(solved.fun)
    return found


def recovered(table: np.ndarray, hidden: np.ndarray) -> int:
    """Return how many hidden counts follow exactly, knowing that zeros are shown and so hidden ones are at least 1."""
    return sum(_width(table, hidden, cell, least=1) < 1 for cell in zip(*np.nonzero(hidden), strict=True))


def narrowest(total: np.ndarray, levels: np.ndarray, off: int = 2) -> int:
    """Return the smallest width of a count behind a rounded table, knowing how it was rounded."""
    shape = levels.shape
    low, high = np.maximum(levels - off, 0), levels + off
    rows, columns = levels.sum(axis=1), total
    lines, at_least, at_most = [], [], []
    for row in range(shape[0]):
        lines.append((np.arange(shape[0])[:, None] == row) * np.ones(shape[1]))
        at_least.append(rows[row] - off)
        at_most.append(rows[row] + off)
    for column in range(shape[1]):
        lines.append((np.arange(shape[1])[None, :] == column) * np.ones((shape[0], 1)))
        at_least.append(columns[column] - off)
        at_most.append(columns[column] + off)
    matrix = np.stack([line.reshape(-1) for line in lines])
    found = off * 5
    for cell in range(0, levels.size, 13):
        cost = np.zeros(levels.size)
        cost[cell] = 1
        inside = low.reshape(-1), high.reshape(-1)
        found = min(found, round(_between(cost, matrix, np.array(at_least), np.array(at_most), inside)))
    return found
