"""One Rao-Scott table, twenty tables, a share by branch on a million rows: ours beside svy and pandas; and the small job.

Every measurement is a process of its own, contenders take turns, the median of five is told. Reading or making the rows is not measured, for
anybody. Results are kept in benchmarks/results/counting.json with the versions.
"""

# ruff: noqa: E501 -- the pieces of work are programs of one line

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = int(os.environ.get("SURVEY_BENCH_ROWS", "1000000"))
REPEATS = int(os.environ.get("SURVEY_BENCH_REPEATS", "5"))
KEPT = ROOT / "benchmarks" / "results" / "counting.json"

MADE = """
import json, resource, sys, time
import numpy as np
rng = np.random.default_rng(7)
size = int(sys.argv[1])
branch = rng.integers(0, 10, size)
weight = rng.uniform(0.5, 2.0, size)
q = {f"q{at}": rng.integers(0, 5, size).astype(np.int16) for at in range(20)}
"""
OURS = """
from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.crosstab import rao_scott
from analysis.design import Design, Target
from analysis.distribution import distribution
from analysis.responses import Responses
options = tuple(Option(code=at, label={}) for at in range(5))
columns = tuple(Column(name=name, kind=Kind.ORDINAL, label={}, item=name, options=options) for name in q)
made = Responses(wave="w", codebook=Codebook(columns=columns), codes=q, stratum=branch.astype(np.int64), weight=weight)
strata = tuple(str(at) for at in range(10))
banner = Banner(name="b", levels=tuple(Level(key=s, label={}) for s in strata), positions=branch.astype(np.int64))
design = Design(strata=strata)
"""
THEIRS = """
import polars, svy
rows = polars.DataFrame({"h": branch.astype(str), "w": weight, **{k: v.astype(str) for k, v in q.items()}})
sample = svy.Sample(rows, svy.Design(stratum="h", wgt="w"))
"""
PANDAS = """
import pandas
rows = pandas.DataFrame({"h": branch, "w": weight, **q})
rows["w2"] = rows.w ** 2
"""
WORK = {
    "Rao-Scott F, 5 x 10": {
        "analysis": (
            OURS,
            'found = rao_scott(count(made, strata=strata, banners=[banner], columns=["q0"]).cells("q0", "b"), design).statistic',
        ),
        "svy": (THEIRS, 'found = sample.categorical.tabulate("q0", "h").stats.f.value'),
    },
    "20 tables, counts, sums of w and w squared": {
        "analysis": (
            OURS,
            "counts = count(made, strata=strata, banners=[banner])\nfound = float(counts.cells('q19', 'b').w.sum())",
        ),
        "pandas": (
            PANDAS,
            "for name in q:\n    table = rows.groupby([name, 'h'])[['w', 'w2']].agg(['sum', 'count'])\nfound = float(table['w', 'sum'].sum())",
        ),
        "pandas.crosstab": (
            PANDAS,
            "for name in q:\n    table = pandas.crosstab(rows[name], rows.h, rows.w, aggfunc='sum')\nfound = float(table.to_numpy().sum())",
        ),
    },
    "share by branch with errors": {
        "analysis": (
            OURS,
            'cells = count(made, strata=strata, banners=[banner], columns=["q0"]).cells("q0", "b")\nfound = float(distribution(cells, design, target=Target.PROCESS).se[0, 0])',
        ),
        "svy": (THEIRS, 'found = float(sample.estimation.prop("q0", by="h").to_polars()["se"][0])'),
    },
}
SMALL = """
from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.counting.joint import whole
from analysis.crosstab import crosstabs
from analysis.design import Design
from analysis.responses import Responses
options = tuple(Option(code=at, label={}) for at in range(5))
columns = tuple(Column(name=f"c{at}", kind=Kind.ORDINAL, label={}, item=f"c{at}", options=options) for at in range(40))
people = 300
stratum = np.repeat(np.arange(12), 25)
codes = {c.name: np.where(rng.random(people) < 0.05, -3, rng.integers(0, 5, people)).astype(np.int16) for c in columns}
made = Responses(wave="w", codebook=Codebook(columns=columns), codes=codes, stratum=stratum.astype(np.int64))
levels = [12, 2, 5, 4, 5, 3]
banners = [Banner(name=f"t{at}", levels=tuple(Level(key=str(k), label={}) for k in range(many)),
                  positions=(stratum if at == 0 else rng.integers(0, many, people)).astype(np.int64)) for at, many in enumerate(levels)]
design = Design(strata=tuple(str(at) for at in range(12)), headcounts=np.full(12, 28))
import scipy.special
"""
SMALL_WORK = "counts = count(made, strata=design.strata, banners=banners)\nmade_tables = crosstabs(list(counts.tables.values()), design)\nfound = float(made_tables[-1].association.p)"


def measured(setup: str, work: str, size: int) -> dict[str, float]:
    """Return seconds, peak megabytes and a figure of some work in a process of its own; what it needs is made before."""
    told = MADE + setup + "began = time.perf_counter()\n" + work
    told += "\nspent = time.perf_counter() - began"
    told += "\npeak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024"
    told += "\nprint(json.dumps({'seconds': spent, 'megabytes': peak, 'figure': float(found)}))\n"
    done = subprocess.run(
        [sys.executable, "-c", told, str(size)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def compare(name: str) -> dict[str, object]:
    """Return the medians of the contenders of one piece of work, run in turns."""
    contenders = WORK[name]
    runs: dict[str, list[dict[str, float]]] = {one: [] for one in contenders}
    for _ in range(REPEATS):
        for one, (setup, work) in contenders.items():
            runs[one].append(measured(setup, work, ROWS))
    ours = statistics.median(run["seconds"] for run in runs["analysis"])
    found: dict[str, object] = {}
    print(f"\n{name}, {ROWS:,} rows{'seconds':>20}{'times ours':>14}{'peak MB':>10}{'figure':>20}")
    for one, made in runs.items():
        seconds = statistics.median(run["seconds"] for run in made)
        peak = statistics.median(run["megabytes"] for run in made)
        found[one] = {"seconds": seconds, "ratio": seconds / ours, "megabytes": peak, "figure": made[0]["figure"]}
        print(f"  {one:<40}{seconds:>12.4f}{seconds / ours:>14.1f}{peak:>10.0f}{made[0]['figure']:>20.10g}")
    return found


def main() -> None:
    """Run everything, print it, keep it."""
    packages = {name: version(name) for name in ("numpy", "scipy", "pandas", "polars", "svy")}
    print(f"python {platform.python_version()}, " + ", ".join(f"{name} {one}" for name, one in packages.items()))
    found: dict[str, object] = {name: compare(name) for name in WORK}
    small = [measured(SMALL, SMALL_WORK, 10)["seconds"] for _ in range(REPEATS)]
    middle = statistics.median(small)
    print(f"\n300 people x 40 columns x 6 banners, tables, errors and tests: {1000 * middle:.0f} ms after import")
    found["small job, seconds"] = middle
    KEPT.parent.mkdir(exist_ok=True)
    told = {"python": platform.python_version(), "packages": packages, "rows": ROWS, "repeats": REPEATS, "found": found}
    KEPT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
