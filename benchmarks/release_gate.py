"""The release gate: 12 branches x 40 questions x 20 waves by groups and two traits; its cost to 1,000 branches.

Multiple responses of 4 to 15 options, whose options are audited one by one and all at once, have rows of their own.

The peer is the bare rounding of the same tables, one program each, without margins, thresholds and audit: what any gate
would pay. Of a tree of branches under parents, rounding from the top down, one program for each parent, is held against
one program over all branches. Medians of interleaved runs, seconds of processor time; kept as
``benchmarks/results/release_gate.json``.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path

import numpy as np
import scipy

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Counts, Level, count
from analysis.design import Design
from analysis.disclosure import Rules, TableSpec, release_wave
from analysis.disclosure.rounding import round_together
from analysis.responses import Responses
from analysis.weights import post_stratify

QUESTIONS = int(os.environ.get("SURVEY_BENCH_QUESTIONS", "40"))
WAVES = int(os.environ.get("SURVEY_BENCH_WAVES", "20"))
RUNS = int(os.environ.get("SURVEY_BENCH_RUNS", "3"))
GROUPS = 4
CURVE = ((50, 4), (200, 4), (1000, 4), (200, 12), (1000, 40))
"""Branches and reporting groups of the cost curve."""
TRAITS = {"sex": (0.4, 0.6), "age": (0.2, 0.3, 0.3, 0.2)}
OPTIONS = (4, 8, 15)
"""Options of a multiple response."""
PARENT = 25
"""Branches under one parent."""
SIDES = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")
OUT = Path(__file__).resolve().parent / "results" / "release_gate.json"


def text(value: str) -> dict[str, str]:
    return {"vi": value, "en": value}


def codebook() -> Codebook:
    options = tuple(Option(code=at + 1, label=text(str(at)), side=side) for at, side in enumerate(SIDES))
    return Codebook(
        columns=tuple(
            Column(name=f"q{at}", kind=Kind.ORDINAL, label=text(f"q{at}"), item=f"q{at}", options=options)
            for at in range(QUESTIONS)
        )
        + traits()
    )


def of_options(number: int) -> Codebook:
    """Return one multiple response, and the traits."""
    options = tuple(Option(code=code, label=text(str(code))) for code in (0, 1))
    ticks = (
        Column(name=f"m.{at}", kind=Kind.MULTI, label=text(f"m.{at}"), item="m", options=options)
        for at in range(number)
    )
    return Codebook(columns=(*ticks, *traits()))


def traits() -> tuple[Column, ...]:
    return tuple(
        Column(
            name=name,
            kind=Kind.NOMINAL,
            label=text(name),
            item=name,
            trait=True,
            options=tuple(Option(code=at + 1, label=text(str(at))) for at in range(len(shares))),
        )
        for name, shares in TRAITS.items()
    )


def ticked(random: np.random.Generator, options: int, people: int) -> np.ndarray:
    """Return who ticked what, shape (options, people), at least one each; -1 where somebody gave no answer at all."""
    made = random.random((options, people)) < np.linspace(0.15, 0.5, options)[:, None]
    made[random.integers(options, size=people), np.arange(people)] = True
    return np.where(random.random(people) < 0.04, -1, made).astype(np.int16)


def wave(book: Codebook, branches: int, groups: int, seed: int) -> tuple[Counts, Design]:
    random = np.random.default_rng(seed)
    rolls = random.integers(8, 26, branches).astype(np.int64)
    stratum = np.repeat(np.arange(branches), random.binomial(rolls, 0.8)).astype(np.int64)
    chance = (0.07, 0.1, 0.2, 0.4, 0.23)
    codes = {
        column.name: random.choice(
            [*range(len(column.options)), -1],
            size=len(stratum),
            p=[*(0.96 * np.array(TRAITS.get(column.name, chance))), 0.04],
        ).astype(np.int16)
        for column in book.columns
        if column.kind is not Kind.MULTI
    }
    several = [column.name for column in book.columns if column.kind is Kind.MULTI]
    if several:
        codes |= zip(several, ticked(random, len(several), len(stratum)), strict=True)
    responses = Responses(
        wave=f"w{seed}",
        codebook=book,
        codes=codes,
        scores={},
        stratum=stratum,
        weight=post_stratify(stratum, rolls),
    )
    strata = tuple(f"b{at}" for at in range(branches))
    levels = tuple(Level(key=f"g{at}", label=text(f"g{at}")) for at in range(groups))
    total = Banner(name="total", levels=(Level(key="total", label=text("all")),), positions=np.zeros_like(stratum))
    group = Banner(name="group", levels=levels, positions=stratum % groups)
    traits = [
        Banner(
            name=name,
            levels=tuple(Level(key=str(at + 1), label=text(str(at))) for at in range(len(shares))),
            positions=np.maximum(codes[name].astype(np.int64), -1),
        )
        for name, shares in TRAITS.items()
    ]
    return count(responses, strata=strata, banners=[total, group, *traits]), Design(strata=strata, headcounts=rolls)


def gate(book: Codebook, counts: Counts, design: Design) -> None:
    release_wave(
        counts=counts,
        codebook=book,
        design=design,
        plan=[
            TableSpec(stub=column.name, banner=("total", "group", *(name for name in TRAITS if name != column.name)))
            for column in book.columns
        ],
        rules=Rules(),
        wave=counts.wave,
        questionnaire="q",
        title=text("q"),
        provenance="simulated",
        opened="2024-01-01",
        closed="2024-01-20",
        manifest="sha256:" + "0" * 64,
        code="0",
    )


def bare(book: Codebook, counts: Counts) -> None:
    for column in book.columns:
        for banner in ("group", *(name for name in TRAITS if name != column.name)):
            levels = counts.tables[column.name, banner].n.sum(axis=0)[:, :-1]
            round_together(levels.sum(axis=0), [levels])


def measured(book: Codebook, branches: int, groups: int, waves: int) -> dict[str, float]:
    made = [wave(book, branches, groups, seed) for seed in range(waves)]
    gate(book, *made[0])
    bare(book, made[0][0])
    ours: list[float] = []
    peer: list[float] = []
    for _ in range(RUNS):
        began = time.process_time()
        for counts, design in made:
            gate(book, counts, design)
        ours.append(time.process_time() - began)
        began = time.process_time()
        for counts, _ in made:
            bare(book, counts)
        peer.append(time.process_time() - began)
    seconds, other = statistics.median(ours), statistics.median(peer)
    return {
        "branches": branches,
        "groups": groups,
        "waves": waves,
        "seconds_a_wave": round(seconds / waves, 3),
        "peer_a_wave": round(other / waves, 3),
        "ratio": round(seconds / other, 2),
    }


def from_the_top(parents: np.ndarray, children: list[np.ndarray], margins: list[tuple[int, ...]]) -> None:
    """Round the parents together, then the children of each so that they add up to its rounded row."""
    rows = round_together(parents.sum(axis=0), [parents], margins=margins).banners[0]
    assert rows is not None  # noqa: S101 -- a single banner is always rounded
    for row, goal, inside in zip(parents, rows, children, strict=True):
        held = np.full((len(inside) + 1, parents.shape[1]), -1, dtype=np.int64)
        held[0] = goal
        pins = {(state,): held[:, state] for state in range(parents.shape[1])}
        round_together(row, [inside], margins=margins, pins=pins)


def by_parents(branches: int) -> dict[str, float]:
    """Return what one column of a tree costs to round, and in one program over all branches."""
    random = np.random.default_rng(branches)
    leaves = random.multinomial(14, (0.06, 0.1, 0.2, 0.38, 0.22, 0.02, 0.01, 0.01), branches)
    children = [leaves[start : start + PARENT] for start in range(0, branches, PARENT)]
    parents = np.array([inside.sum(axis=0) for inside in children])
    margins = [tuple(range(5)), tuple(range(8))]
    tree: list[float] = []
    whole: list[float] = []
    for _ in range(RUNS):
        began = time.process_time()
        from_the_top(parents, children, margins)
        tree.append(time.process_time() - began)
        began = time.process_time()
        round_together(leaves.sum(axis=0), [leaves], margins=margins)
        whole.append(time.process_time() - began)
    seconds, other = statistics.median(tree), statistics.median(whole)
    return {
        "branches": branches,
        "parents": len(parents),
        "seconds_a_column": round(seconds, 3),
        "peer_a_column": round(other, 3),
        "ratio": round(seconds / other, 2),
    }


def main() -> None:
    """Print the table and keep it."""
    book = codebook()
    rows = [measured(book, 12, GROUPS, WAVES), *(measured(book, branches, groups, 1) for branches, groups in CURVE)]
    trees = [by_parents(branches) for branches in (50, 200, 1000)]
    several = [{"options": number} | measured(of_options(number), 12, GROUPS, 1) for number in OPTIONS]
    print(
        f"{QUESTIONS} questions by groups and {len(TRAITS)} traits; numpy {np.__version__}, scipy {scipy.__version__}"
    )
    print(f"{'branches':>8} {'groups':>6} {'waves':>6} {'gate, s a wave':>15} {'bare rounding':>14} {'ratio':>6}")
    for row in rows:
        print(
            f"{row['branches']:>8} {row['groups']:>6} {row['waves']:>6} {row['seconds_a_wave']:>15} "
            f"{row['peer_a_wave']:>14} {row['ratio']:>6}"
        )
    print(f"{'branches':>8} {'parents':>7} {'tree, s a column':>16} {'one program':>12} {'ratio':>6}")
    for row in trees:
        print(
            f"{row['branches']:>8} {row['parents']:>7} {row['seconds_a_column']:>16} "
            f"{row['peer_a_column']:>12} {row['ratio']:>6}"
        )
    print(f"{'options':>8} {'branches':>8} {'groups':>6} {'gate, s a wave':>15} {'bare rounding':>14} {'ratio':>6}")
    for row in several:
        print(
            f"{row['options']:>8} {row['branches']:>8} {row['groups']:>6} {row['seconds_a_wave']:>15} "
            f"{row['peer_a_wave']:>14} {row['ratio']:>6}"
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    found = {"scipy": scipy.__version__, "rows": rows, "trees": trees, "options": several}
    OUT.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
