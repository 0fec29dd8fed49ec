"""One million rows imported through ``survey import``: seconds and peak memory, beside reading the file with csv.

Each measured part is a process of its own, so that its peak is its own. The file is made in a temporary folder.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track

ROWS = int(os.environ.get("SURVEY_BENCH_ROWS", "1000000"))
ITEMS = 10
BRANCHES = 40
MEGABYTE = 1024  # ru_maxrss counts kilobytes


def write_definitions(folder: Path) -> None:
    """Write questionnaire, organisation and mapping beside the file."""
    items = "\n".join(
        f"      - {{item: c{at}, type: scale, scale: hai_long_5, text: Đồng chí hài lòng ở mức nào với việc thứ {at}?}}"
        for at in range(ITEMS)
    )
    (folder / "trieu-dong.yaml").write_text(
        "questionnaire: trieu-dong\ntitle: Một triệu dòng\nlanguages: [vi]\nminutes: 3\npurpose: Đo tốc độ.\n"
        f"pages:\n  - page: mot\n    items:\n{items}\n"
        "traits:\n  - {item: tuoi, type: single, text: Tuổi, options: {1: trẻ, 2: vừa, 3: cao}}\n",
        encoding="utf-8",
    )
    roll = 2 * ROWS // BRANCHES
    branches = "\n".join(
        f"  - {{branch: b{at}, title: Chi bộ {at}, group: g{at % 4}, headcounts: {{2020-01-01: {roll}}}}}"
        for at in range(BRANCHES)
    )
    groups = "\n".join(f"  - {{group: g{at}, title: Khối {at}}}" for at in range(4))
    (folder / "organisation.yaml").write_text(
        "organisation: do\ntitle: Tổ chức\nsuperior: Cấp trên\nplace: Vinh\n"
        f"groups:\n{groups}\nbranches:\n{branches}\n",
        encoding="utf-8",
    )
    values = "{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, -1: dont_know, '': skipped}"
    mapped = "\n".join(f"  c{at}: {{column: q{at}, values: {values}}}" for at in range(ITEMS))
    (folder / "mapping.yaml").write_text(
        "mapping: trieu-dong\nkind: rows\nquestionnaire: trieu-dong\n"
        "wave: {column: nam, values: {2021: W2021, 2022: W2022}, dates: {W2021: 2021-06-01, W2022: 2022-06-01}}\n"
        f"branch: {{column: chi_bo, values: {{{', '.join(f'{at}: b{at}' for at in range(BRANCHES))}}}}}\n"
        f"weight: w\nitems:\n{mapped}\n  tuoi: {{column: tuoi, values: {{1: 1, 2: 2, 3: 3}}}}\n",
        encoding="utf-8",
    )


def write_rows(path: Path) -> None:
    """Write the file."""
    made = random.Random(7)  # noqa: S311 -- no secret
    codes = ["1", "2", "3", "4", "5", "-1", ""]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["nam", "chi_bo", "w", "tuoi", *(f"q{at}" for at in range(ITEMS))])
        for _ in track(
            range(ROWS), "Viết tệp", console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True
        ):
            answers = made.choices(codes, weights=[5, 10, 20, 40, 20, 3, 2], k=ITEMS)
            weight = f"{made.uniform(0.5, 2):.4f}"
            writer.writerow(
                [made.choice(("2021", "2022")), made.randrange(BRANCHES), weight, made.randint(1, 3), *answers]
            )


def measured(code: str, *arguments: str) -> tuple[float, float]:
    """Return seconds and peak megabytes of some code in a process of its own."""
    told = "import json, resource, sys, time\nbegan = time.perf_counter()\n" + code
    told += "\nprint(json.dumps([time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))\n"
    done = subprocess.run([sys.executable, "-c", told, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    seconds, kilobytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, kilobytes / MEGABYTE


READ = """
import csv
with open(sys.argv[1], encoding="utf-8", newline="") as stream:
    rows = sum(1 for _ in csv.reader(stream))
"""
IMPORT = """
from pathlib import Path
from functools import partial
from survey_app.cli.shared import steps
from survey_app.operations.importing import import_file
from survey_app.store import open_stores
folder = Path(sys.argv[1]).parent
with steps() as step:
    found = import_file(open_stores(folder / "var"), Path(sys.argv[1]), mapping_file=folder / "mapping.yaml",
                        organisation_file=folder / "organisation.yaml", progress=partial(step, "import"))
assert sum(wave.kept for wave in found.waves) == int(sys.argv[2])
"""


def main() -> None:
    """Make, read, import; print."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_definitions(folder)
        path = folder / "rows.csv"
        write_rows(path)
        size = path.stat().st_size / 1024 / 1024
        read_seconds, read_peak = measured(READ, str(path))
        seconds, peak = measured(IMPORT, str(path), str(ROWS))
    print(f"import {ROWS:,} rows, {ITEMS + 4} columns, {size:.0f} MB of CSV")
    print(f"  csv module alone  {read_seconds:6.1f} s  peak {read_peak:6.0f} MB")
    print(f"  survey import     {seconds:6.1f} s  peak {peak:6.0f} MB  ({seconds / read_seconds:.1f} times csv alone)")
    print(f"  benchmark itself  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE:.0f} MB")


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"  all of it         {time.perf_counter() - started:6.1f} s")
