"""The audit against a program written apart from it, from the file alone: groups, traits and answers in one table."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.design import Design
from analysis.disclosure import ReleasedCube, TableSpec, release_wave, write_cube
from analysis.disclosure.audit import audit_cube
from analysis.disclosure.bounds import Cross
from analysis.disclosure.settling import CROSSED, wanted_of
from analysis.disclosure.system import unknowns_of
from analysis.responses import Responses
from analysis.weights import post_stratify
from tests.factories.plain_wave import both, told_of

SIDES = {3: ("unfavourable", "neutral", "favourable"), 5: ("unfavourable",) * 2 + ("neutral",) + ("favourable",) * 2}
EXITS = ("dont_know", "refused", "skipped")
OFF = 2


def released(seed: int) -> ReleasedCube:
    """Return the release of one question, and of no, one or two traits, by two or three groups and by the traits."""
    random = np.random.default_rng(seed)
    points, groups = int(random.choice([2, 3, 5])), int(random.integers(2, 4))
    levels = [2] * int(random.integers(0, 3))
    sensitive = bool(random.random() < 0.3)

    def column(name: str, number: int, *, trait: bool = False) -> Column:
        leans = None if trait or random.random() < 0.4 else SIDES.get(number)
        options = tuple(
            Option(code=at + 1, label=both(str(at)), side=leans[at] if leans else None) for at in range(number)
        )
        kind = Kind.ORDINAL if leans else Kind.NOMINAL
        return Column(
            name=name,
            kind=kind,
            label=both(name),
            item=name,
            options=options,
            trait=trait,
            sensitive=sensitive and not trait,
        )

    traits = [f"t{at}" for at in range(len(levels))]
    columns = (
        column("q", points),
        *(column(name, number, trait=True) for name, number in zip(traits, levels, strict=True)),
    )
    rolls = random.integers(15, 30, groups).astype(np.int64)
    group = np.repeat(np.arange(groups), random.binomial(rolls, random.uniform(0.5, 0.9))).astype(np.int64)
    codes = {}
    for one in columns:
        chosen = random.choice(
            len(one.options), size=len(group), p=random.dirichlet(np.full(len(one.options), random.uniform(0.4, 3)))
        )
        silent = random.random(len(group)) < random.choice([0, 0.1])
        codes[one.name] = np.where(silent, random.choice([-1, -2, -3], size=len(group)), chosen).astype(np.int16)
    strata = tuple(f"b{at}" for at in range(groups))
    book = Codebook(columns=columns)
    responses = Responses(
        wave="w", codebook=book, codes=codes, scores={}, stratum=group, weight=post_stratify(group, rolls)
    )
    banners = [
        Banner(name="total", levels=(Level(key="total", label=both("all")),), positions=np.zeros_like(group)),
        Banner(
            name="group",
            levels=tuple(Level(key=f"g{at}", label=both(str(at))) for at in range(groups)),
            positions=group,
        ),
        *(
            Banner(
                name=one.name,
                levels=tuple(Level(key=str(option.code), label=option.label) for option in one.options),
                positions=np.maximum(codes[one.name].astype(np.int64), -1),
            )
            for one in columns[1:]
        ),
    ]
    return release_wave(
        counts=count(responses, strata=strata, banners=banners),
        codebook=book,
        design=Design(strata=strata, headcounts=rolls),
        plan=[
            TableSpec(stub=one.name, banner=("total", "group", *(name for name in traits if name != one.name)))
            for one in columns
        ],
        **told_of("w"),
    )


class Outsider:
    """Everybody who answered one question, by every banner at once; read off the JSON, sentence by sentence."""

    def __init__(self, document: dict[str, Any], stub: str) -> None:
        self.document, self.stub = document, stub
        mine = [table for table in document["tables"] if table["stub"]["column"] == stub]
        self.options = [option["code"] for option in mine[0]["stub"]["options"]]
        self.side = {option["code"]: option["side"] or "neutral" for option in mine[0]["stub"]["options"]}
        self.levels: dict[str, list[str]] = {}
        for table in mine:
            banner = table["banner"]["column"]
            if banner != "total":
                named = [level for level in table["banner"]["levels"] if level["level"] != "total"]
                self.levels[banner] = [one for level in named for one in (level["merged"] or [level["level"]])]
        self.people = list(product(*self.levels.values()))
        self.states = [*self.options, *EXITS]
        self.cells = list(product(self.people, self.states))
        self.rows: list[tuple[np.ndarray, float, float]] = []
        self._people_are_known()
        for table in mine:
            for level in table["banner"]["levels"]:
                if (level["level"] == "total") == (table["banner"]["column"] == "total"):
                    self._level(table, level)

    def who(self, inside: dict[str, list[str]], states: list[Any] | None = None) -> np.ndarray:
        names = list(self.levels)
        return np.array(
            [
                all(who[names.index(banner)] in held for banner, held in inside.items())
                and (states is None or state in states)
                for who, state in self.cells
            ],
            dtype=float,
        )

    def say(self, weights: np.ndarray, low: float, high: float) -> None:
        self.rows.append((weights, low, high))

    def near(self, inside: dict[str, list[str]], states: list[Any] | None, shown: int) -> None:
        off = OFF * max(1, max((len(held) for held in inside.values()), default=1))
        self.say(self.who(inside, states), shown - off, shown + off)

    def _people_are_known(self) -> None:
        self.say(self.who({}), *[self.document["population"]["n"]] * 2)
        for one in self.document.get("response", []):
            if one["level"] != "total" and "group" in self.levels:
                self.say(self.who({"group": [one["level"]]}), 0, one["roll"])
        for table in self.document["tables"]:
            banner = table["banner"]["column"]
            trait = table["stub"]["column"]
            if trait in self.levels and (banner == "total" or banner in self.levels):
                self._crossing(table)
            if banner in self.levels:
                for level in table["banner"]["levels"]:
                    asked = next((b["asked"] for b in table["bases"] if b["level"] == level["level"]), None)
                    if asked is not None and level["level"] != "total":
                        self.near({banner: level["merged"] or [level["level"]]}, None, asked)

    def _crossing(self, table: dict[str, Any]) -> None:
        """Somebody whose trait is this level is one of the people here: counts of traits bound the cross."""
        trait, banner = table["stub"]["column"], table["banner"]["column"]
        for level in table["banner"]["levels"]:
            if (level["level"] == "total") != (banner == "total"):
                continue
            held = level["merged"] or [level["level"]]
            inside = {} if banner == "total" else {banner: held}
            attack = Outsider.__new__(Outsider)
            attack.document, attack.stub, attack.rows = self.document, trait, []
            attack.options = [option["code"] for option in table["stub"]["options"]]
            attack.side = {option["code"]: option["side"] or "neutral" for option in table["stub"]["options"]}
            attack.levels, attack.people = {banner: held}, [(held[0],)]
            attack.states = [*attack.options, "unstated"]
            attack.cells = list(product(attack.people, attack.states))
            attack._level(table, level, exits=False)
            for weights, low, high in attack.rows:
                row = np.zeros(len(self.cells))
                for (_, state), weight in zip(attack.cells, weights, strict=True):
                    row += weight * self.who({**inside, trait: [str(state)]})
                self.say(row, low, high)

    def _level(self, table: dict[str, Any], level: dict[str, Any], *, exits: bool = True) -> None:
        name, banner = level["level"], table["banner"]["column"]
        held = level["merged"] or [name]
        inside = {} if name == "total" or not exits else {banner: held}
        off = OFF * len(level["merged"] or [name])
        cells = [cell for cell in table["cells"] if cell["level"] == name]
        told = {cell["option"]: cell["count"] for cell in cells if cell["count"] is not None}
        base = next((one for one in table["bases"] if one["level"] == name), None)

        def count_of(states: list[Any], shown: int) -> None:
            self.say(self.who(inside, states), shown - off, shown + off)

        def part(option: int | str) -> list[Any]:
            return self._part(option, told)

        for option, shown in told.items():
            count_of(part(option), shown)
        if base is not None and base["answered"] is not None:
            count_of(self.options, base["answered"])
            self._without_answer(inside, base, off, exits=exits)
        if told and table["rung"][name] == "all" and table["stub"]["kind"] == "ordinal":
            for side in filter(part, ("unfavourable", "neutral", "favourable")):
                count_of(part(side), sum(told[code] for code in part(side)))
        if told and name != "total":
            self._rules(inside, sensitive=table["stub"]["sensitive"])
        for cell in cells:
            if cell["band"] in {"lt50", "ge50"}:
                own = self.who(inside, part(cell["option"]))
                other = self.who(inside, [code for code in self.options if code not in part(cell["option"])])
                self.say(own - other, *((-3 * off, np.inf) if cell["band"] == "ge50" else (-np.inf, 3 * off)))

    def _part(self, option: int | str, told: dict[int | str, int]) -> list[Any]:
        if isinstance(option, int):
            return [option]
        if option == "rest":
            return [code for code in self.options if code not in told]
        return [code for code in self.options if self.side[code] == option]

    def _without_answer(self, inside: dict[str, list[str]], base: dict[str, Any], off: int, *, exits: bool) -> None:
        if exits:
            for exit_ in EXITS:
                self.say(self.who(inside, [exit_]), base[exit_] - off, base[exit_] + off)
            self.say(self.who(inside, self.states), base["asked"] - off, base["asked"] + off)
        else:
            low = sum(max(base[exit_] - off, 0) for exit_ in EXITS)
            self.say(self.who(inside, ["unstated"]), low, sum(base[exit_] + off for exit_ in EXITS))

    def _rules(self, inside: dict[str, list[str]], *, sensitive: bool) -> None:
        rules = self.document["rules"]
        self.say(self.who(inside, self.options), rules["sensitive" if sensitive else "minimum"], np.inf)
        for code in self.options:
            rest = [other for other in self.options if other != code]
            self.say(self.who(inside, rest), rules["dominance_sensitive" if sensitive else "dominance"], np.inf)

    def ends(self, inside: dict[str, list[str]], states: list[Any]) -> tuple[int, int]:
        cost = self.who(inside, states)
        found = []
        for sign in (1.0, -1.0):
            solved = milp(
                sign * cost,
                integrality=np.ones(len(cost), dtype=np.int64),
                bounds=Bounds(0, np.inf),
                constraints=LinearConstraint(
                    np.array([row for row, _, _ in self.rows]),
                    [low for _, low, _ in self.rows],
                    [high for _, _, high in self.rows],
                ),
            )
            assert solved.x is not None, solved.message
            found.append(round(float(cost @ np.rint(solved.x))))
        return found[0], found[1]


@pytest.mark.parametrize("part", range(4))
def test_two_audits_agree_on_two_hundred_random_cubes(part: int) -> None:
    compared = crossed = 0
    for seed in range(50 * part, 50 * part + 50):
        cube = released(seed)
        every = {one.column: one for one in unknowns_of(cube)}
        if "q" not in every:
            continue
        cross = Cross(every["q"])
        outsider = Outsider(json.loads(write_cube(cube)), "q")
        wanted = wanted_of(cross)
        chosen = wanted[int(np.random.default_rng(seed).integers(len(wanted)))]
        lines = {(line.banner, line.level): line for line in every["q"].lines}
        inside = {
            banner: list(lines[banner, level].merged or (level,))
            for banner, level in zip(chosen.banner.split(CROSSED), chosen.level.split(CROSSED), strict=True)
            if level != "total"
        }
        states = [state for state, counted in zip(outsider.states, chosen.states, strict=True) if counted]
        solved = cross.interval(chosen.inside, chosen.states)
        assert solved is not None
        assert outsider.ends(inside, states) == (solved.low, solved.high), (seed, chosen.key)
        compared += 1
        crossed += CROSSED in chosen.banner
        if seed % 5:
            continue
        quick = next(one for one in audit_cube(cube).targets if one.column == "q" and one.key == chosen.key)
        assert quick.interval is not None
        assert solved.low <= quick.interval.low <= quick.interval.high <= solved.high
    assert compared > 30
    assert crossed > 5
