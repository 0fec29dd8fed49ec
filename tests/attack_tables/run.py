"""Attack random organisations and print the tables: ``make attack-tables``, ``make attack-tables R=1000 SEED=1 JOBS=2``.

``OUT=file`` keeps a line of JSON per organisation: a run that was cut off goes on with the seeds that are not in it.
"""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import attacking
from attacking import GATE, PUBLISHERS
from results import Scores, already, line_of
from score import Score

HOLES = 40
"""Lines of what was told that are printed at most."""
SLOWEST = 10
TERMS = """\
narrow: told closer than two apart. outsider: nobody, or all, by anybody. insider: the same of all others, by somebody
who takes himself out. alone: told by the organisation's own row, which is always released: that all, or all but one,
answered alike. wrong: the truth does not fit the attacker's model, or trying every table finds something else than the
programs. Publishers who round nothing are left at the first number that stands in the file. Of tiny organisations
{tables:,} tables were tried.
"""


def attacked(seed: int) -> Scores:
    """Return what the attacker got from every publisher of one organisation."""
    ((_, scores),) = attacking.scores(range(seed, seed + 1))
    return scores


def failed(seed: int, error: BaseException) -> Scores:
    """Return the scores of an organisation that could not be attacked: it counts as told."""
    found = {name: Score() for name in PUBLISHERS}
    found[GATE].unsolved["failed"] += 1
    found[GATE].holes.append(f"seed {seed}: {error!r}")
    return found


def run(seeds: Sequence[int], *, jobs: int, out: Path | None = None) -> dict[int, Scores]:
    """Return the scores of every organisation by seed, those in the file of results as they stand there."""
    found = already(out, seeds)
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        futures = {pool.submit(attacked, seed): seed for seed in seeds if seed not in found}
        for future in as_completed(futures):
            seed, error = futures.pop(future), future.exception()
            if isinstance(error, BrokenProcessPool):
                raise error
            found[seed] = future.result() if error is None else failed(seed, error)
            if out is not None:
                with out.open("a", encoding="utf-8") as file:
                    file.write(line_of(seed, found[seed]) + "\n")
            told = sum(scores[GATE].told for scores in found.values())
            print(f"\r{len(found)} of {len(seeds)}, {told} told", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {seed: found[seed] for seed in seeds}


def total_of(found: dict[int, Scores]) -> Scores:
    """Return the scores of all organisations together."""
    total = {name: Score() for name in PUBLISHERS}
    for scores in found.values():
        for name, score in scores.items():
            total[name] += score
    return total


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


def slowest_of(found: dict[int, Scores]) -> Iterator[str]:
    """Yield the lines of the organisations that took longest."""
    gates = {seed: scores[GATE] for seed, scores in found.items()}
    order = sorted(gates, key=lambda seed: gates[seed].attacking + gates[seed].releasing, reverse=True)
    for seed in order[:SLOWEST]:
        yield f"seed {seed}: the gate {gates[seed].releasing:.1f} s, the attacker {gates[seed].attacking:.1f} s"


def main() -> int:
    """Print the tables; return 0 when our releases told nothing and the others did."""
    organisations, first = int(os.environ.get("R") or 1000), int(os.environ.get("SEED") or 1)
    jobs = int(os.environ.get("JOBS") or os.cpu_count() or 1)
    out = Path(os.environ["OUT"]) if os.environ.get("OUT") else None
    began = time.perf_counter()
    found = run(range(first, first + organisations), jobs=jobs, out=out)
    busy = time.perf_counter() - began
    total = total_of(found)
    gate = total[GATE]
    print(f"{organisations} random organisations, seed {first}, {gate.waves} waves, {gate.programs:,} programs")
    print(f"{busy:.0f} s now; work of all: the gate {gate.releasing:.0f} s, the attacker {gate.attacking:.0f} s")
    print(TERMS.format(tables=gate.tables))
    print("\n".join(publishers_of(total)))
    print(f"\n{GATE}, by what was attacked")
    print("\n".join(types_of(gate)))
    print("\nslowest")
    print("\n".join(slowest_of(found)))
    for hole in gate.holes[:HOLES]:
        print(hole)
    others = [score for name, score in total.items() if name != GATE]
    return 0 if gate.clean and all(score.broken > 0 for score in others) else 1


if __name__ == "__main__":
    sys.exit(main())
