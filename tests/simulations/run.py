"""Print coverage and sizes in full: ``python tests/simulations/run.py`` (RUNS, default 4000; about two minutes)."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import simulate

RUNS = int(os.environ.get("RUNS", "4000"))
TOLERANCE = 0.01


def main() -> int:
    """Print the three tables and return 0 when everything is where it should be."""
    wrong = 0
    print(f"{'N, n':<10}{'interval':<26}{'mean':>8}{'least':>8}{'width':>8}{'published':>24}{f'{RUNS} draws':>14}")
    for people, answers in simulate.SIZES:
        for method, published in zip(simulate.METHODS, simulate.PUBLISHED[people, answers], strict=True):
            exact = simulate.coverage(answers, people, method)
            drawn = simulate.coverage(answers, people, method, draws=RUNS)
            fits = all(
                abs(ours - theirs) <= TOLERANCE
                for ours, theirs in zip(
                    (exact.mean, exact.least, drawn.mean), (*published[:2], published[0]), strict=True
                )
            )
            wrong += not fits
            told = f"{published[0]:.3f} / {published[1]:.3f} / {published[2]:g}"
            print(
                f"{f'{people}, {answers}':<10}{method:<26}{exact.mean:>8.3f}{exact.least:>8.3f}{exact.width:>8.1f}"
                f"{told:>24}{drawn.mean:>14.3f}{'' if fits else '  DIFFERS'}"
            )
    print(f"\n{'change between two waves, nominal 95 %':<44}{'sqrt(V1 + V2)':>16}{'SE1 + SE2':>12}")
    for scenario in simulate.SCENARIOS:
        usual, worst = simulate.change_coverage(scenario, runs=RUNS)
        wrong += worst < 0.95
        print(f"{scenario.name:<44}{usual:>16.3f}{worst:>12.3f}")
    print(f"\n{'whole department, response':<44}{'coverage':>16}")
    for rate in (0.6, 0.75, 0.9):
        found = simulate.department(rate, runs=RUNS // 2)
        wrong += found < 0.95 - 3 * sqrt(0.05 * 0.95 / (RUNS // 2))
        print(f"{f'{rate:.0%}':<44}{found:>16.3f}")
    error = sqrt(0.05 * 0.95 / RUNS)
    print(f"\n{f'size at 5 %, n = 150 of 200; simulation error {error:.4f}':<60}{'rejects':>10}")
    for test in simulate.TESTS:
        found = simulate.size(test, runs=RUNS)
        fits = found <= 0.05 + 3 * error
        wrong += not fits
        print(f"{test:<60}{found:>10.4f}{'' if fits else '  TOO OFTEN'}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
