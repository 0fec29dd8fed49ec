"""Attack random organisations and print the table: ``make attack-tables``, ``make attack-tables R=1000 SEED=1``."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import attacking
from attacking import PUBLISHERS, Score


def _several(seeds: range, each: int) -> dict[str, Score]:
    found = {name: Score() for name in PUBLISHERS}
    for _, scores in attacking.scores(seeds, each=each):
        for name, score in scores.items():
            found[name] += score
    return found


def main() -> int:
    """Print the table; return 0 when our releases told nothing and the others did."""
    organisations, seed = int(os.environ.get("R") or 1000), int(os.environ.get("SEED") or 1)
    each = int(os.environ.get("TARGETS") or 3)
    began = time.perf_counter()
    parts = [range(start, min(start + 10, seed + organisations)) for start in range(seed, seed + organisations, 10)]
    total = {name: Score() for name in PUBLISHERS}
    with ProcessPoolExecutor(max_workers=int(os.environ.get("JOBS") or os.cpu_count() or 1)) as pool:
        for done, found in enumerate(pool.map(_several, parts, [each] * len(parts)), start=1):
            for name, score in found.items():
                total[name] += score
            gate = total[attacking.GATE]
            so_far = f"{gate.targets} numbers, {gate.narrow} narrow, {gate.proven} proven, {gate.wrong} wrong"
            print(
                f"\r{min(10 * done, organisations)} of {organisations}: {so_far}", end="", file=sys.stderr, flush=True
            )
    print(file=sys.stderr)
    print(
        f"{organisations} random organisations, seed {seed}, {each} numbers of every wave; {time.perf_counter() - began:.0f} s"
    )
    print(
        "narrow: told closer than two apart; proven: all or nobody, by an outsider or by an insider who takes himself out"
    )
    print(
        f"{'publisher':<30} {'organisations':>13} {'broken':>7} {'numbers':>8} {'narrow':>7} {'proven':>7} {'model wrong':>12}"
    )
    for name, score in total.items():
        print(
            f"{name:<30} {score.organisations:>13} {score.broken:>7} {score.targets:>8} {score.narrow:>7} "
            f"{score.proven:>7} {score.wrong:>12}"
        )
    gate = total[attacking.GATE]
    others = [score for name, score in total.items() if name != attacking.GATE]
    kept = gate.narrow == gate.proven == gate.wrong == 0 and all(score.broken > 0 for score in others)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
