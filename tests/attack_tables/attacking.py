"""The attack on random organisations, publisher by publisher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import publishers
from organisations import Organisation, Wave, organisation
from outsider import Attack, Document
from publishers import ours

LEAST = 2
STUBS = ("scale", "single", "multi.1", "ranking", "trait0")
GATE = "this release gate"
PUBLISHERS: dict[str, tuple[Callable[[Wave], Document], int]] = {
    "naive: everything as it is": (publishers.exact, 0),
    "threshold of ten": (lambda wave: publishers.exact(wave, least=10), 0),
    GATE: (ours, 2),
}


@dataclass
class Score:
    """What the attacker got."""

    organisations: int = 0
    targets: int = 0
    narrow: int = 0
    proven: int = 0
    """All or nobody proven, by an outsider or by an insider who takes himself out."""
    broken: int = 0
    wrong: int = 0
    """Intervals that do not hold the truth: the attacker's model would be wrong."""

    def __iadd__(self, other: Score) -> Score:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def attack(org: Organisation, publish: Callable[[Wave], Document], off: int, *, each: int, seed: int) -> Score:
    """Return what an attacker gets who tries ``each`` of the most promising numbers of every wave."""
    score = Score(organisations=1)
    random = np.random.default_rng(seed)
    for wave in org.waves:
        document = publish(wave)
        rolls = {
            f"g{at}": int(
                np.maximum(wave.rolls, np.bincount(wave.responses.stratum, minlength=len(wave.rolls)))[
                    org.group_of == at
                ].sum()
            )
            for at in range(org.group_of.max() + 1)
        }
        programs: dict[str, Attack] = {}
        for stub, banner, level, option in promising(document, random)[:each]:
            if stub not in programs:
                programs[stub] = Attack(document, stub, rolls=rolls, off=off)
            score += _one(programs[stub], wave, banner, level, option)
            if off == 0 and score.narrow + score.proven:
                score.broken = 1
                return score  # one is enough to break a publisher who rounds nothing
    score.broken = int(score.narrow + score.proven > 0)
    return score


def promising(document: Document, random: np.random.Generator) -> list[tuple[str, str, str, int]]:
    """Return column, banner, level and option: the smallest displayed counts first, and some that are not displayed."""
    found = []
    for table in document["tables"]:
        stub, banner = table["stub"]["column"], table["banner"]["column"]
        if stub not in STUBS:
            continue
        shown = {
            (cell["level"], cell["option"]): cell["count"] for cell in table["cells"] if cell.get("count") is not None
        }
        for level in table["banner"]["levels"]:
            name = level["level"]
            if (name == "total") != (banner == "total"):
                continue
            for option in table["stub"]["options"]:
                count = shown.get((name, option["code"]))
                found.append(
                    (20 if count is None else min(count, 40), random.random(), (stub, banner, name, option["code"]))
                )
    return [target for _, _, target in sorted(found)]


def _one(program: Attack, wave: Wave, banner: str, level: str, code: int) -> Score:
    at = program.options.index(code)
    others = [state for state in range(len(program.options)) if state != at]
    low, high = program.ends(banner, level, [at])
    true = _true(wave, program.stub, banner, level)
    wrong = not low <= int(true[at]) <= high
    proven = program.ends(banner, level, others)[1] == 0
    for state in others:
        if true[state] > 0:
            proven |= program.ends(banner, level, others, knows=(banner, level, state))[1] <= 1
            break
    if true[at] > 0 and program.stubs["sensitive"]:
        proven |= program.ends(banner, level, [at], knows=(banner, level, at))[1] <= 1
    return Score(targets=1, narrow=int(high - low < LEAST), proven=int(proven), wrong=int(wrong))


def _true(wave: Wave, stub: str, banner: str, level: str) -> np.ndarray:
    cells = wave.counts.tables[stub, banner]
    rows = cells.n.sum(axis=0)
    whole = wave.counts.tables[stub, "total"].n.sum(axis=(0, 1))
    keys = [one.key for one in cells.levels]
    found = np.zeros_like(whole)
    for part in level.split("+"):
        found = found + (whole - rows.sum(axis=0) if part == "unstated" else rows[keys.index(part)])
    return np.asarray(found)


def scores(seeds: range, *, each: int) -> Iterator[tuple[int, dict[str, Score]]]:
    """Yield per organisation what the attacker got from every publisher."""
    for seed in seeds:
        org = organisation(seed)
        yield (
            seed,
            {name: attack(org, publish, off, each=each, seed=seed) for name, (publish, off) in PUBLISHERS.items()},
        )
