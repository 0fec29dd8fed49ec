"""Random organisations: groups of uneven size, traits, items of every type, several waves with roster changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Counts, Level, count
from analysis.design import Design
from analysis.disclosure import ReleasedCube, Rules, TableSpec, release_wave
from analysis.responses import Responses
from analysis.weights import post_stratify

SCALES = {4: "uuff", 5: "uunff", 7: "uuunfff", 11: "uuuunnnffff"}
LEANS = {"u": "unfavourable", "n": "neutral", "f": "favourable"}
EXITS = 3


def both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def _options(number: int, sides: str | None = None, first: int = 1) -> tuple[Option, ...]:
    return tuple(
        Option(code=at + first, label=both(str(at)), side=LEANS[sides[at]] if sides else None) for at in range(number)
    )


def _column(name: str, kind: Kind, options: tuple[Option, ...] = (), **more: object) -> Column:
    return Column(name=name, kind=kind, label=both(name), item=name.partition(".")[0], options=options, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Wave:
    """One wave: who answered what. ``codes`` hold the position of the option, or a negative exit."""

    responses: Responses
    group: np.ndarray
    rolls: np.ndarray
    cube: ReleasedCube
    counts: Counts


@dataclass(frozen=True)
class Organisation:
    """Several waves of one organisation."""

    seed: int
    group_of: np.ndarray
    traits: Mapping[str, int]
    waves: tuple[Wave, ...]


def codebook_of(random: np.random.Generator) -> Codebook:
    points = int(random.choice(list(SCALES)))
    sensitive = bool(random.random() < 0.3)
    columns = [
        _column("scale", Kind.ORDINAL, _options(points, SCALES[points]), sensitive=sensitive),
        _column("single", Kind.NOMINAL, _options(int(random.integers(2, 7)))),
        _column("multi.1", Kind.MULTI, _options(2, first=0)),
        _column("multi.2", Kind.MULTI, _options(2, first=0)),
        _column("ranking", Kind.NOMINAL, _options(4)),
        _column("number", Kind.NUMBER),
        _column("mood", Kind.INDEX, members=("scale",)),
        *(
            _column(f"trait{at}", Kind.NOMINAL, _options(int(random.integers(2, 5))), trait=True)
            for at in range(int(random.integers(1, 3)))
        ),
    ]
    return Codebook(columns=tuple(columns))


def organisation(
    seed: int, *, people: int | None = None, waves: int | None = None, response: float | None = None
) -> Organisation:
    """Return a random organisation; the same seed gives the same one."""
    random = np.random.default_rng(seed)
    codebook = codebook_of(random)
    groups = int(random.integers(2, 6))
    branches = int(random.integers(groups, 13))
    size = people or int(np.exp(random.uniform(np.log(40), np.log(500))))
    share = random.dirichlet(np.full(branches, random.uniform(1, 8)))
    rolls = np.maximum((size * share).astype(np.int64), 3)
    group_of = np.sort(np.concatenate([np.arange(groups), random.integers(0, groups, branches - groups)]))
    skew = random.uniform(0.15, 3)
    chance = {
        column.name: random.dirichlet(np.full(len(column.options), skew))
        for column in codebook.columns
        if column.options
    }
    rate = random.choice([1.0, random.uniform(0.5, 0.97)]) if response is None else response
    made: list[Wave] = []
    for number in range(waves or int(random.integers(1, 4))):
        if number:
            rolls = np.maximum(rolls + random.integers(-1, 2, branches), 3)
        answered = random.binomial(rolls, rate)
        previous = made[-1].cube if made else None
        made.append(_wave(random, codebook, number, rolls, answered, group_of, chance, previous))
    return Organisation(
        seed=seed,
        group_of=group_of,
        traits={column.name: len(column.options) for column in codebook.columns if column.trait},
        waves=tuple(made),
    )


def _wave(
    random: np.random.Generator,
    codebook: Codebook,
    number: int,
    rolls: np.ndarray,
    answered: np.ndarray,
    group_of: np.ndarray,
    chance: Mapping[str, np.ndarray],
    previous: ReleasedCube | None,
) -> Wave:
    stratum = np.repeat(np.arange(len(rolls)), answered).astype(np.int64)
    size = len(stratum)
    codes = {}
    for column in codebook.columns:
        silent = random.random(size) < random.choice([0, 0.04, 0.1])
        if column.options:
            chosen = random.choice(len(column.options), size=size, p=chance[column.name])
            if not column.trait and random.random() < 0.5:  # a group of one mind
                mine = group_of[stratum] == random.integers(0, group_of.max() + 1)
                chosen[mine] = int(np.argmax(chance[column.name]))
        else:
            chosen = np.zeros(size, dtype=np.int64)
        codes[column.name] = np.where(silent, random.choice([-1, -2, -3], size=size), chosen).astype(np.int16)
    for left, right in (("multi.1", "multi.2"),):
        codes[right] = np.where(codes[left] < 0, codes[left], np.maximum(codes[right], 0)).astype(np.int16)
    top = len(codebook["scale"].options) - 1
    scores = {
        "number": np.where(codes["number"] >= 0, random.lognormal(2, 1, size), np.nan),
        "mood": np.where(codes["scale"] >= 0, 100 * codes["scale"] / top, np.nan),
    }
    codes["mood"] = np.where(codes["scale"] >= 0, 0, codes["scale"]).astype(np.int16)
    strata = tuple(f"b{at}" for at in range(len(rolls)))
    responses = Responses(
        wave=f"w{number}",
        codebook=codebook,
        codes=codes,
        scores=scores,
        stratum=stratum,
        weight=post_stratify(stratum, np.maximum(rolls, answered)),
    )
    group = group_of[stratum].astype(np.int64)
    traits = [column for column in codebook.columns if column.trait]
    banners = [
        Banner(name="total", levels=(Level(key="total", label=both("all")),), positions=np.zeros(size, dtype=np.int64)),
        Banner(
            name="group",
            levels=tuple(Level(key=f"g{at}", label=both(str(at))) for at in range(group_of.max() + 1)),
            positions=group,
        ),
        *(
            Banner(
                name=column.name,
                levels=tuple(Level(key=str(option.code), label=option.label) for option in column.options),
                positions=np.maximum(codes[column.name].astype(np.int64), -1),
            )
            for column in traits
        ),
    ]
    counts = count(responses, strata=strata, banners=banners)
    names = [column.name for column in traits]
    cube = release_wave(
        counts=counts,
        codebook=codebook,
        design=Design(strata=strata, headcounts=rolls.astype(np.int64)),
        plan=[
            TableSpec(stub=column.name, banner=("total", "group", *(name for name in names if name != column.name)))
            for column in codebook.columns
        ],
        rules=Rules(),
        wave=f"w{number}",
        questionnaire="q",
        title=both("q"),
        provenance="simulated",
        opened="2024-01-01",
        closed="2024-01-20",
        manifest="sha256:" + "0" * 64,
        code="0",
        previous=previous,
    )
    return Wave(responses=responses, group=group, rolls=rolls, cube=cube, counts=counts)


def small_cube(seed: int) -> ReleasedCube:
    """Return the release of one question by two to four groups: small enough for two audits to be compared."""
    random = np.random.default_rng(seed)
    points = int(random.choice([2, 3, 5]))
    column = (
        _column("q", Kind.ORDINAL, _options(5, SCALES[5]))
        if points == 5
        else _column("q", Kind.NOMINAL, _options(points), sensitive=bool(random.random() < 0.3))
    )
    groups = int(random.integers(2, 5))
    rolls = random.integers(12, 60, groups).astype(np.int64)
    answered = random.binomial(rolls, random.uniform(0.5, 0.9))
    group = np.repeat(np.arange(groups), answered).astype(np.int64)
    chosen = random.choice(points, size=len(group), p=random.dirichlet(np.full(points, random.uniform(0.3, 3))))
    silent = random.random(len(group)) < random.choice([0, 0.1])
    codes = np.where(silent, random.choice([-1, -2, -3], size=len(group)), chosen).astype(np.int16)
    strata = tuple(f"b{at}" for at in range(groups))
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=(column,)),
        codes={"q": codes},
        scores={},
        stratum=group,
        weight=post_stratify(group, rolls),
    )
    levels = tuple(Level(key=f"g{at}", label=both(str(at))) for at in range(groups))
    total = Banner(name="total", levels=(Level(key="total", label=both("all")),), positions=np.zeros_like(group))
    return release_wave(
        counts=count(responses, strata=strata, banners=[total, Banner(name="group", levels=levels, positions=group)]),
        codebook=responses.codebook,
        design=Design(strata=strata, headcounts=rolls),
        plan=[TableSpec(stub="q", banner=("total", "group"))],
        rules=Rules(),
        wave="w",
        questionnaire="q",
        title=both("q"),
        provenance="simulated",
        opened="2024-01-01",
        closed="2024-01-20",
        manifest="sha256:" + "0" * 64,
        code="0",
    )
