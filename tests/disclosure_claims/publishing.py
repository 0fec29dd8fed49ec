"""Small waves answered person by person, published by the release gate and by people who never heard of one.

A publication is what a reader holds: for every column, banner and level the counts told of it, how far they may be off,
and the number of people behind them. The release is read from its file; the naive ones are made from the persons.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Counts, Level, count
from analysis.design import Design
from analysis.disclosure import ReleasedCube, TableSpec, release_wave, write_cube
from analysis.responses import Responses
from analysis.weights import post_stratify
from tests.factories.plain_wave import both, told_of

EXITS = ("dont_know", "refused", "skipped")
FIVE = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")


def column(name: str, options: int, *, kind: Kind = Kind.NOMINAL, **more: Any) -> Column:
    """A question with so many options; scales of five lean."""
    sides = FIVE if kind is Kind.ORDINAL and options == 5 else (None,) * options
    made = tuple(
        Option(code=at + (kind is not Kind.MULTI), label=both(f"o{at}"), side=sides[at]) for at in range(options)
    )
    return Column(name=name, kind=kind, label=both(name), item=name.partition(".")[0], options=made, **more)


@dataclass(frozen=True, kw_only=True)
class Poll:
    """Who answered what: ``codes`` hold positions of options, -1 to -3 for exits, -4 for not asked."""

    columns: tuple[Column, ...]
    codes: Mapping[str, np.ndarray]
    stratum: np.ndarray
    rolls: np.ndarray
    group_of: np.ndarray
    wave: str = "w0"
    scores: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def traits(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.trait)

    def without(self, person: int, wave: str) -> Poll:
        """The next wave: that person left, everybody else says the same again."""
        stay = np.arange(len(self.stratum)) != person
        rolls = self.rolls.copy()
        rolls[self.stratum[person]] -= 1
        return Poll(
            columns=self.columns,
            codes={name: codes[stay] for name, codes in self.codes.items()},
            stratum=self.stratum[stay],
            rolls=rolls,
            group_of=self.group_of,
            wave=wave,
            scores={name: scores[stay] for name, scores in self.scores.items()},
        )

    def answering(self, name: str, person: int, code: int) -> Poll:
        """The same wave, but for one answer of one person."""
        codes = {one: held.copy() for one, held in self.codes.items()}
        codes[name][person] = code
        return replace(self, codes=codes)

    def banners(self) -> list[Banner]:
        groups = int(self.group_of.max()) + 1
        made = [
            Banner(
                name="total",
                levels=(Level(key="total", label=both("all")),),
                positions=np.zeros(len(self.stratum), dtype=np.int64),
            ),
            Banner(
                name="group",
                levels=tuple(Level(key=f"g{at}", label=both(f"g{at}")) for at in range(groups)),
                positions=self.group_of[self.stratum].astype(np.int64),
            ),
        ]
        for one in self.columns:
            if one.trait:
                levels = tuple(Level(key=str(option.code), label=option.label) for option in one.options)
                positions = np.maximum(self.codes[one.name].astype(np.int64), -1)
                made.append(Banner(name=one.name, levels=levels, positions=positions))
        return made

    def counts(self) -> Counts:
        responses = Responses(
            wave=self.wave,
            codebook=Codebook(columns=self.columns),
            codes={name: codes.astype(np.int16) for name, codes in self.codes.items()},
            scores=dict(self.scores),
            stratum=self.stratum.astype(np.int64),
            weight=post_stratify(self.stratum.astype(np.int64), self.rolls),
        )
        return count(responses, strata=tuple(f"b{at}" for at in range(len(self.rolls))), banners=self.banners())

    def release(self, **more: Any) -> ReleasedCube:
        """What the gate lets out."""
        return release_wave(
            counts=self.counts(),
            codebook=Codebook(columns=self.columns),
            design=Design(strata=tuple(f"b{at}" for at in range(len(self.rolls))), headcounts=self.rolls),
            plan=[
                TableSpec(stub=one.name, banner=("total", "group", *(t for t in self.traits if t != one.name)))
                for one in self.columns
            ],
            **told_of(self.wave),
            **more,
        )

    def cells(self, name: str) -> np.ndarray:
        """Return the people of each branch by answer, shape (H, K)."""
        options = len(next(one for one in self.columns if one.name == name).options)
        made = np.zeros((len(self.rolls), options), dtype=np.int64)
        answered = self.codes[name] >= 0
        np.add.at(made, (self.stratum[answered], self.codes[name][answered]), 1)
        return made

    def true(self, name: str, banner: str, level: str) -> np.ndarray:
        """Return the true people per option, then per exit, of a level."""
        one = next(one for one in self.columns if one.name == name)
        inside = self.inside(banner, level)
        states = [*range(len(one.options)), -1, -2, -3]
        return np.array([int((inside & (self.codes[name] == state)).sum()) for state in states])

    def inside(self, banner: str, level: str) -> np.ndarray:
        """Return who stands in a level, or in several joined by a plus."""
        if banner == "total":
            return np.ones(len(self.stratum), dtype=bool)
        if banner == "group":
            return np.isin(self.group_of[self.stratum], [int(part[1:]) for part in level.split("+")])
        held = self.codes[banner]
        stated = [int(part) - 1 for part in level.split("+") if part != "unstated"]
        return np.isin(held, stated) | (("unstated" in level.split("+")) & (held < 0))


def renamed(poll: Poll, wave: str) -> Poll:
    """Return the same answers under another wave."""
    return replace(poll, wave=wave)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One figure: people of a level who gave one of these answers (positions; exits after the options), within bounds."""

    column: str
    banner: str
    level: str
    states: tuple[int, ...]
    low: int
    high: int


def drawn(
    seed: int,
    *,
    columns: Sequence[Column],
    chances: Mapping[str, Sequence[float]],
    rolls: Sequence[int] = (18, 18, 18, 18),
    response: float = 0.75,
    silent: float = 0.0,
) -> Poll:
    """Return a poll of two groups whose people answer at random."""
    random = np.random.default_rng(seed)
    held = np.array(rolls, dtype=np.int64)
    stratum = np.repeat(np.arange(len(held)), random.binomial(held, response))
    codes = {}
    for one in columns:
        if one.options:
            chosen = random.choice(len(one.options), size=len(stratum), p=chances[one.name])
            codes[one.name] = np.where(random.random(len(stratum)) < silent, -random.integers(1, 4), chosen)
    return Poll(
        columns=tuple(columns), codes=codes, stratum=stratum, rolls=held, group_of=np.arange(len(held)) * 2 // len(held)
    )


def naive(poll: Poll, *, least: int = 0) -> list[Told]:
    """Return every table as it is, without the levels of fewer than ``least`` answers."""
    found = []
    for one in poll.columns:
        for banner in ("total", "group", *(trait for trait in poll.traits if trait != one.name)):
            for level in levels_of(poll, banner):
                row = poll.true(one.name, banner, level)
                if row[: len(one.options)].sum() < max(least, 1):
                    continue
                found += [_told(one.name, banner, level, (at,), int(people)) for at, people in enumerate(row)]
    return found


def levels_of(poll: Poll, banner: str) -> list[str]:
    if banner == "total":
        return ["total"]
    if banner == "group":
        return [f"g{at}" for at in range(int(poll.group_of.max()) + 1)]
    one = next(one for one in poll.columns if one.name == banner)
    return [str(option.code) for option in one.options] + (["unstated"] if (poll.codes[banner] < 0).any() else [])


def _told(name: str, banner: str, level: str, states: tuple[int, ...], shown: int, off: int = 0) -> Told:
    return Told(column=name, banner=banner, level=level, states=states, low=max(shown - off, 0), high=shown + off)


def released(cube: ReleasedCube) -> list[Told]:
    """Return every count, base and rule that the file of a release tells; bands are left to the audit."""
    document = json.loads(write_cube(cube))
    found: list[Told] = []
    for table in document["tables"]:
        if table["stub"]["options"]:
            found += _of_table(document, table)
    return found


def _of_table(document: dict[str, Any], table: dict[str, Any]) -> list[Told]:
    stub, banner, off = table["stub"], table["banner"]["column"], document["rules"]["round"] - 1
    codes = [option["code"] for option in stub["options"]]
    k, found = len(codes), list[Told]()
    shown: dict[str, list[Any]] = {}
    for cell in table["cells"]:
        if cell["count"] is not None:
            shown.setdefault(cell["level"], []).append(cell)
    for level, cells in shown.items():
        if (level == "total") != (banner == "total"):
            continue
        far = off * (level.count("+") + 1)
        names = [cell["option"] for cell in cells]
        for cell in cells:
            states = _states(stub, codes, cell["option"], names)
            found.append(_told(stub["column"], banner, level, states, cell["count"], far))
        base = next(one for one in table["bases"] if one["level"] == level)
        found.append(_told(stub["column"], banner, level, tuple(range(k)), base["answered"], far))
        found.append(_told(stub["column"], banner, level, tuple(range(k + 3)), base["asked"], far))
        found += [_told(stub["column"], banner, level, (k + at,), base[exit_], far) for at, exit_ in enumerate(EXITS)]
        if level != "total":
            least = document["rules"]["sensitive" if stub["sensitive"] else "minimum"]
            everybody = document["population"]["n"]
            found.append(
                Told(
                    column=stub["column"], banner=banner, level=level, states=tuple(range(k)), low=least, high=everybody
                )
            )
    return found


def _states(
    stub: dict[str, Any], codes: Sequence[int], option: int | str, names: Sequence[int | str]
) -> tuple[int, ...]:
    if isinstance(option, int):
        return (codes.index(option),)
    if option == "rest":
        return tuple(at for at, code in enumerate(codes) if code not in names)
    return tuple(at for at, one in enumerate(stub["options"]) if (one["side"] or "neutral") == option)
