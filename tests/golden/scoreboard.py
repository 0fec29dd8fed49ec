"""Print every item of the shared reference beside our value: ``python tests/golden/scoreboard.py``."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import items  # noqa: F401 -- registers the items
import items_more  # noqa: F401 -- registers more of them
import models  # noqa: F401 -- as above
import survey_rows
from registry import ITEMS, agrees, compare, expected, folder


def main() -> int:
    """Print the table and return 0 when every item that we have agrees."""
    if not (folder() / "expected.json").is_file():
        print("The reference is missing: set SURVEY_SHARED to the folder that holds reference/expected.json.")
        return 1
    passed, failed, every = 0, 0, expected()
    print(f"{'item':<46}{'ours':>20}{'R':>20}{'relative':>12}")
    for entry in every:
        name, rtol = str(entry["id"]), float(str(entry["rtol"]))
        if name not in ITEMS:
            print(f"{name:<46}{'-':>20}{'':>20}{'':>12}  {'not yet'}")
            continue
        want = entry["value"]
        assert isinstance(want, Mapping | float | int)
        good = True
        for part, ours, theirs in compare(ITEMS[name](), want):
            fits = agrees(ours, theirs, rtol)
            good &= fits
            label = f"{name}:{part}" if part else name
            relative = abs(ours - theirs) / abs(theirs) if theirs else abs(ours - theirs)
            print(f"{label:<46}{ours:>20.12g}{theirs:>20.12g}{relative:>12.1e}{'' if fits else '  DIFFERS'}")
        passed, failed = passed + good, failed + (not good)
    print(f"{passed} of {len(every)} items pass" + (f", {failed} differ" if failed else ""))
    return 1 if failed + real_files() else 0


def real_files() -> int:
    """Print how many rows computed by R from real files are met, by kind; return how many differ."""
    shared = folder().parent / "data"
    if not (shared / "reference_r_survey.csv").is_file():
        print("The real files are missing: no row of reference_r_survey.csv was compared.")
        return 1
    found = list(survey_rows.rows(shared))
    print(f"\n{'rows computed from real files':<46}{'pass':>10}{'of':>10}{'worst relative':>18}")
    for stat in dict.fromkeys(row.stat for row in found):
        those = [row for row in found if row.stat == stat]
        worst = max((row.worst() for row in those if row.fields), default=float("nan"))
        print(f"{stat:<46}{sum(row.agrees() for row in those):>10}{len(those):>10}{worst:>18.1e}")
    print(f"\n{'row':<66}{'ours':>17}{'R':>17}{'worst of':>10}{'relative':>12}")
    for row in found:
        ours, theirs = row.fields.get("est", (float("nan"), float("nan")))
        judged = "" if row.agrees() else "  DIFFERS" if row.fields else "  not covered"
        worst = row.worst() if row.fields else float("nan")
        print(f"{row.name[:65]:<66}{ours:>17.9g}{theirs:>17.9g}{len(row.fields):>10}{worst:>12.1e}{judged}")
    met = sum(row.agrees() for row in found)
    numbers = sum(len(row.fields) for row in found)
    print(f"{met} of {len(found)} rows pass ({numbers} numbers)")
    return sum(bool(row.fields) and not row.agrees() for row in found)


if __name__ == "__main__":
    sys.exit(main())
