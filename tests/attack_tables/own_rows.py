"""What the organisation's own rows tell by themselves: they are always released, so it is counted apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from outsider import Document, Known, Outsider
from pooling import LEAST, Number, Pool
from sequels import System


def own_row_tells(pool: Pool, at: int, own: int | None = None) -> bool:
    """Return whether the organisation's own row, with the rolls, tells a number by itself: it is always released.

    So does the own row of a trait where it says that at most one is in a level: whoever is there knows that he is alone.
    Where two banners cross, how many people are told to be there is counted with the own rows.

    Parameters
    ----------
    own : what an insider answered who proves the number of all others; None for somebody outside.
    """
    outsider, number = pool.outsider, pool.numbers[at]
    if not isinstance(outsider, Outsider):
        return False
    rows = [
        document | {"tables": [table for table in document["tables"] if table["banner"]["column"] == "total"]}
        for document in outsider.documents
    ]
    if any(_most_there(outsider, rows, trait, number) < LEAST for trait in outsider.levels if trait != "group"):
        return True
    if number.crossed and _crowd_tells(pool, at, own):
        return True
    if number.stub in outsider.known.leads:
        return False
    whole = Outsider(rows, [number.stub], Known(off=outsider.off))
    everywhere = np.ones(len(outsider.combos), dtype=bool)
    stacked = [(everywhere, weights, low, high) for _, weights, low, high in whole.stacked]
    for level, roll in outsider.known.rolls.items():
        if level in outsider.levels.get("group", ()):
            everybody = np.ones((1, whole.width)), np.zeros(1), np.array([float(roll)])
            stacked.append((outsider.mask("group", level), *everybody))
    answered = whole.states(number.stub, range(len(whole.options[number.stub])))
    one = whole.states(number.stub, [whole.options[number.stub].index(number.option)])
    plain = replace(number, weights=answered - one if number.others else one)
    single = Pool(System(outsider.combos, whole.width, outsider.n, whole.stubs, stacked), [plain])
    if own is None:
        low, high = single.ends(0)
        return high - low < LEAST
    state = outsider.joint[own][outsider.stubs.index(number.stub)]
    single.wanted = [(0, state, 1 + int(plain.weights[state] > 0))]
    return bool(single.proven())


def _crowd_tells(pool: Pool, at: int, own: int | None) -> bool:
    """Return whether the own rows tell a number together with what is told of people, whatever they answered."""
    outsider, number = pool.outsider, pool.numbers[at]
    stacked = []
    for mask, weights, low, high in outsider.stacked:
        kept = np.full(len(weights), mask.all()) | (weights == 1).all(axis=1)
        if kept.any():
            stacked.append((mask, weights[kept], low[kept], high[kept]))
    everybody = replace(number, weights=np.ones(outsider.width))
    bare = Pool(System(outsider.combos, outsider.width, outsider.n, outsider.stubs, stacked), [everybody, number])
    if bare.ends(0)[1] < LEAST:
        return True
    if own is None:
        low, high = bare.ends(1)
        return high - low < LEAST
    bare.wanted = [(1, own, 1 + int(number.weights[own] > 0))]
    return bool(bare.proven())


def _most_there(outsider: Outsider, rows: list[Document], trait: str, number: Number) -> float:
    """Return how many people the own row of a trait allows in the levels that a number is about."""
    told = Outsider(rows, [trait], Known(off=outsider.off))
    if not told.stubs:
        return np.inf
    codes = told.options[trait]
    exits = len(codes), len(codes) + 1, len(codes) + 2
    inside = {level for level in outsider.levels[trait] if np.any(number.mask & outsider.mask(trait, level))}
    held = [at for at, code in enumerate(codes) if str(code) in inside] + [*exits] * ("unstated" in inside)
    weights = np.isin([state for (state,) in told.joint], held).astype(float)
    everybody = Number(
        stub=trait, level="total", option="", mask=np.ones(len(told.combos), dtype=bool), weights=weights
    )
    return Pool(told, [everybody]).ends(0)[1]
