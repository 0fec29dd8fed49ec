"""A small organisation of 12 branches in four reporting groups, and one wave of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option, Range
from analysis.counting import Banner, Level, count
from analysis.design import Design
from analysis.disclosure import Rules, TableSpec
from analysis.responses import Responses
from analysis.weights import post_stratify

SIZES = np.array([8, 9, 10, 11, 12, 14, 15, 17, 19, 21, 23, 25])
GROUP_OF = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3])
SIDES = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")
STRATA = tuple(f"b{at}" for at in range(12))


def both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def options(number: int, sides: tuple[str | None, ...] | None = None, first: int = 1) -> tuple[Option, ...]:
    return tuple(
        Option(code=at + first, label=both(f"o{at}"), side=sides[at] if sides else None) for at in range(number)
    )


def column(name: str, kind: Kind, choices: tuple[Option, ...] = (), **more: Any) -> Column:
    return Column(name=name, kind=kind, label=both(name), item=name.partition(".")[0], options=choices, **more)


CODEBOOK = Codebook(
    columns=(
        column("trust", Kind.ORDINAL, options(5, SIDES)),
        column("wish.1", Kind.MULTI, options(2, first=0)),
        column("rare.1", Kind.MULTI, options(2, first=0)),
        column("topic", Kind.NOMINAL, options(6)),
        column("hours", Kind.NUMBER),
        column("mood", Kind.INDEX, members=("trust",), headline=True),
        column("sex", Kind.NOMINAL, options(2), trait=True),
    )
)
CHANCE = {
    "trust": (0.07, 0.1, 0.2, 0.4, 0.23),
    "wish.1": (0.6, 0.4),
    "rare.1": (0.97, 0.03),
    "topic": (0.3, 0.25, 0.2, 0.1, 0.1, 0.05),
    "sex": (0.4, 0.6),
}


def make(
    *,
    seed: int = 1,
    response: float = 0.82,
    wave: str = "2024-Q3",
    edit: Callable[[dict[str, Any]], None] | None = None,
    hours: Callable[[np.random.Generator, Any], Any] | None = None,
    span: Range | None = None,
    leaves: Callable[[Any], int] | None = None,
) -> dict[str, Any]:
    """Return the arguments of the gate for one simulated wave; ``edit`` may change the codes first.

    ``hours`` makes the numbers, from a generator and the stratum of each response; ``span`` is their range;
    ``leaves`` names one who does not answer at all, the others being as they are.
    """
    random = np.random.default_rng(seed)
    answered = random.binomial(SIZES, response) if response < 1 else SIZES
    stratum = np.repeat(np.arange(12), answered).astype(np.int64)
    size = len(stratum)
    codes: dict[str, Any] = {}
    for one in CODEBOOK.columns:
        chosen = (
            random.choice(len(one.options), size=size, p=CHANCE[one.name]) if one.options else np.zeros(size)
        ).astype(np.int16)
        silent = random.random(size) < 0.04
        codes[one.name] = np.where(silent, random.choice([-1, -2, -3], size=size), chosen).astype(np.int16)
    arrays = {"codes": codes, "stratum": stratum}
    if edit is not None:
        edit(arrays)
    scores = {name: np.where(codes[name] >= 0, random.uniform(30, 90, size), np.nan) for name in ("hours", "mood")}
    if hours is not None:
        scores["hours"] = np.where(codes["hours"] >= 0, hours(random, stratum), np.nan)
    if leaves is not None:
        stays = np.arange(size) != leaves(scores["hours"])
        codes = {name: found[stays] for name, found in codes.items()}
        scores = {name: found[stays] for name, found in scores.items()}
        stratum, size = stratum[stays], size - 1
    columns = tuple(replace(one, range=span) if one.name == "hours" else one for one in CODEBOOK.columns)
    codebook = Codebook(columns=columns)
    responses = Responses(
        wave=wave,
        codebook=codebook,
        codes=codes,
        scores=scores,
        stratum=stratum,
        weight=post_stratify(stratum, np.maximum(SIZES, np.bincount(stratum, minlength=12))),
    )
    whole = Banner(
        name="total", levels=(Level(key="total", label=both("All")),), positions=np.zeros(size, dtype=np.int64)
    )
    group = Banner(
        name="group",
        levels=tuple(Level(key=f"g{at}", label=both(f"G{at}")) for at in range(4)),
        positions=GROUP_OF[stratum].astype(np.int64),
    )
    trait = Banner(
        name="sex",
        levels=tuple(Level(key=str(at), label=both(f"S{at}")) for at in (1, 2)),
        positions=np.maximum(codes["sex"].astype(np.int64), -1),
    )
    return {
        "counts": count(responses, strata=STRATA, banners=[whole, group, trait]),
        "codebook": codebook,
        "design": Design(strata=STRATA, headcounts=SIZES.astype(np.int64)),
        "plan": [
            TableSpec(stub=one.name, banner=("total", "group") + (() if one.trait else ("sex",)))
            for one in CODEBOOK.columns
        ],
        "rules": Rules(),
        "wave": wave,
        "questionnaire": "quarter",
        "title": both("Quarter"),
        "provenance": "simulated",
        "opened": "2024-07-01",
        "closed": "2024-07-20",
        "manifest": "sha256:" + "0" * 64,
        "code": "0.1.0",
        "digests": {one.item: f"sha256:{one.item}" for one in CODEBOOK.columns if not one.members},
    }


@pytest.fixture(scope="session")
def made() -> Callable[..., dict[str, Any]]:
    return make


@pytest.fixture(scope="session")
def columns() -> Callable[..., Column]:
    """Make a column of a kind with so many options; scales of 5 and 4 lean."""

    def of(kind: str, number: int, *, sensitive: bool = False) -> Column:
        sides = {5: SIDES, 4: (*SIDES[:2], *SIDES[3:])}.get(number) if kind == "ordinal" else None
        return column("q", Kind(kind), options(number, sides, first=0 if kind == "multi" else 1), sensitive=sensitive)

    return of
