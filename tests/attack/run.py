"""Run the linkage attackers and print their table: ``make attack``, ``make attack R=200 SEED=7``."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polling
import scoring

UNMEASURED = """\
Not measured, true by construction: whoever changes the running program reads answers before they are sealed, with code
and address (10 of 10); whoever watches the server's network line sees who answers when, which with E1 is the door list.
* exception that the design states; measured here so that it stays true.   ! promise broken."""


def main() -> int:
    """Print the table and return 0 when every promise was kept."""
    waves, seed = int(os.environ.get("R") or 100), int(os.environ.get("SEED") or 2025)
    cells = scoring.run(waves, seed)
    trials = waves * polling.BRANCHES
    print(f"Matches of {polling.CAME}, mean over R = {waves} waves x {polling.BRANCHES} branches, seed {seed}.")
    print(f"Chance: 1 ± {4 / sqrt(trials):.2f} (4/√{trials}). A naive store must lose at least {scoring.BROKEN:.0f}.\n")
    print(scoring.table(cells))
    print("\n" + UNMEASURED)
    broken = [cell for cell in cells if not cell.kept]
    for cell in broken:
        print(f"BROKEN: {cell.row.title}, {cell.column.title}: {cell.mean:.2f}, promised: {cell.promise.value}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
