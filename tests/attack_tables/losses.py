"""What protection costs: error of the percentages of groups and the part of them that is shown, by size.

``python tests/attack_tables/losses.py`` writes the table into docs/explanation/what-is-lost.md.
"""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import publishers
from organisations import Wave, organisation

SIZES = (60, 120, 184, 300, 600)
RESPONSE = 0.8
STUBS = ("scale", "single", "ranking", "multi.1")
ITEMS = ("scale", "single", "ranking", "multi")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "what-is-lost.md"
START, END = "<!-- table: made by tests/attack_tables/losses.py -->", "<!-- end of table -->"


def shares(wave: Wave, stub: str) -> tuple[np.ndarray, list[str]]:
    """Return the true counts by group and option, and the keys of the groups."""
    cells = wave.counts.tables[stub, "group"]
    return cells.n.sum(axis=0)[:, : cells.options], [level.key for level in cells.levels]


def ours(wave: Wave, stub: str) -> tuple[list[float], int]:
    """Return the errors of the percentages that are shown for groups, in points, and how many options have a figure."""
    assert wave.cube is not None
    table = wave.cube.table(stub, "group")
    true, keys = shares(wave, stub)
    codes = [option.code for option in table.stub.options]
    errors, shown = [], 0
    for level in table.levels[1:]:
        members = [keys.index(key) for key in (level.merged or (level.level,)) if key in keys]
        row = true[members].sum(axis=0)
        cells = [cell for cell in table.cells if cell.level == level.level and cell.percent is not None]
        for cell in cells:
            if isinstance(cell.option, int):
                part = [codes.index(cell.option)]
            elif cell.option == "rest":
                told = {one.option for one in cells}
                part = [at for at, code in enumerate(codes) if code not in told]
            else:
                part = [at for at, one in enumerate(table.stub.options) if (one.side or "neutral") == cell.option]
            errors.append(abs(cell.percent - 100 * row[part].sum() / row.sum()))
        if cells and not level.merged:
            shown += len(cells)
    return errors, shown


def row(size: int, organisations: int, seed: int) -> str:
    """Return one line of the page's table."""
    errors: list[float] = []
    shown = everything = over = kept = 0
    for at in range(seed, seed + organisations):
        wave = organisation(at, people=size, waves=1, response=RESPONSE, items=ITEMS).waves[0]
        for stub in STUBS:
            true, _ = shares(wave, stub)
            found, count = ours(wave, stub)
            errors += found
            shown += count
            everything += true.size
            over += int((true.sum(axis=1) >= 10).sum()) * true.shape[1]
            kept += int((~publishers.suppressed(true)).sum())
    error = f"{np.mean(errors):.1f}" if errors else "–"
    return (
        f"| {size} | 0.0 / 100 % | 0.0 / {100 * over / everything:.0f} % | 0.0 / {100 * kept / everything:.0f} % "
        f"| {error} / {100 * shown / everything:.0f} % |"
    )


def main() -> None:
    """Write the table into the page."""
    organisations, seed = int(os.environ.get("R") or 40), int(os.environ.get("SEED") or 1)
    head = [
        "| people on the roll | as it is | threshold of ten | cells suppressed | this release gate |",
        "|---|---|---|---|---|",
    ]
    lines = [*head, *(row(size, organisations, seed) for size in SIZES)]
    print("\n".join(lines))
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    PAGE.write_text(before + START + "\n\n" + "\n".join(lines) + "\n\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
