"""Attack random organisations and print the tables: ``make attack-tables``, ``make attack-tables R=1000 SEED=1``."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import attacking
from attacking import GATE, PUBLISHERS, Score

HOLES = 40
"""Lines of what was told that are printed at most."""


def _several(seeds: range) -> dict[str, Score]:
    found = {name: Score() for name in PUBLISHERS}
    for _, scores in attacking.scores(seeds):
        for name, score in scores.items():
            found[name] += score
    return found


def publishers_of(total: dict[str, Score]) -> Iterator[str]:
    """Yield the lines of the table of publishers."""
    heads = ("organisations", "broken", "numbers", "narrow", "outsider", "insider", "alone", "wrong", "unsolved")
    yield f"{'publisher':<28}" + "".join(f"{head:>14}" for head in heads)
    for name, score in total.items():
        counts = (score.numbers, score.narrow, score.outsider, score.insider, score.alone, score.wrong, score.unsolved)
        cells = (score.organisations, score.broken, *(sum(one.values()) for one in counts))
        yield f"{name:<28}" + "".join(f"{cell:>14,}" for cell in cells)


def types_of(score: Score) -> Iterator[str]:
    """Yield the lines of the table of item types, for one publisher."""
    heads = ("numbers", "narrow", "outsider", "insider", "alone", "wrong", "unsolved")
    yield f"{'what':<28}" + "".join(f"{head:>14}" for head in heads)
    for type_ in sorted(score.numbers | score.wrong | score.unsolved):
        counts = (score.numbers, score.narrow, score.outsider, score.insider, score.alone, score.wrong, score.unsolved)
        yield f"{type_:<28}" + "".join(f"{one[type_]:>14,}" for one in counts)


def main() -> int:
    """Print the tables; return 0 when our releases told nothing and the others did."""
    organisations, seed = int(os.environ.get("R") or 1000), int(os.environ.get("SEED") or 1)
    began, busy = time.perf_counter(), 0.0
    parts = [range(at, at + 1) for at in range(seed, seed + organisations)]
    total = {name: Score() for name in PUBLISHERS}
    with ProcessPoolExecutor(max_workers=int(os.environ.get("JOBS") or os.cpu_count() or 1)) as pool:
        for done, found in enumerate(pool.map(_several, parts), start=1):
            for name, score in found.items():
                total[name] += score
            gate = total[GATE]
            busy = time.perf_counter() - began
            so_far = f"{sum(gate.numbers.values()):,} numbers, {gate.told} told, {sum(gate.wrong.values())} wrong"
            line = f"\r{done} of {organisations}: {so_far}; {busy:.0f} s"
            print(line, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    gate = total[GATE]
    print(
        f"{organisations} random organisations, seed {seed}, {gate.waves} waves, {gate.programs:,} programs, {busy:.0f} s"
    )
    print(f"work: the gate {gate.releasing:.0f} s, the attacker {gate.attacking:.0f} s")
    print("narrow: told closer than two apart. outsider: nobody, or all, by anybody. insider: the same of all others,")
    print(
        "by somebody who takes himself out. alone: told by the organisation's own row, which is always released: that"
    )
    print(
        "all, or all but one, answered alike. wrong: the truth does not fit the attacker's model, or trying every table"
    )
    print(
        "finds something else than the programs. Publishers who round nothing are left at the first number that stands"
    )
    print(f"in the file. Of tiny organisations {gate.tables:,} tables were tried.\n")
    print("\n".join(publishers_of(total)))
    print(f"\n{GATE}, by what was attacked")
    print("\n".join(types_of(gate)))
    for hole in gate.holes[:HOLES]:
        print(hole)
    others = [score for name, score in total.items() if name != GATE]
    return 0 if gate.clean and all(score.broken > 0 for score in others) else 1


if __name__ == "__main__":
    sys.exit(main())
