"""An attacker who was written apart from the audit: what a file says of people, in the cross of groups and traits.

Unknown are whole numbers of people by (group, every trait, answer), for one question or for several that hang together.
Every displayed figure and every public rule is a row: some people, weighted by their answers, between two bounds. He
knows the rules, the questionnaire (who is led to which question, how many options may be ticked) and the rolls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from valued import NUMBERS, QUARTERS, as_options, values_of

EXITS = ("dont_know", "refused", "skipped")
SIDES = ("unfavourable", "neutral", "favourable")
FIVE = {"lt10": (0, 9), "10-33": (10, 33), "34-66": (34, 66), "67-90": (67, 90), "gt90": (91, 100)}
Document = dict[str, Any]
Place = tuple[str, str]
"""Banner and level; levels that are told together are joined by a plus."""


@dataclass(frozen=True)
class Known:
    """What everybody knows besides the file: levels, rolls, paths, ticks; and how far displayed counts may be off."""

    off: int = 2
    banners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The finest levels of each banner, from the manifest and the questionnaire; those of the file when left out."""
    rolls: Mapping[str, int] = field(default_factory=dict)
    leads: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    at_most: int | None = None
    beside: Sequence[Document] = ()
    """Files of people who are nearly the same."""


@dataclass
class Rows:
    """Rows of one set of people: weights by answer, with bounds."""

    weights: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)


class Outsider:
    """What is known of one question, or of several that hang together, in one release or several of one wave."""

    def __init__(self, documents: Sequence[Document], stubs: Sequence[str], known: Known | None = None) -> None:
        self.stubs, self.known = tuple(stubs), known or Known()
        self.values = {
            name: found for name in stubs if (found := values_of(list(documents), name, self.known.beside)) is not None
        }
        self.documents = [self._valued(document) for document in documents]
        self.off = self.known.off
        self.n = int(documents[0]["population"]["n"])
        self.tables = [
            (document, table)
            for document in self.documents
            for table in document["tables"]
            if table["stub"]["column"] in self.stubs and table["stub"]["options"]
        ]
        self.stub = {table["stub"]["column"]: table["stub"] for _, table in self.tables}
        self.stubs = tuple(name for name in self.stubs if name in self.stub)
        self._grounds()
        self.rows: dict[bytes, Rows] = {}
        self.masks: dict[bytes, np.ndarray] = {}
        for name in self.stubs:
            self._people(name)
        for document, table in self.tables:
            for level in table["banner"]["levels"]:
                if level["level"] != "total" or table["banner"]["column"] == "total":
                    self._level(document, table, level["level"])
            self._empty(table)

    def _valued(self, document: Document) -> Document:
        """Return the release with the numbers asked about as questions of classes."""
        tables = [
            as_options(table, self.values[table["stub"]["column"]])
            if table["stub"]["column"] in self.values and "classes" in table
            else table
            for table in document["tables"]
        ]
        return document | {"tables": tables}

    # --- unknowns -----------------------------------------------------------------------------------------------------

    def _grounds(self) -> None:
        shown: dict[str, dict[str, None]] = {}
        for document in self.documents:
            for table in document["tables"]:
                banner = table["banner"]["column"]
                if banner in {"total", *self.stubs}:
                    continue
                for level in table["banner"]["levels"]:
                    parts = [] if level["level"] == "total" else level["level"].split("+")
                    shown.setdefault(banner, {}).update(dict.fromkeys(parts))
        self.levels = {
            banner: tuple(self.known.banners.get(banner) or levels)
            for banner, levels in shown.items()
            if any(table["banner"]["column"] == banner for _, table in self.tables)
        }
        self.banners = tuple(self.levels)
        self.combos = np.array(list(product(*(range(len(levels)) for levels in self.levels.values()))), dtype=np.int64)
        self.options = {name: [option["code"] for option in self.stub[name]["options"]] for name in self.stubs}
        self.joint = self._joint()
        self.width = len(self.joint)

    def _joint(self) -> list[tuple[int, ...]]:
        """Return what one person can have answered: a position (or, after the options, an exit) per question."""
        if len(self.stubs) == 1:
            name = self.stubs[0]
            return [(at,) for at in range(len(self.options[name]) + len(EXITS) + (name in self.known.leads))]
        if all(self.stub[name]["kind"] == "multi" for name in self.stubs):
            most = self.known.at_most or len(self.stubs)
            ticked = [one for one in product((0, 1), repeat=len(self.stubs)) if 1 <= sum(one) <= most]
            return [*ticked, *((2 + exit_,) * len(self.stubs) for exit_ in range(len(EXITS)))]
        filter_, name = self.stubs
        position, k = self.known.leads[name][1], len(self.options[name])
        first = range(len(self.options[filter_]) + len(EXITS))
        return [(at, then) for at in first for then in (range(k + len(EXITS)) if at == position else (k + len(EXITS),))]

    def states(self, name: str, positions: Iterable[int] | None = None) -> np.ndarray:
        """Return weights of one for some answers of a question; by default for everybody, the unasked too."""
        at = self.stubs.index(name)
        wanted = None if positions is None else set(positions)
        return np.array([float(wanted is None or one[at] in wanted) for one in self.joint])

    def mask(self, banner: str, level: str) -> np.ndarray:
        """Return who stands in a level, or in several joined by a plus, of a banner."""
        if banner == "total":
            return np.ones(len(self.combos), dtype=bool)
        names = self.levels[banner]
        wanted = [names.index(part) for part in level.split("+")]
        return np.isin(self.combos[:, self.banners.index(banner)], wanted)

    def say(self, mask: np.ndarray, weights: np.ndarray, low: float, high: float) -> None:
        """Add a row."""
        key = mask.tobytes()
        self.masks.setdefault(key, mask)
        rows = self.rows.setdefault(key, Rows())
        rows.weights.append(weights)
        rows.low.append(low)
        rows.high.append(high)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _people(self, name: str) -> None:
        """What is known of everybody: how many they are, in each level too, from all tables of the files."""
        every, all_ = self.states(name), self.mask("total", "total")
        self.say(all_, every, self.n, self.n)
        for table in (table for document in self.documents for table in document["tables"]):
            banner, column = table["banner"]["column"], table["stub"]["column"]
            routed = column in self.known.leads
            for base in table["bases"]:
                if banner not in self.levels or base["asked"] is None or base["level"] == "total":
                    continue
                off = self._off(base["level"])
                high = np.inf if routed else base["asked"] + off
                self.say(self.mask(banner, base["level"]), every, base["asked"] - off, high)
            if column in self.banners:
                self._crossed(table, every)
        for level, roll in self.known.rolls.items():
            if level in self.levels.get("group", ()):
                self.say(self.mask("group", level), every, 0, roll)

    def _crossed(self, table: Document, every: np.ndarray) -> None:
        """What a trait's own table says of the people behind this one: how many of each trait are in each group."""
        trait, banner = table["stub"]["column"], table["banner"]["column"]
        if banner not in self.banners and banner != "total":
            return
        for cell in table["cells"]:
            if cell["count"] is None or str(cell["option"]) not in self.levels[trait]:
                continue
            if cell["level"] == "total" and banner != "total":
                continue
            inside = self.mask(trait, str(cell["option"])) & self.mask(banner, cell["level"])
            off = self._off(cell["level"])
            self.say(inside, every, cell["count"] - off, cell["count"] + off)

    def _off(self, level: str) -> int:
        return self.off * (level.count("+") + 1)

    def sides(self, name: str, side: str) -> list[int]:
        """Return the positions of the options on a side."""
        return [
            at
            for at, option in enumerate(self.stub[name]["options"])
            if option["side"] == side or (side == "neutral" and option["side"] is None)
        ]

    def part(self, table: Document, level: str, option: int | str) -> list[int]:
        """Return the positions behind a displayed cell."""
        codes = self.options[table["stub"]["column"]]
        if isinstance(option, int):
            return [codes.index(option)]
        if option == "rest":
            told = {cell["option"] for cell in table["cells"] if cell["level"] == level}
            return [at for at, code in enumerate(codes) if code not in told]
        return self.sides(table["stub"]["column"], option)

    def _near(self, mask: np.ndarray, weights: np.ndarray, shown: int, off: int) -> None:
        self.say(mask, weights, max(shown - off, 0), shown + off)

    def _level(self, document: Document, table: Document, level: str) -> None:
        name, banner = table["stub"]["column"], table["banner"]["column"]
        off, mask = self._off(level), self.mask(banner, level)
        cells = [cell for cell in table["cells"] if cell["level"] == level]
        told = [cell for cell in cells if cell.get("count") is not None]
        for cell in told:
            part = self.part(table, level, cell["option"])
            far = int(self.values[name].far[part[0]]) if name in self.values else 1
            self._near(mask, self.states(name, part), cell["count"], off * far)
        if name in self.values and told:
            self._below(mask, name, [cell["count"] for cell in told], off)
        self._bases(table, level, mask, off)
        if table["rung"].get(level) == "all" and self.stub[name]["kind"] == "ordinal" and told:
            self._leaning(mask, name, told, off)
        if told and (banner != "total" or self._part_asked(table, off)):
            self._shown(document, table, level, mask)
        for cell in cells:
            if cell.get("band"):
                self._band(mask, name, self.part(table, level, cell["option"]), cell["band"], off)

    def _part_asked(self, table: Document, off: int) -> bool:
        """Return whether somebody certainly was not asked: the organisation's row then follows the rules of a group."""
        base = next((one for one in table["bases"] if one["level"] == "total"), None)
        routed = table["stub"]["column"] in self.known.leads
        return routed and base is not None and base["asked"] is not None and bool(base["asked"] + off < self.n)

    def _bases(self, table: Document, level: str, mask: np.ndarray, off: int) -> None:
        name = table["stub"]["column"]
        k = len(self.options[name])
        base = next((one for one in table["bases"] if one["level"] == level), None)
        if base is None or base["answered"] is None:
            return
        self._near(mask, self.states(name, range(k)), base["answered"], off)
        for at, exit_ in enumerate(EXITS):
            self._near(mask, self.states(name, [k + at]), base[exit_], off)
        self._near(mask, self.states(name, range(k, k + 3)), sum(base[exit_] for exit_ in EXITS), off)
        self._near(mask, self.states(name, range(k + 3)), base["asked"], off)

    def _leaning(self, mask: np.ndarray, name: str, told: Sequence[Document], off: int) -> None:
        """Say that the sides of a scale are rounded with its points."""
        for side in SIDES:
            inside = self.sides(name, side)
            if inside:
                shown = sum(cell["count"] for cell in told if self.options[name].index(cell["option"]) in inside)
                self._near(mask, self.states(name, inside), shown, off)

    def _below(self, mask: np.ndarray, name: str, counts: list[int], off: int) -> None:
        """Say that the sums from the lowest class up are rounded with the classes, where enough are left above."""
        for at, below in enumerate(np.cumsum(counts)):
            if self.values[name].summed[at]:
                self._near(mask, self.states(name, range(at + 1)), int(below), off)

    def _shown(self, document: Document, table: Document, level: str, mask: np.ndarray) -> None:
        """Being shown says: enough answers, enough that differ, and not nearly all of a known roll."""
        name = table["stub"]["column"]
        rules, sensitive, k = document["rules"], self.stub[name]["sensitive"], len(self.options[name])
        least = rules["sensitive"] if sensitive else rules["minimum"]
        if name in self.values and rules["minimum"]:
            least = max(least, NUMBERS)
        apart = rules["dominance_sensitive"] if sensitive else rules["dominance"]
        answered = self.states(name, range(k))
        self.say(mask, answered, least, np.inf)
        single = self.values[name].classes == 1 if name in self.values else np.ones(k, dtype=bool)
        for one in np.flatnonzero(single).tolist():
            self.say(mask, answered - self.states(name, [one]), apart, np.inf)
        rolls = [self.known.rolls.get(part) for part in level.split("+")]
        if rules["minimum"] and table["banner"]["column"] == "group" and None not in rolls:
            roll = sum(roll or 0 for roll in rolls)
            self.say(mask, answered, 0, min(roll - 3, rules["coverage"] * roll // 100))

    def _band(self, mask: np.ndarray, name: str, part: list[int], band: str, off: int) -> None:
        answered = self.states(name, range(len(self.options[name])))
        inside = self.states(name, part)
        if band in QUARTERS:
            quarter = [option["quarter"] for option in self.stub[name]["options"]]
            upto, under = (
                self.states(name, [at for at, one in enumerate(quarter) if one < QUARTERS.index(band) + more])
                for more in (1, 0)
            )
            self.say(mask, 2 * upto - answered, -3 * off, np.inf)
            self.say(mask, 2 * under - answered, -np.inf, 3 * off)
        elif band in FIVE:
            low, high = FIVE[band]
            self.say(mask, 200 * inside - (2 * low - 1) * answered, -off * (200 + 2 * low + 1), np.inf)
            self.say(mask, 200 * inside - (2 * high + 1) * answered, -np.inf, off * (200 + 2 * high + 1))
        else:
            self.say(mask, 2 * inside - answered, *((-3 * off, np.inf) if band == "ge50" else (-np.inf, 3 * off)))

    def _empty(self, table: Document) -> None:
        """A level of those who named none that is not there has nobody in it."""
        name, banner = table["stub"]["column"], table["banner"]["column"]
        there = {part for level in table["banner"]["levels"] for part in level["level"].split("+")}
        if "unstated" in self.levels.get(banner, ()) and "unstated" not in there and len(there) > 1:
            self.say(self.mask(banner, "unstated"), self.states(name, range(len(self.options[name]) + 3)), 0, 0)

    # --- as one program -----------------------------------------------------------------------------------------------

    @cached_property
    def keys(self) -> tuple[bytes, ...]:
        """The sets of people that rows are about, in order."""
        return tuple(self.rows)

    @cached_property
    def stacked(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Per set of people its mask, and its rows without doubles: weights (R, W), low and high (R,)."""
        made = []
        for key in self.keys:
            rows = self.rows[key]
            tightest: dict[bytes, tuple[np.ndarray, float, float]] = {}
            for weights, low, high in zip(rows.weights, rows.low, rows.high, strict=True):
                held = tightest.get(weights.tobytes(), (weights, -np.inf, np.inf))
                tightest[weights.tobytes()] = (weights, max(held[1], low), min(held[2], high))
            weights_, lows, highs = zip(*tightest.values(), strict=True)
            made.append((self.masks[key], np.stack(weights_), np.array(lows), np.array(highs)))
        return made

    def broken(self, people: np.ndarray) -> float:
        """Return by how much people, shape (combos, answers), break what is known; 0 for the truth."""
        worst = 0.0
        for mask, weights, low, high in self.stacked:
            found = weights @ people[mask].sum(axis=0)
            worst = max(worst, float(np.max(low - found, initial=0)), float(np.max(found - high, initial=0)))
        return worst
