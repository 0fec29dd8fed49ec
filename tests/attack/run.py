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
import test_algebra

from survey_app.ballots.blind import new_signing_key

LEGEND = """\
Two numbers: without the tally key / with it stolen. E6 and E7 are not measured: what is read before it is sealed is read.
* exception that the design states; measured here so that it stays true.   ! promise broken."""


def algebra() -> tuple[str, bool]:
    """Return what a signer with unlimited power learns from its own sessions, in words, and whether that is nothing."""
    key, count = new_signing_key(), test_algebra.MEMBERS
    sessions, rights = test_algebra.wave(test_algebra.ours, [key] * count)
    fitting = sum(test_algebra.explained(session, right) is not None for session in sessions for right in rights)
    traced = test_algebra.linked(sessions, rights, plausible=test_algebra.anything)
    careless = test_algebra.linked(
        *test_algebra.wave(test_algebra.careless, [key] * count), plausible=test_algebra.small
    )
    own = [new_signing_key() for _ in range(4)]
    keyed = test_algebra.linked(*test_algebra.wave(test_algebra.ours, own), plausible=test_algebra.anything)
    told = (
        f"Signer with unlimited power, {count} sessions x {count} rights: {fitting} of {count**2} pairs fit equally well, "
        f"{traced} of {count} traced.\n"
        f"Controls: a client that does not blind, {careless} of {count} traced; a key for every member, {keyed} of 4 "
        "(such a key is refused by the client, which knows the manifest's)."
    )
    return told, (fitting, traced, careless, keyed) == (count**2, 0, count, 4)


def main() -> int:
    """Print the table and return 0 when every promise was kept."""
    waves, seed = int(os.environ.get("R") or 100), int(os.environ.get("SEED") or 2025)
    cells = scoring.run(waves, seed)
    trials = waves * polling.BRANCHES
    print(f"Matches of {polling.CAME}, mean over R = {waves} waves x {polling.BRANCHES} branches, seed {seed}.")
    print(f"Chance: 1 ± {4 / sqrt(trials):.2f} (4/√{trials}). A naive store must lose at least {scoring.BROKEN:.0f}.\n")
    print(scoring.table(cells))
    said, sound = algebra()
    print("\n" + LEGEND + "\n\n" + said)
    broken = [cell for cell in cells if not cell.kept]
    for cell in broken:
        print(f"BROKEN: {cell.row.title}, {cell.column.title}: {cell.mean:.2f}, promised: {cell.promise.value}")
    return 0 if sound and not broken else 1


if __name__ == "__main__":
    sys.exit(main())
