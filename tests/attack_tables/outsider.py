"""An attacker who was written apart from the audit: people in the cross of groups and traits, from the file alone.

He sets up, for one question, an integer program whose unknowns are people by (group, trait, answer), and asks for the
least and the most of one number. He knows the rules, the questionnaire and the rolls; an insider knows one answer too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

EXITS = ("dont_know", "refused", "skipped")
FIVE = {"lt10": (0, 9), "10-33": (10, 33), "34-66": (34, 66), "67-90": (67, 90), "gt90": (91, 100)}
Document = dict[str, Any]


class NothingFitsError(Exception):
    """The attacker's model is wrong, or the file is."""


@dataclass
class Attack:
    """The program of one question in one release. ``off`` is what a displayed count may be off by."""

    cube: Document
    stub: str
    rolls: dict[str, int] = field(default_factory=dict)
    off: int = 2
    routed: bool = False

    def __post_init__(self) -> None:
        self.tables = [table for table in self.cube["tables"] if table["stub"]["column"] == self.stub]
        self.stubs = self.tables[0]["stub"]
        self.options = [option["code"] for option in self.stubs["options"]]
        self.states = [*self.options, *EXITS]
        self.banners = [table["banner"]["column"] for table in self.tables if table["banner"]["column"] != "total"]
        self.levels = [
            [one["level"] for one in table["banner"]["levels"] if one["level"] != "total"]
            for table in self.tables
            if table["banner"]["column"] != "total"
        ]
        combos = list(product(*(range(len(levels)) for levels in self.levels)))
        self.place = {(combo, state): at for at, (combo, state) in enumerate(product(combos, range(len(self.states))))}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._people()
        for table in self.tables:
            for level in [one["level"] for one in table["banner"]["levels"]]:
                if level == "total" and table["banner"]["column"] != "total":
                    continue
                self._level(table, level)

    def who(self, banner: str, level: str, states: Iterable[int]) -> list[int]:
        wanted = set(states)
        found = []
        for (combo, state), at in self.place.items():
            inside = (
                banner == "total" or self.levels[self.banners.index(banner)][combo[self.banners.index(banner)]] == level
            )
            if inside and state in wanted:
                found.append(at)
        return found

    def say(self, weights: dict[int, float], low: float, high: float) -> None:
        self.rows.append((weights, low, high))

    def near(self, banner: str, level: str, states: Iterable[int], shown: int) -> None:
        off = self.off * (level.count("+") + 1)
        self.say(dict.fromkeys(self.who(banner, level, states), 1.0), shown - off, shown + off)

    def _people(self) -> None:
        every = range(len(self.states))
        n = self.cube["population"]["n"]
        if not self.routed:
            self.say(dict.fromkeys(self.who("total", "total", every), 1.0), n, n)
            for table in self.cube["tables"]:
                banner = table["banner"]["column"]
                if banner not in self.banners:
                    continue
                known = self.levels[self.banners.index(banner)]
                for base in table["bases"]:
                    if base["level"] in known and base["asked"] is not None:
                        self.near(banner, base["level"], every, base["asked"])
            self._crossed()
        for level, roll in self.rolls.items():
            if "group" in self.banners and level in self.levels[self.banners.index("group")]:
                self.say(dict.fromkeys(self.who("group", level, every), 1.0), 0, roll)

    def _crossed(self) -> None:
        """What the table of a trait by groups says of the people behind this table."""
        for table in self.cube["tables"]:
            trait, banner = table["stub"]["column"], table["banner"]["column"]
            if trait not in self.banners or banner not in self.banners or trait == self.stub:
                continue
            a, b = self.banners.index(trait), self.banners.index(banner)
            for cell in table["cells"]:
                if (
                    cell["count"] is None
                    or str(cell["option"]) not in self.levels[a]
                    or cell["level"] not in self.levels[b]
                ):
                    continue
                inside = [
                    at
                    for (combo, _), at in self.place.items()
                    if self.levels[a][combo[a]] == str(cell["option"]) and self.levels[b][combo[b]] == cell["level"]
                ]
                off = self.off * (cell["level"].count("+") + 1)
                self.say(dict.fromkeys(inside, 1.0), cell["count"] - off, cell["count"] + off)

    def sides(self, side: str) -> list[int]:
        return [
            at
            for at, option in enumerate(self.stubs["options"])
            if option["side"] == side or (side == "neutral" and option["side"] is None)
        ]

    def part(self, table: Document, level: str, name: int | str) -> list[int]:
        if isinstance(name, int):
            return [self.options.index(name)]
        if name == "rest":
            told = {cell["option"] for cell in table["cells"] if cell["level"] == level}
            return [at for at, code in enumerate(self.options) if code not in told]
        return self.sides(name)

    def _level(self, table: Document, level: str) -> None:
        banner, k = table["banner"]["column"], len(self.options)
        cells = [cell for cell in table["cells"] if cell["level"] == level]
        told = [cell for cell in cells if cell["count"] is not None]
        for cell in told:
            self.near(banner, level, self.part(table, level, cell["option"]), cell["count"])
        base = next((one for one in table["bases"] if one["level"] == level), None)
        if base is not None and base["answered"] is not None:
            self.near(banner, level, range(k), base["answered"])
            for at, name in enumerate(EXITS):
                self.near(banner, level, [k + at], base[name])
            self.near(banner, level, range(k + 3), base["asked"])
        if table["rung"].get(level) == "all" and self.stubs["kind"] == "ordinal":
            for side in ("unfavourable", "neutral", "favourable"):
                inside = self.sides(side)
                shown = sum(cell["count"] for cell in told if self.options.index(cell["option"]) in inside)
                if inside and told:
                    self.near(banner, level, inside, shown)
        if told and banner != "total":
            self._shown(banner, level, k)
        for cell in cells:
            if cell.get("band"):
                self._band(banner, level, self.part(table, level, cell["option"]), cell["band"])

    def _shown(self, banner: str, level: str, k: int) -> None:
        rules, sensitive = self.cube["rules"], self.stubs["sensitive"]
        least = rules["sensitive"] if sensitive else rules["minimum"]
        apart = rules["dominance_sensitive"] if sensitive else rules["dominance"]
        self.say(dict.fromkeys(self.who(banner, level, range(k)), 1.0), least, np.inf)
        for one in range(k):
            others = [at for at in range(k) if at != one]
            self.say(dict.fromkeys(self.who(banner, level, others), 1.0), apart, np.inf)

    def _band(self, banner: str, level: str, part: list[int], band: str) -> None:
        answered = dict.fromkeys(self.who(banner, level, range(len(self.options))), 0.0)
        far = self.off * (level.count("+") + 1)
        inside = set(self.who(banner, level, part))
        if band in FIVE:
            low, high = FIVE[band]
            off = far * 200
            self.say({at: 200 * (at in inside) - (2 * low - 1) for at in answered}, -off - far * (2 * low + 1), np.inf)
            self.say(
                {at: 200 * (at in inside) - (2 * high + 1) for at in answered}, -np.inf, off + far * (2 * high + 1)
            )
        else:
            weights = {at: 2.0 * (at in inside) - 1.0 for at in answered}
            bounds = (-3 * far, np.inf) if band == "ge50" else (-np.inf, 3 * far)
            self.say(weights, *bounds)

    def ends(
        self, banner: str, level: str, states: Iterable[int], *, knows: tuple[str, str, int] | None = None
    ) -> tuple[int, int]:
        """Return the least and the most people; ``knows`` one respondent's banner, level and state."""
        cost = np.zeros(len(self.place))
        cost[self.who(banner, level, states)] = 1.0
        extra = [] if knows is None else [(dict.fromkeys(self.who(knows[0], knows[1], [knows[2]]), 1.0), 1.0, np.inf)]
        rows = [*self.rows, *extra]
        at = [number for number, (weights, _, _) in enumerate(rows) for _ in weights]
        columns = [column for weights, _, _ in rows for column in weights]
        entries = [entry for weights, _, _ in rows for entry in weights.values()]
        matrix = csr_array((entries, (at, columns)), shape=(len(rows), len(cost)))
        found = []
        for sign in (1.0, -1.0):
            solved = milp(
                sign * cost,
                integrality=np.ones(len(cost)),
                bounds=Bounds(0, np.inf),
                constraints=LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows]),
                options={"time_limit": 60.0},
            )
            if solved.x is None:
                raise NothingFitsError(self.stub, solved.message)
            found.append(round(float(cost @ np.rint(solved.x))))
        return found[0], found[1]
